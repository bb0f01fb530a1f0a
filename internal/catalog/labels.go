package catalog

import "banjie/internal/lang"

// Label is the name of the kind as people know it, zero for an unknown code.
func (k ItemKind) Label() lang.Text { return kindLabels[k] }

// Label is the name of the case kind, zero for an unknown code.
func (k CaseKind) Label() lang.Text { return caseKindLabels[k] }

// Label is the name of the level, zero for an unknown code.
func (l Level) Label() lang.Text { return levelLabels[l] }

// Label is the name of the kind of person served, zero for an unknown code.
func (s Served) Label() lang.Text { return servedLabels[s] }

// Label is the name of the source, zero for an unknown one.
func (s MaterialSource) Label() lang.Text { return sourceLabels[s] }

// Label is the name of the status, zero for an unknown one.
func (s Status) Label() lang.Text { return statusLabels[s] }

// ChannelLabel is the name of a channel of an item, zero for an unknown one.
func ChannelLabel(channel string) lang.Text { return channelLabels[channel] }

// SpecialLabel is the name of a kind of special procedure, zero for an unknown one.
func SpecialLabel(kind string) lang.Text { return specialLabels[kind] }

// The code sets are those of GB/T 39046-2020; only kinds that begin with an
// application are items here (domain: 01, 05, 07, 08, 09, 10 and 20).
var (
	kindLabels = map[ItemKind]lang.Text{
		License:       lang.T("行政许可", "Administrative licence"),
		Benefit:       lang.T("行政给付", "Administrative benefit"),
		Confirmation:  lang.T("行政确认", "Administrative confirmation"),
		Award:         lang.T("行政奖励", "Administrative award"),
		Adjudication:  lang.T("行政裁决", "Administrative adjudication"),
		OtherPower:    lang.T("其他行政权力", "Other administrative power"),
		PublicService: lang.T("公共服务", "Public service"),
	}
	caseKindLabels = map[CaseKind]lang.Text{
		OnTheSpot: lang.T("即办件", "Decided on the spot"),
		Promised:  lang.T("承诺件", "Decided within a promised time"),
	}
	levelLabels = map[Level]lang.Text{
		National:   lang.T("国家级", "National"),
		Provincial: lang.T("省级", "Provincial"),
		City:       lang.T("市级", "City"),
		County:     lang.T("县级", "County"),
		Town:       lang.T("镇（乡、街道）级", "Town"),
		Village:    lang.T("村（社区）级", "Village"),
	}
	servedLabels = map[Served]lang.Text{
		NaturalPerson: lang.T("自然人", "Natural person"),
		Enterprise:    lang.T("企业法人", "Enterprise"),
		Institution:   lang.T("事业法人", "Public institution"),
		SocialBody:    lang.T("社会组织法人", "Social organisation"),
		StateOrgan:    lang.T("行政机关", "State organ"),
		OtherBody:     lang.T("其他组织", "Other organisation"),
	}
	sourceLabels = map[MaterialSource]lang.Text{
		FromApplicant:   lang.T("申请人提交", "You bring it"),
		FromHeldData:    lang.T("政府部门共享，免提交", "We already hold it; you do not bring it"),
		FromCertificate: lang.T("电子证照，免提交", "A certificate already issued; you do not bring it"),
	}
	statusLabels = map[Status]lang.Text{
		Draft:     lang.T("草稿", "Draft"),
		Published: lang.T("已发布", "Published"),
		Retired:   lang.T("已停用", "Retired"),
	}
	channelLabels = map[string]lang.Text{
		"window": lang.T("窗口办理", "At a window"),
		"web":    lang.T("网上办理", "Online"),
		"mobile": lang.T("手机办理", "By phone"),
		"post":   lang.T("邮寄办理", "By post"),
	}
	specialLabels = map[string]lang.Text{
		"hearing":       lang.T("听证", "Hearing"),
		"inspection":    lang.T("检验", "Inspection"),
		"testing":       lang.T("检测", "Testing"),
		"quarantine":    lang.T("检疫", "Quarantine"),
		"appraisal":     lang.T("鉴定", "Appraisal"),
		"expert_review": lang.T("专家评审", "Expert review"),
	}
)
