package main

import (
	"context"
	"crypto/rand"
	"time"

	"banjie/internal/calendar"
	casestore "banjie/internal/store/casework"
	surveystore "banjie/internal/store/survey"
	polls "banjie/internal/survey"
)

// openSurveys opens the place for surveys with the folder's key for it.
func (h *hall) openSurveys() error {
	secret, err := h.dir.Secret("surveys", random32)
	if err == nil {
		h.surveys, err = surveystore.New(h.db, h.writer, secret)
	}
	return err
}

// surveyOffice carries surveys out.
func (h *hall) surveyOffice() *polls.Office {
	return &polls.Office{Division: h.division, Engine: h.engine, Store: h.surveys, Reported: reported{h.cases}, Clock: h.clock, Calendar: h.calendar.Load, Random: rand.Reader}
}

// reported is what people said by themselves, from the counters.
type reported struct{ cases *casestore.Store }

func (r reported) Ratings(ctx context.Context, division string, from, to calendar.Day) (map[string][2]int64, error) {
	units, err := r.cases.Units(ctx, division, int32(from), int32(to), time.Time{})
	if err != nil {
		return nil, err
	}
	all := map[string][2]int64{}
	for _, u := range units {
		all[u.Unit] = [2]int64{u.Rated, u.RatedPoor}
	}
	return all, nil
}
