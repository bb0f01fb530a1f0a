// Package recallpages shows recalls in the browser, to the office and to everybody.
//
//	/food/recalls ──▶ new: the walk at once, then one button │ {id}: orders, stock, counts, clocks, difference
//	                                                          │ {id}/things, holders.csv
//	/recalls, /recalls/{number}  everybody: published notices
//
// The orders to a business stand in orderpages. A drill says so on every page and never stands among the
// public notices.
package recallpages

import (
	"context"
	"net/url"
	"strings"
	"time"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
)

// Pages are the pages of this package.
type Pages struct {
	*recallview.Hall
	Office *recall.Office
	// Plots gives the keys of the plots with a code of the soil archive, as somebody typed it; none
	// where there is no such code. nil: plots are named by their keys alone.
	Plots func(ctx context.Context, code string) ([]string, error)
	// Maker gives the key of the one place where what a recall begins from was made, "" where there are
	// several or none; nil: nobody knows.
	Maker func(ctx context.Context, start trace.Start) (string, error)
	// Corrected gives what was corrected of the sample that a recall began from, by the number of its report
	// and the lots of the start; nil: nobody keeps samples.
	Corrected func(ctx context.Context, number string, lots []string) ([]Corrected, error)
}

// Corrected is a sample whose result was corrected.
type Corrected struct {
	Href   string
	Number string // of the report
	Passed bool   // as it stands now
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s, staff := g.Site, site.For(recall.ReadRecalls)
	s.Handle("GET /food/recalls", staff, g.board)
	s.Handle("GET /food/recalls/new", site.For("open_recall"), g.ask)
	s.Handle("POST /food/recalls/new", site.For("open_recall"), g.open)
	s.Handle("GET /food/recalls/{id}", site.SignedIn, g.show)
	s.Handle("POST /food/recalls/{id}/{verb}", site.SignedIn, g.act)
	s.Handle("GET /food/recalls/{id}/things", staff, g.things)
	s.Handle("GET /food/recalls/{id}/holders.csv", staff, g.holders)
	s.Handle("GET /recalls", site.Open, g.public)
	s.Handle("GET /recalls/{number}", site.Open, g.notice)
}

// NewAddress is that of a recall to be opened from a cause: the form opens filled in from a failed sample, a
// lot, a plot or a complaint.
func NewAddress(cause, ref, title string, keys ...string) string {
	return "/food/recalls/new?" + url.Values{"cause": {cause}, "ref": {ref}, "title": {title}, "start": {strings.Join(keys, "\n")}}.Encode()
}

// span is a duration in words: minutes below a day, hours above.
func span(d time.Duration) lang.Text {
	switch {
	case d <= 0:
		return ui.Data("–")
	case d < time.Second:
		return lang.Format("%d毫秒", "%d ms", max(1, d.Milliseconds()))
	case d < time.Minute:
		return lang.Format("%d秒", "%d s", int(d/time.Second))
	case d < 3*time.Hour:
		return lang.Format("%d分钟", "%d min", int(d/time.Minute))
	}
	return lang.Format("%[1]d小时%[2]d分", "%[1]d h %[2]d min", int(d/time.Hour), int(d/time.Minute)%60)
}
