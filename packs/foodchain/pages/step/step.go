// Package step is the pages on which one says what one does with food: harvest, make, pack, send,
// receive, sell. One page asks which lot (scan, type or choose), the next how much and with whom.
//
//	/food/b/{id}/do/{step} ─ which lot ─▶ ?lot=… ─ how much ─▶ POST ─ something missing? ─▶ asked once
//	                                                                └─▶ recorded, and what comes next
package step

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
	"banjie/packs/foodchain/trace"
)

// Pages are wired once.
type Pages struct{ *pages.Counter }

// Routes puts the pages on the site.
func (v *Pages) Routes() {
	record := site.For(v.Desk.Record)
	v.Site.Handle("GET /food/b/{id}/do/{step}", record, v.ask)
	v.Site.Handle("POST /food/b/{id}/do/{step}", record.WithFiles(), v.take)
	v.Site.Handle("GET /food/b/{id}/done/{entry}", record, v.done)
}

// Choose asks which lot it is about.
type Choose struct {
	Business chain.Business
	Act      chain.Act
	Stock    []pages.Held // that may be taken
	Chosen   []string     // keys of lots chosen before
	Typed    string
}

// address of the step with lots chosen.
func address(b chain.Business, k chain.StepKind, lots []string) string {
	q := url.Values{}
	for _, l := range lots {
		q.Add("lot", l)
	}
	at := pages.Home(b) + "/do/" + string(k)
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}

// View draws it.
func (v Choose) View(p ui.Page) templ.Component {
	hidden := []ui.Hidden{}
	for _, l := range v.Chosen {
		hidden = append(hidden, ui.Hidden{Name: "lot", Value: l})
	}
	title := lang.T(v.Act.Title.ZH+"：哪一批？", v.Act.Title.EN+": which lot?")
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: title}, ui.Form{Get: true, Action: pages.Home(v.Business) + "/do/" + string(v.Act.Kind), Hidden: hidden, Body: ui.Components{
		pages.ScanField{Value: v.Typed},
		ui.Actions{ui.Button{Label: lang.T("下一步", "Next")}}}}}
	cards := ui.Cards{}
	for _, h := range v.Stock {
		if slices.Contains(v.Chosen, h.Lot) {
			continue
		}
		meta := []lang.Text{pages.Quantity(h.Amount, h.Unit)}
		if h.Best != 0 {
			zh, en := p, p
			zh.Lang, en.Lang = lang.ZH, lang.EN
			meta = append(meta, lang.T("保质期到"+zh.Day(h.Best), "keeps until "+en.Day(h.Best)))
		}
		c := ui.Card{Title: pages.LotWords(h.Product, h.Lot), Href: address(v.Business, v.Act.Kind, append(slices.Clone(v.Chosen), h.Lot)), Meta: meta}
		switch {
		case h.Against.Any():
			c.Tag = &ui.Tag{Label: pages.Warning(h.Against), Tone: ui.Overdue}
		case h.Sealed:
			c.Tag = &ui.Tag{Label: lang.T("封存中", "sealed"), Tone: ui.Still}
		case h.Past:
			c.Tag = &ui.Tag{Label: lang.T("过期了", "past its date"), Tone: ui.Overdue}
		}
		cards = append(cards, c)
	}
	if len(cards) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("或者从现在有的货里选", "Or choose from what is here"), Body: ui.Components{cards}})
	}
	return parts.View(p)
}

// Form asks how much, and with whom.
type Form struct {
	Business chain.Business
	Act      chain.Act
	Entry    string
	Lots     []pages.Held
	Products []chain.Product
	Plots    []chain.Place
	Places   []chain.Place
	Partners []chain.Business
	Several  []chain.Business // of the name that was typed
	Channel  string
	Cold     bool
	Ask      []chain.Finding // said once; then a reason is needed
}

// View draws it.
func (v Form) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}}
	hidden := []ui.Hidden{{Name: "entry", Value: v.Entry}}
	body := ui.Components{}
	if len(v.Ask) > 0 {
		body = append(body, asked(v.Ask))
	}
	for i, h := range v.Lots {
		hidden = append(hidden, ui.Hidden{Name: "lot", Value: h.Lot})
		hint := lang.T("账上没有这一批", "the book has none of it here")
		if h.Amount > 0 {
			hint = lang.T("账上还有 "+pages.Quantity(h.Amount, h.Unit).ZH, "the book has "+pages.Quantity(h.Amount, h.Unit).EN)
		}
		if v.Act.From {
			hint = lang.Text{}
		}
		unit := h.Unit
		if unit == "" {
			unit = h.Product.Unit
		}
		hidden = append(hidden, ui.Hidden{Name: fmt.Sprintf("unit.%d", i), Value: unit})
		body = append(body, ui.Field{Name: fmt.Sprintf("amount.%d", i), Kind: ui.Decimal, Label: pages.LotWords(h.Product, h.Lot), Hint: hint, Suffix: chain.UnitName(unit)})
	}
	if v.Act.Takes && v.Act.New {
		body = append(body, ui.Actions{ui.LinkButton{Label: lang.T("再加一批进去", "Put another lot in"), Href: address(v.Business, v.Act.Kind, lotsOf(v.Lots)) + "&more=1", Look: ui.Secondary}})
	}
	if v.Act.New && len(v.Products) == 0 {
		return append(parts, ui.Heading{Title: v.Act.Title, Caption: pages.Name(v.Business)}, ui.Notice{Kind: ui.Warning, Title: lang.T("还没有登记产品，先登记一个再来记", "No product is registered yet: register one, then record it"),
			Text: lang.T("登记要填的只有品名和单位，不到一分钟。", "It asks for a name and a unit and takes less than a minute."), Link: &ui.Link{Name: lang.T("登记产品", "Register a product"), Href: pages.Home(v.Business) + "/products"}}).View(p)
	}
	if v.Act.New {
		body = append(body, v.made()...)
	}
	if v.Act.From || v.Act.To {
		body = append(body, v.partner()...)
	}
	body = append(body, v.papers()...)
	body = append(body, ui.Actions{ui.Button{Label: lang.T("记下来", "Record it")}})
	parts = append(parts, ui.Heading{Title: v.Act.Title, Caption: pages.Name(v.Business)},
		pages.Queue{Business: v.Business, Kind: v.Act.Kind, Form: ui.Form{Action: pages.Home(v.Business) + "/do/" + string(v.Act.Kind), Multipart: v.Channel == "paper", Hidden: hidden, Body: body}})
	if v.Act.From {
		parts = append(parts, ui.LawRef{ID: v.Business.Kind.Role().Law})
	}
	return parts.View(p)
}

// asked are the findings and the reasons to choose from.
func asked(list []chain.Finding) ui.Component {
	found := ui.Components{}
	for _, f := range list {
		found = append(found, ui.Text(f.Says))
		if f.Basis != "" {
			found = append(found, ui.LawRef{ID: f.Basis})
		}
	}
	return ui.Components{ui.Notice{Kind: ui.Warning, Title: lang.T("先看一下，还没有记", "Please look first; nothing is recorded yet"), Body: found},
		ui.Field{Name: "reason", Kind: ui.Radios, Label: lang.T("货已经动了的，选一个原因照样记", "If the goods have moved, choose why and it is recorded all the same"), Options: pages.Reasons(list)}}
}

// made asks what came into being.
func (v Form) made() ui.Components {
	var products []ui.Option
	for _, x := range v.Products {
		products = append(products, ui.Option{Value: x.GTIN, Label: ui.Data(x.Name), Hint: chain.UnitName(x.Unit)})
	}
	one, label := "", lang.T("是什么", "What it is")
	if len(v.Products) == 1 {
		one = v.Products[0].GTIN
	}
	if v.Act.Takes {
		label = lang.T("做成了什么", "What it became")
	}
	out := ui.Components{ui.Field{Name: "product", Kind: ui.Radios, Label: label, Options: products, Value: one}}
	if len(v.Plots) > 0 && v.Act.Kind == chain.Harvest {
		plots := []ui.Option{}
		for _, x := range v.Plots {
			plots = append(plots, ui.Option{Value: x.GLN + "/" + x.Ext, Label: ui.Data(x.Name)})
		}
		first := ""
		if len(plots) == 1 {
			first = plots[0].Value
		}
		out = append(out, ui.Field{Name: "plot", Kind: ui.Radios, Label: lang.T("哪块地", "Which plot"), Options: plots, Value: first})
	}
	much := ui.Field{Name: "amount", Kind: ui.Decimal, Label: lang.T("一共多少", "How much in all"), Hint: lang.T("按产品的单位填。", "In the unit of the product.")}
	if len(v.Products) == 1 {
		much.Hint, much.Suffix = lang.Text{}, chain.UnitName(v.Products[0].Unit)
	}
	out = append(out, much)
	more := ui.Components{}
	if v.Act.Takes {
		out = append(out, ui.Field{Name: "loss", Kind: ui.Decimal, Optional: true, Label: lang.T("损耗多少", "How much was lost"), Hint: lang.T("去掉的枝叶、坏果、水分，写了账才对得上。", "Stems, bad fruit, water: with it the book balances.")})
	}
	if v.Act.Kind == chain.Enter {
		out = append(out, ui.Field{Name: "made", Kind: ui.Day, Optional: true, Label: lang.T("生产日期", "Made on")}, ui.Field{Name: "best", Kind: ui.Day, Optional: true, Label: lang.T("保质期到", "Keeps until")})
	} else {
		more = append(more, ui.Field{Name: "made", Kind: ui.Day, Optional: true, Label: lang.T("不是今天的，填日期", "The day, where it was not today")}, ui.Field{Name: "best", Kind: ui.Day, Optional: true, Label: lang.T("保质期到", "Keeps until")})
	}
	more = append(more, ui.Field{Name: "batch", Optional: true, Width: 20, Label: lang.T("自己的批号", "A lot number of your own"), Hint: lang.T("不填就自动编一个。", "One is made where you leave it open.")})
	return append(out, ui.Disclosure{Summary: lang.T("日期和批号", "Day and lot number"), Body: more})
}

// partner asks with whom.
func (v Form) partner() ui.Components {
	options := []ui.Option{}
	for _, b := range v.Several {
		options = append(options, ui.Option{Value: b.ID, Label: pages.Name(b), Hint: pages.Which(b)})
	}
	if len(v.Several) > 0 {
		options = append(options, ui.Option{Value: pages.Somebody, Label: lang.T("都不是，是另一家同名的", "None of these: another one of that name")})
		label := lang.T("您写的是哪一家", "Which of them you mean")
		return ui.Components{ui.Field{Name: "partner", Kind: ui.Radios, Label: label, Options: options}, ui.Field{Name: "partner_name", Label: lang.T("您写的名称或者统一社会信用代码", "The name or credit code you gave")}}
	}
	for _, b := range v.Partners {
		hint := b.Kind.Role().Title
		if !b.Known() {
			hint = lang.T("没有登记过", "not registered")
		}
		options = append(options, ui.Option{Value: b.ID, Label: pages.Name(b), Hint: hint})
	}
	label, new := lang.T("从谁那里来", "From whom"), lang.T("名称或者统一社会信用代码", "Name or credit code")
	if v.Act.To {
		label = lang.T("给谁", "To whom")
	}
	typed := ui.Field{Name: "partner_name", Optional: len(options) > 0, Label: new, Hint: lang.T("也可以扫对方门口的码。", "Or scan the code at their door.")}
	if len(options) == 0 {
		typed.Label = lang.T(label.ZH+"："+new.ZH, label.EN+": "+new.EN)
		return ui.Components{typed}
	}
	typed.Label = lang.T("不在上面的，写名称或者统一社会信用代码", "Somebody else: name or credit code")
	return ui.Components{ui.Field{Name: "partner", Kind: ui.Radios, Label: label, Options: options}, typed}
}

// papers asks for what came or went with it.
func (v Form) papers() (out ui.Components) {
	if v.Act.From || v.Act.Kind == chain.Release {
		out = append(out, ui.Field{Name: "proof", Optional: v.Act.Kind != chain.Release, Label: lang.T("合格证或者检验报告的号码", "Number of the certificate or test report"), Hint: lang.T("货上带电子合格证的不用填。冷链货填检疫、通关单号。", "Not needed where the lot has an electronic certificate. Cold-chain goods: quarantine or customs number.")})
	}
	if v.Cold && (v.Act.From || v.Act.To) {
		out = append(out, ui.Field{Name: "degrees", Optional: true, Width: 5, Label: lang.T("货的温度", "Temperature of the goods"), Suffix: lang.T("℃", "°C")})
	}
	if v.Act.From || v.Act.To {
		out = append(out, ui.Disclosure{Summary: lang.T("有送货单", "There is a delivery note"), Body: ui.Components{ui.Field{Name: "paper", Optional: true, Label: lang.T("单号", "Its number")}}})
	}
	if v.Channel == "paper" {
		out = append(out, ui.Field{Name: "scan", Kind: ui.File, Label: lang.T("纸质单据的照片", "Photograph of the paper"), Hint: lang.T("代记要留底。", "What is recorded for others keeps its paper."), Formats: []string{"jpg", "png", "pdf"}, MaxBytes: 8 << 20})
	}
	return out
}

func lotsOf(list []pages.Held) []string {
	out := make([]string, len(list))
	for i, h := range list {
		out[i] = h.Lot
	}
	return out
}

// ask draws the page for which lot, or the one for how much.
func (v *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	b, channel, err := v.Business(r)
	if err != nil {
		return err
	}
	act, err := v.actOf(r, b)
	if err != nil {
		return err
	}
	lots := r.URL.Query()["lot"]
	code := strings.TrimSpace(r.URL.Query().Get("code"))
	p := v.Frame(r, b, act.Title, pages.Home(b))
	if act.Takes && (code != "" || len(lots) == 0 || r.URL.Query().Get("more") != "") {
		if code != "" || r.URL.Query().Has("code") { // an empty field was sent
			key, err := chain.ReadCode(code)
			if err == nil {
				if !slices.Contains(lots, key) {
					lots = append(lots, key)
				}
				return r.Go(w, address(b, act.Kind, lots), lang.Text{})
			}
			page, perr := v.choose(r, b, act, lots, code)
			if perr != nil {
				return perr
			}
			return r.Refused(w, p, page, fault.InvalidInput().At("code", fault.For(err).Message).Or())
		}
		page, err := v.choose(r, b, act, lots, "")
		if err != nil {
			return err
		}
		return r.Show(w, p, page)
	}
	form, err := v.form(r, b, act, lots, channel)
	if err != nil {
		return err
	}
	p.Form = r.URL.Query() // a link may have filled it in
	return r.Show(w, p, form)
}

func (v *Pages) actOf(r *site.Request, b chain.Business) (chain.Act, error) {
	act, ok := chain.StepKind(r.PathValue("step")).Act()
	if !ok || !slices.Contains(b.Kind.Role().Steps, act.Kind) {
		return act, fault.Missing()
	}
	return act, nil
}

func (v *Pages) choose(r *site.Request, b chain.Business, act chain.Act, lots []string, typed string) (Choose, error) {
	c := Choose{Business: b, Act: act, Chosen: lots, Typed: typed}
	if !act.Out && act.Kind != chain.Release {
		return c, nil
	}
	stock, err := v.Stock(r, b, pages.OnList)
	if act.Kind == chain.Release {
		stock = slices.DeleteFunc(stock, func(h pages.Held) bool { return !h.Sealed })
	}
	c.Stock = stock
	return c, err
}

func (v *Pages) form(r *site.Request, b chain.Business, act chain.Act, lots []string, channel string) (f Form, err error) {
	ctx, store, division := r.Context(), v.Desk.Store, v.Desk.Division
	f = Form{Business: b, Act: act, Entry: chain.NewEntry(), Channel: channel, Cold: b.Kind == chain.ColdStore}
	for _, key := range lots[:min(len(lots), 50)] {
		h := pages.Held{Held: chain.Held{Lot: key}}
		if h.Product, err = v.Product(r, key); err != nil {
			return f, err
		}
		if h.Amount, h.Unit, err = v.left(r, b, key, h.Product); err != nil {
			return f, err
		}
		f.Cold = f.Cold || h.Product.Cold
		f.Lots = append(f.Lots, h)
	}
	places, err := store.Places(ctx, division, b.ID)
	if err != nil {
		return f, err
	}
	for _, x := range places {
		if x.Plot() {
			f.Plots = append(f.Plots, x)
		} else {
			f.Places = append(f.Places, x)
		}
	}
	if act.New {
		if f.Products, err = store.Products(ctx, division, b.ID); err != nil {
			return f, err
		}
		f.Products = chain.Offered(f.Products)
	}
	if act.From || act.To {
		f.Partners, err = store.Partners(ctx, division, b.ID, 6)
	}
	return f, err
}

// left is how much of a lot the business has, in the unit of its product.
func (v *Pages) left(r *site.Request, b chain.Business, key string, product chain.Product) (int64, string, error) {
	unit := product.Unit
	if unit == "" {
		unit = "KGM"
	}
	if trace.KindOf(key) != trace.Lot {
		unit = "H87"
	}
	hand, err := v.Desk.Stock.OnHand(r.Context(), "https://id.gs1.org/414/"+b.GLN, []string{key})
	if err != nil {
		return 0, unit, err
	}
	code := unit
	if code == "H87" {
		code = ""
	}
	one, family := trace.Base(1_000_000, code)
	sum, there := hand[key][family]
	if !there {
		for f, s := range hand[key] { // in whatever family it was counted
			return s.Left(), string(f), nil
		}
	}
	if one <= 0 {
		return 0, unit, nil
	}
	return int64(float64(sum.Left()) / float64(one) * 1_000_000), unit, nil
}
