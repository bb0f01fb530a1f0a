package rest

import (
	"net/http"
	"net/url"
	"time"

	"banjie/internal/access"
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
		all[i] = subscriptionOf(q, x)
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
	return write(w, http.StatusOK, subscriptionOf(q, x))
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
