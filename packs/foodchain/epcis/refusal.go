package epcis

import (
	"fmt"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Problem is one place that breaks a rule.
type Problem struct {
	Pointer string    `json:"pointer"` // JSON pointer (RFC 6901) into the document; of XML into the same event as JSON
	Line    int       `json:"line"`    // counted from 1
	Rule    string    `json:"rule"`    // stable code
	Message lang.Text `json:"message"` // a clause without full stop
	Remedy  lang.Text `json:"remedy"`
}

// Refusal is why an event, or the document around it, is not taken.
type Refusal struct {
	Index    int // of the event in the document, from 0; -1 for the document itself
	Problems []Problem
	Final    bool // nothing after it can be read
}

func (r *Refusal) Error() string {
	p := r.Problems[0]
	s := fmt.Sprintf("line %d: %s: %s", p.Line, p.Pointer, p.Message.EN)
	if more := len(r.Problems) - 1; more > 0 {
		s += fmt.Sprintf(" (and %d more)", more)
	}
	return s
}

// Fault says it to a person, with every place.
func (r *Refusal) Fault() *fault.Fault {
	message := lang.T("这份文件不能接收。", "This document cannot be taken.")
	if r.Index >= 0 {
		message = lang.Format("第%d个事件不能接收。", "Event %d cannot be taken.", r.Index+1)
	}
	f := fault.New(fault.Malformed, "epcis_"+r.Problems[0].Rule, message, r.Problems[0].Remedy)
	for _, p := range r.Problems {
		f.At(p.Pointer, p.Message)
	}
	return f.With(r)
}

// MostNamed is how many places one answer about a whole document names.
const MostNamed = 20

// Faults says all refusals of one document to a person: each place, at most [MostNamed]. nil for none.
func Faults(all []*Refusal) *fault.Fault {
	if len(all) == 0 {
		return nil
	}
	f := all[0].Fault()
	if len(all) > 1 {
		f.Message = lang.Format("这份文件里不止一个事件不能接收，第一个是第%d个。", "More than one event of this document cannot be taken; the first is event %d.", all[0].Index+1)
		f.Fields = nil
		for _, r := range all {
			for _, p := range r.Problems {
				f.At(lang.Format("第%d个事件 %s", "event %d %s", r.Index+1, p.Pointer).EN, p.Message)
			}
		}
	}
	f.Fields = f.Fields[:min(len(f.Fields), MostNamed)]
	return f
}

// maxProblems is how many places one refusal names.
const maxProblems = 50

// step is one member or element on the way from the document to a value.
type step struct {
	key   string
	index int // where key is ""
}

func pointer(path []step) string {
	var b strings.Builder
	for _, s := range path {
		b.WriteByte('/')
		if s.key == "" {
			fmt.Fprint(&b, s.index)
			continue
		}
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(s.key))
	}
	return b.String()
}

// at makes the problem of a place. An argument that is a [lang.Text] is said in each language.
func (why reason) at(path []step, line int, args ...any) Problem {
	zh, en := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		switch a := a.(type) {
		case string:
			zh[i], en[i] = shorten(a), shorten(a)
		case lang.Text:
			zh[i], en[i] = a.ZH, a.EN
		default:
			zh[i], en[i] = a, a
		}
	}
	return Problem{
		Pointer: pointer(path), Line: line, Rule: why.code,
		Message: lang.T(fill(why.zh, zh), fill(why.en, en)),
		Remedy:  lang.T(fill(why.remedyZH, zh), fill(why.remedyEN, en)),
	}
}

func fill(format string, args []any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// shorten keeps a refusal from repeating a whole document.
func shorten(s string) string {
	const most = 80
	if n := []rune(s); len(n) > most {
		return string(n[:most]) + "…"
	}
	return s
}
