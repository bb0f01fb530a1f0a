package supervise

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
)

// ExportVersion is the number of the export's form.
const ExportVersion = 1

// line is one line of an export: the head, a notice of the calendar, an event, or the end.
// Nobody's account, tag, name or word is in it.
type line struct {
	Events   string           `json:"banjie_events,omitempty"` // the division, on the head
	Version  int              `json:"version,omitempty"`
	Notice   *calendar.Notice `json:"calendar,omitempty"`
	Case     string           `json:"id,omitempty"`
	Seq      int64            `json:"seq,omitempty"`
	N        *int64           `json:"n,omitempty"`
	Kind     string           `json:"kind,omitempty"`
	At       time.Time        `json:"at,omitzero"`
	Lawful   time.Time        `json:"effective,omitzero"`
	Recorded time.Time        `json:"recorded,omitzero"`
	Role     access.Role      `json:"role,omitempty"`
	Unit     string           `json:"unit,omitempty"`
	Words    bool             `json:"words,omitempty"` // the act carries words; they are not here
	Facts    *casework.Facts  `json:"facts,omitempty"`
	End      *ending          `json:"end,omitempty"`
}

// ending counts what the export holds, so that one cut short is found.
type ending struct {
	Cases  int64 `json:"cases"`
	Events int64 `json:"events"`
}

// WithoutPersons is an event with nothing in it that belongs to a person: no account of an
// officer, no tag of an applicant, no word. What the rules read stays.
func WithoutPersons(e casework.Event) casework.Event {
	f := e.Facts
	out := casework.Event{Division: e.Division, Case: e.Case, Seq: e.Seq, N: e.N, Kind: e.Kind, Schema: e.Schema, At: e.At.UTC(), Effective: e.Effective.UTC(), Recorded: e.Recorded.UTC(),
		By: casework.By{Role: e.By.Role, Unit: e.By.Unit}, Inner: ledger.Nothing,
		Facts: casework.Facts{From: f.From, To: f.To, Unit: f.Unit, Result: f.Result, Closed: f.Closed, Reopened: f.Reopened, Accepted: f.Accepted, Decided: f.Decided, Took: f.Took, Visits: f.Visits, Basis: f.Basis, Clocks: f.Clocks}}
	if e.Inner != ledger.Nothing {
		out.Inner = [32]byte{1}
	}
	if o := f.Open; o != nil {
		out.Facts.Open = &casework.Opening{Number: o.Number, Procedure: o.Procedure, ProcedureVersion: o.ProcedureVersion, Item: o.Item, Channel: o.Channel, Provenance: o.Provenance}
	}
	for _, t := range f.Tasks {
		t.Officer = ""
		out.Facts.Tasks = append(out.Facts.Tasks, t)
	}
	switch e.Kind {
	case "attempt_refused", "due_soon", "limit_overrun", "escalated", kindExplained, kindUpheld, kindWithdrawn:
		out.Facts.Code = f.Code
	case "refused", "denied":
		d, _ := casework.Data[licensing.Decision](e) // unreadable: it lacks what it must have, and so it does here
		out.Facts.Data, _ = json.Marshal(licensing.Decision{Outcome: d.Outcome, Ground: d.Ground, Reconsider: d.Reconsider, ReconsiderLast: d.ReconsiderLast, SueLast: d.SueLast})
	}
	return out
}

// Exporter writes an export: the head, the calendar's notices, then the cases.
type Exporter struct {
	enc *json.Encoder
	end ending
	err error
}

// NewExporter writes the head; notices are those that came after the program's own, in order.
func NewExporter(w io.Writer, division string, notices []calendar.Notice) *Exporter {
	x := &Exporter{enc: json.NewEncoder(w)}
	x.enc.SetEscapeHTML(false)
	x.put(line{Events: division, Version: ExportVersion})
	for i := range notices {
		x.put(line{Notice: &notices[i]})
	}
	return x
}

func (x *Exporter) put(l line) {
	if x.err == nil {
		x.err = x.enc.Encode(l)
	}
}

// Case writes all events of one case, in order.
func (x *Exporter) Case(events []casework.Event) error {
	x.end.Cases++
	for _, e := range events {
		x.end.Events++
		e = WithoutPersons(e)
		x.put(line{Case: e.Case.String(), Seq: e.Seq, N: &e.N, Kind: e.Kind, At: e.At, Lawful: e.Effective, Recorded: e.Recorded,
			Role: e.By.Role, Unit: e.By.Unit, Words: e.Inner != ledger.Nothing, Facts: &e.Facts})
	}
	return x.err
}

// Close writes the end.
func (x *Exporter) Close() error {
	x.put(line{End: &x.end})
	return x.err
}

// Recompute reads an export and makes the cards of all its cases again, one case at a time.
func Recompute(r io.Reader) ([]Card, error) {
	dec := json.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	dec.DisallowUnknownFields()
	in := reading{known: []*calendar.Calendar{calendar.Builtin()}}
	for n := 1; ; n++ {
		var l line
		if err := dec.Decode(&l); err == io.EOF {
			return nil, unreadable(n, lang.T("文件没有结束行，可能不完整", "the end is missing; the file may have been cut short"), nil)
		} else if err != nil {
			return nil, unreadable(n, lang.T("读不懂", "it cannot be read"), err)
		}
		done, err := in.take(n, l)
		if err != nil {
			return nil, err
		}
		if done {
			Sort(in.cards)
			return in.cards, nil
		}
	}
}

// reading is an export as read so far.
type reading struct {
	known     []*calendar.Calendar
	calendars *Calendars
	events    []casework.Event
	seen      ending
	last      casework.ID
	cards     []Card
}

func (in *reading) take(n int, l line) (done bool, err error) {
	switch {
	case n == 1:
		if l.Events == "" || l.Version != ExportVersion {
			return false, unreadable(n, lang.T("这不是本程序认识的事件导出", "this is no export of events that this program knows"), nil)
		}
	case l.Notice != nil:
		next, _, err := in.known[len(in.known)-1].With(*l.Notice)
		if err != nil {
			return false, err
		}
		in.known = append(in.known, next)
	case l.End != nil:
		if err := in.finish(); err != nil {
			return false, err
		}
		if in.seen != *l.End {
			return false, unreadable(n, lang.Format("结束行说有%d件%d条，实际不是", "the end says %d cases and %d events, which is not what was there", l.End.Cases, l.End.Events), nil)
		}
		return true, nil
	default:
		return false, in.event(n, l)
	}
	return false, nil
}

func (in *reading) event(n int, l line) error {
	id, err := casework.ParseID(l.Case)
	if err != nil || l.N == nil || l.Facts == nil {
		return unreadable(n, lang.T("这一行不是一个事件", "the line is no event"), err)
	}
	if len(in.events) == 0 || id != in.last {
		if id <= in.last {
			return unreadable(n, lang.T("办件的次序不对", "the cases are not in order"), nil)
		}
		if err := in.finish(); err != nil {
			return err
		}
	}
	in.last = id
	e := casework.Event{Case: id, Seq: l.Seq, N: *l.N, Kind: l.Kind, At: l.At, Effective: l.Lawful, Recorded: l.Recorded, By: casework.By{Role: l.Role, Unit: l.Unit}, Facts: *l.Facts, Inner: ledger.Nothing}
	if l.Words {
		e.Inner = [32]byte{1}
	}
	in.events = append(in.events, e)
	in.seen.Events++
	return nil
}

// finish makes the cards of the case that was read.
func (in *reading) finish() error {
	if len(in.events) == 0 {
		return nil
	}
	if in.calendars == nil {
		in.calendars = NewCalendars(in.known...)
	}
	cards, err := Cards(in.events, in.calendars)
	if err != nil {
		return err
	}
	in.cards, in.events = append(in.cards, cards...), nil
	in.seen.Cases++
	return nil
}

func unreadable(n int, why lang.Text, err error) error {
	return fault.New(fault.Invalid, "bad_export", lang.Format("第%d行："+why.ZH+"。", "Line %d: "+why.EN+".", n),
		lang.T("请用 banjie export events 重新导出。", "Please export again with banjie export events.")).With(err)
}

// Sort puts cards into the order of the ledger.
func Sort(cards []Card) {
	slices.SortFunc(cards, func(a, b Card) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.ID, b.ID)) })
}

// Write writes cards as JSON lines.
func Write(w io.Writer, cards []Card) error {
	enc := json.NewEncoder(w)
	for _, c := range cards {
		if err := enc.Encode(c); err != nil {
			return fmt.Errorf("supervise: %w", err)
		}
	}
	return nil
}
