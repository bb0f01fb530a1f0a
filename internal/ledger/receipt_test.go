package ledger

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/lang"
)

var testFace = Face{
	Number: "330481-2026-000123", Item: lang.T("食品经营许可", "Food business licence"),
	Received: "2026-03-02 12:00:00", Due: "2026-03-30",
}

const testFacts = `{"from":"","to":"received","unit":"330481-market","open":{"number":"330481-2026-000123","channel":"web"}}`

// filed is a ledger in which leaf n of size is a filing with a receipt.
type filed struct {
	*memory
	act  Act
	head Head
	key  Key
}

func fileAt(t testing.TB, n, size int, moved bool) filed {
	t.Helper()
	origin, err := Origin("test-only", "330481", moved)
	if err != nil {
		t.Fatal(err)
	}
	body, err := Body(testFace, []byte(testFacts))
	if err != nil {
		t.Fatal(err)
	}
	caseKey := [32]byte{42}
	a := Act{N: int64(n), Salt: Salt(caseKey, "facts", 1), Facts: body, Private: Inner(Salt(caseKey, "private", 1), []byte(`{"form":{}}`))}
	a.Leaf = leafAt(n)
	a.Leaf.Kind, a.Leaf.Seq, a.Leaf.Role = "received", 1, "applicant"
	a.Leaf.Case = CaseTag(Salt(caseKey, "case", 1), "330481", 7)
	a.Leaf.Payload = Payload(Inner(a.Salt, body), a.Private)
	leaves := someLeaves(size)
	leaves[n] = a.Leaf.Encode()
	m := &memory{}
	root := m.grow(t, leaves...)
	return filed{m, a, Head{Division: "330481", Size: int64(size), Root: root, Recorded: noon}, testKey(t, Ed25519, origin, 1)}
}

func (f filed) receipt(t testing.TB, signers ...Signer) Receipt {
	t.Helper()
	if len(signers) == 0 {
		signers = []Signer{signer(t, f.key)}
	}
	checkpoint, err := SignHead(f.head, signers...)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := ProveInclusion(f.act.N, f.head.Size, f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Make(f.act, proof, checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codeText(t testing.TB, r Receipt) string {
	t.Helper()
	s, err := r.Code()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBodyIsTheFactsAndReadsAsJSON(t *testing.T) {
	for _, facts := range []string{"{}", " { } ", testFacts, `{"a":"x\ny"}`} {
		body, err := Body(testFace, []byte(facts))
		if err != nil {
			t.Fatal(err)
		}
		var got, want map[string]any
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if err := json.Unmarshal([]byte(facts), &want); err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want)+1 || got["receipt"] == nil {
			t.Errorf("%s", body)
		}
		first, rest := split([32]byte{}, body)
		lines, ok := shown(first)
		if !ok || !slices.Equal(lines, testFace.Lines()) || rest == Nothing {
			t.Errorf("lines %q", lines)
		}
	}
	for _, facts := range []string{"", "{", "[]", "null"} {
		if _, err := Body(testFace, []byte(facts)); err == nil {
			t.Errorf("facts %q", facts)
		}
	}
	if _, err := Body(Face{}, []byte("{}")); err == nil {
		t.Error("a face without a number")
	}
}

func TestFaceLines(t *testing.T) {
	f := Face{Number: "1", Item: lang.T("甲\u202e乙\n丙", "A"), More: []lang.Text{lang.T("保密", "secret"), lang.T(strings.Repeat("长", 500), "")}}
	lines := f.Lines()
	want := []string{"编号 No. 1", "事项 Item 甲乙 丙 / A", "保密 / secret", strings.Repeat("长", maxLine)}
	if !slices.Equal(lines, want) {
		t.Errorf("%q", lines)
	}
	rapid.Check(t, func(rt *rapid.T) {
		f := Face{Number: rapid.String().Draw(rt, "number"), Item: lang.T(rapid.String().Draw(rt, "zh"), rapid.String().Draw(rt, "en")), Due: rapid.String().Draw(rt, "due")}
		lines := f.Lines()
		if err := checkLines(lines); err != nil {
			rt.Fatal(err)
		}
		if again, ok := shown(firstLine(lines)); !ok || !slices.Equal(again, lines) {
			rt.Fatalf("%q reads as %q", lines, again)
		}
		var v struct{ Receipt []string }
		if err := json.Unmarshal(append(firstLine(lines), '}'), &v); err != nil || !slices.Equal(v.Receipt, lines) {
			rt.Fatalf("first line is not JSON: %v", err)
		}
	})
}

func TestReceiptVerifies(t *testing.T) {
	for _, moved := range []bool{false, true} {
		f := fileAt(t, 5, 9, moved)
		r := f.receipt(t)
		if r.Number() != testFace.Number {
			t.Errorf("number %q", r.Number())
		}
		for name, data := range map[string]string{
			"text": r.Text(), "code": codeText(t, r),
			"mailed": "\ufeff" + strings.ReplaceAll(r.Text(), "\n", "\r\n") + "\r\n", "cut": strings.TrimSpace(r.Text()),
		} {
			if !IsReceipt([]byte(data)) {
				t.Errorf("%s is not known as a receipt", name)
			}
			report, err := Verify([]byte(data), trusting(t, 0, f.key))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if report.Leaf != 5 || report.Size != 9 || report.Kind != "received" || report.Demonstration != moved ||
				!slices.Equal(report.Lines, testFace.Lines()) || !report.Recorded.Equal(f.act.Leaf.Recorded) {
				t.Errorf("%s: %+v", name, report)
			}
			if !strings.Contains(fmt.Sprint(report.Unchecked), "No witness has cosigned yet") {
				t.Errorf("%s does not say that no witness signed", name)
			}
			if moved != strings.Contains(report.Title, "DEMONSTRATION") || moved != strings.Contains(fmt.Sprint(report.Unchecked), "演示数据") {
				t.Errorf("%s: title %q", name, report.Title)
			}
			for _, s := range append(report.Checked, report.Unchecked...) {
				if s.ZH == "" || s.EN == "" {
					t.Errorf("half a sentence: %+v", s)
				}
			}
		}
	}
}

func TestEditedReceiptsFail(t *testing.T) {
	f := fileAt(t, 5, 9, true)
	r := f.receipt(t)
	good := r.Text()
	other := fileAt(t, 6, 9, true).receipt(t)
	for _, c := range []struct{ name, from, to string }{
		{"number", "000123", "000124"},
		{"item", "食品经营许可", "药品经营许可"},
		{"received", "12:00:00", "11:00:00"},
		{"due", "2026-03-30", "2026-03-31"},
		{"line added", "\n\n" + proofHeader, "\n已受理\n\n" + proofHeader},
		{"line taken away", "法定期限 Due by law 2026-03-30\n", ""},
		{"demonstration mark", Title(testOrigin + "/moved"), Title(testOrigin)},
		{"index", "\nindex 5\n", "\nindex 4\n"},
		{"size", "\n9\n", "\n10\n"},
		{"moved ledger", "/moved", ""},
		{"proof hash of another leaf", r.Proof[0].String(), other.Proof[0].String()},
		{"space", "编号 No.", "编号  No."},
	} {
		bad := strings.ReplaceAll(good, c.from, c.to)
		if bad == good {
			t.Fatalf("%s: nothing was changed", c.name)
		}
		if _, err := Verify([]byte(bad), trusting(t, 0, f.key, testKey(t, Ed25519, testOrigin, 1))); err == nil {
			t.Errorf("%s: a changed receipt is valid", c.name)
		}
	}
}

func TestAnyFlippedBitFails(t *testing.T) {
	f := fileAt(t, 5, 9, false)
	trust := trusting(t, 0, f.key)
	r := f.receipt(t)
	for name, good := range map[string]string{"text": r.Text(), "code": codeText(t, r)} {
		if _, err := Verify([]byte(good), trust); err != nil {
			t.Fatal(err)
		}
		for i := range 8 * len(good) {
			bad := []byte(good)
			bad[i/8] ^= 1 << (i % 8)
			if _, err := Verify(bad, trust); err == nil {
				t.Errorf("%s: bit %d of byte %d (%q) changes nothing", name, i%8, i/8, good[i/8])
			}
		}
	}
}

// With more signatures than one, a flipped bit can at worst make a signature unknown,
// and then the report says so.
func TestFlippedBitNeverAddsTrust(t *testing.T) {
	f := fileAt(t, 5, 9, false)
	gm, w := testKey(t, SM2, testOrigin, 2), testKey(t, Cosignature, "w.example", 3)
	trust := trusting(t, 0, f.key, gm, w)
	r := f.receipt(t, signer(t, f.key), signer(t, gm))
	c, _, err := ParseCheckpoint(r.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	line, err := c.Cosign(cosigner(t, w), noon)
	if err != nil {
		t.Fatal(err)
	}
	r.Checkpoint += line
	full, err := Verify([]byte(r.Text()), trust)
	if err != nil {
		t.Fatal(err)
	}
	for name, good := range map[string]string{"text": r.Text(), "code": codeText(t, r)} {
		for i := 0; i < 8*len(good); i += 3 {
			bad := []byte(good)
			bad[i/8] ^= 1 << (i % 8)
			report, err := Verify(bad, trust)
			if err == nil && (len(report.Checked) >= len(full.Checked) || !strings.Contains(fmt.Sprint(report.Unchecked), "its key is not known here")) {
				t.Fatalf("%s: bit %d of byte %d goes unnoticed", name, i%8, i/8)
			}
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	f := fileAt(t, 5, 9, false)
	r := f.receipt(t)
	for _, c := range []struct {
		name   string
		change func(a *Act, proof *[]Hash, checkpoint *string)
		code   string
	}{
		{"no face", func(a *Act, _ *[]Hash, _ *string) { a.Facts = []byte(testFacts) }, "no_receipt"},
		{"other facts", func(a *Act, _ *[]Hash, _ *string) { a.Facts = append(a.Facts, ' ') }, "facts of leaf"},
		{"other salt", func(a *Act, _ *[]Hash, _ *string) { a.Salt[0]++ }, "facts of leaf"},
		{"other place", func(a *Act, _ *[]Hash, _ *string) { a.N++ }, "not_in_ledger"},
		{"short proof", func(_ *Act, p *[]Hash, _ *string) { *p = (*p)[1:] }, "not_in_ledger"},
		{"no checkpoint", func(_ *Act, _ *[]Hash, c *string) { *c = "" }, "bad_checkpoint"},
	} {
		a, proof, checkpoint := f.act, slices.Clone(r.Proof), r.Checkpoint
		a.Facts = slices.Clone(a.Facts)
		c.change(&a, &proof, &checkpoint)
		if _, err := Make(a, proof, checkpoint); !strings.Contains(codeOf(err), c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A receipt opens its own lines and nothing else of the act.
func TestReceiptKeepsTheRestToItself(t *testing.T) {
	f := fileAt(t, 5, 9, false)
	r := f.receipt(t)
	s := r.Text() + codeText(t, r) + string(r.extra())
	for _, secret := range []string{"channel", "web", `"to"`, string(f.act.Salt[:])} {
		if strings.Contains(s, secret) {
			t.Errorf("the receipt shows %q", secret)
		}
	}
	short, err := Body(testFace, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest := split(f.act.Salt, short)
	if rest == r.Rest || rest == Nothing {
		t.Error("the hash of the rest says nothing about it")
	}
}

func TestSealedReceipt(t *testing.T) {
	f := fileAt(t, 0, 1, false)
	body, err := Body(Face{Number: "T-1", Received: "2026-03-02", More: []lang.Text{lang.T("实名保密", "Name kept secret")}}, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	f.act.Facts, f.act.Private = body, Nothing
	f.act.Leaf = f.act.Leaf.Sealed(time.FixedZone("+08", 8*3600))
	f.act.Leaf.Payload = Payload(Inner(f.act.Salt, body), Nothing)
	f.memory = &memory{}
	f.head = Head{Division: "330481", Size: 1, Root: f.grow(t, f.act.Leaf.Encode())}
	report, err := Verify([]byte(f.receipt(t).Text()), trusting(t, 0, f.key))
	if err != nil || !report.Sealed || report.Kind != "" || !strings.Contains(fmt.Sprint(report.Unchecked), "保密件") {
		t.Fatalf("%+v, %v", report, err)
	}
}

// sparse is a ledger of any size of which only one path is real: the size of a receipt does
// not depend on what the hashes are.
func TestReceiptSize(t *testing.T) {
	f := fileAt(t, 0, 1, false)
	for _, c := range []struct {
		name       string
		size, n    int64
		text, code int // most bytes
	}{
		{"just filed, 600,000 leaves", 600_000, 599_999, 1500, 1500},
		{"worst, 600,000 leaves", 600_000, 1, 1800, 1500},
		{"just filed, 10,000,000 leaves", 10_000_000, 9_999_999, 1500, 1500},
		{"worst, 10,000,000 leaves", 10_000_000, 1, 2000, 1700},
	} {
		r := f.receipt(t)
		proof, err := ProveInclusion(c.n, c.size, anyHash{})
		if err != nil {
			t.Fatal(err)
		}
		r.Proof, r.N = proof, c.n
		r.Checkpoint, err = SignHead(Head{Division: "330481", Size: c.size, Root: Hash{1}}, signer(t, f.key))
		if err != nil {
			t.Fatal(err)
		}
		text, code := len(r.Text()), len(codeText(t, r))
		t.Logf("%s: %d hashes, text %d bytes, code %d characters", c.name, len(proof), text, code)
		if text > c.text || code > c.code {
			t.Errorf("%s: text %d bytes (at most %d), code %d (at most %d)", c.name, text, c.text, code, c.code)
		}
	}
}

type anyHash struct{}

func (anyHash) ReadHashes(at []int64) ([]Hash, error) { return make([]Hash, len(at)), nil }
