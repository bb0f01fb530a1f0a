package ecert

import "banjie/internal/lang"

// demoBody is the credit code of a setting body that does not exist: place code
// 339900 is not assigned, the subject code begins with DEM; its check characters are right.
// A county in real use names the bodies that set its certificate standards.
const demoBody = "11339900DEMA000056"

var (
	red   = Colour{176, 24, 32}
	green = Colour{20, 104, 72}
	blue  = Colour{28, 76, 140}

	address    = FieldSpec{"address", lang.T("地址", "Address"), true}
	legalRep   = FieldSpec{"legal_representative", lang.T("法定代表人（负责人）", "Legal representative"), true}
	scope      = FieldSpec{"scope", lang.T("许可范围", "Scope"), true}
	project    = FieldSpec{"project", lang.T("项目名称", "Project"), true}
	location   = FieldSpec{"location", lang.T("地点", "Location"), true}
	conditions = FieldSpec{"conditions", lang.T("许可条件", "Conditions"), false}
	item       = FieldSpec{"item", lang.T("事项名称", "Matter"), true}
	caseNumber = FieldSpec{"case_number", lang.T("办件编号", "Case number"), true}
	decision   = FieldSpec{"decision", lang.T("决定内容", "Decision"), true}
	reasons    = FieldSpec{"reasons", lang.T("理由", "Reasons"), true}
	bases      = FieldSpec{"bases", lang.T("法律依据", "Legal basis"), true}
	remedies   = FieldSpec{"remedies", lang.T("救济途径", "How to object"), true}

	granted   = lang.T("经审查，申请符合法定条件，准予许可。", "The application was examined, meets the conditions of the law, and is granted.")
	confirmed = lang.T("经审核，予以确认。", "This was examined and is confirmed.")
)

// CoreTypes gives the types of the core, and those that packs added by [Extend]. The
// codes are a demonstration's (see demoBody), the lines are what such papers usually state.
func CoreTypes() []Type { return append([]Type(nil), coreTypes...) }

// Extend adds the types of a pack, before anything is served. One that is there already, or is
// not complete, is an error.
func Extend(more ...Type) error {
	all := append(CoreTypes(), more...)
	if _, err := NewRegistry(all...); err != nil {
		return err
	}
	coreTypes = all
	return nil
}

var coreTypes = []Type{
	{ID: "administrative-licence", Code: demoBody + "001", Name: lang.T("行政许可证", "Administrative Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{item, scope, address, conditions}, Template: Bordered, Colour: red, ValidMonths: 36},
	{ID: "food-business-licence", Code: demoBody + "002", Name: lang.T("食品经营许可证", "Food Business Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, {"format", lang.T("主体业态", "Form of business"), true}, {"scope", lang.T("经营项目", "Business items"), true}}, Template: Bordered, Colour: red, ValidMonths: 60},
	{ID: "public-venue-hygiene-licence", Code: demoBody + "003", Name: lang.T("公共场所卫生许可证", "Public Venue Hygiene Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: green, ValidMonths: 48},
	{ID: "oversize-transport-permit", Code: demoBody + "004", Name: lang.T("超限运输车辆通行证", "Oversize Transport Permit"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{{"vehicle", lang.T("车辆号牌", "Vehicle plate"), true}, {"cargo", lang.T("载运货物", "Cargo"), true}, {"dimensions", lang.T("总重和外廓尺寸", "Weight and dimensions"), true}, {"route", lang.T("通行线路", "Route"), true}, conditions}, Template: Bordered, Colour: blue},
	{ID: "outdoor-advertising-permit", Code: demoBody + "005", Name: lang.T("户外广告设置许可证", "Outdoor Advertising Permit"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{location, {"size", lang.T("规格", "Size"), true}, conditions}, Template: Bordered, Colour: blue, ValidMonths: 24},
	{ID: "road-occupation-permit", Code: demoBody + "006", Name: lang.T("占用、挖掘城市道路许可证", "Road Occupation Permit"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{project, location, {"area", lang.T("占用面积", "Area"), true}, conditions}, Template: Bordered, Colour: blue},
	{ID: "construction-permit", Code: demoBody + "007", Name: lang.T("建筑工程施工许可证", "Construction Permit"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{project, location, {"scale", lang.T("建设规模", "Scale"), true}, {"builder", lang.T("施工单位", "Builder"), true}, {"supervisor", lang.T("监理单位", "Supervising firm"), false}}, Template: Bordered, Colour: red},
	{ID: "water-abstraction-permit", Code: demoBody + "008", Name: lang.T("取水许可证", "Water Abstraction Permit"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{location, {"source", lang.T("水源类型", "Source"), true}, {"amount", lang.T("年许可取水量", "Amount a year"), true}, {"use", lang.T("取水用途", "Use"), true}}, Template: Bordered, Colour: blue, ValidMonths: 60},
	{ID: "private-school-licence", Code: demoBody + "009", Name: lang.T("民办学校办学许可证", "Private School Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, {"level", lang.T("办学类型和层次", "Kind and level"), true}}, Template: Bordered, Colour: green, ValidMonths: 60},
	{ID: "labour-dispatch-licence", Code: demoBody + "010", Name: lang.T("劳务派遣经营许可证", "Labour Dispatch Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: red, ValidMonths: 36},
	{ID: "medical-institution-licence", Code: demoBody + "011", Name: lang.T("医疗机构执业许可证", "Medical Institution Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, {"departments", lang.T("诊疗科目", "Departments"), true}}, Template: Bordered, Colour: green, ValidMonths: 60},
	{ID: "tobacco-retail-licence", Code: demoBody + "012", Name: lang.T("烟草专卖零售许可证", "Tobacco Retail Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: red, ValidMonths: 60},
	{ID: "business-licence", Code: demoBody + "013", Name: lang.T("营业执照", "Business Licence"), Kind: Registration, Statement: lang.T("经审查，符合法定条件，准予登记。", "This was examined, meets the conditions of the law, and is registered."),
		Fields: []FieldSpec{{"entity_kind", lang.T("类型", "Kind"), true}, legalRep, {"scope", lang.T("经营范围", "Scope of business"), true}, {"capital", lang.T("注册资本", "Registered capital"), false}, {"founded", lang.T("成立日期", "Founded"), false}, {"address", lang.T("住所", "Domicile"), true}}, Template: Bordered, Colour: red},
	{ID: "small-food-workshop-registration", Code: demoBody + "024", Name: lang.T("食品生产加工小作坊登记证", "Small Food Workshop Registration"), Kind: Registration, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: red, ValidMonths: 36},
	{ID: "pesticide-business-licence", Code: demoBody + "025", Name: lang.T("农药经营许可证", "Pesticide Business Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: green, ValidMonths: 60},
	{ID: "seed-business-licence", Code: demoBody + "026", Name: lang.T("农作物种子生产经营许可证", "Seed Business Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: green, ValidMonths: 60},
	{ID: "aquaculture-licence", Code: demoBody + "027", Name: lang.T("水域滩涂养殖证", "Aquaculture Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{location, {"area", lang.T("养殖面积", "Area"), false}, {"species", lang.T("养殖品种", "Species"), false}}, Template: Bordered, Colour: blue, ValidMonths: 120},
	{ID: "homestead-approval", Code: demoBody + "028", Name: lang.T("农村宅基地批准书", "Rural Homestead Approval"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{location, {"area", lang.T("批准面积", "Area approved"), false}, conditions}, Template: Bordered, Colour: green},
	{ID: "road-freight-licence", Code: demoBody + "029", Name: lang.T("道路运输经营许可证", "Road Transport Licence"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{legalRep, address, scope}, Template: Bordered, Colour: blue, ValidMonths: 48},
	{ID: "fire-safety-check", Code: demoBody + "030", Name: lang.T("公众聚集场所消防安全检查意见书", "Fire Safety Check"), Kind: Licence, Statement: granted,
		Fields: []FieldSpec{address, scope}, Template: Bordered, Colour: red},
	{ID: "elder-card", Code: demoBody + "031", Name: lang.T("老年人优待证", "Elder Care Card"), Kind: Registration, Statement: confirmed,
		Fields: []FieldSpec{{"entitlement", lang.T("享受的优待", "Entitlement"), true}}, Template: Bordered, Colour: green},
	{ID: "talent-code", Code: demoBody + "032", Name: lang.T("人才认定证", "Talent Recognition"), Kind: Registration, Statement: confirmed,
		Fields: []FieldSpec{{"level", lang.T("认定类别", "Level"), true}}, Template: Bordered, Colour: blue, ValidMonths: 36},
	{ID: "confirmation-certificate", Code: demoBody + "014", Name: lang.T("行政确认书", "Certificate of Confirmation"), Kind: Registration, Statement: confirmed,
		Fields: []FieldSpec{item, {"fact", lang.T("确认内容", "What is confirmed"), true}}, Template: Bordered, Colour: blue},
	{ID: "filing-certificate", Code: demoBody + "015", Name: lang.T("备案凭证", "Certificate of Filing"), Kind: Registration, Statement: lang.T("所报材料已备案。备案不是许可。", "What was handed in is on file. A filing is not a licence."),
		Fields: []FieldSpec{item, {"fact", lang.T("备案内容", "What is on file"), true}}, Template: Bordered, Colour: blue},
	{ID: "benefit-certificate", Code: demoBody + "016", Name: lang.T("待遇资格证", "Certificate of Entitlement"), Kind: Registration, Statement: confirmed,
		Fields: []FieldSpec{item, {"entitlement", lang.T("享受的待遇", "Entitlement"), true}}, Template: Bordered, Colour: green, ValidMonths: 12},
	{ID: "test-certificate", Code: demoBody + "017", Name: lang.T("检验合格证明", "Test Certificate"), Kind: TestCertificate, Statement: lang.T("样品按所列方法检验，结果如上。", "The sample was tested by the method named; the results stand above."),
		Fields: []FieldSpec{{"sample", lang.T("样品", "Sample"), true}, {"lot", lang.T("批号", "Lot"), true}, {"method", lang.T("检验方法", "Method"), true}, {"result", lang.T("检验结果", "Result"), true}, {"laboratory", lang.T("检验机构", "Laboratory"), true}}, Template: Bordered, Colour: green},
	{ID: "grant-decision", Code: demoBody + "018", Name: lang.T("准予行政许可决定书", "Decision to Grant"), Kind: DecisionLetter, Statement: granted,
		Fields: []FieldSpec{item, caseNumber, decision, bases}, Template: Letter, Colour: red},
	{ID: "denial-decision", Code: demoBody + "019", Name: lang.T("不予行政许可决定书", "Decision to Deny"), Kind: DecisionLetter, Statement: lang.T("经审查，决定不予许可。", "The application was examined and is denied."),
		Fields: []FieldSpec{item, caseNumber, reasons, bases, remedies}, Template: Letter, Colour: red},
	{ID: "refusal-notice", Code: demoBody + "020", Name: lang.T("不予受理通知书", "Notice of Non-Acceptance"), Kind: DecisionLetter, Statement: lang.T("决定不予受理。", "The application is not accepted."),
		Fields: []FieldSpec{item, caseNumber, reasons, bases, {"competent_body", lang.T("有权办理的机关", "Competent body"), false}, remedies}, Template: Letter, Colour: red},
	{ID: "acceptance-notice", Code: demoBody + "021", Name: lang.T("受理通知书", "Notice of Acceptance"), Kind: DecisionLetter, Statement: lang.T("申请材料齐全、符合法定形式，予以受理。", "The application is complete and in due form; it is accepted."),
		Fields: []FieldSpec{item, caseNumber, {"due", lang.T("办结期限", "Decision due"), true}}, Template: Letter, Colour: red},
	{ID: "correction-notice", Code: demoBody + "022", Name: lang.T("补正材料一次性告知书", "One-Time Correction Notice"), Kind: DecisionLetter, Statement: lang.T("需要补正的内容已全部列出，今后不再要求补正其他内容。", "Everything that must be corrected is listed here; nothing else will be asked for later."),
		Fields: []FieldSpec{item, caseNumber, {"corrections", lang.T("需要补正的内容", "What to correct"), true}, {"due", lang.T("补正期限", "Correct by"), true}}, Template: Letter, Colour: red},
	{ID: "receipt-slip", Code: demoBody + "023", Name: lang.T("收件回执", "Receipt"), Kind: ReceiptSlip, Statement: lang.T("已收到下列申请。", "The following was received."),
		Fields: []FieldSpec{item, caseNumber, {"materials", lang.T("收到的材料", "Materials received"), true}, {"next", lang.T("下一步", "What happens next"), false}}, Template: Slip, Colour: red},
}
