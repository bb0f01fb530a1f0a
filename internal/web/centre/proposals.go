package centre

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/complaint/suggest"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

const (
	mostUnits   = 3   // units that are proposed
	mostAlike   = 5   // complaints that are shown as alike
	mostBriefs  = 200 // open complaints whose briefs are compared, those due first
	indexedFor  = time.Minute
	itemsAtOnce = 200
)

// Proposals are what the words of a story point to: for the officer who has opened it, beside
// the words, gone with the page. Nothing is filled in by them and nothing of them is kept.
type Proposals struct {
	Kinds []Proposed
	Units []Proposed
	Alike []Alike
	Told  lang.Text // the kind the reporter chose
}

// Proposed is a kind or a unit and the words it rests on.
type Proposed struct {
	Name  lang.Text
	Words []string
}

// Alike is another open complaint whose brief is like the story.
type Alike struct {
	Number string
	Kind   lang.Text
	Href   string
}

// View draws it; nothing where there is nothing to say.
func (v Proposals) View(p ui.Page) templ.Component {
	if len(v.Kinds)+len(v.Units)+len(v.Alike) == 0 {
		return ui.Components{}.View(p)
	}
	body := ui.Components{ui.Text(lang.T("机器按引号里的字词找的，可能不对，定的是您。没有替您填任何一项，合上原文就没有了。", "Found by the words in quotation marks; it may be wrong, and you decide. Nothing is filled in for you, and it is gone when you shut the story."))}
	var rows []ui.SummaryRow
	for i, k := range v.Kinds {
		key := lang.T("可能的类别", "Perhaps of this kind")
		if i > 0 {
			key = lang.T("也可能是", "Or of this one")
		}
		rows = append(rows, k.row(key))
	}
	if !v.Told.IsZero() && len(v.Kinds) > 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("投诉人选的类别", "Kind the reporter chose"), Value: v.Told})
	}
	for i, u := range v.Units {
		key := lang.T("可能归谁管", "Perhaps the matter of")
		if i > 0 {
			key = lang.T("也可能归", "Or of")
		}
		rows = append(rows, u.row(key))
	}
	if len(rows) > 0 {
		body = append(body, ui.SummaryList{Rows: rows})
	}
	if len(v.Alike) > 0 {
		cards := make(ui.Cards, len(v.Alike))
		for i, a := range v.Alike {
			cards[i] = ui.Card{Title: ui.Data(a.Number), Text: a.Kind, Href: a.Href}
		}
		body = append(body, ui.Text(lang.T("可能和这些未结投诉是同一件事（只和摘要比，不比原文）：", "Perhaps the same matter as these open complaints (compared with their briefs, never with stories):")), cards)
	}
	return ui.Section{ID: "proposals", Title: lang.T("供您参考", "To help you"), Body: body}.View(p)
}

func (v Proposed) row(key lang.Text) ui.SummaryRow {
	if len(v.Words) == 0 {
		return ui.SummaryRow{Key: key, Value: v.Name}
	}
	return ui.SummaryRow{Key: key, Body: ui.Components{ui.Text(v.Name), ui.Plain("“" + strings.Join(v.Words, "”“") + "”")}}
}

// propose reads a story that has just been opened.
func (c *Pages) propose(r *site.Request, k *casework.Case, words string) (v Proposals, err error) {
	f := complaint.FileOf(k)
	index, err := c.published(r)
	if err != nil {
		return v, err
	}
	v.Told = option(complaint.Kinds(), f.Kind)
	for i, p := range suggest.Kinds(words) {
		if i < 2 {
			v.Kinds = append(v.Kinds, Proposed{option(complaint.Kinds(), p.ID), p.Words})
		}
	}
	units := index.Units(words, mostUnits)
	for _, p := range units {
		v.Units = append(v.Units, Proposed{r.Unit(p.ID), p.Words})
	}
	unit := f.Against
	if unit == "" && len(units) > 0 {
		unit = units[0].ID
	}
	v.Alike, err = c.alike(r, k, suggest.Other{Kind: f.Kind, Unit: unit, Text: words})
	return v, err
}

// alike compares the words with the briefs of open complaints.
func (c *Pages) alike(r *site.Request, k *casework.Case, words suggest.Other) ([]Alike, error) {
	var others []suggest.Other
	cases := map[string]*casework.Case{}
	for after := ""; len(others) < mostBriefs; {
		page, err := c.Complaints.Page(r.Context(), complaint.DeskQuery{Division: c.Site.Division, After: after, Limit: 100})
		if err != nil {
			return nil, err
		}
		for _, s := range page.Rows {
			if s.Key == k.Key || s.State == complaint.Registered || len(others) == mostBriefs {
				continue // without a brief yet
			}
			o, _, err := c.Site.Engine.Load(r.Context(), s.Key)
			if f, ok := fault.As(err); ok && f.Kind == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			brief := caseview.BriefOf(o)
			if brief == "" || o.Unit != c.Centre {
				continue
			}
			unit := s.Against
			if to := complaint.FileOf(o).To; unit == "" && len(to) > 0 {
				unit = to[0]
			}
			id := o.ID.String()
			others, cases[id] = append(others, suggest.Other{ID: id, Kind: s.Kind, Unit: unit, Text: brief}), o
		}
		if after = page.Next; after == "" {
			break
		}
	}
	var all []Alike
	for _, m := range suggest.Alike(words, others) {
		if o := cases[m.ID]; len(all) < mostAlike {
			all = append(all, Alike{idnum.ShortCase(o.Number), option(complaint.Kinds(), complaint.FileOf(o).Kind), base(o)})
		}
	}
	return all, nil
}

// published is the index over what the county publishes of its units, made anew after a minute.
func (c *Pages) published(r *site.Request) (*suggest.Index, error) {
	c.indexing.Lock()
	defer c.indexing.Unlock()
	now := c.Site.Clock.Now()
	if c.index != nil && now.Sub(c.indexed).Abs() < indexedFor {
		return c.index, nil
	}
	var items []catalog.Item
	for after := ""; ; {
		page, next, err := c.Site.Items.List(r.Context(), c.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: itemsAtOnce})
		if err != nil {
			return nil, err
		}
		items = append(items, page...)
		if after = next; after == "" {
			break
		}
	}
	var duties []publiclist.Entry
	if c.Duties != nil {
		var err error
		if duties, err = c.Duties(r.Context()); err != nil {
			return nil, err
		}
	}
	c.index, c.indexed = suggest.NewIndex(r.Directory().Units(), items, duties), now
	return c.index, nil
}

// Duties reads the newest list of duties of the division, none where there is no list.
type Duties func(ctx context.Context) ([]publiclist.Entry, error)
