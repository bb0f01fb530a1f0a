// Package integritytest makes seeded towns for the integrity indicators: thirty units with sizes after
// Zipf, log-normal work times on the working calendar, and one cheat of a strength between 0 and 1, or none.
//
//	Town{Seed, Season, Cheat, Strength, N} ─▶ Records ─▶ integrity.Judge ─▶ caught, or a false alarm
//
// The same town is the same to the last bit. It is lighter than simtown, which runs the real commands:
// here only the records exist. What the towns assume (shares, spreads between units) is written in
// doc/integrity.md; they are assumptions, no measurement of any real county.
package integritytest

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/integrity"
	"banjie/internal/integrity/sketch"
)

// Season is the weather of a town: honest circumstances that look like cheating.
type Season string

// Seasons. Hard is not among the adversarial ones of the design: units hurry, and cases that take to the last day honestly come back
// twice as often.
const (
	Ordinary Season = "ordinary"
	Hurry    Season = "hurry"
	Tiny     Season = "tiny"
	Holidays Season = "holidays"
	Flood    Season = "flood"
	Surge    Season = "surge"
	Hard     Season = "hard"
)

// Seasons is all of them.
var Seasons = []Season{Ordinary, Hurry, Tiny, Holidays, Flood, Surge, Hard}

// Cheater is the unit that cheats.
const Cheater = "unit-00"

// units is how many a town has.
const units = 30

// Town is what a town is made from.
type Town struct {
	Seed     uint64
	Season   Season
	Cheat    string  // G1…G18; "" for an honest town
	Strength float64 // of the cheat
	N        int     // what the printed power counts: matters of the cheating unit in 90 days, for G3 call-backs, for G4 ratings, for G11 moves, for G13 seeded complaints
	True     float64 // G3: true share content
	Poor     float64 // G4: share of poor ratings at the peers
	Scale    int     // the peers are so many times larger; 1 where it is 0
}

// Until is the end of the window.
func (t *Town) Until() time.Time {
	if t.Season == Holidays { // the National Day week lies in it
		return time.Date(2026, 10, 20, 15, 0, 0, 0, time.UTC)
	}
	return time.Date(2026, 9, 15, 15, 0, 0, 0, time.UTC)
}

// habits are what a unit does, honest or not.
type habits struct {
	name              string
	size              int // received in 90 days
	median, sigma     float64
	limit             int // 0: mixed
	reopen            float64
	hurry, faked      float64
	content           float64
	coached           float64 // share content shown at the window where above 0
	rated             float64
	pause, pauseLate  float64
	refile            float64
	restart           float64
	returns           float64
	moves, longer     float64
	refuse, wrong     float64
	template          float64
	forgotten         float64
	visits, invented  float64
	withdrawn, pushed float64
	uninvited, unsure float64
	quick             float64
	surge             float64 // closes this share falsely at the end of the ranking period
	dead              bool
}

// days are the working days of the history, as instants of their beginning.
type days struct {
	start []time.Time
	cum   []float64 // weights of arrival, summed
	month []int     // year·12+month of each
	end   []int     // index of the last working day of its month
}

const history = 200 // calendar days before Until

func (t *Town) days(cal *calendar.Calendar) *days {
	until := cal.DayOf(t.Until())
	var d days
	sum := 0.0
	for day := until - history; day <= until+60; day++ {
		if !cal.IsWorkday(day) {
			continue
		}
		weight := 1.0
		switch day.Weekday() {
		case time.Monday:
			weight = 1.3
		case time.Friday:
			weight = 0.8
		}
		if t.Season == Surge && day > until-45 && day <= until-15 {
			weight *= 3
		}
		if day <= until {
			sum += weight
			d.cum = append(d.cum, sum)
		}
		y, m, _ := day.Date()
		d.start, d.month = append(d.start, cal.Start(day)), append(d.month, y*12+int(m))
	}
	d.end = make([]int, len(d.start))
	last := len(d.start) - 1
	for i := last; i >= 0; i-- {
		if d.month[i] != d.month[last] {
			last = i
		}
		d.end[i] = last
	}
	return &d
}

// at is an instant in the office hours of a working day.
func (d *days) at(rng *rand.Rand, i int) time.Time {
	s := rng.IntN(8 * 3600)
	if s >= 3*3600+1800 { // half past eight to noon, half past one to six
		s += 5400
	}
	return d.start[i].Add(8*time.Hour + 30*time.Minute + time.Duration(s)*time.Second)
}

func (d *days) arrival(rng *rand.Rand) int {
	x := rng.Float64() * d.cum[len(d.cum)-1]
	lo, hi := 0, len(d.cum)-1
	for lo < hi {
		if mid := (lo + hi) / 2; d.cum[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// around draws from a beta distribution by its mean and strength.
func around(rng *rand.Rand, mean, strength float64) float64 {
	a, b := gamma(rng, mean*strength), gamma(rng, (1-mean)*strength)
	return a / (a + b)
}

// gamma draws by Marsaglia and Tsang.
func gamma(rng *rand.Rand, a float64) float64 {
	if a < 1 {
		return gamma(rng, a+1) * math.Pow(rng.Float64(), 1/a)
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func (t *Town) unit(rng *rand.Rand, k int) habits {
	h := habits{
		name: "unit-" + string(rune('0'+k/10)) + string(rune('0'+k%10)),
		size: max(6, int(900/math.Pow(float64(k+1), 1.47))), median: 4 + 3*rng.Float64(), sigma: 0.6,
		reopen: around(rng, 0.06, 200), content: around(rng, 0.95, 150), rated: 0.4,
		pause: 0.012, refile: around(rng, 0.03, 150), returns: around(rng, 0.04, 100), moves: 0.04, longer: 0.5,
		refuse: around(rng, 0.05, 100), template: around(rng, 0.08, 60), forgotten: around(rng, 0.01, 200),
		visits: 0.2, withdrawn: around(rng, 0.03, 100), unsure: 0.01, quick: around(rng, 0.02, 100),
	}
	if t.Cheat == "" { // who is large is drawn too
		h.size = max(6, int(900/math.Pow(float64((k*7+int(t.Seed%units))%units+1), 1.47)))
	}
	switch t.Season {
	case Hurry, Hard:
		h.hurry, h.median, h.limit = 0.6+0.3*rng.Float64(), 6.67, 10
	case Tiny:
		h.size = 2 + rng.IntN(24)
	case Surge:
		h.hurry = 0.4
	}
	h.size *= max(1, t.Scale)
	if k == 0 && t.N > 0 {
		h.size = t.N
	}
	if k == 0 && t.Cheat != "" {
		t.cheat(&h)
	}
	if t.Cheat == "G4" {
		h.content = 1 - t.Poor
	}
	return h
}

// cheat makes the habits those of the cheat.
func (t *Town) cheat(h *habits) {
	s := t.Strength
	switch t.Cheat {
	case "G1", "G2":
		h.median, h.limit, h.faked = 6.67, 10, s // a quarter would be late
		h.refuse = 0
		h.reopen = 0.06
	case "G3":
		h.size, h.rated, h.coached, h.content = 1000, 0.9, 0.98, t.True
	case "G4":
		h.dead, h.size, h.rated = true, 2*t.N, 1
	case "G6":
		h.quick += s
	case "G7":
		h.uninvited = s
	case "G8":
		h.pauseLate = s
	case "G9":
		h.restart = s
	case "G10":
		h.returns += s
	case "G11":
		h.size, h.moves, h.longer = 400, 0, 0.5+0.5*s
	case "G12":
		h.wrong = s
	case "G14":
		h.template += s
	case "G15":
		h.forgotten += s
	case "G16":
		h.invented, h.visits = s, 0.5
	case "G17":
		h.pushed = s
	case "G18":
		h.surge = s
	}
}

// Records makes the records of the town.
func (t *Town) Records() *integrity.Records {
	rng := rand.New(rand.NewPCG(t.Seed, 0x62616e6a6965))
	cal := calendar.Builtin()
	d := t.days(cal)
	pool := templates(rng)
	r := &integrity.Records{}
	for k := range units {
		h := t.unit(rng, k)
		p := &pen{t: t, h: &h, d: d, rng: rng, until: t.Until(), pool: pool, r: r}
		p.write()
		if t.Season == Flood && k == 7 {
			p.flood()
		}
		p.callBack()
		p.rest(k)
	}
	return r
}

func templates(rng *rand.Rand) []sketch.Sketch {
	pool := make([]sketch.Sketch, 3)
	for i := range pool {
		pool[i] = anyText(rng)
	}
	return pool
}

// anyText is the sketch of a text that is like no other.
func anyText(rng *rand.Rand) sketch.Sketch {
	s := make(sketch.Sketch, sketch.Places)
	for i := 0; i < len(s); i += 2 {
		v := rng.Uint64()
		s[i], s[i+1] = uint32(v), uint32(v>>32)
	}
	return s
}

// text is any text where the town's texts will be read.
func (p *pen) text() sketch.Sketch {
	if c := p.t.Cheat; c != "" && c != "G9" && c != "G14" {
		return nil
	}
	return anyText(p.rng)
}

// like is the sketch of a text that differs a little.
func like(rng *rand.Rand, s sketch.Sketch) sketch.Sketch {
	if s == nil {
		return nil
	}
	c := make(sketch.Sketch, len(s))
	copy(c, s)
	for range 8 {
		c[rng.IntN(len(c))] = rng.Uint32()
	}
	return c
}

func tag(prefix string, n int) string { return prefix + strconv.Itoa(n) }
