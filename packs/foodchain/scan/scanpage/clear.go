package scanpage

import (
	"net/http"
	"net/url"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/scan"
)

// mayClear says that the actor is of the unit that watches over food and may take findings back.
func (c *Pages) mayClear(a access.Actor) bool {
	return c.Regulator != nil && c.Clear != "" && access.Check(a, c.Clear, access.Target{Division: c.Site.Division, Unit: c.Regulator()}) == nil
}

// clear takes a finding back, as an act with its reason.
func (c *Pages) clear(w http.ResponseWriter, r *site.Request) error {
	if !c.mayClear(r.Actor) || c.Scans == nil {
		return fault.Missing()
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	now := c.Desk.Clock.Now()
	asked, err := c.readCode(r.PostFormValue("code"))
	if err != nil {
		return err
	}
	v, err := c.copiesOf(r, asked)
	if err != nil {
		return err
	}
	p := r.Page(copiesTitle)
	why, words := r.PostFormValue("why"), strings.TrimSpace(r.PostFormValue("words"))
	bad := fault.InvalidInput()
	if _, known := scan.ReasonText(why); !known {
		bad.At("why", lang.T("请选择查到的情况。", "Please choose what was found."))
	}
	if n := len([]rune(words)); n == 0 {
		bad.At("words", lang.T("请写明怎么查的。", "Please say how it was looked into."))
	} else if n > mostWords {
		bad.At("words", lang.Format("最多%d个字。", "At most %d characters.", mostWords))
	}
	if err := bad.Or(); err != nil {
		return r.Refused(w, p, v, err)
	}
	if v.Finding == nil {
		return r.Refused(w, p, v, fault.New(fault.Conflict, "no_finding", lang.T("这个码现在没有线索，不用撤。", "There is no finding on this code now."), lang.T("请回到名单。", "Please return to the list.")))
	}
	facts := scan.Dismissal{Key: asked.Key, Rule: v.Finding.Rule, Why: why, Hour: hourOf(now)}
	if _, err := c.Site.Engine.Record(r.Context(), r.Actor, scan.Dismissed, facts, casework.Private{Text: words}); err != nil {
		return err
	}
	return r.Go(w, "/food/copies", lang.T("线索撤了，扫码页已经照实说明。以后又对上规则的，会再提出来。", "The finding is taken back and the page of the code says so. Should a rule hold again it comes back."))
}

// copiesOf is the regulator's page of one code.
func (c *Pages) copiesOf(r *site.Request, asked scan.Asked) (v Copies, err error) {
	v = Copies{Town: c.townName, Code: asked.Path()}
	if v.Of, err = c.Scans.Counts(r.Context(), asked.Key, mostCopies); err != nil {
		return v, err
	}
	seen, err := c.Scans.Seen(r.Context(), asked.Key, c.Desk.Clock.Now())
	v.Finding, v.Cleared, v.May = seen.Copy, seen.Cleared, c.mayClear(r.Actor)
	return v, err
}

// one draws what stands of one code, with the form to take a finding back.
func (v Copies) one() (cs ui.Components) {
	if f := v.Finding; f != nil {
		cs = append(cs, ui.Notice{Kind: ui.Warning, Title: lang.T("现在的线索", "Finding that stands"), Text: f.Says})
	}
	if x := v.Cleared; x != nil {
		cs = append(cs, ui.Notice{Kind: ui.Info, Title: lang.T("看过了，不算翻印", "Looked at, and no copy"), Text: x.Why})
	}
	if v.Finding == nil || !v.May {
		return cs
	}
	var reasons []ui.Option
	for _, o := range scan.Reasons() {
		reasons = append(reasons, ui.Option{Value: o.ID, Label: capital(o)})
	}
	return append(cs, ui.Section{Title: lang.T("查过了，不是翻印的", "It was looked into and is no copy"), Body: ui.Components{
		ui.Form{Action: "/food/copies/clear", Hidden: []ui.Hidden{{Name: "code", Value: v.Code}}, Body: ui.Components{
			ui.Field{Name: "why", Kind: ui.Radios, Label: lang.T("查到什么情况", "What was found"), Hint: lang.T("这一项会写在扫码页上。", "The page of the code shows this line."), Options: reasons},
			ui.Field{Name: "words", Kind: ui.Area, Rows: 3, Max: mostWords, Label: lang.T("怎么查的", "How it was looked into"), Hint: lang.T("记入案卷，不公开。", "Kept on record, not shown in public.")},
			ui.Actions{ui.Button{Label: lang.T("撤掉这条线索", "Take the finding back")}, ui.LinkButton{Label: lang.T("先不撤", "Not now"), Href: "/food/copies", Look: ui.Quiet}},
		}}}})
}

// codeAddress is the regulator's page of a code.
func codeAddress(path string) string { return "/food/copies?code=" + url.QueryEscape(path) }
