package soil

import "banjie/internal/lang"

// Item is what a laboratory measures, named as files name it.
type Item string

// The eight basic items of table 1, the three further items of table 2 and selenium, which is
// not in GB 15618. Metals and arsenic count as total element.
const (
	Cd  Item = "Cd"
	Hg  Item = "Hg"
	As  Item = "As"
	Pb  Item = "Pb"
	Cr  Item = "Cr"
	Cu  Item = "Cu"
	Ni  Item = "Ni"
	Zn  Item = "Zn"
	HCH Item = "HCH_total"      // sum of four isomers
	DDT Item = "DDT_total"      // sum of four derivatives
	BaP Item = "benzo_a_pyrene" // one of the PAH
	Se  Item = "Se"
)

// Basic are the items a complete verdict needs, in the order of table 1 as files write them.
var Basic = [...]Item{Cd, Hg, As, Pb, Cr, Cu, Ni, Zn}

// Further are the items of table 2, measured where there is reason to.
var Further = [...]Item{HCH, DDT, BaP}

var itemNames = map[Item]lang.Text{
	Cd: lang.T("镉", "cadmium"), Hg: lang.T("汞", "mercury"), As: lang.T("砷", "arsenic"), Pb: lang.T("铅", "lead"),
	Cr: lang.T("铬", "chromium"), Cu: lang.T("铜", "copper"), Ni: lang.T("镍", "nickel"), Zn: lang.T("锌", "zinc"),
	HCH: lang.T("六六六总量", "total HCH"), DDT: lang.T("滴滴涕总量", "total DDT"), BaP: lang.T("苯并[a]芘", "benzo[a]pyrene"),
	Se: lang.T("硒", "selenium"),
}

// Known says that the archive has a place for the item.
func (i Item) Known() bool { _, ok := itemNames[i]; return ok }

// Name is the item in words.
func (i Item) Name() lang.Text { return itemNames[i] }

// place is the index of an item in a [Standard]'s tables, -1 for one it does not judge.
func (i Item) place() int {
	switch i {
	case Cd:
		return 0
	case Hg:
		return 1
	case As:
		return 2
	case Pb:
		return 3
	case Cr:
		return 4
	case Cu:
		return 5
	case Ni:
		return 6
	case Zn:
		return 7
	case HCH:
		return 8
	case DDT:
		return 9
	case BaP:
		return 10
	}
	return -1
}

// Use is how the land is farmed, as far as the standard's columns tell apart.
type Use string

const (
	Paddy    Use = "paddy"    // 水田
	Other    Use = "other"    // 其他: dry land, vegetables, tea, …
	Orchard  Use = "orchard"  // 果园: a column of its own for copper
	Rotation Use = "rotation" // 水旱轮作: paddy and dry crops in turn; the stricter value of the two
)

// Uses are all of them.
var Uses = [...]Use{Paddy, Other, Orchard, Rotation}

var useNames = map[Use]lang.Text{
	Paddy: lang.T("水田", "paddy field"), Other: lang.T("其他农用地", "other farmland"),
	Orchard: lang.T("果园", "orchard"), Rotation: lang.T("水旱轮作地", "paddy and dry crops in rotation"),
}

// Known says that the standard has columns for the use.
func (u Use) Known() bool { _, ok := useNames[u]; return ok }

// Name is the use in words.
func (u Use) Name() lang.Text { return useNames[u] }

// Result is what the standard says of one item.
type Result string

const (
	NotAbove          Result = "not_above_screening"
	AboveScreening    Result = "above_screening"
	AboveIntervention Result = "above_intervention"
	NotMeasured       Result = "not_measured"
	// NotDecidable: reported as below a detection limit that lies above the screening value.
	NotDecidable Result = "not_decidable"
)

var resultNames = map[Result]lang.Text{
	NotAbove: lang.T("不超过筛选值", "not above the screening value"), AboveScreening: lang.T("超过筛选值", "above the screening value"),
	AboveIntervention: lang.T("超过管制值", "above the intervention value"), NotMeasured: lang.T("没有检测", "not measured"),
	NotDecidable: lang.T("检出限太高，无法判断", "the detection limit is too high to tell"),
}

// Name is the result in words.
func (r Result) Name() lang.Text { return resultNames[r] }

// Class is the soil's half of the class of a plot.
type Class string

const (
	PriorityProtection Class = "priority_protection" // 优先保护类
	SafeUse            Class = "safe_use"            // 安全利用类
	StrictControl      Class = "strict_control"      // 严格管控类
	// Undecided: nothing is above, and a basic item is missing or cannot be told.
	Undecided Class = "undecided"
)

// Classes are all of them, the worst first; a plot with several samples has the worst.
var Classes = [...]Class{StrictControl, SafeUse, Undecided, PriorityProtection}

var classNames = map[Class]lang.Text{
	PriorityProtection: lang.T("优先保护类", "priority protection"), SafeUse: lang.T("安全利用类", "safe use"),
	StrictControl: lang.T("严格管控类", "strict control"), Undecided: lang.T("尚不能判断", "undecided"),
}

// Name is the class in words.
func (c Class) Name() lang.Text { return classNames[c] }

// rank orders classes, the worst first; unknown words last.
func (c Class) rank() int {
	for i, k := range Classes {
		if k == c {
			return i
		}
	}
	return len(Classes)
}
