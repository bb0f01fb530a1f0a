package catalog

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/workbook"
)

// Bounds against archives that unpack to much more than they weigh.
const (
	unzipMax    = 128 << 20 // bytes of the whole unpacked workbook
	maxRows     = 500_000   // rows of all sheets
	maxProblems = 200       // wrong places told at once
)

// ImportXLSX reads the workbook that [ExportXLSX] writes. Sheets may be left out
// except the first; columns may stand in any order or be left out. What is wrong is
// a fault that names sheet, row and column; then nothing is returned.
func ImportXLSX(r io.Reader) ([]Item, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	book, err := workbook.Open(data, unzipMax)
	if err != nil {
		return nil, badFile(lang.T("这不是能打开的 XLSX 表格，或者解压后过大。", "This is no XLSX workbook that can be opened, or it is too large when unpacked.")).With(err)
	}
	in := &bookReader{book: book}
	for _, s := range sheets {
		if err := in.read(s); err != nil {
			return nil, err
		}
	}
	in.finish()
	if len(in.wrong) > 0 {
		f := badFile(lang.T("表格中有些内容不能导入。", "Some of the workbook cannot be imported."))
		f.Fields = in.wrong[:min(len(in.wrong), maxProblems)]
		return nil, f
	}
	return in.items, nil
}

// bookReader collects items and wrong places.
type bookReader struct {
	book  *workbook.Book
	items []Item
	forms []string // text of each item's form, by parts
	rows  int
	wrong []fault.Field
}

func (in *bookReader) read(s sheet) (err error) {
	name := ""
	for _, n := range in.book.Sheets() {
		if n == s.title() || n == s.zh || strings.EqualFold(n, s.key) {
			name = n
		}
	}
	if name == "" {
		if s.key == "items" {
			return badFile(lang.Format("没有“%s”工作表。", "The sheet “%s” is missing.", s.title()))
		}
		return nil
	}
	defer func() {
		if err != nil {
			if _, ours := fault.As(err); !ours {
				err = badFile(lang.Format("工作表“%s”读不懂。", "The sheet “%s” cannot be read.", name)).With(err)
			}
		}
	}()
	var columns []string
	return in.book.Rows(name, func(n int, values []string) error {
		if in.rows++; in.rows > maxRows {
			return badFile(lang.Format("表格超过 %d 行。", "The workbook has more than %d rows.", maxRows))
		}
		if columns == nil {
			columns = in.header(s, values)
			return nil
		}
		row := &rowReader{in: in, sheet: s, n: n, values: map[string]string{}}
		empty := true
		for i, v := range values {
			if v == "" || i >= len(columns) || columns[i] == "" {
				continue
			}
			empty = false
			row.values[columns[i]] = strings.ReplaceAll(v, "\r", "")
			if r, bad := unprintable(row.values[columns[i]]); bad {
				row.fail(columns[i], lang.Format("含有不能使用的字符 %U，请删除。", "The character %U cannot be used; remove it.", r))
			}
		}
		if !empty {
			row.take()
		}
		return nil
	})
}

// header names the columns: by the part after the stroke, or by the whole cell.
func (in *bookReader) header(s sheet, values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		key := strings.TrimSpace(v)
		if _, after, ok := strings.Cut(key, " / "); ok {
			key = strings.TrimSpace(after)
		}
		switch {
		case key == "":
		case key != numberColumn && !slices.Contains(s.columns, key):
			in.fail(fmt.Sprintf("%s, row 1, column %d", s.title(), i+1), lang.Format("不认识表头“%s”，请使用导出的表头。", "The header “%s” is not known; use the headers of an export.", v))
		case slices.Contains(out, key):
			in.fail(fmt.Sprintf("%s, row 1, column %d", s.title(), i+1), lang.Format("表头“%s”重复，请删除一列。", "The header “%s” is there twice; remove one column.", v))
		default:
			out[i] = key
		}
	}
	if !slices.Contains(out, numberColumn) {
		in.fail(s.title()+", row 1", lang.Format("缺少“%s”列。", "The column “%s” is missing.", s.head(numberColumn)))
	}
	return out
}

func (in *bookReader) fail(path string, message lang.Text) {
	if len(in.wrong) <= maxProblems {
		in.wrong = append(in.wrong, fault.Field{Path: path, Message: message})
	}
}

// finish puts the forms together and brings the items into their one spelling.
func (in *bookReader) finish() {
	for i := range in.items {
		if text := in.forms[i]; text != "" {
			if !json.Valid([]byte(text)) {
				in.fail(fmt.Sprintf("%s, no %d", sheets[len(sheets)-1].title(), i+1), lang.T("表单不是正确的 JSON，请检查各段是否齐全。", "The form is not JSON; check that all its parts are there."))
				continue
			}
			in.items[i].Form = json.RawMessage(text)
		}
		in.items[i] = normal(in.items[i])
	}
}

// rowReader reads the typed values of one row.
type rowReader struct {
	in     *bookReader
	sheet  sheet
	n      int
	values map[string]string
}

func (r *rowReader) fail(column string, message lang.Text) {
	r.in.fail(fmt.Sprintf("%s, row %d, column %s", r.sheet.title(), r.n, r.sheet.head(column)), message)
}

func (r *rowReader) str(c string) string { return r.values[c] }

func (r *rowReader) text(c string) lang.Text { return lang.T(r.values[c+".zh"], r.values[c+".en"]) }

func (r *rowReader) number(c string, unsaid int) int {
	v := strings.TrimSpace(r.values[c])
	if v == "" {
		return unsaid
	}
	n, err := strconv.Atoi(lang.HalfWidth(v))
	if err != nil || n > 1_000_000 || n < -1_000_000 {
		r.fail(c, lang.Format("“%s”应为整数。", "“%s” should be a whole number.", v))
	}
	return n
}

func (r *rowReader) yes(c string) bool {
	switch v := strings.ToLower(strings.TrimSpace(r.values[c])); v {
	case "是", "yes", "true", "1", "√", "y":
		return true
	case "", "否", "no", "false", "0", "n":
	default:
		r.fail(c, lang.Format("“%s”应为“是”或“否”。", "“%s” should be 是 (yes) or 否 (no).", v))
	}
	return false
}

func (r *rowReader) lines(c string) []string {
	if r.values[c] == "" {
		return nil
	}
	return strings.Split(r.values[c], "\n")
}

// spreadsheetEpoch is 1970-01-01 in the day numbers of spreadsheets.
const spreadsheetEpoch = 25569

func (r *rowReader) day(c string) calendar.Day {
	v := strings.TrimSpace(r.values[c])
	if v == "" {
		return 0
	}
	if n, err := strconv.Atoi(v); err == nil && n > spreadsheetEpoch && calendar.InRange(calendar.Day(n-spreadsheetEpoch)) {
		return calendar.Day(n - spreadsheetEpoch)
	}
	d, err := calendar.ParseDay(v)
	if err != nil {
		r.fail(c, lang.Format("“%s”应为日期，例如 2026-03-01。", "“%s” should be a date such as 2026-03-01.", v))
	}
	return d
}

var limitForm = regexp.MustCompile(`^(\d{1,5}) ?个? ?(\S+)$`)

func (r *rowReader) limit(c string) *limit.Limit {
	v := strings.TrimSpace(lang.HalfWidth(r.values[c]))
	if v == "" {
		return nil
	}
	if m := limitForm.FindStringSubmatch(v); m != nil {
		n, _ := strconv.Atoi(m[1]) // at most five digits
		switch strings.ToLower(m[2]) {
		case "工作日", "workday", "workdays":
			return &limit.Limit{N: n, Unit: limit.Workday}
		case "自然日", "日", "天", "day", "days":
			return &limit.Limit{N: n, Unit: limit.Day}
		case "工作小时", "小时", "hour", "hours":
			return &limit.Limit{N: n, Unit: limit.OfficeHour}
		}
	}
	r.fail(c, lang.Format("“%s”应写作“20 工作日”“30 自然日”或“4 工作小时”。", "“%s” should be written 20 工作日 (working days), 30 自然日 (calendar days) or 4 工作小时 (office hours).", v))
	return nil
}

func (r *rowReader) length(c string) limit.Limit {
	if l := r.limit(c); l != nil {
		return *l
	}
	return limit.Limit{}
}

var yuanForm = regexp.MustCompile(`^(\d{1,12})(?:\.(\d{1,2}))?$`)

// fen reads an amount in yuan. Text counts as written; a number of the spreadsheet
// may be off in its last binary digit (19.989999999999998) and is rounded to the fen.
func (r *rowReader) fen(c string) int64 {
	v := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(lang.HalfWidth(r.values[c])), "元"))
	if v == "" {
		return Unsaid
	}
	m := yuanForm.FindStringSubmatch(v)
	if m == nil {
		if f, err := strconv.ParseFloat(v, 64); err == nil && f >= 0 && f < 1e9 && math.Abs(f*100-math.Round(f*100)) < 1e-4 {
			return int64(math.Round(f * 100))
		}
		r.fail(c, lang.Format("“%s”应为以元为单位的金额，最多两位小数，例如 12.50；不收费填 0。", "“%s” should be an amount in yuan with at most two decimals, for example 12.50; 0 where it is free.", v))
		return Unsaid
	}
	yuan, _ := strconv.ParseInt(m[1], 10, 64)
	cents, _ := strconv.ParseInt((m[2] + "00")[:2], 10, 64)
	return yuan*100 + cents
}

// code reads a code that stands alone, with its words, or by its words only.
func code[K ~string](r *rowReader, c, v string, labels map[K]lang.Text) K {
	v = strings.TrimSpace(v)
	if v == "" {
		return ""
	}
	first, _, _ := strings.Cut(v, " ")
	if _, ok := labels[K(first)]; ok {
		return K(first)
	}
	var known []string
	for k, t := range labels {
		if t.ZH == v || strings.EqualFold(t.EN, v) {
			return k
		}
		known = append(known, string(k)+" "+t.ZH)
	}
	slices.Sort(known)
	r.fail(c, lang.Format("“%s”不在代码表中，可填：%s。", "“%s” is not in the code table, which has: %s.", v, strings.Join(known, "、")))
	return ""
}

// item is the item the row belongs to.
func (r *rowReader) item() *Item {
	n := r.number(numberColumn, 0)
	if n < 1 || n > len(r.in.items) {
		r.fail(numberColumn, lang.Format("“事项”工作表中没有序号 %d。", "The sheet of items has no number %d.", n))
		return nil
	}
	return &r.in.items[n-1]
}

// take adds what the row says.
func (r *rowReader) take() {
	if r.sheet.key == "items" {
		if n := r.number(numberColumn, 0); n != len(r.in.items)+1 {
			r.fail(numberColumn, lang.Format("序号应为 %d（从 1 开始依次编号）。", "The number should be %d (counted from 1).", len(r.in.items)+1))
		}
		if len(r.in.items) >= maxItems {
			r.fail(numberColumn, lang.Format("事项超过 %d 个，请分开导入。", "There are more than %d items; import them in parts.", maxItems))
			return
		}
		r.in.items, r.in.forms = append(r.in.items, r.readItem()), append(r.in.forms, "")
		return
	}
	it := r.item()
	if it == nil {
		return
	}
	switch r.sheet.key {
	case "bases":
		it.Bases = append(it.Bases, LegalBasis{r.str("id"), r.str("law"), r.str("version"), r.str("article"), r.str("sentence"), r.yes("verified")})
	case "conditions":
		it.Conditions = append(it.Conditions, Condition{r.str("id"), r.text("text"), r.str("rule"), r.text("advice"), r.str("basis")})
	case "scenarios":
		r.takeOption(it)
	case "materials":
		it.Materials = append(it.Materials, Material{ID: r.str("id"), Name: r.text("name"), Source: code(r, "source", r.str("source"), sourceLabels), Certificate: r.str("certificate"), Required: r.yes("required"),
			When: r.str("when"), Tolerant: r.yes("tolerant"), Originals: r.number("originals", 0), Copies: r.number("copies", 0), Formats: r.lines("formats"), Issuer: r.str("issuer"), Help: r.text("help")})
	case "steps":
		r.takeTask(it)
	case "fees":
		it.Fee = Fee{r.fen("amount"), r.str("basis"), r.text("note")}
	case "specials":
		it.Specials = append(it.Specials, SpecialProcedure{code(r, "kind", r.str("kind"), specialLabels), r.text("name"), r.length("max"), r.str("basis"), r.yes("required")})
	case "forms":
		r.in.forms[r.number(numberColumn, 0)-1] += r.str("schema")
	}
}

func (r *rowReader) takeOption(it *Item) {
	i := slices.IndexFunc(it.Scenarios, func(s Scenario) bool { return s.ID == r.str("id") })
	if i < 0 {
		i = len(it.Scenarios)
		it.Scenarios = append(it.Scenarios, Scenario{ID: r.str("id"), Question: r.text("question")})
	}
	if o := (Option{r.str("options.id"), r.text("options.text")}); o != (Option{}) {
		it.Scenarios[i].Options = append(it.Scenarios[i].Options, o)
	}
}

func (r *rowReader) takeTask(it *Item) {
	i := slices.IndexFunc(it.Steps, func(s Step) bool { return s.ID == r.str("id") })
	if i < 0 {
		i = len(it.Steps)
		it.Steps = append(it.Steps, Step{ID: r.str("id"), Name: r.text("name"), Limit: r.limit("limit")})
	}
	if t := (Task{r.str("tasks.id"), r.text("tasks.name"), r.str("tasks.unit"), r.str("tasks.post")}); t != (Task{}) {
		it.Steps[i].Tasks = append(it.Steps[i].Tasks, t)
	}
}

func (r *rowReader) readItem() Item {
	it := Blank()
	it.Code, it.BaseCode, it.Version, it.Slug = r.str("code"), r.str("base_code"), r.number("version", 0), r.str("slug")
	if s := code(r, "status", r.str("status"), statusLabels); s != "" {
		it.Status = s
	}
	it.Name, it.Summary, it.Keywords, it.Theme = r.text("name"), r.text("summary"), r.lines("keywords"), r.str("theme")
	it.Kind, it.CaseKind = code(r, "kind", r.str("kind"), kindLabels), code(r, "case_kind", r.str("case_kind"), caseKindLabels)
	for _, v := range r.lines("served") {
		it.Served = append(it.Served, code(r, "served", v, servedLabels))
	}
	it.Procedure, it.Unit, it.Level = r.str("procedure"), r.str("unit"), code(r, "level", r.str("level"), levelLabels)
	it.Delegation = &Delegation{code(r, "delegation.holder", r.str("delegation.holder"), levelLabels), r.str("delegation.instrument"), r.day("delegation.from"), r.day("delegation.until")}
	it.Statutory, it.Promised, it.MinNotice, it.Delivery, it.Correction = r.limit("statutory"), r.limit("promised"), r.limit("min_notice"), r.limit("delivery"), r.length("correction")
	it.Joint, it.NoMaterials, it.Inspection = r.yes("joint"), r.yes("no_materials"), r.yes("inspection")
	it.Undertaking = &Undertaking{r.lines("undertaking.covers"), r.length("undertaking.check"), r.text("undertaking.text")}
	it.Result = Result{r.str("result.certificate"), r.text("result.name"), r.number("result.valid_months", 0), r.yes("result.renewable"), r.lines("result.lines")}
	it.Visits = r.number("visits", Unsaid)
	for _, v := range r.lines("channels") {
		it.Channels = append(it.Channels, code(r, "channels", v, channelLabels))
	}
	it.Contact = Contact{r.text("contact.address"), r.text("contact.hours"), r.str("contact.phone"), r.str("contact.oversee")}
	it.Effective = r.day("effective")
	return it
}
