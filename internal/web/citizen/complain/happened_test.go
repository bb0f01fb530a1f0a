package complain

import (
	"testing"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/supervise"
	"banjie/internal/web/caseview"
)

// TestEveryEventHasWords: the record says what happened, never the verb by which it was done nor a
// name of the program, to the reporter and to staff.
func TestEveryEventHasWords(t *testing.T) {
	p := complaint.Rules{Centre: "centre"}.Procedure()
	p.With(rectification.Duties(rating.SignedRows(p.Finals(), complaint.KeysOf))...)
	supervise.Arm(p).With(supervise.Watching(p)...)
	p.With(casework.ErasureRow(p))
	if len(p.Transitions) < 40 {
		t.Fatalf("only %d acts", len(p.Transitions))
	}
	for _, row := range p.Transitions {
		if h, ok := happened[row.Event]; !ok || h.what.ZH == "" || h.what.EN == "" {
			t.Errorf("the reporter reads %q for %s", row.Title.EN, row.Event)
		}
		if !caseview.HasWords(row.Event) {
			t.Errorf("staff reads %q for %s", row.Title.EN, row.Event)
		}
	}
}
