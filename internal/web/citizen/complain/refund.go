package complain

import (
	"net/http"
	"strconv"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/refund"
	"banjie/internal/seal"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// refundAct is what a reporter says of a refund, signed with the code of the complaint.
type refundAct struct {
	verb           string
	title          lang.Text
	question       lang.Text
	effect, result lang.Text
	look           ui.Look
}

var refundActs = []refundAct{
	{"allow_refund", lang.T("同意，点名退给我", "Yes, have it paid back to me"), lang.T("让收费单位知道这一笔吗？", "May the unit learn of this payment?"),
		lang.T("单位会知道下面几项，可能猜到是您。钱通过投诉中心转交，不写您的姓名。", "The unit learns what stands below and might guess that it was you. The money is handed on by the centre, without your name."), lang.T("您同意点名退。由另一名监督员责令单位退还。", "You allowed it. Another supervisor orders the unit to pay it back."), ui.Primary},
	{"refuse_refund", lang.T("不同意，不要让单位知道", "No, the unit shall not learn of it"), lang.T("不让单位知道这一笔吗？", "Shall the unit not learn of it?"),
		lang.T("单位不会知道这一笔。投诉中心可以责令单位把收过同样钱的人全部退清，那样不会猜到是您。", "The unit never learns of it. The centre can order it to pay everybody back who paid the same; that points to nobody."), lang.T("单位不会知道这一笔。", "The unit will not learn of it."), ui.Secondary},
	{"confirm_refund", lang.T("钱收到了", "I have the money"), lang.T("钱收到了吗？", "Do you have the money?"), lang.T("您确认收到，这件退费办结。", "The refund ends when you confirm."), lang.T("已登记：您收到了钱，退费办结。", "On record: you have the money, and the refund is closed."), ui.Primary},
	{"contest_payment", lang.T("没有收到", "I have not got it"), lang.T("没有收到钱吗？", "Did it not come?"), lang.T("单位要在十个工作日内重新退。", "The unit must pay again within ten working days."), lang.T("已登记：您没有收到。", "On record: it did not come."), ui.Secondary},
}

// refunds are the refunds about which the reporter was asked, with what can be said of them now.
func (c *Pages) refunds(r *site.Request, o opened) (all ui.Components, err error) {
	for n, id := range o.f.Refunds {
		b, p, err := c.Site.Engine.Load(r.Context(), casework.Key{Division: o.c.Division, ID: id})
		if err != nil {
			return nil, err
		}
		var buttons ui.Actions
		for _, a := range refundActs {
			if _, ok := p.Transition(b.State, a.verb); ok {
				buttons = append(buttons, ui.LinkButton{Label: a.title, Look: a.look, Href: "/complaint/refund/" + strconv.Itoa(n) + "/" + a.verb})
			}
		}
		info := p.Info(b.State)
		body := ui.Components{ui.Text(info.Says), ui.SummaryList{Rows: c.refundFacts(r, b)}}
		if len(buttons) > 0 {
			body = append(body, buttons)
		}
		all = append(all, ui.Section{Title: lang.T("退费："+info.Title.ZH, "Refund: "+info.Title.EN), Body: body})
	}
	return all, nil
}

// refundFacts are what the unit would learn, and the number by which the refund is found.
func (c *Pages) refundFacts(r *site.Request, b *casework.Case) []ui.SummaryRow {
	f := refund.FileOf(b)
	which := ui.SummaryRow{Key: lang.T("哪一项", "Which fee"), Value: lang.T("不在目录里的收费", "A fee that is not on the list")}
	if f.Fee != "" {
		which.Value, which.Body = lang.Text{}, ui.Link{Name: lang.T("目录第"+strconv.Itoa(f.Version)+"版", "version "+strconv.Itoa(f.Version)+" of the list"), Href: "/fees/" + f.Fee}
	}
	return []ui.SummaryRow{{Key: lang.T("退费编号", "Number of the refund"), Value: ui.Data(b.Number)}, {Key: lang.T("收费单位", "Unit"), Value: r.Unit(f.Case.Unit)}, which,
		{Key: lang.T("收了多少、该退多少（元）", "Taken, and owed (yuan)"), Value: ui.Data(f.Paid.Yuan() + " / " + f.Over.Yuan())}, {Key: lang.T("哪天收的", "Day"), Value: ui.Data(f.On.String())},
		{Key: lang.T("查明的经过", "How it was found"), Value: ui.Data(b.Events[0].Private.Text)}}
}

// refundOf gives the refund and the act that an address names.
func (c *Pages) refundOf(r *site.Request, o opened) (*casework.Case, refundAct, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(o.f.Refunds) {
		return nil, refundAct{}, fault.Missing()
	}
	b, _, err := c.Site.Engine.Load(r.Context(), casework.Key{Division: o.c.Division, ID: o.f.Refunds[n]})
	if err != nil {
		return nil, refundAct{}, err
	}
	for _, a := range refundActs {
		if a.verb == r.PathValue("verb") {
			return b, a, nil
		}
	}
	return nil, refundAct{}, fault.Missing()
}

func (c *Pages) refundConfirm(r *site.Request, b *casework.Case, a refundAct, key string) ui.Confirm {
	return ui.Confirm{Question: a.question, Effect: a.effect, Action: "/complaint/refund/" + r.PathValue("n") + "/" + a.verb, Token: key, Back: "/complaint", Button: ui.Button{Label: a.title, Look: a.look}, Facts: c.refundFacts(r, b)}
}

func (c *Pages) refundAsk(w http.ResponseWriter, r *site.Request) error {
	o, err := c.load(r)
	if err != nil {
		return c.shut(w, r, err)
	}
	b, a, err := c.refundOf(r, o)
	if err != nil {
		return err
	}
	return r.Show(w, c.page(r, a.title, "/complaint"), c.refundConfirm(r, b, a, site.NewKey()))
}

func (c *Pages) refundSay(w http.ResponseWriter, r *site.Request) error {
	o, err := c.open(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	b, a, err := c.refundOf(r, o)
	if err != nil {
		return err
	}
	key := r.PostFormValue(site.KeyField)
	in := &refund.Statement{Value: "yes", Signature: o.Sign(seal.Statement{Number: b.Number, Act: a.verb, Value: "yes"})}
	actor := access.Actor{ID: access.ByCode, Role: access.Citizen, Division: b.Division, Party: b.Party}
	if _, err := c.Site.Engine.Do(r.Context(), casework.Command{Actor: actor, Case: b.ID, Verb: a.verb, Input: in, Idem: o.once(key, a.verb)}); err != nil {
		return r.Refused(w, c.page(r, a.title, "/complaint"), c.refundConfirm(r, b, a, key), err)
	}
	return r.Go(w, "/complaint", a.result)
}
