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

// whole lets through who may see every event of the division. A list of keys or places would tell
// others who deals with what; who sees a part asks for the events, which are chosen one by one.
func (s *Service) whole(r *http.Request) error {
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil || sight.Whole() {
		return err
	}
	return fault.New(fault.Forbidden, "epcis_list_of_all", lang.T("这份清单包括别人的货和场所，只给监管部门。", "This list holds goods and places of others; it is for the regulator."),
		lang.T("请查 /epcis/events，给出与您的场所有关的事件。", "Please ask for /epcis/events: it gives what concerns your places."))
}

// words lists the values that events name, sorted.
func (s *Service) words(w http.ResponseWriter, r *http.Request, l list) error {
	size, err := pageSize(r)
	if err == nil && l.of != tracestore.Types {
		err = s.whole(r)
	}
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

// word says what can be asked of one value that is named by some event. Who sees a part of the events
// gets the same answer whether or not somebody else's event names it.
func (s *Service) word(w http.ResponseWriter, r *http.Request, l list) error {
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil {
		return err
	}
	known := !sight.Whole()
	if !known {
		known, err = s.Lists.Knows(r.Context(), l.of, canonical(l, r.PathValue("value")))
	}
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
