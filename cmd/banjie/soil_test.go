package main

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"banjie/internal/testenv"
)

// TestSoilSharedSamples: the command answers each judged sample of the folder beside the
// repository in the words of that folder. What the lines already say of items and class is
// altered before, so that an echo would be found.
func TestSoilSharedSamples(t *testing.T) {
	data, err := os.ReadFile(testenv.Shared(t, "conformance/epcis/soil/classify.json"))
	if err != nil {
		t.Fatal(err)
	}
	var set struct {
		Count int
		Cases []map[string]any
	}
	if err := json.Unmarshal(data, &set); err != nil {
		t.Fatal(err)
	}
	var in bytes.Buffer
	write := json.NewEncoder(&in)
	for _, c := range set.Cases {
		asked := map[string]any{"class": "strict_control", "per_item": map[string]any{"Cd": "?"}}
		for _, k := range []string{"id", "use", "ph", "mg_per_kg"} {
			asked[k] = c[k]
		}
		if err := write.Encode(asked); err != nil {
			t.Fatal(err)
		}
	}
	cmd := soilCommand()
	cmd.SetArgs([]string{"judge", "-"})
	cmd.SetIn(&in)
	var out bytes.Buffer
	cmd.SetOut(&out)
	if err := cmd.Execute(); err != nil {
		t.Fatalf("%v: %.300s", err, out.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != set.Count || len(lines) != len(set.Cases) || set.Count == 0 {
		t.Fatalf("%d lines for %d samples", len(lines), set.Count)
	}
	for i, line := range lines {
		var got map[string]any
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		want := set.Cases[i]
		if got["id"] != want["id"] || got["class"] != want["class"] || !reflect.DeepEqual(got["per_item"], want["per_item"]) {
			t.Errorf("%v: %s, want %v %v", want["id"], line, want["class"], want["per_item"])
		}
	}
	t.Logf("%d samples", len(lines))
}
