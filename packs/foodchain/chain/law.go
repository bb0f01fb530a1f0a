package chain

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/law"
)

var (
	foodLaw    = lang.T("食品安全法", "Food Safety Law")
	produceLaw = lang.T("农产品质量安全法", "Law on Quality and Safety of Agricultural Products")
	zhejiang   = lang.T("浙江省农产品质量安全规定", "Zhejiang Provisions on Quality and Safety of Agricultural Products")
	coldRule   = lang.T("浙江省冷链食品追溯做法（浙冷链）", "Zhejiang practice of cold-chain traceability")
)

const (
	readText  = "full text read in the open collection github.com/LawRefBook/Laws"
	readAbout = "read in reports about it; the text itself was not read"
)

// Law are the articles that the pack's rules for people rest on.
var Law = []law.Basis{
	{ID: "spa-50", Law: foodLaw, Version: "2021", Article: "50", Says: lang.T("食品生产者采购原料要查验供货者许可证和合格证明，记录并保存", "a producer checks the supplier's licence and proof of conformity of raw materials, and keeps a record"), Verified: true, Source: readText},
	{ID: "spa-51", Law: foodLaw, Version: "2021", Article: "51", Says: lang.T("食品生产企业要建立出厂检验记录", "a producer keeps a record of the test of what leaves the works"), Verified: true, Source: readText},
	{ID: "spa-53", Law: foodLaw, Version: "2021", Article: "53", Says: lang.T("食品经营者采购要查验供货者许可证和合格证明；企业记录名称、规格、数量、生产日期或者批号、保质期、进货日期和供货者；批发的还要记录销售。保存不少于保质期满后六个月，没有明确保质期的不少于二年", "a dealer checks the supplier's licence and proof; enterprises record name, spec, quantity, production date or lot, shelf life, day and supplier; wholesalers record sales as well. Kept until six months after the shelf life, two years where none is stated"), Verified: true, Source: readText},
	{ID: "spa-63", Law: foodLaw, Version: "2021", Article: "63", Says: lang.T("发现不符合标准的食品要停止生产经营、召回并记录", "food that does not meet the standard is stopped, recalled and the recall recorded"), Verified: true, Source: readText},
	{ID: "spa-65", Law: foodLaw, Version: "2021", Article: "65", Says: lang.T("食用农产品销售者要建立进货查验记录，保存不少于六个月", "a seller of edible farm produce keeps a record of purchases for at least six months"), Verified: true, Source: readText},
	{ID: "ncz-38", Law: produceLaw, Version: "2022", Article: "38", Says: lang.T("生产企业、合作社销售农产品要开具承诺达标合格证", "producers and cooperatives issue a conformity certificate with what they sell"), Verified: true, Source: readText},
	{ID: "ncz-39", Law: produceLaw, Version: "2022", Article: "39", Says: lang.T("收购者收取、保存合格证，混装、分装以后重新开具；批发市场要查验", "who buys up collects and keeps the certificate and issues a new one after mixing or splitting; wholesale markets check it"), Verified: true, Source: readText},
	{ID: "znc-19", Law: zhejiang, Version: "2020", Article: "19", Says: lang.T("规模主体附合格证，其他生产者附生产者信息卡", "large producers bring a certificate, others a card that says who they are"), Verified: true, Source: readText},
	{ID: "znc-20", Law: zhejiang, Version: "2020", Article: "20", Says: lang.T("两样都没有的，市场检测合格才能卖", "what has neither is sold only after the market has tested it"), Verified: true, Source: readText},
	{ID: "zlc-2020", Law: coldRule, Version: "2020", Article: "-", Says: lang.T("首站入库赋码、出库扫码；没有码、来源不明、票证不符的先封存", "the first stop labels on entry and scans on exit; goods without code, of doubtful source or with papers that do not match are sealed"), Verified: false, Source: readAbout},
	{ID: "spa-34", Law: foodLaw, Version: "2021", Article: "34", Says: lang.T("超过保质期的食品不能卖", "food past its date is not sold"), Verified: false, Source: "the article was not read"},
}

// Months of keeping, counted by the calendar.
const (
	afterShelfLife = 6  // food law art. 53: after the end of the shelf life
	withoutDate    = 24 // art. 53: two years where no shelf life is stated
	farmProduce    = 6  // art. 65: edible farm produce, from the day of the record
)

// Keep gives the last day on which a record must be there, and the article that says so. on is the
// day of the record, best the last day of the shelf life, 0 where none is stated.
func Keep(on, best calendar.Day, produce bool) (until calendar.Day, basis string) {
	switch {
	case best != 0:
		return months(max(best, on), afterShelfLife), "spa-53"
	case produce:
		return months(on, farmProduce), "spa-65"
	}
	return months(on, withoutDate), "spa-53"
}

// months adds calendar months; where the month has no such day, its last day stands in.
func months(d calendar.Day, n int) calendar.Day {
	year, month, day := d.Date()
	first := func(months int) calendar.Day { return calendar.Date(year+months/12, time.Month(months%12+1), 1) }
	then := int(month) - 1 + n
	return min(first(then)+calendar.Day(day-1), first(then+1)-1)
}
