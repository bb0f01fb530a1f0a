package chain

import (
	"context"
	"fmt"
	"time"

	"banjie/internal/access"
	"banjie/internal/idnum"
)

// A small county of bayberries for demonstrations: two farms, a packing house, a wholesaler, a
// market stall, a canteen, a village shop, a cold store. All of it is invented; the credit codes
// begin with a place that does not exist, the numbers with the prefix kept for examples.

// Cast are the accounts that own what the demonstration grows.
type Cast struct {
	Farmer access.Actor // two farms and a village shop
	Firm   access.Actor // everything else
	Clerk  access.Actor // entered all of them from papers, each for whom it belongs to
	System access.Actor
	// Parcels are the codes in the soil archive of the plots of "slope" and "coop"; nil: none.
	Parcels map[string]string
}

type story struct {
	*Desk
	ctx  context.Context
	cast Cast
	err  error
	all  map[string]Business
	of   map[string]Product
	day  time.Time // midnight of the first day
	n    int
}

// Grow tells the story by the same acts as people, in the three days before now.
func Grow(ctx context.Context, d *Desk, cast Cast) error {
	had, err := d.Store.Prefix(ctx, d.Division)
	if err != nil || had != "" {
		return err
	}
	cal := d.Calendar()
	s := &story{Desk: d, ctx: ctx, cast: cast, all: map[string]Business{}, of: map[string]Product{}, day: cal.Start(cal.DayOf(d.Clock.Now()) - 3)}
	s.err = d.SetPrefix(ctx, cast.System, DemoPrefix)
	s.people()
	s.goods()
	s.days()
	return s.err
}

func (s *story) people() {
	add := func(key string, of access.Actor, kind Kind, name string) {
		paper, b := "business_licence", Business{Kind: kind, Party: of.Whose(), Name: name, Household: kind == Farm && key == "slope", Phone: fmt.Sprintf("0500-5%07d", 9000+len(s.all)), Address: "虚构的杨梅湾村"}
		if b.Household {
			paper = "identity_card"
		} else {
			organisation, err := idnum.MakeOrganisation(fmt.Sprintf("DM%06d", 900+len(s.all)))
			if err == nil {
				var code idnum.USCC
				code, err = idnum.MakeUSCC("91" + s.Division + string(organisation))
				b.Code = string(code)
			}
			s.fail(err)
		}
		if s.err == nil {
			b, s.err = s.Register(s.ctx, s.cast.Clerk, b, paper)
			s.all[key] = b
		}
	}
	add("slope", s.cast.Clerk, Farm, "东坡老钟家（虚构）")
	add("coop", s.cast.Farmer, Farm, "杨梅湾合作社（虚构）")
	add("packing", s.cast.Firm, Factory, "双溪鲜果包装厂（虚构）")
	add("wholesale", s.cast.Firm, Wholesaler, "南片果品批发部（虚构）")
	add("stall", s.cast.Firm, Stall, "城东菜场12号摊（虚构）")
	add("canteen", s.cast.Firm, Canteen, "县一小食堂（虚构）")
	add("shop", s.cast.Farmer, Shop, "桥头村小店（虚构）")
	add("cold", s.cast.Firm, ColdStore, "北片冷库（虚构）")
	for key, number := range map[string]string{"packing": "SC-DEMO-0001", "wholesale": "JY-DEMO-0002", "stall": "JY-DEMO-0003", "canteen": "JY-DEMO-0004", "shop": "JY-DEMO-0005", "cold": "JY-DEMO-0006"} {
		if s.err == nil {
			_, s.err = s.NameLicence(s.ctx, s.owner(key), s.all[key], Licence{Number: number, Until: s.Calendar().DayOf(s.day) + 700})
		}
	}
}

func (s *story) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// owner is who acts for a business.
func (s *story) owner(key string) access.Actor {
	switch key {
	case "slope":
		return s.cast.Clerk
	case "coop", "shop":
		return s.cast.Farmer
	}
	return s.cast.Firm
}

func (s *story) goods() {
	add := func(key, of string, p Product) {
		if s.err == nil {
			p, s.err = s.NameProduct(s.ctx, s.owner(of), s.all[of], p)
			s.of[key] = p
		}
	}
	add("slope fruit", "slope", Product{Name: "东魁杨梅", Unit: "KGM", Days: 3, Produce: true})
	add("coop fruit", "coop", Product{Name: "荸荠种杨梅", Unit: "KGM", Days: 3, Produce: true})
	add("boxes", "packing", Product{Name: "杨梅混装", Unit: "KGM", Days: 4, Produce: true})
	add("prawns", "cold", Product{Name: "冻虾（进口，虚构）", Unit: "KGM", Days: 540, Cold: true, Low: -250, High: -150})
	for _, of := range []string{"slope", "coop"} {
		if s.err == nil {
			_, s.err = s.OpenPlace(s.ctx, s.owner(of), s.all[of], map[string]string{"slope": "东坡三亩", "coop": "西湾十二亩"}[of], s.cast.Parcels[of], true)
		}
	}
}

// do records one step; what a check asks is answered with the reason.
func (s *story) do(of string, kind StepKind, day, hour int, step Step) string {
	if s.err != nil {
		return ""
	}
	s.n++
	step.Entry = EntryOf("bayberry ", s.n)
	step.Kind, step.Business, step.At = kind, s.all[of].ID, s.day.Add(time.Duration(day*24+hour)*time.Hour)
	var done Done
	done, s.err = s.Take(s.ctx, s.owner(of), step, "")
	if s.err == nil && len(done.Ask) > 0 {
		s.err = fmt.Errorf("chain: the story is asked about %v at step %d", done.Ask, s.n)
	}
	return done.Lot
}

func (s *story) days() {
	const kg = 1_000_000
	lot := func(key string, n int64) []Portion { return []Portion{{key, n * kg, "KGM"}} }
	id := func(of string) string { return s.all[of].ID }
	slope := s.do("slope", Harvest, 0, 6, Step{Product: s.of["slope fruit"].GTIN, Amount: 60 * kg, Plot: "P01"})
	coop := s.do("coop", Harvest, 0, 7, Step{Product: s.of["coop fruit"].GTIN, Amount: 140 * kg, Plot: "P01"})
	s.do("slope", Send, 0, 8, Step{Takes: lot(slope, 60), Partner: id("packing")})
	s.do("coop", Send, 0, 8, Step{Takes: lot(coop, 120), Partner: id("packing")})
	s.do("packing", Receive, 0, 10, Step{Takes: lot(slope, 60), Partner: id("slope"), Reason: "household"})
	s.do("packing", Receive, 0, 10, Step{Takes: lot(coop, 120), Partner: id("coop"), Proof: "HGZ-DEMO-01"})
	boxes := s.do("packing", Pack, 0, 12, Step{Takes: []Portion{{slope, 60 * kg, "KGM"}, {coop, 120 * kg, "KGM"}}, Product: s.of["boxes"].GTIN, Amount: 172 * kg, Loss: 8 * kg})
	s.do("packing", Send, 0, 14, Step{Takes: lot(boxes, 150), Partner: id("wholesale"), Paper: "SH-0001"})
	s.do("wholesale", Receive, 0, 17, Step{Takes: lot(boxes, 150), Partner: id("packing"), Proof: "BG-DEMO-17", Paper: "SH-0001"})
	for i, to := range []string{"stall", "canteen", "shop"} {
		n := []int64{60, 30, 20}[i]
		s.do("wholesale", Send, 1, 4, Step{Takes: lot(boxes, n), Partner: id(to)})
		s.do(to, Receive, 1, 6, Step{Takes: lot(boxes, n), Partner: id("wholesale"), Proof: "BG-DEMO-17"})
	}
	s.do("stall", Sell, 1, 9, Step{Takes: lot(boxes, 41)})
	s.do("canteen", Use, 1, 10, Step{Takes: lot(boxes, 30)})
	s.do("shop", Sell, 1, 16, Step{Takes: lot(boxes, 6)})
	cold := -185
	importer, err := Business{}, error(nil)
	if s.err == nil {
		importer, err = s.Neighbour(s.ctx, s.cast.Firm, s.all["cold"], Business{Kind: Wholesaler, Name: "远洋水产进口商（虚构）"})
		s.fail(err)
	}
	s.do("cold", Enter, 1, 11, Step{Product: s.of["prawns"].GTIN, Amount: 500 * kg, Partner: importer.ID, Degrees: &cold, Proof: "JY-QUAR-DEMO-5", Reason: "paper_seen"})
	s.do("cold", Enter, 2, 9, Step{Product: s.of["prawns"].GTIN, Amount: 80 * kg, Partner: importer.ID, Degrees: &cold, Reason: "set_apart"})
}
