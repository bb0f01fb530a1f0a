package capture

import (
	"iter"
	"runtime"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/intake"
)

// ready is one event on its way into a batch, made ready beside the reading and the writing:
//
//	reader, or kept ─▶ pieces ─▶ several at once: numbers, ids, leaves ─▶ in the document's order
type ready struct {
	source *epcis.Event // nil of one that was kept
	event  trace.Event
	leaf   [32]byte // of the second tree, where there is a secret
	err    error    // of the reader, where a refusal may be followed by more, or of the event
}

func readEvents(r *epcis.Reader) iter.Seq[ready] {
	return func(yield func(ready) bool) {
		for e, err := range r.Events() {
			if !yield(ready{source: e, err: err}) {
				return
			}
		}
	}
}

func keptEvents(list []trace.Event) iter.Seq[ready] {
	return func(yield func(ready) bool) {
		for i := range list {
			if !yield(ready{event: list[i]}) {
				return
			}
		}
	}
}

func (x *ready) make(secret []byte) {
	if x.err != nil {
		return
	}
	if x.source != nil {
		if x.err = bounded(x.source.Context); x.err != nil {
			return
		}
		x.event = intake.Event(x.source)
		x.err = x.event.Check()
	}
	if x.err == nil && secret != nil {
		x.leaf, x.err = LeafOf(&x.event, secret)
	}
}

// mostPrefixes and mostContext (bytes) bound the context of a document: it is kept with each event, so
// that a large one before many small events would be kept as often as there are events.
const mostPrefixes, mostContext = 200, 16 << 10

func bounded(c epcis.Context) error {
	size := 0
	for _, p := range c {
		size += len(p.Name) + len(p.Space)
	}
	if len(c) <= mostPrefixes && size <= mostContext {
		return nil
	}
	return fault.New(fault.TooLarge, "context_too_large", lang.Format("@context 里的前缀太多：最多%[1]d个，共%[2]d字节。", "The @context has too much: at most %[1]d prefixes in %[2]d bytes.", mostPrefixes, mostContext),
		lang.T("请只写事件用到的前缀。", "Please give only the prefixes that the events use."))
}

// pieceSize is how many events one goroutine makes ready at a time, and pieceBytes how many bytes of them
// as they were read: an event may have a megabyte.
const pieceSize, pieceBytes = 128, 1 << 20

// readied makes each event ready, in order; it is done with the source when it returns. A panic
// beside it comes out here, so that it stops the one document and not the server.
func readied(source iter.Seq[ready], secret []byte) iter.Seq[*ready] {
	type piece struct {
		list   []ready
		done   chan struct{}
		broken any // what making them ready panicked with
	}
	return func(yield func(*ready) bool) {
		stop, pieces := make(chan struct{}), make(chan *piece, 2*runtime.GOMAXPROCS(0))
		send := func(list []ready) bool {
			p := &piece{list: list, done: make(chan struct{})}
			select {
			case <-stop:
				return false
			case pieces <- p:
			}
			go func() {
				defer close(p.done)
				defer func() { p.broken = recover() }()
				for i := range p.list {
					p.list[i].make(secret)
				}
			}()
			return true
		}
		var broken any // what the source panicked with
		go func() {
			defer close(pieces)
			defer func() { broken = recover() }()
			var list []ready
			size := 0
			for x := range source {
				list = append(list, x)
				if x.source != nil {
					size += len(x.source.Raw)
				}
				if len(list) == pieceSize || size >= pieceBytes {
					if !send(list) {
						return
					}
					list, size = make([]ready, 0, pieceSize), 0
				}
			}
			send(list)
		}()
		defer func() {
			close(stop)
			for range pieces { // until the source is let go of
			}
		}()
		for p := range pieces {
			if <-p.done; p.broken != nil {
				panic(p.broken)
			}
			for i := range p.list {
				if !yield(&p.list[i]) {
					return
				}
			}
		}
		if broken != nil {
			panic(broken)
		}
	}
}
