package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Receipt is what lets anybody check, without asking us, that an act is in the ledger:
// the lines that its holder reads, all that is needed to compute the leaf from them, and
// the way from the leaf to a signed checkpoint. It is made on demand and never stored.
type Receipt struct {
	Lines      []string // as printed, as hashed
	Leaf       Leaf
	N          int64    // leaf number, from 0
	Salt       [16]byte // of the lines; opens nothing else
	Rest       [32]byte // hash of the facts that are not shown, [Nothing] where there are none
	Private    [32]byte // hash of the private part, [Nothing] where there is none
	Proof      []Hash   // inclusion of leaf N, sibling first
	Checkpoint string   // signed
}

// Act is one committed act, with what only the holder of the case's keys has.
type Act struct {
	N       int64
	Leaf    Leaf
	Salt    [32]byte // of the facts, see [Salt]
	Facts   []byte   // the stored body, made by [Body]
	Private [32]byte // inner hash of the private part
}

// Make gives the receipt of an act against a checkpoint that includes it. It is a pure
// function. It refuses what would not verify: facts that do not match the leaf, a proof
// that does not lead to the checkpoint, an act without a face (fault.Invalid, no_receipt).
func Make(a Act, proof []Hash, checkpoint string) (Receipt, error) {
	first, rest := split(a.Salt, a.Facts)
	lines, ok := shown(first)
	if !ok {
		return Receipt{}, fault.New(fault.Invalid, "no_receipt",
			lang.T("这一步没有回执。", "There is no receipt for this act."),
			lang.T("收件时的回执仍然有效。", "The receipt given when it was received remains valid."))
	}
	r := Receipt{
		Lines: lines, Leaf: a.Leaf, N: a.N, Salt: firstSalt(a.Salt),
		Rest: rest, Private: a.Private, Proof: proof, Checkpoint: checkpoint,
	}
	if r.payload() != a.Leaf.Payload {
		return Receipt{}, fmt.Errorf("ledger: facts of leaf %d do not match its payload", a.N)
	}
	c, _, err := ParseCheckpoint(checkpoint)
	if err != nil {
		return Receipt{}, err
	}
	return r, r.included(c)
}

// payload is what the leaf must hold if the lines are true.
func (r Receipt) payload() [32]byte {
	return Payload(inner(r.Salt, firstLine(r.Lines), r.Rest), r.Private)
}

func (r Receipt) included(c Checkpoint) error {
	l := r.Leaf
	l.Payload = r.payload()
	if err := VerifyInclusion(r.Proof, c.Size, c.Root, r.N, l.Encode()); err != nil {
		return fault.New(fault.Invalid, "not_in_ledger",
			lang.T("回执与账本对不上：回执上的文字或数据被改动过，或者账本里没有这一条。", "The receipt does not match the ledger: its words or data were changed, or the ledger holds no such record."),
			lang.T("请不要采信，并向出具机关核实。", "Do not rely on it; ask the office that issued it.")).With(err)
	}
	return nil
}

// Number is the public number of the case, as printed.
func (r Receipt) Number() string {
	for _, l := range r.Lines {
		if n, ok := strings.CutPrefix(l, labelNumber); ok {
			return n
		}
	}
	return ""
}

const proofHeader = "c2sp.org/tlog-proof@v1"

// Text is the receipt as a text file: a title and the readable lines, an empty line, then
// a proof in the form of c2sp.org/tlog-proof@v1, which other tools read.
func (r Receipt) Text() string {
	origin, _, _ := strings.Cut(r.Checkpoint, "\n")
	var b strings.Builder
	b.WriteString(Title(origin) + "\n")
	for _, l := range r.Lines {
		b.WriteString(l + "\n")
	}
	b.WriteString("\n" + proofHeader + "\n")
	b.WriteString("extra " + base64.StdEncoding.EncodeToString(r.extra()) + "\n")
	b.WriteString("index " + strconv.FormatInt(r.N, 10) + "\n")
	for _, h := range r.Proof {
		b.WriteString(h.String() + "\n")
	}
	return b.String() + "\n" + r.Checkpoint
}

// extra is what the reader needs beside the lines to compute the leaf: a version byte,
// the salt, a byte of flags, the hashes that are not [Nothing], the leaf without payload.
func (r Receipt) extra() []byte {
	b := append([]byte{receiptVersion}, r.Salt[:]...)
	flags := len(b)
	b = append(b, 0)
	if r.Rest != Nothing {
		b[flags] |= 1
		b = append(b, r.Rest[:]...)
	}
	if r.Private != Nothing {
		b[flags] |= 2
		b = append(b, r.Private[:]...)
	}
	return r.Leaf.appendHead(b)
}

const receiptVersion = 1

// readExtra is the reverse of extra. It computes the payload, so that the lines must be there.
func (r *Receipt) readExtra(raw []byte) error {
	in := reader{b: raw}
	if v := in.bytes(1); len(v) == 1 && v[0] != receiptVersion {
		in.fail("receipt version %d is unknown", v[0])
	}
	copy(r.Salt[:], in.bytes(16))
	var flags byte
	if f := in.bytes(1); len(f) == 1 {
		flags = f[0]
	}
	r.Rest, r.Private = Nothing, Nothing
	if flags&1 != 0 {
		copy(r.Rest[:], in.bytes(32))
	}
	if flags&2 != 0 {
		copy(r.Private[:], in.bytes(32))
	}
	if flags > 3 {
		in.fail("unknown flags %#x", flags)
	}
	r.Leaf = in.leafHead()
	r.Leaf.Payload = r.payload()
	if len(in.b) != 0 {
		in.fail("%d bytes after the end", len(in.b))
	}
	return in.err
}

// maxText bounds what is read as a receipt: far above any real one, with many witnesses.
const maxText = 64 << 10

// IsReceipt says that data looks like a receipt, as text or as the content of its QR code.
func IsReceipt(data []byte) bool {
	s := normal(data)
	return strings.HasPrefix(s, codePrefix) || strings.Contains(s, "\n"+proofHeader+"\n")
}

// normal undoes what mail programs and editors do to a text file: a byte order mark,
// line ends of two characters, blanks at the end.
func normal(data []byte) string {
	s := string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimRight(s, " \t\r\n") + "\n"
}

// ParseReceipt reads a receipt in either form, [Receipt.Text] or [Receipt.Code], and
// checks nothing but its form. Errors are fault.Invalid.
func ParseReceipt(data []byte) (Receipt, error) {
	if len(data) > maxText {
		return Receipt{}, badReceipt(fmt.Errorf("ledger: receipt of %d bytes", len(data)))
	}
	s := normal(data)
	if strings.HasPrefix(s, codePrefix) {
		return parseCode(strings.TrimSuffix(s, "\n"))
	}
	r, err := parseReceiptText(s)
	if err == nil && r.Text() != s {
		err = errors.New("ledger: receipt is not in its one canonical form")
	}
	if err != nil {
		return Receipt{}, badReceipt(err)
	}
	return r, nil
}

func parseReceiptText(s string) (Receipt, error) {
	face, proof, ok := strings.Cut(s, "\n\n"+proofHeader+"\n")
	if !ok {
		return Receipt{}, errors.New("ledger: no " + proofHeader)
	}
	var r Receipt
	r.Lines = strings.Split(face, "\n")[1:]
	if err := checkLines(r.Lines); err != nil {
		return Receipt{}, err
	}
	head, checkpoint, ok := strings.Cut(proof, "\n\n")
	if !ok {
		return Receipt{}, errors.New("ledger: no checkpoint")
	}
	r.Checkpoint = checkpoint
	if _, _, err := ParseCheckpoint(checkpoint); err != nil {
		return Receipt{}, err
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 2 || len(lines) > 2+63 {
		return Receipt{}, fmt.Errorf("ledger: proof of %d lines", len(lines))
	}
	extra, ok1 := strings.CutPrefix(lines[0], "extra ")
	index, ok2 := strings.CutPrefix(lines[1], "index ")
	if !ok1 || !ok2 {
		return Receipt{}, errors.New("ledger: no extra or index line")
	}
	raw, err := decode64(extra)
	if err != nil {
		return Receipt{}, err
	}
	if r.N, err = parseSize(index); err != nil {
		return Receipt{}, err
	}
	for _, l := range lines[2:] {
		h, err := ParseHash(l)
		if err != nil {
			return Receipt{}, err
		}
		r.Proof = append(r.Proof, h)
	}
	return r, r.readExtra(raw)
}
