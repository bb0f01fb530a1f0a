package site

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/org"
)

// nobody hands every handler a copy of the request, as a session manager does.
type nobody struct{}

func (nobody) Actor(*http.Request) access.Actor                              { return access.Actor{Role: access.Public} }
func (nobody) SignIn(http.ResponseWriter, *http.Request, access.Actor) error { return nil }
func (nobody) SignOut(http.ResponseWriter, *http.Request) error              { return nil }
func (nobody) Wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), nobody{}, 1)))
	})
}

// TestUploadsLeaveNoCopy: what somebody sends lies nowhere outside the file store after
// the answer, and a form that takes no files takes no large body either.
func TestUploadsLeaveNoCopy(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	dir, err := org.NewDirectory(org.Data{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{Sessions: nobody{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Calendar: calendar.Builtin, Org: func() *org.Directory { return dir }}
	during := 0
	take := func(w http.ResponseWriter, r *Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		files, err := os.ReadDir(temp)
		during = len(files)
		return err
	}
	s.Handle("POST /with", Open.WithFiles(), take)
	s.Handle("POST /without", Open, take)
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	send := func(path string) int {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		part, _ := m.CreateFormFile("scan", "a.png")
		part.Write(make([]byte, 9<<20))
		m.Close()
		res, err := http.Post(server.URL+path, m.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		return res.StatusCode
	}
	if got := send("/with"); got != http.StatusOK || during == 0 {
		t.Fatalf("status %d, %d temporary files while it was read", got, during)
	}
	if got := send("/without"); got != http.StatusRequestEntityTooLarge {
		t.Errorf("a form without files took 9 MB: status %d", got)
	}
	server.Close() // waits for the handlers
	if files, _ := os.ReadDir(temp); len(files) != 0 {
		t.Errorf("%d copies left behind", len(files))
	}
}
