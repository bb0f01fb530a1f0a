package recorded

import (
	"context"
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/internal/eventlog"
)

// Request is what a case recorded elsewhere shows of itself where its source may be listed: type,
// department and dates, and nothing that anybody wrote. Instants are zero where there is none.
type Request struct {
	Source  string // name of the import
	Number  string
	Code    string // service_code of the source, or the name
	Name    string // what kind of request the source says it was
	Agency  string
	Opened  time.Time
	Updated time.Time
	Closed  time.Time
	Due     time.Time // first late instant; see [Imposed]
}

// RequestOf makes it of a case; ok is false for a case of another procedure.
func RequestOf(c *casework.Case) (r Request, ok bool, err error) {
	if c.Procedure != Name || len(c.Events) == 0 {
		return r, false, nil
	}
	o, err := casework.Data[Origin](c.Events[0])
	if err != nil {
		return r, false, err
	}
	r = Request{Source: o.Source, Number: c.Number, Name: typeOf(o.Attributes), Agency: c.Unit, Opened: c.Opened, Updated: c.Events[len(c.Events)-1].Effective, Closed: c.Closed}
	if r.Code = o.Attributes.Get("service_code"); r.Code == "" {
		r.Code = r.Name
	}
	if !c.Closed.IsZero() {
		r.Updated = c.Closed
	}
	if k, ok := c.Clock(Imposed); ok {
		r.Due = k.Due.At
	}
	return r, true, nil
}

// typeOf is what kind of request the source says it was.
func typeOf(a eventlog.Attributes) string {
	for _, name := range []string{"service_name", "type", "service_code"} {
		if v := a.Get(name); v != "" {
			return v
		}
	}
	return "request"
}

// RequestQuery asks for requests of named sources, the newest first.
type RequestQuery struct {
	Division string
	Sources  []string  // none gives nothing
	Codes    []string  // none gives all
	Since    time.Time // opened at or after it
	Until    time.Time // opened before it
	Open     *bool     // nil: both
	Limit    int
}

// Takes says whether a request is asked for.
func (q RequestQuery) Takes(r Request) bool {
	return slices.Contains(q.Sources, r.Source) && (len(q.Codes) == 0 || slices.Contains(q.Codes, r.Code)) &&
		!r.Opened.Before(q.Since) && r.Opened.Before(q.Until) && (q.Open == nil || *q.Open == r.Closed.IsZero())
}

// Requests are the rows of recorded cases.
type Requests interface {
	Requests(ctx context.Context, q RequestQuery) ([]Request, error)
}
