package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/datadir"
)

// withData are the commands that take a data folder, by their full name.
func withData(cmd *cobra.Command, name string, into map[string]bool) {
	if cmd.RunE != nil && (cmd.Flags().Lookup("data") != nil || cmd.InheritedFlags().Lookup("data") != nil) {
		into[name] = true
	}
	for _, sub := range cmd.Commands() {
		withData(sub, name+" "+sub.Name(), into)
	}
}

// onePlot is a plot of a made-up village.
const onePlot = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"BS-0001","use":"orchard","village":"330182001001","holder":"collective"},
	"geometry":{"type":"Polygon","coordinates":[[[120.020,30.020],[120.022,30.020],[120.022,30.021],[120.020,30.021],[120.020,30.020]]]}}]}`

// Every command that takes a data folder works while a server owns the folder and while none
// does. What may not is listed with what it says.
func TestEveryCommandBesideAServer(t *testing.T) {
	work := t.TempDir()
	notice, err := json.Marshal(inventedNotice())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := json.Marshal(inventedPlan(time.Date(2999, 1, 1, 12, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"events.json": harvestAndSale, "plots.geojson": onePlot, "notice.json": string(notice), "plan.json": string(plan), "log.csv": "case:concept:name,concept:name,time:timestamp\n1,begin,2026-01-05T09:00:00+08:00\n1,end,2026-01-06T09:00:00+08:00\n"}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(work, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// TURN is the word "beside" or "alone"; a want that is no success is what the command says.
	type try struct{ args, beside, alone string }
	tries := map[string][]try{
		"admin create":    {{args: "head-TURN --name 测试管理员"}},
		"admin recover":   {{args: "head-TURN"}},
		"admin link":      {{args: "head-TURN nobody subject", beside: "nobody", alone: "nobody"}},
		"apikey add":      {{args: "--account head-TURN --role administrator --scope webhooks --label test"}},
		"apikey list":     {{args: "--account head-TURN"}},
		"apikey revoke":   {{args: "0 --account head-TURN", beside: "Not found", alone: "Not found"}},
		"backup":          {{args: "backup-TURN.zip"}},
		"calendar import": {{args: "notice.json"}},
		"cards list":      {{}},
		"cards rebuild":   {{}},
		"cards recompute": {{}},
		"config check":    {{}},
		"config show":     {{}},
		"config example":  {{}},
		"config keys":     {{}},
		"draw announce":   {{args: "plan.json -o draw-TURN.json --names names-TURN.json", alone: "announced once"}},
		"draw reveal":     {{args: "draw-beside.json one 0100000000000000000000000000000000000000000000000000000000000000", beside: "Values are revealed when", alone: "Values are revealed when"}},
		"draw run":        {{args: "draw-beside.json --source 1,2,3", beside: "not all published", alone: "not all published"}},
		"erase":           {{args: "none --by office --reason test --basis pipl-47 --yes", beside: "no officer in office", alone: "no officer in office"}},
		"export":          {{args: "csv -o export-TURN.csv"}, {args: "events -o events-TURN.jsonl"}},
		"fsck":            {{}},
		"replay":          {{args: "log.csv", beside: "replay", alone: "replay"}}, // a live folder takes no cases of elsewhere
		"serve":           {{args: "--listen 127.0.0.1:0", beside: "in use by another"}},
		"seal init":       {{args: "--unit office --out sticks-TURN", beside: "too short", alone: "too short"}},
		"seal rotate":     {{args: "--out sticks-rotate-TURN", beside: "use", alone: "no keys of a complaint centre"}},
		"seal lost":       {{args: "1", beside: "use", alone: "no custodian"}},
		"seal rehearse":   {{args: "--out test-TURN.json", beside: "custodians have no keys", alone: "custodians have no keys"}},
		"seal reseal":     {{beside: "too short", alone: "too short"}},
		"seal trace":      {{args: "none notice.json --by office --reason test", beside: "no officer in office", alone: "no officer in office"}},
		"list plan":       {{args: "powers powers.csv", beside: "powers.csv", alone: "powers.csv"}},
		"list apply":      {{args: "powers powers.csv --plan none --reason test", beside: "powers.csv", alone: "powers.csv"}},
		"list export":     {{args: "powers", beside: "not published", alone: "not published"}},
		"epcis capture":   {{args: "events.json"}},
		"epcis prove":     {{args: "none", beside: "Not found", alone: "Not found"}},
		"epcis redact":    {{args: "none", beside: "Not found", alone: "Not found"}},
		"soil import":     {{args: "plots.geojson"}},
		"trace back":      {{args: "https://id.gs1.org/01/09529999000019/10/A1"}},
		"trace forward":   {{args: "https://id.gs1.org/414/9529999000002/254/P7"}},
		"limit due":       {{}},
		"limit elapsed":   {{}},
		"init":            {{args: "--division 330182", beside: "not empty", alone: "not empty"}},
		"restore":         {{args: "backup-TURN.zip --keys live/keys"}},
		"demo":            {{beside: "no demonstration", alone: "no demonstration"}},
	}
	known := map[string]bool{}
	for _, c := range commands() {
		withData(c, c.Name(), known)
	}
	for name := range known {
		if tries[name] == nil {
			t.Errorf("banjie %s takes a data folder and is not tried here", name)
		}
	}
	order := slices.Sorted(maps.Keys(tries)) // admin create comes before what needs the account
	path := filepath.Join(work, "live")
	dir, err := datadir.Create(path, datadir.Instance{Division: "330182"})
	if err != nil {
		t.Fatal(err)
	}
	r := start(func(ctx context.Context, out io.Writer) error {
		return serve(ctx, dir, serveOptions{listen: "127.0.0.1:0", out: out})
	})
	r.await(t, "办结 Banjie")
	for _, turn := range []string{"beside", "alone"} {
		if turn == "alone" {
			r.end(t)
		}
		for _, name := range order {
			for _, c := range tries[name] {
				want, folder := c.beside, path
				if turn == "alone" {
					want = c.alone
				}
				if name == "serve" && turn == "alone" {
					continue // would stay
				}
				if name == "restore" {
					folder = filepath.Join(work, "restored-"+turn)
				}
				args := append(strings.Fields(name), strings.Fields(strings.ReplaceAll(c.args, "TURN", turn))...)
				cmd := exec.Command("banjie", append(args, "--data", folder)...)
				cmd.Dir, cmd.Env = work, append(os.Environ(), "LANG=C")
				out, err := cmd.CombinedOutput()
				switch {
				case strings.Contains(string(out), "panic"):
					t.Errorf("%s, %s: %s", turn, name, out)
				case want == "" && err != nil:
					t.Errorf("%s: banjie %s: %v\n%s", turn, name, err, out)
				case want != "" && (err == nil || !strings.Contains(string(out), want)):
					t.Errorf("%s: banjie %s: %v, does not say %q\n%s", turn, name, err, want, out)
				}
			}
		}
	}
}
