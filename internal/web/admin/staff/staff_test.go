package staff

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"banjie/internal/org"
	"banjie/internal/web/admin/admintest"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

func hall(t *testing.T) *admintest.Hall {
	h := admintest.New(t)
	(&Pages{Site: h.Site, Reload: func(context.Context) error { return nil }}).Routes()
	return h
}

// book is the workbook of the county with one cell changed.
func book(t *testing.T, data org.Data, sheet, cell, value string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := org.Export(&b, data); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if sheet != "" {
		if err := f.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEveryFormKeepsWhatItShows(t *testing.T) {
	h := hall(t)
	for _, at := range []string{Href("unit", "market"), Href("post", "food"), Href("officer", "lin"), Href("window", "3")} {
		page := h.Page(t, at)
		if page.Code != http.StatusOK {
			t.Fatalf("%s: %d", at, page.Code)
		}
		w := h.Post(t, at, admintest.Filled(t, page, at))
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %.500s", at, w.Code, admintest.Text(w))
		}
	}
	if len(h.Acts) > 0 {
		t.Errorf("saving what is there recorded %v", h.Kinds())
	}
}

func TestEdit(t *testing.T) {
	h := hall(t)
	for _, c := range []struct {
		name, at string
		change   url.Values
		status   int
		says     string
	}{
		{"telephone", Href("unit", "market"), url.Values{"phone": {"0571-00000021"}}, http.StatusSeeOther, ""},
		{"telephone nobody can dial", Href("unit", "market"), url.Values{"phone": {"call me"}}, http.StatusUnprocessableEntity, "不能拨的字符"},
		{"hours", Href("unit", "market"), url.Values{"hours": {"nine to five"}}, http.StatusUnprocessableEntity, "办公时间看不懂"},
		{"credit code", Href("unit", "market"), url.Values{"uscc": {"123"}}, http.StatusUnprocessableEntity, ""},
		{"A is B", Href("post", "food"), url.Values{"a": {"lin"}, "b": {"lin"}}, http.StatusUnprocessableEntity, "同时是A岗和B岗"},
		{"B changes", Href("post", "food"), url.Values{"a": {"he"}, "b": {"lin"}}, http.StatusSeeOther, ""},
		{"no name", Href("officer", "lin"), url.Values{"name": {""}}, http.StatusUnprocessableEntity, "没有填写"},
		{"unknown role", Href("officer", "lin"), url.Values{"roles": {"emperor"}}, http.StatusUnprocessableEntity, "没有“emperor”这个角色"},
		{"window", Href("window", "3"), url.Values{"zone": {"B"}}, http.StatusSeeOther, ""},
		{"window of no unit", Href("window", "3"), url.Values{"unit": {"nowhere"}}, http.StatusUnprocessableEntity, "请选择部门"},
		{"new window", Href("window", fresh), url.Values{"id": {"4"}}, http.StatusSeeOther, ""},
		{"window that is there", Href("window", fresh), url.Values{"id": {"3"}}, http.StatusUnprocessableEntity, "已经有了"},
		{"new officer", Href("officer", fresh), url.Values{"id": {"o-9"}, "name": {"新示例"}, "unit": {"fire"}, "roles": {"officer"}, "from": {"2026-03-02"}}, http.StatusSeeOther, ""},
		{"officer with a bad id", Href("officer", fresh), url.Values{"id": {"Ö"}, "name": {"新示例"}, "unit": {"fire"}, "roles": {"officer"}, "from": {"2026-03-02"}}, http.StatusUnprocessableEntity, "编号格式不对"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := admintest.Filled(t, h.Page(t, c.at), c.at)
			for k, v := range c.change {
				form[k] = v
			}
			before := len(h.Acts)
			w := h.Post(t, c.at, form)
			if w.Code != c.status || c.says != "" && !strings.Contains(admintest.Text(w), c.says) {
				t.Errorf("%d %.600s", w.Code, admintest.Text(w))
			}
			if recorded := len(h.Acts) > before; recorded != (c.status == http.StatusSeeOther) {
				t.Errorf("recorded: %t", recorded)
			}
		})
	}
	d, err := org.NewDirectory(h.Org)
	if err != nil {
		t.Fatal(err)
	}
	if on, err := d.OnDuty("food", 20514); err != nil || on.Officer != "he" { // 2026-03-02
		t.Errorf("on duty %+v %v", on, err)
	}
}

func TestImport(t *testing.T) {
	h := hall(t)
	body := book(t, h.Org, "部门", "H2", "0571-00000031")
	page := h.Upload(t, "/admin/org/import", "file", "a.xlsx", body, nil)
	if page.Code != http.StatusOK || len(h.Acts) > 0 {
		t.Fatalf("%d %.600s", page.Code, admintest.Text(page))
	}
	form := admintest.Filled(t, page, "/admin/org/import/confirm")
	moved := h.Org
	h.Org = h.Org.Apply([]org.Change{{Unit: &org.Unit{ID: "market", Division: specimen.Division, Name: specimen.Unit("market"), Level: "4", Kind: "1", Phone: "0571-1"}}})
	if w := h.Upload(t, "/admin/org/import/confirm", "", "", nil, form); w.Code != http.StatusConflict || len(h.Acts) > 0 {
		t.Fatalf("a plan that moved: %d", w.Code)
	}
	h.Org = moved
	if w := h.Upload(t, "/admin/org/import/confirm", "", "", nil, form); w.Code != http.StatusSeeOther || len(h.Acts) != 1 {
		t.Fatalf("%d %v %.600s", w.Code, h.Kinds(), admintest.Text(w))
	}
	if again := h.Upload(t, "/admin/org/import", "file", "a.xlsx", body, nil); !strings.Contains(admintest.Text(again), "没有什么要做") {
		t.Error("twice is not nothing")
	}
}

func TestImportNamesThePlace(t *testing.T) {
	h := hall(t)
	for _, c := range []struct {
		name, file string
		body       []byte
		status     int
		says       []string
	}{
		{"date", "a.xlsx", book(t, h.Org, "人员", "E3", "someday"), http.StatusUnprocessableEntity, []string{"人员", "第 3 行", "任职起", "日期看不懂"}},
		{"unit", "a.xlsx", book(t, h.Org, "岗位", "B2", "nowhere"), http.StatusUnprocessableEntity, []string{"岗位", "nowhere"}},
		{"too large", "a.xlsx", make([]byte, held.MaxBytes+1), http.StatusRequestEntityTooLarge, []string{"文件超过"}},
		{"no workbook", "a.xlsx", []byte("hello"), http.StatusUnprocessableEntity, []string{"不是能读的 XLSX"}},
		{"csv", "a.csv", []byte("a,b"), http.StatusUnprocessableEntity, []string{"只能上传"}},
	} {
		w := h.Upload(t, "/admin/org/import", "file", c.file, c.body, nil)
		text := admintest.Text(w)
		if w.Code != c.status {
			t.Errorf("%s: %d %.300s", c.name, w.Code, text)
		}
		for _, s := range c.says {
			if !strings.Contains(text, s) {
				t.Errorf("%s: does not say %q: %.600s", c.name, s, text)
			}
		}
	}
}

func TestAwayAndLeave(t *testing.T) {
	h := hall(t)
	at := Href("officer", "ju")
	w := h.Post(t, at+"/leave", url.Values{"until": {"2026-03-31"}})
	if w.Code != http.StatusOK || !strings.Contains(admintest.Text(w), "没有人接") || len(h.Acts) > 0 {
		t.Fatalf("%d %.600s", w.Code, admintest.Text(w))
	}
	if w := h.Post(t, at+"/leave", admintest.Filled(t, w, at+"/leave")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	d, _ := org.NewDirectory(h.Org)
	if o, _ := d.Officer("ju"); o.Until.String() != "2026-03-31" || o.Name == "" {
		t.Errorf("%+v", o)
	}
	at = Href("officer", "lin") + "/away"
	w = h.Post(t, at, url.Values{"first": {"2026-04-01"}, "last": {"2026-04-03"}})
	if w.Code != http.StatusOK || !strings.Contains(admintest.Text(w), "何示例") {
		t.Fatalf("%d %.600s", w.Code, admintest.Text(w))
	}
	if w := h.Post(t, at, admintest.Filled(t, w, at)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	if w := h.Post(t, at, url.Values{"first": {"2026-04-05"}, "last": {"2026-04-03"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("backwards: %d", w.Code)
	}
	if w := h.Post(t, at, url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("empty: %d", w.Code)
	}
}
