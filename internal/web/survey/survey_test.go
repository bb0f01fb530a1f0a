package survey_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/draw"
	casestore "banjie/internal/store/casework"
	surveystore "banjie/internal/store/survey"
	"banjie/internal/survey"
	"banjie/internal/web/board"
	"banjie/internal/web/cards"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/web/voice"

	pages "banjie/internal/web/survey"
)

func TestPages(t *testing.T) { uitest.Pages(t, pages.GalleryPages()) }

// town is a county with closed cases of one unit, a call-back announced by the form and drawn.
func town(t *testing.T) (*officertest.Town, *survey.Office, string) {
	var office *survey.Office
	town := officertest.New(t, func(town *officertest.Town) {
		store, err := surveystore.New(town.DB, town.Writer, bytes.Repeat([]byte{1}, 32))
		if err != nil {
			t.Fatal(err)
		}
		town.Project(store.Project)
		figures := casestore.New(town.DB, nil)
		office = &survey.Office{Division: specimen.Division, Engine: town.Site.Engine, Store: store, Reported: reported{}, Clock: town.Clock, Calendar: calendar.Builtin, Random: rand.Reader}
		(&pages.Pages{Site: town.Site, Office: office}).Routes()
		(&desk.Pages{Site: town.Site}).Routes()
		(&board.Pages{Site: town.Site, Figures: figures}).Routes()
		(&cards.Pages{Site: town.Site, Cards: town.Cards}).Routes()
		(&voice.Pages{Site: town.Site, Figures: figures}).Routes()
	})
	for range 7 {
		c := town.Do(officertest.Filing())
		town.Do(casework.Command{Actor: officertest.Citizen, Case: c.ID, Verb: "withdraw"})
	}
	town.Clock.Advance(48 * time.Hour)
	at := town.Clock.Now().Add(24 * time.Hour).In(calendar.Builtin().Zone())
	form := url.Values{"kind": {"call_back.cases"}, "purpose": {"三月回访"}, "from.year": {"2026"}, "from.month": {"3"}, "from.day": {"1"}, "to.year": {"2026"}, "to.month": {"3"}, "to.day": {"3"},
		"source": {"号码"}, "source_at": {at.Format("2006-01-02 15:04")}, "source_count": {"3"}, "spare": {"备用号码"}, "spare_at": {at.Add(48 * time.Hour).Format("2006-01-02 15:04")}, "spare_count": {"3"}}
	values := url.Values{"source": {"4 5 6"}}
	for i, name := range []string{"甲方", "乙方"} {
		n := string(rune('1' + i))
		v, err := draw.NewValue(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("party"+n, name)
		form.Set("commitment"+n, draw.Commitment(name, v).String())
		values.Set("value"+n, v.String())
	}
	wrong := url.Values{}
	for k, v := range form {
		wrong[k] = v
	}
	wrong["commitment1"] = []string{"x"}
	if got := town.Post(specimen.Supervisor, "/centre/surveys/new", wrong); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a commitment that is none: %d", got.Status)
	}
	got := town.Post(specimen.Supervisor, "/centre/surveys/new", form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("announce: %d\n%s", got.Status, got.Text())
	}
	path := got.Header.Get("Location")
	id := path[strings.LastIndex(path, "/")+1:]
	if got := town.Post(specimen.Supervisor, path+"/draw", values); got.Status == http.StatusSeeOther {
		t.Fatal("drawn before the numbers are known")
	}
	town.Clock.Advance(25 * time.Hour)
	if got := town.Post(specimen.Supervisor, path+"/draw", values); got.Status != http.StatusSeeOther {
		t.Fatalf("draw: %d\n%s", got.Status, got.Text())
	}
	return town, office, id
}

type reported struct{}

func (reported) Ratings(context.Context, string, calendar.Day, calendar.Day) (map[string][2]int64, error) {
	return map[string][2]int64{"market": {40, 1}}, nil
}

var link = regexp.MustCompile(`/survey/[A-Z2-7]{24}`)

// The whole way of a call-back through the pages, and the matrix: while people are asked, no page
// of any role shows a case of the sample in another way than before, and none but the one caller's shows a person.
func TestCallBackThroughThePages(t *testing.T) {
	town, office, id := town(t)
	roles := []access.Actor{{}, officertest.Citizen, specimen.Clerk, specimen.Officer, specimen.Colleague, specimen.Fireman, specimen.Head, specimen.Supervisor}
	paths := []string{"/surveys", "/surveys/" + id, "/surveys/" + id + "/results.csv", "/surveys/" + id + "/draw.json", "/surveys/" + id + "/placing.csv", "/survey-desk", "/survey-desk/" + id, "/centre/surveys", "/centre/surveys/" + id, "/work", "/work?tab=unit", "/board", "/board/cases", "/work/voice", "/centre/voice"}
	caller := specimen.Clerk // of the hall, not of the unit that is asked about
	if got := town.Post(caller, "/survey-desk/"+id+"/next", nil); got.Status != http.StatusSeeOther || got.Header.Get("Location") != "/survey-desk/"+id {
		t.Fatalf("next: %d %s", got.Status, got.Header.Get("Location"))
	}
	slot, ok, err := office.Store.Held(t.Context(), specimen.Division, id, caller.ID)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	page := town.Get(caller, "/survey-desk/"+id)
	token := link.FindString(page.Body)
	if page.Status != http.StatusOK || token == "" || strings.Contains(page.Text(), specimen.Officer.Name) || page.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the caller's page: %d\n%s", page.Status, page.Text())
	}
	if strings.Contains(strings.ReplaceAll(page.Text(), caller.Name, ""), "林小禾") {
		t.Error("the caller sees a name")
	}
	for _, who := range roles {
		for _, path := range paths {
			if who.ID == caller.ID && path == "/survey-desk/"+id {
				continue
			}
			body := town.Get(who, path).Body
			if strings.Contains(body, token) || strings.Contains(body, slot.ID) || strings.Contains(body, "0571-00000001-phone") {
				t.Errorf("%s at %s shows the sample", who.Role, path)
			}
			if !strings.HasPrefix(path, "/work") && !strings.HasPrefix(path, "/board") && strings.Contains(body, slot.Target) {
				t.Errorf("%s at %s shows the case", who.Role, path)
			}
		}
		if got := town.Post(who, "/survey-desk/"+id+"/next", nil); who.Unit == "market" && got.Status == http.StatusSeeOther && got.Header.Get("Location") == "/survey-desk/"+id {
			t.Errorf("%s of the unit got somebody to call", who.Role)
		}
	}
	before, after := town.Get(specimen.Head, "/work/cases/"+slot.Target), town.Get(specimen.Head, "/work/cases/"+slot.Target)
	if before.Text() != after.Text() || strings.Contains(before.Text(), "回访") {
		t.Error("the case page of the unit tells")
	}
	// One answers alone by the token, once; the others by telephone.
	form := url.Values{"solved": {"yes"}, "asked": {"no"}, "suffered": {"no"}}
	if got := town.Get(access.Actor{}, token); got.Status != http.StatusOK || !strings.Contains(got.Text(), "不记名") {
		t.Fatalf("the person's page: %d\n%s", got.Status, got.Text())
	}
	if got := town.Post(access.Actor{}, token, url.Values{"solved": {"yes"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("half an answer: %d", got.Status)
	}
	if got := town.Post(access.Actor{}, token, form); got.Status != http.StatusOK || !strings.Contains(got.Text(), "谢谢您") {
		t.Fatalf("the answer: %d\n%s", got.Status, got.Text())
	}
	if got := town.Post(access.Actor{}, token, form); got.Status != http.StatusNotFound {
		t.Errorf("the token is good twice: %d", got.Status)
	}
	form.Set("outcome", "answered")
	for range 20 {
		if got := town.Post(caller, "/survey-desk/"+id+"/next", nil); got.Header.Get("Location") == "/survey-desk" {
			break
		}
		town.Post(caller, "/survey-desk/"+id, form)
	}
	// The supervisor's clicks in the matrix may hold one: that call ends too.
	town.Post(specimen.Supervisor, "/survey-desk/"+id, form)
	if got := town.Post(specimen.Supervisor, "/centre/surveys/"+id+"/close", nil); got.Status != http.StatusSeeOther {
		t.Fatalf("close: %d\n%s", got.Status, got.Text())
	}
	if got := town.Get(access.Actor{}, "/surveys/"+id); !strings.Contains(got.Text(), "办成了") || !strings.Contains(got.Text(), "0.96") || !strings.Contains(got.Text(), "7 ÷ 7") {
		t.Errorf("results:\n%s", got.Text())
	}
}
