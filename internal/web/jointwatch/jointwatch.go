// Package jointwatch is the retaliation watch by two custodians as the centre works with it: ask,
// approve, put the opening on record, hand the file out, take the answer in.
//
//	GET /centre/watch ─ last answer │ alarms to look into │ ask for months
//	POST /centre/watch/{id}/look ─ what became of an alarm
//	GET /centre/watch/{id} ─ approve │ POST …/open ─▶ file for two custodians │ POST …/result ◀─ signed answer │ drop
//
// The pages show counts by unit and name no firm: they never get one. Supervisors and heads of the
// centre's unit have them; for everybody else they do not exist.
package jointwatch

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Hand makes the file for the custodians: the opening on record first, then the sealed boxes and
// registers.
type Hand func(ctx context.Context, by access.Actor, w *casework.Case) (watch.Export, error)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Centre string
	Hand   Hand
}

const at = "/centre/watch"

// longestAnswer is the largest answer that is taken in.
const longestAnswer = 1 << 20

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	need := site.For(access.ListUnitCases)
	c.Site.Handle("GET "+at, need, c.within(c.list))
	c.Site.Handle("POST "+at, need, c.within(c.ask))
	c.Site.Handle("GET "+at+"/{id}", need, c.within(c.show))
	c.Site.Handle("POST "+at+"/{id}/do/{verb}", need, c.within(c.do))
	c.Site.Handle("POST "+at+"/{id}/open", need, c.within(c.open))
	c.Site.Handle("POST "+at+"/{id}/result", need.WithFiles(), c.within(c.result))
	c.Site.Handle("POST "+at+"/{id}/look", need, c.within(c.endLook))
}

// within lets in who works at the centre; for others the page does not exist.
func (c *Pages) within(h site.Handler) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		switch r.Actor.Role {
		case access.Supervisor, access.UnitHead, access.CentreHead:
			if c.Centre != "" && r.Actor.Unit == c.Centre && r.Actor.Division == c.Site.Division {
				return h(w, r)
			}
		}
		return fault.Missing()
	}
}

// cases are those of a procedure, the newest first, and at most a hundred: there are a few a year.
func (c *Pages) cases(r *site.Request, procedure string) (all []*casework.Case, err error) {
	page, err := c.Site.Cases.Cases(r.Context(), casework.Query{Division: c.Site.Division, Procedure: procedure, Unit: c.Centre, Sealed: true, Order: casework.ByNewest, Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		k, _, err := r.CaseByID(row.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

func (c *Pages) blank(r *site.Request) (List, error) {
	v := List{Token: site.NewKey(), Unit: r.Unit, Officer: r.Officer, Today: c.Site.Calendar().DayOf(c.Site.Clock.Now())}
	p, err := c.Site.Engine.Procedure(watch.Name, 0)
	if err != nil {
		return v, err
	}
	v.State = p.InfoTitle
	watches, err := c.cases(r, watch.Name)
	if err != nil {
		return v, err
	}
	for _, k := range watches {
		v.Watches = append(v.Watches, Line{k.ID.String(), k.Number, k.State, *watch.FileOf(k)})
	}
	looks, err := c.cases(r, watch.Look)
	if err != nil {
		return v, err
	}
	for _, k := range looks {
		if k.IsOpen() {
			v.Looks = append(v.Looks, Lead{k.ID.String(), k.Number, *watch.AlarmOf(k)})
		}
	}
	return v, nil
}

func (c *Pages) page(r *site.Request, name lang.Text) ui.Page {
	p := r.Page(name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("投诉中心", "Complaint centre"), Href: "/centre"}}
	if name != title {
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Name: title, Href: at})
	}
	p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Name: name})
	return p
}

func (c *Pages) list(w http.ResponseWriter, r *site.Request) error {
	v, err := c.blank(r)
	if err != nil {
		return err
	}
	return r.Show(w, c.page(r, title), v)
}

// ask asks for the months from one to another.
func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	v, err := c.blank(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	in := &watch.RequestInput{From: month(r.PostForm.Get("from"))}
	if last := month(r.PostForm.Get("until")); last != 0 {
		in.Until = end(last)
	}
	var basis []string
	if b := r.PostForm.Get("basis"); b != "" {
		basis = []string{b}
	}
	out, err := c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: string(access.RequestWatch), Input: in, Reason: strings.TrimSpace(r.PostForm.Get("reason")), Basis: basis, Idem: r.Idem(),
		Open: &casework.Open{Procedure: watch.Name, Channel: "centre", Series: watch.Series, Sealed: true}})
	if err != nil {
		return r.Refused(w, c.page(r, title), v, err)
	}
	return r.Go(w, at+"/"+out.Case.ID.String(), lang.T("申请已登记，等两个人批准。", "The request is on record; two people approve it."))
}

func month(text string) calendar.Day {
	d, err := calendar.ParseDay(text + "-01")
	if err != nil {
		return 0
	}
	return d
}

func end(first calendar.Day) calendar.Day {
	y, m, _ := first.Date()
	return calendar.Date(y, m+1, 1) - 1
}

// one loads the watch of the address.
func (c *Pages) one(r *site.Request, procedure string) (*casework.Case, *casework.Procedure, error) {
	k, p, err := r.Case()
	if err == nil && (k.Procedure != procedure || k.Unit != c.Centre) {
		err = fault.Missing()
	}
	return k, p, err
}

func (c *Pages) drawn(r *site.Request, k *casework.Case, p *casework.Procedure) (ui.Page, One) {
	v := One{Line: Line{k.ID.String(), k.Number, k.State, *watch.FileOf(k)}, Token: site.NewKey(), Unit: r.Unit, Officer: r.Officer, Info: p.Info(k.State)}
	if len(k.Events) > 0 {
		v.Reason = k.Events[0].Private.Text
	}
	for _, verb := range []string{"approve_watch", "open_watch", "bring_result", "drop_watch"} {
		if _, ok := p.Transition(k.State, verb); ok {
			v.Can = append(v.Can, verb)
		}
	}
	v.Mine = v.By == r.Actor.ID
	for _, a := range v.Approvals {
		v.Mine = v.Mine || a.By == r.Actor.ID
	}
	return c.page(r, ui.Data(k.Number)), v
}

// show draws a watch; from the work list an alarm leads to its place in the list.
func (c *Pages) show(w http.ResponseWriter, r *site.Request) error {
	k, p, err := r.Case()
	if err != nil {
		return err
	}
	switch {
	case k.Unit != c.Centre:
		return fault.Missing()
	case k.Procedure == watch.Look && k.IsOpen():
		http.Redirect(w, r.Request, at+"#look-"+k.ID.String(), http.StatusSeeOther)
		return nil
	case k.Procedure == watch.Look:
		return r.Show(w, c.page(r, ui.Data(k.Number)), c.ended(k, p, r.Unit, r.Officer))
	case k.Procedure != watch.Name:
		return fault.Missing()
	}
	page, v := c.drawn(r, k, p)
	return r.Show(w, page, v)
}

// do approves or drops.
func (c *Pages) do(w http.ResponseWriter, r *site.Request) error {
	k, p, err := c.one(r, watch.Name)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	verb := r.PathValue("verb")
	if verb != "approve_watch" && verb != "drop_watch" {
		return fault.Missing()
	}
	_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: verb, Reason: strings.TrimSpace(r.PostForm.Get("reason")), Expect: k.Version, Idem: r.Idem()})
	if err != nil {
		page, v := c.drawn(r, k, p)
		return r.Refused(w, page, v, err)
	}
	return r.Go(w, at+"/"+k.ID.String(), lang.T("已登记。", "It is on record."))
}

// open puts the opening on the ledger and answers with the file.
func (c *Pages) open(w http.ResponseWriter, r *site.Request) error {
	k, p, err := c.one(r, watch.Name)
	if err != nil {
		return err
	}
	e, err := c.Hand(r.Context(), r.Actor, k)
	if err != nil {
		page, v := c.drawn(r, k, p)
		return r.Refused(w, page, v, err)
	}
	raw, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="watch-`+k.Number+`.json"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	_, _ = w.Write(raw) // who went away fetches it again, by another act
	return nil
}

// result takes the custodians' answer in.
func (c *Pages) result(w http.ResponseWriter, r *site.Request) error {
	k, p, err := c.one(r, watch.Name)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	signed, err := sent(r)
	if err == nil {
		_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: string(access.BringResult), Input: &watch.ResultInput{Signed: signed}, Expect: k.Version, Idem: r.Idem()})
	}
	if err != nil {
		page, v := c.drawn(r, k, p)
		return r.Refused(w, page, v, err)
	}
	return r.Go(w, at, lang.T("结果已登记。有提示的，请先和同类企业比。", "The answer is on record. Where there is an alarm, look at the matched firms first."))
}

func sent(r *site.Request) (watch.Signed, error) {
	in, _, err := r.FormFile("answer")
	if err != nil {
		return watch.Signed{}, fault.InvalidInput().At("answer", lang.T("请选择文件。", "Please choose a file.")).Or()
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, longestAnswer))
	if err != nil {
		return watch.Signed{}, err
	}
	return watch.ReadSigned(raw)
}

// endLook enters what an alarm came to.
func (c *Pages) endLook(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.one(r, watch.Look)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: string(access.EndLook), Input: &watch.EndInput{Ending: r.PostForm.Get("ending")}, Reason: strings.TrimSpace(r.PostForm.Get("reason")), Expect: k.Version, Idem: r.Idem()})
	if err != nil {
		v, berr := c.blank(r)
		if berr != nil {
			return berr
		}
		return r.Refused(w, c.page(r, title), v, err)
	}
	return r.Go(w, at, lang.T("看的结果已登记。", "What was found is on record."))
}
