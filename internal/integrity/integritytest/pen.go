package integritytest

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/integrity"
	"banjie/internal/integrity/sketch"
)

// pen writes the matters of one unit.
type pen struct {
	t       *Town
	h       *habits
	d       *days
	rng     *rand.Rand
	until   time.Time
	pool    []sketch.Sketch
	r       *integrity.Records
	first   int // index of the unit's first matter
	devices int
}

func (p *pen) chance(q float64) bool { return q > 0 && p.rng.Float64() < q }

func (p *pen) write() {
	p.first = len(p.r.Matters)
	p.devices = 1 + p.h.size/400
	workdays := len(p.d.cum)
	n := p.h.size * workdays / 62 // 62 working days are some 90 days
	for range n {
		p.matter(p.d.arrival(p.rng))
	}
}

// matter writes one; arrival is the index of a working day.
func (p *pen) matter(arrival int) *integrity.Matter {
	h, rng := p.h, p.rng
	id := tag("m", len(p.r.Matters))
	m := integrity.Matter{
		ID: id, Unit: h.name, Kind: "complaint", Topic: tag("topic", rng.IntN(12)), Object: "o" + id, Filer: "f" + id,
		Received: p.d.at(rng, arrival), Limit: h.limit, Asked: p.text(),
	}
	if m.Limit == 0 {
		m.Limit = [5]int{10, 10, 10, 10, 5}[rng.IntN(5)]
	}
	m.Taken = m.Received.Add(time.Duration(rng.ExpFloat64() * float64(5*time.Hour)))
	work := max(1, int(math.Ceil(h.median*math.Exp(h.sigma*rng.NormFloat64()))))
	p.onTheWay(&m, arrival, &work)
	doubt := h.reopen
	if p.t.Season == Hard && work >= m.Limit {
		doubt *= 2
	}
	if work > m.Limit {
		switch {
		case p.chance(h.faked):
			work, doubt = m.Limit, 0.35
		case work <= m.Limit+6 && p.chance(h.hurry):
			work = m.Limit
		}
	}
	if h.surge > 0 {
		if e := p.d.end[arrival]; arrival < e-2 && arrival+work > e && p.chance(h.surge) {
			work, doubt = e-rng.IntN(3)-arrival, 0.35
		}
	} else if p.t.Season == Surge { // an honest push before the month ends
		if e := p.d.end[arrival]; arrival < e && arrival+work > e && arrival+work <= e+3 && p.chance(0.5) {
			work = e - arrival
		}
	}
	restarted := m.Limit >= 7 && work > m.Limit && p.chance(h.restart)
	if restarted {
		work = m.Limit
	}
	if closed := arrival + work; !p.chance(h.forgotten) && closed < len(p.d.cum) {
		p.end(&m, p.d.at(rng, closed), doubt)
	}
	place := len(p.r.Matters)
	p.r.Matters = append(p.r.Matters, m)
	if m.Closed.IsZero() {
		return &p.r.Matters[place]
	}
	if back := arrival + work + 1 + rng.IntN(15); (restarted || p.chance(h.refile)) && back < len(p.d.cum) {
		again := p.matter(back)
		if rng.IntN(2) == 0 {
			again.Object = m.Object
		} else {
			again.Asked = like(rng, m.Asked)
		}
	}
	return &p.r.Matters[place]
}

// onTheWay writes pauses, moves, returns, contacts and visits.
func (p *pen) onTheWay(m *integrity.Matter, arrival int, work *int) {
	h, rng := p.h, p.rng
	for day := 0; day < *work && day < 40; day++ {
		paused := p.chance(h.pause)
		if day >= m.Limit-1 && day <= m.Limit && *work > day {
			paused = paused || p.chance(h.pauseLate/2)
		}
		if at := arrival + day; paused && at < len(p.d.cum) {
			long := 2 + rng.IntN(8)
			from := p.d.at(rng, at)
			if from.Before(m.Received) {
				from = m.Received
			}
			m.Pauses = append(m.Pauses, integrity.Pause{From: from, To: p.d.at(rng, min(at+long, len(p.d.start)-1))})
			*work += long
			break
		}
	}
	if p.chance(h.moves) {
		m.Moves = append(m.Moves, integrity.Move{At: m.Received.Add(time.Hour), Longer: p.chance(h.longer)})
	}
	if p.chance(h.returns) {
		m.Returns = append(m.Returns, integrity.Return{At: m.Received.Add(2 * time.Hour), From: h.name, To: "centre", Overturned: rng.IntN(4) == 0})
	}
	if p.chance(h.visits) {
		from := p.d.at(rng, min(arrival+*work/2, len(p.d.start)-1)).Truncate(time.Minute)
		long := 5 * (2 + int(8*rng.ExpFloat64()))
		switch {
		case p.chance(h.invented):
			from, long = from.Truncate(30*time.Minute), 30
		case rng.IntN(10) < 3:
			from = from.Truncate(30 * time.Minute)
		case rng.IntN(10) < 6:
			from = from.Truncate(5 * time.Minute)
		default:
			long += rng.IntN(5)
		}
		if from.Before(p.until) {
			m.Visits = append(m.Visits, integrity.Visit{From: from, To: from.Add(time.Duration(long) * time.Minute), Typed: true})
		}
	}
	if p.chance(0.4) {
		m.Contacts = append(m.Contacts, p.d.at(rng, min(arrival+max(0, *work-1-rng.IntN(3)), len(p.d.start)-1)))
	}
}

// end closes a matter and writes what follows.
func (p *pen) end(m *integrity.Matter, at time.Time, doubt float64) {
	h, rng := p.h, p.rng
	m.Closed = at
	if m.Closed.Before(m.Received) {
		m.Closed = m.Received.Add(time.Minute)
	}
	switch x := rng.Float64(); {
	case p.chance(h.wrong):
		m.Result = integrity.Refused
		if rng.IntN(3) == 0 {
			m.Reading = integrity.Upheld
			if p.chance(0.7) {
				m.Reading = integrity.Overturned
			}
		}
	case p.chance(h.refuse):
		m.Result = integrity.Refused
		if rng.IntN(3) == 0 {
			m.Reading = integrity.Upheld
			if p.chance(0.02) {
				m.Reading = integrity.Overturned
			}
		}
	case x < 0.7:
		m.Result = integrity.Solved
	case x < 0.8:
		m.Result = integrity.Partly
	case x < 0.92:
		m.Result = integrity.Explained
	case x < 0.98:
		m.Result = integrity.Unfounded
	default:
		m.Result = integrity.HandedOver
	}
	withdraw := h.withdrawn
	if len(m.Contacts) > 0 {
		withdraw += h.pushed
	}
	if m.Result != integrity.Refused && p.chance(withdraw) {
		m.Result, m.Signed, m.CallBack = integrity.Withdrawn, true, integrity.Reached
		if len(m.Contacts) > 0 && m.Contacts[0].After(m.Closed) {
			m.Contacts[0] = m.Closed.Add(-time.Hour)
		}
	}
	if doubt > 0 && m.Result != integrity.Refused && p.chance(doubt) {
		if at := m.Closed.Add(time.Duration(2+rng.IntN(13)) * 24 * time.Hour); at.Before(p.until) {
			m.Reopened = at
		}
	}
	lost := h.unsure
	if m.Result != integrity.Solved && m.Result != integrity.Partly {
		lost += h.uninvited
	}
	m.Invited = !p.chance(lost)
	m.AnswerLength = 40 + rng.IntN(200)
	m.Answer = p.text()
	if p.chance(h.template) {
		m.Answer = like(rng, p.pool[rng.IntN(len(p.pool))])
		m.AnswerLength = 60
	} else if p.chance(0.04) {
		m.AnswerLength = 12
	}
	if m.Invited && p.chance(h.rated) {
		p.rate(m)
	}
}

func (p *pen) rate(m *integrity.Matter) {
	h, rng := p.h, p.rng
	r := integrity.Rating{Channel: integrity.ByWindow, Stars: 3 + rng.IntN(3), Device: tag(h.name+"d", rng.IntN(p.devices)), At: m.Closed.Add(time.Duration(1+rng.IntN(20)) * time.Minute)}
	content := h.content
	if x := rng.Float64(); x > 0.5 && !h.dead {
		r = integrity.Rating{Channel: integrity.ByWeb, Stars: r.Stars, Signed: true, At: m.Closed.Add(time.Duration(60+rng.IntN(3*86400)) * time.Second), Phone: "p" + m.ID}
		if x > 0.8 {
			r.Channel = integrity.ByMessage
		}
		if p.chance(h.quick) {
			r.At, r.Office = m.Closed.Add(time.Duration(5+rng.IntN(20))*time.Second), true
		}
	} else if h.coached > 0 {
		content = h.coached
	}
	if !p.chance(content) && !h.dead {
		r.Stars = 1 + rng.IntN(2)
	}
	if r.At.Before(p.until) {
		m.Ratings = append(m.Ratings, r)
	}
}

// flood is five hundred people who write the same within three days.
func (p *pen) flood() {
	text := anyText(p.rng)
	day := len(p.d.cum) - 30
	for range 500 {
		m := p.matter(day + p.rng.IntN(3))
		m.Topic, m.Asked = "topic0", like(p.rng, text)
	}
}

// callBack draws the sealed sample: a tenth, and at least 60 a unit.
func (p *pen) callBack() {
	var ended []int
	for i := p.first; i < len(p.r.Matters); i++ {
		if m := &p.r.Matters[i]; m.Unit == p.h.name && m.Closed.After(p.until.AddDate(0, 0, -85)) && m.CallBack == "" && m.Result != integrity.Refused {
			ended = append(ended, i)
		}
	}
	p.rng.Shuffle(len(ended), func(i, j int) { ended[i], ended[j] = ended[j], ended[i] })
	want := max(60, len(ended)/10)
	if p.t.Cheat == "G3" && p.h.name == Cheater {
		want = p.t.N
	}
	for _, i := range ended {
		if want == 0 {
			break
		}
		m := &p.r.Matters[i]
		if p.rng.IntN(5) == 0 {
			m.CallBack = integrity.NotReached
			continue
		}
		m.CallBack = integrity.Reached
		stars := 5
		if !p.chance(p.h.content) {
			stars = 2
		}
		if at := m.Closed.Add(3 * 24 * time.Hour); at.Before(p.until) {
			m.Ratings = append(m.Ratings, integrity.Rating{Channel: integrity.ByCallBack, Stars: stars, At: at})
			want--
		}
	}
}

// rest writes what is not of a matter, and the cheats that are no habit.
func (p *pen) rest(k int) {
	cheats := p.t.Cheat != "" && k == 0
	calls := 20 + p.h.size/2
	c := integrity.Calls{Unit: p.h.name, Calls: calls}
	for range calls {
		lost := 0.05
		if cheats && p.t.Cheat == "G13" {
			lost += p.t.Strength
		}
		if !p.chance(lost) {
			c.Matters++
		}
	}
	p.r.Calls = append(p.r.Calls, c)
	seeds := 2
	if cheats && p.t.Cheat == "G13" {
		seeds = p.t.N
	}
	for range seeds {
		p.r.Seeds = append(p.r.Seeds, integrity.Seed{Unit: p.h.name, Found: !cheats || p.t.Cheat != "G13" || !p.chance(p.t.Strength)})
	}
	if !cheats {
		return
	}
	var recent []*integrity.Matter
	for i := p.first; i < len(p.r.Matters); i++ {
		if m := &p.r.Matters[i]; m.Closed.After(p.until.AddDate(0, 0, -25)) {
			recent = append(recent, m)
		}
	}
	switch p.t.Cheat {
	case "G4": // as many ratings at the window as printed
		left := p.t.N
		for i := len(p.r.Matters) - 1; i >= p.first; i-- {
			m := &p.r.Matters[i]
			m.Ratings = slices.DeleteFunc(m.Ratings, func(r integrity.Rating) bool { return r.Channel != integrity.ByCallBack })
			if at := m.Closed.Add(time.Minute); left > 0 && m.Closed.After(p.until.AddDate(0, 0, -89)) && at.Before(p.until) {
				m.Ratings = append(m.Ratings, integrity.Rating{Channel: integrity.ByWindow, Stars: 5, At: at})
				left--
			}
		}
	case "G5": // a pile of ratings within one hour
		if len(recent) > 0 {
			at := recent[0].Closed.Truncate(time.Hour)
			for range int(20 * p.t.Strength) {
				m := recent[p.rng.IntN(len(recent))]
				m.Ratings = append(m.Ratings, integrity.Rating{Channel: integrity.ByWindow, Stars: 5, Device: p.h.name + "d0", At: at.Add(time.Duration(p.rng.IntN(3600)) * time.Second)})
			}
		}
	case "G11":
		for i := range min(p.t.N, len(recent)*3) {
			m := recent[i%len(recent)]
			m.Moves = append(m.Moves, integrity.Move{At: m.Received.Add(time.Hour), Longer: p.chance(p.h.longer)})
		}
	}
}
