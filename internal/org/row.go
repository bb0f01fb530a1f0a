package org

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// row is one line of a sheet while it is read.
type row struct {
	rd    *reader
	sheet sheet
	n     int
	cells []string
	at    map[string]int
	bad   bool
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

func (r *row) wrong(name string, message, remedy lang.Text) {
	r.bad = true
	head := name
	for _, c := range r.sheet.columns {
		if c.name == name {
			head = c.head.ZH
		}
	}
	r.rd.problem(r.sheet.name, r.n, head, message, remedy)
}

// get reads a cell and checks that a needed one is filled.
func (r *row) get(name string) string {
	i, ok := r.at[name]
	if !ok || i >= len(r.cells) {
		i = -1
	}
	v := ""
	if i >= 0 {
		v = r.cells[i]
	}
	if utf8.RuneCountInString(v) > maxCell || !utf8.ValidString(v) || strings.ContainsFunc(v, func(c rune) bool { return c < ' ' }) {
		r.wrong(name, lang.Format("内容过长或含有换行等字符。", "This is too long or holds line breaks."), lang.Format("请写在一行内，不超过 %d 字。", "Write one line of at most %d characters.", maxCell))
		return ""
	}
	for _, c := range r.sheet.columns {
		if c.name == name && c.need && v == "" {
			r.wrong(name, lang.T("没有填写。", "This is empty."), lang.T("请填写"+c.head.ZH+"。", "Fill in "+c.head.EN+"."))
		}
	}
	return v
}

// id reads an identifier and refuses a second row with the same one.
func (r *row) id() string { return r.once("id", r.slug("id")) }

// once refuses a second row that names the same thing.
func (r *row) once(name, v string) string {
	if v == "" {
		return ""
	}
	key := r.sheet.name + "/" + v
	if first, twice := r.rd.rowOf[key]; twice {
		r.wrong(name, lang.Format("与第 %d 行的编号重复。", "Row %d has the same id.", first), lang.T("请改成不同的编号，或删去一行。", "Give it another id or remove one row."))
		return ""
	}
	r.rd.rowOf[key] = r.n
	return v
}

func (r *row) slug(name string) string {
	v := r.get(name)
	if v != "" && !idForm.MatchString(v) {
		r.wrong(name, lang.T("编号格式不对。", "This is not an id."), lang.T("以小写字母开头，只用小写字母、数字和连字符，最长 40 位。", "Begin with a lower-case letter; use lower-case letters, digits and hyphens, at most 40."))
		return ""
	}
	return v
}

func (r *row) oneOf(name string, allowed ...string) string {
	v := r.get(name)
	if v != "" && !slices.Contains(allowed, v) {
		r.wrong(name, lang.T("没有这个代码。", "There is no such code."), lang.T("只能填："+strings.Join(allowed, "、")+"。", "Use one of "+strings.Join(allowed, ", ")+"."))
	}
	return v
}

// list reads several values of one cell.
func (r *row) list(name string) []string {
	var all []string
	for _, v := range strings.FieldsFunc(r.get(name), func(c rune) bool { return strings.ContainsRune(",,、;; ", c) }) {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// refused takes over what another package says about a cell.
func (r *row) refused(name string, err error) {
	if err == nil {
		return
	}
	f := fault.For(err)
	r.wrong(name, f.Message, f.Remedy)
}

func (r *row) read() {
	switch r.sheet.name {
	case unitSheet.name:
		r.unit()
	case postSheet.name:
		r.post()
	case officerSheet.name:
		r.officer()
	case windowSheet.name:
		r.window()
	}
}

func (r *row) unit() {
	u := Unit{ID: r.id(), Division: r.rd.division, Name: lang.T(r.get("name_zh"), r.get("name_en")), USCC: r.get("uscc"),
		Level: r.oneOf("level", "2", "3", "4", "5", "6"), Kind: UnitKind(r.oneOf("kind", "1", "2", "3", "9")),
		Parent: r.slug("parent"), Phone: r.get("phone"), Address: lang.T(r.get("address_zh"), r.get("address_en"))}
	if u.USCC != "" {
		code, err := idnum.ParseUSCC(u.USCC)
		r.refused("uscc", err)
		u.USCC = code.String()
	}
	if strings.ContainsFunc(u.Phone, func(c rune) bool { return !strings.ContainsRune("0123456789-+() 转,，、", c) }) {
		r.wrong("phone", lang.T("电话里有不能拨的字符。", "The phone number holds characters that cannot be dialled."), lang.T("如 0571-12345678。", "E.g. 0571-12345678."))
	}
	hours, ok := ParseHours(r.get("hours"))
	if !ok {
		r.wrong("hours", lang.T("办公时间看不懂。", "The office hours cannot be read."), lang.T("请写成 08:30-12:00,14:00-17:30，按先后排列。", "Write 08:30-12:00,14:00-17:30, in order."))
	}
	u.Hours = hours
	if !r.bad {
		r.rd.units = append(r.rd.units, u)
	}
}

func (r *row) post() {
	p := postRow{Post: Post{ID: r.id(), Unit: r.slug("unit"), Name: lang.T(r.get("name_zh"), r.get("name_en"))}, a: r.list("a"), b: r.list("b")}
	for _, id := range p.a {
		if slices.Contains(p.b, id) {
			r.wrong("b", lang.T("“"+id+"”同时是A岗和B岗。", id+" is both A and B."), lang.T("请另选一人作B岗。", "Choose somebody else as B."))
		}
	}
	if !r.bad {
		r.rd.posts = append(r.rd.posts, p)
	}
}

func (r *row) window() {
	w := Window{Number: r.once("number", r.get("number")), Division: r.rd.division, Zone: r.get("zone"), Unit: r.slug("unit"), Post: r.slug("post"), Items: r.list("items")}
	if !r.bad {
		r.rd.windows = append(r.rd.windows, w)
	}
}

func (r *row) officer() {
	o := Officer{ID: r.id(), Name: r.get("name"), Unit: r.slug("unit"), Roles: r.list("roles")}
	if o.Name != "" {
		name, err := idnum.CheckName(o.Name)
		r.refused("name", err)
		o.Name = name
	}
	for _, role := range o.Roles {
		if !slices.Contains(StaffRoles, role) {
			r.wrong("roles", lang.T("没有“"+role+"”这个角色。", "There is no role "+role+"."), lang.T("可填："+strings.Join(StaffRoles, "、")+"。", "Use "+strings.Join(StaffRoles, ", ")+"."))
		}
	}
	slices.Sort(o.Roles)
	dates := lang.T("请写成 2026-01-05。", "Write it as 2026-01-05.")
	if v := r.get("from"); v != "" {
		d, ok := day(v)
		if !ok {
			r.wrong("from", lang.T("日期看不懂。", "This is not a date."), dates)
		}
		o.From = d
	}
	if v := r.get("until"); v != "" {
		d, ok := day(v)
		if !ok {
			r.wrong("until", lang.T("日期看不懂。", "This is not a date."), dates)
		} else if d < o.From {
			r.wrong("until", lang.T("任职止早于任职起。", "The last day lies before the first."), lang.T("请核对两个日期。", "Check both dates."))
		}
		o.Until = d
	}
	if !r.bad {
		r.rd.officers = append(r.rd.officers, o)
	}
}
