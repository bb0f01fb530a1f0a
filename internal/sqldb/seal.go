package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/ledger"
)

// seal is the last step of a group: the division's lock, the leaves of all surviving
// units in one pass, their nodes, one head. A group without leaves has no head.
func (w *Writer) seal(tx *Tx, group []*request, results []result) (ledger.Head, error) {
	var none ledger.Head
	division := ""
	var entries []Entry
	for i, r := range group {
		division = cmp.Or(division, r.unit.Division)
		if results[i].err == nil {
			entries = append(entries, r.unit.Leaves...)
		}
	}
	if len(entries) == 0 {
		return none, nil
	}
	if w.db.Engine == Postgres {
		if _, err := tx.Exec("select pg_advisory_xact_lock(?)", lockKey(division)); err != nil {
			return none, fmt.Errorf("sqldb: ledger lock: %w", err)
		}
	}
	if err := count(tx, division, group, results); err != nil {
		return none, err
	}
	head, err := lastHead(tx.QueryRow, division)
	if err != nil {
		return none, err
	}
	recorded := w.clock.Now()
	if recorded.Before(head.Recorded) {
		recorded = head.Recorded
	}
	leaves := make([][]byte, len(entries))
	for i, e := range entries {
		leaves[i] = e.Leaf(recorded)
	}
	nodes, root, err := ledger.Grow(head.Size, nodeReader{tx, division}, leaves)
	if err != nil {
		return none, err
	}
	if err := insertNodes(tx, division, nodes); err != nil {
		return none, err
	}
	for i, e := range entries {
		if err := e.Place(tx, head.Size+int64(i), recorded); err != nil {
			return none, err
		}
	}
	next := ledger.Head{Division: division, Size: head.Size + int64(len(entries)), Root: root, Recorded: recorded}
	if _, err := tx.Exec("insert into head (division, size, root, recorded) values (?, ?, ?, ?)",
		division, next.Size, root[:], clock.Micros(recorded)); err != nil {
		return none, fmt.Errorf("sqldb: head: %w", err)
	}
	for i, r := range group {
		if results[i].err == nil && len(r.unit.Leaves) > 0 {
			results[i].head = next
		}
	}
	return next, nil
}

// count writes the counters of all surviving units.
func count(tx *Tx, division string, group []*request, results []result) error {
	sums := map[Count]int64{}
	for i, r := range group {
		if results[i].err != nil {
			continue
		}
		for _, c := range r.unit.Counts {
			by := c.By
			c.By = 0
			sums[c] += by
		}
	}
	keys := slices.SortedFunc(maps.Keys(sums), func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Unit, b.Unit))
	})
	for _, k := range keys {
		if sums[k] == 0 {
			continue
		}
		if _, err := tx.Exec(`insert into counter (division, measure, day, unit, n) values (?, ?, ?, ?, ?)
			on conflict (division, measure, day, unit) do update set n = counter.n + excluded.n`, division, k.Measure, k.Day, k.Unit, sums[k]); err != nil {
			return fmt.Errorf("sqldb: counter: %w", err)
		}
	}
	return nil
}

func lockKey(division string) int64 {
	h := fnv.New64a()
	h.Write([]byte("ledger/" + division))
	return int64(h.Sum64())
}

func lastHead(row func(string, ...any) *Row, division string) (ledger.Head, error) {
	h := ledger.Head{Division: division}
	var root []byte
	var at int64
	err := row("select size, root, recorded from head where division = ? order by size desc limit 1", division).Scan(&h.Size, &root, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("sqldb: head: %w", err)
	}
	copy(h.Root[:], root)
	h.Recorded = clock.FromMicros(at)
	return h, nil
}

// nodesPerInsert keeps one statement text for full batches.
const nodesPerInsert = 64

func insertNodes(tx *Tx, division string, nodes []ledger.Node) error {
	for len(nodes) > 0 {
		n := min(len(nodes), nodesPerInsert)
		if n < nodesPerInsert {
			n = 1 << (bits(n) - 1) // few distinct texts: powers of two
		}
		args := make([]any, 0, 3*n)
		for _, nd := range nodes[:n] {
			args = append(args, division, nd.Index, nd.Hash[:])
		}
		if _, err := tx.Exec("insert into node (division, i, hash) values "+strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", n), ", "), args...); err != nil {
			return fmt.Errorf("sqldb: nodes: %w", err)
		}
		nodes = nodes[n:]
	}
	return nil
}

func bits(n int) int {
	b := 0
	for ; n > 0; n >>= 1 {
		b++
	}
	return b
}

// nodeReader reads stored hashes inside the transaction.
type nodeReader struct {
	tx       *Tx
	division string
}

func (r nodeReader) ReadHashes(at []int64) ([]ledger.Hash, error) {
	return readHashes(at, r.division, r.tx.QueryRow)
}

func readHashes(at []int64, division string, row func(string, ...any) *Row) ([]ledger.Hash, error) {
	hashes := make([]ledger.Hash, len(at))
	for k, i := range at {
		var h []byte
		if err := row("select hash from node where division = ? and i = ?", division, i).Scan(&h); err != nil {
			return nil, fmt.Errorf("sqldb: node %d: %w", i, err)
		}
		copy(hashes[k][:], h)
	}
	return hashes, nil
}

// Tree reads a division's ledger outside the writer.
type Tree struct {
	db       *DB
	ctx      context.Context
	division string
}

// Tree gives the ledger of a division for proofs.
func (db *DB) Tree(ctx context.Context, division string) Tree { return Tree{db, ctx, division} }

// ReadHashes implements tlog.HashReader.
func (t Tree) ReadHashes(at []int64) ([]ledger.Hash, error) {
	return readHashes(at, t.division, func(q string, args ...any) *Row { return t.db.QueryRow(t.ctx, q, args...) })
}

// Head is the newest head; Size 0 when nothing has been written yet.
func (t Tree) Head() (ledger.Head, error) {
	return lastHead(func(q string, args ...any) *Row { return t.db.QueryRow(t.ctx, q, args...) }, t.division)
}

// HeadCovering is the first head whose tree holds leaf n.
func (t Tree) HeadCovering(n int64) (ledger.Head, error) {
	h := ledger.Head{Division: t.division}
	var root []byte
	var at int64
	err := t.db.QueryRow(t.ctx, "select size, root, recorded from head where division = ? and size > ? order by size limit 1", t.division, n).Scan(&h.Size, &root, &at)
	if err != nil {
		return h, fmt.Errorf("sqldb: head over leaf %d: %w", n, err)
	}
	copy(h.Root[:], root)
	h.Recorded = clock.FromMicros(at)
	return h, nil
}

// Heads walks all heads in order of size.
func (t Tree) Heads(yield func(ledger.Head) error) error {
	rows, err := t.db.QueryOnce(t.ctx, "select size, root, recorded from head where division = ? order by size", t.division)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		h := ledger.Head{Division: t.division}
		var root []byte
		var at int64
		if err := rows.Scan(&h.Size, &root, &at); err != nil {
			return err
		}
		copy(h.Root[:], root)
		h.Recorded = clock.FromMicros(at)
		if err := yield(h); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Divisions that have a ledger here, in order. It leaps from one to the next: a distinct
// over all heads would read every group ever written.
func (db *DB) Divisions(ctx context.Context) ([]string, error) {
	var all []string
	for last := ""; ; {
		err := db.QueryRow(ctx, "select division from head where division > ? order by division limit 1", last).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("sqldb: divisions: %w", err)
		}
		all = append(all, last)
	}
}

// Cursors gives how far each consumer of a division has read, and the size of its ledger.
func (db *DB) Cursors(ctx context.Context, division string) (map[string]int64, int64, error) {
	head, err := db.Tree(ctx, division).Head()
	if err != nil {
		return nil, 0, err
	}
	rows, err := db.QueryOnce(ctx, "select name, n from consumer where division = ?", division)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	at := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, 0, err
		}
		at[name] = n
	}
	return at, head.Size, rows.Err()
}

// LastRecorded is the newest instant written in any division; zero in an empty database.
func (db *DB) LastRecorded(ctx context.Context) (time.Time, error) {
	var last time.Time
	divisions, err := db.Divisions(ctx)
	for _, d := range divisions {
		h, err := db.Tree(ctx, d).Head()
		if err != nil {
			return last, err
		}
		if h.Recorded.After(last) {
			last = h.Recorded
		}
	}
	return last, err
}
