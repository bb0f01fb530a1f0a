package casestore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/ledger"
)

// Difference is one place where a stored case says two things.
type Difference struct {
	Case casework.Key
	Seq  int64  // event concerned, 0: the case as a whole
	What string // e.g. "cases.state", "clock.notice.due", "private", "leaf"
	Have string // as stored
	Want string // as the events say
}

func (d Difference) String() string {
	at := "case " + d.Case.ID.String()
	if d.Seq > 0 {
		at += fmt.Sprintf(" event %d", d.Seq)
	}
	return fmt.Sprintf("%s: %s is %s, the events say %s", at, d.What, d.Have, d.Want)
}

// comparison collects the differences of one case.
type comparison struct {
	key  casework.Key
	diff []Difference
}

func (c *comparison) add(seq int64, what string, have, want any) {
	if fmt.Sprint(have) != fmt.Sprint(want) {
		c.diff = append(c.diff, Difference{c.key, seq, what, told(have), told(want)})
	}
}

// told is a value as a person reads it: of an act each part that is set, by name.
func told(v any) string {
	a, ok := v.(casework.Act)
	if !ok {
		return fmt.Sprint(v)
	}
	var parts []string
	for _, p := range []struct{ name, value string }{{"by", a.By}, {"as", string(a.As)}, {"mandate", a.Mandate}} {
		if p.value != "" {
			parts = append(parts, p.name+" "+p.value)
		}
	}
	if a.Schema != 0 {
		parts = append(parts, fmt.Sprint("schema ", a.Schema))
	}
	if !a.Effective.IsZero() {
		parts = append(parts, "effective "+a.Effective.Format(time.RFC3339))
	}
	return cmp.Or(strings.Join(parts, ", "), "nobody")
}

// Compare folds a case again and compares everything that is stored beside its events:
// the row of the case, open clocks, open tasks, the hashes of the private halves and the
// leaves of the ledger. find gives the procedures of this program. The error is one of
// reading, or that of a case that cannot be folded at all.
func (s *Store) Compare(ctx context.Context, key casework.Key, find func(name string, version int) (*casework.Procedure, error)) ([]Difference, error) {
	events, _, err := s.Load(ctx, key)
	if err != nil {
		return nil, err
	}
	o := events[0].Facts.Open
	if o == nil {
		return nil, fmt.Errorf("casestore: case %s: event %d does not open it", key.ID, events[0].Seq)
	}
	p, err := find(o.Procedure, o.ProcedureVersion)
	if err != nil {
		return nil, err
	}
	c, err := casework.Fold(p, events)
	if err != nil {
		return nil, err
	}
	cmp := &comparison{key: key}
	for _, step := range []func(context.Context, *comparison, *casework.Case) error{s.compareEvents, s.compareRow, s.compareClocks, s.compareTasks} {
		if err := step(ctx, cmp, c); err != nil {
			return cmp.diff, err
		}
	}
	return cmp.diff, nil
}

// compareEvents recomputes every hash of the case and looks at the order of its instants.
func (s *Store) compareEvents(ctx context.Context, cmp *comparison, c *casework.Case) error {
	keys, err := s.Keys(ctx, c.Key)
	if errors.Is(err, sql.ErrNoRows) || fault.KindOf(err) == fault.NotFound {
		cmp.add(0, "cases", "missing", "there")
		return nil
	}
	if err != nil {
		return err
	}
	erased := int64(0)
	for _, e := range c.Events {
		if e.Kind == casework.Erased {
			erased = e.Seq
		}
	}
	tree := s.db.Tree(ctx, c.Division)
	for i, e := range c.Events {
		cmp.add(e.Seq, "act", e.Facts.Act, casework.ActOf(e))
		if e.Effective.Before(c.Opened) {
			cmp.add(e.Seq, "effective", e.Effective, "not before the receipt")
		}
		if i > 0 && e.Recorded.Before(c.Events[i-1].Recorded) {
			cmp.add(e.Seq, "recorded", e.Recorded, "not before the event before it")
		}
		cmp.private(e, keys, erased)
		want := tlog.RecordHash(leafOf(e, keys).Encode())
		have, err := tree.ReadHashes([]int64{tlog.StoredHashIndex(0, e.N)})
		switch {
		case errors.Is(err, sql.ErrNoRows):
			cmp.add(e.Seq, "leaf", "missing", want)
		case err != nil:
			return err
		default:
			cmp.add(e.Seq, "leaf", have[0], want)
		}
	}
	return nil
}

// private checks the hash over the private half. What an act of erasure deleted keeps its
// hash; a half that went without such an act is missing. erased is that act's number.
func (cmp *comparison) private(e casework.Event, keys casework.Keys, erased int64) {
	switch {
	case e.RawPriv != nil:
		if want := ledger.Inner(ledger.Salt(keys.Private, "private", e.Seq), e.RawPriv); want != e.Inner {
			cmp.add(e.Seq, "private", "altered", "as it was written")
		}
		if e.Seq < erased {
			cmp.add(e.Seq, "private", "there", "erased")
		}
	case e.Inner != ledger.Nothing && e.Seq > erased:
		cmp.add(e.Seq, "private", "missing", "there, for nothing was erased")
	}
}

// compareRow compares the row of the case.
func (s *Store) compareRow(ctx context.Context, cmp *comparison, c *casework.Case) error {
	p := standing(c)
	o := c.Events[0].Facts.Open
	columns := []struct {
		name string
		want any
	}{
		{"number", c.Number}, {"short", short(c)}, {"procedure", c.Procedure}, {"procedure_version", c.ProcedureVersion},
		{"item", c.Item.Code}, {"item_version", c.Item.Version}, {"item_slug", c.Item.Slug},
		{"state", c.State}, {"version", c.Version}, {"unit", c.Unit}, {"handler", c.Handler},
		{"party", c.Party}, {"agent", c.Agent}, {"mandate", c.Mandate},
		{"channel", c.Channel}, {"window_no", c.Window}, {"provenance", c.Provenance}, {"sealed", one(c.Sealed)}, {"code_hash", o.CodeHash},
		{"opened", clock.Micros(c.Opened)}, {"accepted", clock.Micros(c.Accepted)}, {"decided", clock.Micros(c.Decided)}, {"closed", clock.Micros(c.Closed)},
		{"result", c.Result}, {"visits", c.Visits}, {"deemed", p.deemed}, {"late_now", p.lateNow}, {"was_late", p.wasLate}, {"poor", p.poor},
		{"promised_due", p.promisedDue}, {"statutory_due", p.statutoryDue}, {"promised_state", p.promised}, {"statutory_state", p.statutory}, {"keep", p.keep},
	}
	names, have := "", make([]any, len(columns))
	for i, col := range columns {
		if i > 0 {
			names += ", "
		}
		names += col.name
		have[i] = new(any)
	}
	err := s.db.QueryRow(ctx, "select "+names+" from cases where division = ? and id = ?", c.Division, int64(c.ID)).Scan(have...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // told by compareEvents
	}
	if err != nil {
		return fmt.Errorf("casestore: compare: %w", err)
	}
	for i, col := range columns {
		cmp.add(0, "cases."+col.name, text(*have[i].(*any)), col.want)
	}
	return nil
}

// text brings what a driver gives for a text column into one form.
func text(v any) any {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return v
}

// compareClocks compares the open clocks: a closed case has none.
func (s *Store) compareClocks(ctx context.Context, cmp *comparison, c *casework.Case) error {
	want := map[string]string{}
	for _, k := range c.Clocks {
		if c.IsOpen() && k.State.Open() {
			want["clock."+k.Name] = fmt.Sprint(k.State, " due ", dueOf(k), " next ", nextLook(k), " verb ", k.Verb, " unit ", c.Unit)
		}
	}
	return s.compareRows(ctx, cmp, want, `select name, state, due, next, verb, unit from clock where division = ? and case_id = ?`, func(r *sql.Rows) (string, string, error) {
		var name, state, verb, unit string
		var due, next int64
		err := r.Scan(&name, &state, &due, &next, &verb, &unit)
		return "clock." + name, fmt.Sprint(state, " due ", due, " next ", next, " verb ", verb, " unit ", unit), err
	})
}

// compareTasks compares the open tasks: a closed case has none.
func (s *Store) compareTasks(ctx context.Context, cmp *comparison, c *casework.Case) error {
	want := map[string]string{}
	due := owed(c)
	for _, t := range c.OpenTasks() {
		if c.IsOpen() {
			want["task."+t.Step+"."+t.ID] = fmt.Sprint(t.State, " unit ", t.Unit, " post ", t.Post, " officer ", t.Officer, " opened ", clock.Micros(t.Opened), " due ", due)
		}
	}
	return s.compareRows(ctx, cmp, want, `select step, task, state, unit, post, officer, opened, due from task where division = ? and case_id = ?`, func(r *sql.Rows) (string, string, error) {
		var step, task, state, unit, post, officer string
		var opened, due int64
		err := r.Scan(&step, &task, &state, &unit, &post, &officer, &opened, &due)
		return "task." + step + "." + task, fmt.Sprint(state, " unit ", unit, " post ", post, " officer ", officer, " opened ", opened, " due ", due), err
	})
}

func (s *Store) compareRows(ctx context.Context, cmp *comparison, want map[string]string, query string, scan func(*sql.Rows) (string, string, error)) error {
	rows, err := s.db.Query(ctx, query, cmp.key.Division, int64(cmp.key.ID))
	if err != nil {
		return fmt.Errorf("casestore: compare: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		what, have, err := scan(rows)
		if err != nil {
			return fmt.Errorf("casestore: compare: %w", err)
		}
		w, ok := want[what]
		if !ok {
			w = "nothing"
		}
		cmp.add(0, what, have, w)
		delete(want, what)
	}
	missing := []string{}
	for what := range want {
		missing = append(missing, what)
	}
	slices.Sort(missing)
	for _, what := range missing {
		cmp.add(0, what, "missing", want[what])
	}
	return rows.Err()
}
