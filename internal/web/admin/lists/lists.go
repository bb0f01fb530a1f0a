// Package lists is where the administrator publishes the four lists.
//
//	/admin/lists ─▶ file (CSV, XLSX) ─▶ dry run: added, taken out, changed ─▶ reason, confirm ─▶ version n+1
//
// What is confirmed is the plan that was shown, by its hash; when the list has moved meanwhile
// nothing happens and the new plan is shown. The rules stand in package publiclist.
package lists

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/lists"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
)

// purpose of a held file.
const purpose = "lists"

// shownRows is how many changes a page lists; the counts are of all.
const shownRows = 100

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Lists publiclist.Reader
}

// Routes adds the pages to the site.
func (l *Pages) Routes() {
	s, need := l.Site, site.For(access.PublishList)
	s.Handle("GET /admin/lists", need, l.overview)
	s.Handle("GET /admin/lists/{kind}", need, l.ask)
	s.Handle("POST /admin/lists/{kind}", need.WithFiles(), l.dryRun)
	s.Handle("POST /admin/lists/{kind}/confirm", need.WithFiles(), l.confirm)
}

// Directory finds units by id or Chinese name.
type Directory struct{ Org *org.Directory }

// Find implements publiclist.Units.
func (d Directory) Find(idOrName string) (string, bool) {
	if u, ok := d.Org.Unit(idOrName); ok {
		return u.ID, true
	}
	for _, u := range d.Org.Units() {
		if u.Name.ZH == idOrName && idOrName != "" {
			return u.ID, true
		}
	}
	return "", false
}

// Overview is the four lists with their newest versions.
type Overview struct {
	Newest map[publiclist.Kind]publiclist.Stand
}

// View draws it.
func (v Overview) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("现行版本", "Versions in force"), Columns: []ui.Column{{Name: lang.T("清单", "List")}, {Name: lang.T("版本", "Version"), Numeric: true}, {Name: lang.T("条目", "Entries"), Numeric: true}, {Name: lang.T("公布", "Published")}}}
	for _, k := range publiclist.Kinds {
		s := v.Newest[k]
		var at ui.Component = ui.Plain("–")
		if s.Version > 0 {
			at = ui.Moment(s.At)
		}
		t.Rows = append(t.Rows, ui.Row{Href: href(k), Cells: []ui.Component{ui.Words(k.Title()), ui.Plain(strconv.Itoa(s.Version)), ui.Plain(strconv.Itoa(s.Entries)), at}})
	}
	return ui.Components{ui.Heading{Title: lang.T("发布四张清单", "Publish the four lists"), Lead: lang.T("选一张清单，上传整张新表。先预演，看清增加、减少、改动了哪些，再确认公布。", "Choose a list and send the whole new file. A dry run shows what is added, taken out and changed; then you confirm.")}, t,
		ui.Actions{ui.LinkButton{Label: lang.T("公开的清单", "The public pages"), Href: "/lists", Look: ui.Secondary}}}.View(p)
}

func href(k publiclist.Kind) string { return "/admin/lists/" + string(k) }

// Ask asks for a file.
type Ask struct {
	Kind     publiclist.Kind
	Version  int
	Problems []fault.Field
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Kind.Title(), Title: lang.T("公布新版本", "Publish a new version"), Lead: v.Kind.Says()}}
	if len(v.Problems) > 0 {
		t := ui.Table{Caption: lang.T("文件里要改的地方", "Places to correct in the file"), Columns: []ui.Column{{Name: lang.T("位置", "Where")}, {Name: lang.T("怎么回事、怎么改", "What, and what to do")}}}
		for _, f := range v.Problems {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(f.Path)), ui.Words(f.Message)}})
		}
		parts = append(parts, t)
	}
	parts = append(parts, ui.Form{Action: href(v.Kind), Multipart: true, Body: ui.Components{
		ui.Field{Name: "file", Kind: ui.File, Formats: []string{"csv", "xlsx"}, MaxBytes: held.MaxBytes, Label: lang.T("整张清单", "The whole list"), Hint: lang.T("第一行是列名：编码、名称、单位、类别、内容、依据、金额（元）。", "The first row holds the headings: code, name, unit, type, text, basis, amount_yuan.")},
		ui.Field{Name: "effective", Kind: ui.Day, Optional: true, Label: lang.T("从哪一天起生效", "In force from"), Hint: lang.T("不填就是今天；不能早于今天。", "Today where left empty, never earlier.")},
		ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/admin/lists", Look: ui.Quiet}}}})
	if v.Version > 0 {
		parts = append(parts, ui.Text(lang.T("从现行版本改起最省事：", "It is easiest to start from the version in force:")), ui.Link{Name: lang.Format("下载第%d版CSV", "version %d as CSV", v.Version), Href: lists.Href(v.Kind) + "/versions/" + strconv.Itoa(v.Version) + "/list.csv"})
	}
	return parts.View(p)
}

// DryRun is what publishing would do.
type DryRun struct {
	Plan      publiclist.Plan
	File      string
	Hidden    []ui.Hidden
	Effective string // as asked for
	Name      func(unit string) lang.Text
}

// View draws it.
func (v DryRun) View(p ui.Page) templ.Component {
	k, unit := v.Plan.Kind, lang.T("条", "entries")
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.File), Title: lang.T(k.Title().ZH+"会怎样变", "What would change in the "+k.Title().EN), Lead: lang.T("这是预演，还没有公布。", "This is a dry run; nothing is published yet.")},
		ui.Stats{{Name: lang.T("增加", "Added"), Count: int64(v.Plan.Added), Unit: unit}, {Name: lang.T("减少", "Taken out"), Count: int64(v.Plan.Removed), Unit: unit}, {Name: lang.T("改动", "Changed"), Count: int64(v.Plan.Changed), Unit: unit}, {Name: lang.T("新版共有", "In the new version"), Count: int64(v.Plan.Entries), Unit: unit}}}
	if k == publiclist.Powers {
		parts = append(parts, ui.Text(lang.Format("行政许可从%[1]d条变成%[2]d条。", "Approvals go from %[1]d to %[2]d.", v.Plan.Approvals[0], v.Plan.Approvals[1])))
	}
	if len(v.Plan.Changes) == 0 {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("文件和现行版本一样，没有可以公布的内容。", "The file says the same as the version in force.")}).View(p)
	}
	parts = append(parts, ui.Form{Action: href(k) + "/confirm", Multipart: true, Hidden: append(v.Hidden, ui.Hidden{Name: "_plan", Value: v.Plan.Hash}, ui.Hidden{Name: "effective", Value: v.Effective}), Body: ui.Components{
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Max: publiclist.MaxReason, Label: lang.T("为什么公布这一版", "Why this version is published"), Hint: lang.T("大家都看得到，写文件名和文号。", "Everybody reads it: name the document.")},
		ui.Actions{ui.Button{Label: lang.Format("公布第%d版，记入账本", "Publish version %d on the ledger", v.Plan.Next.Version)}, ui.LinkButton{Label: lang.T("不公布，返回", "Do not publish, go back"), Href: href(k), Look: ui.Quiet}}}})
	t := lists.Changes(k, v.Plan.Changes[:min(len(v.Plan.Changes), shownRows)], v.Name)
	if len(v.Plan.Changes) > shownRows {
		t.Total = strconv.Itoa(shownRows) + " / " + strconv.Itoa(len(v.Plan.Changes))
	}
	return append(parts, t).View(p)
}

func (l *Pages) overview(w http.ResponseWriter, r *site.Request) error {
	v := Overview{Newest: map[publiclist.Kind]publiclist.Stand{}}
	for _, k := range publiclist.Kinds {
		stands, err := l.Lists.Stands(r.Context(), l.Site.Division, k)
		if err != nil {
			return err
		}
		if n := len(stands); n > 0 {
			v.Newest[k] = stands[n-1]
		}
	}
	return r.Show(w, r.Page(lang.T("发布四张清单", "Publish the four lists")), v)
}

func (l *Pages) current(r *site.Request) (publiclist.Kind, publiclist.Version, error) {
	k, err := publiclist.ParseKind(r.PathValue("kind"))
	if err != nil {
		return "", publiclist.Version{}, err
	}
	v, err := l.Lists.Whole(r.Context(), l.Site.Division, k, 0)
	return k, v, err
}

func frame(r *site.Request, k publiclist.Kind) ui.Page {
	p := r.Page(lang.T("公布"+k.Title().ZH, "Publish the "+k.Title().EN))
	p.Back = "/admin/lists"
	return p
}

func (l *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	k, v, err := l.current(r)
	if err != nil {
		return err
	}
	return r.Show(w, frame(r, k), Ask{Kind: k, Version: v.Version})
}

// refuse shows the first page again with every wrong place of the file.
func (l *Pages) refuse(w http.ResponseWriter, r *site.Request, k publiclist.Kind, version int, err error) error {
	v := Ask{Kind: k, Version: version}
	if f, ok := fault.As(err); ok && f.Code == "bad_file" {
		v.Problems = f.Fields
		err = fault.New(f.Kind, f.Code, f.Message, f.Remedy).At("file", lang.T(f.Message.ZH, f.Message.EN))
	}
	return r.Refused(w, frame(r, k), v, err)
}

// plan is what publishing the file would do now.
func (l *Pages) plan(r *site.Request, k publiclist.Kind, current publiclist.Version, f held.File) (publiclist.Plan, error) {
	entries, err := publiclist.Read(k, f.Name, f.Body, Directory{r.Directory()})
	if err != nil {
		return publiclist.Plan{}, err
	}
	var effective calendar.Day
	if text := r.PostForm.Get("effective"); text != "" {
		if effective, err = calendar.ParseDay(text); err != nil {
			return publiclist.Plan{}, fault.InvalidInput().At("effective", lang.T("请填写真实存在的日期。", "Please enter a date that exists.")).Or()
		}
	}
	return publiclist.PlanNext(k, current, entries, effective, r.Site.Calendar().DayOf(r.Site.Clock.Now()), false), nil
}

func (l *Pages) dryRun(w http.ResponseWriter, r *site.Request) error {
	k, current, err := l.current(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	f, err := held.Upload(r, "file", "csv", "xlsx")
	if err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	return l.show(w, r, k, current, f, nil)
}

// show draws the dry run, with a refusal of its confirmation where there was one.
func (l *Pages) show(w http.ResponseWriter, r *site.Request, k publiclist.Kind, current publiclist.Version, f held.File, refused error) error {
	plan, err := l.plan(r, k, current, f)
	if err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	v := DryRun{Plan: plan, File: f.Name, Name: r.Unit, Effective: r.PostForm.Get("effective")}
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	p := frame(r, k)
	p.Wide, p.Back = true, href(k)
	if refused != nil {
		return r.Refused(w, p, v, refused)
	}
	return r.Show(w, p, v)
}

func (l *Pages) confirm(w http.ResponseWriter, r *site.Request) error {
	k, current, err := l.current(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	f, err := held.Open(r, purpose)
	if err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	plan, err := l.plan(r, k, current, f)
	if err != nil {
		return l.refuse(w, r, k, current.Version, err)
	}
	if err := plan.Confirm(r.PostForm.Get("_plan")); err != nil {
		return l.show(w, r, k, current, f, err)
	}
	facts, err := plan.Publish(r.Actor, r.PostForm.Get("reason"))
	if err == nil {
		_, err = publiclist.Record(r.Context(), r.Site.Engine, r.Actor, facts)
	}
	if err != nil {
		return l.show(w, r, k, current, f, err)
	}
	return r.Go(w, lists.Href(k)+"/versions", lang.Format("第%d版已公布，并记入账本。", "Version %d is public and on the ledger.", facts.Version))
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	k := publiclist.Powers
	stands, a, b := lists.Sample()
	plan := publiclist.PlanNext(k, a, b.Entries, 0, b.Effective, true)
	none := publiclist.PlanNext(k, a, a.Entries, 0, a.Effective, true)
	page := func(id, zh, en string, c ui.Component) ui.GalleryPage {
		return specimen.Page(id, lang.T(zh, en), c, nil)
	}
	return ui.GalleryPages{
		page("lists", "发布四张清单", "Publish the four lists", Overview{map[publiclist.Kind]publiclist.Stand{k: stands[1]}}),
		page("list-file", "上传清单", "Send a list", Ask{Kind: k, Version: 2}),
		page("list-wrong", "清单有错", "A list with mistakes", Ask{Kind: k, Version: 2, Problems: []fault.Field{{Path: "第3行“单位” row 3", Message: lang.T("没有“示例局”这个单位，请写部门编号或者全名。", "There is no such unit; write its id or full name.")}}}),
		page("list-plan", "清单会怎样变", "What would change", DryRun{Plan: plan, File: "示例清单.csv", Name: specimen.Unit}),
		page("list-plan-none", "清单没有变化", "Nothing would change", DryRun{Plan: none, File: "示例清单.csv", Name: specimen.Unit}),
	}
}
