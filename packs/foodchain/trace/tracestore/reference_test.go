package tracestore_test

import (
	"math"
	"slices"

	"banjie/packs/foodchain/trace"
)

// reference answers by the seven rules the slow way: it looks at all events for every question
// and shares nothing with the product.
type reference struct{ live []trace.Event }

func newReference(list []trace.Event) reference {
	annulled := map[string]bool{}
	for _, e := range list {
		if e.Error != nil {
			annulled[e.Name()] = true
		}
	}
	var r reference
	seen := map[[32]byte]bool{}
	for _, e := range list {
		if e.Error == nil && !annulled[e.Name()] && !seen[e.Hash] {
			seen[e.Hash] = true
			r.live = append(r.live, e)
		}
	}
	return r
}

func has(list []trace.Portion, key string) bool {
	return slices.ContainsFunc(list, func(p trace.Portion) bool { return p.Key == key })
}

// inside says whether child is directly in parent at t.
func (r reference) inside(child, parent string, t int64) bool {
	put, out := int64(-1), int64(-1)
	for _, e := range r.live {
		if e.Type != trace.Aggregation || e.Parent != parent || e.Time > t {
			continue
		}
		switch {
		case e.Action == trace.Add && has(e.Children, child):
			put = max(put, e.Time)
		case e.Action == trace.Delete && (has(e.Children, child) || len(e.Children) == 0):
			out = max(out, e.Time)
		}
	}
	return put >= 0 && put >= out
}

func (r reference) keys() (out []string) {
	for _, e := range r.live {
		for _, l := range [][]trace.Portion{e.Things, e.Children, e.Inputs, e.Outputs} {
			for _, p := range l {
				out = append(out, p.Key)
			}
		}
		if e.Parent != "" {
			out = append(out, e.Parent)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// within gives everything in a container at t, at any depth.
func (r reference) within(container string, t int64) map[string]bool {
	found := map[string]bool{}
	todo := []string{container}
	for len(todo) > 0 {
		p := todo[0]
		todo = todo[1:]
		for _, k := range r.keys() {
			if !found[k] && r.inside(k, p, t) {
				found[k] = true
				todo = append(todo, k)
			}
		}
	}
	return found
}

// parents gives what a thing comes out of by one process, contents of containers among them.
func (r reference) parents(key string, at int64) map[string]bool {
	out := map[string]bool{}
	for _, e := range r.live {
		if e.Type != trace.Transformation || e.Time > at || !has(e.Outputs, key) {
			continue
		}
		for _, f := range r.live {
			if f.Type != trace.Transformation || f.Time > at {
				continue
			}
			if f.Hash != e.Hash && (e.Process == "" || e.Process != f.Process) {
				continue
			}
			for _, p := range f.Inputs {
				out[p.Key] = true
				if trace.KindOf(p.Key).Holds() {
					for k := range r.within(p.Key, f.Time) {
						out[k] = true
					}
				}
			}
		}
	}
	return out
}

func (r reference) back(key string, at int64) (plots, ancestors []string) {
	seen := map[string]bool{key: true}
	todo := []string{key}
	contents := map[string]bool{}
	if trace.KindOf(key).Holds() {
		t := at
		if at == math.MaxInt64 {
			t = trace.Now
		}
		for k := range r.within(key, t) {
			if !seen[k] {
				contents[k], seen[k] = true, true
				todo = append(todo, k)
			}
		}
	}
	for len(todo) > 0 {
		k := todo[0]
		todo = todo[1:]
		for p := range r.parents(k, at) {
			if !seen[p] {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	for k := range seen {
		if k != key && !contents[k] {
			ancestors = append(ancestors, k)
		}
		for _, e := range r.live {
			if e.Type == trace.Object && e.Action == trace.Add && e.Step == trace.Commissioning && trace.IsPlot(e.ReadPoint) && has(e.Things, k) && e.Time <= at {
				plots = append(plots, e.ReadPoint)
			}
		}
	}
	slices.Sort(plots)
	slices.Sort(ancestors)
	return slices.Compact(plots), ancestors
}

// forward asks every thing whether it comes from one of the starts.
func (r reference) forward(starts []string, at int64) (places, descendants []string) {
	set := map[string]bool{}
	for _, s := range starts {
		set[s] = true
	}
	all := r.keys()
	for _, k := range all {
		if slices.Contains(starts, k) {
			continue
		}
		seen := map[string]bool{k: true}
		todo := []string{k}
		for len(todo) > 0 && !set[k] {
			x := todo[0]
			todo = todo[1:]
			for p := range r.parents(x, at) {
				if slices.Contains(starts, p) {
					set[k] = true
				}
				if !seen[p] {
					seen[p] = true
					todo = append(todo, p)
				}
			}
		}
		if set[k] {
			descendants = append(descendants, k)
		}
	}
	for _, e := range r.live {
		if e.Type == trace.Association || e.Location == "" || e.Time > at || e.Step != trace.Receiving && e.Step != trace.Stocking && e.Step != trace.RetailSelling {
			continue
		}
		reached := map[string]bool{}
		for _, l := range [][]trace.Portion{e.Things, e.Children, e.Outputs} {
			for _, p := range l {
				reached[p.Key] = true
			}
		}
		if e.Parent != "" {
			reached[e.Parent] = true
		}
		for k := range reached {
			hit := set[k]
			for in := range r.within(k, e.Time) {
				hit = hit || set[in]
			}
			// What the event itself takes out of its parent is still at the place of the event.
			if e.Type == trace.Aggregation && e.Action == trace.Delete && k == e.Parent {
				for in := range r.within(k, e.Time-1) {
					hit = hit || set[in] && !r.inside(in, k, e.Time) && (has(e.Children, in) || len(e.Children) == 0)
				}
			}
			if hit {
				places = append(places, e.Location)
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places), descendants
}
