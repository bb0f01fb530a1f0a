package tracestore_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// A small world in which everything meets: few things, few instants, loops, ties.
var (
	someLots   = numbered("https://id.gs1.org/01/06901234000016/10/L%d", 5)
	someItems  = numbered("https://id.gs1.org/01/06901234000023/21/I%d", 4)
	someBoxes  = numbered("https://id.gs1.org/00/06901234000000000%d", 3)
	somePlots  = numbered("https://id.gs1.org/414/6901234000016/254/P%d", 3)
	somePlaces = numbered("https://id.gs1.org/414/690123400%d010", 4)
)

func numbered(format string, n int) (out []string) {
	for i := range n {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}

func drawPortions(t *rapid.T, from []string, least int) (out []trace.Portion) {
	for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(from), least, 3, rapid.ID[string]).Draw(t, "things") {
		p := trace.Portion{Key: k}
		if trace.KindOf(k) == trace.Lot && rapid.Bool().Draw(t, "weighed") {
			p.Amount, p.Unit = rapid.Int64Range(1, 5).Draw(t, "kg")*1_000_000, rapid.SampledFrom([]string{"KGM", "GRM", "LTR"}).Draw(t, "unit")
		}
		out = append(out, p)
	}
	return out
}

func drawEvent(t *rapid.T) trace.Event {
	e := trace.Event{Time: rapid.Int64Range(1, 12).Draw(t, "time") * 1_000_000}
	goods, single := slices.Concat(someLots, someItems), slices.Concat(someItems, someBoxes)
	all := slices.Concat(goods, someBoxes)
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1: // harvest
		e.Type, e.Action, e.Step = trace.Object, trace.Add, trace.Commissioning
		e.Things, e.ReadPoint = drawPortions(t, goods, 1), rapid.SampledFrom(somePlots).Draw(t, "plot")
	case 2, 3, 4:
		e.Type, e.Step = trace.Transformation, "creating_class_instance"
		e.Inputs, e.Outputs = drawPortions(t, all, 0), drawPortions(t, goods, 0)
		e.Process = rapid.SampledFrom([]string{"", "", "urn:x:1", "urn:x:2"}).Draw(t, "process")
	case 5, 6:
		e.Type, e.Action, e.Step = trace.Aggregation, rapid.SampledFrom([]trace.Action{trace.Add, trace.Add, trace.Delete, trace.Observe}).Draw(t, "action"), "packing"
		e.Parent = rapid.SampledFrom(single).Draw(t, "parent")
		e.Children = drawPortions(t, slices.DeleteFunc(slices.Clone(all), func(k string) bool { return k == e.Parent }), 0)
		e.ReadPoint = rapid.SampledFrom(somePlaces).Draw(t, "place")
		if rapid.IntRange(0, 3).Draw(t, "there") == 0 {
			e.Step, e.Location = trace.Receiving, e.ReadPoint
		}
	case 7:
		e.Type, e.Action, e.Parent, e.Children = trace.Association, trace.Add, someBoxes[0], drawPortions(t, goods, 1)
	default:
		e.Type, e.Action = trace.Object, trace.Observe
		e.Step = rapid.SampledFrom([]string{trace.Receiving, trace.Receiving, trace.Stocking, trace.Shipping, trace.RetailSelling}).Draw(t, "step")
		e.Things, e.Location = drawPortions(t, all, 1), rapid.SampledFrom(somePlaces).Draw(t, "place")
	}
	e.ID = rapid.SampledFrom([]string{"", "", "e:1", "e:2", "e:3", "e:4"}).Draw(t, "id")
	e.Hash = sha256.Sum256(fmt.Append(nil, e.Type, e.Action, e.Step, e.Time, e.Parent, e.Things, e.Children, e.Inputs, e.Outputs, e.ReadPoint, e.Location, e.Process))
	return e
}

// drawEvents makes events, some twice, some declared in error before or after, some under two ids.
func drawEvents(t *rapid.T) []trace.Event {
	list := rapid.SliceOfN(rapid.Custom(drawEvent), 1, 14).Draw(t, "events")
	for range rapid.IntRange(0, 4).Draw(t, "more") {
		e := rapid.SampledFrom(list).Draw(t, "of")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0, 1:
			e.Error = &trace.Declaration{Time: 1, Reason: "incorrect_data"}
		case 2:
			e.ID = "e:again"
		}
		list = append(list, e)
	}
	return list
}

func captureAll(t *rapid.T, s *tracestore.Store, list []trace.Event) {
	for len(list) > 0 {
		n := rapid.IntRange(1, len(list)).Draw(t, "batch")
		if _, err := s.Capture(context.Background(), division, list[:n]); err != nil {
			t.Fatal(err)
		}
		list = list[n:]
	}
}

func wipe(t *rapid.T, b bed) {
	_, err := b.writer.Write(context.Background(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		for _, name := range append(tracestore.Derived(), "trace_event", "trace_thing", "trace_place") {
			if _, err := tx.Exec("delete from " + name); err != nil {
				return err
			}
		}
		_, err := tx.Exec("update trace_state set next_thing = 1, next_place = 1, next_event = 1, token = 0")
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// Any order of arrival, any split into batches: the same derived rows, the answers of the slow
// reference, nothing for Compare to find, and nothing changed by Rebuild.
func TestAnyOrderSameRows(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { anyOrder(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "trace.db"))) })
	t.Run("postgres", func(t *testing.T) { anyOrder(t, open(t, testenv.Postgres(t))) })
}

func anyOrder(t *testing.T, b bed) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		list := drawEvents(t)
		wipe(t, b)
		first := tracestore.New(b.db, b.writer)
		captureAll(t, first, list)
		one := dump(t, b)
		ref := newReference(list)
		asks(t, first, ref)
		if rapid.IntRange(0, 9).Draw(t, "fsck") == 0 {
			if c, err := first.Compare(ctx); err != nil || c.Total != 0 || c.Events == 0 {
				t.Fatalf("%v %+v", err, c)
			}
		}
		if err := first.Rebuild(ctx, division); err != nil {
			t.Fatal(err)
		}
		same(t, "rebuilt", one, dump(t, b))
		wipe(t, b)
		second := tracestore.New(b.db, b.writer)
		captureAll(t, second, rapid.Permutation(list).Draw(t, "order"))
		same(t, "in another order", one, dump(t, b))
	})
}

func same(t *rapid.T, what string, a, b []string) {
	if slices.Equal(a, b) {
		return
	}
	for _, x := range a {
		if !slices.Contains(b, x) {
			t.Errorf("%s: lost %s", what, x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			t.Errorf("%s: new %s", what, x)
		}
	}
	t.FailNow()
}

func asks(t *rapid.T, s *tracestore.Store, ref reference) {
	ctx := context.Background()
	at := rapid.SampledFrom([]int64{0, 3_000_000, 6_500_000}).Draw(t, "at")
	until := at
	if at == 0 {
		until = trace.Forever
	}
	for _, k := range ref.keys() {
		got, err := s.Back(ctx, k, trace.Ask{At: at, Path: true})
		if err != nil {
			t.Fatal(err)
		}
		plots, ancestors := ref.back(k, until)
		if !slices.Equal(got.Plots, plots) || !slices.Equal(got.Ancestors, ancestors) {
			t.Fatalf("back from %s at %d:\n got %v %v\nwant %v %v", k, at, got.Plots, got.Ancestors, plots, ancestors)
		}
		if trace.KindOf(k) == trace.Lot && at == 0 {
			short, err := s.Back(ctx, k, trace.Ask{}) // without a path the plots kept at capture are taken
			if err != nil || !slices.Equal(short.Plots, plots) || !slices.Equal(short.Ancestors, ancestors) {
				t.Fatalf("back from %s in short:\n got %+v %v\nwant %v %v", k, short, err, plots, ancestors)
			}
			kept, whole, err := s.Scan(ctx, k)
			if err != nil || !whole || !slices.Equal(kept, plots) {
				t.Fatalf("kept of %s: %v %v, want %v", k, kept, err, plots)
			}
		}
		fwd, err := s.Forward(ctx, k, trace.Ask{At: at, Path: true})
		if err != nil {
			t.Fatal(err)
		}
		places, descendants := ref.forward([]string{k}, until)
		reached := slices.Concat(fwd.Shops, fwd.Passed)
		slices.Sort(reached)
		if !slices.Equal(reached, places) || !slices.Equal(fwd.Descendants, descendants) {
			t.Fatalf("forward from %s at %d:\n got %v %v\nwant %v %v", k, at, reached, fwd.Descendants, places, descendants)
		}
	}
}

// dump writes every derived row in words, so that two databases can be compared.
func dump(t *rapid.T, b bed) []string {
	things, placeKeys, events, names := map[int64]string{0: "-"}, map[int64]string{0: "-"}, map[int64]string{0: "-"}, map[int64]string{}
	ask := func(q string, scan func(*sql.Rows) error) {
		rows, err := b.db.QueryOnce(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(rows); err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	for q, into := range map[string]map[int64]string{"select id, key from trace_thing": things, "select id, key from trace_place": placeKeys} {
		ask(q, func(r *sql.Rows) error {
			var id int64
			var key string
			err := r.Scan(&id, &key)
			into[id] = key
			return err
		})
	}
	var out []string
	live := map[string]int{}
	ask("select id, hash, event_id, declared, annulled_by, twin_of from trace_event", func(r *sql.Rows) error {
		var id, declared, annulled, twin int64
		var hash []byte
		var name string
		err := r.Scan(&id, &hash, &name, &declared, &annulled, &twin)
		events[id] = hex.EncodeToString(hash[:4])
		names[id] = fmt.Sprint(events[id], name, declared)
		things[-id] = "process of " + events[id]
		if declared == 0 && annulled == 0 && twin == 0 {
			live[events[id]]++
		}
		out = append(out, fmt.Sprintf("event %s annulled %v", names[id], annulled != 0))
		return err
	})
	for h, n := range live {
		out = append(out, fmt.Sprintf("%s counts %d", h, n))
	}
	table := func(name, cols string, render func(v []any) string) {
		n := len(strings.Split(cols, ","))
		ask("select "+cols+" from "+name, func(r *sql.Rows) error {
			v, into := make([]any, n), make([]any, n)
			for i := range v {
				into[i] = &v[i]
			}
			err := r.Scan(into...)
			out = append(out, name+" "+render(v))
			return err
		})
	}
	thing := func(v any) string { return things[v.(int64)] }
	place := func(v any) string { return placeKeys[v.(int64)] }
	event := func(v any) string { return events[v.(int64)] }
	table("trace_event_thing", "thing, t, event, role, unit, amount", func(v []any) string {
		return fmt.Sprint(thing(v[0]), v[1], names[v[2].(int64)], v[3], v[4], v[5])
	})
	table("trace_annulment", "name, event", func(v []any) string { return fmt.Sprint(v[0], names[v[1].(int64)]) })
	table("trace_edge", "child, parent, event, t", func(v []any) string { return fmt.Sprint(thing(v[0]), thing(v[1]), event(v[2]), v[3]) })
	table("trace_move", "child, parent, t, event, put", func(v []any) string { return fmt.Sprint(thing(v[0]), thing(v[1]), v[2], event(v[3]), v[4]) })
	table("trace_stay", "child, parent, t_from, t_to, event_in, event_out", func(v []any) string {
		return fmt.Sprint(thing(v[0]), thing(v[1]), v[2], v[3], event(v[4]), event(v[5]))
	})
	table("trace_visit", "thing, t, place, event", func(v []any) string { return fmt.Sprint(thing(v[0]), v[1], place(v[2]), event(v[3])) })
	table("trace_origin", "thing, plot, event, t", func(v []any) string { return fmt.Sprint(thing(v[0]), place(v[1]), event(v[2]), v[3]) })
	table("trace_place_use", "place, use, n", func(v []any) string { return fmt.Sprint(place(v[0]), v[1], v[2]) })
	table("trace_finding", "subject, kind", func(v []any) string { return fmt.Sprint(thing(v[0]), v[1]) })
	table("trace_lot", "thing, over, plots, balance", func(v []any) string {
		ids, err := tracestore.DecodePlots(v[2].([]byte))
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, id := range ids {
			keys = append(keys, placeKeys[id])
		}
		slices.Sort(keys)
		return fmt.Sprint(thing(v[0]), v[1], keys, v[3])
	})
	slices.Sort(out)
	return out
}
