package foodchain

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/soilstore"
)

// A plot is the farm's where the archive holds its credit code, its word alone where the archive does
// not say who works it, and not taken where the archive holds another's: the scan page says which,
// shows no soil of ground that somebody else works, and no farm can name such a plot anew.
func TestWhoWorksThePlot(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	archive := soilstore.New(b.DB)
	people := newPeople(b.host, nil, nil, nil)
	l := land{known{people}, archive}
	today := b.host.Calendar().DayOf(b.Clock.Now())
	see := func(parcel string) (alone, others, soilKnown bool) {
		t.Helper()
		p, err := l.Plot(t.Context(), b.plotOf(parcel), today)
		if err != nil {
			t.Fatal(err)
		}
		return p.Alone, p.Others, p.Known || p.Class != ""
	}
	if alone, others, soilKnown := see(demo.CoopPlot); alone || others || !soilKnown {
		t.Errorf("the cooperative's own plot: %v %v %v", alone, others, soilKnown)
	}
	if alone, others, _ := see(demo.SlopePlot); !alone || others {
		t.Errorf("a household's word: %v %v", alone, others)
	}
	boxes := b.lotOf("杨梅混装")
	b.says(b.scan(boxes), "这块地是农场自己填的，土壤档案没有登记谁在种", "优先保护类", "not:别人在种")
	const other = "91330102MA2B00019Y"
	b.record(agronomist, soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: demo.CoopPlot, Code: other, From: today - 30}}})
	if alone, others, soilKnown := see(demo.CoopPlot); alone || !others || soilKnown {
		t.Errorf("somebody else's plot: %v %v %v", alone, others, soilKnown)
	}
	b.says(b.scan(boxes), "土壤档案登记的是别人在种", "not:优先保护类", "not:"+other)
	b.record(agronomist, soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: demo.CoopPlot, Code: "", From: today - 30}}})
	if alone, others, soilKnown := see(demo.CoopPlot); !alone || others || !soilKnown {
		t.Errorf("no longer known who: %v %v %v", alone, others, soilKnown)
	}

	place, err := people.store.PlaceOf(t.Context(), b.plotOf(demo.CoopPlot))
	if err != nil {
		t.Fatal(err)
	}
	coop, err := people.store.Business(t.Context(), specimen.Division, place.Business)
	if err != nil {
		t.Fatal(err)
	}
	b.record(agronomist, soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: "YMW-0005", Code: other, From: today}, {Parcel: "SK-0002", Code: coop.Code, From: today}}})
	form := func(parcel string) officertest.Answer {
		return b.Post(farmer, "/food/b/"+coop.ID+"/places", url.Values{"what": {"plot"}, "name": {"新地 " + parcel}, "parcel": {parcel}})
	}
	if a := form("YMW-0005"); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text(), "登记的是别的经营主体在种") || strings.Contains(a.Body, other) {
		t.Errorf("%d %.800s", a.Status, a.Text())
	}
	if a := form("SK-0002"); a.Status != http.StatusSeeOther || b.plotOf("SK-0002") == "" {
		t.Errorf("%d %.800s", a.Status, a.Text())
	}
	for parcel, refused := range map[string]bool{"YMW-0005": true, "SK-0002": false, "QT-0001": false} {
		_, err := soil.FindCode(t.Context(), archive, specimen.Division, parcel, coop.Code, today)
		if f, _ := fault.As(err); (err != nil) != refused || refused && !strings.Contains(f.Fields[0].Message.EN, "somebody else") {
			t.Errorf("%s: %v", parcel, err)
		}
	}
}
