package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	filestore "banjie/internal/store/file"
)

// maxTold is how many problems are told; the rest are counted.
const maxTold = 1000

// backdated is how far the instant of an act of our own may lie from its record; the day on
// which papers came lies at most [casework.LateEntry] working days before that instant.
const backdated = 24 * time.Hour

func fsckCommand() *cobra.Command {
	var data string
	var asJSON, onlyLedger bool
	cmd := &cobra.Command{
		Use:   "fsck",
		Short: "Recompute everything in a data folder and compare （核对全部数据）",
		Long: `Reads a data folder, beside a running server or without one, and changes nothing. It computes
the ledger again from the events, folds every case again, and compares: every leaf, node and
head, gaps, the published checkpoint, rows of cases, clocks and tasks, certificates, files,
items, the organisation, mandates, holiday notices, dates that lie far from their record;
of SQLite also the database file itself. Each problem names the event it concerns. The exit
status is 0 when everything is as it was written, 1 otherwise. What no event tells is not
checked: accounts, sessions, drafts, deliveries, the access log.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var found checked
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			err = withOpen(cmd.Context(), dir, openToCheck, func(h *hall) error {
				b := newBar(lang.T("核对", "Checking"))
				defer b.end()
				c := &checker{h: h, found: checked{Problems: []problem{}, Partly: onlyLedger}, tell: b.tell}
				err := c.all(cmd.Context())
				found = c.found
				return err
			})
			if err != nil {
				return err
			}
			if err := found.write(cmd.OutOrStdout(), asJSON, tongue()); err != nil {
				return err
			}
			if found.Total > 0 {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the result as JSON, in both languages")
	cmd.Flags().BoolVar(&onlyLedger, "ledger", false, "check the ledger only; fold no case")
	return cmd
}

// checker is one run. It keeps nothing of a case once it is checked.
type checker struct {
	h       *hall
	found   checked
	tell    control.Progress
	issuers []ecert.Issuer // every name a unit has had
	counted *casestore.Recount
	done    int64
	total   int64
}

func (c *checker) add(p problem) {
	c.found.Total++
	if len(c.found.Problems) < maxTold {
		c.found.Problems = append(c.found.Problems, p)
	}
}

func (c *checker) step() {
	c.done++
	c.tell(c.done, c.total)
}

func (c *checker) all(ctx context.Context) error {
	if err := c.storage(ctx); err != nil {
		return err
	}
	for what, read := range map[string]func(context.Context) error{"organisation": c.h.readOrg, "calendar_notice": c.h.readCalendar} {
		if err := read(ctx); err != nil {
			c.add(problem{Code: "unreadable", Division: c.h.division,
				Text: lang.Format("“%[1]s”读不出来：%[2]v。", "“%[1]s” cannot be read: %[2]v.", what, err)})
		}
	}
	divisions, err := c.h.db.Divisions(ctx)
	if err != nil {
		return err
	}
	for _, d := range divisions {
		head, err := c.h.db.Tree(ctx, d).Head()
		if err != nil {
			return err
		}
		cases, err := c.h.cases.CaseCount(ctx, d)
		if err != nil {
			return err
		}
		c.total += head.Size
		if !c.found.Partly {
			c.total += cases
		}
	}
	for _, d := range divisions {
		if err := c.ledger(ctx, d); err != nil {
			return err
		}
		if c.found.Partly {
			continue
		}
		if err := c.division(ctx, d); err != nil {
			return err
		}
	}
	return c.checkpoint(ctx)
}

// storage asks SQLite whether its file is sound: pages, rows, and each index against its
// table. PostgreSQL has tools of its own for that (amcheck, data checksums).
func (c *checker) storage(ctx context.Context) error {
	if c.h.db.Engine != sqldb.SQLite || c.found.Partly {
		return nil
	}
	rows, err := c.h.db.QueryOnce(ctx, `pragma integrity_check(100)`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			return err
		}
		if said != "ok" {
			c.add(problem{Code: "database_damaged", Division: c.h.division, Text: lang.Format("数据库文件损坏：%s。", "The database file is damaged: %s.", said)})
		}
	}
	return rows.Err()
}

// ledger computes a division's tree again, as it stood when the run began.
func (c *checker) ledger(ctx context.Context, division string) error {
	tree := c.h.db.Tree(ctx, division)
	head, err := tree.Head()
	if err != nil {
		return err
	}
	counted := func(yield func(ledger.Stored, error) bool) {
		for s, err := range c.h.cases.Leaves(ctx, division, head.Size) {
			c.step()
			if !yield(s, err) {
				return
			}
		}
	}
	got, err := ledger.Check(ledger.Archive{Leaves: counted, Nodes: tree.Nodes(head.Size), Heads: tree.HeadsUpTo(head.Size)})
	if err != nil {
		return err
	}
	c.found.Leaves += got.Leaves
	c.found.Nodes += got.Nodes
	c.found.Heads += got.Heads
	c.found.Root = got.Root.String()
	for _, p := range got.Problems {
		c.add(c.atLeaf(ctx, division, p.N, "ledger_"+p.Code, p.Text))
	}
	c.found.Total += got.Total - int64(len(got.Problems))
	aside, err := c.h.cases.HeadsAside(ctx, division, head.Size)
	for _, size := range aside {
		c.add(c.atLeaf(ctx, division, size-1, "ledger_head_time", lang.Format("账本头（%d 条）的时间与它最后一条记录不同。", "The head of %d records carries another instant than its last record.", size)))
	}
	if err != nil {
		return err
	}
	beyond, err := c.h.cases.Beyond(ctx, division)
	for _, n := range beyond {
		c.add(c.atLeaf(ctx, division, n, "ledger_beyond", lang.T("账本头没有盖到这条记录：它不是办结写进来的。", "No head of the ledger covers this record: Banjie did not write it.")))
	}
	return err
}

// atLeaf names the event behind a leaf, where it is still there.
func (c *checker) atLeaf(ctx context.Context, division string, n int64, code string, text lang.Text) problem {
	p := problem{Code: code, Division: division, Leaf: &n, Text: text}
	e, err := c.h.cases.Leaf(ctx, division, n)
	if err != nil && e.Seq == 0 {
		return p // the event itself is what is missing
	}
	p.Seq, p.Kind = e.Seq, e.Kind
	if e.Case != 0 {
		p.Case = e.Case.String()
	}
	return p
}

// division checks acts without a case, rows without an event, and every case.
func (c *checker) division(ctx context.Context, division string) error {
	err := c.h.cases.Acts(ctx, division, func(e casework.Event, diff []casestore.Difference) error {
		c.found.Events++
		for _, d := range diff {
			p := c.differs(d, e.Kind, "")
			p.Leaf = &e.N
			c.add(p)
		}
		if facts, err := casework.Data[org.Facts](e); err == nil {
			for _, ch := range facts.Changes {
				if ch.Unit != nil {
					c.issuers = append(c.issuers, ecert.Issuer{Name: ch.Unit.Name, USCC: ch.Unit.USCC})
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.projected(ctx, division); err != nil {
		return err
	}
	if err := c.packs(ctx, division); err != nil {
		return err
	}
	orphans, err := c.h.cases.Orphans(ctx, division)
	if err != nil {
		return err
	}
	for _, d := range orphans {
		c.add(c.differs(d, "", ""))
	}
	before, err := c.h.db.Tree(ctx, division).Head()
	if err != nil {
		return err
	}
	c.counted = casestore.NewRecount()
	if err := c.h.cases.Walk(ctx, division, func(key casework.Key) error {
		c.step()
		return c.caseOf(ctx, key)
	}); err != nil {
		return err
	}
	return c.counters(ctx, division, before.Size)
}

// counters compares the counters with what the cases say, unless acts were written meanwhile.
func (c *checker) counters(ctx context.Context, division string, size int64) error {
	diff, err := c.h.cases.CompareCounters(ctx, division, c.counted)
	if err != nil {
		return err
	}
	after, err := c.h.db.Tree(ctx, division).Head()
	if err != nil {
		return err
	}
	if after.Size != size {
		c.found.Uncounted = true
		return nil
	}
	for _, d := range diff {
		p := c.differs(d, "", "")
		p.Code = "counter"
		c.add(p)
	}
	return nil
}

// looks is how often a case is looked at again before a difference counts: beside a running
// server its events and its rows may be read on both sides of an act.
const looks = 3

func (c *checker) caseOf(ctx context.Context, key casework.Key) error {
	c.found.Cases++
	var diff []casestore.Difference
	var err error
	for range looks {
		if diff, err = c.h.cases.Compare(ctx, key, c.h.engine.Procedure); err == nil && len(diff) == 0 {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		c.add(problem{Code: "unreadable", Division: key.Division, Case: key.ID.String(),
			Text: lang.Format("办件 %[1]s 读不出来：%[2]v。", "Case %[1]s cannot be read: %[2]v.", key.ID, err)})
		return nil
	}
	cs, _, err := c.h.engine.Load(ctx, key)
	if err != nil {
		return err
	}
	for _, d := range diff {
		p := c.differs(d, kindOf(cs, d.Seq), cs.Number)
		if d.Seq >= 1 && d.Seq <= int64(len(cs.Events)) {
			p.Leaf = &cs.Events[d.Seq-1].N
		}
		c.add(p)
	}
	c.dates(cs)
	p, err := c.h.engine.Procedure(cs.Procedure, cs.ProcedureVersion)
	if err != nil {
		return err
	}
	if err := c.counted.Add(p, cs); err != nil {
		return err
	}
	if err := c.files(ctx, cs); err != nil {
		return err
	}
	if err := c.impasseRow(ctx, cs); err != nil {
		return err
	}
	if err := c.requestRow(ctx, cs); err != nil {
		return err
	}
	if err := c.visitRows(ctx, cs); err != nil {
		return err
	}
	if err := c.cards(ctx, cs); err != nil {
		return err
	}
	if err := c.overseen(ctx, cs); err != nil {
		return err
	}
	return c.certificates(ctx, cs)
}

func kindOf(cs *casework.Case, seq int64) string {
	if seq < 1 || seq > int64(len(cs.Events)) {
		seq = int64(len(cs.Events))
	}
	return cs.Events[seq-1].Kind
}

// differs tells a difference. One of the whole case names its last event.
func (c *checker) differs(d casestore.Difference, kind, number string) problem {
	p := problem{Code: "differs", Division: d.Case.Division, Case: d.Case.ID.String(), Number: number, Seq: d.Seq, Kind: kind}
	if d.Case.ID == 0 {
		p.Case = ""
	}
	p.Text = lang.Format("“%[1]s”存的是 %[2]s，按事件应为 %[3]s。", "“%[1]s” is %[2]s as stored; by the events it is %[3]s.", d.What, d.Have, d.Want)
	return p
}

// dates looks for acts whose instant lies far from their record. Events of other systems are
// counted only: they were recorded when they were imported.
func (c *checker) dates(cs *casework.Case) {
	imported := cs.Provenance == casework.Imported
	if imported {
		c.found.Imported++
	}
	erased := false
	for _, e := range cs.Events {
		c.found.Events++
		erased = erased || e.Erased
		far := e.Recorded.Sub(e.At).Abs() > backdated
		switch {
		case far && imported:
			c.found.Carried++
		case far:
			c.add(problem{Code: "back_dated", Division: cs.Division, Leaf: &e.N, Case: cs.ID.String(), Number: cs.Number, Seq: e.Seq, Kind: e.Kind,
				Text: lang.Format("时间写的是 %[1]s，实际记录于 %[2]s，相差超过一天。", "It says %[1]s but was recorded at %[2]s, more than a day apart.", e.At.Format(time.RFC3339), e.Recorded.Format(time.RFC3339))})
		case !imported && tooEarly(c.h.calendar.Load(), e):
			c.add(problem{Code: "back_dated", Division: cs.Division, Leaf: &e.N, Case: cs.ID.String(), Number: cs.Number, Seq: e.Seq, Kind: e.Kind,
				Text: lang.Format("生效时间写的是 %[1]s，实际记录于 %[2]s，早于允许补录的日期。", "It takes effect at %[1]s but was recorded at %[2]s, longer after than papers may be entered.", e.Effective.Format(time.RFC3339), e.Recorded.Format(time.RFC3339))})
		}
	}
	if erased {
		c.found.Erased++
	}
}

// tooEarly says that an act takes effect further back than what was handed in may. What the
// law deems takes its own instant, and a case that was reopened the day its head approved.
func tooEarly(cal *calendar.Calendar, e casework.Event) bool {
	if e.By.Relation == casework.Itself || e.Facts.Reopened {
		return false
	}
	return cal.WorkdaysBetween(cal.DayOf(e.Effective), cal.DayOf(e.Recorded.Add(-backdated))) > casework.LateEntry
}

// files checks that every file a case names is there and unchanged.
func (c *checker) files(ctx context.Context, cs *casework.Case) error {
	gone := casework.Gone(cs.Events)
	for _, e := range cs.Events {
		for _, f := range e.Private.Files {
			if gone[f.Hash] {
				continue // sealed anew for other keys, and destroyed
			}
			c.found.Files++
			there, same, err := c.h.files.Intact(ctx, f.Hash)
			named, nerr := filestore.NewNames(c.h.db).Named(ctx, f.Hash)
			if err == nil {
				err = nerr
			}
			var said lang.Text
			switch {
			case err != nil:
				said = lang.Format("文件“%[1]s”读不出来：%[2]v。", "The file “%[1]s” cannot be read: %[2]v.", f.Hash, err)
			case !there:
				said = lang.Format("文件“%s”不见了。", "The file “%s” is gone.", f.Hash)
			case !same:
				said = lang.Format("文件“%s”的内容被改动过。", "The file “%s” was changed.", f.Hash)
			case !named:
				said = lang.Format("文件“%s”没有登记在用，会被当作无主文件删除。", "The file “%s” is not listed as in use and would be deleted as nobody's.", f.Hash)
			}
			if !said.IsZero() {
				c.add(problem{Code: "file", Division: cs.Division, Leaf: &e.N, Case: cs.ID.String(), Number: cs.Number, Seq: e.Seq, Kind: e.Kind, Text: said})
			}
		}
	}
	return nil
}

// cards makes the cards of a case again and compares their rows.
func (c *checker) cards(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		diff, err := c.h.cards.Compare(ctx, cs)
		if err != nil {
			return err
		}
		if len(diff) > 0 && look < looks { // an act may have come between
			if cs, _, err = c.h.engine.Load(ctx, cs.Key); err != nil {
				return err
			}
			continue
		}
		if err := c.supervised(ctx, cs); err != nil {
			return err
		}
		for _, d := range diff {
			p := problem{Code: "card", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Seq: d.Seq, Kind: kindOf(cs, d.Seq)}
			p.Text = lang.Format("牌 %[1]s 的“%[2]s”存的是 %[3]s，按事件应为 %[4]s。", "Card %[1]s: “%[2]s” is %[3]s as stored; by the events it is %[4]s.", d.Card, d.What, d.Have, d.Want)
			c.add(p)
		}
		return nil
	}
}

func (c *checker) certificates(ctx context.Context, cs *casework.Case) error {
	upTo := func(seq int64) (*casework.Case, error) {
		p, err := c.h.engine.Procedure(cs.Procedure, cs.ProcedureVersion)
		if err != nil {
			return nil, err
		}
		return casework.Fold(p, cs.Events[:seq])
	}
	diff, told, err := c.h.certs.store.Compare(ctx, cs, upTo, c.issuers)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	at := problem{Code: "certificate", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Kind: kindOf(cs, 0)}
	for _, e := range cs.Events {
		if e.Kind == "granted" || e.Kind == "deemed_renewed" {
			at.Seq, at.Kind, at.Leaf = e.Seq, e.Kind, &e.N
		}
	}
	if err != nil {
		at.Text = lang.Format("证照不能按事件重新生成：%v。", "The certificate cannot be made again from the events: %v.", err)
		c.add(at)
		return nil
	}
	if !told {
		c.found.Unchecked++
	}
	for _, d := range diff {
		p := at
		p.Text = lang.Format("证照 %[1]s 的“%[2]s”存的是 %[3]s，按事件应为 %[4]s。", "Certificate %[1]s: “%[2]s” is %[3]s as stored; by the events it is %[4]s.", d.ID, d.What, d.Have, d.Want)
		c.add(p)
	}
	return nil
}

// checkpoint compares the ledger with what was published from this folder.
func (c *checker) checkpoint(ctx context.Context) error {
	raw, err := os.ReadFile(filepath.Join(c.h.dir.Path, checkpointFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	trust, err := ledger.NewTrust(0, c.h.public)
	if err != nil {
		return err
	}
	if o, err := trust.Open(string(raw)); err == nil {
		c.found.Published = &o.Size
	}
	tree := c.h.db.Tree(ctx, c.h.division)
	head, err := tree.Head()
	if err != nil {
		return err
	}
	if err := ledger.Rollback(string(raw), trust, head, tree); err != nil {
		f, ok := fault.As(err)
		if !ok {
			f = fault.New(fault.Internal, "checkpoint", lang.Format("公布的检查点无法核对：%v。", "The published checkpoint cannot be compared: %v.", err), lang.Text{})
		}
		c.add(problem{Code: f.Code, Division: c.h.division, Text: f.Message})
	}
	return nil
}
