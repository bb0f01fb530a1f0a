package survey

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/survey"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// List is all rounds, for everybody.
type List struct {
	Rounds []survey.Round
	At     string // "/surveys" or "/centre/surveys"
	Office bool
}

var kindNames = map[survey.Kind]lang.Text{survey.Satisfaction: lang.T("满意度调查", "Satisfaction survey"), survey.CallBack: lang.T("密封回访", "Sealed call-back")}

var frameNames = map[survey.Frame]lang.Text{survey.Cases: lang.T("办结的件和“办不成事”反映（不管结果）；投诉保密，每件都在投诉人自己的页面上问", "closed applications and reports of what could not be done, whatever their end; complaints are sealed, and each reporter is asked on the own page"), survey.Register: lang.T("名单上的住户和企业，分开抽", "households and firms of a list, drawn apart")}

var groupNames = map[string]lang.Text{"online": lang.T("网上办", "online"), "window": lang.T("窗口办", "at a window"), "report": lang.T("“办不成事”反映", "could not be done"), "household": lang.T("住户", "households"), "firm": lang.T("企业", "firms")}

func stateOf(r survey.Round) ui.Mark {
	switch {
	case !r.Closed.IsZero():
		return ui.Mark{Label: lang.T("有结果", "Results"), Tone: ui.Good}
	case !r.Drawn.IsZero():
		return ui.Mark{Label: lang.T("正在问", "Being asked"), Tone: ui.Busy}
	}
	return ui.Mark{Label: lang.T("已公告，等号码", "Announced"), Tone: ui.Soon}
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("新的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("为什么", "Purpose")}, {Name: lang.T("种类", "Kind")}, {Name: lang.T("时段", "Period")}, {Name: lang.T("问多少人", "Asked"), Numeric: true}, {Name: lang.T("进展", "State")}},
		Empty: ui.Empty{Title: lang.T("还没有调查", "No survey yet"), Text: lang.T("公告、抽取和结果都会放在这里。", "Announcements, draws and results will stand here.")}}
	for _, r := range v.Rounds {
		t.Rows = append(t.Rows, ui.Row{Href: v.At + "/" + r.ID, Cells: []ui.Component{ui.Plain(r.Purpose), ui.Words(kindNames[r.Kind]), ui.Plain(r.From.String() + " – " + r.To.String()), ui.Plain(ui.Number(int64(r.Take()))), stateOf(r)}})
	}
	parts := ui.Components{ui.Heading{Title: lang.T("调查与回访", "Surveys and call-backs"), Lead: lang.T("问谁由公开的号码抽出来，被评的单位选不了人，也看不到问了谁。", "Who is asked is drawn by public numbers; the units judged can neither choose nor see whom.")}}
	if v.Office {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("公告一轮", "Announce a round"), Href: "/centre/surveys/new"}, ui.LinkButton{Label: lang.T("打电话的页面", "Callers' page"), Href: "/survey-desk", Look: ui.Secondary}})
	}
	return append(parts, t).View(p)
}

func (s *Pages) list(w http.ResponseWriter, r *site.Request) error {
	all, err := s.Office.Store.Rounds(r.Context(), s.Office.Division)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("调查与回访", "Surveys")), List{Rounds: all, At: "/surveys"})
}

// Results is one round, for everybody.
type Results struct {
	Round survey.Round
	Name  func(unit string) lang.Text
}

// hidden says which lines' figures cannot be shown: with the sums of their columns, none of the
// two may be reckoned back to fewer than five people.
func hidden(lines []survey.Line, of func(survey.Line) (good, rest int)) []bool {
	if len(lines) == 0 {
		return nil
	}
	rows := make([][]cells.Figure, len(lines))
	for i, l := range lines {
		good, rest := of(l)
		rows[i] = []cells.Figure{{Value: good}, {Value: rest}}
	}
	h := cells.Grid(rows).Protect()
	out := make([]bool, len(lines))
	for i, r := range rows {
		out[i] = h[2*i] || h[2*i+1] || r[0].Value+r[1].Value < cells.K
	}
	return out
}

func asked(l survey.Line) (int, int) { return l.Good, l.Answered - l.Good }

func rated(l survey.Line) (int, int) { return int(l.WellSaid), int(l.Rated - l.WellSaid) }

func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + "%" }

// View draws it.
func (v Results) View(p ui.Page) templ.Component {
	r := v.Round
	mark := stateOf(r)
	parts := ui.Components{ui.Heading{Title: ui.Data(r.Purpose), Caption: kindNames[r.Kind], Tag: &ui.Tag{Label: mark.Label, Tone: mark.Tone}}, v.rule(p)}
	if r.Figures != nil {
		parts = append(parts, v.whole(), v.lines(), v.groups(), v.said())
	} else {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("还在进行，问完才公布结果。问了谁，谁也列不出来。", "Still under way; results come when everybody was asked. Nobody can list whom.")})
	}
	return append(parts, v.check()).View(p)
}

func (v Results) rule(p ui.Page) ui.Component {
	r := v.Round
	sizes := lang.T("每个单位", "of each unit")
	if r.Frame == survey.Register {
		sizes = lang.T("住户、企业各", "of households and of firms")
	}
	return ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: lang.T("问的是谁", "Who was asked"), Value: frameNames[r.Frame]},
		{Key: lang.T("时段", "Period"), Value: ui.Data(p.Day(r.From) + " – " + p.Day(r.To))},
		{Key: lang.T("抽多少", "How many"), Value: lang.T(fmt.Sprintf("%d里抽%d；%s至少十分之一、至少60，不足的全问", r.Size(), r.Take(), sizes.ZH), fmt.Sprintf("%[2]d of %[1]d; %[3]s at least one in ten and at least 60, all where there are fewer", r.Size(), r.Take(), sizes.EN))},
		{Key: lang.T("怎么加权", "Weights"), Value: lang.T("同一个单位（住户、企业）里，一个回答代表“抽样框÷回答数”；合计和按来路的数都这样加权", "an answer stands for frame ÷ answers of its unit (of the households, the firms); totals and figures by way are weighed by it")},
		{Key: lang.T("用什么抽", "Drawn by"), Value: ui.Data(r.Source)},
	}}
}

// whole is the estimate beside what people said by themselves: the gap is what is looked at.
func (v Results) whole() ui.Component {
	e, uncovered := v.Round.Figures.Whole()
	t := survey.Total(v.Round.Figures.Lines)
	if !e.OK || t.Answered < cells.K || t.Answered-t.Good > 0 && t.Answered-t.Good < cells.K || t.Good > 0 && t.Good < cells.K {
		return ui.Notice{Kind: ui.Info, Text: lang.T("回答太少，为了不让人认出是谁，不公布。", "Too few answers; they are not shown, so that nobody can be recognised.")}
	}
	good := lang.T("满意（三个好的等级）", "Content (the three good grades)")
	if v.Round.Kind == survey.CallBack {
		good = lang.T("办成了、没被多要、没吃亏", "Solved, nothing asked beyond, did not suffer")
	}
	l := ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: good, Value: ui.Data(percent(e.Share))},
		{Key: lang.T("95%区间（加权，Wilson）", "95 % interval (weighted, Wilson)"), Value: ui.Data(percent(e.Low) + " – " + percent(e.High))},
		{Key: lang.T("把没回答的都当不满意", "Counting all who did not answer as not content"), Value: ui.Data(percent(e.Worst))},
		{Key: lang.T("回答率", "Response"), Value: ui.Data(fmt.Sprintf("%d ÷ %d（%s）", t.Answered, t.Asked, ui.Percent(int64(t.Answered), int64(t.Asked))))},
	}}
	if share, ok := t.Rate(); ok && !(cells.Figure{Value: int(t.Rated - t.WellSaid)}).Sensitive() {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("同期自己来评的好评率", "Ratings people gave by themselves"), Value: ui.Data(fmt.Sprintf("%s（%d ÷ %d）", percent(share), t.WellSaid, t.Rated))},
			ui.SummaryRow{Key: lang.T("差距", "The gap"), Value: lang.T(fmt.Sprintf("%+.1f个百分点。差距大，说明自己来评的不能代表大家。", 100*(share-e.Share)), fmt.Sprintf("%+.1f points. A large gap says that those who rate by themselves do not speak for all.", 100*(share-e.Share)))})
	}
	if uncovered > 0 {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("没有人回答的单位占", "Units in which nobody answered"), Value: ui.Data(percent(uncovered))})
	}
	return ui.Section{Title: lang.T("全县", "The county"), Body: ui.Components{l, ui.Text(odds())}}
}

// odds is what a draw of sixty can miss.
func odds() lang.Text {
	h := func(bad int) string { return strconv.FormatFloat(survey.Hit(500, bad, 60), 'f', 2, 64) }
	return lang.T("没有抽到问题不等于没有问题：500件里有25件有问题，抽60件至少碰到一件的机会是"+h(25)+"；10件是"+h(10)+"；5件是"+h(5)+"。",
		"Finding nothing is not that there is nothing: of 500 with 25 bad ones, a draw of 60 meets at least one with probability "+h(25)+"; with 10 bad ones "+h(10)+"; with 5 "+h(5)+".")
}

func (v Results) lines() ui.Component {
	f := v.Round.Figures
	h, self := hidden(f.Lines, asked), hidden(f.Lines, rated)
	t := ui.Table{Caption: lang.T("按单位，不排名；区间重叠的分不出高下", "By unit, unranked; where intervals overlap there is no difference to see"),
		Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("办结", "Closed"), Numeric: true}, {Name: lang.T("回答÷问", "Answered ÷ asked"), Numeric: true}, {Name: lang.T("每个回答代表", "Weight"), Numeric: true}, {Name: lang.T("满意", "Content"), Numeric: true}, {Name: lang.T("95%区间", "95 % interval"), Numeric: true}, {Name: lang.T("最坏", "Worst case"), Numeric: true}, {Name: lang.T("自己来评", "By themselves"), Numeric: true}}}
	for i, l := range f.Lines {
		name, group := groupNames[l.Unit]
		switch {
		case l.Unit == "":
			name = lang.T("名单", "The list")
		case !group || v.Round.Frame != survey.Register:
			name = v.Name(l.Unit)
		}
		row := ui.Row{Cells: []ui.Component{ui.Words(name), ui.Plain(ui.Number(int64(l.N)))}}
		if h[i] {
			row.Cells = append(row.Cells, ui.Plain("＊"), ui.Plain("＊"), ui.Plain("＊"), ui.Plain("＊"), ui.Plain("＊"))
		} else {
			e := l.Estimate()
			row.Cells = append(row.Cells, ui.Plain(fmt.Sprintf("%d ÷ %d", l.Answered, l.Asked)), ui.Plain(strconv.FormatFloat(l.Weight(), 'f', 1, 64)), ui.Plain(percent(e.Share)), ui.Plain(percent(e.Low)+" – "+percent(e.High)), ui.Plain(percent(e.Worst)))
		}
		said := "–"
		if share, ok := l.Rate(); ok && self[i] {
			said = "＊"
		} else if ok {
			said = percent(share)
		}
		row.Cells = append(row.Cells, ui.Plain(said))
		t.Rows = append(t.Rows, row)
	}
	return ui.Section{Title: lang.T("按单位", "By unit"), Body: ui.Components{t, ui.Text(lang.T("＊ 人数太少，为了不让人认出是谁而不公布；能反推出来的也一起不公布。", "＊ too few people to show without somebody being recognised; what would let them be reckoned back is hidden as well."))}}
}

// groups are the ways by which the cases came, over all units; of a register they are the lines.
func (v Results) groups() ui.Component {
	f := v.Round.Figures
	if v.Round.Frame == survey.Register || len(f.Group) < 2 {
		return ui.Components{}
	}
	h := hidden(f.Group, asked)
	t := ui.Table{Caption: lang.T("按来路，各单位加权", "By way, weighed over the units"),
		Columns: []ui.Column{{Name: lang.T("来路", "Way")}, {Name: lang.T("回答÷问", "Answered ÷ asked"), Numeric: true}, {Name: lang.T("满意", "Content"), Numeric: true}, {Name: lang.T("95%区间", "95 % interval"), Numeric: true}, {Name: lang.T("最坏", "Worst case"), Numeric: true}}}
	for i, l := range f.Group {
		row := ui.Row{Cells: []ui.Component{ui.Words(groupNames[l.Unit])}}
		if h[i] || l.Weighed == nil {
			row.Cells = append(row.Cells, ui.Plain("＊"), ui.Plain("＊"), ui.Plain("＊"), ui.Plain("＊"))
		} else {
			e := l.Estimate()
			row.Cells = append(row.Cells, ui.Plain(fmt.Sprintf("%d ÷ %d", l.Answered, l.Asked)), ui.Plain(percent(e.Share)), ui.Plain(percent(e.Low)+" – "+percent(e.High)), ui.Plain(percent(e.Worst)))
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Section{Title: lang.T("按来路", "By way"), Body: ui.Components{t}}
}

func (v Results) said() ui.Component {
	var l ui.SummaryList
	for _, q := range v.Round.Questions() {
		t := v.Round.Figures.Said[q.ID]
		value := "＊"
		if !(cells.Figure{Value: t.Yes}).Sensitive() && !(cells.Figure{Value: t.No}).Sensitive() {
			value = fmt.Sprintf("%d ÷ %d", t.Yes, t.Yes+t.No)
		}
		l.Rows = append(l.Rows, ui.SummaryRow{Key: q.Text, Value: lang.T("答“是”的："+value, "yes: "+value)})
	}
	for _, o := range survey.WhyNots() {
		if n := v.Round.Figures.Why[o.ID]; n > 0 {
			value := "＊"
			if n >= cells.K {
				value = strconv.Itoa(n)
			}
			l.Rows = append(l.Rows, ui.SummaryRow{Key: o.Text, Value: ui.Data(value)})
		}
	}
	return ui.Section{Title: lang.T("问了什么，怎么答的", "What was asked and said"), Body: ui.Components{l, ui.Actions{ui.LinkButton{Label: lang.T("下载数字（CSV）", "Figures as CSV"), Href: "/surveys/" + v.Round.ID + "/results.csv", Look: ui.Secondary}}}}
}

// check is how anybody checks the draw.
func (v Results) check() ui.Component {
	at := "/surveys/" + v.Round.ID
	return ui.Section{Title: lang.T("自己核对", "Check it yourself"), Body: ui.Components{
		ui.Text(lang.T("名单、人数和将来的号码先记进账本，再等号码公布；每个单位问的，是随机次序里最前的几个。名单只有加盐的编号，看不出是谁。", "List, sizes and future numbers went to the ledger before the numbers were known; of each unit the first ones of the random order are asked. The list has salted ids only and tells nobody.")),
		ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("公告的哈希值", "Hash of the announcement"), Value: ui.Data(v.Round.Hash.String())}, {Key: lang.T("分组的哈希值", "Hash of the placing"), Value: ui.Data(v.Round.Placing)}, {Key: lang.T("命令", "Command"), Value: ui.Data("banjie draw verify draw.json --announced " + v.Round.Hash.String()[:12] + "…")}}},
		ui.Actions{ui.LinkButton{Label: lang.T("抽取文件", "The draw"), Href: at + "/draw.json", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("分组", "The placing"), Href: at + "/placing.csv", Look: ui.Secondary}}}}
}

// roundTitle is what a browser calls a round; its purpose is in one language only.
func roundTitle(r survey.Round) lang.Text { return lang.T(r.Purpose, "Survey "+r.ID) }

func (s *Pages) results(w http.ResponseWriter, r *site.Request) error {
	round, err := s.roundOf(r)
	if err != nil {
		return err
	}
	p := r.Page(roundTitle(round))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("调查与回访", "Surveys"), Href: "/surveys"}, {Name: ui.Data(round.Purpose)}}
	return r.Show(w, p, Results{round, r.Unit})
}

func (s *Pages) csv(w http.ResponseWriter, r *site.Request) error {
	round, err := s.roundOf(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="survey-`+round.ID+`.csv"`)
	c := csv.NewWriter(w)
	_ = c.Write([]string{"unit", "frame", "asked", "answered", "content", "share", "low95", "high95", "worst_case", "rated_by_themselves", "of_them_not_poor", "weight"})
	if f := round.Figures; f != nil {
		h, self := hidden(f.Lines, asked), hidden(f.Lines, rated)
		for i, l := range f.Lines {
			row := []string{l.Unit, strconv.Itoa(l.N), strconv.Itoa(l.Asked), "", "", "", "", "", "", "", "", ""}
			if !h[i] {
				e := l.Estimate()
				row = append(row[:3], strconv.Itoa(l.Answered), strconv.Itoa(l.Good), fmt.Sprintf("%.4f", e.Share), fmt.Sprintf("%.4f", e.Low), fmt.Sprintf("%.4f", e.High), fmt.Sprintf("%.4f", e.Worst), "", "", fmt.Sprintf("%.4f", l.Weight()))
			}
			if !self[i] {
				row[9], row[10] = strconv.FormatInt(l.Rated, 10), strconv.FormatInt(l.WellSaid, 10)
			}
			_ = c.Write(row)
		}
	}
	c.Flush()
	return c.Error()
}

func (s *Pages) file(w http.ResponseWriter, r *site.Request) error {
	file, _, _, err := s.Office.Store.Draw(r.Context(), s.Office.Division, r.PathValue("round"))
	return send(w, "application/json", "draw.json", file, err)
}

func (s *Pages) placing(w http.ResponseWriter, r *site.Request) error {
	_, places, _, err := s.Office.Store.Draw(r.Context(), s.Office.Division, r.PathValue("round"))
	return send(w, "text/csv; charset=utf-8", "placing.csv", places, err)
}

func send(w http.ResponseWriter, kind, name string, body []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err = w.Write(body)
	return err
}
