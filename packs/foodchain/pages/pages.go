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
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
)

// Counter is where a business is served.
type Counter struct {
	Site *site.Site
	Desk *chain.Desk
}

// Business gives the business of the path value "id" when the visitor may record for it, and the
// channel through which what they do counts.
func (c *Counter) Business(r *site.Request) (b chain.Business, channel string, err error) {
	b, err = c.Desk.Store.Business(r.Context(), c.Desk.Division, r.PathValue("id"))
	if err != nil {
		return b, "", err
	}
	if channel, err = c.Desk.May(r.Actor, b); err != nil {
		return b, "", fault.Missing()
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

// Home is the address of a business's own page.
func Home(b chain.Business) string { return "/food/b/" + b.ID }

// Name is the name of a business as words, or what stands for it after erasure.
func Name(b chain.Business) lang.Text {
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
