package ledger

import (
	"bytes"
	"testing"
)

func FuzzDecodeLeaf(f *testing.F) {
	f.Add(leafAt(3).Encode())
	f.Add(Leaf{}.Encode())
	f.Add([]byte{1, 0x88, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := DecodeLeaf(b)
		if err == nil && !bytes.Equal(l.Encode(), b) {
			t.Fatalf("%x is read as %+v, which is written %x", b, l, l.Encode())
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	k := testKey(f, Ed25519, testOrigin, 1)
	text, err := SignHead(Head{Division: "330481", Size: 3, Root: Hash{1}}, signer(f, k))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("a\n1\n\n— b c\n")
	f.Fuzz(func(t *testing.T, s string) {
		c, sigs, err := ParseCheckpoint(s)
		if err != nil {
			return
		}
		again := c.text() + "\n"
		for _, sig := range sigs {
			again += sig.line()
		}
		if again != s {
			t.Fatalf("%q is written %q", s, again)
		}
	})
}

func FuzzParseReceipt(f *testing.F) {
	filed := fileAt(f, 5, 9, false)
	r := filed.receipt(f)
	f.Add([]byte(r.Text()))
	f.Add([]byte(codeText(f, r)))
	f.Add([]byte(codePrefix))
	f.Add([]byte("x\n\n" + proofHeader + "\n"))
	good := map[string]bool{r.Text(): true, codeText(f, r) + "\n": true}
	trust := trusting(f, 0, filed.key)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseReceipt(b)
		if err != nil {
			return
		}
		code, err := r.Code()
		if err == nil {
			if again, err := ParseReceipt([]byte(code)); err != nil || again.Text() != r.Text() {
				t.Fatalf("the code of %q reads as %q (%v)", r.Text(), again.Text(), err)
			}
		}
		if _, err := Verify(b, trust); err == nil && !good[normal(b)] {
			t.Fatalf("a receipt that was never given is valid: %q", b)
		}
	})
}

func FuzzKeys(f *testing.F) {
	for _, alg := range algorithms {
		k := testKey(f, alg, testOrigin, 1)
		f.Add(k.Public)
		f.Add(k.Secret)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := newVerifier(s); err == nil && encodeKey(k.name, k.id, k.alg, k.public) != s {
			t.Fatalf("%q is written otherwise", s)
		}
		if public, err := PublicKey(s); err == nil {
			if _, err := NewVerifier(public); err != nil {
				t.Fatalf("public key %q of a secret key: %v", public, err)
			}
		}
	})
}

func FuzzShown(f *testing.F) {
	f.Add(firstLine(testFace.Lines()))
	f.Add([]byte(`{"receipt":["a","b"]`))
	f.Add([]byte(`{"receipt":["a\"]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if lines, ok := shown(b); ok && !bytes.Equal(firstLine(lines), b) {
			t.Fatalf("%q reads as %q", b, lines)
		}
	})
}
