package simtown

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/org"
)

// town is a county while it lives.
type town struct {
	cfg    Config
	cal    *calendar.Calendar
	engine *casework.Engine // a copy whose clock stands within a batch
	clk    *clock.Moved     // the writer's
	still  *clock.Moved
	staff  map[string][]org.Officer // by unit and role
	filed  int
	sides  []side                                   // what happens beside the turns
	daily  []func(context.Context, time.Time) error // done at each midnight

	troubles *troubles  // nil: nobody reports what could not be done
	mu       sync.Mutex // of duties
	duties   []*duty    // poor ratings that units attend to, by their next turn
	entries  []entry    // acts on public registers to come
	desk     overseeing

	complaints []*told
	watch      *oversight
}

func newTown(c Config, cal *calendar.Calendar, engine *casework.Engine, clk *clock.Moved) *town {
	own := *engine
	t := &town{cfg: c, cal: cal, engine: &own, clk: clk, still: clock.Standing(c.Begin(cal)), staff: map[string][]org.Officer{}}
	own.Clock = t.still
	for _, o := range orgOfficers() {
		key := o.Unit + "/" + o.Roles[0]
		t.staff[key] = append(t.staff[key], o)
	}
	t.entries = t.registers()
	return t
}

// matter is one case and the person behind it.
type matter struct {
	birth
	rng    *rand.Rand
	who    Person
	form   map[string]any
	input  licensing.ReceiveInput
	fate   fate
	c      *casework.Case // as last seen; nil before the filing
	due    time.Time      // next turn
	turns  int
	opened bool
	pace   int       // office minutes between two acts of the review
	supply time.Time // when tolerated papers follow; zero: never
	tried  bool      // the act that must be refused was tried
	asked  bool      // the question was put
	back   bool      // a task was sent back or referred
	rated  rated
	script *script // a life written beforehand; nil: a case of licensing
}

// conceive decides about a case what its own people decide, before anybody acts.
func (t *town) conceive(b birth) (*matter, error) {
	m := &matter{birth: b, rng: rand.New(rand.NewPCG(t.cfg.Seed, uint64(b.n)+1)), due: b.at}
	if b.demo != nil {
		m.who = *b.demo
	} else {
		firm := !slices.Contains(b.item.Served, catalog.NaturalPerson) || b.item.Served[0] != catalog.NaturalPerson && chance(m.rng, .8)
		m.who = somebody(m.rng, b.n, firm, b.item.Slug == "elder-care-card")
	}
	form, scenario, err := apply(m.rng, b.item, m.who, t.cal.DayOf(b.at))
	if err != nil {
		return nil, err
	}
	m.form, m.input.Scenario = form, scenario
	m.fate = t.foresee(m)
	if b.demo != nil {
		m.fate = m.fate.demonstration(b.waiting)
	}
	m.gather(t.cal)
	return m, nil
}

// gather packs the papers: what the guide asks for, less what fate forgets.
func (m *matter) gather(cal *calendar.Calendar) {
	in := licensing.ReceiveInput{Undertaking: m.fate.undertaking, Scenario: m.input.Scenario, Materials: map[string]licensing.MaterialState{}}
	scenario := map[string]any{}
	for id, option := range in.Scenario {
		scenario[id] = option
	}
	var must, may []string
	for _, n := range catalog.NeededMaterials(*m.item, catalog.Facts{Form: m.form, Scenario: scenario}) {
		switch id := n.Material.ID; {
		case n.Need != catalog.MustBring && n.Need != catalog.MayFollow:
		case in.Undertaking && slices.Contains(m.item.Undertaking.Covers, id):
		case n.Need == catalog.MustBring:
			must = append(must, id)
		default:
			may = append(may, id)
		}
	}
	m.rng.Shuffle(len(must), func(i, j int) { must[i], must[j] = must[j], must[i] })
	if m.fate.incomplete && len(must) > 0 {
		must = must[min(len(must), 1+m.rng.IntN(2)):]
	}
	if m.fate.tolerated && len(may) > 0 {
		may = may[1:]
	}
	for _, id := range slices.Concat(must, may) {
		in.Materials[id] = m.paper()
	}
	if m.fate.renews > 0 {
		cert := m.item.Result.Certificate
		in.Renews = &licensing.Renewal{Certificate: cert, Expires: cal.DayOf(m.at) + calendar.Day(m.fate.renews)}
	}
	m.input = in
}

// paper is one material handed in: seen at a window, or uploaded.
func (m *matter) paper() licensing.MaterialState {
	if m.channel == "window" {
		return licensing.MaterialState{Have: true, Grade: "B", From: string(catalog.FromApplicant)}
	}
	return licensing.MaterialState{Have: true, Grade: "C", From: string(catalog.FromApplicant)}
}

// act carries a command of somebody out on the case.
func (t *town) act(ctx context.Context, m *matter, by access.Actor, verb string, input any, reason string, basis ...string) error {
	cmd := casework.Command{Actor: by, Verb: verb, Input: input, Reason: reason, Basis: basis}
	if m.c != nil {
		cmd.Case = m.c.ID
	}
	if !by.IsStaff() { // what people send carries the number of its form
		m.turns++
		cmd.Idem = m.idem(t.cfg.Seed, by)
	}
	out, err := t.engine.Do(ctx, cmd)
	if err != nil {
		return fmt.Errorf("%s by %s: %w", verb, by.ID, err)
	}
	m.c = out.Case
	return nil
}

func (m *matter) idem(seed uint64, by access.Actor) *casework.Idem {
	key := fmt.Sprintf("sim-%d-%d-%d", seed, m.n, m.turns)
	return &casework.Idem{Actor: by.ID, Key: key, Hash: sha256.Sum256([]byte(key))}
}

// refused carries out what the law does not allow and makes sure that it is refused.
func (t *town) refused(ctx context.Context, m *matter, by access.Actor, verb string, input any, reason string) error {
	err := t.act(ctx, m, by, verb, input, reason)
	if err == nil {
		return fmt.Errorf("%s was possible and must not be", verb)
	}
	if fault.KindOf(err) != fault.Unlawful {
		return err
	}
	return t.reload(ctx, m) // the attempt is an event of its own
}

func (t *town) reload(ctx context.Context, m *matter) (err error) {
	m.c, _, err = t.engine.Load(ctx, m.c.Key)
	return err
}

// fresh loads the case again when the sweeper may have acted on it since.
func (t *town) fresh(ctx context.Context, m *matter, now time.Time) error {
	for _, k := range m.c.Clocks {
		if k.State == limit.Running && (!k.Due.At.After(now) || !k.Warn.IsZero() && !k.Warn.After(now)) {
			return t.reload(ctx, m)
		}
	}
	return nil
}

// turn does the next thing that happens to a case and gives the instant of the one
// after, zero when nothing more will happen.
func (t *town) turn(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	if m.script != nil {
		return m.script.turn(ctx, now)
	}
	if m.c == nil {
		return t.file(ctx, m, now)
	}
	if err := t.fresh(ctx, m, now); err != nil {
		return time.Time{}, err
	}
	switch m.c.State {
	case licensing.Received:
		return t.intake(ctx, m, now)
	case licensing.Correcting:
		return t.correcting(ctx, m, now)
	case licensing.UnderReview:
		return t.review(ctx, m, now)
	case licensing.Suspended:
		return t.suspended(ctx, m, now)
	case licensing.Granted:
		return t.deliver(ctx, m, now)
	case licensing.Checking:
		return t.check(ctx, m, now)
	}
	return t.afterClose(ctx, m, now)
}

// person acts as the applicant.
func (m *matter) person() access.Actor { return m.who.Actor() }

// officer of a unit on the day: A, and B when A is away. A head never handles cases.
func (t *town) officer(m *matter, unit string, now time.Time) access.Actor {
	all := t.staff[unit+"/"+string(access.CaseOfficer)]
	i := m.n % len(all)
	if t.away(all[i].ID, now) {
		i = (i + 1) % len(all)
	}
	return actor(all[i])
}

// away: everybody is away one day in twelve, by a fixed pattern.
func (t *town) away(id string, now time.Time) bool {
	sum := sha256.Sum256([]byte(fmt.Sprint(t.cfg.Seed, id, t.cal.DayOf(now))))
	return sum[0] < 21
}

func (t *town) head(unit string) (access.Actor, bool) {
	all := t.staff[unit+"/"+string(access.UnitHead)]
	if len(all) == 0 {
		return access.Actor{}, false
	}
	return actor(all[0]), true
}

func (t *town) clerk(m *matter) access.Actor {
	return actor(t.staff[centre+"/"+string(access.Clerk)][m.n%6])
}

func (t *town) centreHead() access.Actor {
	return actor(t.staff[centre+"/"+string(access.CentreHead)][0])
}

// holder is the officer who took a task.
func (t *town) holder(id, unit string) access.Actor {
	for _, o := range t.staff[unit+"/"+string(access.CaseOfficer)] {
		if o.ID == id {
			return actor(o)
		}
	}
	return access.Actor{ID: id, Role: access.CaseOfficer, Division: Division, Unit: unit}
}

// soon is so many office minutes from now, drawn round a median.
func (t *town) soon(m *matter, now time.Time, median float64) time.Time {
	return office(t.cal, now, minutes(m.rng, median, .6)).Add(seconds(m.rng))
}

// after is a while after a limit has run out.
func (t *town) after(m *matter, clockName string, now time.Time) time.Time {
	if k, ok := m.c.Clock(clockName); ok && k.Due.At.After(now) {
		return office(t.cal, k.Due.At, 20+m.rng.IntN(200))
	}
	return office(t.cal, now, 60+m.rng.IntN(60))
}
