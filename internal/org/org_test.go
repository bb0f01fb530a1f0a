package org

import (
	"encoding/json"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

var today = calendar.Date(2026, 3, 2)

// county is an invented organisation.
func county() Data {
	return Data{
		Units: []Unit{
			{ID: "gov", Division: "330599", Name: lang.T("测试县政府办", "Test County Office"), Level: "4", Kind: StatutoryBody},
			{ID: "water", Division: "330599", Name: lang.T("测试县水务局", "Test Water Bureau"), Level: "4", Kind: StatutoryBody, Parent: "gov", Phone: "0500-0000001", Hours: Hours{{510, 720}, {840, 1050}}},
		},
		Posts: []Post{{"water-review", "water", lang.T("取水审查", "abstraction review")}, {"water-desk", "water", lang.T("水务窗口", "water desk")}},
		Windows: []Window{
			{Number: "1", Division: "330599"},
			{Number: "2", Division: "330599", Unit: "water", Post: "water-desk"},
			{Number: "3", Division: "330599", Items: []string{"i1"}},
		},
		Officers: []Officer{
			{ID: "o-1", Name: "测试甲", Unit: "water", Roles: []string{"unit_head"}, From: today - 900},
			{ID: "o-2", Name: "测试乙", Unit: "water", Roles: []string{"officer"}, From: today - 900},
			{ID: "o-3", Name: "测试丙", Unit: "water", Roles: []string{"officer"}, From: today - 900, Until: today + 10},
			{ID: "o-4", Name: "测试丁", Unit: "gov", Roles: []string{"clerk"}, From: today - 900},
		},
		Holdings: []Holding{
			{Post: "water-review", Officer: "o-3", Rank: B, From: today - 800},
			{Post: "water-review", Officer: "o-2", Rank: A, From: today - 800},
			{Post: "water-desk", Officer: "o-4", Rank: A, From: today - 800},
		},
	}
}

func directory(t testing.TB, d Data) *Directory {
	t.Helper()
	dir, err := NewDirectory(d)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOnDuty(t *testing.T) {
	for name, c := range map[string]struct {
		post   string
		day    calendar.Day
		change func(*Data)
		who    string
		as     As
		kind   fault.Kind
	}{
		"A is there":           {"water-review", today, nil, "o-2", AsA, ""},
		"A away, B takes over": {"water-review", today, func(d *Data) { d.Absences = []Absence{{"o-2", today, today}} }, "o-3", AsB, ""},
		"A back the day after": {"water-review", today + 1, func(d *Data) { d.Absences = []Absence{{"o-2", today, today}} }, "o-2", AsA, ""},
		"open absence":         {"water-review", today + 5, func(d *Data) { d.Absences = []Absence{{"o-2", today, 0}} }, "o-3", AsB, ""},
		"B has left office":    {"water-review", today + 11, func(d *Data) { d.Absences = []Absence{{"o-2", today, 0}} }, "", "", fault.Unavailable},
		"duty list goes first": {"water-review", today, func(d *Data) { d.Duties = []Duty{{"water-review", "o-1", today, today}} }, "o-1", ByDutyList, ""},
		"duty list, but away": {"water-review", today, func(d *Data) {
			d.Duties = []Duty{{"water-review", "o-1", today, today}}
			d.Absences = []Absence{{"o-1", today, 0}}
		}, "o-2", AsA, ""},
		"no backup":              {"water-desk", today, func(d *Data) { d.Absences = []Absence{{"o-4", today, today}} }, "", "", fault.Unavailable},
		"unknown post":           {"no-such-post", today, nil, "", "", fault.NotFound},
		"before anybody held it": {"water-review", today - 850, nil, "", "", fault.Unavailable},
		"holding ended":          {"water-review", today, func(d *Data) { d.Holdings[1].Until = today - 1 }, "o-3", AsB, ""},
	} {
		d := county()
		if c.change != nil {
			c.change(&d)
		}
		r, err := directory(t, d).OnDuty(c.post, c.day)
		if r.Officer != c.who || r.As != c.as || fault.KindOf(err) != c.kind {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// TestOnDutyProperties: whoever is found is in office and not away; nobody is found only
// when nobody could be; B only when no A could; the order of the data does not matter.
func TestOnDutyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := county()
		d.Holdings, d.Absences, d.Duties = nil, nil, nil
		who := rapid.SampledFrom([]string{"o-1", "o-2", "o-3", "o-4"})
		span := rapid.Custom(func(t *rapid.T) [2]calendar.Day {
			from := today + calendar.Day(rapid.IntRange(-5, 15).Draw(t, "from"))
			return [2]calendar.Day{from, from + calendar.Day(rapid.IntRange(0, 10).Draw(t, "len"))}
		})
		for range rapid.IntRange(0, 4).Draw(t, "holdings") {
			s := span.Draw(t, "holding")
			d.Holdings = append(d.Holdings, Holding{"water-review", who.Draw(t, "who"), rapid.SampledFrom([]Rank{A, B}).Draw(t, "rank"), s[0], s[1]})
		}
		for range rapid.IntRange(0, 3).Draw(t, "absences") {
			s := span.Draw(t, "absence")
			d.Absences = append(d.Absences, Absence{who.Draw(t, "away"), s[0], s[1]})
		}
		if rapid.Bool().Draw(t, "duty") {
			s := span.Draw(t, "duty")
			d.Duties = append(d.Duties, Duty{"water-review", who.Draw(t, "dutyman"), s[0], s[1]})
		}
		dir, err := NewDirectory(d)
		if err != nil {
			t.Fatal(err)
		}
		day := today + calendar.Day(rapid.IntRange(-6, 26).Draw(t, "day"))
		fit := func(id string) bool { o, _ := dir.Officer(id); return o.Active(day) && !dir.Away(id, day) }
		any := func(rank Rank) bool {
			return slices.ContainsFunc(d.Holdings, func(h Holding) bool { return h.Rank == rank && within(day, h.From, h.Until) && fit(h.Officer) })
		}
		listed := slices.ContainsFunc(d.Duties, func(y Duty) bool { return within(day, y.From, y.Until) && fit(y.Officer) })
		r, err := dir.OnDuty("water-review", day)
		switch {
		case err != nil && (any(A) || any(B) || listed):
			t.Fatalf("nobody found, but somebody could: %v", err)
		case err == nil && !fit(r.Officer):
			t.Fatalf("%s is away or not in office", r.Officer)
		case err == nil && r.As == AsB && any(A):
			t.Fatal("B found although A could")
		}
		rnd := rand.New(rand.NewSource(rapid.Int64().Draw(t, "shuffle")))
		rnd.Shuffle(len(d.Holdings), func(i, j int) { d.Holdings[i], d.Holdings[j] = d.Holdings[j], d.Holdings[i] })
		again, _ := NewDirectory(d)
		if r2, _ := again.OnDuty("water-review", day); r2.Officer != r.Officer {
			t.Fatalf("order matters: %s, %s", r.Officer, r2.Officer)
		}
		for _, tk := range dir.Takeovers("o-2", day) {
			if tk.By == "o-2" {
				t.Fatal("taking over from oneself")
			}
		}
	})
}

func TestAbsenceMovesWork(t *testing.T) {
	dir := directory(t, county())
	c, moved, err := dir.PlanAbsence(Absence{"o-2", today, today + 4})
	if err != nil || c.Kind != AbsencePlanned || !slices.Equal(moved, []Takeover{{Post: "water-review", By: "o-3"}}) {
		t.Fatalf("%+v %+v %v", c, moved, err)
	}
	_, moved, err = dir.PlanAbsence(Absence{"o-4", today, today})
	if err != nil || len(moved) != 1 || !moved[0].Vacant {
		t.Fatalf("a vacant post must be shown: %+v %v", moved, err)
	}
	if _, _, err := dir.PlanAbsence(Absence{"o-2", today, today - 1}); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, _, err := dir.PlanAbsence(Absence{"nobody", today, today}); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func TestDelegation(t *testing.T) {
	good := Delegation{ID: "g-1", Unit: "water", From: "o-1", To: "o-2", Powers: []string{"approve_extension"}, First: today, Last: today + 30, Instrument: "测试授权书1号"}
	with := func(f func(*Delegation)) Delegation { g := good; f(&g); return g }
	dir := directory(t, county())
	for name, c := range map[string]struct {
		by   string
		g    Delegation
		want fault.Kind
	}{
		"head to officer":   {"o-1", good, ""},
		"not the head":      {"o-2", with(func(g *Delegation) { g.From = "o-2"; g.To = "o-3" }), fault.Forbidden},
		"in another's name": {"o-2", good, fault.Forbidden},
		"other unit":        {"o-1", with(func(g *Delegation) { g.To = "o-4" }), fault.Invalid},
		"to the head":       {"o-1", with(func(g *Delegation) { g.To = "o-1" }), fault.Invalid},
		"no powers":         {"o-1", with(func(g *Delegation) { g.Powers = nil }), fault.Invalid},
		"no paper":          {"o-1", with(func(g *Delegation) { g.Instrument = "" }), fault.Invalid},
		"back-dated":        {"o-1", with(func(g *Delegation) { g.First = today - 1 }), fault.Invalid},
		"ends first":        {"o-1", with(func(g *Delegation) { g.Last = today - 1 }), fault.Invalid},
		"too long":          {"o-1", with(func(g *Delegation) { g.Last = today + MaxDelegationDays }), fault.Invalid},
	} {
		if _, err := dir.Delegate(c.by, c.g, today); fault.KindOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	d := county()
	d.Delegations = []Delegation{good}
	dir = directory(t, d)
	for name, c := range map[string]struct {
		who, unit, power string
		day              calendar.Day
		id               string
		ok               bool
	}{
		"head":              {"o-1", "water", "approve_extension", today, "", true},
		"delegate":          {"o-2", "water", "approve_extension", today, "g-1", true},
		"another power":     {"o-2", "water", "deny", today, "", false},
		"before it starts":  {"o-2", "water", "approve_extension", today - 1, "", false},
		"its last day":      {"o-2", "water", "approve_extension", today + 30, "g-1", true},
		"after it ended":    {"o-2", "water", "approve_extension", today + 31, "", false},
		"somebody else":     {"o-3", "water", "approve_extension", today, "", false},
		"head of elsewhere": {"o-1", "gov", "approve_extension", today, "", false},
	} {
		if id, ok := dir.MayApprove(c.who, c.unit, c.power, c.day); ok != c.ok || id != c.id {
			t.Errorf("%s: %q %v", name, id, ok)
		}
	}
	ch, err := dir.WithdrawDelegation("o-1", "g-1", today+2)
	if err != nil {
		t.Fatal(err)
	}
	after := directory(t, d.Apply([]Change{ch}))
	if _, ok := after.MayApprove("o-2", "water", "approve_extension", today+2); ok {
		t.Error("a withdrawn delegation still held")
	}
	if _, ok := after.MayApprove("o-2", "water", "approve_extension", today+1); !ok {
		t.Error("withdrawing changed the past")
	}
	if _, err := after.WithdrawDelegation("o-1", "g-1", today+3); fault.KindOf(err) != fault.Conflict {
		t.Error(err)
	}
	if _, err := dir.WithdrawDelegation("o-2", "g-1", today); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
	d.Officers[0].Until = today + 5 // the head leaves
	if _, ok := directory(t, d).MayApprove("o-2", "water", "approve_extension", today+6); ok {
		t.Error("a delegation outlived the office of the head who gave it")
	}
}

func TestDirectoryRefusesDamage(t *testing.T) {
	for name, f := range map[string]func(*Data){
		"twice":       func(d *Data) { d.Units = append(d.Units, d.Units[0]) },
		"no unit":     func(d *Data) { d.Posts[0].Unit = "none" },
		"no officer":  func(d *Data) { d.Holdings[0].Officer = "none" },
		"no parent":   func(d *Data) { d.Units[1].Parent = "none" },
		"window unit": func(d *Data) { d.Windows[1].Unit = "none" },
	} {
		d := county()
		f(&d)
		if _, err := NewDirectory(d); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestWindowServes(t *testing.T) {
	w := county().Windows
	if !w[0].Serves("water", "i9") || !w[1].Serves("water", "i9") || w[1].Serves("gov", "i9") || !w[2].Serves("gov", "i1") || w[2].Serves("gov", "i2") {
		t.Error("a window serves the wrong items")
	}
}

func TestHours(t *testing.T) {
	for in, want := range map[string]string{
		"08:30-12:00,14:00-17:30": "08:30-12:00,14:00-17:30", "8:30—12:00、14:00~17:30": "08:30-12:00,14:00-17:30", "": "", "0:00-24:00": "00:00-24:00",
	} {
		if h, ok := ParseHours(in); !ok || h.String() != want {
			t.Errorf("%q: %q %v", in, h, ok)
		}
	}
	for _, in := range []string{"8-12", "12:00-08:00", "08:30-12:00,11:00-13:00", "24:01-25:00", "08:60-09:00", "x"} {
		if _, ok := ParseHours(in); ok {
			t.Errorf("%q accepted", in)
		}
	}
}

// TestNoNameInFacts: what is kept for ever holds no officer's name.
func TestNoNameInFacts(t *testing.T) {
	o := county().Officers[0]
	c := Change{Kind: OfficerChanged, Officer: &o}
	b, err := json.Marshal(c)
	if err != nil || strings.Contains(string(b), o.Name) {
		t.Fatalf("%s %v", b, err)
	}
	act := ActOf(c)
	facts, _ := json.Marshal(act.Facts)
	if act.Kind != OfficerChanged || act.Notes["o-1"] != o.Name || strings.Contains(string(facts), o.Name) || ActOf(Change{Kind: UnitChanged}).Notes != nil {
		t.Error("the name is not in the private half alone")
	}
	var read Facts
	if err := json.Unmarshal(facts, &read); err != nil || read.Named(act.Notes)[0].Officer.Name != o.Name || read.Named(nil)[0].Officer.Name != "" {
		t.Errorf("%v", err)
	}
	if ActOf(c, c).Kind != Imported {
		t.Error("several changes are one import")
	}
	var back Change
	if err := json.Unmarshal(b, &back); err != nil || back.Officer.From != o.From {
		t.Errorf("%+v %v", back, err)
	}
}
