// Package rest is the REST binding of EPCIS 2.0 (section 12) for programs, below /epcis.
//
//	POST /epcis/capture, /epcis/events ─▶ capture.Office ─▶ one act
//	GET  /epcis/events, /epcs/{epc}/events, /bizSteps/… ─▶ query ─▶ archive ─▶ render
//
//	POST /epcis/queries, …/subscriptions ─▶ standing.Office ─▶ one act; its Feed tells
//
// A capture is finished when it is answered: the job that Location names has ended. All events of a
// document are taken or none ("rollback"); a refusal is a problem document that names the places.
//
// Pages follow the order of capture, so that a reader who keeps the last link misses nothing; with
// orderBy the events are collected first. A page may hold fewer events than asked for: the link to
// the next one says whether there are more.
package rest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
	"banjie/internal/pack"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis/render"
	"banjie/packs/foodchain/reading"
	"banjie/packs/foodchain/standing"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/trust"
)

// Root is where the binding lives.
const Root = "/epcis"

// Most is how many events one request may bring, and how large it may be in bytes.
const (
	Most     = 10_000
	MostSize = 64 << 20
)

// Lists are the words that events name.
type Lists interface {
	Words(ctx context.Context, list tracestore.List, after string, limit int) ([]string, error)
	Knows(ctx context.Context, list tracestore.List, word string) (bool, error)
}

// Captures is the list of what was captured.
type Captures interface {
	Capture(ctx context.Context, division, id string) (capture.Entry, error)
	List(ctx context.Context, division, sender string, before time.Time, id string, limit int) ([]capture.Entry, error)
}

// Service answers programs.
type Service struct {
	Office   *capture.Office
	Events   *reading.Reader
	Lists    Lists
	Captures Captures
	Trust    *trust.Office
	Standing *standing.Office
	Prover   *capture.Prover
	Reach    notify.Reach // what may be told of events
	// Deliveries tell what became of reports; nil: subscriptions do not say what keeps them.
	Deliveries notify.Ledger
	Programs   func() pack.Programs
	Clock      clock.Clock
	Division   string
	Base       string      // public address, "" for paths alone
	Write      access.Verb // what capturing needs
	Read       access.Verb // what reading needs
}

// Handlers are the patterns and what answers at them.
func (s *Service) Handlers() map[string]http.Handler {
	all := map[string]http.Handler{}
	add := func(pattern string, allowed string, do func(http.ResponseWriter, *http.Request) error) {
		method, path, _ := strings.Cut(pattern, " ")
		verb := s.Read
		if method == http.MethodPost && !strings.HasPrefix(path, "/queries") { // a query is a way to read
			verb = s.Write
		}
		all[method+" "+Root+path] = s.answer(verb, do)
		if allowed != "" {
			all["OPTIONS "+Root+path] = s.answer("", func(w http.ResponseWriter, _ *http.Request) error { return discover(w, allowed) })
		}
	}
	add("GET /{$}", "GET, OPTIONS", s.top)
	add("POST /capture", "GET, POST, OPTIONS", s.capture)
	add("GET /capture", "", s.jobs)
	add("GET /capture/{id}", "GET, OPTIONS", s.job)
	add("POST /events", "GET, POST, OPTIONS", s.captureOne)
	add("GET /events", "", func(w http.ResponseWriter, r *http.Request) error { return s.events(w, r, "", "") })
	add("GET /events/{id}", "GET, OPTIONS", s.event)
	add("POST /queries", "GET, POST, OPTIONS", s.nameQuery)
	add("GET /queries", "", s.queries)
	add("GET /queries/{name}", "GET, DELETE, OPTIONS", s.query)
	add("DELETE /queries/{name}", "", s.endQuery)
	add("GET /queries/{name}/events", "GET, OPTIONS", s.queryEvents)
	add("POST /queries/{name}/subscriptions", "GET, POST, OPTIONS", s.subscribe)
	add("GET /queries/{name}/subscriptions", "", s.subscriptions)
	add("GET /queries/{name}/subscriptions/{id}", "GET, DELETE, OPTIONS", s.subscription)
	add("DELETE /queries/{name}/subscriptions/{id}", "", s.unsubscribe)
	add("DELETE /nextPageToken/{token}", "DELETE, OPTIONS", endToken)
	add("GET /proofs/{id}", "GET, OPTIONS", s.proof)
	for _, l := range lists {
		add("GET /"+l.path, "GET, OPTIONS", func(w http.ResponseWriter, r *http.Request) error { return s.words(w, r, l) })
		add("GET /"+l.path+"/{value}", "GET, OPTIONS", func(w http.ResponseWriter, r *http.Request) error { return s.word(w, r, l) })
		add("GET /"+l.path+"/{value}/events", "GET, OPTIONS", func(w http.ResponseWriter, r *http.Request) error {
			return s.events(w, r, l.parameter, r.PathValue("value"))
		})
	}
	s.describe(all)
	return all
}

type callerKey struct{}

// answer lets a caller in and turns an error into a problem document.
func (s *Service) answer(verb access.Verb, do func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		programs := s.Programs()
		if verb != "" {
			by, err := programs.Caller(r, verb)
			if err != nil {
				programs.Fail(w, r, err)
				return
			}
			w.Header().Set("Cache-Control", "private, no-cache")
			w.Header().Add("Vary", "Authorization, Accept")
			r = r.WithContext(context.WithValue(r.Context(), callerKey{}, by))
		}
		if err := do(w, r); err != nil {
			w.Header().Del("Link")
			programs.Fail(w, r, err)
		}
	})
}

func caller(r *http.Request) access.Actor {
	by, _ := r.Context().Value(callerKey{}).(access.Actor)
	return by
}

// discover tells a program what it may do here (section 12.4).
func discover(w http.ResponseWriter, allowed string) error {
	h := w.Header()
	h.Set("Allow", allowed)
	h.Set("GS1-EPCIS-Version", "2.0.0")
	h.Set("GS1-EPCIS-Min", "1.2.0")
	h.Set("GS1-EPCIS-Max", "2.0.0")
	h.Set("GS1-CBV-Version", "2.0.0")
	h.Set("GS1-CBV-Min", "1.2.0")
	h.Set("GS1-CBV-Max", "2.0.0")
	h.Set("GS1-EPC-Format", "No_Preference, Always_GS1_Digital_Link")
	h.Set("GS1-Capture-Error-Behaviour", "rollback")
	h.Set("GS1-EPCIS-Capture-Limit", strconv.Itoa(Most))
	h.Set("GS1-EPCIS-Capture-File-Size-Limit", strconv.Itoa(MostSize))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// options are how the events of an answer are written; fault.NoSuchForm.
func (s *Service) options(r *http.Request) (render.Options, error) {
	form, ok := render.Negotiate(r.Header.Get("Accept"), r.Header.Get("GS1-EPCIS-Version"))
	if !ok {
		return render.Options{}, fault.New(fault.NoSuchForm, "epcis_answer_form", lang.T("这里给不出所要的格式。", "The form that is asked for cannot be given here."),
			lang.T("请接受 application/ld+json 或 application/xml。", "Please accept application/ld+json or application/xml."))
	}
	o := render.Options{Form: form, Created: s.Clock.Now(), Links: r.Header.Get("GS1-EPC-Format") == "Always_GS1_Digital_Link"}
	return o, nil
}

// head writes the headers of an answer of events.
func head(w http.ResponseWriter, f render.Form) {
	w.Header().Set("Content-Type", f.MediaType())
	w.Header().Set("GS1-EPCIS-Version", f.Version())
	w.Header().Set("GS1-CBV-Version", "2.0.0")
}

// at is an address here.
func (s *Service) at(path string) string { return s.Base + Root + path }
