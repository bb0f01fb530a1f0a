package deskpages

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/form"
)

// SampleResult is one result: what it says now, each correction with what it said before, the recalls that were begun
// from it, and the form to correct it.
type SampleResult struct {
	deskstore.Result
	Corrections []deskstore.Correction // the newest first
	Names       map[string]string      // of businesses, by id
	Of          []ui.Option            // businesses that the typed text may mean
	Recalls     []ui.Link              // in force, begun from what it says or said
	Next        string                 // address of a recall, of a failure that has none
	Key         string
	Write       bool
}

var resultTitle = lang.T("抽检结果", "Test result")

func verdict(passed bool) lang.Text {
	if passed {
		return lang.T("合格", "passed")
	}
	return lang.T("不合格", "failed")
}

// said is a result as rows; against another, only what differs, as "before → after".
func (v SampleResult) said(r desk.Result, was *desk.Result) (rows []ui.SummaryRow) {
	row := func(key lang.Text, value func(desk.Result) lang.Text) {
		x := ui.SummaryRow{Key: key, Value: value(r)}
		if was != nil {
			before := value(*was)
			if before == x.Value {
				return
			}
			x.Value = lang.T(before.ZH+" → "+x.Value.ZH, before.EN+" → "+x.Value.EN)
		}
		rows = append(rows, x)
	}
	data := func(text string) lang.Text {
		if text == "" {
			return lang.T("没有写", "not said")
		}
		return ui.Data(text)
	}
	row(lang.T("结果", "Result"), func(r desk.Result) lang.Text { return verdict(r.Passed) })
	row(lang.T("检测项目", "Items"), func(r desk.Result) lang.Text { return data(r.Items) })
	row(lang.T("批次", "Lot"), func(r desk.Result) lang.Text { return data(bare(r.Lot)) })
	row(lang.T("在哪家抽的", "Sampled at"), func(r desk.Result) lang.Text { return data(v.Names[r.Business]) })
	row(lang.T("报告编号", "Number of the report"), func(r desk.Result) lang.Text { return data(r.Number) })
	row(lang.T("检验机构", "Laboratory"), func(r desk.Result) lang.Text { return data(r.Lab) })
	row(lang.T("报告日期", "Day of the report"), func(r desk.Result) lang.Text { return lang.T(r.Day.In(lang.ZH), r.Day.In(lang.EN)) })
	return rows
}

// bare is a key without the host that all share.
func bare(key string) string { return strings.TrimPrefix(key, "https://id.gs1.org/") }

// View draws it.
func (v SampleResult) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("抽检结果 "+v.Number, "Test result "+v.Number)}}
	for _, l := range v.Recalls {
		n := ui.Notice{Kind: ui.Info, Title: lang.T("从这个结果开始的召回", "A recall was begun from this result"), Text: lang.T("召回还在生效。", "It is in force."), Link: &l}
		if v.Passed {
			n.Kind, n.Text = ui.Warning, lang.T("结果已更正为合格，召回不会自己结束。请打开它，按召回的规定处理。", "The result was corrected to passed. The recall does not end by itself: open it and deal with it by its own rules.")
		}
		parts = append(parts, n)
	}
	parts = append(parts, ui.SummaryList{Title: lang.T("现在的结果", "What it says now"), Rows: v.said(v.Result.Result, nil)})
	if v.Next != "" && len(v.Recalls) == 0 {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("召回这一批", "Recall the lot"), Href: v.Next, Look: ui.Secondary}})
	}
	var events []ui.TimelineEvent
	office := lang.T("食品监管单位", "the food regulator")
	for _, c := range v.Corrections {
		why := desk.WhySays(c.Why)
		events = append(events, ui.TimelineEvent{Seq: c.N + 1, What: lang.T("更正", "Corrected"), At: c.At, Actor: office, Reason: lang.T(why.ZH+"："+c.Words, why.EN+": "+c.Words), Body: ui.SummaryList{Rows: v.said(c.Is, &c.Was)}})
	}
	first := v.Result.Result
	if n := len(v.Corrections); n > 0 {
		first = v.Corrections[n-1].Was
	}
	events = append(events, ui.TimelineEvent{Seq: 1, What: lang.T("登记："+verdict(first.Passed).ZH, "Entered: "+verdict(first.Passed).EN), At: v.At, Actor: office})
	parts = append(parts, ui.Section{Title: lang.T("经过", "What happened"), Body: ui.Components{ui.Timeline{Events: events}}})
	if v.Write {
		var whys []ui.Option
		for _, w := range desk.Whys {
			whys = append(whys, ui.Option{Value: w.ID, Label: w.Says})
		}
		fields := append(ui.Components{
			ui.Field{Name: "why", Kind: ui.Radios, Options: whys, Label: lang.T("为什么更正", "Why it is corrected")},
			ui.Field{Name: "words", Kind: ui.Area, Rows: 2, Max: 200, Label: lang.T("哪里错了", "What was wrong"), Hint: lang.T("不写个人姓名。原来的结果和这句话一直看得到。", "Name no person. The old result and this sentence stay visible.")}},
			fieldsOf(v.Result.Result, v.Names[v.Result.Business], v.Of)...)
		parts = append(parts, ui.Disclosure{Summary: lang.T("更正这个结果", "Correct this result"), Open: p.Fault != nil, Body: ui.Components{
			ui.Form{Action: sampleAddress(v.ID) + "/correct", Token: v.Key, Hidden: []ui.Hidden{{Name: "seen", Value: strconv.FormatInt(v.Result.Corrections, 10)}}, Body: append(fields, ui.Actions{ui.Button{Label: lang.T("更正", "Correct it")}})}}})
	}
	return parts.View(p)
}

func sampleAddress(id string) string { return "/food/desk/samples/" + id }

// fieldsOf are the fields of a result, filled in with what it says; an empty one is new.
func fieldsOf(r desk.Result, at string, of []ui.Option) ui.Components {
	passed, day := "", ""
	if r.ID != "" {
		day, passed = r.Day.String(), "no"
		if r.Passed {
			passed = "yes"
		}
	}
	return ui.Components{
		ui.Field{Name: "lot", Value: r.Lot, Label: lang.T("批次", "Lot"), Hint: lang.T("追溯码，或者“商品条码/批号”。", "A trace code or “barcode/lot”.")},
		businessField(at, of),
		ui.Field{Name: "number", Value: r.Number, Width: 30, Label: lang.T("报告编号", "Number of the report")}, ui.Field{Name: "lab", Value: r.Lab, Width: 30, Label: lang.T("检验机构", "Laboratory")}, ui.Field{Name: "day", Value: day, Kind: ui.Day, Label: lang.T("报告日期", "Day of the report")},
		ui.Field{Name: "passed", Value: passed, Kind: ui.Radios, Options: []ui.Option{{Value: "yes", Label: verdict(true)}, {Value: "no", Label: verdict(false)}}, Label: lang.T("结果", "Result")},
		ui.Field{Name: "items", Value: r.Items, Kind: ui.Area, Rows: 2, Max: 300, Label: lang.T("检测项目；不合格的写明哪一项", "What was tested; of a failure, which item"), Hint: lang.T("消费者扫码看得到，不写个人姓名、电话。合格的可以空着。", "Shoppers read it when they scan: no names, no telephone numbers. It may stay empty where it passed.")},
	}
}

func (g *Pages) sampleView(r *site.Request) (v SampleResult, err error) {
	ctx := r.Context()
	v.Key, v.Write = site.NewKey(), g.may(r) == nil
	if v.Result, v.Corrections, err = g.Store.Result(ctx, g.Site.Division, r.PathValue("id")); err != nil {
		return v, err
	}
	results := []deskstore.Result{v.Result}
	for _, c := range v.Corrections {
		results = append(results, deskstore.Result{Result: c.Was})
	}
	if v.Names, err = g.named(ctx, results...); err != nil {
		return v, err
	}
	if v.Write && !v.Passed {
		title, err := g.Product(ctx, v.Lot)
		if err != nil {
			return v, err
		}
		v.Next = g.Recall(v.Number, title, v.Lot)
	}
	if g.Recalls == nil {
		return v, nil
	}
	asked := map[[2]string]bool{}
	all := []desk.Result{v.Result.Result}
	for _, c := range v.Corrections {
		all = append(all, c.Was)
	}
	for _, x := range all {
		if x.Passed || asked[[2]string{x.Lot, x.Number}] {
			continue
		}
		asked[[2]string{x.Lot, x.Number}] = true
		links, err := g.Recalls(ctx, x.Lot, x.Number)
		if err != nil {
			return v, err
		}
		v.Recalls = append(v.Recalls, links...)
	}
	return v, nil
}

func (g *Pages) sample(w http.ResponseWriter, r *site.Request) error {
	v, err := g.sampleView(r)
	if err != nil {
		return err
	}
	return r.Show(w, samplePage(r), v)
}

func samplePage(r *site.Request) ui.Page {
	p := r.Page(resultTitle)
	p.Back = "/food/desk/samples"
	return p
}

// stands says whether a correction is on record already: the form was sent before.
func stands(c desk.Correction, list []deskstore.Correction) bool {
	return slices.ContainsFunc(list, func(x deskstore.Correction) bool {
		return x.N == c.N && x.Why == c.Why && x.Words == c.Words && x.Is == c.Is
	})
}

func (g *Pages) recordCorrection(r *site.Request, c desk.Correction) error {
	if err := c.Check(); err != nil {
		return err
	}
	return form.Of(r).Record(g.Site.Engine, casework.Whole{Kind: desk.Corrected, Data: c}, func() (bool, error) {
		_, list, err := g.Store.Result(r.Context(), g.Site.Division, c.Is.ID)
		return stands(c, list), err
	})
}

// correct records a correction. Whoever was faster is told of: a correction is of what one saw.
func (g *Pages) correct(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	v, err := g.sampleView(r)
	if err != nil {
		return err
	}
	is, of, bad, err := g.readResult(r, v.Result.Business, v.Names[v.Result.Business])
	if err != nil {
		return err
	}
	v.Of = of
	is.ID, is.Plan = v.ID, v.Plan
	seen, err := strconv.ParseInt(r.PostFormValue("seen"), 10, 64)
	if err != nil {
		seen = 0 // a form that lost it: somebody else's correction is looked for
	}
	c := desk.Correction{N: seen + 1, Why: r.PostFormValue("why"), Words: strings.TrimSpace(r.PostFormValue("words")), Was: v.Result.Result, Is: is}
	if err = bad.Or(); err == nil && !(form.Of(r).Keyed() && stands(c, v.Corrections)) {
		err = g.recordCorrection(r, c)
	}
	if err != nil {
		return r.Refused(w, samplePage(r), v, err)
	}
	said := lang.T("已更正，原来的结果和原因留着。", "Corrected; the old result and the reason stay.")
	if is.Passed && len(v.Recalls) > 0 {
		said = lang.T("已更正。从原来的结果开始的召回还在，请打开处理。", "Corrected. The recall that was begun from the old result goes on; please open it.")
	}
	return r.Go(w, sampleAddress(v.ID), said)
}
