package standing

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/notify"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/render"
	"banjie/packs/foodchain/reading"
	"banjie/packs/foodchain/trust"
)

// ByEPCIS is the channel of reports.
const ByEPCIS notify.Channel = "epcis"

// Bounds of one report: events in it, and events looked at for it.
const (
	mostTold   = 100
	mostLooked = 5_000
)

// Feed tells subscribers. It is a [notify.Feed].
type Feed struct {
	Office     *Office
	Events     *reading.Reader
	Trust      *trust.Office
	Deliveries notify.Ledger
	Owner      func(ctx context.Context, account string, role access.Role) (access.Actor, error)
}

// Channel implements notify.Feed.
func (f *Feed) Channel() notify.Channel { return ByEPCIS }

// Plan implements notify.Feed. What keeps one subscription from its report keeps no other.
func (f *Feed) Plan(ctx context.Context, now time.Time) (steps []notify.Pass, err error) {
	all, err := f.Office.Store.Standing(ctx, f.Office.Division)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	newest, err := f.Office.Store.Newest(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		p, due, perr := f.plan(ctx, s, newest, now)
		if due {
			steps = append(steps, p)
		}
		err = errors.Join(err, perr)
	}
	return steps, err
}

// plan gives the step of a subscription's report that is to be put down for sending.
func (f *Feed) plan(ctx context.Context, s Subscription, newest int64, now time.Time) (p notify.Pass, due bool, err error) {
	if s.State.Waits {
		d, _, err := f.Deliveries.Delivery(ctx, f.Office.Division, ByEPCIS, s.ID, s.State.Report)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return f.step(s, now), true, nil
		case err != nil || d.State == notify.Waiting:
			return p, false, err
		case d.State == notify.Sent:
			s.State.Told = d.Ended
		default: // dropped while the owner might not read: told when he may again
			s.State.Cursor = s.State.From
		}
		s.State.Waits = false
		if s, err = f.move(ctx, s); err != nil {
			return p, false, quiet(err)
		}
	}
	made, err := f.report(ctx, &s, newest, now)
	if err != nil || !made {
		return p, false, quiet(err)
	}
	return f.step(s, now), true, nil
}

var (
	errFaster     = errors.New("standing: another node was faster")
	errNotAllowed = errors.New("standing: the owner may not read events")
)

// quiet leaves out what is no fault of ours: the subscription stays as it is.
func quiet(err error) error {
	if errors.Is(err, errFaster) || errors.Is(err, errNotAllowed) {
		return nil
	}
	return err
}

func (f *Feed) move(ctx context.Context, s Subscription) (Subscription, error) {
	ok, err := f.Office.Store.Move(ctx, f.Office.Division, s.ID, s.State)
	if err == nil && !ok {
		err = errFaster
	}
	s.State.Version++
	return s, err
}

// step puts the subscription's report down for sending.
func (f *Feed) step(s Subscription, now time.Time) notify.Pass {
	d := notify.Delivery{Division: f.Office.Division, Channel: ByEPCIS, Target: s.ID, N: s.State.Report, Seq: s.Seq, Kind: "food_report", State: notify.Waiting, Created: now, Next: now}
	return notify.Pass{Consumer: "epcis/" + s.ID, Division: d.Division, From: d.N - 1, To: d.N, Deliveries: []notify.Delivery{d}}
}

// report makes the next report, where there is one to make.
func (f *Feed) report(ctx context.Context, s *Subscription, newest int64, now time.Time) (made bool, err error) {
	if s.Terms.Stream && newest <= s.State.Cursor {
		return false, nil
	}
	var times Times
	if !s.Terms.Stream {
		if times, err = s.Terms.Schedule.Read(); err != nil {
			return false, err
		}
		if s.State.Due.IsZero() {
			s.State.Due = times.Next(now)
			*s, err = f.move(ctx, *s)
			return false, err
		}
		if now.Before(s.State.Due) {
			return false, nil
		}
	}
	before := s.State
	told, to, err := f.ahead(ctx, *s, newest)
	if err != nil {
		return false, err
	}
	s.State.Cursor = to
	made = told > 0
	if end := to >= newest; end && !s.Terms.Stream {
		made = made || s.Terms.ReportIfEmpty && s.State.Parts == 0
		s.State.Due, s.State.Parts = times.Next(now), 0
	} else if made {
		s.State.Parts++
	}
	if made {
		s.State.Report, s.State.Waits, s.State.Made = before.Report+1, true, now
		s.State.From, s.State.To = before.Cursor, to
	}
	*s, err = f.move(ctx, *s)
	return made, err
}

// ahead looks at the events after the cursor: how many of them make the next report, and where it ends.
func (f *Feed) ahead(ctx context.Context, s Subscription, newest int64) (told int, to int64, err error) {
	looked := 0
	to = newest
	err = f.each(ctx, s, s.State.Cursor, newest, func(id int64, e *epcis.Event) bool {
		if looked++; e != nil {
			told++
		}
		if told == mostTold || looked == mostLooked {
			to = id
			return false
		}
		return true
	})
	return told, to, err
}

// each hands on the events in a range, those that the subscription is not told as nil, until do says
// stop. It fails where the owner may not read any more.
func (f *Feed) each(ctx context.Context, s Subscription, after, last int64, do func(int64, *epcis.Event) bool) error {
	stored, err := f.Office.Store.ByID(ctx, f.Office.Division, s.Query)
	if err != nil {
		return err
	}
	q, err := stored.Read()
	if err != nil {
		return err
	}
	sight, err := f.sight(ctx, s)
	if err != nil {
		return err
	}
	wanted := func(e *epcis.Event) bool {
		return !e.RecordTime.Before(s.State.Since) && q.Match(e) && sight.Sees(e)
	}
	return f.Events.Each(ctx, q, wanted, after, func(id int64, e *epcis.Event) (bool, error) {
		return id <= last && do(id, e), nil
	})
}

// sight is what the owner may see now; errNotAllowed.
func (f *Feed) sight(ctx context.Context, s Subscription) (*trust.Sight, error) {
	owner, err := f.Owner(ctx, s.Account, s.Role)
	if err == nil {
		var sight *trust.Sight
		if sight, err = f.Trust.Reading(ctx, owner); err == nil {
			return sight, nil
		}
	}
	if fault.KindOf(err) == fault.Internal {
		return nil, err
	}
	return nil, errNotAllowed
}

// Message implements notify.Feed.
func (f *Feed) Message(ctx context.Context, d notify.Delivery) (notify.Message, error) {
	s, err := f.Office.Store.Subscription(ctx, d.Division, d.Target)
	if fault.KindOf(err) == fault.NotFound {
		return notify.Message{Drop: "the subscription has ended"}, nil
	}
	if err != nil {
		return notify.Message{}, err
	}
	if s.State.Report != d.N || !s.State.Waits {
		return notify.Message{Drop: "the report was told"}, nil
	}
	body, err := f.body(ctx, s)
	if errors.Is(err, errNotAllowed) {
		return notify.Message{Drop: "the owner may no longer read events"}, nil
	}
	if err != nil {
		return notify.Message{}, err
	}
	m := notify.Message{URL: s.Terms.Dest, Body: body, Header: map[string]string{
		"Content-Type": render.JSON.MediaType(), "GS1-EPCIS-Version": render.JSON.Version(), "GS1-CBV-Version": "2.0.0",
		"webhook-id": s.ID + "." + strconv.FormatInt(d.N, 10),
	}}
	token, err := f.Office.token(s)
	if token != nil {
		m.Header["GS1-Signature"] = Sign(token, body)
	}
	return m, err
}

// Sign is the header GS1-Signature of a report: HMAC-SHA-256 over its body under the signature token,
// in lower-case hexadecimal digits.
func Sign(token, body []byte) string {
	mac := hmac.New(sha256.New, token)
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// body is the document of a report, the same each time it is sent.
func (f *Feed) body(ctx context.Context, s Subscription) ([]byte, error) {
	stored, err := f.Office.Store.ByID(ctx, f.Office.Division, s.Query)
	if err != nil {
		return nil, err
	}
	q, err := stored.Read()
	if err != nil {
		return nil, err
	}
	var told []*epcis.Event
	if err := f.each(ctx, s, s.State.From, s.State.To, func(_ int64, e *epcis.Event) bool {
		if e != nil {
			told = append(told, e)
		}
		return true
	}); err != nil {
		return nil, err
	}
	slices.SortStableFunc(told, q.Compare)
	o := render.Options{Form: render.JSON, Created: s.State.Made, Links: s.Terms.Links, Answer: &render.Answer{Query: stored.Name, Subscription: s.ID}}
	for _, e := range told {
		o.Prefixes = render.Share(o.Prefixes, e)
	}
	var b strings.Builder
	out := render.New(&b, o)
	for _, e := range told {
		if err := out.Write(e); err != nil {
			return nil, err
		}
	}
	err = out.Close()
	return []byte(b.String()), err
}
