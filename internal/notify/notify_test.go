package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/notify"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func due(y, m, d int) limit.Due {
	day := calendar.Date(y, time.Month(m), d)
	return limit.Due{Day: day, At: calendar.Builtin().End(day)}
}

// told makes an event of a case with an applicant, a unit and an officer.
func told(kind string, f casework.Facts, data any, p casework.Private) notify.Told {
	if data != nil {
		f.Data, _ = json.Marshal(data)
	}
	e := casework.Event{Division: "330599", Case: 7, Seq: 2, N: 41, Kind: kind, At: start, Effective: start, Recorded: start, Facts: f, Private: p}
	c := &casework.Case{Key: casework.Key{Division: "330599", ID: 7}, Number: "N7", Unit: "market", Handler: "o1", Party: "p", Version: 2, Events: []casework.Event{{Seq: 1}, e}}
	item := &catalog.Item{Name: lang.T("茶摊备案", "Tea stall"), Materials: []catalog.Material{{ID: "plan", Name: lang.T("摊位图", "plan")}}}
	return notify.Told{Event: e, Case: c, Item: item}
}

// Every kind tells somebody, in both languages, with the number of the case.
func TestEveryKindTells(t *testing.T) {
	clocks := []limit.Clock{{Name: "notice", Due: due(2026, 3, 9)}, {Name: "promised", Due: due(2026, 3, 9)}, {Name: "statutory", Due: due(2026, 3, 30)}}
	for _, kind := range notify.Kinds() {
		f := casework.Facts{Clocks: clocks, Code: "promised", Basis: []string{"xkf-38"}, Tasks: []casework.Task{{Unit: "roads", State: casework.Waiting}}}
		x := told(kind, f, map[string]any{"kind": "testing", "days": 5, "day": "2026-03-20", "items": []any{}, "tell": []string{"o2"}}, casework.Private{Text: "话"})
		if kind == "clocks_rederived" {
			x.Case.Events[0].Facts.Clocks = []limit.Clock{{Name: "promised", Due: due(2026, 3, 6)}}
		}
		all := notify.Decide(x)
		if len(all) == 0 {
			t.Errorf("%s tells nobody", kind)
		}
		seen := map[notify.Recipient]bool{}
		for _, n := range all {
			if seen[n.To] {
				t.Errorf("%s tells %v twice", kind, n.To)
			}
			seen[n.To] = true
			if n.Title.ZH == "" || n.Title.EN == "" || !strings.Contains(n.Text.ZH, "N7") || !strings.Contains(n.Text.EN, "N7") || n.N != 41 {
				t.Errorf("%s: %+v", kind, n)
			}
			for _, d := range append(n.Details, n.Text) {
				if strings.Contains(d.ZH+d.EN, "%!") || strings.Contains(d.ZH+d.EN, "1970") {
					t.Errorf("%s: %+v", kind, d)
				}
			}
		}
		x.Case.Provenance = casework.Imported
		if len(notify.Decide(x)) != 0 {
			t.Errorf("%s of an imported case tells somebody", kind)
		}
	}
}

func TestWhoIsTold(t *testing.T) {
	party, unit, officer := notify.Recipient{Audience: notify.Party, ID: "p"}, notify.Recipient{Audience: notify.Unit, ID: "market"}, notify.Recipient{Audience: notify.Officer, ID: "o1"}
	running := limit.Clock{Name: "promised", Due: due(2026, 3, 9)}
	theirs := limit.Clock{Name: "correction", Due: due(2026, 3, 9), Theirs: true}
	for _, c := range []struct {
		kind string
		told notify.Told
		want []notify.Recipient
	}{
		{"accepted", told("accepted", casework.Facts{}, nil, casework.Private{}), []notify.Recipient{party}},
		{"received", told("received", casework.Facts{}, nil, casework.Private{}), []notify.Recipient{party, unit}},
		{"due_soon, ours", told("due_soon", casework.Facts{Code: "promised", Clocks: []limit.Clock{running}}, nil, casework.Private{}), []notify.Recipient{officer}},
		{"due_soon, theirs", told("due_soon", casework.Facts{Code: "correction", Clocks: []limit.Clock{theirs}}, nil, casework.Private{}), []notify.Recipient{party}},
		{"limit_overrun", told("limit_overrun", casework.Facts{Code: "promised", Clocks: []limit.Clock{running}}, nil, casework.Private{}), []notify.Recipient{party, officer, unit}},
		{"withdrawn", told("withdrawn", casework.Facts{}, nil, casework.Private{}), []notify.Recipient{unit}},
		{"take", told("task_taken", casework.Facts{}, nil, casework.Private{}), nil},
	} {
		got := notify.Decide(c.told)
		if len(got) != len(c.want) {
			t.Errorf("%s: %d told, want %d", c.kind, len(got), len(c.want))
			continue
		}
		for i, n := range got {
			if n.To != c.want[i] {
				t.Errorf("%s: %v, want %v", c.kind, n.To, c.want[i])
			}
		}
	}
	x := told("due_soon", casework.Facts{Code: "promised", Clocks: []limit.Clock{running}}, nil, casework.Private{})
	x.Case.Handler = ""
	if got := notify.Decide(x); len(got) != 1 || got[0].To != unit {
		t.Errorf("nobody handles it and %v is told", got)
	}
}

// The list of corrections says each point in the officer's words and the last day.
func TestCorrectionListIsTold(t *testing.T) {
	n := notify.Decide(told("correction_requested", casework.Facts{Clocks: []limit.Clock{{Name: "correction", Due: due(2026, 3, 9), Theirs: true}}},
		map[string]any{"items": []map[string]string{{"material": "plan", "fault": "form"}}}, casework.Private{Notes: map[string]string{"plan": "请盖章"}}))[0]
	if !strings.Contains(n.Text.ZH, "2026年3月9日") || n.Details[0].ZH != "摊位图:请盖章" {
		t.Errorf("%+v", n)
	}
}

func TestBackoff(t *testing.T) {
	want := []time.Duration{30 * time.Second, 2 * time.Minute, 8 * time.Minute, 32 * time.Minute, 128 * time.Minute, 512 * time.Minute, 24 * time.Hour, 24 * time.Hour}
	for i, w := range want {
		if got := notify.Backoff(i + 1); got != w {
			t.Errorf("after %d attempts %v, want %v", i+1, got, w)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		if d := notify.Backoff(n); d < 30*time.Second || d > 24*time.Hour || notify.Backoff(n+1) < d {
			t.Fatal(d)
		}
	})
}

// A delivery ends after ten failures, and each replay gives ten more.
func TestDeliveryEnds(t *testing.T) {
	d := notify.Delivery{State: notify.Waiting}
	for round := range 3 {
		for no := 1; no <= notify.MaxAttempts; no++ {
			if d.State != notify.Waiting {
				t.Fatalf("round %d: %s before attempt %d", round, d.State, no)
			}
			d = d.After(notify.Outcome{Attempt: notify.Attempt{No: d.Attempts + 1, At: start}})
		}
		if d.State != notify.Dead || !d.Next.IsZero() {
			t.Fatalf("round %d: %+v", round, d)
		}
		d.State = notify.Waiting
	}
}

func TestSignature(t *testing.T) {
	secret := [32]byte{1, 2, 3}
	h := notify.Sign(secret, "330599-41", start, []byte("{}"))
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(notify.ShowSecret(secret), notify.SecretPrefix))
	if err != nil {
		t.Fatal(err)
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(h["webhook-id"] + "." + h["webhook-timestamp"] + ".{}"))
	if h["webhook-signature"] != "v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)) {
		t.Errorf("%v", h)
	}
}

// What leaves the building holds facts and no person.
func TestCloudEventHoldsNoPerson(t *testing.T) {
	x := told("received", casework.Facts{}, nil, casework.Private{Text: "秘密", Person: &casework.Person{Name: "测试人甲"}})
	body, err := notify.NewCloudEvent(x.Event, x.Case, "https://hall.example").Encode()
	if err != nil || strings.Contains(string(body), "测试人甲") || strings.Contains(string(body), "秘密") {
		t.Fatalf("%s %v", body, err)
	}
	var v map[string]any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	for _, attribute := range []string{"specversion", "id", "source", "type"} { // required by CloudEvents 1.0
		if v[attribute] == nil || v[attribute] == "" {
			t.Errorf("no %s in %s", attribute, body)
		}
	}
}

func TestReachable(t *testing.T) {
	intranet := notify.Reach{Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10")}}
	for address, want := range map[string]bool{"8.8.8.8": true, "10.1.2.3": true, "10.2.2.3": false, "192.168.1.1": false, "fd12::1": false, "2400:3200::1": true,
		"100.64.1.1": true, "100.100.100.200": false, "fd00:ec2::254": false, "0.1.2.3": false, "255.255.255.255": false, "203.0.113.9": false, "198.18.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b::808:808": true, "64:ff9b::a02:203": false, "2002:7f00:1::": false, "2002:808:808::": true, "::ffff:10.2.2.3": false, "fe80::1%eth0": false, "127.0.0.1": false, "::1": false, "169.254.169.254": false, "fe80::1": false,
		"::ffff:127.0.0.1": false, "0.0.0.0": false, "224.0.0.1": false} {
		if got := intranet.May(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if (notify.Reach{}).May(netip.MustParseAddr("10.1.2.3")) || !(notify.Reach{Plain: true}).May(netip.MustParseAddr("127.0.0.1")) {
		t.Error("an intranet that nobody named is called, or a demonstration cannot call its own machine")
	}
	for _, address := range []string{"https://LOCALHOST./x", "https://a.localhost/", "https://10.2.2.3/", "https://[::ffff:127.0.0.1]/"} {
		if intranet.CheckURL(address) == nil {
			t.Errorf("%s was taken", address)
		}
	}
}

func TestRecipients(t *testing.T) {
	if got := notify.Recipients(access.Actor{Role: access.Citizen, Party: "p", For: "q"}); len(got) != 1 || got[0].ID != "q" {
		t.Errorf("%v", got)
	}
	if got := notify.Recipients(access.Actor{Role: access.CaseOfficer, ID: "o", Unit: "u"}); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if got := notify.Recipients(access.Actor{Role: access.Public}); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func FuzzCheckURL(f *testing.F) {
	for _, s := range []string{"https://hall.example/x", "http://a", "https://127.0.0.1", "https://[::1]/", "://", "https://a:b@c", "https://x#y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if (notify.Reach{}).CheckURL(s) == nil && !strings.HasPrefix(strings.ToLower(s), "https://") {
			t.Fatalf("%q was taken", s)
		}
	})
}
