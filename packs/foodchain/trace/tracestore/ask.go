package tracestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// Thing gives the number of a key. The error is a fault where nothing of the key was captured.
func (s *Store) thing(ctx context.Context, key string) (trace.Node, error) {
	var id int64
	err := s.db.QueryRow(ctx, "select id from trace_thing where key = ?", Stored(key)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fault.New(fault.NotFound, "trace_unknown_key", lang.Format("没有关于 %[1]s 的记录。", "Nothing was captured of %[1]s.", key),
			lang.T("请核对编号；批次要同时有商品编码和批号。", "Please check the code; a lot needs the GTIN beside the lot number."))
	}
	if err != nil {
		return 0, fmt.Errorf("tracestore: %w", err)
	}
	return trace.Node(id), nil
}

// Back walks from a thing to its plots.
func (s *Store) Back(ctx context.Context, key string, ask trace.Ask) (*trace.Back, error) {
	start, err := s.thing(ctx, key)
	if err != nil {
		return nil, err
	}
	var g trace.Graph = s.graph(ctx)
	var plots []int64
	kept := false
	if !ask.Path && ask.At == 0 && ask.Limits == (trace.Limits{}) && trace.KindOf(key) == trace.Lot {
		if plots, kept, err = s.kept(ctx, start); err != nil {
			return nil, err
		}
		if kept {
			g = withoutOrigins{g}
		}
	}
	trail, err := trace.Walk{Graph: g, At: ask.At, Limits: ask.Limits}.Back(ctx, start)
	if err != nil {
		return nil, err
	}
	for _, o := range trail.Origins {
		plots = append(plots, int64(o.Plot))
	}
	got := &trace.Back{Cut: trail.Cut}
	if got.Plots, err = s.placeKeys(ctx, plots); err != nil {
		return nil, err
	}
	if got.Ancestors, err = s.thingKeys(ctx, trail.Ancestors); err != nil {
		return nil, err
	}
	if got.Contents, err = s.thingKeys(ctx, trail.Contents); err != nil {
		return nil, err
	}
	if ask.Path {
		for _, o := range trail.Origins {
			trail.Steps = append(trail.Steps, trace.Step{To: o.Thing, From: trace.Node(o.Plot), Event: o.Event, Time: o.Time, How: harvested})
		}
		got.Path, err = s.path(ctx, trail.Steps)
	}
	return got, err
}

// Joins of a path between a place and a thing.
const (
	harvested trace.How = "harvested" // From is a plot
	reached   trace.How = "reached"   // To is a place
)

// Forward walks from a thing to the shops.
func (s *Store) Forward(ctx context.Context, key string, ask trace.Ask) (*trace.Forward, error) {
	start, err := s.thing(ctx, key)
	if err != nil {
		return nil, err
	}
	got, _, err := s.forward(ctx, []trace.Node{start}, ask)
	return got, err
}

// FromPlot walks from the harvests of a plot to the shops.
func (s *Store) FromPlot(ctx context.Context, plot string, ask trace.Ask) (*trace.Forward, error) {
	starts, err := s.harvests(ctx, plot, ask)
	if err != nil {
		return nil, err
	}
	got, _, err := s.forward(ctx, starts, ask)
	if err != nil {
		return nil, err
	}
	got.Harvests, err = s.thingKeys(ctx, starts)
	return got, err
}

func (s *Store) harvests(ctx context.Context, plot string, ask trace.Ask) ([]trace.Node, error) {
	var id int64
	err := s.db.QueryRow(ctx, "select id from trace_place where key = ?", Stored(plot)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "trace_unknown_plot", lang.Format("没有地块 %[1]s 的采收记录。", "Nothing was captured of the plot %[1]s.", plot),
			lang.T("请核对地块编号。", "Please check the plot's code."))
	}
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	until := ask.Until
	if until == 0 {
		until = trace.Forever
	}
	if ask.At != 0 {
		until = min(until, ask.At+1)
	}
	rows, err := s.db.Query(ctx, "select distinct thing from trace_origin where plot = ? and t >= ? and t < ? order by thing", id, ask.From, until)
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	var starts []trace.Node
	err = drain(rows, func(r *sql.Rows) error {
		var n trace.Node
		err := r.Scan(&n)
		starts = append(starts, n)
		return err
	})
	return starts, err
}

func (s *Store) forward(ctx context.Context, starts []trace.Node, ask trace.Ask) (*trace.Forward, *trace.Spread, error) {
	spread, err := trace.Walk{Graph: s.graph(ctx), At: ask.At, Limits: ask.Limits}.Forward(ctx, starts)
	if err != nil {
		return nil, nil, err
	}
	got := &trace.Forward{Cut: spread.Cut}
	shops, passed, err := s.judge(ctx, &spread)
	if err != nil {
		return nil, nil, err
	}
	if got.Shops, err = s.placeKeys(ctx, shops); err != nil {
		return nil, nil, err
	}
	if got.Passed, err = s.placeKeys(ctx, passed); err != nil {
		return nil, nil, err
	}
	if got.Descendants, err = s.thingKeys(ctx, spread.Descendants); err != nil {
		return nil, nil, err
	}
	if ask.Path {
		steps := spread.Steps
		for _, v := range spread.Visits {
			steps = append(steps, trace.Step{From: v.Thing, To: trace.Node(v.Place), Event: v.Event, Time: v.Time, How: reached})
		}
		got.Path, err = s.path(ctx, steps)
	}
	return got, &spread, err
}

// judge parts the reached places into shops and others.
func (s *Store) judge(ctx context.Context, spread *trace.Spread) (shops, passed []int64, err error) {
	known := map[int64]*trace.Judged{}
	var ids []int64
	for _, v := range spread.Visits {
		if id := int64(v.Place); known[id] == nil {
			known[id] = &trace.Judged{Uses: map[trace.Use]int64{}}
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	a := reader{ctx, s.db}
	err = each(a, s.db.Engine, "select p.id, p.kind, coalesce(u.use, ''), coalesce(u.n, 0) from trace_place p left join trace_place_use u on u.place = p.id where p.id @", ids, func(r *sql.Rows) error {
		var id, n int64
		var kind trace.PlaceKind
		var use trace.Use
		err := r.Scan(&id, &kind, &use, &n)
		known[id].Kind = kind
		known[id].Uses[use] = n
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var ended []int64
	for _, c := range spread.Carried {
		if c.Out != 0 {
			ended = append(ended, c.Out)
		}
	}
	slices.Sort(ended)
	opened := map[int64]trace.Place{}
	err = each(a, s.db.Engine, "select id, case when location <> 0 then location else read_point end from trace_event where id @", slices.Compact(ended), func(r *sql.Rows) error {
		var id int64
		var at trace.Place
		err := r.Scan(&id, &at)
		opened[id] = at
		return err
	})
	left := spread.LeftBehind(opened)
	for _, id := range ids {
		known[id].Left = left[trace.Place(id)]
		if known[id].SendsOn() {
			passed = append(passed, id)
		} else {
			shops = append(shops, id)
		}
	}
	return shops, passed, err
}

// Scan gives the plots of a lot or item as they were kept at capture: one row, no walk. whole is
// false where there are more than are kept; then Back tells them.
func (s *Store) Scan(ctx context.Context, key string) (plots []string, whole bool, err error) {
	n, err := s.thing(ctx, key)
	if err != nil {
		return nil, false, err
	}
	ids, whole, err := s.kept(ctx, n)
	if err != nil {
		return nil, false, err
	}
	plots, err = s.placeKeys(ctx, ids)
	return plots, whole, err
}

// kept gives the numbers of the plots that a lot or item remembers.
func (s *Store) kept(ctx context.Context, n trace.Node) (plots []int64, whole bool, err error) {
	var over int64
	var packed []byte
	err = s.db.QueryRow(ctx, "select over, plots from trace_lot where thing = ?", int64(n)).Scan(&over, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("tracestore: %w", err)
	}
	plots, err = decodePlots(packed)
	return plots, over == 0, err
}

// withoutOrigins is a graph for a walk whose plots are known already.
type withoutOrigins struct{ trace.Graph }

func (withoutOrigins) Origins(context.Context, []trace.Node) ([]trace.OriginRow, error) {
	return nil, nil
}

func (s *Store) thingKeys(ctx context.Context, list []trace.Node) ([]string, error) {
	return s.keys(ctx, "select key from trace_thing where id @", ints(list))
}

func (s *Store) placeKeys(ctx context.Context, list []int64) ([]string, error) {
	return s.keys(ctx, "select key from trace_place where id @", list)
}

// keys gives the keys of numbers, sorted, each once; never nil.
func (s *Store) keys(ctx context.Context, q string, ids []int64) ([]string, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	out := make([]string, 0, len(ids))
	err := each(reader{ctx, s.db}, s.db.Engine, q, slices.Compact(ids), func(r *sql.Rows) error {
		var k string
		err := r.Scan(&k)
		out = append(out, Long(k))
		return err
	})
	slices.Sort(out)
	return out, err
}

// path words the joins: processes are left out, so that a thing joins the next directly where
// one event names both, and by the name of the transformation otherwise.
func (s *Store) path(ctx context.Context, steps []trace.Step) ([]trace.Link, error) {
	var things, places, eventIDs []int64
	for _, st := range steps {
		from, to := int64(st.From), int64(st.To)
		switch st.How {
		case harvested:
			places, things = append(places, from), append(things, to)
		case reached:
			things, places = append(things, from), append(places, to)
		default:
			things = append(things, from, to)
		}
		eventIDs = append(eventIDs, st.Event)
	}
	thing, err := s.names(ctx, "select id, key from trace_thing where id @", things)
	if err != nil {
		return nil, err
	}
	place, err := s.names(ctx, "select id, key from trace_place where id @", places)
	if err != nil {
		return nil, err
	}
	hashes := map[int64]string{}
	slices.Sort(eventIDs)
	err = each(reader{ctx, s.db}, s.db.Engine, "select id, hash from trace_event where id @", slices.Compact(eventIDs), func(r *sql.Rows) error {
		var id int64
		var h []byte
		if err := r.Scan(&id, &h); err != nil {
			return err
		}
		hashes[id] = trace.HashID([32]byte(h))
		return nil
	})
	if err != nil {
		return nil, err
	}
	name := func(n trace.Node) string {
		if n < 0 {
			return hashes[int64(-n)]
		}
		return thing[int64(n)]
	}
	out := make([]trace.Link, 0, len(steps))
	for _, st := range steps {
		l := trace.Link{From: name(st.From), To: name(st.To), How: st.How, Event: hashes[st.Event], Time: clock.FromMicros(st.Time).UTC().Format(time.RFC3339Nano)}
		switch st.How {
		case harvested:
			l.From = place[int64(st.From)]
		case reached:
			l.To = place[int64(st.To)]
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b trace.Link) int {
		return slices.Compare([]string{a.Time, a.From, a.To, a.Event}, []string{b.Time, b.From, b.To, b.Event})
	})
	return slices.Compact(out), nil
}

func (s *Store) names(ctx context.Context, q string, ids []int64) (map[int64]string, error) {
	ids = slices.DeleteFunc(ids, func(id int64) bool { return id <= 0 })
	slices.Sort(ids)
	out := map[int64]string{}
	err := each(reader{ctx, s.db}, s.db.Engine, q, slices.Compact(ids), func(r *sql.Rows) error {
		var id int64
		var k string
		err := r.Scan(&id, &k)
		out[id] = Long(k)
		return err
	})
	return out, err
}
