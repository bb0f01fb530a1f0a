package caseview_test

import (
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/ui"
	"banjie/internal/web/ui/uitest"
)

var stories = []caseview.Story{caseview.Filed, caseview.Correcting, caseview.Reviewed, caseview.Granted, caseview.Denied, caseview.Tolerated, caseview.Hearing}

func input(t *testing.T, s caseview.Story, side caseview.Side) caseview.Input {
	t.Helper()
	in, err := caseview.Sample(specimen.Item(), s, side, specimen.Unit)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestBothSidesInBothLanguages(t *testing.T) {
	var pages ui.GalleryPages
	for _, s := range stories {
		for _, side := range []caseview.Side{caseview.Applicant, caseview.Official} {
			pages = append(pages, specimen.Page(string(s)+"-"+string(side), lang.T("办件", "Case"), caseview.Of(input(t, s, side)), nil))
		}
	}
	uitest.Pages(t, pages)
}

// Eye level: take away what the list names, and both sides see the same.
func TestEyeLevel(t *testing.T) {
	for _, s := range stories {
		in := input(t, s, caseview.Official)
		in.Officer = nil // the list: officer_name
		official := caseview.Of(in)
		in.Side = caseview.Applicant
		applicant := caseview.Of(in)
		if len(official.Timeline.Events) != len(applicant.Timeline.Events) || len(official.Clocks) != len(applicant.Clocks) || len(official.Papers) != len(applicant.Papers) {
			t.Fatalf("%s: one side sees more", s)
		}
		for i, o := range official.Timeline.Events {
			a := applicant.Timeline.Events[i]
			if o.What != a.What || o.Actor != a.Actor || !o.At.Equal(a.At) || !o.Effective.Equal(a.Effective) || strings.Join(o.Basis, " ") != strings.Join(a.Basis, " ") {
				t.Errorf("%s: event %d differs: %+v and %+v", s, o.Seq, o, a)
			}
			if o.Reason != a.Reason && o.Hidden.IsZero() {
				t.Errorf("%s: event %d: words are kept from the applicant without saying so", s, o.Seq)
			}
		}
		for i := range official.Clocks {
			if official.Clocks[i].Card != applicant.Clocks[i].Card {
				t.Errorf("%s: clock %s differs", s, official.Clocks[i].Card.Name.EN)
			}
		}
	}
}

// The words of an opinion wait for the decision and open with it.
func TestOpinionsOpenWithTheDecision(t *testing.T) {
	find := func(in caseview.Input) (words []string) {
		for _, e := range caseview.Of(in).Timeline.Events {
			if e.What.EN == "One part finished" {
				words = append(words, e.Reason.ZH)
			}
		}
		return words
	}
	in := input(t, caseview.Denied, caseview.Applicant)
	if got := find(in); len(got) != 3 || got[0] == "" {
		t.Errorf("after the decision: %q", got)
	}
	before := in.Case.Events[:len(in.Case.Events)-1]
	c, err := casework.Fold(in.Procedure, before)
	if err != nil {
		t.Fatal(err)
	}
	in.Case = c
	if got := find(in); len(got) != 3 || got[0] != "" {
		t.Errorf("before the decision the applicant reads %q", got)
	}
	in.Side = caseview.Official
	if got := find(in); got[0] == "" {
		t.Error("before the decision the official reads nothing")
	}
}

// Every event of the procedure has words of its own; a new one must be given some.
// The timeline says by whose order personal data were deleted, not that a limit did it.
func TestErasureNamesItsOrder(t *testing.T) {
	for _, side := range []caseview.Side{caseview.Applicant, caseview.Official} {
		in := input(t, caseview.Granted, side)
		in.Case.Events = append(in.Case.Events, casework.Event{Seq: 99, Kind: casework.Erased, By: casework.By{Role: access.System},
			Facts: casework.Facts{Data: []byte(`{"reason":"期满","ordered_by":"o-1","unit":"market"}`)}})
		all := caseview.Of(in).Timeline.Events
		if by := all[len(all)-1].Actor; !strings.Contains(by.ZH, "按"+specimen.Unit("market").ZH+"的指令") || !strings.Contains(by.EN, "by order of") {
			t.Errorf("%s: %+v", side, by)
		}
	}
}

func TestEveryEventHasWords(t *testing.T) {
	for _, tr := range licensing.Procedure().Transitions {
		if !caseview.HasWords(tr.Event) {
			t.Errorf("event %q has no words on the timeline", tr.Event)
		}
	}
}

func TestEveryConcealmentHasAReason(t *testing.T) {
	for _, h := range caseview.Hidden {
		for _, half := range []string{h.ID, h.What.ZH, h.What.EN, h.Why.ZH, h.Why.EN} {
			if half == "" {
				t.Errorf("concealment %q is not said in full", h.ID)
			}
		}
	}
}

func TestClockPages(t *testing.T) {
	var pages ui.GalleryPages
	for _, s := range stories {
		in := input(t, s, caseview.Applicant)
		for _, k := range in.Case.Clocks {
			v, err := caseview.Explain(in, k.Name)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, specimen.Page(string(s)+"-"+k.Name, lang.T("期限", "Limit"), v, nil))
			for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
				text, err := caseview.ExplainText(in, k.Name, tag)
				if err != nil || !k.Due.Paused && !strings.Contains(text, k.Due.Day.In(tag)) {
					t.Errorf("%s %s: text %q, %v", s, k.Name, text, err)
				}
				if tag == lang.EN && ui.HasHan(text) && !strings.Contains(text, "国办") {
					t.Errorf("%s %s: Chinese in the English text: %s", s, k.Name, text)
				}
			}
		}
		if _, err := caseview.Explain(in, "no such clock"); err == nil {
			t.Error("a clock that is not there is explained")
		}
	}
	uitest.Pages(t, pages)
}
