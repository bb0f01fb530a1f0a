package draw

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/internal/testenv"
)

// before is when the sample draw is announced; its numbers come out two days later.
var before = time.Date(2027, 3, 2, 1, 0, 0, 0, time.UTC)

var (
	known = time.Date(2027, 3, 4, 13, 15, 0, 0, time.UTC)
	spare = known.Add(50 * time.Hour)
)

const (
	congress = "云溪县人大财经委"
	chamber  = "云溪县工商联"
)

func value(of string) Hash { return Hash(sha256.Sum256([]byte("value of " + of))) }

// counting gives bytes that differ at each place, instead of random ones.
type counting struct{ n uint64 }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		s := sha256.Sum256(binary.BigEndian.AppendUint64(nil, c.n))
		p[i] = s[0]
		c.n++
	}
	return len(p), nil
}

func samplePlan() Plan {
	p := Plan{
		Draw: "2027年第一季度双随机-01", Purpose: "餐饮单位检查（2027年第一季度）", Take: 3,
		Sources: []Source{{At: known, Form: Numbers, Count: 7, Name: "福利彩票双色球2027025期：红球从小到大六个，蓝球一个"}},
		Spare:   Source{At: spare, Form: Numbers, Count: 7, Name: "福利彩票双色球2027026期：红球从小到大六个，蓝球一个"},
		Parties: []Party{{congress, Commitment(congress, value(congress))}, {chamber, Commitment(chamber, value(chamber))}},
		Classes: []Class{{"A", 1}, {"B", 2}, {"C", 4}},
	}
	for i := range 12 {
		p.Candidates = append(p.Candidates, PlanEntry{fmt.Sprintf("样例餐饮%02d店", i+1), string(rune('A' + i%3))})
	}
	return p
}

func sample(t testing.TB) (*File, []Name) {
	t.Helper()
	a, names, err := samplePlan().Announce(&counting{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(a, before)
	if err != nil {
		t.Fatal(err)
	}
	return f, names
}

// drawn is the sample after the draw, with the chamber revealing or not, and one replaced.
func drawn(t testing.TB, missed bool) (*File, []Name) {
	t.Helper()
	f, names := sample(t)
	must(t, f.Reveal(congress, value(congress), known.Add(time.Hour)))
	now, extra := known.Add(2*time.Hour), ""
	if missed {
		now, extra = spare.Add(time.Hour), "1 2 3 4 5 6 16"
	} else {
		must(t, f.Reveal(chamber, value(chamber), now))
	}
	must(t, f.Run([]string{"03, 07,12 19 22 31 + 08"}, extra, now))
	must(t, f.Replace(f.Taken[1], "已于2月停业", now))
	must(t, f.Open(names))
	return f, names
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestADrawHolds(t *testing.T) {
	for _, missed := range []bool{false, true} {
		f, names := drawn(t, missed)
		hash := f.Hash
		found, ok := Verify(f, Against{Announced: &hash, Names: names})
		for _, x := range found {
			t.Log(x.State, x.Text.EN)
			if x.Text.ZH == "" || x.Text.EN == "" || x.State == Unchecked {
				t.Errorf("missed %v: %+v", missed, x)
			}
		}
		if !ok || len(f.Taken) != 3 || len(f.Opened) != 4 {
			t.Errorf("missed %v: %v, %d taken, %d opened", missed, ok, len(f.Taken), len(f.Opened))
		}
	}
}

func TestPublishedListNamesNobody(t *testing.T) {
	f, names := sample(t)
	raw, err := f.Write()
	must(t, err)
	for _, n := range names {
		if bytes.Contains(raw, []byte(n.Name)) || bytes.Contains(raw, []byte(n.Salt.String())) {
			t.Errorf("%s stands in the published file", n.Name)
		}
	}
	again, _, err := samplePlan().Announce(&counting{n: 99})
	must(t, err)
	if again.List[0].ID == names[0].ID {
		t.Error("the same name has the same id in two draws")
	}
}

// naive draws in the way of the README with whole numbers of any size, sharing no code.
func naive(seed []byte, weights []uint64) []int {
	type candidate struct {
		place int
		key   []byte
		late  *big.Rat
	}
	var all []candidate
	for i, w := range weights {
		mac := hmac.New(sha256.New, seed)
		binary.Write(mac, binary.BigEndian, uint64(i+1))
		c := candidate{place: i, key: mac.Sum(nil)}
		x := new(big.Int).SetBytes(c.key[:8])
		x.Rsh(x, 1).Add(x, big.NewInt(1))
		c.late = new(big.Rat).SetFrac(naiveLateness(x, 63), new(big.Int).SetUint64(w))
		all = append(all, c)
	}
	sort.SliceStable(all, func(i, j int) bool {
		if d := all[i].late.Cmp(all[j].late); d != 0 {
			return d < 0
		}
		return bytes.Compare(all[i].key, all[j].key) < 0
	})
	places := make([]int, len(all))
	for i, c := range all {
		places[i] = c.place
	}
	return places
}

// naiveLateness is the lateness of x with a mantissa of the given number of bits behind the point.
func naiveLateness(x *big.Int, precision uint) *big.Int {
	one := big.NewInt(1)
	whole := x.BitLen() - 1
	m := new(big.Int).Lsh(x, precision)
	m.Rsh(m, uint(whole))
	log := new(big.Int).Lsh(big.NewInt(int64(whole)), 56)
	two := new(big.Int).Lsh(one, precision+1)
	for bit := 55; bit >= 0; bit-- {
		m.Mul(m, m).Rsh(m, precision)
		if m.Cmp(two) >= 0 {
			m.Rsh(m, 1)
			log.Add(log, new(big.Int).Lsh(one, uint(bit)))
		}
	}
	return new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(63), 56), log)
}

func randomSeed(r *rand.Rand) (h Hash) {
	for i := range h {
		h[i] = byte(r.Uint32())
	}
	return h
}

func randomWeights(r *rand.Rand, most int) []uint64 {
	w := make([]uint64, 1+r.IntN(most))
	for i := range w {
		w[i] = 1 + r.Uint64N([]uint64{1, 3, MaxWeight}[r.IntN(3)])
		w[i] = min(w[i], MaxWeight)
	}
	return w
}

func TestTwoImplementationsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(2027, 3))
	cases := 5000
	if os.Getenv("BANJIE_SOAK") == "1" {
		cases = 100_000
	}
	for n := range cases {
		seed, weights := randomSeed(r), randomWeights(r, 12)
		if got, want := Order(seed, weights), naive(seed[:], weights); !slices.Equal(got, want) {
			t.Fatalf("case %d: seed %s, weights %v: %v and %v", n, seed, weights, got, want)
		}
	}
	for _, n := range []int{1, 2, 3000} {
		seed, weights := randomSeed(r), slices.Repeat([]uint64{1, 1000, 7}, n)
		if !slices.Equal(Order(seed, weights), naive(seed[:], weights)) {
			t.Errorf("list of %d", 3*n)
		}
	}
}

// The lateness is the exact value rounded up, or one unit more, at the ends too.
func TestLatenessIsALogarithm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	xs := []uint64{1, 2, 3, 1<<63 - 1, 1 << 63, 1 << 62, 1<<62 - 1, 1<<62 + 1, 5}
	for range 2000 {
		xs = append(xs, r.Uint64()>>(1+r.IntN(62))+1)
	}
	off := 0
	for _, x := range xs {
		var k Hash
		binary.BigEndian.PutUint64(k[:], (x-1)<<1)
		got := lateness(k)
		exact := naiveLateness(new(big.Int).SetUint64(x), 400)
		if d := new(big.Int).Sub(new(big.Int).SetUint64(got), exact); d.Sign() < 0 || d.Cmp(big.NewInt(1)) > 0 {
			t.Errorf("%d: %d instead of %v", x, got, exact)
		} else if d.Sign() > 0 {
			off++
		}
		if f := (63 - math.Log2(float64(x))) * (1 << 56); math.Abs(f-float64(got)) > 1<<14 {
			t.Errorf("%d: %d, floating %g", x, got, f)
		}
	}
	t.Logf("%d of %d one unit more", off, len(xs))
	for shift := range 64 {
		var k Hash
		binary.BigEndian.PutUint64(k[:], (uint64(1)<<shift-1)<<1)
		if got := lateness(k); got != uint64(63-shift)<<56 {
			t.Errorf("2^%d: %d", shift, got)
		}
	}
}

// Places taken follow the weights: first places as w/Σw, second ones given the first.
func TestWeightsByChiSquare(t *testing.T) {
	draws := 40_000
	if os.Getenv("BANJIE_SOAK") == "1" {
		draws = 1_000_000
	}
	for n, weights := range [][]uint64{{1, 1, 1, 1, 1, 1, 1, 1}, {1, 2, 4, 4, 2, 1}, {1, 10, 100, 1000}, {1000, 999, 3}} {
		sum := uint64(0)
		for _, w := range weights {
			sum += w
		}
		k := len(weights)
		first, pair := make([]float64, k), make([]float64, k*k)
		for i := range draws {
			o := Order(hashLines([]string{fmt.Sprintf("simulated draw %d of %d", i, n)}), weights)
			first[o[0]]++
			pair[o[0]*k+o[1]]++
		}
		var want, wantPair []float64
		for i, w := range weights {
			want = append(want, float64(draws)*float64(w)/float64(sum))
			for j, x := range weights {
				e := 0.0
				if i != j {
					e = float64(draws) * float64(w) / float64(sum) * float64(x) / float64(sum-w)
				}
				wantPair = append(wantPair, e)
			}
		}
		for what, p := range map[string]float64{"first": chiSquare(first, want), "first two": chiSquare(pair, wantPair)} {
			t.Logf("weights %v, %s: p = %.3f in %d draws", weights, what, p, draws)
			if p <= 0.001 {
				t.Errorf("weights %v: the %s do not follow them", weights, what)
			}
		}
	}
}

// chiSquare gives p of counts against expectations; cells under 5 are joined.
func chiSquare(got, want []float64) float64 {
	x, cells, restGot, restWant := 0.0, 0, 0.0, 0.0
	for i := range got {
		if want[i] < 5 {
			restGot, restWant = restGot+got[i], restWant+want[i]
			continue
		}
		x += (got[i] - want[i]) * (got[i] - want[i]) / want[i]
		cells++
	}
	if restWant >= 5 {
		x += (restGot - restWant) * (restGot - restWant) / restWant
		cells++
	}
	return upperGamma(float64(cells-1)/2, x/2)
}

// upperGamma is the regularised incomplete gamma function Q(a, x), by its series or its
// continued fraction.
func upperGamma(a, x float64) float64 {
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		sum, term := 1/a, 1/a
		for n := 1.0; n < 1000; n++ {
			term *= x / (a + n)
			sum += term
		}
		return 1 - front*sum
	}
	f := 0.0
	for n := 1000.0; n > 0; n-- {
		f = n * (n - a) / (x + 2*n + 1 - a - f)
	}
	return front / (x + 1 - a - f)
}

func TestChiSquareKnowsATable(t *testing.T) {
	// Critical values of printed tables, p = 0.05 and 0.001.
	for _, c := range []struct{ df, x, p float64 }{{1, 3.841, 0.05}, {5, 11.070, 0.05}, {7, 24.322, 0.001}, {30, 43.773, 0.05}} {
		if p := upperGamma(c.df/2, c.x/2); math.Abs(p-c.p) > c.p/100 {
			t.Errorf("%v: %g", c, p)
		}
	}
}

// Every change of a published file is found: each hexadecimal digit, number and word of every
// line, each line left out, doubled or moved, and every other part of the file.
func TestEveryChangeIsFound(t *testing.T) {
	tried := 0
	for _, missed := range []bool{false, true} {
		f, names := drawn(t, missed)
		hash := f.Hash
		// forged: a cheat makes the file fit itself again; only what was published before gives it away.
		try := func(what string, change func(f *File), forged bool) {
			raw, err := f.Write()
			must(t, err)
			g, err := ParseFile(raw)
			must(t, err)
			change(g)
			if forged {
				g.Hash = hashLines(g.Announcement)
			}
			tried++
			if _, ok := Verify(g, Against{Announced: &hash, Names: names}); ok {
				t.Errorf("missed %v: %s is not found", missed, what)
			}
		}
		lines := func(what string, of func(f *File) *[]string) {
			text := *of(f)
			for i, l := range text {
				for at := range l {
					try(fmt.Sprintf("%s line %d: character %d", what, i, at), func(f *File) {
						b := []byte(l)
						b[at] ^= 1
						(*of(f))[i] = string(b)
					}, what == "announcement" && at%2 == 0)
				}
				try(fmt.Sprintf("%s without line %d", what, i), func(f *File) { *of(f) = slices.Delete(*of(f), i, i+1) }, true)
				try(fmt.Sprintf("%s with line %d twice", what, i), func(f *File) { *of(f) = slices.Insert(*of(f), i, l) }, true)
				if i > 0 {
					try(fmt.Sprintf("%s with lines %d and %d swapped", what, i-1, i), func(f *File) {
						s := *of(f)
						s[i-1], s[i] = s[i], s[i-1]
					}, true)
				}
			}
		}
		lines("announcement", func(f *File) *[]string { return &f.Announcement })
		lines("result", func(f *File) *[]string { return &f.Result })
		for i := range f.Taken {
			try("another taken", func(f *File) { f.Taken[i] = f.Hash }, false)
		}
		try("one more taken", func(f *File) { f.Taken = append(f.Taken, f.Replaced[0].ID) }, false)
		try("one fewer taken", func(f *File) { f.Taken = f.Taken[1:] }, false)
		try("another order of those taken", func(f *File) { f.Taken[0], f.Taken[1] = f.Taken[1], f.Taken[0] }, false)
		try("no replacement", func(f *File) { f.Replaced = nil }, false)
		try("replacement of one not drawn", func(f *File) { f.Replaced[0].ID = f.Hash }, false)
		try("replacement without reason", func(f *File) { f.Replaced[0].Reason = "" }, false)
		try("other value", func(f *File) { f.Reveals[0].Value[0] ^= 1 }, false)
		try("a reveal left out", func(f *File) { f.Reveals = f.Reveals[1:] }, false)
		try("a reveal too late", func(f *File) { f.Reveals[0].At = known.Add(25 * time.Hour) }, false)
		try("a reveal too early", func(f *File) { f.Reveals[0].At = known.Add(-time.Second) }, false)
		try("a reveal twice", func(f *File) { f.Reveals = append(f.Reveals, f.Reveals[0]) }, false)
		try("other hash", func(f *File) { f.Hash[3] ^= 1 }, false)
		try("other hash of the result", func(f *File) { f.ResultHash[3] ^= 1 }, false)
		try("no hash of the result", func(f *File) { f.ResultHash = nil }, false)
		try("other name", func(f *File) { f.Opened[0].Name += "。" }, false)
		try("a name twice", func(f *File) { f.Opened[1] = f.Opened[0] }, false)
		try("no result", func(f *File) { f.Result = nil }, false)
	}
	t.Logf("%d changes, all found", tried)
}

// A draw made anew with another list, seed, weight or number, consistent in itself, is not the
// announced one.
func TestAnotherDrawIsNotTheAnnouncedOne(t *testing.T) {
	f, _ := drawn(t, false)
	hash := f.Hash
	for what, change := range map[string]func(p *Plan){
		"list":     func(p *Plan) { p.Candidates = p.Candidates[1:] },
		"weight":   func(p *Plan) { p.Classes[2].Weight = 5 },
		"class":    func(p *Plan) { p.Candidates[0].Class = "C" },
		"number":   func(p *Plan) { p.Take = 4 },
		"source":   func(p *Plan) { p.Sources[0].Name += "（更正）" },
		"purpose":  func(p *Plan) { p.Purpose += "二" },
		"party":    func(p *Plan) { p.Parties[0], p.Parties[1] = p.Parties[1], p.Parties[0] },
		"no other": func(p *Plan) {},
	} {
		p := samplePlan()
		change(&p)
		a, names, err := p.Announce(&counting{})
		must(t, err)
		g, err := New(a, before)
		must(t, err)
		must(t, g.Reveal(congress, value(congress), known))
		must(t, g.Reveal(chamber, value(chamber), known))
		must(t, g.Run([]string{"3 7 12 19 22 31 8"}, "", known))
		if _, ok := Verify(g, Against{Names: names}); !ok {
			t.Errorf("%s: does not hold in itself", what)
		}
		if _, ok := Verify(g, Against{Announced: &hash}); ok != (what == "no other") {
			t.Errorf("another %s: taken for the announced one: %v", what, ok)
		}
	}
}

func TestRefusals(t *testing.T) {
	plan := func(change func(p *Plan)) error {
		p := samplePlan()
		change(&p)
		a, _, err := p.Announce(&counting{})
		if err != nil {
			return err
		}
		_, err = New(a, before)
		return err
	}
	f, names := sample(t)
	done, _ := drawn(t, false)
	one, _ := sample(t)
	must(t, one.Reveal(congress, value(congress), known))
	broken, _ := sample(t)
	broken.Hash[0] ^= 1
	numbers := []string{"3 7 12 19 22 31 8"}
	_, notJSON := ParseFile([]byte("{"))
	_, notPlan := ParsePlan([]byte(`{"purpse":""}`))
	_, notNames := ParseNames([]byte("7"))
	for _, c := range []struct {
		code string
		err  error
	}{
		{"invalid_input", plan(func(p *Plan) { p.Take = 13 })},
		{"invalid_input", plan(func(p *Plan) { p.Take = 0 })},
		{"invalid_input", plan(func(p *Plan) { p.Draw = "a\nb" })},
		{"invalid_input", plan(func(p *Plan) { p.Purpose = " a" })},
		{"invalid_input", plan(func(p *Plan) { p.Sources = nil })},
		{"invalid_input", plan(func(p *Plan) { p.Sources[0].Form = "words" })},
		{"invalid_input", plan(func(p *Plan) { p.Sources[0].At = known.Add(time.Millisecond) })},
		{"invalid_input", plan(func(p *Plan) { p.Spare.At = known.Add(RevealWithin - time.Second) })},
		{"invalid_input", plan(func(p *Plan) { p.Parties = p.Parties[:1] })},
		{"invalid_input", plan(func(p *Plan) { p.Parties[1].Name = congress })},
		{"invalid_input", plan(func(p *Plan) { p.Parties[1].Commitment = p.Parties[0].Commitment })},
		{"invalid_input", plan(func(p *Plan) { p.Classes[0].Weight = 0 })},
		{"invalid_input", plan(func(p *Plan) { p.Classes[0].Weight = MaxWeight + 1 })},
		{"invalid_input", plan(func(p *Plan) { p.Classes[0].Code = "B" })},
		{"invalid_input", plan(func(p *Plan) { p.Candidates[0].Class = "Z" })},
		{"bad_names", plan(func(p *Plan) { p.Candidates[1].Name = p.Candidates[0].Name })},
		{"bad_name", plan(func(p *Plan) { p.Candidates[1].Name = "" })},
		{"source_known", f.Ahead(known)},
		{"no_such_party", f.Reveal("某人", value(congress), known)},
		{"not_committed", f.Reveal(congress, value(chamber), known)},
		{"reveal_too_early", f.Reveal(congress, value(congress), known.Add(-time.Second))},
		{"reveal_too_late", f.Reveal(congress, value(congress), known.Add(RevealWithin+time.Second))},
		{"revealed_already", one.Reveal(congress, value(congress), known)},
		{"already_drawn", done.Reveal(congress, value(congress), known)},
		{"already_drawn", done.Run(numbers, "", spare)},
		{"sources_missing", f.Run(nil, "", known)},
		{"source_unknown", f.Run(numbers, "", known.Add(-time.Second))},
		{"bad_source_value", one.Run([]string{"3 7"}, "", known)},
		{"bad_source_value", one.Run([]string{"3 7 12 19 22 31 x"}, "", known)},
		{"party_missing", one.Run(numbers, "", known.Add(RevealWithin))},
		{"spare_missing", one.Run(numbers, "", spare)},
		{"spare_missing", one.Run(numbers, "1 2 3 4 5 6 7", spare.Add(-time.Second))},
		{"bad_source_value", one.Run(numbers, "1", spare)},
		{"not_taken", f.Replace(f.Hash, "原因", known)},
		{"not_taken", done.Replace(done.Replaced[0].ID, "原因", known)},
		{"no_reason", done.Replace(done.Taken[0], "", known)},
		{"draw_altered", broken.Ahead(before)},
		{"bad_names", f.Open(names[1:])},
		{"bad_draw", notJSON}, {"bad_plan", notPlan}, {"bad_names", notNames},
	} {
		got, ok := fault.As(c.err)
		if !ok || got.Code != c.code {
			t.Errorf("%s: %v", c.code, c.err)
			continue
		}
		if got.Message.ZH == "" || got.Message.EN == "" || got.Remedy.ZH == "" || got.Remedy.EN == "" || got.Code == "invalid_input" && len(got.Fields) == 0 {
			t.Errorf("%s does not say what happened and what to do in both languages: %+v", c.code, got)
		}
	}
	if f.Result != nil || f.Reveals != nil || len(one.Reveals) != 1 || one.Result != nil || len(done.Replaced) != 1 {
		t.Error("a refused step changed the file")
	}
}

func TestReplacedByTheNext(t *testing.T) {
	f, _ := drawn(t, false)
	a, err := f.open()
	must(t, err)
	r, err := ParseResult(f.Result, a)
	must(t, err)
	if want := []Hash{r.Order[0], r.Order[2], r.Order[3]}; !slices.Equal(f.Taken, want) {
		t.Errorf("%v instead of %v", f.Taken, want)
	}
	for len(f.Taken) == 3 {
		must(t, f.Replace(f.Taken[0], "不在本县", known))
	}
	if _, ok := Verify(f, Against{}); !ok || len(f.Taken) != 2 || len(f.Replaced) != 10 {
		t.Errorf("when the list is used up: %d taken, %d replaced, holds %v", len(f.Taken), len(f.Replaced), ok)
	}
}

func FuzzAnnouncement(f *testing.F) {
	whole, _ := sample(f)
	f.Add(strings.Join(whole.Announcement, "\n"))
	f.Add(titleAnnouncement + "\ndraw: a\npurpose: b\ntake: 1\nend")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		a, err := ParseAnnouncement(lines)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		if !slices.Equal(a.Lines(), lines) || a.Hash() != sha256.Sum256([]byte(text+"\n")) {
			t.Errorf("two forms of one announcement: %q", text)
		}
		Order(a.Hash(), a.weights())
	})
}

func FuzzFile(f *testing.F) {
	for _, missed := range []bool{false, true} {
		whole, _ := drawn(f, missed)
		raw, err := whole.Write()
		must(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := ParseFile(raw)
		if err != nil {
			return
		}
		for _, x := range first(Verify(file, Against{})) {
			if x.Text.ZH == "" || x.Text.EN == "" {
				t.Errorf("a finding without words: %+v", x)
			}
		}
	})
}

func first[T any](v T, _ bool) T { return v }

func FuzzSourceValue(f *testing.F) {
	f.Add("03,07 12", true)
	f.Add("00ff AB", false)
	f.Fuzz(func(t *testing.T, typed string, numbers bool) {
		s := Source{Form: Hex, Count: 3, Name: "x"}
		if numbers {
			s.Form = Numbers
		}
		v, err := s.Value(typed)
		if err != nil {
			return
		}
		if again, err := s.Value(v); err != nil || again != v {
			t.Errorf("%q gives %q gives %q, %v", typed, v, again, err)
		}
	})
}

// The program of kit/draw, written in another language after the README, gives the same.
func TestAnotherLanguageAgrees(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; install it to compare with kit/draw/verify.mjs")
	}
	program := filepath.Join(testenv.Root(), "kit", "draw", "verify.mjs")
	r := rand.New(rand.NewPCG(7, 7))
	var in bytes.Buffer
	var want []string
	for range 2000 {
		seed, weights := randomSeed(r), randomWeights(r, 20)
		must(t, json.NewEncoder(&in).Encode(map[string]any{"seed": seed, "weights": weights}))
		places := Order(seed, weights)
		for i := range places {
			places[i]++
		}
		line, err := json.Marshal(map[string]any{"order": places})
		must(t, err)
		want = append(want, string(line))
	}
	cmd := exec.Command(node, program)
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	must(t, err)
	if got := strings.Split(strings.TrimSpace(string(out)), "\n"); !slices.Equal(got, want) {
		t.Error("the orders differ")
	}
	dir := t.TempDir()
	for _, missed := range []bool{false, true} {
		for _, spoilt := range []bool{false, true} {
			f, _ := drawn(t, missed)
			if spoilt {
				f.Result[len(f.Result)-3], f.Result[len(f.Result)-2] = f.Result[len(f.Result)-2], f.Result[len(f.Result)-3]
			}
			raw, err := f.Write()
			must(t, err)
			name := filepath.Join(dir, "draw.json")
			must(t, os.WriteFile(name, raw, 0o600))
			out, err := exec.Command(node, program, name).CombinedOutput()
			if (err == nil) == spoilt {
				t.Errorf("missed %v, spoilt %v: %v %s", missed, spoilt, err, out)
			}
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	w := slices.Repeat([]uint64{1, 2, 4}, 3334)
	for b.Loop() {
		Order(Hash{}, w)
	}
}
