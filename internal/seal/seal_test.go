package seal

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

var suites = []Suite{Standard, Hybrid, National}

func key(t testing.TB, s Suite) Private {
	t.Helper()
	k, err := NewPrivate(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var here = Place{Division: "330599", Case: 42, Compartment: Identity}

type circle struct {
	a, b, c, reader Private
	with            Ingredient
	plain           []byte
	raw             []byte
	box             Box
}

func sealed(t testing.TB, s Suite) circle {
	t.Helper()
	x := circle{a: key(t, s), b: key(t, s), c: key(t, s), reader: key(t, s), with: NewIngredient(), plain: []byte("王某某，电话一三九")}
	var err error
	if x.raw, err = Seal(here, x.with, To{Custodians: []Public{x.a.Public, x.b.Public, x.c.Public}, Readers: []Public{x.reader.Public}}, x.plain); err != nil {
		t.Fatal(err)
	}
	if x.box, err = Read(x.raw); err != nil {
		t.Fatal(err)
	}
	return x
}

// TestAnyTwoOpenNoneAlone: goal 5 of the design.
func TestAnyTwoOpenNoneAlone(t *testing.T) {
	for _, s := range suites {
		t.Run(s.String(), func(t *testing.T) {
			x := sealed(t, s)
			for _, two := range [][2]Private{{x.a, x.b}, {x.a, x.c}, {x.b, x.c}} {
				h, err := x.box.Peel(here, two[0])
				if err != nil {
					t.Fatal(err)
				}
				got, err := x.box.OpenHalf(here, x.with, h, two[1])
				if err != nil || !bytes.Equal(got, x.plain) {
					t.Fatalf("%q, %v", got, err)
				}
				if _, err := x.box.OpenHalf(here, NewIngredient(), h, two[1]); !errors.Is(err, ErrBroken) {
					t.Error("two custodians opened without the case's ingredient")
				}
			}
			for _, one := range []Private{x.a, x.b, x.c} {
				if _, err := x.box.Open(here, x.with, one); !errors.Is(err, ErrNotForYou) {
					t.Error("one custodian opened alone")
				}
				if h, err := x.box.Peel(here, one); err == nil {
					if _, err := x.box.OpenHalf(here, x.with, h, one); err == nil {
						t.Error("one custodian opened both seals")
					}
					for _, inner := range h.pairs {
						if bytes.Contains(inner, x.plain[:6]) {
							t.Error("a half-open box shows words")
						}
					}
				}
			}
			if got, err := x.box.Open(here, x.with, x.reader); err != nil || !bytes.Equal(got, x.plain) {
				t.Errorf("reader: %q, %v", got, err)
			}
		})
	}
}

// TestMovedOrAlteredBoxesDoNotOpen: 10,000 swaps, cuts and flips, none accepted (goal 4).
func TestMovedOrAlteredBoxesDoNotOpen(t *testing.T) {
	x := sealed(t, Standard)
	open := func(raw []byte, place Place, with Ingredient) ([]byte, bool) {
		b, err := Read(raw)
		if err != nil {
			return nil, false
		}
		got, err := b.Open(place, with, x.reader)
		return got, err == nil
	}
	for _, p := range []Place{
		{Division: "330598", Case: 42, Compartment: Identity}, {Division: "330599", Case: 43, Compartment: Identity},
		{Division: "330599", Case: 42, Compartment: Story}, {Division: "330599", Case: 42, Compartment: Identity, Number: 1},
	} {
		if _, ok := open(x.raw, p, x.with); ok {
			t.Errorf("opened at %+v", p)
		}
	}
	// Where the reader's envelope and the words lie; what stands before is the custodians'.
	readers := len(x.raw) - bucket(4) - 16 - 19 - 80
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 10_000 {
		raw := bytes.Clone(x.raw)
		switch i % 3 {
		case 0:
			raw[readers+r.IntN(len(raw)-readers)] ^= 1 << r.IntN(8)
		case 1:
			raw = raw[:r.IntN(len(raw))]
		case 2:
			raw = append(raw, byte(r.IntN(256)))
		}
		got, ok := open(raw, here, x.with)
		if ok && !(i%3 == 0 && changedTagOnly(raw, x.raw, readers)) {
			t.Fatalf("mutation %d opened: %q", i, got)
		}
	}
}

// changedTagOnly: the second tag of an envelope for one reader is not used.
func changedTagOnly(a, b []byte, from int) bool {
	for i := range a {
		if a[i] != b[i] && (i < from+9 || i >= from+17) {
			return false
		}
	}
	return true
}

func TestReadNeverPanics(t *testing.T) {
	for _, b := range [][]byte{nil, {1}, {1, 1, 64}, {1, 9, 0}, {2, 1, 0}, append([]byte{1, 1, 1, 1}, make([]byte, 18)...)} {
		if box, err := Read(b); err == nil {
			if _, err := box.Open(here, Ingredient{}, key(t, Standard)); err == nil {
				t.Errorf("%v opened", b)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sealed(f, Standard).raw)
	f.Add(sealed(f, National).raw)
	k := key(f, Standard)
	f.Fuzz(func(t *testing.T, b []byte) {
		box, err := Read(b)
		if err != nil {
			return
		}
		if _, err := box.Open(here, Ingredient{}, k); err == nil {
			t.Fatal("a stranger's key opened a box")
		}
	})
}

// TestLengthSaysLittle: a name of two characters and one of forty look alike.
func TestLengthSaysLittle(t *testing.T) {
	k := key(t, Standard)
	size := func(n int) int {
		b, err := Seal(here, Ingredient{}, To{Readers: []Public{k.Public}}, make([]byte, n))
		if err != nil {
			t.Fatal(err)
		}
		return len(b)
	}
	if size(0) != size(1020) || size(1021) != size(4092) || size(300<<10) != size(1<<20-4) {
		t.Error("lengths differ within a step")
	}
	if size(1020) == size(1021) {
		t.Error("steps are not where they should be")
	}
}

func TestSuitesAreNotMixed(t *testing.T) {
	if _, err := Seal(here, Ingredient{}, To{Readers: []Public{key(t, Standard).Public, key(t, National).Public}}, nil); err == nil {
		t.Error("keys of two suites in one box")
	}
	if _, err := Seal(here, Ingredient{}, To{Custodians: []Public{key(t, Standard).Public}}, nil); err == nil {
		t.Error("one custodian is not two of three")
	}
	if _, err := Seal(here, Ingredient{}, To{}, nil); err == nil {
		t.Error("sealed for nobody")
	}
}

func TestKeysRoundTrip(t *testing.T) {
	for _, s := range suites {
		k := key(t, s)
		p, err := ParsePublic(k.Public.String())
		if err != nil || !p.Equal(k.Public) {
			t.Errorf("%s: %v", s, err)
		}
		raw, err := k.Write("centre-a", "正确 horse")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, k.secret) {
			t.Error("the key file shows the key")
		}
		f, err := ReadKeyFile(raw)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Unlock("正确 horse")
		if err != nil || !bytes.Equal(got.secret, k.secret) {
			t.Errorf("%s: %v", s, err)
		}
		if _, err := f.Unlock("falsch"); !errors.Is(err, ErrPassphrase) {
			t.Errorf("wrong passphrase: %v", err)
		}
		f.Holder = "centre-b"
		if _, err := f.Unlock("正确 horse"); !errors.Is(err, ErrPassphrase) {
			t.Error("the holder's name was altered unseen")
		}
	}
	for _, bad := range []string{"", "x25519", "x25519:", "x25519:!!", "rsa:AAAA", "sm2:AAAA"} {
		if _, err := ParsePublic(bad); err == nil {
			t.Errorf("%q was taken for a key", bad)
		}
	}
}

func TestCodes(t *testing.T) {
	for _, n := range []int{CodeDigits, LongerCode} {
		code := NewCode(n)
		if len(code) != n || !CodeTyped(code) {
			t.Fatalf("%q", code)
		}
		for i := range code { // every single wrong digit and every swap of neighbours is caught
			for d := byte('0'); d <= '9'; d++ {
				if d != code[i] && CodeTyped(code[:i]+string(d)+code[i+1:]) {
					t.Errorf("digit %d of %s as %c", i, code, d)
				}
			}
			if i > 0 && code[i] != code[i-1] && CodeTyped(code[:i-1]+string(code[i])+string(code[i-1])+code[i+1:]) {
				t.Errorf("swap at %d of %s", i, code)
			}
		}
	}
	if CleanCode("１２３45 678-9　0") != "1234567890" || CodeTyped(CleanCode("12345 l")) {
		t.Error("typed codes")
	}
}

// TestOnlyTheCodeSpeaksForTheReporter: dialogue and signatures hang on the code alone.
func TestOnlyTheCodeSpeaksForTheReporter(t *testing.T) {
	code := NewCode(CodeDigits)
	r, err := NewReporter(Standard, code)
	if err != nil {
		t.Fatal(err)
	}
	again, ok := r.Known.Recognise(code)
	if !ok {
		t.Fatal("the right code was not recognised")
	}
	if _, ok := r.Known.Recognise(NewCode(CodeDigits)); ok {
		t.Fatal("another code was recognised")
	}
	to, err := ParsePublic(r.Known.Box)
	if err != nil {
		t.Fatal(err)
	}
	place := Place{Division: "330599", Case: 7, Compartment: Message, Number: 1}
	raw, err := Seal(place, Ingredient{}, To{Readers: []Public{to}}, []byte("请补充发生时间"))
	if err != nil {
		t.Fatal(err)
	}
	box, _ := Read(raw)
	if got, err := box.Open(place, Ingredient{}, again.Key()); err != nil || string(got) != "请补充发生时间" {
		t.Errorf("%q, %v", got, err)
	}
	said := Statement{"C202611290001", "rate", "satisfied"}
	sig := again.Sign(said)
	if !r.Known.Signed(said, sig) {
		t.Error("the reporter's own signature fails")
	}
	for _, other := range []Statement{{"C202611290002", "rate", "satisfied"}, {said.Number, "withdraw", "satisfied"}, {said.Number, "rate", "very_satisfied"}} {
		if r.Known.Signed(other, sig) {
			t.Errorf("one signature served for %+v", other)
		}
	}
	if r.Known.Signed(said, "") || r.Known.Signed(said, strings.Repeat("A", 86)) {
		t.Error("a made-up signature passed")
	}
}

func BenchmarkSeal(b *testing.B) {
	for _, s := range suites {
		x := sealed(b, s)
		to := To{Custodians: []Public{x.a.Public, x.b.Public, x.c.Public}}
		b.Run(s.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Seal(here, x.with, to, x.plain); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCode(b *testing.B) {
	code := NewCode(CodeDigits)
	for b.Loop() {
		if _, err := NewReporter(Standard, code); err != nil {
			b.Fatal(err)
		}
	}
}
