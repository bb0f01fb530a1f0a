package follow

import (
	"net/http"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// failed says that a case ended, or stands, in a way that its applicant may not want to leave so:
// refused, denied, returned, or overdue.
func failed(c *casework.Case) bool {
	switch c.Procedure {
	case impasse.Name, impasse.FixName:
		return false
	}
	switch c.Result {
	case "refused", "denied", "returned", "terminated", "deemed_withdrawn", "acceptance_revoked":
		return true
	}
	for _, k := range c.Clocks {
		if c.IsOpen() && k.State == limit.Late && !k.Theirs {
			return true
		}
	}
	return false
}

// impasseTodo is what whoever reported has to say of the answer.
func (f *Pages) impasseTodo(o opened) []ui.Notice {
	if o.c.Procedure != impasse.Name {
		return nil
	}
	var ns []ui.Notice
	if o.c.State == impasse.Answered {
		n := ui.Notice{Kind: ui.Warning, Title: lang.T("办成了没有，您说了算", "Is it done? You decide"),
			Text: lang.T("七天内请表态；不说话只记为没有表态，不算满意。", "Please say so within seven days; silence is kept as silence and never counts as satisfied.")}
		no := ui.LinkButton{Label: lang.T("没有办成，再办一次", "Not done; do it again"), Href: o.base + "/not-done", Look: ui.Secondary}
		if impasse.FileOf(o.c).Rounds > 0 {
			no.Label = lang.T("还是没有办成", "Still not done")
		}
		n.Body = ui.Components{ui.Actions{ui.LinkButton{Label: lang.T("办成了（说明白了）", "Done (or explained)"), Href: o.base + "/done"}, no}}
		ns = append(ns, n)
	}
	if o.c.IsOpen() {
		ns = append(ns, ui.Notice{Kind: ui.Info, Text: lang.T("不想再追了，可以撤回。", "If you no longer want it, you may withdraw."), Link: &ui.Link{Name: lang.T("撤回反映", "Withdraw the report"), Href: o.base + "/withdraw-report"}})
	}
	return ns
}

// answers are what a person can say of a report, by the last part of the address.
var answers = map[string]struct {
	verb        func(opened) string
	title, done lang.Text
	page        func(opened) ui.Confirm
}{
	"done": {func(opened) string { return "confirm_done" }, lang.T("办成了", "It is done"), lang.T("已记下，谢谢。您可以评价。", "Noted, thank you. You may rate it."), func(o opened) ui.Confirm {
		return ui.Confirm{Question: lang.T("这件事办成了，或者说明白了？", "Is it done, or explained?"), Effect: lang.T("点确定就办结。之后可以评价；又遇到问题可以再反映。", "It then ends. You may rate it, and report again if something comes up."),
			Facts: o.facts(), Button: ui.Button{Label: lang.T("是的", "Yes")}}
	}},
	"not-done": {func(o opened) string {
		if impasse.FileOf(o.c).Rounds > 0 {
			return "still_not_done"
		}
		return "contest_done"
	}, lang.T("没有办成", "Not done"), lang.T("已记下您说的。", "What you said is on record."), func(o opened) ui.Confirm {
		c := ui.Confirm{Question: lang.T("没有办成，要再办一次吗？", "Not done: shall it be done again?"), Effect: lang.T("交回原来的单位再办一次，期限重新计算。再办只有这一次。", "It goes back into the same hands with a new limit, this once."),
			Facts: o.facts(), Fields: []ui.Field{{Name: "reason", Kind: ui.Area, Rows: 3, Max: 500, Label: lang.T("哪里没有办成？", "What is not done?")}}, Button: ui.Button{Label: lang.T("再办一次", "Do it again")}}
		if impasse.FileOf(o.c).Rounds > 0 {
			c.Question, c.Effect, c.Button.Label = lang.T("还是没有办成吗？", "Still not done?"), lang.T("已经再办过一次，这次按您说的“没有办成”办结。您还可以投诉，或者依法申请复议、起诉。", "It was done again once; it now ends as you say: not done. You may complain, seek reconsideration, or sue."), lang.T("还是没有办成", "Still not done")
		}
		return c
	}},
	"withdraw-report": {func(opened) string { return "withdraw_report" }, lang.T("撤回反映", "Withdraw the report"), lang.T("已撤回。", "Withdrawn."), func(o opened) ui.Confirm {
		return ui.Confirm{Question: lang.T("确定撤回吗？", "Withdraw it?"), Effect: lang.T("撤回后不再办理。以后可以再反映。", "Nothing more is done. You may report again."), Facts: o.facts(), Button: ui.Button{Label: lang.T("撤回", "Withdraw"), Look: ui.Danger}}
	}},
}

func (f *Pages) impasseRoutes() {
	for path, a := range answers {
		page := func(o opened) ui.Confirm {
			c := a.page(o)
			c.Action, c.Hidden, c.Back = o.base+"/"+path, []ui.Hidden{keyField()}, o.base
			return c
		}
		handle := func(do func(w http.ResponseWriter, r *site.Request, verb string) error) site.Handler {
			return func(w http.ResponseWriter, r *site.Request) error {
				o, err := f.mine(r)
				if err != nil {
					return err
				}
				if o.c.Procedure != impasse.Name {
					return fault.Missing()
				}
				return do(w, r, a.verb(o))
			}
		}
		f.Site.Handle("GET /cases/{id}/"+path, site.Open, handle(func(w http.ResponseWriter, r *site.Request, verb string) error {
			return f.confirm(w, r, verb, a.title, page)
		}))
		f.Site.Handle("POST /cases/{id}/"+path, site.Open, handle(func(w http.ResponseWriter, r *site.Request, verb string) error {
			return f.do(w, r, verb, a.title, a.done, page)
		}))
	}
}
