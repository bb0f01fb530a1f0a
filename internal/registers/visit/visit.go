// Package visit is the inspection of enterprises 涉企检查: planned, authorised by the head, shown
// at the door by a code, recorded with the firm's statement, rated by the firm.
//
//	plan_visit ─▶ planned ──authorise_visit──▶ authorised ──let_in──▶ under_way ──record_visit──▶ recorded
//	                │  decline_visit             │ code at the door       two inspectors       │ rate_visit │ silence
//	                └──▶ visit_cancelled ◀───────┴ cancel_visit, lapse_visit                    ▼
//	                                                                                     visit_closed
//	report_door ─▶ door_reported ──attend_door──▶ door_attended ──settle_door──▶ door_settled
//
// No code, no entry. A unit inspects by its yearly [Programme] alone: the items it published and
// how often a firm may be visited in a year. A plan above that ceiling is refused, except for
// the reasons that [Reasons] marks; two units that plan for the same firm within [Near] days are
// shown to one another and go together, or say why not. The ordinal of a visit in the year is a
// unique row, so that two plans at once cannot pass the ceiling. "Someone is at my door without a
// code" is a case of its own at the centre, the same for every firm.
//
// It rests on art. 36 of the Zhejiang Regulation on At Most One Visit (object and reason before
// the head beforehand, record signed), and on State Council office document 2024 No. 54, of which
// reports were read and not the text: what rests on that alone says so. It watches nobody:
// no place and no time of an inspector beyond the firm's own "let in" is kept.
package visit

import (
	"context"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// Name of the procedure; Door is that of the report of somebody at the door without a code.
// Their numbers begin with the series.
const (
	Name       = "enterprise_inspection"
	Door       = "door_report"
	Series     = "V"
	DoorSeries = "D"
)

// States of an inspection, and of a report from the door.
const (
	Planned    casework.State = "planned"
	Authorised casework.State = "authorised"
	UnderWay   casework.State = "under_way"
	Recorded   casework.State = "recorded"
	Closed     casework.State = "visit_closed"
	Cancelled  casework.State = "visit_cancelled"

	DoorReported casework.State = "door_reported"
	DoorAttended casework.State = "door_attended"
	DoorSettled  casework.State = "door_settled"
)

// Near is within how many calendar days plans of two units for one firm count as near.
const Near = 30

// Published is the kind of the event, without a case, that publishes a [Programme].
const Published = "inspection_programme_published"

// Programme 年度涉企检查计划 is what a unit may inspect in a year, and how often a firm.
type Programme struct {
	Unit      string `json:"unit"`
	Year      int    `json:"year"`
	Version   int    `json:"version"`
	Most      int    `json:"most"` // visits of one firm in the year
	Items     []Item `json:"items"`
	Document  string `json:"document"` // on which it rests
	Reason    string `json:"reason,omitempty"`
	Synthetic bool   `json:"synthetic,omitempty"`
}

// Item is one matter that may be inspected.
type Item struct {
	ID       string    `json:"id"`
	Name     lang.Text `json:"name"`
	Looks    lang.Text `json:"looks"`    // what may be looked at
	Document string    `json:"document"` // on which it rests
}

// Item finds a published item.
func (p Programme) Item(id string) (Item, bool) {
	for _, i := range p.Items {
		if i.ID == id {
			return i, true
		}
	}
	return Item{}, false
}

// Reason 检查事由 is why a firm is inspected.
type Reason struct {
	catalog.Option
	Beyond  bool // may pass the yearly ceiling
	Planned bool // counts as planned work
}

// Reasons are a closed list. That complaints and accidents pass the ceiling is as reports of
// the 2024 document say; the text was not read, and it is marked so where it is shown.
func Reasons() []Reason {
	option := func(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }
	return []Reason{
		{option("annual", "年度计划", "the yearly plan"), false, true},
		{option("draw", "双随机抽取", "drawn at random"), false, true},
		{option("recheck", "整改后复查", "a check that an order was followed"), false, false},
		{option("complaint", "投诉举报", "a complaint or tip-off"), true, false},
		{option("accident", "食品安全、安全生产事故", "an accident of food or work safety"), true, false},
	}
}

// ReasonOf finds a reason.
func ReasonOf(id string) (Reason, bool) {
	for _, r := range Reasons() {
		if r.ID == id {
			return r, true
		}
	}
	return Reason{}, false
}

// Findings are what an inspection can find.
func Findings() []catalog.Option {
	return []catalog.Option{
		{ID: None, Text: lang.T("没有发现问题", "nothing was found")},
		{ID: "mended", Text: lang.T("小问题，当场改好了", "something small, mended on the spot")},
		{ID: "order", Text: lang.T("责令限期整改", "ordered to be put right by a day")},
		{ID: "case", Text: lang.T("另行立案", "a case is opened")},
	}
}

// None is the finding of a visit that found nothing.
const None = "none"

// Row is an inspection in the register: no name and no number of a firm, only its tag.
type Row struct {
	Key     casework.Key
	Number  string
	State   casework.State
	Unit    string
	Firm    string // tag
	Year    int
	Day     calendar.Day // planned
	Made    calendar.Day // day of the plan
	Reason  string
	Ordinal int          // of the unit's visits to the firm in the year; 0: beyond the ceiling, or not counted any more
	Came    calendar.Day // let in with the code; 0: not yet
	Finding string       // "" before the record
	Joined  string       // number of the other unit's inspection they went together with
	Stars   int          // the firm's rating; 0: none
	Minutes int          // spent on the premises
}

// Gone says that nobody came by this plan and nobody will.
func (r Row) Gone() bool { return r.State == Cancelled }

// Filter of rows; what is zero is any.
type Filter struct {
	Unit, Firm string
	Year       int
	From, To   calendar.Day // planned day
}

// Register is what is read of programmes and inspections.
type Register interface {
	// Programme gives the last version in force; ok false where none is published.
	Programme(ctx context.Context, division, unit string, year int) (p Programme, ok bool, err error)
	// Programmes gives the last version of every unit in a year, by unit.
	Programmes(ctx context.Context, division string, year int) ([]Programme, error)
	// Visits gives all rows of a filter by planned day: of a firm, or of a year to be counted.
	Visits(ctx context.Context, division string, f Filter) ([]Row, error)
	// VisitPage gives a page of them, the latest planned day first; after is the next of the page before.
	VisitPage(ctx context.Context, division string, f Filter, after string, limit int) (rows []Row, next string, err error)
	// Drawn says that a draw of that name is done on the ledger.
	Drawn(ctx context.Context, division, name string) (bool, error)
}

// Plan is the data of the event visit_planned.
type Plan struct {
	Items   []Item       `json:"items"` // as published on the day of the plan
	Day     calendar.Day `json:"day"`
	Reason  string       `json:"reason"`
	Ordinal int          `json:"ordinal,omitempty"`
	Most    int          `json:"most"`
	Version int          `json:"version"` // of the programme
	Draw    string       `json:"draw,omitempty"`
	Joined  string       `json:"joined,omitempty"`
	Apart   bool         `json:"apart,omitempty"` // another unit's plan is near; they said why they go apart
}

// Has says that the plan is about the item.
func (p Plan) Has(id string) bool {
	return slices.ContainsFunc(p.Items, func(i Item) bool { return i.ID == id })
}

// Warrant is the data of the event visit_authorised.
type Warrant struct {
	Inspectors []string `json:"inspectors"` // officers' ids; their certificate numbers are in the erasable half
}

// Entry is the data of the event visit_let_in.
type Entry struct {
	CodeHash string `json:"code_hash,omitempty"` // of the firm's own code, with which it rates; "" after a call
	How      string `json:"how,omitempty"`       // the firm let them in, of [ByAccount], [ByDoor], [ByCall]; "" before it had to prove itself
}

// Record is the data of the event visit_recorded.
type Record struct {
	Looked  []string `json:"looked"`
	Finding string   `json:"finding"`
	Minutes int      `json:"minutes"`
}

// Rating is the data of the event visit_rated.
type Rating struct {
	Stars     int  `json:"stars"`
	Announced bool `json:"announced"` // they looked at what the code said, and at nothing else
}

// File is what an inspection folds for itself.
type File struct {
	Plan    Plan
	Planner string
	Made    calendar.Day
	Warrant *Warrant
	Entry   *Entry
	Came    calendar.Day
	Record  *Record
	Rating  *Rating
}

// FileOf gives the file of an inspection.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// RowOf is the row of a case.
func RowOf(c *casework.Case) Row {
	f := FileOf(c)
	r := Row{Key: c.Key, Number: c.Number, State: c.State, Unit: c.Unit, Firm: c.Party, Year: f.Plan.Day.Year(), Day: f.Plan.Day, Made: f.Made, Reason: f.Plan.Reason, Ordinal: f.Plan.Ordinal, Came: f.Came, Joined: f.Plan.Joined}
	if f.Record != nil {
		r.Finding, r.Minutes = f.Record.Finding, f.Record.Minutes
	}
	if f.Rating != nil {
		r.Stars = f.Rating.Stars
	}
	if r.Gone() {
		r.Ordinal = 0
	}
	return r
}

func foldFile(file any, e casework.Event) (err error) {
	f := file.(*File)
	switch e.Kind {
	case "visit_planned":
		f.Plan, err = casework.Data[Plan](e)
		f.Planner, f.Made = e.By.ID, calendar.Builtin().DayOf(e.At)
	case "visit_authorised":
		f.Warrant, err = data[Warrant](e)
	case "visit_let_in":
		f.Entry, err = data[Entry](e)
		f.Came = calendar.Builtin().DayOf(e.At)
	case "visit_recorded":
		f.Record, err = data[Record](e)
	case "visit_rated":
		f.Rating, err = data[Rating](e)
	}
	return err
}

func data[T any](e casework.Event) (*T, error) {
	v, err := casework.Data[T](e)
	return &v, err
}
