package simtown

import (
	"fmt"

	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// Division is the made-up code of the county; no place ever had it.
const Division = "330599"

// CountyName is said with its warning wherever the county is named.
var CountyName = lang.T("澄溪县（虚构）", "Chengxi County (fictional)")

// centre is the unit that runs the hall.
const centre = "service-centre"

// ComplaintCentre is the unit to which complaints about how the administration works go.
const ComplaintCentre = centre

// unitRow is one unit: its names, and how much work it gets beside the largest (1.0).
type unitRow struct {
	id     string
	name   lang.Text
	kind   org.UnitKind
	level  string
	weight float64
}

// units: the first one-stop centre of the province had 28 departments, and so has ours.
// The weights fall off like 1/rank: a few units get most of the work.
var units = []unitRow{
	{"market-regulation", lang.T("市场监督管理局", "Market Regulation Bureau"), org.StatutoryBody, "4", 1},
	{"public-security", lang.T("公安局", "Public Security Bureau"), org.StatutoryBody, "4", .52},
	{"human-resources", lang.T("人力资源和社会保障局", "Human Resources and Social Security Bureau"), org.StatutoryBody, "4", .48},
	{"natural-resources", lang.T("自然资源和规划局", "Natural Resources and Planning Bureau"), org.StatutoryBody, "4", .44},
	{"medical-insurance", lang.T("医疗保障局", "Medical Insurance Bureau"), org.StatutoryBody, "4", .25},
	{"civil-affairs", lang.T("民政局", "Civil Affairs Bureau"), org.StatutoryBody, "4", .3},
	{"health", lang.T("卫生健康局", "Health Bureau"), org.StatutoryBody, "4", .28},
	{"agriculture", lang.T("农业农村局", "Agriculture and Rural Affairs Bureau"), org.StatutoryBody, "4", .34},
	{"transport", lang.T("交通运输局", "Transport Bureau"), org.StatutoryBody, "4", .34},
	{"construction", lang.T("住房和城乡建设局", "Housing and Construction Bureau"), org.StatutoryBody, "4", .28},
	{"law-enforcement", lang.T("综合行政执法局", "Urban Management Bureau"), org.StatutoryBody, "4", .24},
	{"education", lang.T("教育局", "Education Bureau"), org.StatutoryBody, "4", .16},
	{"taxation", lang.T("税务局", "Tax Bureau"), org.StatutoryBody, "4", .13},
	{"housing-fund", lang.T("住房公积金管理中心", "Housing Fund Centre"), org.AuthorisedBody, "4", .16},
	{"water", lang.T("水利局", "Water Bureau"), org.StatutoryBody, "4", .08},
	{"culture-tourism", lang.T("文化和广电旅游体育局", "Culture and Tourism Bureau"), org.StatutoryBody, "4", .12},
	{"development-reform", lang.T("发展和改革局", "Development and Reform Bureau"), org.StatutoryBody, "4", .12},
	{"ecology", lang.T("生态环境分局", "Ecology and Environment Branch"), org.StatutoryBody, "4", .1},
	{"emergency", lang.T("应急管理局", "Emergency Management Bureau"), org.StatutoryBody, "4", .1},
	{"fire-rescue", lang.T("消防救援大队", "Fire and Rescue Brigade"), org.StatutoryBody, "4", .14},
	{"veterans", lang.T("退役军人事务局", "Veterans' Affairs Bureau"), org.StatutoryBody, "4", .09},
	{"justice", lang.T("司法局", "Justice Bureau"), org.StatutoryBody, "4", .09},
	{"disabled-persons", lang.T("残疾人联合会", "Disabled Persons' Federation"), org.OtherBody, "4", .09},
	{"science-economy", lang.T("经济和信息化局（科学技术局）", "Economy and Science Bureau"), org.StatutoryBody, "4", .12},
	{"commerce", lang.T("商务局", "Commerce Bureau"), org.StatutoryBody, "4", .05},
	{"tobacco", lang.T("烟草专卖局", "Tobacco Monopoly Bureau"), org.StatutoryBody, "4", .2},
	{"stone-bridge-town", lang.T("石桥镇人民政府", "Shiqiao Town Government"), org.StatutoryBody, "5", .2},
	{centre, lang.T("政务服务中心", "Government Service Centre"), org.AuthorisedBody, "4", .12},
}

// officeHours of every unit on a working day.
var officeHours = org.Hours{{From: 8*60 + 30, To: 12 * 60}, {From: 13*60 + 30, To: 17 * 60}}

// demoUSCC makes the credit code of unit n, from 1: division 330599 and an organisation
// code beginning with DEMB do not exist; the check characters are right.
func demoUSCC(n int) string {
	body, err := idnum.MakeOrganisation(fmt.Sprintf("DEMB%04d", n))
	if err != nil {
		panic(err) // the format is ours
	}
	code, err := idnum.MakeUSCC("11" + Division + string(body))
	if err != nil {
		panic(err)
	}
	return code.String()
}

func orgUnits() []org.Unit {
	all := make([]org.Unit, len(units))
	for i, u := range units {
		all[i] = org.Unit{ID: u.id, Division: Division, USCC: demoUSCC(i + 1), Level: u.level, Kind: u.kind,
			Name:  lang.T(CountyName.ZH+u.name.ZH, "Chengxi "+u.name.EN+" (fictional)"),
			Phone: fmt.Sprintf("0500-00%02d 0001", i+1), Hours: officeHours,
			Address: lang.Format("澄溪县（虚构）溪滨路 100 号县政务服务中心 %d 号区", "Area %d, county service centre, 100 Xibin Road, Chengxi County (fictional)", i/7+1)}
	}
	return all
}

// windowRow is one window of the hall; unit "" is an integrated one.
type windowRow struct{ number, unit, zone string }

var windows = []windowRow{
	{"1", "", "A"}, {"2", "", "A"}, {"3", "", "A"}, {"4", "", "A"}, {"5", "", "B"}, {"6", "", "B"},
	{"7", "market-regulation", "B"}, {"8", "public-security", "B"}, {"9", "natural-resources", "C"},
	{"10", "medical-insurance", "C"}, {"11", "taxation", "C"}, {"12", "tobacco", "C"},
}

func orgWindows() []org.Window {
	all := make([]org.Window, len(windows))
	for i, w := range windows {
		all[i] = org.Window{Number: w.number, Division: Division, Unit: w.unit, Zone: w.zone, Post: centre + "-window"}
		if w.unit != "" {
			all[i].Post = w.unit + "-review"
		}
	}
	return all
}
