// Package session keeps who is signed in, on top of scs.
//
//	visitor ── SignIn (new token) ──▶ session ── Touch at most every five minutes ──▶ …
//	                                     ├─ SignOut, idle for too long, end of life ─▶ gone
//	                                     └─ EndAll: password changed, account disabled
//
// A read of a page writes nothing: the store is written at sign-in, at sign-out, when a
// sign-in by another provider begins, and at most every five minutes to note that the
// session is used. The token is new after every sign-in, so a token planted before is
// worth nothing; the store holds only its hash. The cookie ends with the browser, since
// many browsers stand in halls.
//
// The clock is the machine's, also in a demonstration: moving the demo clock on signs nobody out.
// The package decides no rights and keeps no address or device.
package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/identity"
)

// Store keeps sessions by the hash of their token.
type Store interface {
	// FindSession gives the data of a session that has not expired at now.
	FindSession(ctx context.Context, hash string, now time.Time) (data []byte, found bool, err error)
	// CommitSession writes one; account is 0 before sign-in.
	CommitSession(ctx context.Context, hash string, account identity.ID, data []byte, until time.Time) error
	// DeleteSession removes one; none is no error.
	DeleteSession(ctx context.Context, hash string) error
	// EndSessions removes all of an account but the one given ("" none is kept).
	EndSessions(ctx context.Context, account identity.ID, keep string) error
	// SweepSessions removes those that expired before now.
	SweepSessions(ctx context.Context, now time.Time) (int64, error)
}

// Spans of a session.
const (
	TouchEvery = 5 * time.Minute
	IdleStaff  = 30 * time.Minute
	IdleOthers = 2 * time.Hour
	Life       = 12 * time.Hour
)

// Session is who is signed in.
type Session struct {
	ID       string // random, for the access log; not the token
	Account  identity.ID
	Role     access.Role
	Division string
	Mandate  string // mandate acted under, "" for oneself
	Since    time.Time
	Seen     time.Time // to five minutes
}

// Sessions ties scs to the store. Pages wrap their handlers in Manager.LoadAndSave.
type Sessions struct {
	Manager *scs.SessionManager
	store   Store
	clock   clock.Clock
}

// New makes them. secure must be true wherever the service is reached by HTTPS; only a
// demonstration on loopback goes without.
func New(store Store, c clock.Clock, secure bool) *Sessions {
	m := scs.New() // SameSite=Lax, HttpOnly and Path=/ are its defaults
	m.Store = adapter{store, c}
	m.Codec = codec{}
	m.HashTokenInStore = true
	m.Lifetime = Life
	m.Cookie.Persist = false
	m.Cookie.Secure = secure
	m.Cookie.Name = "banjie"
	if secure {
		m.Cookie.Name = "__Host-banjie" // the browser then insists on HTTPS, this host and Path=/
	}
	return &Sessions{Manager: m, store: store, clock: c}
}

// SignIn starts a session in the request's context with a new token; whatever an older
// session held is gone.
func (s *Sessions) SignIn(ctx context.Context, account identity.ID, role access.Role, division string) (Session, error) {
	if err := s.Manager.RenewToken(ctx); err != nil {
		return Session{}, fmt.Errorf("session: new token: %w", err)
	}
	for _, k := range s.Manager.Keys(ctx) {
		s.Manager.Remove(ctx, k)
	}
	now := s.clock.Now()
	v := Session{ID: identity.NewID().String(), Account: account, Role: role, Division: division, Since: now, Seen: now}
	s.put(ctx, v)
	s.Manager.SetDeadline(ctx, now.Add(Life))
	return v, nil
}

// Switch changes role or mandate within a session, again with a new token. It does not
// check that the account may; the caller has built the actor first.
func (s *Sessions) Switch(ctx context.Context, role access.Role, division, mandate string) error {
	v, ok := s.Current(ctx)
	if !ok {
		return errors.New("session: nobody is signed in")
	}
	if err := s.Manager.RenewToken(ctx); err != nil {
		return fmt.Errorf("session: new token: %w", err)
	}
	v.Role, v.Division, v.Mandate = role, division, mandate
	s.put(ctx, v)
	s.Manager.SetDeadline(ctx, v.Since.Add(Life)) // a switch does not lengthen the session
	return nil
}

// SignOut ends the session of the context.
func (s *Sessions) SignOut(ctx context.Context) error {
	if err := s.Manager.Destroy(ctx); err != nil {
		return fmt.Errorf("session: sign-out: %w", err)
	}
	return nil
}

// EndAll ends every session of an account, after a new password or when it is disabled.
func (s *Sessions) EndAll(ctx context.Context, account identity.ID) error {
	return s.store.EndSessions(ctx, account, "")
}

// Current gives the session of the context. ok is false for a visitor and after too
// long a silence. It writes at most every five minutes.
func (s *Sessions) Current(ctx context.Context) (v Session, ok bool) {
	v, ok = s.get(ctx)
	if !ok {
		return Session{}, false
	}
	now := s.clock.Now()
	idle := IdleStaff
	if !(access.Actor{Role: v.Role}).IsStaff() {
		idle = IdleOthers
	}
	silent := now.Sub(v.Seen)
	if silent >= idle || now.Sub(v.Since) >= Life {
		return Session{}, false
	}
	if silent >= TouchEvery {
		v.Seen = now
		s.put(ctx, v)
	}
	return v, true
}

// Keep holds a short text for the next request of the same visitor, such as the state
// of a sign-in by another provider. Taking it removes it.
func (s *Sessions) Keep(ctx context.Context, name, value string) {
	s.Manager.Put(ctx, "keep_"+name, value)
	s.Manager.SetDeadline(ctx, s.clock.Now().Add(Life))
}

// Take gives what was kept, once.
func (s *Sessions) Take(ctx context.Context, name string) string {
	return s.Manager.PopString(ctx, "keep_"+name)
}

func (s *Sessions) put(ctx context.Context, v Session) {
	for k, x := range map[string]string{
		"id": v.ID, "account": v.Account.String(), "role": string(v.Role), "division": v.Division, "mandate": v.Mandate,
		"since": strconv.FormatInt(clock.Micros(v.Since), 10), "seen": strconv.FormatInt(clock.Micros(v.Seen), 10),
	} {
		s.Manager.Put(ctx, k, x)
	}
}

func (s *Sessions) get(ctx context.Context) (Session, bool) {
	str := func(k string) string { return s.Manager.GetString(ctx, k) }
	account, err := identity.ParseID(str("account"))
	if err != nil {
		return Session{}, false
	}
	at := func(k string) time.Time { n, _ := strconv.ParseInt(str(k), 10, 64); return clock.FromMicros(n) }
	return Session{ID: str("id"), Account: account, Role: access.Role(str("role")), Division: str("division"), Mandate: str("mandate"), Since: at("since"), Seen: at("seen")}, true
}

// codec writes sessions as JSON of texts, the same bytes for the same session.
type codec struct{}

type stored struct {
	Until  int64             `json:"until"` // microseconds
	Values map[string]string `json:"values"`
}

func (codec) Encode(until time.Time, values map[string]any) ([]byte, error) {
	out := stored{clock.Micros(until), make(map[string]string, len(values))}
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("session: %s is no text", k)
		}
		out.Values[k] = text
	}
	return json.Marshal(out)
}

func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	var in stored
	if err := json.Unmarshal(b, &in); err != nil {
		return time.Time{}, nil, fmt.Errorf("session: damaged data: %w", err)
	}
	values := make(map[string]any, len(in.Values))
	for k, v := range in.Values {
		values[k] = v
	}
	return clock.FromMicros(in.Until), values, nil
}

// adapter is the store as scs wants it; scs hashes the token before it comes here.
type adapter struct {
	store Store
	clock clock.Clock
}

func (a adapter) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	return a.store.FindSession(ctx, hash, a.clock.Now())
}

func (a adapter) CommitCtx(ctx context.Context, hash string, b []byte, until time.Time) error {
	_, values, err := codec{}.Decode(b)
	if err != nil {
		return err
	}
	text, _ := values["account"].(string)
	account, err := identity.ParseID(text)
	if err != nil {
		account = 0 // before sign-in
	}
	return a.store.CommitSession(ctx, hash, account, b, until)
}

func (a adapter) DeleteCtx(ctx context.Context, hash string) error {
	return a.store.DeleteSession(ctx, hash)
}

// The forms without context are part of the interface of scs and never called by it here.

func (a adapter) Find(hash string) ([]byte, bool, error) {
	return a.FindCtx(context.Background(), hash)
}
func (a adapter) Delete(hash string) error { return a.DeleteCtx(context.Background(), hash) }
func (a adapter) Commit(hash string, b []byte, until time.Time) error {
	return a.CommitCtx(context.Background(), hash, b, until)
}
