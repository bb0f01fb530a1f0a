package rest

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/notify"
	"banjie/packs/foodchain/standing"
)

// subscription is one as the standard writes it. The signature token is never shown.
type subscription struct {
	ID            string             `json:"subscriptionID"`
	Query         string             `json:"queryName"`
	Dest          string             `json:"dest"`
	Stream        bool               `json:"stream,omitempty"`
	Schedule      *standing.Schedule `json:"schedule,omitempty"`
	ReportIfEmpty bool               `json:"reportIfEmpty,omitempty"`
	Signed        bool               `json:"signed"` // not of the standard
	Format        string             `json:"epcFormat"`
	Created       string             `json:"createdAt"`
	Initial       string             `json:"initialRecordTime"`
	Min           string             `json:"minRecordTime"`
	LastNotified  string             `json:"lastNotifiedAt,omitempty"`
	Failing       *failing           `json:"failing,omitempty"` // not of the standard
}

// failing is a report that was tried and not taken; what comes after it waits.
type failing struct {
	Attempts int    `json:"attempts"`
	Status   int    `json:"status,omitempty"` // HTTP status of the last answer, 0: there was none
	Problem  string `json:"problem"`
	Next     string `json:"nextAttempt,omitempty"`
}

// shown is a subscription with what keeps its reports from arriving.
func (s *Service) shown(ctx context.Context, q standing.Query, x standing.Subscription) (subscription, error) {
	v := subscriptionOf(q, x)
	if s.Deliveries == nil || !x.State.Waits {
		return v, nil
	}
	d, _, err := s.Deliveries.Delivery(ctx, s.Division, standing.ByEPCIS, x.ID, x.State.Report)
	switch {
	case fault.KindOf(err) == fault.NotFound: // not yet put down for sending
		return v, nil
	case err != nil:
		return v, err
	case d.Attempts > 0 && d.State != notify.Sent:
		v.Failing = &failing{d.Attempts, d.Status, d.Problem, stamp(d.Next)}
	}
	return v, nil
}

func subscriptionOf(q standing.Query, x standing.Subscription) subscription {
	v := subscription{ID: x.ID, Query: q.Name, Dest: x.Terms.Dest, Stream: x.Terms.Stream, Schedule: x.Terms.Schedule, ReportIfEmpty: x.Terms.ReportIfEmpty,
		Signed: len(x.Token) > 0, Format: "No_Preference", Created: stamp(x.At), Initial: stamp(x.State.Since), Min: stamp(x.State.Since), LastNotified: stamp(x.State.Told)}
	if x.Terms.Links {
		v.Format = "Always_GS1_Digital_Link"
	}
	if x.State.Made.After(x.State.Since) {
		v.Min = stamp(x.State.Made)
	}
	return v
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// subscriber is the account that asks, whose token may be told of things.
func (s *Service) subscriber(r *http.Request) (string, error) {
	if _, err := s.Programs().Caller(r, access.UseAPI); err != nil {
		return "", err
	}
	return s.account(r)
}

func (s *Service) subscribe(w http.ResponseWriter, r *http.Request) error {
	account, err := s.subscriber(r)
	if err != nil {
		return err
	}
	body, err := definition(w, r)
	if err != nil {
		return err
	}
	terms, token, err := standing.ReadTerms(body, s.Reach)
	if err != nil {
		return err
	}
	terms.Links = r.Header.Get("GS1-EPC-Format") == "Always_GS1_Digital_Link"
	q, x, err := s.Standing.Subscribe(r.Context(), caller(r), account, r.PathValue("name"), terms, token)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.at("/queries/"+url.PathEscape(q.Name)+"/subscriptions/"+x.ID))
	return write(w, http.StatusCreated, subscriptionOf(q, x))
}

// subscriptions lists the caller's own.
func (s *Service) subscriptions(w http.ResponseWriter, r *http.Request) error {
	size, err := pageSize(r)
	if err != nil {
		return err
	}
	account, err := s.subscriber(r)
	if err != nil {
		return err
	}
	q, err := s.Standing.Store.Query(r.Context(), s.Division, r.PathValue("name"))
	if err != nil {
		return err
	}
	list, err := s.Standing.Store.Subscriptions(r.Context(), s.Division, q.ID, account, r.URL.Query().Get("nextPageToken"), size+1)
	if err != nil {
		return err
	}
	if len(list) > size {
		list = list[:size]
		s.next(w, r, list[size-1].ID)
	}
	all := make([]subscription, len(list))
	for i, x := range list {
		if all[i], err = s.shown(r.Context(), q, x); err != nil {
			return err
		}
	}
	return write(w, http.StatusOK, all)
}

func (s *Service) subscription(w http.ResponseWriter, r *http.Request) error {
	account, err := s.subscriber(r)
	if err != nil {
		return err
	}
	q, x, err := s.Standing.Subscription(r.Context(), account, r.PathValue("name"), r.PathValue("id"))
	if err != nil {
		return err
	}
	v, err := s.shown(r.Context(), q, x)
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, v)
}

func (s *Service) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	account, err := s.subscriber(r)
	if err == nil {
		err = s.Standing.Unsubscribe(r.Context(), caller(r), account, r.PathValue("name"), r.PathValue("id"))
	}
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}
