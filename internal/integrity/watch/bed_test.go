package watch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/integrity/watch"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	watchstore "banjie/internal/store/watch"
)

const division = "330599"

// start is Monday 2026-03-02, 9:00 in China.
var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// People of the bed; all are invented.
var (
	asker  = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	second = access.Actor{ID: "s2", Role: access.Supervisor, Division: division, Unit: "centre"}
	third  = access.Actor{ID: "s3", Role: access.Supervisor, Division: division, Unit: "centre"}
	head   = access.Actor{ID: "h1", Role: access.UnitHead, Division: division, Unit: "centre"}
	clerk  = access.Actor{ID: "k1", Role: access.Clerk, Division: division, Unit: "centre"}
	roads  = access.Actor{ID: "o1", Role: access.UnitHead, Division: division, Unit: "roads"}
	person = access.Actor{ID: "return-code", Role: access.Citizen, Division: division, Party: "r-1"}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// shelf keeps boxes in memory.
type shelf map[string][]byte

func (s shelf) Keep(_ context.Context, raw []byte) (casework.File, error) {
	sum := sha256.Sum256(raw)
	h := hex.EncodeToString(sum[:])
	s[h] = raw
	return casework.File{Hash: h, Size: int64(len(raw))}, nil
}

func (s shelf) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	raw, ok := s[hash]
	if !ok {
		return nil, fault.Missing()
	}
	return io.NopCloser(bytes.NewReader(raw)), nil
}

// bed is an engine over a SQLite file with complaints and the watch, and a standing clock.
type bed struct {
	testing.TB
	engine *casework.Engine
	months *watchstore.Store
	clock  *clock.Moved
	vault  *complaint.Vault
	boxes  shelf
	keys   []seal.Private // of the three custodians
	path   string
}

func newBed(t testing.TB) *bed { return newBedOn(t, "") }

// newBedOn is newBed over another database than a file of its own.
func newBedOn(t testing.TB, dsn string) *bed {
	t.Helper()
	ctx := t.Context()
	b := &bed{TB: t, clock: clock.Standing(start), boxes: shelf{}, path: filepath.Join(t.TempDir(), "bed.db")}
	if dsn == "" {
		dsn = "sqlite:" + b.path
	}
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	b.months = watchstore.New(db, w)
	store := casestore.New(db, w, b.months.Project)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: store, Writer: store}
	unit := func(id string) bool { return id == "roads" || id == "market" || id == "centre" }
	rules := watch.Rules{Centre: "centre", Taken: b.months.Taken, Unit: unit, Tell: func(calendar.Day) []string { return []string{"h1"} }}
	if err := b.engine.Register((complaint.Rules{Centre: "centre", Units: unit}).Procedure(), alarm.Procedure(), rules.Procedure(), rules.LookProcedure()); err != nil {
		t.Fatal(err)
	}
	var public []seal.Public
	for range 4 {
		k, err := seal.NewPrivate(seal.Standard)
		if err != nil {
			t.Fatal(err)
		}
		b.keys, public = append(b.keys, k), append(public, k.Public)
	}
	b.vault = &complaint.Vault{Keys: complaint.Keys{Custodians: public[:3], Desk: public[3]}, Boxes: b.boxes,
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(t string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(t)
			if err == nil && len(raw) != len(i) {
				err = errors.New("no ingredient")
			}
			copy(i[:], raw)
			return i, err
		}}
	b.keys = b.keys[:3]
	return b
}

// one reporter's keys serve every filing: deriving them costs 64 MiB and a fifth of a second.
var reporter = sync.OnceValues(func() (seal.Reporter, error) { return seal.NewReporter(seal.Standard, "31415926535897932380") })

// file files a complaint of a firm about a unit; tag "": it takes no part.
func (b *bed) file(tag, unit string) *casework.Case {
	b.Helper()
	r, err := reporter()
	if err != nil {
		b.Fatal(err)
	}
	told := complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret, Against: unit, Firm: true, Offer: complaint.Offers()[0].ID}, Person: complaint.Person{Name: "测试店"}, Words: "等了很久。"}
	if tag != "" {
		told.Slip = complaint.Slip{Firm: tag, Unit: unit, Day: calendar.Builtin().DayOf(b.clock.Now())}
	}
	in, err := b.vault.FileAs(b.Context(), division, told, r)
	if err != nil {
		b.Fatal(err)
	}
	out, err := b.engine.Do(b.Context(), casework.Command{Actor: person, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: person.Party, Series: "C", Sealed: true}})
	if err != nil {
		b.Fatal(err)
	}
	return out.Case
}

// march are the months that the tests watch.
func request() casework.Command {
	return casework.Command{Actor: asker, Verb: "request_watch", Input: &watch.RequestInput{From: calendar.Date(2026, 3, 1), Until: calendar.Date(2026, 5, 31)}, Reason: "例行核对。", Basis: []string{"xfg-30"},
		Open: &casework.Open{Procedure: watch.Name, Channel: "centre", Series: watch.Series, Sealed: true}}
}

func (b *bed) do(who access.Actor, id casework.ID, verb string, input any) (*casework.Case, error) {
	out, err := b.engine.Do(b.Context(), casework.Command{Actor: who, Case: id, Verb: verb, Input: input, Reason: "示例理由。"})
	return out.Case, err
}

func (b *bed) must(who access.Actor, id casework.ID, verb string, input any) *casework.Case {
	b.Helper()
	c, err := b.do(who, id, verb, input)
	if err != nil {
		b.Fatalf("%s by %s: %v", verb, who.ID, err)
	}
	return c
}

func (b *bed) refused(code string, who access.Actor, id casework.ID, verb string, input any) {
	b.Helper()
	_, err := b.do(who, id, verb, input)
	if f, ok := fault.As(err); !ok || f.Code != code {
		b.Errorf("%s by %s: %v, want %s", verb, who.ID, err, code)
	}
}

// asked is a watch that waits for approval; the clock stands after its months.
func (b *bed) asked() *casework.Case {
	b.Helper()
	out, err := b.engine.Do(b.Context(), request())
	if err != nil {
		b.Fatal(err)
	}
	return out.Case
}

// approved is one that two people approved.
func (b *bed) approved() *casework.Case {
	b.Helper()
	c := b.asked()
	b.must(second, c.ID, "approve_watch", nil)
	return b.must(head, c.ID, "approve_watch", nil)
}

// opened puts the opening of the complaints' boxes on record and gives the file.
func (b *bed) opened(w *casework.Case, from []*casework.Case, r watch.Registers) (*casework.Case, watch.Export) {
	b.Helper()
	key, seed, err := watch.NewAnswerKey()
	if err != nil {
		b.Fatal(err)
	}
	places := complaint.SlipPlaces(from)
	w = b.must(asker, w.ID, "open_watch", &watch.OpenInput{Slips: len(places), Sum: seal.PlacesSum(places), Answer: key})
	e, err := watch.NewExport(b.Context(), b.vault, w, from, r, seed)
	if err != nil {
		b.Fatal(err)
	}
	return w, e
}

// counted lets two custodians count.
func (b *bed) counted(e watch.Export, outer, inner int) (watch.Result, watch.Signed) {
	b.Helper()
	half, err := e.Peel(b.keys[outer])
	if err != nil {
		b.Fatal(err)
	}
	c, err := half.Open(b.keys[inner])
	if err != nil {
		b.Fatal(err)
	}
	r, s, err := c.Count([]string{fmt.Sprint("custodian-", outer+1), fmt.Sprint("custodian-", inner+1)}, calendar.Builtin().DayOf(b.clock.Now()))
	if err != nil {
		b.Fatal(err)
	}
	return r, s
}

func (b *bed) on(day calendar.Day) {
	b.Helper()
	b.clock.Advance(calendar.Builtin().Start(day).Add(9 * time.Hour).Sub(b.clock.Now()))
}
