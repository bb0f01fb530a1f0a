package eventlog_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"banjie/internal/eventlog"
	"banjie/internal/testenv"
)

// figures reads a log and gives its figures as JSON would give them.
func figures(t *testing.T, path string, keep func(eventlog.Event) bool) map[string]any {
	t.Helper()
	s := eventlog.NewStats(filepath.Base(path), eventlog.Usual)
	_, err := eventlog.ReadFile(path, eventlog.Names{}, nil, func(tr eventlog.Trace) error {
		if keep != nil {
			var kept []eventlog.Event
			for _, e := range tr.Events {
				if keep(e) {
					kept = append(kept, e)
				}
			}
			if tr.Events = kept; len(kept) == 0 {
				return nil
			}
		}
		return s.Add(tr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return plain(t, s.Figures())
}

func plain(t *testing.T, v any) map[string]any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func reference(t *testing.T, path string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// differ compares every field of the reference.
func differ(path string, have, want any, tell func(string)) {
	switch w := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		if !ok || len(h) != len(w) {
			tell(fmt.Sprintf("%s: %v, want %v", path, have, want))
			return
		}
		for k := range w {
			differ(path+"/"+k, h[k], w[k], tell)
		}
	case []any:
		h, ok := have.([]any)
		if !ok || len(h) != len(w) {
			tell(fmt.Sprintf("%s: %v, want %v", path, have, want))
			return
		}
		for i := range w {
			differ(fmt.Sprintf("%s/%d", path, i), h[i], w[i], tell)
		}
	case float64:
		h, ok := have.(float64)
		if !ok || math.Abs(h-w) > 1e-6*max(1, math.Abs(w)) {
			tell(fmt.Sprintf("%s: %v, want %v", path, have, want))
		}
	default:
		if have != want {
			tell(fmt.Sprintf("%s: %v, want %v", path, have, want))
		}
	}
}

// notOurs are the fields of a reference that say where it comes from.
func notOurs(m map[string]any) map[string]any {
	delete(m, "source")
	delete(m, "note")
	return m
}

func TestReferences(t *testing.T) {
	complete := func(e eventlog.Event) bool { return e.Attributes.Get("lifecycle:transition") == "COMPLETE" }
	for _, c := range []struct {
		file, ref string
		keep      func(eventlog.Event) bool
		big       bool
	}{
		{"eventlog-wabo-receipt/receipt.xes.gz", "receipt", nil, false},
		{"eventlog-wabo-receipt/receipt.csv", "receipt", nil, false},
		{"eventlog-running-example/running-example.xes", "running-example", nil, false},
		{"eventlog-running-example/running-example.csv", "running-example", nil, false},
		{"eventlog-roadtraffic-100/roadtraffic100traces.csv", "roadtraffic100", nil, false},
		{"eventlog-roadtraffic-100/roadtraffic100traces.xes", "roadtraffic100", nil, false},
		{"eventlog-helpdesk/helpdesk.xes.gz", "helpdesk", nil, false},
		{"eventlog-sepsis/sepsis.xes.gz", "sepsis", nil, false},
		{"eventlog-bpic2020-domestic/DomesticDeclarations.xes.gz", "DomesticDeclarations", nil, true},
		{"eventlog-bpic2020-prepaid/PrepaidTravelCost.xes.gz", "PrepaidTravelCost", nil, true},
		{"eventlog-bpic2012-loan/bpic2012.xes.gz", "bpic2012-all", nil, true},
		{"eventlog-bpic2012-loan/bpic2012.xes.gz", "bpic2012-complete", complete, true},
	} {
		t.Run(filepath.Base(c.file)+"/"+c.ref, func(t *testing.T) {
			if c.big && os.Getenv("BANJIE_SOAK") == "" {
				t.Skip("large log: set BANJIE_SOAK=1 to compare it")
			}
			path := testenv.Shared(t, "data/"+c.file)
			want := notOurs(reference(t, filepath.Join(filepath.Dir(path), c.ref+".reference.json")))
			differ("", any(notOurs(figures(t, path, c.keep))), any(want), func(s string) { t.Error(s) })
		})
	}
}
