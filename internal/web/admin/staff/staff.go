// Package staff is where units, posts, windows and officers are kept.
//
//	/admin/org (units │ posts │ officers │ windows) ─▶ one thing: form ─▶ act in the ledger
//	     ├ template, export (XLSX)                └ officer: away (who takes over), leaving (who takes over)
//	     └ import ─ dry run ─ hash ─▶ one act for the whole file
//
// AB岗: a post has an A and a B; when A is away or leaves, B takes over, and the page says
// so before anybody confirms. A post nobody takes over is shown, not forbidden. Nothing is
// deleted: what ends keeps its last day. An absence has no reason; the package keeps no
// attendance and no score.
//
// It draws what package org decides; a form is checked by the same rules as a row of the
// workbook.
package staff

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Reload func(ctx context.Context) error // reads the organisation again after an act
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, may := d.Site, site.For(access.ManageOrg)
	s.Handle("GET /admin/org", may, d.overview)
	s.Handle("GET /admin/org/template.xlsx", may, func(w http.ResponseWriter, _ *site.Request) error {
		return download.Send(w, "organisation-template.xlsx", download.XLSX, org.Template)
	})
	s.Handle("GET /admin/org/export.xlsx", may, func(w http.ResponseWriter, r *site.Request) error {
		return download.Send(w, "organisation.xlsx", download.XLSX, func(out io.Writer) error { return org.Export(out, r.Directory().Data()) })
	})
	s.Handle("GET /admin/org/import", may, d.askImport)
	s.Handle("POST /admin/org/import", may.WithFiles(), d.dryRun)
	s.Handle("POST /admin/org/import/confirm", may.WithFiles(), d.confirm)
	s.Handle("GET /admin/org/{thing}/{id}", may, d.edit)
	s.Handle("POST /admin/org/{thing}/{id}", may, d.save)
	s.Handle("POST /admin/org/officer/{id}/away", may, d.away)
	s.Handle("POST /admin/org/officer/{id}/leave", may, d.leave)
}

// fresh is the id of a thing that is not there yet.
const fresh = "new"

// Href is the address of a thing's form.
func Href(thing, id string) string { return "/admin/org/" + thing + "/" + url.PathEscape(id) }

func today(r *site.Request) calendar.Day { return r.Site.Calendar().DayOf(r.Site.Clock.Now()) }

// record writes changes that belong together as one act and reads the organisation again.
func (d *Pages) record(r *site.Request, changes []org.Change) error {
	if _, err := org.NewDirectory(r.Directory().Data().Apply(changes)); err != nil {
		return fault.New(fault.Conflict, "organisation_moved",
			lang.T("机构人员刚刚有变动，这次修改对不上了，没有保存。", "The organisation has just changed and this no longer fits; nothing was saved."),
			lang.T("请重新打开这一页再改。", "Please open the page again.")).With(err)
	}
	act := org.ActOf(changes...)
	if _, err := r.Site.Engine.Record(r.Context(), r.Actor, string(act.Kind), act.Facts, casework.Private{Notes: act.Notes}); err != nil {
		return err
	}
	return d.Reload(r.Context())
}

// checked runs one thing through the rules of the workbook: it is written as a row and
// read back. names says which input stands for which heading.
func checked(now org.Data, one org.Data, division string, from calendar.Day, names map[string]string) (org.Plan, error) {
	var b bytes.Buffer
	if err := org.Export(&b, one); err != nil {
		return org.Plan{}, err
	}
	rows, err := org.Read(&b, division)
	if err == nil {
		var plan org.Plan
		if plan, err = rows.Plan(now, from); err == nil {
			return plan, nil
		}
	}
	f, ok := fault.As(err)
	if !ok {
		return org.Plan{}, err
	}
	bad := fault.InvalidInput()
	for _, x := range f.Fields {
		bad.At(input(x.Path, names), x.Message)
	}
	if len(bad.Fields) == 0 {
		return org.Plan{}, err
	}
	return org.Plan{}, bad
}

// input finds the input for a place such as “部门”表第 2 行“办公时间”列.
func input(place string, names map[string]string) string {
	for heading, name := range names {
		if strings.HasSuffix(place, "“"+heading+"”列") || strings.HasSuffix(place, "“"+heading+"*”列") {
			return name
		}
	}
	return "id"
}

// headings of the workbook and the inputs that stand for them.
var (
	unitInputs = map[string]string{"部门编号": "id", "部门名称": "name.zh", "英文名称": "name.en", "统一社会信用代码": "uscc", "层级": "level", "主体性质": "kind", "上级部门编号": "parent",
		"办公电话": "phone", "地址": "address.zh", "英文地址": "address.en", "办公时间": "hours"}
	postInputs    = map[string]string{"岗位编号": "id", "部门编号": "unit", "岗位名称": "name.zh", "英文名称": "name.en", "A岗人员编号": "a", "B岗人员编号": "b"}
	officerInputs = map[string]string{"人员编号": "id", "姓名": "name", "部门编号": "unit", "角色": "roles", "任职起": "from", "任职止": "until"}
)

// unitOptions, officerOptions and postOptions are what one chooses from.
func unitOptions(d *org.Directory) []ui.Option {
	var all []ui.Option
	for _, u := range d.Units() {
		all = append(all, ui.Option{Value: u.ID, Label: u.Name})
	}
	return all
}

func officerOptions(d *org.Directory, day calendar.Day, unit string) []ui.Option {
	var all []ui.Option
	for _, o := range sorted(d.Data().Officers) {
		if o.Active(day) && (unit == "" || o.Unit == unit) {
			all = append(all, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
		}
	}
	return all
}

func sorted(all []org.Officer) []org.Officer {
	return slices.SortedFunc(slices.Values(all), func(a, b org.Officer) int { return strings.Compare(a.Unit+" "+a.ID, b.Unit+" "+b.ID) })
}

func sortedPosts(all []org.Post) []org.Post {
	return slices.SortedFunc(slices.Values(all), func(a, b org.Post) int { return strings.Compare(a.Unit+" "+a.ID, b.Unit+" "+b.ID) })
}
