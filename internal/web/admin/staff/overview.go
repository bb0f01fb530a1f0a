package staff

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Things that are kept here, in the order of the tabs.
var things = []struct {
	ID, One string
	Name    lang.Text
	New     lang.Text
}{
	{"units", "unit", lang.T("部门", "Units"), lang.T("新增部门", "New unit")},
	{"posts", "post", lang.T("岗位", "Posts"), lang.T("新增岗位", "New post")},
	{"officers", "officer", lang.T("人员", "Officers"), lang.T("新增人员", "New officer")},
	{"windows", "window", lang.T("窗口", "Windows"), lang.T("新增窗口", "New window")},
}

// Overview is one list of the organisation.
type Overview struct {
	Of  string // one of things
	Org *org.Directory
	Day calendar.Day
}

// View draws it.
func (v Overview) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("机构人员", "Units and staff")}
	data := v.Org.Data()
	counts := map[string]int{"units": len(data.Units), "posts": len(data.Posts), "officers": len(data.Officers), "windows": len(data.Windows)}
	actions := ui.Actions{}
	for _, t := range things {
		tabs.Items = append(tabs.Items, ui.Tab{Name: t.Name, Href: "/admin/org?view=" + t.ID, Count: int64(counts[t.ID]), Current: t.ID == v.Of})
		if t.ID == v.Of {
			actions = append(actions, ui.LinkButton{Label: t.New, Href: Href(t.One, fresh)})
		}
	}
	actions = append(actions, ui.LinkButton{Label: lang.T("用 XLSX 批量导入", "Import from XLSX"), Href: "/admin/org/import", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("导出 XLSX", "Export XLSX"), Href: "/admin/org/export.xlsx", Look: ui.Quiet})
	actions = append(actions, ui.LinkButton{Label: lang.T("登录账号", "Accounts"), Href: "/admin/accounts", Look: ui.Quiet})
	table := map[string]func() ui.Table{"units": v.units, "posts": v.posts, "officers": v.officers, "windows": v.windows}[v.Of]
	return ui.Components{ui.Heading{Title: lang.T("机构人员", "Units and staff")}, tabs, actions, table()}.View(p)
}

func (v Overview) units() ui.Table {
	t := ui.Table{Caption: lang.T("部门", "Units"), Columns: []ui.Column{{Name: lang.T("部门", "Unit")}, {Name: lang.T("编号", "Id")}, {Name: lang.T("在职人员", "In office"), Numeric: true}, {Name: lang.T("负责人", "Head")}, {Name: lang.T("办公时间", "Office hours")}},
		Empty: ui.Empty{Title: lang.T("还没有部门", "There are no units yet"), Link: &ui.Link{Name: lang.T("用 XLSX 导入", "Import from XLSX"), Href: "/admin/org/import"}}}
	for _, u := range v.Org.Units() {
		var heads []string
		for _, h := range v.Org.Heads(u.ID, v.Day) {
			heads = append(heads, h.Name)
		}
		var head ui.Component = ui.Plain(strings.Join(heads, " "))
		if len(heads) == 0 {
			head = ui.Tag{Label: lang.T("没有负责人", "no head"), Tone: ui.Soon}
		}
		hours := u.Hours.String()
		if hours == "" {
			hours = "–"
		}
		t.Rows = append(t.Rows, ui.Row{Href: Href("unit", u.ID), Cells: []ui.Component{ui.Words(u.Name), ui.Plain(u.ID), ui.Plain(fmt.Sprint(len(v.Org.Staff(u.ID, v.Day)))), head, ui.Plain(hours)}})
	}
	return t
}

func (v Overview) posts() ui.Table {
	t := ui.Table{Caption: lang.T("岗位和AB岗", "Posts with A and B"), Columns: []ui.Column{{Name: lang.T("岗位", "Post")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("A岗", "A")}, {Name: lang.T("B岗", "B")}, {Name: lang.T("今天在岗", "On duty today")}},
		Empty: ui.Empty{Title: lang.T("还没有岗位", "There are no posts yet")}}
	for _, x := range sortedPosts(v.Org.Data().Posts) {
		unit, _ := v.Org.Unit(x.Unit)
		var now ui.Component = ui.Tag{Label: lang.T("无人在岗", "vacant"), Tone: ui.Overdue}
		if d, err := v.Org.OnDuty(x.ID, v.Day); err == nil {
			o, _ := v.Org.Officer(d.Officer)
			now = ui.Plain(o.Name)
		}
		t.Rows = append(t.Rows, ui.Row{Href: Href("post", x.ID), Cells: []ui.Component{ui.Words(x.Name), ui.Words(unit.Name), v.holders(x.ID, org.A), v.holders(x.ID, org.B), now}})
	}
	return t
}

func (v Overview) holders(post string, rank org.Rank) ui.Component {
	var names []string
	for _, id := range holding(v.Org.Data(), post, rank, v.Day) {
		o, _ := v.Org.Officer(id)
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return ui.Plain("–")
	}
	return ui.Plain(strings.Join(names, " "))
}

// holding are the officers who hold a post in a rank, today or from a day to come.
func holding(data org.Data, post string, rank org.Rank, day calendar.Day) []string {
	var all []string
	for _, h := range data.Holdings {
		if h.Post == post && h.Rank == rank && (h.Until == 0 || h.Until >= day && h.From <= h.Until) {
			all = append(all, h.Officer)
		}
	}
	return all
}

func (v Overview) officers() ui.Table {
	t := ui.Table{Caption: lang.T("人员", "Officers"), Columns: []ui.Column{{Name: lang.T("姓名", "Name")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("角色", "Roles")}, {Name: lang.T("任职", "In office")}, {Name: lang.T("今天", "Today")}},
		Empty: ui.Empty{Title: lang.T("还没有人员", "There are no officers yet")}}
	for _, o := range sorted(v.Org.Data().Officers) {
		unit, _ := v.Org.Unit(o.Unit)
		roles := lang.Text{}
		for i, r := range o.Roles {
			name := RoleName(r)
			if i > 0 {
				roles.ZH, roles.EN = roles.ZH+"、", roles.EN+", "
			}
			roles = lang.T(roles.ZH+name.ZH, roles.EN+name.EN)
		}
		span := ui.Components{ui.OnDay(o.From), ui.Plain(" – ")}
		if o.Until != 0 {
			span = append(span, ui.OnDay(o.Until))
		}
		var state ui.Component = ui.Tag{Label: lang.T("在岗", "here"), Tone: ui.Good}
		switch {
		case !o.Active(v.Day):
			state = ui.Tag{Label: lang.T("不在任", "not in office"), Tone: ui.Neutral}
		case v.Org.Away(o.ID, v.Day):
			state = ui.Tag{Label: lang.T("外出", "away"), Tone: ui.Still}
		}
		name := o.Name
		if name == "" {
			name = o.ID
		}
		t.Rows = append(t.Rows, ui.Row{Href: Href("officer", o.ID), Cells: []ui.Component{ui.Plain(name), ui.Words(unit.Name), ui.Words(roles), span, state}})
	}
	return t
}

func (v Overview) windows() ui.Table {
	t := ui.Table{Caption: lang.T("窗口", "Windows"), Columns: []ui.Column{{Name: lang.T("窗口号", "Window")}, {Name: lang.T("区域", "Zone")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("岗位", "Post")}},
		Empty: ui.Empty{Title: lang.T("还没有窗口", "There are no windows yet")}}
	for _, x := range v.Org.Windows() {
		unit := lang.T("综合窗口", "Integrated window")
		if u, ok := v.Org.Unit(x.Unit); ok {
			unit = u.Name
		}
		post, _ := v.Org.Post(x.Post)
		zone := x.Zone
		if zone == "" {
			zone = "–"
		}
		t.Rows = append(t.Rows, ui.Row{Href: Href("window", x.Number), Cells: []ui.Component{ui.Plain(x.Number), ui.Plain(zone), ui.Words(unit), ui.Words(post.Name)}})
	}
	return t
}

// RoleName is a role of staff as people say it.
func RoleName(role string) lang.Text {
	if t, ok := roleNames[role]; ok {
		return t
	}
	return ui.Data(role)
}

var roleNames = map[string]lang.Text{
	"clerk": lang.T("窗口人员", "window clerk"), "officer": lang.T("经办人", "case officer"), "unit_head": lang.T("部门负责人", "unit head"), "centre_head": lang.T("中心负责人", "head of the hall"),
	"supervisor": lang.T("效能监督", "supervisor"), "administrator": lang.T("系统管理员", "administrator"), "auditor": lang.T("审计人员", "auditor"),
}

// Sample is a list of the invented county.
func (Overview) Sample(view string) Overview {
	return Overview{Of: view, Org: specimen.Directory(), Day: calendar.Builtin().DayOf(specimen.Now)}
}

func (d *Pages) overview(w http.ResponseWriter, r *site.Request) error {
	v := Overview{Of: "units", Org: r.Directory(), Day: today(r)}
	for _, t := range things {
		if t.ID == r.URL.Query().Get("view") {
			v.Of = t.ID
		}
	}
	p := r.Page(lang.T("机构人员", "Units and staff"))
	p.Wide = true
	return r.Show(w, p, v)
}
