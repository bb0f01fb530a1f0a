package capture

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace/tracestore"
)

// ProofFormat is the first member of a proof.
const ProofFormat = "banjie-food-proof/1"

// Proof shows in two steps, without asking us, that an event is in the ledger: the event is in the
// tree of its capture, and the capture is an act with a receipt. Its text is the one that CBV 2.0
// (section 8.9) hashes, so every letter of the proof stands under the ledger's signature.
type Proof struct {
	Format   string   `json:"format"`
	ID       string   `json:"id"`       // of the event's content, ni:///sha-256;…?ver=CBV2.0
	Event    string   `json:"event"`    // the text that is hashed
	Position int      `json:"position"` // in the capture, from 0
	Events   int      `json:"events"`   // of the capture
	Path     []string `json:"path"`     // RFC 6962 audit path, sibling of the leaf first; base64
	Capture  string   `json:"capture"`  // id
	Root     string   `json:"root"`     // of the capture's tree, hex
	Receipt  string   `json:"receipt"`  // of the capture's act, see kit/receipts
}

// Text is the one form in which a proof is written.
func (p Proof) Text() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(p)
	return b.Bytes(), err
}

// face is what the receipt of the act says.
func (f Facts) face() *ledger.Face {
	return &ledger.Face{Number: f.ID, Item: lang.T("登记追溯事件", "food events captured"), More: []lang.Text{
		lang.T(fmt.Sprintf("事件 Events %d", f.Events), ""), lang.T("树根 Root "+f.Root, ""),
	}}
}

// Prover makes proofs.
type Prover struct {
	Events interface {
		Named(ctx context.Context, name string) ([]tracestore.Archived, error)
	}
	Captures interface {
		Of(ctx context.Context, event int64) (Entry, error)
		Capture(ctx context.Context, division, id string) (Entry, error)
	}
	Act      func(ctx context.Context, division string, seq int64) (casework.Event, error)
	Receipt  func(ctx context.Context, e casework.Event) (ledger.Receipt, error)
	Division string
}

// Prove makes the proof of the first event of a name, or of the id of its content, that sees lets
// through. Errors: fault.NotFound; fault.Invalid (no_receipt) for one captured before there were receipts.
func (p *Prover) Prove(ctx context.Context, name string, sees func(*epcis.Event) bool) (Proof, error) {
	rows, err := p.Events.Named(ctx, name)
	if err != nil {
		return Proof{}, err
	}
	for _, row := range rows {
		e, err := epcis.Parse(string(row.Body), nil, epcis.DefaultLimits)
		if err != nil {
			return Proof{}, err
		}
		if sees(e) {
			return p.prove(ctx, row, e)
		}
	}
	return Proof{}, fault.Missing()
}

func (p *Prover) prove(ctx context.Context, row tracestore.Archived, e *epcis.Event) (Proof, error) {
	c, err := p.Captures.Of(ctx, row.ID)
	if err == nil {
		c, err = p.Captures.Capture(ctx, p.Division, c.ID) // with its hashes
	}
	if err != nil {
		return Proof{}, err
	}
	at := slices.Index(c.Hashes, row.Hash)
	way, err := Prove(c.Hashes, at)
	if err != nil {
		return Proof{}, err
	}
	act, err := p.Act(ctx, p.Division, c.Seq)
	if err != nil {
		return Proof{}, err
	}
	receipt, err := p.Receipt(ctx, act)
	if err != nil {
		return Proof{}, err
	}
	proof := Proof{Format: ProofFormat, ID: epcis.Hash(e), Event: epcis.PreHash(e), Position: at, Events: len(c.Hashes), Path: []string{}, Capture: c.ID, Root: hex.EncodeToString(c.Root[:]), Receipt: receipt.Text()}
	for _, h := range way {
		proof.Path = append(proof.Path, h.String())
	}
	return proof, nil
}

// MostProof is the longest proof that is read, in bytes.
const MostProof = 2 << 20

// IsProof says that data looks like a proof.
func IsProof(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && bytes.Contains(data[:min(len(data), 200)], []byte("banjie-food-proof"))
}

// ReadProof reads a proof in its one form and checks nothing else.
func ReadProof(data []byte) (p Proof, err error) {
	if len(data) > MostProof {
		return p, badProof(fmt.Errorf("capture: proof of %d bytes", len(data)))
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return p, badProof(err)
	}
	again, err := p.Text()
	if err == nil && (p.Format != ProofFormat || !bytes.Equal(again, data)) {
		err = errors.New("capture: proof is not in its one form")
	}
	if err != nil {
		return p, badProof(err)
	}
	return p, nil
}

func badProof(cause error) error {
	return fault.New(fault.Invalid, "bad_food_proof",
		lang.T("这份追溯证明的格式不对，可能不完整，或被改动过。", "This proof of a food event is malformed: it may be incomplete, or it was changed."),
		lang.T("请重新取一份，原样保存。", "Please get it again and keep it as it is.")).With(cause)
}

// VerifyProof checks both steps of a proof with the keys in trust, without network, clock or
// database. Errors: fault.Invalid, also those of [ledger.Verify].
func VerifyProof(data []byte, trust ledger.Trust) (Proof, ledger.Report, error) {
	p, err := ReadProof(data)
	if err != nil {
		return p, ledger.Report{}, err
	}
	if err := p.inCapture(); err != nil {
		return p, ledger.Report{}, fault.New(fault.Invalid, "not_in_capture",
			lang.T("事件的文字、编号或者路径与这次登记对不上：被改动过，或者不在里面。", "The words, the id or the path of the event do not match the capture: they were changed, or the event is not in it."),
			lang.T("请不要采信，并向出具机关核实。", "Do not rely on it; ask the office that issued it.")).With(err)
	}
	report, err := ledger.Verify([]byte(p.Receipt), trust)
	if err != nil {
		return p, report, err
	}
	receipt, err := ledger.ParseReceipt([]byte(p.Receipt))
	if err != nil {
		return p, report, err
	}
	want := Facts{ID: p.Capture, Events: p.Events, Root: p.Root}.face().Lines()
	if report.Kind != Captured || !slices.Equal(receipt.Lines, want) || receipt.Text() != p.Receipt {
		return p, report, fault.New(fault.Invalid, "other_capture",
			lang.T("回执不是这次登记的。", "The receipt is of something else than this capture."),
			lang.T("请不要采信，并向出具机关核实。", "Do not rely on it; ask the office that issued it."))
	}
	return p, report, nil
}

// inCapture checks the first step.
func (p Proof) inCapture() error {
	hash := sha256.Sum256([]byte(p.Event))
	if want := "ni:///sha-256;" + hex.EncodeToString(hash[:]) + "?ver=CBV2.0"; p.ID != want {
		return fmt.Errorf("capture: the text has the id %s", want)
	}
	raw, err := hex.DecodeString(p.Root)
	if err != nil || len(raw) != 32 || hex.EncodeToString(raw) != p.Root {
		return errors.New("capture: root is no hash")
	}
	var path []ledger.Hash
	for _, s := range p.Path {
		b, err := base64.StdEncoding.Strict().DecodeString(s)
		if err != nil || len(b) != 32 {
			return errors.New("capture: path holds what is no hash")
		}
		path = append(path, ledger.Hash(b))
	}
	if p.Position < 0 || p.Position >= p.Events {
		return fmt.Errorf("capture: no event %d of %d", p.Position, p.Events)
	}
	return Verify(path, hash, p.Position, p.Events, [32]byte(raw))
}
