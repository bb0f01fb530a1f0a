package licensing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/supervise"
)

// expect compares one thing with what the case says:
//
//	state S · result R · handler ID · visits N · lamp L
//	accepted|decided|closed DATE [TIME]      lawful instants, in Asia/Shanghai; "never"
//	clock NAME STATE [due DATE] [start DATE] clock NAME none
//	task STEP/ID STATE UNIT                  task STEP/ID none
//	events KIND N                            how often something was recorded
//	basis KIND ID                            the article an event rests on
//	effective KIND DATE [TIME]               lawful instant of the last such event
//	attempts GUARD:VERB N                    refused tries on record
//	card ID STATE                            a card of supervision; card ID none
//	first ID · code KIND CODE                first contact; code of the last such event
//	paper KIND                               it was entered from a signed paper
//	ground|competent|reconsider|sue VALUE    what a refusal or denial says
//	certificates N · certificate FIELD VALUE
func (s *script) expect(w []string) error {
	c, err := s.load()
	if err != nil {
		return err
	}
	if len(w) < 2 {
		return errors.New("expect what?")
	}
	what, args := w[0], w[1:]
	var have string
	want := strings.Join(args, " ")
	switch what {
	case "state":
		have = string(c.State)
	case "result":
		have = c.Result
	case "handler":
		if have = c.Handler; have == "" {
			have = "nobody"
		}
	case "visits":
		have = strconv.Itoa(c.Visits)
	case "lamp":
		have = string(c.Lamp(s.clock.Now()))
	case "accepted":
		have = instant(c.Accepted, args)
	case "decided":
		have = instant(c.Decided, args)
	case "closed":
		have = instant(c.Closed, args)
	case "clock":
		have = args[0] + " " + clockWords(c, args)
	case "task":
		have = args[0] + " " + taskWords(c, args[0])
	case "events":
		have = args[0] + " " + strconv.Itoa(count(c, func(e casework.Event) bool { return e.Kind == args[0] }))
	case "attempts":
		have = args[0] + " " + strconv.Itoa(count(c, func(e casework.Event) bool { return e.Kind == "attempt_refused" && e.Facts.Code == args[0] }))
	case "basis":
		have = args[0] + " nothing"
		if count(c, func(e casework.Event) bool { return e.Kind == args[0] && slices.Contains(e.Facts.Basis, args[1]) }) > 0 {
			have = want
		}
	case "card":
		have = args[0] + " none"
		cards, err := supervise.Cards(c.Events, supervise.NewCalendars())
		if err != nil {
			return err
		}
		for _, k := range cards {
			if k.ID == args[0] {
				have = args[0] + " " + string(k.State)
			}
		}
	case "effective":
		for _, e := range c.Events {
			if e.Kind == args[0] {
				have = args[0] + " " + instant(e.Effective, args[1:])
			}
		}
	case "first":
		by, _ := c.FirstContact()
		have = by.ID
	case "code":
		for _, e := range c.Events {
			if e.Kind == args[0] {
				have = args[0] + " " + e.Facts.Code
			}
		}
	case "paper":
		for _, e := range c.Events {
			if on, err := casework.Data[licensing.PaperFacts](e); e.Kind == args[0] && err == nil && on.OnPaper && len(e.Private.Files) == 1 {
				have = want
			}
		}
	case "ground", "competent", "reconsider", "sue":
		have = decisionWords(c, what)
	case "certificates", "certificate":
		have, err = s.certificateWords(c, args)
	default:
		return fmt.Errorf("expect: %q is unknown", what)
	}
	if err == nil && have != want {
		err = fmt.Errorf("%s is %s", what, have)
	}
	return err
}

func count(c *casework.Case, is func(casework.Event) bool) int {
	n := 0
	for _, e := range c.Events {
		if is(e) {
			n++
		}
	}
	return n
}

// instant writes t as exactly as the expectation does.
func instant(t time.Time, like []string) string {
	if t.IsZero() {
		return "never"
	}
	layout := time.DateOnly
	if len(like) > 1 {
		layout = "2006-01-02 15:04"
	}
	return t.In(calendar.Builtin().Zone()).Format(layout)
}

func clockWords(c *casework.Case, like []string) string {
	k, ok := c.Clock(like[0])
	if !ok {
		return "none"
	}
	words := string(k.State)
	for i := 2; i+1 < len(like); i += 2 {
		switch like[i] {
		case "due":
			words += " due " + k.Due.Day.String()
		case "start":
			words += " start " + k.Start.String()
		}
	}
	return words
}

func taskWords(c *casework.Case, name string) string {
	step, id, _ := strings.Cut(name, "/")
	t, ok := c.Task(step, id)
	if !ok {
		return "none"
	}
	return string(t.State) + " " + t.Unit
}

func decisionWords(c *casework.Case, what string) string {
	d := licensing.FileOf(c).Decision
	if d == nil {
		return "nothing"
	}
	switch what {
	case "ground":
		return d.Ground
	case "competent":
		return d.Competent
	case "reconsider":
		return d.ReconsiderLast.String()
	}
	return d.SueLast.String()
}

func (s *script) certificateWords(c *casework.Case, args []string) (string, error) {
	certs, err := s.certs.OfCase(context.Background(), c.Key)
	if err != nil {
		return "", err
	}
	if len(args) == 1 {
		return strconv.Itoa(len(certs)), nil
	}
	if len(certs) == 0 {
		return "nothing", nil
	}
	switch newest := certs[0]; args[0] {
	case "from":
		return "from " + newest.ValidFrom.String(), nil
	case "until":
		return "until " + newest.ValidUntil.String(), nil
	case "status":
		return "status " + string(newest.Status), nil
	}
	return "", fmt.Errorf("certificate: %q is unknown", args[0])
}
