package orderpages

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallbook"
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
	Booked    []recall.Booked // how the counts stand in the holder's book
	Maker     lang.Text       // of the recall; zero: not entered
	Undone    lang.Text       // that the recall was taken back; zero: it was not
	Why       string          // the words of a withdrawal
	Over      bool            // more was typed than the records have: it is asked about
	Still     []lang.Text     // what stands against the goods all the same
}

// View draws it.
func (v OrderView) View(p ui.Page) templ.Component {
	o := v.Order
	parts := ui.Components{ui.ErrorSummary{}}
	if o.Drill {
		parts = append(parts, recallview.DrillNotice())
	}
	if !v.Undone.IsZero() {
		parts = append(parts, v.undone()...)
	}
	tone := ui.Busy
	if !v.Open {
		tone = ui.Good
	}
	parts = append(parts, ui.Heading{Title: v.title(), Caption: ui.Data(v.Number), Lead: v.Says, Tag: &ui.Tag{Label: v.StateText, Tone: tone}})
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
	parts = append(parts, v.booked())
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

// title says what it is, and of a drill that first.
func (v OrderView) title() lang.Text {
	if v.Order.Drill {
		return lang.T("演练通知："+v.Order.Title, "Drill order: "+v.Order.Title)
	}
	return lang.T("召回通知："+v.Order.Title, "Recall order: "+v.Order.Title)
}

// undone says that the recall was taken back, and what may be sold again.
func (v OrderView) undone() (parts ui.Components) {
	free := lang.T("这些货没有别的召回、查封、不合格的抽检，可以照常卖；", "No other recall, seal or failed sample stands against these goods; they may be sold as before. ")
	if len(v.Still) > 0 {
		free = lang.T("这些货还有下面的事，没有了结以前不要卖；", "Do not sell these goods before what stands below is settled. ")
	}
	why := lang.Text{}
	if v.Why != "" {
		why = lang.T(v.Why+"　", v.Why+" ")
	}
	parts = append(parts, ui.Notice{Kind: ui.Success, Title: v.Undone, Text: lang.T(why.ZH+"这张通知不用再办。"+free.ZH+"已经销毁、退回的不会自己回来，有损失请联系开召回的单位。", why.EN+"Nothing more is to be done here. "+free.EN+"For what was destroyed or returned please talk to the office that opened the recall.")})
	for _, x := range v.Still {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: x})
	}
	return parts
}

// still says what stands against goods at a place, though this recall does not.
func still(title string, x recall.Goods, a chain.Against, place string) (list []lang.Text) {
	box := recallview.Box(title, x)
	add := func(said lang.Text) { list = append(list, lang.T(box.ZH+"："+said.ZH, box.EN+": "+said.EN)) }
	if a.Recall != "" {
		add(lang.Format("还在另一个召回里（%s）", "it is under another recall (%s)", a.Recall))
	}
	if len(a.SealedAt(place)) > 0 {
		add(lang.T("您这里的被监管人员查封，还没有解封", "what is here is under an officer's seal"))
	}
	if a.Failed != "" {
		add(lang.Format("监督抽检不合格（%s）", "an official sample of it failed (%s)", a.Failed))
	}
	return list
}

// goods says which goods are meant, as they are found on the box.
func (v OrderView) goods() ui.Component {
	if len(v.Goods) == 0 {
		return nil
	}
	t := recallview.GoodsTable(v.Order.Title, v.Goods, true)
	if v.Order.Drill {
		t.Caption = lang.T("演练里说的货，照常卖", "Goods of the drill; sell them as before")
		return ui.Section{ID: "goods", Title: lang.T("演练说的是哪些货", "Which goods the drill is about"), Body: ui.Components{t}}
	}
	return ui.Section{ID: "goods", Title: lang.T("是哪些货", "Which goods"), Body: ui.Components{t,
		ui.Text(lang.T("批号和条码印在包装或者追溯码标签上，两个都对上才是。分不清的，扫一扫包装上的码。", "Lot and bar code are printed on the package or its label; both must agree. Where you cannot tell, scan the code on the package.")),
		ui.Actions{ui.LinkButton{Label: lang.T("扫码核对", "Compare by scanning"), Href: "/scan", Look: ui.Secondary}}}}
}

// fateHints say what is meant, in the words of a shop.
var fateHints = map[string]lang.Text{
	recall.Removed:   lang.T("从货架、冰柜、仓库里拿下来，单独放着，还没有处置的也算", "taken from shelf, fridge or store and kept apart, whether disposed of yet or not"),
	recall.Destroyed: lang.T("倒掉、烧掉、无害化处理，要附照片；先登记下架", "thrown away, burnt or made harmless, with a photograph; enter it as taken off first"),
	recall.Returned:  lang.T("退给供货的那一家；先登记下架", "given back to whoever supplied it; enter it as taken off first"),
	recall.Sold:      lang.T("收到这张通知以前就卖掉、吃掉、用掉，找不回来的", "sold, eaten or used before this order came, and not to be had back"),
}

// units are those of a count, with examples.
var units = []ui.Option{{Value: "KGM", Label: lang.T("千克", "kg"), Hint: lang.T("称重的：30千克写30", "what is weighed: 30 for 30 kg")}, {Value: "H87", Label: lang.T("件", "pieces"), Hint: lang.T("论盒、箱、袋、瓶的：12盒写12", "boxes, bags, bottles: 12 for 12 boxes")}, {Value: "LTR", Label: lang.T("升", "litres"), Hint: lang.T("散装的油、酱、奶：5升写5", "loose oil, sauce, milk: 5 for 5 litres")}}

// unit is that in which the records have the goods, "" of several.
func (v OrderView) unit() string {
	for f := range v.Order.Holder.Held {
		if len(v.Order.Holder.Held) > 1 {
			break
		}
		if f == trace.Pieces {
			return "H87"
		}
		return string(f)
	}
	return ""
}

// lots are the things of the order that a count may be of.
func (v OrderView) lots() (list []recall.Goods) {
	for _, x := range v.Goods {
		if x.Lot != "" && x.Piece == "" {
			list = append(list, x)
		}
	}
	return list
}

// which asks of which goods a count is, where there are several.
func (v OrderView) which() ui.Component {
	list := v.lots()
	if len(list) < 2 {
		return nil
	}
	var options []ui.Option
	for _, x := range list {
		options = append(options, ui.Option{Value: x.Key, Label: recallview.Box(v.Order.Title, x)})
	}
	return ui.Field{Name: "lot", Kind: ui.Radios, Optional: !v.Self, Options: options, Label: lang.T("是哪一批", "Which goods")}
}

// done is the button of the last answer.
func (v OrderView) done() lang.Text {
	if v.Order.Drill {
		return lang.T("演练办完，提交", "Done with the drill, send it")
	}
	return lang.T("处置完毕，提交核对", "Done, send it for checking")
}

// over is the box to tick where more was typed than the records have.
func (v OrderView) over() ui.Component {
	if !v.Over {
		return nil
	}
	return ui.Field{Name: "over", Kind: ui.Checks, Optional: true, Label: lang.T("比记录里的多", "More than the records have"), Options: []ui.Option{{Value: "1", Label: lang.T("没有写错，确实有这么多", "It is no slip, there is so much")}}}
}

// booked says how the counts stand in the holder's own book.
func (v OrderView) booked() ui.Component {
	if len(v.Booked) == 0 {
		return nil
	}
	open := false
	t := ui.Table{Caption: lang.T("清点和记录本", "Counts and the book"), Columns: []ui.Column{{Name: lang.T("清点", "Count")}, {Name: lang.T("数量", "Amount"), Numeric: true}, {Name: lang.T("记录本", "The book")}}}
	for _, x := range v.Booked {
		cell := ui.Components{ui.Words(recallbook.Says(x))}
		if v.Self && x.Form != "" && !x.Written && !x.Cleared {
			cell = append(cell, ui.Plain(" "), ui.Link{Name: lang.T("自己去记", "Record it by hand"), Href: x.Form})
		}
		row := ui.Row{Cells: []ui.Component{ui.Words(recallview.OptionText(x.What)), ui.Words(recallview.Amounts(x.Amounts)), cell}}
		if !x.Written && x.What != recall.Sold {
			row.Tone = ui.Soon
			open = true
		}
		t.Rows = append(t.Rows, row)
	}
	body := ui.Components{t}
	if open && v.Self {
		body = append(body, ui.PostButton{Button: ui.Button{Label: lang.T("把清点记进记录本", "Write the counts into the book"), Look: ui.Secondary}, Action: v.Href + "/book", Token: v.Keys["count_goods"] + "-book"})
	}
	return ui.Section{ID: "booked", Title: lang.T("记录本里有没有", "Whether the book has it"), Body: body}
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
			fates = append(fates, ui.Option{Value: x.ID, Label: x.Text, Hint: fateHints[x.ID]})
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
			v.which(),
			ui.Field{Name: "what", Kind: ui.Radios, Options: fates, Label: lang.T("怎么处置的", "What became of it")},
			ui.Field{Name: "amount", Width: 10, Label: lang.T("多少", "How much"), Hint: lang.T("只写数字，例如 12.5。1斤是0.5千克。", "The number alone, e.g. 12.5.")},
			ui.Field{Name: "unit", Kind: ui.Radios, Options: units, Value: v.unit(), Label: lang.T("单位", "Unit")},
			ui.Field{Name: "file.proof", Kind: ui.File, Optional: true, Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, Label: lang.T("照片或者凭证", "Photograph or paper"), Hint: lang.T("销毁的一定要附。", "Destruction needs one.")},
			v.over(),
		}}, wrong, ui.Actions{ui.Button{Label: lang.T("登记", "Enter it"), Look: ui.Secondary}}}})
	}
	if v.May["finish_recall_order"] {
		fields := ui.Components{}
		if !v.Order.Drill && !v.Order.Balanced() {
			fields = append(fields, ui.Field{Name: "reason", ID: "finish-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("数量与记录对不上，请说明", "The count differs from the records: please explain")})
		}
		body = append(body, ui.Form{Action: post("finish_recall_order"), Token: v.Keys["finish_recall_order"], Body: append(fields, ui.Actions{ui.Button{Label: v.done()}})})
	}
	if v.May["accept_recall_count"] {
		if over := v.Order.Above(); len(over) > 0 {
			body = append(body, ui.Notice{Kind: ui.Warning, Title: lang.T("清点的比追溯记录里的多", "More was counted than the records have"), Text: lang.T("清点的下架、卖出一共"+over.Words().ZH+"，追溯记录里"+recallview.HeldText(v.Order.Holder.Held, v.Order.Holder.Unsaid).ZH+"。请先核实是不是记重了、单位写错了。", "Removed and sold make "+over.Words().EN+"; the records have "+recallview.HeldText(v.Order.Holder.Held, v.Order.Holder.Unsaid).EN+". Please see first whether something was counted twice or in a wrong unit.")})
		}
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
	o := recall.OrderOf(c)
	title, says := recall.StateWords(p, c.State, o.Drill)
	v := OrderView{Href: recallview.OrderAddress(c.ID), Number: c.Number, StateText: title, Says: says, Open: c.IsOpen(), Order: o, Place: g.Place(r.Context(), o.Holder.Place), Clocks: g.Clocks(c, p), Story: g.Story(r, c, p),
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
	if !v.Undone.IsZero() {
		if v.Still, err = g.still(r.Context(), row.Title, v.Goods, o.Holder.Place); err != nil {
			return v, err
		}
	}
	if g.Book != nil {
		if v.Booked, err = g.Book.Stands(r.Context(), r.Actor, c); err != nil {
			return v, err
		}
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

// still looks what stands against goods at a place.
func (g *Pages) still(ctx context.Context, title string, goods []recall.Goods, place string) (list []lang.Text, err error) {
	if g.Standing == nil {
		return nil, nil
	}
	keys := make([]string, len(goods))
	for i, x := range goods {
		keys[i] = x.Key
	}
	standing, err := g.Standing(ctx, keys)
	for _, x := range goods {
		list = append(list, still(title, x, standing[x.Key], place)...)
	}
	return list, err
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
