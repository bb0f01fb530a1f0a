package simtown

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
)

// tries bounds how often somebody fills a form again so that it meets the conditions.
const tries = 12

// apply fills the form and chooses the scenario as most applicants do: after looking at
// the conditions. The rules of the item decide; who never gets there applies all the same.
func apply(rng *rand.Rand, it *catalog.Item, p Person, today calendar.Day) (form map[string]any, scenario map[string]string, err error) {
	fields, err := catalog.Fields(it.Form)
	if err != nil {
		return nil, nil, err
	}
	want := wishes(it)
	for range tries {
		form, scenario = map[string]any{}, map[string]string{}
		for _, f := range fields {
			if _, asked := want[f.Name]; !f.Required && !asked && chance(rng, .3) {
				continue
			}
			form[f.Name] = answer(rng, f, want[f.Name], p, today)
		}
		chosen, held := map[string]any{}, map[string]any{}
		for _, s := range it.Scenarios {
			scenario[s.ID] = pick(rng, s.Options).ID
			chosen[s.ID] = scenario[s.ID]
		}
		for _, m := range it.Materials {
			held[m.ID], held[m.Certificate] = true, true
		}
		if !slices.ContainsFunc(catalog.Suitability(*it, catalog.Facts{Form: form, Scenario: chosen, Held: held}), func(v catalog.Verdict) bool { return v.Fit == catalog.NotMet }) {
			break
		}
	}
	return form, scenario, nil
}

// wish is what the conditions say about one answer.
type wish struct {
	low, high *float64
	no        bool     // a yes-or-no question that must be answered no
	of        []string // one of these
	not       string
}

var (
	wantsNumber = regexp.MustCompile(`form\.(\w+) *(>=|<=|>|<) *([0-9.]+)`)
	wantsOneOf  = regexp.MustCompile(`form\.(\w+) in \[([^\]]*)\]`)
	wantsOther  = regexp.MustCompile(`form\.(\w+) != '(\w*)'`)
	wantsNo     = regexp.MustCompile(`!form\.(\w+)`)
	named       = regexp.MustCompile(`form\.(\w+)`)
)

// wishes reads the simple comparisons out of the rules, so that few forms must be filled twice.
func wishes(it *catalog.Item) map[string]wish {
	all := map[string]wish{}
	for _, c := range it.Conditions {
		for _, m := range named.FindAllStringSubmatch(c.Rule, -1) {
			all[m[1]] = all[m[1]]
		}
		for _, m := range wantsNumber.FindAllStringSubmatch(c.Rule, -1) {
			n, err := strconv.ParseFloat(m[3], 64)
			if err != nil {
				continue
			}
			w := all[m[1]]
			if m[2][0] == '>' {
				w.low = &n
			} else {
				w.high = &n
			}
			all[m[1]] = w
		}
		for _, m := range wantsOneOf.FindAllStringSubmatch(c.Rule, -1) {
			w := all[m[1]]
			w.of = strings.Split(strings.NewReplacer("'", "", " ", "").Replace(m[2]), ",")
			all[m[1]] = w
		}
		for _, m := range wantsOther.FindAllStringSubmatch(c.Rule, -1) {
			w := all[m[1]]
			w.not = m[2]
			all[m[1]] = w
		}
		for _, m := range wantsNo.FindAllStringSubmatch(c.Rule, -1) {
			w := all[m[1]]
			w.no = true
			all[m[1]] = w
		}
	}
	return all
}

func answer(rng *rand.Rand, f catalog.FormField, w wish, p Person, today calendar.Day) any {
	switch f.Kind {
	case catalog.NumberField:
		return between(rng, f, w)
	case catalog.IntegerField:
		return math.Ceil(between(rng, f, w))
	case catalog.BooleanField:
		return chance(rng, .96) != w.no
	case catalog.ChoiceField:
		fit := slices.DeleteFunc(slices.Clone(f.Options), func(o catalog.Option) bool {
			return o.ID == w.not || len(w.of) > 0 && !slices.Contains(w.of, o.ID)
		})
		if len(fit) == 0 {
			fit = f.Options
		}
		return pick(rng, fit).ID
	case catalog.MultiField:
		chosen := []any{pick(rng, f.Options).ID}
		for _, o := range f.Options {
			if o.ID != chosen[0] && chance(rng, .3) {
				chosen = append(chosen, o.ID)
			}
		}
		return chosen
	case catalog.DateField:
		return (today + calendar.Day(rng.IntN(60))).String()
	case catalog.PhoneField:
		return p.Is.Phone
	case catalog.IDNumberField:
		return personal(rng)
	case catalog.USCCField:
		if p.IsFirm {
			return p.Is.IDValue
		}
		return firm(rng.IntN(90)+10, "").Is.IDValue
	case catalog.AddressField:
		return p.Is.Address
	case catalog.TextareaField:
		return pick(rng, []string{"情况如上，请审查。", "第一次办理，不清楚的地方请电话联系。", "材料都按办事指南准备了。", "希望尽快办好，谢谢。"})
	}
	return text(rng, f, p)
}

// text answers a question for words: a name where a name is asked, else a short phrase.
func text(rng *rand.Rand, f catalog.FormField, p Person) string {
	name := f.Name
	switch {
	case strings.Contains(name, "account_no"):
		return fmt.Sprintf("0000%012d", rng.Int64N(1e12))
	case strings.Contains(name, "plate"):
		return fmt.Sprintf("测Z%05d", rng.IntN(1e5))
	case strings.HasSuffix(name, "_no"), strings.HasSuffix(name, "_code"), name == "serial", name == "old_number":
		return fmt.Sprintf("SIM-%06d", rng.IntN(1e6))
	case name == "full_name", name == "owner", name == "head", name == "householder", name == "farmer", name == "firm_name", name == "firm", name == "plant":
		return p.Is.Name
	case strings.Contains(name, "village"):
		return pick(rng, villages)
	case strings.HasSuffix(name, "name"), name == "project", name == "brand", name == "hotel", name == "hospital":
		return pick(rng, words) + pick(rng, []string{"小馆", "工坊", "项目", "商行", "中心"})
	}
	return pick(rng, surnames) + pick(rng, given[:28])
}

// between draws a number of one decimal within the bounds of the form and the wish,
// near the lower end: most things are small.
func between(rng *rand.Rand, f catalog.FormField, w wish) float64 {
	low, high := 0.0, 1000.0
	if f.Min != nil {
		low = *f.Min
	}
	if f.Max != nil {
		high = *f.Max
	}
	span := 20 + low*4
	if w.high != nil {
		high = min(high, *w.high)
		low = max(low, high*.3)
	}
	if w.low != nil {
		low = max(low, *w.low)
		span = 2 + low
	}
	span = min(high-low, span)
	return min(high, max(low, math.Round((low+span*rng.Float64())*10)/10))
}

func personal(rng *rand.Rand) string {
	id, err := idnum.MakeResident(fmt.Sprintf("%s%04d%02d%02d%03d", Division, 1960+rng.IntN(40), 1+rng.IntN(12), 1+rng.IntN(28), rng.IntN(1000)))
	if err != nil {
		panic(err) // the format is ours
	}
	return id.String()
}
