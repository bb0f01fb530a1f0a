package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	filestore "banjie/internal/store/file"
	"banjie/internal/testenv"
	"banjie/internal/web/citizen/apply"
)

// startDemo runs a demonstration with an empty history as a process of its own.
func startDemo(t *testing.T, folder string) (*exec.Cmd, string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "banjie")
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(link, "demo", "--data", folder, "--listen", "127.0.0.1:0", "--end", "2026-03-31", "--cases", "1", "--days", "1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://[0-9.:]+`).FindString(lines.Text()); m != "" {
			go io.Copy(io.Discard, out)
			return cmd, m
		}
	}
	t.Fatal("the server did not say where it is")
	return nil, ""
}

// What a visitor typed is there after the server was killed and started again.
func TestDraftOutlivesKill(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "county")
	server, base := startDemo(t, folder)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	page := func(method, path string, form url.Values) (string, string) {
		t.Helper()
		r, err := http.NewRequest(method, base+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", "zh")
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: status %d\n%s", method, path, got.StatusCode, body)
		}
		return string(body), got.Request.URL.Path
	}
	const item = "/items/food-business-licence/apply"
	for range 600 { // visitors may act once the history is there
		if body, _ := page(http.MethodGet, "/", nil); !strings.Contains(body, "data-growing") && !strings.Contains(body, "<progress") {
			break
		}
		<-time.After(50 * time.Millisecond)
	}
	page(http.MethodPost, item, nil)
	page(http.MethodPost, item+"/contact", url.Values{"address": {"青石街道77号（示例）"}, "email": {"draft@example.invalid"}})
	if body, _ := page(http.MethodGet, item+"/contact", nil); !strings.Contains(body, "青石街道77号") {
		t.Fatalf("the answer was not kept before the kill:\n%s", body)
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()
	_, again := startDemo(t, folder)
	old, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	old.Path = item
	cookies := jar.Cookies(old)
	base = again
	fresh, err := url.Parse(base + item)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cookies {
		c.Path = "/"
	}
	jar.SetCookies(fresh, cookies)
	if body, _ := page(http.MethodGet, item+"/contact", nil); !strings.Contains(body, "青石街道77号") || !strings.Contains(body, "draft@example.invalid") {
		t.Errorf("the answers are gone after the kill:\n%s", body)
	}
	for _, file := range []string{"banjie.db", "banjie.db-wal"} {
		if raw, err := os.ReadFile(filepath.Join(folder, file)); err == nil && bytes.Contains(raw, []byte("draft@example.invalid")) {
			t.Errorf("%s shows what was typed", file)
		}
	}
}

// A draft's uploads are not swept while it waits, and go with it; what an act names stays.
func TestClearUp(t *testing.T) {
	for engine, database := range map[string]func(*testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return testenv.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			ctx := context.Background()
			dir, err := datadir.Create(filepath.Join(t.TempDir(), "data"), datadir.Instance{Name: "clear", Division: "330599", Database: database(t)})
			if err != nil {
				t.Fatal(err)
			}
			h, err := open(ctx, dir, openOptions{log: slog.New(slog.NewTextHandler(io.Discard, nil))})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { h.Close() })
			put := func(text string) casework.File {
				f, err := h.files.Put(ctx, "a.pdf", strings.NewReader("%PDF-1.7\n"+text+"\n%%EOF\n"))
				if err != nil {
					t.Fatal(err)
				}
				return f
			}
			waits, orphan := put("waits"), put("orphan")
			drafts := pageDrafts{h.drafts}
			d := apply.Draft{Item: "x", Form: map[string]any{"area": 36.5, "kind": []any{"a", "b"}, "open": true}, Files: []casework.File{waits}, Saved: clock.System.Now(), Filed: 1 << 60}
			if err := drafts.Save(ctx, "name", d); err != nil {
				t.Fatal(err)
			}
			there := func() (out string) {
				for name, f := range map[string]casework.File{"waits": waits, "orphan": orphan} {
					if ok, _, _ := h.files.Intact(ctx, f.Hash); ok {
						out += name
					}
				}
				return out
			}
			tomorrow := clock.System.Now().Add(filestore.OrphanLife + time.Hour)
			if err := h.clearOnce(ctx, tomorrow); err != nil || there() != "waits" {
				t.Errorf("%v, left: %s", err, there())
			}
			back, err := drafts.Load(ctx, "name")
			if err != nil || back.Filed != d.Filed || back.Form["area"] != 36.5 || back.Done == nil {
				t.Errorf("%+v, %v", back, err)
			}
			if err := drafts.Drop(ctx, "name"); err != nil {
				t.Fatal(err)
			}
			if err := h.clearOnce(ctx, tomorrow); err != nil || there() != "" {
				t.Errorf("%v, left: %s", err, there())
			}
		})
	}
}
