package head

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// powers are the approvals of a head that can be handed down.
var powers = []access.Verb{access.ApproveExtension, access.RejectExtension, access.Deny, access.Terminate, access.NameInspectors}

// People is the page of posts, absences and powers handed down.
type People struct {
	Unit  string
	Org   *org.Directory
	Today calendar.Day
	Head  bool // may hand powers down
	Token string
}

// View draws it.
func (v People) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("人员与替岗", "Staff and stand-ins"), Lead: lang.T("A岗不在，B岗顶上；两个都不在，岗位会标成空缺，期限照常走。", "When A is away B takes over; when both are, the post is shown as vacant and the clock goes on.")},
		v.posts(), v.absences()}
	if v.Head {
		parts = append(parts, v.delegations())
	}
	return parts.View(p)
}

func (v People) name(id string) string {
	if o, ok := v.Org.Officer(id); ok {
		return o.Name
	}
	return id
}

func (v People) unitPosts() []org.Post {
	var all []org.Post
	for _, p := range v.Org.Data().Posts {
		if p.Unit == v.Unit {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b org.Post) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func (v People) holders(post string, rank org.Rank) string {
	var names []string
	for _, h := range v.Org.Data().Holdings {
		if h.Post == post && h.Rank == rank && h.From <= v.Today && (h.Until == 0 || h.Until >= v.Today) {
			names = append(names, v.name(h.Officer))
		}
	}
	return strings.Join(names, "、")
}

func (v People) staff() []ui.Option {
	var all []ui.Option
	for _, o := range v.Org.Staff(v.Unit, v.Today) {
		all = append(all, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
	}
	return all
}

func (v People) form(action string, body ui.Components) ui.Component {
	return ui.Form{Action: action, Hidden: []ui.Hidden{{Name: site.KeyField, Value: v.Token}}, Body: body}
}

func (v People) posts() ui.Component {
	t := ui.Table{Caption: lang.T("岗位与今天在岗", "Posts and who is on duty today"),
		Columns: []ui.Column{{Name: lang.T("岗位", "Post")}, {Name: lang.T("A岗", "A")}, {Name: lang.T("B岗", "B")}, {Name: lang.T("今天在岗", "On duty today")}},
		Empty:   ui.Empty{Title: lang.T("本单位还没有岗位", "The unit has no posts yet"), Text: lang.T("岗位由管理员设立。", "The administrator sets posts up.")}}
	choose := ui.Field{Name: "post", Kind: ui.Choice, Width: 20, Label: lang.T("岗位", "Post")}
	for _, post := range v.unitPosts() {
		duty := ui.Component(ui.Tag{Label: lang.T("空缺", "vacant"), Tone: ui.Soon})
		if d, err := v.Org.OnDuty(post.ID, v.Today); err == nil {
			duty = ui.Plain(v.name(d.Officer))
			if d.As != org.AsA {
				duty = ui.Words(lang.T(v.name(d.Officer)+"（替岗）", v.name(d.Officer)+" (standing in)"))
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(post.Name), ui.Plain(v.holders(post.ID, org.A)), ui.Plain(v.holders(post.ID, org.B)), duty}})
		choose.Options = append(choose.Options, ui.Option{Value: post.ID, Label: post.Name})
	}
	return ui.Section{Title: lang.T("A岗和B岗", "A and B"), Body: ui.Components{t, ui.Disclosure{Summary: lang.T("换人", "Change who holds a post"), Body: ui.Components{v.form("/head/staff/holding", ui.Components{
		choose,
		ui.Field{Name: "rank", Kind: ui.Radios, Inline: true, Label: lang.T("A岗还是B岗", "A or B"), Options: []ui.Option{{Value: "A", Label: lang.T("A岗", "A")}, {Value: "B", Label: lang.T("B岗", "B")}}},
		ui.Field{Name: "holder", Kind: ui.Choice, Width: 20, Label: lang.T("由谁担任", "Held by"), Options: v.staff()},
		ui.Field{Name: "holding_from", Kind: ui.Day, Label: lang.T("从哪天起", "From"), Value: ui.ISO(v.Today)},
		ui.Actions{ui.Button{Label: lang.T("换人", "Change")}},
	})}}}}
}

func (v People) absences() ui.Component {
	t := ui.Table{Caption: lang.T("现在和以后不在岗的", "Away now or later"),
		Columns: []ui.Column{{Name: lang.T("人员", "Officer")}, {Name: lang.T("从", "From")}, {Name: lang.T("到", "Until")}, {Name: lang.T("谁顶上", "Who takes over")}},
		Empty:   ui.Empty{Title: lang.T("没有登记的不在岗", "No absence is planned")}}
	for _, a := range v.Org.Data().Absences {
		o, ok := v.Org.Officer(a.Officer)
		if !ok || o.Unit != v.Unit || a.Until != 0 && a.Until < v.Today {
			continue
		}
		until := ui.Component(ui.Words(lang.T("未定", "open")))
		if a.Until != 0 {
			until = ui.OnDay(a.Until)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(o.Name), ui.OnDay(a.From), until, v.standIns(v.Org.Takeovers(a.Officer, a.From))}})
	}
	return ui.Section{Title: lang.T("不在岗", "Absences"), Body: ui.Components{t, ui.Disclosure{Summary: lang.T("登记不在岗", "Plan an absence"), Body: ui.Components{v.form("/head/staff/absence", ui.Components{
		ui.Field{Name: "officer", Kind: ui.Choice, Width: 20, Label: lang.T("谁", "Who"), Options: v.staff(), Hint: lang.T("只登记日期，不写原因。", "Days only, no reason.")},
		ui.Field{Name: "from", Kind: ui.Day, Label: lang.T("第一天", "First day")},
		ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("最后一天", "Last day"), Optional: true},
		ui.Actions{ui.Button{Label: lang.T("登记", "Plan it")}},
	})}}}}
}

// takeovers says who has the posts of somebody away.
func (v People) takeovers(all []org.Takeover) lang.Text {
	var zh, en []string
	for _, t := range all {
		post, _ := v.Org.Post(t.Post)
		if t.Vacant {
			zh, en = append(zh, post.Name.ZH+"：空缺"), append(en, post.Name.In(lang.EN)+": vacant")
			continue
		}
		zh, en = append(zh, post.Name.ZH+"："+v.name(t.By)), append(en, post.Name.In(lang.EN)+": "+v.name(t.By))
	}
	if len(zh) == 0 {
		return lang.T("没有岗位要顶", "no post to fill")
	}
	return lang.T(strings.Join(zh, "；"), strings.Join(en, "; "))
}

// standIns is the same for a cell, the names apart from the sentence.
func (v People) standIns(all []org.Takeover) ui.Component {
	cell := ui.Components{}
	for _, t := range all {
		post, _ := v.Org.Post(t.Post)
		who := ui.Component(ui.Plain(v.name(t.By)))
		if t.Vacant {
			who = ui.Tag{Label: lang.T("空缺", "vacant"), Tone: ui.Soon}
		}
		cell = append(cell, ui.Words(lang.T(post.Name.ZH+"：", post.Name.In(lang.EN)+": ")), who, ui.Words(lang.T(" ", " ")))
	}
	if len(cell) == 0 {
		return ui.Words(lang.T("没有岗位要顶", "no post to fill"))
	}
	return cell
}

func (v People) delegations() ui.Component {
	t := ui.Table{Caption: lang.T("已授出的审批", "Powers handed down"),
		Columns: []ui.Column{{Name: lang.T("授权给", "To")}, {Name: lang.T("哪些审批", "Which powers")}, {Name: lang.T("期限", "Term")}, {Name: lang.T("文件", "Paper")}, {Name: lang.T("收回", "Take back")}},
		Empty:   ui.Empty{Title: lang.T("没有授出审批", "No power is handed down")}}
	for _, g := range v.Org.Data().Delegations {
		if g.Unit != v.Unit || g.Last < v.Today || g.Withdrawn != 0 {
			continue
		}
		var zh, en []string
		for _, verb := range g.Powers {
			title := access.Verb(verb).Title()
			zh, en = append(zh, title.ZH), append(en, title.In(lang.EN))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(v.name(g.To)), ui.Words(lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))),
			ui.Words(lang.T(ui.ISO(g.First)+"至"+ui.ISO(g.Last), ui.ISO(g.First)+" to "+ui.ISO(g.Last))), ui.Plain(g.Instrument),
			ui.PostButton{Button: ui.Button{Label: lang.T("收回", "Take back"), Look: ui.Secondary}, Action: "/head/staff/delegation/" + g.ID + "/withdraw"}}})
	}
	f := ui.Field{Name: "powers", Kind: ui.Checks, Label: lang.T("授权哪些审批", "Which powers")}
	for _, verb := range powers {
		f.Options = append(f.Options, ui.Option{Value: string(verb), Label: verb.Title()})
	}
	return ui.Section{Title: lang.T("授权他人审批", "Powers handed down"), Body: ui.Components{t, ui.Disclosure{Summary: lang.T("新的授权", "Hand a power down"), Body: ui.Components{v.form("/head/staff/delegation", ui.Components{
		ui.Field{Name: "to", Kind: ui.Choice, Width: 20, Label: lang.T("授权给", "To"), Options: v.staff(), Hint: lang.T("只能是本单位在职人员，不能再转授。", "Somebody of this unit, in office; it cannot be passed on.")},
		f,
		ui.Field{Name: "first", Kind: ui.Day, Label: lang.T("从", "From")},
		ui.Field{Name: "last", Kind: ui.Day, Label: lang.T("到", "Until"), Hint: lang.Format("最长%d天。", "At most %d days.", org.MaxDelegationDays)},
		ui.Field{Name: "instrument", Width: 30, Label: lang.T("书面授权的名称和文号", "Title and number of the written delegation")},
		ui.Actions{ui.Button{Label: lang.T("授权", "Hand down")}},
	})}}}}
}

// Sample is the market bureau's page.
func (People) Sample() People {
	return People{Unit: "market", Org: specimen.Directory(), Today: calendar.Date(2026, time.March, 11), Head: true, Token: "sample"}
}

func (h *Pages) people(r *site.Request) People {
	return People{Unit: r.Actor.Unit, Org: r.Directory(), Today: h.today(), Head: access.May(r.Actor, access.Delegate), Token: site.NewKey()}
}

func (h *Pages) today() calendar.Day { return h.Site.Calendar().DayOf(h.Site.Clock.Now()) }

func (h *Pages) frame(r *site.Request) ui.Page {
	p := r.Page(lang.T("人员与替岗", "Staff and stand-ins"))
	p.Wide = true
	return p
}

func (h *Pages) staff(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, h.frame(r), h.people(r))
}

// done records the changes of a form, or draws it again with what was typed.
func (h *Pages) done(w http.ResponseWriter, r *site.Request, said lang.Text, changes []org.Change, err error) error {
	if err == nil {
		err = h.Staff.Change(r.Context(), r.Actor, changes)
	}
	if err != nil {
		return r.Refused(w, h.frame(r), h.people(r), err)
	}
	return r.Go(w, "/head/staff", said)
}

// sentDay reads a day; a wrong one is named in f at the path.
func sentDay(r *site.Request, f *fault.Fault, path string, optional bool) calendar.Day {
	s := strings.TrimSpace(r.PostForm.Get(path))
	if s == "" && optional {
		return 0
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		f.At(path, lang.T("请填写真实存在的日期。", "Please enter a date that exists."))
		return 0
	}
	return calendar.Date(t.Date())
}

// hold puts an officer on a post and ends what others held of that rank.
func (h *Pages) hold(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	changes, err := h.holding(r)
	return h.done(w, r, lang.T("岗位已经换人。", "The post has changed hands."), changes, err)
}

func (h *Pages) holding(r *site.Request) ([]org.Change, error) {
	f, d := fault.InvalidInput(), r.Directory()
	post, ok := d.Post(r.PostForm.Get("post"))
	if !ok || post.Unit != r.Actor.Unit {
		f.At("post", lang.T("请选择本单位的岗位。", "Please choose a post of your unit."))
	}
	who, ok := d.Officer(r.PostForm.Get("holder"))
	if !ok || who.Unit != r.Actor.Unit || !who.Active(h.today()) {
		f.At("holder", lang.T("请选择本单位在职人员。", "Please choose an officer of your unit, in office."))
	}
	rank := org.Rank(r.PostForm.Get("rank"))
	if rank != org.A && rank != org.B {
		f.At("rank", lang.T("请选择A岗或B岗。", "Please choose A or B."))
	}
	from := sentDay(r, f, "holding_from", false)
	if from != 0 && from < h.today() {
		f.At("holding_from", lang.T("换人不能倒签日期。", "A change of posts cannot be back-dated."))
	}
	if err := f.Or(); err != nil {
		return nil, err
	}
	var changes []org.Change
	for _, old := range d.Data().Holdings {
		if old.Post == post.ID && old.Rank == rank && old.Until == 0 && old.Officer != who.ID {
			old.Until = max(from-1, old.From-1)
			changes = append(changes, org.Change{Kind: org.HoldingChanged, Holding: &old})
		}
	}
	return append(changes, org.Change{Kind: org.HoldingChanged, Holding: &org.Holding{Post: post.ID, Officer: who.ID, Rank: rank, From: from}}), nil
}

// absent plans an absence and says who takes over.
func (h *Pages) absent(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, d := fault.InvalidInput(), r.Directory()
	who, ok := d.Officer(r.PostForm.Get("officer"))
	if !ok || who.Unit != r.Actor.Unit {
		f.At("officer", lang.T("请选择本单位人员。", "Please choose an officer of your unit."))
	}
	a := org.Absence{Officer: who.ID, From: sentDay(r, f, "from", false), Until: sentDay(r, f, "until", true)}
	if err := f.Or(); err != nil {
		return h.done(w, r, lang.Text{}, nil, err)
	}
	change, takeovers, err := d.PlanAbsence(a)
	said := h.people(r).takeovers(takeovers)
	return h.done(w, r, lang.T("已登记。"+said.ZH, "Planned. "+said.EN), []org.Change{change}, err)
}

// delegate hands a power down.
func (h *Pages) delegate(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f := fault.InvalidInput()
	g := org.Delegation{ID: strings.ToLower(site.NewKey()), Unit: r.Actor.Unit, From: r.Actor.ID, To: r.PostForm.Get("to"), Instrument: strings.TrimSpace(r.PostForm.Get("instrument")),
		First: sentDay(r, f, "first", false), Last: sentDay(r, f, "last", false)}
	for _, v := range r.PostForm["powers"] {
		if slices.Contains(powers, access.Verb(v)) {
			g.Powers = append(g.Powers, v)
		}
	}
	if err := f.Or(); err != nil {
		return h.done(w, r, lang.Text{}, nil, err)
	}
	change, err := r.Directory().Delegate(r.Actor.ID, g, h.today())
	return h.done(w, r, lang.T("授权已生效，到期自动失效。", "The power is handed down and ends by itself on its last day."), []org.Change{change}, err)
}

// withdraw takes a power back.
func (h *Pages) withdraw(w http.ResponseWriter, r *site.Request) error {
	g := r.PathValue("delegation")
	for _, d := range r.Directory().Data().Delegations {
		if d.ID == g && d.Unit == r.Actor.Unit {
			change, err := r.Directory().WithdrawDelegation(r.Actor.ID, g, h.today())
			return h.done(w, r, lang.T("授权已收回，今天起无效。", "The power is taken back as of today."), []org.Change{change}, err)
		}
	}
	return fault.Missing()
}
