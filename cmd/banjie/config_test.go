package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"banjie/internal/config"
)

// Only a trusted proxy says whose address it is, and only the end of what it says counts.
func TestBehindProxy(t *testing.T) {
	for name, x := range map[string]struct {
		peer    string
		forward []string
		want    string
	}{
		"no proxy before us":     {"203.0.113.9:1", []string{"198.51.100.1"}, "203.0.113.9:1"},
		"one proxy":              {"127.0.0.1:1", []string{"198.51.100.1"}, "198.51.100.1:0"},
		"written by the visitor": {"127.0.0.1:1", []string{"192.0.2.66, 198.51.100.1"}, "198.51.100.1:0"},
		"two proxies":            {"127.0.0.1:1", []string{"198.51.100.1", "10.0.0.7"}, "198.51.100.1:0"},
		"nothing said":           {"127.0.0.1:1", nil, "127.0.0.1:1"},
		"nonsense":               {"127.0.0.1:1", []string{"198.51.100.1, <script>"}, "127.0.0.1:1"},
		"sixth version":          {"[::1]:1", []string{"2001:db8::5"}, "[2001:db8::5]:0"},
	} {
		c := config.Config{BehindProxy: []string{"127.0.0.1", "::1", "10.0.0.0/8"}}
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		got := ""
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = x.peer, x.forward
		behindProxy(&c, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr })).ServeHTTP(httptest.NewRecorder(), r)
		if got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

func TestLogForm(t *testing.T) {
	var b bytes.Buffer
	log := newLog(&b, config.Log{Format: "json", Level: "warn"})
	log.Info("quiet")
	log.Warn("loud")
	if got := b.String(); strings.Contains(got, "quiet") || !strings.HasPrefix(got, `{"time":`) {
		t.Error(got)
	}
}
