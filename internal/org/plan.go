package org

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Plan is what an import would do: the changes to write, and the same in words.
type Plan struct {
	Changes []Change
	Lines   []Line
}

// Line says what would change on one thing.
type Line struct {
	Sheet  string
	ID     string
	New    bool
	Fields []FieldChange // of what is there already
}

// Title names the line's sheet to a reader of either language.
func (l Line) Title() lang.Text { return sheetTitle(l.Sheet) }

// FieldChange is one cell that would change.
type FieldChange struct {
	Column   lang.Text
	Old, New string
}

// String is one line of the dry run.
func (l Line) String() string {
	if l.New {
		return "+ " + l.Sheet + " " + l.ID
	}
	var parts []string
	for _, f := range l.Fields {
		parts = append(parts, fmt.Sprintf("%s: %q → %q", f.Column.ZH, f.Old, f.New))
	}
	return "~ " + l.Sheet + " " + l.ID + "  " + strings.Join(parts, "; ")
}

// Plan compares a file with what is there. It deletes nothing; planning again after
// the changes were written gives an empty plan. A changed A or B holds from the day
// given on, the former one up to the day before. Errors: [Problems.Fault] for
// references to what is neither there nor in the file, and for a unit of another division.
func (rows Rows) Plan(now Data, from calendar.Day) (Plan, error) {
	var p Plan
	rd := &reader{Rows: rows}
	rd.references(now)
	if err := rd.problems.Fault(); err != nil {
		return Plan{}, err
	}
	for i, u := range rows.units {
		old, there := find(now.Units, func(o Unit) bool { return o.ID == u.ID })
		if p.compare(unitSheet, u.ID, there, unitCells(old), unitCells(u)) {
			p.Changes = append(p.Changes, Change{Kind: UnitChanged, Unit: &rows.units[i]})
		}
	}
	for i, o := range rows.officers {
		old, there := find(now.Officers, func(x Officer) bool { return x.ID == o.ID })
		slices.Sort(old.Roles)
		if p.compare(officerSheet, o.ID, there, officerCells(old), officerCells(o)) {
			p.Changes = append(p.Changes, Change{Kind: OfficerChanged, Officer: &rows.officers[i]})
		}
	}
	for i, r := range rows.posts {
		old, there := find(now.Posts, func(x Post) bool { return x.ID == r.ID })
		cells := append(postCells(r.Post, nil)[:4], joined(r.a), joined(r.b))
		if !p.compare(postSheet, r.ID, there, postCells(old, now.Holdings), cells) {
			continue
		}
		if !there || !slices.Equal(postCells(old, nil), postCells(r.Post, nil)) {
			p.Changes = append(p.Changes, Change{Kind: PostChanged, Post: &rows.posts[i].Post})
		}
		p.staff(r, now.Holdings, from)
	}
	for i, w := range rows.windows {
		old, there := find(now.Windows, func(x Window) bool { return x.Number == w.Number })
		if p.compare(windowSheet, w.Number, there, windowCells(old), windowCells(w)) {
			p.Changes = append(p.Changes, Change{Kind: WindowChanged, Window: &rows.windows[i]})
		}
	}
	return p, nil
}

// compare adds a line when the cells differ.
func (p *Plan) compare(s sheet, id string, there bool, old, cells []string) bool {
	l := Line{Sheet: s.name, ID: id, New: !there}
	if there {
		for i, c := range s.columns {
			if old[i] != cells[i] {
				l.Fields = append(l.Fields, FieldChange{c.head, old[i], cells[i]})
			}
		}
		if len(l.Fields) == 0 {
			return false
		}
	}
	p.Lines = append(p.Lines, l)
	return true
}

// staff ends and begins holdings of a post.
func (p *Plan) staff(r postRow, hs []Holding, from calendar.Day) {
	for _, rank := range []Rank{A, B} {
		want, have := r.a, holders(hs, r.ID, A)
		if rank == B {
			want, have = r.b, holders(hs, r.ID, B)
		}
		for _, h := range hs {
			if h.Post == r.ID && h.Rank == rank && h.open() && !slices.Contains(want, h.Officer) {
				h.Until = max(from-1, h.From-1)
				p.Changes = append(p.Changes, Change{Kind: HoldingChanged, Holding: &h})
			}
		}
		for _, id := range want {
			if !slices.Contains(have, id) {
				p.Changes = append(p.Changes, Change{Kind: HoldingChanged, Holding: &Holding{Post: r.ID, Officer: id, Rank: rank, From: from}})
			}
		}
	}
}

// open says whether nobody has ended the holding.
func (h Holding) open() bool { return h.Until == 0 }

// holders are the officers of a rank whose holding is open, by id.
func holders(hs []Holding, post string, rank Rank) []string {
	var ids []string
	for _, h := range hs {
		if h.Post == post && h.Rank == rank && h.open() && !slices.Contains(ids, h.Officer) {
			ids = append(ids, h.Officer)
		}
	}
	slices.Sort(ids)
	return ids
}

func joined(ids []string) string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return strings.Join(ids, ",")
}

// references finds what the rows name and nobody knows.
func (rd *reader) references(now Data) {
	units, officers := map[string]bool{}, map[string]bool{}
	parent := map[string]string{}
	for _, u := range now.Units {
		units[u.ID], parent[u.ID] = true, u.Parent
	}
	for _, u := range rd.units {
		if old, there := find(now.Units, func(o Unit) bool { return o.ID == u.ID }); there && old.Division != u.Division {
			rd.at(unitSheet, u.ID, 0, lang.T("这个编号属于另一个行政区划的部门。", "This id is a unit of another division."), lang.T("请换一个编号。", "Choose another id."))
		}
		units[u.ID], parent[u.ID] = true, u.Parent
	}
	for _, o := range now.Officers {
		officers[o.ID] = true
	}
	for _, o := range rd.officers {
		officers[o.ID] = true
	}
	posts := map[string]bool{}
	for _, p := range now.Posts {
		posts[p.ID] = true
	}
	for _, p := range rd.posts {
		posts[p.ID] = true
	}
	noUnit := lang.T("请先在“部门”表里加上它，或改成已有的部门编号。", "Add it to the sheet of units or use the id of one that exists.")
	for _, u := range rd.units {
		if u.Parent != "" && !units[u.Parent] {
			rd.at(unitSheet, u.ID, 6, lang.T("没有“"+u.Parent+"”这个部门。", "There is no unit "+u.Parent+"."), noUnit)
		} else if circular(u.ID, parent) {
			rd.at(unitSheet, u.ID, 6, lang.T("上级部门绕了一圈又回到自己。", "The units above lead back to this one."), lang.T("请核对上级部门。", "Check the unit above."))
		}
	}
	for _, o := range rd.officers {
		if !units[o.Unit] {
			rd.at(officerSheet, o.ID, 2, lang.T("没有“"+o.Unit+"”这个部门。", "There is no unit "+o.Unit+"."), noUnit)
		}
	}
	for _, p := range rd.posts {
		if !units[p.Unit] {
			rd.at(postSheet, p.ID, 1, lang.T("没有“"+p.Unit+"”这个部门。", "There is no unit "+p.Unit+"."), noUnit)
		}
		for i, ids := range [][]string{p.a, p.b} {
			for _, id := range ids {
				if !officers[id] {
					rd.at(postSheet, p.ID, 4+i, lang.T("没有“"+id+"”这个人员。", "There is no officer "+id+"."), lang.T("请先在“人员”表里加上，或改成已有的人员编号。", "Add the officer to the sheet of officers or use an id that exists."))
				}
			}
		}
	}
	rd.windowReferences(units, posts, noUnit)
}

// windowReferences finds units and posts that windows name and nobody knows.
func (rd *reader) windowReferences(units, posts map[string]bool, noUnit lang.Text) {
	for _, w := range rd.windows {
		if w.Unit != "" && !units[w.Unit] {
			rd.at(windowSheet, w.Number, 2, lang.T("没有“"+w.Unit+"”这个部门。", "There is no unit "+w.Unit+"."), noUnit)
		}
		if w.Post != "" && !posts[w.Post] {
			rd.at(windowSheet, w.Number, 3, lang.T("没有“"+w.Post+"”这个岗位。", "There is no post "+w.Post+"."), lang.T("请先在“岗位”表里加上，或改成已有的岗位编号。", "Add the post to the sheet of posts or use an id that exists."))
		}
	}
}

func (rd *reader) at(s sheet, id string, column int, message, remedy lang.Text) {
	rd.problem(s.name, rd.rowOf[s.name+"/"+id], s.columns[column].head.ZH, message, remedy)
}

// circular says whether walking up from id comes back to it.
func circular(id string, parent map[string]string) bool {
	at := parent[id]
	for range parent {
		if at == "" {
			return false
		}
		if at == id {
			return true
		}
		at = parent[at]
	}
	return false // a circle further up is found at its own units
}

func find[T any](all []T, is func(T) bool) (v T, ok bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	return v, false
}
