package desk

import "banjie/internal/integrity/cells"

// Small is the least denominator of a town that is shown: that of every public figure.
const Small = cells.K

// Rest is in the place of a town what no town shows: places that belong to none, and towns whose own
// figure is hidden. With it the rows of a link add up to the county's figure.
const Rest = "*"

// ToldCell is a cell as it may be shown.
type ToldCell struct {
	Cell
	Hidden bool // its figures are shown to nobody
}

// Told marks what may not be shown, and adds the rest of each link at the end. Towns with fewer than
// [Small] in the denominator are hidden, and as many others as it takes, the county's figure last,
// that the county's less those shown tells none of them (package cells). Cells of a link the county
// has no figure of are hidden. It says nothing of numerators: where all of a link are alike, they are told.
func (c Coverage) Told() (told []ToldCell) {
	for _, x := range c.Cells {
		told = append(told, ToldCell{x, true})
	}
	for _, l := range Links {
		var towns []int
		county := -1
		for i, x := range c.Cells {
			switch {
			case x.Link != l.ID:
			case x.Town == "":
				county = i
			default:
				towns = append(towns, i)
			}
		}
		if county >= 0 {
			told = c.guard(told, county, towns)
		}
	}
	return told
}

// guard decides of one link: its county and its towns by index.
func (c Coverage) guard(told []ToldCell, county int, towns []int) []ToldCell {
	var table cells.Table
	var parts []int
	none, rest := c.Cells[county].Den, c.Cells[county]
	small := false
	for _, i := range towns {
		f := cells.Figure{Value: int(c.Cells[i].Den)}
		none, small = none-c.Cells[i].Den, small || f.Sensitive()
		parts, table.Figures = append(parts, len(table.Figures)), append(table.Figures, f)
	}
	if none > 0 { // of no town: never shown by itself, so it hides a small town for nothing
		f := cells.Figure{Value: int(none)}
		if small {
			f.Largest = f.Value
		}
		parts, table.Figures = append(parts, len(table.Figures)), append(table.Figures, f)
	}
	total := len(table.Figures)
	table.Figures = append(table.Figures, cells.Figure{Value: int(c.Cells[county].Den)})
	hidden := make([]bool, total+1)
	if len(towns) > 0 {
		table.Sums = []cells.Sum{{Total: total, Parts: parts}}
		hidden = table.Protect()
	}
	told[county].Hidden = hidden[total]
	rest.Town = Rest
	for n, i := range towns {
		if told[i].Hidden = hidden[n]; !hidden[n] {
			rest.Num, rest.Den = rest.Num-c.Cells[i].Num, rest.Den-c.Cells[i].Den
		}
	}
	if rest.Den > 0 && len(towns) > 0 && !hidden[total] {
		told = append(told, ToldCell{rest, false})
	}
	return told
}
