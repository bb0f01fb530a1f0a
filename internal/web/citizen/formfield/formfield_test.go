package formfield

import (
	"net/url"
	"testing"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

func TestSentAndShow(t *testing.T) {
	words := []catalog.Option{{ID: "sat", Text: lang.T("周六", "Saturday")}, {ID: "sun", Text: lang.T("周日", "Sunday")}}
	fields := []catalog.FormField{
		{Name: "day", Kind: catalog.DateField}, {Name: "open", Kind: catalog.MultiField, Options: words}, {Name: "area", Kind: catalog.NumberField},
	}
	sent, wrong := Sent(url.Values{"f.day.year": {"2026"}, "f.day.month": {"5"}, "f.day.day": {"1"}, "f.open": {"sat", "sun"}, "f.area": {"36.5"}, "other": {"x"}}, "f.", fields)
	if len(wrong) != 0 || sent["day"][0] != "2026-05-01" || len(sent["open"]) != 2 || sent["area"][0] != "36.5" || len(sent) != 3 {
		t.Errorf("sent %v, wrong %v", sent, wrong)
	}
	if _, wrong := Sent(url.Values{"f.day.year": {"2026"}, "f.day.month": {"2"}, "f.day.day": {"30"}}, "f.", fields); len(wrong) != 1 || wrong[0].Path != "f.day" {
		t.Errorf("30 February: %v", wrong)
	}
	for _, c := range []struct {
		field  catalog.FormField
		answer any
		want   string
	}{
		{fields[1], []any{"sat", "sun"}, "Saturday, Sunday"}, {fields[2], 1500000.0, "1500000"}, {fields[2], nil, ""},
		{catalog.FormField{Kind: catalog.BooleanField}, true, "Yes"}, {catalog.FormField{Kind: catalog.ChoiceField, Options: words}, "sun", "Sunday"},
		{catalog.FormField{Kind: catalog.ChoiceField, Options: words}, "gone", "gone"},
	} {
		if got := Show(c.field, c.answer).EN; got != c.want {
			t.Errorf("%v shown as %q, want %q", c.answer, got, c.want)
		}
	}
	if f := Filled(fields[1], "f.", []any{"sat"}); f.Kind != ui.Checks || len(f.Values) != 1 || f.Name != "f.open" {
		t.Errorf("filled: %+v", f)
	}
	many := catalog.FormField{Kind: catalog.ChoiceField}
	for i := range fewOptions + 1 {
		many.Options = append(many.Options, catalog.Option{ID: string(rune('a' + i))})
	}
	if Of(many, "").Kind != ui.Choice {
		t.Error("many choices stand as radio buttons")
	}
}
