package act

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Check is the page before an act that cannot be taken back: what was typed, what it does.
type Check struct {
	Ask
	Typed []ui.SummaryRow
	Send  []ui.Hidden // everything that was typed
}

// View draws it.
func (v Check) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Caption: caption(v.Question), Title: lang.T("确定要“"+v.Trans.Title.ZH+"”吗？", "“"+v.Trans.Title.EN+"”: are you sure?"),
			Lead: lang.T("这一步不能撤回，只能用新的办理来更正。", "This cannot be taken back, only corrected by a new act.")},
		ui.SummaryList{Title: lang.T("您填写的内容", "What you entered"), Rows: v.Typed},
		ui.SummaryList{Title: lang.T("会发生什么", "What will happen"), Rows: v.Happens},
		ui.Form{Action: v.action(), Hidden: v.Send, Body: ui.Components{ui.Actions{
			ui.Button{Label: lang.T("确定"+v.Trans.Title.ZH, "Yes: "+v.Trans.Title.EN), Look: ui.Danger, Name: stepField, Value: stepDo, Key: "Alt+S"},
			ui.Button{Label: lang.T("回去修改", "Change it"), Look: ui.Secondary, Name: stepField, Value: stepChange},
			ui.LinkButton{Label: lang.T("不办了，返回", "No, go back"), Href: v.Back, Look: ui.Quiet},
		}}},
	}.View(p)
}

// Sample is a refusal before it is sent.
func (Check) Sample() Check {
	a := Ask{}.Sample("refuse")
	return Check{Ask: a, Typed: []ui.SummaryRow{
		{Key: lang.T("法定情形", "Ground of the law"), Value: lang.T("不属于本机关职权范围", "Another agency is competent")},
		{Key: lang.T("应向哪个机关申请", "The agency to apply to"), Value: ui.Data("示例市公路事务中心")},
		{Key: lang.T("理由", "Reason"), Value: ui.Data("示例：经营场所不在本县范围内。")},
	}}
}

// answer does what the sent form asks for.
func answer(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, proc, err := r.Case()
	again, wrong := doneBefore(r)
	if wrong != nil {
		return wrong
	}
	if again {
		back := handedOn
		if err == nil {
			back = backTo(c.ID, r.PostForm.Get(backField))
		}
		return r.Go(w, back, lang.T("这一步已经办好了，没有重复办理。", "This was done already; nothing was done twice."))
	}
	if err != nil {
		return err
	}
	back := backTo(c.ID, r.PostForm.Get(backField))
	q, err := question(r.Site.Engine, c, proc, r.PathValue("verb"), r.Actor, r.Directory())
	if err != nil {
		return err
	}
	if err := q.addDuties(r); err != nil {
		return err
	}
	v := Ask{Question: q, Back: back, Token: r.PostForm.Get(site.KeyField), Happens: q.outlook(), Basis: strings.TrimSpace(r.PostForm.Get("basis_words"))}
	p := page(r, q, v.Back)
	p.Form = r.PostForm
	step := r.PostForm.Get(stepField)
	if step == stepLook || step == stepChange {
		v.foresee(r, p)
		return r.Show(w, p, v)
	}
	files, fileErr := upload.Read(r)
	v.Files, v.Held = files, upload.Hidden(r, files)
	if fileErr != nil {
		return r.Refused(w, p, v, fileErr)
	}
	cmd, err := v.read(r)
	if err != nil {
		return v.refused(w, r, p, err)
	}
	if step == stepShow || forms[q.Trans.Verb].Final && step != stepDo {
		return v.check(w, r, p, cmd, step)
	}
	after, err := r.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return v.refused(w, r, p, err)
	}
	if !r.Sees(after.Case) { // done, and it went on to somebody else with the sight of it
		number := idnum.ShortCase(c.Number)
		return r.Go(w, handedOn, lang.T("已办："+number+"，“"+q.Trans.Title.ZH+"”。", "Done: "+number+", “"+q.Trans.Title.EN+"”."))
	}
	return r.Go(w, v.Back, lang.T("已办：“"+q.Trans.Title.ZH+"”。", "Done: “"+q.Trans.Title.EN+"”."))
}

// doneBefore says that this very form was sent before and did its work: an answer that got
// lost on the way, not a second act.
func doneBefore(r *site.Request) (bool, error) {
	idem := r.Idem()
	if idem == nil {
		return false, nil
	}
	done, ok, err := r.Site.Engine.Store.Repeated(r.Context(), r.Site.Division, idem.Actor, idem.Key)
	return ok && done.Hash == idem.Hash, err
}

// read makes the command of what was sent.
func (v Ask) read(r *site.Request) (casework.Command, error) {
	var input any
	if f := forms[v.Trans.Verb]; f.Read != nil {
		var err error
		if input, err = f.Read(v.Question, r.PostForm); err != nil {
			return casework.Command{}, err
		}
	}
	var basis []string
	for _, id := range r.PostForm["basis"] {
		if _, known := law.Find(id); known && !slices.Contains(basis, id) {
			basis = append(basis, id)
		}
	}
	cmd := v.command(input, strings.TrimSpace(r.PostForm.Get("reason")), basis)
	if v.asksReceived() {
		var err error
		if cmd.Effective, err = SentReceived(v.Cal, v.Case, v.Trans, r.PostForm, v.Now); err != nil {
			return cmd, err
		}
	}
	cmd.Expect, _ = strconv.ParseInt(r.PostForm.Get(seenField), 10, 64) // what is no number accepts any version
	cmd.Idem = r.Idem()
	return cmd, nil
}

// check shows what would happen; for a final act it asks once more. A refusal that must
// leave a trace is sent to the engine all the same.
func (v Ask) check(w http.ResponseWriter, r *site.Request, p ui.Page, cmd casework.Command, step string) error {
	after, counted, err := v.rehearse(r.Context(), r.Site.Engine, cmd)
	if counted && step != stepShow {
		_, err = r.Site.Engine.Do(r.Context(), cmd)
	}
	if err != nil {
		return v.refused(w, r, p, err)
	}
	v.Happens, v.Exact = v.consequences(p, after), true
	if step == stepShow {
		return r.Show(w, p, v)
	}
	c := Check{Ask: v, Typed: typed(p, v.fields(p)), Send: slices.Clone(v.Held)} // files that came now are kept for the next page
	held := func(name string) bool {
		return slices.ContainsFunc(v.Held, func(h ui.Hidden) bool { return h.Name == name })
	}
	for name, values := range r.PostForm {
		for _, value := range values {
			if name != stepField && !held(name) {
				c.Send = append(c.Send, ui.Hidden{Name: name, Value: value})
			}
		}
	}
	slices.SortStableFunc(c.Send, func(a, b ui.Hidden) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range v.Files {
		c.Typed = append(c.Typed, ui.SummaryRow{Key: lang.T("文件", "File"), Value: ui.Data(f.Name)})
	}
	p.Title = lang.T("核对："+v.Trans.Title.ZH, "Check: "+v.Trans.Title.EN)
	return r.Show(w, p, c)
}

// refused draws the form again with what was typed; when the case has moved on it says
// what changed, and the next try is made against the new version.
func (v Ask) refused(w http.ResponseWriter, r *site.Request, p ui.Page, err error) error {
	err = AtReceived(err)
	if fault.KindOf(err) == fault.Conflict {
		if seen, perr := strconv.ParseInt(r.PostForm.Get(seenField), 10, 64); perr == nil {
			v.Changed = since(v.Case, seen)
		}
		v.Token = site.NewKey()
	}
	return r.Refused(w, p, v, err)
}

// typed is what was entered, as rows: the fields with their words, the empty ones left out.
func typed(p ui.Page, fields ui.Components) []ui.SummaryRow {
	var rows []ui.SummaryRow
	for _, c := range fields {
		switch f := c.(type) {
		case ui.Fieldset:
			if len(f.Body) > 0 && unticked(p, f.Body[0]) {
				continue
			}
			for _, row := range typed(p, f.Body) {
				row.Key = lang.T(f.Legend.ZH+"："+row.Key.ZH, f.Legend.EN+": "+row.Key.EN)
				rows = append(rows, row)
			}
		case ui.Disclosure:
			rows = append(rows, typed(p, f.Body)...)
		case ui.Field:
			if value := chosen(f, p.Form[f.Name]); !value.IsZero() && f.Name != "basis_words" {
				rows = append(rows, ui.SummaryRow{Key: f.Label, Value: value})
			}
		}
	}
	return rows
}

// unticked says that a line of the correction list was left out.
func unticked(p ui.Page, c ui.Component) bool {
	f, ok := c.(ui.Field)
	return ok && strings.HasPrefix(f.Name, "items.") && p.Form.Get(f.Name) == ""
}

// chosen gives the words of the options, or what was typed.
func chosen(f ui.Field, values []string) lang.Text {
	var zh, en []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		label := ui.Data(v)
		for _, o := range f.Options {
			if o.Value == v {
				label = o.Label
			}
		}
		zh, en = append(zh, label.ZH), append(en, label.In(lang.EN))
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}
