package foodchain

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/pack"
	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/foodreport"
)

// What shoppers report is one click from the regulator's desk, with how many are open; nobody else's desk
// has it. No officer of another unit is offered what he may not do: every way from the desk opens.
func TestWaysFromTheDesk(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db", func(h *pack.Host) {
		h.Duty = func(name string) string { return map[string]string{"food": specimen.Officer.Unit}[name] }
	})
	n := newLineup(t, b)
	b.says(b.Get(specimen.Officer, "/food/desk"), "消费者反映的问题（0）")
	out, err := b.Site.Engine.Do(t.Context(), casework.Command{Actor: n.who["farm"], Verb: "report_food", Input: &foodreport.Input{Key: n.lots["box"], Kind: "spoilt"}, Reason: "有异味（虚构）", Open: &casework.Open{Procedure: foodreport.Name, Series: foodreport.Series, Channel: "web", Party: n.who["farm"].Party}})
	if err != nil {
		t.Fatal(err)
	}
	b.says(b.Get(specimen.Officer, "/food/desk"), "消费者反映的问题（1）")
	b.says(b.Get(specimen.Officer, "/food/desk/reports"), out.Case.Number, "还没有人接", "not:有异味")
	if a := b.Get(specimen.Officer, "/food/desk/reports"); !strings.Contains(a.Body, `href="/work/cases/`+out.Case.ID.String()) {
		t.Error("no way to the case")
	}
	for _, who := range []access.Actor{agronomist, agroHead, specimen.Supervisor} {
		b.says(b.Get(who, "/food/desk"), "食品监管台", "not:消费者反映的问题")
		if a := b.Get(who, "/food/desk/reports"); a.Status == http.StatusOK || strings.Contains(a.Body, out.Case.Number) {
			t.Errorf("%s reads what was confided: %d", who.ID, a.Status)
		}
		for _, m := range regexp.MustCompile(`href="(/(?:food|recalls)[^"#]*)"`).FindAllStringSubmatch(b.Get(who, "/food/desk").Body+b.Get(who, "/food/recalls").Body, -1) {
			if a := b.Get(who, strings.ReplaceAll(m[1], "&amp;", "&")); a.Status != http.StatusOK {
				t.Errorf("%s is led to %s: %d", who.ID, m[1], a.Status)
			}
		}
		b.says(b.Get(who, "/food/recalls"), "not:提出召回", "not:召回演练")
	}
	b.says(b.Get(specimen.Officer, "/food/recalls"), "提出召回", "召回演练")
}
