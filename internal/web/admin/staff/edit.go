package staff

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Edit is the form of one thing.
type Edit struct {
	Thing string // unit, post, officer, window
	ID    string // "new" for one that is not there yet
	Org   *org.Directory
	Day   calendar.Day
}

// title names the thing.
func (v Edit) title() lang.Text {
	for _, t := range things {
		if t.One != v.Thing || v.ID == fresh {
			if t.One == v.Thing {
				return t.New
			}
			continue
		}
		switch v.Thing {
		case "unit":
			u, _ := v.Org.Unit(v.ID)
			return u.Name
		case "post":
			x, _ := v.Org.Post(v.ID)
			return x.Name
		case "officer":
			o, _ := v.Org.Officer(v.ID)
			return ui.Data(or(o.Name))
		}
		return lang.T(v.ID+"号窗口", "Window "+v.ID)
	}
	return lang.Text{}
}

// there says whether the thing exists, or is a new one.
func (v Edit) there() bool {
	if v.ID == fresh {
		return slices.ContainsFunc(things, func(t struct {
			ID, One string
			Name    lang.Text
			New     lang.Text
		}) bool {
			return t.One == v.Thing
		})
	}
	ok := false
	switch v.Thing {
	case "unit":
		_, ok = v.Org.Unit(v.ID)
	case "post":
		_, ok = v.Org.Post(v.ID)
	case "officer":
		_, ok = v.Org.Officer(v.ID)
	case "window":
		_, ok = v.Org.Window(v.ID)
	}
	return ok
}

// View draws it.
func (v Edit) View(p ui.Page) templ.Component {
	form := ui.Form{Action: Href(v.Thing, v.ID)}
	switch v.Thing {
	case "unit":
		form.Body = v.unit()
	case "post":
		form.Body = v.post()
	case "officer":
		form.Body = v.officer()
	default:
		form.Body = v.window()
	}
	for i, c := range form.Body {
		if f, ok := c.(ui.Field); ok && f.Kind == ui.Checks && p.Form != nil { // a box that was unticked is not in the form
			f.Values = p.Form[f.Name]
			form.Body[i] = f
		}
	}
	form.Body = append(form.Body, ui.Actions{ui.Button{Label: lang.T("保存", "Save")}, ui.LinkButton{Label: lang.T("返回列表", "Back to the list"), Href: "/admin/org?view=" + v.Thing + "s", Look: ui.Quiet}})
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: v.title()}, form}
	if v.Thing == "officer" && v.ID != fresh {
		parts = append(parts, v.absences(), v.leaving())
	}
	return parts.View(p)
}

// idField can be typed once only: others refer to it.
func (v Edit) idField(label lang.Text) ui.Field {
	f := ui.Field{Name: "id", Label: label, Width: 20, Hint: lang.T("小写英文、数字和连字符，以后不能改。", "Lower-case letters, digits and hyphens; it cannot change later.")}
	if v.ID != fresh {
		f.Value, f.Readonly, f.Hint = v.ID, true, lang.Text{}
	}
	return f
}

func names(t lang.Text) ui.Components {
	return ui.Components{ui.Field{Name: "name.zh", Label: lang.T("名称（中文）", "Name (Chinese)"), Value: t.ZH}, ui.Field{Name: "name.en", Label: lang.T("名称（英文）", "Name (English)"), Value: t.EN}}
}

func (v Edit) unit() ui.Components {
	u, _ := v.Org.Unit(v.ID)
	body := append(ui.Components{v.idField(lang.T("部门编号", "Id of the unit"))}, names(u.Name)...)
	return append(body,
		ui.Field{Name: "level", Kind: ui.Choice, Label: lang.T("层级", "Level"), Value: u.Level, Options: levels},
		ui.Field{Name: "kind", Kind: ui.Choice, Label: lang.T("主体性质", "Footing"), Value: string(u.Kind), Options: kinds},
		ui.Field{Name: "uscc", Label: lang.T("统一社会信用代码", "Credit code"), Value: u.USCC, Width: 30, Optional: true},
		ui.Field{Name: "parent", Kind: ui.Choice, Label: lang.T("上级部门", "Unit above"), Value: u.Parent, Options: unitOptions(v.Org), Optional: true},
		ui.Field{Name: "phone", Kind: ui.Phone, Label: lang.T("办公电话", "Office phone"), Value: u.Phone, Optional: true},
		ui.Field{Name: "address.zh", Label: lang.T("地址（中文）", "Address (Chinese)"), Value: u.Address.ZH, Optional: true}, ui.Field{Name: "address.en", Label: lang.T("地址（英文）", "Address (English)"), Value: u.Address.EN, Optional: true},
		ui.Field{Name: "hours", Label: lang.T("办公时间", "Office hours"), Value: u.Hours.String(), Width: 30, Optional: true, Hint: lang.T("例如 08:30-12:00,14:00-17:30", "For example 08:30-12:00,14:00-17:30")},
	)
}

var (
	levels = []ui.Option{{Value: "2", Label: lang.T("省级", "province")}, {Value: "3", Label: lang.T("市级", "city")}, {Value: "4", Label: lang.T("县级", "county")}, {Value: "5", Label: lang.T("镇（乡、街道）级", "town")}, {Value: "6", Label: lang.T("村（社区）级", "village")}}
	kinds  = []ui.Option{{Value: "1", Label: lang.T("法定机关", "statutory body")}, {Value: "2", Label: lang.T("授权组织", "authorised body")}, {Value: "3", Label: lang.T("受委托组织", "entrusted body")}, {Value: "9", Label: lang.T("其他", "other")}}
)

func (v Edit) post() ui.Components {
	x, _ := v.Org.Post(v.ID)
	data := v.Org.Data()
	body := append(ui.Components{v.idField(lang.T("岗位编号", "Id of the post"))}, names(x.Name)...)
	body = append(body, ui.Field{Name: "unit", Kind: ui.Choice, Label: lang.T("部门", "Unit"), Value: x.Unit, Options: unitOptions(v.Org)})
	people := officerOptions(v.Org, v.Day, x.Unit)
	if v.ID == fresh {
		return append(body, ui.Text(lang.T("先保存岗位，再安排A岗和B岗。", "Save the post first, then choose its A and B.")))
	}
	return append(body,
		ui.Field{Name: "a", Kind: ui.Checks, Label: lang.T("A岗", "A"), Values: holding(data, v.ID, org.A, v.Day), Options: people},
		ui.Field{Name: "b", Kind: ui.Checks, Label: lang.T("B岗", "B"), Values: holding(data, v.ID, org.B, v.Day), Options: people, Hint: lang.T("A岗不在时由B岗接办，从今天起算。", "B takes over while A is away, from today on.")})
}

func (v Edit) officer() ui.Components {
	o, _ := v.Org.Officer(v.ID)
	var roles []ui.Option
	for _, r := range org.StaffRoles {
		roles = append(roles, ui.Option{Value: r, Label: RoleName(r)})
	}
	from := ""
	if o.From != 0 {
		from = o.From.String()
	}
	return ui.Components{v.idField(lang.T("人员编号", "Id of the officer")), ui.Field{Name: "name", Label: lang.T("姓名", "Name"), Value: o.Name, Width: 20},
		ui.Field{Name: "unit", Kind: ui.Choice, Label: lang.T("部门", "Unit"), Value: o.Unit, Options: unitOptions(v.Org)},
		ui.Field{Name: "roles", Kind: ui.Checks, Label: lang.T("角色", "Roles"), Values: o.Roles, Options: roles}, ui.Field{Name: "from", Kind: ui.Day, Label: lang.T("任职起", "In office from"), Value: from}}
}

func (v Edit) window() ui.Components {
	x, _ := v.Org.Window(v.ID)
	number := ui.Field{Name: "id", Label: lang.T("窗口号", "Number of the window"), Hint: lang.T("和窗口上挂的牌子一样。", "As on the sign."), Width: 10}
	if v.ID != fresh {
		number.Value, number.Readonly = v.ID, true
	}
	var posts []ui.Option
	for _, p := range sortedPosts(v.Org.Data().Posts) {
		u, _ := v.Org.Unit(p.Unit)
		posts = append(posts, ui.Option{Value: p.ID, Label: lang.T(u.Name.ZH+"："+p.Name.ZH, u.Name.In(lang.EN)+": "+p.Name.In(lang.EN))})
	}
	return ui.Components{number, ui.Field{Name: "zone", Label: lang.T("区域", "Zone"), Value: x.Zone, Width: 10, Optional: true},
		ui.Field{Name: "unit", Kind: ui.Choice, Label: lang.T("部门", "Unit"), Value: x.Unit, Options: unitOptions(v.Org), Optional: true, Hint: lang.T("不选就是综合窗口。", "Empty means an integrated window.")},
		ui.Field{Name: "post", Kind: ui.Choice, Label: lang.T("岗位", "Post"), Value: x.Post, Options: posts, Optional: true},
		ui.Field{Name: "items", Kind: ui.Area, Rows: 3, Label: lang.T("只办这些事项（实施编码）", "Only these items (codes)"), Value: strings.Join(x.Items, "\n"), Optional: true, Hint: lang.T("每行一个；不填就办本部门全部事项，综合窗口办全部事项。", "One a line; empty means all of the unit, or all at an integrated window.")}}
}

// Sample is the form of one thing of the invented county.
func (Edit) Sample(thing, id string) Edit {
	return Edit{Thing: thing, ID: id, Org: specimen.Directory(), Day: calendar.Builtin().DayOf(specimen.Now)}
}

func (d *Pages) view(r *site.Request) (Edit, ui.Page, error) {
	v := Edit{Thing: r.PathValue("thing"), ID: r.PathValue("id"), Org: r.Directory(), Day: today(r)}
	if v.Thing == "" {
		v.Thing = "officer" // the addresses below an officer's
	}
	if !v.there() {
		return v, ui.Page{}, fault.Missing()
	}
	title := v.title()
	if ui.HasHan(title.EN) { // the title of a browser cannot mark a name as Chinese
		title.EN = "Officer " + v.ID
	}
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("机构人员", "Units and staff"), Href: "/admin/org?view=" + v.Thing + "s"}, {Name: v.title()}}
	return v, p, nil
}

func (d *Pages) edit(w http.ResponseWriter, r *site.Request) error {
	v, p, err := d.view(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (d *Pages) save(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := d.view(r)
	if err != nil {
		return err
	}
	changes, err := v.read(r.PostForm, r.Site.Division)
	if err == nil && len(changes) > 0 {
		err = d.record(r, changes)
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	said := lang.T("已保存。", "Saved.")
	if len(changes) == 0 {
		said = lang.T("没有改动。", "Nothing changed.")
	}
	id := v.ID
	if id == fresh {
		id = strings.TrimSpace(r.PostForm.Get("id"))
	}
	return r.Go(w, Href(v.Thing, id), said)
}

// read gives the changes a form asks for.
func (v Edit) read(form url.Values, division string) ([]org.Change, error) {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	id := v.ID
	if id == fresh {
		if id = get("id"); id == fresh || id != "" && (Edit{Thing: v.Thing, ID: id, Org: v.Org}).there() {
			return nil, fault.InvalidInput().At("id", lang.T("这个编号已经有了，请换一个。", "This id is taken; choose another."))
		}
	}
	one, inputs := org.Data{}, map[string]string{}
	switch v.Thing {
	case "unit":
		hours, ok := org.ParseHours(get("hours"))
		if !ok {
			return nil, fault.InvalidInput().At("hours", lang.T("办公时间看不懂，请写成 08:30-12:00,14:00-17:30。", "The hours cannot be read; write 08:30-12:00,14:00-17:30."))
		}
		inputs = unitInputs
		one.Units = []org.Unit{{ID: id, Division: division, Name: lang.T(get("name.zh"), get("name.en")), Level: get("level"), Kind: org.UnitKind(get("kind")), USCC: get("uscc"), Parent: get("parent"), Phone: get("phone"),
			Address: lang.T(get("address.zh"), get("address.en")), Hours: hours}}
	case "post":
		inputs = postInputs
		one.Posts = []org.Post{{ID: id, Unit: get("unit"), Name: lang.T(get("name.zh"), get("name.en"))}}
		for rank, name := range map[org.Rank]string{org.A: "a", org.B: "b"} {
			for _, o := range form[name] {
				one.Holdings = append(one.Holdings, org.Holding{Post: id, Officer: o, Rank: rank, From: v.Day})
			}
		}
	case "officer":
		inputs = officerInputs
		from, err := calendar.ParseDay(get("from"))
		if err != nil {
			return nil, fault.InvalidInput().At("from", lang.T("请选择任职起的日期。", "Please choose the first day in office."))
		}
		old, _ := v.Org.Officer(id)
		one.Officers = []org.Officer{{ID: id, Name: get("name"), Unit: get("unit"), Roles: form["roles"], From: from, Until: old.Until}}
	default:
		return v.readWindow(form, id, division)
	}
	plan, err := checked(v.Org.Data(), one, division, v.Day, inputs)
	return plan.Changes, err
}

func (v Edit) readWindow(form url.Values, number, division string) ([]org.Change, error) {
	get := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	x := org.Window{Number: number, Division: division, Unit: get("unit"), Zone: get("zone"), Post: get("post"), Items: strings.Fields(form.Get("items"))}
	bad := fault.InvalidInput()
	if n := len([]rune(x.Number)); n == 0 || n > 10 || strings.ContainsAny(x.Number, "/\\?#% \t\r\n") {
		bad.At("id", lang.T("请填写窗口号，例如 3 或 A03。", "Please enter the number, such as 3 or A03."))
	}
	if _, ok := v.Org.Unit(x.Unit); x.Unit != "" && !ok {
		bad.At("unit", lang.T("请选择部门。", "Please choose a unit."))
	}
	if _, ok := v.Org.Post(x.Post); x.Post != "" && !ok {
		bad.At("post", lang.T("请选择岗位。", "Please choose a post."))
	}
	if len([]rune(x.Zone)) > 20 {
		bad.At("zone", lang.T("区域不超过20个字。", "A zone has at most 20 characters."))
	}
	if old, ok := v.Org.Window(number); ok && slices.Equal(old.Items, x.Items) && old.Unit == x.Unit && old.Zone == x.Zone && old.Post == x.Post {
		return nil, nil
	}
	return []org.Change{{Kind: org.WindowChanged, Window: &x}}, bad.Or()
}
