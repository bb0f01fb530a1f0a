// Package recallpages shows recalls in the browser.
//
//	/food/recalls ──▶ new: the walk at once, then one button │ {id}: orders, stock, counts, clocks, difference
//	                                                          │ {id}/things, holders.csv
//	/food/recall-orders/{id}   one holder: for the regulator, and for the holder itself
//	/my/recalls                a business: its own recalls and its orders
//	/recalls, /recalls/{number}  everybody: published notices
//
// A drill says so on every page and never stands among the public notices.
package recallpages

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Lists  recall.Lists
	Rules  recall.Rules
	Office *recall.Office
	// Plots gives the keys of the plots with a code of the soil archive, as somebody typed it; none
	// where there is no such code. nil: plots are named by their keys alone.
	Plots func(ctx context.Context, code string) ([]string, error)
	// Maker gives the key of the one place where what a recall begins from was made, "" where there are
	// several or none; nil: nobody knows.
	Maker func(ctx context.Context, start trace.Start) (string, error)
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
	s.Handle("GET /food/recall-orders/{id}", site.SignedIn, g.order)
	s.Handle("POST /food/recall-orders/{id}/{verb}", site.SignedIn.WithFiles(), g.answer)
	s.Handle("GET /food/recall-orders/{id}/files/{hash}", site.SignedIn, g.file)
	s.Handle("GET /my/recalls", site.SignedIn, g.mine)
	s.Handle("GET /recalls", site.Open, g.public)
	s.Handle("GET /recalls/{number}", site.Open, g.notice)
}

// Address of a recall's page.
func Address(id casework.ID) string { return "/food/recalls/" + id.String() }

// OrderAddress is that of an order's page.
func OrderAddress(id casework.ID) string { return "/food/recall-orders/" + id.String() }

// NewAddress is that of a recall to be opened from a cause: one click away from a failed sample, a
// lot, a plot or a complaint.
func NewAddress(cause, ref, title string, keys ...string) string {
	return "/food/recalls/new?" + url.Values{"cause": {cause}, "ref": {ref}, "title": {title}, "start": {strings.Join(keys, "\n")}}.Encode()
}

// load gives a case of a procedure to whoever may see it: the regulator's unit and those who read
// recalls, and the business it concerns.
func (g *Pages) load(r *site.Request, procedure string) (*casework.Case, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, fault.Missing()
	}
	c, _, err := g.Site.Engine.Load(r.Context(), casework.Key{Division: g.Site.Division, ID: id})
	if err != nil {
		return nil, err
	}
	if c.Procedure != procedure {
		return nil, fault.Missing()
	}
	if !r.Actor.Is(c.Party) && access.Check(r.Actor, recall.ReadRecalls, c.Target()) != nil {
		return nil, fault.Missing()
	}
	return c, nil
}

// offers says whether the actor may do a verb in the case now.
func offers(p *casework.Procedure, c *casework.Case, who access.Actor, verb string) bool {
	t, ok := p.Transition(c.State, verb)
	if !ok || access.Check(who, access.Verb(verb), c.Target()) != nil {
		return false
	}
	for _, rel := range casework.RelationOf(who, c) {
		for _, by := range t.By {
			if rel == by {
				return true
			}
		}
	}
	return false
}

// shortKey is a key as people read it: without the host.
func shortKey(key string) string {
	path := strings.TrimPrefix(key, trace.Host+"/")
	parts := strings.Split(path, "/")
	if len(parts) >= 2 && parts[0] == "01" {
		out := strings.TrimPrefix(parts[1], "0")
		for i := 2; i+1 < len(parts); i += 2 {
			v, err := url.PathUnescape(parts[i+1])
			if err != nil {
				v = parts[i+1]
			}
			switch parts[i] {
			case "10":
				out += "/" + v
			case "21":
				out += " #" + v
			}
		}
		return out
	}
	return path
}

var familyUnits = map[trace.Family]lang.Text{trace.Mass: lang.T("千克", "kg"), trace.Volume: lang.T("升", "l"), trace.Length: lang.T("米", "m"), trace.Pieces: lang.T("件", "pieces")}

// Units are those that a count may be entered in.
var Units = []ui.Option{{Value: "KGM", Label: lang.T("千克", "kg")}, {Value: "H87", Label: lang.T("件", "pieces")}, {Value: "LTR", Label: lang.T("升", "litres")}}

// decimal writes millionths without needless zeros.
func decimal(n int64) string {
	return strconv.FormatFloat(float64(n)/1e6, 'f', -1, 64)
}

// none stands where there is no amount.
var none = ui.Data("–")

// amounts in words; [none] for none.
func amounts(a recall.Amounts) lang.Text {
	var zh, en []string
	for _, f := range []trace.Family{trace.Mass, trace.Pieces, trace.Volume, trace.Length} {
		if n := a[f]; n != 0 {
			zh, en = append(zh, decimal(n)+familyUnits[f].ZH), append(en, decimal(n)+" "+familyUnits[f].EN)
		}
	}
	for f, n := range a {
		if _, known := familyUnits[f]; !known && n != 0 {
			zh, en = append(zh, decimal(n)+" "+string(f)), append(en, decimal(n)+" "+string(f))
		}
	}
	if len(zh) == 0 {
		return none
	}
	return lang.T(strings.Join(zh, "，"), strings.Join(en, ", "))
}

// placeName gives a place as people know it.
func (g *Pages) place(ctx context.Context, key string) recall.Place {
	if g.Rules.Places != nil {
		if p, ok, err := g.Rules.Places.Place(ctx, key); err == nil && ok {
			return p
		}
	}
	number := strings.TrimPrefix(strings.TrimPrefix(key, trace.Host+"/414/"), trace.Host+"/")
	return recall.Place{Name: number, Public: ui.Data(number)}
}

func optionText(id string) lang.Text {
	for _, o := range append(recall.Causes(), recall.Fates()...) {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
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

// writeCSV sends rows with a byte order mark, so that spreadsheets read Chinese.
func writeCSV(w http.ResponseWriter, name string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell // a spreadsheet must not take it for a formula
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
