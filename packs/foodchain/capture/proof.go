package capture

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain/trace"
)

// Proof shows in two steps that an event stands in the ledger: it is in a capture, and the capture
// is in the ledger. It is made on demand, never stored, and checked without us:
//
//	banjie food event proof v1
//	event ni:///sha-256;…?ver=CBV2.0
//	at 3
//	<hash> …                          from the event to the root, sibling first
//
//	<receipt of the capture>          whose lines state root and number of events
type Proof struct {
	Hash    [32]byte // of the event's hash id
	At      int      // its place in the capture, from 0
	Way     []ledger.Hash
	Receipt string // of the capture, as text
}

const (
	proofHeader = "banjie food event proof v1"
	shownRoot   = "追溯事件 Food events "
)

// Face is what the receipt of a capture states: how many events, and the root over them.
func (f Facts) Face() *ledger.Face {
	line := shownRoot + strconv.Itoa(f.Events) + " " + f.Root
	return &ledger.Face{Number: f.ID, More: []lang.Text{lang.T(line, line)}}
}

// rootShown reads the line of a face.
func rootShown(lines []string) (root [32]byte, events int, ok bool) {
	for _, l := range lines {
		rest, found := strings.CutPrefix(l, shownRoot)
		if !found {
			continue
		}
		n, hash, _ := strings.Cut(rest, " ")
		raw, err := hex.DecodeString(hash)
		events, nerr := strconv.Atoi(n)
		if err != nil || nerr != nil || len(raw) != len(root) || events < 1 || ok {
			return root, 0, false
		}
		copy(root[:], raw)
		return root, events, true
	}
	return root, 0, false
}

// ProofOf makes the proof of an event of a capture whose receipt is given.
func ProofOf(c Entry, hash [32]byte, r ledger.Receipt) (Proof, error) {
	for at, h := range c.Hashes {
		if h == hash {
			way, err := Prove(c.Hashes, at)
			return Proof{hash, at, way, r.Text()}, err
		}
	}
	return Proof{}, fault.Missing()
}

// Text writes the proof as a file.
func (p Proof) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nevent %s\nat %d\n", proofHeader, trace.HashID(p.Hash), p.At)
	for _, h := range p.Way {
		b.WriteString(h.String() + "\n")
	}
	return b.String() + "\n" + p.Receipt
}

// IsProof says that data looks like a proof.
func IsProof(data []byte) bool {
	return strings.HasPrefix(strings.TrimPrefix(string(data), "\xef\xbb\xbf"), proofHeader)
}

// longestProof is more than any proof has, in bytes.
const longestProof = 96 << 10

func parseProof(data []byte) (p Proof, err error) {
	if len(data) > longestProof {
		return p, errors.New("too long")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\xef\xbb\xbf"), "\r\n", "\n")
	head, receipt, ok := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 3 || lines[0] != proofHeader {
		return p, errors.New("no head")
	}
	name, found := strings.CutPrefix(lines[1], "event ni:///sha-256;")
	digits, version, _ := strings.Cut(name, "?")
	raw, err := hex.DecodeString(digits)
	if err != nil || !found || len(raw) != len(p.Hash) || version != "ver=CBV2.0" {
		return p, errors.New("no event")
	}
	copy(p.Hash[:], raw)
	at, found := strings.CutPrefix(lines[2], "at ")
	if p.At, err = strconv.Atoi(at); err != nil || !found || p.At < 0 {
		return p, errors.New("no place")
	}
	for _, l := range lines[3:] {
		raw, err := base64.StdEncoding.DecodeString(l)
		if err != nil || len(raw) != len(ledger.Hash{}) {
			return p, errors.New("no hash")
		}
		p.Way = append(p.Way, ledger.Hash(raw))
	}
	p.Receipt = receipt
	return p, nil
}

// ProofReport is what a check of a proof found. It exists only for a proof that holds.
type ProofReport struct {
	Event   string        `json:"event"` // hash id
	At      int           `json:"at"`    // in the capture, from 0
	Events  int           `json:"events"`
	Receipt ledger.Report `json:"receipt"` // of the capture
	Checked []lang.Text   `json:"checked"`
}

// CheckProof checks a proof against the keys in trust, without network, clock and database. Errors
// are fault.Invalid: bad_proof, not_in_capture, and those of [ledger.Verify].
func CheckProof(data []byte, trust ledger.Trust) (ProofReport, error) {
	p, err := parseProof(data)
	if err != nil {
		return ProofReport{}, fault.New(fault.Invalid, "bad_proof", lang.T("这份凭证读不懂，可能没有复制完整。", "This proof cannot be read; perhaps it was not copied whole."),
			lang.T("请重新下载，用原来的文件核对。", "Download it again and check the original file.")).With(err)
	}
	rep, err := ledger.Verify([]byte(p.Receipt), trust)
	if err != nil {
		return ProofReport{}, err
	}
	root, events, ok := rootShown(rep.Lines)
	if !ok || rep.Kind != Captured {
		return ProofReport{}, fault.New(fault.Invalid, "bad_proof", lang.T("后面的回执不是追溯登记的回执。", "The receipt in it is not that of a capture of food events."), lang.T("请重新下载，用原来的文件核对。", "Download it again and check the original file."))
	}
	if err := Verify(p.Way, p.Hash, p.At, events, root); err != nil {
		return ProofReport{}, fault.New(fault.Invalid, "not_in_capture", lang.T("这条记录不在登记的那一批里：凭证被改动过。", "The record is not in the capture: the proof was altered."),
			lang.T("请不要采信，并向监管部门核实。", "Do not rely on it; ask the regulator.")).With(err)
	}
	return ProofReport{Event: trace.HashID(p.Hash), At: p.At, Events: events, Receipt: rep, Checked: []lang.Text{
		lang.Format("指纹为 %[1]s 的追溯记录，是这一批%[2]d条里的第%[3]d条。", "The record with the fingerprint %[1]s is number %[3]d of the %[2]d captured together.", hex.EncodeToString(p.Hash[:]), events, p.At+1),
		lang.T("这一批登记在账本里，见下。", "That capture stands in the ledger, as follows."),
	}}, nil
}
