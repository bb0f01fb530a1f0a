package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/session"
	"banjie/internal/integrity/matters"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/limit"
	"banjie/internal/org"
	"banjie/internal/pack"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	accesslog "banjie/internal/store/access"
	accountabilitystore "banjie/internal/store/accountability"
	calendarstore "banjie/internal/store/calendar"
	casestore "banjie/internal/store/casework"
	catalogstore "banjie/internal/store/catalog"
	commitmentstore "banjie/internal/store/commitments"
	complaintstore "banjie/internal/store/complaint"
	draftstore "banjie/internal/store/draft"
	filestore "banjie/internal/store/file"
	identitystore "banjie/internal/store/identity"
	impassestore "banjie/internal/store/impasse"
	inspectionstore "banjie/internal/store/inspection"
	liststore "banjie/internal/store/lists"
	orderstore "banjie/internal/store/order"
	orgstore "banjie/internal/store/org"
	recordedstore "banjie/internal/store/recorded"
	registerstore "banjie/internal/store/registers"
	supervisestore "banjie/internal/store/supervise"
	surveystore "banjie/internal/store/survey"
	watchstore "banjie/internal/store/watch"
	"banjie/internal/supervise"
)

// hall is a data folder with everything wired to it: the one place that sees all rooms.
type hall struct {
	dir        *datadir.Dir
	clock      clock.Clock
	moved      *clock.Moved // nil on a live folder
	db         *sqldb.DB
	writer     *sqldb.Writer
	cases      *casestore.Store
	items      *catalogstore.Store
	certs      *certificates
	reads      *accesslog.Log
	files      filestore.Store
	drafts     *draftstore.Store
	codes      codes
	orgs       *orgstore.Store
	packs      []*pack.Parts
	programs   pack.Programs // nil while no server runs
	cards      *supervisestore.Store
	impasse    *impassestore.Store
	surveys    *surveystore.Store
	promises   *commitmentstore.Store
	lists      *liststore.Store
	orders     *orderstore.Store
	complained *complaintstore.Store
	answers    *accountabilitystore.Store
	watched    *watchstore.Store
	inspected  *inspectionstore.Store
	elsewhere  *recordedstore.Store
	fees       *registerstore.Fees
	visits     *registerstore.Visits
	fines      *registerstore.Fines
	accounts   *identitystore.Store
	desk       *identity.Desk
	visitors   *session.Visitors
	engine     *casework.Engine
	signer     ledger.Signer
	public     string // ledger key, public half
	org        atomic.Pointer[org.Directory]
	calendar   atomic.Pointer[calendar.Calendar]
	calendars  atomic.Pointer[supervise.Calendars] // all versions that events may name
	log        *slog.Logger
	alarm      alarm
	started    time.Time
	swept      atomic.Pointer[time.Time]     // last sweep
	night      atomic.Pointer[matters.Night] // last look at the indicators
	growing    atomic.Bool                   // a demonstration's history is being made
	division   string
	publishing sync.Mutex // of the published checkpoint
}

// dataFolder is the folder named by --data or BANJIE_DATA.
func dataFolder(flag string) (string, error) {
	if flag == "" {
		flag = os.Getenv("BANJIE_DATA")
	}
	if flag == "" {
		return "", fault.New(fault.Invalid, "no_data_folder",
			lang.T("没有指定数据文件夹。", "No data folder was named."),
			lang.T("请用 --data 或环境变量 BANJIE_DATA 指定。", "Name one with --data or BANJIE_DATA."))
	}
	return flag, nil
}

// open opens a folder for reading and writing; the caller has locked it where it must.
func open(ctx context.Context, dir *datadir.Dir, o openOptions) (_ *hall, err error) {
	h := &hall{dir: dir, log: o.log, division: dir.Instance.Division, clock: clock.System, started: clock.System.Now()}
	h.calendar.Store(calendar.Builtin())
	h.calendars.Store(supervise.NewCalendars())
	if h.db, err = sqldb.Open(ctx, dir.DSN()); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if err := migrate(ctx, h.db); err != nil {
		return nil, err
	}
	if dir.Instance.Moved {
		if err := h.moveClock(ctx, o.begin); err != nil {
			return nil, err
		}
	}
	if h.writer, err = sqldb.NewWriter(ctx, h.db, h.clock); err != nil {
		return nil, err
	}
	if err := h.secrets(); err != nil {
		return nil, err
	}
	h.items = catalogstore.New(h.db, h.writer, h.clock)
	if err := h.certificates(); err != nil {
		return nil, err
	}
	h.certs.base = o.base
	if err := h.keepers(); err != nil {
		return nil, err
	}
	h.reads = accesslog.New(h.db, h.writer, o.log)
	h.orgs, h.accounts = orgstore.New(h.db), identitystore.New(h.db, h.writer)
	hasher, err := identity.NewHasher()
	if err != nil {
		return nil, err
	}
	h.desk = &identity.Desk{Store: h.accounts, Hasher: hasher, Throttle: h.throttle(), Clock: clock.System}
	h.visitors = &session.Visitors{Sessions: session.New(h.accounts, clock.System, strings.HasPrefix(o.base, "https:")), Accounts: h.accounts, Mandates: h.accounts,
		Directory: h.org.Load, Today: func() calendar.Day { return h.calendar.Load().DayOf(h.clock.Now()) }, Clock: h.clock}
	h.cards = supervisestore.New(h.db, h.writer, h.calendars.Load)
	h.impasse = impassestore.New(h.db, h.writer)
	if err := h.openSurveys(); err != nil {
		return nil, err
	}
	h.promises, h.lists = commitmentstore.New(h.db, nil), liststore.New(h.db)
	h.orders, h.complained = orderstore.New(h.db, h.writer), complaintstore.New(h.db, h.writer)
	h.answers, h.inspected = accountabilitystore.New(h.db, h.writer), inspectionstore.New(h.db, h.writer)
	h.elsewhere = recordedstore.New(h.db, h.writer)
	h.fees, h.visits, h.fines = registerstore.NewFees(h.db), registerstore.NewVisits(h.db, h.writer), registerstore.NewFines(h.db)
	h.watched = watchstore.New(h.db, h.writer)
	if err := h.wirePacks(); err != nil {
		return nil, err
	}
	h.cases = casestore.New(h.db, h.writer, append(h.projections(), h.packProjections()...)...)
	h.promises.Count(h.cases)
	h.engine = &casework.Engine{Clock: h.clock, Calendar: h.calendar.Load, Catalogue: engineItems{h.items}, Store: h.cases, Writer: h.cases}
	h.engine.Guards = []casework.Guard{h.withinMandate()}
	for _, p := range h.packs {
		h.engine.Guards = append(h.engine.Guards, p.Guards...)
	}
	h.engine.StandIn, h.engine.Trusted, h.engine.Unit = h.standsIn, h.trusted, h.knowsUnit
	h.engine.Hours = h.officeHours
	complaints, err := h.complaints()
	if err != nil {
		return nil, err
	}
	if err := h.engine.Register(h.procedures(complaints).all()...); err != nil {
		return nil, err
	}
	if err := h.readOrg(ctx); err != nil {
		return nil, err
	}
	if err := h.readCalendar(ctx); err != nil {
		return nil, err
	}
	return h, h.notRolledBack(ctx)
}

// projections write the rows that follow from an act, in its savepoint.
func (h *hall) projections() []casestore.Projector {
	return []casestore.Projector{
		h.items.Project,
		h.orgs.Project,
		h.accounts.Project,
		h.certs.store.Project,
		h.notices().Project,
		filestore.NewNames(h.db).Project,
		h.cards.Project,
		h.impasse.Project,
		h.surveys.Project,
		h.promises.Project,
		h.lists.Project,
		h.orders.Project,
		h.complained.Project,
		h.answers.Project,
		h.inspected.Project,
		h.elsewhere.Project,
		h.visits.Project,
		h.fees.Project,
		h.fines.Project,
		h.watched.Project,
	}
}

// throttle counts tries in the database where other nodes may count there too.
func (h *hall) throttle() *identity.Throttle {
	if h.db.Engine == sqldb.Postgres {
		return identity.SharedThrottle(h.codes.mac("throttle", ""), h.accounts.Tries(h.division))
	}
	return identity.NewThrottle()
}

// openOptions of a data folder.
type openOptions struct {
	base  string    // public address in QR codes
	begin time.Time // where the clock of a moved folder without history stands
	log   *slog.Logger
}

// moveClock sets the clock of a moved folder: it goes on from the last act, or stands at
// begin while there is none.
func (h *hall) moveClock(ctx context.Context, begin time.Time) error {
	last, err := h.db.LastRecorded(ctx)
	switch {
	case err != nil:
		return err
	case !last.IsZero():
		h.moved = clock.Running(last, clock.System)
	case !begin.IsZero():
		h.moved = clock.Standing(begin)
	default:
		h.moved = clock.Running(clock.System.Now(), clock.System)
	}
	h.clock = h.moved
	return nil
}

// standsIn says whether an officer is the B of somebody of the unit who is away that day.
func (h *hall) standsIn(actor, officer, unit string, at time.Time) bool {
	dir := h.org.Load()
	return slices.ContainsFunc(dir.Takeovers(officer, h.calendar.Load().DayOf(at)), func(t org.Takeover) bool {
		post, ok := dir.Post(t.Post)
		return ok && post.Unit == unit && t.By == actor
	})
}

// officeHours are those of a unit on a working day, none where it has told none.
func (h *hall) officeHours(unit string) []limit.Span {
	u, _ := h.org.Load().Unit(unit)
	var spans []limit.Span
	for _, s := range u.Hours {
		spans = append(spans, limit.Span{From: s.From, To: s.To})
	}
	return spans
}

func (h *hall) knowsUnit(division, unit string) bool {
	u, ok := h.org.Load().Unit(unit)
	return ok && (u.Division == "" || u.Division == division)
}

// directory says of the people named in an act who is in office.
type directory struct{ h *hall }

func (d directory) Serves(_, officer string, day calendar.Day) bool {
	o, ok := d.h.org.Load().Officer(officer)
	return ok && o.Active(day)
}

// withinMandate holds everybody who acts for another to what was handed to him, today:
// a citizen to the mandate, an officer to the head's delegation.
func (h *hall) withinMandate() casework.Guard {
	return casework.Guard{Name: "within_mandate", Basis: "xkf-29", Says: lang.T("在授权范围和期限内代办", "acting for another within the mandate"),
		Check: func(d *casework.Decision) error {
			a := d.Cmd.Actor
			if a.Mandate == "" {
				return nil
			}
			if a.IsStaff() { // a head's power handed down
				cal := h.calendar.Load()
				if id, ok := h.org.Load().MayApprove(a.ID, d.Case.Unit, d.Cmd.Verb, cal.DayOf(d.At)); !ok || id != a.Mandate {
					return fault.New(fault.Forbidden, "not_delegated",
						lang.T("这项权限没有授权给您，或授权已到期。", "This power was not handed down to you, or no longer is."),
						lang.T("请由单位负责人办理，或请其重新授权。", "Please let the head of the unit do it, or hand the power down again."))
				}
				return nil
			}
			m, err := h.accounts.Mandate(d.Context(), a.Division, a.Mandate)
			if err != nil {
				return err
			}
			item := d.Case.Item.Code
			if d.Item != nil {
				item = d.Item.Code
			}
			return m.Permit(access.Verb(d.Cmd.Verb), item, d.At)
		}}
}

// checkpointFile holds the last published checkpoint.
const checkpointFile = "checkpoint"

// notRolledBack refuses a database that is older than what was published from it.
func (h *hall) notRolledBack(ctx context.Context) error {
	published, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	trust, err := ledger.NewTrust(0, h.public)
	if err != nil {
		return err
	}
	tree := h.db.Tree(ctx, h.division)
	head, err := tree.Head()
	if err != nil {
		return err
	}
	return ledger.Rollback(string(published), trust, head, tree)
}

// publish signs the newest head and keeps it as the last published checkpoint.
func (h *hall) publish(ctx context.Context) error {
	head, err := h.db.Tree(ctx, h.division).Head()
	if err != nil || head.Size == 0 {
		return err
	}
	text, err := h.sign(head)
	if err != nil {
		return err
	}
	h.publishing.Lock()
	defer h.publishing.Unlock()
	was, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile))
	if err == nil && strings.HasPrefix(string(was), text) {
		return nil // the same one, perhaps with the signatures of witnesses
	}
	return h.dir.WriteFile(checkpointFile, []byte(text), 0o644)
}

// Close commits what is queued and lets everything go.
func (h *hall) Close() error {
	var errs []error
	if h.writer != nil {
		// An import or a demonstration ends here. A database that cannot be written any more is told of by who wrote last.
		if err := h.writer.Optimize(context.Background(), h.division); err != nil && !errors.Is(err, sqldb.ErrClosed) {
			h.log.Warn("statistics of the database", "error", err)
		}
		errs = append(errs, h.writer.Close())
	}
	if h.db != nil {
		errs = append(errs, h.db.Close())
	}
	return errors.Join(errs...)
}

// secrets reads the folder's keys, or makes them on its first day.
func (h *hall) secrets() error {
	origin, err := ledger.Origin(h.dir.Instance.Name, h.division, h.dir.Instance.Moved)
	if err != nil {
		return err
	}
	raw, err := h.dir.Secret("ledger-"+h.division, func() ([]byte, error) {
		k, err := ledger.GenerateKey(ledger.Ed25519, origin, rand.Reader)
		return []byte(k.Secret + "\n"), err
	})
	if err != nil {
		return err
	}
	secret := strings.TrimSpace(string(raw))
	if h.signer, err = ledger.NewSigner(secret); err != nil {
		return err
	}
	if h.public, err = ledger.PublicKey(secret); err != nil {
		return err
	}
	if err := h.dir.WriteFile(filepath.Join("public", "ledger-"+h.division+".pub"), []byte(h.public+"\n"), 0o644); err != nil {
		return err
	}
	key, err := h.dir.Secret("codes", random32)
	h.codes = codes{key}
	return err
}

func random32() ([]byte, error) {
	b := make([]byte, 32)
	_, err := rand.Read(b)
	return b, err
}

// sign signs a head of this folder's ledger.
func (h *hall) sign(head ledger.Head) (string, error) { return ledger.SignHead(head, h.signer) }

// engineItems gives the engine its items.
type engineItems struct{ *catalogstore.Store }

func (e engineItems) Current(division, code string) (*catalog.Item, error) {
	return e.CurrentItem(division, code)
}

// pageCases is what pages read of cases.
type pageCases struct {
	*casestore.Store
	h *hall
}

func (p pageCases) Receipt(ctx context.Context, e casework.Event) (ledger.Receipt, error) {
	return p.Store.Receipt(ctx, e, p.h.sign)
}

// codes makes and checks return codes and party tags with a key of the folder.
type codes struct{ key []byte }

// New makes a return code.
func (codes) New() string { return seal.NewCode(seal.CodeDigits) }

func (c codes) mac(label, text string) []byte {
	m := hmac.New(sha256.New, c.key)
	io.WriteString(m, label+"\x00"+text)
	return m.Sum(nil)
}

// Hash is what is kept of a code.
func (c codes) Hash(code string) string { return hex.EncodeToString(c.mac("code", code)) }

// Party is the opaque tag of a person or firm.
func (c codes) Party(kind, value string) string { return identity.PartyTag(c.key, kind, value) }

// readOrg loads the directory.
func (h *hall) readOrg(ctx context.Context) error {
	data, err := h.orgs.Organisation(ctx, h.division)
	if err != nil {
		return err
	}
	d, err := org.NewDirectory(data)
	if err != nil {
		return err
	}
	h.org.Store(d)
	return nil
}

// notices keeps what was imported into the calendar.
func (h *hall) notices() *calendarstore.Store { return calendarstore.New(h.db) }

// readCalendar puts the calendar with all imported notices in force.
func (h *hall) readCalendar(ctx context.Context) error {
	versions, err := h.notices().Versions(ctx, h.division)
	if err != nil {
		return err
	}
	h.calendars.Store(supervise.NewCalendars(versions...))
	h.calendar.Store(versions[len(versions)-1])
	return nil
}

// system is the actor of acts the platform does by itself.
func (h *hall) system() access.Actor { return access.Actor{Role: access.System, Division: h.division} }
