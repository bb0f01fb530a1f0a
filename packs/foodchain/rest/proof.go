package rest

import (
	"net/http"
)

// proof shows that an event is in the ledger. It is no address of the standard.
func (s *Service) proof(w http.ResponseWriter, r *http.Request) error {
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil {
		return err
	}
	p, err := s.Prover.Prove(r.Context(), r.PathValue("id"), sight.Sees)
	if err != nil {
		return err
	}
	text, err := p.Text()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // the connection is the caller's
	return nil
}
