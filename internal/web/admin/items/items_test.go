package items

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/catalog"
	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

func hall(t *testing.T) *admintest.Hall {
	h := admintest.New(t)
	(&Pages{Site: h.Site, Items: h}).Routes()
	(&draft.Pages{Site: h.Site, Items: h}).Routes()
	return h
}

const listCSV = "部门,事项名称,实施编码,类型代码\n市场监督管理局,食品经营许可,A-1,1\n示例局,小餐饮备案,A-2,10\n示例局,没有编码的事项,,10\n"

func TestListAndFilters(t *testing.T) {
	h := hall(t)
	h.Publish(specimen.Item())
	other := specimen.Item()
	other.Code, other.Name.ZH, other.Unit, other.Kind = "Z", "户外广告设置", "fire", catalog.OtherPower
	h.Publish(other)
	for _, c := range []struct {
		query string
		want  []string
		not   []string
	}{
		{"", []string{"食品经营许可", "户外广告设置"}, nil},
		{"?unit=fire", []string{"户外广告设置"}, []string{"食品经营许可"}},
		{"?kind=01", []string{"食品经营许可"}, []string{"户外广告设置"}},
		{"?q=%E5%BC%80%E9%A5%AD%E5%BA%97", []string{"食品经营许可"}, nil},
		{"?status=draft", []string{"没有符合的事项"}, []string{"户外广告设置"}},
		{"?status=retired", []string{"没有符合的事项"}, nil},
	} {
		text := admintest.Text(h.Page(t, "/admin/items"+c.query))
		for _, w := range c.want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %s", c.query, w)
			}
		}
		for _, w := range c.not {
			if strings.Contains(text, w) {
				t.Errorf("%s: %s", c.query, w)
			}
		}
	}
	for _, path := range []string{"", "/preview", "/diff?from=3&to=3", "/retire"} {
		if w := h.Page(t, Href(specimen.Item().Code)+path); w.Code != http.StatusOK && !strings.HasPrefix(path, "/diff") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	h.Actor.Role, h.Actor.Unit = "officer", "fire"
	if text := admintest.Text(h.Page(t, "/admin/items?unit=market")); strings.Contains(text, "食品经营许可") || !strings.Contains(text, "户外广告设置") {
		t.Error("an officer sees items of another unit")
	}
	if w := h.Page(t, Href(specimen.Item().Code)); w.Code != http.StatusForbidden {
		t.Errorf("item of another unit: %d", w.Code)
	}
	if w := h.Page(t, "/admin/import"); w.Code != http.StatusForbidden {
		t.Errorf("import by an officer: %d", w.Code)
	}
}

func TestRetire(t *testing.T) {
	h := hall(t)
	it := specimen.Item()
	h.Publish(it)
	at := Href(it.Code) + "/retire"
	if w := h.Post(t, at, url.Values{"_version": {"9"}}); w.Code != http.StatusConflict || len(h.Acts) > 0 {
		t.Fatalf("another version: %d", w.Code)
	}
	if w := h.Post(t, at, admintest.Filled(t, h.Page(t, at), at)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	if _, err := h.Current(t.Context(), "", it.Code); err == nil {
		t.Error("still in force")
	}
	if text := admintest.Text(h.Page(t, "/admin/items?status=retired")); !strings.Contains(text, it.Name.ZH) {
		t.Error("not among the retired")
	}
}

func TestImportList(t *testing.T) {
	h := hall(t)
	page := h.Upload(t, "/admin/import", "file", "清单.csv", []byte(listCSV), nil)
	if page.Code != http.StatusOK {
		t.Fatalf("%d %s", page.Code, admintest.Text(page))
	}
	if len(mustDrafts(t, h)) > 0 {
		t.Fatal("a dry run wrote")
	}
	form := admintest.Filled(t, page, "/admin/import/confirm")
	if w := h.Upload(t, "/admin/import/confirm", "", "", nil, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, admintest.Text(w))
	}
	drafts := mustDrafts(t, h)
	if len(drafts) != 3 {
		t.Fatalf("%d drafts", len(drafts))
	}
	for _, d := range drafts {
		if len(catalog.Errors(catalog.Lint(d, nil))) == 0 {
			t.Errorf("%s could be published", d.Name.ZH)
		}
		if d.Promised != nil || d.Visits != catalog.Unsaid || len(d.Materials) > 0 {
			t.Errorf("%s: something was filled in", d.Name.ZH)
		}
	}
	again := h.Upload(t, "/admin/import", "file", "清单.csv", []byte(listCSV), nil)
	if !strings.Contains(admintest.Text(again), "没有什么要做") {
		t.Error("importing twice is not recognised")
	}
	text := admintest.Text(h.Page(t, "/admin/gaps"))
	if !strings.Contains(text, "示例局") || !strings.Contains(text, "还没有对应部门") {
		t.Errorf("gaps: %s", text)
	}
	at := "/admin/gaps/" + url.PathEscape("示例局")
	if w := h.Page(t, at); w.Code != http.StatusOK {
		t.Fatalf("department: %d", w.Code)
	}
	if w := h.Post(t, at, url.Values{"unit": {"nowhere"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("unknown unit: %d", w.Code)
	}
	if w := h.Post(t, at, url.Values{"unit": {"fire"}}); w.Code != http.StatusSeeOther {
		t.Errorf("assign: %d %s", w.Code, admintest.Text(w))
	}
	mapped := 0
	for _, d := range mustDrafts(t, h) {
		if d.Unit == "fire" {
			mapped++
		}
	}
	if mapped != 2 {
		t.Errorf("%d drafts mapped", mapped)
	}
}

func mustDrafts(t *testing.T, h *admintest.Hall) []catalog.Item {
	t.Helper()
	all, _, err := h.Drafts(t.Context(), "", catalog.Filter{}, catalog.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImportRefuses(t *testing.T) {
	h := hall(t)
	book := func(change func(*catalog.Item)) []byte {
		it := specimen.Item()
		change(&it)
		var b bytes.Buffer
		if err := catalog.ExportXLSX(&b, []catalog.Item{it}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name, file string
		body       []byte
		status     int
		says       []string
	}{
		{"no file", "", nil, http.StatusUnprocessableEntity, []string{"请选择文件"}},
		{"wrong ending", "a.exe", []byte("MZ"), http.StatusUnprocessableEntity, []string{"只能上传"}},
		{"empty", "a.csv", []byte{}, http.StatusUnprocessableEntity, []string{"文件是空的"}},
		{"too large", "a.csv", bytes.Repeat([]byte("x"), held.MaxBytes+1), http.StatusRequestEntityTooLarge, []string{"文件超过"}},
		{"row and column", "a.csv", []byte("事项名称,实施编码,类型代码\n甲,A,1\n乙,B,99\n"), http.StatusUnprocessableEntity, []string{"row 3", "类型代码"}},
		{"sheet, row and column", "a.xlsx", book(func(it *catalog.Item) { it.Materials[0].Source = "self" }), http.StatusUnprocessableEntity, []string{"材料", "2"}},
		{"unknown key", "a.json", []byte(`[{"nome":"x"}]`), http.StatusUnprocessableEntity, []string{"nome"}},
		{"not a workbook", "a.xlsx", []byte("PK no"), http.StatusUnprocessableEntity, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			field := "file"
			if c.file == "" {
				field = ""
			}
			w := h.Upload(t, "/admin/import", field, c.file, c.body, url.Values{"x": {"y"}})
			text := admintest.Text(w)
			if w.Code != c.status {
				t.Errorf("%d %.400s", w.Code, text)
			}
			for _, s := range c.says {
				if !strings.Contains(text, s) {
					t.Errorf("does not say %s: %s", s, text)
				}
			}
		})
	}
	if len(mustDrafts(t, h)) > 0 {
		t.Error("something was imported")
	}
}

func TestConfirmRefuses(t *testing.T) {
	h := hall(t)
	page := h.Upload(t, "/admin/import", "file", "清单.csv", []byte(listCSV), nil)
	form := admintest.Filled(t, page, "/admin/import/confirm")
	t.Run("another file", func(t *testing.T) {
		f := clone(form)
		f.Set("_file", admintest.Filled(t, h.Upload(t, "/admin/import", "file", "b.csv", []byte("事项名称,实施编码\n甲,A\n"), nil), "/admin/import/confirm").Get("_file"))
		if w := h.Upload(t, "/admin/import/confirm", "", "", nil, f); w.Code != http.StatusConflict {
			t.Errorf("%d", w.Code)
		}
	})
	t.Run("drafts changed", func(t *testing.T) {
		x := catalog.Blank()
		x.Code, x.Name.ZH = "A-1", "刚刚有人建了"
		h.Put(x)
		if w := h.Upload(t, "/admin/import/confirm", "", "", nil, form); w.Code != http.StatusConflict || len(mustDrafts(t, h)) != 1 {
			t.Errorf("%d, %d drafts", w.Code, len(mustDrafts(t, h)))
		}
	})
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for k, x := range v {
		out[k] = append([]string(nil), x...)
	}
	return out
}

func TestExportRoundTrip(t *testing.T) {
	h := hall(t)
	h.Publish(specimen.Item())
	for _, format := range []string{"json", "xlsx"} {
		w := h.Page(t, "/admin/export/"+format)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Fatalf("%s: %d", format, w.Code)
		}
		page := h.Upload(t, "/admin/import", "file", "a."+format, w.Body.Bytes(), nil)
		if !strings.Contains(admintest.Text(page), "没有什么要做") {
			t.Errorf("%s: an export imported again changes something: %s", format, admintest.Text(page))
		}
	}
}

// The 655 real items of Guang'an import as drafts that cannot be published.
func TestImportRealList(t *testing.T) {
	root := os.Getenv("BANJIE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "..", "shared")
	}
	body, err := os.ReadFile(filepath.Join(root, "data", "service-items-guangan", "items.csv"))
	if err != nil {
		t.Skip("the shared data is not there; set BANJIE_SHARED to its folder")
	}
	h := hall(t)
	page := h.Upload(t, "/admin/import", "file", "items.csv", body, nil)
	if w := h.Upload(t, "/admin/import/confirm", "", "", nil, admintest.Filled(t, page, "/admin/import/confirm")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.800s", w.Code, admintest.Text(w))
	}
	drafts := mustDrafts(t, h)
	if len(drafts) < 600 {
		t.Errorf("%d drafts", len(drafts))
	}
	first := drafts[0]
	if w := h.Post(t, draft.Href(first.Code, "publish"), url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("publish: %d", w.Code)
	}
	if w := h.Page(t, "/admin/gaps"); w.Code != http.StatusOK || !strings.Contains(admintest.Text(w), "0.0%") {
		t.Errorf("gaps: %d %.300s", w.Code, admintest.Text(w))
	}
}
