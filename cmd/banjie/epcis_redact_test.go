package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/packs/foodchain/redact"
)

// A reader is shown the step and the day of an event and not how much it was: the view is checked with
// the ledger's public key alone. Whatever is altered in it is refused, and fsck finds the folder whole.
func TestRedactedEvent(t *testing.T) {
	data := foodFolder(t)
	captured(t, data, harvestAndSale)
	out, err := execute(t, epcisCommand(), harvestAndSale, "hash", "-")
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Fields(out)[0]
	view, err := execute(t, epcisCommand(), "", "redact", id, "--show", "bizStep,readPoint", "--data", data)
	if err != nil {
		t.Fatalf("%v\n%s", err, view)
	}
	if strings.Contains(view, "quantity") || strings.Contains(view, "09529999000019") || !strings.Contains(view, "commissioning") {
		t.Fatalf("%s", view)
	}
	verify := func(text string) (string, error) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "view.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return execute(t, verifyCommand(), "", file, "--trust", filepath.Join(data, "public"))
	}
	if out, err := verify(view); err != nil || !strings.Contains(out, "commissioning") {
		t.Fatalf("%v\n%s", err, out)
	}
	var v redact.View
	if err := json.Unmarshal([]byte(view), &v); err != nil {
		t.Fatal(err)
	}
	shown, hidden := -1, -1
	for i, f := range v.Fields {
		if f.Path == "bizStep" {
			shown = i
		}
		if f.Hidden != "" {
			hidden = i
		}
	}
	if shown < 0 || hidden < 0 {
		t.Fatalf("%+v", v.Fields)
	}
	for name, change := range map[string]func(*redact.View){
		"a value altered":         func(v *redact.View) { v.Fields[shown].Value = `"receiving"` },
		"a name altered":          func(v *redact.View) { v.Fields[shown].Path = "bizStep2" },
		"a salt altered":          func(v *redact.View) { v.Fields[shown].Salt = v.Fields[shown+1].Salt + "A" },
		"a shown field left out":  func(v *redact.View) { v.Fields = append(v.Fields[:shown], v.Fields[shown+1:]...) },
		"a hidden field left out": func(v *redact.View) { v.Fields = append(v.Fields[:hidden], v.Fields[hidden+1:]...) },
		"a field twice":           func(v *redact.View) { v.Fields = append(v.Fields, v.Fields[shown]) },
		"another place":           func(v *redact.View) { v.At = 1 },
		"another event":           func(v *redact.View) { v.Event = strings.Replace(v.Event, v.Event[15:17], "00", 1) },
		"no way":                  func(v *redact.View) { v.Way = nil },
		"another receipt":         func(v *redact.View) { v.Receipt = strings.Replace(v.Receipt, "Fields 2", "Fields 3", 1) },
	} {
		var c redact.View
		if err := json.Unmarshal([]byte(view), &c); err != nil {
			t.Fatal(err)
		}
		change(&c)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := verify(string(text)); err == nil {
			t.Errorf("%s is believed:\n%s", name, out)
		}
	}
	for _, args := range [][]string{{"redact", id, "--show", "price"}, {"redact", "ni:///sha-256;00?ver=CBV2.0"}} {
		if out, err := execute(t, epcisCommand(), "", append(args, "--data", data)...); err == nil {
			t.Errorf("%v: %s", args, out)
		}
	}
	if out, err := execute(t, fsckCommand(), "", "--data", data); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
