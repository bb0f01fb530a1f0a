package foodchain

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// Temperatures of a product of which nobody said how cold it must be are told, and not judged.
func TestTemperaturesWithoutABand(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	gtin, number := chain.PartsOf(n.lots["box"])
	var events []string
	for i, degrees := range []string{"4.5", "6"} {
		at := fmt.Sprintf("2026-03-02T08:0%d:00+08:00", i)
		events = append(events, `{"type":"ObjectEvent","eventTime":"`+at+`","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"sensor_reporting","quantityList":[{"epcClass":"https://id.gs1.org/01/`+gtin+`/10/`+number+`"}],
			"sensorElementList":[{"sensorMetadata":{"time":"`+at+`"},"sensorReport":[{"type":"Temperature","value":`+degrees+`,"uom":"CEL"}]}]}`)
	}
	doc := `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-03-02T08:00:00+08:00","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`
	b.says(b.scan(n.lots["box"]), "没有温度记录")
	if a := b.PostBody(access.Actor{ID: "admin", Role: access.Administrator, Division: specimen.Division}, "/epcis/capture", "application/json", strings.NewReader(doc)); a.Status != http.StatusAccepted {
		t.Fatalf("%d %.1000s", a.Status, a.Body)
	}
	b.says(b.scan(n.lots["box"]), "记录了2次温度，4.5至6°C", "不作判断", "not:没有温度记录")
}
