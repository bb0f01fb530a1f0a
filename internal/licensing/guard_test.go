package licensing_test

import (
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/supervise"
)

// refusedBy is a place in a script at which a guard refuses.
type refusedBy struct {
	file string
	line int
	verb string
}

// TestEveryGuardRefuses is the mutation test of the guards: with one guard of one row
// silenced, the act that the script says it refuses must go through. A guard without such
// a place in a script fails the test, so that none is added unproven.
func TestEveryGuardRefuses(t *testing.T) {
	places := map[string]refusedBy{} // verb/guard
	for _, file := range scripts(t) {
		for _, l := range readScript(t, file) {
			rest, ok := strings.CutPrefix(l.text, "refused ")
			if !ok {
				continue
			}
			_, guard, act, err := refusal(rest)
			if err != nil {
				t.Fatal(err)
			}
			if verb := strings.Fields(act)[1]; guard != "" {
				if _, have := places[verb+"/"+guard]; !have {
					places[verb+"/"+guard] = refusedBy{file, l.n, verb}
				}
			}
		}
	}
	proven := map[string]bool{}
	p := licensing.Procedure()
	for _, row := range p.With(supervise.Rows(p, nil)...).Transitions {
		for _, g := range row.Guards {
			name := row.Verb + "/" + g.Name
			place, ok := places[name]
			if !ok {
				t.Errorf("guard %s: no script shows what it refuses; add a line “refused … by %s: … %s …”", name, g.Name, row.Verb)
				continue
			}
			if proven[name] { // the same act from another state
				continue
			}
			proven[name] = true
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				without(t, row.Verb, g.Name, place)
			})
		}
	}
	for name, place := range places {
		if proven[name] {
			continue
		}
		t.Errorf("%s:%d names guard %s, which the procedure does not have", filepath.Base(place.file), place.line, name)
	}
}

// without plays a script up to the refusal with the guard silenced. Certificates are left
// out: their own rules would refuse what the guard lets pass.
func without(t *testing.T, verb, guard string, place refusedBy) {
	b := newBed(t, false, func(p *casework.Procedure) {
		for i := range p.Transitions {
			if p.Transitions[i].Verb != verb {
				continue
			}
			for k := range p.Transitions[i].Guards {
				if p.Transitions[i].Guards[k].Name == guard {
					p.Transitions[i].Guards[k].Check = func(*casework.Decision) error { return nil }
				}
			}
		}
	})
	s := &script{bed: b, item: "ordinary"}
	for _, l := range readScript(t, place.file) {
		switch {
		case l.n == place.line:
			_, _, act, err := refusal(strings.TrimPrefix(l.text, "refused "))
			if err != nil {
				t.Fatal(err)
			}
			cmd, err := s.command(act)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.do(cmd); err != nil {
				t.Fatalf("%s:%d: %s is refused without the guard as well: %v", filepath.Base(place.file), l.n, act, err)
			}
			return
		case strings.HasPrefix(l.text, "refused ") || strings.HasPrefix(l.text, "expect "):
		default:
			if err := s.run(l.text); err != nil {
				t.Fatalf("%s:%d: %s: %v", filepath.Base(place.file), l.n, l.text, err)
			}
		}
	}
}
