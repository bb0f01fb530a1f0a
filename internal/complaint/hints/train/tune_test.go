package train

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"banjie/internal/complaint/hints"
	"banjie/internal/complaint/hints/tagger"
	"banjie/internal/complaint/labelled"
)

var folder = filepath.Join("..", "..", "testdata", "stories")

type tally struct {
	found, of  map[tagger.Kind]int
	wrong, all map[tagger.Kind]int
	misses     []string
}

func (t *tally) count(hs []hints.Hint, s labelled.Story) {
	r := []rune(s.Text)
	for _, h := range hs {
		t.all[h.Kind]++
		if !slices.ContainsFunc(s.Marks, func(k tagger.Span) bool { return h.Start < k.End && k.Start < h.End }) {
			t.wrong[h.Kind]++
			t.misses = append(t.misses, fmt.Sprintf("false %s “%s” in %s", h.Kind, string(r[h.Start:h.End]), s.Text))
		}
	}
	for _, k := range s.Marks {
		t.of[k.Kind]++
		if slices.ContainsFunc(hs, func(h tagger.Span) bool { return h.Start < k.End && k.Start < h.End }) {
			t.found[k.Kind]++
		} else {
			t.misses = append(t.misses, fmt.Sprintf("missed %s “%s” in %s", k.Kind, string(r[k.Start:k.End]), s.Text))
		}
	}
}

func newTally() *tally {
	return &tally{map[tagger.Kind]int{}, map[tagger.Kind]int{}, map[tagger.Kind]int{}, map[tagger.Kind]int{}, nil}
}

func (t *tally) String() string {
	var b strings.Builder
	f, o, w, a := 0, 0, 0, 0
	for _, k := range []tagger.Kind{tagger.Name, tagger.Firm, tagger.Address, tagger.Number, tagger.Phone, tagger.Plate, tagger.Contact} {
		fmt.Fprintf(&b, " %s %d/%d(%.0f) f%d/%d", k, t.found[k], t.of[k], 100*float64(t.found[k])/float64(max(1, t.of[k])), t.wrong[k], t.all[k])
		f, o, w, a = f+t.found[k], o+t.of[k], w+t.wrong[k], a+t.all[k]
	}
	return fmt.Sprintf("found %.1f%% false %.1f%% |%s", 100*float64(f)/float64(o), 100*float64(w)/float64(max(1, a)), b.String())
}

func env(name string, usual float64) float64 {
	if v, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil {
		return v
	}
	return usual
}

func TestCross(t *testing.T) {
	mode := os.Getenv("BANJIE_CROSS")
	if mode == "" {
		t.Skip("BANJIE_CROSS")
	}
	one, err := labelled.Read(folder, "tuning-1.txt")
	if err != nil {
		t.Fatal(err)
	}
	two, err := labelled.Read(folder, "tuning-2.txt")
	if err != nil {
		t.Fatal(err)
	}
	three, err := labelled.Read(folder, "tuning-3.txt")
	if err != nil {
		t.Fatal(err)
	}
	set := Usual
	set.Bits = int(env("BITS", float64(set.Bits)))
	set.Rounds = int(env("ROUNDS", float64(set.Rounds)))
	set.Variants = int(env("VARIANTS", float64(set.Variants)))
	set.Blind = env("BLIND", set.Blind)
	set.Keep = int(env("KEEP", float64(set.Keep)))
	set.Rate = env("RATE", set.Rate)
	set.Decay = env("DECAY", set.Decay)
	set.Drop = env("DROP", set.Drop)
	type split struct{ train, test []labelled.Story }
	var splits []split
	if strings.Contains(mode, "a") { // by author
		splits = append(splits, split{append(slices.Clone(one), three...), two})
	}
	if strings.Contains(mode, "b") {
		splits = append(splits, split{append(slices.Clone(two), three...), one})
	}
	if strings.Contains(mode, "3") {
		splits = append(splits, split{append(slices.Clone(two), one...), three})
	}
	if strings.Contains(mode, "c") { // chunks of the second
		const folds = 4
		for f := range folds {
			var s split
			s.train = append(append(s.train, one...), three...)
			for i, x := range two {
				if x.Same != "" {
					i = int(x.Same[len(x.Same)-1])
				}
				if i%folds == f {
					s.test = append(s.test, x)
				} else {
					s.train = append(s.train, x)
				}
			}
			splits = append(splits, s)
		}
	}
	var bars []float64
	for x := -2.0; x < 16; x += .5 {
		bars = append(bars, x)
	}
	var all []tagger.Bars
	for _, b := range bars {
		all = append(all, tagger.Bars{Name: b, Firm: b, Place: b, Figure: b})
	}
	sum := make([]*tally, len(bars))
	for i := range sum {
		sum[i] = newTally()
	}
	for n, s := range splits {
		began := time.Now()
		m := Train(s.train, set)
		if n == 0 {
			fmt.Println("split", n, len(s.train), len(s.test), time.Since(began))
		}
		for _, x := range s.test {
			for i, hs := range hints.By(m, x.Text, all...) {
				sum[i].count(hs, x)
			}
		}
	}
	for _, target := range []float64{.04, .06, .08, .10} {
		fmt.Println(target, best(bars, sum, target))
	}
	at := int(env("AT", 8))
	os.WriteFile("/tmp/misses.txt", []byte(strings.Join(sum[at].misses, "\n")), 0o644)
	os.WriteFile("/tmp/false.txt", []byte(strings.Join(sum[2].misses, "\n")), 0o644)
}

func (t *tally) rates() (found, wrong float64) {
	f, o, w, a := 0, 0, 0, 0
	for k := range t.of {
		f, o = f+t.found[k], o+t.of[k]
	}
	for k := range t.all {
		w, a = w+t.wrong[k], a+t.all[k]
	}
	return float64(f) / float64(max(1, o)), float64(w) / float64(max(1, a))
}

// best picks the bar of each kind that finds most with at most so many false.
func best(bars []float64, sum []*tally, target float64) string {
	kinds := []tagger.Kind{tagger.Name, tagger.Firm, tagger.Address, tagger.Number}
	out := ""
	most := -1.0
	for price := .02; price < 20; price *= 1.1 {
		pick := map[tagger.Kind]int{}
		for _, k := range kinds {
			top := -1e9
			for i, s := range sum {
				f, w := s.found[k], s.wrong[k]
				if v := float64(f) - price*float64(w); v > top {
					top, pick[k] = v, i
				}
			}
		}
		f, o, w, a := 0, 0, 0, 0
		text := ""
		for _, k := range append(slices.Clone(kinds), tagger.Phone, tagger.Plate, tagger.Contact) {
			i, ok := pick[k]
			if !ok {
				i = len(sum) - 1
			}
			s := sum[i]
			f, o, w, a = f+s.found[k], o+s.of[k], w+s.wrong[k], a+s.all[k]
			if ok {
				text += fmt.Sprintf(" %s@%.2f %d/%d f%d", k, bars[i], s.found[k], s.of[k], s.wrong[k])
			}
		}
		if found, wrong := float64(f)/float64(o), float64(w)/float64(a); wrong <= target && found > most {
			most = found
			out = fmt.Sprintf("found %.1f%% false %.1f%%%s", 100*found, 100*wrong, text)
		}
	}
	return out
}
