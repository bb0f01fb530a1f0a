package commitment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kind says what sort of promise it is.
type Kind string

// Kinds.
const (
	Public  Kind = "public"  // said of the unit's own accord
	Legal   Kind = "legal"   // a report owed by law
	Service Kind = "service" // the promised limit of an item
	Problem Kind = "problem" // a recurring problem to be solved (每月一题)
)

// Kinds in the order of choice.
var Kinds = []Kind{Public, Legal, Service, Problem}

// Title of a kind.
func (k Kind) Title() lang.Text { return kindTitles[k] }

var kindTitles = map[Kind]lang.Text{
	Public: lang.T("公开承诺", "Public commitment"), Legal: lang.T("依法应交的报告", "Report owed by law"),
	Service: lang.T("服务时限承诺", "Service promise"), Problem: lang.T("每月一题", "Recurring problem"),
}

// Terms are one version of a commitment: what stands on the ledger.
type Terms struct {
	ID       string       `json:"id"` // 2026-7
	Version  int          `json:"version"`
	Kind     Kind         `json:"kind"`
	Unit     string       `json:"unit"`     // owner
	Sentence string       `json:"sentence"` // in plain words
	Measure  string       `json:"measure"`
	Target   string       `json:"target"`
	Due      calendar.Day `json:"due"`
	Evidence string       `json:"evidence"`        // where the proof will come from
	Item     string       `json:"item,omitempty"`  // code, of a service promise
	Rate     string       `json:"rate,omitempty"`  // id of [Rates], of a problem
	Limit    int          `json:"limit,omitempty"` // of the rate, in hundredths of a percent
}

// Bytes are what a version's hash is made of: its JSON in one line, fields in the order of
// [Terms], no sign escaped that need not be, and no line end.
func (t Terms) Bytes() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(t); err != nil {
		panic(fmt.Sprintf("commitment: %v", err)) // strings, numbers and days
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Hash is the SHA-256 of [Terms.Bytes] in hexadecimal.
func (t Terms) Hash() string {
	sum := sha256.Sum256(t.Bytes())
	return hex.EncodeToString(sum[:])
}

// Longest texts, in characters.
const (
	MaxSentence = 200
	MaxText     = 500
)

// trimmed takes the space around what was typed.
func (t Terms) trimmed() Terms {
	for _, s := range []*string{&t.Sentence, &t.Measure, &t.Target, &t.Evidence, &t.Item} {
		*s = strings.TrimSpace(*s)
	}
	return t
}

// check finds what is missing or too long; due must lie after today.
func (t Terms) check(today calendar.Day) error {
	f := fault.InvalidInput()
	for _, x := range []struct {
		path, text string
		most       int
		missing    lang.Text
	}{{"sentence", t.Sentence, MaxSentence, lang.T("请填写承诺什么。", "Please say what is promised.")}, {"measure", t.Measure, MaxText, lang.T("请填写怎么衡量。", "Please say how it is measured.")},
		{"target", t.Target, MaxText, lang.T("请填写目标。", "Please give the target.")}, {"evidence", t.Evidence, MaxText, lang.T("请填写凭什么证明。", "Please say what will show it.")}} {
		switch n := utf8.RuneCountInString(x.text); {
		case n == 0:
			f.At(x.path, x.missing)
		case n > x.most:
			f.At(x.path, lang.Format("请缩短到%d个字以内。", "Please shorten it to %d characters.", x.most))
		}
	}
	if kindTitles[t.Kind].IsZero() {
		f.At("kind", lang.T("请选择是哪一类承诺。", "Please choose the kind."))
	}
	if t.Due <= today {
		f.At("due", lang.T("兑现日期要在今天以后。", "The day must lie after today."))
	}
	switch {
	case t.Kind == Service && t.Item == "":
		f.At("item", lang.T("服务时限承诺要选一个事项。", "A service promise names its item."))
	case t.Kind != Service && t.Item != "":
		f.At("item", lang.T("只有服务时限承诺才选事项。", "Only a service promise names an item."))
	}
	_, known := RateOf(t.Rate)
	switch {
	case t.Kind == Problem && !known:
		f.At("rate", lang.T("请选择用哪个比率衡量。", "Please choose the rate it is measured by."))
	case t.Kind == Problem && (t.Limit < 1 || t.Limit > 9999):
		f.At("limit", lang.T("上限要在0.01%到99.99%之间。", "The limit lies between 0.01% and 99.99%."))
	case t.Kind != Problem && (t.Rate != "" || t.Limit != 0):
		f.At("rate", lang.T("只有每月一题才用比率衡量。", "Only a recurring problem is measured by a rate."))
	}
	return f.Or()
}

// Change is one field that differs between two versions.
type Change struct {
	Field    string // as in JSON
	Name     lang.Text
	Old, New string
}

// Diff gives the fields that differ, in the order of [Terms].
func Diff(a, b Terms) (all []Change) {
	for i, f := range fields {
		if old, now := f.value(a), f.value(b); old != now {
			all = append(all, Change{fields[i].id, f.name, old, now})
		}
	}
	return all
}

// fields are what may change from version to version; owner and kind never do.
var fields = []struct {
	id    string
	name  lang.Text
	value func(Terms) string
}{
	{"sentence", lang.T("承诺什么", "What is promised"), func(t Terms) string { return t.Sentence }},
	{"measure", lang.T("怎么衡量", "Measure"), func(t Terms) string { return t.Measure }},
	{"target", lang.T("目标", "Target"), func(t Terms) string { return t.Target }},
	{"due", lang.T("兑现日期", "Day"), func(t Terms) string { return t.Due.String() }},
	{"evidence", lang.T("凭什么证明", "Evidence"), func(t Terms) string { return t.Evidence }},
	{"item", lang.T("事项", "Item"), func(t Terms) string { return t.Item }},
	{"rate", lang.T("比率", "Rate"), func(t Terms) string { return t.Rate }},
	{"limit", lang.T("上限", "Limit"), func(t Terms) string {
		if t.Limit == 0 {
			return ""
		}
		return Percent(t.Limit)
	}},
}

// Percent writes hundredths of a percent.
func Percent(limit int) string {
	s := fmt.Sprintf("%d.%02d", limit/100, limit%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}
