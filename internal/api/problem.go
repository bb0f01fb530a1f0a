package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Problem is every error of the API: RFC 9457 problem details with both languages. Title
// and detail are in the language of Accept-Language; programs read code.
type Problem struct {
	Type     string     `json:"type" doc:"A name of the kind of problem that never changes."`
	Title    string     `json:"title" doc:"What happened, in the language asked for."`
	Status   int        `json:"status" doc:"HTTP status."`
	Detail   string     `json:"detail,omitempty" doc:"What to do, in the language asked for."`
	Code     string     `json:"code" doc:"Stable word for programs, e.g. second_correction_list."`
	Messages lang.Text  `json:"messages" doc:"What happened, in both languages."`
	Remedy   lang.Text  `json:"remedy" doc:"What to do, in both languages."`
	Basis    []string   `json:"basis,omitempty" doc:"Articles, where the law is the reason; ids of the register of law."`
	Errors   []Misplace `json:"errors,omitempty" doc:"Wrong places in what was sent."`
}

// Misplace is one wrong place in what was sent.
type Misplace struct {
	Path    string    `json:"path" doc:"e.g. person.name, form.area, query.limit"`
	Message lang.Text `json:"message"`
}

func (p *Problem) Error() string  { return p.Messages.EN }
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.Unauthorized: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.Unlawful: http.StatusConflict, fault.Conflict: http.StatusConflict, fault.TooMany: http.StatusTooManyRequests,
	fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Malformed: http.StatusBadRequest, fault.BadForm: http.StatusUnsupportedMediaType, fault.NoSuchForm: http.StatusNotAcceptable,
	fault.Unavailable: http.StatusServiceUnavailable, fault.Internal: http.StatusInternalServerError,
}

// special statuses of HTTP that a kind of fault does not tell apart.
var special = map[string]int{
	"precondition_required": http.StatusPreconditionRequired,
	"version_differs":       http.StatusPreconditionFailed,
}

// problemOf makes the answer for any error. An error that is not a fault shows nothing of itself.
func problemOf(err error) *Problem {
	f := fault.For(err)
	p := &Problem{Status: statuses[f.Kind], Code: f.Code, Messages: f.Message, Remedy: f.Remedy, Basis: f.Basis}
	if p.Code == "" {
		p.Code = string(f.Kind)
	}
	if status, ok := special[p.Code]; ok {
		p.Status = status
	}
	for _, place := range f.Fields {
		p.Errors = append(p.Errors, Misplace{place.Path, place.Message})
	}
	return p.in(lang.ZH)
}

// in gives the problem with title and detail in a language.
func (p *Problem) in(tag lang.Tag) *Problem {
	q := *p
	q.Type = "urn:banjie:problem:" + p.Code
	q.Title, q.Detail = p.Messages.In(tag), p.Remedy.In(tag)
	return &q
}

// speak puts title and detail of a problem into the caller's language.
func speak(ctx huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*Problem); ok {
		return p.in(lang.Accept(ctx.Header("Accept-Language"))), nil
	}
	return v, nil
}

// writeProblem answers outside of an operation.
func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="banjie"`)
	}
	w.WriteHeader(p.Status)
	// The connection is the caller's; an answer that cannot be written has nobody to go to.
	_ = json.NewEncoder(w).Encode(p.in(lang.Accept(r.Header.Get("Accept-Language"))))
}

// init makes the framework answer with our problems; it has one maker of errors for the
// whole program.
func init() {
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return fromFramework(status, errs) }
}

// fromFramework makes the answer for what the framework itself refuses.
func fromFramework(status int, errs []error) *Problem {
	var f *fault.Fault
	switch {
	case status == http.StatusNotModified:
		return &Problem{Status: status}
	case status == http.StatusRequestEntityTooLarge:
		f = fault.New(fault.TooLarge, "too_large", lang.T("发送的内容太大了。", "Too much was sent."), lang.T("请分次发送。", "Please send it in parts."))
	case status == http.StatusUnsupportedMediaType:
		f = fault.New(fault.Invalid, "media_type", lang.T("不支持这种内容类型。", "This media type is not read here."), lang.T("请用 application/json。", "Please send application/json."))
	case status == http.StatusNotAcceptable:
		f = fault.New(fault.Invalid, "not_acceptable", lang.T("没有您要的内容类型。", "The media type asked for is not there."), lang.T("请用 application/json。", "Please accept application/json."))
	case status == http.StatusRequestTimeout:
		f = fault.New(fault.Unavailable, "timeout", lang.T("等待内容超时。", "The content did not come in time."), lang.T("请重新发送。", "Please send it again."))
	case status >= http.StatusInternalServerError:
		f = fault.For(nil)
	default:
		f = fault.InvalidInput()
	}
	p := problemOf(f)
	p.Status = status
	if status >= http.StatusInternalServerError {
		return p
	}
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			e := d.ErrorDetail()
			p.Errors = append(p.Errors, Misplace{strings.TrimPrefix(strings.TrimPrefix(e.Location, "body."), "body"), inChinese(e.Message)})
		} else if err != nil {
			p.Errors = append(p.Errors, Misplace{Message: inChinese(err.Error())})
		}
	}
	return p
}
