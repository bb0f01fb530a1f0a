// Package story walks the reform's story in its order: what was promised and when, the
// live page that does it here, and our own figure, computed from this county's events
// when the page is drawn. A part that is not built says so.
//
// Figures of the story are those of the newspaper account and the laws named in the
// project's facts; figures of "here" come from the ledger of a county, in a demonstration
// of one that does not exist. The package judges nobody and compares with no real place.
package story

import (
	"context"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/stats"
	"banjie/internal/survey"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Chapter is one step of the story.
type Chapter struct {
	ID      string
	Year    string
	Title   lang.Text
	Promise lang.Text // what was promised or reached, with its figure
	Here    lang.Text // what does it here; zero when it is not built
	Live    string    // address of the page that does it; "" when it is not built
	// Ours computes our figure; nil when there is none yet.
	Ours func(context.Context, *Figures) (Answer, error)
}

// Built says whether the chapter's page exists.
func (c Chapter) Built() bool { return c.Live != "" }

// Answer is our figure as a sentence that names its numbers.
type Answer struct{ Text lang.Text }

// Figures is where chapters take their numbers from.
type Figures struct {
	Stats    stats.Source
	Items    catalog.Reader
	Lists    publiclist.Reader
	Division string
	Today    calendar.Day
	Units    int
	Windows  int
	Rounds   Rounds               // nil: there are no surveys
	Files    accountability.Lists // nil: none
	Visits   inspection.Lists     // nil: none
	Packs    map[string]Built     // chapters that packs have built, by id
}

// Built is a chapter that a pack has built.
type Built struct {
	Here lang.Text
	Live string
	Ours func(context.Context) (lang.Text, error) // nil: no figure
}

// of is the chapter with what a pack built of it.
func (b Built) of(c Chapter) Chapter {
	c.Here, c.Live = b.Here, b.Live
	if b.Ours != nil {
		c.Ours = func(ctx context.Context, _ *Figures) (Answer, error) {
			t, err := b.Ours(ctx)
			return Answer{t}, err
		}
	}
	return c
}

// Rounds gives the surveys, the latest first.
type Rounds func(ctx context.Context, division string) ([]survey.Round, error)

// span of the rolling figures in days; the first page looks back over a shorter one and says so.
const span = 90

func (f *Figures) sum(ctx context.Context, m stats.Measure) (int64, error) {
	return f.Stats.Sum(ctx, f.Division, m, int32(f.Today)-span+1, int32(f.Today), "")
}

// Routes mounts the page; what the site knows of itself is filled in.
func Routes(s *site.Site, from Figures) {
	s.Handle("GET /story", site.Open, func(w http.ResponseWriter, r *site.Request) error {
		dir, cal, f := s.Org(), s.Calendar(), from
		f.Items, f.Division, f.Today, f.Units, f.Windows = s.Items, s.Division, cal.DayOf(s.Clock.Now()), len(dir.Units()), len(dir.Windows())
		v := View{Moved: s.Demo != nil}
		for _, c := range Chapters {
			if b, ok := f.Packs[c.ID]; ok {
				c = b.of(c)
			}
			told := Told{Chapter: c}
			if c.Ours != nil {
				a, err := c.Ours(r.Context(), &f)
				if err != nil {
					return err
				}
				told.Answer = a.Text
			}
			v.Told = append(v.Told, told)
		}
		return r.Show(w, r.Page(title), v)
	})
}

var title = lang.T("这件事是怎么走到今天的", "How it came to this")

// View is the page.
type View struct {
	Moved bool
	Told  []Told
}

// Told is a chapter with our figure.
type Told struct {
	Chapter
	Answer lang.Text
}

// facts are a chapter's two or three lines.
func (t Told) facts() ui.Component {
	rows := []ui.SummaryRow{
		{Key: lang.T("当时的承诺", "What was promised"), Value: t.Promise},
		{Key: lang.T("这里怎么做", "What does it here"), Body: ui.Part(func(p ui.Page) templ.Component { return here(p, t) })},
	}
	if !t.Answer.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("我们的数字", "Our figure"), Value: t.Answer})
	}
	return ui.SummaryList{Rows: rows}
}

// View draws it.
func (v View) View(p ui.Page) templ.Component { return page(p, v) }

// Sample is the page with two chapters.
func (View) Sample() []ui.Component {
	return []ui.Component{View{Moved: true, Told: []Told{
		{Chapter: Chapters[0], Answer: lang.T("28 个部门、56 个事项。", "28 units, 56 items.")}, {Chapter: Chapters[len(Chapters)-1]},
	}}}
}

// GalleryPages shows the page without a database.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{{ID: "story", Name: title, Role: lang.T("公众", "public"),
		Draw: func(p ui.Page) templ.Component {
			p.Title = title
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				return ui.Layout(p).Render(templ.WithChildren(ctx, View{}.Sample()[0].View(p)), w)
			})
		}}}
}

// handling is the mean of working days of items over the span, from the counters.
func (f *Figures) handling(ctx context.Context, slugs ...string) (stats.Rate, error) {
	r := stats.Rate{Indicator: stats.Handling}
	for _, slug := range slugs {
		it, err := f.Items.BySlug(ctx, f.Division, slug)
		if fault.KindOf(err) == fault.NotFound {
			continue // this county does not offer it
		}
		if err != nil {
			return r, err
		}
		for m, into := range map[stats.Measure]*int64{stats.ItemWorkdays: &r.Numerator, stats.ItemDecided: &r.Denominator} {
			n, err := f.Stats.Sum(ctx, f.Division, m, int32(f.Today)-span+1, int32(f.Today), it.Code)
			if err != nil {
				return r, err
			}
			*into += n
		}
	}
	return r, nil
}
