package commitment

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Query asks for a page: running ones by their day, so that the overdue come first, then what is
// settled or withdrawn, the latest day first.
type Query struct {
	Division string
	Unit     string
	Kind     Kind
	State    State
	Overdue  bool         // only those
	Today    calendar.Day // of Overdue
	After    string       // cursor
	Limit    int          // at most 100, 20 by default
}

// Page of commitments.
type Page struct {
	Rows []Commitment
	Next string
}

// Count is how many of a unit stand so.
type Count struct {
	Unit    string
	State   State
	Outcome Outcome
	Due     bool // the day has passed
	N       int64
}

// Tally is kept ÷ due and what else is shown beside it.
type Tally struct {
	Due     int64 // the day has passed, and it was not withdrawn before
	Kept    int64 // of Due: confirmed as kept in time
	Late    int64
	Partly  int64
	Unkept  int64
	Overdue int64 // of Due: nothing settled
	Waiting int64 // reported, to be confirmed, whatever the day
	Open    int64 // the day has not come
	Taken   int64 // withdrawn before their day
	Early   int64 // kept, the day not yet passed: not in Due
}

// TallyOf adds counts up, of one unit or, with "", of all.
func TallyOf(counts []Count, unit string) (t Tally) {
	for _, c := range counts {
		if unit != "" && c.Unit != unit {
			continue
		}
		t.add(c)
	}
	return t
}

func (t *Tally) add(c Count) {
	if c.State == Withdrawn {
		t.Taken += c.N
		return
	}
	if c.State == Reported {
		t.Waiting += c.N
	}
	if !c.Due {
		if c.State == Settled {
			t.Early += c.N
		} else {
			t.Open += c.N
		}
		return
	}
	t.Due += c.N
	switch {
	case c.State != Settled:
		t.Overdue += c.N
	case c.Outcome == Kept:
		t.Kept += c.N
	case c.Outcome == Late:
		t.Late += c.N
	case c.Outcome == Partly:
		t.Partly += c.N
	default:
		t.Unkept += c.N
	}
}

// Reader reads commitments.
type Reader interface {
	Commitments(ctx context.Context, q Query) (Page, error)
	// Commitment gives one; fault.NotFound when there is none.
	Commitment(ctx context.Context, division, id string) (Commitment, error)
	// Counts by unit, state, outcome, and whether the day has passed on the day given.
	Counts(ctx context.Context, division string, today calendar.Day) ([]Count, error)
	// Months gives a rate of a unit in months named by their first days.
	Months(ctx context.Context, division, unit, rate string, firsts []calendar.Day) ([]Month, error)
}

// IsAct says that an event kind is one of this package's.
func IsAct(kind string) bool { return slices.Contains(eventKinds, kind) }

// Read gives the act of an event.
func Read(e casework.Event) (Act, error) {
	a, err := casework.Data[Act](e)
	a.Kind = e.Kind
	if err == nil && (a.ID == "" || (e.Kind == Published || e.Kind == Changed) && a.Terms == nil) {
		err = fault.New(fault.Invalid, "bad_act", lang.T("承诺的记录不完整。", "The act on a commitment is incomplete."), lang.Text{})
	}
	return a, err
}

// Numbers gives serial numbers.
type Numbers interface {
	Number(ctx context.Context, division, series string) (int64, error)
}

// NewID gives the id of a commitment of a year, such as 2026-7.
func NewID(ctx context.Context, n Numbers, division string, today calendar.Day) (string, error) {
	year := strconv.Itoa(today.Year())
	serial, err := n.Number(ctx, division, "commitment-"+year)
	return year + "-" + strconv.FormatInt(serial, 10), err
}

// Record writes an act on the ledger. The receipt of a version says its hash.
func Record(ctx context.Context, e *casework.Engine, by access.Actor, a Act) (casework.Outcome, error) {
	var private casework.Private
	if a.file != nil {
		private.Files = []casework.File{*a.file}
	}
	return e.RecordShown(ctx, by, a.Kind, a, private, a.face())
}

// face is what the receipt of an act says.
func (a Act) face() *ledger.Face {
	f := &ledger.Face{Number: a.ID, Item: titles[a.Kind]}
	if a.Terms != nil {
		f.More = []lang.Text{lang.Format("第%d版", "version %d", a.Terms.Version), lang.T("SHA-256 "+a.Hash, "SHA-256 "+a.Hash),
			lang.T(a.Terms.Sentence, a.Terms.Sentence), lang.T("兑现日期 "+a.Terms.Due.String(), "due "+a.Terms.Due.String())}
	}
	return f
}

// Title of an act.
func (e Entry) Title() lang.Text { return titles[e.Kind] }

var titles = map[string]lang.Text{
	Published: lang.T("公开承诺", "Commitment published"), Changed: lang.T("改动承诺", "Commitment changed"), Delivery: lang.T("单位报告兑现情况", "The unit's report"),
	Confirmed: lang.T("监督核实", "Confirmed by supervision"), Disputed: lang.T("监督质疑", "Disputed by supervision"), WithdrawnAct: lang.T("到期前撤下", "Withdrawn before its day"),
}

// Standing is where it stands today, in words.
func (c Commitment) Standing(today calendar.Day) lang.Text {
	switch {
	case c.State == Settled:
		return outcomeTitles[c.Outcome]
	case c.State == Withdrawn:
		return lang.T("到期前撤下", "Withdrawn before its day")
	case c.State == Reported && c.Overdue(today):
		return lang.T("已过期，待核实", "Past its day, to be confirmed")
	case c.State == Reported:
		return lang.T("已报，待核实", "Reported, to be confirmed")
	case c.Overdue(today):
		return lang.T("已过期，还没有报兑现", "Past its day, nothing reported")
	}
	return lang.T("没到日期", "Its day has not come")
}

var outcomeTitles = map[Outcome]lang.Text{
	Kept: lang.T("按时兑现", "Kept in time"), Late: lang.T("过期兑现", "Kept late"), Partly: lang.T("部分兑现", "Partly kept"), Unkept: lang.T("没有兑现", "Not kept"),
}

// Title of an outcome.
func (o Outcome) Title() lang.Text { return outcomeTitles[o] }

// ParseLimit reads a percentage such as 5, 2.5% or 0.25 into hundredths of a percent; 0 where it is none.
func ParseLimit(s string) int {
	s = strings.TrimSuffix(strings.TrimSpace(strings.ReplaceAll(s, "％", "%")), "%")
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 2 || whole == "" {
		return 0
	}
	n, err := strconv.Atoi(whole + (part + "00")[:2])
	if err != nil || n < 0 {
		return 0
	}
	return n
}
