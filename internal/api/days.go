package api

import (
	"context"
	"strconv"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Year is what is known of a year's working days.
type Year struct {
	Year      int      `json:"year"`
	Announced bool     `json:"announced" doc:"The State Council's notice is known; without it dates are provisional."`
	Version   string   `json:"version" doc:"Version of the calendar."`
	Workdays  int      `json:"workdays"`
	Days      []Day    `json:"days" doc:"Days a notice speaks of."`
	Notices   []string `json:"notices"`
}

// Day is a day that a notice makes a day off or a working day.
type Day struct {
	Date    calendar.Day  `json:"date"`
	Kind    calendar.Kind `json:"kind"`
	Holiday string        `json:"holiday,omitempty"`
	Notice  string        `json:"notice,omitempty"`
}

type yearInput struct {
	Conditional
	Year int `path:"year" minimum:"1980" maximum:"2198"`
}

// Counting asks for the end of a limit, as the command banjie limit due reads it.
type Counting struct {
	Start   calendar.Day `json:"start" required:"true" doc:"Day on which it starts; it is not counted."`
	N       int          `json:"n" required:"true" minimum:"0" maximum:"20000"`
	Unit    limit.Unit   `json:"unit" required:"true" enum:"workday,day"`
	Pauses  [][]*string  `json:"pauses,omitempty" doc:"First and last day of each; null for the last of one that still runs."`
	Explain bool         `json:"explain,omitempty" doc:"Add every day and why it counts or not."`
}

// Counted is the question with its answer.
type Counted struct {
	Start       calendar.Day  `json:"start"`
	N           int           `json:"n"`
	Unit        limit.Unit    `json:"unit"`
	Pauses      [][]*string   `json:"pauses,omitempty"`
	Due         *calendar.Day `json:"due" doc:"Last day; null while paused."`
	Provisional bool          `json:"provisional"`
	Notices     []string      `json:"notices"`
	Paused      bool          `json:"paused,omitempty"`
	Days        []CountDay    `json:"days,omitempty"`
}

type countingInput struct{ Body Counting }

func (s *Service) calendarRoutes() {
	handle(s, op("GET", "/calendar/{year}", "get-year", "Calendar", "Holidays and make-up workdays of a year 放假安排"), open, s.year)
	handle(s, op("POST", "/limits/due", "count-limit", "Calendar", "When a limit ends 期限计算"), open, s.due)
}

type yearOutput struct {
	ETag string `header:"ETag"`
	Body Year
}

func (s *Service) year(_ context.Context, _ caller, in *yearInput) (*yearOutput, error) {
	cal := s.Calendar()
	tag := `"` + cal.Version() + "." + strconv.Itoa(in.Year) + `"`
	if in.matches(tag) {
		return nil, notModified(tag)
	}
	first, last := calendar.Date(in.Year, 1, 1), calendar.Date(in.Year, 12, 31)
	y := Year{Year: in.Year, Announced: cal.Announced(in.Year), Version: cal.Version(), Workdays: cal.WorkdaysBetween(first-1, last), Days: []Day{}, Notices: []string{}}
	for d := first; d <= last; d++ {
		if info := cal.Info(d); info.Notice != nil {
			y.Days = append(y.Days, Day{d, info.Kind, info.Holiday, info.Notice.ShortCite()})
		}
	}
	for _, n := range cal.Deciding(first, last) {
		y.Notices = append(y.Notices, n.Cite())
	}
	return &yearOutput{tag, y}, nil
}

func (s *Service) due(_ context.Context, _ caller, in *countingInput) (*struct{ Body Counted }, error) {
	b := in.Body
	pauses, err := readPauses(b.Pauses)
	if err != nil {
		return nil, err
	}
	cal, l := s.Calendar(), limit.Limit{N: b.N, Unit: b.Unit}
	due, err := limit.Compute(cal, b.Start, l, pauses)
	if err != nil {
		return nil, err
	}
	out := Counted{Start: b.Start, N: b.N, Unit: b.Unit, Pauses: b.Pauses, Provisional: due.Provisional, Paused: due.Paused, Notices: []string{}}
	if !due.Paused {
		out.Due = &due.Day
	}
	for _, n := range limit.Notices(cal, b.Start, l, pauses, due) {
		out.Notices = append(out.Notices, n.Cite())
	}
	if b.Explain {
		rows, err := limit.Explain(cal, b.Start, l, pauses)
		if err != nil {
			return nil, err
		}
		out.Days = countDays(rows)
	}
	return &struct{ Body Counted }{out}, nil
}

func readPauses(given [][]*string) ([]limit.Pause, error) {
	bad := fault.InvalidInput()
	var pauses []limit.Pause
	for i, p := range given {
		at := "pauses." + strconv.Itoa(i)
		if len(p) != 2 || p[0] == nil {
			bad.At(at, lang.T("须写开始日和结束日两项；还在暂停的，结束日写 null", "give two days, first and last; for a pause that still runs the last is null"))
			continue
		}
		var q limit.Pause
		var err error
		if q.From, err = calendar.ParseDay(*p[0]); err != nil {
			bad.At(at+".0", fault.For(err).Message)
		}
		if p[1] != nil {
			if q.To, err = calendar.ParseDay(*p[1]); err != nil {
				bad.At(at+".1", fault.For(err).Message)
			}
		}
		pauses = append(pauses, q)
	}
	return pauses, bad.Or()
}
