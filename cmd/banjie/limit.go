package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/sqldb"
	calendarstore "banjie/internal/store/calendar"
)

func limitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "limit",
		Short: "Count lawful time: due dates and working days （时限计算）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(limitDueCommand(), limitElapsedCommand())
	return cmd
}

func limitDueCommand() *cobra.Command {
	var explain bool
	var with counting
	cmd := &cobra.Command{
		Use:   "due [file…]",
		Short: "Say when a limit ends, for each line of JSON",
		Long: `Reads JSON lines from files or standard input and writes each object with
  due          the last day of the limit, null while paused
  provisional  true or false: whether a day used lies in a year whose holidays are not announced
  notices      the State Council notices that decided a day used
  paused       true, there only while an open pause stops the limit
A line that is wrong gives {"error":{…}}; the rest goes on, and the exit status is 1.

The start day is not counted. Unit "workday": the n-th working day after it. Unit
"day": n calendar days after it, and on to the next working day. Days of a pause,
both ends included, are not counted; a pause that still runs ends with null.

Counted is with the notices that ship with the program, those imported into the data folder
(--data or BANJIE_DATA) and those named with --notice, a later one over an earlier one.`,
		Example: `  echo '{"start":"2024-09-27","n":5,"unit":"workday","pauses":[["2024-09-19","2024-10-09"]]}' | banjie limit due`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cal, err := with.calendar(cmd)
			if err != nil {
				return err
			}
			return eachLine(cmd, args, func(o *object) error { return addDue(o, cal, explain) })
		},
	}
	with.flags(cmd)
	cmd.Flags().BoolVar(&explain, "explain", false, "add every day and why it counts or not")
	return cmd
}

func limitElapsedCommand() *cobra.Command {
	var explain bool
	var with counting
	cmd := &cobra.Command{
		Use:   "elapsed [file…]",
		Short: "Count the working days between two days, for each line of JSON",
		Long: `Reads JSON lines from files or standard input and writes each object with
  workdays     the number of working days x with after < x ≤ until
  provisional  true, there only when a day lies in a year whose holidays are not announced
A line that is wrong gives {"error":{…}}; the rest goes on, and the exit status is 1.
The calendar is that of limit due.`,
		Example: `  echo '{"after":"2024-09-27","until":"2024-10-15"}' | banjie limit elapsed`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cal, err := with.calendar(cmd)
			if err != nil {
				return err
			}
			return eachLine(cmd, args, func(o *object) error { return addElapsed(o, cal, explain) })
		},
	}
	with.flags(cmd)
	cmd.Flags().BoolVar(&explain, "explain", false, "add every day and why it counts or not")
	return cmd
}

// counting says with which calendar a limit command counts.
type counting struct {
	data    string
	notices []string
}

func (c *counting) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.data, "data", "", "data folder whose imported notices count too (or BANJIE_DATA)")
	cmd.Flags().StringArrayVar(&c.notices, "notice", nil, "holiday notice to count with, as JSON; may be given again")
}

// calendar is what ships with the program, then the notices of the data folder, then those
// named. A folder that only BANJIE_DATA names need not be there yet.
func (c *counting) calendar(cmd *cobra.Command) (*calendar.Calendar, error) {
	cal := calendar.Builtin()
	if c.data != "" || datadir.Exists(os.Getenv("BANJIE_DATA")) {
		var err error
		if cal, err = importedInto(cmd.Context(), c.data); err != nil {
			return nil, err
		}
	}
	for _, name := range c.notices {
		n, err := readNotice(cmd, name)
		if err != nil {
			return nil, err
		}
		if cal, _, err = cal.With(n); err != nil {
			return nil, err
		}
	}
	return cal, nil
}

// importedInto is the calendar of a data folder; that of the program where the folder has
// no database yet.
func importedInto(ctx context.Context, data string) (*calendar.Calendar, error) {
	dir, err := openFolder(data)
	if err != nil {
		return nil, err
	}
	db, err := sqldb.OpenToRead(ctx, dir.DSN())
	if fault.KindOf(err) == fault.NotFound {
		return calendar.Builtin(), nil
	}
	if err != nil {
		return nil, err
	}
	cal, err := calendarstore.New(db).Calendar(ctx, dir.Instance.Division)
	return cal, errors.Join(err, db.Close())
}

// fresh takes away what an earlier answer left in the object, so that a line may be an
// earlier answer.
func fresh(o *object, answers ...string) {
	for _, key := range answers {
		delete(o.values, key)
	}
	o.keys = slices.DeleteFunc(o.keys, func(key string) bool { return slices.Contains(answers, key) })
}

func addDue(o *object, cal *calendar.Calendar, explain bool) error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	start := readDay(f, o, "start")
	l := limit.Limit{N: readN(f, o), Unit: readUnit(f, o)}
	pauses := readPauses(f, o)
	if err := f.Or(); err != nil {
		return err
	}
	fresh(o, "due", "provisional", "notices", "paused", "days", "error")
	due, err := limit.Compute(cal, start, l, pauses)
	if err != nil {
		return err
	}
	o.set("due", due.Day)
	if due.Paused {
		o.set("due", nil)
	}
	o.set("provisional", due.Provisional)
	notices := []string{}
	for _, n := range limit.Notices(cal, start, l, pauses, due) {
		notices = append(notices, n.Cite())
	}
	o.set("notices", notices)
	if due.Paused {
		o.set("paused", true)
	}
	if explain {
		rows, err := limit.Explain(cal, start, l, pauses)
		if err != nil {
			return err
		}
		o.set("days", explained(rows))
	}
	return nil
}

func addElapsed(o *object, cal *calendar.Calendar, explain bool) error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	after, until := readDay(f, o, "after"), readDay(f, o, "until")
	if len(f.Fields) == 0 && until < after {
		f.At("until", lang.Format("%s 早于 after 的 %s", "%s lies before %s, the day in after", until, after))
	}
	if err := f.Or(); err != nil {
		return err
	}
	fresh(o, "workdays", "provisional", "days", "error")
	o.set("workdays", limit.Elapsed(cal, after, until))
	if !cal.AllAnnounced(min(after+1, until), until) {
		o.set("provisional", true)
	}
	if explain {
		o.set("days", explained(limit.ExplainElapsed(cal, after, until, nil)))
	}
	return nil
}

// explainedDay is one day of --explain.
type explainedDay struct {
	Date    calendar.Day  `json:"date"`
	Kind    calendar.Kind `json:"kind"`
	Reason  limit.Reason  `json:"reason"`
	Counted bool          `json:"counted"`
	N       int           `json:"n,omitempty"`
	Holiday string        `json:"holiday,omitempty"`
	Notice  string        `json:"notice,omitempty"`
	Text    string        `json:"text"`
}

func explained(rows []limit.Counted) []explainedDay {
	tag := terminalLanguage()
	days := make([]explainedDay, len(rows))
	for i, r := range rows {
		days[i] = explainedDay{
			Date: r.Day, Kind: r.Kind, Reason: r.Reason, Counted: r.Counted, N: r.N,
			Holiday: r.Holiday, Text: r.Text(tag),
		}
		if r.Notice != nil {
			days[i].Notice = r.Notice.ShortCite()
		}
	}
	return days
}

// readDay reads a day that can be counted with.
func readDay(f *fault.Fault, o *object, key string) calendar.Day {
	raw, ok := o.get(key)
	if !ok {
		f.At(key, lang.T("缺少日期", "the day is missing"))
		return 0
	}
	return parseDayAt(f, key, raw)
}

func parseDayAt(f *fault.Fault, path string, raw json.RawMessage) calendar.Day {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		f.At(path, lang.T("日期须写成文字，例如 \"2024-09-27\"", `a day is written as text, for example "2024-09-27"`))
		return 0
	}
	d, err := calendar.ParseDay(s)
	if err != nil {
		f.At(path, fault.For(err).Message)
		return 0
	}
	if !calendar.InRange(d) {
		f.At(path, lang.Format("%s 不在可以计算的范围内（%s 至 %s）", "%s lies outside of what can be counted (%s to %s)", d, calendar.First, calendar.Last))
		return 0
	}
	return d
}

func readN(f *fault.Fault, o *object) int {
	raw, ok := o.get("n")
	if !ok {
		f.At("n", lang.T("缺少天数", "the number of days is missing"))
		return 0
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		f.At("n", lang.T("天数须是整数", "the number of days is a whole number"))
	case err != nil || n < 0 || n > limit.MaxN:
		f.At("n", lang.Format("天数须在0至%d之间", "the number of days lies between 0 and %d", limit.MaxN))
	}
	return int(n)
}

func readUnit(f *fault.Fault, o *object) limit.Unit {
	raw, ok := o.get("unit")
	var s string
	if ok && json.Unmarshal(raw, &s) == nil && (s == string(limit.Workday) || s == string(limit.Day)) {
		return limit.Unit(s)
	}
	f.At("unit", lang.T("单位须写 \"workday\"（工作日）或 \"day\"（自然日）", `the unit is "workday" (working days) or "day" (calendar days)`))
	return limit.Workday
}

func readPauses(f *fault.Fault, o *object) []limit.Pause {
	raw, ok := o.get("pauses")
	if !ok {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		f.At("pauses", lang.T("暂停须写成 [[\"开始日\",\"结束日\"],…]", `pauses are written [["first day","last day"],…]`))
		return nil
	}
	pauses := make([]limit.Pause, 0, len(list))
	for i, item := range list {
		at := fmt.Sprintf("pauses[%d]", i)
		var ends []json.RawMessage
		if err := json.Unmarshal(item, &ends); err != nil || len(ends) != 2 {
			f.At(at, lang.T("须写开始日和结束日两项；还在暂停的，结束日写 null", "give two days, first and last; for a pause that still runs the last is null"))
			continue
		}
		p := limit.Pause{From: parseDayAt(f, at+"[0]", ends[0])}
		if string(ends[1]) != "null" {
			p.To = parseDayAt(f, at+"[1]", ends[1])
			if p.To != 0 && p.To < p.From {
				f.At(at, lang.Format("结束日 %s 早于开始日 %s", "it ends on %s, before it begins on %s", p.To, p.From))
			}
		}
		pauses = append(pauses, p)
	}
	return pauses
}
