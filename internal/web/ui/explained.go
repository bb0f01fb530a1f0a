package ui

import (
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// ExplainedDays turns the rows of limit.Explain into days to show.
func ExplainedDays(rows []limit.Counted) []ExplainedDay {
	days := make([]ExplainedDay, len(rows))
	for i, r := range rows {
		days[i] = ExplainedDay{Day: r.Day, Kind: dayKind(r), Note: dayNote(r)}
		if r.Counted && r.Unit != limit.OfficeHour && r.Unit != limit.ClockHour {
			days[i].N = r.N
		}
	}
	return days
}

func dayKind(r limit.Counted) DayKind {
	switch r.Reason {
	case limit.Starts:
		return StartDay
	case limit.IsPaused:
		return PausedDay
	case limit.RollsOver:
		return RolledDay
	case limit.IsOff:
		if r.Kind == calendar.Weekend {
			return WeekendDay
		}
		return HolidayDay
	}
	if r.Kind == calendar.AdjustedWorkday && r.Unit != limit.Day && r.Unit != limit.ClockHour {
		return MakeupDay
	}
	return CountedDay
}

// dayNote names the notice, the pause or the missing notice behind a day.
func dayNote(r limit.Counted) lang.Text {
	switch {
	case r.Pause != nil && r.Pause.Event > 0:
		return lang.Format("第%d条办理记录", "entry %d of the timeline", r.Pause.Event)
	case r.Assumed:
		return lang.T("这一年的放假安排还没有公布", "the holidays of this year are not announced yet")
	case r.Notice == nil:
		return lang.Text{}
	}
	name := r.Notice.Title
	if r.Notice.Number != "" {
		name += fmt.Sprintf("（%s）", r.Notice.Number)
	}
	return Data(name)
}
