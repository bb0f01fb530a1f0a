package citizen_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
)

// remembered are the profiles of the test, by account.
type remembered struct{ by map[string]casework.Person }

func (p *remembered) Person(_ context.Context, a access.Actor) (casework.Person, error) {
	if v, ok := p.by[a.ID]; ok {
		return v, nil
	}
	return casework.Person{}, fault.Missing()
}

func (p *remembered) Keep(_ context.Context, a access.Actor, v casework.Person) error {
	if p.by == nil {
		p.by = map[string]casework.Person{}
	}
	p.by[a.ID] = v
	return nil
}

// TestAskedOnce: what a person agreed to keep is not asked again, and nothing is kept unasked.
func TestAskedOnce(t *testing.T) {
	b := newBed(t)
	b.remember = []string{"yes"}
	b.file()
	if len(b.profiles.by) != 0 {
		t.Error("something is kept of a visitor without an account")
	}
	b.who = access.Actor{ID: "a1", Name: "测试人甲", Role: access.Citizen, Division: division, Party: "party-1"}
	b.client = b.visitor()
	b.remember = nil
	b.file()
	if len(b.profiles.by) != 0 {
		t.Error("kept without consent")
	}
	b.client = b.visitor()
	b.remember = []string{"yes"}
	b.file()
	if got := b.profiles.by["a1"]; got.Name != "测试人甲" || got.IDValue != "11010519491231002X" || got.Phone == "" {
		t.Fatalf("kept: %+v", got)
	}
	b.client = b.visitor()
	b.post(base+"/apply", url.Values{"s.agent": {"no"}})
	page := b.get(base + "/apply/person")
	has(t, page, "This comes from your account")
	if !strings.Contains(page, `value="11010519491231002X"`) {
		t.Error("the number is asked again")
	}
}

// TestOwnDocumentOnly: a proven account files for the person whose document was seen.
func TestOwnDocumentOnly(t *testing.T) {
	b := newBed(t)
	b.who = access.Actor{ID: "a1", Name: "测试人甲", Role: access.Citizen, Division: division, Party: "party-of-another-document", Before: "account-a1"}
	receiptless(t, b, "This is not the document your account was proven with")
	b.who.Party = b.site.Codes.Party("resident", "11010519491231002X")
	b.client = b.visitor()
	b.file()
}

// receiptless files and expects to be refused with the sentence.
func receiptless(t *testing.T, b *bed, says string) {
	t.Helper()
	_, _, at := b.post(base+"/apply", url.Values{"s.agent": {"no"}})
	code := b.site.Codes.(*codes).last()
	for _, form := range []url.Values{{"name": {"测试人甲"}, "id_kind": {"resident"}, "id_value": {"11010519491231002x"}}, {}, {"form.shop_name": {"青禾小吃店"}, "form.area": {"36.5"}}, {"form.kind": {"meals"}},
		{"form.address": {"青石街道1号"}}, {"form.opening.year": {"2026"}, "form.opening.month": {"5"}, "form.opening.day": {"1"}}, {"undertaking": {"no"}}} {
		_, _, at = b.post(at, form)
	}
	_, _, at = b.upload(at, nil, map[string]string{"file": pdf})
	b.upload(at, url.Values{"later": {"1"}}, nil)
	before := b.leaves()
	status, page, at := b.post(base+"/apply/check", url.Values{"code_first": {code[:5]}, "code_last": {code[15:]}})
	if status != http.StatusUnprocessableEntity || b.leaves() != before {
		t.Fatalf("%d at %s\n%s", status, at, words(page))
	}
	has(t, page, says)
}
