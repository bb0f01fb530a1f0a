package linkset

import (
	"strings"

	"banjie/internal/lang"
)

// Vocabulary is where the link types of GS1 are defined; older and newer spellings of it
// mean the same.
const Vocabulary = "https://gs1.org/voc/"

var spellings = []string{Vocabulary, "https://ref.gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/", "gs1:"}

// The link types with a part of their own in the standard.
const (
	DefaultLink      = Vocabulary + "defaultLink"
	DefaultLinkMulti = Vocabulary + "defaultLinkMulti"
)

// Type is one link type of the GS1 Web Vocabulary.
type Type struct {
	Name  string // after the vocabulary, for example "traceability"
	Title lang.Text
}

// IRI is the name of the type on the web.
func (t Type) IRI() string { return Vocabulary + t.Name }

// Types are the link types that people may choose, with what Banjie calls them.
var Types = []Type{
	{"pip", lang.T("产品信息", "product information")},
	{"traceability", lang.T("追溯信息", "where it comes from")},
	{"recallStatus", lang.T("召回情况", "recall status")},
	{"certificationInfo", lang.T("认证和检验信息", "certificates")},
	{"safetyInfo", lang.T("安全信息", "safety")},
	{"masterData", lang.T("主数据", "master data")},
	{"epcis", lang.T("追溯事件接口", "EPCIS repository")},
	{"nutritionalInfo", lang.T("营养成分", "nutrition facts")},
	{"ingredientsInfo", lang.T("配料", "ingredients")},
	{"allergenInfo", lang.T("致敏物质", "allergens")},
	{"consumerHandlingStorageInfo", lang.T("保存和食用方法", "storing and handling")},
	{"recipeInfo", lang.T("菜谱", "recipes")},
	{"hasRetailers", lang.T("销售点", "where to buy")},
	{"productPassport", lang.T("产品数字护照", "product passport")},
	{"sustainabilityInfo", lang.T("可持续信息", "sustainability")},
	{"verificationService", lang.T("真伪查验", "verification")},
	{"registryEntry", lang.T("登记信息", "entry in a register")},
	{"locationInfo", lang.T("位置信息", "about the place")},
	{"openingHoursInfo", lang.T("开放时间", "opening hours")},
	{"logisticsInfo", lang.T("物流信息", "logistics")},
	{"homepage", lang.T("机构主页", "about the organisation")},
	{"support", lang.T("售后支持", "support")},
	{"serviceInfo", lang.T("服务信息", "service")},
	{"instructions", lang.T("使用说明", "instructions")},
	{"quickStartGuide", lang.T("快速入门", "quick start")},
	{"faqs", lang.T("常见问题", "questions and answers")},
	{"tutorial", lang.T("教程", "tutorial")},
	{"relatedVideo", lang.T("视频", "video")},
	{"activityIdeas", lang.T("活动建议", "things to do")},
	{"promotion", lang.T("促销", "promotion")},
	{"review", lang.T("评价", "reviews")},
	{"leaveReview", lang.T("写评价", "write a review")},
	{"registerProduct", lang.T("产品登记", "register it")},
	{"purchaseSuppliesOrAccessories", lang.T("配件和耗材", "supplies and accessories")},
	{"whatsInTheBox", lang.T("包装清单", "what is in the box")},
	{"smartLabel", lang.T("智能标签", "SmartLabel")},
	{"socialMedia", lang.T("社交媒体", "social media")},
	{"epil", lang.T("电子说明书（患者）", "leaflet for patients")},
	{"smpc", lang.T("产品特性概要", "summary of product characteristics")},
	{"brandHomepageClinical", lang.T("品牌信息（专业人员）", "about the brand, for professionals")},
	{"brandHomepagePatient", lang.T("品牌信息（患者）", "about the brand, for patients")},
	{"jws", lang.T("数字签名", "signature")},
	{"careersInfo", lang.T("招聘", "careers")},
	{"eventsInfo", lang.T("活动预告", "events")},
	{"menuInfo", lang.T("菜单", "menu")},
	{"scheduleTime", lang.T("预约", "booking")},
	{"paymentLink", lang.T("付款", "payment")},
	{"userAgreement", lang.T("协议签署", "agreement to sign")},
	{"statisticInfo", lang.T("统计", "figures")},
	{"disassemblyInfo", lang.T("拆解", "taking it apart")},
	{"handlingEndOfLife", lang.T("报废处理", "end of its life")},
	{"recyclingInfo", lang.T("回收", "recycling")},
	{"repairInfo", lang.T("维修", "repair")},
	{"reuseInfo", lang.T("再利用", "using it again")},
	{"sorting", lang.T("垃圾分类", "sorting waste")},
}

// Relation gives the name under which links of a type stand in a linkset: an IRI of the GS1
// vocabulary in one spelling for all of its spellings ("gs1:pip", "https://ref.gs1.org/voc/pip",
// "pip" where there is such a type), anything else as it is.
func Relation(name string) string {
	for _, prefix := range spellings {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return Vocabulary + rest
		}
	}
	for _, t := range Types {
		if t.Name == name {
			return t.IRI()
		}
	}
	if name == "defaultLink" || name == "defaultLinkMulti" {
		return Vocabulary + name
	}
	return name
}

// Title is what people call a relation; the relation itself where it has no name here.
func Title(relation string) lang.Text {
	for _, t := range Types {
		if t.IRI() == relation {
			return t.Title
		}
	}
	return lang.T(relation, relation)
}
