// Package features gives the plots of the soil archive to map programs by OGC API – Features,
// part 1: core (OGC 17-069r4), with the conformance classes Core, GeoJSON and OpenAPI 3.0.
//
//	/soil/features ─▶ /conformance   /api   /collections ─▶ plots, villages
//	                                             └─▶ /items?bbox&datetime&limit ─ next ─▶ …
//	                                                      └─▶ /items/{code}
//
// Coordinates are longitude and latitude as measured (CRS84; RFC 7946), shifted nowhere. Of a
// plot that a household farms and has not agreed to show, nothing finer than its village is told:
// it is no item of "plots", and a village with few plots, or whose withheld ones are nearly all of one class, tells no classes. Who farms a plot is
// not in the archive. Whatever is wrong with a question is answered with status 400 and problem
// details (RFC 9457) in both languages. It writes nothing, and draws no page.
package features

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Prefix is where [Service.Handler] is mounted: at it and at everything below.
const Prefix = "/soil/features"

// Archive is what is read.
type Archive interface {
	Parcels(ctx context.Context, q soil.Query) (soil.Page, error)
	One(ctx context.Context, division, code string) (soil.Parcel, soil.History, error)
	Villages(ctx context.Context, division string, day calendar.Day) ([]soil.Tally, error)
}

// Service answers.
type Service struct {
	Archive  Archive
	Division string
	Base     string    // public address without a slash at its end; "": that of the request
	Name     lang.Text // of the county, for titles
	County   geo.Box   // in which all plots lie; empty: no extent is told
	Clock    clock.Clock
	// Whole says that whoever asks may see every plot; nil: nobody.
	Whole func(*http.Request) bool
	Log   *slog.Logger
}

// Media types.
const (
	typeJSON    = "application/json"
	typeGeoJSON = "application/geo+json"
	typeOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
	typeProblem = "application/problem+json"
)

const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

// conformsTo are the conformance classes kept.
var conformsTo = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
}

// link is a link of every document.
type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

// asked is one question with what the service knows of it.
type asked struct {
	*http.Request
	tag   lang.Tag
	root  string // address of the landing page
	whole bool
	now   time.Time
	today calendar.Day // of China's time
}

// Handler answers everything below [Prefix].
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	on := func(path string, params []string, h func(w http.ResponseWriter, r *asked) error) {
		mux.HandleFunc(path, func(w http.ResponseWriter, req *http.Request) {
			r := &asked{Request: req, tag: lang.Accept(req.Header.Get("Accept-Language")), root: s.base(req) + Prefix, now: s.Clock.Now()}
			r.today = calendar.Builtin().DayOf(r.now)
			r.whole = s.Whole != nil && s.Whole(req)
			h0 := w.Header()
			h0.Add("Vary", "Accept-Language, Cookie, Authorization")
			h0.Set("X-Content-Type-Options", "nosniff")
			if r.whole {
				h0.Set("Cache-Control", "no-store")
			} else {
				h0.Set("Cache-Control", "public, max-age=60")
				h0.Set("Access-Control-Allow-Origin", "*")
			}
			err := method(req)
			if err == nil {
				err = knownParams(req, params)
			}
			if err == nil {
				err = h(w, r)
			}
			if err != nil {
				s.fail(w, r, err)
			}
		})
	}
	on(Prefix, nil, s.landing)
	on(Prefix+"/{$}", nil, s.landing)
	on(Prefix+"/conformance", nil, func(w http.ResponseWriter, _ *asked) error {
		return answer(w, typeJSON, map[string]any{"conformsTo": conformsTo})
	})
	on(Prefix+"/api", nil, s.definition)
	on(Prefix+"/collections", nil, s.collections)
	on(Prefix+"/collections/{collection}", nil, s.collection)
	on(Prefix+"/collections/{collection}/items", itemParams, s.items)
	on(Prefix+"/collections/{collection}/items/{feature}", nil, s.feature)
	on(Prefix+"/", nil, func(http.ResponseWriter, *asked) error { return fault.Missing() })
	return mux
}

func (s *Service) base(r *http.Request) string {
	if s.Base != "" {
		return strings.TrimSuffix(s.Base, "/")
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// answer writes a document.
func answer(w http.ResponseWriter, kind string, document any) error {
	body, err := json.Marshal(document)
	if err != nil {
		return err
	}
	send(w, kind, body)
	return nil
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body) // the asker went away; nothing to do
}

var (
	title       = lang.T("土壤档案", "Soil archive")
	description = lang.T("农用地地块及其按国家标准判定的类别。类别只是土壤一半：正式类别还要看农产品检测结果。",
		"Plots of farmland and their class by the national standard. The class is the soil's half only: the official class also weighs what the crop holds.")
)

func (s *Service) landing(w http.ResponseWriter, r *asked) error {
	name := title
	if !s.Name.IsZero() {
		name = lang.T(s.Name.ZH+title.ZH, title.EN+", "+s.Name.EN)
	}
	return answer(w, typeJSON, map[string]any{
		"title": name.In(r.tag), "description": description.In(r.tag),
		"links": []link{
			{r.root, "self", typeJSON, lang.T("本文档", "this document").In(r.tag)},
			{r.root + "/api", "service-desc", typeOpenAPI, lang.T("接口定义", "definition of the interface").In(r.tag)},
			{r.root + "/conformance", "conformance", typeJSON, lang.T("遵循的规范", "what is conformed to").In(r.tag)},
			{r.root + "/collections", "data", typeJSON, lang.T("数据集", "collections").In(r.tag)},
		},
	})
}

// collectionInfo is one collection as others are told of it.
type collectionInfo struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Extent      *extent  `json:"extent,omitempty"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	Links       []link   `json:"links"`
}

type extent struct {
	Spatial struct {
		Box [][]float64 `json:"bbox"`
		CRS string      `json:"crs"`
	} `json:"spatial"`
}

// Names of the collections.
const (
	Plots    = "plots"
	Villages = "villages"
)

var collectionWords = map[string][2]lang.Text{
	Plots: {lang.T("地块", "Plots"), lang.T("可以公开位置的地块，带类别、利用方式和面积；农户没有同意公开的地块不在其中，只计入所在的村。",
		"Plots whose place is open to all, with class, use and area; a household's plot that it has not agreed to show is not among them and counts in its village only.")},
	Villages: {lang.T("村", "Villages"), lang.T("每个村的地块数和各类别的地块数，位置取村登记的中心点；地块很少，或者不公开的地块几乎同属一类的村，不列类别，而写 classes_withheld 和原因 why。",
		"Each village with its number of plots by class, at its centre in the register; where there are few plots, or those that are not shown are nearly all of one class, no classes are told: classes_withheld says so, why the reason.")},
}

func (s *Service) describe(r *asked, id string) collectionInfo {
	words := collectionWords[id]
	at := r.root + "/collections/" + id
	c := collectionInfo{ID: id, Title: words[0].In(r.tag), Description: words[1].In(r.tag), ItemType: "feature", CRS: []string{crs84}, Links: []link{
		{at, "self", typeJSON, words[0].In(r.tag)},
		{at + "/items", "items", typeGeoJSON, words[0].In(r.tag)},
	}}
	if !s.County.IsEmpty() && s.County != (geo.Box{}) {
		c.Extent = &extent{}
		c.Extent.Spatial.Box, c.Extent.Spatial.CRS = [][]float64{s.County[:]}, crs84
	}
	return c
}

func (s *Service) collections(w http.ResponseWriter, r *asked) error {
	return answer(w, typeJSON, map[string]any{
		"links":       []link{{r.root + "/collections", "self", typeJSON, lang.T("本文档", "this document").In(r.tag)}},
		"collections": []collectionInfo{s.describe(r, Plots), s.describe(r, Villages)},
	})
}

// named is the collection of the address.
func named(r *asked) (string, error) {
	id := r.PathValue("collection")
	if _, ok := collectionWords[id]; !ok {
		return "", fault.New(fault.NotFound, "no_such_collection", lang.T("没有这个数据集。", "There is no such collection."), lang.T("可用的数据集是 plots（地块）和 villages（村）。", "There are plots and villages."))
	}
	return id, nil
}

func (s *Service) collection(w http.ResponseWriter, r *asked) error {
	id, err := named(r)
	if err != nil {
		return err
	}
	return answer(w, typeJSON, s.describe(r, id))
}
