package paper

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

// Shown is one certificate or pass to hand over.
type Shown struct {
	Business    chain.Business
	Issued      chain.Issued
	Certificate ecert.Certificate
	QR          string
}

// View draws it.
func (v Shown) View(p ui.Page) templ.Component {
	at := "?number=" + pages.Query(v.Certificate.ID)
	rows := []ui.SummaryRow{{Key: lang.T("编号", "Number"), Value: ui.Data(v.Certificate.ID)}, {Key: lang.T("生产者", "Producer"), Value: ui.Data(v.Certificate.Holder.Name)}}
	statement := chain.Conformity.Statement
	if v.Issued.Pass {
		rows[1].Key, statement = lang.T("放行的市场", "Market"), chain.MarketPass.Statement
	}
	for _, f := range v.Certificate.Fields {
		rows = append(rows, ui.SummaryRow{Key: f.Name, Value: ui.Data(f.Value)})
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("开具日期", "Issued on"), Body: ui.OnDay(v.Certificate.IssuedOn)})
	parts := ui.Components{ui.Heading{Title: titleOf(v.Issued.Pass)}}
	actions := ui.Actions{ui.LinkButton{Label: lang.T("打印（PDF）", "Print (PDF)"), Href: pages.Home(v.Business) + "/certificates/print" + at, Icon: ui.IconPrint}}
	if v.Issued.Withdrawn.IsZero() {
		parts = append(parts, ui.Text(statement))
		actions = append(actions, ui.LinkButton{Label: lang.T("收回这一张", "Withdraw it"), Href: pages.Home(v.Business) + "/certificates/withdraw" + at, Look: ui.Secondary})
	} else {
		parts = append(parts, ui.Notice{Kind: ui.Problem, Title: lang.T("已经收回，不再有效", "Withdrawn: it no longer stands"), Text: chain.WithdrawalText(v.Issued.Why)})
		actions = ui.Actions{}
	}
	return append(parts, ui.SummaryList{Rows: rows},
		ui.QR{Text: v.QR, Label: lang.T("核验这一张", "Check it"), Href: v.QR, Caption: lang.T("扫码就能核验真假，没有网也行。", "Scan to check that it is genuine, without network as well.")},
		append(actions, ui.LinkButton{Label: lang.T("回到这一家", "Back to the business"), Href: pages.Home(v.Business), Look: ui.Quiet})).View(p)
}

// certificate reads the certificate or pass of the address, one that this business issued.
func (v *Pages) certificate(r *site.Request) (s Shown, err error) {
	if s.Business, _, err = v.Business(r); err != nil {
		return s, err
	}
	number := r.FormValue("number")
	if s.Issued, err = v.Desk.Store.Certificate(r.Context(), v.Desk.Division, number); err != nil {
		return s, err
	}
	if s.Issued.Business != s.Business.ID {
		return s, fault.Missing()
	}
	s.Certificate, err = v.Site.Certificates.ByID(r.Context(), v.Desk.Division, number)
	return s, err
}

func (v *Pages) show(w http.ResponseWriter, r *site.Request) error {
	s, err := v.certificate(r)
	if err != nil {
		return err
	}
	if s.QR, err = v.Site.Certificates.QR(r.Context(), s.Certificate); err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, s.Business, titleOf(s.Issued.Pass), pages.Home(s.Business)+"/certificates"), s)
}

func (v *Pages) print(w http.ResponseWriter, r *site.Request) error {
	s, err := v.certificate(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="certificate.pdf"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	return v.Site.Certificates.PDF(r.Context(), w, s.Certificate)
}

var withdrawTitle = lang.T("收回合格证、通行证", "Withdraw a certificate or pass")

// Withdraw asks why a certificate is taken back.
type Withdraw struct {
	Shown
	Key string
}

// View draws it.
func (v Withdraw) View(p ui.Page) templ.Component {
	var why []ui.Option
	for _, x := range chain.Withdrawals {
		why = append(why, ui.Option{Value: x.ID, Label: x.Text})
	}
	rows := []ui.SummaryRow{{Key: lang.T("编号", "Number"), Value: ui.Data(v.Certificate.ID)}}
	for _, f := range v.Certificate.Fields { // by which people know which one it is
		if slices.Contains([]string{"product", "quantity", "lot"}, f.ID) {
			rows = append(rows, ui.SummaryRow{Key: f.Name, Value: ui.Data(f.Value)})
		}
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("开具日期", "Issued on"), Body: ui.OnDay(v.Certificate.IssuedOn)})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: withdrawTitle, Caption: pages.Name(v.Business), Lead: lang.T("收回以后不能恢复，要的话再开一张。扫这一批的人会看到已经收回和原因。", "It cannot be undone; issue another one if need be. Whoever scans the lot sees that it was withdrawn, and why.")},
		ui.SummaryList{Rows: rows},
		ui.Form{Action: pages.Home(v.Business) + "/certificates/withdraw", Token: v.Key, Hidden: []ui.Hidden{{Name: "number", Value: v.Certificate.ID}}, Body: ui.Components{
			ui.Field{Name: "why", Kind: ui.Radios, Label: lang.T("为什么收回", "Why"), Options: why},
			ui.Actions{ui.Button{Label: lang.T("收回", "Withdraw it"), Look: ui.Danger}}}}}.View(p)
}

func (v *Pages) askWithdraw(w http.ResponseWriter, r *site.Request) error {
	s, err := v.certificate(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, s.Business, withdrawTitle, pages.Home(s.Business)+"/certificates"), Withdraw{s, site.NewKey()})
}

func (v *Pages) withdraw(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	s, err := v.certificate(r)
	if err != nil {
		return err
	}
	if err := v.Desk.Withdraw(r.Context(), r.Actor, s.Business, s.Issued.ID, r.PostFormValue("why")); err != nil {
		return r.Refused(w, v.Frame(r, s.Business, withdrawTitle, pages.Home(s.Business)+"/certificates"), Withdraw{s, site.NewKey()}, err)
	}
	return r.Go(w, pages.Home(s.Business)+"/certificates/show?number="+pages.Query(s.Issued.ID), lang.T("已经收回。", "It is withdrawn."))
}
