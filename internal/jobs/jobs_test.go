package jobs_test

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/jobs"
	"banjie/internal/notify"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	notifystore "banjie/internal/store/notify"
	searchstore "banjie/internal/store/search"
)

type world struct {
	*jobs.Service
	engine *casework.Engine
	clock  *clock.Moved
	owner  *access.Actor
	db     *sqldb.DB
	writer *sqldb.Writer
}

type owners struct{ a *access.Actor }

func (o owners) Owner(context.Context, notify.Webhook) (access.Actor, error) {
	if o.a.Role == "" {
		return access.Actor{Role: access.Public}, errors.New("gone")
	}
	return *o.a, nil
}

func secret(string) [32]byte { return [32]byte{42} }

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(casetest.Start)
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	store := casestore.New(db, w)
	e := casetest.Engine(t, store, c)
	owner := casetest.Officer
	s := &jobs.Service{Division: casetest.Division, Events: store, Cases: e, Items: casetest.Items{}, Store: notifystore.New(db, w), Owners: owners{&owner},
		Secret: secret, Base: "https://hall.example", Reach: notify.Reach{Plain: true}, Wall: c, Now: c, Commits: w.Committed, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	return &world{s, e, c, &owner, db, w}
}

func (w *world) hook(t *testing.T, url string, kinds ...string) notify.Webhook {
	t.Helper()
	h := notify.Webhook{Division: casetest.Division, ID: "hook", Account: "a", Role: access.CaseOfficer, URL: url, Kinds: kinds, Created: w.clock.Now()}
	if err := w.Store.PutWebhook(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	return h
}

// step relays and sends once.
func (w *world) step(t *testing.T) {
	t.Helper()
	if _, err := w.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *world) delivery(t *testing.T, n int64) (notify.Delivery, []notify.Attempt) {
	t.Helper()
	d, tries, err := w.Store.Delivery(t.Context(), casetest.Division, notify.ByWebhook, "hook", n)
	if err != nil {
		t.Fatal(err)
	}
	return d, tries
}

func TestNoticesAppearOnce(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		casetest.File(t, w.engine, "")
	}
	for range 3 {
		w.step(t)
	}
	to := notify.Recipients(casetest.Person)
	list, _, err := w.Store.Notices(t.Context(), notify.List{Division: casetest.Division, To: to})
	if err != nil || len(list) != 3 {
		t.Fatalf("%d notices, %v", len(list), err)
	}
	if n, _ := w.Store.Unread(t.Context(), casetest.Division, notify.Recipients(casetest.Officer)); n != 3 {
		t.Errorf("the unit has %d unread", n)
	}
}

// A consumer that dies after the events were read but before the step was passed leaves
// nothing behind; one that dies after the step repeats nothing. Several nodes at once
// write each notice once.
func TestExactlyOncePerLeaf(t *testing.T) {
	w := newWorld(t)
	for range 20 {
		casetest.File(t, w.engine, "")
	}
	real := w.Store
	w.Store = dying{real}
	if _, err := w.Relay(t.Context()); !errors.Is(err, errDied) {
		t.Fatalf("%v", err)
	}
	w.Store = real
	if n, _ := w.Store.Unread(t.Context(), casetest.Division, notify.Recipients(casetest.Person)); n != 0 {
		t.Fatalf("%d notices of a step that was not passed", n)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := w.Relay(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	list, _, err := w.Store.Notices(t.Context(), notify.List{Division: casetest.Division, To: notify.Recipients(casetest.Person), Limit: 100})
	if err != nil || len(list) != 20 {
		t.Fatalf("%d notices, %v", len(list), err)
	}
}

var errDied = errors.New("died")

// dying is a store whose process ends before a step is written.
type dying struct{ notify.Store }

func (dying) Pass(context.Context, notify.Pass) error { return errDied }

// A crash between sending and writing that down sends again, under the same id.
func TestCrashAfterSendingRepeatsTheSameID(t *testing.T) {
	w := newWorld(t)
	var ids []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { ids = append(ids, r.Header.Get("webhook-id")) }))
	defer server.Close()
	w.hook(t, server.URL)
	casetest.File(t, w.engine, "")
	if _, err := w.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	real := w.Store
	w.Store = forgetful{real}
	if _, err := w.Send(t.Context()); !errors.Is(err, errDied) {
		t.Fatalf("%v", err)
	}
	w.Store = real
	w.step(t)
	if len(ids) != 1 {
		t.Fatalf("sent %d times within the lease", len(ids))
	}
	w.clock.Advance(notify.Lease)
	w.step(t)
	w.clock.Advance(notify.Lease)
	w.step(t)
	if len(ids) != 2 || ids[0] != ids[1] || ids[0] == "" {
		t.Fatalf("%v", ids)
	}
	if d, tries := w.delivery(t, 0); d.State != notify.Sent || len(tries) != 1 {
		t.Fatalf("%+v %d", d, len(tries))
	}
}

// forgetful is a store whose process ends after sending.
type forgetful struct{ notify.Store }

func (forgetful) Finish(context.Context, notify.Delivery, notify.Attempt) error { return errDied }

func TestWebhookIsSignedAndHoldsNoPerson(t *testing.T) {
	w := newWorld(t)
	var body []byte
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		header = r.Header
	}))
	defer server.Close()
	w.hook(t, server.URL, "received")
	out := casetest.File(t, w.engine, "")
	w.step(t)
	key := secret("")
	m := hmac.New(sha256.New, key[:])
	fmt.Fprintf(m, "%s.%s.%s", header.Get("webhook-id"), header.Get("webhook-timestamp"), body)
	if header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)) || header.Get("Content-Type") != notify.CloudEventType {
		t.Fatalf("%v", header)
	}
	var v notify.CloudEvent
	if err := json.Unmarshal(body, &v); err != nil || v.Subject != out.Case.Number || v.Type != "banjie.case.received" || strings.Contains(string(body), "测试人甲") {
		t.Fatalf("%v %s", err, body)
	}
}

// The schedule of retries under a moved clock: 30 s, 2 min, 8 min, … and dead after ten; replay starts anew.
func TestRetrySchedule(t *testing.T) {
	w := newWorld(t)
	var calls atomic.Int32
	answer := atomic.Int32{}
	answer.Store(500)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		rw.WriteHeader(int(answer.Load()))
	}))
	defer server.Close()
	w.hook(t, server.URL)
	casetest.File(t, w.engine, "")
	w.step(t)
	for n := 1; n < notify.MaxAttempts; n++ {
		w.clock.Advance(notify.Backoff(n) - time.Second)
		w.step(t)
		if int(calls.Load()) != n {
			t.Fatalf("attempt %d came too early", n+1)
		}
		w.clock.Advance(time.Second)
		w.step(t)
		if int(calls.Load()) != n+1 {
			t.Fatalf("attempt %d did not come", n+1)
		}
	}
	d, tries := w.delivery(t, 0)
	if d.State != notify.Dead || len(tries) != notify.MaxAttempts || tries[3].Status != 500 {
		t.Fatalf("%+v %v", d, tries)
	}
	w.clock.Advance(1000 * time.Hour)
	w.step(t)
	if calls.Load() != notify.MaxAttempts {
		t.Fatal("a dead delivery was tried")
	}
	answer.Store(204)
	if err := w.Store.Replay(t.Context(), casetest.Division, notify.ByWebhook, "hook", 0, w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	w.step(t)
	if d, tries := w.delivery(t, 0); d.State != notify.Sent || len(tries) != notify.MaxAttempts+1 {
		t.Fatalf("%+v", d)
	}
}

// A right that has ended ends the telling, also of what already waits.
func TestOwnerWithoutRightIsToldNothing(t *testing.T) {
	w := newWorld(t)
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer server.Close()
	w.hook(t, server.URL)
	casetest.File(t, w.engine, "")
	if _, err := w.Relay(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.owner.Unit = "elsewhere"
	w.step(t)
	if d, _ := w.delivery(t, 0); d.State != notify.Dropped || calls.Load() != 0 {
		t.Fatalf("%+v, %d calls", d, calls.Load())
	}
	*w.owner = access.Actor{}
	casetest.File(t, w.engine, "")
	w.step(t)
	if _, _, err := w.Store.Delivery(t.Context(), casetest.Division, notify.ByWebhook, "hook", 1); err == nil {
		t.Fatal("somebody who is gone was told")
	}
}

// Outside of a demonstration no webhook reaches this machine, whatever its name resolves to; redirects are not followed.
func TestWebhookReachesNoInside(t *testing.T) {
	w := newWorld(t)
	var calls atomic.Int32
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer inner.Close()
	w.Reach = notify.Reach{}
	w.hook(t, strings.Replace(inner.URL, "127.0.0.1", "localhost", 1))
	casetest.File(t, w.engine, "")
	w.step(t)
	if d, _ := w.delivery(t, 0); calls.Load() != 0 || d.State != notify.Waiting || d.Problem != "the address may not be called" {
		t.Fatalf("%+v, %d calls", d, calls.Load())
	}
	v := newWorld(t)
	outer := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect))
	defer outer.Close()
	v.hook(t, outer.URL)
	casetest.File(t, v.engine, "")
	v.step(t)
	if d, _ := v.delivery(t, 0); calls.Load() != 0 || d.Status != http.StatusTemporaryRedirect {
		t.Fatalf("%+v, %d calls", d, calls.Load())
	}
}

// postbox is a mail server that takes messages and says what it is told to.
type postbox struct {
	addr string
	got  chan string
	code atomic.Pointer[string]
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	p := &postbox{addr: ln.Addr().String(), got: make(chan string, 16)}
	ok := "250 ok"
	p.code.Store(&ok)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *postbox) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	say := func(s string) { io.WriteString(conn, s+"\r\n") }
	say("220 test")
	var message strings.Builder
	data := false
	for in.Scan() {
		line := in.Text()
		switch {
		case data && line == ".":
			data = false
			p.got <- message.String()
			say("250 taken")
		case data:
			message.WriteString(line + "\r\n")
		case strings.HasPrefix(line, "RCPT"):
			say(*p.code.Load())
		case strings.HasPrefix(line, "DATA"):
			data = true
			say("354 go on")
		case strings.HasPrefix(line, "QUIT"):
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (w *world) fileWithMail(t *testing.T, key string) {
	t.Helper()
	cmd := casetest.Filing()
	cmd.Open.Person.Email = "someone@mail.example"
	cmd.Idem = &casework.Idem{Actor: "p1", Key: key}
	if _, err := w.engine.Do(t.Context(), cmd); err != nil {
		t.Fatal(err)
	}
}

func TestMail(t *testing.T) {
	w := newWorld(t)
	w.fileWithMail(t, "before there was a server")
	w.step(t)
	box := newPostbox(t)
	w.Mail = &jobs.Mail{Server: box.addr, From: "大厅 <hall@county.example>"}
	if err := w.Mail.Check(); err != nil {
		t.Fatal(err)
	}
	w.fileWithMail(t, "k1")
	casetest.File(t, w.engine, "") // without an address
	w.step(t)
	m, err := mail.ReadMessage(strings.NewReader(<-box.got))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	text, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if subject != "已收件 / Received" || m.Header.Get("To") != "<someone@mail.example>" || m.Header.Get("Message-Id") == "" || !strings.Contains(string(text), "https://hall.example/track") {
		t.Fatalf("%q %v %s", subject, m.Header, text)
	}
	select {
	case extra := <-box.got:
		t.Fatalf("a second mail: %s", extra)
	default:
	}
	// An address that does not exist is not tried again; a busy server is.
	for reply, state := range map[string]notify.DeliveryState{"550 no such user": notify.Dropped, "451 later": notify.Waiting} {
		box.code.Store(&reply)
		head := w.newest(t)
		w.fileWithMail(t, reply)
		w.step(t)
		d, _, err := w.Store.Delivery(t.Context(), casetest.Division, notify.ByMail, casetest.Person.Party, head)
		if err != nil || d.State != state {
			t.Errorf("%s: %+v %v", reply, d, err)
		}
	}
	// What is old is told in the platform and not by mail.
	ok := "250 ok"
	box.code.Store(&ok)
	head := w.newest(t)
	w.fileWithMail(t, "old")
	w.clock.Advance(80 * time.Hour)
	w.step(t)
	if _, _, err := w.Store.Delivery(t.Context(), casetest.Division, notify.ByMail, casetest.Person.Party, head); err == nil {
		t.Error("an old event was mailed")
	}
}

// newest is the leaf that comes next.
func (w *world) newest(t *testing.T) int64 {
	t.Helper()
	events, err := w.Events.After(t.Context(), casetest.Division, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return int64(len(events))
}

// Run goes on by itself when something is committed, and ends with its context.
func TestRun(t *testing.T) {
	w := newWorld(t)
	called := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called <- struct{}{} }))
	defer server.Close()
	w.hook(t, server.URL)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.Run(ctx); close(done) }()
	casetest.File(t, w.engine, "")
	<-called
	stop()
	<-done
}

// What was filed is found a moment later, by number, item and name.
func TestFiledCasesAreFound(t *testing.T) {
	w := newWorld(t)
	index := searchstore.New(w.db, w.writer)
	w.More = []jobs.Consumer{w.Searchable(index)}
	out := casetest.File(t, w.engine, "")
	w.step(t)
	scope := access.ScopeOf(casetest.Officer, access.ViewCase)
	for _, q := range []string{out.Case.Number, "差事", "测试人甲"} {
		keys, err := index.Search(t.Context(), casetest.Division, scope, q, 0)
		if err != nil || len(keys) != 1 || keys[0] != out.Case.Key {
			t.Errorf("%q: %v %v", q, keys, err)
		}
	}
}

func TestMailCheck(t *testing.T) {
	if err := (&jobs.Mail{Server: "mail.county.example:587", From: "hall@county.example"}).Check(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []jobs.Mail{{Server: "mail.county.example", From: "a@b"}, {Server: "host:25"}, {Server: "host:x:y", From: "a@b", Password: "topsecret"}} {
		if err := bad.Check(); err == nil || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: %v", bad.Server, err)
		}
	}
}

// BenchmarkSend relays one event to one webhook and writes both down, durable, beside a
// receiver on the same machine.
func BenchmarkSend(b *testing.B) {
	w := newWorld(b)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	h := notify.Webhook{Division: casetest.Division, ID: "hook", Account: "a", Role: access.CaseOfficer, URL: server.URL, Created: w.clock.Now()}
	if err := w.Store.PutWebhook(b.Context(), h); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		casetest.File(b, w.engine, "")
	}
	b.ResetTimer()
	if _, err := w.Relay(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "relayed/s")
	if _, err := w.Send(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sent/s")
}

// Who reports something in confidence is found by number and not by name, and no webhook is told.
func TestConfidedNamesAreNotFound(t *testing.T) {
	w := newWorld(t)
	p := casetest.Procedure()
	p.Name, p.Confided = "confession", true
	if err := w.engine.Register(p); err != nil {
		t.Fatal(err)
	}
	index := searchstore.New(w.db, w.writer)
	w.More = []jobs.Consumer{w.Searchable(index)}
	*w.owner = access.Actor{ID: "chief", Role: access.CentreHead, Division: casetest.Division, Unit: "hall"}
	w.hook(t, "https://receiver.example/in")
	cmd := casetest.Filing()
	cmd.Open.Procedure = "confession"
	out, err := w.engine.Do(t.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	w.step(t)
	for q, want := range map[string]int{out.Case.Number: 1, "测试人甲": 0} {
		if keys, err := index.Search(t.Context(), casetest.Division, access.Scope{Reach: access.All}, q, 0); err != nil || len(keys) != want {
			t.Errorf("%q: %v %v", q, keys, err)
		}
	}
	if d, _, err := w.Store.Delivery(t.Context(), casetest.Division, notify.ByWebhook, "hook", w.newest(t)-1); err == nil {
		t.Errorf("a webhook is told %+v", d)
	}
}
