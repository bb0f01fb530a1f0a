package catalog

import (
	"encoding/json"
	"fmt"
	"testing"
)

func BenchmarkRule(b *testing.B) {
	c := sample().Conditions[0]
	f := Facts{Held: map[string]any{"lease": false, "deed": true}}
	for b.Loop() {
		Evaluate(c, f)
	}
}

func BenchmarkValidate(b *testing.B) {
	schema := json.RawMessage(sampleForm)
	values := map[string]any{"operator": "示例甲", "area": 12.5, "kind": "meals"}
	for b.Loop() {
		if _, err := Validate(schema, values); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLint(b *testing.B) {
	it, l := sample(), linter()
	for b.Loop() {
		l.Lint(it)
	}
}

func BenchmarkSearch(b *testing.B) {
	items := make([]Item, 2000)
	for i := range items {
		items[i] = sample()
		items[i].Slug = fmt.Sprint(i)
	}
	x := NewIndex(items)
	for b.Loop() {
		x.Search("我想开一家小饭店要办什么证", 10)
	}
}
