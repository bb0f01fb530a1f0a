package chain

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace/intake"
)

// How long records are kept, by law.
func TestKeep(t *testing.T) {
	day := calendar.Date
	for _, c := range []struct {
		on, best calendar.Day
		produce  bool
		want     calendar.Day
		basis    string
	}{
		{day(2026, 6, 12), day(2026, 6, 15), true, day(2026, 12, 15), "spa-53"},
		{day(2026, 6, 12), 0, true, day(2026, 12, 12), "spa-65"},
		{day(2026, 6, 12), 0, false, day(2028, 6, 12), "spa-53"},
		{day(2026, 8, 31), 0, true, day(2027, 2, 28), "spa-65"},
		{day(2026, 6, 12), day(2026, 6, 1), false, day(2026, 12, 12), "spa-53"}, // handled after its date
	} {
		if got, basis := Keep(c.on, c.best, c.produce); got != c.want || basis != c.basis {
			t.Errorf("%v %v %v: %v %s, want %v %s", c.on, c.best, c.produce, got, basis, c.want, c.basis)
		}
	}
}

// Keys that are given out have right check digits, and a prefix that is used up says so.
func TestNumbers(t *testing.T) {
	key, err := number(DemoPrefix, 3)
	if err != nil || key != "9521000000032" {
		t.Errorf("%s %v", key, err)
	}
	if _, err := GTIN("0" + key); err != nil {
		t.Error(err)
	}
	if _, err := number("9521000000", 100); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
	for _, bad := range []string{"", "95", "95210000000", "952100x"} {
		if CheckPrefix(bad) == nil {
			t.Errorf("%q is taken for a prefix", bad)
		}
	}
}

// Codes in every form people have them name the same lot; a bar code alone names none.
func TestReadCode(t *testing.T) {
	const want = "https://id.gs1.org/01/09521000000032/10/260609-A9C5"
	for _, text := range []string{"https://hall.example/01/09521000000032/10/260609-A9C5", "(01)09521000000032(10)260609-A9C5", "9521000000032/260609-A9C5", " " + want + " ", "^010952100000003210260609-A9C5"} {
		if got, err := ReadCode(text); err != nil || got != want {
			t.Errorf("%q: %q %v", text, got, err)
		}
	}
	for _, text := range []string{"", "9521000000032", "9521000000033/A", "hello", "http://"} {
		if got, err := ReadCode(text); err == nil {
			t.Errorf("%q names %q", text, got)
		}
	}
	if gtin, lot := PartsOf(want); gtin != "09521000000032" || lot != "260609-A9C5" {
		t.Error(gtin, lot)
	}
}

// Every kind of step becomes an event that EPCIS takes, and says the same again when it is read.
func TestStepsBecomeEvents(t *testing.T) {
	degrees := -185
	lot := []Portion{{"https://id.gs1.org/01/09521000000032/10/A1", 12_500_000, "KGM"}, {"https://id.gs1.org/00/095210000000000012", 0, ""}}
	for _, act := range Acts {
		s := Step{Entry: "0a0b0c0d-0000-4000-8000-00000000000a", Kind: act.Kind, Business: "b1", At: time.Date(2026, 6, 12, 1, 2, 3, 0, time.UTC), Product: "09521000000018", Amount: 20_000_000, Unit: "KGM", Loss: 1_000_000, Partner: "b2", Paper: "送 1/2", Proof: "HG-1", Reason: "follows", Degrees: &degrees, Late: true}
		if act.Takes {
			s.Takes = lot
		}
		s, err := s.Check(s.At)
		if err != nil {
			t.Fatalf("%s: %v", act.Kind, err)
		}
		plot := Place{GLN: "9521000000041", Ext: "P01"}
		with := setting{place: Place{GLN: "9521000000041"}, plot: &plot, product: Product{GTIN: "09521000000018", Days: 3}, partner: Business{GLN: "9521000000058"}, findings: []Finding{finding(NoProof)}, channel: "page", request: s.Hash(), zone: time.FixedZone("", 8*3600), day: calendar.Date(2026, 6, 12)}
		doc, err := s.document(with)
		if err != nil {
			t.Fatal(err)
		}
		r, err := epcis.Open(strings.NewReader(string(doc)), epcis.DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for e, err := range r.Events() {
			if err != nil {
				t.Fatalf("%s: %v\n%s", act.Kind, err, doc)
			}
			n++
			flat := intake.Event(e)
			if err := flat.Check(); err != nil {
				t.Fatal(err)
			}
			f, err := Read(&flat)
			if err != nil {
				t.Fatal(err)
			}
			l := f.Line
			if f.Entry != s.Entry || f.Request != s.Hash() || l.Kind != act.Kind || l.Business != "b1" || l.Partner != "b2" || l.Proof != "HG-1" || l.Reason != "follows" || !l.Late || l.Channel != "page" || l.Place != with.place.Key() || len(l.Findings) != 1 || l.Findings[0] != NoProof || !l.Time.Equal(s.At) {
				t.Errorf("%s: %+v", act.Kind, f)
			}
			if l.Paper != "送 1/2" {
				t.Errorf("%s: paper %q", act.Kind, l.Paper)
			}
			if act.New && (f.Made != with.day || f.Best != with.day+3) {
				t.Errorf("%s: made %v, keeps until %v", act.Kind, f.Made, f.Best)
			}
			if act.New && act.Takes && (len(flat.Loss) != 1 || flat.Loss[0].Amount != 1_000_000) {
				t.Errorf("%s: loss %v", act.Kind, flat.Loss)
			}
		}
		if n != 1 || !json.Valid(doc) {
			t.Errorf("%s: %d events", act.Kind, n)
		}
	}
}

// When and how a step was sent makes no other step of it; what was recorded does.
func TestHash(t *testing.T) {
	s := Step{Entry: "e", Kind: Sell, Takes: []Portion{{"x", 1, ""}}}
	again := s
	again.At, again.Late, again.Reason = time.Unix(9, 0), true, "follows"
	if s.Hash() != again.Hash() {
		t.Error("the same entry sent later is another one")
	}
	again.Takes = []Portion{{"x", 2, ""}}
	if s.Hash() == again.Hash() {
		t.Error("another quantity is the same entry")
	}
}

// Each article that a role, a check or a time of keeping rests on is in the pack's law.
func TestArticles(t *testing.T) {
	known := map[string]bool{"": true}
	for _, b := range slices.Concat(Law, recall.Law, cold.Law) {
		known[b.ID] = true
	}
	for _, r := range Roles {
		if !known[r.Law] {
			t.Errorf("%s rests on %q", r.Kind, r.Law)
		}
		for _, k := range r.Steps {
			if _, ok := k.Act(); !ok {
				t.Errorf("%s does %q", r.Kind, k)
			}
		}
	}
	for _, c := range Checks {
		if !known[c.Basis] {
			t.Errorf("%s rests on %q", c.Code, c.Basis)
		}
	}
}

// A reason is offered where it answers what was asked: that a household grew it does not explain that
// more is sold than is there.
func TestReasonsAnswerWhatWasAsked(t *testing.T) {
	for _, c := range []struct {
		code          Code
		offered, kept []string
	}{
		{MoreThanThere, []string{"counted_wrong", "not_recorded"}, []string{"household", "paper_seen", "follows"}},
		{NoProof, []string{"household", "paper_seen", "follows"}, []string{"counted_wrong", "not_recorded"}},
		{TooEarly, []string{"not_recorded"}, []string{"household", "counted_wrong"}},
		{PastDate, []string{"set_apart"}, []string{"household"}},
	} {
		got := map[string]bool{}
		for _, i := range ReasonsFor([]Finding{finding(c.code)}) {
			got[Reasons[i].ID] = true
		}
		for _, id := range c.offered {
			if !got[id] {
				t.Errorf("%s: %s is not offered", c.code, id)
			}
		}
		for _, id := range c.kept {
			if got[id] {
				t.Errorf("%s: %s is offered", c.code, id)
			}
		}
	}
	for text, code := range map[string]string{"": "no_code", " ": "no_code", "6901234567892": "no_lot"} {
		if _, err := ReadCode(text); fault.For(err).Code != code {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A step on what offices decided against goes on only for a reason that answers it; setting goods apart moves
// what is sealed.
func TestGraveFindings(t *testing.T) {
	for _, c := range []struct {
		reason string
		found  []Code
		want   bool
	}{
		{"", []Code{NoProof}, false},
		{"no such reason", []Code{NoProof}, false},
		{"household", []Code{SupplierUnknown, MoreThanThere}, true}, // one is answered, the others are kept
		{"household", []Code{Impounded}, false},
		{"household", []Code{Recalled}, false},
		{"set_apart", []Code{Recalled, NoProof}, true},
		{"set_apart", []Code{Impounded}, false},
		{"office_agrees", []Code{Impounded}, true},
		{"office_agrees", []Code{Impounded, Recalled}, false},
		{"before_recall", []Code{Impounded, Recalled, FailedSample, NoProof}, true},
		{"for_destruction", []Code{FailedSample}, true},
	} {
		var found []Finding
		for _, code := range c.found {
			found = append(found, finding(code))
		}
		if got := explains(c.reason, found); got != c.want {
			t.Errorf("%q for %v: %v", c.reason, c.found, got)
		}
		for _, i := range ReasonsFor(found) {
			if !explains(Reasons[i].ID, found) {
				t.Errorf("%s is offered for %v and not taken", Reasons[i].ID, c.found)
			}
		}
	}
}
