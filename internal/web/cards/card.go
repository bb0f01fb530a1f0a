package cards

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/supervise"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Shown is one card with what may be answered to it.
type Shown struct {
	ID    casework.ID
	Card  supervise.Card
	Rule  supervise.Rule
	Clock lang.Text // the limit it is about; zero: none
	Unit  lang.Text
	Words map[int64]string // of the acts on the card, by event; "" where they were erased
	Now   time.Time
	Case  string // address of the case; "" where the visitor may not open it
	Token string
	// What the visitor may do now.
	Explain, Uphold, Withdraw bool
	Waits                     bool // a supervisor's review waits for the reply
}

// View draws it.
func (v Shown) View(p ui.Page) templ.Component {
	c := v.Card
	rows := []ui.SummaryRow{
		{Key: lang.T("办件", "Case"), Value: ui.Data(idnum.ShortCase(c.Case))},
		{Key: lang.T("单位", "Unit"), Value: v.Unit},
		{Key: lang.T("规则", "Rule"), Value: lang.T(v.Rule.Number+"："+v.Rule.Formula.ZH, v.Rule.Number+": "+v.Rule.Formula.EN)},
	}
	if v.Case != "" {
		rows[0].Body = ui.Link{Name: rows[0].Value, Href: v.Case + "#e-" + ui.Number(c.Seq)}
	}
	if !v.Clock.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("哪个期限", "Which limit"), Value: v.Clock})
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("发生时间", "Since"), Value: ui.Data(p.Instant(c.Opened))},
		ui.SummaryRow{Key: lang.T("凭据", "Evidence"), Value: lang.Format("办件的第%d条记录", "record %d of the case", c.Seq)})
	if !c.Due.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("说明期限（含当日）", "Please explain by"), Value: ui.Data(p.Date(c.Due.Add(-time.Second)))})
	}
	title := lang.T(v.Rule.Title.ZH, v.Rule.Title.EN)
	parts := ui.Components{
		ui.Heading{Caption: c.Colour.Title(), Title: title, Tag: &ui.Tag{Label: StateTitle(c, v.Now), Tone: tagTone(c, v.Now)},
			Lead: lang.T("这张牌是系统按规则从记录里算出来的，是一个需要说明的问题，不是结论。", "The platform drew this card from the record by a rule. It is a question that asks for an answer, not a verdict.")},
		ui.SummaryList{Rows: rows}}
	if len(c.Acts) > 0 {
		var said ui.SummaryList
		for _, a := range c.Acts {
			words := v.Words[a.Seq]
			value := ui.Data(words)
			if words == "" {
				value = lang.T("（已依法删除）", "(lawfully erased)")
			}
			said.Rows = append(said.Rows, ui.SummaryRow{Key: lang.T(actTitles[a.To].ZH+"，"+p.Date(a.At), actTitles[a.To].EN+", "+p.Date(a.At)), Value: value})
		}
		parts = append(parts, ui.Section{Title: lang.T("说明与复核", "Reply and review"), Body: ui.Components{said}})
	}
	if v.Waits {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("单位还在说明期限内，先听说明再复核；确属误判的，现在就可以撤销。", "The unit still has time to explain and is heard first. A card that is plainly wrong may be withdrawn at once.")})
	}
	for _, f := range v.forms() {
		parts = append(parts, f)
	}
	return parts.View(p)
}

var actTitles = map[supervise.State]lang.Text{
	supervise.Explained: lang.T("单位说明", "The unit's reply"), supervise.Upheld: lang.T("复核维持", "Upheld"), supervise.Withdrawn: lang.T("撤销", "Withdrawn"),
}

func tagTone(c supervise.Card, now time.Time) ui.Tone {
	if t := stateTone(c, now); t != "" {
		return t
	}
	return ui.Neutral
}

// forms are what may be answered now.
func (v Shown) forms() (all ui.Components) {
	add := func(may bool, verb string, title, label, hint lang.Text, look ui.Look) {
		if !may {
			return
		}
		all = append(all, ui.Section{ID: verb, Title: title, Body: ui.Components{ui.Form{Action: Href(v.ID, v.Card.ID) + "/" + verb, Token: v.Token, Body: ui.Components{
			ui.Field{Name: "reason", ID: "f-" + verb, Kind: ui.Area, Label: label, Hint: hint, Max: 1000, Rows: 4}, ui.Actions{ui.Button{Label: title, Look: look}}}}}})
	}
	both := lang.T("申请人也会看到。", "The applicant will read it too.")
	add(v.Explain, "explain_card", lang.T("提交说明", "Send the reply"), lang.T("说明情况：是什么原因，已经怎么处理", "What was the cause, and what has been done"), lang.T("写事情，不写个人。"+both.ZH, "Write of the matter, not of persons. "+both.EN), "")
	add(v.Uphold, "uphold_card", lang.T("复核维持", "Uphold"), lang.T("维持的理由", "Why it stands"), both, "")
	add(v.Withdraw, "withdraw_card", lang.T("撤销这张牌", "Withdraw it"), lang.T("撤销的理由", "Why it is withdrawn"), lang.T("撤销后仍计入总数，单列为撤销。"+both.ZH, "It stays in the count, as withdrawn. "+both.EN), ui.Secondary)
	return all
}

func (c *Pages) shown(r *site.Request, cs *casework.Case, k supervise.Card) Shown {
	rule, _ := supervise.RuleOf(k.Rule)
	now := c.Site.Clock.Now()
	v := Shown{ID: cs.ID, Card: k, Rule: rule, Unit: r.Unit(k.Unit), Words: map[int64]string{}, Now: now, Token: site.NewKey()}
	if p, err := c.Site.Engine.Procedure(cs.Procedure, cs.ProcedureVersion); err == nil {
		if rule, ok := p.Rule(k.Clock); ok {
			v.Clock = rule.Title
		}
	}
	for _, a := range k.Acts {
		v.Words[a.Seq] = cs.Events[a.Seq-1].Private.Text
	}
	if access.Check(r.Actor, access.ViewCase, cs.Target()) == nil {
		v.Case = "/work/cases/" + cs.ID.String()
	}
	asks := k.State == supervise.Opened || k.State == supervise.Explained
	division := access.Target{Division: c.Site.Division, Unit: k.Unit}
	v.Explain = k.State == supervise.Opened && r.Actor.Unit == k.Unit && access.ScopeOf(r.Actor, access.ExplainCard).Covers(division)
	review := access.ScopeOf(r.Actor, access.UpholdCard).Covers(division)
	heard := !k.Reply().IsZero() || k.Expired(now)
	v.Uphold, v.Waits = review && asks && heard, review && asks && !heard
	v.Withdraw = review && (asks || k.State == supervise.Upheld)
	return v
}

func (c *Pages) card(w http.ResponseWriter, r *site.Request) error {
	cs, k, err := c.find(r)
	if err != nil {
		return err
	}
	return r.Show(w, c.page(r), c.shown(r, cs, k))
}

func (c *Pages) page(r *site.Request) ui.Page {
	p := r.Page(lang.T("红黄牌", "Card"))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: lang.T("红黄牌", "Card")}}
	if access.May(r.Actor, access.ListCards) {
		p.Breadcrumbs[0] = ui.Link{Name: lang.T("红黄牌", "Cards"), Href: "/cards"}
		p.Breadcrumbs[1].Name = lang.T("这一张", "This one")
	}
	return p
}

// answer does what the form asks for.
func (c *Pages) answer(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	cs, k, err := c.find(r)
	if err != nil {
		return err
	}
	verb := r.PathValue("verb")
	if !slices.Contains([]string{"explain_card", "uphold_card", "withdraw_card"}, verb) {
		return r.Go(w, Href(cs.ID, k.ID), lang.Text{})
	}
	_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: cs.ID, Verb: verb, Reason: r.PostForm.Get("reason"), Input: &supervise.CardInput{Card: k.ID}, Idem: r.Idem()})
	if err != nil {
		v := c.shown(r, cs, k)
		v.Explain, v.Uphold, v.Withdraw = v.Explain && verb == "explain_card", v.Uphold && verb == "uphold_card", v.Withdraw && verb == "withdraw_card"
		return r.Refused(w, c.page(r), v, err)
	}
	return r.Go(w, Href(cs.ID, k.ID), lang.T("已记录。", "Recorded."))
}

// Samples of the invented county.

func sampleCards() []supervise.Listed {
	day := func(n int) time.Time { return time.Date(2026, time.March, n, 16, 0, 0, 0, time.UTC) }
	h := specimen.NewHall()
	c := h.Filed()
	card := func(rule string, colour supervise.Colour, unit, clock string, seq int64, opened, due int, state supervise.State) supervise.Listed {
		k := supervise.Listed{Key: c.Key, Card: supervise.Card{ID: rule + "-4-" + unit, Case: c.Number, Rule: rule, Colour: colour, Unit: unit, Clock: clock, Opened: day(opened), Shown: day(opened), Seq: seq, State: state}}
		if due > 0 {
			k.Due = day(due)
		}
		return k
	}
	explained := card("R1", supervise.Red, "market", "statutory", 9, 4, 9, supervise.Explained)
	explained.Acts = []supervise.Act{{To: supervise.Explained, At: day(6), Seq: 10}}
	return []supervise.Listed{card("Y1", supervise.Yellow, "market", "promised", 7, 10, 13, supervise.Opened), explained, card("Y2", supervise.Yellow, "fire", "step", 6, 3, 6, supervise.Opened), card("B1", supervise.Blue, "market", "promised", 5, 2, 0, supervise.Reminder)}
}

var sampleNow = time.Date(2026, time.March, 11, 2, 0, 0, 0, time.UTC)

func sampleName(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }

var sampleCounts = []supervise.Count{{Unit: "fire", Colour: supervise.Yellow, State: supervise.Opened, N: 2}, {Unit: "market", Colour: supervise.Red, State: supervise.Explained, N: 1}, {Unit: "market", Colour: supervise.Yellow, State: supervise.Upheld, N: 7}, {Unit: "market", Colour: supervise.Yellow, State: supervise.Withdrawn, N: 2}}

// Sample is the supervisor's list.
func (List) Sample() List {
	v := List{Cards: sampleCards(), Counts: sampleCounts, Next: "next", Name: sampleName, Now: sampleNow, Since: 20435, Whole: true, Filter: Filter{Colour: supervise.Yellow}}
	for _, u := range specimen.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v
}

// Sample is a card that waits for its unit, or for the review.
func (Shown) Sample(explained bool) Shown {
	k, i := sampleCards(), 0
	if explained {
		i = 1
	}
	r, _ := supervise.RuleOf(k[i].Rule)
	v := Shown{ID: k[i].Key.ID, Card: k[i].Card, Rule: r, Clock: lang.T("承诺办理时限", "Promised limit"), Unit: sampleName(k[i].Unit), Now: sampleNow, Case: "/work/cases/" + k[i].Key.ID.String(), Token: "sample", Explain: !explained, Uphold: explained, Withdraw: explained}
	if explained {
		v.Clock = lang.T("法定办理时限", "Limit by law")
	}
	v.Words = map[int64]string{10: "示例：现场核查的两位人员同一周都在抢险，没有及时指派替岗。已补派，本周内作出决定。"}
	return v
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("cards", lang.T("红黄牌", "Cards"), specimen.Supervisor, List{}.Sample(), nil),
		specimen.Page("cards-none", lang.T("红黄牌，没有", "Cards, none"), specimen.Head, List{Name: sampleName, Unit: sampleName("market")}, nil),
		specimen.Page("card-to-explain", lang.T("待说明的牌", "A card to explain"), specimen.Head, Shown{}.Sample(false), nil),
		specimen.Page("card-to-review", lang.T("待复核的牌", "A card to review"), specimen.Supervisor, Shown{}.Sample(true), nil),
		specimen.Page("cards-public", lang.T("电子监察：各单位的红黄牌数", "Cards by unit"), specimen.Supervisor, Public{Counts: sampleCounts, Name: sampleName, Since: 20400}, nil),
	}
}
