package inspection_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/law"
)

// TestOpenRound: planned, drawn, visited, told at once, put right.
func TestOpenRound(t *testing.T) {
	b := newBed(t)
	c := b.running(false)
	f := inspection.RoundOf(c)
	if len(f.Of(inspection.Objects)) != 2 || len(f.Of(inspection.Inspectors)) != 2 || f.Of(inspection.Objects)[0] == f.Of(inspection.Objects)[1] {
		t.Fatalf("%+v", f.Drawn)
	}
	out, err := b.engine.Do(context.Background(), b.sheet(c, nil))
	if err != nil {
		t.Fatal(err)
	}
	v := inspection.VisitOf(out.Case)
	if out.Case.State != inspection.Told || !v.Shown || !v.Findings[0].Person || !v.Findings[0].Statement || out.Case.Unit != "centre" || !out.Case.Sealed {
		t.Fatalf("%s %+v", out.Case.State, v)
	}
	head := headOf(v.Unit)
	if _, err := b.do(headOf("tax2"), out.Case.ID, "reply_visit", &inspection.ReplyInput{Files: []casework.File{{Hash: "aa"}}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another unit replied: %v", err)
	}
	if _, err := b.do(head, out.Case.ID, "reply_visit", &inspection.ReplyInput{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reply without proof: %v", err)
	}
	b.must(head, out.Case.ID, "reply_visit", &inspection.ReplyInput{Files: []casework.File{{Hash: "aa"}}})
	if _, err := b.do(planner, out.Case.ID, "return_mending", &inspection.ReturnInput{Days: 0}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no days: %v", err)
	}
	b.must(planner, out.Case.ID, "return_mending", &inspection.ReturnInput{Days: 3})
	b.must(head, out.Case.ID, "reply_visit", &inspection.ReplyInput{Files: []casework.File{{Hash: "ab"}}})
	end := b.must(planner, out.Case.ID, "accept_mending", nil)
	if end.IsOpen() || end.Result != "put_right" || len(end.OpenTasks()) != 0 || inspection.VisitOf(end).Replies != 2 {
		t.Errorf("%s %s", end.State, end.Result)
	}
	clean, err := b.engine.Do(context.Background(), b.sheet(c, func(in *inspection.VisitInput) {
		in.Unit, in.Findings, in.Order, in.Days = f.Of(inspection.Objects)[1], nil, "", 0
	}))
	if err != nil || clean.Case.IsOpen() || clean.Case.Result != "nothing_found" {
		t.Errorf("nothing found: %v %v", clean.Case, err)
	}
	if c = b.must(planner, c.ID, "end_round", &inspection.EndInput{}); c.IsOpen() {
		t.Error("the round is not over")
	}
}

// TestCovertRound: what was found waits for the end of the round; then every unit is told in the
// same act, and its time begins.
func TestCovertRound(t *testing.T) {
	b := newBed(t)
	c := b.running(true)
	out, err := b.engine.Do(context.Background(), b.sheet(c, nil))
	if err != nil {
		t.Fatal(err)
	}
	unit := inspection.VisitOf(out.Case).Unit
	if out.Case.State != inspection.Kept || len(out.Case.OpenTasks()) != 0 || inspection.VisitOf(out.Case).Shown {
		t.Fatalf("%s: the unit could know", out.Case.State)
	}
	if _, err := b.do(headOf(unit), out.Case.ID, "reply_visit", &inspection.ReplyInput{Files: []casework.File{{Hash: "aa"}}}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the unit acted on what it cannot know: %v", err)
	}
	days := calendar.Interval{From: b.today() - 10, To: b.today() + 10}
	if n, _ := b.rows.Counts(context.Background(), division, "", days); len(n) != 0 {
		t.Errorf("counted before the end: %v", n)
	}
	if _, err := b.do(planner, c.ID, "end_round", &inspection.EndInput{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("ended with a unit unvisited and no reason: %v", err)
	}
	b.must(planner, c.ID, "end_round", &inspection.EndInput{Why: "停电。"})
	v, _, err := b.engine.Load(context.Background(), out.Case.Key)
	if err != nil {
		t.Fatal(err)
	}
	if k, ok := v.Clock("mending"); v.State != inspection.Told || !ok || k.Limit.N != 5 || len(v.OpenTasks()) != 1 || v.OpenTasks()[0].Unit != unit {
		t.Errorf("%s %+v", v.State, v.OpenTasks())
	}
	if n, _ := b.rows.Counts(context.Background(), division, unit, days); len(n) != 1 || n[0].N != 1 || n[0].Rule != "left_post" {
		t.Errorf("after the end: %v", n)
	}
	if _, err := b.engine.Do(context.Background(), b.sheet(c, nil)); code(err) != "round_not_running" {
		t.Errorf("recorded after the end: %v", err)
	}
}

// TestRecordAndEndMeet: a record that was decided while the round still ran, and is written after
// its end, is decided again and refused. Nothing stays kept for ever.
func TestRecordAndEndMeet(t *testing.T) {
	b := newBed(t)
	c := b.running(true)
	late := &interposed{Writer: b.engine.Writer}
	e := *b.engine
	e.Writer = late
	late.before = func() { b.must(planner, c.ID, "end_round", &inspection.EndInput{Why: "示例"}) }
	if _, err := e.Do(context.Background(), b.sheet(c, nil)); code(err) != "round_not_running" {
		t.Errorf("%v", err)
	}
	if page, err := b.rows.Visits(context.Background(), inspection.Query{Division: division}); err != nil || len(page.Visits) != 0 {
		t.Errorf("%v %v", page, err)
	}
}

// interposed lets something happen once, between a decision and its writing.
type interposed struct {
	casework.Writer
	before func()
}

func (i *interposed) Write(ctx context.Context, w casework.Write) (casework.Committed, error) {
	if do := i.before; do != nil {
		i.before = nil
		do()
	}
	return i.Writer.Write(ctx, w)
}

func TestPlanRefused(t *testing.T) {
	b := newBed(t)
	for name, change := range map[string]func(*inspection.Plan){
		"yesterday":           func(p *inspection.Plan) { p.From-- },
		"ends before":         func(p *inspection.Plan) { p.Until = p.From - 1 },
		"more than there are": func(p *inspection.Plan) { p.Objects = 5 },
		"none":                func(p *inspection.Plan) { p.Objects = 0 },
		"one inspector":       func(p *inspection.Plan) { p.Send = 1 },
		"twice":               func(p *inspection.Plan) { p.Units = []string{"roads", "roads"} },
		"the centre itself":   func(p *inspection.Plan) { p.Units = []string{"roads", "centre"} },
		"unknown unit":        func(p *inspection.Plan) { p.Units = []string{"roads", "moon"} },
		"unknown inspector":   func(p *inspection.Plan) { p.Inspectors = []string{"i0", "ghost"} },
	} {
		if _, err := b.engine.Do(context.Background(), b.planning(false, change)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	cmd := b.planning(false, nil)
	cmd.Actor = access.Actor{ID: "s9", Role: access.Supervisor, Division: division, Unit: "roads"}
	if _, err := b.engine.Do(context.Background(), cmd); fault.KindOf(err) != fault.NotFound {
		t.Errorf("planned elsewhere: %v", err)
	}
}

// TestDrawRefused: what is not announced on this ledger, does not verify or is not of the plan does not count.
func TestDrawRefused(t *testing.T) {
	b := newBed(t)
	c := b.plan(false)
	if _, err := b.do(planner, c.ID, "begin_round", nil); code(err) != "not_drawn" {
		t.Errorf("begun undrawn: %v", err)
	}
	good := b.drawing(c, inspection.Objects, nil)
	spoil := func(change func(*inspection.DrawInput)) *inspection.DrawInput { in := *good; change(&in); return &in }
	written := func(change func(*draw.File)) string {
		f, _ := draw.ParseFile([]byte(good.File))
		change(f)
		raw, err := f.Write()
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	other := newBed(t)
	foreign := other.drawing(other.plan(false), inspection.Objects, nil)
	for name, in := range map[string]*inspection.DrawInput{
		"what":            spoil(func(in *inspection.DrawInput) { in.What = "lunch" }),
		"no file":         spoil(func(in *inspection.DrawInput) { in.File = "{}" }),
		"no names":        spoil(func(in *inspection.DrawInput) { in.Names = "[]" }),
		"no receipt":      spoil(func(in *inspection.DrawInput) { in.File = written(func(f *draw.File) { f.Receipt = "" }) }),
		"result unsealed": spoil(func(in *inspection.DrawInput) { in.File = written(func(f *draw.File) { f.ResultRcpt = "" }) }),
		"chosen": spoil(func(in *inspection.DrawInput) {
			in.File = written(func(f *draw.File) { f.Taken[0], f.Taken[1] = f.Taken[1], f.Taken[0] })
		}),
		"another ledger": foreign,
		"fewer names":    b.drawing(c, inspection.Objects, func(p *draw.Plan) { p.Candidates = p.Candidates[:3] }),
		"more taken":     b.drawing(c, inspection.Objects, func(p *draw.Plan) { p.Take = 3 }),
		"other names":    b.drawing(c, inspection.Objects, func(p *draw.Plan) { p.Candidates[0].Name = "justice 示例" }),
	} {
		if _, err := b.do(planner, c.ID, "draw_round", in); fault.KindOf(err) != fault.Invalid && code(err) != "draw_not_of_plan" {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.must(planner, c.ID, "draw_round", good)
	if _, err := b.do(planner, c.ID, "draw_round", b.drawing(c, inspection.Objects, nil)); code(err) != "drawn_already" {
		t.Errorf("drawn twice: %v", err)
	}
}

// TestSheetRefused: each guard of a record.
func TestSheetRefused(t *testing.T) {
	b := newBed(t)
	c := b.running(false)
	f := inspection.RoundOf(c)
	for name, row := range map[string]struct {
		change func(*inspection.VisitInput)
		want   string
	}{
		"unit not drawn":    {func(in *inspection.VisitInput) { in.Unit = notIn(unitIDs, f.Of(inspection.Objects)) }, "invalid_input"},
		"alone":             {func(in *inspection.VisitInput) { in.Present = in.Present[:1] }, "invalid_input"},
		"not there oneself": {func(in *inspection.VisitInput) { in.Present = in.Present[1:] }, "invalid_input"},
		"with somebody else": {func(in *inspection.VisitInput) {
			in.Present = []string{in.Present[0], notIn([]string{"i0", "i1", "i2"}, f.Of(inspection.Inspectors))}
		}, "invalid_input"},
		"tomorrow":                   {func(in *inspection.VisitInput) { in.Day++ }, "invalid_input"},
		"before the round":           {func(in *inspection.VisitInput) { in.Day = f.From - 1 }, "invalid_input"},
		"no time":                    {func(in *inspection.VisitInput) { in.Time = "下午" }, "invalid_input"},
		"no place":                   {func(in *inspection.VisitInput) { in.Place = "" }, "invalid_input"},
		"no such rule":               {func(in *inspection.VisitInput) { in.Findings[0].Rule = "late_lunch" }, "invalid_input"},
		"no facts":                   {func(in *inspection.VisitInput) { in.Findings[0].Facts = " " }, "invalid_input"},
		"person unheard":             {func(in *inspection.VisitInput) { in.Findings[0].Statement = "" }, "not_heard_beside"},
		"both statement and missing": {func(in *inspection.VisitInput) { in.Findings[0].Missing = "declined" }, "not_heard_beside"},
		"reason not on the list":     {func(in *inspection.VisitInput) { in.Findings[0].Statement, in.Findings[0].Missing = "", "busy" }, "not_heard_beside"},
		"no signature or refusal":    {func(in *inspection.VisitInput) { in.Findings[0].Signed = "" }, "not_heard_beside"},
		"no order":                   {func(in *inspection.VisitInput) { in.Order = "" }, "invalid_input"},
		"no days":                    {func(in *inspection.VisitInput) { in.Days = 0 }, "invalid_input"},
		"too many days":              {func(in *inspection.VisitInput) { in.Days = inspection.MostDays + 1 }, "invalid_input"},
		"no such round":              {func(in *inspection.VisitInput) { in.Round = "R1" }, "not_found"},
	} {
		if _, err := b.engine.Do(context.Background(), b.sheet(c, row.change)); code(err) != row.want {
			t.Errorf("%s: %v, want %s", name, err, row.want)
		}
	}
	cmd := b.sheet(c, nil)
	cmd.Actor = stranger
	if _, err := b.engine.Do(context.Background(), cmd); fault.KindOf(err) != fault.NotFound {
		t.Errorf("recorded by somebody who is no inspector: %v", err)
	}
	cmd.Actor = planner
	if _, err := b.engine.Do(context.Background(), cmd); fault.KindOf(err) != fault.NotFound {
		t.Errorf("recorded by the planner: %v", err)
	}
	for _, ok := range []func(*inspection.VisitInput){
		func(in *inspection.VisitInput) {
			in.Findings[0].Statement, in.Findings[0].Missing, in.Findings[0].Signed = "", "declined", "refused"
		},
		func(in *inspection.VisitInput) {
			in.Findings[0].Who, in.Findings[0].Statement, in.Findings[0].Signed = "", "", ""
		},
	} {
		if _, err := b.engine.Do(context.Background(), b.sheet(c, ok)); err != nil {
			t.Error(err)
		}
	}
}

func notIn(all, some []string) string {
	i := slices.IndexFunc(all, func(s string) bool { return !slices.Contains(some, s) })
	return all[i]
}

// TestNoSurveillance: no input and no fact of an inspection has a place that a machine could
// fill with where somebody was, what a screen showed or when somebody came.
func TestNoSurveillance(t *testing.T) {
	var names []string
	var walk func(reflect.Type, string)
	walk = func(ty reflect.Type, at string) {
		for ty.Kind() == reflect.Pointer || ty.Kind() == reflect.Slice {
			ty = ty.Elem()
		}
		if ty.Kind() != reflect.Struct || ty.PkgPath() != "banjie/internal/inspection" {
			return
		}
		for i := range ty.NumField() {
			names = append(names, at+ty.Field(i).Name)
			walk(ty.Field(i).Type, at+ty.Field(i).Name+".")
		}
	}
	for _, v := range []any{inspection.Plan{}, inspection.VisitInput{}, inspection.Record{}, inspection.Round{}, inspection.Visit{}, inspection.DrawInput{}, inspection.EndInput{}, inspection.ReplyInput{}} {
		walk(reflect.TypeOf(v), reflect.TypeOf(v).Name()+".")
	}
	for _, n := range names {
		for _, bad := range []string{"gps", "lat", "lon", "position", "location", "screen", "camera", "photo", "face", "keystroke", "attendance", "badge", "device", "mac", "ip", "log"} {
			last := strings.ToLower(n[strings.LastIndex(n, ".")+1:])
			if last == bad || len(bad) > 3 && strings.Contains(last, bad) {
				t.Errorf("%s has a place for %s", n, bad)
			}
		}
	}
	if len(names) < 30 {
		t.Errorf("only %d fields were looked at", len(names))
	}
}

// TestFourBans: they are four, each with its basis, and the province's eight are not among them.
func TestFourBans(t *testing.T) {
	four := 0
	for _, ban := range inspection.Bans() {
		if ban.Four {
			four++
		}
		if basis, ok := law.Find(ban.Basis); ban.Four != (ban.Basis != "") || ban.Four && (!ok || basis.Verified) {
			t.Errorf("%s: %+v", ban.ID, basis)
		}
	}
	if four != 4 {
		t.Errorf("%d bans", four)
	}
}

// TestRandomRounds: whoever tries whatever, nothing of a covert round is told before its end,
// records come from inspectors of the round, and the rows are as the events give them.
func TestRandomRounds(t *testing.T) {
	outer := t
	var b *bed
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		if b == nil || b.clock.Now().Year() > 2027 {
			b = newBed(outer)
		}
		covert := rapid.Bool().Draw(t, "covert")
		c := b.running(covert)
		var visits []casework.Key
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				b.clock.Advance(time.Duration(rapid.IntRange(1, 72).Draw(t, "hours")) * time.Hour)
				if got, err := b.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
					t.Fatal(err, got.Err)
				}
			case 1, 2:
				who := rapid.SampledFrom([]access.Actor{people["i0"], people["i1"], people["i2"], stranger, planner, roadman}).Draw(t, "who")
				cmd := b.sheet(c, func(in *inspection.VisitInput) {
					in.Unit = rapid.SampledFrom(unitIDs).Draw(t, "unit")
					if rapid.Bool().Draw(t, "clean") {
						in.Findings, in.Order, in.Days = nil, "", 0
					}
				})
				cmd.Actor = who
				out, err := b.engine.Do(context.Background(), cmd)
				if err == nil {
					visits = append(visits, out.Case.Key)
					if !inspection.RoundOf(c).Inspects(who.ID) {
						t.Fatalf("%s recorded a visit", who.ID)
					}
				}
			case 3:
				if len(visits) > 0 {
					k := rapid.SampledFrom(visits).Draw(t, "visit")
					who := rapid.SampledFrom([]access.Actor{planner, roadman, headOf("water"), headOf("parks"), headOf("tax"), people["i0"]}).Draw(t, "by")
					verb := rapid.SampledFrom([]string{"reply_visit", "accept_mending", "return_mending", "release_visit"}).Draw(t, "verb")
					var in any = &inspection.ReplyInput{Files: []casework.File{{Hash: "aa"}}}
					if verb == "return_mending" {
						in = &inspection.ReturnInput{Days: 2}
					}
					_, err := b.do(who, k.ID, verb, in)
					if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) {
						t.Fatalf("%s: %v", verb, err)
					}
				}
			case 4:
				if after, err := b.do(planner, c.ID, "end_round", &inspection.EndInput{Why: "示例"}); err == nil {
					c = after
				}
			}
			for _, k := range visits {
				v, _, err := b.engine.Load(context.Background(), k)
				if err != nil {
					t.Fatal(err)
				}
				f := inspection.VisitOf(v)
				if covert && c.IsOpen() && (f.Shown || len(v.OpenTasks()) > 0 || v.State != inspection.Kept) {
					t.Fatalf("a covert visit is %s before the end of its round", v.State)
				}
				if !c.IsOpen() && v.State == inspection.Kept {
					t.Fatal("a visit is kept after the end of its round")
				}
				if f.Shown {
					told++
				}
				if diff, err := b.rows.Compare(context.Background(), v); err != nil || len(diff) > 0 {
					t.Fatalf("rows: %v %v", diff, err)
				}
			}
		}
	})
	if told == 0 {
		t.Error("no visit was told")
	}
}
