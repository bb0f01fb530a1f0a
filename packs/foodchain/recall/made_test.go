package recall_test

import (
	"context"
	"errors"
	"testing"

	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

type county struct {
	made   map[string][]string
	places map[string]recall.Place
	named  map[string]string
	err    error
}

func (c county) MadeAt(_ context.Context, keys []string) ([]string, error) {
	return c.made[keys[0]], c.err
}

func (c county) Place(_ context.Context, key string) (recall.Place, bool, error) {
	p, ok := c.places[key]
	return p, ok, nil
}

func (c county) Named(_ context.Context, key string) (string, error) { return c.named[key], nil }

// A producer recalls what has its number, was made, and was made at its own places alone.
func TestMadeBy(t *testing.T) {
	mine := recall.Place{Party: "me", Proven: true}
	base := func() county {
		return county{made: map[string][]string{"lot": {"works", "store"}}, named: map[string]string{"lot": "me"},
			places: map[string]recall.Place{"works": mine, "store": mine, "plot": mine, "rival": {Party: "rival", Proven: true}, "typed": {Party: "me"}}}
	}
	things := trace.Start{Things: []string{"lot"}}
	for name, c := range map[string]struct {
		change func(*county)
		start  trace.Start
		want   bool
	}{
		"its own":                            {func(*county) {}, things, true},
		"its own plot":                       {func(*county) {}, trace.Start{Plots: []trace.PlotTime{{Plot: "plot"}}}, true},
		"made at a rival's place as well":    {func(c *county) { c.made["lot"] = []string{"works", "rival"} }, things, false},
		"made at a place nobody registered":  {func(c *county) { c.made["lot"] = []string{"works", "nowhere"} }, things, false},
		"nothing says where it was made":     {func(c *county) { c.made["lot"] = nil }, things, false},
		"the number is a rival's":            {func(c *county) { c.named["lot"] = "rival" }, things, false},
		"the number is nobody's":             {func(c *county) { c.named["lot"] = "" }, things, false},
		"its business is not proven":         {func(c *county) { c.made["lot"] = []string{"typed"} }, things, false},
		"a rival's plot":                     {func(*county) {}, trace.Start{Plots: []trace.PlotTime{{Plot: "rival"}}}, false},
		"one of two is a rival's":            {func(c *county) { c.made["other"], c.named["other"] = []string{"works"}, "rival" }, trace.Start{Things: []string{"lot", "other"}}, false},
		"a party without a name of its own":  {func(c *county) { c.named["lot"] = "" }, things, false},
		"its own, whatever a rival received": {func(c *county) { c.places["shop"] = recall.Place{Party: "rival"} }, things, true},
	} {
		x := base()
		c.change(&x)
		if got, err := recall.MadeBy(x, x)(context.Background(), "me", c.start); err != nil || got != c.want {
			t.Errorf("%s: %v %v", name, got, err)
		}
	}
	broken := base()
	broken.err = errors.New("no answer")
	if got, err := recall.MadeBy(broken, broken)(context.Background(), "me", things); err == nil || got {
		t.Errorf("%v %v", got, err)
	}
}
