package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"banjie/internal/api"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// The help of the command and the guide name every scope, those of the packs too.
func TestScopesAreNamed(t *testing.T) {
	guide, err := os.ReadFile("../../doc/guide/api.md")
	if err != nil {
		t.Fatal(err)
	}
	help := apikeyCommand().Long
	for _, s := range api.Scopes {
		if !strings.Contains(help, "\n  "+s.Name+" ") || !strings.Contains(help, s.Title.EN) {
			t.Errorf("apikey --help does not name %s:\n%s", s.Name, help)
		}
		if !strings.Contains(string(guide), "\n| `"+s.Name+"` | ") {
			t.Errorf("the table of doc/guide/api.md has no row for %s", s.Name)
		}
	}
	if !strings.Contains(help, "write:recalls") {
		t.Error("the scopes of the packs are missing")
	}
}

// A token made on the command line opens the API of the folder's hall, and ends when revoked.
func TestAPIKey(t *testing.T) {
	ctx := t.Context()
	path := t.TempDir()
	dir, err := datadir.Create(path, datadir.Instance{Name: "test", Division: "330182", Demo: true, Moved: true})
	if err != nil {
		t.Fatal(err)
	}
	h, err := open(ctx, dir, openOptions{log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	acc := identity.Account{ID: identity.NewID(), Division: "330182", Kind: identity.Person, Login: "citizen-1", Name: "测试人甲", Party: h.codes.Party("resident", "11010519491231002X"), Created: clock.System.Now(), Proven: clock.System.Now(), Demo: true}
	if err := h.accounts.CreateAccount(ctx, acc); err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(apikey(t, "add", "--data", path, "--account", "citizen-1", "--scope", "read:cases,webhooks", "--label", "test"))
	service := h.api("https://hall.example", lang.T("测试", "test")).Handler()
	ask := func(path string) int {
		r := httptest.NewRequest("GET", path, nil)
		r = r.WithContext(context.WithoutCancel(ctx))
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		service.ServeHTTP(w, r)
		return w.Code
	}
	for _, p := range []string{"/api/v1/cases", "/api/v1/webhooks", "/api/openapi.json", "/api/docs", "/api/v1/certificates/status-list"} {
		if got := ask(p); got != 200 {
			t.Errorf("%s: %d", p, got)
		}
	}
	behind, err := h.jobs("https://hall.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := behind.Relay(ctx); err != nil {
		t.Error(err)
	}
	list := apikey(t, "list", "--data", path, "--account", "citizen-1")
	if !strings.Contains(list, "valid\tcitizen\tread:cases,webhooks") || strings.Contains(list, token) {
		t.Fatalf("%s", list)
	}
	id, _, _ := strings.Cut(list, "\t")
	apikey(t, "revoke", "--data", path, "--account", "citizen-1", id)
	if got := ask("/api/v1/cases"); got != 401 {
		t.Errorf("a revoked token: %d", got)
	}
	cmd := apikeyCommand()
	cmd.SetArgs([]string{"add", "--data", path, "--account", "citizen-1", "--scope", "everything", "--label", "x"})
	silent(cmd)
	if err := cmd.ExecuteContext(ctx); err == nil || !strings.Contains(err.Error(), "everything") {
		t.Errorf("an unknown scope: %v", err)
	}
	token = strings.TrimSpace(apikey(t, "add", "--data", path, "--account", "citizen-1", "--scope", "read:cases", "--label", "again"))
	if got := ask("/api/v1/cases"); got != 200 {
		t.Errorf("a new token: %d", got)
	}
	if err := h.desk.Disable(ctx, acc.ID); err != nil {
		t.Fatal(err)
	}
	if got := ask("/api/v1/cases"); got != 401 {
		t.Errorf("the token of a disabled account: %d", got)
	}
}

func silent(cmd *cobra.Command) { cmd.SilenceErrors, cmd.SilenceUsage = true, true }

// apikey runs the command and gives what it printed.
func apikey(t *testing.T, args ...string) string {
	t.Helper()
	cmd := apikeyCommand()
	silent(cmd)
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(t.Output())
	cmd.SetArgs(args)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("apikey %v: %v", args, err)
	}
	return out.String()
}
