package site

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/ui"
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

// TestDoneIsSaidOnce: the page after an act says that it was done, once, and a refused form
// does not; the browser then drops what it kept of the form.
func TestDoneIsSaidOnce(t *testing.T) {
	dir, err := org.NewDirectory(org.Data{})
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{Sessions: nobody{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Calendar: calendar.Builtin, Org: func() *org.Directory { return dir }}
	title := lang.T("登记", "Register")
	s.Handle("GET /mine", Open, func(w http.ResponseWriter, r *Request) error { return r.Show(w, r.Page(title), ui.Components{}) })
	s.Handle("POST /send", Open, func(w http.ResponseWriter, r *Request) error {
		if err := r.ReadForm(); err != nil {
			return err
		}
		if r.PostForm.Get("name") == "" {
			return r.Refused(w, r.Page(title), ui.Components{}, fault.InvalidInput().At("name", title))
		}
		return r.Go(w, "/mine", lang.Text{})
	})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	visitor := &http.Client{Jar: jar}
	done := func(res *http.Response, err error) bool {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(body, []byte("data-done"))
	}
	if done(visitor.PostForm(server.URL+"/send", url.Values{"name": {""}})) {
		t.Error("a refused form counts as done")
	}
	if !done(visitor.PostForm(server.URL+"/send", url.Values{"name": {"x"}})) {
		t.Error("the page after the act does not say that it was done")
	}
	if done(visitor.Get(server.URL + "/mine")) {
		t.Error("it is said again")
	}
}

// TestOwnerOfDrafts: accounts, and matters of different people behind one agent, never share a tag.
func TestOwnerOfDrafts(t *testing.T) {
	seen := map[string]access.Actor{}
	for _, a := range []access.Actor{{ID: "a", Division: "d"}, {ID: "b", Division: "d"}, {ID: "a", Division: "e"}, {ID: "a", Division: "d", Mandate: "m"}, {ID: "a", Division: "d", Mandate: "n"}} {
		tag := owner(a)
		if before, ok := seen[tag]; ok {
			t.Errorf("%+v and %+v share what they typed", before, a)
		}
		seen[tag] = a
		if tag != owner(a) {
			t.Error("the same account finds its own no more")
		}
	}
}

// TestAccountOfEntries: what waits to be sent belongs to the account, whomever it acts for, and to
// nobody where nobody signed in.
func TestAccountOfEntries(t *testing.T) {
	of := func(a access.Actor) string { return (&Request{Actor: a}).Account() }
	a := access.Actor{ID: "a", Division: "d", Role: access.Citizen}
	under, other := a, a
	under.Mandate, other.ID = "m", "b"
	if of(a) == "" || of(a) != of(under) || of(a) == of(other) || of(access.Actor{Role: access.Public, Division: "d"}) != "" {
		t.Errorf("%q %q %q", of(a), of(under), of(other))
	}
}
