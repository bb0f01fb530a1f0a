package deskpages_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"
	"time"

	"banjie/internal/draw"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// same sends a form twice, as a double click does, and wants the answer of the first both times. The same
// form with other content is told that it was sent before.
func (n *town) same(send func(url.Values) officertest.Answer, form url.Values, other string) officertest.Answer {
	n.Helper()
	form = maps.Clone(form)
	form.Set(ui.KeyField, "key-of-"+other)
	first, again := send(form), send(form)
	if first.Status != http.StatusSeeOther || again.Status != first.Status || again.Header.Get("Location") != first.Header.Get("Location") {
		n.Fatalf("%d %q, then %d %q: %.1500s", first.Status, first.Header.Get("Location"), again.Status, again.Header.Get("Location"), again.Text())
	}
	form.Set(other, form.Get(other)+"二")
	n.says(send(form), http.StatusConflict, "这张表已经交过一次")
	return first
}

// events counts the acts of a kind.
func (n *town) events(kind string) (count int) {
	n.Helper()
	if err := n.DB.QueryRow(context.Background(), `select count(*) from event where kind = ?`, kind).Scan(&count); err != nil {
		n.Fatal(err)
	}
	return count
}

// A plan, a draw, a result and its correction sent twice are recorded once.
func TestFormsOfTheDeskCountOnce(t *testing.T) {
	n := open(t)
	ctx := context.Background()
	post := func(path string) func(url.Values) officertest.Answer {
		return func(v url.Values) officertest.Answer { return n.Post(officer, path, v) }
	}
	at := n.same(post("/food/desk/sampling"), url.Values{"title": {"三月"}, "kinds": {"farm"}, "take": {"1"}}, "title").Header.Get("Location")
	if plans, err := n.desk.Samplings(ctx, specimen.Division, 9); err != nil || len(plans) != 1 {
		t.Fatalf("%v: %d plans", err, len(plans))
	}

	file, names := drawn(t, []byte(n.Get(officer, at+"/plan.json").Body))
	send := func() officertest.Answer {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for name, body := range map[string][]byte{"file": file, "names": names} {
			w, err := m.CreateFormFile(name, name+".json")
			if err == nil {
				_, err = w.Write(body)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := m.WriteField(ui.KeyField, "key-of-the-draw"); err != nil {
			t.Fatal(err)
		}
		m.Close()
		return n.PostBody(officer, at+"/draw", m.FormDataContentType(), &b)
	}
	for range 2 {
		if a := send(); a.Status != http.StatusSeeOther || a.Header.Get("Location") != at {
			t.Fatalf("draw: %d %s", a.Status, a.Text())
		}
	}
	if n.events("food_sampling_drawn") != 1 {
		t.Error("the draw is on record more than once")
	}

	result := url.Values{"lot": {"6901234000016/A1"}, "business": {"b1"}, "number": {"BG-1"}, "lab": {"县检测中心（示例）"}, "day": {"2026-03-01"}, "passed": {"no"}, "items": {"镉"}}
	n.same(post("/food/desk/samples"), result, "items")
	list, _, err := n.desk.Results(ctx, specimen.Division, false, "", 9)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v: %d results", err, len(list))
	}
	page := "/food/desk/samples/" + list[0].ID
	right := maps.Clone(result)
	right.Set("passed", "yes")
	right.Set("why", "entered_wrongly")
	right.Set("words", "抄错了")
	right.Set("seen", "0")
	right.Set(ui.KeyField, "key-of-a-correction")
	for range 2 {
		if a := n.Post(officer, page+"/correct", right); a.Status != http.StatusSeeOther || a.Header.Get("Location") != page {
			t.Fatalf("correction: %d %s", a.Status, a.Text())
		}
	}
	if r, all, err := n.desk.Result(ctx, specimen.Division, list[0].ID); err != nil || len(all) != 1 || r.Corrections != 1 || !r.Passed {
		t.Errorf("%v: %d corrections, %+v", err, len(all), r)
	}
}

// A correction that does not say what it saw counts as one that saw no correction: the first is taken,
// a later one is refused, because it may be of what stands no more.
func TestCorrectionWithoutWhatItSaw(t *testing.T) {
	n := open(t)
	n.Post(officer, "/food/desk/samples", url.Values{"lot": {"6901234000016/A1"}, "business": {"b1"}, "number": {"BG-1"}, "lab": {"县检测中心（示例）"}, "day": {"2026-03-01"}, "passed": {"no"}, "items": {"镉"}})
	list, _, err := n.desk.Results(context.Background(), specimen.Division, false, "", 9)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v: %d results", err, len(list))
	}
	page := "/food/desk/samples/" + list[0].ID
	correct := func(items string, more ...string) officertest.Answer {
		f := url.Values{"lot": {"6901234000016/A1"}, "business": {"b1"}, "number": {"BG-1"}, "lab": {"县检测中心（示例）"}, "day": {"2026-03-01"}, "passed": {"no"}, "items": {items}, "why": {"entered_wrongly"}, "words": {"项目写错"}}
		if len(more) > 0 {
			f.Set("seen", more[0])
		}
		return n.Post(officer, page+"/correct", f)
	}
	if a := correct("铅"); a.Status != http.StatusSeeOther {
		t.Fatalf("the first: %d %s", a.Status, a.Text())
	}
	n.says(correct("砷"), http.StatusConflict, "刚刚被别人更正过")
	n.says(correct("砷", "x"), http.StatusConflict, "刚刚被别人更正过")
	n.says(n.Get(officer, page), 200, "镉 → 铅")
	if a := correct("砷", "1"); a.Status != http.StatusSeeOther {
		t.Errorf("who saw the first: %d %s", a.Status, a.Text())
	}
}

// A seal and its release sent twice are recorded once.
func TestSealsCountOnce(t *testing.T) {
	n := open(t)
	n.same(func(v url.Values) officertest.Answer { return n.Post(officer, "/food/seals", v) },
		url.Values{"place": {"6901234000030"}, "reason": {"no_code"}, "amount": {"12.5"}, "words": {"两箱冻虾"}}, "words")
	list, err := n.cold.Seals(context.Background(), specimen.Division, time.Time{}, 9)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v: %d seals", err, len(list))
	}
	release := url.Values{"fate": {"papers_came"}, "ground": {"进口单证补齐"}, ui.KeyField: {"key-of-the-release"}}
	for range 2 {
		if a := n.Post(officer, "/food/seals/"+list[0].ID+"/release", release); a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/food/seals" {
			t.Fatalf("release: %d %s", a.Status, a.Text())
		}
	}
	if n.events("food_unsealed") != 1 {
		t.Error("the release is on record more than once")
	}
	release.Set("fate", "destroyed")
	n.says(n.Post(officer, "/food/seals/"+list[0].ID+"/release", release), http.StatusConflict, "这张表已经交过一次")
}

// drawn carries a plan that was downloaded through the real draw.
func drawn(t *testing.T, plan []byte) (file, names []byte) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	known := time.Date(2027, 3, 4, 13, 15, 0, 0, time.UTC)
	p, err := draw.ParsePlan(plan)
	must(err)
	value, other := draw.Hash(sha256.Sum256([]byte("value"))), draw.Hash(sha256.Sum256([]byte("other")))
	p.Sources = []draw.Source{{At: known, Form: draw.Numbers, Count: 7, Name: "双色球"}}
	p.Spare = draw.Source{At: known.Add(50 * time.Hour), Form: draw.Numbers, Count: 7, Name: "双色球下一期"}
	p.Parties = []draw.Party{{Name: "工商联", Commitment: draw.Commitment("工商联", value)}, {Name: "消保委", Commitment: draw.Commitment("消保委", other)}}
	a, list, err := p.Announce(rand.Reader)
	must(err)
	f, err := draw.New(a, known.Add(-48*time.Hour))
	must(err)
	must(f.Reveal("工商联", value, known.Add(time.Hour)))
	must(f.Reveal("消保委", other, known.Add(time.Hour)))
	must(f.Run([]string{"03, 07,12 19 22 31 + 08"}, "", known.Add(2*time.Hour)))
	must(f.Open(list))
	file, err = f.Write()
	must(err)
	names, err = json.Marshal(list)
	must(err)
	return file, names
}
