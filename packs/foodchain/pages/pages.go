// Package pages is what the people of the food chain see: two-minute pages on a telephone, one
// thing at a time, that work without a script.
//
//	business   who one is: register, places, products, licences, the book
//	step       what one does: harvest, receive, sell, …
//	paper      what one hands over: labels, conformity certificates, sheets
//	field      what works without signal
//
// This package holds what they share.
package pages

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/typed"
)

// Struck is something that stands in the book and counts no more.
type Struck struct{ Of ui.Component }

// Counter is where a business is served.
type Counter struct {
	Site *site.Site
	Desk *chain.Desk
	// Mandates lists the mandates that an account holds; nil: nobody acts for another.
	Mandates func(ctx context.Context, division, agent string) ([]mandate.Mandate, error)
	// Orders says which recall orders to a party wait for something; those to some places alone where any
	// are named.
	Orders func(ctx context.Context, party string, places []string) (Waiting, error)
}

// Waiting is what recall orders wait for.
type Waiting struct {
	Answer int      // for the answer that sale has stopped
	Count  int      // sale has stopped; goods are to be counted and the count sent
	Drills int      // for an answer, of drills
	Titles []string // what food the first two are about, each once
	Undone []string // food whose recall was lifted or withdrawn in the last days
}

// Ordered is what stands on top where recall orders wait, and nothing where none do: of all that a party
// has, or of some businesses of it.
func (c *Counter) Ordered(ctx context.Context, party string, of ...chain.Business) (ui.Component, error) {
	var keys []string
	for _, b := range of {
		places, err := c.Desk.Store.Places(ctx, c.Desk.Division, b.ID)
		if err != nil {
			return nil, err
		}
		keys = append(keys, "https://id.gs1.org/414/"+b.GLN)
		for _, p := range places {
			keys = append(keys, p.Key())
		}
	}
	w, err := c.Orders(ctx, party, keys)
	what := lang.Text{}
	if len(w.Titles) > 0 {
		what = lang.T("召回的是："+strings.Join(w.Titles, "、")+"。", "It is about "+strings.Join(w.Titles, ", ")+". ")
	}
	link := &ui.Link{Name: lang.T("看召回通知", "See the recall orders"), Href: "/my/recalls"}
	var out ui.Components
	if w.Answer > 0 {
		out = append(out, ui.Notice{Kind: ui.Problem, Title: lang.Format("有%d个召回通知等您答复", "%d recall orders wait for your answer", w.Answer),
			Text: lang.T(what.ZH+"先停止销售、单独存放，再答复、清点。", what.EN+"Stop the sale and set the goods apart first; then answer and count."), Link: link})
	}
	if w.Count > 0 {
		out = append(out, ui.Notice{Kind: ui.Problem, Title: lang.Format("有%d个召回通知还没有清点、交结果", "%d recall orders are not counted and sent in yet", w.Count),
			Text: lang.T(what.ZH+"货已经停售，还要登记怎么处置的，再提交核对。", what.EN+"Sale has stopped; enter what became of the goods, then send it for checking."), Link: link})
	}
	if len(w.Undone) > 0 {
		out = append(out, ui.Notice{Kind: ui.Success, Title: lang.T("召回已经收回："+strings.Join(w.Undone, "、"), "The recall was taken back: "+strings.Join(w.Undone, ", ")), Text: lang.T("通知不用再办；没有别的召回、查封、不合格的抽检的，可以照常卖。", "Nothing more is to be done; without another recall, a seal or a failed sample it may be sold as before."), Link: link})
	}
	if w.Drills > 0 {
		out = append(out, ui.Notice{Kind: ui.Demo, Title: lang.Format("有%d个召回演练等您答复", "%d recall drills wait for your answer", w.Drills),
			Text: lang.T("这是演练：不要下架、销毁任何食品，只答复收到。", "It is a drill: take nothing off the shelf, destroy nothing; only answer."), Link: link})
	}
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return out, nil
}

// Held are the visitor's mandates in force that name no item: those are general enough for food.
func (c *Counter) Held(r *site.Request) (in []mandate.Mandate, err error) {
	if c.Mandates == nil || r.Actor.IsStaff() || r.Actor.Mandate != "" || r.Actor.ID == "" {
		return nil, nil
	}
	all, err := c.Mandates(r.Context(), c.Desk.Division, r.Actor.ID)
	for _, m := range all {
		if len(m.Items) == 0 && m.StateAt(c.Site.Clock.Now()) == mandate.InForce {
			in = append(in, m)
		}
	}
	return in, err
}

// Under lets the visitor act under a mandate for the rest of the request.
func (c *Counter) Under(r *site.Request, m mandate.Mandate) error {
	a, err := m.Act(r.Actor, c.Site.Clock.Now())
	if err == nil {
		r.Actor = a
	}
	return err
}

// Business gives the business of the path value "id" when the visitor may record for it, and the
// channel through which what they do counts. Where it is somebody else's, a mandate is looked for.
func (c *Counter) Business(r *site.Request) (b chain.Business, channel string, err error) {
	b, err = c.Desk.Store.Business(r.Context(), c.Desk.Division, r.PathValue("id"))
	if err != nil {
		return b, "", err
	}
	if channel, err = c.Desk.May(r.Actor, b); err != nil {
		held, herr := c.Held(r)
		if herr != nil {
			return b, "", herr
		}
		i := slices.IndexFunc(held, func(m mandate.Mandate) bool { return b.Party != "" && m.Principal == b.Party })
		if i < 0 || c.Under(r, held[i]) != nil {
			return b, "", fault.Missing()
		}
		if channel, err = c.Desk.May(r.Actor, b); err != nil {
			return b, "", fault.Missing()
		}
	}
	if r.Actor.IsStaff() && c.Site.Reads != nil && b.Household {
		c.Site.Reads.Read(r.Actor, casework.Key{Division: c.Desk.Division}, "food_business", c.Site.Clock.Now())
	}
	return b, channel, nil
}

// Frame starts a page about a business; back is the address before it.
func (c *Counter) Frame(r *site.Request, b chain.Business, title lang.Text, back string) ui.Page {
	p := r.Page(title)
	p.Back = back
	return p
}

// Once is the desk for the form of a request: sent twice, it counts once.
func (c *Counter) Once(r *site.Request) *chain.Desk {
	return c.Desk.Once(r.PostFormValue(site.KeyField))
}

// Before says that a form was carried out before, so that the second sending leads where the first did.
func Before(err error) bool { return err != nil && fault.For(err).Code == chain.Repeated().Code }

// Somebody is what stands for a partner that is none of those of one name.
const Somebody = "new"

// Named lists whom a typed name, credit code or the code at a door means: nobody, one, or several of
// one name, between which the person chooses. A credit code that somebody proved is theirs alone.
func (c *Counter) Named(r *site.Request, text string) (list []chain.Business, err error) {
	text = strings.TrimSpace(text)
	if place := typed.KeyOr(text); strings.HasPrefix(place, "https://id.gs1.org/414/") {
		p, err := c.Desk.Store.PlaceOf(r.Context(), place)
		if fault.KindOf(err) == fault.NotFound {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		b, err := c.Desk.Store.Business(r.Context(), c.Desk.Division, p.Business)
		return []chain.Business{b}, err
	}
	code := typed.Credit(text)
	all, err := c.Desk.Store.Find(r.Context(), c.Desk.Division, text, 50)
	for _, x := range all {
		switch {
		case code != "" && x.Code == code && x.Proven:
			return []chain.Business{x}, err
		case x.Name == text, code != "" && x.Code == code:
			list = append(list, x)
		}
	}
	return list, err
}

// Which tells businesses of one name apart: what each does, its village, the end of its credit code, and
// whether it was shown whose it is.
func Which(b chain.Business) lang.Text {
	out := b.Kind.Role().Title
	add := func(t lang.Text) { out = lang.T(out.ZH+"，"+t.ZH, out.EN+", "+t.EN) }
	if village := chain.Village(b.Address); village != "" {
		add(ui.Data(village))
	}
	if n := len(b.Code); n > 4 {
		add(lang.T("代码尾号 "+b.Code[n-4:], "code ending in "+b.Code[n-4:]))
	}
	switch {
	case !b.Known():
		add(lang.T("没有登记过", "not registered"))
	case !b.Proven:
		add(lang.T("没有核验", "not proven"))
	}
	return out
}

// Home is the address of a business's own page.
func Home(b chain.Business) string { return "/food/b/" + b.ID }

// Name is the name of a business as words, or what stands for it after erasure.
func Name(b chain.Business) lang.Text {
	if b.Name == "" && b.Household {
		return b.PublicPlace()
	}
	if b.Name == "" {
		return lang.T("（名称已删除）", "(name erased)")
	}
	return ui.Data(b.Name)
}

// LotWords says a lot as people do: what it is, and its number.
func LotWords(p chain.Product, key string) lang.Text {
	_, lot := chain.PartsOf(key)
	if lot == "" {
		lot = key[strings.LastIndexByte(key, '/')+1:]
	}
	if p.Name == "" {
		return ui.Data(lot)
	}
	return ui.Data(p.Name + " " + lot)
}

// ChannelWords says how a record came in.
func ChannelWords(channel string) lang.Text {
	switch channel {
	case "page":
		return lang.T("本人记的", "by themselves")
	case "agent":
		return lang.T("代办员凭授权代记", "by an agent under a mandate")
	case "paper":
		return lang.T("窗口按纸质单据代记", "by a window, from paper")
	case "sheet":
		return lang.T("用表格导入", "from a spreadsheet")
	}
	return lang.T("软件传来的", "by a program")
}

// Doors puts the way to these pages into the menu of who has use for it.
func Doors(a access.Actor) []ui.NavLink {
	if slices.Contains([]access.Role{access.Citizen, access.Agent, access.Clerk}, a.Role) {
		return []ui.NavLink{{Name: lang.T("浙食链", "Food"), Href: "/food"}}
	}
	return nil
}

// Query escapes a lot's key for the query of an address.
func Query(s string) string { return url.QueryEscape(s) }
