package survey_test

import (
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/recorded"
	"banjie/internal/testenv"
)

// brief is a procedure of that name which opens and ends at once.
func brief(name string) *casework.Procedure {
	p := &casework.Procedure{Name: name, Version: 1, Title: lang.T("小事", "Errand"),
		States: []casework.StateInfo{{State: "running", Title: lang.T("在办", "Running")}, {State: "done", Title: lang.T("办完", "Done"), Final: true}}}
	return p.With(
		casework.Transition{Verb: "receive", Title: lang.T("收件", "Receive"), To: "running", Event: "received", By: []casework.Relation{casework.Applicant}, Decide: func(d *casework.Decision) error {
			d.Facts.Unit = "roads"
			return nil
		}},
		casework.Transition{From: []casework.State{"running"}, Verb: "withdraw", Title: lang.T("撤回", "Withdraw"), To: "done", Event: "withdrawn", By: []casework.Relation{casework.Applicant}, Result: "withdrawn", Closes: true},
	)
}

// Applications and reports of what could not be done can be drawn once they ended, with their way;
// neither what is open, nor a sealed complaint, nor a case of another procedure.
func TestFrame(t *testing.T) {
	for name, dsn := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "s.db"), "postgres": testenv.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t, dsn)
			ctx, at := t.Context(), b.clock.Now()
			if err := b.Engine.Register(brief(licensing.Name), brief(impasse.Name), brief(complaint.Name), brief(recorded.Name)); err != nil {
				t.Fatal(err)
			}
			person := access.Actor{ID: "a1", Role: access.Citizen, Division: division, Party: "p-1"}
			want := map[string]string{}
			for _, x := range []struct {
				procedure, channel, group string
				sealed, open              bool
			}{
				{licensing.Name, "web", "online", false, false}, {licensing.Name, "window", "window", false, false}, {impasse.Name, "web", "report", false, false},
				{complaint.Name, "web", "", true, false}, {recorded.Name, "web", "", false, false}, {licensing.Name, "web", "", false, true},
			} {
				out, err := b.Engine.Do(ctx, casework.Command{Actor: person, Verb: "receive", Open: &casework.Open{Procedure: x.procedure, Channel: x.channel, Party: person.Party, Series: map[string]string{impasse.Name: "N", complaint.Name: "C", recorded.Name: "R"}[x.procedure], Sealed: x.sealed}})
				if err != nil {
					t.Fatal(err)
				}
				if !x.open {
					if _, err := b.Engine.Do(ctx, casework.Command{Actor: person, Case: out.Case.ID, Verb: "withdraw"}); err != nil {
						t.Fatal(err)
					}
				}
				if x.group != "" {
					want[out.Case.ID.String()] = x.group
				}
			}
			store := b.Store.(sample).Store
			for _, c := range []struct {
				since, until time.Time
				n            int
			}{{at.Add(-time.Hour), at.Add(time.Hour), len(want)}, {at.Add(time.Hour), at.Add(2 * time.Hour), 0}} {
				got, err := store.Frame(ctx, division, c.since, c.until, 100)
				if err != nil || len(got) != c.n {
					t.Fatalf("%v %+v, wanted %d", err, got, c.n)
				}
				for _, x := range got {
					if want[x.Target] != x.Group || x.Unit != "roads" {
						t.Errorf("%+v, wanted %q", x, want[x.Target])
					}
				}
			}
		})
	}
}
