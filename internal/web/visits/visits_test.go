package visits_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/visit"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/web/visits"
)

var visitor = access.Actor{Role: access.Public, Division: specimen.Division}

func TestPages(t *testing.T) { uitest.Pages(t, visits.GalleryPages()) }

func town(t *testing.T) *officertest.Town {
	return officertest.New(t, func(b *officertest.Town) {
		(&visits.Pages{Site: b.Site, Register: b.Visits, Fines: b.Fines, Centre: "hall", Wall: clock.System}).Routes()
		(&desk.Pages{Site: b.Site}).Routes()
	})
}

func uscc(t testing.TB, n string) string {
	body, err := idnum.MakeOrganisation("DEMX000" + n)
	if err != nil {
		t.Fatal(err)
	}
	code, err := idnum.MakeUSCC("91330599" + string(body))
	if err != nil {
		t.Fatal(err)
	}
	return code.String()
}

// programme publishes a unit's items with a ceiling.
func programme(t testing.TB, b *officertest.Town, unit string, most int) {
	t.Helper()
	p := visit.Programme{Unit: unit, Year: 2026, Version: 1, Most: most, Document: "示例", Items: []visit.Item{{ID: "price-tags", Name: lang.T("明码标价", "Price tags"), Looks: lang.T("价签", "tags")}, {ID: "books", Name: lang.T("台账", "Books"), Looks: lang.T("进货台账", "purchase books")}}}
	if _, err := b.Site.Engine.Record(context.Background(), access.Actor{ID: "h", Role: access.UnitHead, Division: specimen.Division, Unit: unit}, visit.Published, p, casework.Private{}); err != nil {
		t.Fatal(err)
	}
}

var day = calendar.Date(2026, 3, 4)

func planning(b *officertest.Town, who access.Actor, code string) casework.Command {
	return casework.Command{Actor: who, Verb: "plan_visit", Reason: "年度计划安排", Input: &visit.PlanInput{Items: []string{"price-tags"}, Day: day, Reason: "annual"},
		Open: &casework.Open{Procedure: visit.Name, Channel: "window", Party: b.Site.Codes.Party("uscc", code), Series: "V", Person: casework.Person{Name: "青禾小吃店", IDKind: "uscc", IDValue: code}}}
}

func warrant() *visit.WarrantInput {
	return &visit.WarrantInput{Officers: []string{specimen.Officer.ID, specimen.Colleague.ID}, Certificates: []string{"SL-1", "SL-2"}}
}

func (b *bed) do(cmd casework.Command) (*casework.Case, error) {
	out, err := b.Site.Engine.Do(context.Background(), cmd)
	return out.Case, err
}

type bed struct{ *officertest.Town }

func has(t *testing.T, a officertest.Answer, status int, words ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d: %s", a.Status, a.Text())
	}
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("%q is not on the page:\n%s", w, a.Text())
		}
	}
}

// The head publishes items and ceiling, an officer plans, the head approves, the firm scans and
// lets them in, an inspector records, the firm rates with its own code. Nobody else can.
func TestFromProgrammeToRating(t *testing.T) {
	b := town(t)
	has(t, b.Get(specimen.Officer, "/work/registers/visits/plan"), http.StatusOK, "还没有公布今年的检查计划")
	_, form := b.Get(specimen.Head, "/work/registers/programme").Form(t)
	form.Set("most", "2")
	form.Set("items", "price-tags | 明码标价 | 货架和价签 | 示例\nbooks | 台账 | 进货台账 | 示例")
	form.Set("basis", "示例文件")
	action, confirmed := b.Post(specimen.Head, "/work/registers/programme", form).Form(t)
	has(t, b.Post(specimen.Head, action, confirmed), http.StatusSeeOther)
	has(t, b.Get(visitor, "/inspections"), http.StatusOK, "明码标价", "货架和价签")

	code := uscc(t, "1")
	_, form = b.Get(specimen.Officer, "/work/registers/visits/plan").Form(t)
	form.Set("uscc", code)
	form.Set("name", "青禾小吃店")
	form["items"] = []string{"price-tags"}
	form.Set("day", "2026-03-04")
	form.Set("reason_kind", "annual")
	form.Set("reason", "年度计划安排")
	planned := b.Post(specimen.Officer, "/work/registers/visits/plan", form)
	has(t, planned, http.StatusSeeOther)
	at := planned.Header.Get("Location")
	id, err := casework.ParseID(strings.TrimPrefix(at, "/work/cases/"))
	if err != nil {
		t.Fatal(err)
	}
	has(t, b.Get(specimen.Officer, at), http.StatusOK, "青禾小吃店", "待负责人批准")
	door := "/door/" + visits.Code(b.Site, id)
	has(t, b.Get(visitor, door), http.StatusOK, "还没有批准，不能检查")
	has(t, b.Get(visitor, "/door/"+id.String()+"-00000000000000000000"), http.StatusNotFound, "这个检查码是假的")

	b.Do(casework.Command{Actor: specimen.Head, Case: id, Verb: "authorise_visit", Input: warrant()})
	has(t, b.Get(specimen.Officer, at), http.StatusOK, "企业扫这个码", door)
	seen := b.Get(visitor, door)
	has(t, seen, http.StatusOK, "SL-1", "SL-2", "货架和价签", "第1次，最多2次", "不得收钱")
	if strings.Contains(seen.Text(), code) || strings.Contains(seen.Text(), "青禾") {
		t.Error("the code names the firm")
	}
	action, form = seen.Form(t)
	has(t, b.Post(visitor, action, form), http.StatusConflict, "还没有到授权的检查日")
	b.Clock.Advance(2 * 24 * time.Hour)
	has(t, b.Post(specimen.Officer, action, form), http.StatusForbidden, "只有企业自己")
	form.Set("door", firmsCode(b, code))
	short := url.Values{"own": {""}, "_key": {"short"}, "door": form["door"]}
	has(t, b.Post(visitor, action, short), http.StatusUnprocessableEntity, "请从检查码的页面放行")
	in := b.Post(visitor, action, form)
	has(t, in, http.StatusOK, "您让他们进来了", form.Get("own"))
	if strings.Contains(b.Get(visitor, door).Body, form.Get("own")) {
		t.Error("the firm's code is shown again")
	}
	own := form.Get("own")

	record := &visit.RecordInput{Looked: []string{"price-tags"}, Finding: visit.None, Minutes: 30}
	if _, err := (&bed{b}).do(casework.Command{Actor: specimen.Head, Case: id, Verb: "record_visit", Reason: "看过价签", Input: record}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("somebody who was not there records: %v", err)
	}
	beyond := &visit.RecordInput{Looked: []string{"price-tags", "books"}, Finding: visit.None, Minutes: 30}
	if _, err := (&bed{b}).do(casework.Command{Actor: specimen.Officer, Case: id, Verb: "record_visit", Reason: "看过", Input: beyond}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("more was looked at than the code says: %v", err)
	}
	b.Do(casework.Command{Actor: specimen.Officer, Case: id, Verb: "record_visit", Reason: "看了价签，没有发现问题。", Input: record})
	rating := b.Get(visitor, door)
	has(t, rating, http.StatusOK, "看了价签，没有发现问题。")
	action, form = rating.Form(t)
	form.Set("own", "00000000000000000000")
	form.Set("stars", "5")
	form.Set("announced", "yes")
	has(t, b.Post(visitor, action, form), http.StatusConflict, "评价码不对")
	form.Set("own", own)
	form.Set("_key", "another")
	has(t, b.Post(visitor, action, form), http.StatusOK, "检查已经办结")
	c := b.Load(id)
	attempts := 0
	for _, e := range c.Events {
		if e.Kind == "attempt_refused" {
			attempts++
		}
	}
	if c.State != visit.Closed || c.Result != "rated" || visit.FileOf(c).Rating.Stars != 5 || attempts != 2 {
		t.Errorf("%s %s %+v, %d attempts", c.State, c.Result, visit.FileOf(c).Rating, attempts)
	}
	if a := b.Get(specimen.Officer, at); strings.Contains(a.Text(), "5星") {
		t.Error("the unit reads what the firm it visited says of it")
	}
	has(t, b.Get(specimen.Supervisor, at), http.StatusOK, "5星")
	if diff, err := b.Visits.Compare(context.Background(), c); err != nil || len(diff) > 0 {
		t.Errorf("%v %v", err, diff)
	}
	has(t, b.Get(specimen.Supervisor, "/centre/registers"), http.StatusOK, "1/1 · 100")
	has(t, b.Get(specimen.Officer, "/centre/registers"), http.StatusNotFound)
	has(t, b.Get(specimen.Officer, "/work/registers"), http.StatusOK, c.Number)
}

// firmsCode is the door code of a firm, as a window gives it.
func firmsCode(b *officertest.Town, credit string) string {
	return visit.DoorCode(b.Site.Codes.Hash, b.Site.Codes.Party("uscc", credit), 2026)
}

// An inspector holds the code of the inspection. Neither without an account, nor from a private
// one that typed the firm's public credit code, nor with a made-up or another firm's door code
// does he let himself in; each try is on record. The firm does, from its account or with the code
// that a window gave it, and rates the same way; or the centre calls it back, nobody of the unit.
func TestAnInspectorCannotLetHimselfIn(t *testing.T) {
	b := &bed{town(t)}
	programme(t, b.Town, "market", 9)
	credit := uscc(t, "1")
	tag := b.Site.Codes.Party("uscc", credit)
	authorised := func() (*casework.Case, string) {
		t.Helper()
		c, err := b.do(planning(b.Town, specimen.Officer, credit))
		if err != nil {
			t.Fatal(err)
		}
		b.Do(casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "authorise_visit", Input: warrant()})
		return c, "/door/" + visits.Code(b.Site, c.ID)
	}
	c, door := authorised()
	second, secondDoor := authorised()
	third, _ := authorised()
	b.Clock.Advance(2 * 24 * time.Hour)
	private := access.Actor{ID: "p-9", Name: "检示例", Role: access.Citizen, Division: specimen.Division, Party: "own-of-p-9"} // typed the firm's number; nobody saw its licence
	for name, try := range map[string]struct {
		who  access.Actor
		code string
	}{
		"no account, no code": {visitor, ""}, "no account, made up": {visitor, "12345678901234567890"}, "another firm's code": {visitor, firmsCode(b.Town, uscc(t, "2"))},
		"last year's code": {visitor, visit.DoorCode(b.Site.Codes.Hash, tag, 2025)}, "a private account": {private, ""}, "a private account, made up": {private, "12345678901234567890"},
	} {
		_, form := b.Get(try.who, door).Form(t)
		form.Set("door", try.code)
		form.Set("_key", name)
		if a := b.Post(try.who, door+"/let-in", form); !strings.Contains(a.Body, "只有企业自己能放行") {
			t.Errorf("%s: %d\n%s", name, a.Status, a.Text())
		}
	}
	for _, who := range []access.Actor{specimen.Officer, specimen.Colleague, specimen.Head, specimen.Supervisor} {
		if a := b.Post(who, door+"/let-in", url.Values{"door": {firmsCode(b.Town, credit)}, "own": {"01234567890123456789"}}); a.Status != http.StatusForbidden {
			t.Errorf("%s lets in for the firm: %d", who.ID, a.Status)
		}
		if who.Role != access.Supervisor {
			if a := b.Get(who, "/window/door-code"); a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
				t.Errorf("%s prints door codes: %d", who.ID, a.Status)
			}
		}
	}
	inspector := access.Actor{ID: specimen.Officer.ID, Role: access.Citizen, Division: specimen.Division, Party: tag}
	if _, err := b.do(casework.Command{Actor: inspector, Case: c.ID, Verb: "let_in", Input: &visit.EntryInput{CodeHash: "x", Door: firmsCode(b.Town, credit)}}); fault.For(err).Code != "not_the_firm" {
		t.Errorf("who goes there acts as the firm: %v", err)
	}
	refusals := 0
	for _, e := range b.Load(c.ID).Events {
		if e.Kind == "attempt_refused" && strings.HasPrefix(e.Facts.Code, "said_by_the_firm:") {
			refusals++
		}
	}
	if c = b.Load(c.ID); c.State != visit.Authorised || refusals != 7 {
		t.Fatalf("%s, %d tries on record", c.State, refusals)
	}

	// a window that saw the licence gives the code, on the ledger; the firm types it
	_, form := b.Get(specimen.Clerk, "/window/door-code").Form(t)
	form.Set("uscc", credit)
	has(t, b.Post(specimen.Clerk, "/window/door-code", form), http.StatusUnprocessableEntity, "没有看过营业执照原件")
	form.Set("seen", "yes")
	has(t, b.Post(specimen.Clerk, "/window/door-code", form), http.StatusOK, firmsCode(b.Town, credit)[:5])
	_, form = b.Get(visitor, door).Form(t)
	form.Set("door", firmsCode(b.Town, credit))
	has(t, b.Post(visitor, door+"/let-in", form), http.StatusOK, "您让他们进来了")
	if f := visit.FileOf(b.Load(c.ID)); f.Entry.How != visit.ByDoor {
		t.Errorf("%+v", f.Entry)
	}

	// from its own proven account, which reads the code there too
	owner := access.Actor{ID: "firm-1", Name: "青禾小吃店", Role: access.Citizen, Division: specimen.Division, Party: tag, Before: "own-of-firm-1"}
	has(t, b.Get(owner, "/door/mine"), http.StatusOK, firmsCode(b.Town, credit)[:5])
	if a := b.Get(private, "/door/mine"); strings.Contains(a.Body, "放在柜台里面") {
		t.Error("an account that nobody proved reads a code")
	}
	page := b.Get(owner, secondDoor)
	if strings.Contains(page.Body, `name="door"`) {
		t.Error("the firm's own account is asked for a code")
	}
	_, form = page.Form(t)
	has(t, b.Post(owner, secondDoor+"/let-in", form), http.StatusOK, "您让他们进来了")
	if f := visit.FileOf(b.Load(second.ID)); f.Entry.How != visit.ByAccount {
		t.Errorf("%+v", f.Entry)
	}

	// the centre calls back; nobody of the inspecting unit does, and the firm rates with its door code
	within := access.Actor{ID: "s9", Role: access.Supervisor, Division: specimen.Division, Unit: "market"}
	if _, err := b.do(casework.Command{Actor: within, Case: third.ID, Verb: "confirm_entry", Reason: "x"}); fault.For(err).Code != "own_unit" {
		t.Errorf("a supervisor of the inspecting unit: %v", err)
	}
	b.Do(casework.Command{Actor: specimen.Supervisor, Case: third.ID, Verb: "confirm_entry", Reason: "打了登记的座机，店主同意。"})
	b.Do(casework.Command{Actor: specimen.Officer, Case: third.ID, Verb: "record_visit", Reason: "看过价签", Input: &visit.RecordInput{Looked: []string{"price-tags"}, Finding: visit.None, Minutes: 30}})
	by := access.Actor{ID: access.ByCode, Role: access.Citizen, Division: specimen.Division, Party: tag}
	if _, err := b.do(casework.Command{Actor: by, Case: third.ID, Verb: "rate_visit", Input: &visit.RatingInput{Stars: 5}}); fault.For(err).Code != "wrong_firm_code" {
		t.Errorf("rated with nothing: %v", err)
	}
	b.Do(casework.Command{Actor: by, Case: third.ID, Verb: "rate_visit", Input: &visit.RatingInput{Stars: 2, Door: firmsCode(b.Town, credit)}})
}

// Every guard of a plan and of its approval refuses, with its place or its code.
func TestGuards(t *testing.T) {
	b := &bed{town(t)}
	programme(t, b.Town, "market", 1)
	code := uscc(t, "1")
	refused := func(name, want string, cmd casework.Command) {
		t.Helper()
		_, err := b.do(cmd)
		f, ok := fault.As(err)
		if !ok || f.Code != want && !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == want }) {
			t.Errorf("%s: %v", name, err)
		}
	}
	with := func(change func(*visit.PlanInput, *casework.Command)) casework.Command {
		cmd := planning(b.Town, specimen.Officer, code)
		change(cmd.Input.(*visit.PlanInput), &cmd)
		return cmd
	}
	refused("no credit code", "uscc", with(func(_ *visit.PlanInput, c *casework.Command) { c.Open.Person.IDValue = "123" }))
	refused("no name", "name", with(func(_ *visit.PlanInput, c *casework.Command) { c.Open.Person.Name = "" }))
	refused("yesterday", "day", with(func(in *visit.PlanInput, _ *casework.Command) { in.Day = calendar.Date(2026, 3, 1) }))
	refused("no reason", "reason", with(func(_ *visit.PlanInput, c *casework.Command) { c.Reason = "" }))
	refused("an invented reason", "reason_kind", with(func(in *visit.PlanInput, _ *casework.Command) { in.Reason = "because" }))
	refused("an item that is not published", "item_not_published", with(func(in *visit.PlanInput, _ *casework.Command) { in.Items = []string{"everything"} }))
	refused("no item", "items", with(func(in *visit.PlanInput, _ *casework.Command) { in.Items = nil }))
	refused("a year without a programme", "no_programme", with(func(in *visit.PlanInput, _ *casework.Command) { in.Day = calendar.Date(2027, 1, 5) }))
	refused("another unit has none", "no_programme", planning(b.Town, specimen.Fireman, code))
	refused("a draw nobody knows", "draw", with(func(in *visit.PlanInput, _ *casework.Command) { in.Reason, in.Draw = "draw", "spring" }))

	c, err := b.do(planning(b.Town, specimen.Officer, code))
	if err != nil {
		t.Fatal(err)
	}
	refused("above the ceiling", "above_ceiling", planning(b.Town, specimen.Officer, code))
	over, err := b.do(with(func(in *visit.PlanInput, _ *casework.Command) { in.Reason = "complaint" }))
	if err != nil || visit.FileOf(over).Plan.Ordinal != 0 {
		t.Errorf("a tip-off: %v", err)
	}
	refused("the planner approves", "not_found", casework.Command{Actor: access.Actor{ID: specimen.Officer.ID, Role: access.UnitHead, Division: specimen.Division, Unit: "fire"}, Case: c.ID, Verb: "authorise_visit", Input: warrant()})
	own := specimen.Head
	own.ID = specimen.Officer.ID
	if _, err := b.do(casework.Command{Actor: own, Case: c.ID, Verb: "authorise_visit", Input: warrant()}); err == nil {
		t.Error("whoever planned approves")
	}
	for name, in := range map[string]*visit.WarrantInput{"one inspector": {Officers: []string{"lin"}, Certificates: []string{"1"}}, "twice the same": {Officers: []string{"lin", "lin"}, Certificates: []string{"1", "2"}}, "not in office": {Officers: []string{"lin", "nobody"}, Certificates: []string{"1", "2"}}} {
		refused(name, "officers", casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "authorise_visit", Input: in})
	}
	refused("no certificate", "certificates", casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "authorise_visit", Input: &visit.WarrantInput{Officers: []string{"lin", "he"}, Certificates: []string{"1", " "}}})

	programme(t, b.Town, "fire", 2)
	refused("another unit is near", "joins", planning(b.Town, specimen.Fireman, code))
	join := planning(b.Town, specimen.Fireman, code)
	join.Input.(*visit.PlanInput).Joins, join.Input.(*visit.PlanInput).Day = c.Number, day+1
	refused("joined on another day", "day", join)
	join.Input.(*visit.PlanInput).Day = day
	if joined, err := b.do(join); err != nil || visit.FileOf(joined).Plan.Joined != c.Number || visit.FileOf(joined).Plan.Apart {
		t.Errorf("joined: %v", err)
	}
	apart := planning(b.Town, specimen.Fireman, code)
	apart.Input.(*visit.PlanInput).Apart = "设备不同，不能同一天"
	if c, err := b.do(apart); err != nil || !visit.FileOf(c).Plan.Apart {
		t.Errorf("apart: %v", err)
	}
}

// A code that nobody used lapses by itself, and its place in the year is free again.
func TestLapse(t *testing.T) {
	b := &bed{town(t)}
	programme(t, b.Town, "market", 1)
	c, err := b.do(planning(b.Town, specimen.Officer, uscc(t, "1")))
	if err != nil {
		t.Fatal(err)
	}
	b.Do(casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "authorise_visit", Input: warrant()})
	b.Clock.Advance(12 * 24 * time.Hour)
	if _, err := b.Site.Engine.Sweep(context.Background(), specimen.Division); err != nil {
		t.Fatal(err)
	}
	if c = b.Load(c.ID); c.State != visit.Cancelled || c.Result != "lapsed" {
		t.Fatalf("%s %s", c.State, c.Result)
	}
	has(t, b.Get(visitor, "/door/"+visits.Code(b.Site, c.ID)), http.StatusOK, "已经取消或者过期", "/door")
	again := planning(b.Town, specimen.Officer, uscc(t, "1"))
	again.Input.(*visit.PlanInput).Day = calendar.Date(2026, 3, 20)
	if _, err := b.do(again); err != nil {
		t.Errorf("its place is not free: %v", err)
	}
	rows, err := b.Visits.Visits(context.Background(), specimen.Division, visit.Filter{})
	if m := visit.Measure(rows, nil); err != nil || m[0].Recreated != 1 {
		t.Errorf("%v %+v", err, m)
	}
}

// Whatever is planned and cancelled in whatever order, no firm has more counted visits in a
// year than the unit published.
func TestCeilingHolds(t *testing.T) {
	b := &bed{town(t)}
	programme(t, b.Town, "market", 3)
	firm := 0
	rapid.Check(t, func(r *rapid.T) {
		firm++
		code := uscc(t, string(rune('0'+firm%10)))
		var open []casework.ID
		rows, err := b.Visits.Visits(context.Background(), specimen.Division, visit.Filter{Firm: b.Site.Codes.Party("uscc", code)})
		if err != nil {
			r.Fatal(err)
		}
		for _, row := range rows {
			if row.State == visit.Planned {
				open = append(open, row.Key.ID)
			}
		}
		for range rapid.IntRange(1, 6).Draw(r, "steps") {
			if len(open) > 0 && rapid.Bool().Draw(r, "cancel") {
				i := rapid.IntRange(0, len(open)-1).Draw(r, "which")
				if _, err := b.do(casework.Command{Actor: specimen.Officer, Case: open[i], Verb: "cancel_visit", Reason: "改期"}); err != nil {
					r.Fatal(err)
				}
				open = slices.Delete(open, i, i+1)
				continue
			}
			c, err := b.do(planning(b.Town, specimen.Officer, code))
			switch {
			case err == nil:
				open = append(open, c.ID)
			case len(open) < 3:
				r.Fatalf("%d stand, and another is refused: %v", len(open), err)
			}
			if len(open) > 3 {
				r.Fatalf("%d visits stand", len(open))
			}
		}
	})
}

// Somebody at the door without a code: a case at the centre at once, with number and code, for
// a visitor without an account; the centre attends to it and settles it.
func TestDoor(t *testing.T) {
	b := town(t)
	action, form := b.Get(visitor, "/door").Form(t)
	has(t, b.Post(visitor, action, form), http.StatusUnprocessableEntity, "请写店名或者地址")
	form.Set("address", "柳溪镇示例路1号青禾小吃店")
	form.Set("unit", "market")
	form.Set("phone", "19000000001")
	reported := b.Post(visitor, action, form)
	has(t, reported, http.StatusOK, "已经报告", form.Get("code")[:5])
	again := b.Post(visitor, action, form)
	page, err := b.Site.Cases.Cases(context.Background(), casework.Query{Division: specimen.Division, Procedure: visit.Door})
	if err != nil || len(page.Rows) != 1 || again.Status != http.StatusOK {
		t.Fatalf("%v: %d cases, status %d", err, len(page.Rows), again.Status)
	}
	id := page.Rows[0].ID
	has(t, b.Get(specimen.Supervisor, "/work/cases/"+id.String()), http.StatusOK, "青禾小吃店", "19000000001", "自称：县市场监督管理局")
	if a := b.Get(specimen.Officer, "/work/cases/"+id.String()); a.Status == http.StatusOK {
		t.Error("the unit that was named reads who reported it")
	}
	// A window or an auditor may see that there is a report, and not who it is.
	for _, who := range []access.Actor{specimen.Clerk, {ID: "aud", Name: "审示例", Role: access.Auditor, Division: specimen.Division}, {ID: "out", Name: "外示例", Role: access.Supervisor, Division: specimen.Division, Unit: "fire"}} {
		for _, at := range []string{"", "/person"} {
			if a := b.Get(who, "/work/cases/"+id.String()+at); strings.Contains(a.Body, "19000000001") || strings.Contains(a.Body, "青禾小吃店") {
				t.Errorf("%s reads at %q who reported somebody at the door", who.Role, at)
			}
		}
	}
	b.Do(casework.Command{Actor: specimen.Supervisor, Case: id, Verb: "attend_door"})
	c := b.Do(casework.Command{Actor: specimen.Supervisor, Case: id, Verb: "settle_door", Reason: "已叫停，道歉。", Input: &visit.SettleInput{Outcome: "unlawful"}})
	if c.State != visit.DoorSettled || c.Result != "unlawful" || len(c.OpenTasks()) != 0 {
		t.Errorf("%s %s", c.State, c.Result)
	}
}

// Small figures, and as many others as it takes, are not in public.
func TestPublicHidesSmallFigures(t *testing.T) {
	b := &bed{town(t)}
	programme(t, b.Town, "market", 2)
	c, err := b.do(planning(b.Town, specimen.Officer, uscc(t, "1")))
	if err != nil {
		t.Fatal(err)
	}
	b.Do(casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "authorise_visit", Input: warrant()})
	b.Clock.Advance(2 * 24 * time.Hour)
	b.Do(casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: specimen.Division, Party: c.Party}, Case: c.ID, Verb: "let_in", Input: &visit.EntryInput{CodeHash: "x", Door: firmsCode(b.Town, uscc(t, "1"))}})
	has(t, b.Get(visitor, "/inspections"), http.StatusOK, "不公开")
}

// A ceiling goes down within its year and never up.
func TestCeilingIsKept(t *testing.T) {
	was := visit.Programme{Unit: "market", Year: 2026, Version: 1, Most: 2, Document: "x", Items: []visit.Item{{ID: "a", Name: lang.T("甲", "A")}}}
	next := was
	next.Most, next.Reason = 3, "x"
	if _, err := visit.Publish(next, &was, 2026); err == nil {
		t.Error("the ceiling was raised within the year")
	}
	next.Most = 1
	if p, err := visit.Publish(next, &was, 2026); err != nil || p.Version != 2 {
		t.Errorf("%+v %v", p, err)
	}
	for place, spoil := range map[string]func(*visit.Programme){"year": func(p *visit.Programme) { p.Year = 2025 }, "most": func(p *visit.Programme) { p.Most = 0 }, "items": func(p *visit.Programme) { p.Items = nil }, "basis": func(p *visit.Programme) { p.Document = "" }, "reason": func(p *visit.Programme) { p.Reason = "" }} {
		bad := next
		spoil(&bad)
		_, err := visit.Publish(bad, &was, 2026)
		if f, ok := fault.As(err); !ok || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == place }) {
			t.Errorf("%s: %v", place, err)
		}
	}
}
