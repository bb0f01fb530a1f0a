package caseview

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/web/ui"
)

// told are the events of a duty whose words are for the person.
var told = map[string]lang.Text{
	"poor_rating_confirmed":   lang.T("回访记录", "The call"),
	"poor_rating_unconfirmed": lang.T("回访记录", "The call"),
	"call_given_up":           lang.T("没有联系上您", "We did not reach you"),
	"rating_put_right":        lang.T("整改和答复", "What was put right"),
	"rating_appealed":         lang.T("单位的申诉", "The unit's appeal"),
	"rating_appeal_rejected":  lang.T("裁定：申诉不成立", "Decided: appeal rejected"),
	"rating_appeal_upheld":    lang.T("裁定：申诉成立", "Decided: appeal upheld"),
}

// Loader loads cases; the engine does it.
type Loader interface {
	Load(ctx context.Context, key casework.Key) (*casework.Case, *casework.Procedure, error)
}

// Duties are what came of the person's poor ratings of a case, for the page of that person.
func Duties(ctx context.Context, from Loader, rated *casework.Case) (all ui.Components, err error) {
	for _, g := range rating.Of(rated) {
		if g.Duty == 0 {
			continue
		}
		c, p, err := from.Load(ctx, casework.Key{Division: rated.Division, ID: g.Duty})
		if err != nil {
			return nil, err
		}
		if c.Party == rated.Party && rectification.FileOf(c).Rated == rated.ID {
			all = append(all, duty(c, p))
		}
	}
	return all, nil
}

func duty(c *casework.Case, p *casework.Procedure) ui.Component {
	file, info := rectification.FileOf(c), p.Info(c.State)
	l := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("您的评价", "Your rating"), Value: file.Grade.Title()}, {Key: lang.T("现在", "Now"), Value: info.Title}}}
	for _, name := range []string{"callback", "fix", "rating_appeal"} {
		k, ok := c.Clock(name)
		if rule, known := p.Rule(name); ok && known && k.State.Open() {
			if due, ok := Deadline(c, name); ok {
				l.Rows = append(l.Rows, ui.SummaryRow{Key: rule.Title, Value: lang.T("最迟"+due.In(lang.ZH), "by "+due.In(lang.EN))})
			}
		}
	}
	if n := len(file.Tries); n > 0 && file.By == "" {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("联系过您", "Tries to reach you"), Value: lang.Format("%d次，没有联系上", "%d, without reaching you", n)})
	}
	for _, x := range file.Fixes {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("做了什么", "What was done"), Value: option(rectification.Fixes(), x)})
	}
	for _, e := range c.Events {
		if title, ok := told[e.Kind]; ok && e.Private.Text != "" {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: title, Value: ui.Data(e.Private.Text)})
		}
	}
	return ui.Section{ID: "rating", Title: lang.T("您的差评怎么处理的", "What came of your poor rating"), Body: ui.Components{ui.Text(info.Says), l}}
}
