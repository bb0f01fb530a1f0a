// Package business is the pages on which one says who one is, and sees one's own book.
//
//	/food ─▶ register (what am I ─▶ name and credit code) ─▶ /food/b/{id} ─▶ steps, stock, book
//	                                                              ├─ products, places, licences
package business

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

// Pages are wired once.
type Pages struct{ *pages.Counter }

// Routes puts the pages on the site.
func (v *Pages) Routes() {
	s, record := v.Site, site.For(v.Desk.Record)
	s.Handle("GET /food", record, v.home)
	s.Handle("GET /food/register", record, v.registerForm)
	s.Handle("POST /food/register", record, v.register)
	s.Handle("GET /food/b/{id}", record, v.hub)
	s.Handle("GET /food/b/{id}/prove", record, v.askProof)
	s.Handle("POST /food/b/{id}/prove", record, v.prove)
	s.Handle("GET /food/b/{id}/details", record, v.details)
	s.Handle("POST /food/b/{id}/details", record, v.change)
	s.Handle("GET /food/b/{id}/products", record, v.products)
	s.Handle("POST /food/b/{id}/products", record, v.addProduct)
	s.Handle("POST /food/b/{id}/products/{gtin}/{act}", record, v.endProduct)
	s.Handle("GET /food/b/{id}/places", record, v.places)
	s.Handle("POST /food/b/{id}/places", record, v.addPlace)
	s.Handle("GET /food/b/{id}/places/{gln}/door", record, v.door)
	s.Handle("GET /food/b/{id}/licences", record, v.licences)
	s.Handle("POST /food/b/{id}/licences", record, v.addLicence)
	s.Handle("GET /food/b/{id}/book", record, v.book)
	s.Handle("GET /food/b/{id}/book/{event}", record, v.askCorrect)
	s.Handle("POST /food/b/{id}/book/{event}", record, v.correct)
	s.Handle("GET /food/settings", site.For(v.Desk.Manage), v.settings)
	s.Handle("POST /food/settings", site.For(v.Desk.Manage), v.set)
	s.Nav = append(s.Nav, pages.Doors)
}

var icons = map[chain.Kind]ui.Icon{chain.Farm: ui.IconLeaf, chain.Factory: ui.IconFirm, chain.Wholesaler: ui.IconTruck, chain.Stall: ui.IconHome, chain.Canteen: ui.IconHeart, chain.Shop: ui.IconHome, chain.ColdStore: ui.IconShield}

var homeTitle = lang.T("浙食链", "Food, from field to table")

// Home lists whom the visitor may record for.
type Home struct {
	List  []chain.Business
	Staff bool
	Query string
	Found bool         // somebody was looked for
	For   []string     // mandates of people who have not registered yet
	Top   ui.Component // recall orders that wait; nil: none
}

// View draws it.
func (v Home) View(p ui.Page) templ.Component {
	lead := lang.T("记一笔不到两分钟：采收、进货、卖出，扫一下就行。", "An entry takes less than two minutes: harvest, receive, sell by scanning.")
	parts := ui.Components{ui.Heading{Title: homeTitle, Lead: lead}, v.Top}
	if v.Staff {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("您按纸质单据代记。先找到这家，没有登记过的先登记；单据拍照留底。", "You record from paper. Find the business first, or register it; keep a photograph of the paper.")},
			ui.Form{Get: true, Action: "/food", Body: ui.Components{
				ui.Field{Name: "q", Label: lang.T("名称开头，或者统一社会信用代码", "The first words of the name, or the credit code"), Value: v.Query},
				ui.Actions{ui.Button{Label: lang.T("查找", "Find"), Look: ui.Secondary}}}})
	}
	cards := ui.Cards{}
	for _, b := range v.List {
		cards = append(cards, ui.Card{Title: pages.Name(b), Text: b.Kind.Role().Title, Href: pages.Home(b), Icon: icons[b.Kind]})
	}
	if len(cards) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("给谁记", "For whom"), Body: ui.Components{cards}})
	} else if v.Found {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("没有找到。请换个写法，或者登记一家。", "Nothing found. Try other words, or register it.")})
	}
	for _, m := range v.For {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("替授权您的人登记一家", "Register for the person who let you act"), Href: "/food/register?mandate=" + m, Look: ui.Secondary}})
	}
	look := ui.Primary
	if len(cards) > 0 {
		look = ui.Secondary
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("登记一家", "Register"), Href: "/food/register", Look: look}}).View(p)
}

func (v *Pages) home(w http.ResponseWriter, r *site.Request) error {
	h := Home{Staff: r.Actor.IsStaff(), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	var err error
	if h.Staff {
		h.Found = h.Query != ""
		h.List, err = v.Desk.Store.Find(r.Context(), v.Desk.Division, h.Query, 20)
	} else {
		h.List, err = v.Desk.Mine(r.Context(), r.Actor)
	}
	if err != nil {
		return err
	}
	if !h.Staff {
		if h.Top, err = v.Ordered(r.Context(), r.Actor.Whose()); err != nil {
			return err
		}
	}
	mandates, err := v.Held(r)
	if err != nil {
		return err
	}
	for _, m := range mandates {
		list, err := v.Desk.Store.Of(r.Context(), v.Desk.Division, m.Principal)
		if err != nil {
			return err
		}
		if h.List = append(h.List, list...); len(list) == 0 {
			h.For = append(h.For, m.ID)
		}
	}
	return r.Show(w, r.Page(homeTitle), h)
}

var registerTitle = lang.T("登记一家", "Register")

// Kinds asks what the business is.
type Kinds struct{ Mandate string }

// View draws it.
func (v Kinds) View(p ui.Page) templ.Component {
	cards := ui.Cards{}
	for _, r := range chain.Roles {
		cards = append(cards, ui.Card{Title: r.Title, Text: r.Who, Href: "/food/register?kind=" + string(r.Kind) + v.suffix(), Icon: icons[r.Kind]})
	}
	return ui.Components{ui.Heading{Title: lang.T("您是做什么的？", "What do you do?")}, ui.Section{Title: lang.T("选一种", "Choose one"), Body: ui.Components{cards}}}.View(p)
}

// suffix carries the mandate on.
func (v Kinds) suffix() string {
	if v.Mandate == "" {
		return ""
	}
	return "&mandate=" + pages.Query(v.Mandate)
}

// Register asks who the business is.
type Register struct {
	Kind    chain.Kind
	Key     string
	Mandate string
	Mine    chain.Business // what was typed
	Staff   bool           // saw the papers, and names whose it is
	Agent   bool           // may have seen them
	Paper   string
	Had     *chain.Business // which has the code already; nil: none
}

// there leads to the record that has the code.
func (v Register) there() ui.Component {
	if v.Had == nil {
		return nil
	}
	return ui.Section{Title: lang.T("已经登记的", "Registered already"), Body: ui.Components{ui.Cards{
		ui.Card{Title: pages.Name(*v.Had), Text: v.Had.Kind.Role().Title, Href: pages.Home(*v.Had), Icon: icons[v.Had.Kind]},
		ui.Card{Title: lang.T("给它添加一个地点", "Add a place to it"), Text: lang.T("多一个店、摊位、仓库", "A further shop, stall or store"), Href: pages.Home(*v.Had) + "/places", Icon: ui.IconNext}}}}
}

// View draws it.
func (v Register) View(p ui.Page) templ.Component {
	role := v.Kind.Role()
	fields := ui.Components{
		ui.Field{Name: "name", Label: lang.T("名称", "Name"), Hint: lang.T("执照上的名称，或者大家怎么叫。", "As on the licence, or as people call it."), Value: v.Mine.Name},
		ui.Field{Name: "code", Label: lang.T("统一社会信用代码", "Credit code"), Hint: lang.T("营业执照上18位，字母和数字。", "18 letters and digits on the business licence."), Optional: v.Kind.MayBeHousehold(), Value: v.Mine.Code, Width: 30},
	}
	if v.Kind.MayBeHousehold() {
		one := lang.T("农户，没有营业执照", "A household without a business licence")
		if v.Kind == chain.Stall {
			one = lang.T("小摊，没有营业执照", "A stall without a business licence")
		}
		household := ui.Field{Name: "household", Kind: ui.Checks, Optional: true, Label: lang.T("没有执照", "No licence"), Options: []ui.Option{{Value: "1", Label: one}}}
		if v.Mine.Household {
			household.Value = "1"
		}
		fields = append(fields, household)
	}
	if v.Kind != chain.Farm {
		fields = append(fields, ui.Field{Name: "licence", Label: lang.T("许可证或者登记证号", "Number of the licence"), Optional: true, Hint: lang.T("本县发的电子证照会自动核对。", "A certificate of this county is checked by itself.")})
	}
	fields = append(fields, ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("电话", "Telephone"), Value: v.Mine.Phone},
		ui.Field{Name: "address", Optional: true, Label: lang.T("地址", "Address"), Hint: lang.T("村和路名就行。", "The village and the road will do."), Value: v.Mine.Address, Autocomplete: "street-address"})
	fields = append(fields, v.seen()...)
	fields = append(fields, ui.Actions{ui.Button{Label: lang.T("登记", "Register")}})
	heading := ui.Heading{Caption: registerTitle, Title: role.Title}
	if !v.Staff && !v.Agent {
		heading.Lead = lang.T("统一社会信用代码谁都查得到，所以要用证件核验过的本单位账号登记，或者请窗口、村里的代办员看过执照登记；不然会注明“没有核验”，不能开合格证。", "Anybody can look a credit code up. Register from the business's own proven account, or have a window or village agent see the licence; otherwise it is marked as not proven and issues no certificate.")
	}
	return ui.Components{ui.ErrorSummary{}, heading, v.there(), ui.Form{Action: "/food/register", Token: v.Key, Draft: "food-register", Hidden: []ui.Hidden{{Name: "kind", Value: string(v.Kind)}, {Name: "mandate", Value: v.Mandate}}, Body: fields},
		ui.LawRef{ID: role.Law}}.View(p)
}

// seen asks which paper was seen, and whose the business is.
func (v Register) seen() (out ui.Components) {
	if !v.Staff && !v.Agent {
		return nil
	}
	out = ui.Components{papersSeen(v.Kind.MayBeHousehold(), true, !v.Staff, v.Paper)}
	if v.Staff {
		out = append(out, ui.Field{Name: "owner", Kind: ui.IDNumber, Optional: true, Autocomplete: "off", Width: 20, Label: lang.T("经营者的身份证号", "Identity number of its owner"),
			Hint: lang.T("执照上的经营者、负责人。填了，本人核验过的账号就能自己记；不填，就归这个信用代码核验过的账号。号码不保存。", "Of whom the licence names. With it their proven account may record; without, the account proven to be of the code. The number is not kept.")})
	}
	return out
}

// papersSeen is the choice of papers.
func papersSeen(household, firm, optional bool, value string) ui.Component {
	var options []ui.Option
	for _, x := range chain.Papers {
		if x.Household && household || !x.Household && firm {
			options = append(options, ui.Option{Value: x.ID, Label: x.Name})
		}
	}
	return ui.Field{Name: "paper", Kind: ui.Radios, Optional: optional, Label: lang.T("您看过哪一种证件（原件）", "Which original paper you saw"), Options: options, Value: value}
}

func (v *Pages) registerForm(w http.ResponseWriter, r *site.Request) error {
	kind := chain.Kind(r.URL.Query().Get("kind"))
	p := r.Page(registerTitle)
	if len(kind.Role().Steps) == 0 {
		p.Back = "/food"
		return r.Show(w, p, Kinds{r.URL.Query().Get("mandate")})
	}
	p.Back = "/food/register"
	return r.Show(w, p, v.form(r, kind))
}

func (v *Pages) form(r *site.Request, kind chain.Kind) Register {
	get := r.PostFormValue
	return Register{Kind: kind, Key: site.NewKey(), Mandate: r.FormValue("mandate"), Staff: r.Actor.IsStaff(), Agent: r.Actor.Role == access.Agent, Paper: get("paper"),
		Mine: chain.Business{Name: get("name"), Code: get("code"), Household: get("household") != "", Phone: get("phone"), Address: get("address")}}
}

// owner is the party of the identity number that staff typed, "" for none.
func (v *Pages) owner(r *site.Request) (string, error) {
	number := strings.TrimSpace(lang.HalfWidth(r.PostFormValue("owner")))
	if number == "" || !r.Actor.IsStaff() {
		return "", nil
	}
	id, err := idnum.Check(idnum.KindResident, number, v.Site.Calendar().DayOf(v.Site.Clock.Now()))
	if err != nil {
		return "", fault.InvalidInput().At("owner", fault.For(err).Message).Or()
	}
	return v.Site.Codes.Party(string(idnum.KindResident), id.String()), nil
}

func (v *Pages) register(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	get := r.PostFormValue
	kind := chain.Kind(get("kind"))
	p := r.Page(registerTitle)
	p.Back = "/food/register"
	if err := v.principal(r, get("mandate")); err != nil {
		return err
	}
	owner, err := v.owner(r)
	if err != nil {
		return r.Refused(w, p, v.form(r, kind), err)
	}
	b, err := v.Once(r).Register(r.Context(), r.Actor, chain.Business{Kind: kind, Party: owner, Name: get("name"), Code: strings.ToUpper(lang.HalfWidth(get("code"))), Household: get("household") != "", Phone: get("phone"), Address: get("address")}, get("paper"))
	if pages.Before(err) {
		return r.Go(w, "/food", chain.Repeated().Message)
	}
	if err != nil {
		form := v.form(r, kind)
		if y := (*chain.Yours)(nil); errors.As(err, &y) {
			form.Had = &y.Had
		}
		return r.Refused(w, p, form, err)
	}
	if number := strings.TrimSpace(get("licence")); number != "" {
		if _, err := v.Desk.NameLicence(r.Context(), r.Actor, b, chain.Licence{Number: number}); err != nil {
			return r.Go(w, pages.Home(b)+"/licences", lang.T("登记好了；证号没有核对上，请再看一下。", "You are registered. The number of the licence did not match; please look again."))
		}
	}
	if len(b.Kind.Role().Steps) > 0 && b.Kind.Role().Steps[0] != chain.Receive {
		return r.Go(w, pages.Home(b)+"/products", lang.T("登记好了。再说一下您有什么产品，就可以开始记了。", "You are registered. Say what you produce, and you can begin."))
	}
	return r.Go(w, pages.Home(b), lang.T("登记好了，可以开始记了。", "You are registered and can begin."))
}

// principal lets the visitor act for the one who gave the mandate that the form names.
func (v *Pages) principal(r *site.Request, id string) error {
	if id == "" {
		return nil
	}
	held, err := v.Held(r)
	if err != nil {
		return err
	}
	for _, m := range held {
		if m.ID == id {
			return v.Under(r, m)
		}
	}
	return fault.Missing()
}

// Hub is the page of one business: its large buttons, and what is there.
type Hub struct {
	Business chain.Business
	Channel  string
	Plots    int
	Products int
	Stock    []pages.Held
	Key      string
	Top      ui.Component // recall orders that wait; nil: none
	Halves   pages.Halves
}

var stepIcons = map[chain.StepKind]ui.Icon{chain.Harvest: ui.IconLeaf, chain.Make: ui.IconFirm, chain.Pack: ui.IconCopy, chain.Send: ui.IconTruck, chain.Receive: ui.IconCheck, chain.Sell: ui.IconHeart, chain.Use: ui.IconHeart, chain.Return: ui.IconBack, chain.Destroy: ui.IconAlert, chain.Enter: ui.IconShield, chain.Release: ui.IconCheck}

// View draws it.
func (v Hub) View(p ui.Page) templ.Component {
	b := v.Business
	parts := ui.Components{ui.Heading{Caption: b.Kind.Role().Title, Title: pages.Name(b)}, v.Top, v.Halves.Notice()}
	if v.Channel != "page" {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("您在代记："+pages.ChannelWords(v.Channel).ZH+"，每一笔都会这样注明。", "You record for somebody else: "+pages.ChannelWords(v.Channel).EN+". Every entry says so.")})
	}
	if !b.Proven {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("没有核验", "Not proven"), Text: lang.T("这一家还没有核验是谁的。照样可以记账，但是扫码页会注明，也不能开合格证、通行证，不能提出召回。", "It was not shown whose this business is. You can record all the same, but the page of a scan says so, and it issues no certificate or pass and recalls nothing."),
			Link: &ui.Link{Name: lang.T("去核验", "Prove it"), Href: pages.Home(b) + "/prove"}})
	}
	makes := false
	cards := ui.Cards{}
	for _, k := range b.Kind.Role().Steps {
		act, _ := k.Act()
		makes = makes || act.New
		cards = append(cards, ui.Card{Title: act.Title, Href: pages.Home(b) + "/do/" + string(k), Icon: stepIcons[k]})
	}
	if makes && v.Products == 0 {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("先说一下您有什么产品。", "First say what you produce."), Link: &ui.Link{Name: lang.T("添加产品", "Add a product"), Href: pages.Home(b) + "/products"}})
	}
	parts = append(parts, ui.Section{Title: lang.T("记一笔", "Record"), Body: ui.Components{cards}}, pages.Stock{Business: b, List: v.Stock})
	more := []ui.Link{{Name: lang.T("记录本", "The book"), Href: pages.Home(b) + "/book"}, {Name: lang.T("打印追溯码", "Print labels"), Href: pages.Home(b) + "/labels"}}
	if b.Kind.Role().Certificate && b.Code == "" {
		more = append(more, ui.Link{Name: lang.T("生产者信息卡", "Producer's card"), Href: pages.Home(b) + "/certificates"})
	} else if b.Kind.Role().Certificate {
		more = append(more, ui.Link{Name: lang.T("承诺达标合格证", "Conformity certificates"), Href: pages.Home(b) + "/certificates"})
	}
	if b.Kind == chain.Wholesaler {
		more = append(more, ui.Link{Name: lang.T("入市通行证", "Market passes"), Href: pages.Home(b) + "/certificates"})
	}
	if makes {
		more = append(more, ui.Link{Name: lang.T("产品", "Products"), Href: pages.Home(b) + "/products"})
	}
	more = append(more, ui.Link{Name: lang.T("名称、电话、地址", "Name, telephone, address"), Href: pages.Home(b) + "/details"}, ui.Link{Name: lang.T("地点、地块和门口的码", "Places, plots, the code at the door"), Href: pages.Home(b) + "/places"}, ui.Link{Name: lang.T("许可证", "Licences"), Href: pages.Home(b) + "/licences"},
		ui.Link{Name: lang.T("用表格导入", "Import a spreadsheet"), Href: pages.Home(b) + "/sheet"}, ui.Link{Name: lang.T("没信号也能记", "Record without signal"), Href: "/food/field?b=" + b.ID})
	return append(parts, ui.Section{Title: lang.T("其他", "More"), Body: ui.Components{pages.Links(more)}}).View(p)
}

func (v *Pages) hub(w http.ResponseWriter, r *site.Request) error {
	b, channel, err := v.Business(r)
	if err != nil {
		return err
	}
	h := Hub{Business: b, Channel: channel}
	if b.Party != "" && b.Party == r.Actor.Whose() {
		if h.Top, err = v.Ordered(r.Context(), b.Party, b); err != nil {
			return err
		}
	}
	if h.Halves, err = v.Counter.Halves(r, b, channel); err != nil {
		return err
	}
	products, err := v.Desk.Store.Products(r.Context(), v.Desk.Division, b.ID)
	if err != nil {
		return err
	}
	h.Products = len(chain.Offered(products))
	if h.Stock, err = v.Stock(r, b, pages.OnPage); err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, pages.Name(b), "/food"), h)
}

// Settings sets the county's company prefix.
type Settings struct{ Prefix, Key string }

var settingsTitle = lang.T("浙食链设置", "Settings of the food chain")

// View draws it.
func (v Settings) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: settingsTitle}, ui.Form{Action: "/food/settings", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "prefix", Kind: ui.Digits, Label: lang.T("县里的厂商识别代码", "The county's GS1 company prefix"), Hint: lang.T("向中国物品编码中心申请；952 开头的只能用于演示。改了以后，发过的编码不变。", "From the national GS1 organisation; one that begins with 952 is for demonstrations. Numbers given out before stay."), Value: v.Prefix},
		ui.Actions{ui.Button{Label: lang.T("保存", "Save")}}}}}.View(p)
}

func (v *Pages) settings(w http.ResponseWriter, r *site.Request) error {
	prefix, err := v.Desk.Store.Prefix(r.Context(), v.Desk.Division)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(settingsTitle), Settings{prefix, site.NewKey()})
}

func (v *Pages) set(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	prefix := strings.TrimSpace(lang.HalfWidth(r.PostFormValue("prefix")))
	if err := v.Desk.SetPrefix(r.Context(), r.Actor, prefix); err != nil {
		return r.Refused(w, r.Page(settingsTitle), Settings{prefix, site.NewKey()}, err)
	}
	return r.Go(w, "/food/settings", lang.T("已保存。", "Saved."))
}

// day reads a day that a browser's own input gives; "" is 0.
func day(s string) (calendar.Day, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	d, err := calendar.ParseDay(s)
	if err != nil {
		return 0, fault.InvalidInput().At("until", fault.For(err).Message).Or()
	}
	return d, nil
}

// number reads a whole number; "" is 0.
func number(field, s string) (int, error) {
	if s = strings.TrimSpace(lang.HalfWidth(s)); s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fault.InvalidInput().At(field, lang.T("请填写整数。", "Please enter a whole number.")).Or()
	}
	return n, nil
}
