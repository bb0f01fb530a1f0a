package recall

import (
	"context"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// Row is a recall in a list.
type Row struct {
	casework.Key
	Number    string
	Unit      string
	Party     string
	State     casework.State
	Drill     bool
	Grade     Grade
	Cause     string
	Ref       string
	Title     string
	Maker     string
	Opened    time.Time
	Begun     bool
	Published time.Time
	Closed    time.Time
	Due       time.Time // of the limit that ends first; zero: none runs
	Things    int
	Hash      string
	Start     trace.Start
	Micros    int64
	Warns     bool // scans are warned, unless it is a drill
	ByMaker   bool // the producer opened it
	Stale     bool // events came that were not looked at for it yet; scans walk back meanwhile
}

// Query asks for recalls.
type Query struct {
	Division  string
	Drills    *bool // nil: both
	Open      bool
	Published bool
	Party     string
	After     string
	Limit     int // at most 100, 20 by default
}

// Page of recalls.
type Page struct {
	Recalls []Row
	Next    string
}

// Difference is what events that came late changed.
type Difference struct {
	Added, Dropped         int
	AddedKeys, DroppedKeys []string // the first of them
}

// Passed is recalled goods that somebody sold or sent off after the recall had begun.
type Passed struct {
	Key    string
	Place  string // key
	Time   time.Time
	Amount int64  // millionths of Unit; 0: not said
	Unit   string // UN/ECE Recommendation 20, "" pieces
	Sent   bool   // sent off, not sold
}

// Lists is what pages read.
type Lists interface {
	Orders
	List(ctx context.Context, q Query) (Page, error)
	// Recall gives one; fault.NotFound.
	Recall(ctx context.Context, key casework.Key) (Row, error)
	OrdersFor(ctx context.Context, division, party string, most int) ([]OrderRow, error)
	Difference(ctx context.Context, key casework.Key, most int) (Difference, error)
	// PassedOn lists what was sold or sent off of a recall's things from an instant of event time on,
	// the first first; returns and destruction are none.
	PassedOn(ctx context.Context, key casework.Key, since time.Time, most int) ([]Passed, error)
	Things(ctx context.Context, key casework.Key, after int64, most int) (keys []string, next int64, err error)
	// At gives the keys of a recall's things, and of containers that had such things in them, that were at a
	// place by the events as they stand; sorted, at most most.
	At(ctx context.Context, key casework.Key, place string, most int) (keys []string, err error)
	Warner
}

// Goods is one thing of a recall at a place, in the words that stand on the box.
type Goods struct {
	Key   string
	Name  string    // of the product; "" where no register knows it
	Code  string    // the number below the bars, as printed; "" where there is none
	Lot   string    // as printed; "" where there is none
	Piece string    // number of one piece or of a container; ""
	Maker lang.Text // as the public may read it; zero: not known
	Left  Amounts   // at the place, by its book as it stands; what is in a container is not in it
}

// Booked is how a count of an order stands in the holder's own book.
type Booked struct {
	Seq     int64 // of the count
	What    string
	Amounts Amounts
	Written bool      // the book has it
	Cleared bool      // it was replaced or cleared, and the book still has it
	Why     lang.Text // why it could not be written; zero: nobody tried who may
	Form    string    // where it is written by hand, filled in; "": nowhere
}

// Book is where a holder records what becomes of goods.
type Book interface {
	// Stands says how each count of an order stands in the holder's book; none where it keeps none here.
	Stands(ctx context.Context, by access.Actor, order *casework.Case) ([]Booked, error)
	// Settle writes what is missing, as far as the actor may record for the holder.
	Settle(ctx context.Context, by access.Actor, order *casework.Case) ([]Booked, error)
}

// CheckLot refuses a count of what is not of the recall at the holder's place.
func CheckLot(ctx context.Context, l Lists, division string, o *Order, lot string) error {
	if lot == "" {
		return nil
	}
	keys, err := l.At(ctx, casework.Key{Division: division, ID: o.Recall}, o.Holder.Place, mostHolders)
	if err == nil && !slices.Contains(keys, lot) {
		err = fault.InvalidInput().At("lot", lang.T("这一批不在这张通知里，请重新选择。", "This lot is not of this order; please choose again.")).Or()
	}
	return err
}

// Names says in words what goods are.
type Names interface {
	// Goods puts keys in words, with what is left of each at a place; "" no place is asked about.
	Goods(ctx context.Context, keys []string, place string) ([]Goods, error)
}

// Warning is a recall that a scanned thing falls under.
type Warning struct {
	Key   string // that was asked for
	By    How
	Title string // what food, in the words of the recall
	Row
}

// How a thing falls under a recall.
type How string

const (
	Itself   How = "itself"   // it is named
	From     How = "from"     // it has some of what is named
	Contains How = "contains" // a container with such things in it now
)

// Warner says which recalls are in force for things. Keys are constrained canonical Digital Links;
// a serialised item is also looked up under its lot where the key has one. Drills never warn.
type Warner interface {
	Of(ctx context.Context, keys []string) ([]Warning, error)
}

// CauseText is a cause in words.
func CauseText(id string) lang.Text {
	for _, o := range Causes() {
		if o.ID == id {
			return o.Text
		}
	}
	return lang.Text{}
}

// OpenedBy says who recalls, in words.
func OpenedBy(r Row) lang.Text {
	if r.ByMaker {
		return lang.T("生产者主动召回", "recalled by the producer")
	}
	return lang.T("监管部门责令召回", "ordered by the regulator")
}
