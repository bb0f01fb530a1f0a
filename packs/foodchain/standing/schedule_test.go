package standing_test

import (
	"strings"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/packs/foodchain/standing"
)

// The next times of schedules, in UTC+8.
func TestSchedule(t *testing.T) {
	from := "2026-06-10 08:30:15" // a Wednesday
	for _, c := range []struct {
		s    standing.Schedule
		want string // several times, divided by |
	}{
		{standing.Schedule{Hour: "1", Minute: "5"}, "2026-06-11 01:05:00|2026-06-12 01:05:00"},
		{standing.Schedule{Hour: "8"}, "2026-06-11 08:00:00"},
		{standing.Schedule{Hour: "9"}, "2026-06-10 09:00:00"},
		{standing.Schedule{Minute: "30"}, "2026-06-10 09:30:00|2026-06-10 10:30:00"},
		{standing.Schedule{Second: "0/30"}, "2026-06-10 08:30:30|2026-06-10 08:31:00"},
		{standing.Schedule{Second: "15,16"}, "2026-06-10 08:30:16|2026-06-10 08:31:15"},
		{standing.Schedule{Minute: "[0-10],20,*/30"}, "2026-06-10 09:00:00|2026-06-10 09:01:00"},
		{standing.Schedule{DayOfWeek: "1"}, "2026-06-15 00:00:00"},
		{standing.Schedule{DayOfWeek: "[6-7]", Hour: "12"}, "2026-06-13 12:00:00|2026-06-14 12:00:00|2026-06-20 12:00:00"},
		{standing.Schedule{DayOfMonth: "31"}, "2026-07-31 00:00:00|2026-08-31 00:00:00|2026-10-31 00:00:00"},
		{standing.Schedule{Month: "2", DayOfMonth: "29"}, "2028-02-29 00:00:00"},
		{standing.Schedule{Month: "2", DayOfMonth: "29", DayOfWeek: "1"}, "2044-02-29 00:00:00"},
		{standing.Schedule{Month: "6", Hour: "23", Minute: "59", Second: "59"}, "2026-06-10 23:59:59"},
	} {
		times, err := c.s.Read()
		if err != nil {
			t.Errorf("%+v: %v", c.s, err)
			continue
		}
		at, err := time.Parse(time.DateTime+"-07", from+"+08")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range strings.Count(c.want, "|") + 1 {
			at = times.Next(at)
			got = append(got, at.Format(time.DateTime))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%+v: %s, want %s", c.s, s, c.want)
		}
	}
}

func TestRefusedSchedules(t *testing.T) {
	for field, s := range map[string]standing.Schedule{
		"schedule":            {},
		"schedule.second":     {Second: "60"},
		"schedule.minute":     {Minute: "-1"},
		"schedule.hour":       {Hour: "24"},
		"schedule.dayOfMonth": {DayOfMonth: "0"},
		"schedule.month":      {Month: "[3-1]"},
		"schedule.dayOfWeek":  {DayOfWeek: "1,,2"},
	} {
		_, err := s.Read()
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != field {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, text := range []string{"1-2", "[1-2", "[1]", "a", "1/0", "/5", "007", " ", "1;2", strings.Repeat("1,", 300) + "1"} {
		if _, err := (standing.Schedule{Minute: text}).Read(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := (standing.Schedule{Month: "2", DayOfMonth: "30"}).Read(); fault.KindOf(err) != fault.Invalid {
		t.Errorf("30 February: %v", err)
	}
}

// Whatever a schedule is, its next time is later, and holds to what the fields say.
func FuzzSchedule(f *testing.F) {
	for _, s := range []string{"0", "0/30", "[1-5]", "*", "1,2,[4-6]", "[[", "59"} {
		f.Add(s, s, s, s, s, s, int64(1_780_000_000))
	}
	f.Fuzz(func(t *testing.T, second, minute, hour, day, month, week string, unix int64) {
		x, err := standing.Schedule{Second: second, Minute: minute, Hour: hour, DayOfMonth: day, Month: month, DayOfWeek: week}.Read()
		if err != nil {
			return
		}
		at := time.Unix(unix%4_000_000_000, 0)
		next := x.Next(at)
		if !next.After(at) {
			t.Fatalf("%v is not after %v", next, at)
		}
		if again := x.Next(next.Add(-time.Second)); !again.Equal(next) {
			t.Fatalf("%v, then %v", next, again)
		}
	})
}
