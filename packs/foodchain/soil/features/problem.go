package features

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// problem is RFC 9457 problem details, as the API of the hall writes them.
type problem struct {
	Type     string     `json:"type"`
	Title    string     `json:"title"`
	Status   int        `json:"status"`
	Detail   string     `json:"detail,omitempty"`
	Code     string     `json:"code"`
	Messages lang.Text  `json:"messages"`
	Remedy   lang.Text  `json:"remedy"`
	Errors   []misplace `json:"errors,omitempty"`
}

type misplace struct {
	Path    string    `json:"path"`
	Message lang.Text `json:"message"`
}

// fail is the one place where an error becomes an answer. The standard asks for 400 where a
// parameter is wrong.
func (s *Service) fail(w http.ResponseWriter, r *asked, err error) {
	if r.Context().Err() != nil {
		return // nobody reads an answer
	}
	f := fault.For(err)
	p := problem{Status: ui.Status(f.Kind), Code: f.Code, Messages: f.Message, Remedy: f.Remedy, Title: f.Message.In(r.tag), Detail: f.Remedy.In(r.tag)}
	switch {
	case f.Code == wrongMethod:
		p.Status = http.StatusMethodNotAllowed
		w.Header().Set("Allow", "GET, HEAD")
	case f.Kind == fault.Invalid:
		p.Status = http.StatusBadRequest
	case p.Status >= http.StatusInternalServerError && s.Log != nil:
		s.Log.ErrorContext(r.Context(), "request failed", "method", r.Method, "route", r.Pattern, "error", err)
	}
	if p.Code == "" {
		p.Code = string(f.Kind)
	}
	p.Type = "urn:banjie:problem:" + p.Code
	for _, place := range f.Fields {
		p.Errors = append(p.Errors, misplace{place.Path, place.Message})
	}
	w.Header().Set("Content-Type", typeProblem)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the asker went away; nothing to do
}

const wrongMethod = "method_not_allowed"

func method(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	return fault.New(fault.Invalid, wrongMethod, lang.T("这里只能读。", "This can only be read."), lang.T("请用 GET。", "Please use GET."))
}

// badQuestion starts the fault that collects what is wrong with parameters.
func badQuestion() *fault.Fault {
	return fault.New(fault.Invalid, "bad_parameter", lang.T("查询参数有误。", "A parameter of the question is wrong."), lang.T("请按所列各处改正；接口定义见 "+Prefix+"/api。", "Please mend the places named; the definition is at "+Prefix+"/api."))
}

// knownParams refuses parameters that the definition does not name, and those given twice.
func knownParams(r *http.Request, known []string) error {
	f := badQuestion()
	q := r.URL.Query()
	names := make([]string, 0, len(q))
	for name := range q {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			said := lang.T("没有这个参数", "there is no such parameter")
			if len(known) > 0 {
				said = lang.T("没有这个参数；可用："+strings.Join(known, "、"), "there is no such parameter; there are "+strings.Join(known, ", "))
			}
			f.At("query."+name, said)
		} else if len(q[name]) > 1 {
			f.At("query."+name, lang.T("出现了不止一次", "it is there more than once"))
		}
	}
	return f.Or()
}
