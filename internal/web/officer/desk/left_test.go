package desk

import (
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// TestPausedDoesNotLookLate: a case whose clock rests by law is shown as paused, whatever other limit
// of it has passed; that limit is named beside it.
func TestPausedDoesNotLookLate(t *testing.T) {
	now := time.Date(2026, 3, 11, 2, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		row  casework.Row
		says string
		tone ui.Tone
	}{
		{casework.Row{NextDue: now.AddDate(0, 0, -2), Late: true}, "over", ui.Overdue},
		{casework.Row{NextDue: now.AddDate(0, 0, -2), Late: true, Paused: true}, "Paused; another limit: 2 working days over", ui.Still},
		{casework.Row{NextDue: now.AddDate(0, 0, 9), Paused: true}, "Paused; another limit:", ui.Still},
		{casework.Row{Paused: true}, "Paused", ui.Still},
	} {
		says, tone := Left(calendar.Builtin(), c.row, now)
		if !strings.Contains(says.In(lang.EN), c.says) || tone != c.tone {
			t.Errorf("%+v: %q, %q", c.row, says.In(lang.EN), tone)
		}
	}
}
