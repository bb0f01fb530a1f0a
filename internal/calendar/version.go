package calendar

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
	"sync"
)

// Builtin is the version that ships with the product: the notices for 2007 to 2026.
// It is made once.
func Builtin() *Calendar { return builtin() }

var builtin = sync.OnceValue(func() *Calendar { return build(builtinNotices()) })

// New makes a version from notices alone, in the order in which they apply. The error
// is a fault that names the wrong notice and day.
func New(notices ...Notice) (*Calendar, error) {
	for _, n := range notices {
		if err := n.Check(); err != nil {
			return nil, err
		}
	}
	return build(notices), nil
}

// With makes a new version in which notice applies. A notice with the number of one
// already held (or its address, where it has no number) replaces that one; any other
// is added after those of its year and wins on the days it lists; one that lists the whole
// year replaces all of the year. The difference lists every day whose kind changes. The error is a fault that names the wrong day.
func (c *Calendar) With(notice Notice) (*Calendar, Diff, error) {
	if err := notice.Check(); err != nil {
		return nil, Diff{}, err
	}
	notices := slices.Clone(c.notices)
	if notice.Whole {
		notices = slices.DeleteFunc(notices, func(n Notice) bool { return n.Year == notice.Year })
	}
	if i := slices.IndexFunc(notices, notice.replaces); i >= 0 {
		notices[i] = notice
	} else {
		notices = append(notices, notice)
	}
	next := build(notices)
	d := c.diff(next)
	for _, day := range next.listedDays {
		if n := next.notices[next.listed[day].notice]; n.Year == notice.Year && !slices.ContainsFunc(notice.Days, func(l NoticeDay) bool { return l.Date == day }) {
			d.Kept = append(d.Kept, day)
		}
	}
	return next, d, nil
}

// Diff is what changes from one version to the next.
type Diff struct {
	From      string   `json:"from"` // the two versions
	To        string   `json:"to"`
	Days      []Change `json:"days,omitempty"`      // in order
	Announced []int    `json:"announced,omitempty"` // years that now have a notice
	Kept      []Day    `json:"kept,omitempty"`      // days that stay as an earlier notice of the year has them
}

// Change is one day that is something else in the new version.
type Change struct {
	Day    Day  `json:"date"`
	Before Kind `json:"before"`
	After  Kind `json:"after"`
}

// IsZero says that nothing changed for any day or year.
func (d Diff) IsZero() bool { return len(d.Days) == 0 && len(d.Announced) == 0 }

func (c *Calendar) diff(next *Calendar) Diff {
	d := Diff{From: c.version, To: next.version}
	days := slices.Concat(c.listedDays, next.listedDays)
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if before, after := c.Info(day).Kind, next.Info(day).Kind; before != after {
			d.Days = append(d.Days, Change{day, before, after})
		}
	}
	for y := firstYear; y <= lastYear; y++ {
		if next.Announced(y) && !c.Announced(y) {
			d.Announced = append(d.Announced, y)
		}
	}
	return d
}

// build makes the tables. The notices have been checked.
func build(notices []Notice) *Calendar {
	notices = slices.Clone(notices)
	slices.SortStableFunc(notices, func(a, b Notice) int { return cmp.Compare(a.Year, b.Year) })
	c := &Calendar{notices: notices, listed: map[Day]listing{}}
	announced := map[int]bool{}
	for i, n := range notices {
		announced[n.Year] = true
		c.lastYear = max(c.lastYear, n.Year)
		for _, d := range n.Days {
			c.listed[d.Date] = listing{off: d.Off, name: d.Name, notice: i}
		}
	}
	c.listedDays = slices.Sorted(maps.Keys(c.listed))
	c.unannounced = make([]int32, lastYear-firstYear+2)
	for y := firstYear; y <= lastYear; y++ {
		i := y - firstYear
		c.unannounced[i+1] = c.unannounced[i]
		if !announced[y] {
			c.unannounced[i+1]++
		}
	}
	c.worked = make([]int32, Last-First+2)
	c.nth = make([]Day, 0, len(c.worked)*5/7+1000)
	for d := First; d <= Last; d++ {
		work := plainWorkday(d)
		if l, ok := c.listed[d]; ok {
			work = !l.off
		}
		i := d - First
		c.worked[i+1] = c.worked[i]
		if work {
			c.worked[i+1]++
			c.nth = append(c.nth, d)
		}
	}
	h := sha256.New()
	c.writeTo(h)
	c.version = fmt.Sprintf("%d-%s", c.lastYear, hex.EncodeToString(h.Sum(nil)[:4]))
	return c
}

// writeTo writes what makes a version differ from another, one fact a line.
func (c *Calendar) writeTo(h hash.Hash) {
	for _, n := range c.notices {
		fmt.Fprintf(h, "notice %d %q %q %q\n", n.Year, n.Title, n.Number, n.Source)
	}
	for _, d := range c.listedDays {
		l := c.listed[d]
		fmt.Fprintf(h, "day %d %t %q %d\n", d, l.off, l.name, l.notice)
	}
}
