package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/idnum"
	"banjie/internal/ledger"
	"banjie/internal/seal"
)

// Attacks on what a reporter entrusts, against the whole program. The short run is in every
// test run; BANJIE_SOAK=1 makes it the full one.
func soak(short, full int) int {
	if os.Getenv("BANJIE_SOAK") == "1" {
		return full
	}
	return short
}

// reporter is somebody without an account or a script, in a browser of their own.
type attackReporter struct {
	testing.TB
	client *http.Client
	base   string
	n      int
}

func newAttackReporter(t testing.TB, base string, n int) *attackReporter {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &attackReporter{t, &http.Client{Jar: jar, Timeout: time.Minute}, base, n}
}

// canary is a word that occurs nowhere else: of a reporter and a field.
func (r *attackReporter) canary(field string) string { return fmt.Sprintf("canary%05d%s", r.n, field) }

func (r *attackReporter) send(path, kind string, body io.Reader) (int, string) {
	r.Helper()
	got, err := r.client.Post(r.base+path, kind, body)
	if err != nil {
		r.Fatal(err)
	}
	defer got.Body.Close()
	page, err := io.ReadAll(got.Body)
	if err != nil {
		r.Fatal(err)
	}
	return got.StatusCode, string(page)
}

func (r *attackReporter) post(path string, form url.Values) (int, string) {
	r.Helper()
	return r.send(path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

var (
	shownCode = regexp.MustCompile(`<code>([0-9 ]+)</code>`)
	heldField = regexp.MustCompile(`name="held" value="([^"]*)"`)
)

// creditCode is one that cannot exist, of this reporter alone.
func (r *attackReporter) creditCode() string {
	r.Helper()
	body, err := idnum.MakeOrganisation(fmt.Sprintf("DM%06d", 700_000+r.n))
	if err != nil {
		r.Fatal(err)
	}
	code, err := idnum.MakeUSCC("91330599" + string(body))
	if err != nil {
		r.Fatal(err)
	}
	return code.String()
}

// tell fills the form and gives what the check page holds, and the code.
func (r *attackReporter) tell(protection string) (held, code string) {
	r.Helper()
	form := url.Values{"protection": {protection}, "kind": {"unlawful_fees"}, "story": {r.canary("story")}, "about": {r.canary("about")},
		"name": {r.canary("name")}, "phone": {r.canary("phone")}, "other": {r.canary("other")}}
	if protection == "secret" && r.n%2 == 0 { // a firm that takes part in the retaliation watch
		for k, v := range map[string]string{"firm": "yes", "watch": "yes", "against": "transport", "credit_code": r.creditCode()} {
			form.Set(k, v)
		}
	}
	_, page := r.post("/complain/file", form)
	c, h := shownCode.FindStringSubmatch(page), heldField.FindStringSubmatch(page)
	if c == nil || h == nil {
		r.Fatalf("no check page:\n%.2000s", page)
	}
	return h[1], seal.CleanCode(c[1])
}

// form is the body of the check page, with a file.
func (r *attackReporter) form(held, first, fourth string, file []byte) (body []byte, kind string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range [][2]string{{"held", held}, {"code_first", first}, {"code_fourth", fourth}, {"offer", complaint.Offers()[0].ID}} {
		if err := m.WriteField(f[0], f[1]); err != nil {
			r.Fatal(err)
		}
	}
	w, err := m.CreateFormFile("files", r.canary("filename")+".txt")
	if err == nil {
		_, err = w.Write(file)
	}
	if err = errors.Join(err, m.Close()); err != nil {
		r.Fatal(err)
	}
	return b.Bytes(), m.FormDataContentType()
}

// hits looks for a word in every file of a folder, its names included.
func hits(t testing.TB, folder string, words ...string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		var raw []byte
		if d.Type().IsRegular() {
			if raw, err = os.ReadFile(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		for _, w := range words {
			if bytes.Contains(raw, []byte(w)) || strings.Contains(name, w) {
				found = append(found, filepath.Base(name)+" has "+w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestCanaries: complaints of all kinds of protection, finished, refused and left half way,
// over HTTP and without a script; then nothing of any field or file stands in the database, its
// log, the files, the temporary folder, the program's log, its figures, or a backup.
func TestCanaries(t *testing.T) {
	ctx := context.Background()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	dir := sealedTown(t)
	var logged bytes.Buffer
	h, err := open(ctx, dir, openOptions{log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})), base: "http://hall.example"})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	site, err := h.site(ctx, serveOptions{base: "http://hall.example"})
	if err != nil {
		t.Fatal(err)
	}
	m := h.measure()
	site.Answered = m.answered
	pages := site.Handler()
	var from atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr = fmt.Sprintf("192.0.2.%d:9", from.Load()%250) // a limit by address is not what is tested
		pages.ServeHTTP(w, r)
	}))
	defer server.Close()
	n := soak(12, 1000)
	filed := 0
	var words []string
	for i := range n {
		from.Store(int64(i))
		r := newAttackReporter(t, server.URL, i)
		held, code := r.tell([]string{"secret", "anonymous", "secret", "secret"}[i%4])
		words = append(words, code)
		file := []byte(strings.Repeat(r.canary("bytes")+"\n", 500))
		switch i % 6 {
		case 4: // left half way
		case 5: // a slip of the finger in the code
			body, kind := r.form(held, "00000", "00000", file)
			if _, page := r.send("/complain/check", kind, bytes.NewReader(body)); !strings.Contains(page, "code_first") {
				t.Fatalf("a wrong code was taken")
			}
		default:
			body, kind := r.form(held, code[:5], code[15:20], file)
			status, page := r.send("/complain/check", kind, bytes.NewReader(body))
			if status != http.StatusOK || !strings.Contains(page, "C2026") {
				t.Fatalf("not filed: %d\n%.1500s", status, page)
			}
			filed++
			if status, page = r.post("/complaint/message", url.Values{"words": {r.canary("message")}, "_key": {"k" + strconv.Itoa(i)}}); status != http.StatusOK || !strings.Contains(page, r.canary("message")) {
				t.Fatalf("no message: %d", status)
			}
		}
		for _, f := range []string{"story", "about", "name", "phone", "other", "filename", "bytes", "message"} {
			words = append(words, r.canary(f))
		}
		// The number of the code, and the tag that the registers would know the firm by.
		words = append(words, r.creditCode(), h.codes.Party("uscc", r.creditCode()))
	}
	boxes := 0
	for _, c := range filedNow(t, h) {
		if complaint.FileOf(c).WatchPlace != 0 {
			boxes++
		}
	}
	if boxes == 0 {
		t.Error("no watch box was filed")
	}
	h.writer.Close() // what is queued is written; the database and its log stay as they are
	words = append([]string{"canary0"}, words...)
	look := func(where, folder string) {
		t.Helper()
		for _, f := range hits(t, folder, words...) {
			t.Errorf("%s: %s", where, f)
		}
	}
	look("the data folder", dir.Path)
	look("the temporary folder", temp)
	var figures bytes.Buffer
	if err := m.registry.Write(ctx, &figures); err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if strings.Contains(logged.String(), w) || strings.Contains(figures.String(), w) {
			t.Errorf("the log or the figures have %s", w)
		}
	}
	h.Close()
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := backup(ctx, dir, file, ""); err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	untar(t, file, into)
	look("a backup", into)
	if filed < n/2 {
		t.Errorf("%d of %d filed", filed, n)
	}
	t.Logf("%d sent, %d filed, %d words looked for", n, filed, len(words))
}

func untar(t testing.TB, file, into string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(z)
	for i := 0; ; i++ {
		_, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		var raw []byte
		if err == nil {
			raw, err = io.ReadAll(r)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(into, strconv.Itoa(i)), raw, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestKilledWhileUploading: uploads that are cut off, and a program that is killed at random
// points of one, leave nothing in clear on the disk.
func TestKilledWhileUploading(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	folder := filepath.Join(t.TempDir(), "county")
	rng := rand.New(rand.NewPCG(7, 7))
	for k := range soak(2, 200) {
		server, base := startDemo(t, folder)
		r := newAttackReporter(t, base, k)
		for range 600 { // visitors may act once the history is there
			got, err := r.client.Get(base + "/complain/file")
			if err != nil {
				t.Fatal(err)
			}
			page, _ := io.ReadAll(got.Body)
			got.Body.Close()
			if !strings.Contains(string(page), "<progress") && strings.Contains(string(page), `name="story"`) {
				if status, _ := r.post("/complain/file", url.Values{}); status != http.StatusConflict && status != http.StatusServiceUnavailable {
					break
				}
			}
			<-time.After(50 * time.Millisecond)
		}
		held, code := r.tell("secret")
		body, kind := r.form(held, code[:5], code[15:20], bytes.Repeat([]byte(r.canary("bytes")+"\n"), 200_000)) // some 4 MB
		for cut := range 4 {
			c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(c, "POST /complain/check HTTP/1.1\r\nHost: hall\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", kind, len(body))
			at := rng.IntN(len(body))
			if cut == 3 {
				at = len(body) // sent whole, and killed while it is worked on
			}
			c.SetWriteDeadline(time.Now().Add(20 * time.Second))
			c.Write(body[:at])
			if cut == 3 {
				<-time.After(time.Duration(rng.IntN(400)) * time.Millisecond)
				server.Process.Kill()
				server.Wait()
			}
			c.Close()
		}
		for _, where := range []string{folder, temp} {
			for _, f := range hits(t, where, r.canary("bytes"), r.canary("story"), r.canary("name"), r.canary("filename"), code) {
				t.Errorf("kill %d: %s", k, f)
			}
		}
	}
}

// edit is one change of the database by plain SQL.
type edit struct {
	sql   func(n, other int) string
	names func(n, size int) int // the record of the ledger that fsck should name; nil: it is about no single one
}

func itself(n, _ int) int { return n }

// one is an edit of the row of event n or of its private half.
func one(q string) edit {
	return edit{func(n, _ int) string { return fmt.Sprintf(q, n) }, itself}
}

// ofCase is an edit of something else than an event's own row.
func ofCase(q string) edit {
	return edit{func(n, _ int) string { return fmt.Sprintf(q, n) }, nil}
}

var edits = []edit{
	one("delete from event where n = %d"),
	one("update event set at = at - 86400000000 where n = %d"),
	one("update event set kind = kind || 'x' where n = %d"),
	one("update event set actor = actor || 'x' where n = %d"),
	one("update event set recorded = recorded - 86400000000 where n = %d"),
	one("update event set facts = cast(replace(cast(facts as text), '{', '{ ') as blob) where n = %d"),
	one("update private set body = cast(replace(cast(body as text), '{', '{ ') as blob) where (case_id, seq) in (select case_id, seq from event where n = %d)"),
	one("delete from private where (case_id, seq) in (select case_id, seq from event where n = %d)"),
	one("update event set n = -1 where n = %[1]d; update event set n = %[1]d where n = %[1]d - 1; update event set n = %[1]d - 1 where n = -1"), // swapped with the one before
	ofCase("delete from event where n >= %[1]d; delete from head where size > %[1]d"),                                                           // the tail is cut
	{func(n, _ int) string { // one is made up at the end
		return fmt.Sprintf("create temp table forged as select * from event where n = %d; update forged set n = (select max(n) + 1 from event), seq = seq + 1000; insert into event select * from forged", n)
	}, func(_, size int) int { return size }},
	{func(n, other int) string { // two events of two cases change places
		return fmt.Sprintf("create temp table a as select * from event where n = %[1]d; create temp table b as select * from event where n = %[2]d;"+
			"update event set (kind, facts, actor) = (select kind, facts, actor from b) where n = %[1]d; update event set (kind, facts, actor) = (select kind, facts, actor from a) where n = %[2]d"+
			" and exists (select 1 from a, b where (a.kind, a.facts, a.actor) <> (b.kind, b.facts, b.actor))", n, other) // equal ones make no change
	}, itself},
	ofCase("update cases set sealed = 1 - sealed where id in (select case_id from event where n = %d)"),
	ofCase("update cases set state = 'complaint_closed' where id in (select case_id from event where n = %d)"),
	ofCase("update cases set keep = 1 where id in (select case_id from event where n = %d)"),
	ofCase("update node set hash = zeroblob(32) where i = (select i from node order by i limit 1 offset %d)"),
	ofCase("update cases set key_facts = zeroblob(32) where id in (select case_id from event where n = %d)"),
}

// TestTampering: whoever has the database and changes it by plain SQL is found, for rows of complaints
// as for others, and the event is named; so is whoever puts an older copy of the database back
// (supervision.md, section 3, goal 18). 60 changes; 10,000 in the long run.
func TestTampering(t *testing.T) {
	t.Parallel()
	dir := sealedTown(t)
	h := openTown(t, dir)
	publish := func() {
		if err := h.publish(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	view := func(c *casework.Case) {
		if _, err := h.engine.Do(context.Background(), casework.Command{Actor: centreOfficer, Case: c.ID, Verb: "view_story"}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		view(complained(t, h, fmt.Sprintf("第%d件。", i)))
	}
	publish()
	h.Close()
	older := copyOf(t, dir)
	h = openTown(t, dir)
	view(complained(t, h, "最后一件。"))
	publish()
	head, err := h.db.Tree(context.Background(), h.division).Head()
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	if found := check(t, dir); found.Total > 0 {
		t.Fatalf("before any change: %+v", found.Problems)
	}

	var named, shouldBe atomic.Int64
	const parts = 2
	t.Run("edits", func(t *testing.T) {
		for part := range parts {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(5, uint64(part)))
				for i, tried := part, 0; tried < soak(60, 10_000)/parts; i++ {
					e, n := edits[i%len(edits)], 1+rng.IntN(int(head.Size)-1)
					other := 1 + rng.IntN(int(head.Size)-1)
					if n == other {
						continue
					}
					into := copyOf(t, dir)
					if alter(t, into, e.sql(n, other)) > 0 { // else there is no such row
						tried++
						at := -1
						if e.names != nil {
							at = e.names(n, int(head.Size))
						}
						found, names := foundOut(t, into.Path, at)
						switch {
						case !found:
							t.Errorf("not found: %s", e.sql(n, other))
						case names:
							named.Add(1)
						case e.names != nil:
							t.Logf("found, and record %d is not named: %s", at, e.sql(n, other))
						}
						if e.names != nil {
							shouldBe.Add(1)
						}
					}
					os.RemoveAll(into.Path)
				}
			})
		}
	})
	t.Logf("of %d changes of an event its number was named in %d", shouldBe.Load(), named.Load())
	if float64(named.Load()) < 0.999*float64(shouldBe.Load()) {
		t.Errorf("of %d changes of an event only %d are named", shouldBe.Load(), named.Load())
	}

	back := copyOf(t, dir)
	for _, f := range []string{databaseFile, databaseFile + "-wal", databaseFile + "-shm"} {
		os.Remove(filepath.Join(back.Path, f))
		if body, err := os.ReadFile(filepath.Join(older.Path, f)); err == nil {
			if err := os.WriteFile(filepath.Join(back.Path, f), body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if found, _ := foundOut(t, back.Path, -1); !found {
		t.Error("an older copy of the database is taken for the newest")
	}
}

// foundOut says whether fsck or the start finds what was done, and whether the record n of the
// ledger, or one beside it, is named.
func foundOut(t testing.TB, path string, n int) (found, named bool) {
	t.Helper()
	dir, err := openFolder(path)
	if err != nil {
		return true, false
	}
	h, err := openToCheck(context.Background(), dir)
	if err != nil {
		return true, false
	}
	defer h.Close()
	c := &checker{h: h, tell: func(int64, int64) {}}
	err = c.all(context.Background())
	named = slices.ContainsFunc(c.found.Problems, func(p problem) bool {
		return n >= 0 && p.Leaf != nil && (*p.Leaf == int64(n) || *p.Leaf == int64(n-1))
	})
	return err != nil || c.found.Total > 0 || h.notRolledBack(context.Background()) != nil, named
}

// TestBeat: what is published, and what a row of the database says of a filing, tells the day
// and at best the hour, in which the checkpoint came.
func TestBeat(t *testing.T) {
	ctx := context.Background()
	h := openTown(t, sealedTown(t))
	cal := h.calendar.Load()
	rng := rand.New(rand.NewPCG(3, 12))
	midnight := cal.Start(cal.DayOf(h.clock.Now()) + 1)
	h.moved.Advance(midnight.Add(9*time.Hour + 1*time.Minute).Sub(h.clock.Now()))
	for i := range soak(4, 40) {
		if err := h.publish(ctx); err != nil {
			t.Fatal(err)
		}
		shown, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile))
		if err != nil {
			t.Fatal(err)
		}
		minute := time.Duration(rng.IntN(55)) * time.Minute
		h.moved.Advance(minute)
		c := complained(t, h, fmt.Sprintf("第%d件。", i))
		if now, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile)); err != nil || !bytes.Equal(now, shown) {
			t.Error("a checkpoint was published at the filing")
		}
		var at, effective, recorded int64
		if err := h.db.QueryRow(ctx, `select at, effective, recorded from event where n = ?`, c.Events[0].N).Scan(&at, &effective, &recorded); err != nil {
			t.Fatal(err)
		}
		day := cal.Start(cal.DayOf(h.clock.Now())).UnixMicro()
		if at != day || effective != day || recorded != day {
			t.Errorf("a row tells the hour: %d %d %d, the day is %d", at, effective, recorded, day)
		}
		for stored, err := range h.cases.Leaves(ctx, h.division, c.Events[0].N+1) {
			if err != nil {
				t.Fatal(err)
			}
			if stored.N != c.Events[0].N {
				continue
			}
			l, err := ledger.DecodeLeaf(stored.Leaf)
			if err != nil || l.At.UnixMicro() != day || l.Recorded.UnixMicro() != day || l.Unit+l.Kind+l.Role != "" {
				t.Errorf("the leaf tells %+v, %v", l, err)
			}
		}
		h.moved.Advance(time.Hour - minute)
	}
}
