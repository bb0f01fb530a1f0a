package rest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
	"banjie/packs/foodchain/epcis/render"
)

// Bounds of one request. A page ends when so many events were looked at, and links the next; an
// answer that has to be ordered may hold so many.
const (
	lookedAt = 20_000
	ordered  = 20_000
)

// mark is what a token of the next page holds.
type mark struct {
	Query uint64 `json:"q"` // hash of the address without the token
	After int64  `json:"a"` // number of the last event looked at, or of an ordered answer the last there was at first
	Given int    `json:"n"` // events of earlier pages
}

// events answers a query. parameter and value narrow it to one of a top-level resource.
func (s *Service) events(w http.ResponseWriter, r *http.Request, parameter, value string) error {
	return s.answerQuery(w, r, "SimpleEventQuery", func() (*query.Query, mark, error) { return asked(r, parameter, value) })
}

// answerQuery gives a page of a query's answer.
func (s *Service) answerQuery(w http.ResponseWriter, r *http.Request, name string, asked func() (*query.Query, mark, error)) error {
	o, err := s.options(r)
	if err != nil {
		return err
	}
	q, m, err := asked()
	if err != nil {
		return err
	}
	size := usualPage
	if q.PerPage > 0 {
		size = min(q.PerPage, mostPage)
	}
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil {
		return err
	}
	wanted := func(e *epcis.Event) bool { return q.Match(e) && sight.Sees(e) }
	var page []*epcis.Event
	var more bool
	if q.OrderBy != "" {
		page, more, err = s.inOrder(r.Context(), q, wanted, &m, size)
	} else {
		page, more, err = s.asCaptured(r.Context(), q, wanted, &m, size)
	}
	if err != nil {
		return err
	}
	if more {
		s.next(w, r, m.token())
	}
	o.Answer = &render.Answer{Query: name}
	return answer(w, o, page)
}

// extensions are the prefixes that the header GS1-Extensions declares.
func extensions(r *http.Request) (epcis.Context, error) {
	prefixes, ok := query.Prefixes(r.Header.Get("GS1-Extensions"))
	if !ok {
		return nil, fault.New(fault.Malformed, "epcis_extensions", lang.T("GS1-Extensions 读不懂。", "GS1-Extensions cannot be read."),
			lang.T("请写成 prefix=https://… 的样子，用逗号隔开。", "Please write prefix=https://…, divided by commas."))
	}
	return prefixes, nil
}

// asked reads the query of an address and where its page begins.
func asked(r *http.Request, parameter, value string) (*query.Query, mark, error) {
	prefixes, err := extensions(r)
	if err != nil {
		return nil, mark{}, err
	}
	values := r.URL.Query()
	if parameter != "" {
		values.Add(parameter, value)
	}
	token := values.Get("nextPageToken")
	values.Del("nextPageToken")
	q, err := query.FromURL(values, prefixes)
	if err == nil {
		err = answerable(q)
	}
	if err != nil {
		return nil, mark{}, capture.Refused(err)
	}
	m, err := placeOf(token, values)
	return q, m, err
}

// answerable refuses what only master data could answer. None are kept: that a GLN with an extension
// lies within the GLN is all that is known of places, and package query knows it by itself.
func answerable(q *query.Query) error {
	for _, c := range q.Conditions {
		for _, about := range []string{"HASATTR_", "EQATTR_", "EQ_ATTR_"} {
			if strings.HasPrefix(c.Name, about) {
				return fault.New(fault.Malformed, "epcis_no_master_data", lang.Format("这里不保存主数据，“%s”没有答案。", "Master data are not kept here, so “%s” has no answer.", c.Name),
					lang.T("请去掉这个条件；场所可以用 WD_readPoint、WD_bizLocation 按 GLN 查，包括它的扩展号。", "Please leave it out; WD_readPoint and WD_bizLocation find a GLN with its extensions."))
			}
		}
	}
	return nil
}

// placeOf reads the token of a page of the query that the values are of.
func placeOf(token string, values url.Values) (mark, error) {
	m := mark{Query: fingerprint(values)}
	if token == "" {
		return m, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if of := m.Query; err != nil || json.Unmarshal(b, &m) != nil || m.Query != of || m.After < 0 || m.Given < 0 {
		return mark{}, badToken()
	}
	return m, nil
}

func fingerprint(values url.Values) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(values.Encode())) // never fails
	return h.Sum64() >> 11                  // exact as a number of JSON
}

func (m mark) token() string {
	b, _ := json.Marshal(m) // three numbers always encode
	return base64.RawURLEncoding.EncodeToString(b)
}

// asCaptured gives a page in the order of capture.
func (s *Service) asCaptured(ctx context.Context, q *query.Query, wanted func(*epcis.Event) bool, m *mark, size int) (page []*epcis.Event, more bool, err error) {
	if q.Limit > 0 {
		size = min(size, max(q.Limit-m.Given, 0))
	}
	begun, looked := m.Given, 0
	err = s.Events.Each(ctx, q, wanted, m.After, func(id int64, e *epcis.Event) (bool, error) {
		if looked++; e != nil {
			if len(page) == size || looked > lookedAt {
				more = true
				return false, nil
			}
			page = append(page, e)
		} else if looked > lookedAt {
			more = true
			return false, nil
		}
		m.After = id
		return true, nil
	})
	m.Given = begun + len(page)
	if q.Limit > 0 && m.Given >= q.Limit {
		more = false
	}
	if q.Max > 0 && m.Given > q.Max {
		return nil, false, tooLarge(q.Max)
	}
	return page, more, err
}

// inOrder gives a page of an ordered answer, over the events there were when its first page was asked for.
func (s *Service) inOrder(ctx context.Context, q *query.Query, wanted func(*epcis.Event) bool, m *mark, size int) ([]*epcis.Event, bool, error) {
	var all []*epcis.Event
	last := m.After
	err := s.Events.Each(ctx, q, wanted, 0, func(id int64, e *epcis.Event) (bool, error) {
		if m.After > 0 && id > m.After {
			return false, nil
		}
		last = id
		if e == nil {
			return true, nil
		}
		if all = append(all, e); len(all) >= 2*ordered {
			if q.Limit == 0 || q.Limit > ordered {
				return false, tooLarge(ordered)
			}
			slices.SortStableFunc(all, q.Compare)
			all = all[:q.Limit] // the others cannot be among the first
		}
		return true, nil
	})
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(all, q.Compare)
	if q.Limit > 0 {
		all = all[:min(q.Limit, len(all))]
	}
	if limit := q.Max; limit > 0 && len(all) > limit {
		return nil, false, tooLarge(limit)
	}
	from := min(m.Given, len(all))
	to := min(from+size, len(all))
	m.After, m.Given = last, to
	return all[from:to], to < len(all), nil
}

func tooLarge(limit int) error {
	return fault.New(fault.TooLarge, "epcis_query_too_large", lang.Format("符合条件的事件超过%d个。", "More than %d events answer the query.", limit),
		lang.T("请缩小时间或者增加条件。", "Please narrow the time or add a condition."))
}

// event gives the events of a name.
func (s *Service) event(w http.ResponseWriter, r *http.Request) error {
	o, err := s.options(r)
	if err != nil {
		return err
	}
	rows, err := s.Events.Archive.Named(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil {
		return err
	}
	var all []*epcis.Event
	for _, row := range rows {
		e, err := s.Events.Restore(r.Context(), row)
		if err != nil {
			return err
		}
		if sight.Sees(e) {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return fault.Missing()
	}
	o.Answer = &render.Answer{Query: "SimpleEventQuery"}
	return answer(w, o, all)
}

// answer writes events as a document of a query.
func answer(w http.ResponseWriter, o render.Options, page []*epcis.Event) error {
	for _, e := range page {
		o.Prefixes = render.Share(o.Prefixes, e)
	}
	var b strings.Builder
	out := render.New(&b, o)
	for _, e := range page {
		if err := out.Write(e); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	head(w, o.Form)
	_, _ = w.Write([]byte(b.String())) // the connection is the caller's
	return nil
}
