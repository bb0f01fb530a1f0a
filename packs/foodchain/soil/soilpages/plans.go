package soilpages

import (
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/intake"
)

// shownRows is how many rows of a plan a page lists; the figures are of all.
const shownRows = 100

var plotsEntry = entry{path: "plots", title: lang.T("录入地块", "Enter plots"), formats: plotFormats, hint: plotHint,
	lead: lang.T("新地块，或者写明来源地块的变化。有一处不对就一块也不录入。", "New plots, or changes that name their parents. One mistake and none is entered."),
	plan: func(s *Pages, r *site.Request, f held.File) (o outcome, err error) {
		plots, rows, err := intake.File(f).ReadPlots(s.today(), soil.MostParcels)
		if err != nil {
			return o, err
		}
		p, err := soil.PlanParcels(r.Context(), s.Archive, s.Site.Division, f.Name, plots, s.County, at(rows))
		if err != nil {
			return o, err
		}
		return s.parcelOutcome(r, p)
	}}

var splitEntry = entry{path: "split", title: lang.T("分割地块", "Split a plot"), formats: plotFormats,
	hint:   lang.T("测绘后的新地块，每块带新编码；没写的利用方式、村沿用原地块。GeoJSON，或zip里的shapefile。", "The surveyor's new plots, each with a new code; use and village are those of the parent where the file says none. GeoJSON, or a zipped shapefile."),
	lead:   lang.T("原地块在前一天终止，它的历次判定都留着；新地块要重新检测。", "The plot ends on the day before and keeps all its verdicts; the new ones are tested anew."),
	fields: []ui.Field{{Name: "parent", Label: lang.T("原地块编码", "Code of the plot"), Width: 20}, dayField},
	plan: func(s *Pages, r *site.Request, f held.File) (o outcome, err error) {
		day, err := readDay(r)
		if err != nil {
			return o, err
		}
		plots, rows, err := intake.File(f).ReadPlots(day, soil.MostParcels)
		if err != nil {
			return o, err
		}
		p, err := soil.PlanSplit(r.Context(), s.Archive, s.Site.Division, r.PostFormValue("parent"), f.Name, day, plots, s.County, at(rows))
		if err != nil {
			return o, err
		}
		return s.parcelOutcome(r, p)
	}}

var dayField = ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("从哪一天起", "From which day on"), Hint: lang.T("新地块的第一天。", "The first day of the new plots.")}

func readDay(r *site.Request) (calendar.Day, error) {
	day, err := calendar.ParseDay(r.PostFormValue("day"))
	if err != nil || day < 1 {
		return 0, fault.InvalidInput().At("day", lang.T("请填写真实存在的日期，例如 2024-09-27。", "Please give a day that exists, for example 2024-09-27."))
	}
	return day, nil
}

// at gives the row of the i-th thing read.
func at(rows []int) func(int) int { return func(i int) int { return rows[i] } }

// parcelOutcome shows plots that would be entered and parents that would end.
func (s *Pages) parcelOutcome(r *site.Request, p soil.Plan[soil.ParcelFacts]) (o outcome, err error) {
	if len(p.Mistakes) > 0 {
		return outcome{mistakes: p.Mistakes}, nil
	}
	if len(p.Facts.Parcels)+len(p.Facts.Users) == 0 {
		nothing := soil.NothingNew(len(p.Repeated))
		if len(p.Others) > 0 {
			nothing.Remedy = soil.OthersWork(p.Others)
		}
		return outcome{mistakes: []soil.Mistake{nothing}}, nil
	}
	b, err := p.Facts.Balance(r.Context(), s.Archive, s.Site.Division)
	if err != nil {
		return o, err
	}
	n, area := len(p.Facts.Parcels), 0.0
	t := ui.Table{Caption: lang.T("新地块", "New plots"), Columns: []ui.Column{{Name: lang.T("编码", "Code")}, {Name: lang.T("利用方式", "Use")}, {Name: lang.T("村", "Village")}, {Name: lang.T("主体", "Holder")}, {Name: lang.T("面积", "Area"), Numeric: true}, {Name: lang.T("从", "From")}, {Name: lang.T("来源", "Parents")}, {Name: lang.T("公众看得到", "Public sees")}}}
	for i := range p.Facts.Parcels {
		x := &p.Facts.Parcels[i]
		area += x.Area
		if i >= shownRows {
			continue
		}
		sees := lang.T("只看到村", "the village")
		if x.Open() {
			sees = lang.T("位置", "its place")
		}
		parents := ui.Components{}
		for _, code := range x.Parents {
			parents = append(parents, ui.Plain(code+" "))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(x.Code), ui.Words(x.Use.Name()), ui.Plain(x.Village), ui.Words(x.Holder.Name()), ui.Words(mu(x.Area)), ui.OnDay(x.ValidFrom), parents, ui.Words(sees)}})
	}
	if n > shownRows {
		t.Total = strconv.Itoa(shownRows) + " / " + strconv.Itoa(n)
	}
	o.shows = ui.Components{ui.Stats{{Name: lang.T("新地块", "New plots"), Count: int64(n), Unit: lang.T("块，共"+mu(area).ZH, "plots, "+mu(area).EN)}, {Name: lang.T("因此终止的地块", "Plots that end"), Count: int64(len(b.Parents)), Unit: lang.T("块，共"+mu(b.Ended).ZH, "plots, "+mu(b.Ended).EN)}}}
	if len(p.Facts.Users) > 0 {
		o.shows = append(o.shows, ui.Text(lang.Format("另外登记%d块已有的地由谁在种。", "Besides, who works %d plots that are there already is recorded.", len(p.Facts.Users))))
	}
	if len(p.Repeated) > 0 {
		o.shows = append(o.shows, ui.Text(lang.Format("%d块地已经录入过、内容相同，不再录入。", "%d plots are there already and the same; they are not entered again.", len(p.Repeated))))
	}
	if len(p.Others) > 0 {
		o.shows = append(o.shows, ui.Notice{Kind: ui.Warning, Title: lang.T("谁在种，和登记的不一样", "Who works it differs from what is recorded"), Text: soil.OthersWork(p.Others)})
	}
	if b.Differs() {
		o.shows = append(o.shows, ui.Notice{Kind: ui.Warning, Title: lang.T("面积对不上", "The areas differ"), Text: lang.T("来源地块共"+mu(b.Ended).ZH+"，新地块共"+mu(b.New).ZH+"，相差超过2%。请核对有没有漏掉或画错；确实重新测绘过的可以录入。",
			"The parents have "+mu(b.Ended).EN+", the new plots "+mu(b.New).EN+": more than 2 % apart. See whether one is missing or drawn wrongly; after a new survey it may be entered.")})
	}
	overlaps, err := soil.Overlaps(r.Context(), s.Archive, s.Site.Division, p.Facts)
	if err != nil {
		return o, err
	}
	unnamed, err := soil.Unnamed(r.Context(), s.Archive, s.Site.Division, p.Facts.Parcels, s.today())
	if err != nil {
		return o, err
	}
	if len(unnamed) > 0 {
		o.shows = append(o.shows, ui.Notice{Kind: ui.Warning, Title: lang.T("村名册里没有这些村", "The list of villages has not these"), Text: lang.T(strings.Join(unnamed, "、")+"。录入以前，这些地块在地图上，但不列在任何村里。", strings.Join(unnamed, ", ")+". Until they are entered the plots are on the map and in no village."), Link: &ui.Link{Name: villagesEntry.title, Href: deskPath + "/villages"}})
	}
	if len(overlaps) > 0 {
		o.shows = append(o.shows, overlapping(overlaps))
	}
	if n > 0 {
		o.shows = append(o.shows, t)
	}
	o.kind, o.facts = soil.ParcelsEntered, p.Facts
	if n > 0 {
		o.to = "/soil/map?village=" + p.Facts.Parcels[0].Village
		o.said = lang.Format("已录入%d块地。", "%d plots were entered.", n)
	} else {
		o.to = Href(p.Facts.Users[0].Parcel)
		o.said = lang.Format("已登记%d块地由谁在种。", "Recorded who works %d plots.", len(p.Facts.Users))
	}
	return o, nil
}

// overlapping warns of plots that share ground.
func overlapping(all []soil.Overlap) ui.Component {
	t := ui.Table{Caption: lang.T("重叠的地块，占比大的在前", "Plots that overlap, the largest share first"), Columns: []ui.Column{{Name: lang.T("哪两块，多少", "Which, and by how much")}}}
	for _, o := range all {
		says := o.Says()
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.T(says.ZH+"。", strings.ToUpper(says.EN[:1])+says.EN[1:]+"."))}})
	}
	return ui.Components{ui.Notice{Kind: ui.Warning, Title: lang.T("有地块重叠", "Some plots overlap"), Text: soil.OverlapRemedy}, t}
}

var reportEntry = entry{path: "report", title: lang.T("录入检测报告", "Enter a report"), formats: []string{"xlsx"},
	hint: lang.T("用下载的模板填写，一份报告一个文件。", "The template, filled in; one file a report."),
	lead: lang.T("每个样品按采样那天起各版标准判定。有一处不对就一行也不录入。", "Each sample is judged by every version of the standard since its day. One mistake and no row is entered."),
	plan: func(s *Pages, r *site.Request, f held.File) (o outcome, err error) {
		p, err := intake.File(f).PlanReport(r.Context(), s.Archive, s.Site.Division, s.today(), s.County)
		if err != nil {
			return o, err
		}
		return s.reportOutcome(r, p)
	}}

// reportOutcome shows the verdicts of a report's samples and what they call for.
func (s *Pages) reportOutcome(r *site.Request, p soil.Plan[soil.ReportFacts]) (o outcome, err error) {
	if len(p.Repeated) > 0 {
		p.Mistakes = []soil.Mistake{soil.Duplicate(p.Repeated[0])}
	}
	if len(p.Mistakes) > 0 {
		return outcome{mistakes: p.Mistakes}, nil
	}
	before := map[string]soil.History{}
	newest := map[string]soil.Part{} // by sample: what the newest version says
	for _, v := range p.Facts.Verdicts {
		newest[v.Part.Sample] = v.Part
		if _, read := before[v.Parcel]; read {
			continue
		}
		if _, before[v.Parcel], err = s.Archive.One(r.Context(), s.Site.Division, v.Parcel); err != nil {
			return o, err
		}
	}
	o.calls = soil.Calls(before, p.Facts.Verdicts, s.today())
	report := p.Facts.Report
	n := len(report.Samples)
	t := ui.Table{Caption: lang.T("样品和判定", "Samples and verdicts"), Columns: []ui.Column{{Name: lang.T("样品", "Sample")}, {Name: lang.T("地块", "Plot")}, {Name: lang.T("采样日", "Sampled")}, {Name: lang.T("类别", "Class")}, {Name: lang.T("为什么", "Why")}}}
	byClass := map[soil.Class]int64{}
	for i, x := range report.Samples {
		part := newest[soil.SampleKey(report.Number, x.Number)]
		byClass[part.Class]++
		if i >= shownRows {
			continue
		}
		var why ui.Components
		for _, reason := range part.Reasons {
			why = append(why, ui.Text(reason))
		}
		if rich, measured, err := soil.Rich(x.Sample); err == nil && measured {
			why = append(why, ui.Text(rich.Reason()))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(x.Number), ui.Plain(x.Parcel), ui.OnDay(x.Day), classTag(part.Class), why}})
	}
	if n > shownRows {
		t.Total = strconv.Itoa(shownRows) + " / " + strconv.Itoa(n)
	}
	figures := ui.Stats{{Name: lang.T("样品", "Samples"), Count: int64(n), Unit: lang.T("个", "samples")}}
	for _, c := range soil.Classes {
		if byClass[c] > 0 {
			figures = append(figures, ui.Figure{Name: c.Name(), Count: byClass[c], Unit: lang.T("个样品", "samples")})
		}
	}
	o.shows = ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("报告", "Report"), Value: ui.Data(report.Number)}, {Key: lang.T("检测机构", "Laboratory"), Value: ui.Data(report.Lab)}, {Key: lang.T("签发", "Issued"), Body: ui.OnDay(report.Issued)}}}, figures, t, halfOnly}
	o.kind, o.facts, o.to = soil.ReportEntered, p.Facts, Href(report.Samples[0].Parcel)
	o.said = lang.Format("已录入报告，%d个样品。", "The report was entered, with %d samples.", n)
	return o, nil
}
