package draw

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"banjie/internal/testenv"
)

var update = flag.Bool("update", false, "write kit/draw anew")

type orderVector struct {
	Seed     Hash     `json:"seed"`
	Weights  []uint64 `json:"weights"`
	Keys     []Hash   `json:"keys"`
	Lateness []string `json:"lateness"` // as text: they are larger than numbers of JavaScript
	Order    []int    `json:"order"`    // places from 1
}

func orderVectors() (all []orderVector) {
	for n, weights := range [][]uint64{{1}, {1, 1}, {1, 2, 4}, {1000, 1, 1000, 1}, {5, 5, 5, 5, 5, 5, 5, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}} {
		v := orderVector{Seed: hashLines([]string{fmt.Sprintf("vector %d", n)}), Weights: weights}
		for i := range weights {
			k := key(v.Seed, i+1)
			v.Keys, v.Lateness = append(v.Keys, k), append(v.Lateness, fmt.Sprint(lateness(k)))
		}
		for _, at := range Order(v.Seed, weights) {
			v.Order = append(v.Order, at+1)
		}
		all = append(all, v)
	}
	return all
}

// The published vectors are what this package computes, and verify.
func TestVectors(t *testing.T) {
	folder := filepath.Join(testenv.Root(), "kit", "draw")
	indented := func(v any) []byte {
		raw, err := json.MarshalIndent(v, "", "  ")
		must(t, err)
		return append(raw, '\n')
	}
	files := map[string][]byte{"orders.json": indented(orderVectors()), "plan.json": indented(samplePlan())}
	for name, missed := range map[string]bool{"drawn.json": false, "missed.json": true} {
		f, _ := drawn(t, missed)
		raw, err := f.Write()
		must(t, err)
		files[name] = raw
	}
	for name, want := range files {
		path := filepath.Join(folder, name)
		if *update {
			must(t, os.WriteFile(path, want, 0o644))
		}
		have, err := os.ReadFile(path)
		must(t, err)
		if !slices.Equal(have, want) {
			t.Errorf("%s is not what is computed; -update writes it anew", name)
		}
	}
}
