package catalog

import (
	"strings"

	"banjie/internal/lang"
)

// Fit is the answer of a rule. Machines may grant, never refuse: NotMet is advice
// before filing, never a decision.
type Fit string

const (
	Met     Fit = "met"
	NotMet  Fit = "not_met"
	Unknown Fit = "unknown"
)

// Verdict is what a condition says of facts, with its reason.
type Verdict struct {
	Condition string    `json:"condition"` // id of the condition
	Fit       Fit       `json:"fit"`
	Why       lang.Text `json:"why"`
	Missing   []string  `json:"missing,omitempty"` // facts that would decide, as form.x, scenario.x, held.x
	Unlocks   []string  `json:"unlocks,omitempty"` // held.x that alone would make it met
	Basis     string    `json:"basis,omitempty"`
}

// Need says what a material means for this asking.
type Need string

const (
	MustBring Need = "must_bring" // the applicant brings it
	MayFollow Need = "may_follow" // the applicant brings it, but it may be missing at acceptance
	MayBring  Need = "may_bring"  // optional
	WeFetch   Need = "we_fetch"   // held data or an issued certificate: not asked from the applicant
	NotNeeded Need = "not_needed" // its rule says no
	Undecided Need = "undecided"  // depends on facts that are not known yet
)

// NeededMaterial is one material with what it means for this asking.
type NeededMaterial struct {
	Material Material  `json:"material"`
	Need     Need      `json:"need"`
	Why      lang.Text `json:"why"`
	Missing  []string  `json:"missing,omitempty"` // facts that would decide
}

// Evaluate says whether a condition is met by what is known. A condition without a
// rule is Unknown: a person judges it. Names of facts stand as their paths; use
// [Suitability] for sentences with the item's own words.
func Evaluate(c Condition, f Facts) Verdict { return judge(c, f, Item{}) }

// Suitability judges all conditions of an item, in its order.
func Suitability(it Item, f Facts) []Verdict {
	out := make([]Verdict, len(it.Conditions))
	for i, c := range it.Conditions {
		out[i] = judge(c, f, it)
	}
	return out
}

func judge(c Condition, f Facts, it Item) Verdict {
	v := Verdict{Condition: c.ID, Fit: Unknown, Basis: c.Basis}
	byHand := both("“", c.Text, "”由工作人员依法审查。", "“", "” is judged by an official.")
	if strings.TrimSpace(c.Rule) == "" {
		v.Why = byHand
		return v
	}
	r, err := ruleOf(c.Rule)
	if err != nil {
		v.Why = byHand
		return v
	}
	a := r.ask(f)
	v.Fit, v.Missing, v.Unlocks = a.fit, paths(a.missing), paths(a.unlocks)
	v.Why = explainFit(c, a, it)
	return v
}

func explainFit(c Condition, a answer, it Item) lang.Text {
	var why lang.Text
	switch a.fit {
	case Met:
		return both("符合：", c.Text, "", "Met: ", "")
	case NotMet:
		why = both("按目前填写的内容，看来不符合“", c.Text, "”。", "From what you entered this does not seem to be met: “", "”.")
		why.ZH += sentence(c.Advice.ZH)
		why.EN += space(c.Advice.EN)
	default:
		why = both("还不能判断“", c.Text, "”。", "Not clear yet: “", "”.")
		if len(a.missing) > 0 {
			names := it.factNames(a.missing)
			why.ZH += "还需要知道：" + names.ZH + "。"
			why.EN += " Still needed: " + names.EN + "."
		}
	}
	if len(a.unlocks) > 0 {
		names := it.factNames(a.unlocks)
		why.ZH += "如果您有" + names.ZH + "中的任何一项，就符合。"
		if len(a.unlocks) == 1 {
			why.ZH = strings.TrimSuffix(why.ZH, "中的任何一项，就符合。") + "，就符合。"
		}
		why.EN += " With " + names.EN + " you qualify."
		if len(a.unlocks) > 1 {
			why.EN = strings.TrimSuffix(why.EN, " you qualify.") + " (any one of them) you qualify."
		}
	}
	if a.fit == NotMet {
		why.ZH += "这只是提示，您仍然可以提出申请，由工作人员依法决定。"
		why.EN += " This is advice only: you may still apply, and an official decides."
	}
	return why
}

// NeededMaterials says for each material, in the item's order, whether this asking needs it and who brings it.
func NeededMaterials(it Item, f Facts) []NeededMaterial {
	out := make([]NeededMaterial, len(it.Materials))
	for i, m := range it.Materials {
		out[i] = needOf(it, m, f)
	}
	return out
}

func needOf(it Item, m Material, f Facts) NeededMaterial {
	n := NeededMaterial{Material: m}
	fit := Met
	if strings.TrimSpace(m.When) != "" {
		fit = Unknown
		if r, err := ruleOf(m.When); err == nil {
			a := r.ask(f)
			fit, n.Missing = a.fit, paths(a.missing)
			if fit == Unknown && len(a.missing) > 0 {
				names := it.factNames(a.missing)
				n.Why = lang.T("是否需要取决于："+names.ZH+"。", "Whether it is needed depends on: "+names.EN+".")
			}
		}
	}
	switch {
	case fit == NotMet:
		n.Need, n.Why = NotNeeded, lang.T("您的情形不需要。", "Not needed in your situation.")
	case fit == Unknown:
		n.Need = Undecided
		if n.Why.IsZero() {
			n.Why = lang.T("是否需要由工作人员告知。", "An official tells you whether it is needed.")
		}
	case m.Source != FromApplicant:
		n.Need, n.Why = WeFetch, m.Source.Label()
	case !m.Required:
		n.Need, n.Why = MayBring, lang.T("有则提交，没有不影响受理。", "Bring it if you have it; without it your application is accepted all the same.")
	case m.Tolerant:
		n.Need, n.Why = MayFollow, lang.T("可容缺：受理时可以暂缺，按约定时间补交。", "May be missing at acceptance and follow by the agreed date.")
	default:
		n.Need, n.Why = MustBring, lang.T("必须提交。", "Must be handed in.")
	}
	return n
}

// factNames gives facts the words the item uses for them.
func (it Item) factNames(facts []factPath) lang.Text {
	var zh, en []string
	for _, p := range facts {
		name := it.factName(p)
		zh, en = append(zh, "“"+name.In(lang.ZH)+"”"), append(en, "“"+name.In(lang.EN)+"”")
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

func (it Item) factName(p factPath) lang.Text {
	switch p.root {
	case "form":
		if fields, err := Fields(it.Form); err == nil {
			for _, f := range fields {
				if f.Name == p.key {
					return f.Title
				}
			}
		}
	case "scenario":
		for _, s := range it.Scenarios {
			if s.ID == p.key {
				return s.Question
			}
		}
	case "held":
		for _, m := range it.Materials {
			if m.ID == p.key || m.Certificate == p.key {
				return m.Name
			}
		}
	}
	return lang.T(p.String(), p.String())
}

func paths(facts []factPath) []string {
	var out []string
	for _, p := range facts {
		out = append(out, p.String())
	}
	return out
}

// both puts a text between words of each language.
func both(zh string, t lang.Text, zhEnd, en, enEnd string) lang.Text {
	return lang.T(zh+t.In(lang.ZH)+zhEnd, en+t.In(lang.EN)+enEnd)
}

func space(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

// sentence ends a Chinese phrase with a full stop where it has none.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "。"
}
