package casepaper

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/ecert/print"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/licensing"
)

// cited names the articles an act rests on, those that were not read marked as such.
func cited(ids []string) string {
	var all []string
	for _, id := range ids {
		b, ok := law.Find(id)
		if !ok {
			continue
		}
		text := b.Cite(lang.ZH)
		if !strings.ContainsFunc(b.Article, unicode.IsDigit) { // the article could not be read
			text = "《" + b.Law.ZH + "》（" + b.Version + "）"
		}
		if !b.Verified {
			text += "（示意，未核对原文）"
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, "、")
}

func (in Input) correction(d *print.Document, e casework.Event) {
	d.Paragraphs = []string{fmt.Sprintf("您于%s提出的“%s”申请，材料需要补正。下面是全部要补正的内容，只告知这一次，以后不再增加。", in.date(in.Case.Opened), in.matter())}
	list, err := casework.Data[licensing.CorrectionList](e)
	if err != nil {
		return // the case was folded from the same facts
	}
	for _, line := range list.Items {
		name := line.Material
		if line.Material == "form" {
			name = "申请表"
		}
		if in.Item != nil {
			for _, m := range in.Item.Materials {
				if m.ID == line.Material {
					name = m.Name.ZH
				}
			}
		}
		what := ""
		for _, o := range licensing.CorrectionFaults() {
			if o.ID == line.Fault {
				what = o.Text.ZH
			}
		}
		if words := e.Private.Notes[line.Material]; words != "" {
			what += "。" + words
		}
		d.Table = append(d.Table, print.Row{Label: name, Value: strings.TrimPrefix(what, "。")})
	}
	if due, ok := in.clock(e, "correction"); ok {
		d.Closing = append(d.Closing, "请在"+due+"之前补正。到期没有补正的，视为撤回申请；撤回后可以重新申请。")
	}
	d.Closing = append(d.Closing, "补正可以在网上办，也可以到窗口办。补正的时间不计入办理期限。依据："+cited(e.Facts.Basis)+"。")
}

func (in Input) acceptance(d *print.Document, e casework.Event) {
	text := fmt.Sprintf("您于%s提出的“%s”申请，现予受理，受理日为%s。", in.date(in.Case.Opened), in.matter(), in.date(e.Effective))
	if e.Kind == "deemed_accepted" {
		text = fmt.Sprintf("您于%s提出的“%s”申请，因本机关逾期没有告知，依法自%s起视为受理。", in.date(in.Case.Opened), in.matter(), in.date(in.Case.Accepted))
	}
	d.Paragraphs = []string{text}
	for _, c := range []struct{ name, label string }{{"promised", "承诺办结日"}, {"statutory", "法定办结日"}} {
		if due, ok := in.clock(e, c.name); ok {
			d.Table = append(d.Table, print.Row{Label: c.label, Value: due})
		}
	}
	if e.Kind == "accepted_tolerantly" {
		facts, err := casework.Data[licensing.MaterialsFacts](e)
		var names []string
		for _, id := range facts.Tolerated {
			name := id
			if in.Item != nil {
				for _, m := range in.Item.Materials {
					if m.ID == id {
						name = m.Name.ZH
					}
				}
			}
			names = append(names, name)
		}
		if due, ok := in.clock(e, "tolerant"); ok && err == nil && len(names) > 0 {
			d.Closing = append(d.Closing, "下列材料先受理、后补交，请在"+due+"之前交来："+strings.Join(names, "、")+"。逾期不交的，受理将被撤销。")
		}
	}
	d.Closing = append(d.Closing, "听证、检验、检测、检疫、鉴定和专家评审的时间不计入期限，要用这些时间的，会书面告诉您。")
	if basis := cited(e.Facts.Basis); basis != "" {
		d.Closing = append(d.Closing, "依据："+basis+"。")
	}
}

// against is a decision that turns the applicant down: why, on what it rests, what can be
// done against it and until when.
func (in Input) against(d *print.Document, p Paper) {
	e := p.Event
	dec, err := casework.Data[licensing.Decision](e)
	if err != nil {
		return // the case was folded from the same facts
	}
	verb := "不予受理"
	if p.Kind == Denial {
		verb = strings.TrimSuffix(p.Title.ZH, "决定书")
	}
	d.Paragraphs = []string{fmt.Sprintf("您于%s提出的“%s”申请，经审查，决定%s。", in.date(in.Case.Opened), in.matter(), verb)}
	for _, g := range licensing.Grounds() {
		if g.ID == dec.Ground {
			d.Table = append(d.Table, print.Row{Label: "法定情形", Value: g.Text.ZH})
		}
	}
	if in.Item != nil {
		for _, c := range in.Item.Conditions {
			if c.ID == dec.Ground {
				d.Table = append(d.Table, print.Row{Label: "不符合的条件", Value: c.Text.ZH})
			}
		}
	}
	reason := e.Private.Text
	if reason == "" && e.Erased {
		reason = "（内容已依法删除）"
	}
	if reason != "" {
		d.Table = append(d.Table, print.Row{Label: "理由", Value: reason})
	}
	var basis []string
	for _, id := range e.Facts.Basis {
		if !slices.Contains(remedyBasis, id) {
			basis = append(basis, id)
		}
	}
	d.Table = append(d.Table, print.Row{Label: "依据", Value: cited(basis)})
	if dec.Competent != "" {
		d.Table = append(d.Table, print.Row{Label: "应向哪里申请", Value: in.Unit(dec.Competent).ZH})
	}
	if dec.ReconsiderLast != 0 && dec.SueLast != 0 {
		d.Closing = []string{
			fmt.Sprintf("如果不服本决定，可以自知道本决定之日起六十日内向本级人民政府申请行政复议，最后一日为%s；也可以自知道本决定之日起六个月内直接向人民法院提起行政诉讼，最后一日为%s。", ecert.ChineseDate(dec.ReconsiderLast), ecert.ChineseDate(dec.SueLast)),
			"复议和诉讼期限的依据：" + cited(remedyBasis) + "。最后一日按您在" + in.date(e.Effective) + "知道本决定计算。",
		}
	}
}

// remedyBasis are the articles of the two remedies.
var remedyBasis = []string{"fyf-20", "fyf-24.1", "xsf-46"}

func (in Input) grant(d *print.Document, e casework.Event) {
	dec, err := casework.Data[licensing.Decision](e)
	if err != nil {
		return // the case was folded from the same facts
	}
	verb := "准予许可"
	if !strings.Contains(d.Title, "许可") {
		verb = "准予办理"
	}
	text := fmt.Sprintf("您于%s提出的“%s”申请，经审查，符合条件，决定%s。", in.date(in.Case.Opened), in.matter(), verb)
	if dec.Renewed {
		text = fmt.Sprintf("您于%s提出的“%s”延续申请，因本机关在有效期届满前没有作出决定，依法视为准予延续。", in.date(in.Case.Opened), in.matter())
	}
	d.Paragraphs = []string{text}
	if c := dec.Certificate; c != nil {
		until := "长期有效"
		if c.Until != 0 {
			until = "至" + ecert.ChineseDate(c.Until)
		}
		d.Table = append(d.Table, print.Row{Label: "证照有效期", Value: "自" + ecert.ChineseDate(c.From) + "起，" + until})
	}
	if due, ok := in.clock(e, "delivery"); ok {
		d.Closing = append(d.Closing, "证照或者结果文书最晚在"+due+"之前送达。")
	}
	if basis := cited(e.Facts.Basis); basis != "" {
		d.Closing = append(d.Closing, "依据："+basis+"。")
	}
}
