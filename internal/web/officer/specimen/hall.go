package specimen

import (
	"context"
	"fmt"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/org"
	citizen "banjie/internal/web/citizen/specimen"
)

// Division of the invented county.
const Division = "330599"

// Who the samples are drawn for.
var (
	Clerk      = access.Actor{ID: "zhou", Name: "周一青（示例）", Role: access.Clerk, Division: Division, Unit: "hall", Posts: []string{"window-3"}}
	Officer    = access.Actor{ID: "lin", Name: "林示例", Role: access.CaseOfficer, Division: Division, Unit: "market", Posts: []string{"food"}}
	Colleague  = access.Actor{ID: "he", Name: "何示例", Role: access.CaseOfficer, Division: Division, Unit: "market", Posts: []string{"food"}}
	Fireman    = access.Actor{ID: "huo", Name: "霍示例", Role: access.CaseOfficer, Division: Division, Unit: "fire", Posts: []string{"fire-opinion"}}
	Head       = access.Actor{ID: "ju", Name: "居示例", Role: access.UnitHead, Division: Division, Unit: "market"}
	Supervisor = access.Actor{ID: "du", Name: "杜示例", Role: access.Supervisor, Division: Division, Unit: "hall"}
	applicant  = access.Actor{ID: "sample", Name: "林小禾（示例）", Role: access.Citizen, Division: Division, Party: "sample-party"}
)

// Item is the citizens' sample item.
func Item() catalog.Item { return citizen.Item() }

// Directory is the organisation of the invented county.
func Directory() *org.Directory {
	from := calendar.Date(2024, time.January, 1)
	officer := func(a access.Actor, roles ...string) org.Officer {
		return org.Officer{ID: a.ID, Name: a.Name, Unit: a.Unit, Roles: roles, From: from}
	}
	hold := func(post, who string, r org.Rank) org.Holding {
		return org.Holding{Post: post, Officer: who, Rank: r, From: from}
	}
	d, err := org.NewDirectory(org.Data{
		Units: []org.Unit{
			{ID: "market", Division: Division, Name: citizen.Unit("market"), Level: "4", Kind: org.StatutoryBody},
			{ID: "fire", Division: Division, Name: citizen.Unit("fire"), Level: "4", Kind: org.StatutoryBody},
			{ID: "hall", Division: Division, Name: citizen.Unit("hall"), Level: "4", Kind: org.OtherBody},
		},
		Posts: []org.Post{
			{ID: "food", Unit: "market", Name: lang.T("食品许可岗", "Food licences")},
			{ID: "sign", Unit: "market", Name: lang.T("签发岗", "Signature")},
			{ID: "fire-opinion", Unit: "fire", Name: lang.T("消防意见岗", "Fire opinions")},
			{ID: "window-3", Unit: "hall", Name: lang.T("3号综合窗口", "Integrated window 3")},
		},
		Windows:  []org.Window{{Number: "3", Division: Division, Zone: "A", Post: "window-3"}},
		Officers: []org.Officer{officer(Clerk, "clerk"), officer(Officer, "officer"), officer(Colleague, "officer"), officer(Fireman, "officer"), officer(Head, "officer", "unit_head"), officer(Supervisor, "supervisor")},
		Holdings: []org.Holding{hold("food", Officer.ID, org.A), hold("food", Colleague.ID, org.B), hold("sign", Head.ID, org.A), hold("fire-opinion", Fireman.ID, org.A), hold("window-3", Clerk.ID, org.A)},
		Absences: []org.Absence{{Officer: Officer.ID, From: calendar.Date(2026, time.March, 16), Until: calendar.Date(2026, time.March, 18)}},
		Delegations: []org.Delegation{{ID: "d-1", Unit: "market", From: Head.ID, To: Colleague.ID, Powers: []string{"approve_extension", "reject_extension"},
			First: calendar.Date(2026, time.March, 1), Last: calendar.Date(2026, time.June, 30), Instrument: "临市监授〔2026〕3号"}},
	})
	if err != nil {
		panic("specimen: " + err.Error()) // a literal of this package
	}
	return d
}

// Hall is an engine with everything in memory, at a clock that stands.
type Hall struct {
	Engine *casework.Engine
	Clock  *clock.Moved
	Items  []catalog.Item

	mu     sync.Mutex
	events map[casework.ID][]casework.Event
	serial int64
	leaf   int64
}

// NewHall starts one on Monday 2 March 2026, 9 o'clock in China.
func NewHall() *Hall {
	h := &Hall{Clock: clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)), Items: []catalog.Item{Item()}, events: map[casework.ID][]casework.Event{}}
	h.Engine = &casework.Engine{Clock: h.Clock, Calendar: calendar.Builtin, Catalogue: h, Store: h, Writer: h}
	if err := h.Engine.Register(licensing.Procedure()); err != nil {
		panic("specimen: " + err.Error())
	}
	return h
}

// Version implements casework.Items.
func (h *Hall) Version(_, code string, version int) (*catalog.Item, error) {
	for i := range h.Items {
		if h.Items[i].Code == code && h.Items[i].Version == version {
			return &h.Items[i], nil
		}
	}
	return nil, fault.Missing()
}

// Current implements casework.Catalogue.
func (h *Hall) Current(_, code string) (*catalog.Item, error) {
	for i := range h.Items {
		if h.Items[i].Code == code {
			return &h.Items[i], nil
		}
	}
	return nil, fault.Missing()
}

// Load implements casework.Store.
func (h *Hall) Load(_ context.Context, key casework.Key) ([]casework.Event, casework.Provenance, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.events[key.ID]) == 0 {
		return nil, "", fault.Missing()
	}
	return h.events[key.ID], casework.Live, nil
}

// Due implements casework.Store: nothing sweeps here.
func (*Hall) Due(context.Context, string, time.Time, int) ([]casework.DueClock, error) {
	return nil, nil
}

// Repeated implements casework.Store.
func (*Hall) Repeated(context.Context, string, string, string) (casework.Repeat, bool, error) {
	return casework.Repeat{}, false, nil
}

// Number implements casework.Store.
func (h *Hall) Number(context.Context, string, string) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serial++
	return h.serial, nil
}

// Write implements casework.Writer.
func (h *Hall) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.Case == nil || int64(len(h.events[w.Case.ID])) != w.Base {
		return casework.Committed{}, casework.ErrConflict
	}
	for i := range w.Events {
		w.Events[i].N, w.Events[i].Recorded = h.leaf, h.Clock.Now()
		h.leaf++
	}
	h.events[w.Case.ID] = append(h.events[w.Case.ID], w.Events...)
	return casework.Committed{Events: w.Events}, nil
}

// Do carries an act out; a sample that does not work is a mistake in this repository.
func (h *Hall) Do(cmd casework.Command) *casework.Case {
	out, err := h.Engine.Do(context.Background(), cmd)
	if err != nil {
		panic(fmt.Sprintf("specimen: %s: %v", cmd.Verb, err))
	}
	return out.Case
}

// Filed opens the sample application at the window: the floor plan is still missing.
func (h *Hall) Filed() *casework.Case {
	return h.Do(casework.Command{Actor: Clerk, Verb: "receive",
		Open: &casework.Open{Procedure: licensing.Name, Item: Item().Code, Channel: "window", Window: "3", Party: applicant.Party, CodeHash: "sample",
			Person: casework.Person{Name: applicant.Name, IDKind: "resident", IDValue: "11010519491231002X", Phone: "19000000001"},
			Form:   map[string]any{"shop_name": "青禾小吃店", "area": 36.0, "kind": "meals", "address": "临江县柳溪镇示例路1号"},
			Files:  []casework.File{{Material: "lease", Name: "lease.pdf", Hash: "0000000000000000000000000000000000000000000000000000000000000001", Type: "application/pdf", Size: 482 << 10}}},
		Input: &licensing.ReceiveInput{Scenario: map[string]string{"agent": "no"}, Materials: map[string]licensing.MaterialState{"lease": {Have: true, Grade: "B", From: "applicant"}}}})
}

// Reviewed is the sample case under review, its plan handed in later, taken by the officer.
func (h *Hall) Reviewed() *casework.Case {
	c := h.Filed()
	h.Clock.Advance(20 * time.Hour)
	h.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "accept_tolerant"})
	h.Clock.Advance(time.Hour)
	h.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "take", Input: &casework.TaskInput{Step: "review", Task: "papers"}})
	h.Clock.Advance(24 * time.Hour)
	return h.Do(casework.Command{Actor: Clerk, Case: c.ID, Verb: "supply", Input: &licensing.MaterialsInput{Materials: map[string]licensing.MaterialState{"plan": {Have: true, Grade: "B", From: "applicant"}}}})
}

// Asked is the sample case with an extension waiting for the head.
func (h *Hall) Asked() *casework.Case {
	c := h.Reviewed()
	h.Clock.Advance(24 * time.Hour)
	return h.Do(casework.Command{Actor: Officer, Case: c.ID, Verb: "request_extension", Reason: "需要会同镇里核实场所用途。"})
}

// Open loads a sample case with its procedure.
func (h *Hall) Open(id casework.ID) (*casework.Case, *casework.Procedure) {
	c, p, err := h.Engine.Load(context.Background(), casework.Key{Division: Division, ID: id})
	if err != nil {
		panic("specimen: " + err.Error())
	}
	return c, p
}
