package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Origin is the name of a division's ledger in the world: banjie/<instance>/<division>,
// with /moved at its end in a data folder whose clock is moved. Whoever sees /moved knows
// that it is a demonstration, whatever the page around it says.
func Origin(instance, division string, moved bool) (string, error) {
	o := "banjie/" + instance + "/" + division
	if moved {
		o += "/moved"
	}
	if d, m, ok := SplitOrigin(o); !ok || d != division || m != moved {
		return "", fault.New(fault.Invalid, "bad_origin",
			lang.T("账本名称不可用：实例名和区划代码不能为空，不能含空格、斜杠或加号。", "This ledger name cannot be used: instance and division must not be empty nor contain spaces, slashes or plus signs."),
			lang.T("请改用字母、数字和短横线。", "Please use letters, digits and hyphens."))
	}
	return o, nil
}

// SplitOrigin reads what [Origin] made; ok is false for any other name.
func SplitOrigin(origin string) (division string, moved, ok bool) {
	p := strings.Split(origin, "/")
	if len(p) == 4 && p[3] == "moved" {
		p, moved = p[:3], true
	}
	ok = len(p) == 3 && p[0] == "banjie" && p[1] != "" && p[2] != "" && validName(origin)
	if !ok {
		return "", false, false
	}
	return p[2], moved, true
}

func validName(name string) bool {
	return name != "" && utf8.ValidString(name) && !strings.Contains(name, "+") &&
		strings.IndexFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) < 0
}

// Checkpoint is what a ledger says of itself (c2sp.org/tlog-checkpoint).
type Checkpoint struct {
	Origin    string
	Size      int64
	Root      Hash
	Extension []string // further lines, which Banjie itself does not write
}

func (c Checkpoint) text() string {
	s := c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
	for _, x := range c.Extension {
		s += x + "\n"
	}
	return s
}

// SignHead gives the checkpoint of a head, signed by every signer; all of them carry the
// ledger's origin as their name. It is a pure function but for SM2, whose signatures vary.
func SignHead(h Head, signers ...Signer) (string, error) {
	if len(signers) == 0 {
		return "", errors.New("ledger: a checkpoint needs a signer")
	}
	origin := signers[0].Name()
	for _, s := range signers {
		division, _, ok := SplitOrigin(s.Name())
		if !ok || division != h.Division || s.Name() != origin {
			return "", fmt.Errorf("ledger: key %q cannot sign for division %q", s.Name(), h.Division)
		}
	}
	c := Checkpoint{Origin: origin, Size: h.Size, Root: h.Root}
	b, err := note.Sign(&note.Note{Text: c.text()}, signers...)
	return string(b), err
}

// Signature is one signature line, not yet checked by anybody.
type Signature struct {
	Name string // of the key
	ID   uint32 // of the key
	Sig  []byte // without the key id
}

func (s Signature) line() string {
	raw := append(binary.BigEndian.AppendUint32(nil, s.ID), s.Sig...)
	return "— " + s.Name + " " + base64.StdEncoding.EncodeToString(raw) + "\n"
}

func badCheckpoint(cause error) error {
	return fault.New(fault.Invalid, "bad_checkpoint",
		lang.T("检查点的格式不对，读不出来。", "The checkpoint is malformed and cannot be read."),
		lang.T("请取得完整的原文再试。", "Please get the complete original and try again.")).With(cause)
}

// ParseCheckpoint reads a checkpoint in its one canonical form and checks no signature:
// use [Trust.Open] before believing it. Errors are fault.Invalid.
func ParseCheckpoint(text string) (Checkpoint, []Signature, error) {
	_, err := note.Open([]byte(text), nil)
	var unverified *note.UnverifiedNoteError
	if !errors.As(err, &unverified) {
		return Checkpoint{}, nil, badCheckpoint(err)
	}
	n := unverified.Note
	c, err := parseText(n.Text)
	if err != nil {
		return Checkpoint{}, nil, badCheckpoint(err)
	}
	again := bytes.NewBufferString(n.Text + "\n")
	sigs := make([]Signature, 0, len(n.UnverifiedSigs))
	for _, s := range n.UnverifiedSigs {
		raw, err := decode64(s.Base64)
		if err != nil {
			return Checkpoint{}, nil, badCheckpoint(err)
		}
		sigs = append(sigs, Signature{s.Name, s.Hash, raw[4:]})
		again.WriteString(sigs[len(sigs)-1].line())
	}
	if again.String() != text {
		return Checkpoint{}, nil, badCheckpoint(errors.New("ledger: a signature is repeated"))
	}
	return c, sigs, nil
}

func parseText(text string) (Checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 {
		return Checkpoint{}, errors.New("ledger: checkpoint of fewer than three lines")
	}
	size, err := parseSize(lines[1])
	if err != nil {
		return Checkpoint{}, err
	}
	root, err := ParseHash(lines[2])
	if err != nil {
		return Checkpoint{}, err
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if len(lines) > 3 {
		c.Extension = lines[3:]
	}
	for _, l := range lines {
		if l == "" {
			return Checkpoint{}, errors.New("ledger: empty line in a checkpoint")
		}
	}
	if size == 0 && root != EmptyRoot {
		return Checkpoint{}, errors.New("ledger: wrong root for an empty tree")
	}
	return c, nil
}

func parseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > maxSize || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("ledger: %q is no size of a tree", s)
	}
	return n, nil
}

// ParseHash reads a hash in base64, in its one canonical form.
func ParseHash(s string) (Hash, error) {
	b, err := decode64(s)
	if err != nil {
		return Hash{}, err
	}
	if len(b) != tlog.HashSize {
		return Hash{}, fmt.Errorf("ledger: hash of %d bytes", len(b))
	}
	return Hash(b), nil
}

// Trust is whom a reader believes: the keys of ledgers, the keys of witnesses, and how
// many witnesses must have signed.
type Trust struct {
	logs, witnesses []*key
	need            int
}

// NewTrust reads public keys, of ledgers and of witnesses in any order; need is how many
// different witnesses a checkpoint must carry (k of n), 0 for none.
func NewTrust(need int, public ...string) (Trust, error) {
	t := Trust{need: need}
	seen := map[string]bool{}
	for _, p := range public {
		if p = strings.TrimSpace(p); seen[p] {
			continue
		}
		seen[p] = true
		k, err := newVerifier(p)
		switch {
		case err != nil:
			return Trust{}, err
		case k.alg == Cosignature:
			t.witnesses = append(t.witnesses, k)
		default:
			t.logs = append(t.logs, k)
		}
	}
	if need < 0 || need > len(t.witnesses) {
		return Trust{}, fault.New(fault.Invalid, "bad_witness_policy",
			lang.Format("要求 %[1]d 个见证，但只有 %[2]d 个见证公钥。", "%[1]d witnesses are required but only %[2]d witness keys are known.", need, len(t.witnesses)),
			lang.T("请补充见证公钥，或减少要求的个数。", "Please add witness keys or require fewer."))
	}
	return t, nil
}

// KeyLines gives the keys of a file: one a line, empty lines and lines that start with #
// left out.
func KeyLines(file string) []string {
	var keys []string
	for l := range strings.Lines(file) {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			keys = append(keys, l)
		}
	}
	return keys
}

// Witnessed is one valid cosignature.
type Witnessed struct {
	Name string    `json:"name"`
	At   time.Time `json:"at"` // UTC, whole seconds, by the witness's own clock
}

// Opened is a checkpoint whose signatures were checked.
type Opened struct {
	Checkpoint
	Signed    []Algorithm // of the ledger's own valid signatures
	Witnesses []Witnessed
	Unknown   []string // names on signatures whose keys are not known; they prove nothing
}

// Open checks a checkpoint: one known key of its origin signed it, no signature of a known
// key is wrong, and enough witnesses signed. Errors are fault.Invalid with code
// bad_checkpoint, unknown_ledger, bad_signature or too_few_witnesses.
func (t Trust) Open(text string) (Opened, error) {
	c, sigs, err := ParseCheckpoint(text)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Checkpoint: c}
	seen := map[string]bool{}
	for _, s := range sigs {
		k := t.find(c.Origin, s)
		switch {
		case k == nil:
			o.Unknown = append(o.Unknown, s.Name)
		case !k.Verify([]byte(c.text()), s.Sig):
			return Opened{}, fault.New(fault.Invalid, "bad_signature",
				lang.Format("“%s”的签名不对：内容被改动过，或签名是伪造的。", "The signature of “%s” is wrong: the content was changed, or the signature is forged.", s.Name),
				lang.T("请不要采信，并向账本所属机关核实。", "Do not rely on it; ask the office that keeps the ledger."))
		case k.alg == Cosignature:
			if !seen[s.Name] {
				seen[s.Name] = true
				o.Witnesses = append(o.Witnesses, Witnessed{s.Name, time.Unix(int64(binary.BigEndian.Uint64(s.Sig)), 0).UTC()})
			}
		default:
			o.Signed = append(o.Signed, k.alg)
		}
	}
	return o, t.enough(o)
}

// Knows says whether t holds a key of the ledger with this origin.
func (t Trust) Knows(origin string) bool {
	return slices.ContainsFunc(t.logs, func(k *key) bool { return k.name == origin })
}

func (t Trust) find(origin string, s Signature) *key {
	for _, k := range t.witnesses {
		if k.name == s.Name && k.id == s.ID {
			return k
		}
	}
	for _, k := range t.logs {
		if k.name == s.Name && k.id == s.ID && k.name == origin {
			return k
		}
	}
	return nil
}

func (t Trust) enough(o Opened) error {
	if len(o.Signed) == 0 {
		return fault.New(fault.Invalid, "unknown_ledger",
			lang.Format("没有账本“%s”的可信公钥签名，无法核验。", "No trusted key of the ledger “%s” has signed this; it cannot be verified.", o.Origin),
			lang.T("请从该机关公布的地方取得账本公钥，再核验一次。", "Please get the ledger's public key from where the office publishes it and verify again."))
	}
	if len(o.Witnesses) < t.need {
		return fault.New(fault.Invalid, "too_few_witnesses",
			lang.Format("要求 %d 个见证，只有 %d 个。", "%d witnesses are required, %d have signed.", t.need, len(o.Witnesses)),
			lang.T("见证每小时进行一次，请稍后重新下载回执再核验。", "Witnesses sign every hour; please download the receipt again later."))
	}
	return nil
}

// Cosign gives a witness's signature line of a checkpoint, and checks nothing itself.
func (c Checkpoint) Cosign(by Cosigner, at time.Time) (string, error) {
	s := by.At(at)
	sig, err := s.Sign([]byte(c.text()))
	if err != nil {
		return "", err
	}
	return Signature{s.Name(), s.KeyHash(), sig}.line(), nil
}

// WithCosignatures adds the lines of witnesses to a checkpoint. Only valid lines of known
// witnesses are taken over; added tells how many were new.
func (t Trust) WithCosignatures(checkpoint, lines string) (text string, added int, err error) {
	c, have, err := ParseCheckpoint(checkpoint)
	if err != nil {
		return "", 0, err
	}
	_, more, err := ParseCheckpoint(c.text() + "\n" + lines)
	if err != nil {
		return "", 0, err
	}
	held := map[*key]bool{}
	for _, s := range have {
		held[t.find(c.Origin, s)] = true
	}
	for _, s := range more {
		k := t.find(c.Origin, s)
		if k == nil || k.alg != Cosignature || held[k] || !k.Verify([]byte(c.text()), s.Sig) {
			continue
		}
		held[k] = true
		checkpoint += s.line()
		added++
	}
	return checkpoint, added, nil
}
