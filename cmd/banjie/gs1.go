package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/gs1/content"
)

func gs1Command() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gs1",
		Short: "Read GS1 identifiers: bar codes, Digital Links, EPC URNs （商品与追溯编码）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(gs1ParseCommand(), gs1ShowCommand(), gs1CheckCommand())
	return cmd
}

func gs1ParseCommand() *cobra.Command {
	var host string
	cmd := &cobra.Command{
		Use:   "parse [file…]",
		Short: "Say what an identifier consists of and write it in its other forms, for each line of JSON",
		Long: `Reads JSON lines {"value":…} from files or standard input and writes each object with
  valid           true where form, content and companions are right
  form            element_string, digital_link, compressed_link, urn or plain
  syntax_ok       form and content of every element; content_error: what the content check found
  rules           each rule about companions alone: true or false
  elements        application identifier, title and value, in their order, and the meaning of
                  dates ("2026-12-31"; a two-digit year is one within fifty of today's) and of
                  numbers whose point is in the identifier ("1.250" for (3103)001250)
  element_string  with brackets; fnc1: as in a bar code, with ^ for FNC1
  canonical       the Digital Link on id.gs1.org with all attributes
  key             the constrained canonical Digital Link: the one text a thing is known by.
                  It is also given for a Digital Link with a wrong check digit or a short GTIN
  link            with --link or "stem": the Digital Link there
  compressed, uri the Digital Link compressed without loss, or written out again
  urn             with "prefix", the length of the company prefix: the EPC URN
  not_written     what was asked for and cannot be: why, and what it needs
  ignored         parameters of a Digital Link that are no application identifiers
  reason, place, message   when false: why, where, and what to do
The value is a Digital Link, an EPC URN or tag URI, an element string with brackets or beginning
with ^ or a group separator, or a plain GTIN or SSCC; what a scanner puts before it (]C1, ]d2,
]Q3, ]Q1, ]E0 …) may stay. For a plain key of another kind say "kind": gln,
party, gsrn, grai and so on. "options" lets things through: allow_unknown_ai,
allow_unknown_ai_as_attribute, allow_short_gtin, allow_alpha_keys.

An invalid identifier is a normal answer. A line that cannot be read gives {"error":{…}}; the
rest goes on, and the exit status is 1. Nothing here knows whether a number was ever issued.`,
		Example: `  echo '{"value":"https://zsl.example/01/06901234567892/10/L1"}' | banjie gs1 parse --link food.example`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return eachLine(cmd, args, func(o *object) error { return addReading(o, host) })
		},
	}
	cmd.Flags().StringVar(&host, "link", "", "also write the Digital Link on this host or stem")
	return cmd
}

// gs1Answers are the fields the command writes; what a line brought under these names goes.
var gs1Answers = []string{"valid", "form", "syntax_ok", "content_error", "rules", "elements", "element_string", "fnc1",
	"canonical", "key", "link", "compressed", "uri", "urn", "not_written", "ignored", "reason", "place", "message", "error"}

// gs1Line is what a line asks.
type gs1Line struct {
	value, kind, stem string
	prefix            int
	lenience          gs1.Lenience
}

func readGS1Line(o *object, host string) (gs1Line, error) {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	l := gs1Line{value: readText(f, o, "value"), stem: host}
	for key, to := range map[string]*string{"kind": &l.kind, "stem": &l.stem} {
		if _, given := o.get(key); given {
			*to = readText(f, o, key)
		}
	}
	if raw, given := o.get("prefix"); given {
		if err := json.Unmarshal(raw, &l.prefix); err != nil || l.prefix < 6 || l.prefix > 12 {
			f.At("prefix", lang.T("须是6至12的整数：厂商识别代码的位数", "it is a whole number from 6 to 12: the digits of the company prefix"))
		}
	}
	if raw, given := o.get("options"); given {
		if err := json.Unmarshal(raw, &l.lenience); err != nil {
			f.At("options", lang.T(`须写成对象，例如 {"allow_short_gtin":true}`, `it is an object, for example {"allow_short_gtin":true}`))
		}
	}
	return l, f.Or()
}

func addReading(o *object, host string) error {
	l, err := readGS1Line(o, host)
	if err != nil {
		return err
	}
	fresh(o, gs1Answers...)
	o.set("valid", false)
	r, err := l.read()
	if r.Form != "" {
		o.set("form", r.Form)
	}
	o.set("syntax_ok", err == nil)
	if key, e := gs1.Key(l.value); e == nil {
		o.set("key", key)
	}
	if err != nil {
		addGS1Refusal(o, err)
		return nil
	}
	addForms(o, r, l)
	rules, first := map[string]bool{}, error(nil)
	for _, rule := range gs1.Rules {
		err := l.lenience.Rule(rule, r.Elements)
		rules[rule] = err == nil
		if first == nil {
			first = err
		}
	}
	o.set("rules", rules)
	if first != nil {
		addGS1Refusal(o, first)
		return nil
	}
	o.set("valid", true)
	o.set("message", lang.T("格式正确。是否真实发放，请向编码的所有者核实。", "It is well formed. Whether it was issued, only its owner knows.").In(terminalLanguage()))
	return nil
}

func (l gs1Line) read() (gs1.Reading, error) {
	if l.kind != "" {
		es, err := gs1.Plain(l.kind, l.value)
		return gs1.Reading{Form: gs1.FormPlain, Elements: es}, err
	}
	return l.lenience.Read(l.value)
}

// shownElement is an element with what people call it.
type shownElement struct {
	AI      string `json:"ai"`
	Title   string `json:"title,omitempty"`
	Value   string `json:"value"`
	Meaning string `json:"meaning,omitempty"`
}

func addForms(o *object, r gs1.Reading, l gs1Line) {
	shown := make([]shownElement, len(r.Elements))
	for i, e := range r.Elements {
		shown[i] = shownElement{AI: e.AI, Value: e.Value, Meaning: e.Meaning(clock.System.Now().Year())}
		if ai, ok := gs1.Known(e.AI); ok {
			shown[i].Title = ai.Title
		}
	}
	o.set("elements", shown)
	o.set("element_string", r.Elements.String())
	o.set("fnc1", r.Elements.FNC1())
	write := func(stem string) (string, error) {
		if r.Link != nil {
			return r.Link.URI(stem)
		}
		return l.lenience.Link(r.Elements, stem)
	}
	refused := map[string]string{}
	setIf := func(field string, value string, err error) {
		if err == nil && value != "" {
			o.set(field, value)
		} else if wrong := (*gs1.Error)(nil); errors.As(err, &wrong) {
			refused[field] = sentences(terminalLanguage(), wrong.Message, wrong.Remedy)
		}
	}
	if canonical, err := write(""); err == nil {
		o.set("canonical", canonical)
	}
	if _, ok := o.get("key"); !ok {
		if key, err := r.Elements.Key(); err == nil {
			o.set("key", key)
		}
	}
	if l.stem != "" {
		link, err := write(l.stem)
		setIf("link", link, err)
	}
	if l.prefix != 0 {
		urn, err := r.Elements.URN(l.prefix)
		setIf("urn", urn, err)
	}
	switch r.Form {
	case gs1.FormCompressed:
		whole, err := gs1.Decompress(l.value)
		setIf("uri", whole, err)
	case gs1.FormLink:
		packed, err := gs1.Compress(l.value)
		setIf("compressed", packed, err)
	}
	if r.Link != nil && len(r.Link.Other) > 0 {
		o.set("ignored", r.Link.Other)
	}
	if len(refused) > 0 {
		o.set("not_written", refused)
	}
}

func addGS1Refusal(o *object, err error) {
	wrong := (*gs1.Error)(nil)
	if !errors.As(err, &wrong) {
		o.set("message", fault.For(err).Message.In(terminalLanguage()))
		return
	}
	o.set("reason", wrong.Code)
	if wrong.Place != "" {
		o.set("place", wrong.Place)
	}
	if wrong.Finding != "" {
		o.set("content_error", wrong.Finding)
	}
	o.set("message", sentences(terminalLanguage(), wrong.Message, wrong.Remedy))
}

func gs1ShowCommand() *cobra.Command {
	var asJSON bool
	var host string
	var prefix int
	cmd := &cobra.Command{
		Use:   "show IDENTIFIER…",
		Short: "Say in words what identifiers consist of",
		Long: `Reads each argument as "gs1 parse" does and says in words what it consists of, with its
other forms. With --json it writes the object of "gs1 parse". The exit status is 1 when one of
them is not valid.`,
		Example: `  banjie gs1 show '(01)06901234567892(10)L1' urn:epc:id:sgln:6901234.00001.0`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var out strings.Builder
			wrong := false
			for _, text := range args {
				o := &object{values: map[string]json.RawMessage{}}
				o.set("value", text)
				if prefix != 0 {
					o.set("prefix", prefix)
				}
				if err := addReading(o, host); err != nil {
					return err
				}
				wrong = wrong || string(o.values["valid"]) != "true"
				if asJSON {
					buf := bufio.NewWriter(&out)
					o.writeTo(buf)
					if err := buf.Flush(); err != nil {
						return err
					}
				} else {
					sayReading(&out, o)
				}
			}
			if _, err := io.WriteString(cmd.OutOrStdout(), out.String()); err != nil {
				return err
			}
			if wrong {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object an identifier")
	cmd.Flags().StringVar(&host, "link", "", "also write the Digital Link on this host or stem")
	cmd.Flags().IntVar(&prefix, "prefix", 0, "digits of the company prefix, 6 to 12: also write the EPC URN")
	return cmd
}

// sayReading writes a reading for people: the sentence, the elements, the other forms.
func sayReading(w io.Writer, o *object) {
	text := func(field string) (s string) {
		_ = json.Unmarshal(o.values[field], &s) // a field that is not there stays empty
		return s
	}
	fmt.Fprintf(w, "%s\n  %s\n", text("value"), text("message"))
	var elements []shownElement
	_ = json.Unmarshal(o.values["elements"], &elements)
	for _, e := range elements {
		title := e.Title
		if ai, ok := gs1.Known(e.AI); ok && ai.Name != "" && terminalLanguage() == lang.ZH {
			title = ai.Name
		}
		meaning := ""
		if e.Meaning != "" {
			meaning = " = " + e.Meaning
		}
		fmt.Fprintf(w, "  (%s) %s: %s%s\n", e.AI, title, e.Value, meaning)
	}
	for _, f := range []struct {
		field string
		name  lang.Text
	}{
		{"element_string", lang.T("单元数据串", "element string")}, {"key", lang.T("规范链接", "key")}, {"canonical", lang.T("全部属性", "with all attributes")},
		{"link", lang.T("数字链接", "Digital Link")}, {"compressed", lang.T("压缩", "compressed")}, {"uri", lang.T("展开", "written out")}, {"urn", lang.T("EPC URN", "EPC URN")},
	} {
		if s := text(f.field); s != "" {
			fmt.Fprintf(w, "  %s: %s\n", f.name.In(terminalLanguage()), s)
		}
	}
}

func gs1CheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check [file…]",
		Short: "Check the content of one value: check digit, date, country…, for each line of JSON",
		Long: `Reads JSON lines {"check":…,"value":…} and writes each object with
  valid      true or false
  finding    when false: what is wrong, for example INCORRECT_CHECK_DIGIT
  from, to   when false: the bytes that are wrong, counted from 0, to not among them
  message    when false: the same in words
The checks have the names of the GS1 Barcode Syntax Tests: csum, csumalpha, cset82, cset39,
cset64, csetnumeric, yymmdd, yymmd0, yyyymmdd, yyyymmd0, hhmi, hh, mi, ss, iso3166, iso3166999,
iso3166alpha2, iso4217, iso5218, iban, pcenc, latitude, longitude, pieceoftotal, posinseqslash,
nonzero, zero, nozeroprefix, yesno, winding, hyphen, hasnondigit, importeridx, packagetype,
mediatype, gcppos1, gcppos2, couponcode, couponposoffer.`,
		Example: `  echo '{"check":"csum","value":"6901234567892"}' | banjie gs1 check`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return eachLine(cmd, args, addContent)
		},
	}
}

func addContent(o *object) error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	check, value := content.Check(readText(f, o, "check")), readText(f, o, "value")
	if check != "" && !check.Known() {
		f.At("check", lang.T("没有这种检查，全部检查见 banjie gs1 check --help", "there is no such check; all of them: banjie gs1 check --help"))
	}
	if err := f.Or(); err != nil {
		return err
	}
	fresh(o, "valid", "finding", "from", "to", "message", "error")
	wrong := check.Of(value)
	o.set("valid", wrong == nil)
	if wrong != nil {
		o.set("finding", wrong.Finding)
		o.set("from", wrong.From)
		o.set("to", wrong.To)
		o.set("message", wrong.Message.In(terminalLanguage()))
	}
	return nil
}
