package foodchain

import (
	"maps"
	"slices"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/pack"
	"banjie/packs/foodchain/body"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/entries"
	"banjie/packs/foodchain/openapi"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallapi"
)

// foodDocument is where the document of [entries.Root] stands.
const foodDocument = "GET " + entries.Root + "/openapi.json"

// foodSays is what each address below [entries.Root] does.
var foodSays = map[string]string{
	"GET /businesses":                             "Whose businesses one may record for 可以代记的经营者",
	"POST /businesses":                            "Register a business 登记经营者",
	"GET /businesses/{id}/stock":                  "What is there, by lot 库存",
	"GET /businesses/{id}/book":                   "What was recorded, newest first 记录本",
	"POST /businesses/{id}/products":              "Add a product 添加产品",
	"POST /businesses/{id}/products/{gtin}/{act}": "remove one without lots, retire, put-back; body {\"why\"} 删除没有批次的产品、停用、恢复",
	"POST /businesses/{id}/places":                "Add a place or a plot 添加地点、地块",
	"POST /businesses/{id}/licences":              "Name a licence 登记许可证",
	"POST /businesses/{id}/steps":                 "Record one step; its entry makes it count once 记一步",
	"GET /recalls/of":                             "Which recalls are in force for things; open to all 这些东西有没有召回",
	"GET /recalls":                                "Recalls, newest first 召回清单",
	"GET /recalls/mine":                           "Of a business: recalls that it must carry out, and the orders to it; held and counts are lists of a decimal quantity with its uom, as in stock 自己的召回和召回通知，数量是带单位的小数",
	"GET /recalls/{id}":                           "One recall with orders, counts and stop-watch 一个召回",
	"GET /recalls/{id}/things":                    "Keys of what is recalled, by pages 召回的货品",
	"POST /recalls":                               "Open a recall: every holder is ordered 提出召回",
	"POST /recalls/{id}/{verb}":                   "withdraw_recall, lift_recall 收回开错的召回、撤销召回",
	"POST /recall-orders/{id}/{verb}":             "Answer an order: stop_sale, count_goods, finish_recall_order 答复召回通知",
	"GET /cold":                                   "The record of a thing against its band 冷链记录",
	"GET /openapi.json":                           "This document 接口说明",
}

// kinds are those of businesses, steps what a program may record of them.
func kinds() (all []string) {
	for _, r := range chain.Roles {
		all = append(all, string(r.Kind))
	}
	return all
}

func steps() (all []string) {
	for _, a := range chain.Acts {
		all = append(all, string(a.Kind))
	}
	return all
}

const unitSays = "Code of UN/ECE Recommendation 20: KGM, LTR, H87 for pieces 单位代码"

// foodBodies are what addresses below [entries.Root] take. A test sends each example.
var foodBodies = map[string]body.Body{
	"POST /businesses": {Of: entries.Business{}, Required: []string{"kind", "name"}, Hidden: []string{"id", "gln", "proven"}, Words: map[string][]string{"kind": kinds()},
		Says:    map[string]string{"code": "Unified social credit code, 18 characters; none of a household 统一社会信用代码", "prefix": "A GS1 company prefix of its own 自己的厂商识别代码"},
		Example: `{"kind":"farm","name":"测试农场","code":"91330102MA2B00019Y"}`},
	"POST /businesses/{id}/products": {Of: chain.Product{}, Required: []string{"name", "unit"}, Hidden: []string{"business"},
		Says:    map[string]string{"gtin": "8, 12, 13 or 14 digits; without one the county gives one 不写由县里编", "unit": unitSays, "days": "It keeps so many calendar days from the day of making 保质期，天", "low": "Lowest temperature, tenths of a degree Celsius 最低温度，0.1摄氏度", "high": "Highest temperature, tenths of a degree Celsius 最高温度，0.1摄氏度", "cold": "It must be kept cold 须冷藏", "produce": "Edible farm produce 食用农产品"},
		Example: `{"name":"桃子","unit":"KGM","days":5,"produce":true}`},
	"POST /businesses/{id}/products/{gtin}/{act}": {Of: entries.End{}, Required: []string{"why"}, Says: map[string]string{"why": "The reason, in words 原因"}, Example: `{"why":"今年不种了"}`},
	"POST /businesses/{id}/places": {Of: entries.Place{}, Required: []string{"name"},
		Says:    map[string]string{"plot": "true: a plot of a farm 农场的地块", "parcel": "Of a plot: its code in the soil archive 土壤档案里的地块编码"},
		Example: `{"name":"东坡三亩","plot":true}`},
	"POST /businesses/{id}/licences": {Of: entries.Licence{}, Required: []string{"number"}, Says: map[string]string{"until": "Its last day, where it ends 有效期至"}, Example: `{"number":"JY13305990000001","until":"2030-01-31"}`},
	"POST /businesses/{id}/steps": {Of: entries.Step{}, Required: []string{"entry", "kind"}, Words: map[string][]string{"kind": steps()},
		Says: map[string]string{"entry": "A UUID of yours: sent twice, it counts once 自己编的UUID", "time": "When it was done; without it, now 做的时间", "place": "GLN; without it, the first place 地点编号", "plot": "Of a harvest: P01 地块",
			"product": "GTIN of 8, 12, 13 or 14 digits, of what is harvested, made or packed 商品条码", "lot": "Up to 20 letters, digits, hyphens and points; without it one is made 批号", "quantity": "How much of it 数量", "uom": unitSays, "loss": "How much was lost 损耗",
			"takes": "The lots that it takes from stock 用掉的批次", "takes.lot": keySays, "takes.uom": unitSays, "partner": "Id of the business it came from or goes to 上家或下家", "degrees": "Celsius 摄氏度", "reason": "Answers findings: why it is right all the same 为什么没有错"},
		Example: `{"entry":"11111111-0000-4000-8000-000000000009","kind":"harvest","time":"2026-06-12T01:00:00Z","product":"6901234567892","quantity":30}`},
	"POST /recalls": {Of: recallapi.Open{}, Required: []string{"cause", "title", "grade", "start", "reason"}, Words: map[string][]string{"cause": words(recall.Causes())},
		Says: map[string]string{"ref": "What it came from: number of the sample or case, or a key 来由的编号", "title": "What food it is, in public words 什么食品", "grade": "1, 2 or 3 级别", "drill": "A drill: nobody is warned 演练", "start.things": keySays, "start.plots.plot": "https://id.gs1.org/414/GLN/254/P01",
			"start.plots.from": "UTC microseconds 微秒", "start.plots.until": "UTC microseconds, excluded; 0 for open 微秒，不含", "maker": "Key of the producer's place, where it is known 生产者的地点", "unknown": "Recall what nobody has recorded as well 没有记录的也召回", "again": "Recall once more what is being recalled 已经在召回的另外再召回"},
		Example: `{"cause":"failed_sample","ref":"CJ-31","title":"白沙枇杷","grade":2,"start":{"things":["6901234567892/L1"]},"reason":"抽检不合格"}`},
	"POST /recalls/{id}/{verb}": {Of: recallapi.End{}, Required: []string{"reason"}, Words: map[string][]string{"why": words(recall.Mistakes())},
		Says:    map[string]string{"why": "Of withdraw_recall: what was mistaken 错在哪里"},
		Example: `{"why":"wrong_goods","reason":"批号抄错了"}`},
	"POST /recall-orders/{id}/{verb}": {Of: recallapi.Answer{},
		Says:    map[string]string{"what": "Of count_goods: what became of it 怎么处置的", "amount": "Of count_goods: a decimal number as text 数量", "unit": unitSays, "reason": "Why the count differs 差额的原因", "over": "Of count_goods: there is more than the records say 确实比记录的多", "replaces": "Number of an earlier count that was wrong 更正的那一笔", "lot": "What was counted, so that the book is written: " + keySays},
		Example: `{"what":"removed","amount":"12.5","unit":"KGM"}`},
}

// words are the values of some options.
func words(options []catalog.Option) (all []string) {
	for _, o := range options {
		all = append(all, o.ID)
	}
	return all
}

const keySays = "A lot, item or container: a Digital Link of any host or its path, an element string, a URN, an SSCC or barcode/lot 追溯码，或者“商品条码/批号”"

// foodQuery is what stands behind "?" of addresses below [entries.Root].
var foodQuery = map[string][]openapi.Query{
	"GET /recalls/of":          {{Name: "key", Says: keySays, Required: true, Many: true}},
	"GET /recalls":             {{Name: "open", Says: "true: those that run 只要召回中的"}, {Name: "drills", Says: "true: drills instead 改为演练"}, {Name: "after", Says: "next of the page before 上一页的 next"}},
	"GET /recalls/{id}/things": {{Name: "after", Says: "next of the page before 上一页的 next"}},
	"GET /cold":                {{Name: "key", Says: keySays, Required: true}},
}

func foodSentence(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	return foodSays[method+" "+strings.TrimPrefix(path, entries.Root)]
}

// described adds the document of the pack's own addresses to them.
func described(p *pack.Parts) *pack.Parts {
	patterns := []string{foodDocument}
	for _, pattern := range slices.Sorted(maps.Keys(p.Programs)) {
		if strings.Contains(pattern, " "+entries.Root+"/") {
			patterns = append(patterns, pattern)
		}
	}
	doc := openapi.About{
		Title: "Food chain 浙食链", Version: "1",
		Description: "What businesses record, recalls and the cold chain. Events as the standard has them stand at /epcis.",
		Scopes:      "Scopes read:food and write:food for businesses, read:recalls and write:recalls for recalls and the cold chain.",
		Success:     "The answer, as JSON.",
		Says:        foodSentence,
		Query: func(pattern string) []openapi.Query {
			method, path, _ := strings.Cut(pattern, " ")
			return foodQuery[method+" "+strings.TrimPrefix(path, entries.Root)]
		},
		Body: func(pattern string) (body.Body, bool) {
			method, path, _ := strings.Cut(pattern, " ")
			b, ok := foodBodies[method+" "+strings.TrimPrefix(path, entries.Root)]
			return b, ok
		},
		Open: func(pattern string) bool {
			return pattern == foodDocument || pattern == "GET "+entries.Root+"/recalls/of"
		},
	}.Document(patterns)
	p.Programs[foodDocument] = openapi.Handler(doc)
	return p
}
