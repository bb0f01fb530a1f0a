package fee

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/workbook"
)

// Limits of a file. A county has some hundreds of fees.
const (
	mostUnpacked = 64 << 20
	mostRows     = 5000
)

// column is one column of the table in which fees are exchanged.
type column struct {
	name lang.Text // heading; both are read
	get  func(Fee) string
	set  func(*Fee, string) bool
}

func text(at func(*Fee) *string) (func(Fee) string, func(*Fee, string) bool) {
	return func(f Fee) string { return *at(&f) }, func(f *Fee, s string) bool { *at(f) = s; return true }
}

func words(zh, en string, at func(*Fee) *string) column {
	get, set := text(at)
	return column{lang.T(zh, en), get, set}
}

func choice(zh, en string, of func() []catalog.Option, at func(*Fee) *string) column {
	return column{lang.T(zh, en), func(f Fee) string { return Name(of(), *at(&f)).ZH }, func(f *Fee, s string) bool {
		*at(f) = s
		for _, o := range of() {
			if o.ID == s || o.Text.ZH == s || strings.EqualFold(o.Text.EN, s) {
				*at(f) = o.ID
				return true
			}
		}
		return false
	}}
}

func money(zh, en string, at func(*Fee) *Fen) column {
	return column{lang.T(zh, en), func(f Fee) string {
		if *at(&f) == 0 {
			return ""
		}
		return (*at(&f)).Yuan()
	}, func(f *Fee, s string) (ok bool) {
		if s == "" {
			return true
		}
		*at(f), ok = ParseFen(s)
		return ok
	}}
}

func day(zh, en string, at func(*Fee) *calendar.Day) column {
	return column{lang.T(zh, en), func(f Fee) string {
		if *at(&f) == 0 {
			return ""
		}
		return (*at(&f)).String()
	}, func(f *Fee, s string) bool {
		if s == "" {
			return true
		}
		d, err := calendar.ParseDay(s)
		*at(f) = d
		return err == nil
	}}
}

var columns = []column{
	words("编号", "id", func(f *Fee) *string { return &f.ID }),
	words("名称", "name", func(f *Fee) *string { return &f.Name.ZH }),
	words("英文名称", "name in English", func(f *Fee) *string { return &f.Name.EN }),
	{lang.T("别名", "also called"), func(f Fee) string { return strings.Join(f.Words, "、") }, func(f *Fee, s string) bool { f.Words = Words(s); return true }},
	choice("类别", "sort", Sorts, func(f *Fee) *string { return &f.Sort }),
	words("依据文件", "document", func(f *Fee) *string { return &f.Basis.Document }),
	words("文号", "number", func(f *Fee) *string { return &f.Basis.Number }),
	words("条款", "article", func(f *Fee) *string { return &f.Basis.Article }),
	{lang.T("原文已核对", "text read"), func(f Fee) string {
		if f.Basis.Read {
			return "是"
		}
		return ""
	}, func(f *Fee, s string) bool {
		f.Basis.Read = s == "是" || strings.EqualFold(s, "yes")
		return f.Basis.Read || s == "" || s == "否" || strings.EqualFold(s, "no")
	}},
	words("谁交", "payer", func(f *Fee) *string { return &f.Payer.ZH }),
	words("谁交（英文）", "payer in English", func(f *Fee) *string { return &f.Payer.EN }),
	choice("计费方式", "kind", Kinds, func(f *Fee) *string { return &f.Rate.Kind }),
	money("定额或基础", "amount", func(f *Fee) *Fen { return &f.Rate.Amount }),
	words("数量单位", "measure", func(f *Fee) *string { return &f.Rate.Measure.ZH }),
	words("数量单位（英文）", "measure in English", func(f *Fee) *string { return &f.Rate.Measure.EN }),
	{lang.T("单价", "price"), func(f Fee) string {
		if f.Rate.Price == 0 {
			return ""
		}
		return f.Rate.Price.String()
	}, func(f *Fee, s string) (ok bool) {
		if s == "" {
			return true
		}
		f.Rate.Price, ok = ParseDecimal(s)
		return ok
	}},
	{lang.T("分档", "tiers"), func(f Fee) string { return f.Rate.TiersText() }, func(f *Fee, s string) (ok bool) {
		f.Rate.Tiers, ok = ParseTiers(s)
		return ok
	}},
	money("封顶", "ceiling", func(f *Fee) *Fen { return &f.Rate.Ceiling }),
	words("收费单位", "unit", func(f *Fee) *string { return &f.Unit }),
	words("收费人（非政府部门）", "collector", func(f *Fee) *string { return &f.Collector.ZH }),
	choice("票据", "receipt", Receipts, func(f *Fee) *string { return &f.Receipt }),
	day("起始日", "from", func(f *Fee) *calendar.Day { return &f.From }),
	day("截止日", "until", func(f *Fee) *calendar.Day { return &f.Until }),
	words("修改理由", "reason", func(f *Fee) *string { return &f.Reason }),
}

// Words cuts what people call a fee into its words.
func Words(s string) (all []string) {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，,;；\n", r) }) {
		if w = strings.TrimSpace(w); w != "" {
			all = append(all, w)
		}
	}
	return all
}

// rows are the register as a table with its heading.
func (r Register) rows() [][]string {
	head := make([]string, len(columns))
	for i, c := range columns {
		head[i] = c.name.ZH
	}
	all := [][]string{head}
	for _, f := range r {
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = c.get(f)
		}
		all = append(all, row)
	}
	return all
}

// WriteCSV writes the versions, one a line, with the mark by which spreadsheets know UTF-8.
// A cell that a spreadsheet would take for a formula is written as text.
func (r Register) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	for _, row := range r.rows() {
		for i, s := range row {
			if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
				row[i] = "'" + s
			}
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// WriteXLSX writes the same as a workbook.
func (r Register) WriteXLSX(w io.Writer) error {
	s := workbook.Sheet{Name: "收费目录", Width: 16, Frozen: true, Plain: true}
	for _, row := range r.rows() {
		cells := make([]any, len(row))
		for i, v := range row {
			cells[i] = v
		}
		s.Rows = append(s.Rows, cells)
	}
	return workbook.Write(w, []workbook.Sheet{s})
}

// ReadCSV reads what [Register.WriteCSV] writes. Errors name row and column; of such a file
// nothing is read.
func ReadCSV(data []byte) ([]Fee, error) {
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	c.FieldsPerRecord = -1
	t := reading{}
	for n := 1; ; n++ {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, badTable().At(fmt.Sprintf("第%d行", n), lang.T("这一行不是 CSV。", "This line is no CSV.")).With(err)
		}
		for i, s := range cells {
			cells[i] = strings.TrimPrefix(s, "'")
		}
		t.take(n, cells)
	}
	return t.done()
}

// ReadXLSX reads the first sheet of a workbook likewise.
func ReadXLSX(data []byte) ([]Fee, error) {
	b, err := workbook.Open(data, mostUnpacked)
	if err != nil {
		return nil, badTable().At("file", lang.T("打不开这个工作簿。", "The workbook cannot be opened.")).With(err)
	}
	t := reading{}
	if err := b.Rows(b.Sheets()[0], func(n int, cells []string) error { t.take(n, cells); return nil }); err != nil {
		return nil, badTable().At("file", lang.T("这张表读不下去。", "The sheet cannot be read.")).With(err)
	}
	return t.done()
}

func badTable() *fault.Fault {
	return fault.New(fault.Invalid, "bad_fee_table", lang.T("表格里有要改的地方，没有导入任何内容。", "The table has places to correct; nothing was imported."),
		lang.T("请按提示修改后重新上传；可以先下载现在的目录照着填。", "Please correct them and upload it again; the list as it is can be downloaded as a pattern."))
}

// reading is a table as read so far.
type reading struct {
	at   []*column // of each column of the file; nil: not ours
	fees []Fee
	bad  *fault.Fault
}

func (t *reading) take(n int, cells []string) {
	if t.bad == nil {
		t.bad = badTable()
	}
	empty := true
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
		empty = empty && cells[i] == ""
	}
	if empty || len(t.bad.Fields) > 100 {
		return
	}
	if t.at == nil {
		t.at = make([]*column, len(cells))
		known := false
		for i, s := range cells {
			for j := range columns {
				if c := &columns[j]; s == c.name.ZH || strings.EqualFold(s, c.name.EN) {
					t.at[i], known = c, true
				}
			}
		}
		if !known {
			t.bad.At("第"+strconv.Itoa(n)+"行", lang.T("第一行要写列名，例如“编号”“名称”。", "The first row names the columns, such as id and name."))
		}
		return
	}
	if len(t.fees) >= mostRows {
		t.bad.At("file", lang.Format("最多%d行。", "At most %d rows.", mostRows))
		return
	}
	var f Fee
	for i, s := range cells {
		if i < len(t.at) && t.at[i] != nil && !t.at[i].set(&f, s) {
			t.bad.At(fmt.Sprintf("第%d行“%s”", n, t.at[i].name.ZH), lang.T("“"+s+"”读不懂。", "“"+s+"” cannot be read."))
		}
	}
	t.fees = append(t.fees, f)
}

func (t *reading) done() ([]Fee, error) {
	if t.bad == nil || len(t.bad.Fields) == 0 && len(t.fees) == 0 {
		return nil, badTable().At("file", lang.T("表格里没有收费。", "The table holds no fee."))
	}
	return t.fees, t.bad.Or()
}
