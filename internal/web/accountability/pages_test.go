package accountability_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	pages "banjie/internal/web/accountability"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, pages.GalleryPages()) }

// People of the tests beside those of package specimen; all are invented. The centre is the hall's unit here.
var (
	first  = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}
	second = access.Actor{ID: "du2", Name: "度示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}
	chief  = access.Actor{ID: "zhong", Name: "钟示例", Role: access.CentreHead, Division: specimen.Division, Unit: "hall"}
	others = map[string]access.Actor{
		"colleague":            {ID: "mate", Role: access.CaseOfficer, Division: specimen.Division, Unit: "market"},
		"head of the unit":     specimen.Head,
		"clerk of the centre":  {ID: "k", Role: access.Clerk, Division: specimen.Division, Unit: "hall"},
		"officer of centre":    {ID: "co", Role: access.CaseOfficer, Division: specimen.Division, Unit: "hall"},
		"supervisor elsewhere": {ID: "sup", Role: access.Supervisor, Division: specimen.Division, Unit: "market"},
		"head of another hall": {ID: "z9", Role: access.CentreHead, Division: "330598", Unit: "hall"},
		"administrator":        {ID: "a", Role: access.Administrator, Division: specimen.Division, Unit: "hall"},
		"auditor":              {ID: "u", Role: access.Auditor, Division: specimen.Division, Unit: "hall"},
		"citizen":              officertest.Citizen,
		"nobody":               {Role: access.Public, Division: specimen.Division},
	}
)

// rows keeps files in memory: lists are the matter of the store.
type rows struct{ all []accountability.Listed }

func (r *rows) Files(_ context.Context, q accountability.Query) (accountability.Page, error) {
	if q.Officer != "" && q.Officer != specimen.Officer.ID {
		return accountability.Page{}, nil
	}
	return accountability.Page{Files: r.all}, nil
}

func (r *rows) Counts(_ context.Context, _, unit string, _ calendar.Interval) ([]accountability.Count, error) {
	return []accountability.Count{{Unit: "market", Cause: accountability.Personal, Ending: accountability.Measure, Measure: "criticism", N: 2}, {Unit: "market", Cause: "system", Ending: accountability.Recommend, N: 7}}, nil
}

func open(t *testing.T) (*officertest.Town, *rows) {
	list := &rows{}
	town := officertest.New(t, func(o *officertest.Town) {
		e := o.Site.Engine
		rules := accountability.Rules{Centre: "hall", Impasse: "licensing", // a filing stands for a report here
			Find: func(ctx context.Context, division, number string) (*casework.Case, error) {
				key, err := o.Site.Cases.ByNumber(ctx, division, number)
				if err != nil {
					return nil, err
				}
				c, _, err := e.Load(ctx, key)
				return c, err
			},
			Officer: func(id string, _ calendar.Day) (string, bool) {
				for _, a := range []access.Actor{first, second, chief, specimen.Officer} {
					if a.ID == id {
						return a.Unit, true
					}
				}
				return "", false
			}}
		if err := e.Register(rules.Procedure()); err != nil {
			t.Fatal(err)
		}
		(&desk.Pages{Site: o.Site}).Routes()
		(&pages.Pages{Site: o.Site, Files: list, Centre: "hall"}).Routes()
	})
	return town, list
}

const said = "金丝雀句子：三次到窗口都没有收件。"

// file opens one about the officer through the page.
func file(t *testing.T, town *officertest.Town, list *rows) *casework.Case {
	t.Helper()
	source := town.Do(officertest.Filing())
	got := town.Post(first, "/centre/accountability/new", url.Values{"source": {"impasse"}, "number": {source.Number}, "officer": {specimen.Officer.ID}, "reason": {"请说明。"}, "fact1": {said}, "fact1.number": {source.Number}, "fact1.seq": {"1"}})
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text())
	}
	id, err := casework.ParseID(got.Header.Get("Location")[len("/centre/accountability/"):])
	if err != nil {
		t.Fatal(err)
	}
	c := town.Load(id)
	list.all = append(list.all, accountability.Listed{Key: c.Key, Number: c.Number, Of: "market", State: c.State})
	return c
}

// TestWhoSees: the centre and the officer, and nobody else, by any address there is.
func TestWhoSees(t *testing.T) {
	town, list := open(t)
	c := file(t, town, list)
	centre, own := "/centre/accountability/"+c.ID.String(), "/my/accountability/"+c.ID.String()
	for name, who := range map[string]access.Actor{"supervisor": first, "second": second, "head": chief} {
		if got := town.Get(who, centre); got.Status != http.StatusOK || !strings.Contains(got.Body, said) {
			t.Errorf("%s at the centre: %d", name, got.Status)
		}
		if got := town.Get(who, own); got.Status != http.StatusNotFound {
			t.Errorf("%s at the officer's page: %d", name, got.Status)
		}
	}
	mine := town.Get(specimen.Officer, own)
	for _, p := range uitest.Problems(mine.Body) {
		t.Error(p)
	}
	if mine.Status != http.StatusOK || !strings.Contains(mine.Body, said) {
		t.Errorf("the officer's own: %d", mine.Status)
	}
	if got := town.Get(specimen.Officer, centre); got.Status != http.StatusNotFound {
		t.Errorf("the officer at the centre's page: %d", got.Status)
	}
	number := c.Number
	for name, who := range others {
		for _, at := range []string{centre, own, centre + "/clocks/officer_reply", own + "/clocks/officer_reply", "/work/cases/" + c.ID.String(), "/work/cases/" + c.ID.String() + "/clocks/officer_reply", "/work/cases/" + c.ID.String() + "/do/propose_ending",
			"/centre/accountability", "/my/accountability", "/work/accountability", "/work", "/work?tab=unit", "/work?number=" + number} {
			got := town.Get(who, at)
			if strings.Contains(got.Body, said) || strings.Contains(got.Body, c.ID.String()+`"`) && !strings.Contains(at, c.ID.String()) {
				t.Errorf("%s sees the file at %s (%d)", name, at, got.Status)
			}
			if strings.Contains(at, c.ID.String()) && got.Status == http.StatusOK {
				t.Errorf("%s: %s answers %d", name, at, got.Status)
			}
		}
		if got := town.Post(who, own+"/reply_to_file", url.Values{"reply_to_file_reason": {"别人写的"}}); got.Status == http.StatusSeeOther && !strings.HasPrefix(got.Header.Get("Location"), "/sign-in") {
			t.Errorf("%s replied in the officer's place: %d %s", name, got.Status, got.Header.Get("Location"))
		}
	}
	if n := len(town.Load(c.ID).Events); n != 1 {
		t.Errorf("%d events", n)
	}
}

// TestWholeWay: from the reply to the appeal, by the forms alone.
func TestWholeWay(t *testing.T) {
	town, list := open(t)
	c := file(t, town, list)
	own, do := "/my/accountability/"+c.ID.String(), "/work/cases/"+c.ID.String()+"/do/"
	back := "/centre/accountability/" + c.ID.String()
	post := func(who access.Actor, at string, form url.Values, want int) officertest.Answer {
		t.Helper()
		got := town.Post(who, at, form)
		if got.Status != want {
			t.Fatalf("%s: %d, want %d: %s", at, got.Status, want, got.Text())
		}
		return got
	}
	post(specimen.Officer, own+"/reply_to_file", url.Values{"reply_to_file_reason": {""}}, http.StatusUnprocessableEntity)
	post(specimen.Officer, own+"/reply_to_file", url.Values{"reply_to_file_reason": {"当天系统故障。"}}, http.StatusSeeOther)
	post(specimen.Officer, own+"/ask_recusal", url.Values{"who": {"du2"}, "ask_recusal_reason": {"是我的亲属。"}}, http.StatusSeeOther)
	post(first, do+"propose_ending", url.Values{"kind": {"no_fault"}, "reason": {"…"}, "back": {back}}, http.StatusConflict)
	post(chief, do+"decide_recusal", url.Values{"grant": {"no"}, "reason": {"没有亲属关系。"}, "back": {back}}, http.StatusSeeOther)
	post(first, do+"propose_ending", url.Values{"kind": {"measure"}, "cause": {"staffing"}, "measure": {"criticism"}, "reason": {"…"}, "back": {back}}, http.StatusConflict)
	post(first, do+"propose_ending", url.Values{"kind": {"measure"}, "cause": {"personal"}, "measure": {"written_admonition"}, "months": {"4"}, "reason": {"核实属实。"}, "back": {back}}, http.StatusSeeOther)
	post(first, do+"approve_ending", url.Values{"reason": {"自己批"}, "_step": {"confirm"}, "back": {back}}, http.StatusConflict)
	approve := func(form url.Values) url.Values {
		form.Set("back", back)
		form.Set("_step", "confirm")
		return form
	}
	post(chief, do+"approve_ending", approve(url.Values{"reason": {"同意。"}}), http.StatusSeeOther)
	day := calendar.Builtin().DayOf(town.Clock.Now()).String()
	post(second, do+"serve_decision", approve(url.Values{"day": {day}, "how": {"in_person"}, "signed": {"refused"}}), http.StatusSeeOther)
	page := town.Get(specimen.Officer, own)
	if !strings.Contains(page.Body, "书面效能告诫") || !strings.Contains(page.Body, own+"/appeal_measure") {
		t.Error("the officer does not read the decision, or cannot appeal")
	}
	post(specimen.Officer, own+"/appeal_measure", url.Values{"appeal_measure_reason": {"不属实。"}}, http.StatusSeeOther)
	post(second, do+"decide_measure_appeal", approve(url.Values{"upheld": {"yes"}, "reason": {"证据不足。"}}), http.StatusSeeOther)
	if c = town.Load(c.ID); c.Result != accountability.Lifted || c.IsOpen() {
		t.Errorf("%s %s", c.State, c.Result)
	}
}

// TestUnitCounts: the head of a unit sees that unit's counts, small ones hidden; nobody else has the page.
func TestUnitCounts(t *testing.T) {
	town, _ := open(t)
	got := town.Get(specimen.Head, "/work/accountability")
	if got.Status != http.StatusOK || strings.Contains(got.Body, `>2<`) || !strings.Contains(got.Body, "…") {
		t.Errorf("%d: a figure under five is shown", got.Status)
	}
	for name, who := range others {
		if who.Role == access.UnitHead {
			continue
		}
		if got := town.Get(who, "/work/accountability"); got.Status == http.StatusOK {
			t.Errorf("%s sees the unit's counts", name)
		}
	}
}
