package visits

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/visit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var codeTitle = lang.T("企业放行码", "A firm's door code")

// DoorCode is the firm's own code of the year, for the firm alone.
type DoorCode struct {
	Code string // "": nobody has seen the document of this account
	Year string
}

// View draws it.
func (v DoorCode) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: codeTitle, Lead: lang.T("有人上门检查，先扫检查码核对，再用放行码让进。没有它，谁也不能替您放行。", "When inspectors come, scan their code first, then let them in with this one. Without it nobody lets them in for you.")}}
	if v.Code == "" {
		return append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("这个账号的证件还没有核验。信用代码谁都查得到，所以要先带营业执照到窗口核验，或者在窗口直接打印放行码。", "The document of this account is not proven yet. Anybody can look up a credit code, so please have it proven at a window with your licence, or get the code printed there.")}).View(p)
	}
	return append(parts, ui.CopyCode{Label: lang.T(v.Year+"年的放行码", "Door code of "+v.Year), Code: v.Code, Note: lang.T("放在柜台里面，不要贴在墙上，不要给检查人员看、也不要请他们代填。明年换一个。", "Keep it behind the counter, not on the wall; never show it to inspectors or let them enter it. Next year has another.")}).View(p)
}

// codeOf is the code of a firm this year.
func (v *Pages) codeOf(firm string) DoorCode {
	year := today(v.Site).Year()
	return DoorCode{Code: visit.DoorCode(v.Site.Codes.Hash, firm, year), Year: strconv.Itoa(year)}
}

// mine shows it to the firm's proven account, or to whom the firm gave a mandate.
func (v *Pages) mine(w http.ResponseWriter, r *site.Request) error {
	c := DoorCode{}
	if r.Actor.Proven() || r.Actor.For != "" {
		c = v.codeOf(r.Actor.Whose())
	}
	return r.Show(w, r.Page(codeTitle), c)
}

// CodeForm asks at a window for which firm.
type CodeForm struct{ Key string }

// View draws it.
func (v CodeForm) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: codeTitle, Lead: lang.T("看过营业执照原件再打印，当面交给企业的人。每次打印都记入账本。", "Print it having seen the original licence, and hand it to the firm in person. Each time goes on the ledger.")},
		ui.Form{Action: "/window/door-code", Token: v.Key, Body: ui.Components{ui.Field{Name: "uscc", Kind: ui.IDNumber, Autocomplete: "off", Label: lang.T("统一社会信用代码", "Credit code")},
			ui.Field{Name: "seen", Kind: ui.Checks, Label: lang.T("已核对", "Checked"), Options: []ui.Option{{Value: "yes", Label: lang.T("看过营业执照原件，来人是这家企业的", "I saw the original licence, and the person is of the firm")}}},
			ui.Actions{ui.Button{Label: lang.T("打印放行码", "Show the code")}}}}}.View(p)
}

func (v *Pages) askCode(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(codeTitle), CodeForm{site.NewKey()})
}

// issue puts on the ledger who gave the code to which firm before it is shown.
func (v *Pages) issue(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	bad := fault.InvalidInput()
	code, err := idnum.ParseUSCC(strings.ToUpper(strings.TrimSpace(lang.HalfWidth(r.PostFormValue("uscc")))))
	if err != nil {
		bad.At("uscc", lang.T("请填写企业的18位统一社会信用代码。", "Please enter the firm's credit code of 18 characters."))
	}
	if r.PostFormValue("seen") != "yes" {
		bad.At("seen", lang.T("没有看过营业执照原件，不能给。", "Without the original licence it is not given."))
	}
	if err := bad.Or(); err != nil {
		return r.Refused(w, r.Page(codeTitle), CodeForm{site.NewKey()}, err)
	}
	firm := v.Site.Codes.Party(string(idnum.KindUSCC), code.String())
	if _, err := v.Site.Engine.Record(r.Context(), r.Actor, visit.DoorIssued, visit.Issued{Firm: firm, Year: today(v.Site).Year()}, casework.Private{}); err != nil {
		return err
	}
	return r.Show(w, r.Page(codeTitle), v.codeOf(firm))
}

// Sample is a firm's code.
func (DoorCode) Sample() DoorCode {
	return DoorCode{Code: "00000000000000000000", Year: "2026"}
}
