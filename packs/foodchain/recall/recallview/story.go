package recallview

import (
	"strconv"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
)

// Clocks are the limits of a case as cards.
func (g *Hall) Clocks(c *casework.Case, p *casework.Procedure) (all ui.ClockCards) {
	now, cal := g.Site.Clock.Now(), g.Site.Calendar()
	for _, k := range c.Clocks {
		at := now
		if !k.State.Open() && !k.Ended.IsZero() {
			at = k.Ended
		}
		card := ui.ClockCard{Name: ui.Data(k.Name), State: k.State, Limit: k.Limit, Used: max(0, k.Limit.N-k.Left(cal, at)), Due: k.Due.Day, Provisional: k.Due.Provisional && k.State.Open(), Basis: k.Basis}
		if rule, ok := p.Rule(k.Name); ok {
			card.Name = rule.Title
		}
		if k.Name == "stop_sale" && p.Name == recall.OrderName && recall.OrderOf(c).Drill {
			card.Name = lang.T("答复收到演练通知", "Answer that the drill's order came")
		}
		if k.Limit.Unit == "clock" {
			card.DueAt = k.Due.At
		}
		all = append(all, card)
	}
	return all
}

// Story is what happened, with who and why.
func (g *Hall) Story(r *site.Request, c *casework.Case, p *casework.Procedure) (t ui.Timeline) {
	titles := map[string]lang.Text{"recall_opened": lang.T("提出召回", "Recall opened"), "recall_order_issued": lang.T("收到召回通知", "Order issued")}
	if p.Name == recall.OrderName && recall.OrderOf(c).Drill {
		titles["recall_order_issued"], titles["sale_stopped"], titles["recall_order_answered"] = lang.T("收到演练通知", "Drill order issued"), lang.T("答复收到演练通知", "Answered that the drill's order came"), lang.T("演练办完，提交", "Done with the drill")
	}
	for _, row := range p.Transitions {
		if _, has := titles[row.Event]; !has {
			titles[row.Event] = row.Title
		}
	}
	for _, e := range c.Events {
		x := ui.TimelineEvent{Seq: e.Seq, What: titles[e.Kind], At: e.At, Effective: e.Effective, Basis: e.Facts.Basis, Actor: g.actor(r, e)}
		if e.Private.Text != "" {
			x.Reason = ui.Data(e.Private.Text)
		}
		if e.Kind == "goods_counted" {
			if k, err := casework.Data[recall.Counted](e); err == nil {
				said := lang.T(OptionText(k.What).ZH+"："+Amounts(k.Amounts).ZH, OptionText(k.What).EN+": "+Amounts(k.Amounts).EN)
				if k.Replaces != 0 {
					no := strconv.FormatInt(k.Replaces, 10)
					said = lang.T(said.ZH+"（更正第"+no+"条）", said.EN+" (corrects no. "+no+")")
				}
				x.Body = ui.Words(said)
			}
		}
		if e.Kind == "recall_orders_issued" {
			if k, err := casework.Data[recall.SentOut](e); err == nil {
				x.Body = ui.Words(lang.Format("%d家", "%d holders", len(k.Orders)))
			}
		}
		t.Events = append(t.Events, x)
	}
	return t
}

func (g *Hall) actor(r *site.Request, e casework.Event) lang.Text {
	switch {
	case e.By.Role == access.System:
		return lang.T("系统", "the system")
	case e.By.Unit != "":
		return r.Unit(e.By.Unit)
	}
	return lang.T("经营者本人", "the business itself")
}
