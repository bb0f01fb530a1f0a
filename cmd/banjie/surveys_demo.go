package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/draw"
	"banjie/internal/rating"
	"banjie/internal/simtown"
	polls "banjie/internal/survey"
)

// demoRound is one round of the demonstration's history; days are counted back from its last.
type demoRound struct {
	kind            polls.Kind
	purpose         string
	from, to        int
	announced       int
	answers, closes bool // people were asked; and it is over
}

var demoRounds = []demoRound{
	{polls.Satisfaction, "办结件满意度调查（演示）", 62, 49, 47, true, true},
	{polls.CallBack, "密封回访（演示）", 44, 36, 34, true, true},
	{polls.CallBack, "正在进行的密封回访（演示）", 20, 14, 6, false, false},
}

// demoSurveys are the surveys of the demonstration's history. Who is drawn and what is said is
// made up, from the seed; the draw itself takes fresh salts, as in earnest.
func (h *hall) demoSurveys(c simtown.Config) (all []simtown.Happening) {
	cal, office := h.calendar.Load(), h.surveyOffice()
	by := access.Actor{ID: "service-centre-7", Role: access.Supervisor, Division: h.division, Unit: "service-centre"}
	rng := mathrand.New(mathrand.NewPCG(c.Seed, 93))
	for _, d := range demoRounds {
		day := func(back int) calendar.Day { return c.End - calendar.Day(back) }
		at := func(back, hour int) time.Time { return cal.Start(day(back)).Add(time.Duration(hour) * time.Hour) }
		if at(d.from, 0).Before(c.Begin(cal)) {
			continue // a short history has none
		}
		var id string
		var values [2]draw.Hash
		names := [2]string{"县人大代表联络站（演示）", "县商会（演示）"}
		all = append(all, simtown.Happening{At: at(d.announced, 10), Do: func(ctx context.Context) (err error) {
			p := polls.Plan{Kind: d.kind, Frame: polls.Cases, Purpose: d.purpose, From: day(d.from), To: day(d.to),
				Source: draw.Source{At: at(d.announced-1, 21).UTC(), Form: draw.Numbers, Count: 7, Name: "公告次日晚公布的号码（演示）"}, Spare: draw.Source{At: at(d.announced-3, 21).UTC(), Form: draw.Numbers, Count: 7, Name: "再过两日公布的号码（演示）"}}
			for i, name := range names {
				if values[i], err = draw.NewValue(rand.Reader); err != nil {
					return err
				}
				p.Parties = append(p.Parties, draw.Party{Name: name, Commitment: draw.Commitment(name, values[i])})
			}
			r, err := office.Announce(ctx, by, p)
			id = r.ID
			if errors.Is(err, polls.ErrNobody) {
				return nil // a county of a few filings has nobody to ask
			}
			return err
		}}, simtown.Happening{At: at(d.announced-2, 10), Do: func(ctx context.Context) error {
			if id == "" {
				return nil
			}
			numbers := ""
			for range 7 {
				numbers += fmt.Sprintf("%d ", rng.IntN(35)+1)
			}
			return office.Draw(ctx, by, id, polls.Values{Source: numbers, Parties: map[string]draw.Hash{names[0]: values[0], names[1]: values[1]}})
		}})
		if d.answers {
			all = append(all, simtown.Happening{At: at(d.announced-3, 11), Do: func(ctx context.Context) error {
				if id == "" {
					return nil
				}
				return demoCalls(ctx, office, id, d.kind, rng)
			}})
		}
		if d.closes {
			all = append(all, simtown.Happening{At: at(d.announced-12, 10), Do: func(ctx context.Context) error {
				if id == "" {
					return nil
				}
				return office.Close(ctx, by, id)
			}})
		}
	}
	return all
}

// demoCalls asks everybody of a sample: seven in ten answer, and those who are asked are less
// content than those who rate by themselves.
func demoCalls(ctx context.Context, office *polls.Office, id string, kind polls.Kind, rng *mathrand.Rand) error {
	for _, caller := range []access.Actor{{ID: "service-centre-2", Unit: "service-centre"}, {ID: "market-regulation-2", Unit: "market-regulation"}} {
		caller.Role, caller.Division = access.Clerk, office.Division
		for {
			_, ok, err := office.Next(ctx, caller, id)
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			outcome, a := "answered", polls.Answer{Solved: "yes", Asked: "no", Suffered: "no"}
			if rng.Float64() < .28 {
				outcome = "refused"
			}
			if rng.Float64() < .11 {
				a.Solved = "no"
			}
			if rng.Float64() < .02 {
				a.Asked = "yes"
			}
			if kind == polls.Satisfaction {
				a.Grade = []rating.Grade{rating.VerySatisfied, rating.Satisfied, rating.Satisfied, rating.Basically, rating.Basically, rating.Basically, rating.Dissatisfied}[rng.IntN(7)]
			}
			if err := office.Enter(ctx, caller, id, outcome, a); err != nil {
				return err
			}
		}
	}
	return nil
}
