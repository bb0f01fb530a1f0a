// Package recallview is what pages of recalls share, whoever looks at them: words for amounts, codes and
// states, the limits and the story of a case, and which case may be opened by whom.
//
//	recallpages   the office's board, one recall, public notices
//	orderpages    the orders to a business, for it and for the office
package recallview

import (
	"context"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// Hall is where recalls are shown.
type Hall struct {
	Site  *site.Site
	Lists recall.Lists
	Rules recall.Rules
	Names recall.Names // nil: goods are named by their numbers alone
}

// BoardTitle is the name of the list of recalls.
var BoardTitle = lang.T("食品召回", "Food recalls")

// Address of a recall's page.
func Address(id casework.ID) string { return "/food/recalls/" + id.String() }

// OrderAddress is that of an order's page.
func OrderAddress(id casework.ID) string { return "/food/recall-orders/" + id.String() }

// Load gives a case of a procedure to whoever may see it: the regulator's unit and those who read
// recalls, and the business it concerns.
func (g *Hall) Load(r *site.Request, procedure string) (*casework.Case, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, fault.Missing()
	}
	c, _, err := g.Site.Engine.Load(r.Context(), casework.Key{Division: g.Site.Division, ID: id})
	if err != nil {
		return nil, err
	}
	if c.Procedure != procedure {
		return nil, fault.Missing()
	}
	if !r.Actor.Is(c.Party) && access.Check(r.Actor, recall.ReadRecalls, c.Target()) != nil {
		return nil, fault.Missing()
	}
	return c, nil
}

// Offers says whether the actor may do a verb in the case now.
func Offers(p *casework.Procedure, c *casework.Case, who access.Actor, verb string) bool {
	t, ok := p.Transition(c.State, verb)
	if !ok || access.Check(who, access.Verb(verb), c.Target()) != nil {
		return false
	}
	for _, rel := range casework.RelationOf(who, c) {
		for _, by := range t.By {
			if rel == by {
				return true
			}
		}
	}
	return false
}

// Place gives a place as people know it.
func (g *Hall) Place(ctx context.Context, key string) recall.Place {
	p, _ := g.Registered(ctx, key)
	return p
}

// Registered is [Hall.Place] with whether the register knows it; of one that it does not know the name is its number.
func (g *Hall) Registered(ctx context.Context, key string) (p recall.Place, ok bool) {
	if g.Rules.Places != nil {
		if p, ok, err := g.Rules.Places.Place(ctx, key); err == nil && ok {
			return p, true
		}
	}
	number := strings.TrimPrefix(strings.TrimPrefix(key, trace.Host+"/414/"), trace.Host+"/")
	return recall.Place{Name: number, Public: ui.Data(number)}, false
}

// Undone says that a recall was lifted or withdrawn. words are those of a withdrawal, whose form says that holders
// read them; why the head of the unit lifted one is the office's alone.
func (g *Hall) Undone(ctx context.Context, row recall.Row) (said lang.Text, words string, err error) {
	if row.State != recall.Lifted && row.State != recall.Withdrawn {
		return said, "", nil
	}
	c, _, err := g.Site.Engine.Load(ctx, row.Key)
	if err != nil {
		return said, "", err
	}
	said = lang.T("召回的原因不成立，已经撤销", "The cause did not hold; the recall was lifted")
	if f := recall.FileOf(c); f.Mistake != "" {
		why := recall.MistakeText(f.Mistake)
		said = lang.T("召回是开错的，已经收回："+why.ZH, "The recall was opened by mistake and withdrawn: "+why.EN)
	}
	for _, e := range c.Events {
		if e.Kind == "recall_withdrawn" {
			words = e.Private.Text
		}
	}
	return said, words, nil
}

// Room is the list of recalls that the visitor has.
func Room(r *site.Request) string {
	if r.Actor.IsStaff() {
		return "/food/recalls"
	}
	return "/my/recalls"
}

// Frame starts the page of a recall or an order by its number.
func (g *Hall) Frame(r *site.Request, number string, wide bool) ui.Page {
	p := r.Page(ui.Data(number))
	p.Wide = wide
	p.Breadcrumbs = []ui.Link{{Name: BoardTitle, Href: Room(r)}, {Name: ui.Data(number)}}
	return p
}

// OrderLine is an order in the list of a recall.
type OrderLine struct {
	Name, Town, Phone string
	State             lang.Text
	Late              bool
	recall.OrderRow
}
