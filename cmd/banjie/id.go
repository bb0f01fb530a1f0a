package main

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

func idCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "id",
		Short: "Check identifiers: credit codes, identity numbers, permits, certificates （号码核对）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(idCheckCommand(clock.System))
	return cmd
}

func idCheckCommand(now clock.Clock) *cobra.Command {
	return &cobra.Command{
		Use:   "check [file…]",
		Short: "Say whether an identifier is right and what it consists of, for each line of JSON",
		Long: `Reads JSON lines {"kind":…,"value":…} from files or standard input and writes each
object with
  valid       true or false
  reason      when false: checksum, character, length, date or area
  position    when false and one place is meant: the character, counted from 1
  parts       when true: the named parts, for example birth and sex
  normalized  when true and it was typed otherwise: the form to store
  warnings    when true: what is odd, though no reason to refuse
  message     a sentence for the person
Kinds: uscc, org, resident, passport, permit, ecert, division, item, case.
"on" (YYYY-MM-DD, by default today) is the day on which a division code must be in use and
a birth must lie in the past. Spaces, hyphens, small and full-width letters are accepted.

An invalid identifier is a normal answer. A line that cannot be read gives {"error":{…}};
the rest goes on, and the exit status is 1. Nothing here knows whether a number was
ever issued, and to whom.`,
		Example: `  echo '{"kind":"resident","value":"11010519491231002x"}' | banjie id check`,
		RunE: func(cmd *cobra.Command, args []string) error {
			today := calendar.Builtin().DayOf(now.Now())
			return eachLine(cmd, args, func(o *object) error { return addCheck(o, today) })
		},
	}
}

// answers are the fields the command writes; what a line brought under these names goes.
var answers = []string{"valid", "reason", "position", "parts", "normalized", "warnings", "message", "error"}

func addCheck(o *object, today calendar.Day) error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	kind := idnum.Kind(readText(f, o, "kind"))
	if kind != "" && !slices.Contains(idnum.Kinds, kind) {
		f.At("kind", lang.T("可用的类型：uscc、org、resident、passport、permit、ecert、division、item、case",
			"it is one of uscc, org, resident, passport, permit, ecert, division, item, case"))
	}
	value := readText(f, o, "value")
	on := today
	if _, given := o.get("on"); given {
		on = readReferenceDay(f, o)
	}
	if err := f.Or(); err != nil {
		return err
	}
	fresh(o, answers...)

	id, err := idnum.Check(kind, value, on)
	if wrong := (*idnum.Error)(nil); errors.As(err, &wrong) {
		addRefusal(o, wrong)
		return nil
	}
	if err != nil {
		return err
	}
	addParts(o, id, value, on)
	return nil
}

func addRefusal(o *object, wrong *idnum.Error) {
	tag := terminalLanguage()
	o.set("valid", false)
	o.set("reason", wrong.Reason)
	if wrong.Position > 0 {
		o.set("position", wrong.Position)
	}
	o.set("message", sentences(tag, wrong.Message, wrong.Remedy))
}

func addParts(o *object, id idnum.Identifier, value string, on calendar.Day) {
	tag := terminalLanguage()
	o.set("valid", true)
	o.set("parts", id.Parts(on))
	if id.String() != value {
		o.set("normalized", id.String())
	}
	if odd := id.Warnings(); len(odd) > 0 {
		texts := make([]string, len(odd))
		for i, w := range odd {
			texts[i] = w.In(tag)
		}
		o.set("warnings", texts)
	}
	o.set("message", lang.T("号码的格式正确。是否真实签发，请向登记或签发机关核实。",
		"The number is well formed. Whether it was issued, only the issuing authority knows.").In(tag))
}

// sentences puts sentences one after another, with a space between English ones.
func sentences(tag lang.Tag, a, b lang.Text) string {
	if tag == lang.ZH {
		return a.ZH + b.ZH
	}
	return a.EN + " " + b.EN
}

// readReferenceDay reads "on". Unlike days that are counted with, it may lie before 1980.
func readReferenceDay(f *fault.Fault, o *object) calendar.Day {
	day, err := calendar.ParseDay(readText(f, o, "on"))
	if err != nil {
		f.At("on", fault.For(err).Message)
	}
	return day
}

// readText reads a field that must be there as text; the text itself may be empty.
func readText(f *fault.Fault, o *object, key string) string {
	var s string
	if raw, ok := o.get(key); !ok {
		f.At(key, lang.T("缺少这一项", "it is missing"))
	} else if err := json.Unmarshal(raw, &s); err != nil {
		f.At(key, lang.T("须写成文字，例如 \"330102\"", `it is written as text, for example "330102"`))
	}
	return s
}
