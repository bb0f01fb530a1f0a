package catalog

import (
	"encoding/json"
	"fmt"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

const sampleForm = `{
  "type": "object",
  "required": ["operator", "area", "kind"],
  "additionalProperties": false,
  "x-pages": [{"id": "shop", "title": "店铺", "x-title-en": "Your shop"}],
  "properties": {
    "operator": {"type": "string", "title": "经营者姓名", "x-title-en": "Name of the operator", "minLength": 2, "maxLength": 30},
    "resident": {"type": "string", "title": "公民身份号码", "x-title-en": "Resident id", "x-kind": "idnumber"},
    "uscc": {"type": "string", "title": "统一社会信用代码", "x-title-en": "Credit code", "x-kind": "uscc"},
    "phone": {"type": "string", "title": "手机号码", "x-title-en": "Telephone", "x-kind": "phone"},
    "area": {"type": "number", "title": "面积(平方米)", "x-title-en": "Area in square metres", "minimum": 8, "maximum": 5000, "x-page": "shop"},
    "seats": {"type": "integer", "title": "座位数", "x-title-en": "Seats", "minimum": 0, "x-page": "shop"},
    "kind": {"type": "string", "title": "经营种类", "x-title-en": "Kind of business", "oneOf": [{"const": "meals", "title": "热食", "x-title-en": "Hot meals"}, {"const": "cakes", "title": "糕点", "x-title-en": "Cakes"}]},
    "days": {"type": "array", "title": "营业日", "x-title-en": "Open on", "uniqueItems": true, "minItems": 1, "items": {"type": "string", "enum": ["sat", "sun"], "x-enum": {"sat": {"zh": "周六", "en": "Saturday"}, "sun": {"zh": "周日", "en": "Sunday"}}}},
    "opening": {"type": "string", "format": "date", "title": "开业日期", "x-title-en": "Opening day", "x-order": 0},
    "chain": {"type": "boolean", "title": "是否连锁", "x-title-en": "Is it a chain?"},
    "remarks": {"type": "string", "x-kind": "textarea", "title": "备注", "x-title-en": "Remarks", "maxLength": 500}
  }
}`

// sample is an invented item that can be published.
func sample() Item {
	wd := func(n int) *limit.Limit { return &limit.Limit{N: n, Unit: limit.Workday} }
	return Item{
		Code: "91330102MA2B00019Y" + "4" + "330112345001", BaseCode: "330112345001", Status: Draft, Slug: "food-business-licence",
		Name: lang.T("食品经营许可", "Food business licence"), Summary: lang.T("开店卖食品前要办的许可。", "The licence you need before you sell food."),
		Keywords: []string{"开饭店", "开餐馆", "restaurant"}, Theme: "operate",
		Kind: License, CaseKind: Promised, Served: []Served{NaturalPerson, Enterprise}, Unit: "market", Level: County,
		Delegation: &Delegation{Holder: City, Instrument: "示例委托书", From: calendar.Date(2024, 1, 1), Until: calendar.Date(2030, 12, 31)},
		Bases:      []LegalBasis{{ID: "xkf-29"}},
		Statutory:  wd(20), Promised: wd(10), MinNotice: wd(5), Correction: limit.Limit{N: 30, Unit: limit.Day},
		Conditions: []Condition{{ID: "premises", Text: lang.T("有合法经营场所", "You have lawful premises"), Rule: "held.lease || held.deed", Advice: lang.T("请先签订租赁合同", "Sign a lease first."), Basis: "xkf-29"}},
		Scenarios:  []Scenario{{ID: "agent", Question: lang.T("是否由他人代办?", "Does somebody else apply for you?"), Options: []Option{{"yes", lang.T("是", "Yes")}, {"no", lang.T("否", "No")}}}},
		Materials: []Material{
			{ID: "lease", Name: lang.T("租赁合同", "Lease"), Source: FromApplicant, Required: true, Originals: 1, Formats: []string{"pdf"}, Help: lang.T("双方签字的合同", "The contract signed by both sides")},
			{ID: "deed", Name: lang.T("不动产权证书", "Title deed"), Source: FromHeldData, Help: lang.T("系统自动核验", "Fetched for you")},
			{ID: "plan", Name: lang.T("平面布局图", "Floor plan"), Source: FromApplicant, Required: true, Tolerant: true, Help: lang.T("手绘即可", "A drawing by hand is enough")},
			{ID: "mandate", Name: lang.T("授权委托书", "Mandate"), Source: FromApplicant, Required: true, When: "scenario.agent == 'yes'", Help: lang.T("由委托人签字", "Signed by the person acted for")},
		},
		Form: json.RawMessage(sampleForm),
		Steps: []Step{
			{ID: "review", Name: lang.T("审查", "Review"), Limit: wd(5), Tasks: []Task{{ID: "papers", Name: lang.T("材料审查", "Check of the papers"), Unit: "market"}}},
			{ID: "decide", Name: lang.T("决定", "Decision"), Tasks: []Task{{ID: "sign", Name: lang.T("签发", "Signature"), Unit: "market", Post: "head"}}},
		},
		Specials:    []SpecialProcedure{{Kind: "expert_review", Name: lang.T("专家评审", "Expert review"), Max: *wd(15), Basis: "xkf-45"}},
		Undertaking: &Undertaking{Covers: []string{"plan"}, Check: *wd(60), Text: lang.T("本人承诺布局符合要求。", "I promise that the layout is as required.")},
		Fee:         Fee{Note: lang.T("", "")}, Result: Result{Name: lang.T("食品经营许可证", "Food business licence"), ValidMonths: 60, Renewable: true},
		Visits: 1, Channels: []string{"window", "web"},
		Contact: Contact{Address: lang.T("办事大厅 3 号窗口", "Window 3"), Hours: lang.T("工作日 9:00–17:00", "Working days 9:00–17:00"), Phone: "0571-00000001", Oversee: "0571-00000002"},
	}
}

// anyItem draws items of every shape that can be written down, publishable or not.
func anyItem(t *rapid.T) Item {
	word := rapid.OneOf(rapid.SampledFrom([]string{"", "", "a", "其他材料", " 前后有空格 ", "两\n行", "=1+1", "_x000D_", "0012", "1e5", "<&>\"'", "𠮷野家", "1.50", "true", "a / b", "x\ty"}), rapid.StringMatching(`[a-z一-龥 ,。]{0,12}`))
	id := func(n int) string { return fmt.Sprintf("id%d", n) }
	text := rapid.Custom(func(t *rapid.T) lang.Text { return lang.T(word.Draw(t, "zh"), word.Draw(t, "en")) })
	some := rapid.Custom(func(t *rapid.T) limit.Limit {
		return limit.Limit{N: rapid.IntRange(0, 99999).Draw(t, "n"), Unit: rapid.SampledFrom([]limit.Unit{limit.Workday, limit.Day, limit.OfficeHour}).Draw(t, "unit")}
	})
	maybe := func(t *rapid.T) *limit.Limit {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return new(some.Draw(t, "limit"))
	}
	day := rapid.Map(rapid.IntRange(0, 20000), func(n int) calendar.Day {
		if n == 0 {
			return 0
		}
		return calendar.First + calendar.Day(n)
	})
	count := rapid.IntRange(0, 3)
	it := Blank()
	it.Code, it.BaseCode, it.Version, it.Slug = word.Draw(t, "code"), word.Draw(t, "base"), count.Draw(t, "version"), word.Draw(t, "slug")
	it.Status = rapid.SampledFrom([]Status{Draft, Published, Retired}).Draw(t, "status")
	it.Name, it.Summary, it.Theme = text.Draw(t, "name"), text.Draw(t, "summary"), word.Draw(t, "theme")
	it.Keywords = rapid.SliceOfN(word, 0, 3).Draw(t, "keywords")
	it.Kind = rapid.SampledFrom([]ItemKind{"", License, Benefit, PublicService}).Draw(t, "kind")
	it.CaseKind = rapid.SampledFrom([]CaseKind{"", OnTheSpot, Promised}).Draw(t, "case")
	it.Served = rapid.SliceOfN(rapid.SampledFrom([]Served{NaturalPerson, Enterprise}), 0, 2).Draw(t, "served")
	it.Unit, it.Procedure = word.Draw(t, "unit"), word.Draw(t, "procedure")
	it.Level = rapid.SampledFrom([]Level{"", County, Town}).Draw(t, "level")
	if rapid.Bool().Draw(t, "delegated") {
		it.Delegation = &Delegation{rapid.SampledFrom([]Level{"", City}).Draw(t, "holder"), word.Draw(t, "instrument"), day.Draw(t, "from"), day.Draw(t, "until")}
	}
	for range count.Draw(t, "bases") {
		it.Bases = append(it.Bases, LegalBasis{word.Draw(t, "id"), word.Draw(t, "law"), word.Draw(t, "version"), "1", word.Draw(t, "sentence"), rapid.Bool().Draw(t, "verified")})
	}
	it.Statutory, it.Promised, it.MinNotice, it.Delivery, it.Correction = maybe(t), maybe(t), maybe(t), maybe(t), some.Draw(t, "correction")
	it.Joint, it.NoMaterials, it.Inspection = rapid.Bool().Draw(t, "joint"), rapid.Bool().Draw(t, "no"), rapid.Bool().Draw(t, "inspection")
	for n := range count.Draw(t, "conditions") {
		it.Conditions = append(it.Conditions, Condition{id(n), text.Draw(t, "text"), word.Draw(t, "rule"), text.Draw(t, "advice"), word.Draw(t, "basis")})
	}
	for n := range count.Draw(t, "scenarios") {
		s := Scenario{ID: id(n), Question: text.Draw(t, "question")}
		for o := range count.Draw(t, "options") {
			s.Options = append(s.Options, Option{id(o), text.Draw(t, "option")})
		}
		it.Scenarios = append(it.Scenarios, s)
	}
	for n := range count.Draw(t, "materials") {
		it.Materials = append(it.Materials, Material{ID: id(n), Name: text.Draw(t, "name"), Source: rapid.SampledFrom([]MaterialSource{"", FromApplicant, FromHeldData, FromCertificate}).Draw(t, "source"), Certificate: word.Draw(t, "certificate"),
			Required: rapid.Bool().Draw(t, "required"), When: word.Draw(t, "when"), Tolerant: rapid.Bool().Draw(t, "tolerant"), Originals: count.Draw(t, "originals"), Copies: count.Draw(t, "copies"),
			Formats: rapid.SliceOfN(word, 0, 2).Draw(t, "formats"), Issuer: word.Draw(t, "issuer"), Help: text.Draw(t, "help")})
	}
	if rapid.Bool().Draw(t, "form") {
		it.Form = json.RawMessage(sampleForm)
	}
	for n := range count.Draw(t, "steps") {
		s := Step{ID: id(n), Name: text.Draw(t, "name"), Limit: maybe(t)}
		for k := range count.Draw(t, "tasks") {
			s.Tasks = append(s.Tasks, Task{id(k), text.Draw(t, "name"), word.Draw(t, "unit"), word.Draw(t, "post")})
		}
		it.Steps = append(it.Steps, s)
	}
	for range count.Draw(t, "specials") {
		it.Specials = append(it.Specials, SpecialProcedure{rapid.SampledFrom([]string{"", "hearing", "testing"}).Draw(t, "kind"), text.Draw(t, "name"), some.Draw(t, "max"), word.Draw(t, "basis"), rapid.Bool().Draw(t, "required")})
	}
	if rapid.Bool().Draw(t, "undertaking") {
		it.Undertaking = &Undertaking{rapid.SliceOfN(word, 0, 2).Draw(t, "covers"), some.Draw(t, "check"), text.Draw(t, "text")}
	}
	it.Fee = Fee{rapid.Int64Range(-1, 1e11).Draw(t, "fee"), word.Draw(t, "basis"), text.Draw(t, "note")}
	it.Result = Result{word.Draw(t, "certificate"), text.Draw(t, "name"), count.Draw(t, "months"), rapid.Bool().Draw(t, "renewable"), rapid.SliceOfN(rapid.SampledFrom([]string{"scope=trade", "scope==定型包装食品", "size=width+height"}), 0, 2).Draw(t, "lines")}
	it.Visits = rapid.IntRange(-1, 2).Draw(t, "visits")
	it.Channels = rapid.SliceOfN(rapid.SampledFrom([]string{"window", "web"}), 0, 2).Draw(t, "channels")
	it.Contact = Contact{text.Draw(t, "address"), text.Draw(t, "hours"), word.Draw(t, "phone"), word.Draw(t, "oversee")}
	it.Effective = day.Draw(t, "effective")
	return it
}
