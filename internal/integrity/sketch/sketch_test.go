package sketch_test

import (
	"math"
	"strings"
	"testing"

	"banjie/internal/integrity/sketch"
)

func jaccard(a, b string) float64 {
	set := func(s string) map[string]bool {
		m, r := map[string]bool{}, []rune(s)
		for i := range len(r) - 1 {
			m[string(r[i:i+2])] = true
		}
		return m
	}
	x, y := set(a), set(b)
	both := 0
	for k := range x {
		if y[k] {
			both++
		}
	}
	return float64(both) / float64(len(x)+len(y)-both)
}

// A sketch's likeness lies within four standard errors of the true one, for invented texts.
func TestLikeness(t *testing.T) {
	base := "您反映的某某路口路灯不亮问题已经派人到现场查看更换了两只灯具今后将加强巡查感谢您的监督"
	for cut := 0; cut < 40; cut += 4 {
		r := []rune(base)
		other := string(r[:len(r)-cut]) + strings.Repeat("另", min(cut, 1)) + strings.Repeat("行核实", cut/3)
		want := jaccard(base, other)
		got := sketch.Of(base).Likeness(sketch.Of(other))
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/sketch.Places)+1e-9 {
			t.Errorf("cut %d: %.2f, want %.2f", cut, got, want)
		}
	}
	if sketch.Of("已阅，处理。").Likeness(sketch.Of("已阅处理")) != 1 {
		t.Error("marks make a difference")
	}
	if s := sketch.Of("。"); s != nil || s.Likeness(s) != 0 {
		t.Error("no text is like nothing")
	}
}

func TestClusters(t *testing.T) {
	a, b := sketch.Of("您的问题已转相关部门处理请耐心等待"), sketch.Of("路灯已更换现场照片见附件请您核对")
	got := sketch.Clusters([]sketch.Sketch{a, b, nil, a, b, nil}, 0.8)
	if got[0] != got[3] || got[1] != got[4] || got[0] == got[1] || got[2] == got[5] {
		t.Error(got)
	}
	text, err := a.MarshalText()
	var back sketch.Sketch
	if err != nil || back.UnmarshalText(text) != nil || back.Likeness(a) != 1 {
		t.Error("a sketch does not come back")
	}
	if back.UnmarshalText([]byte("abc")) == nil {
		t.Error("three letters are a sketch")
	}
}
