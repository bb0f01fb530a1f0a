package catalog

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/workbook"
)

// A workbook has one sheet for items and one for each list inside them; the first
// column of every sheet is the item's number in the file. The header row has, per
// column, the Chinese name and the JSON name. Codes stand with their words ("01
// 行政许可"), limits in words ("20 工作日"), fees in yuan.

// sheet is a literal description of one sheet.
type sheet struct {
	zh, key string   // "材料", "materials"
	prefix  string   // of FieldName
	columns []string // JSON names
}

const numberColumn = "no"

var sheets = []sheet{
	{"事项", "items", "", []string{"code", "base_code", "version", "status", "slug", "name.zh", "name.en", "summary.zh", "summary.en", "keywords", "theme", "kind", "case_kind", "served", "procedure",
		"unit", "level", "delegation.holder", "delegation.instrument", "delegation.from", "delegation.until", "statutory", "promised", "min_notice", "joint", "delivery", "correction", "no_materials", "inspection",
		"undertaking.covers", "undertaking.check", "undertaking.text.zh", "undertaking.text.en", "result.certificate", "result.name.zh", "result.name.en", "result.valid_months", "result.renewable", "result.lines", "visits", "channels",
		"contact.address.zh", "contact.address.en", "contact.hours.zh", "contact.hours.en", "contact.phone", "contact.oversee", "effective"}},
	{"依据", "bases", "bases.", []string{"id", "law", "version", "article", "sentence", "verified"}},
	{"条件", "conditions", "conditions.", []string{"id", "text.zh", "text.en", "rule", "advice.zh", "advice.en", "basis"}},
	{"情形", "scenarios", "scenarios.", []string{"id", "question.zh", "question.en", "options.id", "options.text.zh", "options.text.en"}},
	{"材料", "materials", "materials.", []string{"id", "name.zh", "name.en", "source", "certificate", "required", "when", "tolerant", "originals", "copies", "formats", "issuer", "help.zh", "help.en"}},
	{"环节", "steps", "steps.", []string{"id", "name.zh", "name.en", "limit", "tasks.id", "tasks.name.zh", "tasks.name.en", "tasks.unit", "tasks.post"}},
	{"收费", "fees", "fee.", []string{"amount", "basis", "note.zh", "note.en"}},
	{"特别程序", "specials", "specials.", []string{"kind", "name.zh", "name.en", "max", "basis", "required"}},
	{"表单", "forms", "form.", []string{"part", "schema"}},
}

func (s sheet) title() string { return s.zh + " " + s.key }

// head is the header of a column: 材料名称(中文) / name.zh.
func (s sheet) head(column string) string {
	name := FieldName(s.prefix + column).ZH
	switch {
	case column == numberColumn:
		name = "序号"
	case s.key == "forms" && column == "part":
		name = "段"
	case s.key == "forms":
		name = "表单（JSON Schema）"
	case column == "amount":
		name += "（元）"
	case strings.HasSuffix(column, ".zh"):
		name += "（中文）"
	case strings.HasSuffix(column, ".en"):
		name += "（英文）"
	}
	return name + " / " + column
}

// cells is one row by column; what is absent stays empty.
type cells map[string]any

func (c cells) text(prefix string, t lang.Text) cells {
	c[prefix+".zh"], c[prefix+".en"] = t.ZH, t.EN
	return c
}

// A cell of a spreadsheet holds at most 32,767 UTF-16 units; forms are cut into parts.
const (
	cellMax  = 32_767
	formPart = 30_000
)

// ExportXLSX writes items as a workbook. A text too long for a cell is a fault.
func ExportXLSX(w io.Writer, items []Item) error {
	book := make([]workbook.Sheet, len(sheets))
	for i, s := range sheets {
		rows, err := s.table(items)
		if err != nil {
			return err
		}
		book[i] = workbook.Sheet{Name: s.title(), Width: 18, Frozen: true, Rows: rows}
	}
	return workbook.Write(w, book)
}

// table is the header and what the sheet says of all items.
func (s sheet) table(items []Item) ([][]any, error) {
	head := []any{s.head(numberColumn)}
	for _, c := range s.columns {
		head = append(head, s.head(c))
	}
	table := [][]any{head}
	for i, it := range items {
		own, err := decodeItem(Canonical(it))
		if err != nil {
			return nil, fault.New(fault.Invalid, "cannot_export", lang.Format("第 %d 个事项（%s）含有不能导出的内容。", "Item %d (%s) has something that cannot be exported.", i+1, it.Code),
				lang.T("请先用“检查”找出并修改。", "Run the lint on it and correct what it names.")).With(err)
		}
		for _, row := range s.rows(own) {
			values := []any{i + 1}
			for _, c := range s.columns {
				v := row[c]
				if text, ok := v.(string); ok && utf16Len(text) > cellMax {
					return nil, fault.New(fault.Invalid, "cell_too_long", lang.Format("第 %d 个事项的“%s”太长，表格放不下。", "Item %d: “%s” is too long for a spreadsheet.", i+1, s.head(c)),
						lang.T("请改用 JSON 格式导出。", "Export it as JSON instead."))
				}
				values = append(values, v)
			}
			table = append(table, values)
		}
	}
	return table, nil
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// rows gives what a sheet says of one item.
func (s sheet) rows(it Item) []cells {
	var out []cells
	switch s.key {
	case "items":
		return []cells{itemCells(it)}
	case "bases":
		for _, b := range it.Bases {
			out = append(out, cells{"id": b.ID, "law": b.Law, "version": b.Version, "article": b.Article, "sentence": b.Sentence, "verified": yes(b.Verified)})
		}
	case "conditions":
		for _, c := range it.Conditions {
			out = append(out, cells{"id": c.ID, "rule": c.Rule, "basis": c.Basis}.text("text", c.Text).text("advice", c.Advice))
		}
	case "scenarios":
		for _, q := range it.Scenarios {
			for _, o := range orOne(q.Options) {
				out = append(out, cells{"id": q.ID, "options.id": o.ID}.text("question", q.Question).text("options.text", o.Text))
			}
		}
	case "materials":
		for _, m := range it.Materials {
			out = append(out, cells{"id": m.ID, "source": coded(m.Source, sourceLabels), "certificate": m.Certificate, "required": yes(m.Required), "when": m.When, "tolerant": yes(m.Tolerant),
				"originals": m.Originals, "copies": m.Copies, "formats": strings.Join(m.Formats, "\n"), "issuer": m.Issuer}.text("name", m.Name).text("help", m.Help))
		}
	case "steps":
		for _, st := range it.Steps {
			for _, t := range orOne(st.Tasks) {
				out = append(out, cells{"id": st.ID, "limit": limitCell(st.Limit), "tasks.id": t.ID, "tasks.unit": t.Unit, "tasks.post": t.Post}.text("name", st.Name).text("tasks.name", t.Name))
			}
		}
	case "fees":
		return []cells{cells{"amount": yuanCell(it.Fee.Amount), "basis": it.Fee.Basis}.text("note", it.Fee.Note)}
	case "specials":
		for _, p := range it.Specials {
			out = append(out, cells{"kind": coded(p.Kind, specialLabels), "max": limitCell(&p.Max), "basis": p.Basis, "required": yes(p.Required)}.text("name", p.Name))
		}
	case "forms":
		for part, rest := 1, string(it.Form); rest != ""; part++ {
			n := min(len(rest), formPart)
			for n < len(rest) && !utf8.RuneStart(rest[n]) {
				n--
			}
			out = append(out, cells{"part": part, "schema": rest[:n]})
			rest = rest[n:]
		}
	}
	return out
}

// orOne lets a list without members still have its row.
func orOne[T any](list []T) []T {
	if len(list) == 0 {
		return make([]T, 1)
	}
	return list
}

func itemCells(it Item) cells {
	c := cells{"code": it.Code, "base_code": it.BaseCode, "version": it.Version, "status": coded(it.Status, statusLabels), "slug": it.Slug, "keywords": strings.Join(it.Keywords, "\n"), "theme": it.Theme,
		"kind": coded(it.Kind, kindLabels), "case_kind": coded(it.CaseKind, caseKindLabels), "procedure": it.Procedure, "unit": it.Unit, "level": coded(it.Level, levelLabels),
		"statutory": limitCell(it.Statutory), "promised": limitCell(it.Promised), "min_notice": limitCell(it.MinNotice), "joint": yes(it.Joint), "delivery": limitCell(it.Delivery), "correction": limitCell(&it.Correction),
		"no_materials": yes(it.NoMaterials), "inspection": yes(it.Inspection), "result.certificate": it.Result.Certificate, "result.valid_months": it.Result.ValidMonths, "result.renewable": yes(it.Result.Renewable), "result.lines": strings.Join(it.Result.Lines, "\n"),
		"contact.phone": it.Contact.Phone, "contact.oversee": it.Contact.Oversee, "effective": dayCell(it.Effective)}
	c.text("name", it.Name).text("summary", it.Summary).text("result.name", it.Result.Name).text("contact.address", it.Contact.Address).text("contact.hours", it.Contact.Hours)
	var served, channels []string
	for _, s := range it.Served {
		served = append(served, coded(s, servedLabels))
	}
	for _, s := range it.Channels {
		channels = append(channels, coded(s, channelLabels))
	}
	c["served"], c["channels"] = strings.Join(served, "\n"), strings.Join(channels, "\n")
	if it.Visits != Unsaid {
		c["visits"] = it.Visits
	}
	if d := it.Delegation; d != nil {
		c["delegation.holder"], c["delegation.instrument"], c["delegation.from"], c["delegation.until"] = coded(d.Holder, levelLabels), d.Instrument, dayCell(d.From), dayCell(d.Until)
	}
	if u := it.Undertaking; u != nil {
		c["undertaking.covers"], c["undertaking.check"] = strings.Join(u.Covers, "\n"), limitCell(&u.Check)
		c.text("undertaking.text", u.Text)
	}
	return c
}

// coded is a code with its Chinese words.
func coded[K ~string](k K, labels map[K]lang.Text) string {
	return strings.TrimSpace(string(k) + " " + labels[k].ZH)
}

func yes(b bool) string { return yesNo(b).ZH }

// limitWords are the units of time as a workbook writes them.
var limitWords = map[limit.Unit]string{limit.Workday: "工作日", limit.Day: "自然日", limit.OfficeHour: "工作小时"}

func limitCell(l *limit.Limit) string {
	if l == nil || *l == (limit.Limit{}) {
		return ""
	}
	word, ok := limitWords[l.Unit]
	if !ok {
		word = string(l.Unit)
	}
	return fmt.Sprintf("%d %s", l.N, word)
}

func dayCell(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// yuanCell is a fee of fen in yuan with two decimals.
func yuanCell(fen int64) string {
	if fen < 0 {
		return ""
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}
