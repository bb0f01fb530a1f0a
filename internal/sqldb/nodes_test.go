package sqldb_test

import (
	"bytes"
	"context"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/testenv"
)

// Several nodes write one ledger: no gap, no fork, nothing counted twice.
func TestNodesShareOneLedger(t *testing.T) {
	dsn := testenv.Postgres(t)
	nodes := []node{openNode(t, dsn), openNode(t, dsn), openNode(t, dsn)}
	var wg sync.WaitGroup
	for i := range 300 {
		wg.Go(func() {
			if _, err := nodes[i%3].Write(context.Background(), act(int64(i))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	whole(t, nodes[0], 300)
}

// Groups of two nodes that lock the same rows in opposite order: the server ends one, and
// both are answered with success.
func TestDeadlockedGroups(t *testing.T) {
	dsn := withParameter(t, testenv.Postgres(t), "deadlock_timeout", "50ms")
	a, b := openNode(t, dsn), openNode(t, dsn)
	ctx := context.Background()
	for id := range int64(2) {
		if _, err := a.Write(ctx, act(id)); err != nil {
			t.Fatal(err)
		}
	}
	lock := func(id int64, before func()) sqldb.Unit {
		u := act(100 + id)
		run := u.Run
		u.Run = func(tx *sqldb.Tx) error {
			before()
			if _, err := tx.Exec("update probe set id = id where id = ?", id%10); err != nil {
				return err
			}
			return run(tx)
		}
		return u
	}
	// Each group holds its first row until the other holds its own.
	var meet sync.WaitGroup
	meet.Add(2)
	together := func() func() {
		return sync.OnceFunc(func() { meet.Done(); meet.Wait() })
	}
	nothing := func() {}
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, err := range grouped(t, a, lock(10, nothing), lock(11, together())) {
			if err != nil {
				t.Errorf("node a: %v", err)
			}
		}
	})
	wg.Go(func() {
		for _, err := range grouped(t, b, lock(21, nothing), lock(20, together())) {
			if err != nil {
				t.Errorf("node b: %v", err)
			}
		}
	})
	wg.Wait()
	whole(t, a, 6)
}

// The connection of a writer is cut in the middle of a group: nothing is half there, the
// units are written on a new connection, and an idle connection that was cut is replaced.
func TestConnectionCut(t *testing.T) {
	n := openNode(t, testenv.Postgres(t))
	ctx := context.Background()
	cut := func() func(*sqldb.Tx) error {
		once := true
		return func(tx *sqldb.Tx) error {
			if once {
				once = false
				_, err := tx.Exec("select pg_terminate_backend(pg_backend_pid())")
				return err
			}
			return nil
		}
	}
	for i, err := range grouped(t, n, act(1), act(2, cut()), act(3)) {
		if err != nil {
			t.Errorf("unit %d: %v", i+1, err)
		}
	}
	if _, err := n.Write(ctx, act(4, cut())); err != nil {
		t.Errorf("alone: %v", err)
	}
	if _, err := n.db.Raw().ExecContext(ctx, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	if _, err := n.Write(ctx, act(5)); err != nil {
		t.Errorf("after an idle connection was cut: %v", err)
	}
	whole(t, n, 5)
}

// The server commits and the answer is lost on the way: the writer finds its head and says
// "saved". Where the question was lost instead, it writes again. Nothing is doubled.
func TestCommitWithoutAnswer(t *testing.T) {
	for name, lose := range map[string]func(*wire){"the answer is lost": (*wire).loseAnswer, "the question is lost": (*wire).loseQuestion} {
		t.Run(name, func(t *testing.T) {
			w, dsn := tapped(t, testenv.Postgres(t))
			n := openNode(t, dsn)
			if _, err := n.Write(context.Background(), act(1)); err != nil { // statements are prepared now
				t.Fatal(err)
			}
			for round := range 2 {
				units := []sqldb.Unit{act(int64(10*round + 2))}
				if round == 1 {
					units = append(units, act(13), act(14))
				}
				last := &units[len(units)-1].Leaves[0]
				place := last.Place
				once := sync.OnceFunc(func() { lose(w) })
				last.Place = func(tx *sqldb.Tx, leaf int64, at time.Time) error {
					defer once()
					return place(tx, leaf, at)
				}
				for i, err := range grouped(t, n, units...) {
					if err != nil {
						t.Errorf("round %d unit %d: %v", round, i, err)
					}
				}
			}
			if w.lost.Load() != 2 {
				t.Errorf("%d messages were lost, want 2: the test shows nothing", w.lost.Load())
			}
			whole(t, n, 5)
		})
	}
}

// Without a ledger there is no head to look for: the answer is an honest "not known".
func TestCommitUnknown(t *testing.T) {
	w, dsn := tapped(t, testenv.Postgres(t))
	n := openNode(t, dsn)
	_, err := n.Write(context.Background(), sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error {
		defer w.loseAnswer()
		_, err := tx.Exec("insert into probe (id, n) values (1, -2)")
		return err
	}})
	if f, ok := fault.As(err); !ok || f.Code != "outcome_unknown" {
		t.Errorf("answer: %v", err)
	}
}

// wire stands between a node and its server and loses what it is told to lose.
type wire struct {
	answer   atomic.Bool // cut when the server says that it has committed
	question atomic.Bool // cut when the client asks it to
	lost     atomic.Int32
}

func (w *wire) loseAnswer()   { w.answer.Store(true) }
func (w *wire) loseQuestion() { w.question.Store(true) }

// tapped puts a wire before a server and gives the address that leads through it.
func tapped(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Query().Get("host")
	if server == "" {
		t.Skip("the wire is tapped on a Unix socket; this server has none")
	}
	dir := t.TempDir()
	if len(dir) > 80 {
		t.Skip("the temporary folder's path is too long for a socket")
	}
	ln, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	w := &wire{}
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			up, err := net.Dial("unix", filepath.Join(server, ".s.PGSQL.5432"))
			if err != nil {
				client.Close()
				continue
			}
			commit := []byte("\x00never\x00") // name of the prepared statement
			go w.pass(client, up, func(b []byte) bool {
				if end := bytes.Index(b, []byte("\x00commit\x00")); end > 0 { // a Parse message: P, length, name
					commit = bytes.Clone(b[bytes.LastIndexByte(b[:end], 'P')+5 : end])
				}
				return bytes.Contains(b, commit) && w.question.CompareAndSwap(true, false)
			})
			go w.pass(up, client, func(b []byte) bool {
				return bytes.Contains(b, []byte("COMMIT\x00")) && w.answer.CompareAndSwap(true, false)
			})
		}
	}()
	return w, withParameter(t, dsn, "host", dir)
}

func (w *wire) pass(from, to net.Conn, lose func([]byte) bool) {
	defer from.Close()
	defer to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && lose(buf[:n]) {
			w.lost.Add(1)
			return
		}
		if _, werr := to.Write(buf[:n]); err != nil || werr != nil {
			return
		}
	}
}

func withParameter(t *testing.T, dsn, name, value string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// A form sent to one node and again to another opens one case; clocks that several sweepers
// see act once.
func TestNodesShareCases(t *testing.T) {
	dsn := testenv.Postgres(t)
	nodes := []node{openNode(t, dsn), openNode(t, dsn)}
	var engines []*casework.Engine
	for _, n := range nodes {
		engines = append(engines, casetest.Engine(t, casestore.New(n.db, n.Writer), n.clock))
	}
	ctx := context.Background()
	ids := make([]casework.ID, 60)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			cmd := casetest.Filing()
			cmd.Idem = &casework.Idem{Actor: casetest.Person.ID, Key: string(rune('a' + i/4)), Hash: [32]byte{1}}
			out, err := engines[i%2].Do(ctx, cmd)
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = out.Case.ID
		})
	}
	wg.Wait()
	for i := range ids {
		if ids[i] != ids[i/4*4] {
			t.Fatalf("one form opened the cases %s and %s", ids[i], ids[i/4*4])
		}
	}
	for _, n := range nodes {
		n.clock.Advance(9 * 24 * time.Hour)
	}
	for _, e := range engines {
		for range 2 {
			wg.Go(func() {
				if got, err := e.Sweep(ctx, casetest.Division); err != nil || got.Err != nil {
					t.Errorf("sweep: %v %v", err, got.Err)
				}
			})
		}
	}
	wg.Wait()
	events, err := casestore.New(nodes[0].db, nil).After(ctx, casetest.Division, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	lapsed := map[casework.ID]int{}
	for i, e := range events {
		if e.N != int64(i) {
			t.Fatalf("leaf %d has number %d", i, e.N)
		}
		if e.Kind == "lapsed" {
			lapsed[e.Case]++
		}
	}
	for i := 0; i < len(ids); i += 4 {
		if lapsed[ids[i]] != 1 {
			t.Errorf("case %s lapsed %d times", ids[i], lapsed[ids[i]])
		}
	}
	var head ledger.Head
	if head, err = nodes[1].db.Tree(ctx, casetest.Division).Head(); err != nil || head.Size != int64(len(events)) {
		t.Errorf("head of %d leaves for %d events: %v", head.Size, len(events), err)
	}
}
