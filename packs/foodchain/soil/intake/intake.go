// Package intake is what a file brings into the soil archive, worked out once for the pages and for the
// terminal: plots, villages, or a report of a laboratory.
//
//	file ─▶ plots (GeoJSON, zipped shapefile) ─┐
//	     ─▶ report (workbook of labsheet)      ├─▶ mistakes with row and remedy, or acts
//	     ─▶ villages (workbook of villages)    ─┘        └─▶ what is there already is left out
//
// One mistake and nothing of the file is entered. The same file twice brings nothing new. It judges nothing by
// itself (see soil) and asks nobody who may enter: whoever calls it has.
package intake

import (
	"bytes"
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/geo/shapefile"
	"banjie/packs/foodchain/soil/labsheet"
)

// File is a file as it was handed in; what it is its name's ending says, and its sheets.
type File struct {
	Name string
	Body []byte
}

// Kind is what a file holds.
type Kind string

// Kinds of files.
const (
	Plots    Kind = "plots"
	Report   Kind = "report"
	Villages Kind = "villages"
)

// ext is the ending of the name in small letters, without the dot.
func (f File) ext() string { return strings.TrimPrefix(strings.ToLower(path.Ext(f.Name)), ".") }

// Kind tells what the file holds. Errors: fault.Invalid for an ending that is none of these, or a
// workbook without the sheets.
func (f File) Kind() (Kind, error) {
	switch f.ext() {
	case "geojson", "json", "zip":
		return Plots, nil
	case "xlsx":
		book, err := workbook.Open(f.Body, labsheet.Most)
		if err == nil && slices.Contains(book.Sheets(), villageSheet) {
			return Villages, nil
		}
		return Report, nil // its reader says what is wrong with another
	}
	return "", fault.New(fault.Invalid, "bad_soil_file", lang.Format("“%s”不是这里收的文件。", "“%s” is no file that is taken here.", path.Base(f.Name)),
		lang.T("地块用.geojson、.json或.zip（shapefile），检测报告和村名册用.xlsx。", "Plots are .geojson, .json or .zip (a shapefile), a laboratory's report and the list of villages .xlsx."))
}

var errEnough = errors.New("intake: enough")

// ReadPlots reads at most so many plots and one more, with their numbers in the file; since is the first day of those
// that name none.
func (f File) ReadPlots(since calendar.Day, most int) (plots []soil.Parcel, rows []int, err error) {
	do := func(x geo.Feature) error {
		plots, rows = append(plots, soil.ParcelOf(x, since)), append(rows, x.N)
		if len(plots) > most {
			return errEnough
		}
		return nil
	}
	if f.ext() == "zip" {
		err = shapefile.Read(bytes.NewReader(f.Body), int64(len(f.Body)), do)
	} else {
		err = geo.ReadGeoJSON(bytes.NewReader(f.Body), do)
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return plots, rows, err
}

// PlanReport reads a laboratory's workbook and plans it.
func (f File) PlanReport(ctx context.Context, a soil.Archive, division string, today calendar.Day, county geo.Box) (soil.Plan[soil.ReportFacts], error) {
	sheet, err := labsheet.Read(f.Body)
	if err != nil {
		return soil.Plan[soil.ReportFacts]{}, err
	}
	return sheet.Plan(func(row func(int) int) (soil.Plan[soil.ReportFacts], error) {
		return soil.PlanReport(ctx, a, division, sheet.Report, today, county, row)
	})
}

// Acts records acts without a case.
type Acts interface {
	Record(ctx context.Context, a access.Actor, kind string, data any, private casework.Private) (casework.Outcome, error)
}

// Office takes files in.
type Office struct {
	Archive  soil.Reader
	Acts     Acts
	Division string
	County   geo.Box // in which plots must lie; empty: anywhere
	Today    calendar.Day
}

// Taken is what a file brought, or would bring.
type Taken struct {
	Kind     Kind           `json:"kind"`
	New      int            `json:"new"`                // plots, samples or villages
	Repeated int            `json:"repeated"`           // that were there already, and the same
	Users    int            `json:"users,omitempty"`    // plots that were there, of which the file says who works them
	Others   []string       `json:"others,omitempty"`   // plots of which the archive says another user: left as they are
	Overlaps []lang.Text    `json:"overlaps,omitempty"` // warnings
	Unnamed  []string       `json:"unnamed,omitempty"`  // codes of villages that the archive does not know
	Mistakes []soil.Mistake `json:"mistakes,omitempty"` // nothing was entered where there is one
}

// Take enters a file, or with dry only says what it would do. since is the first day of plots that name none. tell is
// told how many plots are entered; nil: nobody is. A file of more than [soil.MostParcels] plots becomes
// several acts; where it is cut off between them, take it again.
func (o *Office) Take(ctx context.Context, by access.Actor, f File, since calendar.Day, dry bool, tell func(done, total int64)) (t Taken, err error) {
	if t.Kind, err = f.Kind(); err != nil {
		return t, err
	}
	var acts []act
	switch t.Kind {
	case Plots:
		acts, err = o.plots(ctx, f, since, &t)
	case Report:
		acts, err = o.report(ctx, f, &t)
	case Villages:
		acts, err = o.villages(ctx, f, &t)
	}
	if err != nil || len(t.Mistakes) > 0 || dry {
		return t, err
	}
	done := 0
	for _, a := range acts {
		if _, err := o.Acts.Record(ctx, by, a.kind, a.facts, casework.Private{}); err != nil {
			return t, err
		}
		if done += a.n; tell != nil {
			tell(int64(done), int64(t.New))
		}
	}
	return t, nil
}

// act is one act of a file, with how much it enters.
type act struct {
	kind  string
	facts any
	n     int
}

func (o *Office) plots(ctx context.Context, f File, since calendar.Day, t *Taken) (acts []act, err error) {
	plots, rows, err := f.ReadPlots(since, geo.MostFeatures)
	if err != nil {
		return nil, err
	}
	if len(plots) == 0 {
		t.Mistakes = []soil.Mistake{{Says: lang.T("文件里没有地块", "the file has no plots"), Remedy: lang.T("请检查文件。", "Please check the file.")}}
		return nil, nil
	}
	if t.Mistakes = soil.Twice(plots, func(i int) int { return rows[i] }); len(t.Mistakes) > 0 {
		return nil, nil
	}
	for from := 0; from < len(plots) && len(t.Mistakes) < soil.MostMistakes; from += soil.MostParcels {
		part := plots[from:min(from+soil.MostParcels, len(plots))]
		p, err := soil.PlanParcels(ctx, o.Archive, o.Division, path.Base(f.Name), part, o.County, func(i int) int { return rows[from+i] })
		if err != nil {
			return nil, err
		}
		t.Mistakes, t.Repeated = append(t.Mistakes, p.Mistakes...), t.Repeated+len(p.Repeated)
		t.Others = append(t.Others, p.Others...)
		n := len(p.Facts.Parcels)
		if n+len(p.Facts.Users) == 0 {
			continue
		}
		t.New, t.Users = t.New+n, t.Users+len(p.Facts.Users)
		acts = append(acts, act{soil.ParcelsEntered, p.Facts, n})
	}
	if len(t.Mistakes) > 0 {
		t.New, t.Users = 0, 0
		return nil, nil
	}
	return acts, o.warn(ctx, acts, t)
}

// warn looks for what is no mistake and should be seen.
func (o *Office) warn(ctx context.Context, acts []act, t *Taken) error {
	var all soil.ParcelFacts
	for _, a := range acts {
		all.Parcels = append(all.Parcels, a.facts.(soil.ParcelFacts).Parcels...)
	}
	overlaps, err := soil.Overlaps(ctx, o.Archive, o.Division, all)
	if err != nil {
		return err
	}
	for _, x := range overlaps {
		t.Overlaps = append(t.Overlaps, x.Says())
	}
	t.Unnamed, err = soil.Unnamed(ctx, o.Archive, o.Division, all.Parcels, o.Today)
	return err
}

func (o *Office) report(ctx context.Context, f File, t *Taken) ([]act, error) {
	p, err := f.PlanReport(ctx, o.Archive, o.Division, o.Today, o.County)
	if err != nil {
		return nil, err
	}
	t.Mistakes, t.Repeated = p.Mistakes, len(p.Repeated)
	if t.New = len(p.Facts.Report.Samples); t.New == 0 {
		return nil, nil
	}
	return []act{{soil.ReportEntered, p.Facts, t.New}}, nil
}

func (o *Office) villages(ctx context.Context, f File, t *Taken) ([]act, error) {
	p, err := f.PlanVillages(ctx, o.Archive, o.Division, o.Today)
	if err != nil {
		return nil, err
	}
	t.Mistakes, t.Repeated = p.Mistakes, len(p.Repeated)
	if t.New = len(p.Facts.Villages); t.New == 0 {
		return nil, nil
	}
	return []act{{soil.VillagesEntered, p.Facts, t.New}}, nil
}
