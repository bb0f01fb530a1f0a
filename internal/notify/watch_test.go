package notify_test

import (
	"slices"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/notify"
)

// TestAlarmOfTheWatchIsTold: whom the act names is told, and the notice holds neither the unit
// nor a figure, because it may be read by mail.
func TestAlarmOfTheWatchIsTold(t *testing.T) {
	e := casework.Event{Division: "330599", N: 7, Kind: "look_raised", Facts: casework.Facts{Data: []byte(`{"number":"BW1","row":{"unit":"transport","state":"look","firms":8,"before":41,"after":97,"p":0.0001},"tell":["du","ju","du"]}`)}}
	c := &casework.Case{Number: "BL202609030001"}
	c.Unit = "service-centre"
	got := notify.Decide(notify.Told{Event: e, Case: c})
	var to []string
	for _, n := range got {
		to = append(to, string(n.To.Audience)+" "+n.To.ID)
		for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
			said := n.Title.In(tag) + n.Text.In(tag)
			for _, d := range n.Details {
				said += d.In(tag)
			}
			for _, word := range []string{"transport", "交通", "41", "97", "报复", "etaliation"} {
				if strings.Contains(said, word) {
					t.Errorf("the notice says %s: %s", word, said)
				}
			}
		}
	}
	if !slices.Equal(to, []string{"officer du", "officer ju"}) {
		t.Errorf("told: %v", to)
	}
	e.Facts.Data = []byte(`{"number":"BW1"}`)
	if got := notify.Decide(notify.Told{Event: e, Case: c}); len(got) != 0 {
		t.Errorf("%d notices to nobody", len(got))
	}
}
