package chain

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/trace"
)

// Store is what the desk reads. Nothing is written but by acts and captures.
type Store interface {
	Business(ctx context.Context, division, id string) (Business, error)
	// ByCode gives the business of a credit code; fault.NotFound.
	ByCode(ctx context.Context, division, code string) (Business, error)
	// WithCode lists all that gave a credit code, the one that proved it first, at most 50.
	WithCode(ctx context.Context, division, code string) ([]Business, error)
	// Overlapping lists the company prefixes that contain a prefix or lie within it: of businesses
	// other than except, of the county unless except is [County], and of numbers given out.
	Overlapping(ctx context.Context, division, prefix, except string) ([]string, error)
	// PrefixOwner gives the business below whose company prefix a number of thirteen digits lies; "".
	PrefixOwner(ctx context.Context, division, number string) (string, error)
	// Of lists the businesses of a party, at most 50.
	Of(ctx context.Context, division, party string) ([]Business, error)
	// Find lists businesses whose name or code begins with a text, at most limit.
	Find(ctx context.Context, division, text string, limit int) ([]Business, error)
	// Partners lists whom a business dealt with last, at most limit.
	Partners(ctx context.Context, division, business string, limit int) ([]Business, error)
	Places(ctx context.Context, division, business string) ([]Place, error)
	// PlaceOf gives the place of a key; fault.NotFound.
	PlaceOf(ctx context.Context, key string) (Place, error)
	Products(ctx context.Context, division, business string) ([]Product, error)
	// Product gives a product by its fourteen digits; fault.NotFound.
	Product(ctx context.Context, division, gtin string) (Product, error)
	// Used says whether anything was recorded of a product, by its fourteen digits.
	Used(ctx context.Context, gtin string) (bool, error)
	// RemovedProduct gives how the last product of a number was removed; fault.NotFound where none was.
	RemovedProduct(ctx context.Context, division, gtin string) (ProductEvent, error)
	// ProductEvents lists what became of a business's products, the newest first, at most limit.
	ProductEvents(ctx context.Context, division, business string, limit int) ([]ProductEvent, error)
	Licences(ctx context.Context, division, business string) ([]Licence, error)
	// Lots gives what is known of lots, by key.
	Lots(ctx context.Context, keys []string) (map[string]Dated, error)
	// Later lists those of the lots that came to be at a place, or came to it, at an instant or after
	// it and not before.
	Later(ctx context.Context, place string, lots []string, from time.Time) ([]string, error)
	// Shelf lists lots that a place handled, the last handled first.
	Shelf(ctx context.Context, place string, limit int) ([]string, error)
	// Book lists the lines of places, newest first, before an event where one is given.
	Book(ctx context.Context, places []string, before Mark, limit int) ([]Line, error)
	// Halves lists what went from or to a business since an instant by the book of one of the two alone, in
	// the base unit of its family, in no order.
	Halves(ctx context.Context, division, business string, since time.Time) ([]Half, error)
	// Entry gives the step that was recorded under a number; fault.NotFound.
	Entry(ctx context.Context, division, entry string) (Entry, error)
	// Next gives the next free running number below a prefix.
	Next(ctx context.Context, division, prefix, kind string) (int64, error)
	// Prefix is the county's GS1 company prefix; "" while none is set.
	Prefix(ctx context.Context, division string) (string, error)
	// Proofs lists the conformity certificates of lots that were not withdrawn, by key.
	Proofs(ctx context.Context, division string, lots []string) (map[string]string, error)
	// Certificates lists the conformity certificates and passes that a business issued, newest first.
	Certificates(ctx context.Context, division, business string, limit int) ([]Issued, error)
	// Certificate gives a certificate or pass by its identifier; fault.NotFound.
	Certificate(ctx context.Context, division, id string) (Issued, error)
	// Certified sums what conformity certificates say of a lot that were not withdrawn, in the base
	// unit of each family.
	Certified(ctx context.Context, division, lot string) (map[trace.Family]int64, error)
	// Seen gives what a paper of a lot is decided on, as it stands now.
	Seen(ctx context.Context, division, lot string) (Seen, error)
}

// Mark is a line in the order of the book.
type Mark struct {
	Time  time.Time
	Event int64
}

// Dated is what is known of a lot.
type Dated struct {
	Made, Best calendar.Day // 0: not said
	Sealed     bool
}

// Entry is what became of a step.
type Entry struct {
	ID       string
	Business string
	Request  string // hash over what was recorded
	Kind     StepKind
	Lot      string // that came into being; ""
	Findings []Code
}

// Stock is what lineage knows of lots at a place.
type Stock interface {
	// OnHand gives what came to a place of each thing less what left it, by family of units. A
	// thing of which nothing is known anywhere is not in the answer.
	OnHand(ctx context.Context, place string, things []string) (map[string]trace.Balance, error)
	// MadeAt gives the places, by key, at which any of the things was made or harvested.
	MadeAt(ctx context.Context, things []string) ([]string, error)
}

// Certificates is what the desk asks of the core.
type Certificates interface {
	// Licence gives type, credit code of the holder and last day of a certificate of this county
	// that stands on a day; fault.NotFound.
	Licence(ctx context.Context, division, number string, on calendar.Day) (kind, holder string, until calendar.Day, err error)
}

// Desk records what people do.
type Desk struct {
	Engine       func() *casework.Engine
	Office       *capture.Office
	Store        Store
	Stock        Stock
	Certificates Certificates // nil: licences are as typed
	// Told lists the acts that told name, telephone and address of a business, and names of its places.
	Told func(ctx context.Context, division, business string) ([]int64, error)
	// Parcel gives the code of a plot in the soil archive from what somebody typed, with a fault at the
	// place "parcel" for what is not there; nil: plots are joined to nothing.
	Parcel func(ctx context.Context, typed string, day calendar.Day) (string, error)
	// Recalled gives the number of a recall in force for each of the keys that falls under one, drills
	// apart; nil: nobody recalls.
	Recalled func(ctx context.Context, keys []string) (map[string]string, error)
	// Archived gives an event of the archive by its number, as it is kept, with whether it was said to be an
	// error; fault.NotFound. nil: nothing recorded is corrected.
	Archived func(ctx context.Context, event int64) (body []byte, annulled bool, err error)
	// Tag makes the opaque tag of a document's holder, by its kind and number; nil: no account can
	// show that a credit code is its own.
	Tag      func(kind, number string) string
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Division string
	// Key makes the acts of a sent form count once: it is the form's own, see [Desk.Once]. "": each time.
	Key    string
	Record access.Verb // of who records for a business
	Manage access.Verb // of who sets the county's prefix
}

// Once gives the desk for one sent form: what its acts record under the form's key is recorded once,
// however often the form arrives. The second time the answer is [Repeated].
func (d *Desk) Once(key string) *Desk {
	one := *d
	one.Key = key
	return &one
}

// Repeated is the fault of a form that was carried out before.
func Repeated() *fault.Fault {
	return fault.New(fault.Conflict, "done_before", lang.T("这张表已经交过一次，没有重复办。", "This form was sent before; nothing was done twice."), lang.T("请看下面办好的；要再办一次，请重新打开页面。", "Please see what was done; to do it again, open the page anew."))
}

// record records an act, once under the key of the form.
func (d *Desk) record(ctx context.Context, by access.Actor, kind string, data any, private casework.Private) error {
	return d.act(ctx, by, casework.Whole{Kind: kind, Data: data, Private: private})
}

// act is record of an act with rows of its own beside it.
func (d *Desk) act(ctx context.Context, by access.Actor, act casework.Whole) error {
	if d.Key != "" {
		act.Once = "form " + by.ID + " " + d.Key
	}
	out, err := d.Engine().RecordWhole(ctx, by, act)
	if err == nil && out.Repeated {
		return Repeated()
	}
	return err
}

// Done is what became of a step. Where Ask is not empty nothing was recorded yet.
type Done struct {
	Entry    string
	Lot      string // key of the lot that came into being
	Findings []Finding
	Ask      []Finding
	Repeated bool
}

// May says whether the actor may record for a business, and through which channel it counts: page,
// agent (under a mandate), paper (staff). Errors: those of [access.Check].
func (d *Desk) May(by access.Actor, b Business) (channel string, err error) {
	if err := access.Check(by, d.Record, access.Target{Division: d.Division, Party: b.Party, Unit: b.Town}); err != nil {
		return "", err
	}
	switch {
	case by.IsStaff():
		return "paper", nil
	case by.Mandate != "" || by.For != "":
		return "agent", nil
	}
	return "page", nil
}

// Take records a step, and in the same act the photographs of the papers that it was written from.
// channel "" is that of the actor, see [Desk.May]. Errors: fault.Invalid with
// the fields, fault.Conflict for an entry whose number was used for something else.
func (d *Desk) Take(ctx context.Context, by access.Actor, s Step, channel string, papers ...casework.File) (Done, error) {
	request, now := s.Hash(), d.Clock.Now()
	b, err := d.Store.Business(ctx, d.Division, s.Business)
	if err != nil {
		return Done{}, err
	}
	own, err := d.May(by, b)
	if err != nil {
		return Done{}, err
	}
	if channel == "" {
		channel = own
	}
	s, err = s.Check(now)
	if err != nil {
		return Done{}, err
	}
	for range 2 {
		if done, there, err := d.taken(ctx, s.Entry, b.ID, request); there || err != nil {
			return done, err
		}
		done, err := d.take(ctx, by, b, s, channel, request, papers)
		if !errors.Is(err, casework.ErrConflict) {
			return done, err
		} // the same entry came in twice at one moment
	}
	return Done{}, busy()
}

// busy is the answer where others were faster every time.
func busy() *fault.Fault {
	return fault.New(fault.Unavailable, "busy", lang.T("现在办理的人多，没有记上。", "Others were faster; nothing was recorded."), lang.T("请再按一次；您填写的内容还在。", "Please press again; what you typed is kept."))
}

// Try says what a step would be asked about, and whether it was recorded before. It records nothing.
func (d *Desk) Try(ctx context.Context, by access.Actor, s Step) (ask []Finding, there bool, err error) {
	request := s.Hash()
	b, err := d.Store.Business(ctx, d.Division, s.Business)
	if err != nil {
		return nil, false, err
	}
	if _, err := d.May(by, b); err != nil {
		return nil, false, err
	}
	if s, err = s.Check(d.Clock.Now()); err != nil {
		return nil, false, err
	}
	if _, there, err := d.taken(ctx, s.Entry, b.ID, request); there || err != nil {
		return nil, there, err
	}
	with, err := d.setting(ctx, b, &s)
	if err != nil {
		return nil, false, err
	}
	with.day = d.Calendar().DayOf(s.At)
	found, err := d.findings(ctx, s, with)
	return Loud(found), false, err
}

// taken answers for an entry that is there.
func (d *Desk) taken(ctx context.Context, entry, business, request string) (Done, bool, error) {
	e, err := d.Store.Entry(ctx, d.Division, entry)
	if fault.KindOf(err) == fault.NotFound {
		return Done{}, false, nil
	}
	if err != nil {
		return Done{}, false, err
	}
	if e.Request != request || e.Business != business {
		return Done{}, true, fault.New(fault.Invalid, "entry_used", lang.T("这个记录编号已经用过，内容不一样。", "This number was used for another entry."),
			lang.T("请重新打开页面再记一次；先前的记录没有改动。", "Please open the page again and record it anew; the earlier entry was not changed."))
	}
	done := Done{Entry: e.ID, Lot: e.Lot, Repeated: true}
	for _, c := range e.Findings {
		done.Findings = append(done.Findings, finding(c))
	}
	return done, true, nil
}

func (d *Desk) take(ctx context.Context, by access.Actor, b Business, s Step, channel, request string, papers []casework.File) (Done, error) {
	now, cal := d.Clock.Now(), d.Calendar()
	with, err := d.setting(ctx, b, &s)
	if err != nil {
		return Done{}, err
	}
	if s.At.After(now.Add(time.Minute)) {
		s.At = now.UTC().Truncate(time.Second)
		with.findings = append(with.findings, finding(ClockAhead))
	}
	with.channel, with.request, with.zone, with.day = channel, request, cal.Zone(), cal.DayOf(s.At)
	found, err := d.findings(ctx, s, with)
	if err != nil {
		return Done{}, err
	}
	with.findings = append(with.findings, found...)
	done := Done{Entry: s.Entry, Findings: with.findings}
	if ask := Loud(with.findings); len(ask) > 0 && s.Reason == "" && !s.Late {
		done.Ask = ask
		return done, nil
	}
	doc, err := s.document(with)
	if err != nil {
		return Done{}, err
	}
	if _, err := d.Office.Take(ctx, by, bytes.NewReader(doc), capture.Order{Channel: channel, For: b.ID, Most: 1, Papers: papers}, func(_, _ int64) {}); err != nil {
		return Done{}, err
	}
	if act, _ := s.Kind.Act(); act.New {
		if done.Lot, err = LotKey(with.product.GTIN, s.newLot(with.day)); err != nil {
			return done, err
		}
	}
	return done, nil
}

// setting looks up what the step names in the register.
func (d *Desk) setting(ctx context.Context, b Business, s *Step) (with setting, err error) {
	act, _ := s.Kind.Act()
	bad := fault.InvalidInput()
	places, err := d.Store.Places(ctx, d.Division, b.ID)
	if err != nil {
		return with, err
	}
	if s.Place == "" {
		s.Place = b.GLN
	}
	for _, p := range places {
		if p.GLN == s.Place && p.Ext == "" {
			with.place = p
		}
		if p.GLN == s.Place && p.Ext != "" && p.Ext == s.Plot {
			with.plot = &p
		}
	}
	if with.place.GLN == "" {
		bad.At("place", lang.T("没有这个地点，请重新选择。", "There is no such place; please choose again."))
	}
	if s.Plot != "" && with.plot == nil {
		bad.At("plot", lang.T("没有这块地，请重新选择。", "There is no such plot; please choose again."))
	}
	if act.New {
		with.product, err = d.Store.Product(ctx, d.Division, s.Product)
		if fault.KindOf(err) == fault.NotFound || err == nil && with.product.Business != b.ID {
			bad.At("product", lang.T("没有这个品种，请重新选择。", "There is no such product; please choose again."))
		} else if err != nil {
			return with, err
		} else if at := with.product.Retired; !at.IsZero() && !s.At.Before(at) {
			bad.At("product", lang.T("这个品种已经停用。还在做的话，请先在“产品”里恢复。", "This product was retired. If it is still made, please put it back first, under products."))
		}
		if s.Unit == "" {
			s.Unit = with.product.Unit
		}
	}
	if s.Partner != "" {
		with.partner, err = d.Store.Business(ctx, d.Division, s.Partner)
		if fault.KindOf(err) == fault.NotFound || err == nil && with.partner.ID == b.ID {
			bad.At("partner", lang.T("没有这个对方，请重新选择。", "There is no such business; please choose again."))
		} else if err != nil {
			return with, err
		}
	}
	return with, bad.Or()
}

// passesOn are the steps by which goods come nearer to somebody's plate.
var passesOn = []StepKind{Sell, Use, Send, Receive, Make, Pack}

// UnderRecall gives the number of a recall in force for each key that falls under one; drills are none.
func (d *Desk) UnderRecall(ctx context.Context, keys []string) (map[string]string, error) {
	if d.Recalled == nil || len(keys) == 0 {
		return nil, nil
	}
	return d.Recalled(ctx, keys)
}

// findings are what the law asks about a step, and what the book says of it.
func (d *Desk) findings(ctx context.Context, s Step, with setting) (found []Finding, err error) {
	act, _ := s.Kind.Act()
	add := func(c Code) {
		if c != "" && !slices.ContainsFunc(found, func(f Finding) bool { return f.Code == c }) {
			found = append(found, finding(c))
		}
	}
	keys := make([]string, 0, len(s.Takes))
	for _, p := range s.Takes {
		keys = append(keys, p.Lot)
	}
	under, err := d.UnderRecall(ctx, keys)
	if err != nil {
		return nil, err
	}
	if len(under) > 0 && slices.Contains(passesOn, s.Kind) {
		add(Recalled)
	}
	hand, err := d.Stock.OnHand(ctx, with.place.Key(), keys)
	if err != nil {
		return nil, err
	}
	lots, err := d.Store.Lots(ctx, keys)
	if err != nil {
		return nil, err
	}
	early, err := d.early(ctx, s, with, keys, lots)
	if err != nil {
		return nil, err
	}
	if early {
		add(TooEarly)
	}
	products := []Product{}
	if act.New {
		products = append(products, with.product)
	}
	for _, p := range s.Takes {
		if _, known := hand[p.Lot]; !known {
			add(UnknownLot)
		}
		if act.Out && short(hand[p.Lot], p) {
			add(MoreThanThere)
		}
		lot := lots[p.Lot]
		if lot.Best != 0 && lot.Best < with.day && slices.Contains(passesOn, s.Kind) {
			add(PastDate)
		}
		if lot.Sealed && act.Out && s.Kind != Destroy && s.Kind != Return {
			add(StillSealed)
		}
		if gtin, _ := PartsOf(p.Lot); gtin != "" {
			product, err := d.Store.Product(ctx, d.Division, gtin)
			if err == nil {
				products = append(products, product)
			} else if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
	}
	for _, p := range products {
		if p.Cold && (act.From || act.To || s.Kind == Enter) {
			switch {
			case s.Degrees == nil:
				add(NoDegrees)
			case *s.Degrees < p.Low || *s.Degrees > p.High:
				add(OutsideBand)
			}
		}
	}
	if act.From {
		list, err := d.bought(ctx, s, with, keys)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			add(c)
		}
	}
	return found, nil
}

// early says that a step is of a day before its goods were made, or before they came to the place
// that they leave. Days are compared, not instants: a row of a spreadsheet has a day only.
func (d *Desk) early(ctx context.Context, s Step, with setting, keys []string, lots map[string]Dated) (bool, error) {
	for _, k := range keys {
		if lots[k].Made > with.day {
			return true, nil
		}
	}
	cal := d.Calendar()
	if act, _ := s.Kind.Act(); !act.Out || len(keys) == 0 || with.day >= cal.DayOf(d.Clock.Now()) {
		return false, nil
	}
	later, err := d.Store.Later(ctx, with.place.Key(), keys, cal.Start(with.day+1))
	return len(later) > 0, err
}

// bought are the purchase checks of Food Safety Law arts 50, 53, 65.
func (d *Desk) bought(ctx context.Context, s Step, with setting, keys []string) (list []Code, err error) {
	if !with.partner.Known() {
		list = append(list, SupplierUnknown)
	} else if with.partner.Kind != Farm {
		licences, err := d.Store.Licences(ctx, d.Division, with.partner.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, standing(licences, with.day))
	}
	switch {
	case s.Proof != "":
	case s.Kind == Enter:
		list = append(list, Sealed)
	default:
		proofs, err := d.Store.Proofs(ctx, d.Division, keys)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(keys, func(k string) bool { return proofs[k] == "" }) {
			list = append(list, NoProof)
		}
	}
	return list, nil
}

// short says that less than a portion is at the place.
func short(b trace.Balance, p Portion) bool {
	want, family := trace.Base(p.Amount, unitOf(p.Unit))
	if p.Amount == 0 {
		want, family = 1_000_000, trace.Pieces
	}
	return b[family].In-b[family].Out < want
}
