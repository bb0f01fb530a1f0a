package commitments

import (
	"context"
	"math"
	"strconv"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/integrity/chance"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/ui"
)

// Times is how long cases of an item took, from counters and open clocks; no case is loaded.
type Times interface {
	// Took counts decisions over days from..until by the working days they took.
	Took(ctx context.Context, division, item string, from, until int32) (map[int]int64, error)
	// Waiting gives for each undecided case the last day of its promise, and how many stand still by law.
	Waiting(ctx context.Context, division, item string) (due []calendar.Day, still int, err error)
}

// Span is over how many calendar days decisions are looked back on.
const Span = 90

// Observed is how long cases really took, beside the promise.
type Observed struct {
	Promise int // working days
	Done    int // decisions over the span
	Open    int // undecided, counted with the days so far
	Still   int // paused by law, not counted
	Steps   []chance.Step
}

// observe joins decisions and open cases by the estimate of Kaplan and Meier.
func observe(cal *calendar.Calendar, today calendar.Day, promise int, took map[int]int64, due []calendar.Day, still int) *Observed {
	o := &Observed{Promise: promise, Open: len(due), Still: still}
	var all []chance.Lasted
	for days, n := range took {
		o.Done += int(n)
		for range n {
			all = append(all, chance.Lasted{Days: float64(days), Ended: true})
		}
	}
	for _, d := range due {
		left := cal.WorkdaysBetween(today, d)
		if d < today {
			left = -cal.WorkdaysBetween(d, today)
		}
		all = append(all, chance.Lasted{Days: float64(max(0, promise-left))})
	}
	o.Steps = chance.Survival(all)
	return o
}

// observed is what is shown beside a service promise, nil where the item promises no working days.
func (c *Pages) observed(ctx context.Context, it catalog.Item) (*Observed, error) {
	if c.Times == nil || it.Promised == nil || it.Promised.Unit != limit.Workday {
		return nil, nil
	}
	today := c.today()
	took, err := c.Times.Took(ctx, c.Site.Division, it.Code, int32(today)-Span+1, int32(today))
	if err != nil {
		return nil, err
	}
	due, still, err := c.Times.Waiting(ctx, c.Site.Division, it.Code)
	if err != nil {
		return nil, err
	}
	return observe(c.Site.Calendar(), today, it.Promised.N, took, due, still), nil
}

// parts are the sentence and the table.
func (o *Observed) parts() ui.Components {
	if o.Done == 0 {
		return ui.Components{ui.Text(lang.Format("承诺%[1]d个工作日。近%[2]d天还没有作出决定的件，不能说实际用了多久。", "Promised: %[1]d working days. No decision in the last %[2]d days, so nothing can be said of what it took.", o.Promise, Span))}
	}
	half, ninety := o.quantile(.5), o.quantile(.9)
	parts := ui.Components{ui.Text(lang.T(
		"承诺"+strconv.Itoa(o.Promise)+"个工作日；实际一半在"+half.ZH+"办好，九成在"+ninety.ZH+"办好。近"+strconv.Itoa(Span)+"天作出决定的"+ui.Number(int64(o.Done))+"件，加上还没决定的"+ui.Number(int64(o.Open))+"件。",
		"Promised: "+strconv.Itoa(o.Promise)+" working days; half were decided in "+half.EN+", nine in ten in "+ninety.EN+". "+ui.Number(int64(o.Done))+" decisions of the last "+strconv.Itoa(Span)+" days, and "+ui.Number(int64(o.Open))+" cases still open."))}
	t := ui.Table{Caption: lang.T("多少天内办好的占多少", "Share decided within so many days"), Columns: []ui.Column{{Name: lang.T("从受理起", "From acceptance")}, {Name: lang.T("已经办好", "Decided"), Numeric: true}, {Name: lang.T("95%区间", "95 % band")}}}
	for i, s := range o.Steps {
		if i == shownSteps {
			break
		}
		band := share(1-s.High) + " – " + share(1-s.Low)
		if s.Share == 0 {
			band = "–" // the last one has no band
		}
		t.Rows = append(t.Rows, ui.Row{Tone: late(s.Days > float64(o.Promise)), Cells: []ui.Component{ui.Words(ui.SpanText(int(s.Days), limit.Workday)), ui.Plain(share(1 - s.Share)), ui.Plain(band)}})
	}
	note := lang.T("没办完的件按已经过去的天数计入（Kaplan–Meier法），依法中止的天数扣除。", "Open cases count with the days so far (Kaplan–Meier); days paused by law are taken out.")
	if o.Still > 0 {
		note = lang.T(note.ZH+"正在依法中止的"+strconv.Itoa(o.Still)+"件没有算进来。", note.EN+" Not counted: "+strconv.Itoa(o.Still)+" that stand still by law now.")
	}
	return append(parts, t, ui.Text(note))
}

// shownSteps is how many lines of the table are shown.
const shownSteps = 15

func late(is bool) ui.Tone {
	if is {
		return ui.Soon
	}
	return ""
}

func share(x float64) string { return ui.Percent(int64(math.Round(min(max(x, 0), 1)*1000)), 1000) }

func (o *Observed) quantile(q float64) lang.Text {
	days, _, _, ok := chance.Quantile(o.Steps, q)
	if !ok {
		return lang.T("多少天还说不准的时间里", "a time that cannot be told yet")
	}
	return lang.T(strconv.Itoa(int(days))+"个工作日内", ui.SpanText(int(days), limit.Workday).EN)
}
