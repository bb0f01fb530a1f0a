package killtest

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"banjie/internal/casework/casetest"
	"banjie/internal/datadir"
	"banjie/internal/testenv"
)

// ack is an act the server has told.
type ack struct {
	id, seq, n int64
	kind       string
}

// killer remembers what the killed servers had told.
type killer struct {
	folder   string
	told     []ack           // by the server of this round
	begun    map[string]bool // filings without an answer
	answered map[string]bool // filings with one
	receipts []string
	acts     int // acknowledged and looked for
	lost     int
	again    int // filings sent a second time
}

func TestKillSQLite(t *testing.T) {
	kill(t, "", rounds(20, 500))
}

func TestKillPostgres(t *testing.T) {
	kill(t, testenv.Postgres(t), rounds(5, 100))
}

func rounds(short, soak int) int {
	if os.Getenv("BANJIE_SOAK") == "1" {
		return soak
	}
	return short
}

func kill(t *testing.T, database string, rounds int) {
	k := &killer{folder: filepath.Join(t.TempDir(), "data"), begun: map[string]bool{}, answered: map[string]bool{}}
	if _, err := datadir.Create(k.folder, datadir.Instance{Name: "kill", Division: casetest.Division, Moved: true, Database: database}); err != nil {
		t.Fatal(err)
	}
	const seed = 20260302
	random := rand.New(rand.NewPCG(seed, uint64(rounds)))
	checked := int64(0)
	for round := range rounds {
		// From one act, which is the middle of the first group, to some hundred.
		k.round(t, round, 1+random.IntN(400))
		last := round == rounds-1
		checked = k.check(t, checked, last || round%10 == 9)
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	t.Logf("%d kills: %d acknowledged acts, %d lost; %d filings were sent a second time, none counted twice; %d receipts verify", rounds, k.acts, k.lost, k.again, len(k.receipts))
}

// round lets a server work until it has told so many acts, and kills it.
func (k *killer) round(t *testing.T, round, acts int) {
	t.Helper()
	text, err := json.Marshal(order{Folder: k.folder, Round: round, Advance: time.Duration(round) * 36 * time.Hour, Clients: 64})
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(self)
	server.Env = append(os.Environ(), asServer+"="+string(text))
	server.Stderr = os.Stderr
	var again []string
	for key := range k.begun {
		again = append(again, key)
	}
	k.again += len(again)
	server.Stdin = strings.NewReader(strings.Join(again, "\n"))
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ready := false
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		k.hear(t, lines.Text(), &ready)
		if ready && len(k.told) >= acts {
			server.Process.Signal(syscall.SIGKILL)
			acts = 1 << 30
		}
	}
	server.Wait()
	if !ready || acts != 1<<30 {
		t.Fatalf("round %d: the server ended by itself", round)
	}
	for _, key := range again {
		if k.begun[key] {
			t.Errorf("the filing %s was sent again and not answered", key)
		}
	}
}

// hear takes in one line. What the pipe still held when the server died was told as well.
func (k *killer) hear(t *testing.T, line string, ready *bool) {
	switch w := words(line); w[0] {
	case "ready":
		*ready = true
	case "begin":
		if !k.answered[w[1]] {
			k.begun[w[1]] = true
		}
	case "done":
		number := func(s string) int64 {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil {
				t.Fatalf("line %q: %v", line, err)
			}
			return n
		}
		k.told = append(k.told, ack{number(w[2]), number(w[3]), number(w[4]), w[5]})
		if number(w[3]) == 1 {
			delete(k.begun, w[1])
			k.answered[w[1]] = true
		}
	case "receipt":
		text, err := base64.StdEncoding.DecodeString(w[1])
		if err != nil {
			t.Fatal(err)
		}
		k.receipts = append(k.receipts, string(text))
	default:
		t.Errorf("the server says: %s", line)
	}
}
