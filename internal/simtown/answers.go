package simtown

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
)

// answers fills a form as an applicant would: everything required, most of the rest,
// numbers within their bounds.
func answers(rng *rand.Rand, it *catalog.Item, p Person, today calendar.Day) (map[string]any, error) {
	fields, err := catalog.Fields(it.Form)
	if err != nil {
		return nil, err
	}
	form := map[string]any{}
	for _, f := range fields {
		if !f.Required && chance(rng, .3) {
			continue
		}
		form[f.Name] = answer(rng, f, p, today)
	}
	return form, nil
}

func answer(rng *rand.Rand, f catalog.FormField, p Person, today calendar.Day) any {
	switch f.Kind {
	case catalog.NumberField:
		return between(rng, f)
	case catalog.IntegerField:
		return float64(int(between(rng, f)))
	case catalog.BooleanField:
		return chance(rng, .85)
	case catalog.ChoiceField:
		return f.Options[rng.IntN(len(f.Options))].ID
	case catalog.MultiField:
		chosen := []any{f.Options[rng.IntN(len(f.Options))].ID}
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

// between draws a number of one decimal within the bounds, near the lower end: most things are small.
func between(rng *rand.Rand, f catalog.FormField) float64 {
	low, high := 0.0, 1000.0
	if f.Min != nil {
		low = *f.Min
	}
	if f.Max != nil {
		high = *f.Max
	}
	span := min(high-low, 20+low*4)
	return max(low, math.Round((low+span*rng.Float64())*10)/10)
}

func personal(rng *rand.Rand) string {
	id, err := idnum.MakeResident(fmt.Sprintf("%s%04d%02d%02d%03d", Division, 1960+rng.IntN(40), 1+rng.IntN(12), 1+rng.IntN(28), rng.IntN(1000)))
	if err != nil {
		panic(err) // the format is ours
	}
	return id.String()
}
