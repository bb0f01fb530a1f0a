package soilpages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/features"
	"banjie/packs/foodchain/soil/geo"
)

// rowsShown is how many plots a page of the table has.
const rowsShown = 20

// Chosen is what the map and its table are narrowed by, as it stands in the address.
type Chosen struct{ Village, Use, Class, Code, Day string }

// with is the address with one part changed.
func (f Chosen) with(name, value string) string {
	q := url.Values{}
	for n, v := range map[string]string{"village": f.Village, "use": f.Use, "class": f.Class, "code": f.Code, "day": f.Day} {
		if n == name {
			v = value
		}
		if v != "" {
			q.Set(n, v)
		}
	}
	if name == "after" && value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/soil/map"
	}
	return "/soil/map?" + q.Encode()
}

// Sheet is the map with the table of the same plots.
type Sheet struct {
	Chosen   Chosen
	Day      calendar.Day
	Villages []soil.Tally
	Rows     []soil.Row
	Next     int64
	After    string
	Bounds   *[4]float64
	Whole    bool
}

// plots is the map itself.
func (v Sheet) plots() ui.Map {
	q := url.Values{"limit": {"1000"}, "datetime": {v.Day.String()}}
	for name, value := range map[string]string{"village": v.Chosen.Village, "use": v.Chosen.Use, "class": v.Chosen.Class, "code": v.Chosen.Code} {
		if value != "" {
			q.Set(name, value)
		}
	}
	m := ui.Map{Label: lang.T("地块地图，内容与下面的表格相同", "Map of plots; the table below holds the same"), Source: features.Prefix + "/collections/" + features.Plots + "/items?" + q.Encode(),
		Points: features.Prefix + "/collections/" + features.Villages + "/items?limit=1000", Point: "/soil/map?village={id}", Property: "class", Page: Href("{id}"), Bounds: v.Bounds,
		Shown: lang.T("画出了%d块地。", "%d plots are drawn."), TooMany: lang.T("图上只画了前%d块地，放大后可以看到全部。", "Only the first %d plots are drawn; come nearer to see all.")}
	for _, k := range []struct {
		class soil.Class
		look  ui.MapLook
	}{{soil.PriorityProtection, ui.MapGood}, {soil.SafeUse, ui.MapSoon}, {soil.StrictControl, ui.MapGrave}, {soil.Undecided, ui.MapStill}, {"", ui.MapNone}} {
		m.Kinds = append(m.Kinds, ui.MapKind{Value: string(k.class), Name: classTag(k.class).Label, Look: k.look})
	}
	uses := map[string]lang.Text{}
	for _, u := range soil.Uses {
		uses[string(u)] = u.Name()
	}
	m.Fields = []ui.MapField{{Property: "use", Words: uses}, {Property: "area_mu", Unit: lang.T("亩", " mu")}}
	return m
}

// View draws it.
func (v Sheet) View(p ui.Page) templ.Component {
	lead := lang.T("底图是空白的：不从别的网站取图，也不对坐标做任何偏移。公众只看得到可以公开的地块。", "The map has no ground: nothing is fetched from other sites and no coordinate is shifted. The public sees only plots that are open.")
	if v.Whole {
		lead = lang.T("底图是空白的：不从别的网站取图，也不对坐标做任何偏移。您看得到全部地块。", "The map has no ground: nothing is fetched from other sites and no coordinate is shifted. You see every plot.")
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: title, Title: lang.T("地块地图", "Map of plots"), Lead: lead}, v.filters(p), v.plots(), v.table(), halfOnly}.View(p)
}

func (v Sheet) filters(p ui.Page) ui.Component {
	f := ui.Filters{Action: "/soil/map"}
	choose := func(name string, label lang.Text, value string, options []ui.Option) {
		f.Fields = append(f.Fields, ui.Field{Name: name, Kind: ui.Choice, Label: label, Value: value, Options: options})
		for _, o := range options {
			if value != "" && o.Value == value {
				f.Active = append(f.Active, ui.Chip{Label: o.Label, Remove: v.Chosen.with(name, "")})
			}
		}
	}
	var villages, uses, classes []ui.Option
	for _, t := range v.Villages {
		villages = append(villages, ui.Option{Value: t.Code, Label: ui.Data(t.Name)})
	}
	for _, u := range soil.Uses {
		uses = append(uses, ui.Option{Value: string(u), Label: u.Name()})
	}
	for _, c := range soil.Classes {
		classes = append(classes, ui.Option{Value: string(c), Label: c.Name()})
	}
	choose("village", lang.T("村", "Village"), v.Chosen.Village, villages)
	choose("use", lang.T("利用方式", "Use"), v.Chosen.Use, uses)
	choose("class", lang.T("类别", "Class"), v.Chosen.Class, classes)
	f.Fields = append(f.Fields, ui.Field{Name: "code", Label: lang.T("编码开头", "Code begins"), Value: v.Chosen.Code, Width: 20},
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("哪一天", "On the day"), Value: v.Chosen.Day})
	if v.Chosen.Code != "" {
		f.Active = append(f.Active, ui.Chip{Label: ui.Data(v.Chosen.Code), Remove: v.Chosen.with("code", "")})
	}
	if v.Chosen.Day != "" {
		f.Active = append(f.Active, ui.Chip{Label: ui.Data(p.Day(v.Day)), Remove: v.Chosen.with("day", "")})
	}
	if len(f.Active) > 0 {
		f.Clear = "/soil/map"
	}
	return f
}

func (v Sheet) table() ui.Component {
	names := map[string]string{}
	for _, t := range v.Villages {
		names[t.Code] = t.Name
	}
	t := ui.Table{Caption: lang.T("地块，按录入先后", "Plots in the order of entry"), Columns: []ui.Column{{Name: lang.T("地块", "Plot")}, {Name: lang.T("村", "Village")}, {Name: lang.T("利用方式", "Use")}, {Name: lang.T("类别", "Class")}, {Name: lang.T("面积", "Area"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("没有找到可以看的地块", "No plot found that you may see"), Text: lang.T("换个条件再找。农户没有同意公开的地块不列在这里，只计入所在的村。", "Try other filters. A household's plot that it has not agreed to show is not listed; it counts in its village only.")}}
	for _, x := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: Href(x.Code), Cells: []ui.Component{ui.Plain(x.Code), ui.Plain(nameOr(names[x.Village], x.Village)), ui.Words(x.Use.Name()), classTag(x.Class), ui.Words(mu(x.Area))}})
	}
	if v.After != "" {
		t.Prev = v.Chosen.with("", "")
	}
	if v.Next > 0 {
		t.Next = v.Chosen.with("after", strconv.FormatInt(v.Next, 10))
	}
	return t
}

func nameOr(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

// find leads from a code to its plot, and from the beginning of one to the list. A plot that
// somebody may not see leads to a list without it, like one that is not there.
func (s *Pages) find(w http.ResponseWriter, r *site.Request) error {
	code := strings.TrimSpace(r.URL.Query().Get("code"))
	for _, exact := range []string{code, strings.ToUpper(code)} {
		if exact == "" {
			break
		}
		x, _, err := s.Archive.One(r.Context(), s.Site.Division, exact)
		switch {
		case err == nil && (x.Open() || s.whole(r)):
			return r.Go(w, Href(url.PathEscape(exact)), lang.Text{})
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return err
		}
	}
	return r.Go(w, Chosen{Code: code}.with("", ""), lang.Text{})
}

func (s *Pages) sheet(w http.ResponseWriter, r *site.Request) error {
	q := r.URL.Query()
	v := Sheet{Chosen: Chosen{q.Get("village"), q.Get("use"), q.Get("class"), q.Get("code"), q.Get("day")}, Day: s.today(), After: q.Get("after"), Whole: s.whole(r)}
	var wrong error
	if v.Chosen.Day != "" {
		day, err := calendar.ParseDay(v.Chosen.Day)
		if err != nil || day < 1 {
			wrong = fault.InvalidInput().At("day", lang.T("请填写真实存在的日期，例如 2024-09-27。", "Please give a day that exists, for example 2024-09-27."))
			v.Chosen.Day = ""
		} else {
			v.Day = day
		}
	}
	var err error
	if v.Villages, err = s.Archive.Villages(r.Context(), s.Site.Division, s.today()); err != nil {
		return err
	}
	after, err := strconv.ParseInt(v.After, 10, 64)
	if err != nil || after < 0 {
		after, v.After = 0, ""
	}
	page, err := s.Archive.Parcels(r.Context(), soil.Query{Division: s.Site.Division, From: v.Day, To: v.Day, Today: v.Day, Village: v.Chosen.Village, Use: soil.Use(v.Chosen.Use), Class: soil.Class(v.Chosen.Class), Code: v.Chosen.Code, OpenOnly: !v.Whole, After: after, Limit: rowsShown})
	if err != nil {
		return err
	}
	v.Rows, v.Next, v.Bounds = page.Rows, page.Next, s.bounds(v)
	p := r.Page(lang.T("地块地图", "Map of plots"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/soil"}, {Name: lang.T("地图", "Map")}}
	v.plots().Load(&p)
	if wrong != nil {
		return r.Refused(w, p, v, wrong)
	}
	return r.Show(w, p, v)
}

// around is how far a view reaches beyond the centre of a village, in degrees: about a kilometre.
const around = 0.012

// bounds is what is seen at first: the village chosen, else the county, else all villages.
func (s *Pages) bounds(v Sheet) *[4]float64 {
	box := geo.Nowhere
	for _, t := range v.Villages {
		if c := t.Centre; c != nil && (v.Chosen.Village == "" || v.Chosen.Village == t.Code) {
			box = box.Around(geo.Point{c[0] - around, c[1] - around}).Around(geo.Point{c[0] + around, c[1] + around})
		}
	}
	if box.IsEmpty() {
		if box = s.County; box.IsEmpty() || box == (geo.Box{}) {
			return nil
		}
	}
	b := [4]float64(box)
	return &b
}
