package catalog

import (
	"encoding/json"
	"strings"
	"testing"

	"banjie/internal/lang"
)

func TestSearch(t *testing.T) {
	items := []Item{
		sample(),
		{Slug: "marriage", Name: lang.T("内地居民婚姻登记", "Marriage registration"), Keywords: []string{"结婚", "领证", "get married"}, Theme: "marriage"},
		{Slug: "driving", Name: lang.T("机动车驾驶证补领", "Replacement of a driving licence"), Keywords: []string{"驾照丢了"}, Theme: "driving"},
		{Slug: "hygiene", Name: lang.T("公共场所卫生许可", "Hygiene licence for public places"), Keywords: []string{"开理发店", "开宾馆"}, Theme: "operate"},
	}
	for question, want := range map[string]string{
		"开饭店": "food-business-licence", "我想开一家小饭店要办什么证": "food-business-licence", "开餐馆": "food-business-licence", "How do I open a restaurant?": "food-business-licence", "restaurants": "food-business-licence",
		"食品经营许可": "food-business-licence", "结婚": "marriage", "我们要结婚了": "marriage", "婚": "marriage", "GET MARRIED": "marriage", "驾照丢了怎么办": "driving", "理发店": "hygiene", "driving licence": "driving", "ｄｒｉｖｉｎｇ": "driving",
	} {
		hits := Search(items, question, 3)
		if len(hits) == 0 || hits[0].Item.Slug != want {
			t.Errorf("%s: %+v", question, hits)
		}
	}
	for _, nothing := range []string{"", " ", "the", "xyzzy", "。。。"} {
		if hits := Search(items, nothing, 3); len(hits) != 0 {
			t.Errorf("%q finds %d items", nothing, len(hits))
		}
	}
}

func TestThemes(t *testing.T) {
	seen := map[string]bool{}
	for _, th := range Themes() {
		if seen[th.ID] || th.Name.ZH == "" || th.Name.EN == "" || th.Side != Personal && th.Side != Business {
			t.Errorf("%+v", th)
		}
		seen[th.ID] = true
	}
}

// With nothing but the names of the items, everyday questions are a measure of the
// index alone; the figures are printed, not promised.
func TestSearchMeasure(t *testing.T) {
	var list []struct{ ID, Name string }
	if err := json.Unmarshal(shared(t, "conformance/service-finder-zh/items.json"), &list); err != nil {
		t.Fatal(err)
	}
	items := make([]Item, len(list))
	for i, x := range list {
		items[i] = Item{Slug: x.ID, Name: lang.T(x.Name, "")}
	}
	index := NewIndex(items)
	questions, first, third := 0, 0, 0
	for line := range strings.Lines(string(shared(t, "conformance/service-finder-zh/queries.jsonl"))) {
		var q struct{ Text, Item string }
		if json.Unmarshal([]byte(line), &q) != nil {
			continue
		}
		questions++
		for rank, h := range index.Search(q.Text, 3) {
			if h.Item.Slug == q.Item {
				third++
				if rank == 0 {
					first++
				}
			}
		}
	}
	t.Logf("%d questions, names only: %d first, %d among the first three", questions, first, third)
	if questions == 0 {
		t.Error("no questions")
	}
}

func FuzzSearch(f *testing.F) {
	index := NewIndex([]Item{sample()})
	f.Add("开饭店")
	f.Add("a\xffb ＡＢ")
	f.Fuzz(func(t *testing.T, question string) { index.Search(question, 5) })
}
