package standing_test

import (
	"net/netip"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/notify"
	"banjie/packs/foodchain/standing"
)

func TestReadQuery(t *testing.T) {
	name, q, err := standing.ReadQuery([]byte(`{"@context":{"ex":"https://ns.example/"},"name":"wet.1","query":{"EQ_bizStep":["receiving"],"GE_ex:brix":11.5}}`), nil)
	if err != nil || name != "wet.1" || len(q.Conditions) != 2 {
		t.Fatalf("%q %+v %v", name, q, err)
	}
	again, err := (standing.Query{Definition: q.JSON()}).Read()
	if err != nil || again.JSON() != q.JSON() {
		t.Errorf("%v\n%s\n%s", err, q.JSON(), again.JSON())
	}
	for _, body := range []string{``, `[]`, `{}`, `{"name":"a"}`, `{"name":"","query":{}}`, `{"name":"a b","query":{}}`, `{"name":"-a","query":{}}`, `{"name":"a/b","query":{}}`, `{"name":7,"query":{}}`,
		`{"name":"a","query":[]}`, `{"name":"a","query":{"EQ_bizzStep":["x"]}}`, `{"name":"a","query":{},"extra":1}`, `{"name":"` + strings.Repeat("a", 81) + `","query":{}}`} {
		if _, _, err := standing.ReadQuery([]byte(body), nil); err == nil {
			t.Errorf("%s was taken", body)
		}
	}
}

// What is wrong with a subscription is told by its place.
func TestReadTerms(t *testing.T) {
	const token = `"signatureToken":"0123456789abcdef"`
	terms, secret, err := standing.ReadTerms([]byte(`{"dest":"https://shop.example/in",`+token+`,"schedule":{"hour":1,"minute":"5"},"reportIfEmpty":true,"initialRecordTime":"2026-06-01T08:00:00+08:00"}`), notify.Reach{})
	if err != nil || secret != "0123456789abcdef" || terms.Schedule.Hour != "1" || terms.Schedule.Minute != "5" || !terms.ReportIfEmpty || terms.Initial.Hour() != 0 {
		t.Fatalf("%+v %v", terms, err)
	}
	intranet := notify.Reach{Networks: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	if _, _, err := standing.ReadTerms([]byte(`{"dest":"https://10.1.2.3/in","stream":true}`), intranet); err != nil {
		t.Errorf("a network that is named: %v", err)
	}
	for field, body := range map[string]string{
		"dest":                `{"dest":"http://shop.example/in","stream":true}`,
		"dest ":               `{"stream":true}`,
		"dest  ":              `{"dest":"https://127.0.0.1/","stream":true}`,
		"dest   ":             `{"dest":"https://10.1.2.3/","stream":true}`,
		"dest    ":            `{"dest":"https://[::ffff:192.168.0.1]/","stream":true}`,
		"signatureToken":      `{"dest":"https://shop.example/","stream":true,"signatureToken":"short"}`,
		"stream":              `{"dest":"https://shop.example/"}`,
		"stream ":             `{"dest":"https://shop.example/","stream":false}`,
		"stream  ":            `{"dest":"https://shop.example/","stream":true,"schedule":{"hour":1}}`,
		"schedule":            `{"dest":"https://shop.example/","schedule":{}}`,
		"schedule ":           `{"dest":"https://shop.example/","schedule":{"hours":1,"hour":2}}`,
		"schedule.hour":       `{"dest":"https://shop.example/","schedule":{"hour":25}}`,
		"reportIfEmpty":       `{"dest":"https://shop.example/","stream":true,"reportIfEmpty":true}`,
		"initialRecordTime":   `{"dest":"https://shop.example/","stream":true,"initialRecordTime":"yesterday"}`,
		"initialRecordTime  ": `{"dest":"https://shop.example/","stream":true,"initialRecordTime":"2026-06-01T08:00:00"}`,
	} {
		_, _, err := standing.ReadTerms([]byte(body), notify.Reach{})
		f, ok := fault.As(err)
		if !ok || len(f.Fields) != 1 || f.Fields[0].Path != strings.TrimSpace(field) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{``, `null7`, `[]`, `{"dest":1}`, `{"destination":"x"}`, `{"dest":"https://a.example/","stream":true}{}`, `{"schedule":{"hour":[1]}}`} {
		if _, _, err := standing.ReadTerms([]byte(body), notify.Reach{}); err == nil {
			t.Errorf("%s was taken", body)
		}
	}
}

func FuzzReadTerms(f *testing.F) {
	f.Add([]byte(`{"dest":"https://shop.example/in","signatureToken":"0123456789abcdef","schedule":{"hour":1,"minute":"5"}}`))
	f.Add([]byte(`{"dest":"https://shop.example/in","stream":true,"initialRecordTime":"2026-06-01T08:00:00+08:00"}`))
	f.Add([]byte(`{"name":"a","query":{"EQ_bizStep":["receiving"]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if terms, _, err := standing.ReadTerms(body, notify.Reach{}); err == nil {
			if terms.Stream == (terms.Schedule != nil) || !strings.HasPrefix(strings.ToLower(terms.Dest), "https://") {
				t.Fatalf("%s: %+v", body, terms)
			}
		}
		if name, q, err := standing.ReadQuery(body, nil); err == nil {
			again, err := (standing.Query{Definition: q.JSON()}).Read()
			if name == "" || err != nil || again.JSON() != q.JSON() {
				t.Fatalf("%s: %v\n%s\n%s", body, err, q.JSON(), again.JSON())
			}
		}
	})
}
