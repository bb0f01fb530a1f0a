package intake

import (
	"context"
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
	"banjie/packs/foodchain/soil/labsheet"
)

// villageSheet is the sheet of the list of villages.
const villageSheet = "村"

// villageHead are its columns; the last two may be empty.
var villageHead = [...][]string{{"村代码", "code"}, {"村名", "name"}, {"经度", "longitude"}, {"纬度", "latitude"}}

// VillageTemplate writes the workbook to fill in.
func VillageTemplate(w io.Writer) error {
	head := make([]any, len(villageHead))
	for i, names := range villageHead {
		head[i] = names[0]
	}
	return workbook.Write(w, []workbook.Sheet{
		{Name: villageSheet, Width: 20, Frozen: true, Plain: true, Rows: [][]any{head}},
		{Name: "说明", Width: 90, Rows: [][]any{{"说明"},
			{"每行一个村。村代码是12位统计用区划代码；已有的村，名称和位置按新的改。"},
			{"经度、纬度是村中心的度（CGCS2000或WGS84），用来在地图上标村；可以都不填，不要取某一户的位置。"},
			{"例：330599001001，示例一村，120.0203，30.6154"}}},
	})
}

var errDone = errors.New("intake: done")

// PlanVillages reads a list of villages. One that is there already and the same is left out; one with
// another name or place replaces it.
func (f File) PlanVillages(ctx context.Context, a soil.Reader, division string, today calendar.Day) (p soil.Plan[soil.VillageFacts], err error) {
	book, err := workbook.Open(f.Body, labsheet.Most)
	if err != nil || !slices.Contains(book.Sheets(), villageSheet) {
		return p, fault.New(fault.Invalid, "bad_workbook", lang.T("读不了这个表格。", "This workbook cannot be read."),
			lang.T("请用模板填写“村”这一页，存为.xlsx。什么都没有录入。", "Please fill in the sheet “村” of the template and save it as .xlsx. Nothing was entered.")).With(err)
	}
	held, err := a.Villages(ctx, division, today)
	if err != nil {
		return p, err
	}
	there := map[string]soil.Village{}
	for _, t := range held {
		there[t.Code] = t.Village
	}
	r := villageReader{at: [len(villageHead)]int{-1, -1, -1, -1}, seen: map[string]int{}}
	err = book.Rows(villageSheet, func(n int, cells []string) error {
		v, ok := r.read(n, cells)
		if len(r.mistakes) >= soil.MostMistakes || r.hopeless {
			return errDone
		}
		switch was, known := there[v.Code]; {
		case !ok:
		case known && was.Name == v.Name && (v.Centre == nil || was.Centre != nil && *was.Centre == *v.Centre):
			p.Repeated = append(p.Repeated, v.Code)
		default:
			if v.Centre == nil {
				v.Centre = was.Centre
			}
			p.Facts.Villages = append(p.Facts.Villages, v)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDone) {
		return p, err
	}
	if !r.headed {
		r.wrong(1, "", lang.T("“村”没有表头", "the sheet “村” has no headings"), lang.T("请使用模板。", "Please use the template."))
	}
	if p.Mistakes = r.mistakes; len(p.Mistakes) == 0 && len(p.Facts.Villages)+len(p.Repeated) == 0 {
		p.Mistakes = []soil.Mistake{{Says: lang.T("表里没有村", "the list has no villages"), Remedy: lang.T("每行填一个村。", "Please give one a line.")}}
	}
	if len(p.Mistakes) > 0 {
		p.Facts = soil.VillageFacts{}
	}
	return p, nil
}

// villageReader reads the rows of the sheet.
type villageReader struct {
	at               [len(villageHead)]int // column of the file, -1 for none
	headed, hopeless bool
	seen             map[string]int
	mistakes         []soil.Mistake
}

func (r *villageReader) wrong(row int, column string, says, remedy lang.Text) {
	r.mistakes = append(r.mistakes, soil.Mistake{Row: row, Column: column, Says: says, Remedy: remedy})
}

func (r *villageReader) head(n int, cells []string) {
	r.headed = true
	for i, text := range cells {
		for k, names := range villageHead {
			if slices.Contains(names, strings.ToLower(strings.TrimSpace(text))) {
				r.at[k] = i
			}
		}
	}
	for k, names := range villageHead[:2] {
		if r.at[k] < 0 {
			r.hopeless = true
			r.wrong(n, names[1], lang.T("缺少“"+names[0]+"”列", "the column “"+names[0]+"” is missing"), lang.T("请使用模板的表头。", "Please take the headings of the template."))
		}
	}
}

// read gives the village of a row; ok is false for a heading, a blank row and a mistake.
func (r *villageReader) read(n int, cells []string) (v soil.Village, ok bool) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return v, false
	}
	if !r.headed {
		r.head(n, cells)
		return v, false
	}
	get := func(k int) string {
		if i := r.at[k]; i >= 0 && i < len(cells) {
			return strings.TrimSpace(lang.HalfWidth(cells[i]))
		}
		return ""
	}
	before := len(r.mistakes)
	v.Code, v.Name = get(0), get(1)
	for _, m := range v.Check() {
		r.wrong(n, m.Column, m.Says, m.Remedy)
	}
	if first, twice := r.seen[v.Code]; twice {
		r.wrong(n, "code", lang.Format("村代码与第%d行相同", "the code is that of row %d", first), lang.T("请核对。", "Please check."))
	}
	r.seen[v.Code] = n
	if lon, lat := get(2), get(3); lon != "" || lat != "" {
		x, err1 := strconv.ParseFloat(lon, 64)
		y, err2 := strconv.ParseFloat(lat, 64)
		if err1 != nil || err2 != nil || !(x >= 70 && x <= 140 && y >= 0 && y <= 60) {
			r.wrong(n, "longitude", lang.T("经度和纬度须是度，例如 120.0203 和 30.6154，两个都填或都不填", "longitude and latitude are degrees, for example 120.0203 and 30.6154, both or neither"), lang.T("经度在前，纬度在后。", "Longitude comes first."))
		}
		v.Centre = &geo.Point{x, y}
	}
	return v, len(r.mistakes) == before
}
