package ecertstore

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Renewable gives the last day of a certificate of the type that the party holds and that
// stands. Errors: fault.NotFound when no such certificate of this party was issued here,
// fault.Unlawful when it has ended or has no end.
func (s *Store) Renewable(ctx context.Context, division, id, kind, party string) (calendar.Day, error) {
	holder, err := s.PartyOf(ctx, division, id)
	if err != nil {
		return 0, err
	}
	cert, err := s.ByID(ctx, division, id)
	switch {
	case err != nil:
		return 0, err
	case party == "" || holder != party || cert.Type != kind:
		return 0, fault.Missing()
	case cert.Status != ecert.Valid:
		return 0, fault.New(fault.Unlawful, "certificate_ended", lang.T("这张证照已经失效，不能延续。", "This certificate has ended and cannot be renewed."), lang.T("请作为新的申请提出。", "Please apply anew."))
	case cert.ValidUntil == 0:
		return 0, fault.New(fault.Unlawful, "certificate_without_end", lang.T("这张证照长期有效，不用延续。", "This certificate has no end and needs no renewal."), lang.Text{})
	}
	return cert.ValidUntil, nil
}
