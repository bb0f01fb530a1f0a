package orderpages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
)

// OrderView is an order to one holder.
type OrderView struct {
	Href      string
	Number    string
	StateText lang.Text
	Says      lang.Text
	Open      bool
	Order     *recall.Order
	Place     recall.Place
	Recall    string // address of the recall, "" for a holder
	Clocks    ui.ClockCards
	Story     ui.Timeline
	Files     []ui.Link
	May       map[string]bool
	Keys      map[string]string
	Self      bool // the holder looks
	Goods     []recall.Goods
	Maker     lang.Text // of the recall; zero: not entered
	Undone    lang.Text // that the recall was taken back; zero: it was not
	Why       string    // the office's words about it
}

// View draws it.
func (v OrderView) View(p ui.Page) templ.Component {
	o := v.Order
	parts := ui.Components{ui.ErrorSummary{}}
	if o.Drill {
		parts = append(parts, recallview.DrillNotice())
	}
	if !v.Undone.IsZero() {
		parts = append(parts, ui.Notice{Kind: ui.Success, Title: v.Undone, Text: lang.T(v.Why+"　这张通知不用再办。这些货没有别的召回的，可以照常卖；已经销毁、退回的不会自己回来，有损失请联系开召回的单位。", v.Why+" Nothing more is to be done here. Goods without another recall may be sold as before; for what was destroyed or returned please talk to the office that opened the recall.")})
	}
	tone := ui.Busy
	if !v.Open {
		tone = ui.Good
	}
	parts = append(parts, ui.Heading{Title: lang.T("召回通知："+o.Title, "Recall order: "+o.Title), Caption: ui.Data(v.Number), Lead: v.Says, Tag: &ui.Tag{Label: v.StateText, Tone: tone}})
	rows := []ui.SummaryRow{{Key: lang.T("持有者", "Holder"), Value: ui.Data(v.Place.Name)}}
	if v.Place.Phone != "" && !v.Self {
		rows = append(rows, ui.SummaryRow{Key: lang.T("电话", "Telephone"), Value: ui.Data(v.Place.Phone)})
	}
	about := ui.SummaryRow{Key: lang.T("哪个召回", "Of the recall"), Value: ui.Data(o.Number)}
	if v.Recall != "" {
		about.Body = ui.Link{Name: ui.Data(o.Number), Href: v.Recall}
	}
	rows = append(rows, about, ui.SummaryRow{Key: lang.T("级别", "Grade"), Value: o.Grade.Title()},
		ui.SummaryRow{Key: lang.T("追溯记录里您有", "Held by the records"), Value: recallview.HeldText(o.Holder.Held, o.Holder.Unsaid)},
		ui.SummaryRow{Key: lang.T("记录里已经卖出", "Sold by the records"), Value: recallview.Amounts(o.Holder.Sold)})
	for _, x := range recall.Fates() {
		if much := recallview.Amounts(o.Counts[x.ID]); much != recallview.None {
			rows = append(rows, ui.SummaryRow{Key: x.Text, Value: much})
		}
	}
	if !v.Maker.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("生产者", "Producer"), Value: v.Maker})
	}
	parts = append(parts, v.goods(), ui.SummaryList{Rows: rows}, v.acts(), ui.Actions{ui.PrintButton{Label: lang.T("打印这张通知", "Print this order")}})
	if len(v.Files) > 0 {
		var list ui.Components
		for _, f := range v.Files {
			list = append(list, f)
		}
		parts = append(parts, ui.Section{ID: "files", Title: lang.T("凭证", "Proof"), Body: list})
	}
	if len(v.Clocks) > 0 {
		parts = append(parts, ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: ui.Components{v.Clocks}})
	}
	return append(parts, ui.Section{ID: "story", Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Story}}).View(p)
}

// goods says which goods are meant, as they are found on the box.
func (v OrderView) goods() ui.Component {
	if len(v.Goods) == 0 {
		return nil
	}
	return ui.Section{ID: "goods", Title: lang.T("是哪些货", "Which goods"), Body: ui.Components{recallview.GoodsTable(v.Order.Title, v.Goods, true),
		ui.Text(lang.T("批号和条码印在包装或者追溯码标签上，两个都对上才是。分不清的，扫一扫包装上的码。", "Lot and bar code are printed on the package or its label; both must agree. Where you cannot tell, scan the code on the package.")),
		ui.Actions{ui.LinkButton{Label: lang.T("扫码核对", "Compare by scanning"), Href: "/scan", Look: ui.Secondary}}}}
}

func (v OrderView) acts() ui.Component {
	var body ui.Components
	post := func(verb string) string { return v.Href + "/" + verb }
	if v.May["stop_sale"] {
		zh, en := "我们已经停止销售，单独存放", "We have stopped selling and keep it apart"
		if !v.Self {
			zh, en = "对方已停止销售（电话、现场核实）", "The holder has stopped selling (by telephone or on the spot)"
		}
		if v.Order.Drill {
			zh, en = "收到演练通知", "We have the drill's order"
		}
		body = append(body, ui.PostButton{Button: ui.Button{Label: lang.T(zh, en)}, Action: post("stop_sale"), Token: v.Keys["stop_sale"]})
	}
	if v.May["count_goods"] && !v.Order.Drill {
		var fates []ui.Option
		for _, x := range recall.Fates() {
			fates = append(fates, ui.Option{Value: x.ID, Label: x.Text})
		}
		var wrong ui.Components
		if len(v.Order.Standing) > 0 {
			earlier := []ui.Option{}
			for _, c := range v.Order.Standing {
				what, much := recallview.OptionText(c.What), recallview.Amounts(c.Amounts)
				earlier = append(earlier, ui.Option{Value: strconv.FormatInt(c.Seq, 10), Label: lang.T("第"+strconv.FormatInt(c.Seq, 10)+"条："+what.ZH+" "+much.ZH, "No. "+strconv.FormatInt(c.Seq, 10)+": "+what.EN+" "+much.EN)})
			}
			wrong = append(wrong, ui.Field{Name: "replaces", Kind: ui.Choice, Optional: true, Options: earlier, Label: lang.T("更正哪一笔（记错了才选）", "Which count it corrects, if one was wrong"), Hint: lang.T("选了就代替那一笔；整笔都不该有的，数量填0。", "It stands in the place of that one; where there should be none at all, enter 0.")})
		}
		body = append(body, ui.Form{Action: post("count_goods"), Token: v.Keys["count_goods"], Multipart: true, Body: ui.Components{ui.Fieldset{Legend: lang.T("登记数量（每清点、处置一次登记一次）", "Enter a count, one for each time"), Body: ui.Components{
			ui.Field{Name: "what", Kind: ui.Radios, Options: fates, Label: lang.T("怎么处置的", "What became of it")},
			ui.Field{Name: "amount", Width: 10, Label: lang.T("多少", "How much")},
			ui.Field{Name: "unit", Kind: ui.Choice, Options: recallview.Units, Label: lang.T("单位", "Unit")},
			ui.Field{Name: "file.proof", Kind: ui.File, Optional: true, Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, Label: lang.T("照片或者凭证", "Photograph or paper"), Hint: lang.T("销毁的一定要附。", "Destruction needs one.")},
		}}, wrong, ui.Actions{ui.Button{Label: lang.T("登记", "Enter it"), Look: ui.Secondary}}}})
	}
	if v.May["finish_recall_order"] {
		fields := ui.Components{}
		if !v.Order.Drill && !v.Order.Balanced() {
			fields = append(fields, ui.Field{Name: "reason", ID: "finish-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("数量与记录对不上，请说明", "The count differs from the records: please explain")})
		}
		body = append(body, ui.Form{Action: post("finish_recall_order"), Token: v.Keys["finish_recall_order"], Body: append(fields, ui.Actions{ui.Button{Label: lang.T("处置完毕，提交核对", "Done, send it for checking")}})})
	}
	if v.May["accept_recall_count"] {
		body = append(body, ui.PostButton{Button: ui.Button{Label: lang.T("核对无误，结案", "The count is right, close it")}, Action: post("accept_recall_count"), Token: v.Keys["accept_recall_count"]},
			ui.Disclosure{Summary: lang.T("不对，退回重新清点", "Not right: count again"), Body: ui.Components{ui.Text(lang.T("已经登记的数量全部清零，由对方重新登记；办理记录里还看得到。", "The counts are cleared and entered anew; they can still be read under what happened.")), ui.Form{Action: post("return_recall_count"), Token: v.Keys["return_recall_count"], Body: ui.Components{
				ui.Field{Name: "reason", ID: "return-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("哪里不对", "What is not right")}, ui.Actions{ui.Button{Label: lang.T("退回", "Send back"), Look: ui.Secondary}}}}}})
	}
	if len(body) == 0 {
		return nil
	}
	return ui.Section{ID: "acts", Title: lang.T("现在可以做的", "What can be done now"), Body: body}
}

func (g *Pages) orderView(r *site.Request, c *casework.Case) (OrderView, error) {
	p, err := g.Site.Engine.Procedure(recall.OrderName, c.ProcedureVersion)
	if err != nil {
		return OrderView{}, err
	}
	o, info := recall.OrderOf(c), p.Info(c.State)
	v := OrderView{Href: recallview.OrderAddress(c.ID), Number: c.Number, StateText: info.Title, Says: info.Says, Open: c.IsOpen(), Order: o, Place: g.Place(r.Context(), o.Holder.Place), Clocks: g.Clocks(c, p), Story: g.Story(r, c, p),
		May: map[string]bool{}, Keys: map[string]string{}, Self: !r.Actor.IsStaff()}
	if r.Actor.IsStaff() {
		v.Recall = recallview.Address(o.Recall)
	}
	row, err := g.Lists.Recall(r.Context(), casework.Key{Division: c.Division, ID: o.Recall})
	if err != nil {
		return v, err
	}
	if v.Undone, v.Why, err = g.Undone(r.Context(), row); err != nil {
		return v, err
	}
	if row.Maker != "" {
		v.Maker = g.Place(r.Context(), row.Maker).Public
	}
	if v.Goods, err = g.GoodsAt(r.Context(), row, o.Holder.Place); err != nil {
		return v, err
	}
	for _, verb := range p.Verbs() {
		v.May[verb], v.Keys[verb] = recallview.Offers(p, c, r.Actor, verb), site.NewKey()
	}
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			v.Files = append(v.Files, ui.Link{Name: ui.Data(f.Name), Href: v.Href + "/files/" + f.Hash})
		}
	}
	return v, nil
}

func (g *Pages) order(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Load(r, recall.OrderName)
	if err != nil {
		return err
	}
	v, err := g.orderView(r, c)
	if err != nil {
		return err
	}
	return r.Show(w, g.Frame(r, c.Number, false), v)
}

func (g *Pages) file(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Load(r, recall.OrderName)
	if err != nil {
		return err
	}
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			if f.Hash == r.PathValue("hash") {
				return r.SendFile(w, f)
			}
		}
	}
	return fault.Missing()
}

// answer carries out a verb of an order.
func (g *Pages) answer(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.Load(r, recall.OrderName)
	if err != nil {
		return err
	}
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: r.PathValue("verb"), Reason: strings.TrimSpace(r.PostFormValue("reason")), Idem: r.Idem()}
	switch cmd.Verb {
	case "count_goods":
		cmd.Input, err = g.counted(r)
	case "stop_sale", "finish_recall_order", "accept_recall_count", "return_recall_count":
	default:
		return fault.Missing()
	}
	if err == nil {
		_, err = g.Site.Engine.Do(r.Context(), cmd)
	}
	if err == nil {
		return r.Go(w, recallview.OrderAddress(c.ID), lang.T("已登记。", "On record."))
	}
	v, verr := g.orderView(r, c)
	if verr != nil {
		return verr
	}
	return r.Refused(w, g.Frame(r, c.Number, false), v, err)
}

func (g *Pages) counted(r *site.Request) (*recall.CountInput, error) {
	in := &recall.CountInput{What: r.PostFormValue("what"), Unit: r.PostFormValue("unit")}
	n, err := trace.ParseAmount(strings.TrimSpace(lang.HalfWidth(r.PostFormValue("amount"))))
	if err != nil {
		return in, fault.InvalidInput().At("amount", lang.T("请填写数量，例如 12.5。", "Please enter an amount, e.g. 12.5.")).Or()
	}
	in.Amount = n
	if s := r.PostFormValue("replaces"); s != "" {
		if in.Replaces, err = strconv.ParseInt(s, 10, 64); err != nil || in.Replaces <= 0 {
			return in, fault.InvalidInput().At("replaces", lang.T("请选择要更正的那一笔。", "Please choose the count to correct.")).Or()
		}
	}
	if r.MultipartForm == nil {
		return in, nil
	}
	for _, h := range r.MultipartForm.File["file.proof"] {
		if h.Size == 0 {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return in, err
		}
		got, err := g.Site.Files.Put(r.Context(), h.Filename, f)
		_ = f.Close() // read to its end, or refused
		if err != nil {
			if flt, ok := fault.As(err); ok {
				return in, fault.InvalidInput().At("file.proof", lang.T(flt.Message.ZH+flt.Remedy.ZH, flt.Message.EN+" "+flt.Remedy.EN)).Or()
			}
			return in, err
		}
		got.Material = "proof"
		in.Files = append(in.Files, got)
	}
	return in, nil
}
