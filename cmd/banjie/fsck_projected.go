package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	identitystore "banjie/internal/store/identity"
)

// projection is a table whose rows come from acts without a case alone. What stands in it
// decides what officers may do, how long a limit is and which days count, so each row is
// made again from the acts and compared.
type projection struct {
	table   string
	where   string   // of the rows that come from acts
	key     []string // columns that name a row
	columns []string // the others
}

var projections = []projection{
	{"item", "version > 0", []string{"code", "version"}, []string{"status", "slug", "unit", "kind", "theme", "served", "digest", "body", "changed"}},
	{"organisation", "key <> ''", []string{"thing", "key"}, []string{"body", "name"}},
	{"mandate", "id <> ''", []string{"id"}, []string{"principal", "agent", "body", "granted", "withdrawn"}},
	{"survey_round", "id <> ''", []string{"id"}, []string{"announced", "body"}},
	{"calendar_notice", "seq > 0", []string{"seq"}, []string{"year", "body"}},
	{"list_version", "version > 0", []string{"kind", "version"}, []string{"hash", "at", "effective", "seq", "reason", "illustrative", "entries", "approvals", "added", "removed", "changed"}},
	{"list_entry", "since > 0", []string{"kind", "code", "since"}, []string{"until", "unit", "type", "sought", "body"}},
	{"commitment", "id <> ''", []string{"id"}, []string{"unit", "kind", "state", "outcome", "running", "due", "acts", "body"}},
	{"fee", "version > 0", []string{"id", "version"}, []string{"unit", "valid_from", "valid_until", "digest", "body"}},
	{"inspection_programme", "version > 0", []string{"unit", "year", "version"}, []string{"most", "body"}},
	{"fine_rule", "version > 0", []string{"id", "version"}, []string{"unit", "body"}},
	{"fine", "number <> ''", []string{"unit", "number"}, []string{"day", "firm", "rule", "body"}},
}

// projected makes the tables of acts without a case again in a database of its own and
// compares. Beside a running server an act may come between: a difference counts when it
// is still there after a few looks.
func (c *checker) projected(ctx context.Context, division string) error {
	var found []problem
	for range looks {
		var err error
		if found, err = c.rebuilt(ctx, division); err != nil {
			return err
		}
		if len(found) == 0 {
			return nil
		}
	}
	for _, p := range found {
		c.add(p)
	}
	return nil
}

func (c *checker) rebuilt(ctx context.Context, division string) (found []problem, err error) {
	folder, err := os.MkdirTemp("", "banjie-fsck-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	fresh, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(folder, "fresh.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, fresh.Close()) }()
	if err := fresh.Migrate(ctx); err != nil {
		return nil, err
	}
	w, err := sqldb.NewWriter(ctx, fresh, clock.System)
	if err != nil {
		return nil, err
	}
	last := map[string]casework.Event{} // by what an act speaks of
	if found, err = c.projectAgain(ctx, w, division, last); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	for _, p := range projections {
		want, err := p.rows(ctx, fresh, division)
		if err != nil {
			return nil, err
		}
		have, err := p.rows(ctx, c.h.db, division)
		if err != nil {
			return nil, err
		}
		for _, d := range p.compare(division, have, want) {
			found = append(found, c.differs(d, "", "").after(last[d.What]))
		}
	}
	return found, nil
}

// after names the act that last wrote the row.
func (p problem) after(e casework.Event) problem {
	if e.Seq != 0 {
		p.Seq, p.Kind, p.Leaf = e.Seq, e.Kind, &e.N
	}
	return p
}

// projectAgain runs every act without a case through the projectors, in one transaction.
func (c *checker) projectAgain(ctx context.Context, w *sqldb.Writer, division string, last map[string]casework.Event) (found []problem, err error) {
	projectors := []casestore.Projector{
		c.h.items.Project,
		c.h.orgs.Project,
		identitystore.New(c.h.db, nil).Project,
		c.h.notices().Project,
		c.h.surveys.Project,
		c.h.promises.Project,
		c.h.lists.Project,
		c.h.fees.Project,
		c.h.visits.ProjectProgramme,
		c.h.fines.Project,
	}
	_, err = w.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		found = nil
		return c.h.cases.ActsOf(ctx, division, "", func(e casework.Event) error {
			if e.Kind == identity.Proved {
				return nil // it marks an account, and accounts are not in the ledger
			}
			for _, project := range projectors {
				if err := project(tx, nil, &e); err != nil {
					found = append(found, problem{Code: "act", Division: division, Leaf: &e.N, Seq: e.Seq, Kind: e.Kind,
						Text: lang.Format("这项行为不能重新执行：%v。", "This act cannot be carried out again: %v.", err)})
				}
			}
			for _, name := range speaksOf(e) {
				last[name] = e
			}
			return nil
		})
	}})
	return found, err
}

// speaksOf names the rows that an act may have written.
func speaksOf(e casework.Event) []string {
	var said struct {
		org.Facts
		Code    string
		Version int64
		ID      string
		List    string
	}
	if json.Unmarshal(e.Facts.Data, &said) != nil {
		return nil
	}
	names := []string{rowName("item", said.Code, said.Version), rowName("mandate", said.ID), rowName("commitment", said.ID), rowName("list_version", said.List, said.Version), rowName("fee", said.ID, said.Version), rowName("calendar_notice", e.Seq)}
	for _, ch := range said.Changes {
		thing, key := ch.Key()
		names = append(names, rowName("organisation", thing, key))
	}
	return names
}

// rowName is a row as a problem names it.
func rowName(table string, key ...any) string {
	return strings.TrimSuffix(fmt.Sprintln(append([]any{table}, key...)...), "\n")
}

// rows are what a table holds, by name.
func (p projection) rows(ctx context.Context, db *sqldb.DB, division string) (map[string][]string, error) {
	q := "select " + strings.Join(append(append([]string{}, p.key...), p.columns...), ", ") + " from " + p.table + " where division = ? and " + p.where
	got, err := db.QueryOnce(ctx, db.Rebind(q), division)
	if err != nil {
		return nil, fmt.Errorf("fsck: %s: %w", p.table, err)
	}
	defer got.Close()
	rows := map[string][]string{}
	for got.Next() {
		values := make([]any, len(p.key)+len(p.columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := got.Scan(into...); err != nil {
			return nil, fmt.Errorf("fsck: %s: %w", p.table, err)
		}
		var told []string
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			values[i] = v
			if i >= len(p.key) {
				told = append(told, fmt.Sprint(v))
			}
		}
		rows[rowName(p.table, values[:len(p.key)]...)] = told
	}
	return rows, got.Err()
}

// compare tells how stored rows differ from those made again.
func (p projection) compare(division string, have, want map[string][]string) (diff []casestore.Difference) {
	key := casework.Key{Division: division}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, there := have[name]; !there {
			diff = append(diff, casestore.Difference{Case: key, What: name, Have: "missing", Want: "there"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		made, there := want[name]
		if !there {
			diff = append(diff, casestore.Difference{Case: key, What: name, Have: "there", Want: "missing"})
			continue
		}
		for i, v := range have[name] {
			switch {
			case v == made[i]:
			case p.columns[i] != "body":
				diff = append(diff, casestore.Difference{Case: key, What: name, Have: p.columns[i] + " " + v, Want: made[i]})
			case !sameJSON(v, made[i]):
				diff = append(diff, casestore.Difference{Case: key, What: name, Have: "altered", Want: "another"})
			}
		}
	}
	return diff
}

// sameJSON compares two objects without the fields that are empty: a newer program may
// write more of them.
func sameJSON(a, b string) bool {
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && reflect.DeepEqual(filled(x), filled(y))
}

// filled is a value of JSON without what is empty, nil where nothing is left.
func filled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, inner any) bool { return filled(inner) == nil })
		for k, inner := range v {
			v[k] = filled(inner)
		}
		if len(v) > 0 {
			return v
		}
	case []any:
		for i, inner := range v {
			v[i] = filled(inner)
		}
		if len(v) > 0 {
			return v
		}
	case string:
		if v != "" {
			return v
		}
	case float64:
		if v != 0 {
			return v
		}
	case bool:
		if v {
			return v
		}
	}
	return nil
}
