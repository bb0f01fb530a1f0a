package tracestore

import (
	"context"
	"database/sql"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// graph reads rows for the walks. The context of a reader is its own.
type graph struct {
	asker
	engine sqldb.Engine
}

func (s *Store) graph(ctx context.Context) graph { return graph{reader{ctx, s.db}, s.db.Engine} }

var _ trace.Graph = graph{}

func ints(nodes []trace.Node) []int64 {
	out := make([]int64, len(nodes))
	for i, n := range nodes {
		out[i] = int64(n)
	}
	return out
}

// Up gives the edges to what things descend from.
func (g graph) Up(_ context.Context, children []trace.Node) (out []trace.EdgeRow, err error) {
	err = each(g, g.engine, "select child, parent, event, t from trace_edge where child @", ints(children), func(r *sql.Rows) error {
		var e trace.EdgeRow
		err := r.Scan(&e.Child, &e.Parent, &e.Event, &e.Time)
		out = append(out, e)
		return err
	})
	return out, err
}

// Down gives the edges to what descends from things.
func (g graph) Down(_ context.Context, parents []trace.Node) (out []trace.EdgeRow, err error) {
	err = each(g, g.engine, "select child, parent, event, t from trace_edge where parent @", ints(parents), func(r *sql.Rows) error {
		var e trace.EdgeRow
		err := r.Scan(&e.Child, &e.Parent, &e.Event, &e.Time)
		out = append(out, e)
		return err
	})
	return out, err
}

func scanStay(out *[]trace.StayRow) func(*sql.Rows) error {
	return func(r *sql.Rows) error {
		var s trace.StayRow
		err := r.Scan(&s.Child, &s.Parent, &s.From, &s.To, &s.In, &s.Out)
		*out = append(*out, s)
		return err
	}
}

// Inside gives the stays in containers that meet a time.
func (g graph) Inside(_ context.Context, parents []trace.Node, from, until int64) (out []trace.StayRow, err error) {
	err = each(g, g.engine, "select child, parent, t_from, t_to, event_in, event_out from trace_stay where t_to > ? and t_from <= ? and parent @", ints(parents), scanStay(&out), from, until)
	return out, err
}

// Holders gives the stays of things in containers.
func (g graph) Holders(_ context.Context, children []trace.Node) (out []trace.StayRow, err error) {
	err = each(g, g.engine, "select child, parent, t_from, t_to, event_in, event_out from trace_stay where child @", ints(children), scanStay(&out))
	return out, err
}

// Origins gives the harvests of things.
func (g graph) Origins(_ context.Context, list []trace.Node) (out []trace.OriginRow, err error) {
	err = each(g, g.engine, "select thing, plot, event, t from trace_origin where thing @", ints(list), func(r *sql.Rows) error {
		var o trace.OriginRow
		err := r.Scan(&o.Thing, &o.Plot, &o.Event, &o.Time)
		out = append(out, o)
		return err
	})
	return out, err
}

// Visits gives the places that things reached by events that name them.
func (g graph) Visits(_ context.Context, list []trace.Node) (out []trace.VisitRow, err error) {
	err = each(g, g.engine, "select thing, t, place, event from trace_visit where thing @", ints(list), func(r *sql.Rows) error {
		var v trace.VisitRow
		err := r.Scan(&v.Thing, &v.Time, &v.Place, &v.Event)
		out = append(out, v)
		return err
	})
	return out, err
}
