package tagger

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"sync"
)

// inside is the number of labels that have weights of their own: all but [Outside], by which
// the others are measured.
const inside = Labels - 1

// Model is what the tagger has learned, in whole steps. Its file is little-endian:
//
//	"BJTG" · sum of what it was learned from (8) · bits (1) · step (float32) · transitions (9×9
//	float32) · for each of the 2^bits rows a byte that says which labels have a weight · the
//	weights (int8, in steps)
type Model struct {
	Source     uint64 // sum of what it was learned from
	bits       int
	step       float32
	transition transitions
	rows       [][inside]int8
}

//go:embed weights.bin
var weights []byte

// Default is the model of the binary.
var Default = sync.OnceValue(func() *Model {
	m, err := Read(weights)
	if err != nil {
		panic(err) // the embedded file is a part of the program
	}
	return m
})

const magic = "BJTG"

// header of a model's file.
type header struct {
	Magic      [4]byte
	Source     uint64
	Bits       uint8
	Step       float32
	Transition transitions
}

var errModel = errors.New("tagger: the weights are damaged: write them again with gen_weights.go")

// Read gives the model of a file's bytes, or an error if they are none.
func Read(raw []byte) (*Model, error) {
	var h header
	in := bytes.NewReader(raw)
	if binary.Read(in, binary.LittleEndian, &h) != nil || string(h.Magic[:]) != magic || h.Bits < 8 || h.Bits > 20 {
		return nil, errModel
	}
	m := &Model{Source: h.Source, bits: int(h.Bits), step: h.Step, transition: h.Transition, rows: make([][inside]int8, 1<<h.Bits)}
	masks := raw[len(raw)-in.Len():]
	if len(masks) < len(m.rows) {
		return nil, errModel
	}
	values := masks[len(m.rows):]
	for i := range m.rows {
		for y := range inside {
			if masks[i]>>y&1 == 0 {
				continue
			}
			if len(values) == 0 {
				return nil, errModel
			}
			m.rows[i][y], values = int8(values[0]), values[1:]
		}
	}
	if len(values) != 0 {
		return nil, errModel
	}
	return m, nil
}

// Bytes are the model's file.
func (m *Model) Bytes() []byte {
	var b bytes.Buffer
	h := header{Source: m.Source, Bits: uint8(m.bits), Step: m.step, Transition: m.transition}
	copy(h.Magic[:], magic)
	_ = binary.Write(&b, binary.LittleEndian, h) // a buffer refuses nothing
	var values []byte
	for _, row := range m.rows {
		mask := byte(0)
		for y, w := range row {
			if w != 0 {
				mask |= 1 << y
				values = append(values, byte(w))
			}
		}
		b.WriteByte(mask)
	}
	b.Write(values)
	return b.Bytes()
}

// outliers: one weight of so many is larger than the largest that is written down, and is cut.
const outliers = 10_000

// Pack gives a draft in whole steps; of its weights the largest are kept, as many as given.
func (m *Draft) Pack(source uint64, keep int) *Model {
	var sizes []float32
	each := func(do func(row, y int, w float32)) {
		for i := range 1 << m.Bits {
			row := m.Weights[i*Labels:][:Labels]
			for y := range inside {
				do(i, y, row[y+1]-row[Outside])
			}
		}
	}
	each(func(_, _ int, w float32) { sizes = append(sizes, float32(math.Abs(float64(w)))) })
	slices.Sort(sizes)
	p := &Model{Source: source, bits: m.Bits, step: sizes[len(sizes)-1-len(sizes)/outliers] / math.MaxInt8, transition: m.Transition, rows: make([][inside]int8, 1<<m.Bits)}
	least := sizes[max(0, len(sizes)-keep)]
	each(func(i, y int, w float32) {
		if w >= least || -w >= least {
			p.rows[i][y] = int8(max(-math.MaxInt8, min(math.MaxInt8, math.Round(float64(w/p.step)))))
		}
	})
	return p
}

// Odds of the labels of a text in plain form.
func (m *Model) Odds(runes []rune) Odds {
	v := look(runes)
	h := &hasher{}
	scores := make([][Labels]float64, len(runes))
	for i := range runes {
		h.out = h.out[:0]
		v.features(h, i)
		var sum [inside]int32
		for _, f := range h.out {
			row := &m.rows[f>>(64-m.bits)]
			if *row == ([inside]int8{}) {
				continue
			}
			for y := range inside {
				sum[y] += int32(row[y])
			}
		}
		for y, n := range sum {
			scores[i][y+1] = float64(float64(n) * float64(m.step))
		}
	}
	return m.transition.pass(scores).odds()
}
