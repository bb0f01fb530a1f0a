package recallview

import (
	"context"
	"net/url"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// mostGoods is how many things of a recall a page of one place names.
const mostGoods = 50

// GoodsAt are the things of a recall at a place, in the words that stand on the box. Where the records
// name none there (they are in containers, or nobody said), it is what the recall begins from.
func (g *Hall) GoodsAt(ctx context.Context, row recall.Row, place string) ([]recall.Goods, error) {
	return g.SomeAt(ctx, row, place, mostGoods)
}

// SomeAt is [Hall.GoodsAt] of at most most of them.
func (g *Hall) SomeAt(ctx context.Context, row recall.Row, place string, most int) ([]recall.Goods, error) {
	keys, err := g.Lists.At(ctx, row.Key, place, most)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		keys, place = row.Start.Things, ""
	}
	return g.Named(ctx, keys[:min(len(keys), most)], place)
}

// Named puts keys into the words of the box.
func (g *Hall) Named(ctx context.Context, keys []string, place string) ([]recall.Goods, error) {
	if len(keys) > mostGoods {
		keys = keys[:mostGoods]
	}
	if g.Names != nil {
		return g.Names.Goods(ctx, keys, place)
	}
	var out []recall.Goods
	for _, k := range keys {
		out = append(out, Printed(k))
	}
	return out, nil
}

// Printed reads off a key what stands on the box.
func Printed(key string) recall.Goods {
	g := recall.Goods{Key: key}
	parts := strings.Split(strings.TrimPrefix(key, trace.Host+"/"), "/")
	for i := 0; i+1 < len(parts); i += 2 {
		v, err := url.PathUnescape(parts[i+1])
		if err != nil {
			v = parts[i+1]
		}
		switch parts[i] {
		case "01":
			g.Code = strings.TrimPrefix(v, "0") // fourteen digits with a leading zero are thirteen below the bars
		case "10":
			g.Lot = v
		case "21", "00":
			g.Piece = v
		}
	}
	return g
}

// Box says goods as they are found on the box, in one sentence: name, lot, bar code.
func Box(title string, x recall.Goods) lang.Text {
	name := x.Name
	if name == "" {
		name = title
	}
	out := ui.Data(name)
	add := func(zh, en, value string) {
		if value != "" {
			out = lang.T(out.ZH+"，"+zh+" "+value, out.EN+", "+en+" "+value)
		}
	}
	add("批号", "lot", x.Lot)
	add("条码", "bar code", x.Code)
	add("编号", "number", x.Piece)
	return out
}

// GoodsTable lists goods as a holder compares them with the box in front of him.
func GoodsTable(title string, list []recall.Goods, left bool) ui.Table {
	t := ui.Table{Caption: lang.T("要召回的货，和箱子上印的对一对", "What is recalled: compare it with what is printed on the box"), Columns: []ui.Column{{Name: lang.T("货", "Goods")}, {Name: lang.T("批号", "Lot")}, {Name: lang.T("条码", "Bar code")}}}
	if left {
		t.Columns = append(t.Columns, ui.Column{Name: lang.T("账上还有", "Left by the book"), Numeric: true})
	}
	or := func(s string) ui.Component {
		if s == "" {
			return ui.Plain("–")
		}
		return ui.Words(ui.Data(s))
	}
	for _, x := range list {
		name := ui.Data(x.Name)
		if x.Name == "" {
			name = ui.Data(title)
		}
		cell := ui.Components{ui.Words(name)}
		if !x.Maker.IsZero() {
			cell = append(cell, ui.Plain(" "), ui.Words(x.Maker))
		}
		code := x.Code
		if x.Piece != "" {
			code = strings.TrimSpace(code + " #" + x.Piece)
		}
		row := ui.Row{Cells: []ui.Component{cell, or(x.Lot), or(code)}}
		if left {
			row.Cells = append(row.Cells, ui.Words(Amounts(x.Left)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
