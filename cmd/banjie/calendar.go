package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	calendarstore "banjie/internal/store/calendar"
)

// noticeOrder puts a holiday notice in force and counts running limits again.
type noticeOrder struct {
	Notice calendar.Notice `json:"notice"`
	Dry    bool            `json:"dry,omitempty"` // only say what would change
}

// movedClock is one limit whose end moved.
type movedClock struct {
	Case        string       `json:"case"` // case number
	Clock       string       `json:"clock"`
	Old         calendar.Day `json:"old_due"`
	New         calendar.Day `json:"new_due"`
	Provisional bool         `json:"provisional"` // a year it touches is still not announced
}

// recounted is the answer.
type recounted struct {
	Diff   calendar.Diff `json:"calendar"`
	Cases  int           `json:"cases"` // with a limit that was counted again
	Moved  []movedClock  `json:"moved"`
	Failed []string      `json:"failed,omitempty"` // cases that could not be counted again; they keep their dates
}

func calendarCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "calendar", Short: "Working calendar: import a holiday notice （工作日历）"}
	cmd.AddCommand(calendarImportCommand())
	return cmd
}

func calendarImportCommand() *cobra.Command {
	var data string
	var asJSON, whole bool
	o := &noticeOrder{}
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Put a holiday notice in force and count running limits again （导入放假通知）",
		Long: `Reads one notice of the State Council as JSON, puts it in force from now on, and counts every
running limit again. It prints which days change and each limit whose end moves, with its old
and its new date. Whoever is affected is told: each moved limit is an act of its case. Limits
that have ended keep the date they were judged by. --dry-run changes nothing.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.Notice, err = readNotice(cmd, args[0]); err != nil {
				return err
			}
			o.Notice.Whole = o.Notice.Whole || whole
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			var got recounted
			b := newBar(lang.T("重算时限", "Counting again"))
			err = withFolder(cmd.Context(), dir, "calendar-import", o, &got, b.tell, time.Time{})
			b.end()
			if err != nil {
				return err
			}
			if asJSON {
				out := json.NewEncoder(cmd.OutOrStdout())
				out.SetIndent("", "  ")
				return out.Encode(got)
			}
			return got.write(cmd.OutOrStdout(), tongue())
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().BoolVar(&o.Dry, "dry-run", false, "only say what would change")
	cmd.Flags().BoolVar(&whole, "whole-year", false, "the notice lists the whole year and replaces every earlier one of it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the result as JSON")
	return cmd
}

func readNotice(cmd *cobra.Command, name string) (calendar.Notice, error) {
	if name == "-" {
		return calendar.ParseNotice(cmd.InOrStdin())
	}
	f, err := os.Open(name)
	if err != nil {
		return calendar.Notice{}, fault.New(fault.NotFound, "no_notice", lang.Format("打不开文件 %s。", "The file %s cannot be opened.", name),
			lang.T("请检查文件名和权限。", "Please check its name and permissions.")).With(err)
	}
	defer f.Close()
	return calendar.ParseNotice(f)
}

func (o *noticeOrder) carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error) {
	next, diff, err := h.calendar.Load().With(o.Notice)
	if err != nil {
		return nil, err
	}
	got := recounted{Diff: diff, Moved: []movedClock{}}
	if !o.Dry && !diff.IsZero() {
		if _, err := h.engine.Record(ctx, h.system(), calendarstore.Imported, o.Notice, casework.Private{}); err != nil {
			return nil, err
		}
		if err := h.readCalendar(ctx); err != nil {
			return nil, err
		}
		next = h.calendar.Load()
	}
	err = h.recount(ctx, next, o.Dry, &got, tell) // also when nothing changed: an earlier import may have been cut short
	return got, err
}

// recount counts the running limits of every open case with the new calendar. Only cases
// with a limit that moves, or is no longer provisional, get an act; the others keep the
// version they were counted with, which gives the same dates.
func (h *hall) recount(ctx context.Context, cal *calendar.Calendar, dry bool, got *recounted, tell control.Progress) error {
	total, err := h.cases.CaseCount(ctx, h.division)
	if err != nil {
		return err
	}
	done := int64(0)
	return h.cases.WalkRunning(ctx, h.division, func(key casework.Key) error {
		done++
		if tell != nil {
			tell(done, total)
		}
		c, p, err := h.engine.Load(ctx, key)
		if err != nil {
			return err
		}
		moved, touched, err := affected(cal, c, p)
		if err != nil {
			return err
		}
		if !touched {
			return nil
		}
		if !dry {
			_, err := h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: key.ID, Verb: string(access.Rederive)})
			if fault.KindOf(err) == fault.Unlawful || fault.KindOf(err) == fault.Conflict {
				got.Failed = append(got.Failed, c.Number) // it has just ended, or moves on by itself
				return nil
			}
			if err != nil {
				return err
			}
		}
		got.Cases++
		got.Moved = append(got.Moved, moved...)
		return nil
	})
}

// affected says which limits of a case end on another day under a calendar, and whether
// any must be counted again at all.
func affected(cal *calendar.Calendar, c *casework.Case, p *casework.Procedure) (moved []movedClock, touched bool, err error) {
	for _, k := range c.Clocks {
		if rule, ok := p.Rule(k.Name); ok && rule.Fixed || !k.State.Open() {
			continue
		}
		next, changed, err := k.Rederive(cal)
		if err != nil {
			return nil, false, err
		}
		if changed && !next.Due.Paused {
			moved = append(moved, movedClock{c.Number, k.Name, k.Due.Day, next.Due.Day, next.Due.Provisional})
		}
		touched = touched || changed || next.Due.Provisional != k.Due.Provisional || k.State == limit.Paused && next.State != limit.Paused
	}
	return moved, touched, nil
}

func (r recounted) write(w io.Writer, tag lang.Tag) error {
	var errs []error
	say := func(t lang.Text) { _, err := fmt.Fprintln(w, t.In(tag)); errs = append(errs, err) }
	if r.Diff.IsZero() {
		say(lang.T("这个通知没有改变任何一天；日历与原来相同。", "This notice changes no day; the calendar is as it was."))
	} else {
		say(lang.Format("日历 %[1]s → %[2]s", "calendar %[1]s → %[2]s", r.Diff.From, r.Diff.To))
	}
	for _, y := range r.Diff.Announced {
		say(lang.Format("%d 年已公布", "%d is now announced", y))
	}
	for _, d := range r.Diff.Days {
		say(lang.T(fmt.Sprintf("%s %s → %s", d.Day, d.Before, d.After), fmt.Sprintf("%s %s → %s", d.Day, d.Before, d.After)))
	}
	if n := len(r.Diff.Kept); n > 0 {
		say(lang.Format("这个通知没有提到的 %[1]d 天（%[2]s 至 %[3]s）仍按该年先前的通知；如果它写的是全年安排，请加 --whole-year。",
			"%[1]d days from %[2]s to %[3]s, of which this notice says nothing, stay as earlier notices of the year have them. Where it lists the whole year, say --whole-year.", n, r.Diff.Kept[0], r.Diff.Kept[n-1]))
	}
	for _, m := range r.Moved {
		say(lang.Format("办件 %[1]s，时限 %[2]s:%[3]s → %[4]s", "case %[1]s, limit %[2]s: %[3]s → %[4]s", m.Case, m.Clock, m.Old, m.New))
	}
	for _, n := range r.Failed {
		say(lang.Format("办件 %s 没有重算：它刚刚有了新的进展。", "case %s was not counted again: it has just moved on.", n))
	}
	say(lang.Format("重算 %[1]d 件，%[2]d 个时限的到期日有变化。", "%[1]d cases were counted again; %[2]d limits end on another day.", r.Cases, len(r.Moved)))
	return errors.Join(errs...)
}
