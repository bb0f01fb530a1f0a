package publiclist

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kind is which of the four lists.
type Kind string

// The four lists.
const (
	Powers       Kind = "powers"
	Duties       Kind = "duties"
	Restrictions Kind = "restrictions"
	Funds        Kind = "funds"
)

// Kinds in their order.
var Kinds = []Kind{Powers, Duties, Restrictions, Funds}

// Title of a list.
func (k Kind) Title() lang.Text { return titles[k] }

// Says what stands on it, in a sentence.
func (k Kind) Says() lang.Text { return says[k] }

var titles = map[Kind]lang.Text{
	Powers: lang.T("权力清单", "List of powers"), Duties: lang.T("责任清单", "List of duties"),
	Restrictions: lang.T("企业投资负面清单", "List of restricted investment"), Funds: lang.T("财政专项资金管理清单", "List of special funds"),
}

var says = map[Kind]lang.Text{
	Powers:       lang.T("单位可以行使哪些权力，依据是什么；清单外的不能办。", "Which powers a unit may use and on what basis; what is not on it may not be done."),
	Duties:       lang.T("哪件事归哪个单位管；投诉推来推去时，就看这张单子。", "Which matter is whose; where a complaint is passed around, this list decides."),
	Restrictions: lang.T("哪些行业投资要先批准，哪些不能投；单子以外的自己决定。", "Where investment needs leave or is not allowed; everything else is one's own decision."),
	Funds:        lang.T("有哪些专项资金、给谁、多少钱、怎么申请。", "Which special funds there are, for whom, how much, and how to apply."),
}

// ParseKind reads a kind; fault.NotFound for another word.
func ParseKind(s string) (Kind, error) {
	if k := Kind(s); !titles[k].IsZero() {
		return k, nil
	}
	return "", fault.Missing()
}

// Entry is one line of a list.
type Entry struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`             // id
	Type   string `json:"type,omitempty"`   // of a power: two digits of [Types]; elsewhere a word
	Text   string `json:"text,omitempty"`   // what it is about, for whom
	Basis  string `json:"basis,omitempty"`  // as the list cites it
	Amount int64  `json:"amount,omitempty"` // of a fund, fen a year
}

// Approval is the type of power that one must ask for beforehand (行政许可).
const Approval = "01"

// Types of powers, by the digits of GB/T 39046-2020.
var Types = map[string]lang.Text{
	"01": lang.T("行政许可", "Administrative licence"), "02": lang.T("行政处罚", "Administrative penalty"), "03": lang.T("行政强制", "Administrative coercion"),
	"04": lang.T("行政征收", "Administrative levy"), "05": lang.T("行政给付", "Administrative benefit"), "06": lang.T("行政检查", "Administrative inspection"),
	"07": lang.T("行政确认", "Administrative confirmation"), "08": lang.T("行政奖励", "Administrative award"), "09": lang.T("行政裁决", "Administrative adjudication"),
	"10": lang.T("其他行政权力", "Other administrative power"),
}

// TypeTitle is an entry's type in words.
func (e Entry) TypeTitle(k Kind) lang.Text {
	if t, ok := Types[e.Type]; ok && k == Powers {
		return t
	}
	return lang.T(e.Type, e.Type)
}

// Version is a published version of a list.
type Version struct {
	Kind         Kind         `json:"kind"`
	Version      int          `json:"version"`
	Effective    calendar.Day `json:"effective"`
	Illustrative bool         `json:"illustrative,omitempty"` // made up for a demonstration
	Entries      []Entry      `json:"entries"`                // in order of code
}

// Bytes are what the hash is made of: JSON with a head in the first line, then one entry a line in
// order of code, no sign escaped that need not be, and "]}" with a line end.
func (v Version) Bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"kind":%q,"version":%d,"effective":%q,`, v.Kind, v.Version, v.Effective.String())
	if v.Illustrative {
		b.WriteString(`"illustrative":true,`)
	}
	b.WriteString(`"entries":[`)
	for i, e := range v.Entries {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line(e))
	}
	b.WriteString("\n]}\n")
	return b.Bytes()
}

func line(e Entry) []byte {
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	if err := j.Encode(e); err != nil {
		panic(fmt.Sprintf("publiclist: %v", err)) // strings and a number
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Hash is the SHA-256 of [Version.Bytes] in hexadecimal.
func (v Version) Hash() string {
	sum := sha256.Sum256(v.Bytes())
	return hex.EncodeToString(sum[:])
}

// Approvals counts the entries that are approvals; only the list of powers has any.
func Approvals(k Kind, entries []Entry) (n int) {
	for _, e := range entries {
		if k == Powers && e.Type == Approval {
			n++
		}
	}
	return n
}

// Change is one entry that differs between two versions: without Old it is new, without New it is gone.
type Change struct {
	Code string `json:"code"`
	Old  *Entry `json:"old,omitempty"`
	New  *Entry `json:"new,omitempty"`
}

// Sort puts entries in order of code.
func Sort(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Code, b.Code) })
}

// Diff says how b differs from a; both are in order of code, and so is the answer.
func Diff(a, b []Entry) (all []Change) {
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i].Code < b[j].Code:
			all = append(all, Change{Code: a[i].Code, Old: &a[i]})
			i++
		case i == len(a) || b[j].Code < a[i].Code:
			all = append(all, Change{Code: b[j].Code, New: &b[j]})
			j++
		default:
			if a[i] != b[j] {
				all = append(all, Change{Code: a[i].Code, Old: &a[i], New: &b[j]})
			}
			i, j = i+1, j+1
		}
	}
	return all
}

// Apply gives what changes make of a, in order of code. The error is a fault where a change does
// not fit.
func Apply(a []Entry, changes []Change) ([]Entry, error) {
	at := make(map[string]Entry, len(a))
	for _, e := range a {
		at[e.Code] = e
	}
	for _, c := range changes {
		_, there := at[c.Code]
		if c.Old == nil && c.New == nil || there != (c.Old != nil) || c.Old != nil && at[c.Code] != *c.Old || c.New != nil && c.New.Code != c.Code {
			return nil, moved()
		}
		if c.New == nil {
			delete(at, c.Code)
		} else {
			at[c.Code] = *c.New
		}
	}
	b := make([]Entry, 0, len(at))
	for _, e := range at {
		b = append(b, e)
	}
	Sort(b)
	return b, nil
}

func moved() error {
	return fault.New(fault.Conflict, "plan_moved", lang.T("预演以后清单有了变化，没有发布。", "The list changed since the dry run; nothing was published."),
		lang.T("请重新预演，看清以后再确认。", "Please make the dry run again and confirm what it shows."))
}

// Fields gives the fields that differ between the two sides of a change, in words.
func (c Change) Fields() (names []lang.Text) {
	if c.Old == nil || c.New == nil {
		return nil
	}
	for _, f := range []struct {
		same   bool
		zh, en string
	}{
		{c.Old.Name == c.New.Name, "名称", "name"}, {c.Old.Unit == c.New.Unit, "单位", "unit"}, {c.Old.Type == c.New.Type, "类别", "type"},
		{c.Old.Text == c.New.Text, "内容", "text"}, {c.Old.Basis == c.New.Basis, "依据", "basis"}, {c.Old.Amount == c.New.Amount, "金额", "amount"},
	} {
		if !f.same {
			names = append(names, lang.T(f.zh, f.en))
		}
	}
	return names
}

// clean takes the space around and within texts together.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }
