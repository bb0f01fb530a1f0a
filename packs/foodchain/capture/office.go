package capture

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
)

// Store is what the office reads back of what it wrote.
type Store interface {
	// Capture gives one capture by its id; fault.NotFound.
	Capture(ctx context.Context, division, id string) (Entry, error)
}

// Office takes documents in.
type Office struct {
	Engine   func() *casework.Engine
	Store    Store
	Clock    clock.Clock
	Division string
	// Secret makes the salts of fields; nil: captures commit to no fields, and no view can be proved.
	Secret func() ([]byte, error)
}

// Order says how a document is taken.
type Order struct {
	Channel string
	For     string // party for whom somebody else captures, "" for oneself
	Most    int    // events a document may hold; 0: any number
	Step    int    // events of one act; 0: all in one, so that all are captured or none
	// Papers are the photographs of what the events were written from: they are kept with the act.
	Papers []casework.File
	// May refuses an event that is not the sender's to record; nil: none is.
	May func(*epcis.Event) error
}

// Taken is what became of a document.
type Taken struct {
	Events   int      `json:"events"`
	New      int      `json:"new"`
	Captures []string `json:"captures"`
	// Doubts are identifiers that were taken and that no scanner could give, at most [epcis.MostNamed].
	Doubts []Doubt `json:"warnings,omitempty"`
}

// Doubt is one of them, with the event it stands in, counted from 1.
type Doubt struct {
	Event int `json:"event"`
	epcis.Problem
}

// checked is what the first reading of a document found.
type checked struct {
	total  int64
	kept   []trace.Event // always where one act is to hold them all, else unless they are too many
	doubts []Doubt
}

// DefaultStep is how many events one act of a long file holds. A file that is cut off is captured
// again from its beginning: what is there already counts once.
const DefaultStep = 2000

// Take checks every event of a document, and captures when none is refused. Errors: *epcis.Refusal
// as a fault with places; fault.TooLarge. Nothing is captured of a document with an error.
func (o *Office) Take(ctx context.Context, by access.Actor, in io.ReadSeeker, order Order, tell func(done, total int64)) (Taken, error) {
	found, err := o.check(ctx, in, order)
	if err != nil {
		return Taken{}, err
	}
	source := keptEvents(found.kept)
	if found.kept == nil { // they were too many to be kept
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return Taken{}, err
		}
		r, err := epcis.Open(in, epcis.DefaultLimits)
		if err != nil {
			return Taken{}, Refused(err)
		}
		source = readEvents(r)
	}
	var secret []byte
	if o.Secret != nil {
		if secret, err = o.Secret(); err != nil {
			return Taken{}, err
		}
	}
	got, batch := Taken{Captures: []string{}, Doubts: found.doubts}, &Batch{}
	flush := func() error {
		if len(batch.Events) == 0 {
			return nil
		}
		entry, err := o.record(ctx, by, batch, order)
		if err != nil {
			return err
		}
		got.Events, got.New, got.Captures = got.Events+entry.Events, got.New+entry.New, append(got.Captures, entry.ID)
		batch = &Batch{}
		tell(int64(got.Events), found.total)
		return nil
	}
	for x := range readied(source, secret) {
		if x.err != nil {
			return got, Refused(x.err)
		}
		batch.add(x, secret)
		if len(batch.Events) == order.Step {
			if err := flush(); err != nil {
				return got, err
			}
		}
	}
	return got, flush()
}

// keptMost is how many bytes of events are kept of a file that several acts are to hold, so that it
// need not be read twice.
const keptMost = 32 << 20

// check reads the whole document and takes nothing. A document with refusals is read on, so that the
// fault names its places, up to [epcis.MostNamed].
func (o *Office) check(ctx context.Context, in io.ReadSeeker, order Order) (found checked, err error) {
	r, err := epcis.Open(in, epcis.DefaultLimits)
	if err != nil {
		return found, Refused(err)
	}
	var refused []*epcis.Refusal
	places, size, keeping := 0, 0, true
	for x := range readied(readEvents(r), nil) {
		if r := (*epcis.Refusal)(nil); errors.As(x.err, &r) {
			refused = append(refused, r)
			if places += len(r.Problems); places >= epcis.MostNamed || r.Final {
				break
			}
			continue
		}
		if err := cmp.Or(x.err, ctx.Err()); err != nil { // nobody waits for the answer any more
			return found, err
		}
		if order.May != nil && len(refused) == 0 {
			if err := order.May(x.source); err != nil {
				return found, err
			}
		}
		for _, p := range x.source.Doubts[:min(len(x.source.Doubts), epcis.MostNamed-len(found.doubts))] {
			found.doubts = append(found.doubts, Doubt{x.source.Index + 1, p})
		}
		if size += len(x.event.Body); order.Step > 0 && size > keptMost {
			found.kept, keeping = nil, false
		}
		if keeping {
			found.kept = append(found.kept, x.event)
		}
		if found.total++; order.Most > 0 && found.total > int64(order.Most) {
			return found, fault.New(fault.TooLarge, "too_many_events", lang.Format("一次最多接收%d个事件。", "At most %d events are taken at once.", order.Most),
				lang.T("请分成几次提交；重复提交的事件只算一次。", "Please send them in parts; an event that comes twice counts once."))
		}
	}
	if f := epcis.Faults(refused); f != nil {
		return found, f
	}
	if found.total == 0 {
		return found, fault.New(fault.Invalid, "no_events", lang.T("文件里没有事件。", "There are no events in it."), lang.T("请检查文件。", "Please check the file."))
	}
	return found, nil
}

// record records the act over a batch of events. All are captured, or none.
func (o *Office) record(ctx context.Context, by access.Actor, b *Batch, order Order) (Entry, error) {
	b.At = o.Clock.Now()
	facts := b.facts(rand.Text(), order.Channel, order.For)
	if _, err := o.Engine().RecordWhole(ctx, by, casework.Whole{Kind: Captured, Data: facts, Private: casework.Private{Files: order.Papers}, Face: facts.face(), Beside: b}); err != nil {
		return Entry{}, err
	}
	return o.Store.Capture(ctx, o.Division, facts.ID)
}

// Refused makes a fault of a refusal, and leaves other errors as they are.
func Refused(err error) error {
	if r := (*epcis.Refusal)(nil); errors.As(err, &r) {
		return r.Fault()
	}
	return err
}

// NameUsed is the fault of an event whose name an earlier error declaration of another content bears:
// it would never count, and whoever sends it would not know.
func NameUsed(name string) *fault.Fault {
	return fault.New(fault.Conflict, "epcis_name_declared", lang.Format("事件编号 %s 已经被一条内容不同的错误声明用过，照这个编号登记就不算数，所以没有登记。", "An error declaration of another content bears the event id %s; under it the event would not count, so nothing was captured.", name),
		lang.T("请给这个事件换一个新的编号再登记。", "Please capture the event under a new id."))
}
