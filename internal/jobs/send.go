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
		err = fmt.Errorf("jobs: unknown channel %q", d.Channel)
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
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return drop("the address cannot be used"), nil
	}
	req.Header.Set("Content-Type", notify.CloudEventType)
	req.Header.Set("User-Agent", "Banjie-Webhook/1")
	for k, v := range notify.Sign(s.Secret(h.ID), notify.EventID(e), s.Wall.Now(), body) {
		req.Header.Set(k, v)
	}
	res, err := s.http().Do(req)
	if err != nil {
		return notify.Outcome{Attempt: notify.Attempt{Problem: reason(err)}}, nil
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection can be used again
	o := notify.Outcome{Attempt: notify.Attempt{Status: res.StatusCode}, OK: res.StatusCode/100 == 2}
	if !o.OK {
		o.Problem = "answered " + res.Status
	}
	return o, nil
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
