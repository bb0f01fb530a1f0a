package foodchain

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/demo"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilstore"
	"banjie/packs/foodchain/soil/soiltest"
)

func (b *bed) rows(parcel string) []measurestore.Row {
	b.Helper()
	rows, err := measurestore.New(b.DB).List(context.Background(), specimen.Division, parcel, "", 100)
	if err != nil {
		b.Fatal(err)
	}
	return rows
}

func (b *bed) night() {
	b.Helper()
	if err := b.parts.Night(context.Background()); err != nil {
		b.Fatal(err)
	}
}

// enter enters a report of one sample.
func (b *bed) enter(number, parcel string, day calendar.Day, cd float64) {
	b.Helper()
	r := soil.Report{Number: number, Lab: "示例中心", Issued: day, Samples: []soil.Taken{{Number: "1", Parcel: parcel, To: 20, Day: day, Sample: soiltest.Sample(cd)}}}
	p, err := soil.PlanReport(context.Background(), soilstore.New(b.DB), specimen.Division, r, day+1, geo.Nowhere, func(i int) int { return i })
	if err != nil {
		b.Fatal(err)
	}
	facts, err := p.Ready()
	if err != nil {
		b.Fatal(err)
	}
	b.record(agronomist, soil.ReportEntered, facts)
}

// A verdict that asks for measures opens one case of the agriculture unit, however often and from
// however many nodes it is tried; the same class again calls for nothing, a worse one for another case.
func TestVerdictOpensOneCase(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		b.grow()
		if got := b.rows(""); len(got) != 0 {
			t.Fatalf("cases before anybody opened them: %+v", got)
		}
		store, engine := measurestore.New(b.DB), b.Site.Engine
		if waits, err := store.Waiting(t.Context(), specimen.Division, 9); err != nil || len(waits) != 2 || waits[0].Village == "" {
			t.Fatalf("%+v %v", waits, err)
		}
		var both sync.WaitGroup
		for range 4 {
			both.Go(func() {
				if _, err := store.Open(t.Context(), engine, specimen.Division); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		b.night()
		classes := map[soil.Class]int{}
		for _, r := range b.rows("") {
			classes[r.Class]++
			c := b.Load(r.ID)
			if c.Unit != "agriculture" || len(c.Clocks) != 2 || c.Party != "" || r.Due.IsZero() {
				t.Errorf("%+v", c)
			}
		}
		if classes[soil.StrictControl] != 1 || classes[soil.SafeUse] != 1 || len(b.rows("")) != 2 {
			t.Errorf("%v", classes)
		}
		today := b.host.Calendar().DayOf(b.Clock.Now())
		b.enter("TR-same", "SK-0003", today-9, 0.5)
		b.night()
		if n := len(b.rows("SK-0003")); n != 1 {
			t.Errorf("the same class again: %d cases", n)
		}
		b.enter("TR-worse", "SK-0003", today-8, 9)
		b.night()
		if rows := b.rows("SK-0003"); len(rows) != 2 || rows[0].Class == rows[1].Class {
			t.Errorf("a worse class: %+v", rows)
		}
		// Past the store: a call cannot be answered twice, and nobody opens a case without one.
		for name, in := range map[string]measures.OpenInput{"twice": {Call: call(b, "SK-0001")}, "without a call": {Call: soil.Call{Parcel: demo.CoopPlot, Class: soil.SafeUse, Standard: "GB 15618-2018", From: today}}} {
			if _, err := engine.Do(t.Context(), casework.Command{Actor: platform, Verb: "open_soil_measure", Input: &in, Open: &casework.Open{Procedure: measures.Name, Channel: "web", Series: measures.Series}}); err == nil {
				t.Errorf("%s: a case was opened", name)
			}
		}
		if differs, err := store.Check(t.Context(), specimen.Division); err != nil || len(differs) > 0 {
			t.Errorf("%v %v", differs, err)
		}
	})
}

// call is that of a plot's first case.
func call(b *bed, parcel string) soil.Call {
	b.Helper()
	rows := b.rows(parcel)
	return measures.FileOf(b.Load(rows[len(rows)-1].ID)).Call
}

// post sends a form with files.
func (b *bed) post(who access.Actor, path string, fields url.Values, files ...string) officertest.Answer {
	b.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, list := range fields {
		for _, v := range list {
			if err := m.WriteField(k, v); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile("file.proof", f)
		if err == nil {
			_, err = w.Write([]byte("%PDF-1.4\n%%EOF\n"))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		b.Fatal(err)
	}
	return b.PostBody(who, path, m.FormDataContentType(), &body)
}

// An officer walks a case: plan, evidence, a crop that fails, a new plan, one that passes, close. What
// is missing is refused in words; another unit looks and does nothing; the public sees a village.
func TestOfficerWalksSoilMeasures(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	b.night()
	row := b.rows("SK-0001")[0]
	at := "/work/soil/measures/" + row.ID.String()
	b.says(b.Get(agronomist, "/work/soil/measures"), row.Number, "石坎村（虚构）", "SK-0001", "严格管控类", "待制定方案")
	b.says(b.Get(agronomist, at), "建议划定特定农产品禁止生产区域", "制定方案", "镉", "not:登记农产品检测")
	do := func(who access.Actor, verb string, want int, says string, fields url.Values, files ...string) {
		t.Helper()
		page := b.Get(who, at)
		if fields == nil {
			fields = url.Values{}
		}
		if _, token, ok := strings.Cut(page.Body, `action="`+at+"/"+verb+`"`); ok {
			if _, v, ok := strings.Cut(token, `name="form_token" value="`); ok {
				fields.Set("form_token", v[:strings.IndexByte(v, '"')])
			}
		}
		got := b.post(who, at+"/"+verb, fields, files...)
		if got.Status != want || says != "" && !strings.Contains(got.Text(), says) {
			t.Fatalf("%s by %s: %d, want %d and %q\n%.2500s", verb, who.ID, got.Status, want, says, got.Text())
		}
	}
	const sent, wrong = http.StatusSeeOther, http.StatusUnprocessableEntity
	today := b.host.Calendar().DayOf(b.Clock.Now())
	plan := func(m ...string) url.Values {
		return url.Values{"measures": m, "until": {(today + 200).String()}, "reason": {"改种桑树，测土配方，土肥站负责"}}
	}
	do(agronomist, "plan_soil_measure", wrong, "不是法律对这个类别列出的", plan("agronomy"))
	do(agronomist, "plan_soil_measure", wrong, "请至少选一项措施", plan())
	if got := b.post(specimen.Fireman, at+"/plan_soil_measure", plan("conversion")); got.Status == sent {
		t.Error("another unit planned")
	}
	b.says(b.Get(specimen.Fireman, at), "not:制定方案：怎么做")
	do(agronomist, "plan_soil_measure", sent, "", plan("conversion", "joint_watch"))
	do(agronomist, "carry_out_soil_measure", wrong, "请附照片或者凭证", url.Values{"measure": {"conversion"}})
	do(agronomist, "carry_out_soil_measure", sent, "", url.Values{"measure": {"conversion"}}, "改种.pdf")
	do(agronomist, "check_soil_crop", http.StatusConflict, "还有措施没有做", url.Values{"crop": {"稻谷"}, "lab": {"县检测中心（虚构）"}, "report": {"C-1"}, "passed": {"no"}}, "r.pdf")
	do(agronomist, "carry_out_soil_measure", sent, "", url.Values{"measure": {"joint_watch"}}, "监测.pdf")
	crop := func(passed string) url.Values {
		return url.Values{"crop": {"稻谷"}, "lab": {"县检测中心（虚构）"}, "report": {"C-1"}, "passed": {passed}}
	}
	do(agronomist, "check_soil_crop", sent, "", crop("no"), "r.pdf")
	do(agronomist, "close_soil_measure", http.StatusConflict, "不合格，不能办结", url.Values{"reason": {"做完了"}})
	do(agronomist, "plan_soil_measure", sent, "", plan("conversion"))
	do(agronomist, "carry_out_soil_measure", sent, "", url.Values{"measure": {"conversion"}}, "改种2.pdf")
	do(agronomist, "check_soil_crop", sent, "", crop("yes"), "r2.pdf")
	do(agronomist, "close_soil_measure", sent, "", url.Values{"reason": {"改种以后合格"}})
	b.says(b.Get(agronomist, at), "已办结", "稻谷：合格", "稻谷：不合格", "改种2.pdf")
	if c := b.Load(row.ID); c.State != measures.Done || c.IsOpen() {
		t.Errorf("%s", c.State)
	}
	b.says(b.Get(public, "/soil/measures"), "石坎村（虚构）", "SK-0001", "已办结", "not:示例", "not:改种桑树", "not:土肥站负责")
	if got := b.Get(public, at); got.Status == http.StatusOK {
		t.Error("the public opened a case")
	}
}

// Of a household's plot that is not open the public learns the village and no code, and nothing where the
// village has so few plots that neighbours would know; a better verdict lets the head end the case.
func TestPublicSeesNoPersonsPlot(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	today := b.host.Calendar().DayOf(b.Clock.Now())
	lone := soiltest.Plot("LONE-1", 120.09, 29.09)
	lone.Village = "000000001099"
	b.record(agronomist, soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{lone}})
	b.enter("TR-a", demo.SlopePlot, today-9, 0.9)
	b.enter("TR-b", "LONE-1", today-9, 0.9)
	b.night()
	b.says(b.Get(public, "/soil/measures"), "not:杨梅湾村（虚构）", "not:"+demo.SlopePlot, "not:LONE-1") // one of few that are not shown
	var village string
	if err := b.DB.QueryRow(t.Context(), `select village from soil_parcel where code = ?`, demo.SlopePlot).Scan(&village); err != nil {
		t.Fatal(err)
	}
	var more []soil.Parcel
	for i := range soil.FewestTold {
		p := soiltest.Plot(fmt.Sprint("MORE-", i), 120.3+float64(i)/100, 29.2)
		p.Village = village
		more = append(more, p)
	}
	b.record(agronomist, soil.ParcelsEntered, soil.ParcelFacts{Parcels: more})
	b.says(b.Get(public, "/soil/measures"), "not:杨梅湾村（虚构）") // enough are not shown, and all but one are of one class
	b.enter("TR-more", "MORE-0", today-9, 0.1)
	b.says(b.Get(public, "/soil/measures"), "杨梅湾村（虚构）", "not:"+demo.SlopePlot, "not:LONE-1", "not:000000001099")
	b.says(b.Get(agronomist, "/work/soil/measures"), demo.SlopePlot, "LONE-1")
	at := fmt.Sprintf("/work/soil/measures/%s", b.rows(demo.SlopePlot)[0].ID)
	end := func(want int) {
		t.Helper()
		if got := b.post(agroHead, at+"/end_soil_measure", url.Values{"reason": {"复检合格"}}); got.Status != want {
			t.Fatalf("%d %s", got.Status, got.Text())
		}
	}
	end(http.StatusConflict)
	b.enter("TR-c", demo.SlopePlot, today-2, 0.1)
	end(http.StatusSeeOther)
	if s := b.rows(demo.SlopePlot)[0].State; s != measures.Ended {
		t.Error(s)
	}
}

// The first page of the hall leads to the soil archive, and the address answers.
func TestSoilIsOffered(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := 0
	for _, card := range b.Site.Offers {
		if card.Href == "/soil" && !card.Title.IsZero() {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d cards lead to the soil archive", n)
	}
	if got := b.Get(public, "/soil"); got.Status != http.StatusOK {
		t.Errorf("/soil: %d", got.Status)
	}
}
