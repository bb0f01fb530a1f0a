package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/seal"
	"banjie/internal/web/site"
)

// seenAs lets a request with the header X-Staff be a member of staff's.
type seenAs struct {
	site.Sessions
	staff access.Actor
}

func (s seenAs) Actor(r *http.Request) access.Actor {
	if r.Header.Get("X-Staff") != "" {
		return s.staff
	}
	return s.Sessions.Actor(r)
}

// TestCodeFlood: codes of real and of invented complaints are guessed from many addresses, as
// fast as they can be sent up to a thousand a second, while an officer works. None is let in, and
// the memory of the whole process, guessers included, stays bounded. The long run takes ten minutes.
func TestCodeFlood(t *testing.T) {
	dir := sealedTown(t)
	h := openTown(t, dir)
	numbers := []string{"C202606309999", "C202606309998"} // of nothing
	for i := range 3 {
		numbers = append(numbers, complained(t, h, fmt.Sprintf("第%d件。", i)).Number)
	}
	s, err := h.site(context.Background(), serveOptions{base: "http://hall.example"})
	if err != nil {
		t.Fatal(err)
	}
	s.Sessions = seenAs{s.Sessions, access.Actor{ID: "test-clerk", Role: access.CaseOfficer, Division: h.division, Unit: "market-regulation"}}
	pages := s.Handler()
	var from atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := from.Add(1)
		r.RemoteAddr = fmt.Sprintf("198.18.%d.%d:9", n>>8&255, n&255) // each guess from somewhere else
		pages.ServeHTTP(w, r)
	}))
	defer server.Close()
	const workers, pace = 32, 1000
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: workers + 1}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	lasts := time.Duration(soak(3, 600)) * time.Second
	ctx, stop := context.WithTimeout(context.Background(), lasts)
	defer stop()

	beats := make(chan struct{})
	go func() {
		tick := time.NewTicker(time.Second / pace)
		defer tick.Stop()
		defer close(beats)
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			select {
			case beats <- struct{}{}:
			default: // nobody is free: the server is the slower one
			}
		}
	}()
	var mu sync.Mutex
	answers := map[int]int{}
	hit := 0
	var guessers sync.WaitGroup
	for w := range workers {
		rng := rand.New(rand.NewPCG(7, uint64(w)))
		guessers.Go(func() {
			for range beats {
				digits := fmt.Sprintf("%019d", rng.Uint64()%1e19)
				got, err := client.PostForm(server.URL+"/complaint", url.Values{"number": {numbers[rng.IntN(len(numbers))]}, "code": {seal.WithCheckDigit(digits)}})
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, got.Body)
				got.Body.Close()
				mu.Lock()
				answers[got.StatusCode]++
				if got.StatusCode < http.StatusBadRequest {
					hit++
				}
				mu.Unlock()
			}
		})
	}
	var took []time.Duration
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	peak, rest := now.HeapInuse, now.HeapInuse
	for ctx.Err() == nil {
		r, err := http.NewRequest(http.MethodGet, server.URL+"/work", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Staff", "yes")
		began := time.Now()
		got, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, got.Body)
		got.Body.Close()
		if got.StatusCode != http.StatusOK {
			t.Fatalf("the officer's page answers %d", got.StatusCode)
		}
		took = append(took, time.Since(began))
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapInuse)
		<-time.After(20 * time.Millisecond)
	}
	guessers.Wait()
	if hit > 0 {
		t.Errorf("%d guesses were let in", hit)
	}
	sent := 0
	for _, n := range answers {
		sent += n
	}
	if answers[http.StatusTooManyRequests] == 0 || sent == 0 {
		t.Errorf("no guess was held off: %v", answers)
	}
	slices.Sort(took)
	if peak > rest+(300<<20) {
		t.Errorf("the heap grew from %d to %d MB", rest>>20, peak>>20)
	}
	t.Logf("%v: %d guesses (%.0f a second) %v; officer's page median %v, 95 %% within %v of %d; heap at most %d MB, guessers included; %d processors",
		lasts, sent, float64(sent)/lasts.Seconds(), answers, took[len(took)/2], took[len(took)*95/100], len(took), peak>>20, runtime.NumCPU())
}
