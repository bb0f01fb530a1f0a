package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/draw"
	"banjie/internal/impasse"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// What accountability files and inspections ask of the county.

// serves gives the unit of an officer who serves on a day.
func (h *hall) serves(id string, day calendar.Day) (string, bool) {
	o, ok := h.org.Load().Officer(id)
	return o.Unit, ok && o.Active(day)
}

// byNumber loads a case by its public number.
func (h *hall) byNumber(ctx context.Context, division, number string) (*casework.Case, error) {
	key, err := h.cases.ByNumber(ctx, division, number)
	if err != nil {
		return nil, err
	}
	c, _, err := h.engine.Load(ctx, key)
	return c, err
}

func (h *hall) accountability(centre string) accountability.Rules {
	return accountability.Rules{Centre: centre, Impasse: impasse.Name, Find: h.byNumber, Officer: h.serves, Calendars: h.calendars.Load,
		Heads: func(id string, day calendar.Day) bool {
			o, ok := h.org.Load().Officer(id)
			return ok && o.Unit == centre && o.Active(day) && (slices.Contains(o.Roles, string(access.UnitHead)) || slices.Contains(o.Roles, string(access.CentreHead)))
		}}
}

func (h *hall) inspections(centre string) inspection.Rules {
	return inspection.Rules{Centre: centre, Find: h.byNumber, Officer: h.serves, Units: func(id string) bool { return h.knowsUnit(h.division, id) },
		Trust: func() (ledger.Trust, error) { return ledger.NewTrust(0, h.public) },
		Visits: func(ctx context.Context, division, round string) (ids []casework.ID, err error) {
			q := inspection.Query{Division: division, Round: round, Limit: 100}
			for {
				page, err := h.inspected.Visits(ctx, q)
				if err != nil {
					return nil, err
				}
				for _, v := range page.Visits {
					ids = append(ids, v.ID)
				}
				if q.After = page.Next; q.After == "" {
					return ids, nil
				}
			}
		}}
}

// overseen makes the rows of a file or a visit again and compares them.
func (c *checker) overseen(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		var found []string
		diff, err := c.h.answers.Compare(ctx, cs)
		for _, d := range diff {
			found = append(found, fmt.Sprintf("%s: %s / %s", d.What, d.Have, d.Want))
		}
		if err != nil {
			return err
		}
		rows, err := c.h.inspected.Compare(ctx, cs)
		if err != nil {
			return err
		}
		found = append(found, rows...)
		if rows, err = c.h.watched.Compare(ctx, cs); err != nil {
			return err
		}
		found = append(found, rows...)
		if len(found) > 0 && look < looks { // an act may have come between
			if cs, _, err = c.h.engine.Load(ctx, cs.Key); err != nil {
				return err
			}
			continue
		}
		for _, what := range found {
			c.add(problem{Code: "overseen", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Seq: cs.Version, Kind: kindOf(cs, cs.Version),
				Text: lang.Format("清单里的一行和事件不一致（%s）。", "A row of a list is not as the events give it (%s).", what)})
		}
		return nil
	}
}

// demoOffice records the draws of a demonstration's inspections like those of a real one.
type demoOffice struct{ h *hall }

func (d demoOffice) Announce(ctx context.Context, f *draw.File) error {
	return d.step(ctx, &drawOrder{Step: "announce", File: f})
}

func (d demoOffice) Reveal(ctx context.Context, f *draw.File, party string, value draw.Hash) error {
	return d.step(ctx, &drawOrder{Step: "reveal", File: f, Party: party, Value: value})
}

func (d demoOffice) Run(ctx context.Context, f *draw.File, sources []string) error {
	return d.step(ctx, &drawOrder{Step: "run", File: f, Sources: sources})
}

func (d demoOffice) step(ctx context.Context, o *drawOrder) error {
	_, err := o.carryOut(ctx, d.h, nil)
	return err
}

// blank is a picture of one white point.
const blank = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x1b\xb6\xeeV\x00\x00\x00\x00IEND\xaeB`\x82"

func (d demoOffice) Paper(ctx context.Context, name string) (casework.File, error) {
	return d.h.files.Put(ctx, name, strings.NewReader(blank))
}
