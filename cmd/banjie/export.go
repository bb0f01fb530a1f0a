package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/datadir"
	"banjie/internal/eventlog"
	"banjie/internal/lang"
	"banjie/internal/recorded"
)

func exportCommand() *cobra.Command {
	var data, out, source string
	cmd := &cobra.Command{
		Use:       "export xes|csv|events|marks|matters",
		Short:     "Write the cases of a data folder as an event log （导出事件日志）",
		ValidArgs: []string{"xes", "csv", "events", "marks", "matters"},
		Long: `Writes the cases of a data folder as an event log, beside a running server or without one.
A replayed log comes back as it came: same cases, events, attributes, times, order. Cases of
our own are told by their acts: activity, who acted, when, the leaf in the ledger; no name
and no word of a person is in them.

"events" writes JSON lines from which "banjie cards recompute" makes the cards of supervision
again: what the acts of each case say, with the leaf of each, the calendars, and no officer's
account, no applicant's tag, no word.

"marks" writes a table of how each case stands with its limits: in time, late, open, open and
late. Complaints are left out.

"matters" writes the applications of the last ninety days and the open ones as "banjie integrity"
reads them: who asked is a tag that means nothing elsewhere, texts are sketches.`,
		Args: cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withReader(cmd.Context(), data, func(h *hall) error {
				w, closing, err := output(cmd, out)
				if err != nil {
					return err
				}
				b := newBar(lang.T("导出", "Exporting"))
				defer b.end()
				switch args[0] {
				case "events":
					return errors.Join(exportEvents(cmd.Context(), h, w, b.tell), closing())
				case "marks":
					return errors.Join(exportMarks(cmd.Context(), h, source, w, b.tell), closing())
				case "matters":
					return errors.Join(exportMatters(cmd.Context(), h, w, b.tell), closing())
				}
				return errors.Join(export(cmd.Context(), h, args[0], source, w, b.tell), closing())
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write; the terminal otherwise")
	cmd.Flags().StringVar(&source, "source", "", "only the cases of this replayed source")
	return cmd
}

// withReader opens the folder for reading, for as long as do takes.
func withReader(ctx context.Context, data string, do func(h *hall) error) error {
	dir, err := openFolder(data)
	if err != nil {
		return err
	}
	return withOpen(ctx, dir, openToRead, do)
}

// withOpen opens the folder in one of the two ways to read it.
func withOpen(ctx context.Context, dir *datadir.Dir, open func(context.Context, *datadir.Dir) (*hall, error), do func(h *hall) error) error {
	h, err := open(ctx, dir)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.Close())
}

// placed is a case and where its source had it.
type placed struct {
	id     casework.ID
	source string
	place  int
}

// export writes a log: replayed cases by source in the order of the file, then our own by id.
func export(ctx context.Context, h *hall, format, source string, w io.Writer, tell control.Progress) error {
	order, err := h.inOrder(ctx, source)
	if err != nil {
		return err
	}
	each := func(yield func(eventlog.Trace) error) error {
		for i, p := range order {
			tell(int64(i), int64(len(order)))
			c, _, err := h.engine.Load(ctx, casework.Key{Division: h.division, ID: p.id})
			if err != nil {
				return err
			}
			t, err := recorded.Trace(c, h.calendar.Load())
			if err != nil {
				return err
			}
			if err := yield(t); err != nil {
				return err
			}
		}
		return nil
	}
	var out eventlog.Writer
	if format == "csv" {
		var columns eventlog.Columns
		if err := each(func(t eventlog.Trace) error { columns.Add(t); return nil }); err != nil {
			return err
		}
		if out, err = eventlog.NewCSV(w, columns); err != nil {
			return err
		}
	} else {
		head, err := h.logHeader(ctx, source)
		if err != nil {
			return err
		}
		out = eventlog.NewXES(w, head)
	}
	if err := each(out.Write); err != nil {
		return err
	}
	return out.Close()
}

// inOrder lists the cases to export. It keeps a few bytes a case.
func (h *hall) inOrder(ctx context.Context, source string) ([]placed, error) {
	var order []placed
	err := h.cases.Walk(ctx, h.division, func(key casework.Key) error {
		e, err := h.cases.First(ctx, key)
		if err != nil {
			return err
		}
		if o := e.Facts.Open; o != nil && o.Sealed {
			return nil // a log of work leaves the house; what is sealed does not
		}
		p := placed{id: key.ID}
		if e.Kind == recorded.CaseRecorded {
			o, err := casework.Data[recorded.Origin](e)
			if err != nil {
				return err
			}
			p.source, p.place = o.Source, o.Place
		}
		if source == "" || p.source == source {
			order = append(order, p)
		}
		return nil
	})
	slices.SortFunc(order, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.place, b.place), cmp.Compare(a.id, b.id))
	})
	return order, err
}

// logHeader is what the imported log said of itself, when there is just one.
func (h *hall) logHeader(ctx context.Context, source string) (eventlog.Header, error) {
	heads := map[string]eventlog.Header{}
	err := h.cases.ActsOf(ctx, h.division, recorded.LogImported, func(e casework.Event) error {
		l, err := casework.Data[recorded.Log](e)
		if err == nil && (source == "" || l.Source == source) {
			heads[l.Source] = l.Header
		}
		return err
	})
	if len(heads) == 1 {
		for _, head := range heads {
			return head, err
		}
	}
	return eventlog.Header{}, err
}

func logCommand() *cobra.Command {
	m := eventlog.Usual
	var names eventlog.Names
	stats := &cobra.Command{
		Use:   "stats FILE",
		Short: "Compute the figures of an event log as JSON （事件日志统计）",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if names, m, err = eventlog.Suit(args[0], names, m); err != nil {
				return err
			}
			s := eventlog.NewStats(sourceName(args[0]), m)
			b := newBar(lang.T("读取日志", "Reading the log"))
			_, err = eventlog.ReadFile(args[0], names, b.tell, s.Add)
			b.end()
			if err != nil {
				return err
			}
			out := json.NewEncoder(cmd.OutOrStdout())
			out.SetEscapeHTML(false)
			out.SetIndent("", " ")
			return out.Encode(s.Figures())
		},
	}
	mappingFlags(stats, &m)
	nameFlags(stats, &names)
	cmd := &cobra.Command{Use: "log", Short: "Event logs: figures （事件日志）"}
	cmd.AddCommand(stats)
	return cmd
}
