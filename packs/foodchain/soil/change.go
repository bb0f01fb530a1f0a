package soil

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Split plots come as shapes that a surveyor drew; a merged plot is worked out from its parents.
// Both end their parents on the day before and change no verdict: the history of a parent stays
// with it, and its children begin without one.

// Merging is what one asks for when plots become one.
type Merging struct {
	Parents []string
	Code    string
	Use     Use
	From    calendar.Day // first day of the new plot
}

// ParseCodes reads codes with blanks, commas or semicolons between, each once, in their order.
func ParseCodes(text string) (codes []string) {
	for code := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(";；,，、 \t\r\n", r) }) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

const (
	// MostMerged is how many plots become one at once.
	MostMerged = 50
	// mostCorners of all of them together: the union looks at all pairs.
	mostCorners = 4_000
)

// PlanMerge works out the plot that several become. They must lie side by side in one village;
// the new plot is a household's, and closed to the public, as soon as one of them is.
func PlanMerge(ctx context.Context, a Reader, division string, m Merging, county geo.Box) (p Plan[ParcelFacts], err error) {
	wrong := func(column string, says, remedy lang.Text) {
		p.Mistakes = append(p.Mistakes, Mistake{Column: column, Says: says, Remedy: remedy})
	}
	if len(m.Parents) < 2 || len(m.Parents) > MostMerged {
		wrong("parents", lang.Format("要合并的地块须有2至%d个", "2 to %d plots are merged", MostMerged), lang.T("请填写它们的编码，用“;”隔开。", "Please give their codes with “;” between."))
		return p, nil
	}
	x := Parcel{Code: m.Code, Use: m.Use, Holder: Entity, Public: true, ValidFrom: m.From, Origin: Merged, Parents: m.Parents}
	var shapes []geo.Shape
	corners := 0
	for i, code := range m.Parents {
		parent, _, err := a.One(ctx, division, code)
		if fault.KindOf(err) == fault.NotFound {
			wrong("parents", lang.T("没有编码为“"+code+"”的地块", "there is no plot “"+code+"”"), lang.T("请核对编码。", "Please check the code."))
			continue
		}
		if err != nil {
			return p, err
		}
		if i > 0 && x.Village != "" && parent.Village != x.Village {
			wrong("parents", lang.T("“"+code+"”在另一个村", "“"+code+"” lies in another village"), lang.T("不同村的地块不能合并。", "Plots of different villages are not merged."))
		}
		x.Village = cmp.Or(x.Village, parent.Village)
		x.Holder = moreCareful(x.Holder, parent.Holder)
		x.Public = x.Public && parent.Public
		shapes = append(shapes, parent.Shape)
		corners += parent.Shape.Points()
	}
	if corners > mostCorners {
		wrong("parents", lang.Format("这些地块共有%d个界址点，太多了", "the plots have %d corners together, which is too many", corners), lang.T("请由测绘人员画出新地块，用“录入地块”上传，并写明来源地块。", "Please have the new plot drawn and upload it as a plot that names its parents."))
	}
	if len(p.Mistakes) > 0 {
		return p, nil
	}
	fits := false
	if x.Shape, fits = geo.Union(shapes...); !fits || len(x.Shape) > 1 {
		wrong("parents", lang.T("这些地块没有连成一片，或者边界对不上", "the plots do not lie side by side, or their edges do not fit"),
			lang.T("请核对编码；边界有出入时，请由测绘人员画出新地块，用“录入地块”上传，并在来源地块一栏写明它们。", "Please check the codes. Where edges differ, have the new plot drawn and upload it as a plot that names them as its parents."))
		return p, nil
	}
	return PlanParcels(ctx, a, division, "", []Parcel{x}, county, func(int) int { return 0 })
}

// moreCareful is the kind of holder of whom less is shown.
func moreCareful(a, b Holder) Holder {
	for _, h := range []Holder{Person, Collective} {
		if a == h || b == h {
			return h
		}
	}
	return Entity
}

// PlanSplit checks the plots of a file as parts of one plot from a day on. What a part does not
// say it has from its parent: use, village, kind of holder, whether the public sees it, who works it.
// A part of a household's plot is a household's, whatever the file says.
func PlanSplit(ctx context.Context, a Reader, division, parent, source string, from calendar.Day, parts []Parcel, county geo.Box, row func(int) int) (p Plan[ParcelFacts], err error) {
	whole, _, err := a.One(ctx, division, parent)
	if fault.KindOf(err) == fault.NotFound {
		p.Mistakes = append(p.Mistakes, Mistake{Column: "parent", Says: lang.T("没有编码为“"+parent+"”的地块", "there is no plot “"+parent+"”"), Remedy: lang.T("请核对编码。", "Please check the code.")})
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if len(parts) < 2 {
		p.Mistakes = append(p.Mistakes, Mistake{Says: lang.Format("分割后须有两块以上，文件里有%d块", "a split gives two plots or more; the file has %d", len(parts)), Remedy: lang.T("请检查文件。", "Please check the file.")})
		return p, nil
	}
	for i := range parts {
		x := &parts[i]
		x.Use, x.Village = cmp.Or(x.Use, whole.Use), cmp.Or(x.Village, whole.Village)
		if x.Holder == "" {
			x.unheld, x.unasked = true, !x.Public
		}
		if !x.unheld {
			x.Holder = moreCareful(x.Holder, whole.Holder)
		}
		x.Origin, x.Parents, x.ValidFrom, x.ValidTo = Split, []string{parent}, from, 0
	}
	return PlanParcels(ctx, a, division, source, parts, county, row)
}

// Balance compares the area of new plots with that of the parents they end.
type Balance struct {
	New, Ended float64 // m²
	Parents    []string
}

// Differs says that the two areas are further apart than surveys of the same ground should be:
// by more than two in a hundred.
func (b Balance) Differs() bool {
	d := b.New - b.Ended
	return len(b.Parents) > 0 && (d > b.Ended/50 || -d > b.Ended/50)
}

// Balance weighs the plots with parents against those parents.
func (f ParcelFacts) Balance(ctx context.Context, a Archive, division string) (b Balance, err error) {
	for _, x := range f.Parcels {
		if len(x.Parents) > 0 {
			b.New += x.Area
			b.Parents = append(b.Parents, x.Parents...)
		}
	}
	slices.Sort(b.Parents)
	b.Parents = slices.Compact(b.Parents)
	known, err := a.Known(ctx, division, b.Parents)
	if err != nil {
		return b, err
	}
	for _, code := range b.Parents {
		b.Ended += known[code].Area
	}
	return b, nil
}
