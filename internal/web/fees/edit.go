package fees

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var editTitle = lang.T("登记收费", "Enter a fee")

// asked are the inputs of the form.
var asked = []string{"id", "name", "name_en", "words", "sort", "basis", "number", "article", "read", "payer", "payer_en", "kind", "amount", "measure", "measure_en", "price", "tiers", "ceiling", "unit", "collector", "receipt", "from", "until", "reason"}

// Edit is the form of one fee.
type Edit struct {
	Fee   fee.Fee // newest version; zero for a new fee
	Units []ui.Option
}

func options(of []catalog.Option) (all []ui.Option) {
	for _, o := range of {
		t := o.Text
		if t.EN != "" {
			t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
		}
		all = append(all, ui.Option{Value: o.ID, Label: t})
	}
	return all
}

func yuan(f fee.Fen) string {
	if f == 0 {
		return ""
	}
	return f.Yuan()
}

func day(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return ui.ISO(d)
}

// View draws it.
func (v Edit) View(p ui.Page) templ.Component {
	x := v.Fee
	price, readBox := "", []string(nil)
	if x.Rate.Price > 0 {
		price = x.Rate.Price.String()
	}
	if x.Basis.Read {
		readBox = []string{"yes"}
	}
	f := ui.Form{Action: "/work/registers/fees/edit", Body: ui.Components{
		ui.Field{Name: "id", Label: lang.T("编号", "Id"), Value: x.ID, Width: 30, Readonly: x.Version > 0, Hint: lang.T("小写英文字母、数字和短横线，发布后不能改。", "Small letters, digits and hyphens; it stays after publication.")},
		ui.Field{Name: "name", Label: lang.T("名称", "Name"), Value: x.Name.ZH}, ui.Field{Name: "name_en", Label: lang.T("英文名称", "Name in English"), Value: x.Name.EN, Optional: true},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 2, Label: lang.T("老百姓怎么叫它", "What people call it"), Value: strings.Join(x.Words, "、"), Optional: true, Hint: lang.T("用顿号分开。", "Separated by commas.")},
		ui.Field{Name: "sort", Kind: ui.Choice, Label: lang.T("类别", "Sort"), Options: options(fee.Sorts()), Value: x.Sort},
		ui.Fieldset{Legend: lang.T("依据", "Basis"), Body: ui.Components{
			ui.Field{Name: "basis", Label: lang.T("文件名称", "Document"), Value: x.Basis.Document, Hint: lang.T("没有依据的收费不能登记。", "A fee without a basis is not entered.")},
			ui.Field{Name: "number", Label: lang.T("文号", "Number"), Value: x.Basis.Number, Optional: true}, ui.Field{Name: "article", Label: lang.T("条款", "Article"), Value: x.Basis.Article, Optional: true},
			ui.Field{Name: "read", Kind: ui.Checks, Optional: true, Values: readBox, Label: lang.T("核对", "Verification"), Options: []ui.Option{{Value: "yes", Label: lang.T("我核对过原文", "I have read the text")}}}}},
		ui.Field{Name: "payer", Label: lang.T("谁交", "Who pays"), Value: x.Payer.ZH}, ui.Field{Name: "payer_en", Label: lang.T("谁交（英文）", "Who pays, in English"), Value: x.Payer.EN, Optional: true},
		ui.Fieldset{Legend: lang.T("收多少", "How much"), Body: ui.Components{
			ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("计费方式", "How it is reckoned"), Options: options(fee.Kinds()), Value: x.Rate.Kind},
			ui.Field{Name: "amount", Kind: ui.Yuan, Label: lang.T("定额，或者基础部分", "Amount, or basic part"), Value: yuan(x.Rate.Amount), Optional: true, Suffix: lang.T("元", "yuan")},
			ui.Field{Name: "measure", Width: 10, Label: lang.T("数量按什么数", "What is counted"), Value: x.Rate.Measure.ZH, Optional: true}, ui.Field{Name: "measure_en", Width: 10, Label: lang.T("数量单位（英文）", "What is counted, in English"), Value: x.Rate.Measure.EN, Optional: true},
			ui.Field{Name: "price", Width: 10, Label: lang.T("单价", "Price"), Value: price, Optional: true, Suffix: lang.T("元", "yuan"), Hint: lang.T("最多六位小数。", "At most six decimals.")},
			ui.Field{Name: "tiers", Label: lang.T("分档", "Tiers"), Value: x.Rate.TiersText(), Optional: true, Hint: lang.T("每档写上限和单价，用冒号隔开，档和档用分号分开，最后一档不写上限。例如 50:1.2; 200:1; :0.8", "until:price, separated by semicolons, the last without an end: 50:1.2; 200:1; :0.8")},
			ui.Field{Name: "ceiling", Kind: ui.Yuan, Label: lang.T("封顶", "Ceiling"), Value: yuan(x.Rate.Ceiling), Optional: true, Suffix: lang.T("元", "yuan")}}},
		ui.Field{Name: "unit", Kind: ui.Choice, Optional: true, Label: lang.T("收费单位", "Unit that collects"), Options: v.Units, Value: x.Unit},
		ui.Field{Name: "collector", Optional: true, Label: lang.T("不是政府部门的，写明是谁", "Where it is no unit: who"), Value: x.Collector.ZH},
		ui.Field{Name: "receipt", Kind: ui.Choice, Label: lang.T("要给的票据", "Receipt to be given"), Options: options(fee.Receipts()), Value: x.Receipt},
		ui.Field{Name: "from", Kind: ui.Day, Label: lang.T("从哪天起", "From"), Value: day(x.From), Hint: lang.T("修改的，最早从今天起。", "For a change: today at the earliest.")},
		ui.Field{Name: "until", Kind: ui.Day, Optional: true, Label: lang.T("到哪天止", "Until"), Value: day(x.Until), Hint: lang.T("停收的，写最后一天。", "To end it, give the last day.")},
	}}
	if x.Version > 0 {
		f.Body = append(f.Body, ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Label: lang.T("为什么修改", "Why it is changed"), Hint: lang.T("公开在历次版本里。", "It stands in public beside the version.")})
	}
	f.Body = append(f.Body, ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers/fees", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: editTitle, Lead: lang.T("先预演，看清要公布什么，再发布。发布记入公共账本，之后只能出新版本。", "A dry run first. Publication goes into the public ledger; afterwards there are only further versions.")}, f}.View(p)
}

func (f *Pages) page(r *site.Request, title lang.Text, back string) ui.Page {
	p := r.Page(title)
	p.Back = back
	return p
}

// units the actor may publish for.
func units(r *site.Request) []ui.Option {
	if r.Actor.Role != access.UnitHead {
		return unitOptions(r)
	}
	return []ui.Option{{Value: r.Actor.Unit, Label: r.Unit(r.Actor.Unit)}}
}

func (f *Pages) edit(w http.ResponseWriter, r *site.Request) error {
	v := Edit{Units: units(r)}
	if id := r.URL.Query().Get("id"); id != "" {
		reg, today, err := f.register(r)
		if err != nil {
			return err
		}
		all := reg.Of(id)
		if len(all) == 0 {
			return fault.Missing()
		}
		v.Fee = all[len(all)-1]
		v.Fee.Reason, v.Fee.From = "", today
	} else if r.Actor.Role == access.UnitHead {
		v.Fee.Unit = r.Actor.Unit
	}
	return r.Show(w, f.page(r, editTitle, "/work/registers/fees"), v)
}

// typed reads the form; what cannot be read is named.
func typed(form url.Values) (x fee.Fee, bad *fault.Fault) {
	bad = fault.InvalidInput()
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	x = fee.Fee{ID: get("id"), Name: lang.T(get("name"), get("name_en")), Words: fee.Words(get("words")), Sort: get("sort"),
		Basis: fee.Basis{Document: get("basis"), Number: get("number"), Article: get("article"), Read: get("read") == "yes"},
		Payer: lang.T(get("payer"), get("payer_en")), Unit: get("unit"), Receipt: get("receipt"), Reason: get("reason")}
	if c := get("collector"); c != "" {
		x.Collector = lang.T(c, c)
	}
	x.Rate = fee.Rate{Kind: get("kind")}
	amount := func(name string, into *fee.Fen) {
		if s := get(name); s != "" {
			n, ok := fee.ParseFen(s)
			if *into = n; !ok {
				bad.At(name, lang.T("请填写金额，最多两位小数。", "Please enter an amount with at most two decimals."))
			}
		}
	}
	amount("amount", &x.Rate.Amount)
	amount("ceiling", &x.Rate.Ceiling)
	if x.Rate.Kind == fee.PerUnit || x.Rate.Kind == fee.Tiered {
		x.Rate.Measure = lang.T(get("measure"), get("measure_en"))
	}
	var ok bool
	if s := get("price"); s != "" {
		if x.Rate.Price, ok = fee.ParseDecimal(s); !ok {
			bad.At("price", lang.T("请填写数字，最多六位小数。", "Please enter a number with at most six decimals."))
		}
	}
	if x.Rate.Tiers, ok = fee.ParseTiers(get("tiers")); !ok {
		bad.At("tiers", lang.T("请照例子写，例如 50:1.2; 200:1; :0.8", "Please write it like 50:1.2; 200:1; :0.8"))
	}
	for name, into := range map[string]*calendar.Day{"from": &x.From, "until": &x.Until} {
		if s := get(name); s != "" {
			d, err := calendar.ParseDay(s)
			if *into = d; err != nil {
				bad.At(name, fault.For(err).Message)
			}
		}
	}
	return x, bad
}

// next is the version that the form would publish, numbered and checked.
func (f *Pages) next(r *site.Request, reg fee.Register, today calendar.Day) (x, was fee.Fee, err error) {
	x, bad := typed(r.PostForm)
	if all := reg.Of(x.ID); len(all) > 0 {
		was = all[len(all)-1]
		x.Synthetic = was.Synthetic
	}
	if err := bad.Or(); err != nil {
		return x, was, err
	}
	if x, err = f.allowed(r, reg, x, today); err != nil {
		return x, was, err
	}
	return x, was, nil
}

// allowed checks a version by the rules of the register and by whose fee it is and was.
func (f *Pages) allowed(r *site.Request, reg fee.Register, x fee.Fee, today calendar.Day) (fee.Fee, error) {
	x, err := reg.Publish(x, today, func(id string) bool { _, ok := r.Directory().Unit(id); return ok })
	if err != nil {
		return x, err
	}
	owners := []string{x.Unit}
	for _, v := range reg.Of(x.ID) {
		owners = append(owners, v.Unit)
	}
	for _, unit := range owners {
		if err := access.Check(r.Actor, access.PublishFee, access.Target{Division: f.Site.Division, Unit: unit}); err != nil {
			return x, err
		}
	}
	return x, nil
}

// Plan is the dry run of a publication.
func Plan(x, was fee.Fee, today calendar.Day, named func(string) lang.Text, hidden []ui.Hidden) ui.Confirm {
	row := func(key lang.Text, now, before lang.Text) ui.SummaryRow {
		if was.Version > 0 && now != before {
			return ui.SummaryRow{Key: key, Value: lang.T(before.ZH+" → "+now.ZH, before.In(lang.EN)+" → "+now.In(lang.EN))}
		}
		return ui.SummaryRow{Key: key, Value: now}
	}
	span := func(y fee.Fee) lang.Text {
		if y.Until == 0 {
			return ui.Data(day(y.From) + " –")
		}
		return ui.Data(day(y.From) + " – " + day(y.Until))
	}
	facts := []ui.SummaryRow{row(lang.T("名称", "Name"), x.Name, was.Name), row(lang.T("收多少", "How much"), x.Rate.Says(), was.Rate.Says()),
		row(lang.T("谁收", "Who collects"), collector(x, named), collector(was, named)), row(lang.T("谁交", "Who pays"), x.Payer, was.Payer),
		row(lang.T("依据", "Basis"), cite(x), cite(was)), row(lang.T("票据", "Receipt"), fee.Name(fee.Receipts(), x.Receipt), fee.Name(fee.Receipts(), was.Receipt)), row(lang.T("有效期", "Valid"), span(x), span(was))}
	if x.Reason != "" {
		facts = append(facts, ui.SummaryRow{Key: lang.T("为什么修改", "Why it is changed"), Value: ui.Data(x.Reason)})
	}
	return ui.Confirm{Question: lang.Format("发布第%d版吗？", "Publish version %d?", x.Version), Effect: lang.T("发布后马上公开，记入公共账本，不能悄悄改，只能再出新版本。", "It is public at once and on the public ledger; it can only be followed by another version."),
		Facts: facts, Action: "/work/registers/fees/publish", Hidden: hidden, Button: ui.Button{Label: lang.T("发布", "Publish")}, Back: "/work/registers/fees"}
}

func (f *Pages) dryRun(w http.ResponseWriter, r *site.Request) error {
	return f.withNext(w, r, func(reg fee.Register, x, was fee.Fee, today calendar.Day) error {
		hidden := []ui.Hidden{{Name: "_plan", Value: x.Digest()}}
		for _, name := range asked {
			if s := r.PostForm.Get(name); s != "" {
				hidden = append(hidden, ui.Hidden{Name: name, Value: s})
			}
		}
		return r.Show(w, f.page(r, lang.T("发布会公开什么", "What would be published"), "/work/registers/fees"), Plan(x, was, today, r.Unit, hidden))
	})
}

func (f *Pages) withNext(w http.ResponseWriter, r *site.Request, do func(reg fee.Register, x, was fee.Fee, today calendar.Day) error) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	reg, today, err := f.register(r)
	if err != nil {
		return err
	}
	x, was, err := f.next(r, reg, today)
	if err != nil {
		return r.Refused(w, f.page(r, editTitle, "/work/registers/fees"), Edit{Fee: fee.Fee{Version: was.Version}, Units: units(r)}, err)
	}
	return do(reg, x, was, today)
}

func (f *Pages) publish(w http.ResponseWriter, r *site.Request) error {
	return f.withNext(w, r, func(_ fee.Register, x, _ fee.Fee, _ calendar.Day) error {
		if r.PostForm.Get("_plan") != x.Digest() {
			return r.Refused(w, f.page(r, editTitle, "/work/registers/fees"), Edit{Fee: fee.Fee{Version: x.Version - 1}, Units: units(r)}, fault.New(fault.Conflict, "plan_moved",
				lang.T("预演以后这项收费有了变化，没有发布。", "The fee changed since the dry run; nothing was published."), lang.T("请再预演一次，看清楚再发布。", "Please look at a new dry run first.")))
		}
		if _, err := f.Site.Engine.Record(r.Context(), r.Actor, fee.Published, x, casework.Private{}); err != nil {
			return err
		}
		return r.Go(w, "/work/registers/fees", lang.T("已发布，公众现在就能看到。", "It is published; the public sees it now."))
	})
}
