// Package labsheet is the spreadsheet in which a laboratory hands in a test report of soil: a
// template to download, with an example, and its reader.
//
//	Template ─▶ filled in ─▶ Read ─▶ soil.Report and every mistake with row and column
//	                                   └▶ soil.PlanReport ─▶ preview ─▶ one act, or nothing
//
// Columns are found by their heading, in Chinese or English, in any order. The reader judges
// nothing and stores nothing.
package labsheet

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/workbook"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// Names of the sheets.
const (
	reportSheet  = "报告"
	samplesSheet = "样品"
	exampleSheet = "填写示例"
	notesSheet   = "说明"
)

// Most is how many bytes a workbook may have when unpacked.
const Most = 32 << 20

// column of the samples.
type column struct {
	name    string   // as mistakes name it
	heading string   // in the template
	aliases []string // further headings, in lower case
	example [3]string
	needed  bool
	item    soil.Item
}

var columns = append([]column{
	{name: "number", heading: "样品编号", aliases: []string{"sample"}, example: [3]string{"S-001", "S-002", "S-003"}, needed: true},
	{name: "parcel", heading: "地块编码", aliases: []string{"parcel"}, example: [3]string{"3305990010010010001", "3305990010010010002", "3305990010010010003"}, needed: true},
	{name: "use", heading: "利用方式", aliases: []string{"use"}, example: [3]string{"水田", "水旱轮作", "果园"}, needed: true},
	{name: "day", heading: "采样日期", aliases: []string{"day"}, example: [3]string{"2026-03-02", "2026-03-02", "2026-03-03"}, needed: true},
	{name: "depth", heading: "深度（厘米）", aliases: []string{"depth", "深度"}, example: [3]string{"0-20", "0-20", "0-40"}},
	{name: "longitude", heading: "经度", aliases: []string{"longitude"}, example: [3]string{"120.1234567", "", ""}},
	{name: "latitude", heading: "纬度", aliases: []string{"latitude"}, example: [3]string{"30.7654321", "", ""}},
	{name: "ph", heading: "pH", example: [3]string{"5.8", "6.4", "7.1"}, needed: true},
}, itemColumns()...)

func itemColumns() (all []column) {
	examples := map[soil.Item][3]string{soil.Cd: {"0.21", "0.38", "<0.01"}, soil.Hg: {"0.12", "0.30", "0.08"}, soil.As: {"8.4", "11.2", "6.9"}, soil.Pb: {"31.5", "44", "27"},
		soil.Cr: {"62", "75", "58"}, soil.Cu: {"24", "31", "66"}, soil.Ni: {"28", "33", "25"}, soil.Zn: {"88", "104", "79"}, soil.Se: {"0.41", "", ""}}
	for _, i := range slices.Concat(soil.Basic[:], soil.Further[:], []soil.Item{soil.Se}) {
		all = append(all, column{name: string(i), heading: i.Name().ZH + " " + string(i), aliases: []string{strings.ToLower(string(i)), i.Name().ZH}, example: examples[i], item: i})
	}
	return all
}

var uses = map[string]soil.Use{"水田": soil.Paddy, "其他": soil.Other, "旱地": soil.Other, "果园": soil.Orchard, "水旱轮作": soil.Rotation}

// reportRows are the lines of the first sheet: heading and what it is for.
var reportRows = [...][3]string{
	{"报告编号", "TR-2026-0001（示例，请改）", "检测报告上的编号；同一编号只能录入一次"},
	{"检测机构", "示例检测中心（请改）", "报告上的机构名称"},
	{"签发日期", "2026-03-20", "写作 2026-03-20"},
	{"检测方法", "", "可不填，例如 GB/T 17141-1997"},
}

// Template writes the workbook to fill in: the report, the samples, an example and notes.
func Template(w io.Writer) error {
	head := make([]any, len(columns))
	example := [][]any{head, nil, nil, nil}
	for i, c := range columns {
		head[i] = c.heading
		for k, v := range c.example {
			example[k+1] = append(example[k+1], v)
		}
	}
	report := [][]any{{"项目", "内容", "怎样填"}}
	for _, r := range reportRows {
		report = append(report, []any{r[0], r[1], r[2]})
	}
	notes := [][]any{{"说明"},
		{"“样品”每行一个样品。表头可以换顺序；不测的项目可以空着或删去整列。"},
		{"含量的单位是毫克每千克（mg/kg）。未检出写“<检出限”，例如 <0.01。空格、“-”和“/”表示没有检测。"},
		{"利用方式：水田、其他、果园、水旱轮作。pH必须填写：限值随pH变化。"},
		{"经度、纬度写CGCS2000或WGS84的度，不要用地图网站的坐标；可以不填。"},
		{"有一处错误就一行也不录入；上传后会逐处指出行和列。"}}
	return workbook.Write(w, []workbook.Sheet{
		{Name: reportSheet, Width: 30, Plain: true, Rows: report},
		{Name: samplesSheet, Width: 14, Frozen: true, Plain: true, Rows: [][]any{head}},
		{Name: exampleSheet, Width: 14, Frozen: true, Plain: true, Rows: example},
		{Name: notesSheet, Width: 90, Rows: notes},
	})
}

// Sheet is what was read: the report, the row of each sample, and what could not be read.
type Sheet struct {
	Report   soil.Report
	Rows     []int // row of Report.Samples[i]
	Mistakes []soil.Mistake
}

// Row is the row of a sample in the file.
func (s *Sheet) Row(i int) int { return s.Rows[i] }

var asReport = lang.T("请对照检测报告填写。", "Please take it from the laboratory's report.")

// Read reads a filled-in workbook. The error is a fault where it is none of ours at all.
func Read(data []byte) (s Sheet, err error) {
	book, err := workbook.Open(data, Most)
	if err != nil {
		return s, notOurs().With(err)
	}
	if err := s.readReport(book); err != nil {
		return s, err
	}
	var at []int // column of the file → index in columns, -1 for none
	err = book.Rows(samplesSheet, func(n int, cells []string) error {
		if at == nil {
			at = s.readHead(n, cells)
			return nil
		}
		if blank(cells) {
			return nil
		}
		if len(s.Report.Samples) > soil.MostSamples || len(s.Mistakes) >= soil.MostMistakes {
			return errEnough
		}
		s.readSample(n, cells, at)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return s, notOurs().With(err)
	}
	if at == nil {
		s.wrong(1, "", lang.T("“样品”没有表头", "the sheet “样品” has no headings"), lang.T("请使用下载的模板。", "Please use the template."))
	}
	return s, nil
}

var errEnough = errors.New("labsheet: enough")

func notOurs() *fault.Fault {
	return fault.New(fault.Invalid, "bad_workbook", lang.T("读不了这个表格。", "This workbook cannot be read."),
		lang.T("请下载模板，填好“报告”和“样品”两页，存为.xlsx后上传。什么都没有录入。", "Please download the template, fill in the sheets “报告” and “样品”, save it as .xlsx and upload it. Nothing was entered."))
}

func (s *Sheet) wrong(row int, column string, says, remedy lang.Text) {
	s.Mistakes = append(s.Mistakes, soil.Mistake{Row: row, Column: column, Says: says, Remedy: remedy})
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func (s *Sheet) readReport(book *workbook.Book) error {
	err := book.Rows(reportSheet, func(n int, cells []string) error {
		if len(cells) < 2 {
			return nil
		}
		v := strings.TrimSpace(cells[1])
		switch strings.TrimSpace(cells[0]) {
		case "报告编号":
			s.Report.Number = v
			if v == reportRows[0][1] {
				s.wrong(0, "report", lang.T("报告编号还是模板里的示例", "the report's number is still that of the template"), asReport)
			}
		case "检测机构":
			s.Report.Lab = v
			if v == reportRows[1][1] {
				s.wrong(0, "lab", lang.T("检测机构还是模板里的示例", "the laboratory is still that of the template"), asReport)
			}
		case "签发日期":
			s.Report.Issued = s.day(0, "issued", v)
		case "检测方法":
			s.Report.Method = v
		}
		return nil
	})
	if err != nil {
		return notOurs().With(err)
	}
	return nil
}

func (s *Sheet) readHead(n int, cells []string) []int {
	at := make([]int, len(cells))
	seen := map[int]bool{}
	for i, text := range cells {
		at[i] = -1
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		for k, c := range columns {
			if text == c.heading || strings.EqualFold(text, c.name) || slices.Contains(c.aliases, strings.ToLower(text)) {
				at[i] = k
			}
		}
		switch {
		case at[i] < 0:
			s.wrong(n, text, lang.T("不认识这一列", "this column is not known"), lang.T("请使用模板的表头，或删去这一列。", "Please take the headings of the template, or remove the column."))
		case seen[at[i]]:
			s.wrong(n, text, lang.T("这一列出现了两次", "this column is there twice"), lang.T("请只保留一列。", "Please keep one."))
		}
		seen[at[i]] = true
	}
	for k, c := range columns {
		if c.needed && !seen[k] {
			s.wrong(n, c.name, lang.T("缺少“"+c.heading+"”列", "the column “"+c.heading+"” is missing"), lang.T("请使用下载的模板。", "Please use the template."))
		}
	}
	return at
}

func (s *Sheet) readSample(n int, cells []string, at []int) {
	get := func(name string) string {
		for i, text := range cells {
			if i < len(at) && at[i] >= 0 && columns[at[i]].name == name {
				return strings.TrimSpace(text)
			}
		}
		return ""
	}
	t := soil.Taken{Number: get("number"), Parcel: get("parcel"), Day: s.day(n, "day", get("day"))}
	t.Use = soil.Use(get("use"))
	if u, ok := uses[string(t.Use)]; ok {
		t.Use = u
	}
	if !slices.Contains(soil.Uses[:], t.Use) {
		s.wrong(n, "use", lang.T("利用方式须是水田、其他、果园、水旱轮作之一", "the use is one of 水田 (paddy), 其他 (other), 果园 (orchard), 水旱轮作 (rotation)"),
			lang.T("请改成其中一个；旱地、菜地写“其他”。", "Please take one of them; dry fields and vegetable plots are 其他."))
	}
	t.From, t.To = s.depth(n, get("depth"))
	t.Point = s.point(n, get("longitude"), get("latitude"))
	if text := get("ph"); text != "" {
		ph, err := strconv.ParseFloat(lang.HalfWidth(text), 64)
		if err != nil {
			s.wrong(n, "ph", lang.T("pH须是一个数，例如 6.2", "the pH is a number, for example 6.2"), asReport)
			ph = 7 // said already; so that it is not called missing as well
		}
		t.PH = ph
	}
	for i, text := range cells {
		if i >= len(at) || at[i] < 0 || columns[at[i]].item == "" {
			continue
		}
		v, given, said := soil.ParseValue(columns[at[i]].item, text)
		if !said.IsZero() {
			s.wrong(n, columns[at[i]].name, said, asReport)
		} else if given {
			t.Values = append(t.Values, v)
		}
	}
	s.Report.Samples = append(s.Report.Samples, t)
	s.Rows = append(s.Rows, n)
}

func (s *Sheet) day(n int, column, text string) calendar.Day {
	if text == "" {
		return 0 // the report's check says that it is missing
	}
	day, err := calendar.ParseDay(text)
	if err != nil {
		s.wrong(n, column, fault.For(err).Message, lang.T("日期写作 2026-03-20。", "Write days as 2026-03-20."))
	}
	return day
}

// depth reads 0-20; nothing is the plough layer, 0 to 20 cm.
func (s *Sheet) depth(n int, text string) (from, to int) {
	if text == "" {
		return 0, 20
	}
	a, b, ok := strings.Cut(strings.NewReplacer("～", "-", "~", "-", "—", "-", "–", "-").Replace(lang.HalfWidth(text)), "-")
	from, err1 := strconv.Atoi(strings.TrimSpace(a))
	to, err2 := strconv.Atoi(strings.TrimSpace(b))
	if !ok || err1 != nil || err2 != nil {
		s.wrong(n, "depth", lang.T("深度写作 0-20（厘米）", "the depth is written 0-20 (cm)"), asReport)
		return 0, 20
	}
	return from, to
}

func (s *Sheet) point(n int, longitude, latitude string) *geo.Point {
	if longitude == "" && latitude == "" {
		return nil
	}
	x, err1 := strconv.ParseFloat(lang.HalfWidth(longitude), 64)
	y, err2 := strconv.ParseFloat(lang.HalfWidth(latitude), 64)
	if err1 != nil || err2 != nil || !(x >= -180 && x <= 180 && y >= -90 && y <= 90) {
		s.wrong(n, "point", lang.T("经度和纬度须是度，例如 120.1234567 和 30.7654321，两个都填或都不填", "longitude and latitude are degrees, for example 120.1234567 and 30.7654321, both or neither"), asReport)
		return nil
	}
	return &geo.Point{x, y}
}

// Plan reads nothing more: it is [soil.PlanReport] with what the sheet already found wrong, by row, each place
// named as the template names it.
func (s *Sheet) Plan(plan func(row func(int) int) (soil.Plan[soil.ReportFacts], error)) (soil.Plan[soil.ReportFacts], error) {
	p, err := plan(s.Row)
	if err != nil {
		return p, err
	}
	all := slices.Clone(s.Mistakes)
	for _, m := range p.Mistakes { // what could not be read is not called missing as well
		if !slices.ContainsFunc(s.Mistakes, func(x soil.Mistake) bool { return x.Row == m.Row && x.Column == m.Column }) {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		return p, nil
	}
	for i := range all {
		all[i].Column = headingOf(all[i].Column)
	}
	slices.SortStableFunc(all, func(a, b soil.Mistake) int { return a.Row - b.Row })
	return soil.Plan[soil.ReportFacts]{Mistakes: all, Repeated: p.Repeated}, nil
}

// headingOf is what the template calls a field; a name that it has not stays.
func headingOf(name string) string {
	switch name {
	case "report":
		return reportRows[0][0]
	case "lab":
		return reportRows[1][0]
	case "issued":
		return reportRows[2][0]
	case "point":
		return "经度、纬度"
	}
	for _, c := range columns {
		if c.name == name {
			return c.heading
		}
	}
	return name
}
