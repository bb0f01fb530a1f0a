package org

import (
	"fmt"
	"io"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/workbook"
)

// column of a sheet: its identifier, its headings and its help.
type column struct {
	name string // identifier, accepted as a heading too
	head lang.Text
	need bool
	help lang.Text
}

func (c column) heading() string {
	if c.need {
		return c.head.ZH + "*"
	}
	return c.head.ZH
}

// sheet is one table of the workbook.
type sheet struct {
	name    string    // as on the tab
	title   lang.Text // in a sentence
	columns []column
}

// sheetTitle names a tab to a reader of either language.
func sheetTitle(tab string) lang.Text {
	for _, s := range sheets {
		if s.name == tab {
			return s.title
		}
	}
	return lang.T(tab, tab)
}

// columnTitle names a heading of a tab to a reader of either language.
func columnTitle(tab, heading string) lang.Text {
	for _, s := range sheets {
		for _, c := range s.columns {
			if s.name == tab && c.head.ZH == heading {
				return lang.T(heading, heading+" ("+c.head.EN+")")
			}
		}
	}
	return lang.T(heading, heading)
}

// The sheets of the workbook. The order of columns in a file does not matter.
var (
	unitSheet = sheet{"部门", lang.T("部门", "units"), []column{
		{"id", lang.T("部门编号", "unit id"), true, lang.T("小写英文、数字和连字符，如 market-regulation", "lower-case English words, digits and hyphens, e.g. market-regulation")},
		{"name_zh", lang.T("部门名称", "name"), true, lang.Text{}},
		{"name_en", lang.T("英文名称", "name in English"), true, lang.Text{}},
		{"uscc", lang.T("统一社会信用代码", "credit code"), false, lang.T("18 位", "18 characters")},
		{"level", lang.T("层级", "level"), true, lang.T("2 省 3 市 4 县 5 镇街 6 村社", "2 province 3 city 4 county 5 town 6 village")},
		{"kind", lang.T("主体性质", "kind"), true, lang.T("1 法定机关 2 授权组织 3 受委托组织 9 其他", "1 statutory 2 authorised 3 entrusted 9 other")},
		{"parent", lang.T("上级部门编号", "unit above"), false, lang.Text{}},
		{"phone", lang.T("办公电话", "office phone"), false, lang.Text{}},
		{"address_zh", lang.T("地址", "address"), false, lang.Text{}},
		{"address_en", lang.T("英文地址", "address in English"), false, lang.Text{}},
		{"hours", lang.T("办公时间", "office hours"), false, lang.T("如 08:30-12:00,14:00-17:30", "e.g. 08:30-12:00,14:00-17:30")},
	}}
	postSheet = sheet{"岗位", lang.T("岗位", "posts"), []column{
		{"id", lang.T("岗位编号", "post id"), true, lang.T("小写英文、数字和连字符", "lower-case English words, digits and hyphens")},
		{"unit", lang.T("部门编号", "unit id"), true, lang.Text{}},
		{"name_zh", lang.T("岗位名称", "name"), true, lang.Text{}},
		{"name_en", lang.T("英文名称", "name in English"), true, lang.Text{}},
		{"a", lang.T("A岗人员编号", "A officers"), false, lang.T("多人用顿号或逗号隔开", "several separated by commas")},
		{"b", lang.T("B岗人员编号", "B officers"), false, lang.T("A岗不在时由B岗接办", "take over when A is away")},
	}}
	officerSheet = sheet{"人员", lang.T("人员", "officers"), []column{
		{"id", lang.T("人员编号", "officer id"), true, lang.T("小写英文、数字和连字符，如 o-101", "lower-case letters, digits and hyphens, e.g. o-101")},
		{"name", lang.T("姓名", "name"), true, lang.Text{}},
		{"unit", lang.T("部门编号", "unit id"), true, lang.Text{}},
		{"roles", lang.T("角色", "roles"), true, lang.T(strings.Join(StaffRoles, "、"), strings.Join(StaffRoles, ", "))},
		{"from", lang.T("任职起", "from"), true, lang.T("如 2026-01-05", "e.g. 2026-01-05")},
		{"until", lang.T("任职止", "until"), false, lang.T("在职留空", "empty while in office")},
	}}
	windowSheet = sheet{"窗口", lang.T("窗口", "windows"), []column{
		{"number", lang.T("窗口号", "number of the window"), true, lang.T("和窗口上挂的牌子一样", "as on the sign")},
		{"zone", lang.T("区域", "zone"), false, lang.Text{}},
		{"unit", lang.T("部门编号", "unit id"), false, lang.T("留空就是综合窗口", "empty means an integrated window")},
		{"post", lang.T("岗位编号", "post id"), false, lang.Text{}},
		{"items", lang.T("只办的事项", "only these items"), false, lang.T("实施编码，多个用逗号隔开；留空就全办", "implementing codes, several separated by commas; empty means all")},
	}}
	sheets = []sheet{unitSheet, postSheet, officerSheet, windowSheet}
)

const helpSheet = "说明"

// Template writes an empty workbook for an import, with a sheet of help.
func Template(w io.Writer) error { return Export(w, Data{}) }

// Export writes the workbook filled in. Importing what was exported changes nothing.
func Export(w io.Writer, d Data) error {
	rows := map[string][][]string{unitSheet.name: {}, postSheet.name: {}, officerSheet.name: {}, windowSheet.name: {}}
	for _, u := range d.Units {
		rows[unitSheet.name] = append(rows[unitSheet.name], unitCells(u))
	}
	for _, p := range d.Posts {
		rows[postSheet.name] = append(rows[postSheet.name], postCells(p, d.Holdings))
	}
	for _, o := range d.Officers {
		rows[officerSheet.name] = append(rows[officerSheet.name], officerCells(o))
	}
	for _, w := range d.Windows {
		rows[windowSheet.name] = append(rows[windowSheet.name], windowCells(w))
	}
	help := [][]string{{"带 * 的列必填。再次导入同一份表不会重复。表里没有的部门、岗位、人员、窗口不会被删除。"},
		{"Columns with * are needed. Importing the same file again doubles nothing. What is not in the file is not deleted."}}
	for _, s := range sheets {
		for _, c := range s.columns {
			help = append(help, []string{s.name, c.heading(), c.name, c.help.ZH, c.help.EN})
		}
	}
	var book []workbook.Sheet
	for _, s := range sheets {
		var head []string
		for _, c := range s.columns {
			head = append(head, c.heading())
		}
		book = append(book, plain(s.name, append([][]string{head}, rows[s.name]...)))
	}
	if err := workbook.Write(w, append(book, plain(helpSheet, help))); err != nil {
		return fmt.Errorf("org: workbook: %w", err)
	}
	return nil
}

func plain(name string, rows [][]string) workbook.Sheet {
	s := workbook.Sheet{Name: name, Width: 22, Plain: true}
	for _, r := range rows {
		cells := make([]any, len(r))
		for i, v := range r {
			cells[i] = v
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// The cells of a row in the order of the sheet's columns.

func unitCells(u Unit) []string {
	return []string{u.ID, u.Name.ZH, u.Name.EN, u.USCC, u.Level, string(u.Kind), u.Parent, u.Phone, u.Address.ZH, u.Address.EN, u.Hours.String()}
}

func postCells(p Post, hs []Holding) []string {
	return []string{p.ID, p.Unit, p.Name.ZH, p.Name.EN, strings.Join(holders(hs, p.ID, A), ","), strings.Join(holders(hs, p.ID, B), ",")}
}

func windowCells(w Window) []string {
	return []string{w.Number, w.Zone, w.Unit, w.Post, strings.Join(w.Items, ",")}
}

func officerCells(o Officer) []string {
	until := ""
	if o.Until != 0 {
		until = o.Until.String()
	}
	return []string{o.ID, o.Name, o.Unit, strings.Join(o.Roles, ","), o.From.String(), until}
}
