package soilpages

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
)

// Plot is one plot with all that was ever judged of it.
type Plot struct {
	Parcel   soil.Parcel
	Village  string
	History  soil.History
	Samples  []soil.Kept
	Children []string
	Today    calendar.Day
	Users    []soil.User // for whoever sees every plot
	Keeper   bool
	Token    string
}

// View draws it.
func (v Plot) View(p ui.Page) templ.Component {
	x := v.Parcel
	var class soil.Class
	now, judged := v.History.At(v.Today)
	if judged {
		class = now.Class
	}
	tag := classTag(class)
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(nameOr(v.Village, x.Village)), Title: lang.T("地块 "+x.Code, "Plot "+x.Code), Tag: &tag}}
	if x.ValidTo != 0 && x.ValidTo < v.Today {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("这块地从"+p.Day(x.ValidTo+1)+"起不再单独存在；以前的收成仍按那时的类别看。", "This plot ended on "+p.Day(x.ValidTo)+"; older harvests keep the class of their day.")})
	}
	facts := ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: lang.T("利用方式", "Use"), Value: x.Use.Name()},
		{Key: lang.T("面积", "Area"), Value: mu(x.Area), Source: lang.T(number(x.Area, 0)+"平方米，按CGCS2000椭球面计算", number(x.Area, 0)+" m², on the ellipsoid of CGCS2000")},
		{Key: lang.T("起止", "From and to"), Value: span(p, x.ValidFrom, x.ValidTo)},
	}}
	if len(x.Parents) > 0 {
		word := lang.T("由此分割而来", "Split off")
		if x.Origin == soil.Merged {
			word = lang.T("由这些地块合并而来", "Merged of")
		}
		facts.Rows = append(facts.Rows, ui.SummaryRow{Key: word, Body: plotLinks(x.Parents)})
	}
	if len(v.Children) > 0 {
		facts.Rows = append(facts.Rows, ui.SummaryRow{Key: lang.T("后来变成", "Became"), Body: plotLinks(v.Children)})
	}
	if judged {
		facts.Rows = append(facts.Rows, ui.SummaryRow{Key: lang.T("最近一次采样", "Last sampled"), Body: ui.OnDay(now.Tested())})
	}
	parts = append(parts, facts, halfOnly)
	if measures, basis := soil.MeasuresFor(class); len(measures) > 0 {
		var names ui.Components
		for _, m := range measures {
			names = append(names, ui.Text(m.Name()))
		}
		parts = append(parts, ui.Section{Title: lang.T("按这个类别该做什么", "What the class asks for"), Body: append(names, ui.LawRef{ID: basis})})
	}
	parts = append(parts, v.history(p))
	if len(v.Samples) > 0 {
		parts = append(parts, v.samples())
	}
	if len(v.Users) > 0 || v.Keeper {
		parts = append(parts, v.users(p))
	}
	if v.Keeper && x.Holder == soil.Person {
		parts = append(parts, v.consentForm())
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("在地图上看", "See it on the map"), Href: "/soil/map?code=" + x.Code, Look: ui.Secondary}, ui.PrintButton{}}).View(p)
}

// span is a stretch of days in words.
func span(p ui.Page, from, to calendar.Day) lang.Text {
	if to == 0 {
		return lang.T(p.Day(from)+"起", "since "+p.Day(from))
	}
	return lang.T(p.Day(from)+"至"+p.Day(to), p.Day(from)+" to "+p.Day(to))
}

func plotLinks(codes []string) ui.Component {
	var links ui.Components
	for i, code := range codes {
		if i > 0 {
			links = append(links, ui.Plain(" "))
		}
		links = append(links, ui.Link{Name: ui.Data(code), Href: Href(code)})
	}
	return links
}

// history is every verdict, the newest first; none is ever taken away.
func (v Plot) history(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("历次判定，新的在前", "All verdicts, the newest first"), Columns: []ui.Column{{Name: lang.T("从哪天到哪天", "From and to")}, {Name: lang.T("类别", "Class")}, {Name: lang.T("标准", "Standard")}, {Name: lang.T("采样日", "Sampled")}, {Name: lang.T("为什么", "Why")}},
		Empty: ui.Empty{Title: lang.T("还没有判定过", "Nothing was judged yet"), Text: lang.T("有了检测报告就会判定；新分出来的地块要重新检测。", "A verdict follows from a report; plots newly split off are tested anew.")}}
	for i := len(v.History) - 1; i >= 0; i-- {
		e := v.History[i]
		if e.To != 0 && e.To < e.From {
			continue // it never ruled a day
		}
		var why ui.Components
		for _, r := range e.Reasons() {
			why = append(why, ui.Text(r))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(span(p, e.From, e.To)), classTag(e.Class), ui.Plain(e.Standard), ui.OnDay(e.Tested()), why}})
	}
	return ui.Section{ID: "history", Title: lang.T("类别的来历", "How the class came about"), Body: ui.Components{t}}
}

// samples are what laboratories found; selenium with its table and what is not verified of it.
func (v Plot) samples() ui.Component {
	t := ui.Table{Caption: lang.T("检测结果，毫克每千克，新的在前", "Results in mg/kg, the newest first"), Columns: []ui.Column{{Name: lang.T("采样日", "Sampled")}, {Name: lang.T("报告", "Report")}, {Name: lang.T("深度", "Depth")}, {Name: ui.Data("pH"), Numeric: true}, {Name: lang.T("检测值", "Values")}}}
	var rich ui.Components
	for _, k := range v.Samples {
		var values ui.Components
		for _, item := range v.items() {
			for _, found := range k.Values {
				if found.Item == item {
					values = append(values, ui.Words(lang.T(item.Name().ZH+" "+found.String()+"；", item.Name().EN+" "+found.String()+"; ")))
				}
			}
		}
		depth := strconv.Itoa(k.From) + "–" + strconv.Itoa(k.To)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.OnDay(k.Day), ui.Components{ui.Plain(k.Report), ui.Plain(" "), ui.Plain(k.Lab)}, ui.Words(lang.T(depth+"厘米", depth+" cm")), ui.Plain(number(k.PH, 2)), values}})
		if r, measured, err := soil.Rich(k.Sample); err == nil && measured && len(rich) == 0 {
			kind := ui.Info
			rich = append(rich, ui.Notice{Kind: kind, Title: lang.T("硒", "Selenium"), Text: lang.T("最近一次："+r.Reason().ZH, "The last: "+r.Reason().EN)})
		}
	}
	return ui.Section{ID: "samples", Title: lang.T("检测报告", "Reports"), Body: append(ui.Components{t}, rich...)}
}

func (v Plot) items() (all []soil.Item) {
	all = append(append(all, soil.Basic[:]...), soil.Further[:]...)
	return append(all, soil.Se)
}

func (v Plot) consentForm() ui.Component {
	says, button, value := lang.T("农户没有同意公开，公众只看得到村。", "The household has not agreed: the public sees the village only."), lang.T("农户已书面同意公开位置", "The household agreed in writing to show the plot"), "yes"
	if v.Parcel.Public {
		says, button, value = lang.T("农户同意公开，公众看得到这块地的位置。", "The household agreed: the public sees where the plot lies."), lang.T("农户撤回同意", "The household withdraws its agreement"), "no"
	}
	return ui.Section{Title: lang.T("能不能公开位置", "May its place be shown"), Body: ui.Components{ui.Text(says),
		ui.PostButton{Button: ui.Button{Label: button, Look: ui.Secondary}, Action: Href(v.Parcel.Code) + "/consent", Token: v.Token, Hidden: []ui.Hidden{{Name: "public", Value: value}}}}}
}

// one reads a plot that the actor may see; one he may not is answered like one that is not there.
func (s *Pages) one(r *site.Request) (v Plot, err error) {
	code := r.PathValue("code")
	if v.Parcel, v.History, err = s.Archive.One(r.Context(), s.Site.Division, code); err != nil {
		return v, err
	}
	if !v.Parcel.Open() && !s.whole(r) {
		return v, fault.Missing()
	}
	if v.Samples, err = s.Archive.Samples(r.Context(), s.Site.Division, code); err != nil {
		return v, err
	}
	if v.Children, err = s.Archive.Children(r.Context(), s.Site.Division, code); err != nil {
		return v, err
	}
	if s.whole(r) {
		if v.Users, err = s.Archive.Users(r.Context(), s.Site.Division, code); err != nil {
			return v, err
		}
	} else {
		if v.Parcel.Parents, err = s.open(r, v.Parcel.Parents); err != nil {
			return v, err
		}
		if v.Children, err = s.open(r, v.Children); err != nil {
			return v, err
		}
	}
	v.Today, v.Keeper, v.Token = s.today(), s.mayKeep(r) == nil, site.NewKey()
	villages, err := s.Archive.Villages(r.Context(), s.Site.Division, v.Today)
	if err != nil {
		return v, err
	}
	for _, t := range villages {
		if t.Code == v.Parcel.Village {
			v.Village = t.Name
		}
	}
	return v, nil
}

// open are those of some plots that the public may see.
func (s *Pages) open(r *site.Request, codes []string) (shown []string, err error) {
	known, err := s.Archive.Known(r.Context(), s.Site.Division, codes)
	if err != nil {
		return nil, err
	}
	for _, code := range codes {
		if x, ok := known[code]; ok && x.Open() {
			shown = append(shown, code)
		}
	}
	return shown, nil
}

func (s *Pages) plot(w http.ResponseWriter, r *site.Request) error {
	v, err := s.one(r)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("地块 "+v.Parcel.Code, "Plot "+v.Parcel.Code))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/soil"}, {Name: lang.T("地图", "Map"), Href: "/soil/map?village=" + v.Parcel.Village}, {Name: ui.Data(v.Parcel.Code)}}
	return r.Show(w, p, v)
}

// consent records the household's yes or no.
func (s *Pages) consent(w http.ResponseWriter, r *site.Request) error {
	if err := s.mayKeep(r); err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	code := r.PathValue("code")
	x, _, err := s.Archive.One(r.Context(), s.Site.Division, code)
	if err != nil {
		return err
	}
	public := r.PostFormValue("public") == "yes"
	if x.Public != public {
		if _, err := s.Acts.Record(r.Context(), r.Actor, soil.ConsentChanged, soil.ConsentFacts{Parcel: code, Public: public, Day: s.today()}, casework.Private{}); err != nil {
			return err
		}
	}
	said := lang.T("已记下：公众只看得到村。", "Recorded: the public sees the village only.")
	if public {
		said = lang.T("已记下：公众看得到这块地。", "Recorded: the public sees the plot.")
	}
	return r.Go(w, Href(code), said)
}
