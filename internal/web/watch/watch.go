// Package watch is the retaliation watch for a firm: it compares how often units visited, fined
// and refused it before and after a day that it names.
//
//	GET /watch ─▶ day ─▶ POST /watch ─▶ its own counts by unit │ other firms of the unit as counts │ exact p, in words
//
// The day is never stored, never in an address and never on the ledger; nobody is told that the
// page was used. There is no list of reporters: the firm is the one that is signed in, the data
// are the registers' own, found by the firm's own tag. Whoever has no proven document sees refused
// applications alone, because a credit code is public and anybody could type it.
//
// Numbers of one firm prove little, and the page says so. It accuses nobody and tells nobody.
package watch

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Registers are what the page reads of every firm.
type Registers interface {
	// Begun is the first day of which the registers have an entry, 0 for none.
	Begun(ctx context.Context, division string) (calendar.Day, error)
	// Acts are visits and fines of a stretch of days, both ends included.
	Acts(ctx context.Context, division string, from, until calendar.Day) ([]retaliation.Act, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site      *site.Site
	Registers Registers
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	c.Site.Handle("GET /watch", site.For(access.ListOwnCases), c.ask)
	c.Site.Handle("POST /watch", site.For(access.ListOwnCases), c.compare)
}

var title = lang.T("比一比：那天以前和以后", "Before and after a day")

// Watch is the question, and the answer where a day was given.
type Watch struct {
	Day     calendar.Day // 0: not asked yet
	Days    retaliation.Watched
	Rows    []retaliation.Own
	Proven  bool
	Unit    func(string) lang.Text
	Unknown bool // the registers have nothing yet
}

// View draws it.
func (v Watch) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: title, Lead: lang.T("投诉以后，来查、来罚的是不是多了？填一个日子，和您自己以前比，也和同一单位查过的其他企业比。", "Are there more visits and fines since you complained? Give a day: you are compared with yourself before it and with the other firms of the same unit.")},
		ui.Notice{Kind: ui.Info, Text: lang.T("这个日子不保存，不进网址，不进账本；没有人知道您比过。只用登记册里您自己的记录，别的企业只有合计数。", "The day is not stored, not in the address and not on the ledger; nobody learns that you compared. Only your own entries of the registers are used; of other firms there are counts alone.")}}
	if !v.Proven {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("您的证件还没有核验，这里只有被拒绝的申请。检查和罚款按统一社会信用代码登记，信用代码谁都查得到，所以要先到窗口核验。", "Your document is not proven yet, so only refused applications are here. Visits and fines are registered by credit code, which anybody can look up; please have it proven at a window.")})
	}
	parts = append(parts, ui.Form{Action: "/watch", Body: ui.Components{
		ui.Field{Name: "day", Kind: ui.Day, Autocomplete: "off", Secret: true, Label: lang.T("哪一天", "Which day"), Hint: lang.T("例如投诉那天。前后各看180天，不到的有几天算几天。", "For example the day you complained. Up to 180 days on either side are looked at.")},
		ui.Actions{ui.Button{Label: lang.T("比一比", "Compare")}}}})
	if v.Day != 0 {
		parts = append(parts, v.answer(p))
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("我遭到打击报复", "I suffer retaliation"), Href: "/retaliation", Look: ui.Secondary}}).View(p)
}

func (v Watch) answer(p ui.Page) ui.Component {
	body := ui.Components{ui.Text(lang.Format("那天以前看了%d天，那天和以后看了%d天。", "%d days before the day were watched, and %d from it on.", v.Days.DaysBefore, v.Days.DaysAfter))}
	if v.Days.DaysBefore == 0 || v.Days.DaysAfter == 0 {
		body = append(body, ui.Notice{Kind: ui.Warning, Text: lang.T("有一边一天也没有，没法比。登记册从第一条记录起才有数。", "There is no day to compare with on one side. The registers begin with their first entry.")})
	}
	for _, r := range v.Rows {
		body = append(body, v.unit(r))
	}
	if len(v.Rows) == 0 {
		body = append(body, ui.Empty{Title: lang.T("这些日子里没有检查、罚款和被拒绝的申请", "No visit, fine or refused application in these days")})
	}
	return ui.Section{ID: "answer", Title: lang.T("结果", "What the registers say"), Body: append(body,
		ui.Notice{Kind: ui.Info, Title: lang.T("一家企业的数说明不了多少", "Numbers of one firm prove little"), Text: lang.T("常被查的时候人才去投诉，过后本来就会有多有少；规模、季节也不一样。数多了是一个该看一看的理由，不是谁打击报复的证据。觉得是打击报复的，不用等数，直接报告。", "People complain when visits are frequent, and numbers move by themselves; size and season differ. More is a reason to look, no proof of retaliation. If you feel retaliated against, do not wait for numbers: report it.")})}
}

func (v Watch) unit(r retaliation.Own) ui.Component {
	t := ui.Table{Columns: []ui.Column{{Name: lang.T("次数", "Times")}, {Name: lang.T("那天以前", "Before"), Numeric: true}, {Name: lang.T("那天和以后", "From the day on"), Numeric: true}}, Caption: lang.T("您自己的和其他企业平均的", "Your own, and the mean of other firms")}
	line := func(name lang.Text, before, after string) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(name), ui.Plain(before), ui.Plain(after)}})
	}
	for _, k := range []struct {
		kind retaliation.Kind
		name lang.Text
	}{{retaliation.Visit, lang.T("来检查", "Visits")}, {retaliation.Fine, lang.T("罚款", "Fines")}, {retaliation.Refusal, lang.T("申请被拒绝", "Refused applications")}} {
		if v.Proven || k.kind == retaliation.Refusal {
			line(k.name, strconv.Itoa(r.Before[k.kind]), strconv.Itoa(r.After[k.kind]))
		}
	}
	body := ui.Components{t}
	if v.Proven {
		if r.Peers > 0 {
			mean := func(n int) string { return strconv.FormatFloat(float64(n)/float64(r.Peers), 'f', 2, 64) }
			line(lang.Format("其他%d家平均每家检查加罚款", "Visits and fines, mean of %d other firms", r.Peers), mean(r.PeersBefore), mean(r.PeersAfter))
			body[0] = t
		} else {
			body = append(body, ui.Text(lang.Format("同一单位查过、罚过的其他企业不到%d家，不给数。", "The unit visited or fined fewer than %d other firms; no figure is given.", retaliation.LeastFirms)))
		}
		body = append(body, ui.Text(chanceWords(r)))
	}
	return ui.Section{Title: v.Unit(r.Unit), Body: body}
}

// chanceWords say in words what the exact test of package retaliation says of one firm.
func chanceWords(r retaliation.Own) lang.Text {
	n := r.Watched.Before + r.Watched.After
	if n == 0 || r.Watched.DaysBefore == 0 || r.Watched.DaysAfter == 0 {
		return lang.T("检查和罚款没有可以比的。", "There are no visits and fines to compare.")
	}
	per := min(max(int(r.P*100+.5), 1), 100)
	odds := lang.Format("如果和那天没有关系，一共%d次检查和罚款里有%d次以上落在后面，100家这样的企业里大约有%d家会碰到", "Were there no link with the day, about %[3]d of 100 such firms would see %[2]d or more of %[1]d visits and fines fall after it", n, r.Watched.After, per)
	if r.P < 0.005 {
		odds = lang.Format("如果和那天没有关系，一共%d次检查和罚款里有%d次以上落在后面，100家这样的企业里不到一家会碰到", "Were there no link with the day, fewer than one of 100 such firms would see %[2]d or more of %[1]d visits and fines fall after it", n, r.Watched.After)
	}
	p := strconv.FormatFloat(r.P, 'f', 3, 64)
	return lang.T(odds.ZH+"（精确检验，单侧p="+p+"）。", odds.EN+" (exact test, one-sided p = "+p+").")
}

func (c *Pages) blank(r *site.Request) Watch {
	return Watch{Proven: r.Actor.Proven(), Unit: r.Unit}
}

func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(title), c.blank(r))
}

// compare answers at once: nothing of the day outlives the answer.
func (c *Pages) compare(w http.ResponseWriter, r *site.Request) error {
	v := c.blank(r)
	if err := r.ReadForm(); err != nil {
		return err
	}
	cal := c.Site.Calendar()
	today := cal.DayOf(c.Site.Clock.Now())
	day, err := calendar.ParseDay(r.PostForm.Get("day"))
	if err != nil || day > today || day < today-3650 {
		return r.Refused(w, r.Page(title), v, fault.InvalidInput().At("day", lang.T("请填写今天或者以前的一天。", "Please give today or a day before it.")).Or())
	}
	begun, err := c.Registers.Begun(r.Context(), c.Site.Division)
	if err != nil {
		return err
	}
	if begun == 0 {
		begun = today
	}
	from, until, days := retaliation.Days(day, begun, today)
	var acts []retaliation.Act
	if v.Proven {
		if acts, err = c.Registers.Acts(r.Context(), c.Site.Division, from, until); err != nil {
			return err
		}
	}
	refused, err := c.refused(r, cal, from, until)
	if err != nil {
		return err
	}
	v.Day, v.Days = day, days
	v.Rows = retaliation.Compare(acts, refused, r.Actor.Party, day, begun, today)
	w.Header().Set("Cache-Control", "no-store")
	return r.Show(w, r.Page(title), v)
}

// refused are the firm's own applications that were refused or not accepted.
func (c *Pages) refused(r *site.Request, cal *calendar.Calendar, from, until calendar.Day) ([]retaliation.Act, error) {
	mine := access.ScopeOf(r.Actor, access.ListOwnCases)
	if mine.Party == "" {
		return nil, nil
	}
	q := casework.Query{Division: c.Site.Division, Party: mine.Party, Before: mine.Before, ClosedSince: cal.Start(from), ClosedUntil: cal.Start(until + 1), Limit: 100}
	var all []retaliation.Act
	for {
		page, err := c.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			if slices.Contains([]string{"denied", "refused"}, row.Result) {
				all = append(all, retaliation.Act{Kind: retaliation.Refusal, Unit: row.Unit, Firm: r.Actor.Party, Day: cal.DayOf(row.Closed)})
			}
		}
		if q.After = page.Next; q.After == "" {
			return all, nil
		}
	}
}

// Sample is the answer for an invented firm.
func (Watch) Sample() Watch {
	return Watch{Day: calendar.Date(2026, time.March, 2), Days: retaliation.Watched{DaysBefore: 180, DaysAfter: 90}, Proven: true, Unit: func(string) lang.Text { return lang.T("县市场监督管理局", "Market supervision") },
		Rows: []retaliation.Own{{Unit: "market", Before: retaliation.Counts{retaliation.Visit: 1}, After: retaliation.Counts{retaliation.Visit: 3, retaliation.Fine: 1}, Watched: retaliation.Watched{Before: 1, After: 4, DaysBefore: 180, DaysAfter: 90}, P: 0.045, Peers: 23, PeersBefore: 31, PeersAfter: 16}}}
}

// GalleryPages are the pages of this package with made-up content.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("watch", lang.T("比一比", "Before and after a day"), Watch{}.Sample(), nil),
		specimen.Page("watch-empty", lang.T("比一比，没有核验", "Before and after a day, not proven"), Watch{}, nil),
	}
}
