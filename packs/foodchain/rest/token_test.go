package rest

import (
	"net/url"
	"testing"
)

// Whatever a token is, it is refused or names a place in the answer of its own query.
func FuzzPlaceOf(f *testing.F) {
	values := url.Values{"EQ_action": {"ADD"}}
	f.Add(mark{Query: fingerprint(values), After: 7, Given: 30}.token())
	f.Add(mark{Query: fingerprint(nil), After: 7}.token())
	f.Add("")
	f.Add("eyJxIjoxfQ")
	f.Fuzz(func(t *testing.T, token string) {
		m, err := placeOf(token, values)
		if err != nil {
			return
		}
		if m.Query != fingerprint(values) || m.After < 0 || m.Given < 0 {
			t.Fatalf("%q: %+v", token, m)
		}
		if again, err := placeOf(m.token(), values); err != nil || again != m {
			t.Fatalf("%+v, then %+v %v", m, again, err)
		}
	})
}

// The token of one query is none of another.
func TestTokenOfAnotherQuery(t *testing.T) {
	token := mark{Query: fingerprint(url.Values{"EQ_action": {"ADD"}}), After: 7}.token()
	if _, err := placeOf(token, url.Values{"EQ_action": {"DELETE"}}); err == nil {
		t.Error("it was taken")
	}
}
