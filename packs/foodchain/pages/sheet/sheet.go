// Package sheet is recording by spreadsheet: a template to fill, a plan of what each row will do,
// mistakes by cell, then one step for each row.
//
// The number of an entry is made of the file's bytes and the row, so that a file that is uploaded
// twice, or again after it was cut off, records each row once. A row is a day, not an instant: it
// counts at noon of its day.
package sheet

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/trace"
)

// Pages are wired once.
type Pages struct{ *pages.Counter }

// Routes puts the pages on the site.
func (v *Pages) Routes() {
	record := site.For(v.Desk.Record)
	v.Site.Handle("GET /food/b/{id}/sheet", record, v.ask)
	v.Site.Handle("GET /food/b/{id}/sheet.xlsx", record, v.template)
	v.Site.Handle("POST /food/b/{id}/sheet", record.WithFiles(), v.plan)
	v.Site.Handle("POST /food/b/{id}/sheet/confirm", record.WithFiles(), v.confirm)
}

// columns of the sheet, in order.
var columns = []string{"日期 Day", "做了什么 What", "品名 Product", "追溯码（或条码/批号） Code", "数量 Quantity", "对方（名称或信用代码） With whom", "合格证或检验报告号 Certificate", "送货单号 Delivery note", "地块 Plot"}

const (
	colDay = iota
	colWhat
	colProduct
	colCode
	colAmount
	colPartner
	colProof
	colPaper
	colPlot
)

// mostRows is how many rows one file records.
const mostRows = 500

// purpose binds an uploaded file to this page.
const purpose = "food-steps"

// works are the steps a row can be: those with one lot.
func works(b chain.Business) (out []chain.Act) {
	for _, k := range b.Kind.Role().Steps {
		if act, _ := k.Act(); !(act.New && act.Takes) {
			out = append(out, act)
		}
	}
	return out
}

var title = lang.T("用表格导入", "Import a spreadsheet")

// Ask asks for the file.
type Ask struct {
	Business chain.Business
	Wrong    []fault.Field
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	home := pages.Home(v.Business)
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: title, Caption: pages.Name(v.Business), Lead: lang.T("一行记一笔。先看一遍会记什么，再确认；同一个文件传两次也只算一次。", "One entry a row. You see what it would record before it does; the same file twice counts once.")}}
	if len(v.Wrong) > 0 {
		t := ui.Table{Caption: lang.T("表格里要改的地方", "Places to correct"), Columns: []ui.Column{{Name: lang.T("单元格", "Cell")}, {Name: lang.T("怎么改", "What to do")}}}
		for _, x := range v.Wrong {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(x.Path), ui.Words(x.Message)}})
		}
		parts = append(parts, t)
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("下载模板", "Download the template"), Href: home + "/sheet.xlsx", Look: ui.Secondary}},
		ui.Form{Action: home + "/sheet", Multipart: true, Body: ui.Components{
			ui.Field{Name: "file", Kind: ui.File, Formats: []string{"xlsx"}, MaxBytes: held.MaxBytes, Label: lang.T("填好的表格", "The filled sheet")},
			ui.Actions{ui.Button{Label: lang.T("看看会记什么", "Show what it would record")}}}}).View(p)
}

func (v *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, title, pages.Home(b)), Ask{Business: b})
}

// template is a workbook to fill: headings, an example in a second sheet, what may be chosen.
func (v *Pages) template(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		head[i] = c
	}
	products, err := v.Desk.Store.Products(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return err
	}
	products = chain.Offered(products)
	help := [][]any{{"做了什么 What", "品名 Product"}}
	acts := works(b)
	for i := range max(len(acts), len(products)) {
		row := []any{nil, nil}
		if i < len(acts) {
			row[0] = acts[i].Title.ZH
		}
		if i < len(products) {
			row[1] = products[i].Name
		}
		help = append(help, row)
	}
	var out bytes.Buffer
	if err := workbook.Write(&out, []workbook.Sheet{{Name: "记录", Width: 18, Frozen: true, Plain: true, Rows: [][]any{head}}, {Name: "可以填的", Width: 22, Rows: help}}); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "food.xlsx"}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = out.WriteTo(w) // the reader went away; nothing to do
	return nil
}

// Row is one row as it will be recorded.
type Row struct {
	N       int
	Act     chain.Act
	Step    chain.Step
	Product string
	Partner string // typed, not yet registered
	Asked   []chain.Finding
	There   bool // recorded before
}

// Plan is what a file would record.
type Plan struct {
	Business chain.Business
	File     string
	Rows     []Row
	Hidden   []ui.Hidden
}

// fresh is how many rows were not recorded before.
func (v Plan) fresh() (n int) {
	for _, x := range v.Rows {
		if !x.There {
			n++
		}
	}
	return n
}

func (v Plan) asked() bool {
	return slices.ContainsFunc(v.Rows, func(x Row) bool { return len(x.Asked) > 0 && !x.There })
}

// View draws it.
func (v Plan) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("会记这些", "It would record"), Total: strconv.Itoa(len(v.Rows)), Columns: []ui.Column{{Name: lang.T("行", "Row"), Numeric: true}, {Name: lang.T("日期", "Day")}, {Name: lang.T("做什么", "What")}, {Name: lang.T("货", "Goods")}, {Name: lang.T("数量", "How much"), Numeric: true}, {Name: lang.T("要看一下的", "To look at")}}}
	for _, x := range v.Rows {
		notes := ui.Components{}
		if x.There {
			notes = append(notes, ui.Mark{Label: lang.T("以前记过，跳过", "recorded before, skipped"), Tone: ui.Neutral})
		}
		if x.Partner != "" {
			notes = append(notes, ui.Words(lang.T("对方没有登记过："+x.Partner, "not registered: "+x.Partner)), ui.Plain(" "))
		}
		for _, f := range x.Asked {
			notes = append(notes, ui.Mark{Label: f.Says, Tone: ui.Soon}, ui.Plain(" "))
		}
		amount := x.Step.Amount
		if len(x.Step.Takes) > 0 {
			amount = x.Step.Takes[0].Amount
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(strconv.Itoa(x.N)), ui.Plain(x.Step.At.Format(time.DateOnly)), ui.Words(x.Act.Title), ui.Plain(x.Product), ui.Plain(chain.Amount(amount)), notes}})
	}
	if v.fresh() == 0 {
		return ui.Components{ui.Heading{Title: lang.T("会记什么", "What it would record"), Caption: ui.Data(v.File)}, ui.Notice{Kind: ui.Info, Text: lang.T("这个文件里的都已经记过，没有要记的。", "All of this file was recorded before; there is nothing to record.")}, t,
			ui.Actions{ui.LinkButton{Label: lang.T("看记录本", "See the book"), Href: pages.Home(v.Business) + "/book"}, ui.LinkButton{Label: lang.T("换一个文件", "Another file"), Href: pages.Home(v.Business) + "/sheet", Look: ui.Secondary}}}.View(p)
	}
	body := ui.Components{}
	if v.asked() {
		var asked []chain.Finding
		for _, x := range v.Rows {
			asked = append(asked, x.Asked...)
		}
		body = append(body, ui.Field{Name: "reason", Kind: ui.Radios, Label: lang.T("有要看一下的行，选一个原因照样记", "For the rows to look at, choose why they are recorded all the same"), Options: pages.Reasons(asked)})
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.Format("记下这%d笔", "Record these %d", v.fresh())}, ui.LinkButton{Label: lang.T("不记，返回", "Do not record"), Href: pages.Home(v.Business) + "/sheet", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("会记什么", "What it would record"), Caption: ui.Data(v.File), Lead: lang.T("还没有记。", "Nothing is recorded yet.")}, t,
		ui.Form{Action: pages.Home(v.Business) + "/sheet/confirm", Multipart: true, Hidden: v.Hidden, Body: body}}.View(p)
}

// cell is the name of a cell as a spreadsheet shows it.
func cell(col, row int) string { return string(rune('A'+col)) + strconv.Itoa(row) }

// badSheet is the fault of a sheet with mistakes.
func badSheet() *fault.Fault {
	return fault.New(fault.Invalid, "bad_food_sheet", lang.T("表格里有要改的地方，什么都没有记。", "The sheet has places to correct; nothing was recorded."), lang.T("请改好以后重新上传。", "Please correct them and upload it again."))
}

// read makes steps of the rows; every mistake names its cell.
func (v *Pages) read(r *site.Request, b chain.Business, file held.File) (rows []Row, err error) {
	bad := badSheet()
	book, err := workbook.Open(file.Body, 50<<20)
	if err != nil || len(book.Sheets()) == 0 {
		return nil, bad.At("file", lang.T("这不是能读的表格。", "This is no spreadsheet that can be read."))
	}
	products, err := v.Desk.Store.Products(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return nil, err
	}
	places, err := v.Desk.Store.Places(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(products, func(a, b chain.Product) int { return a.Retired.Compare(b.Retired) }) // of one name, the one offered
	x := reader{b, products, places, v.Site.Calendar(), sha256.Sum256(file.Body), bad}
	err = book.Rows(book.Sheets()[0], func(n int, cells []string) error {
		empty := !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" })
		if n == 1 || empty {
			return nil
		}
		if len(rows) == mostRows {
			bad.At(cell(colDay, n), lang.Format("一次最多%d行，请分成几个文件。", "At most %d rows at once; please split the file.", mostRows))
			return io.EOF
		}
		rows = append(rows, x.row(n, append(cells, make([]string, len(columns))...)))
		return nil
	})
	if err != nil && err != io.EOF {
		return nil, bad.At("file", lang.T("这不是能读的表格。", "This is no spreadsheet that can be read.")).With(err)
	}
	if len(rows) == 0 {
		bad.At(cell(colDay, 2), lang.T("表格里没有记录，从第2行开始填。", "There is nothing in it; begin in row 2."))
	}
	return rows, bad.Or()
}

// reader makes a step of a row.
type reader struct {
	business chain.Business
	products []chain.Product
	places   []chain.Place
	calendar *calendar.Calendar
	file     [32]byte
	bad      *fault.Fault
}

// entry is the number of the entry of a row: the same file and row give the same.
func (x reader) entry(n int) string {
	return chain.EntryOf(fmt.Sprintf("%x %s %d", x.file, x.business.ID, n))
}

// written are the ways in which a day is typed as text.
var written = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)

// dashed writes a day with hyphens and two digits, as [calendar.ParseDay] reads it.
func dashed(text string) string {
	m := written.FindStringSubmatch(strings.ReplaceAll(lang.HalfWidth(text), " ", ""))
	if m == nil {
		return text
	}
	return fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
}

func (x reader) row(n int, c []string) Row {
	for i := range c {
		c[i] = strings.TrimSpace(c[i])
	}
	out := Row{N: n, Product: c[colProduct], Partner: c[colPartner]}
	s := chain.Step{Entry: x.entry(n), Business: x.business.ID, Proof: c[colProof], Paper: c[colPaper]}
	day, err := calendar.ParseDay(dashed(c[colDay]))
	if err != nil {
		x.bad.At(cell(colDay, n), fault.For(err).Message)
	}
	s.At = x.calendar.Start(day).Add(12 * time.Hour)
	acts := works(x.business)
	i := slices.IndexFunc(acts, func(a chain.Act) bool {
		return a.Title.ZH == c[colWhat] || strings.EqualFold(a.Title.EN, c[colWhat]) || string(a.Kind) == c[colWhat]
	})
	if i < 0 {
		x.bad.At(cell(colWhat, n), lang.T("没有这种记录，请从第二张表里选。", "There is no such step; choose from the second sheet."))
		return out
	}
	out.Act, s.Kind = acts[i], acts[i].Kind
	amount, err := trace.ParseAmount(lang.HalfWidth(c[colAmount]))
	if err != nil || amount == 0 {
		x.bad.At(cell(colAmount, n), lang.T("请填写数字，例如 12.5。", "Please enter a number, for example 12.5."))
	}
	if out.Act.New {
		x.makes(n, c, &s, amount)
	} else {
		x.moves(n, c, &s, &out, amount)
	}
	if (out.Act.From || out.Act.To) && c[colPartner] == "" {
		x.bad.At(cell(colPartner, n), lang.T("请填写对方是谁。", "Please say who the other one is."))
	}
	out.Step = s
	return out
}

// makes reads a row in which a lot comes into being.
func (x reader) makes(n int, c []string, s *chain.Step, amount int64) {
	i := slices.IndexFunc(x.products, func(p chain.Product) bool { return p.Name == c[colProduct] })
	if i < 0 {
		x.bad.At(cell(colProduct, n), lang.T("没有这个产品，请先在“产品”里添加。", "There is no such product; add it under Products first."))
		return
	}
	s.Product, s.Unit, s.Amount = x.products[i].GTIN, x.products[i].Unit, amount
	if c[colPlot] == "" {
		return
	}
	j := slices.IndexFunc(x.places, func(p chain.Place) bool { return p.Plot() && (p.Name == c[colPlot] || p.Ext == c[colPlot]) })
	if j < 0 {
		x.bad.At(cell(colPlot, n), lang.T("没有这块地，请先在“地点”里添加。", "There is no such plot; add it under Places first."))
		return
	}
	s.Place, s.Plot = x.places[j].GLN, x.places[j].Ext
}

// moves reads a row about a lot that is there.
func (x reader) moves(n int, c []string, s *chain.Step, out *Row, amount int64) {
	key, err := chain.ReadCode(c[colCode])
	if err != nil {
		x.bad.At(cell(colCode, n), fault.For(err).Message)
		return
	}
	gtin, lot := chain.PartsOf(key)
	s.Takes = []chain.Portion{{Lot: key, Amount: amount, Unit: "KGM"}}
	for _, p := range x.products {
		if p.GTIN == gtin {
			s.Takes[0].Unit = p.Unit
			out.Product = p.Name
		}
	}
	if lot != "" {
		out.Product = strings.TrimSpace(out.Product + " " + lot)
	}
}
