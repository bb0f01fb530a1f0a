package site

import (
	"context"
	"net/http"
	"time"

	"banjie/internal/clock"
)

// Answered is what an operator may know of a request: which page it asked for, not for whom.
type Answered struct {
	Route  string // pattern it was routed by; "" where it was answered before
	Status int
	Took   time.Duration
}

type routeKey struct{}

// watched tells who watches of every answer. The pattern is noted further inside, since
// sessions hand on a copy of the request.
func (s *Site) watched(next http.Handler) http.Handler {
	if s.Answered == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, took, seen := new(string), clock.Stopwatch(), &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			p := recover()
			if p != nil && !seen.begun {
				seen.status = http.StatusInternalServerError
			}
			s.Answered(Answered{Route: *route, Status: seen.status, Took: took()})
			if p != nil {
				panic(p)
			}
		}()
		next.ServeHTTP(seen, r.WithContext(context.WithValue(r.Context(), routeKey{}, route)))
	})
}

// routed is the mux, which notes the innermost pattern for [Site.watched].
func (s *Site) routed() http.Handler {
	if s.Answered == nil {
		return s.mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { // also where a handler breaks off
			if route, ok := r.Context().Value(routeKey{}).(*string); ok {
				*route = r.Pattern
			}
		}()
		s.mux.ServeHTTP(w, r)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if !w.begun && status >= 200 {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
