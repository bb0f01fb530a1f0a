package open311

import (
	"context"
	"slices"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/recorded"
)

// Limits of a list, as the specification gives them.
const (
	mostListed = 1000
	mostSpan   = 90 * 24 * time.Hour
)

func (s *Service) request(c *call) (any, error) {
	r, err := s.find(c.Context(), c.name)
	if err != nil {
		return nil, err
	}
	return requests{All: []request{r}}, nil
}

// find shows one request to whoever has its id.
func (s *Service) find(ctx context.Context, id string) (request, error) {
	missing := fault.New(fault.NotFound, "no_request", lang.T("没有这个 service_request_id。", "There is no such service_request_id."), lang.T("请用提交时得到的编号。", "Please use the id given at filing."))
	number, ours := s.numberOf(id)
	if !ours {
		number = id
	}
	key, err := s.Cases.ByNumber(ctx, s.Division, number)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return request{}, missing
		}
		return request{}, err
	}
	k, p, err := s.Engine.Load(ctx, key)
	if err != nil {
		return request{}, err
	}
	switch {
	case ours && k.Procedure == complaint.Name:
		return s.complaint(id, k, p), nil
	case !ours && k.Procedure == recorded.Name:
		x, ok, err := recorded.RequestOf(k)
		if err != nil {
			return request{}, err
		}
		if ok && slices.Contains(s.Publish, x.Source) {
			return s.listed(x), nil
		}
	}
	return request{}, missing
}

// complaint is its state and days: neither hour, unit nor word.
func (s *Service) complaint(id string, k *casework.Case, p *casework.Procedure) request {
	info := p.Info(k.State)
	r := request{ID: id, Status: "open", Code: complaint.FileOf(k).Kind, Notes: both(info.Title) + "。" + both(info.Says), Requested: s.day(k.Opened), Updated: s.day(k.Events[len(k.Events)-1].At)}
	if kind, ok := kindOf(r.Code); ok {
		r.Name = both(kind.Text)
	}
	if u, ok := s.Org().Unit(s.Centre); ok {
		r.Agency = both(u.Name)
	}
	if info.Final {
		r.Status = "closed"
	} else if x, ok := k.Clock("citizen"); ok {
		r.Expected = s.day(x.Due.At.Add(-time.Microsecond))
	}
	return r
}

// listed is an imported request as GeoReport shows it.
func (s *Service) listed(x recorded.Request) request {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(s.Calendar().Zone()).Format(time.RFC3339)
	}
	r := request{ID: x.Number, Status: "open", Agency: x.Agency, Requested: at(x.Opened), Updated: at(x.Updated), Code: x.Code, Name: x.Name}
	if !x.Closed.IsZero() {
		r.Status = "closed"
	}
	if !x.Due.IsZero() {
		r.Expected = at(x.Due.Add(-time.Microsecond))
	}
	return r
}

// requests lists published requests, the newest first; named ids give just those.
func (s *Service) requests(c *call) (any, error) {
	q := c.URL.Query()
	v := requests{}
	if ids := q.Get("service_request_id"); ids != "" {
		for i, id := range strings.Split(ids, ",") {
			if i >= 50 {
				break
			}
			r, err := s.find(c.Context(), strings.TrimSpace(id))
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			v.All = append(v.All, r)
		}
		return v, nil
	}
	rq, err := s.query(c)
	if err != nil || len(s.Publish) == 0 {
		return v, err
	}
	all, err := s.Requests.Requests(c.Context(), rq)
	for _, x := range all {
		v.All = append(v.All, s.listed(x))
	}
	return v, err
}

// query reads the times and states asked for: ninety days at most, the last ones unless named.
func (s *Service) query(c *call) (recorded.RequestQuery, error) {
	q := recorded.RequestQuery{Division: s.Division, Sources: s.Publish, Codes: split(c.URL.Query().Get("service_code")), Limit: mostListed}
	bad := fault.InvalidInput()
	read := func(name string) time.Time {
		text := c.URL.Query().Get(name)
		if text == "" {
			return time.Time{}
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			bad.At(name, lang.T("请用带时区的时间，例如 2026-03-27T00:00:00Z。", "Please give an instant with its zone, for example 2026-03-27T00:00:00Z."))
		}
		return at
	}
	q.Since, q.Until = read("start_date"), read("end_date")
	switch {
	case q.Since.IsZero() && q.Until.IsZero():
		q.Until = s.Clock.Now()
		q.Since = q.Until.Add(-mostSpan)
	case q.Since.IsZero():
		q.Since = q.Until.Add(-mostSpan)
	case q.Until.IsZero():
		q.Until = q.Since.Add(mostSpan)
	case q.Until.Sub(q.Since) > mostSpan, q.Until.Before(q.Since):
		bad.At("end_date", lang.T("两个时间最多相差九十天，而且先后不能颠倒。", "The two instants lie at most ninety days apart, in their order."))
	}
	switch status := split(c.URL.Query().Get("status")); {
	case len(status) == 0, slices.Contains(status, "open") && slices.Contains(status, "closed"):
	case len(status) == 1 && (status[0] == "open" || status[0] == "closed"):
		open := status[0] == "open"
		q.Open = &open
	default:
		bad.At("status", lang.T("只有 open 和 closed。", "open and closed are known."))
	}
	return q, bad.Or()
}

func split(list string) []string {
	var all []string
	for _, v := range strings.Split(list, ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}
