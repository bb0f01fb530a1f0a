package killtest

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/ledger"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
)

// asServer tells this binary, started again, to be the server; its value is an [order].
const asServer = "BANJIE_KILLTEST"

// order is what the server of one round is told.
type order struct {
	Folder  string
	Round   int
	Advance time.Duration // of the clock since the first round, so that deadlines fall due
	Clients int
}

func TestMain(m *testing.M) {
	if text := os.Getenv(asServer); text != "" {
		var o order
		err := json.Unmarshal([]byte(text), &o)
		if err == nil {
			err = o.serve(context.Background())
		}
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// hall is a data folder opened as the program opens it.
type hall struct {
	dir    *datadir.Dir
	db     *sqldb.DB
	writer *sqldb.Writer
	cases  *casestore.Store
	engine *casework.Engine
	signer ledger.Signer
	public string
}

func open(ctx context.Context, folder string, c clock.Clock) (*hall, error) {
	dir, err := datadir.Open(folder)
	if err != nil {
		return nil, err
	}
	if err := dir.Lock(); err != nil {
		return nil, err
	}
	h := &hall{dir: dir}
	if h.db, err = sqldb.Open(ctx, dir.DSN()); err != nil {
		return nil, err
	}
	if err := h.db.Migrate(ctx); err != nil {
		return nil, err
	}
	if h.writer, err = sqldb.NewWriter(ctx, h.db, c); err != nil {
		return nil, err
	}
	secret, err := dir.Secret("ledger", func() ([]byte, error) {
		origin, err := ledger.Origin(dir.Instance.Name, dir.Instance.Division, dir.Instance.Moved)
		if err != nil {
			return nil, err
		}
		k, err := ledger.GenerateKey(ledger.Ed25519, origin, rand.Reader)
		return []byte(k.Secret), err
	})
	if err != nil {
		return nil, err
	}
	if h.signer, err = ledger.NewSigner(string(secret)); err != nil {
		return nil, err
	}
	if h.public, err = ledger.PublicKey(string(secret)); err != nil {
		return nil, err
	}
	h.cases = casestore.New(h.db, h.writer)
	h.engine = &casework.Engine{Clock: c, Calendar: builtin, Catalogue: casetest.Items{}, Store: h.cases, Writer: h.cases}
	return h, h.engine.Register(casetest.Procedure())
}

// close lets the folder go.
func (h *hall) close() {
	h.writer.Close()
	h.db.Close()
	h.dir.Unlock()
}

// said is the server's way of telling: a line in one write, so that a kill cannot tear it.
var said sync.Mutex

func say(words ...any) {
	line := fmt.Sprintln(words...)
	said.Lock()
	defer said.Unlock()
	os.Stdout.WriteString(line)
}

// serve first files again what it is handed on its input, one key a line, then lets all
// clients work until it is killed.
func (o order) serve(ctx context.Context) error {
	h, err := open(ctx, o.Folder, clock.Running(casetest.Start.Add(o.Advance), clock.System))
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		key := in.Text()
		wg.Go(func() { h.file(ctx, key) })
	}
	wg.Wait()
	say("ready")
	wg.Go(func() {
		for {
			if swept, err := h.engine.Sweep(ctx, casetest.Division); err != nil || swept.Err != nil {
				say("error sweep", err, swept.Err)
			}
		}
	})
	for i := range o.Clients {
		wg.Go(func() {
			for n := 0; ; n++ {
				h.work(ctx, fmt.Sprintf("%d.%d.%d", o.Round, i, n), n)
			}
		})
	}
	wg.Wait()
	return nil
}

// file opens the case of a key. What it says: that it begins, and the act once it is there.
func (h *hall) file(ctx context.Context, key string) (casework.ID, bool) {
	cmd := casetest.Filing()
	cmd.Idem = &casework.Idem{Actor: casetest.Person.ID, Key: key, Hash: [32]byte{1}}
	cmd.Open.CodeHash = key // stands in the row of the case, where the test counts it
	say("begin", key)
	out, err := h.engine.Do(ctx, cmd)
	if err != nil {
		say("error file", key, err)
		return 0, false
	}
	tell(key, out)
	return out.Case.ID, true
}

func tell(key string, out casework.Outcome) {
	for _, e := range out.Events {
		say("done", key, int64(e.Case), e.Seq, e.N, e.Kind)
	}
}

// work is the day of a client: file, and for two of three cases the officers go on with it.
func (h *hall) work(ctx context.Context, key string, n int) {
	id, ok := h.file(ctx, key)
	if !ok || n%3 == 2 {
		return
	}
	if n%8 == 0 {
		h.receipt(ctx, id)
	}
	acts := []struct {
		by   access.Actor
		verb string
		in   any
	}{
		{casetest.Clerk, "accept", nil},
		{casetest.Officer, "take", &casework.TaskInput{Step: "look", Task: "a"}},
		{casetest.Officer, "finish", &casework.FinishInput{Step: "look", Task: "a", Outcome: "agree"}},
		{casetest.Fireman, "take", &casework.TaskInput{Step: "look", Task: "b"}},
		{casetest.Fireman, "finish", &casework.FinishInput{Step: "look", Task: "b", Outcome: "agree"}},
		{casetest.Officer, "grant", nil},
	}
	for _, a := range acts[:1+n%len(acts)] {
		out, err := h.engine.Do(ctx, casework.Command{Actor: a.by, Case: id, Verb: a.verb, Input: a.in})
		if err != nil {
			say("error", a.verb, key, err)
			return
		}
		tell(key, out)
	}
}

func (h *hall) receipt(ctx context.Context, id casework.ID) {
	e, err := h.cases.Event(ctx, casework.Key{Division: casetest.Division, ID: id}, 1)
	var r ledger.Receipt
	if err == nil {
		r, err = h.cases.Receipt(ctx, e, func(head ledger.Head) (string, error) { return ledger.SignHead(head, h.signer) })
	}
	if err != nil {
		say("error receipt", id, err)
		return
	}
	say("receipt", base64.StdEncoding.EncodeToString([]byte(r.Text())))
}

// words splits a line of the server.
func words(line string) []string { return strings.Fields(line) }
