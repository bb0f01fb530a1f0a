package main

import (
	"context"
	"sync"
	"time"

	"banjie/internal/ecert"
)

// A status list may be relied on for an hour without asking again, and a new one comes
// every half hour: whoever holds the newest always has half an hour to fetch the next.
const (
	listLife  = time.Hour
	listEvery = listLife / 2
)

// signedList is the last list this process signed. Signing is a pure function of entries,
// number and instants, so that every node gives out the same bytes.
type signedList struct {
	mu       sync.Mutex
	division string
	sequence uint32
	issued   time.Time
	sealed   []byte
}

// StatusList gives the signed list that is in force now. Its number grows with the acts
// that change it and comes from the store.
func (c *certificates) StatusList(ctx context.Context, division string) ([]byte, error) {
	now, err := c.store.Number(ctx, division)
	if err != nil {
		return nil, err
	}
	issued := issuedAt(c.clock.Now(), now.Changed)
	c.list.mu.Lock()
	defer c.list.mu.Unlock()
	if l := &c.list; l.sealed != nil && l.division == division && l.sequence == now.Sequence && l.issued.Equal(issued) {
		return l.sealed, nil
	}
	edition, err := c.store.Edition(ctx, division)
	if err != nil {
		return nil, err
	}
	issued = issuedAt(c.clock.Now(), edition.Changed)
	sealed, err := ecert.SignStatusList(c.signer, edition.Sequence, issued, issued.Add(listLife), edition.Listed)
	if err != nil {
		return nil, err
	}
	c.list.division, c.list.sequence, c.list.issued, c.list.sealed = division, edition.Sequence, issued, sealed
	return sealed, nil
}

// issuedAt is the instant as of which a list is true: the last half hour, or the act that
// changed it since.
func issuedAt(now, changed time.Time) time.Time {
	issued := now.Truncate(listEvery)
	if changed.After(issued) {
		return changed
	}
	return issued
}

// Sign gives the address of a showing.
func (c *certificates) Sign(p ecert.Presentation) (string, error) {
	sealed, err := ecert.SignPresentation(c.signer, p)
	if err != nil {
		return "", err
	}
	return ecert.URL(c.base, sealed), nil
}

func (c *certificates) Show(ctx context.Context, division string, r ecert.PresentationRecord) error {
	return c.store.Show(ctx, division, r)
}

func (c *certificates) Shown(ctx context.Context, division, certificate string, token ecert.Random) (ecert.PresentationRecord, error) {
	return c.store.Shown(ctx, division, certificate, token)
}

func (c *certificates) Showings(ctx context.Context, division, certificate string) ([]ecert.PresentationRecord, error) {
	return c.store.Showings(ctx, division, certificate)
}

func (c *certificates) ForgetShowings(ctx context.Context, division, certificate string) error {
	return c.store.ForgetShowings(ctx, division, certificate)
}
