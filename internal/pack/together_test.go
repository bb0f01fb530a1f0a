package pack_test

import (
	"net/http"
	"testing"

	"banjie/internal/pack"
)

// A name that two parts give would be answered by either.
func TestTogetherRefusesTheSameNameTwice(t *testing.T) {
	h := http.NotFoundHandler()
	one := func(pattern string) *pack.Parts {
		return &pack.Parts{Programs: map[string]http.Handler{pattern: h}}
	}
	if all := pack.Together(one("GET /a"), one("GET /b")); len(all.Programs) != 2 {
		t.Errorf("%d addresses of two parts", len(all.Programs))
	}
	defer func() {
		if recover() == nil {
			t.Error("two parts answer one address")
		}
	}()
	pack.Together(one("GET /a"), one("GET /a"))
}
