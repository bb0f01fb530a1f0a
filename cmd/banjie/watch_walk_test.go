package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/integrity/watch"
	"banjie/internal/simtown"
)

// watchTown serves a demonstration without history, with everybody one can become in it.
func watchTown(t *testing.T) (h *hall, folder, base string, from *atomic.Int64) {
	t.Helper()
	dir := sealedTown(t)
	h = openTown(t, dir)
	demo := &demonstration{out: io.Discard}
	demo.ready.Store(true)
	site, err := h.site(context.Background(), serveOptions{base: "http://hall.example", demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	from = new(atomic.Int64)
	pages := site.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = fmt.Sprintf("192.0.2.%d:9", from.Load()%250) // a limit by address is not what is tested
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return h, dir.Path, server.URL, from
}

// becomes gives somebody signed in.
func becomes(t *testing.T, base, role string) *attackReporter {
	t.Helper()
	r := newAttackReporter(t, base, 0)
	if status, page := r.post("/demo/become", url.Values{"role": {role}}); status != http.StatusOK {
		t.Fatalf("becoming %s: %d\n%.500s", role, status, page)
	}
	return r
}

func (r *attackReporter) get(path string) (status int, page, at string) {
	r.Helper()
	got, err := r.client.Get(r.base + path)
	if err != nil {
		r.Fatal(err)
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		r.Fatal(err)
	}
	return got.StatusCode, string(raw), got.Request.URL.RequestURI()
}

// must posts a form that is taken.
func (r *attackReporter) must(path string, form url.Values) string {
	r.Helper()
	status, page := r.post(path, form)
	if status != http.StatusOK {
		r.Fatalf("%s: %d\n%.3000s", path, status, page)
	}
	return page
}

// bring posts an answer of the custodians.
func (r *attackReporter) bring(at string, answer []byte) (int, string) {
	r.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("answer", "answer.json")
	if err == nil {
		_, err = w.Write(answer)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		r.Fatal(err)
	}
	return r.send(at+"/result", m.FormDataContentType(), &b)
}

// TestRetaliationWatchWalk is the walk by the pages and the command alone: firms file and take
// part, the centre asks, two others approve, the file goes out, two custodians count, the answer
// comes in, an alarm is told and looked into, and those who complained read of the opening.
func TestRetaliationWatchWalk(t *testing.T) {
	ctx := context.Background()
	h, folder, base, address := watchTown(t)
	anonymous := newAttackReporter(t, base, 98)
	if _, page := anonymous.post("/complain/file", url.Values{"protection": {"anonymous"}, "kind": {"delay"}, "story": {"x"}, "watch": {"yes"}, "credit_code": {"9133"}}); !strings.Contains(page, "匿名投诉不能加入") || !strings.Contains(page, "18位统一社会信用代码") || !strings.Contains(page, "请选择投诉哪个单位") {
		t.Errorf("what is missing is not said:\n%.3000s", page)
	}
	today := h.calendar.Load().DayOf(h.clock.Now())
	var firms []*attackReporter
	var secrets []string
	for i := range 6 {
		address.Store(int64(i))
		r := newAttackReporter(t, base, 500+2*i) // an even number takes part
		held, code := r.tell("secret")
		body, kind := r.form(held, code[:5], code[15:20], []byte("x"))
		if status, page := r.send("/complain/check", kind, bytes.NewReader(body)); status != http.StatusOK || !strings.Contains(page, "C2026") {
			t.Fatalf("not filed: %d\n%.1500s", status, page)
		}
		tag := h.codes.Party("uscc", r.creditCode())
		if i == 0 {
			fined(t, h, tag, today-40, 999) // the registers were kept before anybody complained
		}
		for j := range 6 {
			fined(t, h, tag, today+5, 10*i+j)
		}
		firms, secrets = append(firms, r), append(secrets, r.creditCode())
	}
	if _, page, _ := firms[0].get("/complaint"); !strings.Contains(page, "查询") || strings.Contains(page, "核对盒一起登记打开") {
		t.Errorf("the page of a reporter before the opening:\n%.2000s", page)
	}
	from, until := monthOf(h)
	from = lastMonths(until)
	h.moved.Advance(120 * 24 * time.Hour)

	for _, role := range []string{"public", "citizen", "firm", "clerk", "officer", "unit_head", "administrator"} {
		who := newAttackReporter(t, base, 0)
		if role != "public" {
			who = becomes(t, base, role)
		}
		if status, page, at := who.get("/centre/watch"); status == http.StatusOK && strings.HasPrefix(at, "/centre/watch") || strings.Contains(page, "历次核对") {
			t.Errorf("%s has the page of the watch: %d", role, status)
		}
	}
	officer, chief := becomes(t, base, "supervisor"), becomes(t, base, "centre_head")
	ask := func(from, until string) url.Values {
		return url.Values{"from": {from}, "until": {until}, "basis": {"xfg-30"}, "reason": {"例行核对。"}, "_key": {"ask" + from + until}}
	}
	month := func(day fmt.Stringer) string { return day.String()[:7] }
	if status, page := officer.post("/centre/watch", ask(month(until), month(until))); status == http.StatusOK || !strings.Contains(page, "3到24个") {
		t.Errorf("one month was asked for: %d", status)
	}
	officer.must("/centre/watch", ask(month(from), month(until)))
	w := only(t, h, watch.Name)
	at := "/centre/watch/" + w.ID.String()
	if status, _ := officer.post(at+"/open", url.Values{"_key": {"early"}}); status == http.StatusOK {
		t.Error("opened before the approvals")
	}
	if status, page := officer.post(at+"/do/approve_watch", url.Values{"reason": {"自己批"}, "_key": {"own"}}); status == http.StatusOK || !strings.Contains(page, "不能再批") {
		t.Errorf("approved by who asked: %d", status)
	}
	if _, err := h.engine.Do(ctx, casework.Command{Actor: secondSupervisor, Case: w.ID, Verb: "approve_watch", Reason: "同意。"}); err != nil {
		t.Fatal(err)
	}
	chief.must(at+"/do/approve_watch", url.Values{"reason": {"同意。"}, "_key": {"head"}})
	file := officer.must(at+"/open", url.Values{"_key": {"open"}})
	e, err := watch.ReadExport([]byte(file))
	if err != nil {
		t.Fatalf("%v\n%.500s", err, file)
	}
	_, answer, err := offline(t, e, filepath.Join(folder, "demo-keys"), "custodian-1", "custodian-2", demoPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Replace(answer, []byte(`"after": 36`), []byte(`"after": 63`), 1)
	if status, page := officer.bring(at, bad); bytes.Equal(bad, answer) || status == http.StatusOK || !strings.Contains(page, "被改动过") {
		t.Errorf("an altered answer: %d", status)
	}
	if status, page := officer.bring(at, answer); status != http.StatusOK {
		t.Fatalf("%d\n%.2000s", status, page)
	}
	alarmed(t, h, officer, firms)
	for _, where := range append(slices.Clone(secrets), tagsOf(h, firms)...) {
		if strings.Contains(file, where) || bytes.Contains(answer, []byte(where)) {
			t.Errorf("%s left the hall in the clear", where)
		}
	}
}

func tagsOf(h *hall, firms []*attackReporter) (tags []string) {
	for _, r := range firms {
		tags = append(tags, h.codes.Party("uscc", r.creditCode()))
	}
	return tags
}

// only is the one case of a procedure.
func only(t *testing.T, h *hall, procedure string) *casework.Case {
	t.Helper()
	page, err := h.cases.Cases(context.Background(), casework.Query{Division: h.division, Procedure: procedure, Sealed: true, Limit: 10})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%d cases of %s, %v", len(page.Rows), procedure, err)
	}
	c, _, err := h.engine.Load(context.Background(), page.Rows[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// alarmed: the alarm stands in the one work list of the centre, and in nobody else's; it is told
// to named officers, ended with what was found, and the reporters read of the opening.
func alarmed(t *testing.T, h *hall, officer *attackReporter, firms []*attackReporter) {
	t.Helper()
	_, page, _ := officer.get("/centre/watch")
	for _, says := range []string{"交通运输局", "看一看", "custodian-1 + custodian-2"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page does not say %s", says)
		}
	}
	look := only(t, h, watch.Look)
	tell := watch.AlarmOf(look).Tell
	staff := h.org.Load().Staff(simtown.ComplaintCentre, h.calendar.Load().DayOf(h.clock.Now()))
	if len(tell) == 0 {
		t.Error("nobody is told")
	}
	for _, id := range tell {
		for _, o := range staff {
			if o.ID == id && !slices.ContainsFunc(o.Roles, func(r string) bool { return r == string(access.Supervisor) || r == string(access.CentreHead) }) {
				t.Errorf("%s is told, who is %v", id, o.Roles)
			}
		}
	}
	if _, list, _ := officer.get("/work?tab=waiting"); !strings.Contains(list, look.ID.String()) {
		t.Error("the alarm is not in the work list")
	}
	for _, role := range []string{"clerk", "officer", "unit_head"} {
		who := becomes(t, officer.base, role)
		if _, list, _ := who.get("/work?tab=waiting"); strings.Contains(list, look.ID.String()) {
			t.Errorf("the alarm is in the work list of %s", role)
		}
		if status, page, at := who.get("/work/cases/" + look.ID.String()); status == http.StatusOK || strings.Contains(page, "交通运输局") && strings.Contains(page, "看一看") {
			t.Errorf("%s opens the alarm: %d at %s", role, status, at)
		}
	}
	if status, _, at := officer.get("/work/cases/" + look.ID.String()); status != http.StatusOK || !strings.HasPrefix(at, "/centre/watch") {
		t.Errorf("from the work list: %d at %s", status, at)
	}
	at := "/centre/watch/" + look.ID.String()
	if status, page := officer.post(at+"/look", url.Values{"reason": {"x"}, "_key": {"noend"}}); status == http.StatusOK || !strings.Contains(page, "请选择看的结果") {
		t.Errorf("ended without an ending: %d", status)
	}
	officer.must(at+"/look", url.Values{"ending": {"like_others"}, "reason": {"同类企业也一样多。"}, "_key": {"end"}})
	if _, list, _ := officer.get("/work?tab=waiting"); strings.Contains(list, look.ID.String()) {
		t.Error("the ended alarm is still in the work list")
	}
	if _, page, _ := officer.get(at); !strings.Contains(page, "同类企业也一样多。") {
		t.Errorf("what was found is not shown:\n%.2000s", page)
	}
	if _, page, _ := firms[0].get("/complaint"); !strings.Contains(page, "核对盒一起登记打开") {
		raw, _ := json.Marshal(page)
		t.Errorf("the reporter does not read of the opening:\n%.3000s", raw)
	}
}
