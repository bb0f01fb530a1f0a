// Package refunds is the way of wrongly taken money back, in the browser.
//
//	/centre/refunds (found, ordered, paid, days) ─▶ new: reckoned by the list of fees ─▶ a case
//	/refund: number + code of the complaint, or the own account ─▶ I have the money │ I have not
//
// What is owed is reckoned by package fee, the case and who may say what by package refund. A
// refund of a complaint names no payer, here or anywhere, and the unit learns of it only when the
// reporter has allowed that on the page of the complaint: the person says with the code of the
// complaint that the money came, and the keys of that code sign it. Trying codes costs the
// server 64 MiB each and is limited. It rests on rules of the house, as the procedure says.
package refunds

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
	"banjie/internal/seal"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Store fee.Store
	Wall  clock.Clock

	tries pass.Throttle
	seat  chan struct{} // one code at a time: 64 MiB each
}

// Routes adds the pages to the site.
func (f *Pages) Routes() {
	f.seat = make(chan struct{}, 1)
	s := f.Site
	s.Handle("GET /centre/refunds", site.For(access.OpenRefund), f.list)
	s.Handle("GET /centre/refunds/new", site.For(access.OpenRefund), f.ask)
	s.Handle("POST /centre/refunds/new", site.For(access.OpenRefund), f.open)
	s.Handle("GET /refund", site.Open, f.door)
	s.Handle("POST /refund", site.Open, f.say)
}

// Row is a refund of the list.
type Row struct {
	Href, Number string
	Unit, State  lang.Text
	Over         fee.Fen
	Found        calendar.Day
	Ordered      calendar.Day
	Paid         calendar.Day
	Confirmed    calendar.Day
	Days         int // from the finding to the confirmation, or to today
}

// List is the ledger of refunds.
type List struct {
	Rows []Row
	Next string
}

var listTitle = lang.T("退费台账", "Refunds")

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("查明、责令、退还、确认", "Found, ordered, paid, confirmed"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("收费单位", "Unit")}, {Name: lang.T("应退（元）", "Owed (yuan)"), Numeric: true}, {Name: lang.T("状态", "State")}, {Name: lang.T("查明", "Found")}, {Name: lang.T("责令", "Ordered")}, {Name: lang.T("退还", "Paid")}, {Name: lang.T("付款人确认", "Confirmed")}, {Name: lang.T("天数", "Days"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("还没有退费", "No refunds yet"), Text: lang.T("查明多收的钱，登记以后排在这里，付款人确认收到才算完。", "Money found to be taken without right stands here until the payer confirms that it came back.")}, Next: v.Next}
	on := func(d calendar.Day) ui.Component {
		if d == 0 {
			return ui.Plain("–")
		}
		return ui.OnDay(d)
	}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Cells: []ui.Component{ui.Plain(r.Number), ui.Words(r.Unit), ui.Plain(r.Over.Yuan()), ui.Words(r.State), on(r.Found), on(r.Ordered), on(r.Paid), on(r.Confirmed), ui.Plain(strconv.Itoa(r.Days))}})
	}
	return ui.Components{ui.Heading{Title: listTitle, Lead: lang.T("单位说退了不算，付款人确认收到才算。", "What counts is that the payer has the money, not that the unit says so.")}, ui.Actions{ui.LinkButton{Label: newTitle, Href: "/centre/refunds/new"}}, t}.View(p)
}

func (f *Pages) list(w http.ResponseWriter, r *site.Request) error {
	page, err := f.Site.Cases.Cases(r.Context(), casework.Query{Division: f.Site.Division, Procedure: refund.Name, Sealed: true, Order: casework.ByNewest, After: r.URL.Query().Get("after"), Limit: 30})
	if err != nil {
		return err
	}
	v, today := List{}, f.Site.Calendar().DayOf(f.Site.Clock.Now())
	for _, row := range page.Rows {
		c, p, err := f.Site.Engine.Load(r.Context(), row.Key)
		if err != nil {
			return err
		}
		x := refund.FileOf(c)
		until := x.Confirmed
		if until == 0 {
			until = today
		}
		v.Rows = append(v.Rows, Row{Href: "/work/cases/" + c.ID.String(), Number: c.Number, Unit: r.Unit(x.Case.Unit), State: p.Info(c.State).Title, Over: x.Over, Found: x.Found, Ordered: x.Ordered, Paid: x.PaidOn, Confirmed: x.Confirmed, Days: int(until - x.Found)})
	}
	if page.Next != "" {
		v.Next = "/centre/refunds?after=" + page.Next
	}
	p := r.Page(listTitle)
	p.Wide, p.Back = true, "/centre/registers"
	return r.Show(w, p, v)
}

var newTitle = lang.T("登记应退的钱", "Enter a refund")

// New asks what was paid, and by whom.
type New struct {
	Fees  []fee.Fee
	Units []ui.Option
	Key   string
}

// View draws it.
func (v New) View(p ui.Page) templ.Component {
	which := ui.Field{Name: "fee", Kind: ui.Choice, Optional: true, Label: lang.T("是目录里的哪一项", "Which fee of the list"), Hint: lang.T("目录里没有的不选。", "Leave it open where it is not on the list.")}
	for _, x := range v.Fees {
		which.Options = append(which.Options, ui.Option{Value: x.ID, Label: x.Name})
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: newTitle, Lead: lang.T("应退多少由收费目录算，不由人填。", "What is owed is reckoned by the list of fees and not typed in.")}, ui.Form{Action: "/centre/refunds/new", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "unit", Kind: ui.Choice, Options: v.Units, Label: lang.T("哪个单位收的", "Which unit took it")}, which,
		ui.Field{Name: "paid", Kind: ui.Yuan, Label: lang.T("收了多少", "How much was taken"), Suffix: lang.T("元", "yuan")}, ui.Field{Name: "quantity", Width: 10, Optional: true, Label: lang.T("数量", "Quantity")},
		ui.Field{Name: "on", Kind: ui.Day, Label: lang.T("哪天收的", "On which day")},
		ui.Fieldset{Legend: lang.T("付款人", "The payer"), Hint: lang.T("来自投诉的只填投诉编号，不要写付款人；系统也不知道是谁。先在投诉人的页面上问要不要点名退，没有同意，收费单位什么也不知道。", "Of a complaint give its number only and name nobody; the system does not know who it is either. The reporter is asked first on the own page; without a yes the unit learns nothing."), Body: ui.Components{
			ui.Field{Name: "complaint", Width: 30, Optional: true, Label: lang.T("投诉编号", "Number of the complaint")},
			ui.Field{Name: "name", Width: 20, Optional: true, Autocomplete: "off", Label: lang.T("姓名或者企业名称", "Name of the person or firm")}, ui.Field{Name: "id_value", Kind: ui.IDNumber, Optional: true, Autocomplete: "off", Label: lang.T("身份证号或者统一社会信用代码", "Identity number or credit code")}}},
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("查明的经过", "How it was found")},
		ui.Actions{ui.Button{Label: lang.T("登记", "Enter it")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/centre/refunds", Look: ui.Quiet}}}}}.View(p)
}

func (f *Pages) form(r *site.Request) (New, fee.Register, error) {
	reg, err := f.Store.Fees(r.Context(), f.Site.Division)
	v := New{Fees: reg.Newest(), Key: site.NewKey()}
	for _, u := range r.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v, reg, err
}

func (f *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	v, _, err := f.form(r)
	if err != nil {
		return err
	}
	p := r.Page(newTitle)
	p.Back = "/centre/refunds"
	return r.Show(w, p, v)
}

func (f *Pages) open(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, reg, err := f.form(r)
	if err != nil {
		return err
	}
	v.Key = r.PostFormValue(site.KeyField)
	p := r.Page(newTitle)
	p.Back = "/centre/refunds"
	in, open, err := f.typed(r, reg)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	out, err := f.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: "open_refund", Input: &in, Open: &open, Reason: strings.TrimSpace(r.PostFormValue("reason")), Idem: r.Idem()})
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/centre/refunds", lang.T("已登记，编号"+out.Case.Number+"。", "Entered as "+out.Case.Number+"."))
}

// typed reads the form and reckons what is owed.
func (f *Pages) typed(r *site.Request, reg fee.Register) (in refund.OpenInput, open casework.Open, err error) {
	get := func(name string) string { return strings.TrimSpace(lang.HalfWidth(r.PostFormValue(name))) }
	bad := fault.InvalidInput()
	asked := fee.Asked{Fee: get("fee"), To: get("unit")}
	var ok bool
	if asked.Paid, ok = fee.ParseFen(get("paid")); !ok || asked.Paid == 0 {
		bad.At("paid", lang.T("请填写金额，最多两位小数。", "Please enter the amount with at most two decimals."))
	}
	if asked.On, err = calendar.ParseDay(get("on")); err != nil {
		bad.At("on", lang.T("请填写收钱的那天。", "Please enter the day."))
	}
	if s := get("quantity"); s != "" {
		if asked.Quantity, ok = fee.ParseDecimal(s); !ok {
			bad.At("quantity", lang.T("请填写数字。", "Please enter a number."))
		}
	} else if x, ok := reg.On(asked.Fee, asked.On); ok && x.Rate.Counts() {
		bad.At("quantity", lang.T("这项收费按"+x.Rate.Measure.ZH+"算，请填写数量。", "This fee is reckoned by "+x.Rate.Measure.In(lang.EN)+"; please say how many."))
	}
	verdict := reg.Check(asked)
	in.Case = refund.Case{Unit: asked.To, Outcome: verdict.Outcome, On: asked.On, Paid: asked.Paid, Most: verdict.Most, Over: verdict.Over}
	if verdict.Fee != nil {
		in.Fee, in.Version = verdict.Fee.ID, verdict.Fee.Version
	}
	open = casework.Open{Procedure: refund.Name, Channel: "window", Series: refund.Series}
	switch number := strings.ToUpper(get("complaint")); {
	case number != "":
		of, err := f.reporter(r, number)
		if err != nil {
			bad.At("complaint", lang.T("没有这件投诉，或者不归您的单位。", "There is no such complaint, or it is not your unit's."))
			break
		}
		keys := complaint.FileOf(of).Reporter
		in.Reporter, in.Complaint, in.Of = &keys, number, of.ID
		open.Sealed, open.Series, open.Party = true, refund.SealedSeries, "r-"+strings.ToLower(rand.Text())
	case get("name") == "" || get("id_value") == "":
		bad.At("name", lang.T("请填写付款人的姓名和号码，或者投诉编号。", "Please give the payer's name and number, or the number of the complaint."))
	default:
		value := strings.ToUpper(get("id_value"))
		kind := idnum.KindUSCC
		if _, err := idnum.ParseUSCC(value); err != nil {
			kind = idnum.KindResident
		}
		if _, err := idnum.Check(kind, value, f.Site.Calendar().DayOf(f.Site.Clock.Now())); err != nil {
			bad.At("id_value", lang.T("号码不对，请核对身份证号或者统一社会信用代码。", "The number is not right; please check it."))
			break
		}
		open.Party = f.Site.Codes.Party(string(kind), value)
		open.Person = casework.Person{Name: get("name"), IDKind: string(kind), IDValue: value}
	}
	return in, open, bad.Or()
}

// reporter gives a complaint that is the actor's unit's, whose reporter is asked.
func (f *Pages) reporter(r *site.Request, number string) (*casework.Case, error) {
	key, err := f.Site.Cases.ByNumber(r.Context(), f.Site.Division, number)
	if err != nil {
		return nil, err
	}
	c, _, err := f.Site.Engine.Load(r.Context(), key)
	if err != nil || c.Procedure != complaint.Name || c.Unit != r.Actor.Unit {
		return nil, fault.Missing().With(err)
	}
	return c, nil
}

// Say asks the payer whether the money came.
type Say struct {
	Number string
	Key    string
	Code   bool // the payer has no account here: the code of the complaint is asked for
}

var sayTitle = lang.T("退费到账了吗？", "Has your refund come?")

// View draws it.
func (v Say) View(p ui.Page) templ.Component {
	body := ui.Components{ui.Field{Name: "number", Width: 30, Autocomplete: "off", Value: v.Number, Label: lang.T("退费编号", "Number of the refund"), Hint: lang.T("字母R开头；来自投诉的，写在投诉页面上。", "It begins with R; of a complaint it stands on the page of the complaint.")}}
	if v.Code {
		body = append(body, ui.Field{Name: "code", Kind: ui.Code, Secret: true, Label: lang.T("投诉查询码", "Code of your complaint"), Hint: lang.T("20位或者26位数字，用它签名，别人不能代说。", "20 or 26 digits; it signs, and nobody says it for you.")})
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("钱收到了", "I have the money"), Name: "say", Value: "confirm_refund"}, ui.Button{Label: lang.T("没有收到", "I have not got it"), Look: ui.Secondary, Name: "say", Value: "contest_payment"}})
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: sayTitle, Lead: lang.T("您确认收到，这件退费才办结；说没有收到，单位要重新退。", "It ends only when you confirm. If you say no, the unit must pay again.")}, ui.Form{Action: "/refund", Token: v.Key, Body: body}}
	if v.Code {
		parts = append(parts, ui.Text(lang.T("不是从投诉来的退费，请先登录本人账号，再打开这一页。", "If it did not come from a complaint, sign in to your own account first and open this page again.")))
	}
	return parts.View(p)
}

func (f *Pages) saying(r *site.Request) Say {
	return Say{Number: strings.TrimSpace(r.FormValue("number")), Key: site.NewKey(), Code: r.Actor.Role != access.Citizen}
}

func (f *Pages) door(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(sayTitle), f.saying(r))
}

func (f *Pages) say(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	err := f.tries.Try(r.Request, f.Wall.Now())
	verb := r.PostFormValue("say")
	if err == nil {
		err = f.spoken(r, verb)
	}
	if err != nil {
		return r.Refused(w, r.Page(sayTitle), f.saying(r), err)
	}
	if verb == "contest_payment" {
		return r.Go(w, "/refund", lang.T("已登记：您没有收到。单位要在十个工作日内重新退。", "On record: it did not come. The unit must pay again within ten working days."))
	}
	return r.Go(w, "/refund", lang.T("已登记：您收到了钱，退费办结。", "On record: you have the money, and the refund is closed."))
}

// spoken carries out what the payer says. The answer is the same for a number that does not
// exist and for one that is not theirs.
func (f *Pages) spoken(r *site.Request, verb string) error {
	wrong := fault.New(fault.Invalid, "wrong_refund", lang.T("编号不对，或者不是您的退费。", "The number is wrong, or the refund is not yours."), lang.T("请核对编号和查询码；不是从投诉来的，请先登录。", "Please check number and code; if it did not come from a complaint, sign in first.")).
		At("number", lang.T("请核对编号和查询码。", "Please check number and code."))
	if verb != "confirm_refund" && verb != "contest_payment" {
		return wrong
	}
	key, err := f.Site.Cases.ByNumber(r.Context(), f.Site.Division, ui.ReadCode(r.PostFormValue("number")))
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return wrong
		}
		return err
	}
	c, _, err := f.Site.Engine.Load(r.Context(), key)
	if err != nil || c.Procedure != refund.Name {
		return wrong.With(err)
	}
	in, actor := &refund.Statement{Value: "yes"}, r.Actor
	if keys := refund.FileOf(c).Reporter; keys != nil {
		reporter, known, err := f.recognise(r.Context(), *keys, seal.CleanCode(r.PostFormValue("code")))
		if err != nil {
			return err
		}
		if !known {
			return wrong
		}
		in.Signature = reporter.Sign(seal.Statement{Number: c.Number, Act: verb, Value: in.Value})
		actor = access.Actor{ID: access.ByCode, Role: access.Citizen, Division: c.Division, Party: c.Party}
	} else if !actor.Is(c.Party) || actor.IsStaff() {
		return wrong
	}
	_, err = f.Site.Engine.Do(r.Context(), casework.Command{Actor: actor, Case: c.ID, Verb: verb, Input: in})
	return err
}

// patience is how long one waits for the seat in which codes are worked on.
const patience = 5 * time.Second

func (f *Pages) recognise(ctx context.Context, keys seal.ReporterKeys, code string) (seal.Reporter, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case f.seat <- struct{}{}:
		defer func() { <-f.seat }()
	case <-ctx.Done():
		return seal.Reporter{}, false, fault.New(fault.TooMany, "busy", lang.T("现在同时用的人太多。", "Too many people are here at once."), lang.T("请过几秒再提交一次。", "Please send it again in a few seconds."))
	}
	r, known := keys.Recognise(code)
	return r, known, nil
}
