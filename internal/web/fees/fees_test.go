package fees_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	admin "banjie/internal/web/admin/specimen"
	"banjie/internal/web/fees"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

var visitor = access.Actor{Role: access.Public, Division: specimen.Division}

func TestPages(t *testing.T) { uitest.Pages(t, fees.GalleryPages()) }

func town(t *testing.T) *officertest.Town {
	return officertest.New(t, func(b *officertest.Town) { (&fees.Pages{Site: b.Site, Store: b.Fees}).Routes() })
}

func sample() fee.Fee {
	return fee.Fee{ID: "pavement", Version: 1, Name: lang.T("临时占道费", "Use of the pavement"), Words: []string{"摆摊"}, Sort: "administrative", Basis: fee.Basis{Document: "示例标准", Number: "示例〔2024〕1号"}, Payer: lang.T("占道的人", "whoever uses it"),
		Rate: fee.Rate{Kind: fee.PerUnit, Measure: lang.T("平方米", "square metre"), Price: 1_500_000, Ceiling: 10000}, Unit: "market", Receipt: "fiscal", From: calendar.Date(2025, 1, 1)}
}

func published(t *testing.T, b *officertest.Town, f fee.Fee) {
	t.Helper()
	if _, err := b.Site.Engine.Record(context.Background(), admin.Administrator, fee.Published, f, casework.Private{}); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, a officertest.Answer, status int, words ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d: %s", a.Status, a.Text())
	}
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("%q is not on the page:\n%s", w, a.Text())
		}
	}
}

// A unit head enters a fee, looks at the dry run, publishes; the public finds it; a payer learns
// that it was too much, and one tap carries amounts and calculation to the sealed complaint.
func TestFromPublicationToComplaint(t *testing.T) {
	b := town(t)
	a := b.Get(specimen.Head, "/work/registers/fees/edit")
	has(t, a, http.StatusOK, "登记收费")
	_, form := a.Form(t)
	for k, v := range map[string]string{"id": "pavement", "name": "临时占道费", "words": "摆摊、占道", "sort": "administrative", "basis": "示例标准", "payer": "占道的人", "kind": "per_unit", "measure": "平方米", "price": "1.5", "ceiling": "100", "unit": "market", "receipt": "fiscal", "from": "2025-01-01"} {
		form.Set(k, v)
	}
	bad := url.Values{}
	for k, v := range form {
		bad[k] = v
	}
	bad.Set("price", "一元")
	has(t, b.Post(specimen.Head, "/work/registers/fees/edit", bad), http.StatusUnprocessableEntity, "最多六位小数")
	plan := b.Post(specimen.Head, "/work/registers/fees/edit", form)
	has(t, plan, http.StatusOK, "发布第1版吗", "每平方米1.5元")
	action, confirmed := plan.Form(t)
	moved := url.Values{}
	for k, v := range confirmed {
		moved[k] = v
	}
	moved.Set("price", "15")
	has(t, b.Post(specimen.Head, action, moved), http.StatusConflict, "预演以后")
	has(t, b.Post(specimen.Head, action, confirmed), http.StatusSeeOther)
	has(t, b.Get(visitor, "/fees?q=摆摊"), http.StatusOK, "临时占道费", "未核实")
	has(t, b.Get(visitor, "/fees/pavement"), http.StatusOK, "每平方米1.5元", "最多100.00元")

	ask := b.Get(visitor, "/fees/check?what=摆摊的钱")
	has(t, ask, http.StatusOK, "临时占道费", "数量")
	_, q := ask.Form(t)
	q.Set("fee", "pavement")
	q.Set("paid", "80")
	q.Set("on.year", "2026")
	q.Set("on.month", "3")
	q.Set("on.day", "1")
	has(t, b.Post(visitor, "/fees/check", q), http.StatusUnprocessableEntity, "请填写数量")
	q.Set("quantity", "36.5")
	q.Set("to", "market")
	answer := b.Post(visitor, "/fees/check", q)
	has(t, answer, http.StatusOK, "多收了25.25元", "36.5平方米×1.5元", "54.75", `action="/complain/file"`, `value="unlawful_fees"`, "不该收的：25.25元", `name="against" value="market"`, `name="on.year" value="2026"`)
	q.Set("paid", "54.75")
	lawful := b.Post(visitor, "/fees/check", q)
	has(t, lawful, http.StatusOK, "没有多收")
	if strings.Contains(lawful.Body, `action="/complain/file"`) {
		t.Error("a lawful fee offers a complaint")
	}
	q.Set("fee", "none")
	has(t, b.Post(visitor, "/fees/check", q), http.StatusOK, "不在目录里")
}

// A head publishes for the own unit alone, and takes no other unit's fee; officers read.
func TestWhoPublishes(t *testing.T) {
	b := town(t)
	f := sample()
	f.Unit = "fire"
	published(t, b, f)
	_, form := b.Get(specimen.Head, "/work/registers/fees/edit?id=pavement").Form(t)
	form.Set("unit", "market")
	form.Set("from", "2026-03-02")
	form.Set("reason", "示例")
	form.Set("price", "1")
	has(t, b.Post(specimen.Head, "/work/registers/fees/edit", form), http.StatusForbidden)
	has(t, b.Post(admin.Administrator, "/work/registers/fees/edit", form), http.StatusOK, "发布第2版吗")
	for _, who := range []access.Actor{specimen.Officer, specimen.Supervisor} {
		has(t, b.Get(who, "/work/registers/fees"), http.StatusOK, "收费目录")
		has(t, b.Get(who, "/work/registers/fees/edit"), http.StatusForbidden)
	}
}

// Two who publish the same next version: the second is told, and nothing is lost.
func TestSecondPublisherIsTold(t *testing.T) {
	b := town(t)
	published(t, b, sample())
	if _, err := b.Site.Engine.Record(context.Background(), admin.Administrator, fee.Published, sample(), casework.Private{}); err == nil || !strings.Contains(err.Error(), "Somebody else") {
		t.Errorf("%v", err)
	}
	reg, err := b.Fees.Fees(context.Background(), specimen.Division)
	if err != nil || len(reg) != 1 {
		t.Errorf("%v %+v", err, reg)
	}
}

func upload(t *testing.T, b *officertest.Town, path, name, content string, more url.Values) officertest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, vs := range more {
		for _, v := range vs {
			if err := w.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(part, content)
	}
	w.Close()
	return b.PostBody(admin.Administrator, path, w.FormDataContentType(), &body)
}

// What was exported is imported again without a change; a changed row becomes a version.
func TestImport(t *testing.T) {
	b := town(t)
	published(t, b, sample())
	csv := b.Get(visitor, "/fees.csv")
	has(t, csv, http.StatusOK, "pavement")
	has(t, upload(t, b, "/work/registers/fees/import", "fees.csv", csv.Body, nil), http.StatusOK, "没有什么要发布")
	changed := strings.Replace(strings.TrimSuffix(csv.Body, "\n"), ",1.5,", ",2,", 1) + "下调\n"
	plan := upload(t, b, "/work/registers/fees/import", "fees.csv", changed, nil)
	has(t, plan, http.StatusOK, "每平方米2元")
	action, hidden := plan.Form(t)
	has(t, upload(t, b, action, "", "", hidden), http.StatusSeeOther)
	reg, err := b.Fees.Fees(context.Background(), specimen.Division)
	if err != nil || len(reg.Of("pavement")) != 2 || reg.Of("pavement")[1].From != calendar.Date(2026, 3, 2) {
		t.Errorf("%v %+v", err, reg)
	}
	has(t, upload(t, b, "/work/registers/fees/import", "fees.csv", "编号,单价\nx,一元\n", nil), http.StatusUnprocessableEntity, "第2行", "读不懂")
}

// TestQuantityNamesItsMeasure: whoever fills in how many reads of what; where two fees count different
// things, each says which. On an English page the fee's own name is English.
func TestQuantityNamesItsMeasure(t *testing.T) {
	b := town(t)
	published(t, b, sample())
	has(t, b.Get(visitor, "/fees/check?what=占道费"), http.StatusOK, "一共多少平方米")
	req := httptest.NewRequest("GET", "/fees/check?fee=pavement", nil)
	req.AddCookie(&http.Cookie{Name: "banjie_lang", Value: "en"})
	page := b.Ask(visitor, req)
	has(t, page, http.StatusOK, "charged by square metre", `value="Use of the pavement"`)
	if strings.Contains(page.Body, `value="临时占道费"`) {
		t.Error("the name of the fee is Chinese on an English page")
	}
	other := sample()
	other.ID, other.Name, other.Rate.Measure = "pavement-copy", lang.T("占道费证工本费", "Copy of the pavement card"), lang.T("本", "copy")
	published(t, b, other)
	has(t, b.Get(visitor, "/fees/check?what=占道费"), http.StatusOK, "“临时占道费”填多少平方米", "“占道费证工本费”填多少本")
}
