// Package searchstore finds cases by number, item and applicant's name on both engines.
//
//	text ─▶ overlapping pairs of Chinese characters, words of other scripts ─▶ tokens
//	question ─▶ phrases of tokens, last word as a beginning ─▶ cases within a scope, best first
//
// The tokens are cut in Go, the same for both engines: FTS5 on SQLite, a tsvector with a
// GIN index on PostgreSQL. Nothing is kept but tokens, and an erasure deletes them. A
// consumer feeds it ([Store.Put] again gives the same), so that it lags a moment behind;
// it can be emptied and read again from the first event. A single Chinese character
// finds nothing. On SQLite a case is known by its id alone: one file serves one county.
package searchstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/sqldb"
)

// Store is the index.
type Store struct {
	db *sqldb.DB
	w  *sqldb.Writer
}

// New makes the store; w may be nil for reading only.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db, w} }

const (
	maxTokens   = 400 // of one case
	maxQuestion = 100 // runes read of a question
)

// Put indexes texts by case, replacing what was there.
func (s *Store) Put(ctx context.Context, division string, texts map[casework.ID]string) error {
	if len(texts) == 0 {
		return nil
	}
	ids := make([]casework.ID, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		for _, id := range ids {
			if err := drop(tx, division, id); err != nil {
				return err
			}
			var flat []string
			for _, run := range runs(texts[id]) {
				flat = append(flat, run...)
			}
			flat = flat[:min(len(flat), maxTokens)]
			if len(flat) == 0 {
				continue
			}
			var err error
			if tx.Engine == sqldb.Postgres {
				_, err = tx.Exec(`insert into case_search (division, case_id, tokens) values (?, ?, cast(? as text)::tsvector)`, division, int64(id), vector(flat))
			} else {
				_, err = tx.Exec(`insert into case_search (rowid, tokens) values (?, ?)`, int64(id), strings.Join(flat, " "))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Drop forgets cases.
func (s *Store) Drop(ctx context.Context, division string, ids []casework.ID) error {
	if len(ids) == 0 {
		return nil
	}
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		for _, id := range ids {
			if err := drop(tx, division, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func drop(tx *sqldb.Tx, division string, id casework.ID) (err error) {
	if tx.Engine == sqldb.Postgres {
		_, err = tx.Exec(`delete from case_search where division = ? and case_id = ?`, division, int64(id))
	} else {
		_, err = tx.Exec(`delete from case_search where rowid = ?`, int64(id))
	}
	return err
}

func (s *Store) write(ctx context.Context, division string, run func(tx *sqldb.Tx) error) error {
	if _, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: run}); err != nil {
		return fmt.Errorf("searchstore: %w", err)
	}
	return nil
}

// Search gives the cases within a scope that hold every part of a question, best first,
// at most limit (20 by default, 100 at most).
func (s *Store) Search(ctx context.Context, division string, scope access.Scope, question string, limit int) ([]casework.Key, error) {
	asked := runs(firstRunes(question, maxQuestion))
	if len(asked) == 0 {
		return nil, nil
	}
	if limit <= 0 || limit > 100 {
		limit = 20
	}
	cond, args := within(scope)
	if cond == "" {
		return nil, nil
	}
	text := `select c.id from case_search f join cases c on c.id = f.rowid where case_search match ? and c.division = ? and ` + cond + ` order by f.rank limit ?`
	all := append([]any{matchQuery(asked), division}, args...)
	if s.db.Engine == sqldb.Postgres {
		text = `select c.id from case_search f join cases c on c.division = f.division and c.id = f.case_id
			where f.tokens @@ cast(? as text)::tsquery and f.division = ? and ` + cond + ` order by ts_rank(f.tokens, cast(? as text)::tsquery) desc, c.id desc limit ?`
		all = append([]any{tsQuery(asked), division}, args...)
		all = append(all, tsQuery(asked))
	}
	rows, err := s.db.QueryOnce(ctx, text, append(all, limit)...)
	if err != nil {
		return nil, fmt.Errorf("searchstore: %w", err)
	}
	defer rows.Close()
	var keys []casework.Key
	for rows.Next() {
		k := casework.Key{Division: division}
		if err := rows.Scan(&k.ID); err != nil {
			return nil, fmt.Errorf("searchstore: %w", err)
		}
		keys = append(keys, k)
	}
	return keys, rows.Err()
}

// within is a scope as a condition on cases c; "" for nothing at all.
func within(s access.Scope) (string, []any) {
	switch s.Reach {
	case access.Own:
		if s.Party != "" && s.Before != "" {
			return "c.party in (?, ?)", []any{s.Party, s.Before}
		}
		if s.Party != "" {
			return "c.party = ?", []any{s.Party}
		}
		return "c.handler = ? and c.division = ?", []any{s.Holder, s.Division}
	case access.Unit:
		return "c.division = ? and (c.unit = ? or exists (select 1 from task t where t.division = c.division and t.case_id = c.id and t.unit = ?))", []any{s.Division, s.Unit, s.Unit}
	case access.Division:
		return "c.division = ?", []any{s.Division}
	case access.All:
		return "1 = 1", nil
	}
	return "", nil
}

// runs cuts a text into phrases of tokens: a run of Chinese characters into its
// overlapping pairs, each word of another script by itself.
func runs(text string) (all [][]string) {
	var han, word []rune
	flush := func() {
		var pairs []string
		for i := 0; i+1 < len(han); i++ {
			pairs = append(pairs, string(han[i:i+2]))
		}
		if len(pairs) > 0 {
			all = append(all, pairs)
		}
		if len(word) > 0 {
			all = append(all, []string{string(word)})
		}
		han, word = han[:0], word[:0]
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case unicode.Is(unicode.Han, r):
			if len(word) > 0 {
				flush()
			}
			han = append(han, r)
		case r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if len(han) > 0 {
				flush()
			}
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return all
}

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// isWord says that a phrase is a word of letters and digits, which may be a beginning.
func isWord(phrase []string) bool {
	return len(phrase) == 1 && !unicode.Is(unicode.Han, []rune(phrase[0])[0])
}

// matchQuery is a question for FTS5. Tokens hold letters and digits only, so that quoting is safe.
func matchQuery(asked [][]string) string {
	parts := make([]string, len(asked))
	for i, phrase := range asked {
		parts[i] = `"` + strings.Join(phrase, " ") + `"`
		if isWord(phrase) {
			parts[i] += "*"
		}
	}
	return strings.Join(parts, " ")
}

// tsQuery is a question for PostgreSQL, in the form of a tsquery itself: no parser of the server cuts it again.
func tsQuery(asked [][]string) string {
	parts := make([]string, len(asked))
	for i, phrase := range asked {
		quoted := make([]string, len(phrase))
		for j, t := range phrase {
			quoted[j] = "'" + t + "'"
		}
		parts[i] = "(" + strings.Join(quoted, " <-> ") + ")"
		if isWord(phrase) {
			parts[i] = quoted[0] + ":*"
		}
	}
	return strings.Join(parts, " & ")
}

// vector is the tsvector of tokens with their places.
func vector(tokens []string) string {
	var b strings.Builder
	for i, t := range tokens {
		fmt.Fprintf(&b, "'%s':%d ", t, i+1)
	}
	return b.String()
}
