package simtown

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/casework"
)

// Outbox gives a division's events in ledger order.
type Outbox interface {
	After(ctx context.Context, division string, n int64, limit int) ([]casework.Event, error)
}

// Digest says in one value what happened: for every case its item, and of each event
// kind, state, instants and who acted. Ids, keys, numbers and the order of leaves are
// left out, so that two counties of one seed have the same digest.
func Digest(ctx context.Context, from Outbox) (string, error) {
	stories := map[casework.ID][]string{}
	for n := int64(0); ; {
		events, err := from.After(ctx, Division, n, 2000)
		if err != nil {
			return "", err
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			n = e.N + 1
			if e.Case == 0 {
				continue
			}
			line := fmt.Sprintf("%d|%s|%s|%s|%s|%d", e.At.UnixMicro(), e.Kind, e.Facts.Code, e.Facts.To, e.By.ID, e.Effective.UnixMicro())
			if o := e.Facts.Open; o != nil {
				line += fmt.Sprintf("|%s/%d|%s", o.Item.Code, o.Item.Version, o.Channel)
			}
			stories[e.Case] = append(stories[e.Case], line)
		}
	}
	sums := make([]string, 0, len(stories))
	for _, lines := range stories {
		slices.Sort(lines) // two limits of one midnight are looked at in either order
		sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
		sums = append(sums, hex.EncodeToString(sum[:]))
	}
	slices.Sort(sums)
	all := sha256.New()
	for _, s := range sums {
		fmt.Fprintln(all, s)
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}
