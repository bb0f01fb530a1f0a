// Package recalltest is a county in which food is captured and recalled, for tests.
package recalltest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/supervise"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallstore"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Division of the county.
const Division = "330599"

// People of the county.
var (
	Officer  = access.Actor{ID: "shen", Role: access.CaseOfficer, Division: Division, Unit: "market"}
	Head     = access.Actor{ID: "qiu", Role: access.UnitHead, Division: Division, Unit: "market"}
	Stranger = access.Actor{ID: "mo", Role: access.CaseOfficer, Division: Division, Unit: "civil"}
	Farm     = access.Actor{ID: "farm", Role: access.Citizen, Division: Division, Party: "farm"}
	Shop     = access.Actor{ID: "shop1", Role: access.Citizen, Division: Division, Party: "shop1"}
)

// Keys of the county.
const (
	Plot    = "https://id.gs1.org/414/6901234000016/254/P1"
	Packer  = "https://id.gs1.org/414/6901234000023"
	ShopOne = "https://id.gs1.org/414/6901234000030"
	ShopTwo = "https://id.gs1.org/414/6901234000047"
	Home    = "https://id.gs1.org/414/6901234000054"
	Lot     = "https://id.gs1.org/01/06901234000016/10/A1"
	BoxOne  = "https://id.gs1.org/01/06901234000023/10/B1"
	BoxTwo  = "https://id.gs1.org/01/06901234000023/10/B2"
	Other   = "https://id.gs1.org/01/06901234000016/10/Z9"
	Foreign = "https://id.gs1.org/01/06909999000016/10/A1"
	Pallet  = "https://id.gs1.org/00/069012340000000017"
)

// Bed is the county.
type Bed struct {
	testing.TB
	*casework.Engine
	Clock  *clock.Moved
	DB     *sqldb.DB
	Writer *sqldb.Writer
	Trace  *tracestore.Store
	Store  *recallstore.Store
	Rules  recall.Rules
	Office *recall.Office
	// Project is the projectors of captures and recalls, for an engine with more of them.
	Project casestore.Projector
	tick    int64
}

// Tables are further migrations that a test needs; add them to [Also] before a county is opened.
type Tables struct {
	Name  string
	Files fs.FS
}

// Also are further tables.
var Also []Tables

type places map[string]recall.Place

func (p places) Place(_ context.Context, key string) (recall.Place, bool, error) {
	x, ok := p[key]
	return x, ok, nil
}

// Named implements recall.Register: every number is the farm's but that of [Foreign].
func (p places) Named(_ context.Context, key string) (string, error) {
	if key == Foreign {
		return "", nil
	}
	return "farm", nil
}

func place(name, party, town string) recall.Place {
	return recall.Place{Name: name, Public: lang.T(name, name), Party: party, Proven: true, Town: town}
}

// Places is the register of the county, with a household in it.
var Places recall.Register = places{
	Plot:    place("青山园（示例）", "farm", "青山镇"),
	Home:    {Name: "钟示例家", Public: lang.T("农户，青山村", "A farming household, Qingshan village"), Party: "home", Proven: true},
	Packer:  place("青山合作社包装车间（示例）", "farm", "青山镇"),
	ShopOne: place("东街超市（示例）", "shop1", "东街"),
	ShopTwo: place("西街便利店（示例）", "shop2", "西街"),
}

var joined = sync.OnceValue(func() error {
	if err := law.Extend(recall.Law...); err != nil {
		return err
	}
	return access.Extend(recall.Acts, recall.Pages)
})

// Engines runs a test on both engines.
func Engines(t *testing.T, run func(t *testing.T, b *Bed)) {
	t.Run("sqlite", func(t *testing.T) { run(t, Open(t, "sqlite:"+filepath.Join(t.TempDir(), "recall.db"))) })
	t.Run("postgres", func(t *testing.T) { run(t, Open(t, testenv.Postgres(t))) })
}

// Open makes the county on Monday 2 March 2026, 9 o'clock in China.
func Open(t testing.TB, dsn string) *Bed {
	t.Helper()
	ctx := context.Background()
	if err := joined(); err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := tracestore.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]fs.FS{"capture": capturestore.Migrations, "recall": recallstore.Migrations} {
		if err := db.MigrateFrom(ctx, files, "migrations", "foodchain_"+name+"_version"); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range Also {
		if err := db.MigrateFrom(ctx, x.Files, "migrations", "foodchain_"+x.Name+"_version"); err != nil {
			t.Fatal(err)
		}
	}
	if db.Engine == sqldb.SQLite { // what is tested here is not the disk
		if _, err := db.Raw().Exec("pragma synchronous = 0"); err != nil {
			t.Fatal(err)
		}
	}
	b := &Bed{TB: t, Clock: clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)), DB: db}
	if b.Writer, err = sqldb.NewWriter(ctx, db, b.Clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Writer.Close() })
	b.Trace = tracestore.New(db, b.Writer)
	b.Store = recallstore.New(db, b.Trace)
	archive := capturestore.New(db, b.Trace)
	archive.After = append(archive.After, b.Store.Captured)
	b.Project = func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error {
		if err := archive.Project(tx, c, e); err != nil {
			return err
		}
		return b.Store.Project(tx, c, e)
	}
	store := casestore.New(db, b.Writer, b.Project)
	b.Engine = &casework.Engine{Clock: b.Clock, Calendar: calendar.Builtin, Store: store, Writer: store}
	b.Rules = recall.Rules{Lineage: b.Trace, Orders: b.Store, Places: Places, Regulator: func() string { return "market" },
		Made: func(_ context.Context, party string, start trace.Start) (bool, error) {
			return party == "farm" && len(start.Things) == 1 && start.Things[0] == Lot, nil
		}}
	for _, p := range b.Rules.Procedures() {
		if err := b.Register(supervise.Arm(p)); err != nil {
			t.Fatal(err)
		}
	}
	b.Office = &recall.Office{Engine: func() *casework.Engine { return b.Engine }, Places: Places}
	return b
}

// Do carries a command out or ends the test.
func (b *Bed) Do(cmd casework.Command) *casework.Case {
	b.Helper()
	out, err := b.Engine.Do(context.Background(), cmd)
	if err != nil {
		b.Fatal(err)
	}
	return out.Case
}

// Capture takes events in by an act, as the front door does.
func (b *Bed) Capture(list ...trace.Event) {
	b.Helper()
	batch := &capture.Batch{At: b.Clock.Now(), Events: list}
	b.tick++
	facts := capture.Facts{ID: fmt.Sprintf("c%d", b.tick), Events: len(list), Root: fmt.Sprintf("%064x", b.tick), Channel: "file"}
	if _, err := b.RecordBeside(context.Background(), access.Actor{Role: access.System, Division: Division}, capture.Captured, facts, batch); err != nil {
		b.Fatal(err)
	}
}

// Event finishes an event: its hash follows from its content.
func Event(e trace.Event) trace.Event {
	e.Hash = sha256.Sum256(fmt.Append(nil, e.Type, e.Action, e.Step, e.Time, e.Parent, e.Things, e.Children, e.Inputs, e.Outputs, e.ReadPoint, e.Location, e.Process))
	return e
}

// At is an instant of event time, in hours since the first of March 2026.
func At(hour int64) int64 {
	return clock.Micros(time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)) + hour*3600_000_000
}

// Kilos of a thing.
func Kilos(key string, n int64) trace.Portion {
	return trace.Portion{Key: key, Amount: n * 1_000_000, Unit: "KGM"}
}

// Harvest, Pack and Receive are what happens to food.
func Harvest(hour int64, p trace.Portion) trace.Event {
	return Event(trace.Event{Type: trace.Object, Action: trace.Add, Step: trace.Commissioning, Time: At(hour), Things: []trace.Portion{p}, ReadPoint: Plot, Location: Packer})
}

// Pack makes one lot of others at the packer's.
func Pack(hour int64, out trace.Portion, in ...trace.Portion) trace.Event {
	return Event(trace.Event{Type: trace.Transformation, Step: "commissioning", Time: At(hour), Inputs: in, Outputs: []trace.Portion{out}, Location: Packer})
}

// Ship sends off from the packer's.
func Ship(hour int64, p trace.Portion) trace.Event {
	return Event(trace.Event{Type: trace.Object, Action: trace.Observe, Step: trace.Shipping, Time: At(hour), Things: []trace.Portion{p}, Location: Packer, ReadPoint: Packer})
}

// Receive takes goods in.
func Receive(hour int64, place string, p trace.Portion) trace.Event {
	return Event(trace.Event{Type: trace.Object, Action: trace.Observe, Step: trace.Receiving, Time: At(hour), Things: []trace.Portion{p}, Location: place, ReadPoint: place})
}

// Sell sells to consumers.
func Sell(hour int64, place string, p trace.Portion) trace.Event {
	return Event(trace.Event{Type: trace.Object, Action: trace.Observe, Step: trace.RetailSelling, Time: At(hour), Things: []trace.Portion{p}, Location: place, ReadPoint: place})
}

// Chain is 100 kg from the plot, packed into two lots, of which one went to a shop that sold 10 kg
// and the other is on its way.
func (b *Bed) Chain() {
	b.Capture(Harvest(1, Kilos(Lot, 100)),
		Pack(2, Kilos(BoxOne, 60), Kilos(Lot, 60)), Pack(3, Kilos(BoxTwo, 30), Kilos(Lot, 30)),
		Ship(4, Kilos(BoxOne, 60)), Receive(5, ShopOne, Kilos(BoxOne, 60)), Sell(6, ShopOne, Kilos(BoxOne, 10)),
		Ship(7, Kilos(BoxTwo, 30)))
}

// Recall opens one from the lot.
func (b *Bed) Recall(by access.Actor, in recall.OpenInput) *casework.Case {
	b.Helper()
	c, err := b.Office.Open(context.Background(), by, in, "镉超标", nil)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// Input is a recall of a start by its lot.
func Input(keys ...string) recall.OpenInput {
	return recall.OpenInput{Cause: recall.FailedSample, Ref: "S-1", Title: "青山杨梅", Grade: 1, Start: trace.Start{Things: keys}, Maker: Packer}
}

// Warned gives which of the keys a scan is warned of.
func (b *Bed) Warned(keys ...string) map[string]recall.How {
	b.Helper()
	all, err := b.Store.Of(context.Background(), keys)
	if err != nil {
		b.Fatal(err)
	}
	out := map[string]recall.How{}
	for _, w := range all {
		out[w.Key] = w.By
	}
	return out
}
