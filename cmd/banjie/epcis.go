package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
)

func epcisCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "epcis",
		Short: "Check, identify and convert traceability events （追溯事件核对）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(epcisValidateCommand(), epcisHashCommand(), epcisConvertCommand(), epcisCaptureCommand(), epcisProveCommand(), epcisRedactCommand())
	return cmd
}

func epcisValidateCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate file…|-",
		Short: "Say whether events, documents and queries of EPCIS 2.0 can be taken",
		Long: `Reads EPCIS 2.0 as JSON or JSON-LD (an EPCISDocument, an EPCISQueryDocument, one event,
a list of events, or JSON lines of events), as XML of EPCIS 2.0 and 1.2, and queries (an
object of the parameters of the SimpleEventQuery). A file may hold any number of events:
one is held in memory at a time.

For each file it says how many events it takes, and for each event that it does not take
every place, by line and JSON pointer, with the rule that is broken and what to do. Events
are counted from 1. With --json one object a file: file, valid, kind, events (taken), and
refused: a list of {event, line, pointer, rule, message, remedy}, event 0 for the document.

An identifier that is taken and that no scanner could give, because its check digit is wrong,
is named as a warning (warnings in JSON, the same fields); it leaves the exit status as it is.

The exit status is 0 when everything is taken, 1 otherwise. Nothing is stored.`,
		Example: "  banjie epcis validate harvest.json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return eachEPCIS(cmd, args, func(in io.ReadSeeker, name string, out *bufio.Writer) (bool, error) {
				return validateEPCIS(in, name, asJSON, out)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object for each file")
	return cmd
}

func epcisHashCommand() *cobra.Command {
	var asJSON, byRules, text bool
	cmd := &cobra.Command{
		Use:   "hash file…|-",
		Short: "Give the id of each event by its content, one a line",
		Long: `Gives the event hash id of CBV 2.0 (section 8.9), ni:///sha-256;…?ver=CBV2.0, of each
event in order. JSON and XML of one event give the same id.

It is the id that the public reference program gives, so that it can be compared with what
others have computed. That program breaks its own rules in some cases (prefixes that only the
standard's context or an event declares, true and false of JSON, bizRules of a sensor report);
--rules gives the ids by the letter of the rules, by which this program itself knows an event
again. Both are the same for nearly all events. Rounding is by the rules in both: the fourth
decimal of a second rounds 5 upward.

--text writes the text before hashing in place of the id. --json writes objects with file,
event (counted from 1), line, id, and by_rules where that is another.
An event that cannot be taken has no id: it is named on standard error, the rest goes on, and
the exit status is 1.`,
		Example: "  banjie epcis hash harvest.json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return eachEPCIS(cmd, args, func(in io.ReadSeeker, name string, out *bufio.Writer) (bool, error) {
				return hashEPCIS(in, name, cmd.ErrOrStderr(), hashAs{asJSON, byRules, text}, out)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object for each event")
	cmd.Flags().BoolVar(&byRules, "rules", false, "by the letter of the rules, not as the reference program gives it")
	cmd.Flags().BoolVar(&text, "text", false, "write the text that is hashed")
	return cmd
}

// eachEPCIS hands each named file, or standard input for "-", to handle, which says
// whether all of it was good.
func eachEPCIS(cmd *cobra.Command, names []string, handle func(io.ReadSeeker, string, *bufio.Writer) (bool, error)) error {
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
	wrong := false
	for _, name := range names {
		in, closing, err := openEPCIS(cmd, name)
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		good, err := handle(in, name, out)
		closing()
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		wrong = wrong || !good
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	if wrong {
		return errReported
	}
	return nil
}

func openEPCIS(cmd *cobra.Command, name string) (io.ReadSeeker, func(), error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, cannotOpen(name, err)
		}
		if _, err := f.Seek(0, io.SeekCurrent); err == nil {
			return f, func() { f.Close() }, nil
		}
		defer f.Close() // a pipe: read into memory
		in, err := epcis.Spool(f, epcis.DefaultLimits)
		return in, func() {}, refusalFault(err)
	}
	in, err := epcis.Spool(cmd.InOrStdin(), epcis.DefaultLimits)
	return in, func() {}, refusalFault(err)
}

// refusalFault lets a refusal speak to a person.
func refusalFault(err error) error {
	if r := (*epcis.Refusal)(nil); errors.As(err, &r) {
		return r.Fault()
	}
	return err
}

// epcisVerdict is the JSON of one validated file.
type epcisVerdict struct {
	File    string         `json:"file"`
	Valid   bool           `json:"valid"`
	Kind    string         `json:"kind"` // EPCISDocument, EPCISQueryDocument, events, query
	Events  int            `json:"events"`
	Refused []epcisRefused `json:"refused,omitempty"`
	Doubts  []epcisRefused `json:"warnings,omitempty"` // taken, and nothing that can be scanned
}

// mostDoubts of one file are named.
const mostDoubts = 1_000

type epcisRefused struct {
	Event int `json:"event"`
	epcis.Problem
}

func validateEPCIS(in io.ReadSeeker, name string, asJSON bool, out *bufio.Writer) (bool, error) {
	v := epcisVerdict{File: name, Kind: "events"}
	tag := terminalLanguage()
	refused := func(r *epcis.Refusal) {
		for _, p := range r.Problems {
			if asJSON {
				v.Refused = append(v.Refused, epcisRefused{r.Index + 1, p})
			} else {
				writeProblem(out, name, r.Index, p, tag)
			}
		}
	}
	wrong := false
	take := func(err error) error {
		var r *epcis.Refusal
		if !errors.As(err, &r) {
			return err
		}
		wrong = true
		refused(r)
		return nil
	}
	if err := take(readEPCIS(in, &v, take)); err != nil {
		return false, err
	}
	for _, d := range v.Doubts {
		if !asJSON {
			d.Message = lang.T("提醒："+d.Message.ZH, "warning: "+d.Message.EN)
			writeProblem(out, name, d.Event-1, d.Problem, tag)
		}
	}
	v.Valid = !wrong
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return v.Valid, enc.Encode(v)
	}
	said := lang.Format("%d个事件可以登记，这次没有登记", "%d events can be captured; nothing was captured", v.Events)
	if v.Events == 1 {
		said.EN = "1 event can be captured; nothing was captured"
	}
	switch {
	case v.Kind == "query" && wrong:
		said = lang.T("这个查询不能用", "a query that cannot be asked")
	case v.Kind == "query":
		said = lang.T("这个查询可以用", "a query that can be asked")
	case wrong:
		said = lang.T("有不能登记的内容；"+said.ZH, "NOT all can be captured; "+said.EN)
	}
	fmt.Fprintf(out, "%s: %s\n", name, said.In(tag))
	return v.Valid, nil
}

// readEPCIS reads a file to its end, hands refusals of events to take, and returns that of
// the document.
func readEPCIS(in io.ReadSeeker, v *epcisVerdict, take func(error) error) error {
	r, err := epcis.Open(in, epcis.DefaultLimits)
	if err != nil {
		return err
	}
	if r.Document().Type != "" {
		v.Kind = r.Document().Type
	}
	if r.Untyped() {
		v.Kind = "query"
		return readQuery(in)
	}
	for e, err := range r.Events() {
		if err == nil {
			v.Events++
			for _, d := range e.Doubts[:min(len(e.Doubts), mostDoubts-len(v.Doubts))] {
				v.Doubts = append(v.Doubts, epcisRefused{e.Index + 1, d})
			}
		} else if err := take(err); err != nil {
			return err
		}
	}
	return nil
}

func readQuery(in io.ReadSeeker) error {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	limits := epcis.DefaultLimits
	data, err := io.ReadAll(io.LimitReader(in, int64(limits.Event)+1))
	if err != nil {
		return err
	}
	_, err = query.Parse(string(data), nil, limits)
	return err
}

func writeProblem(w io.Writer, name string, index int, p epcis.Problem, tag lang.Tag) {
	where := p.Pointer
	if index >= 0 {
		where = lang.Format("第%d个事件 %s", "event %d %s", index+1, p.Pointer).In(tag)
	}
	fmt.Fprintf(w, "%s:%d: %s: %s [%s]\n  %s\n", name, p.Line, where, p.Message.In(tag), p.Rule, p.Remedy.In(tag))
}

// hashAs says what is written of each event.
type hashAs struct{ json, byRules, text bool }

func hashEPCIS(in io.ReadSeeker, name string, said io.Writer, as hashAs, out *bufio.Writer) (bool, error) {
	good := true
	take := func(err error) error {
		var r *epcis.Refusal
		if !errors.As(err, &r) {
			return err
		}
		good = false
		for _, p := range r.Problems {
			writeProblem(said, name, r.Index, p, terminalLanguage())
		}
		return nil
	}
	r, err := epcis.Open(in, epcis.DefaultLimits)
	if err != nil {
		return good, take(err)
	}
	for e, err := range r.Events() {
		if err == nil {
			err = writeID(out, name, e, as)
		} else {
			err = take(err)
		}
		if err != nil {
			return false, err
		}
	}
	return good, nil
}

func writeID(out *bufio.Writer, name string, e *epcis.Event, as hashAs) error {
	id, text := epcis.PublishedHash, epcis.PublishedPreHash
	if as.byRules {
		id, text = epcis.Hash, epcis.PreHash
	}
	switch {
	case as.json:
		line := struct {
			File    string `json:"file"`
			Event   int    `json:"event"`
			Line    int    `json:"line"`
			ID      string `json:"id"`
			ByRules string `json:"by_rules,omitempty"`
			Text    string `json:"text,omitempty"`
		}{File: name, Event: e.Index + 1, Line: e.Line, ID: id(e)}
		if rules := epcis.Hash(e); rules != line.ID {
			line.ByRules = rules
		}
		if as.text {
			line.Text = text(e)
		}
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return enc.Encode(line)
	case as.text:
		_, err := fmt.Fprintln(out, text(e))
		return err
	}
	_, err := fmt.Fprintln(out, id(e))
	return err
}
