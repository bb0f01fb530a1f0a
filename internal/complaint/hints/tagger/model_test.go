package tagger

import (
	"bytes"
	"slices"
	"testing"
)

// The embedded weights stay small, and are read and written the same.
func TestWeights(t *testing.T) {
	if len(weights) > 300_000 {
		t.Errorf("%d bytes, at most 300,000", len(weights))
	}
	m, err := Read(weights)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Bytes(), weights) {
		t.Error("written again the weights are others")
	}
}

// Whatever is no model is refused.
func TestReadRefuses(t *testing.T) {
	for name, raw := range map[string][]byte{
		"nothing":  nil,
		"no magic": append([]byte("ELSE"), weights[4:]...),
		"header":   weights[:40],
		"masks":    weights[:1000],
		"short":    weights[:len(weights)-1],
		"long":     append(slices.Clone(weights), 1),
	} {
		if _, err := Read(raw); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// A draft learns what it is shown, and keeps it when it is packed.
func TestLearn(t *testing.T) {
	shown := []struct {
		text  string
		marks []Span
	}{
		{"我叫陈桂兰，来办证。", []Span{{Name, 2, 5}}},
		{"在安泰面馆吃饭。", []Span{{Firm, 1, 5}}},
		{"他住在石门村里。", []Span{{Address, 3, 6}}},
		{"单号AB7731没人认。", []Span{{Number, 2, 8}}},
		{"材料交了三次，窗口每次都说还缺一样。", nil},
	}
	d := New(14)
	l := NewLearner(d, .1, 0)
	first, last := 0.0, 0.0
	for round := range 20 {
		last = 0
		for _, s := range shown {
			last += l.Learn(Example{Features([]rune(s.text)), LabelsOf(len([]rune(s.text)), s.marks)}, nil)
		}
		if round == 0 {
			first = last
		}
	}
	if last > first/20 {
		t.Errorf("the loss went from %.2f to %.2f only", first, last)
	}
	var mean Mean
	mean.Add(d)
	m := mean.Draft().Pack(7, 20_000)
	if m.Source != 7 {
		t.Errorf("source %d", m.Source)
	}
	for _, s := range shown {
		if got := m.Odds([]rune(s.text)).Spans(Bars{1, 1, 1, 1}); !slices.Equal(got, s.marks) {
			t.Errorf("%s: %v, want %v", s.text, got, s.marks)
		}
	}
}
