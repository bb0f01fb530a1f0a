package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// Wiring of what could not be got done, and of the class fixes that come of it.

// impasses are the rules of its procedures in this folder.
func (h *hall) impasses() impasse.Rules {
	return impasse.Rules{Centre: h.office, Similar: h.impasse.Similar,
		Units: func(id string) bool { return h.knowsUnit(h.division, id) },
		Case: func(ctx context.Context, division, number string) (impasse.About, bool, error) {
			key, err := h.cases.ByNumber(ctx, division, number)
			if err == nil {
				var c *casework.Case
				if c, _, err = h.engine.Load(ctx, key); err == nil && !c.Sealed {
					return impasse.About{Item: c.Item.Code, Version: c.Item.Version, Unit: c.Unit}, true, nil
				}
			}
			if fault.KindOf(err) == fault.NotFound {
				err = nil
			}
			return impasse.About{}, false, err
		}}
}

// office is the unit of the centre's office: that of the head of the hall, else the complaint
// centre's; "" while nobody is named.
func (h *hall) office() string {
	today := h.calendar.Load().DayOf(h.clock.Now())
	dir := h.org.Load()
	for _, u := range dir.Units() {
		if slices.ContainsFunc(dir.Staff(u.ID, today), func(o org.Officer) bool { return slices.Contains(o.Roles, string(access.CentreHead)) }) {
			return u.ID
		}
	}
	unit, _, err := readSealKeys(h.dir)
	if err != nil {
		return ""
	}
	return unit
}

// mended completes the class fixes that a version just published names. What fails here is
// offered on the page of the fix: the publication stands.
func (h *hall) mended(ctx context.Context, it catalog.Item) {
	if len(it.Mends) == 0 {
		return
	}
	fixes, err := h.impasse.Fixes(ctx, h.division, it.Code, true)
	for _, f := range fixes {
		if slices.Contains(it.Mends, f.Number) {
			_, doErr := h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: f.ID, Verb: string(access.CompleteClassFix), Input: &impasse.CompleteInput{Version: it.Version}})
			err = cmp.Or(err, doErr)
		}
	}
	if err != nil {
		h.log.ErrorContext(ctx, "class fix not completed with its version", "item", it.Code, "version", it.Version, "error", err)
	}
}

// impasseRow compares the row of a report or a class fix with its events.
func (c *checker) impasseRow(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		diff, err := c.h.impasse.Compare(ctx, cs)
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
			c.add(problem{Code: "impasse", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number,
				Text: lang.Format("“办不成事”清单里的“%[1]s”存的是 %[2]s，按事件应为 %[3]s。", "List of what could not be done: “%[1]s” is %[2]s as stored; by the events it is %[3]s.", strings.Join([]string{d.Table, d.What}, " "), d.Have, d.Want)})
		}
		return nil
	}
}
