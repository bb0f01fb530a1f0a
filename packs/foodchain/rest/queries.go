package rest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis/query"
	"banjie/packs/foodchain/standing"
)

// named is a named query as the standard writes it.
type named struct {
	Name  string          `json:"name"`
	Query json.RawMessage `json:"query"`
}

func namedOf(q standing.Query) named { return named{q.Name, json.RawMessage(q.Definition)} }

// nameQuery makes a named query.
func (s *Service) nameQuery(w http.ResponseWriter, r *http.Request) error {
	body, err := definition(w, r)
	if err != nil {
		return err
	}
	prefixes, err := extensions(r)
	if err != nil {
		return err
	}
	name, q, err := standing.ReadQuery(body, prefixes)
	if err == nil {
		err = answerable(q)
	}
	if err != nil {
		return capture.Refused(err)
	}
	account, err := s.account(r)
	if err != nil {
		return err
	}
	made, err := s.Standing.Name(r.Context(), caller(r), account, name, q)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.at("/queries/"+url.PathEscape(made.Name)))
	w.Header().Set("GS1-EPCIS-Version", "2.0.0")
	w.Header().Set("GS1-CBV-Version", "2.0.0")
	return write(w, http.StatusCreated, namedOf(made))
}

// account is whose token the request bears.
func (s *Service) account(r *http.Request) (string, error) { return s.Programs().Account(r) }

// definition reads a short body of JSON.
func definition(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" && kind != "application/ld+json" {
		return nil, fault.New(fault.BadForm, "epcis_form", lang.T("这里只接收 JSON。", "JSON is taken here."),
			lang.T("请把 Content-Type 写成 application/json。", "Please say application/json in Content-Type."))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, standing.MostBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, fault.New(fault.TooLarge, "epcis_too_large", lang.Format("最多 %d kB。", "At most %d kB.", standing.MostBody>>10), lang.T("请写短一些。", "Please make it shorter."))
	}
	return body, err
}

// queries lists named queries, by name.
func (s *Service) queries(w http.ResponseWriter, r *http.Request) error {
	size, err := pageSize(r)
	if err != nil {
		return err
	}
	list, err := s.Standing.Store.Queries(r.Context(), s.Division, r.URL.Query().Get("nextPageToken"), size+1)
	if err != nil {
		return err
	}
	if len(list) > size {
		list = list[:size]
		s.next(w, r, list[size-1].Name)
	}
	account, err := s.ownAlone(r)
	if err != nil {
		return err
	}
	all := []named{}
	for _, q := range list {
		if account == "" || q.Account == account {
			all = append(all, namedOf(q))
		}
	}
	return write(w, http.StatusOK, all)
}

func (s *Service) query(w http.ResponseWriter, r *http.Request) error {
	q, err := s.stored(r)
	if err != nil {
		return err
	}
	return write(w, http.StatusOK, namedOf(q))
}

// endQuery ends a query and its subscriptions.
func (s *Service) endQuery(w http.ResponseWriter, r *http.Request) error {
	account, err := s.account(r)
	if err == nil {
		err = s.Standing.End(r.Context(), caller(r), account, r.PathValue("name"))
	}
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// sockets are the parameters by which the standard asks for a WebSocket.
var sockets = []string{"stream", "second", "minute", "hour", "dayOfMonth", "month", "dayOfWeek", "reportIfEmpty", "initialRecordTime"}

// queryEvents gives the events that answer a named query.
func (s *Service) queryEvents(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	for _, name := range sockets {
		if values.Has(name) {
			return fault.New(fault.Malformed, "epcis_no_websocket", lang.T("这里没有 WebSocket 订阅。", "There are no subscriptions by WebSocket here."),
				lang.T("请用 POST …/subscriptions 订阅，事件会送到您的 https 地址。", "Please subscribe with POST …/subscriptions; events are sent to your https address."))
		}
	}
	stored, err := s.stored(r)
	if err != nil {
		return err
	}
	return s.answerQuery(w, r, stored.Name, func() (*query.Query, mark, error) { return fromStored(stored, values) })
}

// fromStored reads a named query and the place in its answer. Of the address only pages are read.
func fromStored(stored standing.Query, values url.Values) (*query.Query, mark, error) {
	token := values.Get("nextPageToken")
	values.Del("nextPageToken")
	page, err := query.FromURL(values, nil)
	if err == nil && (len(page.Conditions) > 0 || page.OrderBy != "" || page.Limit > 0 || page.Max > 0) {
		return nil, mark{}, fault.New(fault.Malformed, "epcis_named_query", lang.T("按名查询时，地址里只能写 perPage 和 nextPageToken。", "With a named query the address holds perPage and nextPageToken only."),
			lang.T("条件请写进查询，或者用 /epcis/events。", "Put conditions into the query, or use /epcis/events."))
	}
	if err != nil {
		return nil, mark{}, capture.Refused(err)
	}
	q, err := stored.Read()
	if err != nil {
		return nil, mark{}, err
	}
	if page.PerPage > 0 {
		q.PerPage = page.PerPage
	}
	m, err := placeOf(token, url.Values{"": {stored.ID}})
	return q, m, err
}

// endToken lets a token go. Nothing is kept for one.
func endToken(w http.ResponseWriter, r *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// ownAlone is the account whose queries alone the caller may know, "" where he sees all events.
func (s *Service) ownAlone(r *http.Request) (string, error) {
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil || sight == nil {
		return "", err
	}
	return s.account(r)
}

// stored is the query of the address; one that is not the caller's is not there.
func (s *Service) stored(r *http.Request) (standing.Query, error) {
	account, err := s.ownAlone(r)
	if err != nil {
		return standing.Query{}, err
	}
	q, err := s.Standing.Store.Query(r.Context(), s.Division, r.PathValue("name"))
	if err == nil && account != "" && q.Account != account {
		return standing.Query{}, fault.Missing()
	}
	return q, err
}
