// Package metrics keeps figures about the running program for its operators and writes
// them in the Prometheus text format, version 0.0.4.
//
//	request, commit ─▶ Counter, Histogram: added to as it happens ─┐
//	database, runtime ─▶ Read: asked when somebody scrapes ────────┴─▶ text
//
// Figures about the work of the administration are not here: those are indicators of
// package stats, with numerator and denominator. Nothing here carries personal data: the
// values of labels come from the program's own lists (routes, names of consumers), never
// from a request. It rests on no article and knows nothing of HTTP or SQL. Why it is our
// own stands in doc/adr/0010-metrics.md.
package metrics

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Registry holds every figure of a program.
type Registry struct {
	mu       sync.Mutex
	families []family
	readers  []reader
}

type family interface {
	write(w *bufio.Writer)
}

type reader struct {
	part string
	read func(ctx context.Context, p *Page) error
}

// vec is a family of series that differ in the values of their labels.
type vec[T any] struct {
	name, help, kind string
	labels           []string
	fresh            func() *T

	mu     sync.RWMutex
	series map[string]*T // by the labels as they are written
}

func (v *vec[T]) of(values []string) *T {
	if len(values) != len(v.labels) {
		panic(fmt.Sprintf("metrics: %s has labels %v, not %d values", v.name, v.labels, len(values)))
	}
	key := pairs(v.labels, values)
	v.mu.RLock()
	s := v.series[key]
	v.mu.RUnlock()
	if s != nil {
		return s
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if s = v.series[key]; s == nil {
		s = v.fresh()
		v.series[key] = s
	}
	return s
}

// each gives the series in the order of their labels.
func (v *vec[T]) each(yield func(labels string, s *T)) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	keys := make([]string, 0, len(v.series))
	for k := range v.series {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		yield(k, v.series[k])
	}
}

// Counter only grows.
type Counter struct{ vec[atomic.Int64] }

// Counter makes a counter; its name ends in _total.
func (r *Registry) Counter(name, help string, labels ...string) *Counter {
	c := &Counter{vec[atomic.Int64]{name: name, help: help, kind: "counter", labels: labels, series: map[string]*atomic.Int64{},
		fresh: func() *atomic.Int64 { return new(atomic.Int64) }}}
	r.add(c)
	return c
}

// Add counts n more, with the values of the labels in their order.
func (c *Counter) Add(n int64, values ...string) { c.of(values).Add(n) }

func (c *Counter) write(w *bufio.Writer) {
	head(w, c.name, c.help, c.kind)
	c.each(func(labels string, s *atomic.Int64) { sample(w, c.name, labels, float64(s.Load())) })
}

// Histogram counts values by how large they are.
type Histogram struct {
	vec[spread]
	bounds []float64
}

type spread struct {
	counts []atomic.Int64 // one a bound, and one for what is larger than all
	sum    atomic.Uint64  // bits of a float64
}

// Histogram makes a histogram; bounds are upper bounds, ascending, without infinity.
func (r *Registry) Histogram(name, help string, bounds []float64, labels ...string) *Histogram {
	h := &Histogram{bounds: bounds, vec: vec[spread]{name: name, help: help, kind: "histogram", labels: labels, series: map[string]*spread{},
		fresh: func() *spread { return &spread{counts: make([]atomic.Int64, len(bounds)+1)} }}}
	r.add(h)
	return h
}

// Observe counts one value.
func (h *Histogram) Observe(v float64, values ...string) {
	s := h.of(values)
	i := 0
	for i < len(h.bounds) && v > h.bounds[i] {
		i++
	}
	s.counts[i].Add(1)
	for {
		old := s.sum.Load()
		if s.sum.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+v)) {
			return
		}
	}
}

func (h *Histogram) write(w *bufio.Writer) {
	head(w, h.name, h.help, h.kind)
	h.each(func(labels string, s *spread) {
		n := int64(0)
		for i := range s.counts {
			n += s.counts[i].Load()
			le := "+Inf"
			if i < len(h.bounds) {
				le = number(h.bounds[i])
			}
			sample(w, h.name+"_bucket", join(labels, pairs([]string{"le"}, []string{le})), float64(n))
		}
		sample(w, h.name+"_sum", labels, math.Float64frombits(s.sum.Load()))
		sample(w, h.name+"_count", labels, float64(n))
	})
}

func (r *Registry) add(f family) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.families = append(r.families, f)
}

// Read adds figures that are asked for when somebody scrapes. part names them where they
// cannot be had; the others are written all the same.
func (r *Registry) Read(part string, read func(ctx context.Context, p *Page) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readers = append(r.readers, reader{part, read})
}

// Page takes the figures of one scrape.
type Page struct {
	order []string
	read  map[string]*asked
}

type asked struct {
	help, kind string
	lines      []line
}

type line struct {
	labels string
	value  float64
}

// Gauge says how large something is now. labels are names and values in turn.
func (p *Page) Gauge(name, help string, v float64, labels ...string) {
	p.put(name, help, "gauge", v, labels)
}

// Count says how often something has happened since the start, as somebody else counted it.
func (p *Page) Count(name, help string, v float64, labels ...string) {
	p.put(name, help, "counter", v, labels)
}

func (p *Page) put(name, help, kind string, v float64, labels []string) {
	a := p.read[name]
	if a == nil {
		a = &asked{help: help, kind: kind}
		p.read[name] = a
		p.order = append(p.order, name)
	}
	var names, values []string
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, labels[i+1])
	}
	a.lines = append(a.lines, line{pairs(names, values), v})
}

// Write writes every figure. The error is one of writing; what could not be read is a
// figure of its own, banjie_metrics_unread.
func (r *Registry) Write(ctx context.Context, out io.Writer) error {
	r.mu.Lock()
	families, readers := slices.Clone(r.families), slices.Clone(r.readers)
	r.mu.Unlock()
	p := &Page{read: map[string]*asked{}}
	for _, one := range readers {
		unread := 0.0
		if err := one.read(ctx, p); err != nil {
			unread = 1
		}
		p.Gauge("banjie_metrics_unread", "1 where the figures of a part could not be read.", unread, "part", one.part)
	}
	w := bufio.NewWriter(out)
	for _, f := range families {
		f.write(w)
	}
	for _, name := range p.order {
		a := p.read[name]
		head(w, name, a.help, a.kind)
		for _, l := range a.lines {
			sample(w, name, l.labels, l.value)
		}
	}
	return w.Flush()
}

// ContentType is that of what [Registry.Write] writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

func head(w *bufio.Writer, name, help, kind string) {
	fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(help), name, kind)
}

func sample(w *bufio.Writer, name, labels string, v float64) {
	w.WriteString(name)
	if labels != "" {
		w.WriteString("{" + labels + "}")
	}
	w.WriteString(" " + number(v) + "\n")
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// pairs writes labels as they stand between the braces.
func pairs(names, values []string) string {
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(n + `="` + escape.Replace(values[i]) + `"`)
	}
	return b.String()
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "," + b
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
