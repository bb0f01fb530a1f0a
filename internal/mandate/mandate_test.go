package mandate

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/law"
)

var day0 = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func paper() Mandate {
	return Mandate{ID: "m1", Division: "330599", Kind: Child, Principal: "old", Agent: "acc-child",
		From: day0, Until: day0.AddDate(0, 6, 0), Evidence: []Evidence{{Paper, "file-1"}}}
}

var (
	principal = access.Actor{ID: "acc-old", Role: access.Citizen, Party: "old", Division: "330599"}
	agent     = access.Actor{ID: "acc-child", Role: access.Citizen, Party: "child", Division: "330599"}
	helper    = access.Actor{ID: "acc-helper", Role: access.Agent, Division: "330599"}
	clerk     = access.Actor{ID: "o-7", Role: access.Clerk, Unit: "hall", Division: "330599"}
	far       = access.Actor{ID: "o-8", Role: access.Clerk, Unit: "hall", Division: "330598"}
	stranger  = access.Actor{ID: "acc-x", Role: access.Citizen, Party: "x", Division: "330599"}
	head      = access.Actor{ID: "o-9", Role: access.UnitHead, Unit: "hall", Division: "330599"}
)

func TestGrant(t *testing.T) {
	change := func(f func(*Mandate)) Mandate { m := paper(); f(&m); return m }
	signed := change(func(m *Mandate) { m.Evidence = []Evidence{{Signed, "e-1"}} })
	inHand := agent
	inHand.For, inHand.Mandate = "old", "m0"
	for name, c := range map[string]struct {
		by   access.Actor
		m    Mandate
		want fault.Kind
	}{
		"the principal signs":              {principal, signed, ""},
		"a window records the paper":       {clerk, paper(), ""},
		"a window cannot sign for anybody": {clerk, signed, fault.Invalid},
		"a window elsewhere":               {far, paper(), fault.Forbidden},
		"a stranger":                       {stranger, signed, fault.Forbidden},
		"the agent for itself":             {agent, signed, fault.Forbidden},
		"the agent with a mandate":         {inHand, signed, fault.Forbidden},
		"a unit head":                      {head, paper(), fault.Forbidden},
		"a visitor":                        {access.Actor{Role: access.Public}, signed, fault.Unauthorized},
		"a clerk to itself":                {clerk, change(func(m *Mandate) { m.Agent = clerk.ID }), fault.Forbidden},
		"no proof":                         {clerk, change(func(m *Mandate) { m.Evidence = nil }), fault.Invalid},
		"proof without reference":          {clerk, change(func(m *Mandate) { m.Evidence = []Evidence{{Paper, ""}} }), fault.Invalid},
		"wrong proof":                      {clerk, change(func(m *Mandate) { m.Kind = Parent }), fault.Invalid},
		"parent from household book":       {clerk, change(func(m *Mandate) { m.Kind = Parent; m.Evidence = []Evidence{{Household, "f"}} }), ""},
		"parent by the child":              {principal, change(func(m *Mandate) { m.Kind = Parent; m.Evidence = []Evidence{{Household, "f"}} }), fault.Forbidden},
		"legal representative":             {clerk, change(func(m *Mandate) { m.Kind = LegalRepresentative; m.Evidence = []Evidence{{Licence, "f"}} }), ""},
		"helper too long":                  {clerk, change(func(m *Mandate) { m.Kind = Helper; m.Until = day0.AddDate(1, 0, 0) }), fault.Invalid},
		"helper may not rate":              {clerk, change(func(m *Mandate) { m.Kind = Helper; m.Powers = []Power{Rating}; m.Until = day0.AddDate(0, 1, 0) }), fault.Invalid},
		"child may be given rating":        {clerk, change(func(m *Mandate) { m.Powers = []Power{Rating, Withdrawing} }), ""},
		"unknown power":                    {clerk, change(func(m *Mandate) { m.Powers = []Power{"own"} }), fault.Invalid},
		"unknown kind":                     {clerk, change(func(m *Mandate) { m.Kind = "friend" }), fault.Invalid},
		"ends before it starts":            {clerk, change(func(m *Mandate) { m.Until = m.From }), fault.Invalid},
		"ends in the past":                 {clerk, change(func(m *Mandate) { m.From = day0.AddDate(-1, 0, 0); m.Until = day0.AddDate(0, -1, 0) }), fault.Invalid},
	} {
		act, err := Grant(c.by, c.m, day0)
		if fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil && (act.Kind != "mandate_granted" || act.Mandate.GrantedBy != c.by.ID || !act.Mandate.GrantedAt.Equal(day0)) {
			t.Errorf("%s: act %+v", name, act)
		}
	}
}

func TestPermit(t *testing.T) {
	m := paper()
	narrow := paper()
	narrow.Items = []string{"i1"}
	full := paper()
	full.Powers = []Power{Rating, Withdrawing}
	gone := paper()
	gone.Withdrawn = day0.AddDate(0, 1, 0)
	mid := day0.AddDate(0, 2, 0)
	for name, c := range map[string]struct {
		m    Mandate
		verb access.Verb
		item string
		at   time.Time
		code string
	}{
		"file":                    {m, access.Receive, "i1", mid, ""},
		"correct":                 {m, access.SubmitCorrection, "i9", mid, ""},
		"rate without saying so":  {m, access.Rate, "i1", mid, "mandate_no_rating"},
		"rate with":               {full, access.Rate, "i1", mid, ""},
		"withdraw without":        {m, access.Withdraw, "i1", mid, "mandate_no_withdrawal"},
		"withdraw with":           {full, access.Withdraw, "i1", mid, ""},
		"in the items":            {narrow, access.Receive, "i1", mid, ""},
		"outside the items":       {narrow, access.Receive, "i2", mid, "mandate_other_item"},
		"before it starts":        {m, access.Receive, "i1", day0.Add(-time.Microsecond), "mandate_not_yet"},
		"at its first instant":    {m, access.Receive, "i1", day0, ""},
		"at its last instant":     {m, access.Receive, "i1", m.Until.Add(-time.Microsecond), ""},
		"at the end":              {m, access.Receive, "i1", m.Until, "mandate_expired"},
		"before it was withdrawn": {gone, access.Receive, "i1", gone.Withdrawn.Add(-time.Microsecond), ""},
		"after it was withdrawn":  {gone, access.Receive, "i1", gone.Withdrawn, "mandate_withdrawn"},
		"hand on":                 {full, access.GrantMandate, "", mid, "mandate_not_handed_on"},
	} {
		err := c.m.Permit(c.verb, c.item, c.at)
		code := ""
		if f, ok := fault.As(err); ok {
			code = f.Code
		}
		if code != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

func TestWithdraw(t *testing.T) {
	m := paper()
	held := paper()
	held.Agent = helper.ID
	for name, c := range map[string]struct {
		by   access.Actor
		m    Mandate
		want fault.Kind
	}{
		"principal": {principal, m, ""}, "agent": {agent, m, ""}, "helper": {helper, held, ""},
		"window": {clerk, m, ""}, "window elsewhere": {far, m, fault.NotFound},
		"stranger": {stranger, m, fault.NotFound}, "head": {head, m, fault.NotFound},
		"another helper": {helper, m, fault.NotFound},
	} {
		act, err := Withdraw(c.by, c.m, day0)
		if fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err == nil && act.Mandate.StateAt(day0) != Withdrawn {
			t.Errorf("%s: still in force", name)
		}
	}
	act, _ := Withdraw(principal, m, day0)
	if _, err := Withdraw(principal, act.Mandate, day0.AddDate(0, 0, 1)); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
}

func TestActFor(t *testing.T) {
	m := paper()
	a, err := m.Act(agent, day0)
	if err != nil || a.Whose() != "old" || a.Mandate != "m1" {
		t.Fatalf("%+v, %v", a, err)
	}
	if access.Check(a, access.ViewCase, access.Target{Party: "old"}) != nil || access.Check(a, access.ViewCase, access.Target{Party: "child"}) == nil {
		t.Error("acting for another reaches the other's matters and not one's own")
	}
	for _, by := range []access.Actor{stranger, clerk, {Role: access.Public}} {
		if _, err := m.Act(by, day0); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s used somebody's mandate: %v", by.Role, err)
		}
	}
	if _, err := m.Act(agent, m.Until); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("expired: %v", err)
	}
	if s := m.Says("王小", "王老"); s.ZH != "王小（子女）代王老办理" || s.EN != "王小 (son or daughter) for 王老" {
		t.Errorf("%+v", s)
	}
}

// TestNeverMoreThanSaid: no draw of scope and time permits rating or withdrawing unnamed.
func TestNeverMoreThanSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := paper()
		m.Kind = rapid.SampledFrom([]Kind{Parent, Child, LegalRepresentative, Handler, Helper}).Draw(t, "kind")
		m.Items = rapid.SliceOfN(rapid.SampledFrom([]string{"i1", "i2"}), 0, 2).Draw(t, "items")
		at := day0.Add(time.Duration(rapid.Int64Range(-1e6, 4e7).Draw(t, "s")) * time.Second)
		if m.Permit(access.Rate, "i1", at) == nil || m.Permit(access.Withdraw, "i1", at) == nil {
			t.Fatal("an unnamed power was permitted")
		}
		if (m.Permit(access.Receive, "", at) == nil) != (m.StateAt(at) == InForce) {
			t.Fatal("in force and permitted differ")
		}
	})
}

func TestRulesNameRegisteredLaw(t *testing.T) {
	for _, r := range Rules {
		if _, ok := law.Find(r.Basis); r.Basis != "" && !ok {
			t.Errorf("%s rests on %q, which the register of law lacks", r.Kind, r.Basis)
		}
		if r.Title.ZH == "" || r.Title.EN == "" || r.Rests.IsZero() || r.MaxDays == 0 {
			t.Errorf("%s is incomplete", r.Kind)
		}
	}
}
