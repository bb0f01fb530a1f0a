package accountability_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/limit"
)

// The whole way of a written admonition: heard, two people, served, no appeal, ended by itself.
func TestWrittenAdmonition(t *testing.T) {
	b := newBed(t)
	in := measure(accountability.Written, 3)
	in.Proposals = []string{"off_post_training"}
	id := b.served(in)
	c := b.load(id)
	if e := c.Events[2]; e.Kind != "ending_put_forward" || !slices.Contains(e.Facts.Basis, "zrz-2004.2") {
		t.Errorf("%s rests on %v", e.Kind, e.Facts.Basis)
	}
	if c.State != accountability.Served || !c.Sealed || c.Unit != "centre" {
		t.Fatalf("%s sealed=%v unit %s", c.State, c.Sealed, c.Unit)
	}
	f := accountability.FileOf(c)
	if f.Ending.By != "s1" || f.Ending.Approved != "h1" || f.Facts[0].Seq != 3 || f.Facts[0].Case != 11 {
		t.Errorf("%+v", f)
	}
	b.pass(6)
	if c = b.load(id); c.State != accountability.Warned || !c.IsOpen() {
		t.Fatalf("after the time for an appeal: %s", c.State)
	}
	k, _ := c.Clock("warning")
	if want := calendar.Date(2026, time.June, 2); k.Due.Day != want {
		t.Errorf("the warning ends on %v, want %v", k.Due.Day, want)
	}
	b.clock.Advance(calendar.Builtin().Start(calendar.Date(2026, time.June, 2)).Add(12 * time.Hour).Sub(b.clock.Now()))
	b.sweep()
	if c = b.load(id); c.State != accountability.Warned {
		t.Error("the warning ended within its last day")
	}
	b.clock.Advance(13 * time.Hour)
	b.sweep()
	if c = b.load(id); c.State != accountability.Closed || c.Result != accountability.Measure || c.IsOpen() || !accountability.FileOf(c).Ended {
		t.Errorf("after the period: %s %s", c.State, c.Result)
	}
}

func TestAfter(t *testing.T) {
	for _, row := range []struct {
		from   calendar.Day
		months int
		want   calendar.Day
	}{
		{calendar.Date(2026, time.March, 2), 3, calendar.Date(2026, time.June, 2)},
		{calendar.Date(2025, time.November, 30), 3, calendar.Date(2026, time.February, 28)},
		{calendar.Date(2027, time.August, 31), 6, calendar.Date(2028, time.February, 29)},
		{calendar.Date(2026, time.December, 1), 3, calendar.Date(2027, time.March, 1)},
		{calendar.Date(2026, time.August, 31), 4, calendar.Date(2026, time.December, 31)},
	} {
		if got := accountability.After(row.from, row.months); got != row.want {
			t.Errorf("%v and %d months: %v, want %v", row.from, row.months, got, row.want)
		}
	}
}

// Silence is recorded as such: every ending is still possible, and a late reply is still taken.
func TestSilenceAdmitsNothing(t *testing.T) {
	b := newBed(t)
	id := b.opened()
	b.pass(6)
	c := b.load(id)
	f := accountability.FileOf(c)
	if c.State != accountability.Heard || f.Reply != "expired" || f.Ending != nil || !c.IsOpen() {
		t.Fatalf("%s %+v", c.State, f)
	}
	b.must(accused, id, "reply_to_file", &accountability.ReplyInput{})
	if f = accountability.FileOf(b.load(id)); f.Reply != "given" {
		t.Error("a late reply was not taken")
	}
	b.must(first, id, "propose_ending", &accountability.EndingInput{Kind: accountability.NoFault})
	b.must(head, id, "approve_ending", nil)
	c = b.must(second, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "post", Signed: "not_present"})
	if c.State != accountability.Closed || c.Result != accountability.NoFault {
		t.Errorf("%s %s", c.State, c.Result)
	}
}

// TestOpeningRefused: no file without a source that people found, an officer, and facts.
func TestOpeningRefused(t *testing.T) {
	b := newBed(t)
	for name, row := range map[string]struct {
		cmd  casework.Command
		kind fault.Kind
	}{
		"complaint that was solved": {opening(func(in *accountability.OpenInput) { in.Number = "C2" }), fault.Unlawful},
		"unknown number":            {opening(func(in *accountability.OpenInput) { in.Number = "C9" }), fault.Invalid},
		"no source":                 {opening(func(in *accountability.OpenInput) { in.Source = "figure" }), fault.Invalid},
		"card that is none": {opening(func(in *accountability.OpenInput) {
			in.Source, in.Number, in.Card = accountability.FromCard, "X1", "R1-1-roads"
		}), fault.Unlawful},
		"impasse that is none":                    {opening(func(in *accountability.OpenInput) { in.Source, in.Number = accountability.FromImpasse, "C2" }), fault.Unlawful},
		"visit without finding":                   {opening(func(in *accountability.OpenInput) { in.Source, in.Number = accountability.FromInspection, "V2" }), fault.Unlawful},
		"officer who does not exist":              {opening(func(in *accountability.OpenInput) { in.Officer = "nobody" }), fault.Invalid},
		"oneself":                                 {opening(func(in *accountability.OpenInput) { in.Officer = first.ID }), fault.Unlawful},
		"no fact":                                 {opening(func(in *accountability.OpenInput) { in.Facts = nil }), fault.Invalid},
		"fact without words":                      {opening(func(in *accountability.OpenInput) { in.Facts[0].Says = " " }), fault.Invalid},
		"fact of an act there is not":             {opening(func(in *accountability.OpenInput) { in.Facts[0].Seq = 6 }), fault.Invalid},
		"fact of a case there is not":             {opening(func(in *accountability.OpenInput) { in.Facts[0].Number = "C9" }), fault.Invalid},
		"fact that tells when the reporter wrote": {opening(func(in *accountability.OpenInput) { in.Facts[0].Seq = 1 }), fault.Invalid},
		"fact that is the reporter's own act":     {opening(func(in *accountability.OpenInput) { in.Facts[0].Seq = 4 }), fault.Invalid},
		"fact without event and paper":            {opening(func(in *accountability.OpenInput) { in.Facts[0].Number = "" }), fault.Invalid},
		"without reason":                          {func() casework.Command { c := opening(nil); c.Reason = ""; return c }(), fault.Invalid},
		"supervisor of another unit":              {func() casework.Command { c := opening(nil); c.Actor = elsewhat; return c }(), fault.NotFound},
		"the unit's head":                         {func() casework.Command { c := opening(nil); c.Actor = boss; return c }(), fault.NotFound},
	} {
		if _, err := b.engine.Do(context.Background(), row.cmd); fault.KindOf(err) != row.kind {
			t.Errorf("%s: %v, want %v", name, err, row.kind)
		}
	}
	if _, err := b.engine.Do(context.Background(), func() casework.Command { c := opening(nil); c.Open.Sealed = false; return c }()); err == nil {
		t.Error("an open file was taken")
	}
	for _, ok := range []func(*accountability.OpenInput){nil,
		func(in *accountability.OpenInput) { in.Number = "C3" },
		func(in *accountability.OpenInput) { in.Source, in.Number = accountability.FromInspection, "V1" },
		func(in *accountability.OpenInput) {
			in.Source, in.Number = accountability.FromInspection, "V1"
			in.Facts[0].Number, in.Facts[0].Seq = "V1", 1
		},
		func(in *accountability.OpenInput) { in.Source, in.Number = accountability.FromImpasse, "X1" },
		func(in *accountability.OpenInput) {
			in.Facts[0].Number, in.Files = "", []casework.File{{Material: "evidence", Hash: "0f"}}
		},
	} {
		if _, err := b.engine.Do(context.Background(), opening(ok)); err != nil {
			t.Error(err)
		}
	}
}

// TestFromACard: a card is a lead after a supervisor upheld it, and not before.
func TestFromACard(t *testing.T) {
	b := newBed(t)
	late := casework.Event{Seq: 2, Kind: "limit_overrun", At: start, Facts: casework.Facts{Clocks: []limit.Clock{{Name: "promised", State: limit.Late, Due: limit.Due{At: start}}}}}
	events := []casework.Event{{Seq: 1, Kind: "received", At: start, Facts: casework.Facts{Unit: "roads", Open: &casework.Opening{Number: "K1"}}}, late}
	sources["K1"] = &casework.Case{Key: casework.Key{Division: division, ID: 21}, Number: "K1", Events: events}
	sources["K2"] = &casework.Case{Key: casework.Key{Division: division, ID: 22}, Number: "K2", Events: append(slices.Clone(events), casework.Event{Seq: 3, Kind: "card_upheld", At: start, Facts: casework.Facts{Code: "Y1-2-roads"}})}
	from := func(number, card string) error {
		_, err := b.engine.Do(context.Background(), opening(func(in *accountability.OpenInput) {
			in.Source, in.Number, in.Card = accountability.FromCard, number, card
		}))
		return err
	}
	if err := from("K1", "Y1-2-roads"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a card that nobody upheld: %v", err)
	}
	if err := from("K2", "Y1-9-roads"); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("another card: %v", err)
	}
	if err := from("K2", "Y1-2-roads"); err != nil {
		t.Error(err)
	}
}

// TestGuardsRefuse: each guard of the table says no where it must.
func TestGuardsRefuse(t *testing.T) {
	b := newBed(t)
	id := b.opened()
	b.refused(first, id, "propose_ending", measure("criticism", 0), "officer_not_heard")
	b.refused(mate, id, "reply_to_file", &accountability.ReplyInput{}, "not_found")
	b.refused(first, id, "reply_to_file", &accountability.ReplyInput{}, "not_your_part")
	b.must(accused, id, "reply_to_file", &accountability.ReplyInput{})

	// The ladder and what each ending asks for.
	for name, row := range map[string]struct {
		in   *accountability.EndingInput
		code string
	}{
		"system cause":             {&accountability.EndingInput{Kind: accountability.Measure, Cause: "system", Measure: "criticism"}, "cause_not_personal"},
		"law gap, handed over":     {&accountability.EndingInput{Kind: accountability.Discipline, Cause: "law_gap"}, "cause_not_personal"},
		"no cause":                 {&accountability.EndingInput{Kind: accountability.Measure, Measure: "criticism"}, "invalid"},
		"recommend, personal":      {&accountability.EndingInput{Kind: accountability.Recommend, Cause: accountability.Personal, Mend: "roads"}, "invalid"},
		"recommend, no unit":       {&accountability.EndingInput{Kind: accountability.Recommend, Cause: "system"}, "invalid"},
		"recommend, unknown":       {&accountability.EndingInput{Kind: accountability.Recommend, Cause: "system", Mend: "moon"}, "invalid"},
		"no such measure":          {measure("dismissal", 0), "invalid"},
		"written without months":   {measure(accountability.Written, 0), "invalid"},
		"written, two months":      {measure(accountability.Written, 2), "invalid"},
		"written, seven months":    {measure(accountability.Written, 7), "invalid"},
		"oral with months":         {measure("oral_admonition", 3), "invalid"},
		"proposal without written": {&accountability.EndingInput{Kind: accountability.Measure, Cause: accountability.Personal, Measure: "circular", Proposals: []string{"dismissal"}}, "invalid"},
		"proposal alone":           {&accountability.EndingInput{Kind: accountability.NoFault, Proposals: []string{"dismissal"}}, "invalid"},
		"exempt without ground":    {&accountability.EndingInput{Kind: accountability.Exempt, Cause: accountability.Personal}, "invalid"},
		"ground without exempt":    {&accountability.EndingInput{Kind: accountability.NoFault, Exemption: "cheated"}, "invalid"},
		"four conditions": {&accountability.EndingInput{Kind: accountability.Tolerated, Cause: accountability.Personal, Evidence: func() map[string]string {
			m := all("示例")
			delete(m, "recovered")
			return m
		}()}, "invalid"},
		"conditions without tolerance": {&accountability.EndingInput{Kind: accountability.NoFault, Evidence: all("示例")}, "invalid"},
		"nothing":                      {&accountability.EndingInput{}, "invalid"},
	} {
		before := b.load(id)
		_, err := b.do(first, id, "propose_ending", row.in)
		var f *fault.Fault
		if !errors.As(err, &f) || row.code == "invalid" && f.Kind != fault.Invalid || row.code != "invalid" && f.Code != row.code {
			t.Errorf("%s: %v, want %s", name, err, row.code)
		}
		if b.load(id).State != before.State {
			t.Fatalf("%s moved the file", name)
		}
	}

	// Who may not decide.
	b.refused(third, id, "propose_ending", measure("criticism", 0), "decided_the_complaint")
	b.refused(accused, id, "propose_ending", measure("criticism", 0), "not_found")
	b.refused(boss, id, "propose_ending", measure("criticism", 0), "not_found")
	b.refused(elsewhat, id, "propose_ending", measure("criticism", 0), "not_your_part")
	b.must(first, id, "propose_ending", measure("criticism", 0))
	b.refused(first, id, "approve_ending", nil, "own_proposal")
	b.refused(second, id, "approve_ending", nil, "head_must_sign")
	b.must(head, id, "approve_ending", nil)
	b.refused(first, id, "serve_decision", &accountability.ServeInput{Day: b.today() + 1, How: "post", Signed: "signed"}, "invalid_input")
	b.refused(first, id, "serve_decision", &accountability.ServeInput{Day: b.today() - 1, How: "post", Signed: "signed"}, "invalid_input")
	b.refused(first, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "left", Signed: "refused"}, "invalid_input")
	b.refused(first, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "post"}, "invalid_input")
	b.must(first, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "left", Signed: "refused", Files: []casework.File{{Material: "service", Hash: "aa"}}})
	b.refused(mate, id, "appeal_measure", nil, "not_found")
	b.must(accused, id, "appeal_measure", nil)
	b.refused(first, id, "decide_measure_appeal", &accountability.AppealInput{}, "had_a_part")
	b.refused(head, id, "decide_measure_appeal", &accountability.AppealInput{}, "had_a_part")
	b.refused(third, id, "decide_measure_appeal", &accountability.AppealInput{}, "decided_the_complaint")
	c := b.must(second, id, "decide_measure_appeal", &accountability.AppealInput{Upheld: true})
	if c.State != accountability.Closed || c.Result != accountability.Lifted || !accountability.FileOf(c).Lifted {
		t.Errorf("%s %s", c.State, c.Result)
	}
	counts, err := b.files.Counts(context.Background(), division, "", calendar.Interval{From: b.today() - 10, To: b.today()})
	if err != nil || len(counts) != 1 || !counts[0].Lifted || counts[0].Ending != accountability.Measure || counts[0].N != 1 {
		t.Errorf("a lifted measure stays in the count: %+v %v", counts, err)
	}
}

// A member of the centre can be the one whom a file is about: nothing of it is then theirs to decide.
func TestOwnFileAtTheCentre(t *testing.T) {
	b := newBed(t)
	out, err := b.engine.Do(context.Background(), opening(func(in *accountability.OpenInput) { in.Officer = second.ID }))
	if err != nil {
		t.Fatal(err)
	}
	id := out.Case.ID
	b.must(second, id, "reply_to_file", &accountability.ReplyInput{})
	b.refused(second, id, "propose_ending", measure("criticism", 0), "own_case")
	b.must(first, id, "propose_ending", measure("criticism", 0))
	b.refused(second, id, "return_proposal", nil, "own_case")
	b.must(head, id, "approve_ending", nil)
	b.refused(second, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "in_person", Signed: "signed"}, "own_case")
	b.must(first, id, "serve_decision", &accountability.ServeInput{Day: b.today(), How: "in_person", Signed: "signed"})
	b.must(second, id, "appeal_measure", nil)
	b.refused(second, id, "decide_measure_appeal", &accountability.AppealInput{Upheld: true}, "own_case")
}

func TestRecusal(t *testing.T) {
	b := newBed(t)
	id := b.opened()
	b.refused(accused, id, "ask_recusal", &accountability.RecusalInput{Who: mate.ID}, "invalid_input")
	b.must(accused, id, "ask_recusal", &accountability.RecusalInput{Who: first.ID})
	b.refused(accused, id, "ask_recusal", &accountability.RecusalInput{Who: second.ID}, "request_waits")
	b.must(accused, id, "reply_to_file", &accountability.ReplyInput{})
	b.refused(second, id, "propose_ending", measure("criticism", 0), "recusal_waits")
	b.refused(first, id, "decide_recusal", &accountability.RecusalAnswer{}, "own_recusal")
	b.refused(second, id, "decide_recusal", &accountability.RecusalAnswer{}, "head_must_decide")
	b.must(head, id, "decide_recusal", &accountability.RecusalAnswer{Grant: true})
	b.refused(head, id, "decide_recusal", &accountability.RecusalAnswer{Grant: true}, "no_recusal_asked")
	b.refused(first, id, "propose_ending", measure("criticism", 0), "recused")
	b.refused(first, id, "declare_recusal", nil, "out_already")
	b.refused(accused, id, "ask_recusal", &accountability.RecusalInput{Who: first.ID}, "asked_already")
	b.must(second, id, "propose_ending", measure("criticism", 0))

	// About the head another of the centre decides, and then a supervisor may approve.
	b.must(accused, id, "ask_recusal", &accountability.RecusalInput{Who: head.ID})
	b.refused(head, id, "decide_recusal", &accountability.RecusalAnswer{}, "own_recusal")
	b.refused(first, id, "decide_recusal", &accountability.RecusalAnswer{Grant: true}, "own_recusal") // who withdrew decides nothing
	b.must(third, id, "decide_recusal", &accountability.RecusalAnswer{Grant: true})
	b.refused(head, id, "approve_ending", nil, "recused")
	b.refused(second, id, "approve_ending", nil, "own_proposal")
	b.refused(third, id, "approve_ending", nil, "decided_the_complaint")
}

// TestNothingByItself: what the platform may do without a person opens nothing, proposes
// nothing, decides nothing and puts nothing on anybody.
func TestNothingByItself(t *testing.T) {
	p := accountability.Rules{}.Procedure()
	mine := map[string]bool{"expire_reply": true, "lapse_appeal": true, "end_warning": true, "warn_due": true, "mark_late": true, "escalate": true, "rederive": true}
	for _, row := range p.Transitions {
		if !slices.Contains(row.By, casework.Itself) {
			continue
		}
		if !mine[row.Verb] || !row.Quiet || len(row.By) != 1 || len(row.From) == 0 {
			t.Errorf("%s is done by the platform", row.Verb)
		}
		for _, to := range []casework.State{row.To, row.Or} {
			if to == accountability.Proposed || to == accountability.Decided || to == accountability.Served {
				t.Errorf("%s leads to %s without a person", row.Verb, to)
			}
		}
	}
	for _, k := range p.Clocks {
		if k.Verb != "" && !mine[k.Verb] {
			t.Errorf("clock %s runs %s", k.Name, k.Verb)
		}
	}
	for _, v := range []access.Verb{access.OpenFile, access.ProposeEnding, access.ApproveEnding, access.ServeDecision, access.DecideMeasureAppeal, access.DecideRecusal} {
		if access.May(access.Actor{Role: access.System}, v) {
			t.Errorf("the platform may %s", v)
		}
	}
	b := newBed(t)
	id := b.opened()
	for range 12 {
		b.pass(20)
	}
	if f := accountability.FileOf(b.load(id)); f.Ending != nil || f.Service != nil || b.load(id).State != accountability.Heard {
		t.Errorf("left alone for a year the file came to %+v", f)
	}
}

// TestBasesAreKnown: what the table and the ladder rest on stands in the register of law.
func TestBasesAreKnown(t *testing.T) {
	check := func(id string) {
		if _, ok := law.Find(id); id != "" && !ok {
			t.Errorf("no basis %s", id)
		}
	}
	accountability.Rules{}.Procedure().Uses(func(id string, _ lang.Text) { check(id) })
	for _, r := range accountability.Ladder() {
		check(r.Basis)
	}
}

// walk is one random life of a file.
type walk struct {
	*bed
	t     *rapid.T
	id    casework.ID
	last  *casework.Case
	lives map[string]int
}

// TestRandomLives: whoever tries whatever in whatever order, a measure comes only after the
// officer was heard, from a personal cause, by two people who are neither the officer nor
// recused nor deciders of the complaint, and what the platform does by itself changes none of it.
func TestRandomLives(t *testing.T) {
	outer, lives := t, map[string]int{}
	var b *bed
	rapid.Check(t, func(t *rapid.T) {
		if b == nil || b.clock.Now().Year() > 2028 {
			b = newBed(outer)
		}
		subject := rapid.SampledFrom([]access.Actor{accused, accused, second, head}).Draw(t, "about")
		out, err := b.engine.Do(context.Background(), opening(func(in *accountability.OpenInput) { in.Officer = subject.ID }))
		if err != nil {
			t.Fatal(err)
		}
		w := &walk{bed: b, t: t, id: out.Case.ID, last: out.Case, lives: lives}
		for range rapid.IntRange(3, 25).Draw(t, "steps") {
			w.step(subject)
		}
		lives[string(w.last.State)]++
	})
	t.Logf("lives ended in %v", lives)
	for _, s := range []casework.State{accountability.Heard, accountability.Closed} {
		if lives[string(s)] == 0 {
			t.Errorf("no life came to %s", s)
		}
	}
}

func (w *walk) step(subject access.Actor) {
	t := w.t
	if rapid.IntRange(0, 5).Draw(t, "time") == 0 {
		w.clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 24, 24 * 9, 24 * 100}).Draw(t, "hours")) * time.Hour)
		got, err := w.engine.Sweep(context.Background(), division)
		if err != nil || got.Err != nil {
			t.Fatal(err, got.Err)
		}
		w.check(subject, true)
		return
	}
	who := rapid.SampledFrom(everyone).Draw(t, "who")
	verb := rapid.SampledFrom([]string{"reply_to_file", "propose_ending", "propose_ending", "approve_ending", "return_proposal", "serve_decision", "appeal_measure", "decide_measure_appeal", "ask_recusal", "declare_recusal", "decide_recusal", "expire_reply", "end_warning", "lapse_appeal"}).Draw(t, "verb")
	if rapid.Bool().Draw(t, "as it should be") {
		who, verb = w.next(subject)
	}
	var input any
	switch verb {
	case "propose_ending":
		in := &accountability.EndingInput{Kind: rapid.SampledFrom(accountability.Endings()).Draw(t, "kind").ID, Cause: rapid.SampledFrom(accountability.Causes()).Draw(t, "cause").ID}
		switch in.Kind {
		case accountability.Measure:
			in.Measure = rapid.SampledFrom(accountability.Ladder()).Draw(t, "rung").ID
			in.Months = rapid.SampledFrom([]int{0, 3, 6}).Draw(t, "months")
		case accountability.Recommend:
			in.Mend = "roads"
		case accountability.Exempt:
			in.Exemption = "accident"
		case accountability.Tolerated:
			in.Evidence = all("示例")
		}
		input = in
	case "serve_decision":
		input = &accountability.ServeInput{Day: w.today(), How: "post", Signed: "signed"}
	case "decide_measure_appeal":
		input = &accountability.AppealInput{Upheld: rapid.Bool().Draw(t, "upheld")}
	case "ask_recusal":
		input = &accountability.RecusalInput{Who: rapid.SampledFrom(everyone).Draw(t, "whom").ID}
	case "decide_recusal":
		input = &accountability.RecusalAnswer{Grant: rapid.Bool().Draw(t, "grant")}
	}
	_, err := w.do(who, w.id, verb, input)
	if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) {
		t.Fatalf("%s by %s failed without an answer for a person: %v", verb, who.ID, err)
	}
	w.check(subject, false)
}

// next is what ordinarily happens now.
func (w *walk) next(subject access.Actor) (access.Actor, string) {
	switch w.last.State {
	case accountability.Opened:
		return subject, "reply_to_file"
	case accountability.Heard:
		return first, "propose_ending"
	case accountability.Proposed:
		return head, "approve_ending"
	case accountability.Decided:
		return first, "serve_decision"
	case accountability.Served:
		return subject, "appeal_measure"
	}
	return second, "decide_measure_appeal"
}

func (w *walk) check(subject access.Actor, alone bool) {
	t, c := w.t, w.load(w.id)
	f, before := accountability.FileOf(c), accountability.FileOf(w.last)
	if alone && !reflect.DeepEqual(f.Ending, before.Ending) {
		t.Fatalf("the platform changed the ending from %+v to %+v", before.Ending, f.Ending)
	}
	out := func(who string) bool {
		return who == "" || who == subject.ID || slices.Contains(f.Deciders, who)
	}
	if e := f.Ending; e != nil {
		if f.Reply == "" {
			t.Fatal("proposed unheard")
		}
		if (e.Kind == accountability.Measure || e.Kind == accountability.Discipline) && e.Cause != accountability.Personal {
			t.Fatalf("%s for cause %s", e.Kind, e.Cause)
		}
		if out(e.By) || e.Approved != "" && (out(e.Approved) || e.Approved == e.By) {
			t.Fatalf("decided by %s and %s about %s", e.By, e.Approved, subject.ID)
		}
		if (e.Months != 0) != (e.Measure == accountability.Written) {
			t.Fatalf("%d months of %s", e.Months, e.Measure)
		}
	}
	if f.Service != nil && (f.Ending == nil || f.Ending.Approved == "") {
		t.Fatal("served without a decision")
	}
	if a := f.Appeal; a != nil && a.By != "" && (out(a.By) || slices.Contains(f.Named(), a.By)) {
		t.Fatalf("appeal decided by %s", a.By)
	}
	if f.Lifted != (c.Result == accountability.Lifted) {
		t.Fatalf("lifted %v, result %s", f.Lifted, c.Result)
	}
	if c.IsOpen() == (c.State == accountability.Closed) {
		t.Fatalf("state %s, open %v", c.State, c.IsOpen())
	}
	if !c.IsOpen() {
		for _, k := range c.Clocks {
			if k.State == limit.Running && k.Name != "officer_reply" {
				t.Fatalf("clock %s runs on after the end", k.Name)
			}
		}
	}
	if diff, err := w.files.Compare(context.Background(), c); err != nil || len(diff) > 0 {
		t.Fatalf("rows: %v %v", diff, err)
	}
	w.last = c
}
