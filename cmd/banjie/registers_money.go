package main

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	registerstore "banjie/internal/store/registers"
	"banjie/internal/web/fees"
	"banjie/internal/web/fines"
	"banjie/internal/web/refunds"
	"banjie/internal/web/site"
	"banjie/internal/web/visits"
	"banjie/internal/web/watch"
)

// visitRules is what inspections of enterprises ask of the hall. Reports from the door go to
// the unit of the complaint centre.
func (h *hall) visitRules() visit.Rules {
	return visit.Rules{Register: h.visits, Centre: h.centreUnit(), Serves: func(officer string, day calendar.Day) bool {
		o, ok := h.org.Load().Officer(officer)
		return ok && o.Active(day)
	}, Door: func(firm string, year int) string { return visit.DoorCode(h.codes.Hash, firm, year) }}
}

func (h *hall) refundRules() refund.Rules {
	return refund.Rules{Centre: h.centreUnit(), Units: func(id string) bool { return h.knowsUnit(h.division, id) }}
}

// centreUnit is the unit of the complaint centre, "" while it has no keys.
func (h *hall) centreUnit() string {
	unit, _, err := readSealKeys(h.dir)
	if err != nil {
		return "" // said where the vault is opened
	}
	return unit
}

// moneyPages adds the pages of fees, fines, inspections and refunds.
func (h *hall) moneyPages(s *site.Site) {
	(&fees.Pages{Site: s, Store: h.fees}).Routes()
	(&visits.Pages{Site: s, Register: h.visits, Fines: h.fines, Centre: h.centreUnit(), Wall: clock.System}).Routes()
	(&watch.Pages{Site: s, Registers: registerstore.NewAdverse(h.db)}).Routes()
	(&fines.Pages{Site: s, Register: h.fines}).Routes()
	(&refunds.Pages{Site: s, Store: h.fees, Wall: clock.System}).Routes()
}

// visitRows makes the row of an inspection again and compares it.
func (c *checker) visitRows(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		diff, err := c.h.visits.Compare(ctx, cs)
		if err != nil {
			return err
		}
		if len(diff) > 0 && look < looks { // an act may have come between
			if cs, _, err = c.h.engine.Load(ctx, cs.Key); err != nil {
				return err
			}
			continue
		}
		for _, d := range diff {
			c.add(problem{Code: "visit", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Kind: kindOf(cs, 0),
				Text: lang.Format("检查登记的“%[1]s”存的是 %[2]s，按事件应为 %[3]s。", "“%[1]s” of the inspection is %[2]s as stored; by the events it is %[3]s.", d.What, d.Have, d.Want)})
		}
		return nil
	}
}
