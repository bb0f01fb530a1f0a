// Package open311 is the complaint centre and published requests for programs that speak
// Open311 GeoReport v2: which services there are, filing one, following it.
//
//	GET  /open311/discovery.{xml,json}
//	GET  /open311/v2/services.{xml,json}            the six kinds of complaints
//	GET  /open311/v2/services/{code}.{xml,json}     what is asked beside the words
//	POST /open311/v2/requests.{xml,json}            a sealed complaint; number and code in the notice
//	GET  /open311/v2/requests/{id}.{xml,json}       its state, for whoever holds the id
//	GET  /open311/v2/requests.{xml,json}            published requests of imported sources
//
// A complaint filed here is sealed like any other: the words, the place, the name and
// the telephone are boxes of package seal. Its service_request_id is its number with a
// check that only this hall makes, so that counting numbers up finds nothing; it shows the
// state and days, never an hour, a word or a unit. No list has a complaint in it.
//
// A program that sends an Idempotency-Key of its own with a filing may send the filing again: it
// gets the same number and code, and there is one case.
//
// Listed are cases that were imported as requests of a city (package recorded), from the
// sources that the configuration names: type, department, dates, state, and no more.
//
// It follows GeoReport v2 as published by Open311. Not done: tokens (every request is
// real time), media (a link sent is part of the sealed words, never fetched), api_key
// (accepted and not needed: nobody has to be known to complain).
package open311

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/recorded"
)

// Vault seals what is told.
type Vault interface {
	Takes(p complaint.Protection) error
	File(ctx context.Context, division string, t complaint.Told) (*complaint.FileInput, error)
}

// Cases is what is read of cases.
type Cases interface {
	ByNumber(ctx context.Context, division, number string) (casework.Key, error)
}

// Service is the wired hall as GeoReport sees it.
type Service struct {
	Engine   *casework.Engine
	Cases    Cases
	Requests recorded.Requests // of imported cases
	Vault    Vault
	Org      func() *org.Directory
	Centre   string                          // unit of the complaint centre; "": none, and nothing can be filed
	Code     func() string                   // makes a return code
	Mac      func(label, text string) []byte // with a key of the folder
	Publish  []string                        // sources of imported requests that are listed
	Division string
	Base     string // public address
	Contact  string
	Clock    clock.Clock
	Wall     clock.Clock
	Calendar func() *calendar.Calendar
	Log      *slog.Logger

	seat chan struct{}
	rate rate
}

// Prefix of every address.
const Prefix = "/open311/"

// Handler answers under [Prefix].
func (s *Service) Handler() http.Handler {
	s.seat = make(chan struct{}, 1) // a filing costs a code: 64 MiB and a fifth of a second
	mux := http.NewServeMux()
	handle := func(pattern string, h func(*call) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, h) })
	}
	handle("GET /open311/{file}", s.root)
	handle("GET /open311/v2/{file}", s.top)
	handle("POST /open311/v2/{file}", s.post)
	handle("GET /open311/v2/services/{file}", s.definition)
	handle("GET /open311/v2/requests/{file}", s.request)
	return mux
}

// call is one request with its format.
type call struct {
	*http.Request
	name   string // of the resource, without the ending
	format string // xml, json
	status int
}

// answer finds the format, runs the handler and writes what it gives.
func (s *Service) answer(w http.ResponseWriter, r *http.Request, h func(*call) (any, error)) {
	c := &call{Request: r, status: http.StatusOK}
	file := r.PathValue("file")
	var err error
	var out any
	for _, format := range []string{"json", "xml"} {
		if name, ok := strings.CutSuffix(file, "."+format); ok {
			c.name, c.format = name, format
		}
	}
	if c.format == "" {
		c.format, err = "xml", fault.New(fault.NotFound, "no_format", lang.T("地址要以 .xml 或者 .json 结尾。", "The address ends in .xml or .json."), lang.Text{})
	} else {
		out, err = h(c)
	}
	if err != nil {
		f := fault.For(err)
		if f.Kind == fault.Internal {
			s.Log.ErrorContext(r.Context(), "open311", "error", err)
		}
		c.status = status(f.Kind)
		out = errorsOf(c.status, f)
	}
	if err := write(w, c, out); err != nil {
		s.Log.InfoContext(r.Context(), "open311 answer not sent", "error", err)
	}
}

// status is the HTTP status of a refusal; GeoReport knows 400, 403 and 404 beside the usual.
func status(k fault.Kind) int {
	switch k {
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Internal:
		return http.StatusInternalServerError
	case fault.Forbidden, fault.Unauthorized:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

func (s *Service) root(c *call) (any, error) {
	if c.name != "discovery" {
		return nil, fault.Missing()
	}
	return discovery{Changeset: "2026-11-29T00:00:00Z", Contact: s.Contact, KeyService: "",
		Endpoints: []endpoint{{Specification: "http://wiki.open311.org/GeoReport_v2", URL: s.Base + "/open311/v2", Changeset: "2026-11-29T00:00:00Z", Type: "production", Formats: []string{"text/xml", "application/json"}}}}, nil
}

func (s *Service) top(c *call) (any, error) {
	switch c.name {
	case "services":
		return s.services(), nil
	case "requests":
		return s.requests(c)
	}
	return nil, fault.Missing()
}

// checked are the characters of an id's check: 80 bits.
const checked = 10

// id of a complaint: its number and what only this hall could have made of it.
func (s *Service) id(number string) string { return number + "-" + s.check(number) }

func (s *Service) check(number string) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(s.Mac("open311", number)[:checked]))
}

// numberOf reads an id back; ok is false for one that was not given out here.
func (s *Service) numberOf(id string) (string, bool) {
	number, check, ok := strings.Cut(id, "-")
	return number, ok && hmac.Equal([]byte(strings.ToLower(check)), []byte(s.check(number)))
}

func kindOf(code string) (catalog.Option, bool) {
	for _, k := range complaint.Kinds() {
		if k.ID == code {
			return k, true
		}
	}
	return catalog.Option{}, false
}

// both is a sentence in both languages: programs do not say which one their people read.
func both(t lang.Text) string {
	if t.EN == "" || t.EN == t.ZH {
		return t.ZH
	}
	return t.ZH + " / " + t.EN
}

// day is the first instant of an instant's day: of a complaint no hour is told.
func (s *Service) day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	cal := s.Calendar()
	return cal.Start(cal.DayOf(at)).In(cal.Zone()).Format(time.RFC3339)
}
