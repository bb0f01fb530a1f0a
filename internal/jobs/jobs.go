// Package jobs is what happens behind the requests: consumers read the events of a
// division in ledger order and turn them into notices and deliveries, and a sender works
// through the deliveries that are due.
//
//	commit ─▶ relay: cursor n ─▶ read events ─▶ decide ─▶ Pass: rows + cursor, one transaction
//	tick   ─▶ sender: due? ─▶ take (lease) ─▶ send ─▶ finish: sent, next attempt, dead
//
// Exactly once in the books: a step's rows and its cursor are one transaction, and a
// second node that reads the same step finds the cursor moved. At least once on the wire:
// a crash between sending and writing that down sends again, under the same id, by which
// the receiver tells the repetition. Deliveries are a table of the database itself, not a
// queue beside it; doc/adr/0005-jobs.md says why.
//
// The sender's clock is the wall's, also where a demonstration moves its own: a retry in
// a minute means a minute of the receiver's time. The package decides nothing about
// cases; limits and deemed acts are the sweeper's, in package casework.
package jobs

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/notify"
)

// Events is the log in ledger order.
type Events interface {
	// After gives events from leaf n on.
	After(ctx context.Context, division string, n int64, limit int) ([]casework.Event, error)
}

// Cases loads cases; the engine does it.
type Cases interface {
	Load(ctx context.Context, key casework.Key) (*casework.Case, *casework.Procedure, error)
	// Confided are the procedures whose cases are read by the unit that has them alone.
	Confided() []string
}

// Owners turns the owner of a webhook into who asks, as of now. Errors mean that the
// account has ended or lost its role.
type Owners interface {
	Owner(ctx context.Context, w notify.Webhook) (access.Actor, error)
}

// Consumer turns events into what comes of them. Its result must depend on the events
// alone, so that a step that was repeated gives the same.
type Consumer interface {
	// Name of its cursor.
	Name() string
	// Read adds to the step what comes of the events.
	Read(ctx context.Context, events []casework.Event, p *notify.Pass) error
}

// Service is everything behind the requests of one division.
type Service struct {
	Division string
	Events   Events
	Cases    Cases
	Items    casework.Items
	Store    notify.Store
	Owners   Owners
	Secret   func(webhook string) [32]byte // signs what a webhook is sent
	Base     string                        // public address
	Mail     *Mail                         // nil: no mail is sent
	Reach    notify.Reach                  // what webhooks may call
	Wall     clock.Clock                   // of attempts and retries
	Now      clock.Clock                   // of the division, for the age of events
	Commits  func() <-chan struct{}        // closed at the next commit; nil: the tick alone
	More     []Consumer                    // further consumers, e.g. a search index
	Feeds    []notify.Feed                 // channels of packs
	Log      *slog.Logger

	once   sync.Once
	client *http.Client
}

const (
	batch    = 256 // events a step
	idleTick = time.Second
)

// Run relays and sends until the context ends, side by side: a receiver that does not
// answer holds up neither notices nor the search index. Faults are logged and tried again
// at the next tick, each fault once while it lasts; Run gives no error of its own.
func (s *Service) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { s.keep(ctx, "relay", s.Relay) })
	both.Go(func() { s.keep(ctx, "send", s.Send) })
	both.Wait()
}

// keep works after every commit and at every tick. A fault is logged when it begins or
// changes, and its end once.
func (s *Service) keep(ctx context.Context, name string, work func(context.Context) (int, error)) {
	failing := ""
	tick := time.NewTicker(idleTick)
	defer tick.Stop()
	for ctx.Err() == nil {
		var commit <-chan struct{}
		if s.Commits != nil {
			commit = s.Commits() // before reading, so that no commit is missed
		}
		switch _, err := work(ctx); {
		case ctx.Err() != nil:
		case err != nil:
			if err.Error() != failing {
				failing = err.Error()
				s.Log.ErrorContext(ctx, "jobs fail, tried again every second", "work", name, "error", err)
			}
			commit = nil // not at once: what failed will hardly succeed sooner
		case failing != "":
			failing = ""
			s.Log.InfoContext(ctx, "jobs go on", "work", name)
		}
		select {
		case <-ctx.Done():
		case <-commit:
		case <-tick.C:
		}
	}
}

// consumers are those of the core and the further ones.
func (s *Service) consumers() []Consumer {
	return append([]Consumer{notices{s}, watchers{s}}, s.More...)
}

// Relay brings every consumer up to the newest event and says how many events were read.
func (s *Service) Relay(ctx context.Context) (read int, err error) {
	for _, c := range s.consumers() {
		n, cerr := s.relay(ctx, c)
		read += n
		if err == nil || cerr != nil && cerr.Error() != err.Error() { // one lost database meets every consumer
			err = errors.Join(err, cerr)
		}
	}
	_, perr := s.plan(ctx)
	return read, errors.Join(err, perr)
}

// plan writes down what feeds say is to be told now, and says how many steps.
func (s *Service) plan(ctx context.Context) (planned int, err error) {
	for _, f := range s.Feeds {
		steps, ferr := f.Plan(ctx, s.Wall.Now())
		for _, p := range steps {
			switch perr := s.Store.Pass(ctx, p); {
			case errors.Is(perr, notify.ErrMoved): // another node was faster
			case perr != nil:
				ferr = errors.Join(ferr, perr)
			default:
				planned++
			}
		}
		err = errors.Join(err, ferr)
	}
	return planned, err
}

// feed gives the feed of a channel, nil where there is none.
func (s *Service) feed(c notify.Channel) notify.Feed {
	for _, f := range s.Feeds {
		if f.Channel() == c {
			return f
		}
	}
	return nil
}

func (s *Service) relay(ctx context.Context, c Consumer) (read int, err error) {
	from, err := s.Store.Cursor(ctx, c.Name(), s.Division)
	if err != nil {
		return 0, err
	}
	for ctx.Err() == nil {
		events, err := s.Events.After(ctx, s.Division, from, batch)
		if err != nil || len(events) == 0 {
			return read, err
		}
		p := notify.Pass{Consumer: c.Name(), Division: s.Division, From: from, To: events[len(events)-1].N + 1}
		if err := c.Read(ctx, events, &p); err != nil {
			return read, err
		}
		switch err := s.Store.Pass(ctx, p); {
		case errors.Is(err, notify.ErrMoved):
			return read, nil // another node goes on
		case err != nil:
			return read, err
		}
		from, read = p.To, read+len(events)
	}
	return read, ctx.Err()
}

// loader loads each case of a step once.
type loader struct {
	s     *Service
	cases map[casework.ID]loaded
}

type loaded struct {
	c *casework.Case
	p *casework.Procedure
}

func (s *Service) loader() loader { return loader{s, map[casework.ID]loaded{}} }

func (l loader) load(ctx context.Context, e casework.Event) (loaded, error) {
	if got, ok := l.cases[e.Case]; ok {
		return got, nil
	}
	c, p, err := l.s.Cases.Load(ctx, casework.Key{Division: e.Division, ID: e.Case})
	if err != nil {
		return loaded{}, err
	}
	l.cases[e.Case] = loaded{c, p}
	return loaded{c, p}, nil
}

func (s *Service) item(c *casework.Case) (*catalog.Item, error) {
	if c.Item.Code == "" {
		return nil, nil
	}
	return s.Items.Version(c.Division, c.Item.Code, c.Item.Version)
}

// notices is the consumer that tells people.
type notices struct{ s *Service }

func (notices) Name() string { return "notices" }

// mailAge is how old an event may be to be told by mail. Somebody who is told a week late
// in the platform loses nothing; a mail about last month confuses.
const mailAge = 72 * time.Hour

func (n notices) Read(ctx context.Context, events []casework.Event, p *notify.Pass) error {
	cases := n.s.loader()
	for _, e := range events {
		if e.Kind == casework.Erased {
			p.Erased = append(p.Erased, e.Case)
			continue
		}
		if e.Case == 0 || !notify.Tells(e.Kind) {
			continue
		}
		got, err := cases.load(ctx, e)
		if err != nil {
			return err
		}
		item, err := n.s.item(got.c)
		if err != nil {
			return err
		}
		told := notify.Decide(notify.Told{Event: e, Case: got.c, Procedure: got.p, Item: item})
		p.Notices = append(p.Notices, told...)
		if d, ok := n.mail(e, got.c, told); ok {
			p.Deliveries = append(p.Deliveries, d)
		}
	}
	return nil
}

// mail is the delivery of the applicant's notice, where there is an address to send it to.
func (n notices) mail(e casework.Event, c *casework.Case, told []notify.Notice) (notify.Delivery, bool) {
	if n.s.Mail == nil || n.s.Now.Now().Sub(e.Recorded) > mailAge || address(c) == "" {
		return notify.Delivery{}, false
	}
	for _, t := range told {
		if t.To.Audience == notify.Party {
			return n.s.delivery(e, notify.ByMail, t.To.ID), true
		}
	}
	return notify.Delivery{}, false
}

func (s *Service) delivery(e casework.Event, by notify.Channel, target string) notify.Delivery {
	now := s.Wall.Now()
	return notify.Delivery{Division: e.Division, Channel: by, Target: target, N: e.N, Case: e.Case, Seq: e.Seq, Kind: e.Kind,
		State: notify.Waiting, Created: now, Next: now}
}

// watchers is the consumer that feeds webhooks.
type watchers struct{ s *Service }

func (watchers) Name() string { return "webhooks" }

func (w watchers) Read(ctx context.Context, events []casework.Event, p *notify.Pass) error {
	hooks, err := w.s.Store.Standing(ctx, w.s.Division)
	if err != nil {
		return err
	}
	cases := w.s.loader()
	owners := map[string]access.Actor{}
	for _, e := range events {
		for _, h := range hooks {
			if e.Case == 0 || !h.Wants(e) {
				continue
			}
			got, err := cases.load(ctx, e)
			if err != nil {
				return err
			}
			owner, known := owners[h.ID]
			if !known {
				// An owner who is nobody any more sees nothing; the webhook stands, the account may come back.
				owner, _ = w.s.Owners.Owner(ctx, h)
				owners[h.ID] = owner
			}
			if !got.c.Target().Sealed && access.Check(owner, access.ViewCase, got.c.Target()) == nil { // nothing of a complaint or of what is confided leaves the house
				p.Deliveries = append(p.Deliveries, w.s.delivery(e, notify.ByWebhook, h.ID))
			}
		}
	}
	return nil
}
