// Package find is how people get to the right matter: the first page, the search in
// their own words, the themes, the guide of an item and the check whether it fits.
//
//	first page ──▶ search │ theme ──▶ guide ──▶ check (one question a page) ──▶ apply
//
// Everything shown comes from the published item; a figure comes from [stats.Source] with
// numerator, denominator and the list by unit behind it. The answers of a check travel in
// the address, so nothing is kept; identity numbers, names and addresses are never asked
// there. The guide shows what the law wants published (law:xkf-30) and told (law:xkf-32.4).
//
// It files nothing, and a check never refuses anybody.
package find

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/stats"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Figures stats.Source // nil: the first page says that there are no figures yet
	Wall    clock.Clock  // the machine's clock, which a demonstration does not move

	mu     sync.Mutex
	index  *catalog.Index
	items  []catalog.Item
	listed time.Time
}

// Routes adds the pages to the site.
func (f *Pages) Routes() {
	s := f.Site
	s.Handle("GET /{$}", site.Open, f.home)
	s.Handle("GET /search", site.Open, f.search)
	s.Handle("GET /themes", site.Open, f.themes)
	s.Handle("GET /themes/{theme}", site.Open, f.theme)
	s.Handle("GET /items/{slug}", site.Open, f.guide)
	s.Handle("GET /items/{slug}/check", site.Open, f.check)
	s.Handle("GET /figures/{figure}", site.Open, f.figure)
}

// fresh is how long a list of items is used before it is asked for again.
const fresh = 2 * time.Second

// published gives the items in force and the index over them.
func (f *Pages) published(ctx context.Context) ([]catalog.Item, *catalog.Index, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Wall.Now()
	if f.index != nil && now.Sub(f.listed) < fresh {
		return f.items, f.index, nil
	}
	var items []catalog.Item
	for after := ""; ; {
		page, next, err := f.Site.Items.List(ctx, f.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: 200})
		if err != nil {
			return nil, nil, err
		}
		items = append(items, page...)
		if after = next; after == "" {
			break
		}
	}
	if f.index == nil || !slices.EqualFunc(items, f.items, sameVersion) {
		f.index = catalog.NewIndex(items)
	}
	f.items, f.listed = items, now
	return items, f.index, nil
}

func sameVersion(a, b catalog.Item) bool { return a.Code == b.Code && a.Version == b.Version }

// card leads to an item and says what matters most: how long, how much, how often.
func card(it catalog.Item, unit lang.Text) ui.Card {
	c := ui.Card{Title: it.Name, Text: it.Summary, Href: "/items/" + it.Slug, Icon: iconOf(it)}
	if it.CaseKind == catalog.OnTheSpot || it.Promised != nil && it.Promised.N == 0 {
		c.Meta = append(c.Meta, lang.T("当场办结", "on the spot"))
	} else if l := cmp.Or(it.Promised, it.Statutory); l != nil {
		c.Meta = append(c.Meta, span(*l))
	}
	if it.Fee.Amount == 0 {
		c.Meta = append(c.Meta, lang.T("不收费", "free"))
	}
	if it.Visits == 0 {
		c.Meta = append(c.Meta, lang.T("不用跑", "no visit"))
	}
	if !unit.IsZero() {
		c.Meta = append(c.Meta, unit)
	}
	return c
}

func iconOf(it catalog.Item) ui.Icon {
	theme, _ := catalog.ThemeOf(it.Theme)
	switch {
	case it.Theme == "farming" || it.Theme == "agriculture":
		return ui.IconLeaf
	case it.Theme == "transport" || it.Theme == "driving":
		return ui.IconTruck
	case it.Theme == "medical" || it.Theme == "care" || it.Theme == "disability":
		return ui.IconHeart
	case theme.Side == catalog.Business:
		return ui.IconFirm
	}
	return ui.IconPerson
}

func span(l limit.Limit) lang.Text { return ui.SpanText(l.N, l.Unit) }
