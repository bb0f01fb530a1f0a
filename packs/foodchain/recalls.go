package foodchain

import (
	"context"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/gs1"
	counter "banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/orderpages"
	"banjie/packs/foodchain/recall/recallapi"
	"banjie/packs/foodchain/recall/recallbook"
	"banjie/packs/foodchain/recall/recallpages"
	"banjie/packs/foodchain/recall/recallstore"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

var recallScopes = []pack.Scope{
	{Name: "read:recalls", Title: lang.T("查看召回", "read recalls"), Verbs: []access.Verb{recall.ReadRecalls, recallapi.ReadOwn}},
	{Name: "write:recalls", Title: lang.T("提出、收回召回，答复召回通知", "open and withdraw recalls, answer orders"), Verbs: []access.Verb{"open_recall", "stop_sale", "count_goods", "finish_recall_order", "withdraw_recall", "lift_recall"}},
}

// recalls are wired to a folder.
type recalls struct {
	host   pack.Host
	people *people
	store  *recallstore.Store
	rules  recall.Rules
	office *recall.Office
	// corrected is the regulator's desk, which keeps samples; nil: there is none.
	corrected func(ctx context.Context, number string, lots []string) ([]recallpages.Corrected, error)
}

func newRecalls(h pack.Host, lineage *tracestore.Store, archive *capturestore.Store, who *people) *recalls {
	w := &recalls{host: h, people: who, store: recallstore.New(h.DB, lineage)}
	w.office = &recall.Office{Engine: h.Engine, Places: w}
	w.rules = recall.Rules{Lineage: lineage, Orders: w.store, Places: w, Regulator: w.regulator, Made: recall.MadeBy(lineage, w), Passed: w.passed,
		Running: func(ctx context.Context, in recall.OpenInput) ([]recall.Row, error) {
			return recall.RunningFor(ctx, w.store, h.Division, in)
		}}
	archive.After = append(archive.After, w.store.Captured)
	return w
}

// regulator is the unit that orders recalls, "" where the county has none of that name.
func (w *recalls) regulator() string {
	if u, ok := w.host.Org().Unit(has(w.host, foodDuty)); ok {
		return u.ID
	}
	return ""
}

// passed says whether the result that a recall began from was corrected and says passed now.
func (w *recalls) passed(ctx context.Context, number string, lots []string) (bool, error) {
	if w.corrected == nil {
		return false, nil
	}
	list, err := w.corrected(ctx, number, lots)
	return len(list) > 0 && !slices.ContainsFunc(list, func(x recallpages.Corrected) bool { return !x.Passed }), err
}

// Place implements recall.Places.
func (w *recalls) Place(ctx context.Context, key string) (recall.Place, bool, error) {
	p, err := w.people.store.PlaceOf(ctx, key)
	if fault.KindOf(err) == fault.NotFound {
		return recall.Place{}, false, nil
	}
	if err != nil {
		return recall.Place{}, false, err
	}
	b, err := w.people.store.Business(ctx, w.host.Division, p.Business)
	if fault.KindOf(err) == fault.NotFound {
		return recall.Place{}, false, nil
	}
	if err != nil {
		return recall.Place{}, false, err
	}
	out := recall.Place{Name: b.Name, Public: b.PublicPlace(), Party: b.Party, Proven: b.Proven, Phone: b.Phone}
	if b.Name == "" { // erased
		out.Name = out.Public.ZH
	}
	if p.Name != "" && p.Name != b.Name {
		out.Name += "，" + p.Name
	}
	if u, ok := w.host.Org().Unit(b.Town); ok {
		out.Town = u.Name.ZH
	}
	return out, true, nil
}

// Named implements recall.Register.
func (w *recalls) Named(ctx context.Context, key string) (string, error) {
	store, division, number := w.people.store, w.host.Division, ""
	link, err := gs1.ParseLink(key)
	if err != nil {
		return "", nil // no number of anybody's
	}
	owner := ""
	for _, e := range link.Elements {
		switch e.AI {
		case "01":
			number = e.Value[1:]
			p, err := store.Product(ctx, division, e.Value)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return "", err
			}
			owner = p.Business
		case "00":
			number = e.Value[1:]
		}
	}
	above, err := store.PrefixOwner(ctx, division, number)
	if err != nil || number == "" || owner != "" && above != "" && owner != above {
		return "", err
	}
	if owner == "" {
		owner = above
	}
	if owner == "" {
		return "", nil
	}
	b, err := store.Business(ctx, division, owner)
	if err != nil || !b.Proven {
		return "", absent(err)
	}
	return b.Party, nil
}

// Recalls implements scan.Recalls.
func (w *recalls) Recalls(ctx context.Context, keys []string, _ time.Time) ([]scan.Recall, error) {
	all, err := w.store.Of(ctx, keys)
	if err != nil {
		return nil, err
	}
	var out []scan.Recall
	for _, x := range all {
		r := scan.Recall{Number: x.Number, InForce: true, Level: x.Grade.Title(), Why: recall.CauseText(x.Cause), Since: x.Opened, Ended: x.Closed,
			What: lang.T("不要吃。退回购买的店，或者打下面的电话。", "Do not eat it. Take it back to the shop, or call the number below."), By: recall.OpenedBy(x.Row)}
		if u, ok := w.host.Org().Unit(x.Unit); ok {
			r.Phone = u.Phone
		}
		if !x.Published.IsZero() {
			r.Page = "/recalls/" + x.Number
		}
		out = append(out, r)
	}
	return out, nil
}

// Goods implements recall.Names.
func (w *recalls) Goods(ctx context.Context, keys []string, place string) ([]recall.Goods, error) {
	hand := map[string]trace.Balance{}
	if place != "" {
		var err error
		if hand, err = w.people.trace.OnHand(ctx, place, keys); err != nil {
			return nil, err
		}
	}
	out := make([]recall.Goods, 0, len(keys))
	for _, k := range keys {
		g := recallview.Printed(k)
		gtin, _ := chain.PartsOf(k)
		p, err := w.people.store.Product(ctx, w.host.Division, gtin)
		if err == nil {
			g.Name = p.Name
			b, err := w.people.store.Business(ctx, w.host.Division, p.Business)
			if absent(err) != nil {
				return nil, err
			}
			if err == nil {
				g.Maker = b.PublicPlace()
			}
		} else if absent(err) != nil {
			return nil, err
		}
		g.Left = recall.Amounts{}
		for family, sum := range hand[k] {
			if left := sum.Left(); left > 0 {
				g.Left[family] = left
			}
		}
		out = append(out, g)
	}
	return out, nil
}

// book is the books of holders.
func (w *recalls) book() *recallbook.Book {
	return &recallbook.Book{Desk: w.people.desk}
}

// plots gives the keys of the plots that name a parcel of the soil archive.
func (w *recalls) plots(ctx context.Context, code string) (keys []string, err error) {
	list, err := w.people.store.WithParcel(ctx, w.host.Division, soil.TidyCode(code))
	for _, p := range list {
		keys = append(keys, p.Key())
	}
	return keys, err
}

// maker gives the one place where all that a recall begins from was made or grown, "" where there are
// several or the register does not know it.
func (w *recalls) maker(ctx context.Context, start trace.Start) (string, error) {
	var at []string
	if len(start.Things) > 0 {
		var err error
		if at, err = w.people.trace.MadeAt(ctx, start.Things); err != nil {
			return "", err
		}
	}
	for _, p := range start.Plots {
		at = append(at, p.Plot)
	}
	one := ""
	for _, key := range at {
		key, _, _ = strings.Cut(key, "/254/") // a plot is its place's
		if one != "" && key != one {
			return "", nil
		}
		one = key
	}
	if _, there, err := w.Place(ctx, one); err != nil || !there {
		return "", err
	}
	return one, nil
}

// numbers gives the number of the gravest recall in force for each key that falls under one.
func (w *recalls) numbers(ctx context.Context, keys []string) (map[string]string, error) {
	all, err := w.store.Of(ctx, keys)
	out := map[string]string{}
	for _, x := range all {
		if out[x.Key] == "" {
			out[x.Key] = x.Number
		}
	}
	return out, err
}

func (w *recalls) routes(s *site.Site) {
	hall := &recallview.Hall{Site: s, Lists: w.store, Rules: w.rules, Names: w}
	(&recallpages.Pages{Hall: hall, Office: w.office, Plots: w.plots, Maker: w.maker, Corrected: w.corrected}).Routes()
	(&orderpages.Pages{Hall: hall, Book: w.book(), Standing: w.people.desk.Standing}).Routes()
	s.PageOf(recall.Name, "/food/recalls/")
	s.PageOf(recall.OrderName, "/food/recall-orders/")
}

// stalePause is between two looks for recalls that wait to be brought up to date.
const stalePause = 2 * time.Second

// run brings very large recalls up to date after events came.
func (w *recalls) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(stalePause):
		}
		if err := w.store.Refresh(ctx, w.host.Writer); err != nil && ctx.Err() == nil {
			w.host.Log.ErrorContext(ctx, "recalls not brought up to date", "error", err)
		}
	}
}

func (w *recalls) parts() *pack.Parts {
	programs := &recallapi.Service{Lists: w.store, Rules: w.rules, Office: w.office, Book: w.book(), Programs: w.host.Programs, Division: w.host.Division}
	return &pack.Parts{Procedures: w.rules.Procedures(), Project: w.project, Routes: w.routes, Run: w.run, Grow: w.grow, Programs: programs.Handlers(), Check: w.store.Check,
		Night: func(ctx context.Context) error { return w.store.Refresh(ctx, w.host.Writer) }}
}

// project writes the rows of a recall. What decides what is recalled takes its turn with the papers of
// lots, so that none is issued for a lot that is being recalled.
func (w *recalls) project(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
	if c != nil && c.Procedure == recall.Name {
		if err := tracestore.Turn(tx); err != nil {
			return err
		}
	}
	return w.store.Project(tx, c, e)
}

// waiting says what the orders to a party wait for; those to some places alone where any are named.
func (w *recalls) waiting(ctx context.Context, party string, places []string) (out counter.Waiting, err error) {
	list, err := w.store.OrdersFor(ctx, w.host.Division, party, 100)
	for _, o := range list {
		if len(places) > 0 && !slices.Contains(places, o.Place) {
			continue
		}
		switch issued := o.State == recall.OrderState(recall.Issued); {
		case o.Drill && issued:
			out.Drills++
			continue
		case !o.Drill && issued:
			out.Answer++
		case !o.Drill && o.State == recall.OrderState(recall.Stopped):
			out.Count++
		case !o.Drill && o.State == recall.OrderState(recall.Freed):
			if err := w.undone(ctx, o, &out); err != nil {
				return out, err
			}
			continue
		default:
			continue
		}
		if len(out.Titles) == mostTitles {
			continue
		}
		row, err := w.store.Recall(ctx, casework.Key{Division: o.Division, ID: o.Recall})
		if err != nil {
			return out, err
		}
		if !slices.Contains(out.Titles, row.Title) {
			out.Titles = append(out.Titles, row.Title)
		}
	}
	return out, err
}

// undone notes that the recall of an order was lifted or withdrawn not long ago.
func (w *recalls) undone(ctx context.Context, o recall.OrderRow, out *counter.Waiting) error {
	if len(out.Undone) == mostTitles {
		return nil
	}
	row, err := w.store.Recall(ctx, casework.Key{Division: o.Division, ID: o.Recall})
	if err != nil || row.State != recall.Lifted && row.State != recall.Withdrawn || w.host.Clock.Now().Sub(row.Closed) > toldFor || slices.Contains(out.Undone, row.Title) {
		return err
	}
	out.Undone = append(out.Undone, row.Title)
	return nil
}

// toldFor is how long a business reads on its own page that a recall was taken back: a rule of the house.
const toldFor = 7 * 24 * time.Hour

// mostTitles is how many recalls a notice names.
const mostTitles = 2
