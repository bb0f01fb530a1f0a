package tracestore

import (
	"fmt"
	"math/rand/v2"

	"banjie/internal/sqldb"
)

// memory keeps the numbers of keys that were met lately, and which words the lists have. A transaction may yet be rolled back, so
// what it handed out waits until the next one shows by the token it finds that it stands.
type memory struct {
	now, before map[string]int64 // of things and places that stand, in two generations
	waiting     map[string]waits
	tokens      []int64 // of each projection in the transaction
	tx          *sqldb.Tx
	open        bool // a projection began and did not end
}

type waits struct {
	id    int64
	token int // index into tokens
}

// remembered bounds each generation.
const remembered = 100_000

// begin takes the token that a transaction finds.
func (m *memory) begin(tx *sqldb.Tx, token int64) {
	last := -1
	for i, t := range m.tokens {
		if t == token {
			last = i
		}
	}
	if last < len(m.tokens)-1 || m.open { // failed, rolled back, or another node came after
		for k, w := range m.waiting {
			if w.token > last {
				delete(m.waiting, k)
			}
		}
		m.tokens = m.tokens[:last+1]
	}
	if tx != m.tx {
		for k, w := range m.waiting {
			m.keep(k, w.id)
		}
		clear(m.waiting)
		m.tokens = m.tokens[:0]
		m.tx = tx
	}
	m.open = true
}

func (m *memory) keep(key string, id int64) {
	if m.now == nil {
		m.now = make(map[string]int64)
	}
	if len(m.now) >= remembered {
		m.before, m.now = m.now, make(map[string]int64, remembered)
	}
	m.now[key] = id
}

func (m *memory) find(key string) (int64, bool) {
	if w, ok := m.waiting[key]; ok {
		return w.id, true
	}
	if id, ok := m.now[key]; ok {
		return id, true
	}
	id, ok := m.before[key]
	if ok {
		m.keep(key, id)
	}
	return id, ok
}

// add remembers a number that the running projection read or handed out.
func (m *memory) add(key string, id int64) {
	if m.waiting == nil {
		m.waiting = map[string]waits{}
	}
	m.waiting[key] = waits{id, len(m.tokens)}
}

// state is the row of trace_state: who may write next, and the next numbers.
type state struct{ thing, place, event, token int64 }

func readState(tx *sqldb.Tx) (s state, err error) {
	q := "select next_thing, next_place, next_event, token from trace_state where id = 1"
	if tx.Engine == sqldb.Postgres {
		q += " for update"
	}
	if err := tx.QueryRow(q).Scan(&s.thing, &s.place, &s.event, &s.token); err != nil {
		return s, fmt.Errorf("tracestore: %w", err)
	}
	return s, nil
}

// end writes the state under a new token.
func (m *memory) end(tx *sqldb.Tx, s state) error {
	s.token = rand.Int64()
	if _, err := tx.Exec("update trace_state set next_thing = ?, next_place = ?, next_event = ?, token = ? where id = 1", s.thing, s.place, s.event, s.token); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	m.tokens = append(m.tokens, s.token)
	m.open = false
	return nil
}

// Turn waits for the turn of a capture. On SQLite there is one writer and nothing to wait for; on
// PostgreSQL several nodes take turns by the row of trace_state, each until its transaction ends.
func Turn(tx *sqldb.Tx) error {
	if tx.Engine != sqldb.Postgres {
		return nil
	}
	var id int64
	if err := tx.QueryRow(`select id from trace_state where id = 1 for update`).Scan(&id); err != nil {
		return fmt.Errorf("tracestore: %w", err)
	}
	return nil
}
