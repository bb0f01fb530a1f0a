package metrics_test

import (
	"bufio"
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"

	"banjie/internal/metrics"
)

func text(t *testing.T, r *metrics.Registry) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every line is one the format knows, and the samples of a family stand together under its head.
func TestFormat(t *testing.T) {
	r := &metrics.Registry{}
	r.Running()
	r.Counter("seen_total", "Seen.", "what").Add(2, "a \"b\" \\ c\nd")
	h := r.Histogram("took_seconds", "Took.", []float64{0.1, 1}, "route")
	for _, v := range []float64{0.05, 0.1, 0.5, 7} {
		h.Observe(v, "GET /x/{id}")
	}
	r.Read("queue", func(_ context.Context, p *metrics.Page) error {
		p.Gauge("lag", "Lag.", 3, "consumer", "a")
		p.Gauge("other", "Other.", -1)
		p.Gauge("lag", "Lag.", 4, "consumer", "b")
		return nil
	})
	got := text(t, r)
	line := regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*(\{[a-z_]+="(\\[\\"n]|[^"\\\n])*"(,[a-z_]+="(\\[\\"n]|[^"\\\n])*")*\})? (NaN|[-+0-9.e]+)$`)
	family, done := "", map[string]bool{}
	for s := bufio.NewScanner(strings.NewReader(got)); s.Scan(); {
		l := s.Text()
		if rest, is := strings.CutPrefix(l, "# HELP "); is {
			done[family] = true
			family, _, _ = strings.Cut(rest, " ")
			if done[family] {
				t.Errorf("%s stands in two places", family)
			}
			continue
		}
		if strings.HasPrefix(l, "# TYPE "+family+" ") {
			continue
		}
		if !line.MatchString(l) || !strings.HasPrefix(l, family) {
			t.Errorf("not in the format, or under %q: %s", family, l)
		}
	}
	for _, want := range []string{
		`seen_total{what="a \"b\" \\ c\nd"} 2`,
		`took_seconds_bucket{route="GET /x/{id}",le="0.1"} 2`, `took_seconds_bucket{route="GET /x/{id}",le="1"} 3`, `took_seconds_bucket{route="GET /x/{id}",le="+Inf"} 4`,
		`took_seconds_sum{route="GET /x/{id}"} 7.65`, `took_seconds_count{route="GET /x/{id}"} 4`,
		"lag{consumer=\"a\"} 3\nlag{consumer=\"b\"} 4\n", "other -1\n", `banjie_metrics_unread{part="queue"} 0`, "go_goroutines ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// A part that cannot be read says so and hides nothing else.
func TestUnread(t *testing.T) {
	r := &metrics.Registry{}
	r.Read("database", func(context.Context, *metrics.Page) error { return errors.New("gone") })
	r.Read("queue", func(_ context.Context, p *metrics.Page) error { p.Gauge("lag", "Lag.", 3); return nil })
	got := text(t, r)
	for _, want := range []string{`banjie_metrics_unread{part="database"} 1`, `banjie_metrics_unread{part="queue"} 0`, "lag 3"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// Nothing is lost where many count at once.
func TestManyAtOnce(t *testing.T) {
	r := &metrics.Registry{}
	c, h := r.Counter("n_total", "N.", "a"), r.Histogram("s", "S.", []float64{1}, "a")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 1000 {
				c.Add(1, "x")
				h.Observe(0.5, "x")
			}
		})
	}
	all.Wait()
	got := text(t, r)
	for _, want := range []string{`n_total{a="x"} 8000`, `s_sum{a="x"} 4000`, `s_count{a="x"} 8000`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}
