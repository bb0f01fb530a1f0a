package tracestore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"banjie/internal/testenv"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/intake"
)

// readSet reads a set through the reader that captures use. Lines of a .jsonl are one event each.
func readSet(t testing.TB, name string) (out []trace.Event) {
	raw, err := os.ReadFile(filepath.Join(shared(t), name+".events.json"))
	if errors.Is(err, fs.ErrNotExist) {
		if raw, err = os.ReadFile(filepath.Join(shared(t), name+".events.jsonl")); err == nil {
			raw = fmt.Appendf(nil, `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[%s]}}`,
				bytes.ReplaceAll(bytes.TrimSpace(raw), []byte("\n"), []byte(",")))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := epcis.Open(bytes.NewReader(raw), epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	for e, err := range r.Events() {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, intake.Event(e))
	}
	return out
}

func shared(t testing.TB) string { return testenv.Shared(t, "conformance/epcis/lineage") }

type expected struct {
	Shops       []string            `json:"shops"`
	Back        map[string][]string `json:"trace_back_to_plots"`
	Ancestors   map[string][]string `json:"ancestors"`
	Forward     map[string][]string `json:"recall_forward_to_shops"`
	Descendants map[string][]string `json:"descendants"`
	Plot        map[string][]string `json:"recall_plot_to_shops"`
}

// The published sets of lineage are answered exactly, in file order, backwards and shuffled.
func TestLineageSets(t *testing.T) {
	for _, name := range []string{"bayberry", "generated-1"} {
		t.Run(name, func(t *testing.T) {
			list := readSet(t, name)
			raw, err := os.ReadFile(filepath.Join(shared(t), name+".expected.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want expected
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, 2))
			for _, order := range []string{"file", "reversed", "shuffled"} {
				switch order {
				case "reversed":
					slices.Reverse(list)
				case "shuffled":
					r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
				t.Run(order, func(t *testing.T) {
					engines(t, func(t *testing.T, b bed) { answers(t, b, list, want) })
				})
			}
		})
	}
}

func answers(t *testing.T, b bed, list []trace.Event, want expected) {
	ctx := context.Background()
	for i := 0; i < len(list); i += 37 {
		if _, err := b.store.Capture(ctx, division, list[i:min(i+37, len(list))]); err != nil {
			t.Fatal(err)
		}
	}
	same := func(what, key string, got, want []string) {
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("%s of %s:\n got %v\nwant %v", what, key, got, want)
		}
	}
	for key, plots := range want.Back {
		got, err := b.store.Back(ctx, key, trace.Ask{})
		if err != nil {
			t.Fatal(err)
		}
		same("plots", key, got.Plots, plots)
		if a, ok := want.Ancestors[key]; ok {
			same("ancestors", key, got.Ancestors, a)
		}
		kept, whole, err := b.store.Scan(ctx, key)
		if err != nil || !whole {
			t.Fatal(err, whole)
		}
		same("kept plots", key, kept, plots)
	}
	for key, shops := range want.Forward {
		got, err := b.store.Forward(ctx, key, trace.Ask{})
		if err != nil {
			t.Fatal(err)
		}
		same("shops", key, got.Shops, shops)
		if d, ok := want.Descendants[key]; ok {
			same("descendants", key, got.Descendants, d)
		}
	}
	for key, shops := range want.Plot {
		got, err := b.store.FromPlot(ctx, key, trace.Ask{})
		if err != nil {
			t.Fatal(err)
		}
		same("shops", key, got.Shops, shops)
	}
	if diff, err := b.store.Compare(ctx); err != nil || diff.Total != 0 {
		t.Errorf("%v %+v", err, diff)
	}
}
