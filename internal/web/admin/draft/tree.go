package draft

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/catalog"
)

// tree is an item as its JSON shows it. Inputs are named by their place in it, which is
// also how the lint names what it finds.
type tree map[string]any

func treeOf(it catalog.Item) (tree, error) {
	d := json.NewDecoder(bytes.NewReader(catalog.Canonical(it)))
	d.UseNumber()
	var t tree
	err := d.Decode(&t)
	return t, err
}

// item reads the tree back.
func (t tree) item() (catalog.Item, error) {
	raw, err := json.Marshal(t)
	if err != nil {
		return catalog.Item{}, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var it, clean catalog.Item
	if err := d.Decode(&it); err != nil {
		return it, err
	}
	err = json.Unmarshal(catalog.Canonical(it), &clean)
	return clean, err
}

// at gives what stands at a dotted place, nil for nothing.
func (t tree) at(path string) any {
	var v any = map[string]any(t)
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text is a value as it stands in an input.
func (t tree) text(path string) string {
	switch v := t.at(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return yes
		}
	}
	return ""
}

func (t tree) texts(path string) []string {
	var out []string
	list, _ := t.at(path).([]any)
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func (t tree) rows(path string) int {
	list, _ := t.at(path).([]any)
	return len(list)
}

// set puts a value, making the objects on the way; nil takes it out.
func (t tree) set(path string, value any) {
	parts := strings.Split(path, ".")
	at := map[string]any(t)
	for _, p := range parts[:len(parts)-1] {
		next, ok := at[p].(map[string]any)
		if !ok {
			if value == nil {
				return
			}
			next = map[string]any{}
			at[p] = next
		}
		at = next
	}
	last := parts[len(parts)-1]
	if value == nil {
		delete(at, last)
		return
	}
	at[last] = value
}

// blank says that nothing was entered in a value.
func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case json.Number:
		return v == "0"
	case []any:
		return !slices.ContainsFunc(v, func(x any) bool { return !blank(x) })
	case map[string]any:
		for _, x := range v {
			if !blank(x) {
				return false
			}
		}
		return true
	}
	return false
}
