package soil

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Reader is what pages and programs read of the archive.
type Reader interface {
	Archive
	// Parcels gives plots in the order in which they were entered.
	Parcels(ctx context.Context, q Query) (Page, error)
	// Children are the plots that were split off or merged from one.
	Children(ctx context.Context, division, code string) ([]string, error)
	// Samples are those of a plot, the newest first, at most a hundred.
	Samples(ctx context.Context, division, parcel string) ([]Kept, error)
	// Villages gives every village of the register with its plots of a day, by code.
	Villages(ctx context.Context, division string, day calendar.Day) ([]Tally, error)
}

// Query is what is asked for of plots.
type Query struct {
	Division string
	Boxes    []geo.Box    // in any of them; none: everywhere
	From, To calendar.Day // there on some day of these; 0 is open. The class is that of the last of them
	Today    calendar.Day // takes the place of an open To for the class
	Village  string
	Use      Use
	Class    Class
	Code     string // beginning of the code
	OpenOnly bool   // only plots whose place the public may see
	Shapes   bool   // with shapes
	After    int64  // the mark of the page before
	Limit    int    // 1 to 2,000; else 100
}

// Row is a plot in a list with its class.
type Row struct {
	ID int64 // mark for paging, no name
	Parcel
	Class    Class // "" where nothing was judged
	Standard string
}

// Page is some plots and the mark with which the next page is asked for, 0 at the end.
type Page struct {
	Rows []Row
	Next int64
}

// Tally is a village with its plots of a day by class.
type Tally struct {
	Village
	Plots    int64
	ByClass  map[Class]int64 // "" for those that nothing was judged of
	Withheld map[Class]int64 // of them: plots that households farm who have not agreed to show them
}

// NotShown is how many plots are withheld.
func (t *Tally) NotShown() (n int64) {
	for _, of := range t.Withheld {
		n += of
	}
	return n
}

// FewestTold is the least number of plots of a village of which classes are told to everybody, and
// of plots that are withheld among them: with fewer, neighbours would know whose plot is meant.
// Those that are shown can be taken from the sum. It is the least count of every public figure.
const FewestTold = cells.K

// WithheldWord stands wherever a figure is there and not told, never 0.
var WithheldWord = lang.T("不公开", "withheld")

// WhyWithheld is the reason, in one line.
var WhyWithheld = lang.Format("不到%[1]d块地的村，不公开的地块有但不到%[1]d块、或者几乎同属一类的村，不列类别，免得看得出是谁家的地、哪一类。", "Villages with fewer than %[1]d plots, with some but fewer than %[1]d that are not shown, or with those nearly all of one class, tell no classes, so that the class of nobody's plot can be concluded.", FewestTold)

// leastApart is the least number of withheld plots that are not of the commonest class among them.
// With none, the sum less the plots that are shown tells the class of each; with one, it tells its
// holder, who knows that one, the class of all others.
const leastApart = 2

// Withholds says that classes are there and not told to somebody.
func (t *Tally) Withholds(whole bool) bool { return t.Plots > 0 && !t.Told(whole) }

// Told says that the classes of the village may be told to somebody; whole: who may see every plot.
// "Nothing was judged" counts as a class: a village that is silent must not tell which one it is of.
func (t *Tally) Told(whole bool) bool {
	withheld, most := t.NotShown(), int64(0)
	for _, n := range t.Withheld {
		most = max(most, n)
	}
	return whole || t.Plots >= FewestTold && (withheld == 0 || withheld >= FewestTold && withheld-most >= leastApart)
}
