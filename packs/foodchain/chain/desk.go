package chain

import (
	"context"
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
	// the base unit of its family, in no order; of very many records the newest.
	Halves(ctx context.Context, division, business string, since time.Time) ([]Half, error)
	// ByPrograms gives for each half how much of the other half programs captured since an instant, in the base
	// unit of its family.
	ByPrograms(ctx context.Context, division string, since time.Time, halves []Half) ([]int64, error)
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
	Event    int64 // number in the archive
	Annulled bool  // it was said to be an error since
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
	// place "parcel" for what is not there, or is worked by somebody else than the farm by its credit
	// code ("" of a household); nil: plots are joined to nothing.
	Parcel func(ctx context.Context, typed, farm string, day calendar.Day) (string, error)
	// Ground gives what the soil archive says against a harvest from a plot on a day; "" nothing. nil: it is not asked.
	Ground func(ctx context.Context, plot Place, day calendar.Day) (Code, error)
	// Archived gives an event of the archive by its number, as it is kept, with whether it was said to be an
	// error; fault.NotFound. nil: nothing recorded is corrected.
	Archived func(ctx context.Context, event int64) (body []byte, annulled bool, err error)
	// Against gives what offices decided against each of the keys, where they did; nil: nothing.
	Against func(ctx context.Context, keys []string) (map[string]Against, error)
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
