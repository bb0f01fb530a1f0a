// Package identitytest holds what stores of identities are tested with, and a store in
// memory for tests of flows.
package identitytest

import (
	"context"
	"slices"
	"sync"
	"time"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// Memory is a store for tests; it counts its writes of sessions.
type Memory struct {
	mu            sync.Mutex
	accounts      map[identity.ID]identity.Account
	credentials   []identity.Credential
	recoveries    map[identity.ID]identity.Recovery
	tokens        []identity.Token
	profiles      map[identity.ID]identity.Profile
	sessions      map[string]heldSession
	SessionWrites int
}

type heldSession struct {
	account identity.ID
	data    []byte
	until   time.Time
}

// NewMemory makes an empty one.
func NewMemory() *Memory {
	return &Memory{accounts: map[identity.ID]identity.Account{}, recoveries: map[identity.ID]identity.Recovery{},
		profiles: map[identity.ID]identity.Profile{}, sessions: map[string]heldSession{}}
}

func taken() error {
	return fault.New(fault.Conflict, "taken", lang.T("已被占用。", "Taken."), lang.T("请换一个。", "Choose another."))
}

func (m *Memory) CreateAccount(ctx context.Context, a identity.Account, cs ...identity.Credential) error {
	m.mu.Lock()
	for _, o := range m.accounts {
		if o.Login == a.Login || o.ID == a.ID || o.Officer != "" && o.Officer == a.Officer && o.Division == a.Division {
			m.mu.Unlock()
			return taken()
		}
	}
	for _, c := range cs {
		if i := m.credential(c.Kind, c.Key); i >= 0 {
			m.mu.Unlock()
			return taken()
		}
	}
	m.accounts[a.ID] = a
	m.mu.Unlock()
	for _, c := range cs {
		if err := m.PutCredential(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (m *Memory) UpdateAccount(_ context.Context, a identity.Account) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.accounts[a.ID]
	if !ok {
		return fault.Missing()
	}
	old.Name, old.Party, old.Officer, old.Agent, old.Proven, old.Disabled = a.Name, a.Party, a.Officer, a.Agent, a.Proven, a.Disabled
	m.accounts[a.ID] = old
	return nil
}

func (m *Memory) Account(_ context.Context, id identity.ID) (identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.accounts[id]
	if !ok {
		return a, fault.Missing()
	}
	return a, nil
}

func (m *Memory) AccountByLogin(_ context.Context, login string) (identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if a.Login == login {
			return a, nil
		}
	}
	return identity.Account{}, fault.Missing()
}

func (m *Memory) AccountByOfficer(_ context.Context, division, officer string) (identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if officer != "" && a.Officer == officer && a.Division == division {
			return a, nil
		}
	}
	return identity.Account{}, fault.Missing()
}

func (m *Memory) HasDemo(context.Context) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.accounts {
		if a.Demo {
			return true, nil
		}
	}
	return false, nil
}

func (m *Memory) credential(kind identity.CredentialKind, key string) int {
	return slices.IndexFunc(m.credentials, func(c identity.Credential) bool { return c.Kind == kind && c.Key == key })
}

func (m *Memory) Credentials(_ context.Context, id identity.ID) (mine []identity.Credential, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.credentials {
		if c.Account == id {
			mine = append(mine, c)
		}
	}
	return mine, nil
}

func (m *Memory) CredentialByKey(_ context.Context, kind identity.CredentialKind, key string) (identity.Credential, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := m.credential(kind, key); i >= 0 {
		return m.credentials[i], nil
	}
	return identity.Credential{}, fault.Missing()
}

func (m *Memory) PutCredential(_ context.Context, c identity.Credential) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := m.credential(c.Kind, c.Key); i >= 0 {
		if m.credentials[i].Account != c.Account {
			return taken()
		}
		m.credentials[i] = c
		return nil
	}
	m.credentials = append(m.credentials, c)
	return nil
}

func (m *Memory) DeleteCredential(_ context.Context, id identity.ID, kind identity.CredentialKind, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.credentials = slices.DeleteFunc(m.credentials, func(c identity.Credential) bool { return c.Account == id && c.Kind == kind && c.Key == key })
	return nil
}

func (m *Memory) PutRecovery(_ context.Context, r identity.Recovery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.recoveries[r.Account] = r
	return nil
}

func (m *Memory) TakeRecovery(_ context.Context, id identity.ID, hash [32]byte) (identity.Recovery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.recoveries[id]
	if !ok || r.Hash != hash {
		return identity.Recovery{}, fault.Missing()
	}
	delete(m.recoveries, id)
	return r, nil
}

func (m *Memory) PutToken(_ context.Context, t identity.Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if slices.ContainsFunc(m.tokens, func(o identity.Token) bool { return o.Hash == t.Hash }) {
		return taken()
	}
	m.tokens = slices.Insert(m.tokens, 0, t)
	return nil
}

func (m *Memory) TokenByHash(_ context.Context, hash [32]byte) (identity.Token, identity.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.tokens {
		if a, ok := m.accounts[t.Account]; ok && t.Hash == hash {
			return t, a, nil
		}
	}
	return identity.Token{}, identity.Account{}, fault.Missing()
}

func (m *Memory) Tokens(_ context.Context, id identity.ID) (mine []identity.Token, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.tokens {
		if t.Account == id {
			mine = append(mine, t)
		}
	}
	return mine, nil
}

func (m *Memory) RevokeToken(_ context.Context, account, id identity.ID, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, t := range m.tokens {
		if t.Account == account && t.ID == id {
			m.tokens[i].Revoked = at
			return nil
		}
	}
	return fault.Missing()
}

func (m *Memory) Profile(_ context.Context, id identity.ID) (identity.Profile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.profiles[id]
	if !ok {
		return p, fault.Missing()
	}
	return p, nil
}

func (m *Memory) PutProfile(_ context.Context, p identity.Profile) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.profiles[p.Account] = p
	return nil
}

func (m *Memory) EraseProfile(_ context.Context, id identity.ID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.profiles, id)
	return nil
}

func (m *Memory) FindSession(_ context.Context, hash string, now time.Time) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[hash]
	if !ok || !now.Before(s.until) {
		return nil, false, nil
	}
	return s.data, true, nil
}

func (m *Memory) CommitSession(_ context.Context, hash string, account identity.ID, data []byte, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.SessionWrites++
	m.sessions[hash] = heldSession{account, slices.Clone(data), until}
	return nil
}

func (m *Memory) DeleteSession(_ context.Context, hash string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, hash)
	return nil
}

func (m *Memory) EndSessions(_ context.Context, account identity.ID, keep string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for h, s := range m.sessions {
		if s.account == account && h != keep {
			delete(m.sessions, h)
		}
	}
	return nil
}

func (m *Memory) SweepSessions(_ context.Context, now time.Time) (n int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for h, s := range m.sessions {
		if !now.Before(s.until) {
			delete(m.sessions, h)
			n++
		}
	}
	return n, nil
}
