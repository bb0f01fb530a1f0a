package killtest

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

var builtin = calendar.Builtin

// check opens the folder after a kill and looks at everything that could be wrong.
// compare is the leaf from which on the cases concerned are refolded.
func (k *killer) check(t *testing.T, compare int64, whole bool) int64 {
	t.Helper()
	ctx := context.Background()
	h, err := open(ctx, k.folder, clock.Standing(casetest.Start))
	if err != nil {
		t.Fatalf("after the kill the folder does not open: %v", err)
	}
	defer h.close()
	head, err := h.db.Tree(ctx, casetest.Division).Head()
	if err != nil {
		t.Fatal(err)
	}
	k.acknowledged(ctx, t, h)
	k.onceEach(ctx, t, h)
	refold(ctx, t, h, compare)
	if whole {
		found, err := ledger.Check(archive(ctx, t, h))
		if err != nil {
			t.Fatal(err)
		}
		if found.Total > 0 || found.Leaves != head.Size {
			t.Errorf("the ledger holds %d leaves under a head of %d, and has %d problems: %v", found.Leaves, head.Size, found.Total, found.Problems)
		}
		counters(ctx, t, h)
		k.receiptsStand(ctx, t, h, head)
	}
	return head.Size
}

// acknowledged looks for every act that the server of this round had told.
func (k *killer) acknowledged(ctx context.Context, t *testing.T, h *hall) {
	t.Helper()
	for _, a := range k.told {
		var seq, id int64
		var kind string
		err := h.db.QueryRow(ctx, "select case_id, seq, kind from event where division = ? and n = ?", casetest.Division, a.n).Scan(&id, &seq, &kind)
		if err != nil || id != a.id || seq != a.seq || kind != a.kind {
			k.lost++
			t.Errorf("LOST: %+v was acknowledged; leaf %d is now %s, event %d of case %d (%v)", a, a.n, kind, seq, id, err)
		}
	}
	k.acts += len(k.told)
	k.told = nil
}

// onceEach finds filings of one key that opened two cases, and answered ones that opened none.
func (k *killer) onceEach(ctx context.Context, t *testing.T, h *hall) {
	t.Helper()
	rows, err := h.db.Query(ctx, "select code_hash, count(*) from cases where division = ? group by code_hash", casetest.Division)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	filed := map[string]int{}
	for rows.Next() {
		var key string
		var n int
		if err := rows.Scan(&key, &n); err != nil {
			t.Fatal(err)
		}
		if filed[key] = n; n != 1 {
			t.Errorf("DOUBLE: the filing %s opened %d cases", key, n)
		}
	}
	for key := range k.answered {
		if filed[key] == 0 {
			t.Errorf("LOST: the filing %s was acknowledged and is not there", key)
		}
	}
}

// refold compares rows, clocks, tasks and private halves with the events, for every case
// that an event from leaf n on belongs to.
func refold(ctx context.Context, t *testing.T, h *hall, n int64) {
	t.Helper()
	seen := map[casework.ID]bool{}
	for {
		events, err := h.cases.After(ctx, casetest.Division, n, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			if e.N != n {
				t.Fatalf("leaf %d is missing", n)
			}
			n++
			if seen[e.Case] {
				continue
			}
			seen[e.Case] = true
			differences, err := h.cases.Compare(ctx, casework.Key{Division: e.Division, ID: e.Case}, h.engine.Procedure)
			if err != nil {
				t.Errorf("HALF: case %s: %v", e.Case, err)
			}
			for _, d := range differences {
				t.Errorf("HALF: %s", d)
			}
		}
	}
}

// counters compares the counters with what they count.
func counters(ctx context.Context, t *testing.T, h *hall) {
	t.Helper()
	for measure, count := range map[string]string{
		"received": "select count(*) from event where kind = 'received'",
		"closed":   "select count(*) from event where kind in ('concluded', 'lapsed')",
		"open_now": "select count(*) from cases where closed = 0",
		"late_now": "select count(*) from cases where closed = 0 and late_now = 1",
	} {
		var have, want int64
		if err := h.db.QueryRow(ctx, "select coalesce(sum(n), 0) from counter where measure = ?", measure).Scan(&have); err != nil {
			t.Fatal(err)
		}
		if err := h.db.QueryRow(ctx, count).Scan(&want); err != nil {
			t.Fatal(err)
		}
		if have != want {
			t.Errorf("the counter %s says %d, there are %d", measure, have, want)
		}
	}
}

// receiptsStand verifies what people were handed before the kills, and that the ledger
// still begins with what each receipt was signed on.
func (k *killer) receiptsStand(ctx context.Context, t *testing.T, h *hall, head ledger.Head) {
	t.Helper()
	trust, err := ledger.NewTrust(0, h.public)
	if err != nil {
		t.Fatal(err)
	}
	tree := h.db.Tree(ctx, casetest.Division)
	for _, text := range k.receipts {
		if _, err := ledger.Verify([]byte(text), trust); err != nil {
			t.Errorf("a receipt no longer verifies: %v", err)
			continue
		}
		r, err := ledger.ParseReceipt([]byte(text))
		if err == nil {
			err = ledger.Rollback(r.Checkpoint, trust, head, tree)
		}
		if err != nil {
			t.Errorf("the ledger no longer holds the receipt of leaf %d: %v", r.N, err)
		}
	}
}

// archive reads the whole ledger; leaves are computed anew from events and keys.
func archive(ctx context.Context, t *testing.T, h *hall) ledger.Archive {
	t.Helper()
	keys := map[casework.ID]casework.Keys{}
	for row, err := range rowsOf(ctx, h.db, "select id, key_facts from cases", func(scan func(...any) error) (k struct {
		id    casework.ID
		facts []byte
	}, err error) {
		return k, scan(&k.id, &k.facts)
	}) {
		if err != nil {
			t.Fatal(err)
		}
		keys[row.id] = casework.Keys{Facts: [32]byte(row.facts)}
	}
	return ledger.Archive{
		Leaves: func(yield func(ledger.Stored, error) bool) {
			for n := int64(0); ; {
				events, err := h.cases.After(ctx, casetest.Division, n, 1000)
				if err != nil {
					yield(ledger.Stored{}, err)
					return
				}
				if len(events) == 0 {
					return
				}
				for _, e := range events {
					if !yield(ledger.Stored{N: e.N, Leaf: leaf(e, keys[e.Case])}, nil) {
						return
					}
					n = e.N + 1
				}
			}
		},
		Nodes: rowsOf(ctx, h.db, "select i, hash from node order by i", func(scan func(...any) error) (n ledger.Node, err error) {
			var b []byte
			if err = scan(&n.Index, &b); err == nil {
				n.Hash = ledger.Hash(b)
			}
			return n, err
		}),
		Heads: func(yield func(ledger.Head, error) bool) {
			stopped := fmt.Errorf("stopped")
			err := h.db.Tree(ctx, casetest.Division).Heads(func(head ledger.Head) error {
				if !yield(head, nil) {
					return stopped
				}
				return nil
			})
			if err != nil && err != stopped {
				yield(ledger.Head{}, err)
			}
		},
	}
}

func leaf(e casework.Event, keys casework.Keys) []byte {
	tag := ledger.CaseTag(ledger.Salt(keys.Facts, "case", e.Seq), e.Division, int64(e.Case))
	facts := ledger.Inner(ledger.Salt(keys.Facts, "facts", e.Seq), e.Raw)
	return casestore.LeafOf(e, tag, ledger.Payload(facts, e.Inner)).Encode()
}

func rowsOf[T any](ctx context.Context, db *sqldb.DB, q string, read func(scan func(...any) error) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := db.Query(ctx, q)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if v, err := read(rows.Scan); !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}
