package specimen

import (
	"encoding/json"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

func workdays(n int) *limit.Limit { return &limit.Limit{N: n, Unit: limit.Workday} }

const form = `{
  "type": "object",
  "required": ["shop_name", "area", "kind", "address"],
  "additionalProperties": false,
  "x-pages": [{"id": "shop", "title": "您的店", "x-title-en": "Your shop"}],
  "properties": {
    "shop_name": {"type": "string", "title": "店名", "x-title-en": "Name of the shop", "description": "和招牌上写的一样。", "x-description-en": "As written on the sign.", "minLength": 2, "maxLength": 40, "x-page": "shop"},
    "area": {"type": "number", "title": "面积（平方米）", "x-title-en": "Area in square metres", "minimum": 8, "maximum": 5000, "x-page": "shop"},
    "kind": {"type": "string", "title": "主要卖什么", "x-title-en": "What you mainly sell", "oneOf": [{"const": "meals", "title": "热食", "x-title-en": "Hot meals"}, {"const": "cakes", "title": "糕点", "x-title-en": "Cakes"}]},
    "address": {"type": "string", "x-kind": "address", "title": "店的地址", "x-title-en": "Address of the shop", "maxLength": 200},
    "opening": {"type": "string", "format": "date", "title": "打算哪天开业", "x-title-en": "Planned opening day"}
  }
}`

// Item is an invented item that uses everything a guide can show.
func Item() catalog.Item {
	return catalog.Item{
		Code: "1133059900000000004330112345001", BaseCode: "330112345001", Version: 3, Status: catalog.Published, Slug: "food-business-licence",
		Name: lang.T("食品经营许可", "Food business licence"), Summary: lang.T("开店卖食品之前要办的许可。", "The licence you need before you sell food."),
		Keywords: []string{"开饭店", "开小吃店", "restaurant", "snack bar"}, Theme: "operate",
		Kind: catalog.License, CaseKind: catalog.Promised, Served: []catalog.Served{catalog.NaturalPerson, catalog.Enterprise}, Procedure: "licensing", Unit: "market", Level: catalog.County,
		Bases:     []catalog.LegalBasis{{ID: "xkf-29"}, {ID: "sc-12"}},
		Statutory: workdays(20), Promised: workdays(5), Correction: limit.Limit{N: 15, Unit: limit.Workday},
		Conditions: []catalog.Condition{
			{ID: "premises", Text: lang.T("有合法的经营场所", "You have lawful premises"), Rule: "held.lease || held.deed", Advice: lang.T("请先签订租赁合同", "Sign a lease first."), Basis: "sc-12"},
			{ID: "area", Text: lang.T("面积不小于8平方米", "The shop has at least 8 square metres"), Rule: "form.area >= 8.0", Advice: lang.T("可以改办小餐饮备案", "A filing as a small eatery may do."), Basis: "sc-12"},
			{ID: "clean", Text: lang.T("布局符合食品安全要求", "The layout is safe for food"), Advice: lang.Text{}},
		},
		Scenarios: []catalog.Scenario{{ID: "agent", Question: lang.T("由他人代办吗？", "Does somebody else apply for you?"), Options: []catalog.Option{{ID: "yes", Text: lang.T("是", "Yes")}, {ID: "no", Text: lang.T("不是", "No")}}}},
		Materials: []catalog.Material{
			{ID: "lease", Name: lang.T("租赁合同", "Lease"), Source: catalog.FromApplicant, Required: true, Copies: 1, Formats: []string{"pdf", "jpg"}, Help: lang.T("双方签字的合同，拍照即可。", "The contract signed by both sides; a photo will do.")},
			{ID: "deed", Name: lang.T("不动产权证书", "Title deed"), Source: catalog.FromHeldData, Help: lang.T("系统自动核验。", "We fetch it ourselves.")},
			{ID: "plan", Name: lang.T("平面布局图", "Floor plan"), Source: catalog.FromApplicant, Required: true, Tolerant: true, Formats: []string{"pdf", "jpg", "png"}, Help: lang.T("手绘也可以。", "A drawing by hand will do.")},
			{ID: "mandate", Name: lang.T("授权委托书", "Written mandate"), Source: catalog.FromApplicant, Required: true, When: "scenario.agent == 'yes'", Help: lang.T("由委托人签字。", "Signed by the person acted for.")},
		},
		Form: json.RawMessage(form),
		Steps: []catalog.Step{
			{ID: "review", Name: lang.T("审查", "Review"), Limit: workdays(3), Tasks: []catalog.Task{{ID: "papers", Name: lang.T("材料审查", "Check of the papers"), Unit: "market"}, {ID: "fire", Name: lang.T("消防意见", "Opinion on fire safety"), Unit: "fire"}}},
			{ID: "decide", Name: lang.T("决定", "Decision"), Tasks: []catalog.Task{{ID: "sign", Name: lang.T("签发", "Signature"), Unit: "market"}}},
		},
		Specials:    []catalog.SpecialProcedure{{Kind: "testing", Name: lang.T("水质检测", "Test of the water"), Max: *workdays(15), Basis: "xkf-45"}},
		Undertaking: &catalog.Undertaking{Covers: []string{"plan"}, Check: *workdays(60), Text: lang.T("本人承诺布局符合食品安全要求，愿意接受核查。", "I promise that the layout is safe for food and may be checked.")},
		Result:      catalog.Result{Name: lang.T("食品经营许可证", "Food business licence"), ValidMonths: 60, Renewable: true, Certificate: "food_business"},
		Visits:      0, Channels: []string{"window", "web", "mobile"},
		Contact: catalog.Contact{Address: lang.T("县政务服务中心二楼综合窗口", "County Service Hall, second floor, integrated windows"), Hours: lang.T("工作日 8:30–12:00，14:00–17:30", "Working days 8:30–12:00, 14:00–17:30"), Phone: "0571-00000001", Oversee: "0571-00000002"},
	}
}
