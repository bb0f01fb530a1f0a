package features

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Limits of a page of items.
const (
	usualLimit = 100
	mostLimit  = 1000
)

// itemParams are what items may be asked by.
var itemParams = []string{"bbox", "datetime", "limit", "use", "class", "village", "code", "after"}

// question is what is asked of items.
type question struct {
	soil.Query
	given url.Values
}

// read takes the parameters; the fault names every wrong one.
func (s *Service) read(r *asked) (question, error) {
	given := r.URL.Query()
	q := question{Query: soil.Query{Division: s.Division, Today: r.today, OpenOnly: !r.whole, Shapes: true, Limit: usualLimit}, given: given}
	f := badQuestion()
	get := func(name string, take func(text string) bool, said lang.Text) {
		if _, there := given[name]; there && !take(given.Get(name)) {
			f.At("query."+name, said)
		}
	}
	get("bbox", func(text string) (ok bool) { q.Boxes, ok = parseBox(text); return ok },
		lang.T("须是四个数：西、南、东、北（度），用逗号隔开，例如 120.1,30.7,120.3,30.9", "it is four numbers in degrees, west, south, east, north, with commas between, for example 120.1,30.7,120.3,30.9"))
	get("datetime", func(text string) (ok bool) { q.From, q.To, ok = parseDatetime(text); return ok },
		lang.T("须是一个时间或一段时间，例如 2026-04-01T00:00:00Z 或 2025-01-01T00:00:00Z/..", "it is an instant or an interval of RFC 3339, for example 2026-04-01T00:00:00Z or 2025-01-01T00:00:00Z/.."))
	get("limit", func(text string) bool {
		n, err := strconv.Atoi(text)
		q.Limit = min(n, mostLimit)
		return err == nil && n >= 1
	}, lang.Format("须是1至%d的整数", "it is a whole number from 1 to %d", mostLimit))
	get("use", func(text string) bool { q.Use = soil.Use(text); return q.Use.Known() }, lang.T("须是 paddy、other、orchard、rotation 之一", "it is one of paddy, other, orchard, rotation"))
	get("class", func(text string) bool { q.Class = soil.Class(text); return !q.Class.Name().IsZero() },
		lang.T("须是 strict_control、safe_use、undecided、priority_protection 之一", "it is one of strict_control, safe_use, undecided, priority_protection"))
	get("village", func(text string) bool {
		q.Village = text
		return text != "" && len(text) <= 12 && strings.Trim(text, "0123456789") == ""
	},
		lang.T("须是村代码（12位数字）", "it is a village's code of 12 digits"))
	get("code", func(text string) bool { q.Code = text; return text != "" && len(text) <= 64 },
		lang.T("须是地块编码或它的前几位", "it is the code of a plot, or how it begins"))
	get("after", func(text string) bool {
		n, err := strconv.ParseInt(text, 10, 64)
		q.After = n
		return err == nil && n >= 0
	}, lang.T("翻页标记不对；请使用上一页给出的 next 链接", "the mark is none; take the next link of the page before"))
	return q, f.Or()
}

// next is the address of the page after a mark.
func (q question) next(at string, mark int64) string {
	v := url.Values{}
	for name, values := range q.given {
		v[name] = values
	}
	v.Set("after", strconv.FormatInt(mark, 10))
	return at + "?" + v.Encode()
}

// parseBox reads west,south,east,north, or six numbers of which the heights are left out. A box
// over the line of 180 degrees is two.
func parseBox(text string) ([]geo.Box, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 && len(parts) != 6 {
		return nil, false
	}
	n := make([]float64, len(parts))
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		n[i] = v
	}
	if len(n) == 6 {
		if n[2] > n[5] {
			return nil, false
		}
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	b := geo.Box{n[0], n[1], n[2], n[3]}
	if b[1] > b[3] || b[1] < -90 || b[3] > 90 || b[0] < -180 || b[0] > 180 || b[2] < -180 || b[2] > 180 {
		return nil, false
	}
	if b[0] > b[2] {
		return []geo.Box{{b[0], b[1], 180, b[3]}, {-180, b[1], b[2], b[3]}}, true
	}
	return []geo.Box{b}, true
}

// parseDatetime reads an instant or an interval, open at an end with ".." or nothing. Days are
// those of China's time (UTC+8), as in the archive.
func parseDatetime(text string) (from, to calendar.Day, ok bool) {
	first, last, interval := strings.Cut(text, "/")
	if !interval {
		from, ok = parseInstant(text)
		return from, from, ok
	}
	open := func(s string) bool { return s == "" || s == ".." }
	if !open(first) {
		if from, ok = parseInstant(first); !ok {
			return 0, 0, false
		}
	}
	if !open(last) {
		if to, ok = parseInstant(last); !ok {
			return 0, 0, false
		}
	}
	return from, to, !(open(first) && open(last)) && (from == 0 || to == 0 || from <= to)
}

func parseInstant(text string) (calendar.Day, bool) {
	if len(text) > len("2026-04-01T00:00:00.000000000+08:00") {
		return 0, false
	}
	// The archive knows no plot before its first day, nor after the last that can be counted with.
	clamp := func(d calendar.Day) calendar.Day { return min(max(d, 1), calendar.Last) }
	if len(text) == len(time.DateOnly) {
		d, err := calendar.ParseDay(text)
		return clamp(d), err == nil
	}
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	if err != nil {
		return 0, false
	}
	return clamp(calendar.Builtin().DayOf(t)), true
}
