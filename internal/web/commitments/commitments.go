// Package commitments shows what units promised in public and what came of it.
//
//	/commitments (everybody) ──▶ /commitments/{id} ── versions, differences, hash, receipt
//	/head/commitments (the unit's head) ── new, change, report, withdraw ─┐
//	/centre/commitments (supervision) ── confirm, dispute ────────────────┴─▶ acts on the ledger
//
// Kept ÷ due stands with both numbers and a 95 % interval; what is overdue stands first, by the
// day alone. The page of one commitment holds every version with its reason and its hash: the
// bytes behind the hash and the receipt of the ledger can be saved and checked by anybody. It
// names units and no person, and makes no table that ranks them.
package commitments

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/integrity/chance"
	"banjie/internal/lang"
	"banjie/internal/registers/commitment"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Acts reads acts without a case, for their receipts and files.
type Acts interface {
	Act(ctx context.Context, division string, seq int64) (casework.Event, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Register commitment.Reader
	Acts     Acts
	Numbers  commitment.Numbers
	Times    Times // how long cases of an item took; nil: not shown
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	s := c.Site
	head, judge := site.For(access.WriteCommitment), site.For(access.JudgeCommitment)
	s.Handle("GET /commitments", site.Open, c.list(Everybody))
	s.Handle("GET /commitments/{id}", site.Open, c.show)
	s.Handle("GET /commitments/{id}/versions/{version}/terms.json", site.Open, c.terms)
	s.Handle("GET /commitments/{id}/versions/{version}/receipt.txt", site.Open, c.receipt)
	s.Handle("GET /commitments/{id}/evidence/{seq}", site.Open, c.evidence)
	s.Handle("GET /head/commitments", head, c.list(Owner))
	s.Handle("GET /head/commitments/new", head, c.ask)
	s.Handle("POST /head/commitments/new", head, c.publish)
	s.Handle("POST /commitments/{id}/change", head, c.change)
	s.Handle("POST /commitments/{id}/report", head.WithFiles(), c.report)
	s.Handle("POST /commitments/{id}/withdraw", head, c.withdraw)
	s.Handle("GET /centre/commitments", judge, c.list(Supervision))
	s.Handle("POST /commitments/{id}/confirm", judge, c.judge)
	s.Handle("POST /commitments/{id}/dispute", judge, c.judge)
}

func (c *Pages) today() calendar.Day { return c.Site.Calendar().DayOf(c.Site.Clock.Now()) }

// Href is the page of a commitment.
func Href(id string) string { return "/commitments/" + id }

// Reader of a list.
type Reader string

// Readers.
const (
	Everybody   Reader = "/commitments"
	Owner       Reader = "/head/commitments"
	Supervision Reader = "/centre/commitments"
)

// List is the list of commitments.
type List struct {
	For    Reader
	Filter Filter
	Tally  commitment.Tally
	Rows   []commitment.Commitment
	Next   string
	After  string
	Units  []ui.Option // that have commitments; none: the list is of one unit
	Name   func(unit string) lang.Text
	Today  calendar.Day
}

// Filter is what the list is narrowed by, as it stands in the address.
type Filter struct {
	Unit string
	Kind commitment.Kind
	Show string // "", overdue, reported
}

func (f Filter) with(path, name, value string) string {
	q := url.Values{}
	for n, v := range map[string]string{"unit": f.Unit, "kind": string(f.Kind), "show": f.Show} {
		if n == name {
			v = value
		}
		if v != "" {
			q.Set(n, v)
		}
	}
	if name == "after" && value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

var titles = map[Reader]lang.Text{
	Everybody:   lang.T("公开承诺兑现情况", "Public commitments: promised and kept"),
	Owner:       lang.T("本单位的公开承诺", "Commitments of my unit"),
	Supervision: lang.T("承诺了、还没有做到的", "Promised and not done"),
}

var leads = map[Reader]lang.Text{
	Everybody:   lang.T("哪个单位承诺了什么、什么时候兑现、兑现了没有。没有兑现的排在最前面。每一版的内容都有指纹记在账本上，改动会留下痕迹。", "Which unit promised what, for which day, and what came of it. What is overdue stands first. Each version has its fingerprint on the ledger, so a change leaves its trace."),
	Owner:       lang.T("承诺写大白话，写清楚怎么算做到。公开以后只能出新版本，到期以后不能改、不能撤。", "Promise in plain words and say what counts as kept. Once public it changes only by a new version, and not at all once its day has come."),
	Supervision: lang.T("过期没有结果的排在最前；单位报来等着核实的，点“看明细”。自己单位的承诺由别人核实。", "What is past its day stands first; what waits to be confirmed opens by its figure. Nobody confirms the own unit's."),
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: titles[v.For], Lead: leads[v.For]}, v.stats()}
	if v.For == Owner {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("公开一项新承诺", "Publish a commitment"), Href: "/head/commitments/new"}})
	}
	parts = append(parts, v.filters(), v.table(p))
	if v.For == Everybody {
		parts = append(parts, ui.Actions{ui.PrintButton{}}, about())
	}
	return parts.View(p)
}

// stats are kept ÷ due with its interval, and what asks for somebody.
func (v List) stats() ui.Component {
	t, unit := v.Tally, lang.T("项", "commitments")
	path := string(v.For)
	kept := ui.Figure{Name: lang.T("按时兑现率", "Kept in time"), Count: t.Kept, Of: t.Due, Unit: unit, Note: interval(t)}
	return ui.Stats{kept,
		{Name: lang.T("已经过期，没有结果", "Past their day, nothing settled"), Count: t.Overdue, Unit: unit, Href: v.Filter.with(path, "show", "overdue"), Tone: tone(t.Overdue)},
		{Name: lang.T("单位报了，等待核实", "Reported, to be confirmed"), Count: t.Waiting, Unit: unit, Href: v.Filter.with(path, "show", "reported")},
		{Name: lang.T("到期前撤下", "Withdrawn before their day"), Count: t.Taken, Unit: unit, Note: lang.T("不算在应兑现的里面，单独列出。", "Not among those due; counted by themselves.")}}
}

func tone(overdue int64) ui.Tone {
	if overdue > 0 {
		return ui.Overdue
	}
	return ""
}

// interval is the range that chance alone leaves around kept ÷ due.
func interval(t commitment.Tally) lang.Text {
	if t.Due == 0 {
		return lang.T("还没有到日期的承诺。", "No commitment has reached its day yet.")
	}
	low, high := chance.Wilson(int(t.Kept), int(t.Due))
	a, b := int64(math.Round(low*1000)), int64(math.Round(high*1000))
	span := ui.Percent(a, 1000) + " – " + ui.Percent(b, 1000)
	return lang.T("95%区间 "+span+"。分母是日期已过的全部承诺，没报、没核实的都算没有兑现。", "95 % interval "+span+". The denominator is every commitment whose day has passed; what is not reported or not confirmed counts as not kept.")
}

func about() ui.Component {
	return ui.Disclosure{Summary: lang.T("这些数怎么算、怎么核对", "How this is counted, and how to check it"), Body: ui.Components{
		ui.Text(lang.T("“按时兑现”要监督人员核实才算，单位自己报的不算。到期前撤下的不进分母，但是单独列出来。", "Kept in time counts once supervision has confirmed it, never on the unit's own word. What was withdrawn before its day is not in the denominator and is listed by itself.")),
		ui.Text(lang.T("每一版承诺公开时，内容的SHA-256记在账本上。下载内容文件，自己算一遍；下载回执，用 banjie verify 核对它确实在账本里。", "When a version is published the SHA-256 of its content is put on the ledger. Save the content and compute it yourself; save the receipt and check with banjie verify that it stands in the ledger.")),
		ui.Text(lang.T("这套做法是本平台自己定的规则。", "These are rules of this house."))}}
}

func (v List) filters() ui.Component {
	path := string(v.For)
	var kinds []ui.Option
	for _, k := range commitment.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Title()})
	}
	f := ui.Filters{Action: path}
	for _, c := range []struct {
		name, value string
		label       lang.Text
		options     []ui.Option
	}{
		{"show", v.Filter.Show, lang.T("看哪些", "Which"), []ui.Option{{Value: "overdue", Label: lang.T("已经过期、没有结果的", "Past their day, nothing settled")}, {Value: "reported", Label: lang.T("等待核实的", "To be confirmed")}}},
		{"unit", v.Filter.Unit, lang.T("单位", "Unit"), v.Units},
		{"kind", string(v.Filter.Kind), lang.T("类别", "Kind"), kinds},
	} {
		if len(c.options) == 0 {
			continue
		}
		f.Fields = append(f.Fields, ui.Field{Name: c.name, Kind: ui.Choice, Label: c.label, Value: c.value, Options: c.options})
		for _, o := range c.options {
			if c.value != "" && o.Value == c.value {
				f.Active = append(f.Active, ui.Chip{Label: o.Label, Remove: v.Filter.with(path, c.name, "")})
			}
		}
	}
	if len(f.Active) > 0 {
		f.Clear = path
	}
	return f
}

func (v List) table(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("过期没有结果的在前，然后按日期", "Overdue first, then by day"), Columns: []ui.Column{{Name: lang.T("承诺", "Commitment")}, {Name: lang.T("单位", "Unit")}, {Name: lang.T("类别", "Kind")}, {Name: lang.T("兑现日期", "Day")}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("没有这样的承诺", "No such commitment"), Text: lang.T("换一个筛选条件看看。", "Try another filter.")}}
	if v.Filter == (Filter{}) || v.For == Owner && v.Filter == (Filter{Unit: v.Filter.Unit}) {
		t.Empty = ui.Empty{Title: lang.T("还没有公开的承诺", "No commitment yet"), Text: lang.T("单位公开承诺以后，会列在这里。", "What units promise in public will stand here.")}
	}
	for _, c := range v.Rows {
		row := ui.Row{Href: Href(c.ID), Cells: []ui.Component{ui.Words(ui.Data(c.Sentence)), ui.Words(v.Name(c.Unit)), ui.Words(c.Kind.Title()), ui.OnDay(c.Due), tag(c, v.Today)}}
		if c.Overdue(v.Today) {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	if v.After != "" {
		t.Prev = v.Filter.with(string(v.For), "", "")
	}
	if v.Next != "" {
		t.Next = v.Filter.with(string(v.For), "after", v.Next)
	}
	return t
}

// tag is where a commitment stands, as a tag.
func tag(c commitment.Commitment, today calendar.Day) ui.Tag {
	tone := ui.Neutral
	switch {
	case c.Overdue(today):
		tone = ui.Overdue
	case c.State == commitment.Reported:
		tone = ui.Busy
	case c.State == commitment.Withdrawn, c.Outcome == commitment.Unkept:
		tone = ui.Shut
	case c.Outcome == commitment.Kept:
		tone = ui.Good
	case c.State == commitment.Settled:
		tone = ui.Soon
	}
	return ui.Tag{Label: c.Standing(today), Tone: tone}
}

func (c *Pages) list(who Reader) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		q := r.URL.Query()
		v := List{For: who, Name: r.Unit, Today: c.today(), After: q.Get("after"), Filter: Filter{q.Get("unit"), commitment.Kind(q.Get("kind")), q.Get("show")}}
		ask := commitment.Query{Division: c.Site.Division, Kind: v.Filter.Kind, After: v.After, Today: v.Today, Overdue: v.Filter.Show == "overdue"}
		if v.Filter.Show == "reported" {
			ask.State = commitment.Reported
		}
		counts, err := c.Register.Counts(r.Context(), c.Site.Division, v.Today)
		if err != nil {
			return err
		}
		if who == Owner {
			v.Filter.Unit = r.Actor.Unit
		} else {
			for _, n := range counts {
				o := ui.Option{Value: n.Unit, Label: r.Unit(n.Unit)}
				if !slices.ContainsFunc(v.Units, func(u ui.Option) bool { return u.Value == o.Value }) {
					v.Units = append(v.Units, o)
				}
			}
		}
		ask.Unit = v.Filter.Unit
		page, err := c.Register.Commitments(r.Context(), ask)
		if err != nil {
			return err
		}
		v.Rows, v.Next, v.Tally = page.Rows, page.Next, commitment.TallyOf(counts, v.Filter.Unit)
		p := r.Page(titles[who])
		p.Wide = true
		return r.Show(w, p, v)
	}
}
