package features

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// plot is what is told of a plot. Whoever farms it is not among it, nor what kind of holder.
type plot struct {
	Code      string       `json:"code"`
	Use       soil.Use     `json:"use"`
	Class     soil.Class   `json:"class,omitempty"` // the soil's half
	Standard  string       `json:"standard,omitempty"`
	Tested    calendar.Day `json:"tested,omitzero"` // of one plot only
	Village   string       `json:"village"`
	AreaM2    float64      `json:"area_m2"`
	AreaMu    float64      `json:"area_mu"`
	ValidFrom calendar.Day `json:"valid_from"`
	ValidTo   calendar.Day `json:"valid_to,omitzero"`
}

func plotOf(p *soil.Parcel, class soil.Class, standard string) plot {
	return plot{Code: p.Code, Use: p.Use, Class: class, Standard: standard, Village: p.Village, ValidFrom: p.ValidFrom, ValidTo: p.ValidTo,
		AreaM2: round(p.Area, 10), AreaMu: round(p.Mu(), 1000)}
}

func round(f, by float64) float64 { return math.Round(f*by) / by }

// village is what is told of a village.
type village struct {
	Code    string               `json:"code"`
	Name    string               `json:"name"`
	Plots   int64                `json:"plots"`
	ByClass map[soil.Class]int64 `json:"plots_by_class,omitempty"`
	Unknown *int64               `json:"plots_not_judged,omitempty"`
	// Withheld says that the two above are there and not told, Why in one line why not.
	Withheld bool   `json:"classes_withheld,omitempty"`
	Why      string `json:"why,omitempty"`
}

func villageOf(t soil.Tally, whole bool, tag lang.Tag) village {
	v := village{Code: t.Code, Name: t.Name, Plots: t.Plots}
	if !t.Told(whole) {
		if v.Withheld = t.Withholds(whole); v.Withheld {
			v.Why = soil.WhyWithheld.In(tag)
		}
		return v
	}
	v.ByClass, v.Unknown = map[soil.Class]int64{}, new(int64)
	for class, n := range t.ByClass {
		if class == "" {
			*v.Unknown = n
		} else {
			v.ByClass[class] = n
		}
	}
	return v
}

// appendFeature adds a feature of GeoJSON; geometry adds its shape.
func appendFeature(b []byte, id string, properties any, geometry func([]byte) []byte, links []link) ([]byte, error) {
	name, err := json.Marshal(id)
	if err != nil {
		return nil, err
	}
	told, err := json.Marshal(properties)
	if err != nil {
		return nil, err
	}
	b = append(append(append(b, `{"type":"Feature","id":`...), name...), `,"geometry":`...)
	b = append(append(geometry(b), `,"properties":`...), told...)
	if len(links) > 0 {
		all, err := json.Marshal(links)
		if err != nil {
			return nil, err
		}
		b = append(append(b, `,"links":`...), all...)
	}
	return append(b, '}'), nil
}

func pointGeometry(p *geo.Point) func([]byte) []byte {
	return func(b []byte) []byte {
		if p == nil {
			return append(b, "null"...)
		}
		return append(p.Append(append(b, `{"type":"Point","coordinates":`...)), '}')
	}
}

func (s *Service) items(w http.ResponseWriter, r *asked) error {
	id, err := named(r)
	if err != nil {
		return err
	}
	q, err := s.read(r)
	if err != nil {
		return err
	}
	at := r.root + "/collections/" + id
	self := at + "/items"
	if r.URL.RawQuery != "" {
		self += "?" + r.URL.RawQuery
	}
	links := []link{{self, "self", typeGeoJSON, lang.T("本页", "this page").In(r.tag)}, {at, "collection", typeJSON, collectionWords[id][0].In(r.tag)}}
	body := []byte(`{"type":"FeatureCollection","features":[`)
	var n int
	var mark int64
	if id == Villages {
		body, n, mark, err = s.villages(r, q, body)
	} else {
		body, n, mark, err = s.plots(r, q, body)
	}
	if err != nil {
		return err
	}
	if mark > 0 {
		links = append(links, link{q.next(at+"/items", mark), "next", typeGeoJSON, lang.T("下一页", "next page").In(r.tag)})
	}
	end, err := json.Marshal(struct {
		Links    []link `json:"links"`
		Stamp    string `json:"timeStamp"`
		Returned int    `json:"numberReturned"`
	}{links, r.now.UTC().Format(time.RFC3339), n})
	if err != nil {
		return err
	}
	send(w, typeGeoJSON, append(append(body, "],"...), end[1:]...))
	return nil
}

func (s *Service) plots(r *asked, q question, b []byte) ([]byte, int, int64, error) {
	page, err := s.Archive.Parcels(r.Context(), q.Query)
	if err != nil {
		return nil, 0, 0, err
	}
	for i := range page.Rows {
		row := &page.Rows[i]
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendFeature(b, row.Code, plotOf(&row.Parcel, row.Class, row.Standard), row.Shape.AppendGeoJSON, nil); err != nil {
			return nil, 0, 0, err
		}
		if len(b) > mostBytes && i+1 < len(page.Rows) {
			return b, i + 1, row.ID, nil
		}
	}
	return b, len(page.Rows), page.Next, nil
}

// mostBytes is about how much a page may weigh; what is left comes with the next.
const mostBytes = 4 << 20

// villages are few: their mark is how many were passed over.
func (s *Service) villages(r *asked, q question, b []byte) ([]byte, int, int64, error) {
	if q.Use != "" || q.Class != "" || q.Code != "" {
		f := badQuestion()
		for _, name := range []string{"use", "class", "code"} {
			if q.given.Has(name) {
				f.At("query."+name, lang.T("村没有这一项", "a village has none"))
			}
		}
		return nil, 0, 0, f
	}
	day := r.today
	if q.To != 0 {
		day = min(q.To, day)
	}
	all, err := s.Archive.Villages(r.Context(), s.Division, day)
	if err != nil {
		return nil, 0, 0, err
	}
	all = slices.DeleteFunc(all, func(t soil.Tally) bool {
		in := len(q.Boxes) == 0 || t.Centre != nil && slices.ContainsFunc(q.Boxes, func(b geo.Box) bool { return b.Holds(*t.Centre) })
		return !in || q.Village != "" && t.Code != q.Village
	})
	from := min(int(min(q.After, math.MaxInt32)), len(all))
	to := min(from+q.Limit, len(all))
	for i, t := range all[from:to] {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendFeature(b, t.Code, villageOf(t, r.whole, r.tag), pointGeometry(t.Centre), nil); err != nil {
			return nil, 0, 0, err
		}
	}
	mark := int64(0)
	if to < len(all) {
		mark = int64(to)
	}
	return b, to - from, mark, nil
}

// feature is one plot as it stands today, or one village. A plot whose place is not open to
// whoever asks is answered like one that is not there.
func (s *Service) feature(w http.ResponseWriter, r *asked) error {
	id, err := named(r)
	if err != nil {
		return err
	}
	name := r.PathValue("feature")
	at := r.root + "/collections/" + id
	links := []link{{at + "/items/" + url.PathEscape(name), "self", typeGeoJSON, name}, {at, "collection", typeJSON, collectionWords[id][0].In(r.tag)}}
	var body []byte
	if id == Villages {
		all, err := s.Archive.Villages(r.Context(), s.Division, r.today)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t soil.Tally) bool { return t.Code == name })
		if i < 0 {
			return fault.Missing()
		}
		body, err = appendFeature(nil, name, villageOf(all[i], r.whole, r.tag), pointGeometry(all[i].Centre), links)
		if err != nil {
			return err
		}
		send(w, typeGeoJSON, body)
		return nil
	}
	p, history, err := s.Archive.One(r.Context(), s.Division, name)
	if err != nil {
		return err
	}
	if !p.Open() && !r.whole {
		return fault.Missing()
	}
	told := plotOf(&p, "", "")
	if e, ok := history.At(r.today); ok {
		told.Class, told.Standard, told.Tested = e.Class, e.Standard, e.Tested()
	}
	if body, err = appendFeature(nil, name, told, p.Shape.AppendGeoJSON, links); err != nil {
		return err
	}
	send(w, typeGeoJSON, body)
	return nil
}
