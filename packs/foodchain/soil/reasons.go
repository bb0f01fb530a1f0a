package soil

import (
	"strconv"

	"banjie/internal/lang"
)

// Reasons say in both languages how the class came about: what is above which value, what is
// missing; or, where nothing is, that all values are at or below the screening value.
func (v Verdict) Reasons() []lang.Text {
	var all []lang.Text
	for _, j := range v.PerItem {
		name, found := j.Item.Name(), j.Value.String()
		screening, intervention := number(j.Limits.Screening), number(j.Limits.Intervention)
		switch j.Result {
		case AboveIntervention:
			all = append(all, lang.T(name.ZH+" "+found+" mg/kg，超过管制值"+intervention+" mg/kg。", name.EN+" "+found+" mg/kg is above the intervention value of "+intervention+" mg/kg."))
		case AboveScreening:
			t := lang.T(name.ZH+" "+found+" mg/kg，超过筛选值"+screening+" mg/kg", name.EN+" "+found+" mg/kg is above the screening value of "+screening+" mg/kg")
			if j.Limits.HasIntervention {
				t = lang.T(t.ZH+"，不超过管制值"+intervention+" mg/kg。", t.EN+" and not above the intervention value of "+intervention+" mg/kg.")
			} else {
				t = lang.T(t.ZH+"；这一项没有管制值。", t.EN+"; the item has no intervention value.")
			}
			all = append(all, t)
		case NotMeasured:
			all = append(all, lang.T(name.ZH+"没有检测。", name.EN+" was not measured."))
		case NotDecidable:
			all = append(all, lang.T(name.ZH+"未检出，但检出限"+number(j.Value.MgPerKg)+" mg/kg高于筛选值"+screening+" mg/kg，无法判断。",
				name.EN+" was not detected, but the detection limit of "+number(j.Value.MgPerKg)+" mg/kg is above the screening value of "+screening+" mg/kg."))
		}
	}
	if len(all) == 0 {
		all = append(all, lang.T("各项都不超过筛选值。", "Every item is at or below its screening value."))
	}
	use := v.use.Name()
	return append(all, lang.T("按"+v.Standard+"、"+use.ZH+"、pH "+number(v.ph)+"判定；正式类别还要看农产品检测结果。",
		"Judged by "+v.Standard+" for "+use.EN+" at pH "+number(v.ph)+"; the official class also weighs what the crop holds."))
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
