package integrity

import (
	"cmp"
	"slices"
	"time"

	"banjie/internal/integrity/chance"
	"banjie/internal/integrity/sketch"
)

// likeness is from which two texts count as the same (G9, G14).
const likeness = 0.8

// again is within how many days of the end a matter filed again counts as the same (G9).
const again = 60 * 24 * time.Hour

// flood is the number of matters with one text above which they are many people, not one restarted matter.
const flood = 10

// restarted gives the matters of the window that were split from another or filed again within 60 days of its
// end: same object, or same filer and topic, or same text.
func (w *window) restarted(u *unit) (y, n int) {
	all := slices.Clone(u.all)
	slices.SortStableFunc(all, func(a, b *Matter) int { return a.Received.Compare(b.Received) })
	texts := make([]sketch.Sketch, len(all))
	for i, m := range all {
		texts[i] = m.Asked
	}
	like := make([][]int, len(all))
	sketch.Pairs(texts, likeness, func(i, j int) {
		like[i], like[j] = append(like[i], j), append(like[j], i)
	})
	type key struct{ a, b string }
	byObject, byFiler := map[key][]int{}, map[key][]int{}
	follows := func(i, j int) bool { // j was over when i came
		return j != i && all[j].ended() && !all[i].Received.Before(all[j].Closed) && all[i].Received.Sub(all[j].Closed) <= again
	}
	for i, m := range all {
		if !m.Received.After(w.from) {
			n--
		}
		n++
		is := m.Parent != ""
		object, filer := key{m.Kind, m.Object}, key{m.Filer, m.Topic}
		for _, j := range byObject[object] {
			is = is || m.Object != "" && follows(i, j)
		}
		for _, j := range byFiler[filer] {
			is = is || m.Filer != "" && follows(i, j)
		}
		if len(like[i]) < flood {
			for _, j := range like[i] {
				is = is || follows(i, j)
			}
		}
		if is && m.Received.After(w.from) {
			y++
		}
		if m.Object != "" {
			byObject[object] = append(byObject[object], i)
		}
		if m.Filer != "" {
			byFiler[filer] = append(byFiler[filer], i)
		}
	}
	return y, n
}

// G9: matters that are split, or ended and filed again.
func judgeRestarts(w *window) []Finding {
	all := w.shares(func(u *unit) (s share) { s.y, s.n = w.restarted(u); return s })
	return w.each(func(i int, _ *unit) Finding { return above(all, i, 20) })
}

// G10: matters that are sent to and fro.
func judgePingPong(w *window) []Finding {
	all := w.shares(func(u *unit) (s share) {
		for _, m := range slices.Concat(u.ended, u.open) {
			s.n++
			s.y += min(1, len(m.Returns))
		}
		return s
	})
	return w.each(func(i int, u *unit) Finding {
		f := above(all, i, 20)
		var twice, loops, returns, overturned int
		var hours []float64
		for _, m := range slices.Concat(u.ended, u.open) {
			if len(m.Returns) >= 2 {
				twice++
			}
			for k, r := range m.Returns {
				returns++
				if r.Overturned {
					overturned++
				}
				if k > 0 && r.From == m.Returns[k-1].To && r.To == m.Returns[k-1].From {
					loops++
				}
			}
			if !m.Taken.IsZero() {
				hours = append(hours, m.Taken.Sub(m.Received).Hours())
			}
		}
		f.measure("returned_twice", twice, all[i].n)
		f.measure("loops", loops, all[i].n)
		f.measure("overturned", overturned, returns)
		if len(hours) > 0 {
			slices.Sort(hours)
			f.Measures = append(f.Measures, Measure{Name: "median_hours_to_taken", Numerator: len(hours), Value: number(hours[len(hours)/2])})
		}
		f.sure = twice > 0
		return f
	})
}

// G11: matters are moved one way, to where the limit is longer.
func judgeShifting(w *window) []Finding {
	return w.each(func(_ int, u *unit) Finding {
		var longer, all int
		for _, m := range u.all {
			for _, v := range m.Moves {
				if v.At.After(w.from) && !v.At.After(w.until) {
					all++
					if v.Longer {
						longer++
					}
				}
			}
		}
		f := Finding{Numerator: longer, Denominator: all}
		if all < 10 { // ten of ten have p = 0.00098
			f.State = NotJudged
			return f
		}
		low, high := chance.Wilson(longer, all)
		f.Low, f.High = number(low), number(high)
		f.tested(chance.Binomial(longer, all, 0.5), limitP)
		return f
	})
}

// overturnedShare is the share of refusals that a second reading may overturn without suspicion.
const overturnedShare = 0.05

// G12: refusals as a dustbin: more of them than the peers have, or refusals that a second reading overturns.
func judgeRefusals(w *window) []Finding {
	all := w.shares(func(u *unit) (s share) {
		for _, m := range u.ended {
			s.n++
			if m.Result == Refused {
				s.y++
			}
		}
		return s
	})
	return w.each(func(i int, u *unit) Finding {
		var read, overturned int
		for _, m := range u.ended {
			if m.Result == Refused && m.Reading != "" {
				read++
				if m.Reading == Overturned {
					overturned++
				}
			}
		}
		f := above(all, i, 20)
		f.Measures = append(f.Measures,
			Measure{Name: "overturned", Numerator: overturned, Denominator: read},
			Measure{Name: "overturned_at_most", Numerator: overturned, Denominator: read, Value: number(chance.AtMost(overturned, read))})
		if f.State == "" && read > 0 {
			f.tested(2*min(*f.P, chance.Binomial(overturned, read, overturnedShare)), limitP)
		}
		return f
	})
}

// pressed is how soon after an officer's contact a withdrawal counts (G17).
const pressed = 72 * time.Hour

// G17: withdrawals soon after an officer spoke to the person.
func judgeWithdrawals(w *window) []Finding {
	all := w.shares(func(u *unit) (s share) {
		for _, m := range slices.Concat(u.ended, u.open) {
			soon := false
			for _, at := range m.Contacts {
				if after := m.Closed.Sub(at); m.Result == Withdrawn && after >= 0 && after <= pressed {
					soon = true
				}
			}
			if len(m.Contacts) > 0 {
				s.n++
			}
			if soon {
				s.y++
			}
		}
		return s
	})
	return w.each(func(i int, u *unit) Finding {
		f := above(all, i, 20)
		if f.State == "" {
			o := othersOf(all, i)
			f.tested(max(*f.P, chance.Fisher(all[i].y, all[i].n, o.y, o.n)), limitP)
		}
		var withdrawn, unsigned, called int
		for _, m := range u.ended {
			if m.Result != Withdrawn {
				continue
			}
			withdrawn++
			if !m.Signed {
				unsigned++
			}
			if m.CallBack != "" {
				called++
			}
		}
		f.measure("unsigned", unsigned, withdrawn)
		f.measure("called_back", called, withdrawn)
		f.sure = unsigned > 0
		return f
	})
}

// G13: what should be in the books and is not.
func judgeOffBooks(w *window) []Finding {
	missing := w.shares(func(u *unit) (s share) {
		for _, c := range u.calls {
			s.n += c.Calls
			s.y += max(0, c.Calls-c.Matters)
		}
		return s
	})
	return w.each(func(i int, u *unit) Finding {
		found := 0
		for _, s := range u.seeds {
			if s.Found {
				found++
			}
		}
		f := Finding{Numerator: found, Denominator: len(u.seeds)}
		f.measure("orphan_receipts", u.orphans, 0)
		f.measure("calls_without_matter", missing[i].y, missing[i].n)
		f.sure = found < len(u.seeds) || u.orphans > 0
		if len(u.seeds) > 0 {
			f.Low = number(chance.AtLeast(found, len(u.seeds)))
		}
		p, ok := beyond(missing, i)
		if ok && missing[i].n >= 20 {
			f.tested(p, limitP)
		} else if len(u.seeds) == 0 && !f.sure {
			f.State = NotJudged
		}
		return f
	})
}

// leastAnswer is the length of a closing text in characters below which it says nothing (G14).
const leastAnswer = 30

// clustered is from how many alike answers on a cluster counts (G14).
const clustered = 5

// neighbours is with how many of the unit's other answers each answer is compared: the same number in small units and
// large, because in a large unit any two habits of writing meet six times.
const neighbours = 5

// twins counts the answers that are like one of the next five on another problem.
func twins(texts []sketch.Sketch, of []*Matter) (s share) {
	if len(texts) <= 2*neighbours {
		return s
	}
	for i, t := range texts {
		s.n++
		for k := 1; k <= neighbours; k++ {
			j := (i + k) % len(texts)
			if of[i].Topic == of[j].Topic && of[i].Topic != "" {
				continue
			}
			if t.Likeness(texts[j]) >= likeness {
				s.y++
				break
			}
		}
	}
	return s
}

// G14: one answer for different problems, and answers that are too short to say anything.
func judgeEmptyAnswers(w *window) []Finding {
	var short, twin []share
	all := w.shares(func(u *unit) (s share) {
		var texts []sketch.Sketch
		var of []*Matter
		var sh share
		for _, m := range u.ended {
			if m.Result == Refused || m.Result == Withdrawn || m.Result == Merged {
				continue
			}
			if m.AnswerLength > 0 || m.Answer != nil {
				sh.n++
				if m.AnswerLength > 0 && m.AnswerLength < leastAnswer {
					sh.y++
				}
			}
			if m.Answer != nil {
				texts, of = append(texts, m.Answer), append(of, m)
			}
		}
		short, twin = append(short, sh), append(twin, twins(texts, of))
		type cluster struct {
			n      int
			topics map[string]bool
		}
		clusters := map[int]*cluster{}
		for i, root := range sketch.Clusters(texts, likeness) {
			c := clusters[root]
			if c == nil {
				c = &cluster{topics: map[string]bool{}}
				clusters[root] = c
			}
			c.n++
			c.topics[cmp.Or(of[i].Topic, of[i].ID)] = true
		}
		s.n = len(texts)
		for _, c := range clusters {
			if c.n > clustered && len(c.topics) > 1 {
				s.y += c.n
			}
		}
		return s
	})
	return w.each(func(i int, _ *unit) Finding {
		f := above(twin, i, 20)
		f.measure("in_clusters_over_5", all[i].y, all[i].n)
		f.measure("shorter_than_30", short[i].y, short[i].n)
		if p, ok := beyond(short, i); ok && f.State == "" {
			f.tested(2*min(*f.P, p), limitP)
		}
		return f
	})
}

// G16: times that were typed without a visit: full minutes, and one length for all.
func judgeInvented(w *window) []Finding {
	type typed struct {
		minutes [60]int
		n       int
		same    share
	}
	all := make([]typed, len(w.units))
	var same, full []share
	for i, u := range w.units {
		t := &all[i]
		before := -1
		rounded := share{}
		for _, m := range u.all {
			for _, v := range m.Visits {
				if !v.Typed || !v.From.After(w.from) || v.From.After(w.until) {
					continue
				}
				t.n++
				t.minutes[v.From.Minute()]++
				if v.From.Minute()%30 == 0 {
					rounded.y++
				}
				rounded.n++
				long := int(v.To.Sub(v.From).Minutes())
				if long == before {
					t.same.y++
				}
				before = long
			}
		}
		t.same.n = t.n
		same, full = append(same, t.same), append(full, rounded)
	}
	return w.each(func(i int, _ *unit) Finding {
		t := all[i]
		f := Finding{Numerator: t.same.y, Denominator: t.n}
		f.measure("on_the_half_hour", full[i].y, full[i].n)
		counts := t.minutes[:]
		if t.n < 300 { // expected counts below 5: twelve parts of five minutes
			five := make([]int, 12)
			for minute, n := range t.minutes {
				five[minute/5] += n
			}
			counts = five
		}
		length, ok := beyond(same, i)
		half, _ := beyond(full, i)
		if t.n < 60 || !ok {
			f.State = NotJudged
			return f
		}
		x := chance.Uniform(counts)
		uneven := chance.ChiSquareAbove(x, len(counts)-1)
		f.Statistic = number(x)
		// Everybody rounds a little, so the peers decide; the χ² must be there too.
		f.tested(max(uneven, 2*min(length, half)), limitP)
		return f
	})
}
