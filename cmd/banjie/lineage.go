package main

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/typed"
)

func lineageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trace",
		Short: "Follow food back to its plots and forward to the shops （食品追溯）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(lineageBackCommand(), lineageForwardCommand())
	return cmd
}

func lineageBackCommand() *cobra.Command {
	return lineageOf(&cobra.Command{
		Use:   "back key",
		Short: "The plots and the lots that a thing comes from",
		Long: `Follows a lot, an item or a container back to the plots it was harvested on, over what was
captured. The key is a GS1 Digital Link of any host or its path, an EPC URN, an element
string like (01)…(10)…, or barcode/lot.

With --json one object: plots and ancestors, sorted, as constrained canonical Digital Links;
contents of a container; path with --path; cut where the answer is a part of the whole.`,
		Example: "  banjie trace back https://id.gs1.org/01/06901234000023/21/BX001",
	}, func(cmd *cobra.Command, s *tracestore.Store, key string, ask trace.Ask) (any, []section, *trace.Cut, error) {
		got, err := s.Back(cmd.Context(), key, ask)
		if err != nil {
			return nil, nil, nil, err
		}
		return got, []section{
			{lang.T("地块", "Plots"), got.Plots, true}, {lang.T("来自", "Comes from"), got.Ancestors, true},
			{lang.T("内装", "Contents"), got.Contents, false}, {lang.T("经过", "Path"), joins(got.Path), false},
		}, got.Cut, nil
	})
}

func lineageForwardCommand() *cobra.Command {
	return lineageOf(&cobra.Command{
		Use:   "forward key",
		Short: "The shops and the lots that a thing, or the harvests of a plot, went to",
		Long: `Follows a lot, an item, a container, or all harvests of a plot (a GLN with the extension of
the plot, like 9521000000018/P01 or (414)…(254)P01) forward to the shops, over what was captured.

With --json one object: shops and descendants, sorted, as constrained canonical Digital
Links; passed are places that got it and are known to send on what they get; harvests of a
plot; path with --path; cut where the answer is a part of the whole.`,
		Example: "  banjie trace forward https://id.gs1.org/414/6901234000016/254/P0002",
	}, func(cmd *cobra.Command, s *tracestore.Store, key string, ask trace.Ask) (any, []section, *trace.Cut, error) {
		follow := s.Forward
		if strings.HasPrefix(key, "https://id.gs1.org/414/") {
			follow = s.FromPlot
		}
		got, err := follow(cmd.Context(), key, ask)
		if err != nil {
			return nil, nil, nil, err
		}
		return got, []section{
			{lang.T("采收", "Harvests"), got.Harvests, false}, {lang.T("门店", "Shops"), got.Shops, true}, {lang.T("变成", "Became"), got.Descendants, true},
			{lang.T("中转", "Passed through"), got.Passed, false}, {lang.T("经过", "Path"), joins(got.Path), false},
		}, got.Cut, nil
	})
}

// section is one list of an answer; one that always stands says so when it is empty.
type section struct {
	title  lang.Text
	lines  []string
	always bool
}

func joins(path []trace.Link) (out []string) {
	for _, l := range path {
		out = append(out, fmt.Sprintf("%s  %s → %s  %s", l.Time, l.From, l.To, l.How))
	}
	return out
}

type follow func(cmd *cobra.Command, s *tracestore.Store, key string, ask trace.Ask) (any, []section, *trace.Cut, error)

// lineageOf gives a command its flags, and has it answer from the data folder.
func lineageOf(cmd *cobra.Command, do follow) *cobra.Command {
	var data, at string
	var asJSON bool
	var ask trace.Ask
	cmd.Args = cobra.ExactArgs(1)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if at != "" {
			t, err := time.Parse(time.RFC3339, at)
			if err != nil {
				return fault.New(fault.Invalid, "bad_time", lang.Format("“%s”不是带时区的时间。", "“%s” is no time with a zone.", at),
					lang.T("请写成 2026-06-10T08:00:00+08:00 这样。", "Please write it like 2026-06-10T08:00:00+08:00."))
			}
			ask.At = clock.Micros(t)
		}
		key, err := lineageKey(args[0])
		if err != nil {
			return err
		}
		return withReader(cmd.Context(), data, func(h *hall) error {
			got, sections, cut, err := do(cmd, tracestore.New(h.db, nil), key, ask)
			if plot := plotKey(args[0]); plot != "" && fault.KindOf(err) == fault.NotFound {
				got, sections, cut, err = do(cmd, tracestore.New(h.db, nil), plot, ask)
			}
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(got)
			}
			return printLineage(cmd.OutOrStdout(), sections, cut)
		})
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the answer as JSON")
	cmd.Flags().StringVar(&at, "at", "", "as it stood at this instant (RFC 3339)")
	cmd.Flags().BoolVar(&ask.Path, "path", false, "with every join and its time")
	cmd.Flags().IntVar(&ask.Limits.Depth, "depth", 0, "events to follow one after the other (64)")
	cmd.Flags().IntVar(&ask.Limits.Things, "things", 0, "things to follow (200000)")
	return cmd
}

// lineageKey reads what somebody typed. What is no code of GS1 and yet an address or a URN may be what a
// program captured under, and is asked for as it stands.
func lineageKey(text string) (string, error) {
	key, err := typed.Key(text)
	if err != nil && (strings.Contains(text, "://") || strings.HasPrefix(text, "urn:")) {
		return epcis.Canonical(text), nil
	}
	return key, err
}

var plotTyped = regexp.MustCompile(`^\s*(\d{12})(\d)/(P\d{2})\s*$`)

// plotKey is the key of a plot that is written as its GLN and extension, like 9521000000018/P01; "" for what
// is none. The same text may be a bar code with a lot, so it is asked for where no lot of it is known.
func plotKey(text string) string {
	m := plotTyped.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if check, err := gs1.CheckDigit(m[1]); err != nil || string(check) != m[2] {
		return ""
	}
	return "https://id.gs1.org/414/" + m[1] + m[2] + "/254/" + m[3]
}

func printLineage(w io.Writer, sections []section, cut *trace.Cut) error {
	var b strings.Builder
	for _, s := range sections {
		if len(s.lines) == 0 && !s.always {
			continue
		}
		fmt.Fprintf(&b, "%s (%d)\n", s.title.In(tongue()), len(s.lines))
		for _, l := range s.lines {
			fmt.Fprintln(&b, "  "+l)
		}
	}
	if cut != nil {
		fmt.Fprintln(&b, lang.Format("答案不完整：到了上限 %[1]s %[2]d，还有%[3]d样没有查下去。", "The answer is a part: the limit of %[1]s %[2]d was reached, and %[3]d more were not followed.", cut.By, cut.Limit, cut.Left).In(tongue()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
