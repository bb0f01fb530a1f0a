package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/ecert/print"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	ecertstore "banjie/internal/store/ecert"
)

// certificates issues, prints and lists.
type certificates struct {
	store    *ecertstore.Store
	types    *ecert.Registry
	signer   ecert.Signer
	base     string // public address
	clock    clock.Clock
	calendar func() *calendar.Calendar
	list     signedList
}

func (h *hall) certificates() error {
	types, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		return err
	}
	seed, err := h.dir.Secret("certificates", random32)
	if err != nil {
		return err
	}
	name := lang.T("电子证照签发密钥", "Certificate signing key")
	if h.dir.Instance.Demo {
		name = lang.T("演示签发密钥", "Demonstration signing key")
	}
	signer, err := ecert.NewEd25519Signer(seed, name, h.dir.Instance.Demo)
	if err != nil {
		return err
	}
	public, err := json.Marshal(signer.Public())
	if err != nil {
		return err
	}
	if err := h.dir.WriteFile(filepath.Join("public", "certificates-"+h.division+".pub"), append(public, '\n'), 0o644); err != nil {
		return err
	}
	h.certs = &certificates{types: types, signer: signer, clock: h.clock, calendar: h.calendar.Load}
	h.certs.store = ecertstore.New(h.db, h.writer, types, h.issue, h.calendar.Load)
	return nil
}

// issue makes the certificate of a grant with what the case, its item and its unit say.
func (h *hall) issue(c *casework.Case, e *casework.Event) (*ecert.Certificate, error) {
	item, err := h.items.Version(c.Division, c.Item.Code, c.Item.Version)
	if err != nil {
		return nil, err
	}
	unit, ok := h.org.Load().Unit(item.Unit)
	if !ok {
		return nil, fmt.Errorf("unit %q of item %s is not in the directory", item.Unit, item.Code)
	}
	return licensing.Issue(c, e, item, unit, h.certs.types, h.dir.Instance.Demo)
}

func (c *certificates) OfCase(ctx context.Context, key casework.Key) ([]ecert.Certificate, error) {
	return c.store.OfCase(ctx, key)
}

func (c *certificates) OfParty(ctx context.Context, division, party string) ([]ecert.Certificate, error) {
	return c.store.OfParty(ctx, division, party)
}

func (c *certificates) ByID(ctx context.Context, division, id string) (ecert.Certificate, error) {
	return c.store.ByID(ctx, division, id)
}

func (c *certificates) QR(_ context.Context, cert ecert.Certificate) (string, error) {
	sealed, err := ecert.Sign(c.signer, cert)
	if err != nil {
		return "", err
	}
	return ecert.URL(c.base, sealed), nil
}

func (c *certificates) PDF(ctx context.Context, w io.Writer, cert ecert.Certificate) error {
	t, ok := c.types.Find(cert.Type)
	if !ok {
		return fault.Missing()
	}
	url, err := c.QR(ctx, cert)
	if err != nil {
		return err
	}
	if cert.Status = cert.StatusOn(c.calendar().DayOf(c.clock.Now())); cert.Status == ecert.Valid {
		cert.Successor = "" // from a later day on
	}
	return print.Certificate(w, t, cert, url)
}

func (c *certificates) Keys() ecert.Keys { return ecert.Keys{c.signer.Public()} }
