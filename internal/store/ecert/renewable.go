package ecertstore

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Renewable gives the last day of a certificate of the type that the party holds and that
// stands, and its case. Errors: fault.NotFound when no such certificate of this party was
// issued here, fault.Unlawful when it has ended, was renewed or has no end.
func (s *Store) Renewable(ctx context.Context, division, id, kind, party string) (issued casework.ID, until calendar.Day, err error) {
	holder, err := s.PartyOf(ctx, division, id)
	if err != nil {
		return 0, 0, err
	}
	cert, err := s.ByID(ctx, division, id)
	switch {
	case err != nil:
		return 0, 0, err
	case party == "" || holder != party || cert.Type != kind:
		return 0, 0, fault.Missing()
	case cert.Status == ecert.Renewed:
		return 0, 0, fault.New(fault.Unlawful, "certificate_renewed", lang.T("这张证照已经延续过了。", "This certificate has been renewed already."), lang.T("请用延续后的新证。", "Please use the new one."))
	case cert.Status != ecert.Valid:
		return 0, 0, fault.New(fault.Unlawful, "certificate_ended", lang.T("这张证照已经失效，不能延续。", "This certificate has ended and cannot be renewed."), lang.T("请作为新的申请提出。", "Please apply anew."))
	case cert.ValidUntil == 0:
		return 0, 0, fault.New(fault.Unlawful, "certificate_without_end", lang.T("这张证照长期有效，不用延续。", "This certificate has no end and needs no renewal."), lang.Text{})
	}
	return casework.ID(cert.Case), cert.ValidUntil, nil
}
