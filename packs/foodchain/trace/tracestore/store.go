// Package tracestore keeps the lineage of food in SQL, on SQLite and on PostgreSQL.
//
//	events ─▶ Project (in the writer's transaction)
//	            stored once ─▶ status: counts │ annulled │ twin of one that counts
//	            rows of what began to count are added, of what ceased to are taken away
//	            stays of the pairs they touch, plots of the lots below them, balances, findings
//
// trace_event with the dictionaries trace_thing and trace_place is what was captured; every other
// table follows from it: Rebuild makes it again, Compare says where it differs.
//
// One graph serves the whole database, because goods cross counties. A thing's number carries its
// kind in the low three bits, a place's says in the lowest whether it is a plot. Instants are UTC
// microseconds. Writing is for the writer alone; several nodes of one PostgreSQL take turns by the
// row of trace_state.
package tracestore

import (
	"context"
	"embed"
	"errors"
	"sync"

	"banjie/internal/sqldb"
	"banjie/packs/foodchain/trace"
)

// Migrations of the tables of this package; see [pack.Tables].
//
//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var Migrations embed.FS

// versionTable belongs to the migrations of this package.
const versionTable = "foodchain_trace_version"

// Migrate brings the tables up to this program's version, after the core's.
func Migrate(ctx context.Context, db *sqldb.DB) error {
	return db.MigrateFrom(ctx, Migrations, "migrations", versionTable)
}

// Store reads and projects. One a database and process.
type Store struct {
	db     *sqldb.DB
	writer *sqldb.Writer

	mu     sync.Mutex
	memory memory
}

// New makes the store; without a writer it only reads.
func New(db *sqldb.DB, w *sqldb.Writer) *Store { return &Store{db: db, writer: w} }

// Taken says what became of events.
type Taken struct {
	New      int // stored
	Repeated int // captured before, exactly so
	Annulled int // ceased to count by an error declaration
	// UsedName is the name of the first new event that never counted since an earlier declaration of
	// another content bears its name; "". Whoever may not speak for both must not be silenced by it.
	UsedName string

	First, Last int64 // numbers of the new events, one after another; Last < First: none
}

// captureStep is how many events one unit of Capture holds.
const captureStep = 2000

// Capture writes events without an act of their own: for tests, benchmarks and tools. A folder
// that serves captures through an act, whose leaf covers the hashes, and calls Project from it.
func (s *Store) Capture(ctx context.Context, division string, list []trace.Event) (all Taken, err error) {
	if s.writer == nil {
		return all, errors.New("tracestore: opened for reading only")
	}
	for len(list) > 0 {
		n := min(len(list), captureStep)
		var got Taken
		_, err := s.writer.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) (err error) {
			got, err = s.Project(tx, list[:n])
			return err
		}})
		if err != nil {
			return all, err
		}
		all.New, all.Repeated, all.Annulled = all.New+got.New, all.Repeated+got.Repeated, all.Annulled+got.Annulled
		list = list[n:]
	}
	return all, nil
}
