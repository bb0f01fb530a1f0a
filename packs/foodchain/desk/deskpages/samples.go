package deskpages

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/form"
	"banjie/packs/foodchain/sheetout"
)

// Samples lists results with the form of a new one.
type Samples struct {
	List   []deskstore.Result
	Names  map[string]string
	Of     []ui.Option // businesses that the typed text may mean
	Next   string
	Failed bool
	Key    string
	Write  bool
	Recall func(ref, title, lot string) string
	Titles map[string]string    // what lots are of, by key; none: the register does not know it
	Begun  map[string][]ui.Link // recalls that were begun from a result, by its id
}

var samplesTitle = lang.T("抽检结果", "Test results")

// View draws it.
func (v Samples) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("结果，新的在前", "Results, the newest first"), Next: v.Next, Export: []ui.Link{{Name: ui.Data("CSV"), Href: "/food/desk/samples.csv"}},
		Columns: []ui.Column{{Name: lang.T("报告编号", "Report")}, {Name: lang.T("经营者", "Business")}, {Name: lang.T("批次", "Lot")}, {Name: lang.T("日期", "Day")}, {Name: lang.T("结果", "Result")}, {Name: lang.T("下一步", "Next")}},
		Empty:   ui.Empty{Title: lang.T("没有结果", "No results"), Text: lang.T("检验机构的结果登记在这里。", "What laboratories say is entered here.")}}
	for _, x := range v.List {
		tag, next := ui.Components{ui.Tag{Label: verdict(true), Tone: ui.Good}}, ui.Component(ui.Plain("–"))
		if !x.Passed {
			tag[0] = ui.Tag{Label: verdict(false), Tone: ui.Overdue}
			if links := v.Begun[x.ID]; len(links) > 0 {
				next = links[0]
			} else if v.Write {
				next = ui.Link{Name: lang.T("召回", "Recall"), Href: v.Recall(x.Number, v.Titles[x.Lot], x.Lot)}
			}
		}
		if x.Corrections > 0 {
			tag = append(tag, ui.Tag{Label: lang.T("已更正", "corrected")})
		}
		t.Rows = append(t.Rows, ui.Row{Href: sampleAddress(x.ID), Cells: []ui.Component{ui.Words(ui.Data(x.Number)), ui.Words(ui.Data(v.Names[x.Business])), ui.Words(v.goods(x.Lot)), ui.OnDay(x.Day), tag, next}})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: samplesTitle}}
	if v.Write {
		parts = append(parts, ui.Disclosure{Summary: lang.T("登记结果", "Enter a result"), Open: p.Fault != nil, Body: ui.Components{ui.Form{Action: "/food/desk/samples", Token: v.Key, Body: append(fieldsOf(desk.Result{}, "", v.Of), ui.Actions{ui.Button{Label: lang.T("登记", "Enter it")}})}}})
	}
	tab := func(href string, zh, en string, on bool) ui.Tab {
		return ui.Tab{Name: lang.T(zh, en), Href: href, Current: on}
	}
	return append(parts, ui.Tabs{Label: samplesTitle, Items: []ui.Tab{tab("/food/desk/samples", "全部", "All", !v.Failed), tab("/food/desk/samples?failed=1", "不合格", "Failed", v.Failed)}}, t).View(p)
}

// goods are what a lot is of with its number, as on the box; the whole code where nobody registered it.
func (v Samples) goods(lot string) lang.Text {
	name := v.Titles[lot]
	_, number, ok := strings.Cut(lot, "/10/")
	if name == "" || !ok {
		return ui.Data(bare(lot))
	}
	return ui.Data(name + " " + number)
}

func (g *Pages) samplesView(r *site.Request) (Samples, error) {
	v := Samples{Failed: r.URL.Query().Get("failed") == "1", Key: site.NewKey(), Write: g.may(r) == nil, Recall: g.Recall}
	var err error
	var next string
	if v.List, next, err = g.Store.Results(r.Context(), g.Site.Division, v.Failed, r.URL.Query().Get("after"), 30); err != nil {
		return v, err
	}
	if next != "" {
		v.Next = "/food/desk/samples?after=" + next
		if v.Failed {
			v.Next += "&failed=1"
		}
	}
	if v.Names, err = g.named(r.Context(), v.List...); err != nil {
		return v, err
	}
	v.Titles, v.Begun = map[string]string{}, map[string][]ui.Link{}
	for _, x := range v.List {
		if v.Titles[x.Lot], err = g.Product(r.Context(), x.Lot); err != nil {
			return v, err
		}
		if !x.Passed && g.Recalls != nil {
			if v.Begun[x.ID], err = g.Recalls(r.Context(), x.Lot, x.Number); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

func (g *Pages) samples(w http.ResponseWriter, r *site.Request) error {
	v, err := g.samplesView(r)
	if err != nil {
		return err
	}
	p := r.Page(samplesTitle)
	p.Wide, p.Back = true, "/food/desk"
	return r.Show(w, p, v)
}

// readResult reads the fields of a result; bad names what cannot be taken, of are businesses to choose from. at and
// name are the business that a result to be corrected names already.
func (g *Pages) readResult(r *site.Request, at, name string) (f desk.Result, of []ui.Option, bad *fault.Fault, err error) {
	get := func(name string) string { return strings.TrimSpace(lang.HalfWidth(r.PostFormValue(name))) }
	bad = fault.InvalidInput()
	f = desk.Result{Business: strings.TrimSpace(r.PostFormValue("business")), Number: get("number"), Lab: strings.TrimSpace(r.PostFormValue("lab")), Passed: get("passed") == "yes", Items: strings.TrimSpace(r.PostFormValue("items"))}
	if get("lot") == "" {
		bad.At("lot", lang.T("请填写批次。", "Please enter the lot."))
	} else if f.Lot = g.Code(get("lot")); f.Lot == "" {
		bad.At("lot", lang.T("批次读不懂，请扫追溯码，或者写成“商品条码/批号”。", "The lot cannot be read. Scan the trace code, or write “barcode/lot”."))
	} else if g.Known != nil {
		known, err := g.Known(r.Context(), f.Lot)
		if err != nil {
			return f, nil, nil, err
		}
		if !known {
			bad.At("lot", lang.T("没有人记录过这个批次，请核对。", "Nobody has recorded this lot; please compare it."))
		}
	}
	if f.Lab == "" {
		bad.At("lab", lang.T("请填写检验机构。", "Please enter the laboratory."))
	}
	if f.Business == name && name != "" {
		f.Business = at
	} else {
		var says lang.Text
		if f.Business, of, says, err = g.where(r.Context(), f.Business); err != nil {
			return f, nil, nil, err
		}
		if !says.IsZero() {
			bad.At("business", says)
		}
	}
	if f.Number == "" {
		bad.At("number", lang.T("请填写报告编号。", "Please enter the number of the report."))
	}
	day, dayErr := calendar.ParseDay(get("day"))
	if f.Day = day; dayErr != nil || f.Day > g.Site.Calendar().DayOf(g.Site.Clock.Now()) {
		bad.At("day", lang.T("请填写报告日期，不晚于今天。", "Please enter the day, today at the latest."))
	}
	if s := get("passed"); s != "yes" && s != "no" {
		bad.At("passed", lang.T("请选择结果。", "Please choose the result."))
	} else if s == "no" && f.Items == "" {
		bad.At("items", lang.T("不合格的，请写明哪一项。", "Of a failure, please say which item."))
	}
	return f, of, bad, nil
}

func (g *Pages) result(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	v, err := g.samplesView(r)
	if err != nil {
		return err
	}
	f, of, bad, err := g.readResult(r, "", "")
	if err != nil {
		return err
	}
	v.Of = of
	sent := form.Of(r)
	f.ID = sent.ID(12)
	if err = bad.Or(); err == nil {
		err = sent.Record(g.Site.Engine, casework.Whole{Kind: desk.Tested, Data: f}, func() (bool, error) {
			_, _, err := g.Store.Result(r.Context(), g.Site.Division, f.ID)
			return found(err)
		})
	}
	if err != nil {
		p := r.Page(samplesTitle)
		p.Wide, p.Back = true, "/food/desk"
		return r.Refused(w, p, v, err)
	}
	if !f.Passed {
		title, err := g.Product(r.Context(), f.Lot)
		if err != nil {
			return err
		}
		return r.Go(w, g.Recall(f.Number, title, f.Lot), lang.T("已登记：不合格。下面是要召回的范围。", "On record as failed. This is what a recall would be about."))
	}
	return r.Go(w, "/food/desk/samples", lang.T("已登记。", "On record."))
}

// samplesCSV sends every result, a part at a time.
func (g *Pages) samplesCSV(w http.ResponseWriter, r *site.Request) error {
	const step = 500
	list, next, err := g.Store.Results(r.Context(), g.Site.Division, false, "", step)
	if err != nil {
		return err
	}
	t, err := sheetout.Start(w, "samples.csv", "report", "business", "lot", "laboratory", "day", "passed", "items", "entered", "corrections")
	for err == nil {
		for _, x := range list {
			if err := t.Row(x.Number, x.Business, x.Lot, x.Lab, x.Day.String(), strconv.FormatBool(x.Passed), x.Items, x.At.UTC().Format(time.RFC3339), strconv.FormatInt(x.Corrections, 10)); err != nil {
				return err
			}
		}
		if next == "" {
			return t.End()
		}
		list, next, err = g.Store.Results(r.Context(), g.Site.Division, false, next, step)
	}
	return err
}
