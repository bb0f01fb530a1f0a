package access

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/fault"
	"banjie/internal/org"
)

var update = flag.Bool("update", false, "write the golden file anew")

// actorIn is an invented actor of a role in unit "water" of division 330599.
func actorIn(r Role) Actor {
	a := Actor{ID: "a1", Role: r, Division: "330599", Session: "s"}
	switch {
	case r == Public:
		return Actor{Role: Public}
	case r == Citizen:
		a.Party = "mine"
	case r == Agent:
		a.For, a.Mandate = "mine", "m1"
	default:
		a.Unit = "water"
	}
	return a
}

// targets are the five places a case can lie, seen from actorIn.
var targets = []struct {
	name string
	Target
}{
	{"own", Target{Division: "330599", Unit: "water", Party: "mine", Holder: "a1"}},
	{"unit", Target{Division: "330599", Unit: "water", Party: "other", Holder: "a2"}},
	{"task", Target{Division: "330599", Unit: "roads", Also: []string{"fire", "water"}, Party: "other"}},
	{"else", Target{Division: "330599", Unit: "roads", Party: "other", Holder: "a2"}},
	{"away", Target{Division: "330598", Unit: "water", Party: "other", Holder: "a2"}},
}

// TestEveryRoleEveryVerb prints the answer for every role, verb and place and
// compares it with the golden file, so that no cell changes unseen.
func TestEveryRoleEveryVerb(t *testing.T) {
	letter := map[fault.Kind]string{"": "yes", fault.NotFound: "missing", fault.Forbidden: "forbidden", fault.Unauthorized: "sign-in"}
	var b strings.Builder
	for _, rows := range [][]row{onCases[:], onPages[:]} {
		for _, row := range rows {
			for _, r := range Roles {
				fmt.Fprintf(&b, "%-20s %-14s", row.verb, r)
				for _, tg := range targets {
					k := fault.KindOf(Check(actorIn(r), row.verb, tg.Target))
					if letter[k] == "" {
						t.Fatalf("%s %s %s: unexpected answer %q", row.verb, r, tg.name, k)
					}
					fmt.Fprintf(&b, " %s=%s", tg.name, letter[k])
				}
				b.WriteByte('\n')
			}
		}
	}
	golden(t, "testdata/answers.txt", b.String())
	golden(t, "testdata/tables.md", Markdown())
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s no longer says what the tables do; look at the difference, then run with -update", file)
	}
}

func TestTablesAreWhole(t *testing.T) {
	seen := map[Verb]bool{}
	for _, rows := range [][]row{onCases[:], onPages[:]} {
		for _, row := range rows {
			if seen[row.verb] {
				t.Errorf("%s has two rows", row.verb)
			}
			seen[row.verb] = true
			if row.title.ZH == "" || row.title.EN == "" {
				t.Errorf("%s lacks a title in one language", row.verb)
			}
			if (row.note.ZH == "") != (row.note.EN == "") {
				t.Errorf("%s: note in one language only", row.verb)
			}
		}
	}
	for _, row := range onCases {
		if !row.hidden {
			t.Errorf("%s: acts on a case are hidden from those who may not see it", row.verb)
		}
	}
}

// TestPrinciples states what must hold whatever cells are changed.
func TestPrinciples(t *testing.T) {
	at := func(r Role, v Verb) Reach { return reach(r, v) }
	for _, row := range onCases {
		if at(Public, row.verb) != None {
			t.Errorf("a visitor may %s", row.verb)
		}
		if slices.Contains([]Verb{ReplyToFile, AskRecusal, AppealMeasure}, row.verb) {
			for _, r := range Roles {
				if at(r, row.verb) > Own || at(r, row.verb) != None && (r == Citizen || r == Agent || r == Public || r == System) {
					t.Errorf("%s may %s with reach %s", r, row.verb, at(r, row.verb))
				}
			}
			continue // what is about oneself, whatever one's role: nobody loses the right to be heard
		}
		if at(Auditor, row.verb) != None {
			t.Errorf("an auditor changes nothing but may %s", row.verb)
		}
		if at(Administrator, row.verb) != None && row.verb != Erase {
			t.Errorf("an administrator handles no cases but may %s", row.verb)
		}
		for _, r := range []Role{Citizen, Agent} {
			if at(r, row.verb) > Own {
				t.Errorf("%s may %s beyond the own matter", r, row.verb)
			}
		}
	}
	for _, v := range []Verb{Refuse, Deny, RevokeAcceptance, Rescind, Revoke, Terminate, Return} {
		if at(System, v) != None {
			t.Errorf("machines may grant, never refuse: system may %s", v)
		}
	}
	for _, r := range Roles {
		if r != Citizen && r != Agent && (at(r, Rate) != None || at(r, FollowUpRating) != None) {
			t.Errorf("%s may rate", r)
		}
		if at(r, ViewCase) == None && at(r, OpenPersonalData) != None {
			t.Errorf("%s may open personal data of cases it may not see", r)
		}
	}
}

func TestNotYoursIsNotThere(t *testing.T) {
	other := Target{Division: "330599", Unit: "water", Party: "other"}
	nowhere := Target{}
	a := actorIn(Citizen)
	for _, row := range onCases {
		x, y := Check(a, row.verb, other), Check(a, row.verb, nowhere)
		if x == nil || y == nil || x.Error() != y.Error() {
			t.Errorf("%s: answers differ: %v / %v", row.verb, x, y)
		}
	}
}

func TestUnknownVerbAndRole(t *testing.T) {
	own := targets[0].Target
	if Check(actorIn(CaseOfficer), "no_such_verb", own) == nil || Check(actorIn("chief"), Grant, own) == nil {
		t.Error("what the tables do not know must be refused")
	}
	if Known("no_such_verb") || !Known(Grant) {
		t.Error("Known is wrong")
	}
	if May(actorIn(Agent), GrantMandate) || !May(actorIn(CaseOfficer), Take) {
		t.Error("May is wrong")
	}
}

// TestStaffRoles: an officer can be given exactly the roles that act for the administration.
func TestStaffRoles(t *testing.T) {
	var staff []string
	for _, r := range Roles {
		if (Actor{Role: r}).IsStaff() && r != System {
			staff = append(staff, string(r))
		}
	}
	if !slices.Equal(staff, org.StaffRoles) || string(UnitHead) != org.HeadRole {
		t.Errorf("access has %v, org has %v", staff, org.StaffRoles)
	}
}

func TestAgentWithoutMandateHasNothing(t *testing.T) {
	a := Actor{ID: "a1", Role: Agent, Party: "mine"}
	if Check(a, ViewCase, Target{Party: "mine"}) == nil || Check(a, Receive, Target{}) == nil {
		t.Error("an agent without a mandate reached a case")
	}
}

// TestScopeIsCheck: a list filtered by the scope shows exactly what Check allows.
func TestScopeIsCheck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := func(name string) string { return rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, name) }
		a := Actor{ID: word("id"), Role: rapid.SampledFrom(Roles).Draw(t, "role"), Division: word("division"),
			Unit: word("unit"), Party: word("party"), For: word("for")}
		tg := Target{Division: word("tdivision"), Unit: word("tunit"), Party: word("tparty"), Holder: word("holder"), Also: []string{word("also")}}
		v := rapid.SampledFrom([]Verb{ViewCase, Grant, Take, Receive, ViewBoard, Erase}).Draw(t, "verb")
		s := ScopeOf(a, v)
		if (Check(a, v, tg) == nil) != s.Covers(tg) {
			t.Fatal("scope and check differ")
		}
		if s.Covers(Target{}) && s.Reach != All {
			t.Fatal("an empty target matched")
		}
	})
}

func TestCheckDoesNotAllocate(t *testing.T) {
	a, tg := actorIn(CaseOfficer), targets[2].Target
	if got := testing.AllocsPerRun(100, func() { _ = Check(a, Finish, tg) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkCheck(b *testing.B) {
	a, tg := actorIn(CaseOfficer), targets[2].Target
	b.ReportAllocs()
	for b.Loop() {
		if Check(a, Finish, tg) != nil {
			b.Fatal("refused")
		}
	}
}
