package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
	"banjie/internal/integrity"
	"banjie/internal/integrity/league"
	"banjie/internal/lang"
)

func integrityCommand() *cobra.Command {
	var until string
	var only []string
	var table bool
	var seed uint64
	cmd := &cobra.Command{
		Use:   "integrity FILE.jsonl",
		Short: "Show where numbers may have been made, from an export （防作假指标）",
		Long: `Reads records of matters (one JSON object a line, "-" for standard input) and writes one JSON line for
each unit under each of the indicators G1 to G18: state, numerator, denominator, statistic, p-value,
formula, rule and innocent explanations. State is
  quiet        nothing
  noted        a clue that alone alarms nothing (G1)
  alarm        look into it: a lead, never a verdict
  not_judged   too few cases, or fields that the file does not have
It looks at the 90 days up to --until, by default the day of the newest instant in the file.

With --league it writes the units by the share not reopened or appealed of what they closed, adjusted for their
mix of topics, shrunk, with 95 % intervals and the probability of the top and bottom quarter. Units with an
alarm are shown as being checked and not ranked. The records are described in doc/integrity.md.`,
		Example: `  banjie integrity matters.jsonl --only G2,G3
  banjie integrity matters.jsonl --league --seed 20260930`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, id := range only {
				if integrity.Of(id) == nil {
					return fault.New(fault.Invalid, "no_such_indicator", lang.Format("没有指标 %s。", "There is no indicator %s.", id),
						lang.T("请用 G1 至 G18。", "Use G1 to G18."))
				}
			}
			records, err := readRecords(cmd, args[0])
			if err != nil {
				return err
			}
			o := integrity.Options{Only: only}
			if o.Until, err = newest(records, until); err != nil {
				return err
			}
			found := integrity.Judge(records, o)
			out := bufio.NewWriter(cmd.OutOrStdout())
			enc := json.NewEncoder(out)
			enc.SetEscapeHTML(false)
			if table {
				err = writeLeague(enc, records, found, o, seed)
			} else {
				err = writeFindings(enc, found)
			}
			if err != nil {
				return fmt.Errorf("write output: %w", err)
			}
			return out.Flush()
		},
	}
	cmd.Flags().StringVar(&until, "until", "", "end of the window, an instant as 2026-09-30T16:00:00Z")
	cmd.Flags().StringSliceVar(&only, "only", nil, "indicators, for example G2,G3; all by default")
	cmd.Flags().BoolVar(&table, "league", false, "write the fair table of the units instead")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the table's draws; publish it with the table")
	return cmd
}

func readRecords(cmd *cobra.Command, name string) (*integrity.Records, error) {
	var in io.Reader = cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fault.New(fault.NotFound, "no_such_file",
				lang.T("打不开文件 "+name+"。", "The file "+name+" cannot be opened."),
				lang.T("请检查文件名和读取权限。", "Check its name and whether you may read it.")).With(err)
		}
		defer f.Close()
		in = f
	}
	return integrity.Read(in)
}

// newest is the end of the window: what was asked for, or the newest instant of the records.
func newest(r *integrity.Records, until string) (time.Time, error) {
	if until != "" {
		at, err := time.Parse(time.RFC3339, until)
		if err != nil {
			return at, fault.New(fault.Invalid, "bad_instant", lang.T("--until 不是一个时刻。", "--until is no instant."),
				lang.T("请写成 2026-09-30T16:00:00Z。", "Write it as 2026-09-30T16:00:00Z.")).With(err)
		}
		return at, nil
	}
	return r.Newest(), nil
}

// explainedFinding is a finding with what a reader needs to judge it.
type explainedFinding struct {
	integrity.Finding
	Catches  string   `json:"catches"`
	Formula  string   `json:"formula"`
	Rule     string   `json:"rule"`
	Innocent []string `json:"innocent,omitempty"`
}

func writeFindings(enc *json.Encoder, found []integrity.Finding) error {
	tag := terminalLanguage()
	for _, f := range found {
		in := integrity.Of(f.Indicator)
		e := explainedFinding{Finding: f, Catches: in.Catches.In(tag), Formula: in.Formula.In(tag), Rule: in.Rule.In(tag)}
		if f.State == integrity.Alarm || f.State == integrity.Noted {
			for _, t := range in.Innocent {
				e.Innocent = append(e.Innocent, t.In(tag))
			}
		}
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

func writeLeague(enc *json.Encoder, r *integrity.Records, found []integrity.Finding, o integrity.Options, seed uint64) error {
	checked := map[string]bool{}
	for _, f := range found {
		if f.State == integrity.Alarm {
			checked[f.Unit] = true
		}
	}
	for _, p := range league.Table(league.Expect(integrity.Kept(r, o)), checked, seed, league.Draws) {
		if err := enc.Encode(p); err != nil {
			return err
		}
	}
	return nil
}
