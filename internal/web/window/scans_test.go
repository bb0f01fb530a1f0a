package window_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"banjie/internal/clock"
	scanstore "banjie/internal/store/scan"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/window"
)

// machines is a town whose windows have folders.
func machines(t *testing.T) (*officertest.Town, string) {
	root := t.TempDir()
	town := officertest.New(t, func(town *officertest.Town) {
		window.Routes(town.Site, scanstore.New(root, clock.System))
		act.Routes(town.Site)
	})
	for _, w := range []string{"3", "4"} {
		if err := os.Mkdir(filepath.Join(root, w), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return town, root
}

// drop puts a file into a folder, as old as a scan that was made a while ago.
func drop(t *testing.T, age time.Duration, body string, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	at := clock.System.Now().Add(-age)
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
}

func there(path ...string) bool {
	_, err := os.Stat(filepath.Join(path...))
	return err == nil
}

const paper = "%PDF-1.7\nscan of the lease\n%%EOF\n"

func scanOf(form url.Values) (names []string) {
	for k := range form {
		if strings.HasPrefix(k, "scan.") {
			names = append(names, k)
		}
	}
	return names
}

// A scan of this window is attached to the case it is chosen for and leaves the folder when
// the case is received; scans of other windows, half-written files and links are not shown.
func TestScans(t *testing.T) {
	town, root := machines(t)
	drop(t, time.Minute, paper, root, "3", "租赁合同.pdf")
	drop(t, time.Minute, paper, root, "4", "别的窗口.pdf")
	drop(t, 0, paper, root, "3", "还在扫.pdf")
	drop(t, time.Minute, "x", root, "3", "notes.docx")
	if err := os.Symlink("/etc/hostname", filepath.Join(root, "3", "link.pdf")); err != nil {
		t.Fatal(err)
	}
	path, form := begin(t, town)
	names := scanOf(form)
	if len(names) != 1 {
		t.Fatalf("offered: %v", names)
	}
	form = fill(form)
	form.Set(names[0], "lease")
	form.Set("person.name", "") // refused first: nothing is lost
	refused := town.Post(specimen.Clerk, path, form)
	if refused.Status != http.StatusUnprocessableEntity || !there(root, "3", "租赁合同.pdf") {
		t.Fatalf("status %d, the scan is there: %v", refused.Status, there(root, "3", "租赁合同.pdf"))
	}
	if _, again := refused.Form(t); again.Get(names[0]) != "lease" {
		t.Error("the choice is not kept")
	}
	form.Set("person.name", "林小禾")
	for range 2 { // the answer was cut off the first time
		got := town.Post(specimen.Clerk, path, form)
		if got.Status != http.StatusOK || !strings.Contains(got.Text(), "已收件") {
			t.Fatalf("status %d:\n%s", got.Status, got.Text())
		}
	}
	c := only(t, town)
	files := c.Events[0].Private.Files
	if len(files) != 1 || files[0].Material != "lease" || files[0].Name != "租赁合同.pdf" || files[0].Type != "application/pdf" {
		t.Errorf("files %+v", files)
	}
	if there(root, "3", "租赁合同.pdf") || !there(root, "4", "别的窗口.pdf") || !there(root, "3", "还在扫.pdf") {
		t.Error("the attached scan must go from the folder, and no other")
	}
}

// What is no paper is refused at its place, a name from another folder is never opened.
func TestScansRefused(t *testing.T) {
	town, root := machines(t)
	drop(t, time.Minute, "<script>", root, "3", "a.pdf")
	drop(t, time.Minute, paper, root, "secret.pdf")
	path, form := begin(t, town)
	name := scanOf(form)[0]
	fill(form).Set(name, "lease")
	if got := town.Post(specimen.Clerk, path, form); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "不是完整的") {
		t.Errorf("status %d:\n%s", got.Status, got.Text())
	}
	form.Del(name)
	form.Set("scan.Li4vc2VjcmV0LnBkZg", "lease") // ../secret.pdf
	if got := town.Post(specimen.Clerk, path, form); got.Status != http.StatusUnprocessableEntity || !there(root, "secret.pdf") {
		t.Errorf("status %d", got.Status)
	}
	form.Del("scan.Li4vc2VjcmV0LnBkZg")
	form.Set(name, "no-such-material")
	if got := town.Post(specimen.Clerk, path, form); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("status %d", got.Status)
	}
}

// Enter fills in what the card reader wrote, once; the reading is gone then.
func TestCard(t *testing.T) {
	town, root := machines(t)
	path, form := begin(t, town)
	for name, text := range map[string]string{
		"card.json": `{"partyName":"林小禾","certNo":"11010519491231002x","picture":"…"}`,
		"card.txt":  "姓名：林小禾\r\n公民身份号码：11010519491231002X\r\n",
	} {
		drop(t, 5*time.Second, text, root, "3", name)
		drop(t, time.Hour, `{"name":"前一个人","id":"110105194912310010"}`, root, "3", "old.json")
		if page := town.Get(specimen.Clerk, path).Text(); !strings.Contains(page, "读卡器刚读到") || strings.Contains(page, "林小禾") || strings.Contains(page, "前一个人") {
			t.Errorf("%s: the page says:\n%s", name, page)
		}
		form.Set("_step", "next")
		_, filled := town.Post(specimen.Clerk, path, form).Form(t)
		if filled.Get("person.id") != "11010519491231002X" || filled.Get("person.name") != "林小禾" || filled.Get("person.id_kind") != "resident" {
			t.Errorf("%s: filled %v", name, filled)
		}
		if there(root, "3", name) || there(root, "3", "old.json") {
			t.Errorf("%s: the reading stays", name)
		}
	}
	drop(t, 5*time.Second, `{"name":"林小禾","id":"110105194912310021"}`, root, "3", "wrong.json")
	form.Set("_step", "look")
	got := town.Post(specimen.Clerk, path, form)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "校验码") {
		t.Errorf("a wrong number: status %d\n%s", got.Status, got.Text())
	}
	drop(t, 5*time.Second, "\xff\xfe\x00", root, "3", "broken.txt")
	if got := town.Post(specimen.Clerk, path, form); !strings.Contains(got.Text(), "没有读懂读卡器") || there(root, "3", "broken.txt") {
		t.Errorf("a broken file:\n%s", got.Text())
	}
	typed := url.Values{"_key": form["_key"], "person.id": {"91330599MA00000000"}, "_step": {"next"}}
	drop(t, 5*time.Second, `{"id":"11010519491231002X"}`, root, "3", "next.json")
	if _, kept := town.Post(specimen.Clerk, path, typed).Form(t); kept.Get("person.id") != "91330599MA00000000" || !there(root, "3", "next.json") {
		t.Errorf("what the clerk typed was replaced: %v", kept.Get("person.id"))
	}
}

func FuzzReadCard(f *testing.F) {
	for _, s := range []string{`{"name":"林小禾","number":"11010519491231002X"}`, "姓名:林小禾\n身份证号码:11010519491231002X", "林小禾,女,11010519491231002X", "", "\ufeff{}", "{\"id\":7}", ":::", "11010519491231002X\t林小禾"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		number, name, ok := window.ReadCard(text)
		if ok && (number == "" || len(number) > 40 || !utf8.ValidString(name) || strings.ContainsAny(name+number, "\r\n\x00")) {
			t.Errorf("%q gives %q, %q", text, number, name)
		}
		if again, _, _ := window.ReadCard(bytes.Clone(text)); again != number {
			t.Errorf("%q is read in two ways", text)
		}
	})
}
