package catalog

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Weight is what a change means for people.
type Weight string

const (
	Editorial Weight = "editorial" // words only
	Substance Weight = "substance" // something else, or better, for the applicant
	Stricter  Weight = "stricter"  // asks more of the applicant, or promises less; in doubt a change is stricter
)

// Change is one difference between two versions, readable by people.
type Change struct {
	Path   string    `json:"path"` // dotted; members of lists by their id
	Name   lang.Text `json:"name"`
	Before lang.Text `json:"before"`
	After  lang.Text `json:"after"`
	Weight Weight    `json:"weight"`
}

// Diff lists what changes from one version to another, in the order of the item's
// fields. Version, status and first day are not content.
func Diff(old, new Item) []Change {
	d := &differ{}
	d.identity(old, new)
	d.times(old, new)
	d.conditions(old.Conditions, new.Conditions)
	d.scenarios(old.Scenarios, new.Scenarios)
	d.materials(old, new)
	d.form(old, new)
	d.steps(old.Steps, new.Steps)
	d.specials(old.Specials, new.Specials)
	d.undertaking(old.Undertaking, new.Undertaking)
	d.outcome(old, new)
	return d.changes
}

type differ struct{ changes []Change }

func (d *differ) note(path, kind string, before, after lang.Text, w Weight) {
	d.changes = append(d.changes, Change{path, FieldName(kind), before, after, w})
}

func (d *differ) text(path, kind string, a, b lang.Text, w Weight) {
	if a != b {
		d.note(path, kind, a, b, w)
	}
}

func (d *differ) word(path, kind, a, b string, w Weight) {
	d.text(path, kind, lang.T(a, a), lang.T(b, b), w)
}

func (d *differ) flag(path, kind string, a, b bool, on, off Weight) {
	if a == b {
		return
	}
	w := on
	if a {
		w = off
	}
	d.note(path, kind, yesNo(a), yesNo(b), w)
}

func (d *differ) number(path, kind string, a, b int, more, less Weight) {
	if a == b {
		return
	}
	w := more
	if b < a {
		w = less
	}
	d.word(path, kind, strconv.Itoa(a), strconv.Itoa(b), w)
}

// limit compares lengths of time by caution: where units differ, the longer in the worst case counts.
func (d *differ) limit(path, kind string, a, b *limit.Limit, longer, shorter Weight) {
	say := func(l *limit.Limit) lang.Text {
		if l == nil {
			return lang.T("无", "none")
		}
		return Length(*l)
	}
	switch {
	case a == nil && b == nil || a != nil && b != nil && *a == *b:
	case a == nil || b == nil:
		d.note(path, kind, say(a), say(b), Stricter)
	case neverLater(nil, *b, *a) && shorter != Stricter:
		d.note(path, kind, say(a), say(b), shorter)
	case neverLater(nil, *a, *b) && longer != Stricter:
		d.note(path, kind, say(a), say(b), longer)
	default:
		d.note(path, kind, say(a), say(b), Stricter)
	}
}

// set compares lists whose order says nothing.
func (d *differ) set(path, kind string, a, b []string, come, gone Weight) {
	w := Weight("")
	for _, x := range b {
		if !slices.Contains(a, x) {
			w = come
		}
	}
	for _, x := range a {
		if !slices.Contains(b, x) && (w == "" || gone == Stricter) {
			w = gone
		}
	}
	if w != "" {
		d.word(path, kind, strings.Join(a, "、"), strings.Join(b, "、"), w)
	}
}

// listed aligns two lists by the ids of their members. A list that has an id twice,
// as a draft may, is aligned in order.
func listed[T any](d *differ, path string, a, b []T, id func(T) string, name func(T) lang.Text, come func(T) Weight, gone Weight, same func(path string, x, y T)) {
	was, is := ids(a, id), ids(b, id)
	var kept, order []string
	for i, x := range a {
		if j := slices.Index(is, was[i]); j >= 0 {
			same(path+"."+was[i], x, b[j])
			kept = append(kept, was[i])
		} else {
			d.note(path+"."+was[i], path, name(x), lang.T("删除", "removed"), gone)
		}
	}
	for j, y := range b {
		if slices.Contains(was, is[j]) {
			order = append(order, is[j])
		} else {
			d.note(path+"."+is[j], path, lang.T("无", "none"), name(y), come(y))
		}
	}
	if !slices.Equal(kept, order) {
		d.word(path, path, strings.Join(kept, " → "), strings.Join(order, " → "), Substance)
	}
}

// ids names the members of a list, each differently.
func ids[T any](list []T, id func(T) string) []string {
	var out []string
	for _, x := range list {
		name := id(x)
		for n := 2; slices.Contains(out, name); n++ {
			name = fmt.Sprintf("%s-%d", id(x), n)
		}
		out = append(out, name)
	}
	return out
}

func always[T any](w Weight) func(T) Weight { return func(T) Weight { return w } }

func (d *differ) identity(a, b Item) {
	d.word("code", "code", a.Code, b.Code, Substance)
	d.word("base_code", "base_code", a.BaseCode, b.BaseCode, Substance)
	d.word("slug", "slug", a.Slug, b.Slug, Editorial)
	d.text("name", "name", a.Name, b.Name, Editorial)
	d.text("summary", "summary", a.Summary, b.Summary, Editorial)
	d.set("keywords", "keywords", a.Keywords, b.Keywords, Editorial, Editorial)
	d.word("theme", "theme", a.Theme, b.Theme, Editorial)
	d.text("kind", "kind", a.Kind.Label(), b.Kind.Label(), Substance)
	w := Substance
	if a.CaseKind == OnTheSpot {
		w = Stricter
	}
	d.text("case_kind", "case_kind", a.CaseKind.Label(), b.CaseKind.Label(), w)
	d.set("served", "served", words(a.Served), words(b.Served), Substance, Stricter)
	d.word("procedure", "procedure", a.Procedure, b.Procedure, Substance)
	d.word("unit", "unit", a.Unit, b.Unit, Substance)
	d.text("level", "level", a.Level.Label(), b.Level.Label(), Substance)
	d.text("delegation", "delegation", a.Delegation.sentence(), b.Delegation.sentence(), Substance)
	listed(d, "bases", a.Bases, b.Bases, LegalBasis.key, LegalBasis.cite, always[LegalBasis](Substance), Substance, func(path string, x, y LegalBasis) {
		d.word(path+".sentence", "bases.sentence", x.Sentence, y.Sentence, Editorial)
		d.flag(path+".verified", "bases.verified", x.Verified, y.Verified, Editorial, Editorial)
	})
}

func (d *differ) times(a, b Item) {
	d.limit("statutory", "statutory", a.Statutory, b.Statutory, Stricter, Substance)
	d.limit("promised", "promised", a.Promised, b.Promised, Stricter, Substance)
	d.limit("min_notice", "min_notice", a.MinNotice, b.MinNotice, Stricter, Substance)
	d.flag("joint", "joint", a.Joint, b.Joint, Stricter, Substance)
	d.flag("inspection", "inspection", a.Inspection, b.Inspection, Stricter, Substance)
	d.limit("delivery", "delivery", a.Delivery, b.Delivery, Stricter, Substance)
	d.limit("correction", "correction", &a.Correction, &b.Correction, Substance, Stricter)
}

func (d *differ) conditions(a, b []Condition) {
	listed(d, "conditions", a, b, func(c Condition) string { return c.ID }, func(c Condition) lang.Text { return c.Text }, always[Condition](Stricter), Substance, func(path string, x, y Condition) {
		d.text(path+".text", "conditions.text", x.Text, y.Text, Stricter)
		d.word(path+".rule", "conditions.rule", x.Rule, y.Rule, Stricter)
		d.text(path+".advice", "conditions.advice", x.Advice, y.Advice, Editorial)
		d.word(path+".basis", "conditions.basis", x.Basis, y.Basis, Substance)
	})
}

func (d *differ) scenarios(a, b []Scenario) {
	listed(d, "scenarios", a, b, func(s Scenario) string { return s.ID }, func(s Scenario) lang.Text { return s.Question }, always[Scenario](Substance), Substance, func(path string, x, y Scenario) {
		d.text(path+".question", "scenarios.question", x.Question, y.Question, Editorial)
		listed(d, path+".options", x.Options, y.Options, func(o Option) string { return o.ID }, func(o Option) lang.Text { return o.Text }, always[Option](Substance), Stricter, func(path string, m, n Option) {
			d.text(path+".text", "scenarios.options.text", m.Text, n.Text, Editorial)
		})
	})
}

func (d *differ) materials(a, b Item) {
	come := func(m Material) Weight {
		if m.Required && m.Source == FromApplicant {
			return Stricter
		}
		return Substance
	}
	d.flag("no_materials", "no_materials", a.NoMaterials, b.NoMaterials, Substance, Substance)
	listed(d, "materials", a.Materials, b.Materials, func(m Material) string { return m.ID }, func(m Material) lang.Text { return m.Name }, come, Substance, func(path string, x, y Material) {
		d.text(path+".name", "materials.name", x.Name, y.Name, Substance)
		w := Substance
		if y.Source == FromApplicant {
			w = Stricter
		}
		d.text(path+".source", "materials.source", x.Source.Label(), y.Source.Label(), w)
		d.word(path+".certificate", "materials.certificate", x.Certificate, y.Certificate, Substance)
		d.flag(path+".required", "materials.required", x.Required, y.Required, Stricter, Substance)
		w = Stricter
		if x.When == "" {
			w = Substance // asked always before, only sometimes now
		}
		d.word(path+".when", "materials.when", x.When, y.When, w)
		d.flag(path+".tolerant", "materials.tolerant", x.Tolerant, y.Tolerant, Substance, Stricter)
		d.number(path+".originals", "materials.originals", x.Originals, y.Originals, Stricter, Substance)
		d.number(path+".copies", "materials.copies", x.Copies, y.Copies, Stricter, Substance)
		d.set(path+".formats", "materials.formats", x.Formats, y.Formats, Substance, Stricter)
		d.word(path+".issuer", "materials.issuer", x.Issuer, y.Issuer, Substance)
		d.text(path+".help", "materials.help", x.Help, y.Help, Editorial)
	})
}

// form compares question by question. What the questions do not show (conditions
// between answers, for example) is one change, stricter because in doubt.
func (d *differ) form(a, b Item) {
	if bytes.Equal(compact(a.Form), compact(b.Form)) {
		return
	}
	before := len(d.changes)
	x, errX := Fields(a.Form)
	y, errY := Fields(b.Form)
	if errX == nil && errY == nil {
		come := func(f FormField) Weight {
			if f.Required {
				return Stricter
			}
			return Substance
		}
		listed(d, "form", x, y, func(f FormField) string { return f.Name }, func(f FormField) lang.Text { return f.Title }, come, Substance, d.field)
	}
	if len(d.changes) == before {
		d.note("form", "form", lang.T("原表单", "the form as it was"), lang.T("表单的校验规则有改动", "rules of the form changed"), Stricter)
	}
}

func (d *differ) field(path string, x, y FormField) {
	kind := "form.properties." + x.Name
	d.text(path+".title", kind+".title", x.Title, y.Title, Editorial)
	d.text(path+".description", kind+".description", x.Help, y.Help, Editorial)
	d.word(path+".page", kind, x.Page, y.Page, Editorial)
	d.word(path+".kind", kind, string(x.Kind), string(y.Kind), Stricter)
	d.flag(path+".required", kind, x.Required, y.Required, Stricter, Substance)
	d.number(path+".minLength", kind, x.MinLength, y.MinLength, Stricter, Substance)
	d.number(path+".maxLength", kind, x.MaxLength, y.MaxLength, Substance, Stricter)
	d.word(path+".pattern", kind, x.Pattern, y.Pattern, Stricter)
	d.word(path+".minimum", kind, bound(x.Min), bound(y.Min), Stricter)
	d.word(path+".maximum", kind, bound(x.Max), bound(y.Max), Stricter)
	d.set(path+".enum", kind, optionIDs(x.Options), optionIDs(y.Options), Substance, Stricter)
}

func (d *differ) steps(a, b []Step) {
	listed(d, "steps", a, b, func(s Step) string { return s.ID }, func(s Step) lang.Text { return s.Name }, always[Step](Substance), Substance, func(path string, x, y Step) {
		d.text(path+".name", "steps.name", x.Name, y.Name, Editorial)
		if x.Limit != nil || y.Limit != nil {
			d.limit(path+".limit", "steps.limit", x.Limit, y.Limit, Substance, Substance)
		}
		listed(d, path+".tasks", x.Tasks, y.Tasks, func(t Task) string { return t.ID }, func(t Task) lang.Text { return t.Name }, always[Task](Substance), Substance, func(path string, m, n Task) {
			d.text(path+".name", "steps.tasks.name", m.Name, n.Name, Editorial)
			d.word(path+".unit", "steps.tasks.unit", m.Unit, n.Unit, Substance)
			d.word(path+".post", "steps.tasks.post", m.Post, n.Post, Substance)
		})
	})
}

func (d *differ) specials(a, b []SpecialProcedure) {
	listed(d, "specials", a, b, func(s SpecialProcedure) string { return s.Kind }, func(s SpecialProcedure) lang.Text { return s.Name }, always[SpecialProcedure](Stricter), Substance, func(path string, x, y SpecialProcedure) {
		d.text(path+".name", "specials.name", x.Name, y.Name, Editorial)
		d.limit(path+".max", "specials.max", &x.Max, &y.Max, Stricter, Substance)
		d.word(path+".basis", "specials.basis", x.Basis, y.Basis, Substance)
		d.flag(path+".required", "specials.required", x.Required, y.Required, Stricter, Substance)
	})
}

func (d *differ) undertaking(a, b *Undertaking) {
	switch {
	case a == nil && b == nil:
	case a == nil:
		d.note("undertaking", "undertaking", yesNo(false), yesNo(true), Substance)
	case b == nil:
		d.note("undertaking", "undertaking", yesNo(true), yesNo(false), Stricter)
	default:
		d.set("undertaking.covers", "undertaking.covers", a.Covers, b.Covers, Substance, Stricter)
		d.limit("undertaking.check", "undertaking.check", &a.Check, &b.Check, Substance, Substance)
		d.text("undertaking.text", "undertaking.text", a.Text, b.Text, Stricter)
	}
}

func (d *differ) outcome(a, b Item) {
	if a.Fee.Amount != b.Fee.Amount {
		w := Substance
		if b.Fee.Amount > a.Fee.Amount {
			w = Stricter
		}
		d.note("fee.amount", "fee.amount", Yuan(a.Fee.Amount), Yuan(b.Fee.Amount), w)
	}
	d.word("fee.basis", "fee.basis", a.Fee.Basis, b.Fee.Basis, Substance)
	d.text("fee.note", "fee.note", a.Fee.Note, b.Fee.Note, Editorial)
	d.word("result.certificate", "result.certificate", a.Result.Certificate, b.Result.Certificate, Substance)
	d.text("result.name", "result.name", a.Result.Name, b.Result.Name, Editorial)
	if a.Result.ValidMonths != b.Result.ValidMonths {
		w := Substance
		if b.Result.ValidMonths != 0 && (a.Result.ValidMonths == 0 || b.Result.ValidMonths < a.Result.ValidMonths) {
			w = Stricter
		}
		d.word("result.valid_months", "result.valid_months", strconv.Itoa(a.Result.ValidMonths), strconv.Itoa(b.Result.ValidMonths), w)
	}
	d.flag("result.renewable", "result.renewable", a.Result.Renewable, b.Result.Renewable, Substance, Stricter)
	d.number("visits", "visits", a.Visits, b.Visits, Stricter, Substance)
	d.set("channels", "channels", a.Channels, b.Channels, Substance, Stricter)
	d.text("contact.address", "contact.address", a.Contact.Address, b.Contact.Address, Editorial)
	d.text("contact.hours", "contact.hours", a.Contact.Hours, b.Contact.Hours, Editorial)
	d.word("contact.phone", "contact.phone", a.Contact.Phone, b.Contact.Phone, Editorial)
	d.word("contact.oversee", "contact.oversee", a.Contact.Oversee, b.Contact.Oversee, Editorial)
}

func yesNo(b bool) lang.Text {
	if b {
		return lang.T("是", "yes")
	}
	return lang.T("否", "no")
}

// Yuan is a fee of fen in words of yuan.
func Yuan(fen int64) lang.Text {
	switch {
	case fen == 0:
		return lang.T("不收费", "free")
	case fen < 0:
		return lang.T("未填写", "not stated")
	}
	s := fmt.Sprintf("%d.%02d", fen/100, fen%100)
	return lang.T(s+" 元", "CNY "+s)
}

func words[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func optionIDs(list []Option) []string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = o.ID
	}
	return out
}

func bound(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'g', -1, 64)
}

func (b LegalBasis) key() string {
	if b.ID != "" {
		return b.ID
	}
	return b.Law + " " + b.Version + " " + b.Article
}

func (d *Delegation) sentence() lang.Text {
	if d == nil {
		return lang.T("无", "none")
	}
	until := func(day calendar.Day, open string) string {
		if day == 0 {
			return open
		}
		return fmt.Sprint(day)
	}
	return both("权力属于", d.Holder.Label(), fmt.Sprintf("，依据%s下放，%v 至 %s。", d.Instrument, d.From, until(d.Until, "另行通知")),
		"The power belongs to the level “", fmt.Sprintf("”; delegated by %s from %v until %s.", d.Instrument, d.From, until(d.Until, "further notice")))
}
