package act

import (
	"net/url"
	"testing"

	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/ui"
)

// A unit that returns a complaint chooses among its own duties, or writes another document; a line
// of another unit is refused, and without a published list there are free words alone.
func TestDutyLines(t *testing.T) {
	q := Question{Duties: []publiclist.Entry{{Code: "D-1", Name: "路灯养护"}, {Code: "D-2", Name: "占道许可"}}}
	fields := dutyFields(q)
	if len(fields) != 2 || len(fields[0].(ui.Field).Options) != 2 || !fields[1].(ui.Field).Optional {
		t.Fatalf("%+v", fields)
	}
	if f := dutyFields(Question{}); len(f) != 1 || f[0].(ui.Field).Optional {
		t.Errorf("%+v", f)
	}
	for _, c := range []struct{ line, words, want string }{{"D-2", "", "责任清单 D-2 占道许可"}, {"", " 三定第4条 ", "三定第4条"}, {"", "", ""}} {
		in, err := readDuty(q, url.Values{"duty_line": {c.line}, "duty": {c.words}})
		if err != nil || in.(*complaint.ReturnInput).Duty != c.want {
			t.Errorf("%+v: %+v %v", c, in, err)
		}
	}
	if _, err := readDuty(q, url.Values{"duty_line": {"D-9"}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a line of another unit: %v", err)
	}
}
