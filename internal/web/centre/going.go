package centre

import (
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// going is the reminder of what will be destroyed soon.
func (v Desk) going() ui.Component {
	n := ui.Notice{Kind: ui.Warning, Title: lang.T("保存期快满，过后销毁密封内容", "Soon destroyed: the time of keeping is nearly over"),
		Text: lang.T("还在诉讼、移送或者受到打击报复威胁的，请负责人在销毁以前延长保存。", "Where a lawsuit, a matter passed on or a threat to the reporter is open, the head has it kept longer before that.")}
	for _, r := range v.Going {
		n.Body = append(n.Body, ui.Link{Name: lang.T(r.Number+" · "+r.Left.ZH, r.Number+" · "+r.Left.In(lang.EN)), Href: r.Href})
	}
	return n
}

func (c *Pages) going(r *site.Request, v *Desk) error {
	if c.Going == nil {
		return nil
	}
	keys, err := c.Going(r.Context(), c.Site.Calendar().DayOf(c.Site.Clock.Now())+complaint.TellBefore)
	if err != nil {
		return err
	}
	for _, key := range keys {
		k, p, err := c.Site.Engine.Load(r.Context(), key)
		if err != nil {
			return err
		}
		if k.Procedure != complaint.Name || k.Unit != c.Centre {
			continue
		}
		l := c.row(r, complaint.Stand(k), p)
		l.Left = lang.Format("保存到 %s", "kept until %s", k.Keep)
		v.Going = append(v.Going, l)
	}
	return nil
}
