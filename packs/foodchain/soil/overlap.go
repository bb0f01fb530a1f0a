package soil

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Overlap is ground that two plots of the same days share. It is a warning and refuses nothing: surveys of
// other years rarely fit to the centimetre, and which of two is drawn wrongly only people know.
type Overlap struct {
	Code  string  // of the new plot
	Other string  // of a plot of the archive, or one that comes later in the file
	Area  float64 // m²
	Share float64 // of the smaller one, 0 to 1
}

const (
	// MostOverlaps is how many are listed.
	MostOverlaps = 100
	leastOverlap = 1.0    // m²
	leastShare   = 0.0005 // of the smaller plot: less is how edges were drawn
	mostBeside   = 2_000  // plots of the archive that are looked at beside one
)

// Says tells which plots overlap and by how much.
func (o Overlap) Says() lang.Text {
	mu, share := fmt.Sprintf("%.2f", o.Area/geo.SquareMetresPerMu), fmt.Sprintf("%.1f", 100*o.Share)
	area := fmt.Sprintf("%.0f", o.Area)
	return lang.T("地块“"+o.Code+"”和“"+o.Other+"”重叠"+area+"平方米（"+mu+"亩，占较小那块的"+share+"%）", "the plots “"+o.Code+"” and “"+o.Other+"” overlap by "+area+" m² ("+mu+" mu, "+share+" % of the smaller)")
}

// OverlapRemedy is what to do about them.
var OverlapRemedy = lang.T("请核对界址，或者补写来源地块；确实如此的也可以录入。", "Please compare the corners, or name the parents; it may be entered as it is.")

// Overlaps finds the new plots of an act that share ground with others, within the file and in the
// archive, on a common day; parents that end make room. The largest share comes first, at most [MostOverlaps].
func Overlaps(ctx context.Context, a Reader, division string, f ParcelFacts) (all []Overlap, err error) {
	ended := map[string]bool{}
	for _, x := range f.Parcels {
		for _, parent := range x.Parents {
			ended[parent] = true
		}
	}
	all = overlapsWithin(f.Parcels)
	for i := range f.Parcels {
		x := &f.Parcels[i]
		page, err := a.Parcels(ctx, Query{Division: division, Boxes: []geo.Box{x.Shape.Box()}, From: x.ValidFrom, To: x.ValidTo, Today: x.ValidFrom, Shapes: true, Limit: mostBeside})
		if err != nil {
			return nil, err
		}
		for k := range page.Rows {
			if other := &page.Rows[k].Parcel; !ended[other.Code] {
				all = beside(all, x, other)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Overlap) int { return cmp.Compare(b.Share, a.Share) })
	return all[:min(len(all), MostOverlaps)], nil
}

// overlapsWithin compares the plots of a file from west to east, so that far ones are never compared.
func overlapsWithin(plots []Parcel) (all []Overlap) {
	order := make([]*Parcel, len(plots))
	west := map[*Parcel]geo.Box{}
	for i := range plots {
		order[i] = &plots[i]
		west[order[i]] = plots[i].Shape.Box()
	}
	slices.SortStableFunc(order, func(a, b *Parcel) int { return cmp.Compare(west[a][0], west[b][0]) })
	for i, x := range order {
		for _, y := range order[i+1:] {
			if west[y][0] > west[x][2] {
				break
			}
			if west[x].Meets(west[y]) {
				all = beside(all, x, y)
			}
		}
	}
	return all
}

// beside adds an overlap of two plots, where it is one.
func beside(all []Overlap, x, y *Parcel) []Overlap {
	if x.Code == y.Code || x.ValidTo != 0 && x.ValidTo < y.ValidFrom || y.ValidTo != 0 && y.ValidTo < x.ValidFrom || slices.Contains(x.Parents, y.Code) || slices.Contains(y.Parents, x.Code) {
		return all
	}
	smaller := min(x.Area, y.Area)
	if area := geo.Overlap(x.Shape, y.Shape); area >= leastOverlap && area > leastShare*smaller {
		all = append(all, Overlap{x.Code, y.Code, area, min(area/smaller, 1)})
	}
	return all
}
