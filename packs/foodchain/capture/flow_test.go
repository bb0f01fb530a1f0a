package capture

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
)

// wheat is the nth event of a document, with a note in its own namespace.
func wheat(n int, note string) string {
	return fmt.Sprintf(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://example.org/"}],"type":"ObjectEvent","action":"OBSERVE","eventTime":"2026-06-10T08:00:00Z","eventTimeZoneOffset":"+08:00","epcList":["https://id.gs1.org/01/09529999000019/21/%d"],"ex:note":%q}`, n, note)
}

func documentOf(t *testing.T, text string) iter.Seq[ready] {
	t.Helper()
	r, err := epcis.Open(strings.NewReader(text), epcis.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	return readEvents(r)
}

// Events come ready in the document's order, each with the leaf that it has alone.
func TestReadiedKeepsTheOrder(t *testing.T) {
	var lines []string
	for n := range 5*pieceSize + 7 {
		lines = append(lines, wheat(n, ""))
	}
	secret := []byte(strings.Repeat("s", 32))
	var list []trace.Event
	for x := range readied(documentOf(t, strings.Join(lines, "\n")), secret) {
		if x.err != nil {
			t.Fatal(x.err)
		}
		if want := fmt.Sprintf("https://id.gs1.org/01/09529999000019/21/%d", len(list)); x.event.Things[0].Key != want {
			t.Fatalf("event %d is of %s", len(list), x.event.Things[0].Key)
		}
		if alone, err := LeafOf(&x.event, secret); err != nil || x.leaf != alone {
			t.Fatalf("event %d: its leaf is another: %v", len(list), err)
		}
		list = append(list, x.event)
	}
	if len(list) != len(lines) {
		t.Fatalf("%d of %d events", len(list), len(lines))
	}
	again := 0
	for x := range readied(keptEvents(list), nil) {
		if x.event.Hash != list[again].Hash || x.leaf != [32]byte{} {
			t.Fatalf("kept event %d is another, or has a leaf without a secret", again)
		}
		again++
	}
	if again != len(list) {
		t.Fatalf("%d of %d kept events", again, len(list))
	}
}

// The first event with an error is told of, whatever stands behind it in the same piece.
func TestReadiedTellsTheFirstError(t *testing.T) {
	lines := slices.Repeat([]string{wheat(1, "")}, 300)
	lines[200], lines[210] = `{"type":"ObjectEvent"}`, `{`
	n := 0
	for x := range readied(documentOf(t, strings.Join(lines, "\n")), nil) {
		if x.err != nil {
			if n != 200 || !strings.Contains(x.err.Error(), "201") {
				t.Errorf("after %d events: %v", n, x.err)
			}
			return
		}
		n++
	}
	t.Error("the broken events were taken")
}

// Whoever stops listening waits until the source is let go of; a panic beside comes out in front.
func TestReadiedLetsGo(t *testing.T) {
	open := false
	endless := func(yield func(ready) bool) {
		open = true
		defer func() { open = false }()
		for yield(ready{}) {
		}
	}
	for range readied(endless, nil) {
		break
	}
	if open {
		t.Error("the source is still read")
	}
	defer func() {
		if got := recover(); got != "broken" {
			t.Errorf("recovered %v", got)
		}
	}()
	for range readied(func(yield func(ready) bool) { yield(ready{}); panic("broken") }, nil) {
	}
	t.Error("no panic came out")
}

// An event of XML with a default namespace is kept as JSON that can be taken apart again.
func TestDefaultNamespaceIsNoPrefix(t *testing.T) {
	const text = `<?xml version="1.0"?><e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" xmlns="" schemaVersion="2.0" creationDate="2026-06-10T08:00:00Z"><EPCISBody><EventList xmlns=""><ObjectEvent><eventTime>2026-06-10T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset><epcList><epc>https://id.gs1.org/01/09529999000019/21/1</epc></epcList><action>OBSERVE</action></ObjectEvent></EventList></EPCISBody></e:EPCISDocument>`
	n := 0
	for x := range readied(documentOf(t, text), []byte(strings.Repeat("s", 32))) {
		if x.err != nil {
			t.Fatal(x.err)
		}
		if _, err := epcis.Parse(string(x.event.Body), nil, epcis.DefaultLimits); err != nil {
			t.Errorf("what is kept cannot be read back: %v", err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d events", n)
	}
}

// A context is kept with each event, so that its size is bounded: by number and by bytes.
func TestLargeContextsAreRefused(t *testing.T) {
	of := func(prefixes, space int) string {
		var b strings.Builder
		for i := range prefixes {
			fmt.Fprintf(&b, `"p%d":"https://example.org/%s",`, i, strings.Repeat("x", space))
		}
		return strings.Replace(wheat(1, ""), `{"ex":`, `{`+b.String()+`"ex":`, 1)
	}
	for text, taken := range map[string]bool{of(1, 0): true, of(150, 10): true, of(300, 0): false, of(20, 2000): false} {
		for x := range readied(documentOf(t, text), nil) {
			if (x.err == nil) != taken || !taken && fault.KindOf(x.err) != fault.TooLarge {
				t.Errorf("%.80s…: %v", text, x.err)
			}
		}
	}
}

// A document whose sender has left is read no further.
func TestCheckEndsWithTheRequest(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	lines := strings.Repeat(wheat(1, "")+"\n", 300)
	seen := 0
	_, err := (&Office{}).check(ctx, strings.NewReader(lines), Order{May: func(*epcis.Event) error { seen++; leave(); return nil }})
	if !errors.Is(err, context.Canceled) || seen != 1 {
		t.Errorf("%d events looked at: %v", seen, err)
	}
}
