package foodchain

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/idnum"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace/tracestore"
)

// lineup is a chain of four businesses and one that has nothing to do with them.
type lineup struct {
	*bed
	people *people
	who    map[string]access.Actor
	of     map[string]chain.Business
	lots   map[string]string
	events map[string]string // name of the event by its id
}

func newLineup(t *testing.T, b *bed) *lineup {
	t.Helper()
	lineage := tracestore.New(b.DB, b.Writer)
	archive := capturestore.New(b.DB, lineage)
	n := &lineup{bed: b, people: newPeople(b.host, &capture.Office{Engine: b.host.Engine, Store: archive, Clock: b.Clock, Division: specimen.Division}, lineage, archive),
		who: map[string]access.Actor{}, of: map[string]chain.Business{}, lots: map[string]string{}, events: map[string]string{}}
	ctx, desk := context.Background(), n.people.desk
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(desk.SetPrefix(ctx, platform, chain.DemoPrefix))
	for i, x := range []struct {
		name string
		kind chain.Kind
	}{{"farm", chain.Farm}, {"packer", chain.Factory}, {"wholesaler", chain.Wholesaler}, {"shop", chain.Shop}, {"stranger", chain.Shop}} {
		n.who[x.name] = access.Actor{ID: "a-" + x.name, Role: access.Citizen, Division: specimen.Division, Party: "p-" + x.name}
		organisation, err := idnum.MakeOrganisation(fmt.Sprintf("DM%06d", 700+i))
		must(err)
		code, err := idnum.MakeUSCC("91" + specimen.Division + string(organisation))
		must(err)
		n.of[x.name], err = desk.Register(ctx, specimen.Clerk, chain.Business{Kind: x.kind, Party: n.who[x.name].Party, Name: x.name + "（虚构）", Code: string(code), Phone: "05005000000"}, "business_licence")
		must(err)
	}
	_, err := desk.OpenPlace(ctx, n.who["farm"], n.of["farm"], "一号园", "", true)
	must(err)
	fruit, err := desk.NameProduct(ctx, n.who["farm"], n.of["farm"], chain.Product{Name: "杨梅", Unit: "KGM", Days: 9, Produce: true})
	must(err)
	box, err := desk.NameProduct(ctx, n.who["packer"], n.of["packer"], chain.Product{Name: "杨梅礼盒", Unit: "KGM", Days: 9, Produce: true})
	must(err)
	const kg = 1_000_000
	start, hour := b.Clock.Now().Add(-40*time.Hour).Truncate(time.Second), 0
	do := func(name, by string, kind chain.StepKind, step chain.Step) string {
		t.Helper()
		hour++
		step.Kind, step.Business, step.At, step.Reason = kind, n.of[by].ID, start.Add(time.Duration(hour)*time.Hour), "household"
		step.Entry = fmt.Sprintf("%08d-0000-4000-8000-000000000000", hour)
		done, err := desk.Take(ctx, n.who[by], step, "")
		must(err)
		var id string
		must(b.DB.QueryRow(ctx, `select event_id from trace_event order by id desc limit 1`).Scan(&id))
		n.events[name] = id
		return done.Lot
	}
	takes := func(lot string, amount int64) []chain.Portion {
		return []chain.Portion{{Lot: lot, Amount: amount * kg, Unit: "KGM"}}
	}
	id := func(of string) string { return n.of[of].ID }
	n.lots["fruit"] = do("harvest", "farm", chain.Harvest, chain.Step{Product: fruit.GTIN, Amount: 100 * kg, Plot: "P01"})
	do("farm sends", "farm", chain.Send, chain.Step{Takes: takes(n.lots["fruit"], 100), Partner: id("packer")})
	do("packer receives", "packer", chain.Receive, chain.Step{Takes: takes(n.lots["fruit"], 100), Partner: id("farm"), Proof: "H-1"})
	n.lots["box"] = do("packer packs", "packer", chain.Pack, chain.Step{Takes: takes(n.lots["fruit"], 100), Product: box.GTIN, Amount: 98 * kg, Loss: 2 * kg})
	do("packer sends", "packer", chain.Send, chain.Step{Takes: takes(n.lots["box"], 60), Partner: id("wholesaler")})
	do("wholesaler receives", "wholesaler", chain.Receive, chain.Step{Takes: takes(n.lots["box"], 60), Partner: id("packer"), Proof: "H-2"})
	do("wholesaler sends", "wholesaler", chain.Send, chain.Step{Takes: takes(n.lots["box"], 50), Partner: id("shop")})
	do("shop receives", "shop", chain.Receive, chain.Step{Takes: takes(n.lots["box"], 50), Partner: id("wholesaler"), Proof: "H-2"})
	do("shop sells", "shop", chain.Sell, chain.Step{Takes: takes(n.lots["box"], 8)})
	n.who["regulator"], n.who["supervisor"] = specimen.Officer, specimen.Supervisor
	n.who["auditor"] = access.Actor{ID: "shen", Role: access.Auditor, Division: specimen.Division}
	n.who["window"] = specimen.Clerk
	n.who["public"] = public
	return n
}

// seen are the names of the events of an answer, in order.
func (n *lineup) seen(who, path string) (int, []string) {
	n.Helper()
	got := n.Get(n.who[who], path)
	if got.Status != http.StatusOK {
		return got.Status, nil
	}
	var d struct {
		Body struct {
			Results struct {
				Body struct {
					Events []struct {
						ID string `json:"eventID"`
					} `json:"eventList"`
				} `json:"resultsBody"`
			} `json:"queryResults"`
		} `json:"epcisBody"`
	}
	if err := json.Unmarshal([]byte(got.Body), &d); err != nil {
		n.Fatalf("%v %s", err, got.Body)
	}
	list := []string{}
	for _, e := range d.Body.Results.Body.Events {
		for name, id := range n.events {
			if id == e.ID {
				list = append(list, name)
			}
		}
	}
	slices.Sort(list)
	return got.Status, list
}

// One step up, one step down: each sees what happened at its own places and what its neighbours did with
// it, and nothing further along; the regulator and the auditor see all, a stranger nothing, the public no
// event at all. The same over every address.
func TestWhoSeesWhichEvent(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		n := newLineup(t, b)
		var all []string
		for name := range n.events {
			all = append(all, name)
		}
		slices.Sort(all)
		sees := map[string][]string{
			"farm":       {"harvest", "farm sends", "packer receives"},
			"packer":     {"farm sends", "packer receives", "packer packs", "packer sends", "wholesaler receives"},
			"wholesaler": {"packer sends", "wholesaler receives", "wholesaler sends", "shop receives"},
			"shop":       {"wholesaler sends", "shop receives", "shop sells"},
			"stranger":   {},
			"regulator":  all, "supervisor": all, "auditor": all,
		}
		for who, want := range sees {
			want = slices.Clone(want)
			slices.Sort(want)
			if status, got := n.seen(who, "/epcis/events"); status != 200 || !slices.Equal(got, want) {
				t.Errorf("%s: %d %v, want %v", who, status, got, want)
			}
			for _, ordered := range []string{"/epcis/events?orderBy=eventTime", "/epcis/bizSteps/receiving/events", "/epcis/epcs/" + url.PathEscape(n.lots["box"]) + "/events", "/epcis/bizLocations/" + url.PathEscape("https://id.gs1.org/414/"+n.of["wholesaler"].GLN) + "/events"} {
				_, got := n.seen(who, ordered)
				for _, name := range got {
					if !slices.Contains(want, name) {
						t.Errorf("%s sees %q by %s", who, name, ordered)
					}
				}
			}
			for name, id := range n.events {
				status, got := n.seen(who, "/epcis/events/"+url.PathEscape(id))
				if may := slices.Contains(want, name); may != (status == 200 && len(got) == 1) || !may && status != 404 {
					t.Errorf("%s asks for %q by its id: %d %v", who, name, status, got)
				}
			}
		}
		for _, path := range []string{"/epcis/events", "/epcis/events/" + url.PathEscape(n.events["harvest"]), "/epcis/epcs", "/epcis/capture", "/epcis/queries"} {
			for _, who := range []string{"public", "window"} {
				if got := n.Get(n.who[who], path); got.Status < 400 || strings.Contains(got.Body, "id.gs1.org") {
					t.Errorf("%s reads %s: %d", who, path, got.Status)
				}
			}
		}
	})
}

// Lists of keys and places are for who may see all; to others an address tells nothing about whether
// somebody else's event names a thing.
func TestListsTellNoKeysOfOthers(t *testing.T) {
	n := newLineup(t, newBed(t, "sqlite:"+t.TempDir()+"/town.db"))
	for _, list := range []string{"epcs", "bizLocations", "readPoints", "bizSteps", "dispositions", "capture"} {
		for who, want := range map[string]int{"farm": 403, "shop": 403, "stranger": 403, "regulator": 200, "auditor": 200} {
			if got := n.Get(n.who[who], "/epcis/"+list); got.Status != want || want == 403 && strings.Contains(got.Body, chain.DemoPrefix) {
				t.Errorf("%s lists %s: %d %s", who, list, got.Status, got.Body)
			}
		}
	}
	if got := n.Get(n.who["stranger"], "/epcis/eventTypes"); got.Status != 200 || !strings.Contains(got.Body, "ObjectEvent") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	known, unknown := url.PathEscape(n.lots["box"]), url.PathEscape("https://id.gs1.org/01/09521000000000/10/none")
	a, b := n.Get(n.who["stranger"], "/epcis/epcs/"+known), n.Get(n.who["stranger"], "/epcis/epcs/"+unknown)
	if a.Status != b.Status || len(strings.ReplaceAll(a.Body, n.lots["box"], "")) == 0 {
		t.Errorf("a stranger can tell which keys there are: %d %d", a.Status, b.Status)
	}
	if got := n.Get(n.who["regulator"], "/epcis/epcs/"+unknown); got.Status != 404 {
		t.Errorf("%d", got.Status)
	}
	if _, none := n.seen("stranger", "/epcis/epcs/"+known+"/events"); len(none) != 0 {
		t.Errorf("%v", none)
	}
}

// Books, stock, lots and entries of a business are its own: nobody of the same chain opens them, by
// pages or by program.
func TestBooksAreOnesOwn(t *testing.T) {
	n := newLineup(t, newBed(t, "sqlite:"+t.TempDir()+"/town.db"))
	packer := n.of["packer"].ID
	lot := url.QueryEscape(n.lots["box"])
	for _, path := range []string{"/food/b/" + packer, "/food/b/" + packer + "/book", "/food/b/" + packer + "/lot?lot=" + lot, "/food/b/" + packer + "/certificates", "/food/b/" + packer + "/licences", "/api/food/businesses/" + packer + "/stock", "/api/food/businesses/" + packer + "/book"} {
		if got := n.Get(n.who["packer"], path); got.Status != 200 && !strings.HasPrefix(path, "/api") {
			t.Errorf("its own %s: %d", path, got.Status)
		}
		for _, who := range []string{"farm", "wholesaler", "shop", "stranger", "public", "auditor"} {
			if got := n.Get(n.who[who], path); got.Status == 200 || strings.Contains(got.Body, "杨梅礼盒") {
				t.Errorf("%s opens %s: %d", who, path, got.Status)
			}
		}
	}
}
