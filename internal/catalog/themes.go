package catalog

import "banjie/internal/lang"

// Side says whose life a theme belongs to.
type Side string

const (
	Personal Side = "person"       // natural persons
	Business Side = "organisation" // legal persons and other organisations
)

// Theme 主题 groups items by what happens in a life or a business.
type Theme struct {
	ID   string
	Side Side
	Name lang.Text
}

// Themes gives all themes in the order in which pages show them.
func Themes() []Theme { return themes }

// ThemeOf finds a theme by its id.
func ThemeOf(id string) (Theme, bool) {
	for _, t := range themes {
		if t.ID == id {
			return t, true
		}
	}
	return Theme{}, false
}

// themes is a literal table after the two theme lists commonly used by government
// service portals; ids are ours.
var themes = []Theme{
	{"birth", Personal, lang.T("生育收养", "Birth and adoption")},
	{"household", Personal, lang.T("户籍办理", "Household registration")},
	{"education", Personal, lang.T("教育科研", "Education")},
	{"employment", Personal, lang.T("就业创业", "Work and starting up")},
	{"profession", Personal, lang.T("职业资格", "Professional qualification")},
	{"marriage", Personal, lang.T("婚姻登记", "Marriage")},
	{"care", Personal, lang.T("优待抚恤", "Preferential treatment and relief")},
	{"housing", Personal, lang.T("住房保障", "Housing")},
	{"social-security", Personal, lang.T("社会保障", "Social security")},
	{"medical", Personal, lang.T("医疗卫生", "Health care")},
	{"identity", Personal, lang.T("证件办理", "Identity papers")},
	{"driving", Personal, lang.T("交通出行", "Driving and travel")},
	{"exit-entry", Personal, lang.T("出境入境", "Leaving and entering the country")},
	{"property", Personal, lang.T("不动产登记", "Real estate registration")},
	{"taxes", Personal, lang.T("个人税费", "Personal taxes and fees")},
	{"disability", Personal, lang.T("残疾人服务", "Services for disabled people")},
	{"veterans", Personal, lang.T("退役军人服务", "Services for veterans")},
	{"consumer", Personal, lang.T("消费维权", "Consumer rights")},
	{"justice", Personal, lang.T("司法公证", "Justice and notaries")},
	{"utilities", Personal, lang.T("公用事业", "Water, power, gas")},
	{"retirement", Personal, lang.T("离职退休", "Retirement")},
	{"funeral", Personal, lang.T("死亡殡葬", "Death and funeral")},
	{"farming", Personal, lang.T("农业生产", "Farming")},
	{"establish", Business, lang.T("设立变更", "Setting up and changing")},
	{"operate", Business, lang.T("准营准办", "Permission to operate")},
	{"qualification", Business, lang.T("资质认证", "Qualification")},
	{"inspection", Business, lang.T("年检年审", "Yearly checks")},
	{"tax", Business, lang.T("税收财务", "Tax and accounts")},
	{"staff", Business, lang.T("人力资源", "Staff")},
	{"investment", Business, lang.T("投资审批", "Investment approval")},
	{"construction", Business, lang.T("工程建设", "Construction")},
	{"land", Business, lang.T("国土规划", "Land and planning")},
	{"finance", Business, lang.T("融资信贷", "Finance")},
	{"trade", Business, lang.T("商务贸易", "Trade")},
	{"agriculture", Business, lang.T("农林牧渔", "Agriculture, forestry, fishery")},
	{"transport", Business, lang.T("交通运输", "Transport")},
	{"environment", Business, lang.T("环保绿化", "Environment")},
	{"water", Business, lang.T("水务气象", "Water and weather")},
	{"health", Business, lang.T("卫生健康", "Health")},
	{"food-drug", Business, lang.T("食品药品", "Food and drugs")},
	{"culture", Business, lang.T("文体旅游", "Culture, sport, tourism")},
	{"schooling", Business, lang.T("办学培训", "Schools and training")},
	{"safety", Business, lang.T("安全生产", "Work safety")},
	{"fire", Business, lang.T("公安消防", "Police and fire")},
	{"science", Business, lang.T("科技创新", "Science and innovation")},
	{"property-rights", Business, lang.T("知识产权", "Intellectual property")},
	{"social-bodies", Business, lang.T("社会组织", "Social organisations")},
	{"closing", Business, lang.T("注销退出", "Closing down")},
}
