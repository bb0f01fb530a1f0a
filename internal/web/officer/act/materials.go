package act

import (
	"net/url"
	"slices"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// MaterialField asks how a material is there: seen as an original, as a copy, or not.
// Its name is have.<material>.
func MaterialField(m catalog.Material, value string) ui.Field {
	return ui.Field{Name: "have." + m.ID, Kind: ui.Radios, Inline: true, Label: m.Name, Hint: materialHint(m), Value: value, Options: []ui.Option{
		{Value: "B", Label: lang.T("原件已核", "Original seen")},
		{Value: "C", Label: lang.T("收复印件", "Copy taken")},
		{Value: "no", Label: lang.T("没有带", "Not here")},
	}}
}

func materialHint(m catalog.Material) lang.Text {
	if m.Tolerant {
		return lang.T("可容缺："+m.Help.ZH, "May follow later. "+m.Help.In(lang.EN))
	}
	return m.Help
}

// ReadMaterials takes the ticked materials out of a sent form.
func ReadMaterials(it *catalog.Item, form url.Values) map[string]licensing.MaterialState {
	got := map[string]licensing.MaterialState{}
	for _, m := range it.Materials {
		switch grade := form.Get("have." + m.ID); grade {
		case "B", "C":
			got[m.ID] = licensing.MaterialState{Have: true, Grade: grade, From: string(catalog.FromApplicant)}
		}
	}
	return got
}

// FileField takes a scan of a material.
func FileField(m catalog.Material) ui.Field {
	formats := m.Formats
	if len(formats) == 0 {
		formats = []string{"pdf", "jpg", "png"}
	}
	return ui.Field{Name: "file." + m.ID, Kind: ui.File, Optional: true, Label: lang.T("扫描件："+m.Name.ZH, "Scan: "+m.Name.In(lang.EN)), Formats: formats, MaxBytes: 10 << 20}
}

// wanted are the materials the applicant brings in this case.
func (q Question) wanted() []catalog.Material {
	var all []catalog.Material
	scenario := map[string]any{}
	for k, v := range licensing.FileOf(q.Case).Scenario {
		scenario[k] = v
	}
	form := map[string]any{}
	for _, e := range q.Case.Events {
		for k, v := range e.Private.Form {
			form[k] = v
		}
	}
	for _, n := range catalog.NeededMaterials(*q.Item, catalog.Facts{Form: form, Scenario: scenario}) {
		if n.Need != catalog.NotNeeded && n.Need != catalog.WeFetch {
			all = append(all, n.Material)
		}
	}
	return all
}

func handedIn(q Question) ui.Components { return materialFields(q, q.wanted()) }

// tolerated asks for what was missing at acceptance and still is.
func tolerated(q Question) ui.Components {
	missing := licensing.FileOf(q.Case).Tolerated
	return materialFields(q, slices.DeleteFunc(slices.Clone(q.Item.Materials), func(m catalog.Material) bool { return !slices.Contains(missing, m.ID) }))
}

func materialFields(q Question, ms []catalog.Material) ui.Components {
	have := licensing.FileOf(q.Case).Materials
	var fields ui.Components
	for _, m := range ms {
		f := MaterialField(m, "")
		if s := have[m.ID]; s.Have {
			f.Hint = lang.T("已经登记过；更换的话重新选择。", "On record already; choose again to replace it.")
		}
		fields = append(fields, ui.Fieldset{Legend: m.Name, Body: ui.Components{relabelled(f), FileField(m)}})
	}
	return fields
}

// relabelled names the choice by what it asks, where the material is the legend above it.
func relabelled(f ui.Field) ui.Field {
	f.Label = lang.T("核对情况", "What was seen")
	return f
}

func readMaterials(q Question, form url.Values) (any, error) {
	return &licensing.MaterialsInput{Materials: ReadMaterials(q.Item, form), Files: q.Files}, nil
}

func guessMaterials(q Question) any {
	in := &licensing.MaterialsInput{Materials: map[string]licensing.MaterialState{}}
	for _, m := range q.Item.Materials {
		in.Materials[m.ID] = licensing.MaterialState{Have: true, Grade: "B", From: string(catalog.FromApplicant)}
	}
	return in
}

// correctionForm is the one list of what must be corrected.
var correctionForm = Form{
	Final: true, Key: "Alt+C",
	Lead: lang.T("把要补的、要改的一次说全。", "Say everything that must be added or changed, once."),
	Warn: lang.T("补正清单只能出这一次。漏写的以后不能再要；补正后仍不符合的，只能作不予受理决定。", "There is exactly one list. What is left out cannot be asked for later; if still not in order, the case can only be refused."),
	Fields: func(q Question) ui.Components {
		have := licensing.FileOf(q.Case).Materials
		var fields ui.Components
		for _, m := range q.wanted() {
			missing := !have[m.ID].Have
			fields = append(fields, correctionLine(m.ID, m.Name, phrase(m, missing), missing && m.Required && !m.Tolerant))
		}
		if q.Case.Channel == "window" && q.Cal.DayOf(q.Now) != q.Cal.DayOf(q.Case.Opened) {
			fields = append(fields, ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Max: 2000, Label: lang.T("为什么没有当场告知", "Why it was not told on the spot"), Hint: lang.T("窗口收的材料不齐全，应当当场一次性告知（浙江省“最多跑一次”规定第11条）；申请人会看到。", "What a window received is told on the spot where it is incomplete (Zhejiang's regulation on at most one visit, art. 11); the applicant reads this.")})
		}
		return append(fields, correctionLine("form", lang.T("申请表", "Application form"), lang.T("请更正申请表中的：", "Please correct in the form: "), false))
	},
	Read: func(q Question, form url.Values) (any, error) {
		in := &licensing.CorrectionInput{}
		for _, id := range append(materialIDs(q.Item), "form") {
			if form.Get("items."+id) == "" {
				continue
			}
			in.Items = append(in.Items, licensing.CorrectionLine{Material: id, Fault: form.Get("fault." + id), Words: strings.TrimSpace(form.Get("words." + id))})
		}
		return in, nil
	},
	Guess: func(q Question) any {
		return &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "form", Fault: "content", Words: "…"}}}
	},
}

func materialIDs(it *catalog.Item) []string {
	ids := make([]string, len(it.Materials))
	for i, m := range it.Materials {
		ids[i] = m.ID
	}
	return ids
}

// phrase is a proposal for the plain words, to be edited.
func phrase(m catalog.Material, missing bool) lang.Text {
	en := m.Name.In(lang.EN)
	if missing {
		return lang.T("请补交“"+m.Name.ZH+"”。"+m.Help.ZH, strings.TrimSpace("Please hand in “"+en+"”. "+m.Help.EN))
	}
	return lang.T("“"+m.Name.ZH+"”需要更正：", "“"+en+"” must be corrected: ")
}

// correctionLine is one material on the list: ticked or not, what is wrong, the words.
// Words go to the applicant in Chinese, whatever language the clerk's pages speak.
func correctionLine(id string, name, words lang.Text, ticked bool) ui.Component {
	tick := ui.Field{Name: "items." + id, Kind: ui.Checks, Label: lang.T("列入清单", "On the list"), Options: []ui.Option{{Value: "1", Label: lang.T("要补正", "To be corrected")}}}
	fault := ui.Field{Name: "fault." + id, Kind: ui.Choice, Width: 20, Label: lang.T("存在的问题", "What is wrong"), Options: options(licensing.CorrectionFaults())}
	if ticked {
		tick.Values, fault.Value = []string{"1"}, "missing"
	}
	return ui.Fieldset{Legend: name, Body: ui.Components{tick, fault,
		ui.Field{Name: "words." + id, Kind: ui.Area, Rows: 2, Max: 500, Label: lang.T("要怎么补，说白话", "What to do, in plain words"), Value: words.ZH}}}
}
