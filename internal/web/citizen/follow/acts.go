package follow

import (
	"net/http"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// facts names the case on a page of confirmation.
func (o opened) facts() []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: lang.T("办件编号", "Case number"), Value: ui.Data(o.c.Number)}}
	if o.item != nil {
		rows = append(rows, ui.SummaryRow{Key: lang.T("事项", "Matter"), Value: o.item.Name})
	}
	return rows
}

func (o opened) withdrawal() ui.Confirm {
	return ui.Confirm{
		Question: lang.T("确定撤回这件申请吗？", "Withdraw this application?"),
		Effect:   lang.T("撤回后不再办理，原来的收件日期也不保留。以后可以重新申请。", "It is not worked on any further and the day of receipt is given up. You may apply again."),
		Facts:    o.facts(),
		Fields:   []ui.Field{{Name: "reason", Kind: ui.Area, Rows: 3, Max: 500, Optional: true, Label: lang.T("撤回的原因", "Why you withdraw")}},
		Action:   o.base + "/withdraw", Hidden: []ui.Hidden{keyField()}, Button: ui.Button{Label: lang.T("确定撤回", "Withdraw it"), Look: ui.Danger}, Back: o.base,
	}
}

// mayDisown says that the case was filed by nobody known and its owner, proven, looks at it.
func (o opened) mayDisown() bool {
	return o.actor.Proven() && o.c.FiledUnsigned() && !licensing.FileOf(o.c).Disowned && o.allowed("disown")
}

func (o opened) disowning() ui.Confirm {
	return ui.Confirm{
		Question: lang.T("这件申请不是您提交的吗？", "Was this application not filed by you?"),
		Effect:   lang.T("声明会写进办理记录，不能收回。办理单位马上收到，核实后决定怎么办；提交时留的邮箱不再收到通知。是家人替您提交的，请先问清楚；只是不想办了，请选“撤回申请”。", "Your statement goes on the record and cannot be taken back. The unit is told at once, looks into it and decides; nothing more goes to the mail address given with the filing. If family may have filed it for you, ask them first; if you only no longer want it, withdraw it."),
		Facts:    o.facts(),
		Fields:   []ui.Field{{Name: "reason", Kind: ui.Area, Rows: 3, Max: 500, Optional: true, Label: lang.T("您想说明的", "What you want to add")}},
		Action:   o.base + "/disown", Hidden: []ui.Hidden{keyField()}, Button: ui.Button{Label: lang.T("不是我提交的", "It is not mine"), Look: ui.Danger}, Back: o.base,
	}
}

func (f *Pages) askDisown(w http.ResponseWriter, r *site.Request) error {
	o, err := f.mine(r)
	if err != nil {
		return err
	}
	if !o.mayDisown() {
		return notNow()
	}
	return r.Show(w, o.frame(r, notMine), o.disowning())
}

func (f *Pages) disown(w http.ResponseWriter, r *site.Request) error {
	return f.do(w, r, "disown", notMine, lang.T("已记录，并告知办理单位。", "It is on record, and the unit was told."), opened.disowning)
}

var notMine = lang.T("不是我提交的", "This is not mine")

func (o opened) hearingOffer() ui.Confirm {
	facts := o.facts()
	if due, ok := caseview.Deadline(o.c, "hearing_request"); ok {
		facts = append(facts, ui.SummaryRow{Key: lang.T("最晚哪天申请", "Ask by"), Value: due})
	}
	for _, e := range o.c.Events {
		if e.Kind == "hearing_offered" && e.Private.Text != "" {
			facts = append(facts, ui.SummaryRow{Key: lang.T("为什么告知您", "Why you were told"), Value: ui.Data(e.Private.Text)})
		}
	}
	return ui.Confirm{
		Question: lang.T("要申请听证吗？", "Do you want a hearing?"),
		Effect:   lang.T("二十个工作日内组织听证，提前七天通知您时间地点，不收费。听证期间办理期限暂停。不申请也不影响办理。", "It is held within twenty working days; you are told day and place seven days before, free of charge. The limits pause meanwhile. Not asking does you no harm."),
		Facts:    facts, Action: o.base + "/hearing", Hidden: []ui.Hidden{keyField()}, Button: ui.Button{Label: lang.T("申请听证", "Ask for a hearing")}, Back: o.base, Basis: []string{"xkf-47"},
	}
}

func (o opened) hearingWithdrawal() ui.Confirm {
	return ui.Confirm{
		Question: lang.T("确定撤回听证申请吗？", "Withdraw your request for a hearing?"),
		Effect:   lang.T("撤回后不再举行听证，办理期限从今天恢复；这件事不能再申请听证。", "No hearing is held and the limits go on from today; a hearing cannot be asked for again in this matter."),
		Facts:    o.facts(), Action: o.base + "/hearing/withdraw", Hidden: []ui.Hidden{keyField()}, Button: ui.Button{Label: lang.T("撤回听证申请", "Withdraw the request"), Look: ui.Danger}, Back: o.base, Basis: []string{"xkf-47"},
	}
}

func (f *Pages) askWithdrawHearing(w http.ResponseWriter, r *site.Request) error {
	return f.confirm(w, r, "withdraw_hearing", lang.T("撤回听证申请", "Withdraw the request for a hearing"), opened.hearingWithdrawal)
}

func (f *Pages) withdrawHearing(w http.ResponseWriter, r *site.Request) error {
	return f.do(w, r, "withdraw_hearing", lang.T("撤回听证申请", "Withdraw the request for a hearing"), lang.T("听证申请已撤回。", "Your request for a hearing is withdrawn."), opened.hearingWithdrawal)
}

func (f *Pages) askWithdraw(w http.ResponseWriter, r *site.Request) error {
	return f.confirm(w, r, "withdraw", lang.T("撤回申请", "Withdraw the application"), opened.withdrawal)
}

func (f *Pages) askHearing(w http.ResponseWriter, r *site.Request) error {
	return f.confirm(w, r, "request_hearing", lang.T("申请听证", "Ask for a hearing"), opened.hearingOffer)
}

func (f *Pages) confirm(w http.ResponseWriter, r *site.Request, verb string, title lang.Text, page func(opened) ui.Confirm) error {
	o, err := f.mine(r)
	if err != nil {
		return err
	}
	if !o.allowed(verb) {
		return notNow()
	}
	return r.Show(w, o.frame(r, title), page(o))
}

func (f *Pages) withdraw(w http.ResponseWriter, r *site.Request) error {
	return f.do(w, r, "withdraw", lang.T("撤回申请", "Withdraw the application"), lang.T("申请已撤回。", "The application is withdrawn."), opened.withdrawal)
}

func (f *Pages) hearing(w http.ResponseWriter, r *site.Request) error {
	return f.do(w, r, "request_hearing", lang.T("申请听证", "Ask for a hearing"), lang.T("听证申请已收到。", "Your request for a hearing has arrived."), opened.hearingOffer)
}

// do carries out a verb that needs nothing but a reason at most.
func (f *Pages) do(w http.ResponseWriter, r *site.Request, verb string, title, done lang.Text, page func(opened) ui.Confirm) error {
	o, err := f.mine(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return r.Refused(w, o.frame(r, title), page(o), err)
	}
	reason := []rune(r.PostFormValue("reason"))
	cmd := casework.Command{Actor: o.actor, Case: o.c.ID, Verb: verb, Reason: string(reason[:min(len(reason), 500)]), Idem: r.Idem()}
	if _, err := f.Site.Engine.Do(r.Context(), cmd); err != nil {
		return r.Refused(w, o.frame(r, title), page(o), err)
	}
	return r.Go(w, o.base, done)
}
