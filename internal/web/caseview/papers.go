package caseview

import (
	"maps"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// Paper is one material of the case and where it stands.
type Paper struct {
	ID    string
	Name  lang.Text
	Tag   ui.Tag
	Files []ui.Link
}

var (
	paperHere  = ui.Tag{Label: lang.T("已有", "here"), Tone: ui.Good}
	paperOurs  = ui.Tag{Label: lang.T("免提交", "not asked of the applicant"), Tone: ui.Good}
	paperSeen  = ui.Tag{Label: lang.T("窗口已核验", "seen at the window"), Tone: ui.Good}
	paperSworn = ui.Tag{Label: lang.T("由承诺代替", "undertaking instead"), Tone: ui.Still}
	paperLater = ui.Tag{Label: lang.T("待补交", "to follow"), Tone: ui.Soon}
	paperWrong = ui.Tag{Label: lang.T("要补正", "to be corrected"), Tone: ui.Soon}
	paperGone  = ui.Tag{Label: lang.T("没有", "not there"), Tone: ui.Neutral}
)

func papersOf(in Input) []Paper {
	if in.Item == nil {
		return nil
	}
	file := licensing.FileOf(in.Case)
	needed := map[string]bool{} // what acceptance asks for in this situation
	for _, m := range file.Missing(in.Item, formOf(in.Case)) {
		needed[m.ID] = true
	}
	var out []Paper
	for _, m := range in.Item.Materials {
		state, known := file.Materials[m.ID]
		p := Paper{ID: m.ID, Name: m.Name, Files: in.filesOf(m.ID)}
		listed := in.Case.State == licensing.Correcting && file.Correction != nil &&
			slices.ContainsFunc(file.Correction.Items, func(i licensing.CorrectionItem) bool { return i.Material == m.ID })
		switch {
		case listed:
			p.Tag = paperWrong
		case slices.Contains(file.Tolerated, m.ID):
			p.Tag = paperLater
		case state.Have && state.Grade == "A":
			p.Tag = paperOurs
		case state.Have && state.Grade == "B":
			p.Tag = paperSeen
		case state.Have:
			p.Tag = paperHere
		case state.Grade == "D":
			p.Tag = paperSworn
		case needed[m.ID] || known:
			p.Tag = paperGone
		default:
			continue
		}
		out = append(out, p)
	}
	return out
}

// formOf are the latest answers.
func formOf(c *casework.Case) map[string]any {
	given := map[string]any{}
	for _, e := range c.Events {
		maps.Copy(given, e.Private.Form)
	}
	return given
}

// filesOf are the uploads of a material, newest last.
func (in Input) filesOf(material string) (links []ui.Link) {
	if !in.Files {
		return nil
	}
	for _, f := range Files(in.Case) {
		if f.Material == material {
			links = append(links, ui.Link{Name: ui.Data(f.Name), Href: in.Base + "/files/" + f.Hash})
		}
	}
	return links
}

// Files are all uploads of a case that are still there.
func Files(c *casework.Case) (files []casework.File) {
	for _, e := range c.Events {
		files = append(files, e.Private.Files...)
	}
	return files
}

// decisionOf is the outcome, its reason, and what can be done against it until when.
func decisionOf(in Input) *ui.SummaryList {
	if in.Procedure.Name == impasse.Name {
		return impasseDecision(in)
	}
	d := licensing.FileOf(in.Case).Decision
	if d == nil {
		return nil
	}
	s := &ui.SummaryList{}
	add := func(key, value lang.Text) { s.Rows = append(s.Rows, ui.SummaryRow{Key: key, Value: value}) }
	add(lang.T("结果", "Outcome"), wordOf(in.Procedure, map[string]string{"granted": "granted", "denied": "denied", "refused": "refused"}[d.Outcome]).what)
	if in.Item != nil {
		for _, c := range in.Item.Conditions {
			if c.ID == d.Ground {
				add(lang.T("不符合的条件", "Condition not met"), c.Text)
			}
		}
	}
	for _, g := range licensing.Grounds() {
		if g.ID == d.Ground {
			add(lang.T("法定情形", "Ground in law"), g.Text)
		}
	}
	for _, e := range in.Case.Events {
		if (e.Kind == "denied" || e.Kind == "refused") && e.Private.Text != "" {
			add(lang.T("理由", "Reasons"), ui.Data(e.Private.Text))
		}
	}
	if d.Competent != "" {
		add(lang.T("应向哪里申请", "Where to apply instead"), in.Unit(d.Competent))
	}
	if d.Reconsider != "" {
		body := lang.T("本级人民政府", "the government of this level")
		add(lang.T("申请行政复议", "Reconsideration"), lang.T("向"+body.ZH+"提出，最晚"+d.ReconsiderLast.In(lang.ZH), "with "+body.EN+", by "+d.ReconsiderLast.In(lang.EN)))
		add(lang.T("提起行政诉讼", "Suit"), lang.T("向人民法院起诉，最晚"+d.SueLast.In(lang.ZH), "with the people's court, by "+d.SueLast.In(lang.EN)))
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("依据", "By"), Body: ui.Components{ui.LawRef{ID: "fyf-20"}, ui.LawRef{ID: "xsf-46"}}})
	}
	if c := d.Certificate; c != nil {
		until := lang.T("长期有效", "no last day")
		if c.Until != 0 {
			until = lang.T(c.From.String()+"至"+c.Until.String(), c.From.String()+" to "+c.Until.String())
		}
		add(lang.T("证照有效期", "Certificate valid"), until)
	}
	return s
}
