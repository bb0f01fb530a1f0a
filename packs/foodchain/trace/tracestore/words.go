package tracestore

import (
	"context"
	"database/sql"
	"fmt"
)

// List is one of the lists of what events name, annulled ones too.
type List int64

// The lists. Things are kept in the dictionary itself.
const (
	Types List = 1 + iota
	Steps
	Dispositions
	Locations
	ReadPoints
	Things
)

// words adds what the batch names to the lists.
func (p *projection) words() error {
	type word struct {
		list  List
		word  string
		place int64
	}
	seen := map[word]bool{}
	for _, s := range p.added {
		for _, w := range []word{
			{Types, string(s.Type), 0}, {Steps, s.Step, 0}, {Dispositions, s.disposition, 0},
			{Locations, "", int64(s.Location)}, {ReadPoints, "", int64(s.ReadPoint)},
		} {
			seen[w] = seen[w] || w.word != "" || w.place != 0
		}
	}
	r := rows{t: words}
	for w, said := range seen {
		if !said {
			continue
		}
		key := fmt.Sprintf("\x00%d %d %s", w.list, w.place, w.word) // no key of a thing or place
		if p.memory != nil {
			if _, known := p.memory.find(key); known {
				continue
			}
			p.memory.add(key, 1)
		}
		r.add(int64(w.list), w.word, w.place)
	}
	return r.write(p.tx)
}

// Words gives what events name of a list, sorted, after a word.
func (s *Store) Words(ctx context.Context, list List, after string, limit int) (all []string, err error) {
	q, args := "select word from trace_word where list = ? and word > ? order by word limit ?", []any{int64(list), after, limit}
	switch list {
	case Locations, ReadPoints:
		q = "select p.key from trace_word w join trace_place p on p.id = w.place where w.list = ? and p.key > ? order by p.key limit ?"
		args[1] = Stored(after)
	case Things:
		q, args = "select key from trace_thing where key > ? and key not like 'process %' order by key limit ?", []any{Stored(after), limit}
	}
	rows, err := s.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("tracestore: %w", err)
	}
	err = drain(rows, func(r *sql.Rows) error {
		var w string
		err := r.Scan(&w)
		if list >= Locations {
			w = Long(w)
		}
		all = append(all, w)
		return err
	})
	return all, err
}

// Knows says whether some event names the word.
func (s *Store) Knows(ctx context.Context, list List, word string) (bool, error) {
	q, args := "select count(*) from trace_word where list = ? and word = ?", []any{int64(list), word}
	switch list {
	case Locations, ReadPoints:
		q = "select count(*) from trace_word w join trace_place p on p.id = w.place where w.list = ? and p.key = ?"
		args[1] = Stored(word)
	case Things:
		q, args = "select count(*) from trace_thing where key = ?", []any{Stored(word)}
	}
	n := 0
	if err := s.db.QueryRow(ctx, q, args...).Scan(&n); err != nil {
		return false, fmt.Errorf("tracestore: %w", err)
	}
	return n > 0, nil
}
