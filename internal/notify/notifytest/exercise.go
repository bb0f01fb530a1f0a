// Package notifytest exercises an implementation of notify.Store. Both engines run it unchanged.
package notifytest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
)

const division = "330599"

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// Exercise runs the whole suite; open gives a fresh, migrated store.
func Exercise(t *testing.T, open func(t *testing.T) notify.Store) {
	for name, run := range map[string]func(*testing.T, notify.Store){
		"a step is passed once": passOnce, "notices are read and marked": inbox, "a delivery is taken by one": takeOnce,
		"the retry ledger keeps every attempt": retries, "a webhook that ended drops what waits": webhooks,
	} {
		t.Run(name, func(t *testing.T) { run(t, open(t)) })
	}
}

func notice(n int64, to notify.Recipient) notify.Notice {
	return notify.Notice{Division: division, N: n, To: to, Case: 7, Number: "N7", Kind: "accepted", Title: lang.T("已受理", "Accepted"), Text: lang.T("好", "good"),
		Details: []lang.Text{lang.T("一", "one")}, At: start}
}

func delivery(n int64, target string) notify.Delivery {
	return notify.Delivery{Division: division, Channel: notify.ByWebhook, Target: target, N: n, Case: 7, Seq: 1, Kind: "accepted", State: notify.Waiting, Created: start, Next: start}
}

var me = notify.Recipient{Audience: notify.Party, ID: "p"}

// passOnce: of many nodes with the same step one writes it, and the cursor never goes back.
func passOnce(t *testing.T, s notify.Store) {
	ctx := context.Background()
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, From: 0, To: 5, Notices: []notify.Notice{notice(3, me)}, Deliveries: []notify.Delivery{delivery(3, "w")}})
			if err == nil {
				won.Add(1)
			} else if !errors.Is(err, notify.ErrMoved) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, err := s.Cursor(ctx, "c", division); won.Load() != 1 || n != 5 || err != nil {
		t.Fatalf("%d won, cursor %d %v", won.Load(), n, err)
	}
	if err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, From: 5, To: 9}); err != nil {
		t.Fatal(err)
	}
	if err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, From: 5, To: 7}); !errors.Is(err, notify.ErrMoved) {
		t.Fatalf("the cursor went back: %v", err)
	}
	// Another consumer that reads the same events makes no second notice of the same leaf.
	if err := s.Pass(ctx, notify.Pass{Consumer: "d", Division: division, From: 0, To: 5, Notices: []notify.Notice{notice(3, me)}, Deliveries: []notify.Delivery{delivery(3, "w")}}); err != nil {
		t.Fatal(err)
	}
	list, _, err := s.Notices(ctx, notify.List{Division: division, To: []notify.Recipient{me}})
	if err != nil || len(list) != 1 || list[0].Details[0].ZH != "一" {
		t.Fatalf("%+v %v", list, err)
	}
	if due, err := s.Due(ctx, start, 10); err != nil || len(due) != 1 {
		t.Fatalf("%v %v", due, err)
	}
}

func inbox(t *testing.T, s notify.Store) {
	ctx := context.Background()
	unit := notify.Recipient{Audience: notify.Unit, ID: "u"}
	p := notify.Pass{Consumer: "c", Division: division, To: 30}
	for n := range int64(25) {
		p.Notices = append(p.Notices, notice(n+1, me), notice(n+1, unit))
	}
	if err := s.Pass(ctx, p); err != nil {
		t.Fatal(err)
	}
	to := []notify.Recipient{me}
	seen, before := 0, int64(0)
	for {
		list, next, err := s.Notices(ctx, notify.List{Division: division, To: to, Before: before, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			if before != 0 && n.N >= before {
				t.Fatalf("leaf %d after %d", n.N, before)
			}
			before = n.N
		}
		if seen += len(list); next == 0 {
			break
		}
	}
	if seen != 25 {
		t.Fatalf("%d notices", seen)
	}
	// Told twice, as a person and as a member of the unit: shown once.
	if list, _, err := s.Notices(ctx, notify.List{Division: division, To: []notify.Recipient{me, unit}, Limit: 100}); err != nil || len(list) != 25 {
		t.Fatalf("%d %v", len(list), err)
	}
	if err := s.MarkRead(ctx, division, to, 20, start); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Unread(ctx, division, to); err != nil || n != 5 {
		t.Fatalf("%d unread %v", n, err)
	}
	if list, _, err := s.Notices(ctx, notify.List{Division: division, To: to, Unread: true}); err != nil || len(list) != 5 {
		t.Fatalf("%d %v", len(list), err)
	}
	if n, err := s.Unread(ctx, division, nil); err != nil || n != 0 {
		t.Fatalf("nobody has %d unread %v", n, err)
	}
	if err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, From: 30, To: 31, Erased: []casework.ID{7}}); err != nil {
		t.Fatal(err)
	}
	if list, _, err := s.Notices(ctx, notify.List{Division: division, To: to}); err != nil || len(list) != 0 {
		t.Fatalf("after the erasure %d %v", len(list), err)
	}
}

func takeOnce(t *testing.T, s notify.Store) {
	ctx := context.Background()
	if err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, To: 1, Deliveries: []notify.Delivery{delivery(0, "w")}}); err != nil {
		t.Fatal(err)
	}
	due, err := s.Due(ctx, start, 10)
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := s.Take(ctx, due[0], start.Add(notify.Lease)); err == nil {
				won.Add(1)
			} else if !errors.Is(err, notify.ErrMoved) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d took it", won.Load())
	}
	if due, _ := s.Due(ctx, start.Add(notify.Lease-time.Second), 10); len(due) != 0 {
		t.Fatal("due while it is taken")
	}
	if due, _ := s.Due(ctx, start.Add(notify.Lease), 10); len(due) != 1 {
		t.Fatal("a lease that ran out is not due")
	}
}

func retries(t *testing.T, s notify.Store) {
	ctx := context.Background()
	if err := s.Pass(ctx, notify.Pass{Consumer: "c", Division: division, To: 1, Deliveries: []notify.Delivery{delivery(0, "w")}}); err != nil {
		t.Fatal(err)
	}
	now := start
	for no := 1; ; no++ {
		due, err := s.Due(ctx, now, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(due) == 0 {
			d, tries, err := s.Delivery(ctx, division, notify.ByWebhook, "w", 0)
			if err != nil || d.State != notify.Dead || len(tries) != notify.MaxAttempts || d.Status != 500 || !d.Next.IsZero() {
				t.Fatalf("%+v %d %v", d, len(tries), err)
			}
			break
		}
		a := notify.Attempt{No: no, At: now, Status: 500, Problem: "answered 500", Took: time.Millisecond}
		after := due[0].After(notify.Outcome{Attempt: a})
		if err := s.Finish(ctx, after, a); err != nil {
			t.Fatal(err)
		}
		now = now.Add(notify.Backoff(no))
	}
	if err := s.Replay(ctx, division, notify.ByWebhook, "w", 0, now); err != nil {
		t.Fatal(err)
	}
	if err := s.Replay(ctx, division, notify.ByWebhook, "w", 0, now); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("replayed while it waits: %v", err)
	}
	if err := s.Replay(ctx, division, notify.ByWebhook, "w", 1, now); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("replayed nothing: %v", err)
	}
	due, _ := s.Due(ctx, now, 10)
	a := notify.Attempt{No: due[0].Attempts + 1, At: now, Status: 204}
	if err := s.Finish(ctx, due[0].After(notify.Outcome{Attempt: a, OK: true}), a); err != nil {
		t.Fatal(err)
	}
	if d, tries, _ := s.Delivery(ctx, division, notify.ByWebhook, "w", 0); d.State != notify.Sent || len(tries) != notify.MaxAttempts+1 {
		t.Fatalf("%+v %d", d, len(tries))
	}
}

func webhooks(t *testing.T, s notify.Store) {
	ctx := context.Background()
	w := notify.Webhook{Division: division, ID: "w", Account: "a", Role: "officer", URL: "https://receiver.example", Kinds: []string{"accepted", "granted"}, Label: "测试", Created: start, From: 3}
	if err := s.PutWebhook(ctx, w); err != nil {
		t.Fatal(err)
	}
	got, err := s.Webhook(ctx, division, "w")
	if err != nil || got.URL != w.URL || len(got.Kinds) != 2 || got.From != 3 || !got.Created.Equal(start) {
		t.Fatalf("%+v %v", got, err)
	}
	if got.Wants(casework.Event{N: 2, Kind: "accepted"}) || !got.Wants(casework.Event{N: 3, Kind: "accepted"}) || got.Wants(casework.Event{N: 3, Kind: "denied"}) {
		t.Error("wants the wrong events")
	}
	p := notify.Pass{Consumer: "c", Division: division, To: 5}
	for n := range int64(5) {
		p.Deliveries = append(p.Deliveries, delivery(n+1, "w"))
	}
	if err := s.Pass(ctx, p); err != nil {
		t.Fatal(err)
	}
	if page, next, err := s.Deliveries(ctx, division, notify.ByWebhook, "w", 0, 3); err != nil || len(page) != 3 || next != 3 || page[0].N != 5 {
		t.Fatalf("%v %d %v", page, next, err)
	}
	if err := s.EndWebhook(ctx, division, "w", start); err != nil {
		t.Fatal(err)
	}
	if err := s.EndWebhook(ctx, division, "w", start); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("ended twice: %v", err)
	}
	if due, _ := s.Due(ctx, start, 10); len(due) != 0 {
		t.Fatalf("%d still wait", len(due))
	}
	if of, _ := s.WebhooksOf(ctx, division, "a"); len(of) != 0 {
		t.Fatal("an ended webhook is listed")
	}
	if all, _ := s.Standing(ctx, division); len(all) != 0 {
		t.Fatal("an ended webhook stands")
	}
}
