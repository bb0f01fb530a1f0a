package chainstore

import (
	"context"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
)

const lineColumns = `event, lot, motion, place, t, kind, amount, unit, business, partner, channel, proof, paper, reason, scan, late, findings`

// bookLine selects the lines of a book with whether they count still.
var bookLine = `select l.` + strings.ReplaceAll(lineColumns, ", ", ", l.") + `, case when ` + standing + ` then 0 else 1 end from food_line l where `

func scanLine(row scanner) (l chain.Line, err error) {
	var t int64
	var late, annulled int
	var findings string
	err = row.Scan(&l.Event, &l.Lot, &l.Motion, &l.Place, &t, &l.Kind, &l.Amount, &l.Unit, &l.Business, &l.Partner, &l.Channel, &l.Proof, &l.Paper, &l.Reason, &l.Scan, &late, &findings, &annulled)
	l.Time, l.Late, l.Findings, l.Annulled = clock.FromMicros(t), late == 1, codes(findings), annulled == 1
	return l, err
}

// Book implements chain.Store.
func (s *Store) Book(ctx context.Context, places []string, before chain.Mark, limit int) ([]chain.Line, error) {
	var out []chain.Line
	for _, p := range places {
		where, args := `l.place = ?`, []any{p}
		if before.Event != 0 {
			t := clock.Micros(before.Time)
			where, args = where+` and (l.t < ? or l.t = ? and l.event < ?)`, append(args, t, t, before.Event)
		}
		list, err := all(ctx, s, scanLine, bookLine+where+` order by l.t desc, l.event desc, l.lot limit ?`, append(args, limit)...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	chain.SortLines(out)
	return out[:min(len(out), limit)], nil
}

// Later implements chain.Store. It looks at lines from the instant on first, which are few.
func (s *Store) Later(ctx context.Context, place string, lots []string, from time.Time) ([]string, error) {
	if len(lots) == 0 {
		return nil, nil
	}
	t := clock.Micros(from)
	args := []any{place, t}
	for _, l := range lots {
		args = append(args, l)
	}
	return all(ctx, s, scanText, `select distinct l.lot from food_line l where l.place = ? and l.t >= ? and l.motion in ('made', 'received') and l.lot in (`+sqldb.Args(len(lots))+`) and `+standing+`
		and not exists (select 1 from food_line o where o.place = l.place and o.t < ? and o.lot = l.lot and o.motion in ('made', 'received') and `+strings.ReplaceAll(standing, "l.event", "o.event")+`)`, append(args, t)...)
}
