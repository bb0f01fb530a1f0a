package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// RevealWithin is how long a party may take to reveal its value, from the instant of the last
// source on. The bound is part of version 1 of the announcement.
const RevealWithin = 24 * time.Hour

// Bounds of version 1.
const (
	MaxCandidates = 100_000
	MaxWeight     = 1000
	maxSources    = 8
	maxParties    = 8
	maxClasses    = 16
	maxClassCode  = 16
	maxNumbers    = 64 // numbers of one source
	maxDigits     = 18 // digits of one number
)

// Form says how the value of a source is written.
type Form string

const (
	Numbers Form = "numbers" // Count whole numbers from 0, in the order in which they were published
	Hex     Form = "hex"     // Count bytes as hexadecimal digits
)

// Source is a public value that nobody knows when the draw is announced.
type Source struct {
	At    time.Time `json:"at"`    // when it becomes known; UTC, whole seconds
	Form  Form      `json:"form"`  // how it is written
	Count int       `json:"count"` // how many numbers or bytes
	Name  string    `json:"name"`  // so that anybody finds it and takes the same numbers in the same order
}

// Party adds 32 bytes of its own, so that not even who publishes the numbers decides alone.
type Party struct {
	Name       string `json:"name"`
	Commitment Hash   `json:"commitment"` // [Commitment] of a secret value
}

// Class is a risk class with its weight: twice the weight, about twice as often taken.
type Class struct {
	Code   string `json:"code"`
	Weight int    `json:"weight"`
}

// Entry is one candidate of the list.
type Entry struct {
	ID    Hash
	Class string
}

// Announcement is everything that decides a draw, fixed before the seed can be known.
type Announcement struct {
	Name    string // of the draw; one name is used once
	Purpose string
	Take    int
	Sources []Source
	Spare   Source // a later source, for [Missed]
	Parties []Party
	Classes []Class // ascending by code
	List    []Entry // ascending by id
}

const titleAnnouncement = "banjie draw announcement v1"

// timeForm is how instants are written: UTC, whole seconds.
const timeForm = "2006-01-02T15:04:05Z"

// Lines is the canonical form, one line each; it ends with "end".
func (a Announcement) Lines() []string {
	lines := make([]string, 0, 8+len(a.Sources)+len(a.Parties)+len(a.Classes)+len(a.List))
	lines = append(lines, titleAnnouncement, "draw: "+a.Name, "purpose: "+a.Purpose, "take: "+strconv.Itoa(a.Take))
	for _, s := range a.Sources {
		lines = append(lines, "source: "+s.line())
	}
	lines = append(lines, "spare: "+a.Spare.line())
	for _, p := range a.Parties {
		lines = append(lines, "party: "+p.Commitment.String()+" "+p.Name)
	}
	for _, c := range a.Classes {
		lines = append(lines, "class: "+c.Code+" "+strconv.Itoa(c.Weight))
	}
	for _, e := range a.List {
		lines = append(lines, "candidate: "+e.ID.String()+" "+e.Class)
	}
	return append(lines, "end")
}

func (s Source) line() string {
	return s.At.UTC().Format(timeForm) + " " + string(s.Form) + " " + strconv.Itoa(s.Count) + " " + s.Name
}

// Hash is the hash of the canonical form: what the ledger holds of the announcement.
func (a Announcement) Hash() Hash { return hashLines(a.Lines()) }

// RevealFrom is the instant of the last source: before it a revealed value would help
// whoever can touch a source.
func (a Announcement) RevealFrom() time.Time {
	var last time.Time
	for _, s := range a.Sources {
		if s.At.After(last) {
			last = s.At
		}
	}
	return last
}

// RevealBy is the last instant for revealing a value.
func (a Announcement) RevealBy() time.Time { return a.RevealFrom().Add(RevealWithin) }

// FirstKnown is the instant before which the draw must be announced.
func (a Announcement) FirstKnown() time.Time {
	first := a.Sources[0].At
	for _, s := range a.Sources {
		if s.At.Before(first) {
			first = s.At
		}
	}
	return first
}

// weights are those of the list, in its order.
func (a Announcement) weights() []uint64 {
	of := make(map[string]uint64, len(a.Classes))
	for _, c := range a.Classes {
		of[c.Code] = uint64(c.Weight)
	}
	w := make([]uint64, len(a.List))
	for i, e := range a.List {
		w[i] = of[e.Class]
	}
	return w
}

// Check says whether the announcement can be drawn by: a fault of kind Invalid names each
// wrong place.
func (a Announcement) Check() error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正后重新公告；公告还没有发出。", "Correct the places named below and announce again; nothing has been announced yet.")
	words := lang.Format("写成一行，1至%d个字，首尾不留空格，不含看不见的符号", "it is one line of 1 to %d characters, no blank at either end and nothing that cannot be seen", maxWords)
	if !plainWords(a.Name) {
		f.At("draw", words)
	}
	if !plainWords(a.Purpose) {
		f.At("purpose", words)
	}
	if n := len(a.List); n == 0 || n > MaxCandidates {
		f.At("candidates", lang.Format("名单上要有1至%d个", "the list has 1 to %d candidates", MaxCandidates))
	}
	if a.Take < 1 || a.Take > len(a.List) {
		f.At("take", lang.Format("抽取数量要在1和名单上的数量（%d）之间", "take is between 1 and the length of the list (%d)", len(a.List)))
	}
	a.checkSources(f, words)
	a.checkParties(f, words)
	a.checkList(f)
	return f.Or()
}

func (a Announcement) checkSources(f *fault.Fault, words lang.Text) {
	if n := len(a.Sources); n < 1 || n > maxSources {
		f.At("sources", lang.Format("要有1至%d个公开来源", "there are 1 to %d public sources", maxSources))
	}
	for i, s := range append(slices.Clone(a.Sources), a.Spare) {
		at := fmt.Sprintf("sources[%d]", i)
		if i == len(a.Sources) {
			at = "spare"
		}
		if !plainWords(s.Name) {
			f.At(at+".name", words)
		}
		if s.At.Year() < 2000 || s.At.Year() > 9999 || !s.At.Equal(s.At.Truncate(time.Second)) {
			f.At(at+".at", lang.T("写明公布的时刻，到秒，例如2027-03-04T13:15:00Z", "it is the instant of publication in whole seconds, for example 2027-03-04T13:15:00Z"))
		}
		if s.Form != Numbers && s.Form != Hex || s.Count < 1 || s.Count > maxNumbers {
			f.At(at+".form", lang.Format("是numbers或者hex，个数1至%d", "it is numbers or hex, with a count of 1 to %d", maxNumbers))
		}
	}
	if len(a.Sources) > 0 && a.Spare.At.Before(a.RevealBy()) {
		f.At("spare.at", lang.Format("备用来源要在亮出期限（%s）之后才公布，否则不亮出的一方可以两头挑", "the spare source becomes known after the time for revealing has ended (%s), or who does not reveal could choose between two known outcomes", a.RevealBy().Format(timeForm)))
	}
}

func (a Announcement) checkParties(f *fault.Fault, words lang.Text) {
	if n := len(a.Parties); n < 2 || n > maxParties {
		f.At("parties", lang.Format("要有2至%d个参与方", "there are 2 to %d parties", maxParties))
	}
	names, commitments := map[string]bool{}, map[Hash]bool{}
	for i, p := range a.Parties {
		at := fmt.Sprintf("parties[%d]", i)
		if !plainWords(p.Name) {
			f.At(at+".name", words)
		}
		if names[p.Name] {
			f.At(at+".name", lang.T("这个参与方出现了两次", "this party is named twice"))
		}
		if commitments[p.Commitment] || p.Commitment.IsZero() {
			f.At(at+".commitment", lang.T("每一方要有自己的承诺值，用banjie draw commit生成", "each party has a commitment of its own, made with banjie draw commit"))
		}
		names[p.Name], commitments[p.Commitment] = true, true
	}
}

func (a Announcement) checkList(f *fault.Fault) {
	if n := len(a.Classes); n < 1 || n > maxClasses {
		f.At("classes", lang.Format("要有1至%d个风险等级", "there are 1 to %d risk classes", maxClasses))
	}
	known := map[string]bool{}
	for i, c := range a.Classes {
		at := fmt.Sprintf("classes[%d]", i)
		if !classCode(c.Code) {
			f.At(at+".code", lang.Format("写成1至%d个字母、数字或者连字符", "it is 1 to %d letters, digits or hyphens", maxClassCode))
		}
		if c.Weight < 1 || c.Weight > MaxWeight {
			f.At(at+".weight", lang.Format("权重是1至%d的整数；不该抽到的不要列入名单", "a weight is a whole number from 1 to %d; who must not be taken is left off the list", MaxWeight))
		}
		if i > 0 && a.Classes[i-1].Code >= c.Code {
			f.At(at+".code", lang.T("风险等级按代码排序，不重复", "classes ascend by code, each once"))
		}
		known[c.Code] = true
	}
	for i, e := range a.List {
		if !known[e.Class] {
			f.At(fmt.Sprintf("candidates[%d].class", i), lang.Format("没有等级“%s”", "there is no class “%s”", e.Class))
		}
		if i > 0 && slices.Compare(a.List[i-1].ID[:], e.ID[:]) >= 0 {
			f.At(fmt.Sprintf("candidates[%d]", i), lang.T("名单按编号排序，不重复", "the list ascends by id, each once"))
		}
		if len(f.Fields) > 20 {
			return
		}
	}
}

func classCode(s string) bool {
	if s == "" || len(s) > maxClassCode {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	})
}

// ParseAnnouncement reads the canonical form. It accepts exactly what [Announcement.Lines]
// writes of an announcement that passes [Announcement.Check].
func ParseAnnouncement(lines []string) (Announcement, error) {
	a, ok := parseAnnouncement(lines)
	if !ok || !slices.Equal(a.Lines(), lines) {
		return Announcement{}, fault.New(fault.Invalid, "bad_announcement",
			lang.T("这份抽取公告不是规定的格式，或者被改动过。", "This announcement of a draw does not have the prescribed form, or was altered."),
			lang.T("请使用发布时的原始文件；格式见kit/draw/README.md。", "Use the file as it was published; the form is stated in kit/draw/README.md."))
	}
	return a, a.Check()
}

func parseAnnouncement(lines []string) (a Announcement, ok bool) {
	if len(lines) < 2 || lines[0] != titleAnnouncement || lines[len(lines)-1] != "end" || len(lines) > MaxCandidates+64 {
		return a, false
	}
	for _, l := range lines[1 : len(lines)-1] {
		field, rest, found := strings.Cut(l, ": ")
		first, more, _ := strings.Cut(rest, " ")
		ok := found
		switch field {
		case "draw":
			a.Name = rest
		case "purpose":
			a.Purpose = rest
		case "take":
			a.Take, ok = number(rest)
		case "source":
			var s Source
			s, ok = parseSource(rest)
			a.Sources = append(a.Sources, s)
		case "spare":
			a.Spare, ok = parseSource(rest)
		case "party":
			p := Party{Name: more}
			p.Commitment, ok = parseHash(first)
			a.Parties = append(a.Parties, p)
		case "class":
			c := Class{Code: first}
			c.Weight, ok = number(more)
			a.Classes = append(a.Classes, c)
		case "candidate":
			e := Entry{Class: more}
			e.ID, ok = parseHash(first)
			a.List = append(a.List, e)
		default:
			ok = false
		}
		if !ok {
			return a, false
		}
	}
	return a, true
}

func parseSource(s string) (Source, bool) {
	p := strings.SplitN(s, " ", 4)
	if len(p) != 4 {
		return Source{}, false
	}
	at, err := time.Parse(timeForm, p[0])
	n, ok := number(p[2])
	return Source{At: at, Form: Form(p[1]), Count: n, Name: p[3]}, err == nil && ok
}

// number reads a whole number from 0 without leading zeros.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= 1_000_000 && strconv.Itoa(n) == s
}

// Value brings what a person read in the paper into the one form that is hashed: numbers
// without leading zeros, single spaces between; hexadecimal digits small and without spaces.
func (s Source) Value(typed string) (string, error) {
	bad := func(why lang.Text) error {
		return fault.New(fault.Invalid, "bad_source_value",
			lang.Format("“%s”的数值读不懂。", "The value of “%s” cannot be read.", s.Name),
			lang.T("请按公布的顺序重新输入："+why.ZH+"。", "Please enter it again in the order of publication: "+why.EN+"."))
	}
	if s.Form == Hex {
		value := strings.ToLower(strings.Join(strings.Fields(typed), ""))
		if len(value) != 2*s.Count || strings.Trim(value, "0123456789abcdef") != "" {
			return "", bad(lang.Format("%d个字节，写成十六进制数字", "%d bytes as hexadecimal digits", s.Count))
		}
		return value, nil
	}
	parts := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == '，' || r == '+' || r == '\t' })
	for i, p := range parts {
		if len(p) > maxDigits || strings.Trim(p, "0123456789") != "" {
			parts = nil
			break
		}
		parts[i] = cmp.Or(strings.TrimLeft(p, "0"), "0")
	}
	if len(parts) != s.Count {
		return "", bad(lang.Format("%d个整数，用空格隔开", "%d whole numbers with spaces between", s.Count))
	}
	return strings.Join(parts, " "), nil
}
