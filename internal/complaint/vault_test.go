package complaint_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/seal"
)

// shelf keeps boxes in memory.
type shelf map[string][]byte

func (s shelf) Keep(_ context.Context, raw []byte) (casework.File, error) {
	sum := sha256.Sum256(raw)
	h := hex.EncodeToString(sum[:])
	s[h] = raw
	return casework.File{Hash: h, Size: int64(len(raw))}, nil
}

func (s shelf) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	raw, ok := s[hash]
	if !ok {
		return nil, fault.Missing()
	}
	return io.NopCloser(bytes.NewReader(raw)), nil
}

func (b *bed) vault(s shelf) *complaint.Vault {
	return &complaint.Vault{Keys: complaint.Keys{Custodians: []seal.Public{b.keys.a.Public, b.keys.b.Public, b.keys.c.Public}, Desk: b.keys.desk.Public}, Boxes: s,
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(t string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(t)
			copy(i[:], raw)
			return i, err
		}}
}

// TestTold: what a reporter tells comes back to the desk, to the code and to two custodians,
// each as far as it is theirs, and nothing else opens it.
func TestTold(t *testing.T) {
	b := newBed(t)
	boxes := shelf{}
	v := b.vault(boxes)
	code := seal.NewCode(seal.CodeDigits)
	told := complaint.Told{Filing: complaint.Filing{Kind: "extortion", Protection: complaint.Secret}, Person: complaint.Person{Name: "测试人乙", Phone: "13800000000"},
		Words: "收费不开票，金丝雀句子。", Files: []complaint.Upload{{Name: "单据.jpg", Body: []byte("bytes of a picture")}}, Code: code}
	in, err := v.File(b.Context(), division, told)
	if err != nil {
		t.Fatal(err)
	}
	r := b.reporter(0)
	out, err := b.engine.Do(b.Context(), casework.Command{Actor: r.Actor, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: r.Party, Series: "C", Sealed: true}})
	if err != nil {
		t.Fatal(err)
	}
	c := out.Case
	if !strings.HasPrefix(c.Number, "C2026") || !c.Sealed {
		t.Errorf("number %s, sealed %v", c.Number, c.Sealed)
	}
	for _, e := range c.Events {
		if h, m, s := e.At.In(time.FixedZone("", 8*3600)).Clock(); h+m+s != 0 || !e.Sealed || e.Recorded.Minute() != 0 {
			t.Errorf("event %d tells the hour: %s, recorded %s", e.Seq, e.At, e.Recorded)
		}
	}
	// The id carries no hour either: two filings of one instant have ids hours apart, and the
	// numbers run in a series of their own.
	var within []int64
	for range 8 {
		again, err := b.engine.Do(b.Context(), b.filing(b.reporter(1), "delay", "x"))
		if err != nil {
			t.Fatal(err)
		}
		within = append(within, int64(again.Case.ID)>>19&(1<<32-1))
	}
	if slices.Max(within)-slices.Min(within) < int64(time.Hour/time.Millisecond) {
		t.Errorf("ids of eight filings of one instant lie within an hour: %v", within)
	}
	if !strings.HasSuffix(c.Number, "0001") {
		t.Errorf("the first complaint of the day is %s", c.Number)
	}
	if len(boxes) != 3 {
		t.Fatalf("%d boxes", len(boxes))
	}
	for h, raw := range boxes {
		for _, word := range []string{"测试人乙", "金丝雀", "13800000000", code} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("box %s shows %q", h[:8], word)
			}
		}
	}
	story, err := v.Story(b.Context(), c, b.keys.desk)
	if err != nil || story.Words != told.Words {
		t.Errorf("%q, %v", story.Words, err)
	}
	if _, err := v.Story(b.Context(), c, b.keys.a); err == nil {
		t.Error("one custodian read the story alone")
	}
	up, err := v.Attachment(b.Context(), c, 1, b.keys.desk)
	if err != nil || up.Name != "单据.jpg" || string(up.Body) != "bytes of a picture" {
		t.Errorf("%+v, %v", up, err)
	}

	// The dialogue opens for both sides, and for the reporter by the code alone.
	say := func(who casework.Command, words string) {
		t.Helper()
		m, err := v.Message(b.Context(), c, words)
		if err != nil {
			t.Fatal(err)
		}
		who.Case, who.Verb, who.Input = c.ID, "send_message", m
		out, err := b.engine.Do(b.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		c = out.Case
	}
	say(casework.Command{Actor: officer}, "请补充发生的时间。")
	say(casework.Command{Actor: r.Actor}, "二月二十七日下午。")
	me, ok := complaint.FileOf(c).Reporter.Recognise(code)
	if !ok {
		t.Fatal("the code is not recognised")
	}
	for _, key := range []seal.Private{b.keys.desk, me.Key()} {
		said, err := v.Dialogue(b.Context(), c, key)
		if err != nil || len(said) != 2 || said[0].From != "centre" || said[1].From != "reporter" || said[1].Words != "二月二十七日下午。" {
			t.Errorf("%+v, %v", said, err)
		}
	}

	// Who it is: only after the act, and only by two.
	if _, err := v.Bundle(b.Context(), c); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a bundle without an opening on record: %v", err)
	}
	b.must(officer, c.ID, "request_opening", &complaint.OpeningInput{Reason: "protect"}, "受到威胁。")
	b.must(head, c.ID, "approve_opening", nil, "同意。")
	c = b.must(officer, c.ID, "open_identity", nil)
	bundle, err := v.Bundle(b.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Read(bundle.Box)
	if err != nil {
		t.Fatal(err)
	}
	half, err := box.Peel(bundle.Place, b.keys.a)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := box.OpenHalf(bundle.Place, seal.Ingredient(bundle.Ingredient), half, b.keys.c)
	if err != nil || !strings.Contains(string(raw), "测试人乙") {
		t.Errorf("%q, %v", raw, err)
	}
}

// TestNothingIsTakenInWithoutKeys: a complaint is never kept in clear instead.
func TestNothingIsTakenInWithoutKeys(t *testing.T) {
	v := &complaint.Vault{Boxes: shelf{}}
	if _, err := v.File(context.Background(), division, complaint.Told{}); fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

func TestLockerForgets(t *testing.T) {
	wall := clock.Standing(start)
	l := &complaint.Locker{Wall: wall}
	k, err := seal.NewPrivate(seal.Standard)
	if err != nil {
		t.Fatal(err)
	}
	l.Put("s1", k)
	if _, ok := l.Get("s2"); ok {
		t.Error("another session has the key")
	}
	wall.Advance(complaint.UnlockedFor - time.Second)
	if _, ok := l.Get("s1"); !ok {
		t.Error("forgotten while in use")
	}
	wall.Advance(complaint.UnlockedFor + time.Second)
	if _, ok := l.Get("s1"); ok {
		t.Error("still open")
	}
	l.Put("s1", k)
	l.Close("s1")
	if _, ok := l.Get("s1"); ok {
		t.Error("closed and open")
	}
}
