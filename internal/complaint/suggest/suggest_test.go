package suggest_test

import (
	"strings"
	"testing"

	"banjie/internal/catalog"
	"banjie/internal/complaint/suggest"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/registers/publiclist"
)

// One plain story a kind, with a word it must rest on.
func TestKinds(t *testing.T) {
	for _, c := range []struct{ kind, word, text string }{
		{"delay", "迟迟", "许可申请交了两个月，迟迟没有结果。"},
		{"private_gain", "亲戚", "招标的公司是局长亲戚开的，别人投不进去。"},
		{"extortion", "红包", "来丈量的人要红包，不给就不来。"},
		{"rudeness", "骂", "窗口的人骂我，还把材料扔在地上。"},
		{"buck_passing", "互相推", "两个局互相推，环保说归城管，城管说归环保。"},
		{"unlawful_fees", "工本费", "办证收了三十块工本费，公示写着免费，没有收据。"},
	} {
		got := suggest.Kinds(c.text)
		if len(got) == 0 || got[0].ID != c.kind {
			t.Errorf("%s: %v", c.text, got)
			continue
		}
		if c.kind != "buck_passing" && !strings.Contains(strings.Join(got[0].Words, " "), c.word) {
			t.Errorf("%s rests on %v", c.text, got[0].Words)
		}
	}
	if got := suggest.Kinds("今天天气很好。"); len(got) != 0 {
		t.Errorf("nothing is said and %v is found", got)
	}
}

// The county's own names, items and duties lead to the unit; what it does not publish does not.
func TestUnits(t *testing.T) {
	units := []org.Unit{{ID: "bees", Name: lang.T("示例县养蜂局", "Bees")}, {ID: "police", Name: lang.T("示例县公安局", "Police")}}
	items := []catalog.Item{{Unit: "bees", Name: lang.T("蜂箱登记", "Hives"), Keywords: []string{"蜜蜂", "蜂蜜"}}, {Unit: "gone", Name: lang.T("蜂箱登记", "Hives")}}
	x := suggest.NewIndex(units, items, []publiclist.Entry{{Unit: "bees", Name: "处理蜂群扰民"}})
	for text, want := range map[string]string{"我的蜜蜂三个月没给登记": "bees", "派出所的人说明天再来": "police"} {
		got := x.Units(text, 3)
		if len(got) == 0 || got[0].ID != want || len(got[0].Words) == 0 {
			t.Errorf("%s: %v", text, got)
		}
	}
	if got := x.Units("城管把我的菜倒了", 3); len(got) != 0 {
		t.Errorf("a unit the county does not have, or one without words: %v", got)
	}
}

// The same matter in other words is found; the same phrases about another matter are not.
func TestAlike(t *testing.T) {
	text := suggest.Other{Kind: "buck_passing", Unit: "water", Text: "河里死鱼，水利局说归环保，环保说归农业，三天了鱼都臭了。"}
	got := suggest.Alike(text, []suggest.Other{
		{ID: "same", Kind: "buck_passing", Unit: "water", Text: "反映河里死鱼漂了三天发臭，几个部门不接，请查谁管。"},
		{ID: "phrases", Kind: "buck_passing", Unit: "water", Text: "反映渡口修缮，水利局说归交通，交通说归农业，请查。"},
		{ID: "empty", Kind: "buck_passing", Unit: "water"},
	})
	if len(got) != 1 || got[0].ID != "same" {
		t.Errorf("%v", got)
	}
	if got := suggest.Alike(suggest.Other{}, []suggest.Other{text}); len(got) != 0 {
		t.Errorf("nothing is like everything: %v", got)
	}
}

// What an officer waits for: 3,000 characters against 28 units.
func BenchmarkUnits(b *testing.B) {
	var units []org.Unit
	for range 28 {
		units = append(units, org.Unit{ID: "u", Name: lang.T("示例县市场监督管理局公安局", "X")})
	}
	x := suggest.NewIndex(units, nil, nil)
	text := strings.Repeat("市场局来检查的人说归公安，公安说归市场局，材料交了三次没有结果。", 100)
	for b.Loop() {
		x.Units(text, 3)
		suggest.Kinds(text)
	}
}
