// Package fault is how Banjie says no: an error with two faces. One is for the
// person (what happened, what to do, what is saved), in both languages; the other,
// the wrapped cause, is for the log. An error that is not a [Fault] shows nothing of itself.
package fault

import (
	"errors"

	"banjie/internal/lang"
)

// Kind says what sort of no it is. Adapters map it to a status or an exit code.
type Kind string

const (
	Invalid      Kind = "invalid"      // what was given is wrong; Fields say where (HTTP 422)
	Unauthorized Kind = "unauthorized" // sign in first (401)
	Forbidden    Kind = "forbidden"    // known person, not allowed (403)
	NotFound     Kind = "not_found"    // does not exist, or not yours: the same answer (404)
	Unlawful     Kind = "unlawful"     // the procedure or the law does not allow this act now (409)
	Conflict     Kind = "conflict"     // somebody else was faster, or it is there already (409)
	TooMany      Kind = "too_many"     // slow down (429)
	TooLarge     Kind = "too_large"    // the upload is over the limit (413)
	Malformed    Kind = "malformed"    // a document that cannot be read as what it should be (400)
	BadForm      Kind = "bad_form"     // what was sent is in a form that is not read here (415)
	NoSuchForm   Kind = "no_such_form" // the answer cannot be given in the form asked for (406)
	Unavailable  Kind = "unavailable"  // cannot now, try again (503)
	Internal     Kind = "internal"     // our own fault (500)
)

// Field is one wrong place in what was given.
type Field struct {
	Path    string    `json:"path"` // name of the input, dotted for nested values
	Message lang.Text `json:"message"`
}

// Fault is an error made for a person.
type Fault struct {
	Kind    Kind
	Code    string    // stable, snake case, e.g. "second_correction_list"; "" where the kind says enough
	Message lang.Text // what happened
	Remedy  lang.Text // what to do now, and what is saved
	Fields  []Field
	Basis   []string // ids of internal/law, where the law is the reason
	cause   error
}

func (f *Fault) Error() string {
	s := f.Message.EN
	if s == "" {
		s = f.Message.ZH
	}
	for _, fl := range f.Fields {
		s += "; " + fl.Path + ": " + fl.Message.EN
	}
	if f.cause != nil {
		return s + ": " + f.cause.Error()
	}
	return s
}

func (f *Fault) Unwrap() error { return f.cause }

// New makes a fault.
func New(kind Kind, code string, message, remedy lang.Text) *Fault {
	return &Fault{Kind: kind, Code: code, Message: message, Remedy: remedy}
}

// With names the cause for the log. It returns f.
func (f *Fault) With(cause error) *Fault { f.cause = cause; return f }

// At adds a wrong place. It returns f.
func (f *Fault) At(path string, message lang.Text) *Fault {
	f.Fields = append(f.Fields, Field{path, message})
	return f
}

// Under names the articles that forbid it. It returns f.
func (f *Fault) Under(basis ...string) *Fault { f.Basis = append(f.Basis, basis...); return f }

// InvalidInput starts a fault that collects wrong places with At; use [Fault.Or].
func InvalidInput() *Fault {
	return New(Invalid, "invalid_input",
		lang.T("有些内容需要修改。", "Some of what was entered needs to be changed."),
		lang.T("请按下面的提示修改后再提交，已填写的内容都保留着。", "Please correct the places named below and send again; what you typed is kept."))
}

// Or gives nil when no wrong place was collected, the fault otherwise.
func (f *Fault) Or() error {
	if len(f.Fields) == 0 {
		return nil
	}
	return f
}

// Missing is the one answer for "does not exist" and "not yours".
func Missing() *Fault {
	return New(NotFound, "not_found",
		lang.T("没有找到。", "Not found."),
		lang.T("请看看网址有没有输错；也可能它已经变了，或者不归您看。请从首页重新找。", "Please see whether the address is right; it may also have changed, or not be yours to see. Look for it again from the first page."))
}

// As gives the fault in err, if there is one.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}

// For gives what may be shown of any error: the fault itself, or a plain
// "our mistake" that keeps err as its cause.
func For(err error) *Fault {
	if f, ok := As(err); ok {
		return f
	}
	return New(Internal, "internal",
		lang.T("系统出错了，这不是您的问题。", "Something went wrong on our side; it is not your mistake."),
		lang.T("您的内容没有提交成功。请稍后再试；若仍不行，请到窗口办。", "What you sent was not recorded. Please try again shortly, or turn to a window.")).With(err)
}

// KindOf is the kind of err, Internal where it is not a fault, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return For(err).Kind
}
