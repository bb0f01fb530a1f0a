package org

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/workbook"
)

// Problem is one wrong place in an imported file.
type Problem struct {
	Sheet   string    `json:"sheet"`
	Row     int       `json:"row"`    // as a spreadsheet counts, 0 for the sheet as a whole
	Column  string    `json:"column"` // heading, "" for the row as a whole
	Message lang.Text `json:"message"`
	Remedy  lang.Text `json:"remedy"`
}

// Place is the problem's cell in words: 部门 第 5 行“办公时间”.
func (p Problem) Place() lang.Text {
	zh, en := "“"+p.Sheet+"”表", "sheet "+p.Sheet+" ("+sheetTitle(p.Sheet).EN+")"
	if p.Row > 0 {
		zh, en = fmt.Sprintf("%s第 %d 行", zh, p.Row), fmt.Sprintf("%s, row %d", en, p.Row)
	}
	if p.Column != "" {
		zh, en = zh+"“"+p.Column+"”列", en+", column "+columnTitle(p.Sheet, p.Column).EN
	}
	return lang.T(zh, en)
}

// Problems is the answer for a file with mistakes. Nothing of such a file is imported.
type Problems []Problem

// Fault puts the problems into one answer for the person.
func (ps Problems) Fault() error {
	f := fault.New(fault.Invalid, "import_problems",
		lang.Format("表里有 %d 处需要修改，还没有导入任何内容。", "The file has %d places to correct; nothing was imported.", len(ps)),
		lang.T("请按下面的提示修改后重新上传。", "Please correct them and upload the file again."))
	for _, p := range ps {
		at := p.Place()
		f.At(at.ZH, lang.T(p.Message.ZH+p.Remedy.ZH, "In "+at.EN+": "+p.Message.EN+" "+p.Remedy.EN))
	}
	return f.Or()
}

// Bounds of a file. A county has some dozens of units and hundreds of officers.
const (
	maxBytes    = 5 << 20
	maxUnpacked = 64 << 20
	maxRows     = 10_000
	maxColumns  = 64
	maxProblems = 200
	maxCell     = 300 // runes
)

// Rows is a file read, before it is compared with what is there.
type Rows struct {
	division string
	units    []Unit
	posts    []postRow
	officers []Officer
	windows  []Window
	rowOf    map[string]int // "sheet/id" → row
}

type postRow struct {
	Post
	a, b []string
}

// reader collects rows and problems.
type reader struct {
	Rows
	problems Problems
}

// Read reads a workbook of units, posts, officers and windows for a division. Errors: fault.TooLarge,
// fault.Invalid when it is no such workbook, [Problems.Fault] when cells are wrong.
func Read(r io.Reader, division string) (Rows, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return Rows{}, fmt.Errorf("org: reading the upload: %w", err)
	}
	if len(body) > maxBytes {
		return Rows{}, fault.New(fault.TooLarge, "import_too_large",
			lang.T("文件超过 5 MB。", "The file is over 5 MB."), lang.T("请删去多余的工作表和图片后再上传。", "Remove other sheets and pictures and upload it again."))
	}
	book, err := workbook.Open(body, maxUnpacked)
	if err != nil {
		return Rows{}, fault.New(fault.Invalid, "import_not_xlsx",
			lang.T("这不是能读的 XLSX 文件。", "This is not a readable XLSX file."),
			lang.T("请下载模板填写，保存为 .xlsx 后上传；有密码的文件请先去掉密码。", "Download the template, save it as .xlsx and upload it; take a password off first.")).With(err)
	}
	rd := &reader{Rows: Rows{division: division, rowOf: map[string]int{}}}
	found := false
	for _, s := range sheets {
		if !slices.Contains(book.Sheets(), s.name) {
			continue
		}
		found = true
		rd.sheet(book, s)
	}
	if !found {
		rd.problem("", 0, "", lang.T("没有找到“部门”“岗位”“人员”“窗口”任何一张表。", "There is no sheet 部门 (units), 岗位 (posts), 人员 (officers) or 窗口 (windows)."), lang.T("请使用下载的模板。", "Use the template."))
	}
	return rd.Rows, rd.problems.Fault()
}

// errEnough ends the reading of a sheet whose fault is noted.
var errEnough = errors.New("org: enough of this sheet")

// sheet reads the rows of one sheet.
func (rd *reader) sheet(book *workbook.Book, s sheet) {
	var at map[string]int // column name → index
	err := book.Rows(s.name, func(n int, cells []string) error {
		if n > maxRows {
			rd.problem(s.name, n, "", lang.Format("超过 %d 行。", "There are more than %d rows.", maxRows), lang.T("请分成几个文件。", "Split the file."))
			return errEnough
		}
		if len(cells) > maxColumns {
			rd.problem(s.name, n, "", lang.Format("这一行超过 %d 列。", "This row has more than %d columns.", maxColumns), lang.T("请删去表格右边多余的内容。", "Remove what stands to the right of the table."))
			return errEnough
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if at == nil {
			if at = rd.header(s, n, cells); at == nil {
				return errEnough
			}
			return nil
		}
		if strings.Join(cells, "") != "" {
			row := &row{rd: rd, sheet: s, n: n, cells: cells, at: at}
			row.read()
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
	case err != nil:
		rd.problem(s.name, 0, "", lang.T("这张表读不出来。", "This sheet cannot be read."), lang.T("请把内容复制到新的模板里。", "Copy its content into a new template."))
	case at == nil:
		rd.problem(s.name, 1, "", lang.T("缺少表头。", "The headings are missing."), lang.T("请保留模板第一行。", "Keep the first row of the template."))
	}
}

// header finds the columns; nil when the sheet cannot be read further.
func (rd *reader) header(s sheet, n int, cells []string) map[string]int {
	at := map[string]int{}
	ok := true
	for i, c := range cells {
		h := strings.TrimRight(c, "* ")
		if h == "" {
			continue
		}
		k := slices.IndexFunc(s.columns, func(k column) bool {
			return strings.EqualFold(h, k.head.ZH) || strings.EqualFold(h, k.head.EN) || strings.EqualFold(h, k.name)
		})
		if k < 0 {
			rd.problem(s.name, n, c, lang.T("没有这一列。", "There is no such column."), lang.T("请按模板的表头填写，多余的列请删去。", "Keep the headings of the template and remove other columns."))
			ok = false
			continue
		}
		name := s.columns[k].name
		if _, twice := at[name]; twice {
			rd.problem(s.name, n, c, lang.T("这一列出现了两次。", "This column is there twice."), lang.T("请只保留一列。", "Keep one of them."))
			ok = false
		}
		at[name] = i
	}
	for _, c := range s.columns {
		if _, there := at[c.name]; c.need && !there {
			rd.problem(s.name, n, c.head.ZH, lang.T("缺少这一列。", "This column is missing."), lang.T("请按模板补上。", "Add it as in the template."))
			ok = false
		}
	}
	if !ok {
		return nil
	}
	return at
}

func (rd *reader) problem(sheet string, n int, column string, message, remedy lang.Text) {
	if len(rd.problems) < maxProblems {
		rd.problems = append(rd.problems, Problem{sheet, n, column, message, remedy})
	}
}

// day reads a date as people and spreadsheets write it.
func day(s string) (calendar.Day, bool) {
	s = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(s)
	if p := strings.Split(s, "-"); len(p) == 3 && len(p[0]) == 4 {
		s = fmt.Sprintf("%s-%02s-%02s", p[0], p[1], p[2])
	}
	d, err := calendar.ParseDay(s)
	return d, err == nil
}
