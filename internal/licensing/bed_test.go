package licensing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	ecertstore "banjie/internal/store/ecert"
	supervisestore "banjie/internal/store/supervise"
	"banjie/internal/supervise"
)

const division = "330599"

// start lies before every day the scripts name: Tuesday 2024-01-02, 9:00 in Asia/Shanghai.
var start = time.Date(2024, 1, 2, 1, 0, 0, 0, time.UTC)

// bed is an engine over a SQLite file with the licensing procedure, the real calendar and
// a standing clock.
type bed struct {
	t      testing.TB
	engine *casework.Engine
	store  *casestore.Store
	certs  *ecertstore.Store // nil without certificates
	cards  *supervisestore.Store
	clock  *clock.Moved
	items  items
}

// newBed opens a bed; change may alter the procedure before it is registered. Without
// certificates the projector that issues them is left out.
func newBed(t testing.TB, certificates bool, change func(*casework.Procedure), projectors ...casestore.Projector) *bed {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "bed.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	b := &bed{t: t, clock: clock.Standing(start), items: testItems()}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	if certificates {
		types, err := ecert.NewRegistry(ecert.CoreTypes()...)
		if err != nil {
			t.Fatal(err)
		}
		b.certs = ecertstore.New(db, w, types, func(c *casework.Case, e *casework.Event) (*ecert.Certificate, error) {
			item, err := b.items.Version(c.Division, c.Item.Code, c.Item.Version)
			if err != nil {
				return nil, err
			}
			unit := org.Unit{ID: item.Unit, Division: division, Name: lang.T("示例县登记局", "Sample County Registry"), USCC: "11339900DEMA000056"}
			return licensing.Issue(c, e, item, unit, types, true)
		}, calendar.Builtin)
		projectors = append(projectors, b.certs.Project)
	}
	calendars := supervise.NewCalendars()
	b.cards = supervisestore.New(db, w, func() *supervise.Calendars { return calendars })
	b.store = casestore.New(db, w, append(projectors, b.cards.Project)...)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: b.items, Store: b.store, Writer: b.store, StandIn: standIn,
		Unit: func(_, unit string) bool { return unit != "nowhere" }}
	p := licensing.Rules{Licences: register{b}, Staff: staff{}, Numbers: b.store}.Procedure()
	p.With(supervise.Rows(p, nil)...)
	if change != nil {
		change(p)
	}
	if err := b.engine.Register(p); err != nil {
		t.Fatal(err)
	}
	return b
}

// register knows the certificates named LIC-DAY of party-1, each valid until that day,
// ENDED-DAY, which were rescinded, and LOST-DAY, rescinded twenty days before their last; and
// whatever the bed issued.
type register struct{ *bed }

func (r register) Renewable(ctx context.Context, div, id, of, party string) (casework.ID, calendar.Day, error) {
	kind, day, _ := strings.Cut(id, "-")
	until, err := time.Parse(time.DateOnly, day)
	last := calendar.Date(until.Date())
	switch {
	case err != nil && r.certs != nil:
		return r.certs.Renewable(ctx, div, id, of, party)
	case err != nil || party != "party-1":
		return 0, 0, fault.Missing()
	case kind == "LIC", kind == "LOST" && calendar.Builtin().DayOf(r.clock.Now()) < last-20:
		return 0, last, nil
	case kind == "ENDED", kind == "LOST":
		return 0, 0, fault.New(fault.Unlawful, "certificate_ended", lang.T("这张证照已经撤销。", "This certificate was rescinded."), lang.Text{})
	}
	return 0, 0, fault.Missing()
}

// staff is everybody but nobody.
type staff struct{}

func (staff) Serves(_, officer string, _ calendar.Day) bool { return officer != "nobody" }

// standIn: o2 is B of the registry's desk, and o1 is away on 2026-03-16.
func standIn(actor, officer, unit string, at time.Time) bool {
	return actor == "o2" && officer == "o1" && unit == "registry" && calendar.Builtin().DayOf(at) == calendar.Date(2026, time.March, 16)
}

// actors by the word that scripts use; all persons are invented.
var actors = map[string]access.Actor{
	"citizen":        {ID: "p1", Role: access.Citizen, Division: division, Party: "party-1"},
	"owner":          {ID: "p1", Role: access.Citizen, Division: division, Party: "party-1", Before: "account-p1"}, // the citizen, whose document was seen
	"nobody":         {Role: access.Citizen, Division: division, Party: "party-1"},                                 // types the citizen's number without signing in
	"by_code":        {ID: access.ByCode, Role: access.Citizen, Division: division, Party: "party-1"},
	"for_owner":      {ID: "p2", Role: access.Citizen, Division: division, Party: "party-2", Before: "account-p2", For: "party-1", Mandate: "m1"},
	"stranger":       {ID: "p2", Role: access.Citizen, Division: division, Party: "party-2"},
	"clerk":          {ID: "k1", Role: access.Clerk, Division: division, Unit: "hall"},
	"officer":        {ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "registry"},
	"colleague":      {ID: "o2", Role: access.CaseOfficer, Division: division, Unit: "registry"},
	"fireman":        {ID: "o3", Role: access.CaseOfficer, Division: division, Unit: "fire"},
	"outsider":       {ID: "o4", Role: access.CaseOfficer, Division: division, Unit: "forest"},
	"head_at_window": {ID: "h1", Role: access.CaseOfficer, Division: division, Unit: "registry"}, // on another day
	"head":           {ID: "h1", Role: access.UnitHead, Division: division, Unit: "registry"},
	"foreign_head":   {ID: "h2", Role: access.UnitHead, Division: division, Unit: "forest"},
	"centre":         {ID: "z1", Role: access.CentreHead, Division: division, Unit: "hall"},
	"supervisor":     {ID: "s1", Role: access.Supervisor, Division: division, Unit: "oversight"},
	"hall_head":      {ID: "h3", Role: access.UnitHead, Division: division, Unit: "hall"},
	"head_promoted":  {ID: "h1", Role: access.Supervisor, Division: division, Unit: "hall"}, // so has the head
	"clerk_promoted": {ID: "k1", Role: access.Supervisor, Division: division, Unit: "hall"}, // the clerk, on another day
	"administrator":  {ID: "a1", Role: access.Administrator, Division: division, Unit: "hall"},
	"system":         {Role: access.System, Division: division},
}

// items is a catalogue of the items that the rules need.
type items map[string]*catalog.Item

func (m items) Version(_, code string, v int) (*catalog.Item, error) {
	for _, it := range m {
		if it.Code == code && it.Version == v {
			return it, nil
		}
	}
	return nil, fault.Missing()
}

func (m items) Current(_, code string) (*catalog.Item, error) { return m.Version("", code, 1) }

func workdays(n int) *limit.Limit { return &limit.Limit{N: n, Unit: limit.Workday} }

// testItems: each differs from the ordinary one by what its name says.
func testItems() items {
	m := items{}
	add := func(name string, change func(*catalog.Item)) {
		it := ordinary(len(m) + 1)
		it.Slug = name
		if change != nil {
			change(it)
		}
		m[name] = it
	}
	testing := catalog.SpecialProcedure{Kind: "testing", Name: lang.T("检测", "Testing"), Max: *workdays(15), Basis: "xkf-45"}
	add("ordinary", nil)
	add("on-the-spot", func(it *catalog.Item) {
		it.CaseKind, it.Steps = catalog.OnTheSpot, nil
		it.Statutory, it.Promised = workdays(1), workdays(0)
	})
	add("joint", func(it *catalog.Item) {
		it.Joint, it.Statutory, it.Promised = true, workdays(45), workdays(15)
	})
	add("hearing", func(it *catalog.Item) {
		it.Specials = []catalog.SpecialProcedure{{Kind: "hearing", Name: lang.T("听证", "Hearing"), Max: *workdays(20), Basis: "xkf-47"}, testing}
	})
	add("testing", func(it *catalog.Item) { it.Specials, it.Promised = []catalog.SpecialProcedure{testing}, workdays(15) })
	add("undertaking", func(it *catalog.Item) {
		it.Undertaking = &catalog.Undertaking{Covers: []string{"plan"}, Check: *workdays(60), Text: lang.T("本人承诺符合条件。", "I promise that the conditions are met.")}
	})
	add("renewal", func(it *catalog.Item) { it.Result.Renewable = true })
	add("public-notice", func(it *catalog.Item) { it.MinNotice, it.Promised = workdays(10), workdays(12) })
	add("parallel", func(it *catalog.Item) {
		it.Steps = []catalog.Step{
			{ID: "look", Name: lang.T("会审", "Joint look"), Limit: workdays(3), Tasks: []catalog.Task{{ID: "papers", Unit: "registry"}, {ID: "fire", Unit: "fire"}}},
			{ID: "sign", Name: lang.T("签发", "Signature"), Tasks: []catalog.Task{{ID: "sign", Unit: "registry"}}},
		}
	})
	add("inspection", func(it *catalog.Item) { it.Inspection = true })
	add("examination", func(it *catalog.Item) {
		it.Specials = []catalog.SpecialProcedure{{Kind: "inspection", Name: lang.T("检验", "Inspection"), Max: *workdays(10), Basis: "xkf-55"}}
	})
	add("undertaking-inspected", func(it *catalog.Item) {
		it.Inspection, it.Undertaking = true, m["undertaking"].Undertaking
	})
	add("hearing-ordered", func(it *catalog.Item) {
		it.Specials = []catalog.SpecialProcedure{{Kind: "hearing", Name: lang.T("听证", "Hearing"), Max: *workdays(20), Basis: "xkf-46", Required: true}}
	})
	add("hearing-told", func(it *catalog.Item) {
		it.Specials = []catalog.SpecialProcedure{{Kind: "hearing", Name: lang.T("听证", "Hearing"), Max: *workdays(20), Basis: "xkf-47", Required: true}}
	})
	add("promise-only", func(it *catalog.Item) { it.Statutory = nil })
	add("new-guide", func(it *catalog.Item) { it.Effective = calendar.Date(2026, time.April, 2) })
	add("letter", func(it *catalog.Item) { it.Result.Certificate = "" })
	add("retired", func(it *catalog.Item) { it.Status = catalog.Retired })
	return m
}

func ordinary(n int) *catalog.Item {
	return &catalog.Item{
		Code: fmt.Sprintf("11339900DEMA0000564330199025%03d", n), Version: 1, Status: catalog.Published, Unit: "registry",
		Name: lang.T("示例许可", "Sample licence"), Kind: catalog.License, CaseKind: catalog.Promised,
		Statutory: workdays(20), Promised: workdays(5), Correction: *workdays(10),
		Conditions: []catalog.Condition{
			{ID: "premises", Text: lang.T("有合法场所", "Lawful premises"), Basis: "xkf-29"},
			{ID: "staff", Text: lang.T("有合格人员", "Qualified staff")},
		},
		Materials: []catalog.Material{
			{ID: "identity", Name: lang.T("身份证", "Identity card"), Source: catalog.FromHeldData, Required: true},
			{ID: "plan", Name: lang.T("平面图", "Floor plan"), Source: catalog.FromApplicant, Required: true},
			{ID: "photo", Name: lang.T("照片", "Photograph"), Source: catalog.FromApplicant, Required: true, Tolerant: true},
		},
		Form: json.RawMessage(`{"type":"object","required":["address"],"additionalProperties":false,"properties":{
			"address":{"type":"string","title":"地址","x-title-en":"Address","minLength":2}}}`),
		Steps:  []catalog.Step{{ID: "review", Name: lang.T("审查", "Review"), Tasks: []catalog.Task{{ID: "papers", Unit: "registry"}}}},
		Result: catalog.Result{Certificate: "administrative-licence", Name: lang.T("许可证", "Licence"), ValidMonths: 36, Lines: []string{"scope==示例业务"}},
	}
}

// filing is the command by which the actor asks for an item.
func (b *bed) filing(who access.Actor, item string, in *licensing.ReceiveInput) casework.Command {
	channel := "web"
	if who.IsStaff() {
		channel = "window"
	}
	return casework.Command{Actor: who, Verb: "receive", Input: in, Open: &casework.Open{
		Procedure: licensing.Name, Item: b.items[item].Code, Channel: channel, Party: "party-1", CodeHash: "h",
		Person: casework.Person{Name: "测试人甲", IDKind: "resident", IDValue: "11010519491231002X"}, Form: map[string]any{"address": "示例路1号"},
	}}
}
