package publiclist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/workbook"
)

// Bounds of a file.
const (
	MaxFile     = 16 << 20
	maxUnpacked = 128 << 20
	maxEntries  = 50_000
	maxProblems = 100
	maxField    = 1000 // characters
)

// columns are the headings of a file, in the order of an export.
var columns = []struct{ zh, en string }{
	{"编码", "code"}, {"名称", "name"}, {"单位", "unit"}, {"类别", "type"}, {"内容", "text"}, {"依据", "basis"}, {"金额（元）", "amount_yuan"},
}

// Units finds a unit by its id or its Chinese name.
type Units interface {
	Find(idOrName string) (id string, ok bool)
}

// Read reads a file by the ending of its name: .csv (UTF-8 or GB 18030) or .xlsx (the first sheet).
// Headings may be Chinese or English, in any order. Every wrong place is named; then nothing is read.
func Read(k Kind, name string, data []byte, units Units) ([]Entry, error) {
	if len(data) > MaxFile {
		return nil, fault.New(fault.TooLarge, "file_too_large", lang.T("文件太大了。", "The file is too large."), lang.T("请删去图片和多余的工作表。", "Take out pictures and other sheets."))
	}
	r := &reader{kind: k, units: units, seen: map[string]int{}}
	var err error
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		err = r.csv(data)
	case ".xlsx":
		err = r.xlsx(data)
	default:
		return nil, fault.New(fault.Invalid, "unknown_format", lang.Format("不能从文件名“%s”看出格式。", "The format cannot be told from the name %s.", name), lang.T("请使用 .csv 或 .xlsx。", "Use .csv or .xlsx."))
	}
	if err != nil {
		return nil, err
	}
	if len(r.wrong) > 0 {
		f := bad(lang.T("有些行不能用，什么也没有发布。", "Some rows cannot be used; nothing was published."))
		f.Fields = r.wrong[:min(len(r.wrong), maxProblems)]
		return nil, f
	}
	if len(r.entries) == 0 {
		return nil, bad(lang.T("文件里一条也没有。", "The file holds no entry."))
	}
	Sort(r.entries)
	return r.entries, nil
}

func bad(message lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_file", message, lang.T("请改正文件后再试；现有内容没有变化。", "Please correct the file and try again; nothing was changed."))
}

type reader struct {
	kind    Kind
	units   Units
	at      []int // column of each of columns, -1 for none
	entries []Entry
	seen    map[string]int // code → row
	wrong   []fault.Field
}

func (r *reader) csv(data []byte) error {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		var err error
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil || bytes.ContainsRune(data, utf8.RuneError) {
			return bad(lang.T("文件既不是 UTF-8 也不是 GB 18030 编码。", "The file is neither UTF-8 nor GB 18030."))
		}
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord = -1
	for n := 1; ; n++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bad(lang.Format("第%d行读不懂：引号没有配对。", "Row %d cannot be read: a quotation mark has no partner.", n)).With(err)
		}
		if err := r.row(n, row); err != nil {
			return err
		}
	}
}

func (r *reader) xlsx(data []byte) error {
	book, err := workbook.Open(data, maxUnpacked)
	if err != nil || len(book.Sheets()) == 0 {
		return bad(lang.T("这不是能打开的 XLSX 表格，或者解压后过大。", "This is no XLSX workbook that can be opened, or it is too large when unpacked.")).With(err)
	}
	return book.Rows(book.Sheets()[0], r.row)
}

// row takes a row; the first with a heading we know is the header.
func (r *reader) row(n int, cells []string) error {
	if blank(cells) {
		return nil
	}
	if r.at == nil {
		return r.header(cells)
	}
	if len(r.entries) == maxEntries {
		return bad(lang.Format("超过%d条。", "There are more than %d entries.", maxEntries))
	}
	get := func(i int) string {
		if c := r.at[i]; c >= 0 && c < len(cells) {
			return clean(cells[c])
		}
		return ""
	}
	e := Entry{Code: get(0), Name: get(1), Unit: get(2), Type: get(3), Text: get(4), Basis: get(5)}
	r.check(n, &e, get(6))
	r.entries = append(r.entries, e)
	return nil
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func (r *reader) header(cells []string) error {
	r.at = make([]int, len(columns))
	for i, c := range columns {
		r.at[i] = -1
		for j, h := range cells {
			h = strings.ToLower(clean(strings.NewReplacer("(", "（", ")", "）", "*", "").Replace(h)))
			if h == c.zh || h == c.en || h+"（元）" == c.zh {
				r.at[i] = j
			}
		}
	}
	if r.at[0] < 0 || r.at[1] < 0 || r.at[2] < 0 {
		return bad(lang.T("第一行要有“编码”“名称”“单位”这几个列名。", "The first row needs the headings code, name and unit."))
	}
	return nil
}

// check completes an entry and notes what is wrong with it.
func (r *reader) check(n int, e *Entry, amount string) {
	wrong := func(column int, zh, en string) {
		r.wrong = append(r.wrong, fault.Field{Path: fmt.Sprintf("第%d行“%s” row %d", n, columns[column].zh, n), Message: lang.T(zh, en)})
	}
	switch {
	case e.Code == "":
		wrong(0, "没有编码。", "There is no code.")
	case utf8.RuneCountInString(e.Code) > 60 || strings.ContainsAny(e.Code, " /?#%"):
		wrong(0, "编码不超过60个字，不能有空格和 / ? # %。", "A code has at most 60 characters and neither spaces nor / ? # %.")
	case r.seen[e.Code] > 0:
		wrong(0, fmt.Sprintf("和第%d行的编码相同。", r.seen[e.Code]), fmt.Sprintf("Row %d has the same code.", r.seen[e.Code]))
	}
	if e.Code != "" && r.seen[e.Code] == 0 {
		r.seen[e.Code] = n
	}
	if e.Name == "" {
		wrong(1, "没有名称。", "There is no name.")
	}
	if id, ok := r.units.Find(e.Unit); ok {
		e.Unit = id
	} else {
		wrong(2, "没有“"+e.Unit+"”这个单位，请写部门编号或者全名。", "There is no unit “"+e.Unit+"”; write its id or full name.")
	}
	if r.kind == Powers {
		if id := typeOf(e.Type); id != "" {
			e.Type = id
		} else {
			wrong(3, "权力类别要写“行政许可”等十类之一，或者它的两位代码。", "The type of a power is one of the ten, or its two digits.")
		}
	}
	for i, s := range []string{e.Name, e.Type, e.Text, e.Basis} {
		if utf8.RuneCountInString(s) > maxField {
			wrong([]int{1, 3, 4, 5}[i], "太长了。", "It is too long.")
		}
	}
	if amount != "" {
		fen, ok := fenOf(amount)
		if !ok || r.kind != Funds {
			wrong(6, "金额只用于专项资金，写成“1200000”或者“1200000.50”。", "An amount is for funds only, written 1200000 or 1200000.50.")
		}
		e.Amount = fen
	}
}

// typeOf is the code of a type of power by code or word, "" for none.
func typeOf(s string) string {
	if len(s) == 1 {
		s = "0" + s
	}
	for id, t := range Types {
		if s == id || s == t.ZH || strings.EqualFold(s, t.EN) {
			return id
		}
	}
	return ""
}

// fenOf reads an amount in yuan.
func fenOf(s string) (int64, bool) {
	whole, part, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	if len(part) > 2 || len(whole) > 13 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 63)
	return int64(n), err == nil
}

// cells are an entry as a file writes it; what [Read] makes of them is the entry again.
func (e Entry) cells(k Kind) []string {
	row := []string{e.Code, e.Name, e.Unit, e.TypeTitle(k).ZH, e.Text, e.Basis, ""}
	if e.Amount > 0 {
		row[6] = fmt.Sprintf("%d.%02d", e.Amount/100, e.Amount%100)
	}
	return row
}

// WriteCSV writes a version as a file that [Read] reads again, with a byte order mark for
// spreadsheets.
func (v Version) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	_ = c.Write(heads()) // kept by the writer until Error
	for _, e := range v.Entries {
		_ = c.Write(e.cells(v.Kind))
	}
	c.Flush()
	return c.Error()
}

// WriteXLSX writes a version as a workbook that [Read] reads again.
func (v Version) WriteXLSX(w io.Writer) error {
	s := workbook.Sheet{Name: v.Kind.Title().ZH, Width: 24, Frozen: true, Plain: true}
	for _, row := range append([][]string{heads()}, rows(v)...) {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c
		}
		s.Rows = append(s.Rows, cells)
	}
	return workbook.Write(w, []workbook.Sheet{s})
}

func rows(v Version) [][]string {
	all := make([][]string, len(v.Entries))
	for i, e := range v.Entries {
		all[i] = e.cells(v.Kind)
	}
	return all
}

func heads() []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.zh
	}
	return all
}
