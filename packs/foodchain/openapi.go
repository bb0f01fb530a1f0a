package foodchain

import (
	"maps"
	"slices"
	"strings"

	"banjie/internal/pack"
	"banjie/packs/foodchain/entries"
	"banjie/packs/foodchain/openapi"
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
	"GET /recalls/{id}":                           "One recall with orders, counts and stop-watch 一个召回",
	"GET /recalls/{id}/things":                    "Keys of what is recalled, by pages 召回的货品",
	"POST /recalls":                               "Open a recall: every holder is ordered 提出召回",
	"POST /recalls/{id}/{verb}":                   "withdraw_recall (body {\"why\", \"reason\"}), lift_recall (body {\"reason\"}) 收回开错的召回、撤销召回",
	"POST /recall-orders/{id}/{verb}":             "Answer an order: stop_sale, count_goods, finish_recall_order 答复召回通知",
	"GET /cold":                                   "The record of a thing against its band 冷链记录",
	"GET /openapi.json":                           "This document 接口说明",
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
		Description: "What businesses record, recalls and the cold chain. Bodies are described in the guides of the API and of recalls; events as the standard has them stand at /epcis.",
		Scopes:      "Scopes read:food and write:food for businesses, read:recalls and write:recalls for recalls and the cold chain.",
		Success:     "The answer, as JSON.",
		Says:        foodSentence,
		Query: func(pattern string) []openapi.Query {
			method, path, _ := strings.Cut(pattern, " ")
			return foodQuery[method+" "+strings.TrimPrefix(path, entries.Root)]
		},
		Open: func(pattern string) bool {
			return pattern == foodDocument || pattern == "GET "+entries.Root+"/recalls/of"
		},
	}.Document(patterns)
	p.Programs[foodDocument] = openapi.Handler(doc)
	return p
}
