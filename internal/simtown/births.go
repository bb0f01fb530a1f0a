package simtown

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
)

// birth is a case that will be filed.
type birth struct {
	at      time.Time
	n       int // its number, from 0: seed of everything it does
	item    *catalog.Item
	channel string
	window  string
	demo    *Person // one of the demo bar's people, nil for somebody else
	waiting bool    // papers are missing and the person has not brought them yet
}

// weekdays is how busy a day of the week is beside the mean; Mondays are worst.
var weekdays = [7]float64{.12, 1.25, 1.1, 1, 1, .9, .12}

// births plans the filings: so many a day by weekday and holiday, at the hours of the
// hall or of those who sit at home, for units by their size.
func (c Config) births(cal *calendar.Calendar, shelf []*catalog.Item, people []Person) []birth {
	rng := rand.New(rand.NewPCG(c.Seed, 0))
	first := c.End - calendar.Day(c.Days) + 1
	weight := make([]float64, c.Days)
	total := 0.0
	for i := range weight {
		weight[i] = c.weight(cal, first+calendar.Day(i))
		total += weight[i]
	}
	items, itemTotal := itemWeights(shelf)
	stop := c.stop(cal)
	all := make([]birth, 0, c.Cases)
	day, reached := 0, weight[0]
	for n := range c.Cases {
		for at := total * (float64(n) + .5) / float64(c.Cases); at > reached && day < c.Days-1; {
			day++
			reached += weight[day]
		}
		b := birth{n: n, item: draw(rng, items, itemTotal)}
		b.place(rng, cal, first+calendar.Day(day), stop)
		all = append(all, b)
	}
	slices.SortStableFunc(all, func(a, b birth) int { return a.at.Compare(b.at) })
	cast(all, people)
	return all
}

// weight of a day: a make-up workday is quieter, on holidays people file at home.
func (c Config) weight(cal *calendar.Calendar, d calendar.Day) float64 {
	w := weekdays[d.Weekday()]
	switch work := cal.IsWorkday(d); {
	case work && w < .5:
		w = .7
	case !work:
		w = .1
	}
	if d == c.End {
		w *= .4 // the last day is not over
	}
	return w
}

type weighed struct {
	item   *catalog.Item
	weight float64
}

// itemWeights gives each unit its size, shared among its items; quick matters come three times as often.
func itemWeights(shelf []*catalog.Item) (all []weighed, total float64) {
	share := func(it *catalog.Item) float64 {
		if it.CaseKind == catalog.OnTheSpot {
			return 2
		}
		return 1
	}
	sum := map[string]float64{}
	for _, it := range shelf {
		sum[it.Unit] += share(it)
	}
	for _, u := range units {
		for _, it := range shelf {
			if it.Unit == u.id {
				w := u.weight * share(it) / sum[u.id]
				all = append(all, weighed{it, w})
				total += w
			}
		}
	}
	return all, total
}

func draw(rng *rand.Rand, all []weighed, total float64) *catalog.Item {
	at := rng.Float64() * total
	for _, w := range all {
		if at -= w.weight; at < 0 {
			return w.item
		}
	}
	return all[len(all)-1].item
}

// place chooses channel, window and instant. Nothing reaches the hall on a holiday.
func (b *birth) place(rng *rand.Rand, cal *calendar.Calendar, d calendar.Day, stop time.Time) {
	b.channel = "web"
	switch {
	case cal.IsWorkday(d) && chance(rng, .42):
		b.channel = "window"
	case chance(rng, .35):
		b.channel = "mobile"
	}
	if !slices.Contains(b.item.Channels, b.channel) {
		b.channel = b.item.Channels[0]
	}
	if b.channel == "window" && !cal.IsWorkday(d) {
		b.channel = "web"
	}
	minute := 0
	if b.channel == "window" {
		b.window = windowFor(rng, b.item.Unit)
		minute = hump(rng, 9*60+40, 45, 8*60+31, 11*60+55)
		if chance(rng, .4) {
			minute = hump(rng, 14*60+30, 50, 13*60+31, 16*60+55)
		}
	} else {
		switch r := rng.Float64(); {
		case r < .5:
			minute = hump(rng, 10*60+30, 150, 7*60, 18*60)
		case r < .92:
			minute = hump(rng, 20*60+30, 80, 18*60, 23*60+50)
		default:
			minute = rng.IntN(7 * 60)
		}
	}
	b.at = cal.Start(d).Add(time.Duration(minute)*time.Minute + seconds(rng))
	if !b.at.Before(stop) { // the last day ends before noon
		b.at = stop.Add(-time.Duration(1+rng.IntN(150))*time.Minute + seconds(rng))
	}
}

// hump draws a minute of the day round a peak, within bounds.
func hump(rng *rand.Rand, peak, spread float64, from, to int) int {
	for range 8 {
		if m := int(peak + spread*rng.NormFloat64()); m >= from && m < to {
			return m
		}
	}
	return from + rng.IntN(to-from)
}

// windowFor sends people to their unit's own window where it has one, else to an integrated one.
func windowFor(rng *rand.Rand, unit string) string {
	for _, w := range windows {
		if w.unit == unit && chance(rng, .6) {
			return w.number
		}
	}
	return windows[rng.IntN(6)].number
}

// demoItems are what the people of the demo bar ask for.
var demoItems = map[string][]string{
	"citizen": {"elder-care-card", "housing-fund-withdrawal", "residence-permit", "medical-reimbursement", "food-business-licence", "self-employed-registration", "property-transfer", "hygiene-licence"},
	"farmer":  {"rural-homestead", "pesticide-business", "aquaculture-licence", "machinery-subsidy", "small-food-workshop", "animal-epidemic-condition"},
	"firm":    {"food-business-licence", "oversize-transport-2", "company-registration", "outdoor-advertising", "project-joint-start", "firm-funds", "drainage-permit", "construction-permit", "fire-safety-check"},
}

// roles are the cases of one person of the demo bar: how far into the history, whether it
// must take days, so that it is still open at the end, and whether corrections are awaited.
var roles = []struct {
	share         float64
	slow, waiting bool
}{{.3, false, false}, {.6, false, false}, {.8, false, false}, {.94, true, true}, {.965, true, false}, {.985, true, false}}

// cast gives the people of the demo bar some cases of their own, most of them recent.
func cast(all []birth, people []Person) {
	for k := range people {
		p := &people[k]
		for _, r := range roles {
			fits := func(b birth) bool {
				return b.demo == nil && b.channel != "window" && slices.Contains(demoItems[p.Key], b.item.Slug) && (!r.slow || b.item.Promised.N >= 5)
			}
			from := int(r.share * float64(len(all)))
			if i := slices.IndexFunc(all[from:], fits); i >= 0 {
				all[from+i].demo, all[from+i].waiting = p, r.waiting
			}
		}
	}
}

// bySlug sorts a catalogue so that draws do not hang on its order.
func bySlug(published []catalog.Item) []*catalog.Item {
	all := make([]*catalog.Item, len(published))
	for i := range published {
		all[i] = &published[i]
	}
	slices.SortFunc(all, func(a, b *catalog.Item) int { return cmp.Compare(a.Slug, b.Slug) })
	return all
}
