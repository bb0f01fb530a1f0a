package simtown

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
)

// demoFee is one fee of the made-up county, before it is whole.
type demoFee struct {
	id, zh, en, words, sort, payerZH, payerEN string
	rate                                      fee.Rate
	unit                                      string
	from, until                               calendar.Day
}

func count(zh, en, price string) fee.Rate {
	d, ok := fee.ParseDecimal(price)
	if !ok {
		panic("simtown: " + price) // a literal of this file
	}
	return fee.Rate{Kind: fee.PerUnit, Measure: lang.T(zh, en), Price: d}
}

func flat(f fee.Fen) fee.Rate { return fee.Rate{Kind: fee.Fixed, Amount: f} }

func atMost(r fee.Rate, f fee.Fen) fee.Rate {
	r.Ceiling = f
	return r
}

func inTiers(zh, en, tiers string, most fee.Fen) fee.Rate {
	t, ok := fee.ParseTiers(tiers)
	if !ok {
		panic("simtown: " + tiers)
	}
	return fee.Rate{Kind: fee.Tiered, Measure: lang.T(zh, en), Tiers: t, Ceiling: most}
}

// Fees of the county. Names, amounts and documents are made up: no county charges by this list.
func Fees() fee.Register {
	y := calendar.Date
	rows := []demoFee{
		{"id-card-replacement", "身份证补领工本费", "Replacement of an identity card", "补身份证、丢了身份证", "administrative", "遗失、损坏证件的人", "whoever lost or damaged the card", flat(4000), "public-security", y(2020, 1, 1), 0},
		{"household-book", "户口簿工本费", "Household register", "户口本", "administrative", "户主", "head of the household", flat(800), "public-security", y(2020, 1, 1), y(2024, 12, 31)},
		{"seal-record", "印章备案费", "Filing of a seal", "刻章、公章备案", "administrative", "企业", "firms", flat(2000), "public-security", y(2018, 1, 1), y(2022, 12, 31)},
		{"land-registration", "不动产登记费（住宅）", "Registration of a home", "房产证、不动产证", "administrative", "登记申请人", "applicants", flat(8000), "natural-resources", y(2020, 1, 1), 0},
		{"land-registration-other", "不动产登记费（非住宅）", "Registration of other real estate", "厂房登记、商铺登记", "administrative", "登记申请人", "applicants", flat(55000), "natural-resources", y(2020, 1, 1), 0},
		{"certificate-copy", "不动产权证书增发工本费", "Further copy of a title", "多要一本房产证", "administrative", "需要多本证书的人", "whoever needs more than one copy", count("本", "copy", "10"), "natural-resources", y(2020, 1, 1), 0},
		{"waste-treatment", "生活垃圾处理费（经营户）", "Waste treatment for shops", "垃圾费、卫生费", "service", "经营场所", "shops", atMost(count("平方米·月", "square metre and month", "0.45"), 60000), "law-enforcement", y(2021, 7, 1), 0},
		{"pavement-use", "临时占用城市道路费", "Temporary use of a street", "占道费、摆摊费", "administrative", "经批准占道的人", "whoever may use the street for a time", inTiers("平方米·天", "square metre and day", "50:0.5; 200:0.4; :0.3", 500000), "law-enforcement", y(2021, 1, 1), 0},
		{"street-digging", "城市道路挖掘修复费", "Repair of a dug-up street", "挖路、破路", "administrative", "经批准挖掘的单位", "whoever may dig", count("平方米", "square metre", "186.5"), "construction", y(2022, 1, 1), 0},
		{"wall-fund", "新型墙体材料专项基金", "Fund for wall materials", "墙改费", "fund", "建设单位", "builders", count("平方米", "square metre", "8"), "construction", y(2010, 1, 1), y(2017, 3, 31)},
		{"infrastructure", "城市基础设施配套费", "Contribution to infrastructure", "配套费", "fund", "建设单位", "builders", inTiers("平方米", "square metre", "1000:90; 10000:80; :70", 0), "construction", y(2019, 1, 1), 0},
		{"water-resources", "水资源费（自备井）", "Water from an own well", "打井、地下水", "administrative", "取水人", "whoever takes water", count("立方米", "cubic metre", "0.35"), "water", y(2019, 6, 1), 0},
		{"soil-conservation", "水土保持补偿费", "Soil conservation", "水保费", "administrative", "生产建设单位", "builders", count("平方米", "square metre", "0.8"), "water", y(2020, 1, 1), 0},
		{"sewage", "污水处理费（非居民）", "Sewage treatment for firms", "污水费", "service", "非居民用水户", "users other than households", inTiers("立方米", "cubic metre", "100:1.4; :1.6", 0), "water", y(2023, 1, 1), 0},
		{"boiler-inspection", "锅炉定期检验费", "Boiler inspection", "锅炉年检、检测费", "service", "使用单位", "users", inTiers("吨", "tonne", "2:260; 10:150; :90", 300000), "market-regulation", y(2022, 1, 1), 0},
		{"lift-inspection", "电梯定期检验费", "Lift inspection", "电梯年检、检测费", "service", "使用单位", "users", count("台", "lift", "480"), "market-regulation", y(2022, 1, 1), 0},
		{"scale-verification", "计量器具检定费", "Verification of scales", "校秤、检定费", "service", "送检人", "whoever has them verified", count("台", "scale", "36.5"), "market-regulation", y(2018, 1, 1), y(2023, 12, 31)},
		{"exam", "专业技术资格考试费", "Examination for a title", "职称考试、报名费", "administrative", "报考人", "candidates", count("科", "subject", "65"), "human-resources", y(2021, 1, 1), 0},
		{"vaccine-service", "非免疫规划疫苗接种服务费", "Vaccination outside the programme", "打疫苗、接种费", "administrative", "自愿接种的人", "whoever chooses it", count("剂次", "dose", "28"), "health", y(2021, 1, 1), 0},
		{"kindergarten", "公办幼儿园保教费", "Public kindergarten", "幼儿园、学费", "administrative", "在园幼儿家长", "parents", count("月", "month", "550"), "education", y(2022, 9, 1), 0},
		{"arbitration-notary", "公证费（继承）", "Notary in an inheritance", "公证、继承", "service", "申请人", "applicants", fee.Rate{Kind: fee.Tiered, Amount: 20000, Measure: lang.T("元标的", "yuan of value"), Tiers: inTiers("", "", "500000:0.002; 5000000:0.001; :0.0005", 0).Tiers, Ceiling: 2000000}, "justice", y(2021, 1, 1), 0},
		{"chamber-dues", "行业协会会费（自愿入会）", "Dues of a trade society, if one chose to join", "会费、协会费", "association", "自愿入会的会员", "members who chose to join", count("年", "year", "500"), "", y(2022, 1, 1), 0},
	}
	var all fee.Register
	for i, r := range rows {
		f := fee.Fee{ID: r.id, Version: 1, Name: lang.T(r.zh, r.en), Words: fee.Words(r.words), Sort: r.sort, Payer: lang.T(r.payerZH, r.payerEN), Rate: r.rate, Unit: r.unit, From: r.from, Until: r.until, Receipt: "fiscal", Synthetic: true,
			Basis: fee.Basis{Document: "澄溪县（虚构）收费标准汇编", Number: "澄收示例〔2020〕" + string(rune('1'+i%9)) + "号"}}
		switch r.sort {
		case "service":
			f.Receipt = "invoice"
		case "association":
			f.Receipt, f.Collector = "membership", lang.T("澄溪县示例行业协会", "Chengxi sample trade society")
		}
		all = append(all, f)
	}
	return all
}
