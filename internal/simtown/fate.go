package simtown

import (
	"banjie/internal/catalog"
	"banjie/internal/limit"
)

// sleepy is the unit that does not look at its post: there silence accepts, renews and runs late.
const sleepy = "culture-tourism"

// fate is what will go otherwise than smoothly with a case, decided at its birth.
type fate struct {
	speed                              float64 // share of the promised time the work takes
	ignored                            bool    // nobody looks at it before the five days are over
	refused, returned                  bool
	incomplete, onSpot                 bool // papers are missing; they are put right at the window
	never, stillWrong, secondList      bool // corrections never come, are wrong, or a second list is tried
	tolerated, lateSupply, neverSupply bool
	undertaking                        bool
	special                            string
	unfounded                          bool // a pause is tried that the item does not know
	hearing, wantsHearing              bool
	extended, extensionDenied          bool
	denied, withdrawn, early           bool
	terminated, sentBack, referred     bool
	question                           bool
	visits                             int
	renews                             int // days until the old licence expires; 0: no renewal
	silent                             bool
	deliveredBy                        string
	check                              string
}

// foresee draws a fate. The shares are made up, in the order of what halls report.
func (t *town) foresee(m *matter) fate {
	r := m.rng
	slow := m.item.Unit == sleepy
	f := fate{speed: lognormal(r, .3, .45), deliveredBy: "electronic", check: "met"}
	if slow {
		f.speed *= 2.2
	}
	f.question = chance(r, .1)
	if m.channel == "window" && chance(r, .6) || chance(r, .06) {
		f.deliveredBy = "window"
	} else if chance(r, .12) {
		f.deliveredBy = "post"
	}
	f.withdrawn, f.early = chance(r, .022), chance(r, .35)
	if m.item.CaseKind == catalog.OnTheSpot {
		f.ignored = m.channel != "window" && chance(r, .002)
		f.incomplete, f.onSpot = chance(r, .03), m.channel == "window" && chance(r, .7)
		f.refused = chance(r, .008)
		return f
	}
	f.ignored = chance(r, .004) || slow && m.channel != "window" && chance(r, .2)
	f.refused, f.returned = chance(r, .018), chance(r, .005)
	f.incomplete, f.onSpot = chance(r, .19), m.channel == "window" && chance(r, .5)
	f.never, f.stillWrong, f.secondList = chance(r, .1), chance(r, .07), chance(r, .09)
	f.tolerated, f.lateSupply, f.neverSupply = chance(r, .13), chance(r, .06), chance(r, .06)
	f.undertaking = m.item.Undertaking != nil && chance(r, .55)
	f.special, f.hearing = t.specialFor(m, f.undertaking)
	f.hearing = f.hearing || hearingOrdered(m.item)
	f.wantsHearing = chance(r, .6)
	f.unfounded = chance(r, .006)
	f.extended, f.extensionDenied = chance(r, .035) && extendable(m.item), chance(r, .2)
	if f.extended {
		f.speed = 1.1 + .6*r.Float64()
	}
	_, headed := t.head(m.item.Unit) // only a head denies
	f.denied, f.terminated = chance(r, .028) && headed, chance(r, .004) && headed
	f.sentBack, f.referred = chance(r, .012), chance(r, .008)
	if chance(r, .08) {
		f.visits = 1 + r.IntN(2)
	}
	switch {
	case chance(r, .06):
		f.check = "rectified"
	case chance(r, .02):
		f.check = "not_met"
	}
	if renewable(m.item) {
		f.renews = 32 + r.IntN(60)
		if f.silent = chance(r, .1); f.silent {
			f.renews = 31 + r.IntN(8)
		}
	}
	return f
}

// extendable items count in working days, as the ten days that may be added do.
func extendable(it *catalog.Item) bool {
	return it.Promised.Unit == limit.Workday && (it.Statutory == nil || it.Statutory.Unit == limit.Workday)
}

// demonstration keeps the cases of the demo bar's people ordinary, so that each can be
// gone on with by hand; one of them waits for corrections.
func (f fate) demonstration(waiting bool) fate {
	f.withdrawn, f.refused, f.returned, f.terminated, f.ignored = false, false, false, false, false
	f.incomplete, f.onSpot, f.never, f.secondList, f.tolerated = waiting, false, waiting, false, false
	if waiting {
		f.undertaking = false
	}
	return f
}

// renewable items renew a licence: the ones whose first basis is the article on renewal.
func renewable(it *catalog.Item) bool { return it.Bases[0].ID == "xkf-50" }

// specialFor draws a special procedure among those the item knows.
func (t *town) specialFor(m *matter, undertaking bool) (kind string, hearing bool) {
	for _, s := range m.item.Specials {
		switch {
		case s.Kind == "hearing":
			hearing = hearing || chance(m.rng, .22)
		case kind == "" && !undertaking && chance(m.rng, .24):
			kind = s.Kind
		}
	}
	return kind, hearing
}
