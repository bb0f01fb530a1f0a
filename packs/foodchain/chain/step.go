package chain

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// StepKind is one thing people do with food.
type StepKind string

const (
	Harvest StepKind = "harvest"
	Make    StepKind = "make"
	Pack    StepKind = "pack" // sort, mix, split: another lot of the same goods
	Send    StepKind = "send"
	Receive StepKind = "receive"
	Sell    StepKind = "sell"
	Use     StepKind = "use" // a kitchen cooks and serves
	Return  StepKind = "return"
	Destroy StepKind = "destroy"
	Enter   StepKind = "enter"   // cold-chain goods get their code at the first stop
	Release StepKind = "release" // the papers came: sealed goods are free
)

// Act is what a kind of step asks and which event it becomes.
type Act struct {
	Kind  StepKind
	Title lang.Text
	Done  lang.Text
	New   bool // a lot comes into being
	Takes bool // lots go into it, or move
	To    bool // to somebody
	From  bool // from somebody
	Out   bool // stock at the place becomes less

	step, disposition, action string
}

// Acts is the table of steps.
var Acts = []Act{
	{Harvest, lang.T("采收", "Harvest"), lang.T("采收已经记下", "The harvest is recorded"), true, false, false, false, false, "commissioning", "active", "ADD"},
	{Make, lang.T("加工", "Make"), lang.T("加工已经记下", "What was made is recorded"), true, true, false, false, true, "creating_class_instance", "", ""},
	{Pack, lang.T("分拣、混装、分装", "Sort, mix, split"), lang.T("新的一批已经记下", "The new lot is recorded"), true, true, false, false, true, "repackaging", "", ""},
	{Send, lang.T("发货", "Send"), lang.T("发货已经记下", "It is recorded as sent"), false, true, true, false, true, "shipping", "in_transit", "OBSERVE"},
	{Receive, lang.T("进货", "Receive"), lang.T("进货已经记下", "It is recorded as received"), false, true, false, true, false, "receiving", "in_progress", "OBSERVE"},
	{Sell, lang.T("卖出", "Sell"), lang.T("卖出已经记下", "The sale is recorded"), false, true, false, false, true, "retail_selling", "retail_sold", "OBSERVE"},
	{Use, lang.T("下厨用掉", "Cook"), lang.T("用料已经记下", "What was cooked is recorded"), false, true, false, false, true, "retail_selling", "retail_sold", "OBSERVE"},
	{Return, lang.T("退货", "Return"), lang.T("退货已经记下", "The return is recorded"), false, true, true, false, true, "shipping", "returned", "OBSERVE"},
	{Destroy, lang.T("销毁", "Destroy"), lang.T("销毁已经记下", "It is recorded as destroyed"), false, true, false, false, true, "destroying", "destroyed", "DELETE"},
	{Enter, lang.T("冷链货入库赋码", "Cold-chain goods come in"), lang.T("已经赋码入库", "It has its code and is in"), true, false, false, true, false, "commissioning", "active", "ADD"},
	{Release, lang.T("票证补齐，解封", "Papers are there, release"), lang.T("已经解封", "It is released"), false, true, false, false, false, "inspecting", "conformant", "OBSERVE"},
}

// Act gives the row of a step; false where there is none.
func (k StepKind) Act() (Act, bool) {
	i := slices.IndexFunc(Acts, func(a Act) bool { return a.Kind == k })
	if i < 0 {
		return Act{Kind: k}, false
	}
	return Acts[i], true
}

// Portion is a lot with how much of it. Amount is in millionths of the unit, 0 where nothing is said.
type Portion struct {
	Lot    string `json:"lot"` // key, see [ReadCode]
	Amount int64  `json:"amount,omitempty"`
	Unit   string `json:"unit,omitempty"`
}

// Step is what somebody recorded.
type Step struct {
	Entry    string       `json:"entry"` // UUID, made where it was recorded
	Kind     StepKind     `json:"kind"`
	Business string       `json:"business"`
	Place    string       `json:"place"`          // GLN
	Plot     string       `json:"plot,omitempty"` // extension of a plot of the place
	At       time.Time    `json:"at"`             // by the clock of the telephone
	Takes    []Portion    `json:"takes,omitempty"`
	Product  string       `json:"product,omitempty"` // GTIN of the lot that comes into being
	Lot      string       `json:"lot,omitempty"`     // "" makes one of the day and the entry
	Amount   int64        `json:"amount,omitempty"`  // of the new lot
	Unit     string       `json:"unit,omitempty"`
	Loss     int64        `json:"loss,omitempty"` // in Unit: stems, peel, what was thrown away
	Made     calendar.Day `json:"made,omitempty"`
	Best     calendar.Day `json:"best,omitempty"` // last day of the shelf life
	Partner  string       `json:"partner,omitempty"`
	Paper    string       `json:"paper,omitempty"` // number of the delivery note or waybill
	Proof    string       `json:"proof,omitempty"` // number of the certificate or test report that came with it
	Degrees  *int         `json:"degrees,omitempty"`
	Reason   string       `json:"reason,omitempty"` // id of [Reasons]
	Scan     string       `json:"scan,omitempty"`   // hash of the photograph of the paper
	Late     bool         `json:"late,omitempty"`   // recorded without signal, sent later
}

var entryForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// Hash is over what was recorded: the same entry with another content is another thing. When and how
// it was sent, and the answer to what was asked back, are not part of it.
func (s Step) Hash() string {
	s.At, s.Late, s.Reason, s.Scan = time.Time{}, false, "", ""
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain fields
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// Reasons why a step goes on though something the law asks for is missing.
var Reasons = []struct {
	ID   string
	Text lang.Text
}{
	{"paper_seen", lang.T("看过纸质的，号码没带来", "the paper was seen, its number is not at hand")},
	{"follows", lang.T("对方说今天补来", "it is to follow today")},
	{"household", lang.T("对方是农户，自己种的", "from a household that grew it")},
	{"counted_wrong", lang.T("之前的数量记错了", "an earlier quantity was wrong")},
	{"not_recorded", lang.T("之前有一步忘了记", "an earlier step was not recorded")},
	{"sent_back", lang.T("召回、不合格的货，退回上家", "recalled or failed goods on their way back to the one above")},
	{"for_destruction", lang.T("召回、不合格的货，送去销毁", "recalled or failed goods, for destruction")},
	{"before_recall", lang.T("召回、抽检、查封以前的事，现在补记", "it was before the recall, the sample or the seal and is recorded only now")},
	{"office_agrees", lang.T("查封的部门同意这样处理", "the office that sealed it agreed")},
	{"set_apart", lang.T("货已经另放，先记下来", "it is set apart; recorded for now")},
}

func reasonText(id string) (lang.Text, bool) {
	for _, r := range Reasons {
		if r.ID == id {
			return r.Text, true
		}
	}
	return lang.Text{}, false
}

// ReasonText is the sentence of a reason; its id where it is none of [Reasons].
func ReasonText(id string) lang.Text {
	if t, ok := reasonText(id); ok {
		return t
	}
	return lang.T(id, id)
}

// mostLots is how many lots one step names.
const mostLots = 50

// Check refuses what cannot be recorded at all. now is the server's clock, used where the
// telephone's runs ahead. Errors: fault.Invalid with the fields.
func (s Step) Check(now time.Time) (Step, error) {
	act, ok := s.Kind.Act()
	bad := fault.InvalidInput()
	if !ok {
		bad.At("kind", lang.T("没有这种记录。", "There is no such step."))
	}
	if s.Entry = strings.ToLower(s.Entry); !entryForm.MatchString(s.Entry) {
		bad.At("entry", lang.T("缺少记录编号，请重新打开页面。", "The number of the entry is missing; please open the page again."))
	}
	if s.At.IsZero() {
		s.At = now
	}
	s.At = s.At.UTC().Truncate(time.Second)
	if act.Takes {
		s.checkTakes(bad)
	} else {
		s.Takes = nil
	}
	if act.New {
		if s.Product == "" {
			bad.At("product", lang.T("请选择是什么。", "Please choose what it is."))
		}
		if s.Amount <= 0 {
			bad.At("amount", lang.T("请填写数量。", "Please enter how much."))
		}
		if s.Lot = strings.ToUpper(strings.TrimSpace(s.Lot)); len(s.Lot) > 20 || strings.ContainsFunc(s.Lot, notInLot) {
			bad.At("lot", lang.T("批号最多20个字母、数字、“-”和“.”。", "A lot has at most 20 letters, digits, hyphens and points."))
		}
		if s.Best != 0 && s.Made != 0 && s.Best < s.Made {
			bad.At("best", lang.T("保质到期日早于生产日。", "It ends before it was made."))
		}
	}
	if s.Kind == Release && strings.TrimSpace(s.Proof) == "" {
		bad.At("proof", lang.T("请填写补来的证号或者报告号。", "Please enter the number of the paper that came."))
	}
	if (act.To || act.From) && s.Partner == "" {
		bad.At("partner", lang.T("请选择对方是谁。", "Please choose who the other one is."))
	}
	for field, text := range map[string]*string{"paper": &s.Paper, "proof": &s.Proof} {
		if *text = strings.TrimSpace(*text); len(*text) > 100 {
			bad.At(field, lang.T("号码太长了。", "This number is too long."))
		}
	}
	if s.Degrees != nil && (*s.Degrees < -1000 || *s.Degrees > 1000) {
		bad.At("degrees", lang.T("温度不合理。", "This temperature is out of reason."))
	}
	if _, known := reasonText(s.Reason); s.Reason != "" && !known {
		bad.At("reason", lang.T("请选择原因。", "Please choose a reason."))
	}
	return s, bad.Or()
}

func (s *Step) checkTakes(bad *fault.Fault) {
	if len(s.Takes) == 0 || len(s.Takes) > mostLots {
		bad.At("code", lang.T("请扫码或者选择是哪一批。", "Please scan a code or choose a lot."))
	}
	seen := map[string]bool{}
	for _, p := range s.Takes {
		if seen[p.Lot] {
			bad.At("code", lang.T("同一批出现了两次，请合成一行。", "One lot is there twice; please make it one line."))
		}
		seen[p.Lot] = true
		if p.Amount < 0 || p.Lot == "" {
			bad.At("code", lang.T("有一批没有读懂。", "One lot could not be read."))
		}
		if p.Amount == 0 && trace.KindOf(p.Lot) == trace.Lot {
			bad.At("amount", lang.T("请填写数量。", "Please enter how much."))
		}
	}
}

func notInLot(r rune) bool {
	return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r == '-' || r == '.')
}

// newLot is the lot that a step brings into being, made of its day and its entry where none was typed.
func (s Step) newLot(day calendar.Day) string {
	if s.Lot != "" {
		return s.Lot
	}
	year, month, d := day.Date()
	return strings.ToUpper(strings.Join([]string{two(year % 100), two(int(month)), two(d), "-", s.Entry[:4]}, ""))
}

func two(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }
