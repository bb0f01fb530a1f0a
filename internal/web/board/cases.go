package board

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Cases is the filtered list of the division's cases.
type Cases struct {
	Filter Filter
	Rows   []Listed
	Next   string
	After  string
	Units  []ui.Option
	Items  []ui.Option
	Name   func(unit string) lang.Text
	Missed bool // a number was looked for and not found
}

// Filter is what the list is narrowed by, as it stands in the address.
type Filter struct {
	Unit, Item, Open, Since, Until, Order, Number string
	Lamp                                          casework.Lamp
	By                                            casework.Instant
}

func readFilter(q url.Values) Filter {
	return Filter{Unit: q.Get("unit"), Item: q.Get("item"), Open: q.Get("open"), Since: q.Get("since"), Until: q.Get("until"), Order: q.Get("order"), Number: strings.TrimSpace(q.Get("number")), Lamp: casework.Lamp(q.Get("lamp")), By: casework.Instant(q.Get("by"))}
}

func (f Filter) values() url.Values {
	q := url.Values{}
	for name, v := range map[string]string{"unit": f.Unit, "item": f.Item, "open": f.Open, "since": f.Since, "until": f.Until, "order": f.Order, "lamp": string(f.Lamp), "by": string(f.By)} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return q
}

// with is the address with one value changed, from the first page on.
func (f Filter) with(path, name, value string) string {
	q := f.values()
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// query asks the store; the error names a day that is none.
func (f Filter) query(s *site.Site) (casework.Query, error) {
	cal := s.Calendar()
	q := casework.Query{Division: s.Division, Unit: f.Unit, Item: f.Item, Lamp: f.Lamp, By: f.By, Order: casework.ByUrgency, Limit: 20}
	switch f.Open {
	case "yes", "no":
		open := f.Open == "yes"
		q.Open = &open
	}
	if f.Order == string(casework.ByNewest) || f.Open != "yes" || f.By != casework.ByReceipt {
		q.Order = casework.ByNewest // by the instant that is asked for
	}
	if f.Lamp == casework.DueSoon {
		q.DueBefore = desk.SoonBefore(cal, s.Clock.Now())
	}
	bad := fault.InvalidInput()
	if f.By != casework.ByReceipt && f.By != casework.ByAcceptance && f.By != casework.ByDecision {
		bad.At("by", lang.T("请选收件日、受理日或决定日。", "Choose the day of receipt, of acceptance or of decision."))
	}
	day := func(path, v string) (t time.Time) {
		if v == "" {
			return t
		}
		t, err := time.ParseInLocation(time.DateOnly, v, cal.Zone())
		if err != nil {
			bad.At(path, lang.T("请填写真实存在的日期。", "Please enter a date that exists."))
		}
		return t
	}
	q.Since = day("since", f.Since)
	if until := day("until", f.Until); !until.IsZero() {
		q.Until = until.AddDate(0, 0, 1)
	}
	return q, bad.Or()
}

// View draws it.
func (v Cases) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("全部办件", "All cases")},
		ui.SearchBox{Action: "/board/cases", Name: "number", Value: v.Filter.Number, Key: "/", Label: lang.T("按办件编号查", "Find by case number")}}
	if v.Missed {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有找到这个编号。", "There is no such number.")})
	}
	t := table(p, lang.T("办件，不含申请人姓名", "Cases, without names"), v.Rows, v.Name)
	t.Empty = ui.Empty{Title: lang.T("没有符合条件的办件", "No case fits"), Link: &ui.Link{Name: lang.T("去掉全部条件", "Clear all filters"), Href: "/board/cases"}}
	if v.Next != "" {
		t.Next = v.Filter.with("/board/cases", "after", v.Next)
	}
	if v.After != "" {
		t.Prev = v.Filter.with("/board/cases", "after", "")
	}
	if len(t.Rows) > 0 {
		t.Export = []ui.Link{{Name: ui.Data("CSV"), Href: v.Filter.with("/board/cases.csv", "after", "")}}
	}
	return append(parts, v.filters(), t).View(p)
}

var (
	openChoices  = []ui.Option{{Value: "yes", Label: lang.T("在办", "Open")}, {Value: "no", Label: lang.T("已办结", "Closed")}}
	lampChoices  = append([]ui.Option{{Value: string(casework.OnTime), Label: lang.T("按期决定", "Decided in time")}}, desk.Lamps...)
	byChoices    = []ui.Option{{Value: string(casework.ByReceipt), Label: lang.T("收件", "Receipt")}, {Value: string(casework.ByAcceptance), Label: lang.T("受理", "Acceptance")}, {Value: string(casework.ByDecision), Label: lang.T("决定", "Decision")}}
	orderChoices = []ui.Option{{Value: string(casework.ByUrgency), Label: lang.T("最急的在前", "Most urgent first")}, {Value: string(casework.ByNewest), Label: lang.T("最新的在前", "Newest first")}}
)

func (v Cases) filters() ui.Component {
	choices := []struct {
		name, value string
		label       lang.Text
		options     []ui.Option
	}{
		{"unit", v.Filter.Unit, lang.T("部门", "Unit"), v.Units},
		{"item", v.Filter.Item, lang.T("事项", "Item"), v.Items},
		{"open", v.Filter.Open, lang.T("在办还是办结", "Open or closed"), openChoices},
		{"lamp", string(v.Filter.Lamp), lang.T("期限情况", "Limit"), lampChoices},
		{"by", string(v.Filter.By), lang.T("日期指哪一天", "Days are those of"), byChoices},
		{"order", v.Filter.Order, lang.T("排列", "Order"), orderChoices},
	}
	f := ui.Filters{Action: "/board/cases"}
	for _, c := range choices {
		f.Fields = append(f.Fields, ui.Field{Name: c.name, Kind: ui.Choice, Label: c.label, Value: c.value, Options: c.options})
		for _, o := range c.options {
			if c.value != "" && o.Value == c.value && c.name != "order" {
				f.Active = append(f.Active, ui.Chip{Label: o.Label, Remove: v.Filter.with("/board/cases", c.name, "")})
			}
		}
	}
	f.Fields = append(f.Fields, ui.Field{Name: "since", Kind: ui.Day, Label: lang.T("日期从", "From day"), Value: v.Filter.Since}, ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("日期到", "Until day"), Value: v.Filter.Until})
	if len(f.Active) > 0 {
		f.Clear = "/board/cases"
	}
	return f
}

// table is a list of cases as supervision sees it.
func table(p ui.Page, caption lang.Text, rows []Listed, name func(string) lang.Text) ui.Table {
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("事项", "Item")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("状态", "State")}, {Name: lang.T("收件", "Received")}, {Name: lang.T("下一个期限", "Next limit")}}}
	for _, r := range rows {
		left := ui.Mark{Label: r.Left, Tone: r.Tone}
		if r.Paused > 0 {
			span := ui.SpanText(r.Paused, "workday")
			left = ui.Mark{Label: lang.T("已中止"+span.ZH, "paused for "+span.EN), Tone: ui.Still}
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/work/cases/" + r.Row.ID.String(), Tone: r.Tone,
			Cells: []ui.Component{ui.Plain(idnum.ShortCase(r.Row.Number)), ui.Words(r.Item), ui.Words(name(r.Row.Unit)), ui.Words(r.State), ui.Plain(p.Date(r.Row.Opened)), left}})
	}
	return t
}

func (b *Pages) cases(w http.ResponseWriter, r *site.Request) error {
	v := Cases{Filter: readFilter(r.URL.Query()), After: r.URL.Query().Get("after"), Name: r.Unit}
	if v.Filter.Number != "" {
		key, err := b.Site.Cases.ByNumber(r.Context(), b.Site.Division, strings.ToUpper(strings.Join(strings.Fields(v.Filter.Number), "")))
		if err == nil {
			http.Redirect(w, r.Request, "/work/cases/"+key.ID.String(), http.StatusSeeOther)
			return nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.Missed = true
	}
	if err := b.choices(r, &v); err != nil {
		return err
	}
	p := r.Page(lang.T("全部办件", "All cases"))
	p.Wide = true
	q, err := v.Filter.query(b.Site)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	q.After = v.After
	page, err := b.Site.Cases.Cases(r.Context(), q)
	if err != nil {
		return err
	}
	for _, row := range page.Rows {
		v.Rows = append(v.Rows, b.listed(row))
	}
	v.Next = page.Next
	return r.Show(w, p, v)
}

// choices fills the drop-down lists.
func (b *Pages) choices(r *site.Request, v *Cases) error {
	for _, u := range r.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	for after := ""; ; {
		items, next, err := b.Site.Items.List(r.Context(), b.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, it := range items {
			v.Items = append(v.Items, ui.Option{Value: it.Code, Label: it.Name})
		}
		if after = next; after == "" {
			return nil
		}
	}
}

// export writes the filtered list as CSV, a page of the store at a time, without names.
func (b *Pages) export(w http.ResponseWriter, r *site.Request) error {
	f := readFilter(r.URL.Query())
	q, err := f.query(b.Site)
	if err != nil {
		return err
	}
	q.Limit = 100
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="cases.csv"`)
	h.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	if _, err := w.Write([]byte("\xef\xbb\xbf")); err != nil { // so that spreadsheets read it as UTF-8
		return nil // the reader went away
	}
	_ = out.Write([]string{"number", "item", "item_version", "unit", "state", "channel", "received", "accepted", "decided", "closed", "result", "due", "late", "paused", "deemed_accepted", "provenance"})
	for {
		page, err := b.Site.Cases.Cases(r.Context(), q)
		if err != nil {
			b.Site.Log.ErrorContext(r.Context(), "export broken off", "error", err)
			panic(http.ErrAbortHandler) // the header is sent; a broken file must not look whole
		}
		for _, row := range page.Rows {
			_ = out.Write(record(b.Site, row))
		}
		out.Flush()
		if out.Error() != nil || page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// record is one line; cells hold codes and instants, nothing a person typed.
func record(s *site.Site, row casework.Row) []string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(s.Calendar().Zone()).Format(time.RFC3339)
	}
	yes := func(b bool) string {
		if b {
			return "1"
		}
		return "0"
	}
	return []string{row.Number, row.Item.Code, ui.Number(int64(row.Item.Version)), row.Unit, string(row.State), row.Channel, at(row.Opened), at(row.Accepted), at(row.Decided), at(row.Closed), row.Result, at(row.NextDue), yes(row.Late), yes(row.Paused), yes(row.Deemed), string(row.Provenance)}
}

// Sample is the list of what is overdue.
func (Cases) Sample() Cases {
	b := Board{}.Sample()
	it := specimen.Item()
	v := Cases{Filter: Filter{Lamp: casework.Overdue, Open: "yes"}, Rows: append(b.Overdue, b.Soon...), Next: "next", Name: b.Name, Items: []ui.Option{{Value: it.Code, Label: it.Name}}}
	for _, u := range specimen.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("board", lang.T("督办看板", "Board of supervision"), specimen.Supervisor, Board{}.Sample(), nil),
		specimen.Page("board-without-figures", lang.T("督办看板，数字还没有", "Board, before any figures"), specimen.Supervisor, Board{Name: Board{}.Sample().Name, At: Board{}.Sample().At}, nil),
		specimen.Page("board-cases", lang.T("全部办件", "All cases"), specimen.Supervisor, Cases{}.Sample(), nil),
	}
}
