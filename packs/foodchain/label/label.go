// Package label signs what the code on a box says of it, so that the code can be checked without
// a network and without asking us.
//
//	https://host/01/…/21/B1?17=260618&zslsig=AQEB…
//	             └── key ──┘              └ extract: product, days, plots, place in the ledger, signature
//
// The signature covers the key of the code and the extract; the key is not written twice. It is
// made with the key of the county's certificates and checked with the same published list; a
// context of its own keeps one from passing for the other. One content has one writing: whatever
// is written otherwise is refused. What is signed and why stands in doc/adr/0012-food-labels.md.
//
// A signature says that the county's system issued this code with this content. It does not say
// that the code is on the box it was made for (a copy carries it, too), nor that the food is good,
// nor what has happened since: recalls need the network.
package label

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
)

// Parameter is the name of the extract in the query of a Digital Link. It holds letters, as the
// standard asks of parameters that are no application identifiers (URI syntax 1.3, section 4.10).
const Parameter = "zslsig"

// Extract is what is signed beside the key of the code.
type Extract struct {
	Key        string       // constrained canonical Digital Link; not written in the extract
	Product    string       // its name, at most 60 bytes
	MadeOn     calendar.Day // 0: not stated
	BestBefore calendar.Day
	UseBy      calendar.Day
	Plots      []string // keys of at most three
	PlotsAll   int      // how many there are
	Leaf       int64    // number of the capture's leaf in the county's ledger, from 0; -1: none
	Demo       bool     // signed by a demonstration
}

// Limits, so that the code stays small enough for a label of two centimetres.
const (
	MostProduct = 60 // bytes
	MostPlots   = 3
	mostPlot    = 40 // bytes
	mostValue   = 400
)

const (
	context  = "banjie food label v1\n"
	version  = 1
	demoFlag = 1
	headSize = 1 + 1 + 1 + 8
)

// Sign gives the value of the parameter. It refuses an extract that does not fit, and a key that
// is for demonstrations only where the extract is none.
func Sign(s ecert.Signer, e Extract) (string, error) {
	public := s.Public()
	if public.Demo != e.Demo {
		return "", fault.New(fault.Forbidden, "demo_key", lang.T("演示密钥只能签演示标签，正式密钥不能签演示标签。", "A demonstration key signs demonstrations only, and a real key never signs one."),
			lang.T("请联系管理员核对密钥配置；没有签发任何内容。", "Please ask the administrator to check the keys; nothing was signed."))
	}
	if err := e.check(); err != nil {
		return "", err
	}
	id := public.ID()
	out := []byte{version, 0, byte(public.Profile)}
	if e.Demo {
		out[1] = demoFlag
	}
	out = e.append(append(out, id[:]...))
	signature, err := s.Sign(message(e.Key, out))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(out, signature...)), nil
}

// message is what is signed.
func message(key string, extract []byte) []byte {
	m := append([]byte(context), key...)
	return append(append(m, 0), extract...)
}

func (e *Extract) check() error {
	if k, err := gs1.Key(e.Key); err != nil || k != e.Key {
		return unfit(lang.T("码的编号不是规范的写法。", "The key of the code is not in its one form."))
	}
	if len(e.Product) > MostProduct || !utf8.ValidString(e.Product) {
		return unfit(lang.Format("商品名称最长%d个字节。", "The product's name has at most %d bytes.", MostProduct))
	}
	if len(e.Plots) > MostPlots || e.PlotsAll < len(e.Plots) {
		return unfit(lang.Format("标签上最多写%d块地。", "A label names at most %d plots.", MostPlots))
	}
	for _, p := range e.Plots {
		if !FitsPlot(p) {
			return unfit(lang.T("地块编号不对。", "The code of a plot is wrong."))
		}
	}
	for _, d := range []calendar.Day{e.MadeOn, e.BestBefore, e.UseBy} {
		if d < 0 {
			return unfit(lang.T("日期在1970年以前。", "A day lies before 1970."))
		}
	}
	return nil
}

// FitsPlot says that the key of a plot is short enough to be named.
func FitsPlot(key string) bool {
	short, ok := strings.CutPrefix(key, plotHost)
	return ok && short != "" && len(short) <= mostPlot
}

const plotHost = "https://id.gs1.org/414/"

func unfit(what lang.Text) error {
	return fault.New(fault.Invalid, "label_unfit", what, lang.T("请改正后再签发；没有签发任何内容。", "Please correct it; nothing was signed."))
}

// append writes the extract: numbers as unsigned varints, texts behind their length.
func (e *Extract) append(out []byte) []byte {
	text := func(s string) { out = append(binary.AppendUvarint(out, uint64(len(s))), s...) }
	for _, n := range []uint64{uint64(e.MadeOn), uint64(e.BestBefore), uint64(e.UseBy), uint64(e.Leaf + 1), uint64(e.PlotsAll), uint64(len(e.Plots))} {
		out = binary.AppendUvarint(out, n)
	}
	text(e.Product)
	for _, p := range e.Plots {
		text(strings.TrimPrefix(p, plotHost))
	}
	return out
}

// reader takes an extract apart; after a failure every answer is zero.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) number(most uint64) uint64 {
	n, size := binary.Uvarint(r.rest)
	if r.bad || size <= 0 || n > most || size > 1 && r.rest[size-1] == 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) text(most int) string {
	n := int(r.number(uint64(most)))
	if r.bad || n > len(r.rest) || !utf8.Valid(r.rest[:n]) {
		r.bad = true
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

// sealed is a value taken apart. Nothing of it is to be believed before its signature is checked.
type sealed struct {
	Extract
	key       ecert.KeyID
	profile   ecert.Profile
	message   []byte
	signature []byte
}

const signatureSize = 64

// open reads the value of the parameter for a key.
func open(key, value string) (s sealed, err error) {
	if len(value) > mostValue {
		return s, errors.New("too long")
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(raw) < headSize+signatureSize {
		return s, errors.New("no extract")
	}
	if raw[0] != version || raw[1]&^demoFlag != 0 {
		return s, errors.New("of another version")
	}
	end := len(raw) - signatureSize
	s.profile, s.key = ecert.Profile(raw[2]), ecert.KeyID(raw[3:headSize])
	s.message, s.signature = message(key, raw[:end]), raw[end:]
	s.Key, s.Demo = key, raw[1]&demoFlag != 0
	r := reader{rest: raw[headSize:end]}
	const lastDay = 1 << 20
	s.MadeOn, s.BestBefore, s.UseBy = calendar.Day(r.number(lastDay)), calendar.Day(r.number(lastDay)), calendar.Day(r.number(lastDay))
	s.Leaf = int64(r.number(1<<62)) - 1
	s.PlotsAll = int(r.number(1 << 31))
	n := int(r.number(MostPlots))
	s.Product = r.text(MostProduct)
	for range n {
		s.Plots = append(s.Plots, plotHost+r.text(mostPlot))
	}
	if r.bad || len(r.rest) > 0 || s.check() != nil {
		return s, errors.New("not as it is written")
	}
	return s, nil
}
