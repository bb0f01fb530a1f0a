package soil

import (
	"regexp"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Holder is what kind of holder farms a plot. Who a household is, the archive does not know.
type Holder string

const (
	Person     Holder = "person"     // 农户
	Collective Holder = "collective" // 集体经济组织
	Entity     Holder = "entity"     // 企业、合作社
)

var holderNames = map[Holder]lang.Text{
	Person: lang.T("农户", "a farming household"), Collective: lang.T("集体", "the collective"), Entity: lang.T("企业或合作社", "a firm or cooperative"),
}

// Name is the kind in words.
func (h Holder) Name() lang.Text { return holderNames[h] }

// Origin is how a plot came out of others.
type Origin string

const (
	Split  Origin = "split"  // one of several made of one
	Merged Origin = "merged" // made of several
)

// Parcel is a plot 地块 as it was from a day on. A plot that is split or merged ends and others
// begin, so that every day has its own plots.
type Parcel struct {
	Code      string       `json:"code"`
	Use       Use          `json:"use"`
	Village   string       `json:"village"` // code of twelve digits
	Holder    Holder       `json:"holder"`
	Public    bool         `json:"public,omitempty"` // the holder agrees that the shape is shown to everybody
	ValidFrom calendar.Day `json:"valid_from"`
	ValidTo   calendar.Day `json:"valid_to,omitempty"` // last day; 0: still there
	Origin    Origin       `json:"origin,omitempty"`
	Parents   []string     `json:"parents,omitempty"` // codes
	Area      float64      `json:"area_m2"`           // on the ellipsoid
	Shape     geo.Shape    `json:"geometry"`          // as measured
	User      string       `json:"user,omitempty"`    // credit code of who works it, when it was entered; see [User]
	UserFrom  calendar.Day `json:"user_from,omitempty"`

	undated bool // the file named no first day
	unheld  bool // nor a kind of holder
	unasked bool // nor whether it may be shown
}

// On says that the plot was there on the day.
func (p *Parcel) On(day calendar.Day) bool {
	return p.ValidFrom <= day && (p.ValidTo == 0 || day <= p.ValidTo)
}

// Mu is the area in mu 亩.
func (p *Parcel) Mu() float64 { return p.Area / geo.SquareMetresPerMu }

// Open says that the public may see where exactly the plot lies: it belongs to no household, or
// the household agreed. Else nothing finer than the village is shown.
func (p *Parcel) Open() bool { return p.Holder != Person || p.Public }

// Village is a village and where its register says its centre is. A centre worked out from plots
// would show the only plot of a village, so there is none where the register has none.
type Village struct {
	Code   string     `json:"code"`
	Name   string     `json:"name"`
	Centre *geo.Point `json:"centre,omitempty"`
}

var (
	parcelCode  = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z-]{0,31}$`)
	villageCode = regexp.MustCompile(`^[0-9]{12}$`)
)

// Check gives what is wrong with a village of a list.
func (v *Village) Check() (all []Mistake) {
	if !villageCode.MatchString(v.Code) {
		all = append(all, Mistake{Column: "code", Says: lang.T("村代码须是12位数字", "the village's code has 12 digits"), Remedy: lang.T("请填写统计用区划代码。", "Please give the statistical division code.")})
	}
	if !plainText(v.Name, 40) {
		all = append(all, Mistake{Column: "name", Says: lang.T("村名须是1至40个字", "the name has 1 to 40 characters"), Remedy: lang.T("请填写村名。", "Please give the village's name.")})
	}
	return all
}

// Mistake is one thing that is wrong in a file, with its place and what to do.
type Mistake struct {
	Row    int       `json:"row"`    // of the file, from 1; 0: the file as a whole
	Column string    `json:"column"` // name of the column or field, "" for the row as a whole
	Says   lang.Text `json:"says"`
	Remedy lang.Text `json:"remedy"`
}

// MostMistakes is how many are listed; more help nobody.
const MostMistakes = 100

// Check gives what is wrong with a plot; county is the box that it must lie in, empty for none.
func (p *Parcel) Check(county geo.Box) (all []Mistake) {
	add := func(column string, says, remedy lang.Text) {
		all = append(all, Mistake{Column: column, Says: says, Remedy: remedy})
	}
	if !parcelCode.MatchString(p.Code) {
		add("code", lang.T("地块编码须是1至32位字母、数字和“-”", "the code is of 1 to 32 letters, digits and “-”"), lang.T("请填写确权登记的地块编码。", "Please give the code of the land register."))
	}
	if !p.Use.Known() {
		add("use", lang.T("利用方式须是水田、其他、果园、水旱轮作（paddy、other、orchard、rotation）之一", "the use is one of paddy, other, orchard, rotation"), lang.T("请改成其中一个。", "Please take one of them."))
	}
	if !villageCode.MatchString(p.Village) {
		add("village", lang.T("村代码须是12位数字", "the village's code has 12 digits"), lang.T("请填写统计用区划代码。", "Please give the statistical division code."))
	}
	if _, ok := holderNames[p.Holder]; !ok {
		add("holder", lang.T("承包主体须是农户、集体、企业（person、collective、entity）之一", "the holder is one of person, collective, entity"), lang.T("不清楚时请填农户：公众就只看得到村。", "Where you are not sure take person: the public then sees the village only."))
	}
	if p.ValidFrom == 0 || p.ValidTo != 0 && p.ValidTo < p.ValidFrom {
		add("valid_from", lang.T("缺少起始日期，或止于起始之前", "the first day is missing, or lies after the last"), lang.T("日期写作 2024-09-27。", "Write days as 2024-09-27."))
	}
	if (p.Origin == "") != (len(p.Parents) == 0) || p.Origin != "" && p.Origin != Split && p.Origin != Merged || p.Origin == Split && len(p.Parents) != 1 || p.Origin == Merged && len(p.Parents) < 2 {
		add("parents", lang.T("分割的地块有一个来源，合并的地块有两个以上", "a split plot has one parent, a merged one has two or more"), lang.T("请填写来源地块编码，用“;”隔开。", "Please give the codes of the parents with “;” between."))
	}
	if code, ok := tidyUser(p.User); !ok {
		add("user", badUser, badUserHow)
	} else if p.User = code; code != "" && (p.UserFrom == 0 || !p.undated && !p.On(p.UserFrom)) {
		add("user_from", lang.T("经营主体的起始日期写错了，或者那天还没有这块地", "the day since when it is worked is no day of the plot"), lang.T("日期写作 2024-09-27；不清楚就空着。", "Write days as 2024-09-27; leave it empty where it is not known."))
	}
	if d := p.Shape.Check(county); d != nil {
		add("geometry", d.Says, d.Mends)
	}
	return all
}
