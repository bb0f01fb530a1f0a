package licensing_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/licensing"
)

// The scripts in testdata/script tell legal paths in words an officer can read. A line is
//
//	item NAME                          the item that the next application is for
//	at 2026-03-09 14:00                move the clock; time of day 09:00 when left out
//	sweep                              let the sweeper look at what is due
//	ACTOR VERB [key=value …]           somebody does something, and it must succeed
//	refused CODE [by GUARD]: ACTOR …   … and it must be refused with this code
//	expect …                           see script.expect
//
// A refusal "by GUARD" is that guard's mutation test as well: see TestEveryGuardRefuses.
type script struct {
	*bed
	item   string
	id     casework.ID
	locked bool // no comparison after each line: the bed has been tampered with on purpose
}

type line struct {
	n    int
	text string
}

func readScript(t testing.TB, file string) []line {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []line
	scan := bufio.NewScanner(f)
	for n := 1; scan.Scan(); n++ {
		text, _, _ := strings.Cut(scan.Text(), "#")
		if text = strings.TrimSpace(text); text != "" {
			lines = append(lines, line{n, text})
		}
	}
	return lines
}

func scripts(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	return files
}

func TestLegalPaths(t *testing.T) {
	for _, file := range scripts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			s := &script{bed: newBed(t, true, nil), item: "ordinary"}
			for _, l := range readScript(t, file) {
				if err := s.run(l.text); err != nil {
					t.Fatalf("%s:%d: %s\n\t%v", file, l.n, l.text, err)
				}
				s.compare(l)
			}
		})
	}
}

// compare holds the stored rows against the events after every line.
func (s *script) compare(l line) {
	if s.id == 0 || s.locked {
		return
	}
	diff, err := s.store.Compare(context.Background(), s.key(), s.engine.Procedure)
	if err != nil {
		s.t.Fatalf("line %d: compare: %v", l.n, err)
	}
	for _, d := range diff {
		s.t.Errorf("after line %d (%s): %s", l.n, l.text, d)
	}
	c, err := s.load()
	if err != nil {
		s.t.Fatal(err)
	}
	if diff, err := s.bed.cards.Compare(context.Background(), c); err != nil || len(diff) > 0 {
		s.t.Errorf("after line %d (%s): cards %v %v", l.n, l.text, diff, err)
	}
}

func (s *script) key() casework.Key { return casework.Key{Division: division, ID: s.id} }

func (s *script) load() (*casework.Case, error) {
	c, _, err := s.engine.Load(context.Background(), s.key())
	return c, err
}

func (s *script) run(text string) error {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "item":
		if s.items[rest] == nil {
			return fmt.Errorf("no item %q", rest)
		}
		s.item, s.id = rest, 0
		return nil
	case "at":
		return s.moveTo(rest)
	case "sweep":
		got, err := s.engine.Sweep(context.Background(), division)
		if err == nil {
			err = got.Err
		}
		return err
	case "expect":
		return s.expect(strings.Fields(rest))
	case "refused":
		return s.refused(rest)
	}
	cmd, err := s.command(text)
	if err != nil {
		return err
	}
	return s.do(cmd)
}

func (s *script) do(cmd casework.Command) error {
	out, err := s.engine.Do(context.Background(), cmd)
	if err == nil {
		s.id = out.Case.ID
	}
	return err
}

func (s *script) moveTo(when string) error {
	if !strings.Contains(when, ":") {
		when += " 09:00"
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", when, calendar.Builtin().Zone())
	if err != nil {
		return err
	}
	if at.Before(s.clock.Now()) {
		return fmt.Errorf("the clock is at %s already", s.clock.Now().In(at.Location()))
	}
	s.clock.MoveTo(at)
	return nil
}

// refusal reads "CODE [by GUARD]: ACTOR VERB …".
func refusal(rest string) (code, guard, act string, err error) {
	head, act, ok := strings.Cut(rest, ": ")
	if !ok {
		return "", "", "", fmt.Errorf("no act after %q", head)
	}
	code, guard, _ = strings.Cut(head, " by ")
	return code, guard, act, nil
}

func (s *script) refused(rest string) error {
	code, _, act, err := refusal(rest)
	if err != nil {
		return err
	}
	cmd, err := s.command(act)
	if err != nil {
		return err
	}
	err = s.do(cmd)
	f, ok := fault.As(err)
	if !ok {
		return fmt.Errorf("not refused: %v", err)
	}
	if f.Code != code {
		return fmt.Errorf("refused as %q: %v", f.Code, err)
	}
	if f.Kind != fault.NotFound && (f.Message.ZH == "" || f.Message.EN == "") {
		return fmt.Errorf("the refusal does not speak both languages")
	}
	return nil
}

// command reads "ACTOR VERB [key=value …]".
func (s *script) command(text string) (casework.Command, error) {
	words := strings.Fields(text)
	if len(words) < 2 {
		return casework.Command{}, fmt.Errorf("what does %q do?", text)
	}
	actor, ok := actors[words[0]]
	if !ok {
		return casework.Command{}, fmt.Errorf("who is %q?", words[0])
	}
	cmd := casework.Command{Actor: actor, Case: s.id, Verb: words[1]}
	input := map[string]any{}
	for _, w := range words[2:] {
		key, value, ok := strings.Cut(w, "=")
		if !ok {
			return cmd, fmt.Errorf("%q is no key=value", w)
		}
		if err := s.argument(&cmd, input, key, value); err != nil {
			return cmd, err
		}
	}
	if cmd.Verb == "receive" {
		cmd.Case, cmd.Open = 0, s.filing(actor, s.item, nil).Open
		if input["address"] == "none" {
			cmd.Open.Form = map[string]any{}
		}
		if party, ok := input["party"].(string); ok {
			cmd.Open.Party = party
		}
		delete(input, "address")
		delete(input, "party")
	}
	raw, err := json.Marshal(input)
	if err != nil {
		return cmd, err
	}
	if in := s.inputOf(cmd.Verb); in != nil {
		cmd.Input = in
		if err := json.Unmarshal(raw, in); err != nil {
			return cmd, err
		}
	}
	return cmd, nil
}

// inputOf gives an empty input of a verb.
func (s *script) inputOf(verb string) any {
	p, err := s.engine.Procedure(licensing.Name, 0)
	if err != nil {
		return nil
	}
	for _, t := range p.Transitions {
		if t.Verb == verb && t.Input != nil {
			return t.Input()
		}
	}
	if s.id == 0 || !slices.Contains(p.Verbs(), verb) {
		return nil
	}
	return &casework.ClockInput{}
}

func (s *script) argument(cmd *casework.Command, input map[string]any, key, value string) error {
	switch key {
	case "reason":
		cmd.Reason = value
	case "basis":
		cmd.Basis = strings.Split(value, ",")
	case "effective":
		at, err := time.ParseInLocation("2006-01-02T15:04", value, calendar.Builtin().Zone())
		cmd.Effective = at.UTC()
		return err
	case "materials":
		m := map[string]any{}
		for _, id := range strings.Split(value, ",") {
			m[id] = licensing.MaterialState{Have: true, Grade: "B", From: "applicant"}
		}
		input[key] = m
	case "list":
		var lines []licensing.CorrectionLine
		for _, part := range strings.Split(value, ",") {
			f := strings.SplitN(part+"::", ":", 3)
			lines = append(lines, licensing.CorrectionLine{Material: f[0], Fault: f[1], Words: strings.Trim(f[2], ":")})
		}
		input["items"] = lines
	case "officers", "present":
		input[key] = strings.Split(value, ",")
	case "paper":
		input["files"] = []casework.File{{Material: licensing.PaperMaterial, Name: value, Hash: "ab"}}
	case "renews":
		id, expires, _ := strings.Cut(value, ":")
		input[key] = map[string]any{"certificate": id, "expires": expires}
	default:
		if n, err := strconv.Atoi(value); err == nil {
			input[key] = n
		} else if value == "true" || value == "false" {
			input[key] = value == "true"
		} else {
			input[key] = value
		}
	}
	return nil
}
