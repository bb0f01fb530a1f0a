package draft

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

func hall(t *testing.T) *admintest.Hall {
	h := admintest.New(t)
	(&Pages{Site: h.Site, Items: h}).Routes()
	return h
}

// good is an item that can be published in the specimen's county.
func good(t *testing.T) catalog.Item {
	t.Helper()
	it := specimen.Item()
	it.Code, it.BaseCode = "11330599DEMB0018894330199049001", "330199049001"
	it.Conditions = it.Conditions[:2]
	for i := range it.Conditions {
		it.Conditions[i].Basis = "xkf-29"
	}
	it.Bases = []catalog.LegalBasis{{ID: "xkf-29"}}
	// Looked at on the spot, heard by order of the law, tested by two officers named in five days.
	it.Inspection = true
	it.Specials = []catalog.SpecialProcedure{
		{Kind: "hearing", Name: lang.T("听证", "Hearing"), Max: limit.Limit{N: 20, Unit: limit.Workday}, Basis: "xkf-46", Required: true},
		{Kind: "testing", Name: lang.T("检测", "Testing"), Max: limit.Limit{N: 10, Unit: limit.Workday}, Basis: "xkf-55"},
	}
	if errs := catalog.Errors(catalog.Lint(it, nil)); len(errs) > 0 {
		t.Fatalf("the sample item: %+v", errs)
	}
	return it
}

// Saving every section as it stands loses and invents nothing.
func TestEverySectionKeepsWhatItShows(t *testing.T) {
	h := hall(t)
	it := good(t)
	h.Put(it)
	before, err := h.Draft(t.Context(), "", it.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Sections {
		at := Href(it.Code, s.ID)
		page := h.Page(t, at)
		if page.Code != http.StatusOK {
			t.Fatalf("%s: %d", s.ID, page.Code)
		}
		if w := h.Post(t, at, admintest.Filled(t, page, at)); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", s.ID, w.Code, admintest.Text(w))
		}
		after, err := h.Draft(t.Context(), "", it.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range catalog.Diff(before, after) {
			t.Errorf("%s changed %s from %q to %q", s.ID, c.Path, c.Before.ZH, c.After.ZH)
		}
	}
}

// A blank draft gets nothing by being opened and saved.
func TestNothingIsFilledInByDefault(t *testing.T) {
	h := hall(t)
	blank := catalog.Blank()
	blank.Code, blank.Name.ZH = "511A0141700000-1-00", "示例事项"
	h.Put(blank)
	for _, s := range Sections {
		at := Href(blank.Code, s.ID)
		if w := h.Post(t, at, admintest.Filled(t, h.Page(t, at), at)); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", s.ID, w.Code, admintest.Text(w))
		}
	}
	after, err := h.Draft(t.Context(), "", blank.Code)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := after.Digest(), blank.Digest(); a != b {
		t.Errorf("something was filled in: %s\n%s", catalog.Canonical(after), catalog.Canonical(blank))
	}
}

// An imported draft is completed page by page in the browser and published.
func TestCompleteAnImportedDraft(t *testing.T) {
	h := hall(t)
	want := good(t)
	list, err := catalog.ImportList(strings.NewReader("department,name,item_code,type_code\n示例局,食品经营许可,511A0141700000-1-00,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	code := list[0].Item.Code
	h.Put(list[0].Item)
	if w := h.Post(t, Href(code, "publish"), url.Values{"_plan": {"x"}}); w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("an imported draft must not be published: %d", w.Code)
	}
	// The sections of a finished item, as somebody would type them.
	other := hall(t)
	other.Put(want)
	for _, s := range Sections {
		form := admintest.Filled(t, other.Page(t, Href(want.Code, s.ID)), Href(want.Code, s.ID))
		form["_base"] = admintest.Filled(t, h.Page(t, Href(code, s.ID)), Href(code, s.ID))["_base"]
		if w := h.Post(t, Href(code, s.ID), form); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", s.ID, w.Code, admintest.Text(w))
		}
		if s.ID == "what" {
			code = want.Code // corrected there
		}
	}
	page := h.Page(t, Href(code, "publish"))
	if text := admintest.Text(page); !strings.Contains(text, "发布第1版") {
		t.Fatalf("not publishable: %s", text)
	}
	w := h.Post(t, Href(code, "publish"), admintest.Filled(t, page, Href(code, "publish")))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, admintest.Text(w))
	}
	got, err := h.Current(t.Context(), "", code)
	if err != nil || got.Version != 1 {
		t.Fatalf("published %d, %v", got.Version, err)
	}
	a, err := catalog.Fields(want.Form)
	if err != nil {
		t.Fatal(err)
	}
	b, err := catalog.Fields(got.Form)
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("the questions differ: %+v, %+v, %v", a, b, err)
	}
	got.Form = want.Form // its spelling differs, its questions do not
	if d := catalog.Diff(want, got); len(d) > 0 {
		t.Errorf("diff %+v", d)
	}
	if k := h.Kinds(); len(k) != 1 || k[0] != ItemPublished {
		t.Errorf("acts %v", k)
	}
}

func TestPublishRefuses(t *testing.T) {
	it := good(t)
	it.Version = 1
	t.Run("lint", func(t *testing.T) {
		h := hall(t)
		bad := it
		bad.Promised = nil
		h.Put(bad)
		w := h.Post(t, Href(it.Code, "publish"), url.Values{"_plan": {catalog.PlanChange(catalog.Blank(), bad, nil).Hash}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(admintest.Text(w), "承诺时限") || len(h.Acts) > 0 {
			t.Errorf("%d %v %s", w.Code, h.Kinds(), admintest.Text(w))
		}
	})
	t.Run("plan moved", func(t *testing.T) {
		h := hall(t)
		h.Publish(it)
		next := it
		next.Summary = lang.T("改过的一句话。", "A changed sentence.")
		h.Put(next)
		form := admintest.Filled(t, h.Page(t, Href(it.Code, "publish")), Href(it.Code, "publish"))
		h.Rows = append(h.Rows, casework.Row{Number: "33059926030200017", Item: casework.ItemRef{Code: it.Code, Version: 1}, State: "received"})
		w := h.Post(t, Href(it.Code, "publish"), form)
		if w.Code != http.StatusConflict || len(h.Acts) > 0 {
			t.Fatalf("%d %v", w.Code, h.Kinds())
		}
		if !strings.Contains(admintest.Text(w), "33059926030200017") {
			t.Error("the new plan is not shown")
		}
		again := h.Post(t, Href(it.Code, "publish"), admintest.Filled(t, w, Href(it.Code, "publish")))
		if again.Code != http.StatusSeeOther {
			t.Errorf("confirmed again: %d %s", again.Code, admintest.Text(again))
		}
	})
	t.Run("not the administrator", func(t *testing.T) {
		h := hall(t)
		h.Put(it)
		h.Actor.Role = "officer"
		h.Actor.Unit = it.Unit
		if w := h.Post(t, Href(it.Code, "publish"), url.Values{}); w.Code != http.StatusForbidden {
			t.Errorf("%d", w.Code)
		}
		if w := h.Page(t, Href(it.Code, "")); w.Code != http.StatusOK {
			t.Errorf("an officer of the unit edits: %d", w.Code)
		}
		h.Actor.Unit = "fire"
		if w := h.Page(t, Href(it.Code, "")); w.Code != http.StatusForbidden {
			t.Errorf("an officer of another unit: %d", w.Code)
		}
	})
}

func TestEditingConflict(t *testing.T) {
	h := hall(t)
	it := good(t)
	h.Put(it)
	at := Href(it.Code, "what")
	form := admintest.Filled(t, h.Page(t, at), at)
	faster := it
	faster.Summary = lang.T("别人改的。", "Changed by another.")
	h.Put(faster)
	form.Set("summary.zh", "我改的")
	w := h.Post(t, at, form)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "我改的") {
		t.Errorf("%d: what was typed must stay", w.Code)
	}
}

func TestWrongInputStays(t *testing.T) {
	h := hall(t)
	h.Put(good(t))
	code := good(t).Code
	for _, c := range []struct{ section, input, typed, says string }{
		{"limits", "promised.n", "二十", "请填写整数"},
		{"result", "fee.amount", "12.345", "请填写金额"},
		{"limits", "effective", "2026-02-30", "2026年2月没有30日"},
		{"materials", "materials.0._at", "零", "请填写第几项"},
		{"form", "questions.0.name", "Größe", "字段名要用小写英文"},
		{"form", "questions.2.options", "meals", "值=中文=英文"},
	} {
		at := Href(code, c.section)
		form := admintest.Filled(t, h.Page(t, at), at)
		form.Set(c.input, c.typed)
		w := h.Post(t, at, form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(admintest.Text(w), c.says) || !strings.Contains(w.Body.String(), c.typed) {
			t.Errorf("%s %s: %d %.600s", c.section, c.input, w.Code, admintest.Text(w))
		}
	}
}

// A box that was unticked stays so when something else on the page is refused.
func TestUntickedStaysUnticked(t *testing.T) {
	h := hall(t)
	it := good(t)
	h.Put(it)
	at := Href(it.Code, "materials")
	form := admintest.Filled(t, h.Page(t, at), at)
	if form.Get("materials.0.required") != yes {
		t.Fatal("the sample material is required")
	}
	form.Del("materials.0.required")
	form.Set("materials.0.copies", "two")
	w := h.Post(t, at, form)
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("%d", w.Code)
	}
	if again := admintest.Filled(t, w, at); again.Get("materials.0.required") != "" || again.Get("materials.0.copies") != "two" {
		t.Errorf("required %q, copies %q", again.Get("materials.0.required"), again.Get("materials.0.copies"))
	}
}

func TestRows(t *testing.T) {
	h := hall(t)
	it := good(t)
	h.Put(it)
	at := Href(it.Code, "materials")
	form := admintest.Filled(t, h.Page(t, at), at)
	form.Set("materials.0._gone", yes) // lease
	form.Set("materials.3._at", "1")   // mandate to the front
	if w := h.Post(t, at, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, admintest.Text(w))
	}
	got, err := h.Draft(t.Context(), "", it.Code)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range got.Materials {
		ids = append(ids, m.ID)
	}
	if s := strings.Join(ids, " "); s != "mandate deed plan" {
		t.Errorf("order %s", s)
	}
}

func TestBrokenRuleKeepsItsWriter(t *testing.T) {
	h := hall(t)
	it := good(t)
	h.Put(it)
	at := Href(it.Code, "conditions")
	form := admintest.Filled(t, h.Page(t, at), at)
	form.Set("conditions.1.rule", "form.area >=")
	w := h.Post(t, at, form)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
		t.Fatalf("%d %s", w.Code, w.Header().Get("Location"))
	}
	if text := admintest.Text(h.Page(t, at)); !strings.Contains(text, "写得不对") {
		t.Error("the page does not say what is wrong with the rule")
	}
	if text := admintest.Text(h.Page(t, Href(it.Code, "try")+"?asked=1&form.area=6&held=lease")); !strings.Contains(text, "符合：") && !strings.Contains(text, "符合:") {
		t.Errorf("the rules are not tried: %s", text)
	}
}

// What the table of questions does not show stays in the schema.
func TestSchemaKeepsOtherKeywords(t *testing.T) {
	old := json.RawMessage(`{"type":"object","if":{"required":["a"]},"then":{"required":["b"]},"properties":{"a":{"type":"string","title":"甲","x-title-en":"A","x-own":7},"b":{"type":"integer","title":"乙","x-title-en":"B","minimum":1}},"required":["a"]}`)
	rows, err := table(old)
	if err != nil {
		t.Fatal(err)
	}
	got, err := schema(rows, old)
	if err != nil {
		t.Fatal(err)
	}
	for _, keep := range []string{`"if":{"required":["a"]}`, `"x-own":7`, `"minimum":1`} {
		if !strings.Contains(string(got), keep) {
			t.Errorf("lost %s: %s", keep, got)
		}
	}
	again, err := table(got)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := schema(again, got)
	if err != nil || string(twice) != string(got) {
		t.Errorf("not stable: %s\n%s %v", got, twice, err)
	}
}

func FuzzSection(f *testing.F) {
	f.Add("materials", "materials.0.name.zh=%E7%94%B2&materials.1.required=true&materials.0._at=2")
	f.Add("form", "questions.0.name=a&questions.0.kind=choice&questions.0.options=a%3Db%3Dc")
	f.Add("steps", "steps.0.tasks.0.unit=market&steps.0.limit.n=3")
	f.Fuzz(func(t *testing.T, id, body string) {
		s, ok := section(id)
		form, err := url.ParseQuery(body)
		if !ok || err != nil {
			t.Skip("no such section, or no form body: nothing for the reader to read")
		}
		v := Edit{Section: s}
		it, err := v.read(catalog.Blank(), form)
		if err != nil {
			return
		}
		if _, err := v.read(it, form); err != nil {
			t.Errorf("read once, not twice: %v", err)
		}
	})
}
