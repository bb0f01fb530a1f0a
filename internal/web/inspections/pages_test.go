package inspections_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/inspection"
	"banjie/internal/web/inspections"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, inspections.GalleryPages()) }

// People of the tests; all are invented. The centre is the hall's unit here.
var (
	planner = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}
	goes    = access.Actor{ID: "i1", Name: "检示例", Role: access.CaseOfficer, Division: specimen.Division, Unit: "justice"}
	along   = access.Actor{ID: "i2", Name: "查示例", Role: access.CaseOfficer, Division: specimen.Division, Unit: "justice"}
	others  = map[string]access.Actor{
		"inspector of no round": {ID: "i9", Role: access.CaseOfficer, Division: specimen.Division, Unit: "justice"},
		"another unit's head":   {ID: "h9", Role: access.UnitHead, Division: specimen.Division, Unit: "water"},
		"clerk of the unit":     {ID: "k", Role: access.Clerk, Division: specimen.Division, Unit: "market"},
		"officer of the centre": {ID: "co", Role: access.CaseOfficer, Division: specimen.Division, Unit: "hall"},
		"supervisor elsewhere":  {ID: "sup", Role: access.Supervisor, Division: specimen.Division, Unit: "water"},
		"auditor":               {ID: "u", Role: access.Auditor, Division: specimen.Division, Unit: "hall"},
		"citizen":               officertest.Citizen,
		"nobody":                {Role: access.Public, Division: specimen.Division},
	}
)

// rows keeps visits in memory: lists are the matter of the store.
type rows struct{ town *officertest.Town }

var seen []casework.ID

func (r *rows) Visits(_ context.Context, q inspection.Query) (p inspection.Page, err error) {
	for _, id := range seen {
		c := r.town.Load(id)
		v := inspection.VisitOf(c)
		if (q.Unit == "" || q.Unit == v.Unit) && (!q.Shown || v.Shown) {
			p.Visits = append(p.Visits, inspection.Listed{Key: c.Key, Number: c.Number, Round: v.Round, Unit: v.Unit, Day: v.Day, State: c.State, Findings: len(v.Findings), Shown: v.Shown})
		}
	}
	return p, nil
}

func (r *rows) Counts(context.Context, string, string, calendar.Interval) ([]inspection.Count, error) {
	return nil, nil
}

func (r *rows) Totals(context.Context, string, calendar.Interval) (inspection.Totals, error) {
	return inspection.Totals{}, nil
}

// open is a town whose draws are taken as they are told: what they must show is tested beside the rules.
func open(t *testing.T) *officertest.Town {
	seen = nil
	return officertest.New(t, func(o *officertest.Town) {
		e, list := o.Site.Engine, &rows{o}
		rules := inspection.Rules{Centre: "hall", Units: func(string) bool { return true },
			Officer: func(id string, _ calendar.Day) (string, bool) { return "justice", true },
			Find: func(ctx context.Context, division, number string) (*casework.Case, error) {
				key, err := o.Site.Cases.ByNumber(ctx, division, number)
				if err != nil {
					return nil, err
				}
				c, _, err := e.Load(ctx, key)
				return c, err
			},
			Visits: func(context.Context, string, string) ([]casework.ID, error) { return seen, nil }}
		all := rules.Procedures()
		for i := range all[0].Transitions {
			if row := &all[0].Transitions[i]; row.Verb == "draw_round" {
				row.Guards, row.Decide = nil, func(d *casework.Decision) error { return d.SetData(casework.Input[inspection.Drawn](d)) }
			}
		}
		if err := e.Register(all...); err != nil {
			t.Fatal(err)
		}
		(&desk.Pages{Site: o.Site}).Routes()
		(&inspections.Pages{Site: o.Site, Visits: list, Centre: "hall"}).Routes()
	})
}

// round plans one by the page and begins it.
func round(t *testing.T, town *officertest.Town, kind string) *casework.Case {
	t.Helper()
	day := calendar.Builtin().DayOf(town.Clock.Now())
	got := town.Post(planner, "/centre/inspections/new", url.Values{"kind": {kind}, "reason": {"窗口纪律。"}, "from": {day.String()}, "until": {(day + 9).String()}, "objects": {"1"}, "units": {"market", "water"}, "send": {"2"}, "inspectors": {"i1", "i2", "i3"}})
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text())
	}
	id, err := casework.ParseID(strings.TrimPrefix(got.Header.Get("Location"), "/centre/inspections/"))
	if err != nil {
		t.Fatal(err)
	}
	for what, ids := range map[string][]string{inspection.Objects: {"market"}, inspection.Inspectors: {"i1", "i2"}} {
		town.Do(casework.Command{Actor: planner, Case: id, Verb: "draw_round", Input: &inspection.Drawn{What: what, IDs: ids}})
	}
	return town.Do(casework.Command{Actor: planner, Case: id, Verb: "begin_round"})
}

const (
	facts  = "金丝雀句子：窗口二十分钟无人。"
	person = "金丝雀人名（虚构）"
	words  = "金丝雀原话：去领打印纸。"
)

func sheet(day string) url.Values {
	return url.Values{"unit": {"market"}, "day": {day}, "time": {"14:30"}, "place": {"一楼窗口"}, "present": {"i1", "i2"}, "rule1": {"left_post"}, "facts1": {facts}, "who1": {person}, "statement1": {words}, "signed1": {"signed"}, "order": {"安排替岗。"}, "days": {"5"}}
}

// record enters a sheet by the page and gives the visit.
func record(t *testing.T, town *officertest.Town, c *casework.Case) *casework.Case {
	t.Helper()
	at := "/my/inspections/" + c.ID.String() + "/record"
	form := sheet(calendar.Builtin().DayOf(town.Clock.Now()).String())
	if got := town.Post(goes, at, form); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text())
	}
	key, err := town.Site.Cases.ByNumber(t.Context(), specimen.Division, "IV202603020001")
	if err != nil {
		t.Fatal(err)
	}
	seen = append(seen, key.ID)
	return town.Load(key.ID)
}

// TestWhoSees: every role at every address of a covert visit, before the round is over and after.
func TestWhoSees(t *testing.T) {
	town := open(t)
	c := round(t, town, "covert")
	v := record(t, town, c)
	visit, roundAt := "/work/inspections/"+v.ID.String(), "/centre/inspections/"+c.ID.String()
	places := []string{visit, visit + "/clocks/mending", roundAt, roundAt + "/plan/objects", roundAt + "/draw/objects", "/my/inspections/" + c.ID.String() + "/record", "/work/cases/" + v.ID.String() + "/clocks/mending", "/work/cases/" + c.ID.String(),
		"/work?number=" + v.Number, "/work?number=" + c.Number, "/work", "/work?tab=unit", "/work/inspections", "/my/inspections", "/centre/inspections"}
	blind := func(name string, who access.Actor) {
		t.Helper()
		for _, at := range places {
			got := town.Get(who, at)
			for _, secret := range []string{facts, person, words, v.Number + `<`} {
				if strings.Contains(got.Body, secret) {
					t.Errorf("%s reads %s at %s", name, secret, at)
				}
			}
			if strings.HasPrefix(got.Header.Get("Location"), "/work/cases/") {
				t.Errorf("%s is led to %s by %s", name, got.Header.Get("Location"), at)
			}
		}
	}
	for name, who := range others {
		blind(name, who)
	}
	blind("the unit's head before the end", specimen.Head)
	blind("the unit's officer before the end", specimen.Officer)
	for name, who := range map[string]access.Actor{"planner": planner, "inspector": goes, "the other inspector": along} {
		if got := town.Get(who, visit); got.Status != http.StatusOK || !strings.Contains(got.Body, words) {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
	town.Do(casework.Command{Actor: planner, Case: c.ID, Verb: "end_round", Input: &inspection.EndInput{}})
	got := town.Get(specimen.Head, visit)
	for _, p := range uitest.Problems(got.Body) {
		t.Error(p)
	}
	if got.Status != http.StatusOK || !strings.Contains(got.Body, words) || !strings.Contains(got.Body, "/do/reply_visit") {
		t.Errorf("the head after the end: %d", got.Status)
	}
	got = town.Get(specimen.Officer, visit)
	if got.Status != http.StatusOK || !strings.Contains(got.Body, facts) || strings.Contains(got.Body, person) || strings.Contains(got.Body, words) {
		t.Errorf("the unit's officer: %d; who it was is the head's to read", got.Status)
	}
	if got := town.Get(specimen.Head, "/work/inspections"); !strings.Contains(got.Body, v.ID.String()) {
		t.Error("the visit is not in the unit's list")
	}
	for name, who := range others {
		blind(name+" after the end", who)
	}
}

// TestSheetSaysWhatIsMissing: the form comes back with the place that is wrong, and what was typed.
func TestSheetSaysWhatIsMissing(t *testing.T) {
	town := open(t)
	c := round(t, town, "open")
	form := sheet(calendar.Builtin().DayOf(town.Clock.Now()).String())
	form.Set("statement1", "")
	got := town.Post(goes, "/my/inspections/"+c.ID.String()+"/record", form)
	if got.Status != http.StatusConflict || !strings.Contains(got.Body, "没有说明的原因") || !strings.Contains(got.Body, facts) {
		t.Errorf("%d %s", got.Status, got.Text())
	}
	for name, who := range others {
		if got := town.Post(who, "/my/inspections/"+c.ID.String()+"/record", form); got.Status == http.StatusSeeOther && !strings.HasPrefix(got.Header.Get("Location"), "/sign-in") {
			t.Errorf("%s recorded a visit", name)
		}
	}
}

// TestFormsAskForNoSurveillance: no form of an inspection has an input that a machine fills with
// where somebody was, what a screen showed or when somebody came.
func TestFormsAskForNoSurveillance(t *testing.T) {
	town := open(t)
	c := round(t, town, "open")
	v := record(t, town, c)
	name := regexp.MustCompile(`<(?:input|select|textarea)[^>]*\bname="([^"]*)"`)
	looked := 0
	for at, who := range map[string]access.Actor{"/centre/inspections/new": planner, "/my/inspections/" + c.ID.String() + "/record": goes, "/work/cases/" + v.ID.String() + "/do/reply_visit": specimen.Head, "/work/cases/" + c.ID.String() + "/do/end_round": planner} {
		got := town.Get(who, at)
		if got.Status != http.StatusOK {
			t.Fatalf("%s: %d", at, got.Status)
		}
		if strings.Contains(got.Body, "geolocation") || strings.Contains(got.Body, `capture=`) {
			t.Errorf("%s uses the device", at)
		}
		for _, m := range name.FindAllStringSubmatch(got.Body, -1) {
			looked++
			for _, bad := range []string{"gps", "latitude", "longitude", "location", "position", "screen", "camera", "photo", "face", "attendance", "badge", "device", "keystroke"} {
				if strings.Contains(strings.ToLower(m[1]), bad) {
					t.Errorf("%s asks for %s", at, m[1])
				}
			}
		}
	}
	if looked < 30 {
		t.Errorf("only %d inputs", looked)
	}
}
