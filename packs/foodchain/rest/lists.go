package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace/tracestore"
)

// list is one of the standard's top-level resources (section 12.8).
type list struct {
	path      string
	parameter string // that asks for the events of one of its values
	of        tracestore.List
}

var lists = []list{
	{"eventTypes", "eventType", tracestore.Types},
	{"epcs", "MATCH_anyEPC", tracestore.Things},
	{"bizSteps", "EQ_bizStep", tracestore.Steps},
	{"bizLocations", "EQ_bizLocation", tracestore.Locations},
	{"readPoints", "EQ_readPoint", tracestore.ReadPoints},
	{"dispositions", "EQ_disposition", tracestore.Dispositions},
}

const context20 = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

type collection struct {
	Context string   `json:"@context"`
	Type    string   `json:"type"`
	Member  []string `json:"member"`
}

// top lists the resources.
func (s *Service) top(w http.ResponseWriter, _ *http.Request) error {
	names := []string{"capture", "events", "queries"}
	for _, l := range lists {
		names = append(names, l.path)
	}
	slices.Sort(names)
	return write(w, http.StatusOK, collection{context20, "Collection", names})
}

// listed refuses lists of things and places to who sees only his own: they are everybody's.
func (s *Service) listed(r *http.Request, l list) error {
	if l.of < tracestore.Locations {
		return nil
	}
	if sight, err := s.Trust.Reading(r.Context(), caller(r)); err != nil || sight == nil {
		return err
	}
	return fault.New(fault.Forbidden, "food_lists", lang.T("这份清单是全县的，只给监管部门看。", "This list is of the whole county and for the regulator alone."),
		lang.T("请用 /epcis/events 查与自己有关的事件。", "Please ask /epcis/events for the events that concern you."))
}

// words lists the values that events name, sorted.
func (s *Service) words(w http.ResponseWriter, r *http.Request, l list) error {
	size, err := pageSize(r)
	if err != nil {
		return err
	}
	all, err := s.Lists.Words(r.Context(), l.of, r.URL.Query().Get("nextPageToken"), size+1)
	if err != nil {
		return err
	}
	if len(all) > size {
		all = all[:size]
		s.next(w, r, all[size-1])
	}
	if all == nil {
		all = []string{}
	}
	return write(w, http.StatusOK, collection{context20, "Collection", all})
}

// word says what can be asked of one value that is named by some event.
func (s *Service) word(w http.ResponseWriter, r *http.Request, l list) error {
	known, err := s.Lists.Knows(r.Context(), l.of, canonical(l, r.PathValue("value")))
	if err != nil {
		return err
	}
	if !known {
		return fault.Missing()
	}
	return write(w, http.StatusOK, collection{context20, "Collection", []string{s.at("/" + l.path + "/" + url.PathEscape(r.PathValue("value")) + "/events")}})
}

// canonical is a value as it is kept.
func canonical(l list, value string) string {
	switch l.of {
	case tracestore.Types, tracestore.Steps, tracestore.Dispositions:
		return value[strings.LastIndexAny(value, ":/-")+1:]
	}
	return epcis.Canonical(value)
}
