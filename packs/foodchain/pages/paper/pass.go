package paper

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

var passTitle = lang.T("入市通行证", "Market pass")

// Entering is the form by which a market lets a lot in.
type Entering struct {
	Goods
	Key string
}

// View draws it.
func (v Entering) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("开入市通行证", "Issue a market pass"), Caption: pages.LotWords(v.Product, v.Lot)}}
	body := ui.Components{ui.Field{Name: "supplier", Label: lang.T("供货者", "Supplier"), Hint: lang.T("写送货来的那一家。", "Who brought it.")}}
	if v.Proof == "" {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("这一批没有合格证。要先由市场检测，合格才能开。", "The lot has no certificate. The market tests it first and lets it in once it passed.")})
		body = append(body, ui.Field{Name: "test", Width: 20, Label: lang.T("市场检测报告编号", "Number of the market's test")},
			ui.Field{Name: "passed", Kind: ui.Radios, Options: []ui.Option{{Value: "yes", Label: lang.T("合格", "Passed")}, {Value: "no", Label: lang.T("不合格", "Failed")}}, Label: lang.T("检测结果", "Result")})
	} else {
		parts = append(parts, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("凭合格证", "On the certificate"), Value: ui.Data(v.Proof)}}})
	}
	return append(parts, ui.Form{Action: pages.Home(v.Business) + "/pass", Token: v.Key, Hidden: []ui.Hidden{{Name: "lot", Value: v.Lot}},
		Body: append(body, ui.Actions{ui.Button{Label: lang.T("准予入市", "Let it in")}})}).View(p)
}

func (v *Pages) askPass(w http.ResponseWriter, r *site.Request) error {
	g, err := v.load(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, g.Business, passTitle, pages.Home(g.Business)), Entering{g, site.NewKey()})
}

func (v *Pages) pass(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	g, err := v.load(r)
	if err != nil {
		return err
	}
	c, err := v.Once(r).LetIn(r.Context(), r.Actor, g.Business, g.Product, chain.Entrance{Lot: g.Lot, Supplier: r.PostFormValue("supplier"), Test: r.PostFormValue("test"), Passed: r.PostFormValue("passed") == "yes"}, v.Demo)
	if pages.Before(err) {
		return r.Go(w, pages.Home(g.Business)+"/certificates", chain.Repeated().Message)
	}
	if err != nil {
		return r.Refused(w, v.Frame(r, g.Business, passTitle, pages.Home(g.Business)), Entering{g, site.NewKey()}, err)
	}
	return r.Go(w, pages.Home(g.Business)+"/lot?lot="+pages.Query(g.Lot), lang.T("已准予入市，通行证编号 "+c.ID+"。扫这一批的码就能看到、核验。", "It is let in; the pass has the number "+c.ID+". Whoever scans the lot sees and checks it."))
}
