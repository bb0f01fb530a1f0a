package ledger

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"banjie/internal/fault"
)

// testKey makes a key from one repeated byte. Such keys are for tests and vectors only.
func testKey(t testing.TB, alg Algorithm, name string, seed byte) Key {
	t.Helper()
	k, err := GenerateKey(alg, name, bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signer(t testing.TB, k Key) Signer {
	t.Helper()
	s, err := NewSigner(k.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func cosigner(t testing.TB, k Key) Cosigner {
	t.Helper()
	c, err := NewCosigner(k.Secret)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func trusting(t testing.TB, need int, keys ...Key) Trust {
	t.Helper()
	var public []string
	for _, k := range keys {
		public = append(public, k.Public)
	}
	trust, err := NewTrust(need, public...)
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	if err != nil {
		return "no fault: " + err.Error()
	}
	return ""
}

const testOrigin = "banjie/test-only/330481"

func TestOrigin(t *testing.T) {
	for _, c := range []struct {
		instance, division string
		moved              bool
		want               string
	}{
		{"haining", "330481", false, "banjie/haining/330481"},
		{"haining", "330481", true, "banjie/haining/330481/moved"},
		{"海宁", "330481", false, "banjie/海宁/330481"},
		{"", "330481", false, ""},
		{"a b", "330481", false, ""},
		{"a+b", "330481", false, ""},
		{"a/b", "330481", false, ""},
		{"a", "", false, ""},
		{"a", "b/moved", false, ""},
		{"a\u202eb", "330481", false, ""},
	} {
		got, err := Origin(c.instance, c.division, c.moved)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("Origin(%q, %q, %t) = %q, %v", c.instance, c.division, c.moved, got, err)
		}
		if err == nil {
			if d, m, ok := SplitOrigin(got); !ok || d != c.division || m != c.moved {
				t.Errorf("SplitOrigin(%q) = %q %t %t", got, d, m, ok)
			}
		}
	}
}

func TestKeysReadBack(t *testing.T) {
	for _, alg := range algorithms {
		k := testKey(t, alg, testOrigin, 7)
		if public, err := PublicKey(k.Secret); err != nil || public != k.Public {
			t.Errorf("public key %q, want %q (%v)", public, k.Public, err)
		}
		for _, bad := range []string{"", k.Public[:len(k.Public)-4], strings.Replace(k.Public, "test-only", "test-other", 1), k.Secret, k.Public + "="} {
			if _, err := NewVerifier(bad); codeOf(err) != "bad_key" {
				t.Errorf("key %q: %v", bad, err)
			}
		}
	}
	if _, err := NewSigner(testKey(t, Cosignature, "w", 1).Secret); codeOf(err) != "bad_key" {
		t.Error("a witness key signs for a ledger")
	}
	if _, err := NewCosigner(testKey(t, Ed25519, testOrigin, 1).Secret); codeOf(err) != "bad_key" {
		t.Error("a ledger key signs as a witness")
	}
	if _, err := GenerateKey(SM2, testOrigin, bytes.NewReader(make([]byte, 32))); err == nil {
		t.Error("zero is an SM2 key")
	}
}

// Tools that know only the Go note package must read our keys and checkpoints.
func TestNotePackageAgrees(t *testing.T) {
	k := testKey(t, Ed25519, testOrigin, 7)
	theirs, err := note.NewVerifier(k.Public)
	if err != nil {
		t.Fatal(err)
	}
	text, err := SignHead(Head{Division: "330481", Size: 3, Root: Hash{1}}, signer(t, k), signer(t, testKey(t, SM2, testOrigin, 8)))
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open([]byte(text), note.VerifierList(theirs))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) != 1 {
		t.Fatalf("%+v, %v", n, err)
	}
	their, err := note.NewSigner(k.Secret)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: testOrigin + "\n0\n" + EmptyRoot.String() + "\n"}, their)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trusting(t, 0, k).Open(string(signed)); err != nil {
		t.Fatal(err)
	}
}

// The example of c2sp.org/tlog-checkpoint.
func TestSpecificationExample(t *testing.T) {
	c, sigs, err := ParseCheckpoint(`example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`)
	if err != nil || c.Origin != "example.com/behind-the-sofa" || c.Size != 20852163 || len(sigs) != 2 {
		t.Fatalf("%+v %v %v", c, sigs, err)
	}
}

func TestParseCheckpointIsStrict(t *testing.T) {
	k := testKey(t, Ed25519, testOrigin, 7)
	good, err := SignHead(Head{Division: "330481", Size: 3, Root: Hash{1}}, signer(t, k))
	if err != nil {
		t.Fatal(err)
	}
	sig := good[strings.Index(good, "\n\n")+2:]
	for name, bad := range map[string]string{
		"empty":              "",
		"no signature":       good[:len(good)-len(sig)],
		"repeated signature": good + sig,
		"leading zero":       strings.Replace(good, "\n3\n", "\n03\n", 1),
		"negative size":      strings.Replace(good, "\n3\n", "\n-3\n", 1),
		"huge size":          strings.Replace(good, "\n3\n", "\n9223372036854775807\n", 1),
		"no root":            strings.Replace(good, Hash{1}.String()+"\n", "", 1),
		"loose base64":       strings.Replace(good, "AAA=\n", "AAB=\n", 1),
		"empty tree":         strings.Replace(good, "\n3\n", "\n0\n", 1),
		"two lines":          "a\n1\n\n" + sig,
		"no last line end":   strings.TrimSuffix(good, "\n"),
		"control character":  strings.Replace(good, "\n3\n", "\n3\n\x01\n", 1),
	} {
		if _, _, err := ParseCheckpoint(bad); codeOf(err) != "bad_checkpoint" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignHeadRefusesForeignKeys(t *testing.T) {
	h := Head{Division: "330481"}
	for name, signers := range map[string][]Signer{
		"none":           nil,
		"other division": {signer(t, testKey(t, Ed25519, "banjie/test-only/330482", 1))},
		"two ledgers":    {signer(t, testKey(t, Ed25519, testOrigin, 1)), signer(t, testKey(t, SM2, testOrigin+"/moved", 1))},
		"no ledger":      {signer(t, testKey(t, Ed25519, "example.com", 1))},
	} {
		if _, err := SignHead(h, signers...); err == nil {
			t.Errorf("%s: signed", name)
		}
	}
}

func TestTrustOpen(t *testing.T) {
	own, gm := testKey(t, Ed25519, testOrigin, 1), testKey(t, SM2, testOrigin, 2)
	w1, w2, w3 := testKey(t, Cosignature, "w1.example", 3), testKey(t, Cosignature, "w2.example", 4), testKey(t, Cosignature, "w3.example", 5)
	stranger := testKey(t, Ed25519, testOrigin, 6)
	text, err := SignHead(Head{Division: "330481", Size: 3, Root: Hash{1}}, signer(t, own), signer(t, gm))
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := ParseCheckpoint(text)
	if err != nil {
		t.Fatal(err)
	}
	all := trusting(t, 2, own, gm, w1, w2, w3)
	cosign := func(k Key, at time.Time) string {
		line, err := c.Cosign(cosigner(t, k), at)
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	lines := cosign(w1, noon) + cosign(w3, noon.Add(time.Minute))
	witnessed, added, err := all.WithCosignatures(text, lines+cosign(testKey(t, Cosignature, "nobody.example", 9), noon))
	if err != nil || added != 2 || witnessed != text+lines {
		t.Fatalf("added %d, %v", added, err)
	}
	if again, added, err := all.WithCosignatures(witnessed, cosign(w1, noon.Add(time.Hour))); err != nil || added != 0 || again != witnessed {
		t.Errorf("a second signature of one witness was added: %d, %v", added, err)
	}
	o, err := all.Open(witnessed)
	if err != nil || len(o.Signed) != 2 || len(o.Witnesses) != 2 || len(o.Unknown) != 0 {
		t.Fatalf("%+v, %v", o, err)
	}
	if w := o.Witnesses[1]; w.Name != "w3.example" || !w.At.Equal(noon.Add(time.Minute)) {
		t.Errorf("%+v", w)
	}

	wrong := strings.Replace(witnessed, "\n3\n", "\n4\n", 1)
	for _, c := range []struct {
		name  string
		trust Trust
		text  string
		code  string
	}{
		{"all", all, witnessed, ""},
		{"too few witnesses", all, text + lines[:len(lines)/2], "too_few_witnesses"},
		{"SM2 only", trusting(t, 0, gm), witnessed, ""},
		{"no key", trusting(t, 1, w1), witnessed, "unknown_ledger"},
		{"other key of the same name", trusting(t, 0, stranger), witnessed, "unknown_ledger"},
		{"changed size", all, wrong, "bad_signature"},
		{"changed size, SM2 only", trusting(t, 0, gm), wrong, "bad_signature"},
		{"changed size, witness only", trusting(t, 0, w1), wrong, "bad_signature"},
		{"other origin", all, strings.ReplaceAll(text, testOrigin, testOrigin+"x"), "unknown_ledger"},
		{"our key under another origin", all, strings.Replace(text, testOrigin, "example.com/other", 1), "unknown_ledger"},
	} {
		if _, err := c.trust.Open(c.text); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	if _, err := NewTrust(2, w1.Public, w1.Public, own.Public); codeOf(err) != "bad_witness_policy" {
		t.Errorf("one witness named twice counts as two: %v", err)
	}
}

func TestSM2NeedsRandomness(t *testing.T) {
	k := testKey(t, SM2, testOrigin, 2)
	s := signer(t, k)
	a, err1 := s.Sign([]byte("text"))
	b, err2 := s.Sign([]byte("text"))
	if err := errors.Join(err1, err2); err != nil || bytes.Equal(a, b) {
		t.Fatalf("two SM2 signatures are equal (%v)", err)
	}
}

func TestRollback(t *testing.T) {
	k := testKey(t, Ed25519, testOrigin, 1)
	trust := trusting(t, 0, k)
	m := &memory{}
	var heads []Head
	var published []string
	for n := range 20 {
		h := Head{Division: "330481", Size: int64(n), Root: m.grow(t), Recorded: noon}
		text, err := SignHead(h, signer(t, k))
		if err != nil {
			t.Fatal(err)
		}
		heads, published = append(heads, h), append(published, text)
		m.grow(t, leafAt(n).Encode())
	}
	for now := range heads {
		for last := range published {
			want := ""
			if last > now {
				want = "rolled_back"
			}
			if err := Rollback(published[last], trust, heads[now], m); codeOf(err) != want {
				t.Fatalf("published %d, stored %d: %v", last, now, err)
			}
		}
	}
	other := &memory{}
	other.grow(t, []byte("another history"))
	root := other.grow(t, someLeaves(18)...)
	h := Head{Division: "330481", Size: 19, Root: root, Recorded: noon}
	if err := Rollback(published[10], trust, h, other); codeOf(err) != "rewritten" {
		t.Error(err)
	}
	if err := Rollback(published[10], trust, heads[19], other); codeOf(err) != "head_mismatch" {
		t.Error(err)
	}
	h.Division = "330482"
	if err := Rollback(published[10], trust, h, other); codeOf(err) != "wrong_ledger" {
		t.Error(err)
	}
	if err := Rollback(strings.Replace(published[10], "\n10\n", "\n9\n", 1), trust, heads[19], m); codeOf(err) != "bad_signature" {
		t.Error(err)
	}
}
