package limit

import (
	"fmt"
	"math"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Reason says why a day counts or not.
type Reason string

const (
	Starts    Reason = "start"   // the day on which the limit starts, not counted (Civil Code 201)
	Counts    Reason = "counted" // counted as number N
	IsOff     Reason = "off"     // weekend or public holiday, in working days or office hours
	IsPaused  Reason = "paused"  // touched by a pause
	RollsOver Reason = "rolled"  // after the last counted day, until a working day comes (Civil Code 203)
)

// Counted is one day of the explanation of a due date.
type Counted struct {
	Day     calendar.Day
	Kind    calendar.Kind
	Counted bool
	N       int // number of the counted day; with hours the minutes counted on the day
	Unit    Unit
	Reason  Reason
	Holiday string           // name of the holiday that makes it a day off or a make-up workday
	Notice  *calendar.Notice // the notice that lists the day, nil where the week decides
	Pause   *Pause           // the pause that touches it
	Last    bool             // the limit ends on this day
	Assumed bool             // the year has no notice yet; the plain week was taken
}

// Explain says of every day from start to the due day why it counts or not. It agrees
// with [Compute]: the row with Last is the due day; where the limit is paused there is
// none and the rows end with the first day of the open pause.
func Explain(cal *calendar.Calendar, start calendar.Day, l Limit, pauses []Pause) ([]Counted, error) {
	due, err := Compute(cal, start, l, pauses)
	if err != nil {
		return nil, err
	}
	end := due.Day
	if due.Paused {
		_, end = merge(nil, start, pauses)
	}
	rows := explainDays(cal, start, end, l, pauses)
	rows[len(rows)-1].Last = !due.Paused
	return rows, nil
}

// ExplainElapsed says of every day from after to until whether it counts as a working
// day between them; see [ElapsedNet].
func ExplainElapsed(cal *calendar.Calendar, after, until calendar.Day, pauses []Pause) []Counted {
	return explainDays(cal, after, max(after, until), Limit{math.MaxInt, Workday}, pauses)
}

func explainDays(cal *calendar.Calendar, start, end calendar.Day, l Limit, pauses []Pause) []Counted {
	paused := newPauseSweep(pauses)
	n := 0
	rows := make([]Counted, 0, end-start+1)
	for d := start; d <= end; d++ {
		row := describe(cal, d, l.Unit)
		switch pause := paused.at(d); {
		case d == start:
			row.Reason = Starts
		case pause != nil:
			row.Reason, row.Pause = IsPaused, pause
		case l.Unit == Day && n >= l.N:
			row.Reason = RollsOver
		case l.Unit == Workday && !cal.IsWorkday(d):
			row.Reason = IsOff
		default:
			n++
			row.Reason, row.Counted, row.N = Counts, true, n
		}
		rows = append(rows, row)
	}
	return rows
}

// ExplainHours says of every day from the one of from to the due day how many minutes
// of it count. It agrees with [ComputeHours].
func ExplainHours(cal *calendar.Calendar, hours OfficeHours, from time.Time, n int, pauses []Pause) ([]Counted, error) {
	var rows []Counted
	sweep := newPauseSweep(pauses)
	due, err := walkHours(cal, hours, from, n, pauses, func(d calendar.Day, counted time.Duration, paused bool) {
		row := describe(cal, d, OfficeHour)
		switch {
		case paused:
			row.Reason, row.Pause = IsPaused, sweep.at(d)
		case counted > 0:
			row.Reason, row.Counted, row.N = Counts, true, int(counted/time.Minute)
		default:
			row.Reason = IsOff
		}
		rows = append(rows, row)
	})
	if err != nil {
		return nil, err
	}
	rows[len(rows)-1].Last = !due.Paused
	return rows, nil
}

func describe(cal *calendar.Calendar, d calendar.Day, u Unit) Counted {
	info := cal.Info(d)
	return Counted{
		Day: d, Kind: info.Kind, Unit: u, Holiday: info.Holiday, Notice: info.Notice,
		Assumed: !cal.Announced(d.Year()),
	}
}

// pauseSweep answers for days in ascending order which pause touches them, in a step
// a day and a step a pause.
type pauseSweep struct {
	byStart []Pause // in order of From
	longest *Pause  // of those begun, the one that ends last
}

func newPauseSweep(pauses []Pause) *pauseSweep {
	s := &pauseSweep{byStart: slices.Clone(pauses)}
	slices.SortStableFunc(s.byStart, func(a, b Pause) int { return int(a.From - b.From) })
	return s
}

func (s *pauseSweep) at(d calendar.Day) *Pause {
	for len(s.byStart) > 0 && s.byStart[0].From <= d {
		if p := &s.byStart[0]; s.longest == nil || s.longest.To != 0 && (p.To == 0 || p.To > s.longest.To) {
			s.longest = p
		}
		s.byStart = s.byStart[1:]
	}
	if s.longest != nil && (s.longest.To == 0 || d <= s.longest.To) {
		return s.longest
	}
	return nil
}

// Text is the row as a sentence for people.
func (c Counted) Text(tag lang.Tag) string {
	s := c.why().In(tag)
	if c.Assumed {
		s += lang.T("（该年放假安排尚未公布，暂按平常周末推算）", " (no holiday notice for this year yet; plain weeks are assumed)").In(tag)
	}
	if c.Last {
		s += c.end().In(tag)
	}
	return c.Day.In(tag) + lang.T("：", ": ").In(tag) + s
}

func (c Counted) end() lang.Text {
	if c.Unit == OfficeHour || c.Unit == ClockHour {
		return lang.T("；期限在这一天届满", "; the limit ends on this day")
	}
	return lang.T("；期限于当日24时届满", "; the limit ends at 24:00 of this day")
}

func (c Counted) why() lang.Text {
	what := c.what()
	switch c.Reason {
	case Starts:
		if c.Last {
			return lang.T("起算当日，"+what.ZH, "the starting day itself, "+what.EN)
		}
		return lang.T("起算当日，不计入", "the starting day, not counted")
	case IsPaused:
		by := c.pausedFor()
		return lang.T("暂停计时"+by.ZH+"，不计入", "paused"+by.EN+", not counted")
	case IsOff:
		return lang.T(what.ZH+"，不计入", what.EN+", not counted")
	case RollsOver:
		if c.Last {
			return lang.T(what.ZH+"，期限顺延到这一天", what.EN+", to which the end moves")
		}
		return lang.T("期满日遇休息日顺延，这一天是"+what.ZH, "the end moves on, as this day is a "+what.EN)
	}
	if c.Unit == OfficeHour || c.Unit == ClockHour {
		return lang.Format("%[1]s，计%[3]d小时%[4]d分", "%[2]s, counted for %[3]d h %[4]d min", what.ZH, what.EN, c.N/60, c.N%60)
	}
	if c.Unit == Day {
		return lang.Format("%[1]s，计为第%[3]d日", "%[2]s, day %[3]d", what.ZH, what.EN, c.N)
	}
	if c.Kind == calendar.Workday {
		return lang.Format("第%d个工作日", "working day %d", c.N)
	}
	return lang.Format("%[1]s，计为第%[3]d个工作日", "%[2]s, working day %[3]d", what.ZH, what.EN, c.N)
}

// what names the day and the notice that makes it so.
func (c Counted) what() lang.Text {
	by := lang.Text{}
	if c.Notice != nil {
		by = lang.T("（"+c.Notice.ShortCite()+"）", " ("+c.Notice.ShortCite()+")")
	}
	name := calendar.HolidayName(c.Holiday)
	switch c.Kind {
	case calendar.PublicHoliday:
		return lang.T(name.ZH+"放假"+by.ZH, "public holiday, "+name.EN+by.EN)
	case calendar.AdjustedWorkday:
		return lang.T(name.ZH+"调休上班日"+by.ZH, "make-up workday for "+name.EN+by.EN)
	case calendar.Weekend:
		return lang.T("周末", "weekend day")
	}
	return lang.T("工作日", "working day")
}

func (c Counted) pausedFor() lang.Text {
	if c.Pause == nil || c.Pause.Cause == "" && c.Pause.Event == 0 {
		return lang.Text{}
	}
	zh, en := "", ""
	if c.Pause.Cause != "" {
		label := CauseName(c.Pause.Cause)
		zh, en = label.ZH, label.EN
	}
	if c.Pause.Event != 0 {
		if zh != "" {
			zh, en = zh+"，", en+", "
		}
		zh, en = fmt.Sprintf("%s办理记录第%d号", zh, c.Pause.Event), fmt.Sprintf("%srecord %d of the case", en, c.Pause.Event)
	}
	return lang.T("（"+zh+"）", " ("+en+")")
}

// causes are the special procedures whose time is not counted (Administrative
// Licensing Law art. 45).
var causes = map[string]lang.Text{
	"hearing":       lang.T("听证", "hearing"),
	"tender":        lang.T("招标", "tender"),
	"auction":       lang.T("拍卖", "auction"),
	"inspection":    lang.T("检验", "inspection"),
	"testing":       lang.T("检测", "testing"),
	"quarantine":    lang.T("检疫", "quarantine"),
	"appraisal":     lang.T("鉴定", "appraisal"),
	"expert_review": lang.T("专家评审", "expert review"),
}

// CauseName is the name of a cause of a pause as people say it; an unknown one is
// given as it is written.
func CauseName(cause string) lang.Text {
	if t, ok := causes[cause]; ok {
		return t
	}
	return lang.T(cause, cause)
}
