// Package surveystore keeps surveys: their rounds, which follow from the acts on the ledger, and
// what is sealed while people are asked.
//
// A slot of a sample stands under a random id; who it is, is sealed (AES-256-GCM) under a key
// of the folder, so that a copy of the database shows nobody. A token stands as its hash. An answer
// has a random id of its own and neither slot, case nor instant: taking the slot out and putting
// the answer in are one transaction, and nothing in either row says which belong together.
package surveystore

import (
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/sqldb"
	"banjie/internal/survey"
)

// Store keeps surveys.
type Store struct {
	db    *sqldb.DB
	w     *sqldb.Writer // nil for reading only
	aead  cipher.AEAD
	token []byte
}

// New makes the store; secret is 32 bytes of the folder's keys.
func New(db *sqldb.DB, w *sqldb.Writer, secret []byte) (*Store, error) {
	s := &Store{db: db, w: w}
	key, err := hkdf.Key(sha256.New, secret, nil, "banjie survey slots", 32)
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	if s.token, err = hkdf.Key(sha256.New, secret, nil, "banjie survey tokens", 32); err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err == nil {
		s.aead, err = cipher.NewGCMWithRandomNonce(block)
	}
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	return s, nil
}

// Project writes the row of a round from an act.
func (s *Store) Project(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
	switch e.Kind {
	case survey.EventAnnounced, survey.EventDrawn, survey.EventClosed:
	default:
		return nil
	}
	facts, err := casework.Data[survey.Round](*e)
	if err != nil {
		return err
	}
	var r survey.Round
	var body []byte
	err = tx.QueryRow(`select body from survey_round where division = ? and id = ?`, e.Division, facts.ID).Scan(&body)
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("surveystore: %w", err)
	}
	r.Apply(e.Kind, facts, e.At)
	if body, err = json.Marshal(r); err != nil {
		return fmt.Errorf("surveystore: %w", err)
	}
	_, err = tx.Exec(`insert into survey_round (division, id, announced, body) values (?, ?, ?, ?) on conflict (division, id) do update set body = excluded.body`, e.Division, r.ID, clock.Micros(r.Announced), body)
	return err
}

// Rounds gives all rounds, the latest first.
func (s *Store) Rounds(ctx context.Context, division string) ([]survey.Round, error) {
	rows, err := s.db.Query(ctx, `select body from survey_round where division = ? order by announced desc, id`, division)
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	defer rows.Close()
	var all []survey.Round
	for rows.Next() {
		var body []byte
		var r survey.Round
		if err := rows.Scan(&body); err != nil {
			return nil, fmt.Errorf("surveystore: %w", err)
		}
		if err := json.Unmarshal(body, &r); err != nil {
			return nil, fmt.Errorf("surveystore: damaged round: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// Round gives one; fault.NotFound where there is none.
func (s *Store) Round(ctx context.Context, division, id string) (r survey.Round, err error) {
	var body []byte
	err = s.db.QueryRow(ctx, `select body from survey_round where division = ? and id = ?`, division, id).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.Missing()
	}
	if err == nil {
		err = json.Unmarshal(body, &r)
	}
	return r, err
}

// Frame implements survey.Store.
func (s *Store) Frame(ctx context.Context, division string, since, until time.Time, most int) ([]survey.Candidate, error) {
	rows, err := s.db.Query(ctx, `select id, unit, channel, procedure from cases where division = ? and closed > 0 and closed >= ? and closed < ? and sealed = 0 and provenance = 'live' and procedure in (?, ?) and unit <> '' order by id limit ?`,
		division, clock.Micros(since), clock.Micros(until), licensing.Name, impasse.Name, most)
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	defer rows.Close()
	var all []survey.Candidate
	for rows.Next() {
		var id int64
		var unit, channel, procedure string
		if err := rows.Scan(&id, &unit, &channel, &procedure); err != nil {
			return nil, fmt.Errorf("surveystore: %w", err)
		}
		group := "window"
		switch {
		case procedure == impasse.Name:
			group = "report"
		case channel == "web" || channel == "mobile":
			group = "online"
		}
		all = append(all, survey.Candidate{Target: casework.ID(id).String(), Unit: unit, Group: group})
	}
	return all, rows.Err()
}

// KeepDraw implements survey.Store.
func (s *Store) KeepDraw(ctx context.Context, division, round string, file, placing, names []byte) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(`insert into survey_draw (division, round, file, places, names) values (?, ?, ?, ?, ?)`, division, round, file, placing, s.seal(round, names))
		return err
	})
}

// Draw implements survey.Store.
func (s *Store) Draw(ctx context.Context, division, round string) (file, placing, names []byte, err error) {
	var sealed []byte
	err = s.db.QueryRow(ctx, `select file, places, names from survey_draw where division = ? and round = ?`, division, round).Scan(&file, &placing, &sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil, fault.Missing()
	}
	if err == nil && len(sealed) > 0 {
		names, err = s.open(round, sealed)
	}
	return file, placing, names, err
}

// OpenSlots implements survey.Store.
func (s *Store) OpenSlots(ctx context.Context, division, round string, file []byte, slots []survey.Slot) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update survey_draw set file = ?, names = null where division = ? and round = ? and names is not null`, file, division, round)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 { // somebody else drew at the same moment: the sample is open
			return cmp.Or(err, error(fault.New(fault.Conflict, "already_drawn", lang.T("这一轮刚刚由别人抽过。", "Somebody else has just drawn this round."), lang.T("请刷新页面。", "Please reload the page."))))
		}
		for _, x := range slots {
			if _, err := tx.Exec(`insert into survey_slot (division, round, slot, unit, grp, sealed, token, state, tries, caller) values (?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '')`,
				division, round, x.ID, x.Unit, x.Group, s.seal(round+x.ID, []byte(x.Target)), hashOf(s.tokenOf(x.ID))); err != nil {
				return err
			}
		}
		return nil
	})
}

const slotColumns = `round, slot, unit, grp, sealed, tries`

type scanner interface{ Scan(...any) error }

func (s *Store) slot(row scanner) (x survey.Slot, ok bool, err error) {
	var sealed []byte
	err = row.Scan(&x.Round, &x.ID, &x.Unit, &x.Group, &sealed, &x.Tries)
	if errors.Is(err, sql.ErrNoRows) {
		return x, false, nil
	}
	if err != nil {
		return x, false, fmt.Errorf("surveystore: %w", err)
	}
	target, err := s.open(x.Round+x.ID, sealed)
	x.Target, x.Token = string(target), s.tokenOf(x.ID)
	return x, err == nil, err
}

// Next implements survey.Store.
func (s *Store) Next(ctx context.Context, division, round, caller, unit string) (x survey.Slot, ok bool, err error) {
	err = s.write(ctx, division, func(tx *sqldb.Tx) error {
		var err error
		x, ok, err = s.slot(tx.QueryRow(`select `+slotColumns+` from survey_slot where division = ? and round = ? and state = 'waiting' and caller = ?`, division, round, caller))
		if ok || err != nil {
			return err
		}
		x, ok, err = s.slot(tx.QueryRow(`select `+slotColumns+` from survey_slot where division = ? and round = ? and state = 'waiting' and caller = '' and unit <> ? order by tries, slot limit 1`, division, round, unit))
		if !ok || err != nil {
			return err
		}
		res, err := tx.Exec(`update survey_slot set caller = ? where division = ? and round = ? and slot = ? and caller = '' and state = 'waiting'`, caller, division, round, x.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 { // another node gave it away between
			return cmp.Or(err, error(fault.New(fault.Conflict, "just_taken", lang.T("这一位刚刚给了别人。", "This person has just been given to somebody else."), lang.T("请再按一次“下一位”。", "Please ask for the next once more."))))
		}
		return nil
	})
	return x, ok, err
}

// Held implements survey.Store.
func (s *Store) Held(ctx context.Context, division, round, caller string) (survey.Slot, bool, error) {
	return s.slot(s.db.QueryRow(ctx, `select `+slotColumns+` from survey_slot where division = ? and round = ? and state = 'waiting' and caller = ?`, division, round, caller))
}

// Try implements survey.Store.
func (s *Store) Try(ctx context.Context, x survey.Slot, division, caller, state string) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update survey_slot set state = ?, tries = tries + 1, caller = '' where division = ? and round = ? and slot = ? and state = 'waiting' and caller = ?`, state, division, x.Round, x.ID, caller)
		return one(res, err)
	})
}

// Answer implements survey.Store.
func (s *Store) Answer(ctx context.Context, division string, x survey.Slot, a survey.Answer) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("surveystore: %w", err)
	}
	id := rand.Text()
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		res, err := tx.Exec(`update survey_slot set state = 'answered', caller = '' where division = ? and round = ? and slot = ? and state = 'waiting'`, division, x.Round, x.ID)
		if err := one(res, err); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into survey_answer (division, round, id, unit, grp, body) values (?, ?, ?, ?, ?, ?)`, division, x.Round, id, x.Unit, x.Group, body)
		return err
	})
}

// ByToken implements survey.Store.
func (s *Store) ByToken(ctx context.Context, division, token string) (survey.Slot, error) {
	x, ok, err := s.slot(s.db.QueryRow(ctx, `select `+slotColumns+` from survey_slot where division = ? and token = ? and state = 'waiting'`, division, hashOf(token)))
	if err == nil && !ok {
		err = spent()
	}
	return x, err
}

func spent() error {
	return fault.New(fault.NotFound, "token_spent", lang.T("这个链接没有用，或者已经用过、过期。", "This link does not work: it is wrong, it was used, or its time is over."),
		lang.T("每个链接只能答一次。谢谢您。", "Each link is good for one answer. Thank you."))
}

// Counts implements survey.Store.
func (s *Store) Counts(ctx context.Context, division, round string) ([]survey.Count, error) {
	rows, err := s.db.Query(ctx, `select unit, grp, state, count(*) from survey_slot where division = ? and round = ? group by unit, grp, state order by unit, grp, state`, division, round)
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	defer rows.Close()
	var all []survey.Count
	for rows.Next() {
		var c survey.Count
		if err := rows.Scan(&c.Unit, &c.Group, &c.State, &c.N); err != nil {
			return nil, fmt.Errorf("surveystore: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// Answers implements survey.Store.
func (s *Store) Answers(ctx context.Context, division, round string) ([]survey.Kept, error) {
	rows, err := s.db.Query(ctx, `select unit, grp, body from survey_answer where division = ? and round = ? order by id`, division, round)
	if err != nil {
		return nil, fmt.Errorf("surveystore: %w", err)
	}
	defer rows.Close()
	var all []survey.Kept
	for rows.Next() {
		var k survey.Kept
		var body []byte
		if err := rows.Scan(&k.Unit, &k.Group, &body); err != nil {
			return nil, fmt.Errorf("surveystore: %w", err)
		}
		if err := json.Unmarshal(body, &k.Answer); err != nil {
			return nil, fmt.Errorf("surveystore: damaged answer: %w", err)
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Wipe implements survey.Store.
func (s *Store) Wipe(ctx context.Context, division, round string) error {
	return s.write(ctx, division, func(tx *sqldb.Tx) error {
		for _, table := range []string{"survey_slot", "survey_answer"} {
			if _, err := tx.Exec(`delete from `+table+` where division = ? and round = ?`, division, round); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) write(ctx context.Context, division string, run func(*sqldb.Tx) error) error {
	_, err := s.w.Write(ctx, sqldb.Unit{Division: division, Run: run})
	return err
}

// one says that a compare-and-set found its row.
func one(res sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return spent()
	}
	return nil
}

func (s *Store) seal(about string, plain []byte) []byte {
	return s.aead.Seal(nil, nil, plain, []byte(about))
}

func (s *Store) open(about string, sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, fmt.Errorf("surveystore: a sealed row does not open: %w", err)
	}
	return plain, nil
}

// tokenOf is the token of a slot: only who has the folder's key can make it.
func (s *Store) tokenOf(slot string) string {
	m := hmac.New(sha256.New, s.token)
	m.Write([]byte(slot))
	return base32.StdEncoding.EncodeToString(m.Sum(nil)[:15])
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte("banjie survey token\x00" + token))
	return sum[:]
}
