package capture

import (
	"fmt"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/packs/foodchain/epcis"
)

// A document is answered with every place that is wrong, in whichever event it stands, up to twenty;
// what is taken and cannot be scanned is told beside it.
func TestCheckNamesEveryPlace(t *testing.T) {
	line := func(epc, action string) string {
		return fmt.Sprintf(`{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent","action":%q,"eventTime":"2026-02-10T08:00:00Z","eventTimeZoneOffset":"+08:00","epcList":[%q]}`+"\n", action, epc)
	}
	const good, doubtful, short = "https://id.gs1.org/00/095211000000007771", "https://id.gs1.org/00/095211000000007770", "https://id.gs1.org/00/0952"
	check := func(text string) (checked, error) {
		return (&Office{}).check(t.Context(), strings.NewReader(text), Order{})
	}
	_, err := check(line(short, "OBSERVE") + line(good, "OBSERVE") + line(good, "LOOK") + line(short, "LOOK"))
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Malformed || len(f.Fields) != 4 || !strings.HasPrefix(f.Fields[1].Path, "event 3 ") || !strings.HasPrefix(f.Fields[3].Path, "event 4 ") {
		t.Errorf("%+v", err)
	}
	if f, ok := fault.As(func() error { _, err := check(line(good, "LOOK") + line(good, "OBSERVE")); return err }()); !ok || len(f.Fields) != 1 || f.Fields[0].Path != "/action" {
		t.Errorf("one refusal is said as before: %+v", f)
	}
	if f, ok := fault.As(func() error { _, err := check(strings.Repeat(line(good, "LOOK"), 1000)); return err }()); !ok || len(f.Fields) != epcis.MostNamed {
		t.Errorf("%+v", f)
	}
	found, err := check(line(good, "OBSERVE") + line(doubtful, "OBSERVE"))
	if err != nil || found.total != 2 || len(found.doubts) != 1 || found.doubts[0].Event != 2 || found.doubts[0].Pointer != "/epcList/0" {
		t.Errorf("%+v %v", found, err)
	}
}
