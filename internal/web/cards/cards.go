// Package cards shows the cards of electronic supervision.
//
//	/cards ── filter ──▶ /cards/{case}/{card} ── the unit explains; a supervisor upholds or withdraws
//	   └── CSV, JSON lines                        /supervision   counts by unit, for everybody
//
// A supervisor sees the division's, the head of a unit those of the unit. A card names the
// unit, the rule and the event that shows it; no page lists cards by officer, and none says
// who was at work. The words are those of a question that deserves an answer, not of a
// verdict. In public there are counts by unit, of a card only after the reply or the end of
// the time for it. The rules stand in package supervise (law:zyc-12, law:xkf-42.1).
package cards

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/supervise"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Period is over how many calendar days, today among them, cards are counted.
const Period = 90

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Cards supervise.Lists
	Front func(*site.Request) (ui.Components, error) // the month before the public cards; nil: none
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	s := c.Site
	staff := site.For(access.ListUnitCases)
	s.Handle("GET /cards", site.For(access.ListCards), c.list)
	s.Handle("GET /cards.csv", site.For(access.ListCards), c.csv)
	s.Handle("GET /cards.jsonl", site.For(access.ListDivisionCases), c.lines)
	s.Handle("GET /cards/{id}/{card}", staff, c.card)
	s.Handle("POST /cards/{id}/{card}/{verb}", staff, c.answer)
	s.Handle("GET /supervision", site.Open, c.public)
}

// Tone of a colour on pages.
func Tone(c supervise.Colour) ui.Tone {
	switch c {
	case supervise.Blue:
		return ui.Busy
	case supervise.Yellow:
		return ui.Soon
	}
	return ui.Overdue
}

// StateTitle is where a card stands, in words.
func StateTitle(c supervise.Card, now time.Time) lang.Text {
	if c.State == supervise.Opened && c.Expired(now) {
		return stateTitles[supervise.Late]
	}
	return stateTitles[c.State]
}

var stateTitles = map[supervise.State]lang.Text{
	supervise.ToDo: lang.T("待说明或者待复核", "To be explained or reviewed"), supervise.Reminder: lang.T("提醒", "Reminder"), supervise.Opened: lang.T("待说明", "To be explained"), supervise.Late: lang.T("期限内没有说明，待复核", "No reply in time: to be reviewed"),
	supervise.Explained: lang.T("已说明，待复核", "Explained: to be reviewed"), supervise.Upheld: lang.T("复核维持", "Upheld"), supervise.Withdrawn: lang.T("已撤销", "Withdrawn"),
}

// Href is the page of a card.
func Href(id casework.ID, card string) string { return "/cards/" + id.String() + "/" + card }

// List is the filtered list of cards.
type List struct {
	Filter Filter
	Cards  []supervise.Listed
	Counts []supervise.Count
	Next   string
	After  string
	Units  []ui.Option // none: the list is of one unit
	Unit   lang.Text   // that unit
	Name   func(unit string) lang.Text
	Now    time.Time
	Since  calendar.Day // first day of what is counted
	Whole  bool         // the JSON lines of the division may be read
}

// Filter is what the list is narrowed by, as it stands in the address.
type Filter struct {
	Unit, Rule, Since string
	Colour            supervise.Colour
	State             supervise.State
}

func readFilter(q url.Values) Filter {
	return Filter{Unit: q.Get("unit"), Rule: q.Get("rule"), Since: q.Get("since"), Colour: supervise.Colour(q.Get("colour")), State: supervise.State(q.Get("state"))}
}

// with is the address with one value changed, from the first page on.
func (f Filter) with(path, name, value string) string {
	q := url.Values{}
	for n, v := range map[string]string{"unit": f.Unit, "rule": f.Rule, "since": f.Since, "colour": string(f.Colour), "state": string(f.State), name: value} {
		if v != "" {
			q.Set(n, v)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	title := lang.T("红黄牌", "Cards")
	parts := ui.Components{ui.Heading{Caption: v.Unit, Title: title, Lead: lang.T("牌按公开的规则从办件记录里算出来，只记到单位。先听说明，再复核；撤销的牌仍然计数。", "Cards follow from what the cases' own records say, by public rules, and name units only. The unit is heard first; a withdrawn card stays in the count.")}, v.stats()}
	if len(v.Units) > 0 {
		parts = append(parts, v.byUnit())
	}
	t := ui.Table{Caption: lang.T("最近的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("颜色", "Colour")}, {Name: lang.T("规则", "Rule")}, {Name: lang.T("办件", "Case")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("发生", "Since")}, {Name: lang.T("说明期限", "Reply until")}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("没有符合条件的牌", "No card fits"), Link: &ui.Link{Name: lang.T("去掉全部条件", "Clear all filters"), Href: "/cards"}}}
	for _, c := range v.Cards {
		r, _ := supervise.RuleOf(c.Rule)
		row := ui.Row{Href: Href(c.Key.ID, c.ID), Cells: []ui.Component{ui.Tag{Label: c.Colour.Title(), Tone: Tone(c.Colour)}, ui.Words(lang.T(r.Number+" "+r.Title.ZH, r.Number+" "+r.Title.EN)), ui.Plain(idnum.ShortCase(c.Case)), ui.Words(v.Name(c.Unit)),
			ui.Plain(p.Date(c.Opened)), replyUntil(p, c.Card), ui.Mark{Label: StateTitle(c.Card, v.Now), Tone: stateTone(c.Card, v.Now)}}}
		t.Rows = append(t.Rows, row)
	}
	if v.Next != "" {
		t.Next = v.Filter.with("/cards", "after", v.Next)
	}
	if v.After != "" {
		t.Prev = v.Filter.with("/cards", "after", "")
	}
	if len(t.Rows) > 0 {
		t.Export = []ui.Link{{Name: ui.Data("CSV"), Href: v.Filter.with("/cards.csv", "after", "")}}
		if v.Whole {
			t.Export = append(t.Export, ui.Link{Name: lang.T("全部，JSON（可与外部重算比对）", "All, as JSON lines (to compare with a recomputation)"), Href: "/cards.jsonl"})
		}
	}
	return append(parts, v.filters(), t, RuleList()).View(p)
}

// replyUntil is the last day for a reply.
func replyUntil(p ui.Page, c supervise.Card) ui.Component {
	if c.Due.IsZero() {
		return ui.Words(lang.T("不需要", "none asked"))
	}
	return ui.Plain(p.Date(c.Due.Add(-time.Second)))
}

func stateTone(c supervise.Card, now time.Time) ui.Tone {
	switch {
	case c.Expired(now) && c.State == supervise.Opened:
		return ui.Overdue
	case c.State == supervise.Opened, c.State == supervise.Explained:
		return ui.Soon
	case c.State == supervise.Withdrawn:
		return ui.Neutral
	}
	return ""
}

func (v List) stats() ui.Component {
	n := map[supervise.State]int64{}
	colours := map[supervise.Colour]int64{}
	for _, c := range v.Counts {
		n[c.State] += c.N
		colours[c.Colour] += c.N
	}
	all := colours[supervise.Yellow] + colours[supervise.Red]
	unit, note := lang.T("张", "cards"), lang.Format("近%d天的黄牌和红牌里", "of the yellow and red cards of the last %d days", Period)
	href := func(name, value string) string { return Filter{Since: ui.ISO(v.Since)}.with("/cards", name, value) }
	return ui.Stats{
		{Name: supervise.Red.Title(), Count: colours[supervise.Red], Of: all, Unit: unit, Note: note, Href: href("colour", "red")},
		{Name: stateTitles[supervise.Opened], Count: n[supervise.Opened], Of: all, Unit: unit, Note: note, Href: href("state", string(supervise.Opened))},
		{Name: stateTitles[supervise.Late], Count: n[supervise.Late], Of: all, Unit: unit, Note: note, Href: href("state", string(supervise.Late)), Tone: ui.Overdue},
		{Name: stateTitles[supervise.Explained], Count: n[supervise.Explained], Of: all, Unit: unit, Note: note, Href: href("state", string(supervise.Explained))},
		{Name: stateTitles[supervise.Withdrawn], Count: n[supervise.Withdrawn], Of: all, Unit: unit, Note: note, Href: href("state", string(supervise.Withdrawn))},
	}
}

func (v List) byUnit() ui.Component {
	return ui.Section{Title: lang.T("按单位", "By unit"), Body: ui.Components{CountTable(v.Counts, v.Name, func(unit string) string {
		return Filter{Since: ui.ISO(v.Since), Colour: supervise.Asking}.with("/cards", "unit", unit)
	})}}
}

// CountTable is the counts by unit, in the order of the units' names; href may be nil.
func CountTable(counts []supervise.Count, name func(string) lang.Text, href func(unit string) string) ui.Table {
	t := ui.Table{Caption: lang.Format("近%d天，撤销的也计在内", "Over %d days, withdrawn ones counted", Period), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: supervise.Yellow.Title(), Numeric: true}, {Name: supervise.Red.Title(), Numeric: true},
		{Name: lang.T("其中复核维持", "Of these upheld"), Numeric: true}, {Name: lang.T("其中撤销", "Of these withdrawn"), Numeric: true}},
		Empty: ui.Empty{Title: lang.Format("近%d天没有黄牌和红牌", "No yellow or red card in %d days", Period)}}
	for i := 0; i < len(counts); {
		unit := counts[i].Unit
		var yellow, red, upheld, withdrawn int64
		for ; i < len(counts) && counts[i].Unit == unit; i++ {
			c := counts[i]
			if c.Colour == supervise.Red {
				red += c.N
			} else {
				yellow += c.N
			}
			switch c.State {
			case supervise.Upheld:
				upheld += c.N
			case supervise.Withdrawn:
				withdrawn += c.N
			}
		}
		row := ui.Row{Cells: []ui.Component{ui.Words(name(unit)), ui.Plain(ui.Number(yellow)), ui.Plain(ui.Number(red)), ui.Plain(ui.Number(upheld)), ui.Plain(ui.Number(withdrawn))}}
		if href != nil {
			row.Href = href(unit)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v List) filters() ui.Component {
	colours, states, rules := []ui.Option{{Value: string(supervise.Asking), Label: lang.T("黄牌和红牌", "Yellow and red")}}, []ui.Option(nil), []ui.Option(nil)
	for _, c := range supervise.Colours {
		colours = append(colours, ui.Option{Value: string(c), Label: c.Title()})
	}
	for _, s := range []supervise.State{supervise.ToDo, supervise.Reminder, supervise.Opened, supervise.Late, supervise.Explained, supervise.Upheld, supervise.Withdrawn} {
		states = append(states, ui.Option{Value: string(s), Label: stateTitles[s]})
	}
	for _, r := range supervise.Rules() {
		if r.Waits.IsZero() {
			rules = append(rules, ui.Option{Value: r.Number, Label: lang.T(r.Number+" "+r.Title.ZH, r.Number+" "+r.Title.EN)})
		}
	}
	f := ui.Filters{Action: "/cards"}
	for _, c := range []struct {
		name, value string
		label       lang.Text
		options     []ui.Option
	}{
		{"colour", string(v.Filter.Colour), lang.T("颜色", "Colour"), colours},
		{"unit", v.Filter.Unit, lang.T("单位", "Unit"), v.Units},
		{"rule", v.Filter.Rule, lang.T("规则", "Rule"), rules},
		{"state", string(v.Filter.State), lang.T("现在", "Now"), states},
	} {
		if len(c.options) == 0 {
			continue
		}
		f.Fields = append(f.Fields, ui.Field{Name: c.name, Kind: ui.Choice, Label: c.label, Value: c.value, Options: c.options})
		for _, o := range c.options {
			if c.value != "" && o.Value == c.value {
				f.Active = append(f.Active, ui.Chip{Label: o.Label, Remove: v.Filter.with("/cards", c.name, "")})
			}
		}
	}
	f.Fields = append(f.Fields, ui.Field{Name: "since", Kind: ui.Day, Label: lang.T("记录日期从", "Recorded since"), Value: v.Filter.Since})
	if len(f.Active) > 0 || v.Filter.Since != "" {
		f.Clear = "/cards"
	}
	return f
}

// RuleList is the table of rules, folded away.
func RuleList() ui.Component {
	var list ui.SummaryList
	for _, r := range supervise.Rules() {
		says := r.Formula
		if !r.Waits.IsZero() {
			says = lang.T(says.ZH+r.Waits.ZH, says.EN+" — "+r.Waits.EN)
		}
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T(r.Number+" "+r.Title.ZH, r.Number+" "+r.Title.EN), Value: says})
	}
	return ui.Disclosure{Summary: lang.T("什么情况会亮牌", "When a card opens"), Body: ui.Components{
		ui.Text(lang.T("每条规则保护的期限和形式出自法规；亮什么颜色是本平台自定的，没有能够核实的省级标准。", "The limits and forms behind the rules are the law's; the colours are rules of the house: no table of the province could be read.")), list}}
}

// query is what is asked for, as far as the visitor may look.
func (c *Pages) query(r *site.Request, f Filter) (supervise.Query, error) {
	q := supervise.Query{Division: c.Site.Division, Unit: f.Unit, Rule: f.Rule, Colour: f.Colour, State: f.State, Now: c.Site.Clock.Now()}
	if s := access.ScopeOf(r.Actor, access.ListCards); s.Reach == access.Unit {
		q.Unit = s.Unit
	}
	if f.Since != "" {
		day, err := calendar.ParseDay(f.Since)
		if err != nil {
			return q, fault.InvalidInput().At("since", lang.T("请填写真实存在的日期。", "Please enter a date that exists.")).Or()
		}
		q.Since = c.Site.Calendar().Start(day)
	}
	return q, nil
}

func (c *Pages) list(w http.ResponseWriter, r *site.Request) error {
	now := c.Site.Clock.Now()
	v := List{Filter: readFilter(r.URL.Query()), After: r.URL.Query().Get("after"), Name: r.Unit, Now: now, Whole: access.May(r.Actor, access.ListDivisionCases)}
	cal := c.Site.Calendar()
	v.Since = cal.DayOf(now) - Period + 1
	q, wrong := c.query(r, v.Filter)
	if v.Whole {
		for _, u := range r.Directory().Units() {
			v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
		}
	} else {
		v.Unit, v.Filter.Unit = r.Unit(q.Unit), ""
	}
	p := r.Page(lang.T("红黄牌", "Cards"))
	p.Wide = true
	if wrong != nil {
		return r.Refused(w, p, v, wrong)
	}
	q.After = v.After
	page, err := c.Cards.List(r.Context(), q)
	if err != nil {
		return err
	}
	v.Cards, v.Next = page.Cards, page.Next
	counts, err := c.counts(r.Context(), false)
	if err != nil {
		return err
	}
	for _, n := range counts {
		if q.Unit == "" || n.Unit == q.Unit {
			v.Counts = append(v.Counts, n)
		}
	}
	return r.Show(w, p, v)
}

func (c *Pages) counts(ctx context.Context, public bool) ([]supervise.Count, error) {
	now, cal := c.Site.Clock.Now(), c.Site.Calendar()
	return c.Cards.Counts(ctx, c.Site.Division, cal.Start(cal.DayOf(now)-Period+1), now, public)
}

// csv writes the filtered list, a page of the store at a time.
func (c *Pages) csv(w http.ResponseWriter, r *site.Request) error {
	q, err := c.query(r, readFilter(r.URL.Query()))
	if err != nil {
		return err
	}
	q.Limit = 100
	download(w, "text/csv; charset=utf-8", "cards.csv")
	if _, err := w.Write([]byte("\xef\xbb\xbf")); err != nil { // so that spreadsheets read it as UTF-8
		return nil // the reader went away
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"card", "case", "rule", "colour", "unit", "clock", "opened", "recorded", "event", "reply_until", "replied", "state"})
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.Site.Calendar().Zone()).Format(time.RFC3339)
	}
	for {
		page, err := c.Cards.List(r.Context(), q)
		if err != nil {
			c.Site.Log.ErrorContext(r.Context(), "export broken off", "error", err)
			panic(http.ErrAbortHandler) // the header is sent; a broken file must not look whole
		}
		for _, k := range page.Cards {
			_ = out.Write([]string{k.ID, k.Case, k.Rule, string(k.Colour), k.Unit, k.Clock, at(k.Opened), at(k.Shown), ui.Number(k.Seq), at(k.Due), at(k.Reply()), string(k.State)})
		}
		out.Flush()
		if out.Error() != nil || page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// lines writes all cards of the division as `banjie cards recompute` does.
func (c *Pages) lines(w http.ResponseWriter, r *site.Request) error {
	all, err := c.Cards.All(r.Context(), c.Site.Division)
	if err != nil {
		return err
	}
	download(w, "application/x-ndjson", "cards.jsonl")
	_ = supervise.Write(w, all) // a reader that goes away is nobody's fault
	return nil
}

func download(w http.ResponseWriter, kind, name string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
}

// Public is what everybody may see.
type Public struct {
	Counts []supervise.Count
	Name   func(unit string) lang.Text
	Since  calendar.Day
	Front  ui.Components // what stands before the cards, with a heading of its own; nil: nothing
}

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	title := lang.T("电子监察：各单位的红黄牌数", "Electronic supervision: cards by unit")
	lead := lang.T("期限没有守住、环节超时、说“不”而没有理由，系统按公开的规则亮牌。先听单位说明再复核；单位说明之后，或者说明期限过了，才计入这里。只数单位，不数个人。", "Where a limit was not kept, a step took too long or a no came without reasons, a card opens by public rules. The unit is heard before anybody decides, and a card counts here only after its reply or the end of the time for it. Units are counted, never persons.")
	body := ui.Components{CountTable(v.Counts, v.Name, nil), RuleList(),
		ui.Text(lang.T("从 "+v.Since.In(lang.ZH)+" 起。一张牌只是要求说明，本身不产生处分。", "Since "+v.Since.In(lang.EN)+". A card asks for an explanation; by itself it punishes nobody.")),
		ui.Actions{ui.LinkButton{Label: lang.T("公开承诺兑现情况", "Promised and kept"), Href: "/commitments", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("四张清单", "The four lists"), Href: "/lists", Look: ui.Secondary}},
	}
	if len(v.Front) == 0 {
		return append(ui.Components{ui.Heading{Title: title, Lead: lead}}, body...).View(p)
	}
	return append(v.Front, ui.Section{ID: "cards", Title: title, Body: append(ui.Components{ui.Text(lead)}, body...)}).View(p)
}

func (c *Pages) public(w http.ResponseWriter, r *site.Request) error {
	counts, err := c.counts(r.Context(), true)
	if err != nil {
		return err
	}
	cal := c.Site.Calendar()
	v := Public{Counts: counts, Name: r.Unit, Since: cal.DayOf(c.Site.Clock.Now()) - Period + 1}
	if c.Front != nil {
		if v.Front, err = c.Front(r); err != nil {
			return err
		}
	}
	p := r.Page(lang.T("效能监督", "Supervision"))
	p.Wide = true
	return r.Show(w, p, v)
}

// find gives the card of the address, where the visitor may see it.
func (c *Pages) find(r *site.Request) (*casework.Case, supervise.Card, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, supervise.Card{}, fault.Missing()
	}
	cs, _, err := c.Site.Engine.Load(r.Context(), casework.Key{Division: c.Site.Division, ID: id})
	if err != nil {
		return nil, supervise.Card{}, err
	}
	all, err := supervise.Cards(cs.Events, c.Site.NamedCalendars())
	if err != nil {
		return nil, supervise.Card{}, err
	}
	for _, k := range all {
		if k.ID == r.PathValue("card") && MaySee(r.Actor, c.Site.Division, k) {
			return cs, k, nil
		}
	}
	return nil, supervise.Card{}, fault.Missing()
}

// MaySee says whether the actor has a page of the card.
func MaySee(a access.Actor, division string, k supervise.Card) bool {
	t := access.Target{Division: division, Unit: k.Unit}
	return access.ScopeOf(a, access.ListCards).Covers(t) || access.ScopeOf(a, access.ExplainCard).Covers(t)
}
