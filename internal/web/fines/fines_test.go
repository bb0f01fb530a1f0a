package fines_test

import (
	"net/http"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/idnum"
	"banjie/internal/web/fines"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

var visitor = access.Actor{Role: access.Public, Division: specimen.Division}

func TestPages(t *testing.T) { uitest.Pages(t, fines.GalleryPages()) }

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

// The head publishes a rule, an officer enters fines within it, sees what others got, cannot pass
// the article, and the public sees no firm and no small figure.
func TestFromRuleToPublic(t *testing.T) {
	b := officertest.New(t, func(b *officertest.Town) { (&fines.Pages{Site: b.Site, Register: b.Fines}).Routes() })
	has(t, b.Get(specimen.Officer, "/work/registers/fines/enter"), http.StatusOK, "还没有公布裁量基准")
	has(t, b.Get(specimen.Officer, "/work/registers/fines/rule"), http.StatusForbidden)
	_, form := b.Get(specimen.Head, "/work/registers/fines/rule").Form(t)
	for k, v := range map[string]string{"id": "tags", "name": "没有明码标价", "statute": "示例条例", "article": "第七条", "least": "100", "most": "5000", "factors": "mended | 当场改正", "waiver": "yes"} {
		form.Set(k, v)
	}
	has(t, b.Post(specimen.Head, "/work/registers/fines/rule", form), http.StatusSeeOther)

	body, err := idnum.MakeOrganisation("DEMX0001")
	if err != nil {
		t.Fatal(err)
	}
	code, err := idnum.MakeUSCC("91330599" + string(body))
	if err != nil {
		t.Fatal(err)
	}
	for i, amount := range []string{"300", "500", "800"} {
		_, form = b.Get(specimen.Officer, "/work/registers/fines/enter").Form(t)
		for k, v := range map[string]string{"number": "示例" + amount, "uscc": code.String(), "day": "2026-03-02", "rule": "tags", "first": "no", "amount": amount} {
			form.Set(k, v)
		}
		if i == 0 {
			over := form
			over.Set("amount", "5000.01")
			has(t, b.Post(specimen.Officer, "/work/registers/fines/enter", over), http.StatusConflict, "超出", "第七条", "100.00元到5000.00元")
			form.Set("amount", amount)
		}
		alike := b.Post(specimen.Officer, "/work/registers/fines/enter", form)
		has(t, alike, http.StatusOK, "别的怎么罚的")
		if i == 2 {
			has(t, alike, http.StatusOK, "同样情节有2件：最少300.00元，中间500.00元，最多500.00元")
		}
		action, sure := alike.Form(t)
		has(t, b.Post(specimen.Officer, action, sure), http.StatusSeeOther)
		if i == 0 {
			has(t, b.Post(specimen.Officer, action, sure), http.StatusConflict, "已经登记过")
		}
	}
	mine := b.Get(specimen.Officer, "/work/registers/fines")
	has(t, mine, http.StatusOK, "示例300", "示例800")
	public := b.Get(visitor, "/fines")
	has(t, public, http.StatusOK, "不公开", "没有明码标价")
	for _, page := range []officertest.Answer{mine, public} {
		if strings.Contains(page.Body, code.String()) || strings.Contains(page.Body, b.Site.Codes.Party("uscc", code.String())) {
			t.Error("a page names the firm")
		}
	}
}
