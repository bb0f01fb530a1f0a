package scanpage_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"banjie/packs/foodchain/scan/scanpage"
	"banjie/packs/foodchain/scan/scanstore"
)

// post sends a form as a browser on the same site does.
func (b *bed) post(t testing.TB, path string, form url.Values) answer {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("User-Agent", "KestrelPhone/9")
	return b.send(t, r)
}

// A page that is shown is counted by code and hour, a town that is told joins it, and of who
// scanned there is nothing in the whole folder.
func TestScansAreCounted(t *testing.T) {
	var scans *scanstore.Store
	b := newBed(t, func(b *bed) {
		everything(b)
		scans = scanstore.New(b.db, b.writer, "330599")
		b.desk.Sources.Counts, b.pages.Scans = scans, scans
	})
	b.capture(t, chain()...)
	traces := []string{"User-Agent", "KestrelPhone/9", "X-Forwarded-For", "203.0.113.77", "Cookie", "visitor=kestrel-cookie", "Referer", "https://kestrel.example/from"}
	has(t, b.get(t, boxPath, traces...), "这个码：第一次有人扫")
	has(t, b.get(t, boxPath, traces...), "这个码：以前打开过1次，最近一次在6月12日12点")
	b.get(t, boxPath, append(traces, "Sec-Purpose", "prefetch")...)
	b.get(t, boxPath+"?linkType=linkset", traces...)
	b.get(t, "/01/09529999000033/21/X1", traces...) // nobody captured it: it is not counted
	hour := strconv.FormatInt(noon.Unix()/3600, 10)
	if a := b.post(t, "/food/town", url.Values{"code": {boxPath}, "hour": {hour}, "town": {"330599102"}}); a.status != http.StatusOK {
		t.Fatal(a.status, a.body)
	} else {
		sound(t, a)
		has(t, a, "记下了")
	}
	for _, form := range []url.Values{
		{"code": {boxPath}, "hour": {hour}, "town": {"elsewhere"}}, {"code": {boxPath}, "hour": {"0"}, "town": {"330599101"}},
		{"code": {boxPath}, "hour": {"x"}, "town": {"330599101"}}, {"code": {"/01/09529999000019/10/A1"}, "hour": {hour}, "town": {"330599101"}},
	} {
		b.post(t, "/food/town", form)
	}
	if a := b.post(t, "/food/town", url.Values{"code": {"<script>"}}); a.status != http.StatusBadRequest {
		t.Error(a.status)
	}
	if err := scans.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	rows, err := b.db.Query(context.Background(), "select key, hour, town, n from food_scan order by town")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var key, town string
		var at, n int64
		if err := rows.Scan(&key, &at, &town, &n); err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join([]string{key, strconv.FormatInt(at, 10), town, strconv.FormatInt(n, 10)}, " "))
	}
	if want := "https://id.gs1.org" + boxPath + " " + hour + "  1|https://id.gs1.org" + boxPath + " " + hour + " 330599102 1"; strings.Join(got, "|") != want {
		t.Errorf("rows %q, want %q", got, want)
	}
	has(t, b.get(t, boxPath), "以前打开过2次", "西塘镇")
	files, err := filepath.Glob(filepath.Join(b.folder, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{"Kestrel", "kestrel", "203.0.113", "127.0.0.1"} {
			if bytes.Contains(raw, []byte(trace)) {
				t.Errorf("%s holds %q", name, trace)
			}
		}
	}
}

// The public does not see the regulator's list.
func TestCopiesAreForStaff(t *testing.T) {
	b := newBed(t, everything)
	if a := b.get(t, "/food/copies"); a.status != http.StatusForbidden && a.status != http.StatusSeeOther && a.status != http.StatusNotFound {
		t.Errorf("%d", a.status)
	}
	v := scanpage.Copies{}.Sample()
	if len(v.List) != 1 {
		t.Error("no sample")
	}
}
