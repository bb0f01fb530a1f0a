package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write kit/receipts anew")

// The published vectors, as other programs read them. Hashes are base64 in proofs, roots
// and keys, hexadecimal elsewhere.
type (
	hashVector struct {
		Key         string `json:"key"`
		Compartment string `json:"compartment"`
		Seq         int64  `json:"seq"`
		Salt        string `json:"salt"`
		Body        string `json:"body"`
		Inner       string `json:"inner"`
		Private     string `json:"private"`
		Payload     string `json:"payload"`
		Division    string `json:"division"`
		CaseID      int64  `json:"case_id"`
		CaseTag     string `json:"case_tag"`
	}
	leafVector struct {
		Name     string    `json:"name"`
		Kind     string    `json:"kind"`
		Case     string    `json:"case"`
		Seq      int64     `json:"seq"`
		At       time.Time `json:"at"`
		Recorded time.Time `json:"recorded"`
		Role     string    `json:"role"`
		Unit     string    `json:"unit"`
		Payload  string    `json:"payload"`
		Encoded  string    `json:"encoded"`
	}
	badVector struct {
		Name    string `json:"name"`
		Encoded string `json:"encoded"`
	}
	leafFile struct {
		Nothing string       `json:"nothing"`
		Hashes  []hashVector `json:"hashes"`
		Leaves  []leafVector `json:"leaves"`
		Invalid []badVector  `json:"invalid"`
	}
	inclusionVector struct {
		Leaf  int64  `json:"leaf"`
		Size  int64  `json:"size"`
		Proof []Hash `json:"proof"`
	}
	consistencyVector struct {
		Older int64  `json:"older"`
		Newer int64  `json:"newer"`
		Proof []Hash `json:"proof"`
	}
	treeFile struct {
		Leaves      string              `json:"leaves"` // leaf n is this text with n for %d
		Roots       []Hash              `json:"roots"`  // by size
		Inclusion   []inclusionVector   `json:"inclusion"`
		Consistency []consistencyVector `json:"consistency"`
	}
	documentVector struct {
		Name      string   `json:"name"`
		Document  string   `json:"document"`
		Witnesses int      `json:"witnesses"`       // that must have signed
		Error     string   `json:"error,omitempty"` // "" where it is valid
		Lines     []string `json:"lines,omitempty"`
		Leaf      int64    `json:"leaf"`
	}
	documentFile struct {
		Warning string           `json:"warning"`
		Keys    []string         `json:"keys"`
		Secrets []string         `json:"test_only_secret_keys"`
		Vectors []documentVector `json:"vectors"`
	}
)

func kit(name string) string { return filepath.Join("..", "..", "kit", "receipts", name) }

func read[T any](t *testing.T, name string, make func(t *testing.T) T) T {
	t.Helper()
	if *update {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(make(t)); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(kit(""), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kit(name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(kit(name))
	if err != nil {
		t.Fatal(err)
	}
	var v T
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

func unhex(t *testing.T, s string) [32]byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 32 {
		t.Fatalf("%q is no hash", s)
	}
	return [32]byte(b)
}

func TestLeafVectors(t *testing.T) {
	v := read(t, "leaves.json", makeLeafVectors)
	if unhex(t, v.Nothing) != Nothing {
		t.Error("nothing")
	}
	for _, h := range v.Hashes {
		salt := Salt(unhex(t, h.Key), h.Compartment, h.Seq)
		inner := Inner(salt, []byte(h.Body))
		if salt != unhex(t, h.Salt) || inner != unhex(t, h.Inner) || Payload(inner, unhex(t, h.Private)) != unhex(t, h.Payload) ||
			CaseTag(salt, h.Division, h.CaseID) != unhex(t, h.CaseTag) {
			t.Errorf("%+v", h)
		}
	}
	for _, l := range v.Leaves {
		leaf := Leaf{l.Kind, unhex(t, l.Case), l.Seq, l.At, l.Recorded, l.Role, l.Unit, unhex(t, l.Payload)}
		if got := hex.EncodeToString(leaf.Encode()); got != l.Encoded {
			t.Errorf("%s: %s", l.Name, got)
		}
	}
	for _, bad := range v.Invalid {
		b, err := hex.DecodeString(bad.Encoded)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeLeaf(b); err == nil {
			t.Errorf("%s is read", bad.Name)
		}
	}
}

func makeLeafVectors(*testing.T) leafFile {
	f := leafFile{Nothing: hex.EncodeToString(Nothing[:])}
	body, _ := Body(testFace, []byte(testFacts))
	for i, b := range []string{"", "one line", string(body)} {
		key := [32]byte{byte(i + 1)}
		h := hashVector{Key: hex.EncodeToString(key[:]), Compartment: "facts", Seq: int64(i + 1), Body: b, Division: "330481", CaseID: int64(1000 + i)}
		salt := Salt(key, h.Compartment, h.Seq)
		inner, tag := Inner(salt, []byte(b)), CaseTag(salt, h.Division, h.CaseID)
		payload := Payload(inner, Nothing)
		h.Salt, h.Inner, h.Payload = hex.EncodeToString(salt[:]), hex.EncodeToString(inner[:]), hex.EncodeToString(payload[:])
		h.Private, h.CaseTag = f.Nothing, hex.EncodeToString(tag[:])
		f.Hashes = append(f.Hashes, h)
	}
	imported := leafAt(300)
	imported.At = time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	for _, l := range []struct {
		name string
		leaf Leaf
	}{{"plain", leafAt(1)}, {"sealed", leafAt(2).Sealed(time.FixedZone("+08", 8*3600))}, {"before 1970", imported}, {"empty texts and no instants", Leaf{}}} {
		f.Leaves = append(f.Leaves, leafVector{l.name, l.leaf.Kind, hex.EncodeToString(l.leaf.Case[:]), l.leaf.Seq, l.leaf.At, l.leaf.Recorded,
			l.leaf.Role, l.leaf.Unit, hex.EncodeToString(l.leaf.Payload[:]), hex.EncodeToString(l.leaf.Encode())})
	}
	good := leafAt(1).Encode()
	for _, b := range []struct {
		name string
		data []byte
	}{
		{"empty", nil}, {"one byte short", good[:len(good)-1]}, {"one byte more", append(slices.Clone(good), 0)},
		{"version 2", append([]byte{2}, good[1:]...)}, {"length in a longer form", append([]byte{1, 0x88, 0}, good[2:]...)},
	} {
		f.Invalid = append(f.Invalid, badVector{b.name, hex.EncodeToString(b.data)})
	}
	return f
}

func TestTreeVectors(t *testing.T) {
	v := read(t, "trees.json", makeTreeVectors)
	m := &memory{}
	for size, root := range v.Roots {
		if size > 0 {
			m.grow(t, fmt.Appendf(nil, v.Leaves, size-1))
		}
		if got := m.grow(t); got != root {
			t.Fatalf("root of %d leaves is %v", size, got)
		}
	}
	for _, p := range v.Inclusion {
		if err := VerifyInclusion(p.Proof, p.Size, v.Roots[p.Size], p.Leaf, m.leaves[p.Leaf]); err != nil {
			t.Errorf("leaf %d of %d: %v", p.Leaf, p.Size, err)
		}
	}
	for _, p := range v.Consistency {
		if err := VerifyConsistency(p.Proof, p.Older, v.Roots[p.Older], p.Newer, v.Roots[p.Newer]); err != nil {
			t.Errorf("%d in %d: %v", p.Older, p.Newer, err)
		}
	}
}

func makeTreeVectors(t *testing.T) treeFile {
	f, m := treeFile{Leaves: "leaf %d"}, &memory{}
	f.Roots = append(f.Roots, m.grow(t))
	for n := range int64(17) {
		f.Roots = append(f.Roots, m.grow(t, fmt.Appendf(nil, f.Leaves, n)))
	}
	for _, at := range [][2]int64{{0, 1}, {0, 2}, {4, 7}, {6, 7}, {7, 8}, {0, 17}, {16, 17}} {
		p, err := ProveInclusion(at[0], at[1], m)
		if err != nil {
			t.Fatal(err)
		}
		f.Inclusion = append(f.Inclusion, inclusionVector{at[0], at[1], p})
	}
	for _, at := range [][2]int64{{0, 5}, {1, 2}, {3, 7}, {4, 7}, {8, 17}, {16, 17}, {17, 17}} {
		p, err := ProveConsistency(at[0], at[1], m)
		if err != nil {
			t.Fatal(err)
		}
		f.Consistency = append(f.Consistency, consistencyVector{at[0], at[1], p})
	}
	return f
}

func TestReceiptVectors(t *testing.T) {
	v := read(t, "receipts.json", makeReceiptVectors)
	for _, d := range v.Vectors {
		trust, err := NewTrust(d.Witnesses, v.Keys...)
		if err != nil {
			t.Fatal(err)
		}
		report, err := Verify([]byte(d.Document), trust)
		if codeOf(err) != d.Error || !slices.Equal(report.Lines, d.Lines) || err == nil && report.Leaf != d.Leaf {
			t.Errorf("%s: %+v, %v", d.Name, report, err)
		}
	}
	for i, s := range v.Secrets {
		if public, err := PublicKey(s); err != nil || public != v.Keys[i] {
			t.Errorf("secret key %d: %v", i, err)
		}
	}
}

func makeReceiptVectors(t *testing.T) documentFile {
	f := documentFile{Warning: "The keys in this file are made from repeated bytes. They are for tests only: never trust them, never sign with them."}
	moved := testOrigin + "/moved"
	own, gm, demo := testKey(t, Ed25519, testOrigin, 1), testKey(t, SM2, testOrigin, 2), testKey(t, Ed25519, moved, 1)
	w1, w2 := testKey(t, Cosignature, "w1.example/test-only", 3), testKey(t, Cosignature, "w2.example/test-only", 4)
	for _, k := range []Key{own, gm, demo, w1, w2} {
		f.Keys, f.Secrets = append(f.Keys, k.Public), append(f.Secrets, k.Secret)
	}
	add := func(name, document string, witnesses int, code string, lines []string, leaf int64) {
		f.Vectors = append(f.Vectors, documentVector{name, document, witnesses, code, lines, leaf})
	}
	filed := fileAt(t, 5, 9, false)
	plain := filed.receipt(t)
	lines := plain.Lines
	add("plain", plain.Text(), 0, "", lines, 5)
	add("plain, code", codeText(t, plain), 0, "", lines, 5)
	add("plain, line ends of a mail program", strings.ReplaceAll(plain.Text(), "\n", "\r\n"), 0, "", lines, 5)
	profile := filed.receipt(t, signer(t, own), signer(t, gm))
	add("profile gm", profile.Text(), 0, "", lines, 5)
	add("profile gm, code", codeText(t, profile), 0, "", lines, 5)
	single := fileAt(t, 0, 1, false).receipt(t)
	add("first leaf of a ledger", single.Text(), 0, "", lines, 0)
	demonstration := fileAt(t, 5, 9, true).receipt(t)
	add("moved clock", demonstration.Text(), 0, "", lines, 5)

	seen := plain
	c, _, err := ParseCheckpoint(plain.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range []Key{w1, w2} {
		line, err := c.Cosign(cosigner(t, w), noon.Add(time.Duration(i)*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		seen.Checkpoint += line
	}
	add("two witnesses", seen.Text(), 2, "", lines, 5)
	add("two witnesses, code", codeText(t, seen), 2, "", lines, 5)
	unknown := plain
	line, err := c.Cosign(cosigner(t, testKey(t, Cosignature, "nobody.example/test-only", 9)), noon)
	if err != nil {
		t.Fatal(err)
	}
	unknown.Checkpoint += line
	add("a witness nobody knows", unknown.Text(), 0, "", lines, 5)

	add("a witness nobody knows does not count", unknown.Text(), 1, "too_few_witnesses", nil, 0)
	add("no witness where one is required", plain.Text(), 1, "too_few_witnesses", nil, 0)
	add("other case number", strings.Replace(plain.Text(), "000123", "000124", 1), 0, "not_in_ledger", nil, 0)
	add("other due day", strings.Replace(plain.Text(), "2026-03-30", "2026-06-30", 1), 0, "not_in_ledger", nil, 0)
	add("other leaf number", strings.Replace(plain.Text(), "\nindex 5\n", "\nindex 4\n", 1), 0, "not_in_ledger", nil, 0)
	add("demonstration mark taken away", strings.Replace(demonstration.Text(), Title(moved), Title(testOrigin), 1), 0, "bad_receipt", nil, 0)
	add("demonstration made real", strings.ReplaceAll(strings.Replace(demonstration.Text(), Title(moved), Title(testOrigin), 1), "/moved", ""), 0, "unknown_ledger", nil, 0)
	add("signed size changed", strings.Replace(plain.Text(), "\n9\n", "\n8\n", 1), 0, "bad_signature", nil, 0)
	add("witness time changed", changeWitnessTime(t, seen).Text(), 0, "bad_signature", nil, 0)
	add("line of blanks added", strings.Replace(plain.Text(), "\n\n", "\n \n\n", 1), 0, "bad_receipt", nil, 0)
	add("cut off", plain.Text()[:len(plain.Text())-40], 0, "bad_receipt", nil, 0)
	add("code with a byte cut off", codeText(t, plain)[:len(codeText(t, plain))-2], 0, "bad_receipt", nil, 0)
	add("other words in both languages", strings.Replace(plain.Text(), testFace.Item.ZH, "药品经营许可", 1), 0, "not_in_ledger", nil, 0)
	return f
}

// changeWitnessTime moves the time of the last witness by a second.
func changeWitnessTime(t *testing.T, r Receipt) Receipt {
	t.Helper()
	at := strings.LastIndex(r.Checkpoint, " ") + 1
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Checkpoint[at:]))
	if err != nil {
		t.Fatal(err)
	}
	raw[11] ^= 1
	r.Checkpoint = r.Checkpoint[:at] + base64.StdEncoding.EncodeToString(raw) + "\n"
	return r
}
