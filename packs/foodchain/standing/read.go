package standing

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
)

// MostBody is the longest definition that is read, in bytes.
const MostBody = 64 << 10

const mostName = 80

// nameable says whether a query can be called so: letters, digits, and - _ . between them.
func nameable(name string) bool {
	if name == "" || len(name) > mostName || strings.Trim(name[:1], "-_.") == "" {
		return false
	}
	return strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// ReadQuery reads a named query as it is posted: {"name":…,"query":{…}}. Errors: fault.Malformed,
// fault.Invalid, *epcis.Refusal.
func ReadQuery(body []byte, prefixes epcis.Context) (name string, q *query.Query, err error) {
	var outer struct {
		Name  *string         `json:"name"`
		Query json.RawMessage `json:"query"`
	}
	if err := json.Unmarshal(body, &outer); err != nil {
		return "", nil, unreadable(err)
	}
	bad := fault.InvalidInput()
	switch {
	case outer.Name == nil:
		bad.At("name", lang.T("请给查询起个名字。", "Please name the query."))
	case !nameable(*outer.Name):
		bad.At("name", lang.Format("名字用1到%d个英文字母、数字和 - _ . 写成，以字母或数字开头。", "A name has 1 to %d letters, digits and - _ . and begins with a letter or digit.", mostName))
	}
	if raw := bytes.TrimSpace(outer.Query); len(raw) == 0 || raw[0] != '{' {
		bad.At("query", lang.T("查询应当是 JSON 对象，如 {\"EQ_bizStep\":[\"receiving\"]}。", `The query is a JSON object like {"EQ_bizStep":["receiving"]}.`))
	}
	if err := bad.Or(); err != nil {
		return "", nil, err
	}
	q, err = query.Parse(string(body), prefixes, epcis.DefaultLimits)
	return *outer.Name, q, err
}

func unreadable(err error) error {
	f := fault.New(fault.Malformed, "epcis_json", lang.T("这不是能读懂的 JSON。", "This is no JSON that can be read."),
		lang.T("请照 EPCIS 2.0 第12.7节的样子写。", "Please write it as in EPCIS 2.0, section 12.7."))
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) && wrong.Field != "" {
		f.At(wrong.Field, lang.Format("这里不能是 %s。", "This cannot be a %s.", wrong.Value))
	}
	return f.With(err)
}

// asked is a subscription as it is posted. Numbers of a schedule may be numbers or texts.
type asked struct {
	Context       json.RawMessage     `json:"@context"`
	Dest          string              `json:"dest"`
	Token         *string             `json:"signatureToken"`
	Stream        *bool               `json:"stream"`
	Schedule      map[string]flexible `json:"schedule"`
	ReportIfEmpty bool                `json:"reportIfEmpty"`
	Initial       *string             `json:"initialRecordTime"`
}

type flexible string

// UnmarshalJSON takes a text or a number.
func (f *flexible) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err == nil {
		*f = flexible(s)
		return nil
	}
	var n json.Number
	err := json.Unmarshal(b, &n)
	*f = flexible(n)
	return err
}

// Lengths of a signature token, in bytes.
const (
	leastToken = 16
	mostToken  = 1024
)

// ReadTerms reads a subscription as it is posted. token is "" where none is given. Errors:
// fault.Malformed, fault.Invalid.
func ReadTerms(body []byte, reach notify.Reach) (t Terms, token string, err error) {
	in := json.NewDecoder(bytes.NewReader(body))
	in.DisallowUnknownFields()
	var a asked
	if err := in.Decode(&a); err != nil {
		return t, "", unreadable(err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return t, "", unreadable(errors.New("more than one value"))
	}
	bad := fault.InvalidInput()
	t = Terms{Dest: a.Dest, ReportIfEmpty: a.ReportIfEmpty, Stream: a.Stream != nil && *a.Stream}
	if err := reach.CheckURL(a.Dest); err != nil {
		for _, f := range fault.For(err).Fields {
			bad.At("dest", f.Message)
		}
	}
	if a.Token != nil {
		if token = *a.Token; len(token) < leastToken || len(token) > mostToken {
			bad.At("signatureToken", lang.Format("签名口令要%d到%d个字节，请随机生成。", "A signature token has %d to %d bytes; please make it at random.", leastToken, mostToken))
		}
	}
	t.readTimes(a, bad)
	if a.Initial != nil {
		at, ok := epcis.ParseInstant(*a.Initial)
		if !ok {
			bad.At("initialRecordTime", lang.T("请写成 2026-06-01T08:30:00+08:00 这样带时区的时间。", "Please write an instant with its zone, like 2026-06-01T08:30:00+08:00."))
		}
		at = at.UTC().Truncate(time.Microsecond)
		t.Initial = &at
	}
	return t, token, bad.Or()
}

func (t *Terms) readTimes(a asked, bad *fault.Fault) {
	if a.Schedule != nil {
		s := Schedule{}
		into := map[string]*string{"second": &s.Second, "minute": &s.Minute, "hour": &s.Hour, "dayOfMonth": &s.DayOfMonth, "month": &s.Month, "dayOfWeek": &s.DayOfWeek}
		for name, v := range a.Schedule {
			if to := into[name]; to != nil {
				*to = string(v)
			} else {
				bad.At("schedule", lang.Format("没有“%s”这一项。", "There is no field “%s”.", shown(name)))
			}
		}
		if _, err := s.Read(); err != nil {
			for _, f := range fault.For(err).Fields {
				bad.At(f.Path, f.Message)
			}
		}
		t.Schedule = &s
	}
	switch {
	case t.Stream && t.Schedule != nil:
		bad.At("stream", lang.T("stream 和 schedule 只能选一个。", "stream and schedule exclude each other."))
	case !t.Stream && t.Schedule == nil:
		bad.At("stream", lang.T("请写 \"stream\": true，或者给出 schedule。", `Please say "stream": true, or give a schedule.`))
	case t.Stream && t.ReportIfEmpty:
		bad.At("reportIfEmpty", lang.T("reportIfEmpty 只用于 schedule。", "reportIfEmpty goes with a schedule only."))
	}
}
