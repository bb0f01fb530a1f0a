package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/notify"
)

// awayStore is a database that comes and goes; there is never anything to do.
type awayStore struct {
	notify.Store
	away atomic.Bool
}

func (s *awayStore) gone() error {
	if s.away.Load() {
		return errors.New("connection refused")
	}
	return nil
}

func (s *awayStore) Cursor(context.Context, string, string) (int64, error) { return 0, s.gone() }

func (s *awayStore) Due(context.Context, time.Time, int) ([]notify.Delivery, error) {
	return nil, s.gone()
}

func (s *awayStore) After(context.Context, string, int64, int) ([]casework.Event, error) {
	return nil, s.gone()
}

// While the database is away the log says so once, not each second and not once a consumer.
func TestTroubleIsLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		store := &awayStore{}
		s := &Service{Events: store, Store: store, Wall: clock.Standing(time.Unix(0, 0)), Log: slog.New(slog.NewTextHandler(&log, nil))}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.keep(ctx, "relay", s.Relay); close(done) }()
		for _, away := range []bool{true, false, true} {
			store.away.Store(away)
			<-time.NewTimer(time.Minute).C // of the bubble
			synctest.Wait()
		}
		stop()
		<-done
		for words, want := range map[string]int{"jobs fail": 2, "connection refused": 2, "jobs go on": 1} {
			if got := strings.Count(log.String(), words); got != want {
				t.Errorf("%q stands %d times in the log, want %d:\n%s", words, got, want, log.String())
			}
		}
	})
}
