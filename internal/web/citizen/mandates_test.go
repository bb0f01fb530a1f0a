package citizen_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/mandate"
)

// powers keeps mandates in memory.
type powers struct{ all []mandate.Mandate }

func (p *powers) where(ok func(mandate.Mandate) bool) (out []mandate.Mandate, err error) {
	for _, m := range p.all {
		if ok(m) {
			out = append(out, m)
		}
	}
	return out, nil
}

func (p *powers) MandatesOf(_ context.Context, _, principal string) ([]mandate.Mandate, error) {
	return p.where(func(m mandate.Mandate) bool { return m.Principal == principal })
}

func (p *powers) MandatesFor(_ context.Context, _, agent string) ([]mandate.Mandate, error) {
	return p.where(func(m mandate.Mandate) bool { return m.Agent == agent })
}

func (p *powers) Mandate(_ context.Context, _, id string) (mandate.Mandate, error) {
	found, _ := p.where(func(m mandate.Mandate) bool { return m.ID == id })
	if len(found) == 0 {
		return mandate.Mandate{}, fault.Missing()
	}
	return found[0], nil
}

func (p *powers) Record(_ context.Context, _ access.Actor, a mandate.Act) error {
	p.all = append(slices.DeleteFunc(p.all, func(m mandate.Mandate) bool { return m.ID == a.Mandate.ID }), a.Mandate)
	return nil
}

func (p *powers) AccountByLogin(_ context.Context, login string) (string, error) {
	if login != "daughter" {
		return "", fault.Missing()
	}
	return "a2", nil
}

func (p *powers) NameOf(context.Context, mandate.Mandate) string    { return "测试老人" }
func (p *powers) AgentName(context.Context, mandate.Mandate) string { return "测试女儿" }

func TestActingForAnother(t *testing.T) {
	b := newBed(t)
	old := access.Actor{ID: "a1", Name: "测试老人", Role: access.Citizen, Division: division, Party: b.codes.Party("resident", "11010519491231002X")}
	daughter := access.Actor{ID: "a2", Name: "测试女儿", Role: access.Citizen, Division: division, Party: "party-2"}
	stranger := access.Actor{ID: "a3", Name: "测试人丙", Role: access.Citizen, Division: division, Party: "party-3"}

	b.who = old
	has(t, b.get("/my/mandates"), "You have not let anybody act for you")
	for _, bad := range []url.Values{
		{"login": {"nobody"}, "kind": {"child"}, "until": {"2026-06-01"}}, {"login": {"daughter"}, "until": {"2026-06-01"}},
		{"login": {"daughter"}, "kind": {"child"}, "until": {"2026-01-01"}}, {"login": {"daughter"}, "kind": {"parent"}, "until": {"2026-06-01"}},
	} {
		if status, page, at := b.post("/my/mandates", bad); status == http.StatusOK || at != "/my/mandates" {
			t.Errorf("granted with %v: %d %s", bad, status, words(page))
		}
	}
	if _, page, _ := b.post("/my/mandates", url.Values{"login": {"daughter"}, "kind": {"child"}, "until": {"2026-06-01"}}); !strings.Contains(page, "测试女儿") || !strings.Contains(page, "in force") {
		t.Fatalf("granted: %s", words(page))
	}

	b.who = daughter
	has(t, b.get("/my/mandates"), "测试老人")
	b.post(base+"/apply", url.Values{"s.agent": {"yes"}})
	has(t, b.get(base+"/apply/who"), "For myself", "测试老人", "every step says so")
	m := b.mandates.all[0].ID
	if status, _, _ := b.post(base+"/apply/who", url.Values{"mandate": {"another"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("a mandate that is not hers: %d", status)
	}
	b.post(base+"/apply/who", url.Values{"mandate": {m}})
	for _, bad := range []struct{ name, value, says string }{
		{"测试老人", "110105199003070033", "this is not that person"}, {"测试女儿", "11010519491231002X", "not the name of the person you act for"},
	} {
		if status, page, _ := b.post(base+"/apply/person", url.Values{"name": {bad.name}, "id_kind": {"resident"}, "id_value": {bad.value}}); status != http.StatusUnprocessableEntity || !strings.Contains(words(page), bad.says) {
			t.Errorf("%v is taken for the principal: %d %s", bad, status, words(page))
		}
	}
	// Filled in for herself first, and "for whom" changed afterwards: asked again before it is sent.
	b.post(base+"/apply/who", url.Values{"mandate": {"self"}})
	b.post(base+"/apply/person", url.Values{"name": {"测试女儿"}, "id_kind": {"resident"}, "id_value": {"110105199003070033"}})
	for _, step := range []struct {
		part string
		form url.Values
	}{
		{"who", url.Values{"mandate": {m}}}, {"person", url.Values{"name": {"测试老人"}, "id_kind": {"resident"}, "id_value": {"11010519491231002X"}}}, {"contact", nil},
		{"form-shop", url.Values{"form.shop_name": {"老人小店"}, "form.area": {"20"}}}, {"form-kind", url.Values{"form.kind": {"cakes"}}}, {"form-address", url.Values{"form.address": {"青石街道2号"}}},
		{"form-opening", nil}, {"undertaking", url.Values{"undertaking": {"yes"}}},
	} {
		if status, page, _ := b.post(base+"/apply/"+step.part, step.form); status != http.StatusOK {
			t.Fatalf("%s: %d %s", step.part, status, words(page))
		}
	}
	b.upload(base+"/apply/material-lease", nil, map[string]string{"file": pdf})
	_, page, at := b.upload(base+"/apply/material-mandate", nil, map[string]string{"file": pdf + "m"})
	if at != base+"/apply/check" {
		t.Fatalf("at %s: %s", at, words(page))
	}
	has(t, page, "You apply for another person", "测试老人", "Your undertaking stands for it.")
	code := b.codes.last()
	_, page, at = b.post(at, url.Values{"code_first": {code[:5]}, "code_last": {code[15:]}})
	if !strings.HasSuffix(at, "/receipt") {
		t.Fatalf("sent: at %s\n%s", at, words(page))
	}
	c := b.fold(at)
	if c.Party != old.Party || c.Agent != "party-2" || c.Mandate != m || c.Events[0].By.Mandate != m {
		t.Errorf("party %q, agent %q, mandate %q, by %+v", c.Party, c.Agent, c.Mandate, c.Events[0].By)
	}

	// The principal sees the case and who acted; the daughter lays the mandate down.
	b.who = old
	has(t, b.get(strings.TrimSuffix(at, "/receipt")), "The agent", "under a mandate", "测试女儿")
	b.who = stranger
	if status, _, _ := b.do("GET", "/my/mandates/"+m+"/withdraw", nil, ""); status != http.StatusNotFound {
		t.Errorf("a stranger at the mandate: %d", status)
	}
	b.who = daughter
	has(t, b.get("/my/mandates/"+m+"/withdraw"), "Withdraw this mandate?")
	if _, page, at := b.post("/my/mandates/"+m+"/withdraw", nil); at != "/my/mandates" || !strings.Contains(page, "withdrawn") {
		t.Errorf("withdrawn: at %s\n%s", at, words(page))
	}
}
