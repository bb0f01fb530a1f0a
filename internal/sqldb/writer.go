package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"banjie/internal/clock"
	"banjie/internal/ledger"
)

// Unit is one acknowledged change: rows, and the leaves of its acts. Run may be
// called again when the group it was in died, so it must not keep state of its own.
type Unit struct {
	Division string
	Run      func(tx *Tx) error
	Leaves   []Entry
	Counts   []Count
}

// Count changes a counter. Those of a group are summed in memory and written as one
// upsert a key, in order of the key, before the leaves.
type Count struct {
	Measure string
	Day     int32 // 0 for a gauge
	Unit    string
	By      int64
}

// Entry is one act on its way into the ledger. The writer sets Recorded in the leaf,
// gives it its number and then calls Place, which inserts the event's row.
type Entry struct {
	Leaf  func(recorded time.Time) []byte
	Place func(tx *Tx, n int64, recorded time.Time) error
}

// Tx is the writer's transaction as a unit sees it. Statements are prepared once.
type Tx struct {
	ctx        context.Context
	w          *Writer
	Engine     Engine
	Statements int // executed so far in this group; row budgets are tested with it
}

// Exec runs a fixed statement.
func (tx *Tx) Exec(q string, args ...any) (sql.Result, error) {
	if err := storable(args); err != nil {
		return nil, err
	}
	s, err := tx.w.prepare(tx.ctx, q)
	if err != nil {
		return nil, err
	}
	tx.Statements++
	return s.ExecContext(tx.ctx, args...)
}

// QueryRow runs a fixed read inside the transaction.
func (tx *Tx) QueryRow(q string, args ...any) *Row {
	if err := storable(args); err != nil {
		return &Row{err: err}
	}
	s, err := tx.w.prepare(tx.ctx, q)
	if err != nil {
		return &Row{err: err}
	}
	return &Row{row: s.QueryRowContext(tx.ctx, args...)}
}

// Query runs a fixed read of several rows inside the transaction.
func (tx *Tx) Query(q string, args ...any) (*sql.Rows, error) {
	if err := storable(args); err != nil {
		return nil, err
	}
	s, err := tx.w.prepare(tx.ctx, q)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(tx.ctx, args...)
}

// Writer is the one who writes. Start one a database; Close waits for what is queued.
type Writer struct {
	db    *DB
	clock clock.Clock
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	queue chan *request
	done  chan struct{}

	gate sync.RWMutex // held for reading while a unit enters the queue, for writing by Close
	shut bool

	mu   sync.Mutex // guards wake; never held while waiting for the writer
	wake chan struct{}

	watch atomic.Pointer[func(Group)]
}

// Group is what became of one attempt to commit: how many units it held, how long it took
// from its begin to its answer, and why nothing of it was written.
type Group struct {
	Units int
	Took  time.Duration
	Err   error
}

// Watch calls seen after each attempt to commit a group, on the writer's own goroutine.
func (w *Writer) Watch(seen func(Group)) { w.watch.Store(&seen) }

// Queue is how many units wait for a group, and how many may.
func (w *Writer) Queue() (waiting, most int) { return len(w.queue), cap(w.queue) }

type request struct {
	ctx    context.Context
	unit   Unit
	answer chan result
}

type result struct {
	head ledger.Head
	err  error
}

// maxGroup bounds how many units share one commit.
const maxGroup = 256

// NewWriter takes the writing connection.
func NewWriter(ctx context.Context, db *DB, c clock.Clock) (*Writer, error) {
	conn, err := db.writers.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqldb: no connection to write with: %w", err)
	}
	w := &Writer{db: db, clock: c, conn: conn, stmts: map[string]*sql.Stmt{},
		queue: make(chan *request, 4*maxGroup), done: make(chan struct{}), wake: make(chan struct{})}
	go w.run()
	return w, nil
}

// ErrClosed is the answer after Close.
var ErrClosed = errors.New("sqldb: the writer is closed")

// Write queues a unit and waits for its commit. The answer is the head of the
// division's ledger after it, zero when the unit had no leaves.
func (w *Writer) Write(ctx context.Context, u Unit) (ledger.Head, error) {
	r := &request{ctx: ctx, unit: u, answer: make(chan result, 1)}
	if err := w.enqueue(ctx, r); err != nil {
		return ledger.Head{}, err
	}
	got := <-r.answer // once queued the outcome must be known: no early return
	return got.head, explained(got.err)
}

func (w *Writer) enqueue(ctx context.Context, r *request) error {
	w.gate.RLock()
	defer w.gate.RUnlock()
	if w.shut {
		return ErrClosed
	}
	select {
	case w.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// deleteStep is how many rows one unit of [Writer.Delete] takes, so that nobody waits long behind it.
const deleteStep = 1000

// Delete runs a deletion until it finds nothing more, a step at a time, and gives the rows
// deleted. The last placeholder of q is the limit of a step.
func (w *Writer) Delete(ctx context.Context, division, q string, args ...any) (all int64, err error) {
	for ctx.Err() == nil {
		var n int64
		_, err := w.Write(ctx, Unit{Division: division, Run: func(tx *Tx) error {
			res, err := tx.Exec(q, append(slices.Clone(args), deleteStep)...)
			if err != nil {
				return err
			}
			n, err = res.RowsAffected()
			return err
		}})
		all += n
		if err != nil || n < deleteStep {
			return all, err
		}
	}
	return all, ctx.Err()
}

// Optimize brings the statistics up to date by which SQLite chooses between indices: only of tables
// that grew much since, and from [analysed] rows of each index, so that nobody waits long behind it.
// PostgreSQL does so by itself. Readers take them with their next connection.
func (w *Writer) Optimize(ctx context.Context, division string) error {
	if w.db.Engine != SQLite {
		return nil
	}
	_, err := w.Write(ctx, Unit{Division: division, Run: func(tx *Tx) error {
		_, err := tx.Exec("pragma optimize = 0x10002") // of tables that nobody has asked yet too
		return err
	}})
	if err == nil {
		w.db.renew()
	}
	return err
}

// Close commits what is queued and lets the connection go.
func (w *Writer) Close() error {
	w.gate.Lock()
	if w.shut {
		w.gate.Unlock()
		return nil
	}
	w.shut = true
	close(w.queue)
	w.gate.Unlock()
	<-w.done
	for _, s := range w.stmts {
		s.Close()
	}
	return w.conn.Close()
}

// Committed gives a channel that is closed at the next commit with leaves.
func (w *Writer) Committed() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wake
}

func (w *Writer) announce() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.wake)
	w.wake = make(chan struct{})
}

func (w *Writer) run() {
	defer close(w.done)
	var held *request // first of another division
	for {
		first := held
		held = nil
		if first == nil {
			r, ok := <-w.queue
			if !ok {
				return
			}
			first = r
		}
		group := []*request{first}
		division := first.unit.Division // "": rows without a ledger (sessions, drafts) go with any group
	drain:
		for len(group) < maxGroup {
			select {
			case r, ok := <-w.queue:
				if !ok {
					break drain
				}
				if d := r.unit.Division; d != "" && division != "" && d != division {
					held = r
					break drain
				} else if d != "" {
					division = d
				}
				group = append(group, r)
			default:
				break drain
			}
		}
		w.commit(group)
	}
}

// commit writes a group; when the transaction itself dies each unit is tried alone.
func (w *Writer) commit(group []*request) {
	live := group[:0]
	for _, r := range group {
		if err := r.ctx.Err(); err != nil {
			r.answer <- result{err: err}
			continue
		}
		live = append(live, r)
	}
	if len(live) == 0 {
		return
	}
	results, err := w.watched(live, false)
	if errors.Is(err, errOneFailed) {
		results, err = w.watched(live, true)
	}
	if err != nil && len(live) > 1 && !isFinal(err) {
		for _, r := range live {
			w.commit([]*request{r})
		}
		return
	}
	for again := 0; err != nil && isTransient(err) && again < 5; again++ {
		results, err = w.watched(live, true)
	}
	leaves := false
	for i, r := range live {
		if err != nil {
			r.answer <- result{err: err}
			continue
		}
		leaves = leaves || results[i].head.Size > 0
		r.answer <- results[i]
	}
	if leaves {
		w.announce()
	}
}

// watched is try, told to who watches. A refused unit is no failure of its group.
func (w *Writer) watched(group []*request, savepoints bool) ([]result, error) {
	seen := w.watch.Load()
	if seen == nil {
		return w.try(group, savepoints)
	}
	took := clock.Stopwatch()
	results, err := w.try(group, savepoints)
	if err == nil || troubleOf(err) != none {
		(*seen)(Group{Units: len(group), Took: took(), Err: err})
	}
	return results, err
}

// errOneFailed asks for the same group again, each unit under a savepoint of its own.
var errOneFailed = errors.New("sqldb: a unit of the group failed")

// try runs one transaction. Its error means that nothing of the group was written, unless
// it is errUnknown. Units seldom fail, so the first try goes without savepoints: on
// PostgreSQL they cost a quarter of all statements.
func (w *Writer) try(group []*request, savepoints bool) (results []result, err error) {
	ctx := context.Background()
	if err := w.begin(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil && !isFinal(err) {
			if rerr := w.exec(ctx, "rollback"); rerr != nil && !endedByItself(rerr) {
				err = errors.Join(errLost, err, rerr, w.reconnect(ctx))
			}
		}
	}()
	tx := &Tx{ctx: ctx, w: w, Engine: w.db.Engine}
	results = make([]result, len(group))
	for i, r := range group {
		if !savepoints || len(group) == 1 {
			if err := safely(func() error { return r.unit.run(tx) }); err != nil {
				if len(group) > 1 && !isTransient(err) {
					err = errors.Join(errOneFailed, err)
				}
				return nil, err
			}
			continue
		}
		if err := w.exec(ctx, "savepoint unit"); err != nil {
			return nil, err
		}
		if uerr := safely(func() error { return r.unit.run(tx) }); uerr != nil {
			if isTransient(uerr) {
				return nil, uerr // a deadlock is nobody's fault: each is tried alone
			}
			results[i].err = uerr
			if err := w.exec(ctx, "rollback to savepoint unit"); err != nil {
				return nil, err
			}
		}
		if err := w.exec(ctx, "release savepoint unit"); err != nil {
			return nil, err
		}
	}
	var head ledger.Head
	if err := safely(func() (err error) { head, err = w.seal(tx, group, results); return err }); err != nil {
		return nil, err
	}
	if err := w.sound(); err != nil {
		return nil, err
	}
	if err := w.exec(ctx, "commit"); err != nil {
		return results, w.lostCommit(ctx, head, fmt.Errorf("sqldb: commit: %w", err))
	}
	return results, nil
}

func (u Unit) run(tx *Tx) error {
	if u.Run == nil {
		return nil
	}
	return u.Run(tx)
}

// safely turns a panic in a unit into its error, so that one bad unit cannot stop the writer.
func safely(run func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sqldb: panic in a unit: %v\n%s", p, debug.Stack())
		}
	}()
	return run()
}

func (w *Writer) exec(ctx context.Context, q string) error {
	s, err := w.prepare(ctx, q)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

func (w *Writer) prepare(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := w.stmts[q]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(ctx, w.db.Rebind(q))
	if err != nil {
		return nil, fmt.Errorf("sqldb: %w in %q", err, q)
	}
	w.stmts[q] = s
	return s, nil
}
