package open311

import (
	"encoding/json"
	"encoding/xml"
	"net/http"

	"banjie/internal/fault"
)

// The words of GeoReport v2: one set of types for JSON and XML. An element that is empty
// is left out in JSON, as the specification allows.
type (
	services struct {
		XMLName xml.Name  `xml:"services" json:"-"`
		All     []service `xml:"service"`
	}
	service struct {
		Code        string `json:"service_code" xml:"service_code"`
		Name        string `json:"service_name" xml:"service_name"`
		Description string `json:"description" xml:"description"`
		Metadata    bool   `json:"metadata" xml:"metadata"`
		Type        string `json:"type" xml:"type"`
		Keywords    string `json:"keywords" xml:"keywords"`
		Group       string `json:"group" xml:"group"`
	}
	definition struct {
		XMLName    xml.Name    `xml:"service_definition" json:"-"`
		Code       string      `json:"service_code" xml:"service_code"`
		Attributes []attribute `json:"attributes" xml:"attributes>attribute"`
	}
	attribute struct {
		Variable    bool    `json:"variable" xml:"variable"`
		Code        string  `json:"code" xml:"code"`
		Datatype    string  `json:"datatype" xml:"datatype"`
		Required    bool    `json:"required" xml:"required"`
		Hint        string  `json:"datatype_description" xml:"datatype_description"`
		Order       int     `json:"order" xml:"order"`
		Description string  `json:"description" xml:"description"`
		Values      []value `json:"values,omitempty" xml:"values>value,omitempty"`
	}
	value struct {
		Key  string `json:"key" xml:"key"`
		Name string `json:"name" xml:"name"`
	}
	filed struct {
		XMLName xml.Name  `xml:"service_requests" json:"-"`
		All     []receipt `xml:"request"`
	}
	receipt struct {
		ID      string `json:"service_request_id" xml:"service_request_id"`
		Notice  string `json:"service_notice" xml:"service_notice"`
		Account string `json:"account_id" xml:"account_id"`
	}
	requests struct {
		XMLName xml.Name  `xml:"service_requests" json:"-"`
		All     []request `xml:"request"`
	}
	request struct {
		ID        string `json:"service_request_id" xml:"service_request_id"`
		Status    string `json:"status" xml:"status"`
		Notes     string `json:"status_notes,omitempty" xml:"status_notes,omitempty"`
		Name      string `json:"service_name,omitempty" xml:"service_name,omitempty"`
		Code      string `json:"service_code" xml:"service_code"`
		Agency    string `json:"agency_responsible,omitempty" xml:"agency_responsible,omitempty"`
		Notice    string `json:"service_notice,omitempty" xml:"service_notice,omitempty"`
		Requested string `json:"requested_datetime" xml:"requested_datetime"`
		Updated   string `json:"updated_datetime,omitempty" xml:"updated_datetime,omitempty"`
		Expected  string `json:"expected_datetime,omitempty" xml:"expected_datetime,omitempty"`
	}
	discovery struct {
		XMLName    xml.Name   `xml:"discovery" json:"-"`
		Changeset  string     `json:"changeset" xml:"changeset"`
		Contact    string     `json:"contact" xml:"contact"`
		KeyService string     `json:"key_service" xml:"key_service"`
		Endpoints  []endpoint `json:"endpoints" xml:"endpoints>endpoint"`
	}
	endpoint struct {
		Specification string   `json:"specification" xml:"specification"`
		URL           string   `json:"url" xml:"url"`
		Changeset     string   `json:"changeset" xml:"changeset"`
		Type          string   `json:"type" xml:"type"`
		Formats       []string `json:"formats" xml:"formats>format"`
	}
	failures struct {
		XMLName xml.Name  `xml:"errors" json:"-"`
		All     []failure `xml:"error"`
	}
	failure struct {
		Code        int    `json:"code" xml:"code"`
		Description string `json:"description" xml:"description"`
	}
)

// In JSON a list stands without a name around it.
func (v services) MarshalJSON() ([]byte, error) { return list(v.All) }
func (v filed) MarshalJSON() ([]byte, error)    { return list(v.All) }
func (v requests) MarshalJSON() ([]byte, error) { return list(v.All) }
func (v failures) MarshalJSON() ([]byte, error) { return list(v.All) }

func list[T any](all []T) ([]byte, error) {
	if all == nil {
		all = []T{}
	}
	return json.Marshal(all)
}

// errorsOf says what happened and what to do; each wrong place is an error of its own.
func errorsOf(status int, f *fault.Fault) failures {
	v := failures{All: []failure{{status, both(f.Message) + " " + both(f.Remedy)}}}
	for _, p := range f.Fields {
		v.All = append(v.All, failure{status, p.Path + ": " + both(p.Message)})
	}
	return v
}

func write(w http.ResponseWriter, c *call, out any) error {
	var raw []byte
	var err error
	kind := "application/json; charset=utf-8"
	if c.format == "xml" {
		kind = "text/xml; charset=utf-8"
		if raw, err = xml.MarshalIndent(out, "", "  "); err == nil {
			raw = append([]byte(xml.Header), raw...)
		}
	} else {
		raw, err = json.MarshalIndent(out, "", " ")
	}
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(c.status)
	_, err = w.Write(raw)
	return err
}
