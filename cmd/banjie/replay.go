package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/control"
	"banjie/internal/datadir"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/recorded"
)

// replayDivision is a code that GB/T 2260 gives to nobody: a replayed log is of no county here.
const replayDivision = "990000"

// replayOrder brings a log into a moved folder. File is an absolute path on this machine.
type replayOrder struct {
	File   string           `json:"file"`
	Source string           `json:"source"`
	Names  eventlog.Names   `json:"names"`
	Map    eventlog.Mapping `json:"mapping"`
	Until  time.Time        `json:"until,omitzero"` // where the clock stands; zero: at the last event
	survey survey
}

// survey is what a first reading of the whole log found.
type survey struct {
	head   eventlog.Header
	cases  int
	events int
	last   time.Time
}

// replayed is the answer.
type replayed struct {
	Cases  int   `json:"cases"`  // in the log
	Events int   `json:"events"` // in the log
	Added  int64 `json:"added"`  // cases that were not here before
	Late   int64 `json:"late"`   // open cases here that are past the deadline their source gave
}

func replayCommand() *cobra.Command {
	var data, division, until string
	o := &replayOrder{Map: eventlog.Usual}
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Let a real event log live in a moved data folder （重放事件日志）",
		Long: `Reads an event log (XES or CSV, plain or gzip; JSON as Open311 answers it) and makes a data folder with a moved clock in
which its cases live with the deadlines the log gives. The clock stands at the last event, or
where --until says.

A table in which each row is a case (it has no activities and a column "opened") is read as
such: opened, target, closed, department and source are looked for under their usual names
in open data and Open311, others are named by the flags.

The whole log is read and checked before anything is written. A replay that was cut short
goes on when it is started again; a log that is there already is not doubled.

The log's attributes are kept as they stand and cannot be erased: replay no log that
names persons.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.File, err = filepath.Abs(args[0]); err != nil {
				return err
			}
			if o.Source == "" {
				o.Source = sourceName(o.File)
			}
			if o.Names, o.Map, err = eventlog.Suit(o.File, o.Names, o.Map); err != nil {
				return err
			}
			if until != "" {
				if o.Until, _, err = eventlog.ParseTime(until); err != nil {
					return fault.New(fault.Invalid, "bad_instant", lang.Format("--until 的时间读不懂：%s。", "--until is no instant: %s.", until), lang.T("例如 2016-01-13T00:00:00。", "For example 2016-01-13T00:00:00.")).With(err)
				}
			}
			path, err := dataFolder(data)
			if err != nil {
				return err
			}
			got, err := replay(cmd.Context(), path, division, o)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("日志共 %[1]d 件、%[2]d 个事件；新登记 %[3]d 件；已超期未办结 %[4]d 件。",
				"The log has %[1]d cases and %[2]d events; %[3]d cases are new here; %[4]d open cases are past their deadline.", got.Cases, got.Events, got.Added, got.Late).In(tongue()))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "", "data folder (or BANJIE_DATA); made when there is none")
	f.StringVar(&division, "division", replayDivision, "six-digit division code of a new folder")
	f.StringVar(&until, "until", "", "instant at which the clock stands; the last event otherwise")
	f.StringVar(&o.Source, "source", "", "name of the source in the case numbers (the file's name)")
	mappingFlags(cmd, &o.Map)
	nameFlags(cmd, &o.Names)
	return cmd
}

func mappingFlags(cmd *cobra.Command, m *eventlog.Mapping) {
	f := cmd.Flags()
	f.StringVar(&m.Deadline, "deadline", m.Deadline, "attribute of a case that holds its deadline")
	f.StringVar(&m.Closed, "closed", m.Closed, "attribute that holds when it was closed")
	f.StringVar(&m.Started, "started", m.Started, "attribute that holds when it began")
	f.StringVar(&m.Channel, "channel", m.Channel, "attribute that holds its channel")
	f.StringVar(&m.Department, "department", m.Department, "attribute that holds the responsible unit")
	f.StringVar(&m.Responsible, "responsible", m.Responsible, "attribute that holds who handles it")
}

func nameFlags(cmd *cobra.Command, n *eventlog.Names) {
	f := cmd.Flags()
	f.StringVar(&n.Case, "case", "", "column of a CSV that names the case (case:concept:name)")
	f.StringVar(&n.Activity, "activity", "", "column that names the activity (concept:name)")
	f.StringVar(&n.Time, "time", "", "column that holds the time (time:timestamp)")
	f.StringVar(&n.Opened, "opened", "", "column that says when a case was opened, of a CSV in which each row is a case (opened)")
}

// sourceName is the name of a file without its endings.
func sourceName(file string) string {
	name := filepath.Base(file)
	for _, end := range []string{".gz", ".xes", ".csv"} {
		name = strings.TrimSuffix(name, end)
	}
	return name
}

func replay(ctx context.Context, path, division string, o *replayOrder) (replayed, error) {
	var got replayed
	b := newBar(lang.T("检查日志", "Checking the log"))
	err := o.look(ctx, b.tell)
	b.end()
	if err != nil {
		return got, err
	}
	dir, err := movedFolder(path, division)
	if err != nil {
		return got, err
	}
	b = newBar(lang.T("登记办件", "Recording cases"))
	defer b.end()
	return got, withFolder(ctx, dir, "replay", o, &got, b.tell, clock.Cut(o.survey.last))
}

// movedFolder opens the folder, or makes it. A live one is refused: its clock tells the
// truth, and what is kept in it about persons can be erased.
func movedFolder(path, division string) (*datadir.Dir, error) {
	if !datadir.Exists(path) {
		return datadir.Create(path, datadir.Instance{Division: division, Moved: true})
	}
	dir, err := datadir.Open(path)
	if err != nil {
		return nil, err
	}
	return dir, mayReplay(dir.Instance)
}

func mayReplay(in datadir.Instance) error {
	if in.Moved && !in.Demo {
		return nil
	}
	return notHere("live_folder",
		lang.T("这是真实或演示用的数据文件夹，不能重放日志。", "This folder is live or a demonstration; no log is replayed into it."),
		lang.T("请用 --data 指定一个新的文件夹。", "Name a new folder with --data."))
}

// look reads the whole log once.
func (o *replayOrder) look(ctx context.Context, tell control.Progress) (err error) {
	o.survey = survey{}
	m := eventlog.NewStats(o.Source, o.Map)
	im := &recorded.Import{Map: o.Map}
	o.survey.head, err = eventlog.ReadFile(o.File, o.Names, tell, func(t eventlog.Trace) error {
		o.survey.cases++
		o.survey.events += len(t.Events)
		if last := t.Last(); last.After(o.survey.last) {
			o.survey.last = last
		}
		if err := errors.Join(im.Check(t), m.Add(t)); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err == nil && !o.Until.IsZero() {
		if o.Until.Before(o.survey.last) {
			return fault.New(fault.Invalid, "until_before_last", lang.Format("--until 早于日志里最后一个时间 %s。", "--until lies before the last instant of the log, %s.", o.survey.last.Format(time.DateTime)),
				lang.T("请用这个时间或者更晚的时间；没有导入任何内容。", "Name that instant or a later one; nothing was imported."))
		}
		o.survey.last = o.Until
	}
	if err == nil && o.survey.events == 0 {
		err = fault.New(fault.Invalid, "empty_log", lang.T("这个日志里没有事件。", "There is no event in this log."), lang.T("请检查是不是选错了文件。", "Please check whether it is the right file."))
	}
	return err
}

// atOnce is how many cases are on their way to the writer, which groups them.
const atOnce = 64

func (o *replayOrder) carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error) {
	if err := mayReplay(h.dir.Instance); err != nil {
		return nil, err
	}
	if o.survey.events == 0 { // the server has not seen the file yet
		if err := o.look(ctx, nil); err != nil {
			return nil, err
		}
	}
	h.moved.MoveTo(clock.Cut(o.survey.last))
	added, err := o.bring(ctx, h, tell)
	if err != nil {
		return nil, err
	}
	known := false
	err = h.cases.ActsOf(ctx, h.division, recorded.LogImported, func(e casework.Event) error {
		l, err := casework.Data[recorded.Log](e)
		known = known || l.Source == o.Source
		return err
	})
	if err != nil {
		return nil, err
	}
	if added > 0 || !known {
		l := recorded.Log{Source: o.Source, Cases: o.survey.cases, Events: o.survey.events, Header: o.survey.head, Map: o.Map}
		if _, err := h.engine.Record(ctx, h.system(), recorded.LogImported, l, casework.Private{}); err != nil {
			return nil, err
		}
	}
	swept, err := h.engine.Sweep(ctx, h.division)
	if err = errors.Join(err, swept.Err); err != nil {
		return nil, err
	}
	late, err := h.cases.Count(ctx, casework.Query{Division: h.division, Lamp: casework.Overdue})
	return replayed{o.survey.cases, o.survey.events, added, late}, err
}

// bring records the cases of the log; the ones that are here already are passed over.
func (o *replayOrder) bring(ctx context.Context, h *hall, tell control.Progress) (added int64, err error) {
	im := &recorded.Import{Division: h.division, Source: o.Source, Map: o.Map, Unit: o.Source, Engine: h.engine, Writer: h.cases, Cases: h.cases}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan eventlog.Trace, atOnce)
	var group sync.WaitGroup
	var mu sync.Mutex
	done := int64(0)
	for range atOnce {
		group.Go(func() {
			for t := range work {
				fresh, err := im.Case(ctx, t)
				if err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				done++
				if fresh {
					added++
				}
				if tell != nil {
					tell(done, int64(o.survey.cases))
				}
				mu.Unlock()
			}
		})
	}
	_, err = eventlog.ReadFile(o.File, o.Names, nil, func(t eventlog.Trace) error {
		select {
		case work <- t:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(work)
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return added, err
}

// trimmed is a secret without the line end of its file.
func trimmed(raw []byte) string { return strings.TrimSpace(string(raw)) }

// output is the file named by -o, or the command's own.
func output(cmd *cobra.Command, name string) (w interface{ Write([]byte) (int, error) }, closing func() error, err error) {
	if name == "" || name == "-" {
		return cmd.OutOrStdout(), func() error { return nil }, nil
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return nil, nil, cannotWrite(name, err)
	}
	return f, func() error {
		err := f.Sync()
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err == nil {
			err = os.Rename(f.Name(), name)
		}
		if err != nil {
			os.Remove(f.Name())
			return cannotWrite(name, err)
		}
		return nil
	}, nil
}

func cannotWrite(name string, err error) error {
	return fault.New(fault.Unavailable, "cannot_write",
		lang.Format("写不了文件 %s。", "The file %s cannot be written.", name),
		lang.T("请检查磁盘空间和权限。", "Check free space and permissions.")).With(err)
}
