package find

import (
	"slices"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// elsewhere is a matter that people look for in a service hall and that other bodies
// settle at their own counters, where the hall has not published it.
type elsewhere struct {
	subject string   // stands in the name of an item that settles it
	words   []string // as people say it, small letters
	what    lang.Text
	who     lang.Text
}

// elsewheres name the kind of body only: which counter of it is near is the county's to say.
var elsewheres = []elsewhere{
	{"身份证", []string{"身份证", "identity card", "id card"}, lang.T("身份证", "identity cards"), lang.T("派出所（公安机关）", "the police station (public security)")},
	{"护照", []string{"护照", "通行证", "签注", "passport"}, lang.T("护照和通行证", "passports and travel permits"), lang.T("公安机关出入境管理窗口", "the exit and entry counter of public security")},
	{"驾驶证", []string{"补驾照", "换驾照", "驾照丢", "驾照换", "驾照到期", "考驾照", "驾驶证丢", "驾驶证换", "补驾驶证", "换驾驶证", "行驶证", "driving licence", "driver's licence"}, lang.T("驾驶证和行驶证的申领、换证、补证", "getting, renewing or replacing driving and vehicle licences"), lang.T("公安机关交通管理部门（车管所）", "the traffic police")},
	{"离婚", []string{"离婚", "divorce"}, lang.T("离婚登记", "divorce"), lang.T("民政部门的婚姻登记处", "the marriage registry of civil affairs")},
	{"社会保障卡", []string{"社保卡", "社会保障卡", "social security card"}, lang.T("社会保障卡", "social security cards"), lang.T("人力资源和社会保障部门或者发卡银行", "the human resources and social security office, or the bank that issued the card")},
	{"死亡", []string{"销户口", "注销户口", "人去世", "死亡证明", "death certificate"}, lang.T("死亡证明和户口注销", "death certificates and leaving the household register"), lang.T("派出所；死亡证明先找医院或者社区卫生机构", "the police station; for the certificate first the hospital or community clinic")},
}

// notHere says that the hall has not got what was asked for and who has; nil when it
// has, or when nobody here knows.
func notHere(question string, hits []catalog.Hit) ui.Component {
	q := strings.ToLower(question)
	for _, e := range elsewheres {
		if !slices.ContainsFunc(e.words, func(w string) bool { return strings.Contains(q, w) }) {
			continue
		}
		if slices.ContainsFunc(hits, func(h catalog.Hit) bool { return strings.Contains(h.Item.Name.ZH, e.subject) }) {
			continue
		}
		return ui.Notice{Kind: ui.Warning, Title: lang.T("这里办不了"+e.what.ZH, "This hall does not do "+e.what.EN),
			Text: lang.T("请找"+e.who.ZH+"。", "Please turn to "+e.who.EN+".")}
	}
	return nil
}
