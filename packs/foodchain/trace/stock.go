package trace

import (
	"cmp"
	"slices"
)

// Motion is what an event does to the whereabouts of a thing.
type Motion string

const (
	MotionMade     Motion = "made"
	MotionReceived Motion = "received"
	MotionShipped  Motion = "shipped"
	MotionUsed     Motion = "used"
	MotionSold     Motion = "sold"
	MotionGone     Motion = "gone"
)

// Movement is one motion of a thing, by itself or in a container.
type Movement struct {
	Time    int64
	What    Motion
	Place   Place
	Sources []Place
	Amount  int64 // millionths of the base unit of Family; 0 where nothing was said
	Family  Family
}

// MotionOf reads the motion of a part in a role off an event; "" for none.
func (e *Record) MotionOf(input, output bool) Motion {
	switch {
	case input:
		return MotionUsed
	case output:
		return MotionMade
	case e.Step == RetailSelling:
		return MotionSold
	case e.Type == Object && e.Action == Delete:
		return MotionGone
	case e.Step == Receiving || e.Step == Stocking:
		return MotionReceived
	case e.Step == Shipping || e.Step == Departing:
		return MotionShipped
	case e.Type == Object && e.Action == Add:
		return MotionMade
	}
	return ""
}

// Site is where the event took place: its business location, else its read point.
func (e *Record) Site() Place { return cmp.Or(e.Location, e.ReadPoint) }

// Measure gives what a part weighs in its family; nothing known of a lot is 0.
func (p Part) Measure() (int64, Family) {
	n, f := p.measured()
	if f == unknown {
		return 0, ""
	}
	return n, f
}

// Held is how much of a thing is at a place. Place 0 is on the way.
type Held struct {
	Place   Place
	Family  Family
	Amount  int64 // millionths of the base unit
	Unsaid  bool  // some is there, nobody said how much
	Arrived int64 // first, UTC microseconds
}

// Holdings follows a thing through its movements. A single thing is where it was last; of a lot
// every place has what came less what left. Where goods arrive that nobody sent off they are
// taken from the source that is named, else from whoever had some.
func Holdings(kind Kind, list []Movement) []Held {
	slices.SortStableFunc(list, func(a, b Movement) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(rank(a.What), rank(b.What)), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Amount, b.Amount))
	})
	if kind.single() {
		return lastPlace(list)
	}
	s := stock{}
	for _, m := range list {
		switch m.What {
		case MotionMade:
			s.put(m.Place, m)
		case MotionReceived:
			s.take(m, append([]Place{0}, m.Sources...), m.Place)
			s.put(m.Place, m)
		case MotionShipped:
			s.take(m, []Place{m.Place}, 0)
			s.put(0, m)
		default:
			s.take(m, []Place{m.Place}, -1)
		}
	}
	out := slices.DeleteFunc(s, func(h Held) bool { return h.Amount == 0 && !h.Unsaid })
	slices.SortFunc(out, func(a, b Held) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Family, b.Family)) })
	return out
}

// rank orders motions of one instant: things are made before they move, and move before they end.
func rank(m Motion) int {
	return slices.Index([]Motion{MotionMade, MotionShipped, MotionReceived, MotionUsed, MotionSold, MotionGone}, m)
}

func lastPlace(list []Movement) []Held {
	if len(list) == 0 {
		return nil
	}
	last := list[len(list)-1]
	switch last.What {
	case MotionMade, MotionReceived:
		return []Held{{Place: last.Place, Family: Pieces, Amount: 1_000_000, Arrived: last.Time}}
	case MotionShipped:
		return []Held{{Family: Pieces, Amount: 1_000_000, Arrived: last.Time}}
	}
	return nil
}

type stock []Held

func (s *stock) put(at Place, m Movement) {
	for i := range *s {
		if h := &(*s)[i]; h.Place == at && h.Family == m.Family {
			h.Amount += m.Amount
			h.Unsaid = h.Unsaid || m.Amount == 0
			return
		}
	}
	*s = append(*s, Held{Place: at, Family: m.Family, Amount: m.Amount, Unsaid: m.Amount == 0, Arrived: m.Time})
}

// take takes an amount from the preferred places, then from those that have had some longest; not
// from the place but.
func (s *stock) take(m Movement, prefer []Place, but Place) {
	left := m.Amount
	from := func(h *Held) {
		if h.Family != m.Family {
			return
		}
		n := min(left, h.Amount)
		h.Amount, left = h.Amount-n, left-n
	}
	for _, p := range prefer {
		for i := range *s {
			if h := &(*s)[i]; h.Place == p {
				from(h)
			}
		}
	}
	for i := range *s {
		if h := &(*s)[i]; h.Place != but {
			from(h)
		}
	}
}
