package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/notify"
)

const (
	sendBatch = 32
	timeout   = 10 * time.Second // of one attempt; far below the lease
)

// Send tries every delivery that is due now, a few at a time, and says how many it tried.
func (s *Service) Send(ctx context.Context) (tried int, err error) {
	for ctx.Err() == nil {
		due, err := s.Store.Due(ctx, s.Wall.Now(), sendBatch)
		if err != nil || len(due) == 0 {
			return tried, err
		}
		results := make(chan error, len(due))
		for _, d := range due {
			go func() { results <- s.sendOne(ctx, d) }()
		}
		moved := 0
		for range due {
			switch rerr := <-results; {
			case errors.Is(rerr, notify.ErrMoved):
				moved++
			case rerr != nil:
				err = errors.Join(err, rerr)
			}
		}
		tried += len(due) - moved
		if slices.ContainsFunc(due, func(d notify.Delivery) bool { return s.feed(d.Channel) != nil }) {
			_, perr := s.plan(ctx) // what came after what was sent goes at once
			err = errors.Join(err, perr)
		}
		if err != nil || moved == len(due) {
			return tried, err
		}
	}
	return tried, nil
}

// sendOne takes a delivery, tries it and writes down what came of it.
func (s *Service) sendOne(ctx context.Context, d notify.Delivery) error {
	if err := s.Store.Take(ctx, d, s.Wall.Now().Add(notify.Lease)); err != nil {
		return err
	}
	start := s.Wall.Now()
	var o notify.Outcome
	var err error
	switch d.Channel {
	case notify.ByWebhook:
		o, err = s.post(ctx, d)
	case notify.ByMail:
		o, err = s.mail(ctx, d)
	default:
		o, err = s.tell(ctx, d)
	}
	if err != nil {
		return err // the lease runs out and it is tried again
	}
	end := s.Wall.Now()
	o.No, o.At, o.Took = d.Attempts+1, end, end.Sub(start)
	return s.Store.Finish(ctx, d.After(o), o.Attempt)
}

// drop is an outcome that ends a delivery unsent.
func drop(problem string) notify.Outcome {
	return notify.Outcome{Attempt: notify.Attempt{Problem: problem}, Drop: true}
}

// event finds what a delivery is about.
func (s *Service) event(ctx context.Context, d notify.Delivery) (casework.Event, loaded, error) {
	c, p, err := s.Cases.Load(ctx, casework.Key{Division: d.Division, ID: d.Case})
	if err != nil {
		return casework.Event{}, loaded{}, err
	}
	for _, e := range c.Events {
		if e.Seq == d.Seq {
			return e, loaded{c, p}, nil
		}
	}
	return casework.Event{}, loaded{}, fmt.Errorf("jobs: case %s has no event %d", d.Case, d.Seq)
}

// post sends an event to a webhook.
func (s *Service) post(ctx context.Context, d notify.Delivery) (notify.Outcome, error) {
	h, err := s.Store.Webhook(ctx, d.Division, d.Target)
	if fault.KindOf(err) == fault.NotFound || err == nil && !h.Ended.IsZero() {
		return drop("the webhook has ended"), nil
	}
	if err != nil {
		return notify.Outcome{}, err
	}
	e, got, err := s.event(ctx, d)
	if err != nil {
		return notify.Outcome{}, err
	}
	owner, err := s.Owners.Owner(ctx, h)
	if err != nil || access.Check(owner, access.ViewCase, got.c.Target()) != nil {
		return drop("the owner may no longer see this case"), nil
	}
	body, err := notify.NewCloudEvent(e, got.c, s.Base).Encode()
	if err != nil {
		return notify.Outcome{}, err
	}
	header := notify.Sign(s.Secret(h.ID), notify.EventID(e), s.Wall.Now(), body)
	header["Content-Type"] = notify.CloudEventType
	return s.call(ctx, notify.Message{URL: h.URL, Header: header, Body: body}), nil
}

// tell sends what a feed says.
func (s *Service) tell(ctx context.Context, d notify.Delivery) (notify.Outcome, error) {
	f := s.feed(d.Channel)
	if f == nil {
		return notify.Outcome{}, fmt.Errorf("jobs: unknown channel %q", d.Channel)
	}
	m, err := f.Message(ctx, d)
	if err != nil {
		return notify.Outcome{}, err
	}
	if m.Drop != "" {
		return drop(m.Drop), nil
	}
	o := s.call(ctx, m)
	o.Stay = true
	return o, nil
}

// call posts a message and says what came of it.
func (s *Service) call(ctx context.Context, m notify.Message) notify.Outcome {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return drop("the address cannot be used")
	}
	req.Header.Set("User-Agent", "Banjie-Webhook/1")
	for k, v := range m.Header {
		req.Header.Set(k, v)
	}
	res, err := s.http().Do(req)
	if err != nil {
		return notify.Outcome{Attempt: notify.Attempt{Problem: reason(err)}}
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	o := notify.Outcome{Attempt: notify.Attempt{Status: res.StatusCode}, OK: res.StatusCode/100 == 2}
	if !o.OK {
		o.Problem = "answered " + res.Status
	}
	return o
}

// reason is why there was no answer, without what the address may hold.
func reason(err error) string {
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.Is(err, errNotReachable):
		return "the address may not be called"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer within 10 s"
	case errors.As(err, &dns):
		return "the name does not resolve"
	case errors.As(err, &op):
		return "no connection"
	}
	return "no answer"
}

var errNotReachable = errors.New("jobs: this address may not be called")

// http is the client of webhooks: it follows no redirect, keeps no cookie, uses no proxy,
// and asks of every address, after its name was resolved, whether it may be called.
func (s *Service) http() *http.Client {
	s.once.Do(func() {
		dialer := &net.Dialer{Timeout: timeout / 2, Control: func(_, address string, _ syscall.RawConn) error {
			host, err := netip.ParseAddrPort(address)
			if err != nil || !s.Reach.May(host.Addr()) {
				return errNotReachable
			}
			return nil
		}}
		s.client = &http.Client{
			Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: timeout / 2, ForceAttemptHTTP2: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
	return s.client
}
