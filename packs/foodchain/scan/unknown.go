package scan

import "banjie/internal/lang"

// Missing lists what is not known, in the order of the page. It is part of the answer, not an
// excuse: what a shopper is not told looks like what is in order.
func (k *Known) Missing() (list []lang.Text) {
	say := func(when bool, zh, en string) {
		if when {
			list = append(list, lang.T(zh, en))
		}
	}
	list = append(list, k.Failed...)
	a := k.Asked
	if a.IsPlace() {
		say(k.Places[a.Key].Name.IsZero(), "这个地方叫什么：没有登记。", "What the place is called is not registered.")
		say(!k.RecallsAsked, "有没有召回。", "Whether anything is recalled.")
		return list
	}
	say(a.GTIN != "" && k.Product.Name.IsZero(), "商品叫什么：编码没有登记名称。", "What the product is called: no name is registered for this number.")
	say(a.Serial != "" && k.Thing != "" && k.Thing != a.Key, "这个单件号没有登记过，上面说的是整批。", "This serial number was never registered; what is said above is of the whole lot.")
	last, _ := k.Until()
	say(a.GTIN != "" && !k.Product.Farm && last == 0, "保质期到哪天。", "Until which day it keeps.")
	say(a.GTIN != "" && k.MadeOn() == 0, "哪天生产或采收的。", "On which day it was made or picked.")
	say(!k.PapersAsked, "合格证和检测报告：这里还没有接通证件登记。", "Certificates and tests: the register of papers is not connected here.")
	say(k.PapersAsked && !k.tested(), "有没有检测过：没有登记检测报告。", "Whether it was tested: no test is registered.")
	say(k.Thing != "" && k.PlotsAll == 0 && k.Whole, "来自哪块地。", "From which plot it comes.")
	say(k.Thing != "" && !k.Asked.IsPlace() && !k.Whole, "全部地块：来源太多，这里只列出一部分。", "All plots: there are too many, and only some are listed.")
	say(k.Cut, "全部经过：太长，这里只查了一部分。", "The whole way: it is long, and only a part was followed.")
	unnamed, soilless, unmatched, untested, withheld, others := 0, 0, 0, 0, 0, 0
	for _, p := range k.Plots {
		switch {
		case p.Others:
			others++
		case p.Withheld:
			withheld++
		case p.Unmatched:
			unmatched++
		case !p.Known:
			soilless++
		case p.SampledOn == 0:
			untested++
		}
	}
	for _, s := range k.Steps {
		if s.Place.Name.IsZero() && s.Key != "" && s.Stage != Harvest {
			unnamed++
		}
	}
	if unnamed > 0 {
		list = append(list, lang.Format("%[1]d个地点叫什么，没有登记。", "What %[1]d of the places are called is not registered.", unnamed))
	}
	if soilless > 0 {
		list = append(list, lang.Format("%[1]d块地的土壤，没有档案。", "The soil of %[1]d plots: there is no file.", soilless))
	}
	if unmatched > 0 {
		list = append(list, lang.Format("%[1]d块地的土壤：登记的地块编码在土壤档案里查不到。", "The soil of %[1]d plots: the archive has no plot with the code that was registered.", unmatched))
	}
	if others > 0 {
		list = append(list, lang.Format("%[1]d块地的土壤：农场写的地块，土壤档案登记的是别人在种，这里不采用。", "The soil of %[1]d plots: by the archive somebody else works the plot that the farm names; it is not taken.", others))
	}
	if untested > 0 {
		list = append(list, lang.Format("%[1]d块地的土壤，没有检测过。", "The soil of %[1]d plots was never tested.", untested))
	}
	if withheld > 0 {
		list = append(list, lang.Format("%[1]d块地的土壤：种地的农户没有同意公开，这里只说到村。", "The soil of %[1]d plots: the household has not agreed to show it; the village is all that is told.", withheld))
	}
	say(!k.Cold.Known && k.Cold.Readings == 0 && k.Product.Chill, "一路上的温度：应当冷藏，可是没有温度记录。", "The temperature on its way: it must be kept cold and there is no record.")
	say(!k.Cold.Known && k.Cold.Readings == 0 && !k.Product.Chill && len(k.Steps) > 1, "一路上的温度：没有记录。", "The temperature on its way: there is no record.")
	say(!k.RecallsAsked, "有没有召回。", "Whether it is recalled.")
	say(!k.OfficesAsked, "有没有抽检不合格、有没有查封。", "Whether an official sample failed and whether any of it is sealed.")
	say(k.Thing != "" && !k.Seen.Known, "这个码被扫过几次。", "How often this code was scanned.")
	return list
}

func (k *Known) tested() bool {
	for _, p := range k.Papers {
		if p.Kind.IsTest() {
			return true
		}
	}
	return false
}
