// Package pack is the contract between the core and what plugs into it.
//
// A pack is a folder of packages under packs/ with one root that gives a [Pack]. The list in
// packs/all says which packs a binary has; the core passes its tests with none.
//
//	binary starts ─▶ Pack.Law, Pack.Acts, Pack.Pages join the tables of the core
//	folder opens  ─▶ Pack.Tables are migrated ─▶ Pack.Open(Host) gives its [Parts]
//	                     procedures, guards ─▶ engine     projector ─▶ writer's savepoint
//	                     routes ─▶ site                    programs ─▶ beside /api
//	fsck          ─▶ Parts.Check rebuilds the pack's rows and compares
//
// A pack owns its tables and writes them in its projector alone. It refers to rows of the core by
// id and never by a join, has no second state machine, clock, timeline or work list, and knows no
// other pack. What it must not do is tested by internal/repotest.
package pack

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/ledger"
	"banjie/internal/mandate"
	"banjie/internal/notify"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pack is one pack as the binary knows it before any data folder is open.
type Pack struct {
	Name    string            // its folder below packs/, e.g. "foodchain"; also of its version tables
	Title   lang.Text         // as people read it
	Law     []law.Basis       // articles its rules rest on, beside the core's
	Acts    []access.Row      // verbs on its cases
	Pages   []access.Row      // verbs of its pages and registers
	Types   []ecert.Type      // of certificates
	Codes   []verifypage.Kind // further signed codes that the offline page checks
	Duties  []Duty            // of units, which a county may give to other units than the usual ones
	Scopes  []Scope           // of tokens for programs
	Tables  []Tables          // in the order in which they are migrated
	Open    func(Host) (*Parts, error)
	Gallery func() ui.GalleryPages // every page with sample data; nil: none
}

// Duty is what one unit of a county does for the pack.
type Duty struct {
	Name  string // in the configuration: duty.food.unit
	Title lang.Text
	Unit  string // slug of the unit that has it where the configuration names none
}

// Scope is what a token may be used for, as people choose it.
type Scope struct {
	Name  string // "read:food"
	Title lang.Text
	Verbs []access.Verb
}

// Tables are migrations of one store: a folder "migrations" with a sub-folder per engine.
type Tables struct {
	Store string // word for the version table, e.g. "soil": foodchain_soil_version
	Files fs.FS
}

// Host is what the hall lends to a pack. With the zero value Open gives the pack's tables as they
// are documented; Writer is nil where a folder is only read.
type Host struct {
	DB       *sqldb.DB
	Writer   *sqldb.Writer
	Engine   func() *casework.Engine // acts; there when the hall is open, so not to be asked within Open
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Org      func() *org.Directory
	System   func() access.Actor                                                           // the actor of acts the platform does by itself
	Act      func(ctx context.Context, division string, seq int64) (casework.Event, error) // an act without a case
	// Acts gives every act of a kind without a case, in the order in which they were recorded.
	Acts func(ctx context.Context, division, kind string, yield func(casework.Event) error) error
	// Mandates lists the mandates that an account holds, newest first.
	Mandates func(ctx context.Context, division, agent string) ([]mandate.Mandate, error)
	Sign     func(ledger.Head) (string, error)
	Ledger   func() string                // public key of the ledger, as it is published
	Trust    func() (ledger.Trust, error) // the keys by which receipts of this ledger are checked
	Receipt  func(context.Context, casework.Event) (ledger.Receipt, error)
	Certify  func() ecert.Signer               // signs statements, as certificates are signed; each with a context of its own
	Secret   func(name string) ([]byte, error) // 32 random bytes kept with the folder, made on first asking
	Programs func() Programs                   // while a server runs
	// Keep puts a certificate that no case issued among those of the house, in the savepoint of its act.
	Keep func(tx *sqldb.Tx, c ecert.Certificate, party string) error
	// End ends a certificate that was kept so, in the savepoint of the act that ends it at an instant.
	End func(tx *sqldb.Tx, division, id string, a ecert.Act, at time.Time) error
	// Owner is who an account is now in a role; an error where it has ended or lost the role.
	Owner      func(ctx context.Context, account string, role access.Role) (access.Actor, error)
	Deliveries notify.Ledger // what left the house, to look up one's own
	Reach      notify.Reach  // what may be called from here
	Base       string        // public address, "" while no server runs
	Division   string
	Duty       func(name string) string // slug of the unit that the configuration gives a duty to, "" where it names none; nil: none
	Demo       bool                     // the folder is a demonstration
	People     map[string]access.Actor  // of the demo bar by key, for [Parts.Grow]; nil elsewhere
	Log        *slog.Logger
}

// Programs is how a pack's own addresses answer programs, in the manner of the API.
type Programs interface {
	// Caller gives who asks, and a fault where the verb is not theirs to use. A bearer token
	// needs the verb's scope; a session of the pages may read and never write.
	Caller(r *http.Request, v access.Verb) (access.Actor, error)
	// Account is whose token a request bears, "" where it bears none.
	Account(r *http.Request) (string, error)
	// Fail answers with RFC 9457 problem details in both languages.
	Fail(w http.ResponseWriter, r *http.Request, err error)
}

// Order carries out a typed command: its body and what it gives are JSON, tell is told how far it is.
type Order func(ctx context.Context, body json.RawMessage, tell func(done, total int64)) (any, error)

// Parts is a pack wired to an open folder. Each field may be empty.
type Parts struct {
	Procedures []*casework.Procedure
	Guards     []casework.Guard
	// Project writes the pack's rows that follow from an act, inside its savepoint. c is nil for
	// an act without a case; what the act brought beside its facts is in e.Beside, see
	// [casework.Engine.RecordBeside].
	Project func(tx *sqldb.Tx, c *casework.Case, e *casework.Event) error
	Routes  func(*site.Site)
	// Programs answer at patterns of [http.ServeMux], beside the pages.
	Programs map[string]http.Handler
	// Orders are typed commands that write, by name. A command at the terminal carries them out on
	// a folder that is free, else the server that owns it does.
	Orders map[string]Order
	// Story are chapters of the reform's story that the pack has built, by id.
	Story map[string]Chapter
	// Feeds are channels by which the pack tells others.
	Feeds []notify.Feed
	// Check makes derived rows again from what they derive from and gives one sentence for each
	// difference. It writes nothing.
	Check func(ctx context.Context, division string) ([]lang.Text, error)
	// Run works beside the server until ctx ends, on every node.
	Run func(ctx context.Context)
	// Night runs once a night, on one node.
	Night func(ctx context.Context) error
	// Grow fills a demonstration's folder with the pack's part of the county.
	Grow func(ctx context.Context) error
}

// Chapter is what the story says of a chapter that a pack has built.
type Chapter struct {
	Here lang.Text // what does it here
	Live string    // address of the page that does it
	// Ours is our figure in a sentence; nil: none.
	Ours func(context.Context) (lang.Text, error)
}

// Join adds the tables of the packs to those of the core. It is called once, before any folder is
// open, and fails where a pack names a verb or an article a second time.
func Join(packs ...Pack) error {
	for _, p := range packs {
		if err := law.Extend(p.Law...); err != nil {
			return fmt.Errorf("pack %s: %w", p.Name, err)
		}
		if err := ecert.Extend(p.Types...); err != nil {
			return fmt.Errorf("pack %s: %w", p.Name, err)
		}
		if err := verifypage.Extend(p.Codes...); err != nil {
			return fmt.Errorf("pack %s: %w", p.Name, err)
		}
		if err := access.Extend(p.Acts, p.Pages); err != nil {
			return fmt.Errorf("pack %s: %w", p.Name, err)
		}
	}
	return nil
}

// Migrate brings the pack's tables up to date.
func (p Pack) Migrate(ctx context.Context, db *sqldb.DB) error {
	for _, t := range p.Tables {
		if err := db.MigrateFrom(ctx, t.Files, "migrations", p.Name+"_"+t.Store+"_version"); err != nil {
			return fmt.Errorf("pack %s: tables of %s: %w", p.Name, t.Store, err)
		}
	}
	return nil
}
