package accountability

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// File is a file at the centre or on the officer's own page.
type File struct {
	Shared caseview.View
	Lead   []ui.SummaryRow
	Facts  []Fact
	Papers []ui.Link
	Ending []ui.SummaryRow // as proposed or decided
	Acts   ui.Component    // what may be done now
	Lead2  lang.Text       // to whom the page speaks
}

// Fact is one fact with the proof of its event.
type Fact struct {
	Words  string
	Number string
	Seq    int64
	Leaf   int64
}

// View draws it.
func (v File) View(p ui.Page) templ.Component {
	tag := v.Shared.Tag
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(idnum.ShortCase(v.Shared.Number)), Title: lang.T("责任追究案卷", "Accountability file"), Lead: v.Shared.State.Says, Tag: &tag}}
	if !v.Lead2.IsZero() {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: v.Lead2})
	}
	parts = append(parts, v.Acts, ui.Section{ID: "facts", Title: lang.T("事实", "The facts"), Body: v.facts()})
	if len(v.Ending) > 0 {
		parts = append(parts, ui.Section{ID: "ending", Title: lang.T("处理意见和决定", "Proposal and decision"), Body: ui.Components{ui.SummaryList{Rows: v.Ending}}})
	}
	return append(parts, ui.Section{ID: "about", Title: lang.T("这件案卷", "This file"), Body: ui.Components{ui.SummaryList{Rows: v.Lead}}}, v.Shared.Deadlines(), v.Shared.Story()).View(p)
}

func (v File) facts() ui.Components {
	var list ui.SummaryList
	for i, f := range v.Facts {
		body := ui.Components{ui.Plain(f.Words)}
		if f.Number != "" {
			body = append(body, ui.Text(lang.Format("%[1]s 第 %[2]d 步，账本第 %[3]d 条。", "%[1]s, act %[2]d; leaf %[3]d of the ledger.", f.Number, f.Seq, f.Leaf)),
				ui.Link{Name: lang.T("账本证明", "Proof of the ledger"), Href: fmt.Sprintf("/api/v1/ledger/proof?n=%d", f.Leaf)})
		} else {
			body = append(body, ui.Text(lang.T("有书面证据，见下。", "Rests on a paper, below.")))
		}
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.Format("事实%d", "Fact %d", i+1), Body: body})
	}
	body := ui.Components{list}
	for _, l := range v.Papers {
		body = append(body, ui.Actions{ui.LinkButton{Label: l.Name, Href: l.Href, Look: ui.Quiet}})
	}
	return body
}

// view makes a file's page.
func (a *Pages) view(r *site.Request, c *casework.Case, p *casework.Procedure, base string) File {
	f := accountability.FileOf(c)
	v := File{Shared: caseview.Of(a.input(r, c, p, base)), Ending: a.ending(r, c)}
	notes := c.Events[0].Private.Notes
	for i, fact := range f.Facts {
		v.Facts = append(v.Facts, Fact{notes[fmt.Sprintf("fact.%d", i+1)], fact.Number, fact.Seq, fact.Leaf})
	}
	for _, e := range c.Events {
		for _, file := range e.Private.Files {
			v.Papers = append(v.Papers, ui.Link{Name: ui.Data(file.Name), Href: base + "/files/" + file.Hash})
		}
	}
	add := func(key, value lang.Text) { v.Lead = append(v.Lead, ui.SummaryRow{Key: key, Value: value}) }
	add(lang.T("有关工作人员", "Officer"), ui.Data(r.Officer(f.Officer)))
	add(lang.T("单位（立案时）", "Unit, when it was opened"), r.Unit(f.Of))
	add(lang.T("线索来源", "Where it comes from"), option(accountability.Sources(), f.Source))
	add(lang.T("来源编号", "Number of the source"), ui.Data(f.Number))
	add(lang.T("本人说明", "The officer's reply"), replyTitle[f.Reply])
	for _, x := range f.Recusals {
		state := lang.T("已回避", "withdrew")
		switch {
		case x.Asked && x.Answer == "":
			state = lang.T("本人申请回避，等决定", "asked to withdraw; undecided")
		case x.Answer == "granted":
			state = lang.T("本人申请，已同意回避", "asked to withdraw; granted")
		case x.Answer == "refused":
			state = lang.T("本人申请，没有同意", "asked to withdraw; not granted")
		}
		v.Lead = append(v.Lead, ui.SummaryRow{Key: lang.T("回避", "Recusal"), Body: ui.Components{ui.Plain(r.Officer(x.Who)), ui.Text(state)}})
	}
	return v
}

var replyTitle = map[string]lang.Text{
	"":        lang.T("还没有，期限内不能提出处理意见", "not yet; nothing is proposed before"),
	"given":   lang.T("已说明，见下面的经过", "given, see below"),
	"expired": lang.T("期限内没有说明（不算承认，仍可补充）", "none in time, which admits nothing; it may still come"),
}

// ending is what is proposed or decided, in words.
func (a *Pages) ending(r *site.Request, c *casework.Case) []ui.SummaryRow {
	f := accountability.FileOf(c)
	if f.Ending == nil {
		return nil
	}
	var rows []ui.SummaryRow
	add := func(key, value lang.Text) {
		if !value.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	e := f.Ending
	if e.Cause != "" {
		add(lang.T("原因", "Cause"), option(accountability.Causes(), e.Cause))
	}
	add(lang.T("处理", "Ending"), option(accountability.Endings(), e.Kind))
	for _, step := range accountability.Ladder() {
		if step.ID == e.Measure {
			add(lang.T("措施", "Measure"), step.Text)
		}
	}
	if e.Months > 0 {
		add(lang.T("告诫期", "Warning period"), lang.Format("%d个月", "%d months", e.Months))
	}
	for _, x := range e.Proposals {
		add(lang.T("向有权机关建议", "Proposed to the competent body"), option(accountability.Proposals(), x))
	}
	if e.Exemption != "" {
		add(lang.T("不追究的情形", "Exemption"), option(accountability.Exemptions(), e.Exemption))
	}
	if e.Mend != "" {
		add(lang.T("由谁改", "To mend"), r.Unit(e.Mend))
	}
	for _, ev := range c.Events {
		if ev.Kind != "ending_put_forward" {
			continue
		}
		for _, cond := range accountability.Conditions() {
			add(cond.Text, ui.Data(ev.Private.Notes["tolerance."+cond.ID]))
		}
	}
	add(lang.T("提出人", "Proposed by"), ui.Data(r.Officer(e.By)))
	if e.Approved == "" {
		add(lang.T("审批人", "Approved by"), lang.T("还没有审批，不是决定", "nobody yet: this is no decision"))
		return rows
	}
	add(lang.T("审批人", "Approved by"), ui.Data(r.Officer(e.Approved)))
	if s := f.Service; s != nil {
		add(lang.T("送达", "Served"), lang.T(s.On.In(lang.ZH)+"，"+option(accountability.Services(), s.How).ZH+"，"+option(accountability.Signatures(), s.Signed).ZH,
			s.On.In(lang.EN)+", "+option(accountability.Services(), s.How).EN+", "+option(accountability.Signatures(), s.Signed).EN))
	}
	switch {
	case f.Lifted:
		add(lang.T("申诉", "Appeal"), lang.T("成立，措施已撤销（仍留在统计里）", "upheld; the measure is lifted and stays in the count"))
	case f.Appeal != nil && f.Appeal.By != "":
		add(lang.T("申诉", "Appeal"), lang.T("维持", "the measure stands"))
	}
	return rows
}

func (a *Pages) file(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := a.load(r, false)
	if err != nil {
		if own, _, mine := a.load(r, true); mine == nil { // one of the centre, whom the file is about
			http.Redirect(w, r.Request, "/my/accountability/"+own.ID.String(), http.StatusSeeOther)
			return nil
		}
		return err
	}
	base := "/centre/accountability/" + c.ID.String()
	v := a.view(r, c, proc, base)
	v.Acts = act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}
	return r.Show(w, page(r, c, centreRoom), v)
}

// Sample is a file with a reply, before anything is proposed.
func (File) Sample(own bool) File {
	v := File{Shared: caseview.View{Number: "A202603020001", State: accountability.Rules{}.Procedure().Info(accountability.Heard), Tag: ui.Tag{Label: lang.T("待提出处理意见", "Heard"), Tone: ui.Busy}},
		Facts: []Fact{{"示例：材料齐全，第三次仍不受理。", "C202603020007", 4, 1207}, {Words: "示例：窗口人员口头拒绝，有录音整理稿。"}}, Papers: []ui.Link{{Name: ui.Data("谈话记录.pdf"), Href: "#facts"}},
		Lead: []ui.SummaryRow{{Key: lang.T("有关工作人员", "Officer"), Value: ui.Data("林示例")}, {Key: lang.T("线索来源", "Where it comes from"), Value: option(accountability.Sources(), accountability.FromComplaint)}, {Key: lang.T("本人说明", "The officer's reply"), Value: replyTitle["given"]}},
		Acts: ui.Section{ID: "acts", Title: lang.T("您现在可以办的", "What you may do now"), Body: ui.Components{ui.Actions{ui.LinkButton{Label: lang.T("提出处理意见", "Propose how it ends"), Href: "#acts"}}}}}
	if own {
		v.Lead2 = ownLead
		v.Acts = Say{Base: "/my/accountability/1", Token: "sample", State: accountability.Opened, Verbs: []string{"reply_to_file", "ask_recusal"}, Named: []ui.Option{{Value: "a", Label: ui.Data("杜示例")}}}
	}
	return v
}
