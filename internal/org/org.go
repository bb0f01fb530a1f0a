// Package org is who does the work: divisions, units, posts, windows and officers,
// who stands in for whom, and which approvals a head has handed down.
//
//	unit ── post ── holding (A or B) ── officer ── active from … until
//	          │
//	on a day: duty list ─▶ A ─▶ B ─▶ post vacant (said aloud, never silently empty)
//
// AB岗: B takes over the day A is away, so that nobody is sent home because one person
// is. The rule is one of the service rules at the desk of Zhejiang's reform of 2003 and
// after (首问负责、AB岗); an approval by the head of the agency (Administrative Licensing
// Law art. 42) may be handed down by the head in writing, for a time, and no further.
//
// An absence has a first and a last day and no reason: it is written down so that the
// work moves, not to watch anybody. The package keeps no attendance, no place and no
// score of a person, and has no field for one. It decides no access; package access does.
//
// Divisions 行政区划 are codes of GB/T 2260; package idnum reads and names them.
//
// Days are days of the calendar's zone; From and Until are both included, Until 0 is open.
package org

import (
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// UnitKind says on what footing a unit acts, GB/T 39046-2020.
type UnitKind string

const (
	StatutoryBody  UnitKind = "1" // 法定机关
	AuthorisedBody UnitKind = "2" // 授权组织
	EntrustedBody  UnitKind = "3" // 受委托组织
	OtherBody      UnitKind = "9"
)

// Unit 部门.
type Unit struct {
	ID       string    `json:"id"` // slug of lower-case English words
	Division string    `json:"division"`
	Name     lang.Text `json:"name"`
	USCC     string    `json:"uscc,omitempty"` // unified social credit code
	Level    string    `json:"level"`          // code of GB/T 39046-2020: 2 province, 3 city, 4 county, 5 town, 6 village
	Kind     UnitKind  `json:"kind"`
	Parent   string    `json:"parent,omitempty"` // unit above it
	Phone    string    `json:"phone,omitempty"`  // of the office
	Address  lang.Text `json:"address,omitzero"`
	Hours    Hours     `json:"hours,omitempty"` // on working days
}

// Span is part of a day in minutes after midnight, To excluded.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Hours are a unit's office hours on a working day, in order and apart.
type Hours []Span

// String is the form read by [ParseHours]: 08:30-12:00,14:00-17:30.
func (h Hours) String() string {
	var parts []string
	for _, s := range h {
		parts = append(parts, clockText(s.From)+"-"+clockText(s.To))
	}
	return strings.Join(parts, ",")
}

func clockText(m int) string {
	s := strconv.Itoa(m % 60)
	if m%60 < 10 {
		s = "0" + s
	}
	if m/60 < 10 {
		return "0" + strconv.Itoa(m/60) + ":" + s
	}
	return strconv.Itoa(m/60) + ":" + s
}

// ParseHours reads office hours. ok is false for anything but spans in order.
func ParseHours(s string) (h Hours, ok bool) {
	s = strings.NewReplacer(",", ",", "、", ",", ";", ",", ";", ",", ":", ":", "—", "-", "–", "-", "~", "-", "~", "-", " ", "").Replace(s)
	if s == "" {
		return nil, true
	}
	last := -1
	for part := range strings.SplitSeq(s, ",") {
		a, b, cut := strings.Cut(part, "-")
		from, ok1 := parseMinute(a)
		to, ok2 := parseMinute(b)
		if !cut || !ok1 || !ok2 || from <= last || to <= from {
			return nil, false
		}
		h, last = append(h, Span{from, to}), to
	}
	return h, true
}

func parseMinute(s string) (int, bool) {
	a, b, ok := strings.Cut(s, ":")
	if !ok || len(a) < 1 || len(a) > 2 || len(b) != 2 {
		return 0, false
	}
	hour, err1 := strconv.ParseUint(a, 10, 8)
	minute, err2 := strconv.ParseUint(b, 10, 8)
	if err1 != nil || err2 != nil || minute > 59 || hour > 24 || hour == 24 && minute > 0 {
		return 0, false
	}
	return int(hour*60 + minute), true
}

// Post 岗位 is a seat of work in a unit; tasks go to posts, not to persons.
type Post struct {
	ID   string    `json:"id"`
	Unit string    `json:"unit"`
	Name lang.Text `json:"name"`
}

// Window 窗口 of the hall.
type Window struct {
	Number   string   `json:"number"` // as on the sign, unique in a division
	Division string   `json:"division"`
	Unit     string   `json:"unit,omitempty"` // "" is an integrated window 综合窗口
	Zone     string   `json:"zone,omitempty"`
	Post     string   `json:"post,omitempty"`  // who sits there
	Items    []string `json:"items,omitempty"` // item codes bound to it; none: every item of its unit, or all
}

// Serves says whether an item of a unit is received at the window.
func (w Window) Serves(unit, item string) bool {
	if w.Unit != "" && w.Unit != unit {
		return false
	}
	for _, i := range w.Items {
		if i == item {
			return true
		}
	}
	return len(w.Items) == 0
}

// Officer is a member of staff. The name is kept out of event facts, see [Change].
type Officer struct {
	ID    string       `json:"id"`
	Name  string       `json:"-"`
	Unit  string       `json:"unit"`
	Roles []string     `json:"roles"` // names of package access, see StaffRoles
	From  calendar.Day `json:"from"`
	Until calendar.Day `json:"until,omitempty"`
}

// StaffRoles are the roles an officer can have; a test keeps them equal to package access.
var StaffRoles = []string{"clerk", "officer", "unit_head", "centre_head", "supervisor", "administrator", "auditor"}

// HeadRole marks the head of a unit.
const HeadRole = "unit_head"

// Active says whether the officer is in office on the day.
func (o Officer) Active(d calendar.Day) bool { return within(d, o.From, o.Until) }

// Rank at a post.
type Rank string

const (
	A Rank = "A"
	B Rank = "B"
)

// Holding puts an officer on a post as A or as B.
type Holding struct {
	Post    string       `json:"post"`
	Officer string       `json:"officer"`
	Rank    Rank         `json:"rank"`
	From    calendar.Day `json:"from"`
	Until   calendar.Day `json:"until,omitempty"` // the day before From ends it before it began
}

// Duty is one line of a duty list: on these days this officer has the post, whoever holds it.
type Duty struct {
	Post    string       `json:"post"`
	Officer string       `json:"officer"`
	From    calendar.Day `json:"from"`
	Until   calendar.Day `json:"until"`
}

// Absence says that an officer is away, so that B takes over.
type Absence struct {
	Officer string       `json:"officer"`
	From    calendar.Day `json:"from"`
	Until   calendar.Day `json:"until,omitempty"`
}

func within(d, from, until calendar.Day) bool { return d >= from && (until == 0 || d <= until) }
