package catalog

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Imported is a draft made from a bare list, with what the list said that an item
// has no place for.
type Imported struct {
	Item       Item
	Row        int               // row of the file, the header is 1
	Department string            // as the list calls it; Item.Unit stays empty until somebody maps it
	MainItem   string            // 主项 the item belongs to
	Division   string            // division code of the list
	Source     map[string]string // every column of the row, by its header
}

// column is a meaning a header can have.
type column string

const (
	departmentColumn column = "department"
	mainItemColumn   column = "main_item"
	nameColumn       column = "name"
	nameENColumn     column = "name_en"
	codeColumn       column = "item_code"
	baseCodeColumn   column = "base_code"
	divisionColumn   column = "area_code"
	kindColumn       column = "type_code"
	kindNameColumn   column = "type"
)

// headers is a literal table of the words lists use for a column, folded.
var headers = map[string]column{
	"department": departmentColumn, "dept": departmentColumn, "dept_name": departmentColumn, "部门": departmentColumn, "部门名称": departmentColumn, "实施部门": departmentColumn, "实施主体": departmentColumn, "单位": departmentColumn,
	"main_item": mainItemColumn, "主项": mainItemColumn, "主项名称": mainItemColumn,
	"name": nameColumn, "task_name": nameColumn, "item_name": nameColumn, "事项": nameColumn, "事项名称": nameColumn, "办理项名称": nameColumn, "业务办理项名称": nameColumn, "子项名称": nameColumn,
	"name_en": nameENColumn, "英文名称": nameENColumn,
	"item_code": codeColumn, "code": codeColumn, "task_code": codeColumn, "事项编码": codeColumn, "实施编码": codeColumn,
	"base_code": baseCodeColumn, "catalog_code": baseCodeColumn, "基本编码": baseCodeColumn,
	"area_code": divisionColumn, "division": divisionColumn, "行政区划": divisionColumn, "行政区划代码": divisionColumn, "区划代码": divisionColumn,
	"type_code": kindColumn, "task_type": kindColumn, "事项类型代码": kindColumn, "类型代码": kindColumn,
	"type": kindNameColumn, "事项类型": kindNameColumn, "类型": kindNameColumn,
}

// ImportList reads a bare list of items: CSV with a header row (comma, semicolon or
// tab; UTF-8 or GB 18030). Columns are known by their header; unknown ones are kept
// in Source. It makes drafts and fills in nothing that the list does not say. A
// wrong row is a fault that names row and column; then nothing is imported.
func ImportList(r io.Reader) ([]Imported, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		if data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data); err != nil || bytes.ContainsRune(data, utf8.RuneError) {
			return nil, badFile(lang.T("文件既不是 UTF-8 也不是 GB 18030 编码。", "The file is neither UTF-8 nor GB 18030."))
		}
	}
	rows := csv.NewReader(bytes.NewReader(data))
	rows.Comma = separator(data)
	header, err := rows.Read()
	if err != nil {
		return nil, csvFault(err)
	}
	columns, err := mapColumns(header)
	if err != nil {
		return nil, err
	}
	list := &listImport{header: header, columns: columns, codes: map[string]int{}}
	for n := 2; ; n++ {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvFault(err)
		}
		if n > maxItems+1 {
			return nil, badFile(lang.Format("文件中的事项超过 %d 个。", "The file has more than %d items.", maxItems))
		}
		list.take(n, row)
	}
	if len(list.wrong) > 0 {
		f := badFile(lang.T("有些行不能导入。", "Some rows cannot be imported."))
		f.Fields = list.wrong
		return nil, f
	}
	return list.drafts, nil
}

// separator is the one the header row has most of.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, count := ',', bytes.Count(first, []byte(","))
	for _, c := range []rune{'\t', ';'} {
		if n := bytes.Count(first, []byte(string(c))); n > count {
			best, count = c, n
		}
	}
	return best
}

func mapColumns(header []string) (map[column]int, error) {
	columns := map[column]int{}
	f := badFile(lang.T("表头有问题。", "The header row is not right."))
	for i, h := range header {
		c, ok := headers[fold(h)]
		if !ok {
			continue
		}
		if _, twice := columns[c]; twice {
			f.At(fmt.Sprintf("row 1, column %d", i+1), lang.Format("表头“%s”与前面的列重复。", "The header “%s” means the same as a column before it.", h))
			continue
		}
		columns[c] = i
	}
	if _, ok := columns[nameColumn]; !ok {
		f.At("row 1", lang.T("没有“事项名称”列（也可写作 name）。", "There is no column for the name of the item （name, 事项名称）."))
	}
	return columns, f.Or()
}

// listImport is the reading of one list.
type listImport struct {
	header  []string
	columns map[column]int
	codes   map[string]int // code → row
	drafts  []Imported
	wrong   []fault.Field
}

func (l *listImport) take(n int, row []string) {
	get := func(c column) string {
		if i, ok := l.columns[c]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	wrong := func(c column, message lang.Text) {
		l.wrong = append(l.wrong, fault.Field{Path: fmt.Sprintf("row %d, column %s", n, l.header[l.columns[c]]), Message: message})
	}
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return
	}
	d := Imported{Item: Blank(), Row: n, Department: get(departmentColumn), MainItem: get(mainItemColumn), Division: get(divisionColumn), Source: map[string]string{}}
	for i, v := range row {
		d.Source[l.header[i]] = v
		if r, bad := unprintable(v); bad {
			l.wrong = append(l.wrong, fault.Field{Path: fmt.Sprintf("row %d, column %s", n, l.header[i]), Message: lang.Format("含有不能使用的字符 %U，请删除。", "The character %U cannot be used; remove it.", r)})
		}
	}
	d.Item.Name = lang.T(get(nameColumn), get(nameENColumn))
	if d.Item.Name.ZH == "" {
		wrong(nameColumn, lang.T("没有事项名称，请填写。", "The name of the item is missing; please fill it in."))
	}
	d.Item.Code, d.Item.BaseCode = get(codeColumn), get(baseCodeColumn)
	if first, twice := l.codes[d.Item.Code]; twice && d.Item.Code != "" {
		wrong(codeColumn, lang.Format("编码与第 %d 行重复，请核对。", "The code is the same as in row %d; please check.", first))
	}
	l.codes[d.Item.Code] = n
	var ok bool
	if d.Item.Kind, ok = kindOf(get(kindColumn), get(kindNameColumn)); !ok {
		c := kindColumn
		if get(kindColumn) == "" {
			c = kindNameColumn
		}
		wrong(c, lang.Format("事项类型“%s %s”不在依申请事项的类型中，或者代码与名称不一致。", "The type “%s %s” is none of those asked for by application, or code and name disagree.", get(kindColumn), get(kindNameColumn)))
	}
	l.drafts = append(l.drafts, d)
}

// kindOf reads a type from its code (1 or 01), its name, or both; nothing said is
// nothing known.
func kindOf(code, name string) (ItemKind, bool) {
	if len(code) == 1 {
		code = "0" + code
	}
	if code == "" && name == "" {
		return "", true
	}
	if name == "其他类别" {
		name = OtherPower.Label().ZH
	}
	for k, label := range kindLabels {
		if (code == "" || code == string(k)) && (name == "" || name == label.ZH || strings.EqualFold(name, label.EN)) {
			return k, true
		}
	}
	return "", false
}

func csvFault(err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return badFile(lang.T("文件是空的。", "The file is empty."))
	case errors.As(err, &parse) && errors.Is(err, csv.ErrFieldCount):
		return badFile(lang.T("有一行的列数与表头不同。", "A row has not as many columns as the header.")).
			At(fmt.Sprintf("row %d", parse.Line), lang.T("请补齐或删除多余的列。", "Please add what is missing or remove what is too much.")).With(err)
	case errors.As(err, &parse):
		return badFile(lang.T("引号不配对。", "A quotation mark has no partner.")).
			At(fmt.Sprintf("row %d, character %d", parse.Line, parse.Column), lang.T("请检查这里的引号。", "Please check the quotation marks here.")).With(err)
	}
	return err
}

// GapReport says what imported drafts lack before they can be published.
type GapReport struct {
	Items       int              `json:"items"`
	Publishable int              `json:"publishable"`
	Departments []DepartmentGaps `json:"departments"` // most items first
	Drafts      []DraftGaps      `json:"drafts"`      // in the order of the file
}

// DepartmentGaps sums up one department's drafts.
type DepartmentGaps struct {
	Department  string         `json:"department"`
	Items       int            `json:"items"`
	Publishable int            `json:"publishable"`
	Kinds       map[string]int `json:"kinds"` // drafts by Chinese name of the type, "" where unknown
	Fields      []FieldGap     `json:"fields"`
}

// FieldGap is one field with how many drafts lack it or have it wrong.
type FieldGap struct {
	Field string    `json:"field"`
	Name  lang.Text `json:"name"`
	Items int       `json:"items"`
}

// DraftGaps says what to add to one draft.
type DraftGaps struct {
	Row        int       `json:"row"`
	Department string    `json:"department"`
	Code       string    `json:"code"`
	Name       lang.Text `json:"name"`
	Add        []Finding `json:"add"` // the errors of the lint
}

// Gaps lints drafts and counts what is missing, per department and per draft.
func Gaps(drafts []Imported, cal *calendar.Calendar) GapReport {
	report := GapReport{Items: len(drafts)}
	departments := map[string]*DepartmentGaps{}
	counts := map[string]map[string]int{}
	for _, d := range drafts {
		dep := departments[d.Department]
		if dep == nil {
			dep = &DepartmentGaps{Department: d.Department, Kinds: map[string]int{}}
			departments[d.Department], counts[d.Department] = dep, map[string]int{}
		}
		dep.Items++
		dep.Kinds[d.Item.Kind.Label().ZH]++
		add := Errors(Lint(d.Item, cal))
		if len(add) == 0 {
			dep.Publishable++
			report.Publishable++
		}
		seen := map[string]bool{}
		for _, f := range add {
			if field := fieldOf(f.Path); !seen[field] {
				seen[field] = true
				counts[d.Department][field]++
			}
		}
		report.Drafts = append(report.Drafts, DraftGaps{d.Row, d.Department, d.Item.Code, d.Item.Name, add})
	}
	for name, dep := range departments {
		for field, n := range counts[name] {
			dep.Fields = append(dep.Fields, FieldGap{field, FieldName(field), n})
		}
		slices.SortFunc(dep.Fields, func(a, b FieldGap) int { return cmp.Or(cmp.Compare(b.Items, a.Items), cmp.Compare(a.Field, b.Field)) })
		report.Departments = append(report.Departments, *dep)
	}
	slices.SortFunc(report.Departments, func(a, b DepartmentGaps) int {
		return cmp.Or(cmp.Compare(b.Items, a.Items), cmp.Compare(a.Department, b.Department))
	})
	return report
}

// fieldOf is the field a place belongs to: "contact.phone" and "name.en" stay,
// "materials.3.name.en" becomes "materials".
func fieldOf(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		if i > 0 && (strings.Trim(p, "0123456789") == "" || p == "properties") {
			return strings.Join(parts[:i], ".")
		}
	}
	return path
}
