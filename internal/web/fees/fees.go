// Package fees is the register of fees in the browser: the public list, the payer's page that
// says whether what was paid was lawful, and the pages on which units keep the list.
//
//	/fees ─▶ /fees/{id}            /fees/check: own words ─▶ fee, day, amount ─▶ verdict ─▶ sealed complaint
//	/work/registers/fees ─▶ edit ─▶ dry run ─▶ publish (an act on the ledger)
//	                     └─ import (CSV, XLSX) ─▶ dry run ─▶ publish
//
// A check stores nothing, and its question never stands in an address. The complaint that one
// tap makes is written by the pages of complaints; here its words are only put together. What
// is lawful is reckoned by package fee. Telling an applicant which fees there are rests on the
// Administrative Licensing Law art. 30 (law:xkf-30).
package fees

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Store fee.Store
}

// Routes adds the pages to the site.
func (f *Pages) Routes() {
	s, read, edit := f.Site, site.For(access.ReadRegisters), site.For(access.PublishFee)
	s.Handle("GET /fees", site.Open, f.list)
	s.Handle("GET /fees.csv", site.Open, f.file)
	s.Handle("GET /fees.xlsx", site.Open, f.file)
	s.Handle("GET /fees/check", site.Open, f.ask)
	s.Handle("POST /fees/check", site.Open, f.check)
	s.Handle("GET /fees/{id}", site.Open, f.one)
	s.Handle("GET /work/registers/fees", read, f.staff)
	s.Handle("GET /work/registers/fees/edit", edit, f.edit)
	s.Handle("POST /work/registers/fees/edit", edit, f.dryRun)
	s.Handle("POST /work/registers/fees/publish", edit, f.publish)
	s.Handle("GET /work/registers/fees/import", edit, f.askImport)
	s.Handle("POST /work/registers/fees/import", edit.WithFiles(), f.planImport)
	s.Handle("POST /work/registers/fees/import/confirm", edit.WithFiles(), f.confirmImport)
}

func (f *Pages) register(r *site.Request) (fee.Register, calendar.Day, error) {
	reg, err := f.Store.Fees(r.Context(), f.Site.Division)
	return reg, f.Site.Calendar().DayOf(f.Site.Clock.Now()), err
}

// perPage is how many fees a page lists.
const perPage = 40

// List is the public list of fees.
type List struct {
	Question string
	Unit     string
	Units    []ui.Option
	Fees     []fee.Fee
	Today    calendar.Day
	Total    int
	Page     int // from 1
	Named    func(id string) lang.Text
	Staff    bool // with the ways to keep the list
	May      bool // publish
}

func (v List) path() string {
	if v.Staff {
		return "/work/registers/fees"
	}
	return "/fees"
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	head := ui.Heading{Title: lang.T("收费目录", "Fees"), Lead: lang.T("清单之外不得收费。交了钱想知道对不对，几步就能查。", "Nothing may be charged that is not on the list. If you have paid, see in a moment whether it was right.")}
	parts := ui.Components{head}
	if v.Staff {
		links := ui.Actions{}
		if v.May {
			links = append(links, ui.LinkButton{Label: lang.T("登记新收费", "Enter a fee"), Href: "/work/registers/fees/edit"}, ui.LinkButton{Label: lang.T("导入表格", "Import a table"), Href: "/work/registers/fees/import", Look: ui.Secondary})
		}
		parts = append(parts, append(links, ui.LinkButton{Label: lang.T("公众看到的目录", "As the public sees it"), Href: "/fees", Look: ui.Quiet}))
	} else {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("查我交的钱对不对", "Check what I paid"), Href: "/fees/check"}})
	}
	parts = append(parts, ui.Filters{Action: v.path(), Fields: []ui.Field{
		{Name: "q", Label: lang.T("找什么收费", "Which fee"), Value: v.Question, Optional: true},
		{Name: "unit", Kind: ui.Choice, Label: lang.T("收费单位", "Who collects"), Options: v.Units, Value: v.Unit, Optional: true},
	}})
	t := ui.Table{Caption: lang.T("现在可以收的费", "What may be charged now"), Total: strconv.Itoa(v.Total),
		Columns: []ui.Column{{Name: lang.T("名称", "Fee")}, {Name: lang.T("收多少", "How much")}, {Name: lang.T("谁收", "Who collects")}, {Name: lang.T("依据", "Basis")}, {Name: lang.T("有效期", "Valid")}},
		Empty:   ui.Empty{Title: lang.T("没有找到这样的收费", "No such fee"), Text: lang.T("目录里没有的，就不能收。已经交了的，可以查一查，也可以投诉。", "What is not on the list may not be charged. If you paid it, check it or complain."), Link: &ui.Link{Name: lang.T("查我交的钱对不对", "Check what I paid"), Href: "/fees/check"}},
		Export:  []ui.Link{{Name: ui.Data("XLSX"), Href: "/fees.xlsx"}, {Name: ui.Data("CSV"), Href: "/fees.csv"}}}
	for _, x := range v.Fees {
		row := ui.Row{Href: "/fees/" + x.ID, Cells: []ui.Component{ui.Words(x.Name), ui.Words(x.Rate.Says()), ui.Words(collector(x, v.Named)), basis(x), ui.Words(valid(p, x, v.Today))}}
		if v.Staff && v.May {
			row.Href = "/work/registers/fees/edit?id=" + x.ID
		}
		t.Rows = append(t.Rows, row)
	}
	link := func(page int) string {
		return v.path() + "?" + url.Values{"q": {v.Question}, "unit": {v.Unit}, "page": {strconv.Itoa(page)}}.Encode()
	}
	if v.Page > 1 {
		t.Prev = link(v.Page - 1)
	}
	if v.Page*perPage < v.Total {
		t.Next = link(v.Page + 1)
	}
	return append(parts, t).View(p)
}

func collector(x fee.Fee, named func(string) lang.Text) lang.Text {
	if x.Unit == "" {
		return x.Collector
	}
	return named(x.Unit)
}

// cite names the document as people cite it.
func cite(x fee.Fee) lang.Text {
	b := x.Basis
	if b.Document == "" {
		return lang.Text{}
	}
	return ui.Data("《" + strings.Trim(b.Document, "《》") + "》" + b.Number + b.Article)
}

// basis is the document, with its mark where the text was not read.
func basis(x fee.Fee) ui.Component {
	if x.Basis.Read {
		return ui.Words(cite(x))
	}
	return ui.Components{ui.Words(cite(x)), ui.Plain(" "), ui.Mark{Label: lang.T("示例，未核实", "illustrative, not verified"), Tone: ui.Neutral}}
}

func valid(p ui.Page, x fee.Fee, today calendar.Day) lang.Text {
	from, until := p.Day(x.From), p.Day(x.Until)
	switch {
	case x.Until != 0 && x.Until < today:
		return lang.T("已于"+until+"停收", "ended on "+until)
	case x.Until != 0:
		return lang.T(from+"至"+until, from+" to "+until)
	}
	return lang.T(from+"起", "from "+from)
}

func (f *Pages) list(w http.ResponseWriter, r *site.Request) error { return f.show(w, r, false) }

func (f *Pages) staff(w http.ResponseWriter, r *site.Request) error { return f.show(w, r, true) }

func (f *Pages) show(w http.ResponseWriter, r *site.Request, staff bool) error {
	reg, today, err := f.register(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := List{Question: cut(q.Get("q")), Unit: q.Get("unit"), Today: today, Named: r.Unit, Staff: staff, May: access.May(r.Actor, access.PublishFee), Page: 1}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 {
		v.Page = n
	}
	v.Units = unitOptions(r)
	all := reg.Today(today)
	if staff { // with those that have ended or not begun
		all = reg.Newest()
		if r.Actor.Role == access.UnitHead {
			v.Unit = r.Actor.Unit
		}
	}
	if v.Question != "" {
		found := reg.Find(v.Question, 60)
		all = all[:0:0]
		for _, x := range found {
			if now, ok := reg.On(x.ID, today); ok && now.ValidOn(today) {
				all = append(all, now)
			} else if staff {
				all = append(all, x)
			}
		}
	}
	for _, x := range all {
		if v.Unit != "" && x.Unit != v.Unit {
			continue
		}
		if v.Total/perPage == v.Page-1 {
			v.Fees = append(v.Fees, x)
		}
		v.Total++
	}
	p := r.Page(lang.T("收费目录", "Fees"))
	p.Wide = true
	return r.Show(w, p, v)
}

// cut bounds what somebody searches for.
func cut(s string) string {
	runes := []rune(strings.TrimSpace(s))
	return string(runes[:min(len(runes), 100)])
}

func unitOptions(r *site.Request) (all []ui.Option) {
	for _, u := range r.Directory().Units() {
		all = append(all, ui.Option{Value: u.ID, Label: u.Name})
	}
	return all
}

// One is a fee with all its versions.
type One struct {
	Versions []fee.Fee // oldest first
	Today    calendar.Day
	Named    func(id string) lang.Text
}

// View draws it.
func (v One) View(p ui.Page) templ.Component {
	now := v.Versions[len(v.Versions)-1]
	rows := []ui.SummaryRow{
		{Key: lang.T("收多少", "How much"), Value: now.Rate.Says()},
		{Key: lang.T("谁收", "Who collects"), Value: collector(now, v.Named)},
		{Key: lang.T("谁交", "Who pays"), Value: now.Payer},
		{Key: lang.T("类别", "Sort"), Value: fee.Name(fee.Sorts(), now.Sort)},
		{Key: lang.T("依据", "Basis"), Body: basis(now)},
		{Key: lang.T("要给的票据", "Receipt you must get"), Value: fee.Name(fee.Receipts(), now.Receipt)},
		{Key: lang.T("有效期", "Valid"), Value: valid(p, now, v.Today)},
	}
	parts := ui.Components{ui.Heading{Title: now.Name, Caption: lang.T("收费目录", "Fees")}, notVerified(now), ui.SummaryList{Rows: rows},
		ui.Actions{ui.LinkButton{Label: lang.T("查我交的对不对", "Check what I paid"), Href: "/fees/check?" + url.Values{"fee": {now.ID}}.Encode()}}}
	t := ui.Table{Caption: lang.T("历次版本（登记在公共账本上，不能悄悄改）", "Versions, on the public ledger; none is changed quietly"), Columns: []ui.Column{{Name: lang.T("版本", "Version"), Numeric: true}, {Name: lang.T("收多少", "How much")}, {Name: lang.T("有效期", "Valid")}, {Name: lang.T("为什么改", "Why it was changed")}, {Name: lang.T("指纹", "Digest")}}}
	for i := len(v.Versions) - 1; i >= 0; i-- {
		x := v.Versions[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(strconv.Itoa(x.Version)), ui.Words(x.Rate.Says()), ui.Words(valid(p, x, v.Today)), ui.Plain(x.Reason), ui.Plain(x.Digest()[:16])}})
	}
	return append(parts, t).View(p)
}

func notVerified(x fee.Fee) ui.Component {
	switch {
	case x.Synthetic:
		return ui.Notice{Kind: ui.Demo, Text: lang.T("这是虚构县的示例收费，未经核实，不得用于真实业务。", "A made-up fee of a made-up county: illustrative, not verified, not for real use.")}
	case !x.Basis.Read:
		return ui.Notice{Kind: ui.Warning, Text: lang.T("依据文件的原文还没有核对，仅供参考。", "The text of the basis has not been read here; illustrative, not verified.")}
	}
	return nil
}

func (f *Pages) one(w http.ResponseWriter, r *site.Request) error {
	reg, today, err := f.register(r)
	if err != nil {
		return err
	}
	v := One{Versions: reg.Of(r.PathValue("id")), Today: today, Named: r.Unit}
	if len(v.Versions) == 0 {
		return fault.Missing()
	}
	p := r.Page(v.Versions[len(v.Versions)-1].Name)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("首页", "Home"), Href: "/"}, {Name: lang.T("收费目录", "Fees"), Href: "/fees"}, {Name: p.Title}}
	return r.Show(w, p, v)
}

// file is the whole list to take away.
func (f *Pages) file(w http.ResponseWriter, r *site.Request) error {
	reg, today, err := f.register(r)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("fees-%s", ui.ISO(today))
	if strings.HasSuffix(r.URL.Path, ".csv") {
		return download.Send(w, name+".csv", "text/csv; charset=utf-8", fee.Register(reg.Newest()).WriteCSV)
	}
	return download.Send(w, name+".xlsx", download.XLSX, fee.Register(reg.Newest()).WriteXLSX)
}
