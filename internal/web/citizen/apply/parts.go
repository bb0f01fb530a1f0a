package apply

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/web/citizen/find"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// part is one page of the application.
type part struct {
	id      string
	section lang.Text
	title   lang.Text
	hint    lang.Text
	state   ui.TaskState
	form    *catalog.FormPage       // of a form's page
	scene   *catalog.Scenario       // of a situation
	paper   *catalog.NeededMaterial // of a material
}

var (
	inSituation = lang.T("您的情形", "Your situation")
	inApplicant = lang.T("申请人", "Who applies")
	inForm      = lang.T("申请内容", "The application")
	inRoute     = lang.T("办理方式", "The route")
	inPapers    = lang.T("材料", "Documents")
)

// parts are the pages of this application in their order, as the answers so far make them.
func (a *Pages) parts(r *site.Request, k asking) []part {
	d := k.draft
	var ps []part
	add := func(p part) {
		if p.state == "" {
			p.state = ui.TaskOpen
			if d.Done[p.id] {
				p.state = ui.TaskDone
			}
		}
		ps = append(ps, p)
	}
	for i := range k.item.Scenarios {
		s := &k.item.Scenarios[i]
		add(part{id: "situation-" + s.ID, section: inSituation, title: s.Question, scene: s})
	}
	if len(a.usable(r, k.item)) > 0 {
		add(part{id: "who", section: inApplicant, title: lang.T("为自己办还是替人办", "For yourself or for another")})
	}
	add(part{id: "person", section: inApplicant, title: lang.T("姓名和证件", "Name and document")})
	add(part{id: "contact", section: inApplicant, title: lang.T("怎么联系", "How to reach you")})
	pages, err := catalog.Pages(k.item.Form)
	if err == nil { // a published form compiles; the lint saw to it
		for i := range pages {
			add(part{id: "form-" + pages[i].ID, section: inForm, title: pages[i].Title, form: &pages[i]})
		}
	}
	if k.item.Undertaking != nil {
		add(part{id: "undertaking", section: inRoute, title: lang.T("要不要用告知承诺", "Whether to use the undertaking")})
	}
	for _, n := range catalog.NeededMaterials(k.item, d.facts()) {
		p := part{id: "material-" + n.Material.ID, section: inPapers, title: n.Material.Name, paper: &n}
		switch {
		case n.Need == catalog.NotNeeded:
			continue
		case n.Need == catalog.WeFetch:
			p.state, p.hint = ui.TaskSpared, n.Why
		case d.Undertaking == "yes" && slices.Contains(k.item.Undertaking.Covers, n.Material.ID):
			p.state, p.hint = ui.TaskSpared, lang.T("由您的承诺代替。", "Your undertaking stands for it.")
		case d.Later[n.Material.ID]:
			p.hint = lang.T("您选了以后再交。", "You chose to bring it later.")
		}
		add(p)
	}
	return ps
}

// usable are the mandates in force that cover the item.
func (a *Pages) usable(r *site.Request, it catalog.Item) []mandate.Mandate {
	if a.Mandates == nil || r.Actor.For != "" || r.Actor.Role != access.Citizen && r.Actor.Role != access.Agent {
		return nil
	}
	held, err := a.Mandates.MandatesFor(r.Context(), a.Site.Division, r.Actor.ID)
	if err != nil {
		a.Site.Log.ErrorContext(r.Context(), "mandates not read", "error", err)
		return nil
	}
	now := a.Site.Clock.Now()
	return slices.DeleteFunc(held, func(m mandate.Mandate) bool { return m.Permit(access.Receive, it.Code, now) != nil })
}

func open(ps []part) (left []part) {
	for _, p := range ps {
		if p.state == ui.TaskOpen {
			left = append(left, p)
		}
	}
	return left
}

// Start is the page before an application: what it takes, and that no account is needed.
type Start struct {
	Item     catalog.Item
	Unit     lang.Text
	SignedIn bool
	For      string // whom the visitor is acting for, "" for himself
}

// View draws it.
func (v Start) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Caption: v.Unit, Title: v.Item.Name, Lead: lang.T("一页只问一件事，填过的都会保存7天。", "One thing a page. What you enter is kept for 7 days.")}}
	var bring []catalog.NeededMaterial
	for _, n := range catalog.NeededMaterials(v.Item, catalog.Facts{}) {
		if n.Need != catalog.WeFetch && n.Need != catalog.NotNeeded {
			bring = append(bring, n)
		}
	}
	if len(bring) > 0 {
		cs = append(cs, ui.Section{Title: lang.T("手边先准备好", "Have these at hand"), Body: ui.Components{find.Materials(bring)}})
	} else {
		cs = append(cs, ui.Notice{Kind: ui.Success, Text: lang.T("不用准备材料。", "No documents are needed.")})
	}
	if !v.SignedIn {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("不用注册，也不用登录。提交前会给您一个查询码，凭它查进度。登录后可以少填一些，也可以替家人办。", "No account is needed. Before sending you get a return code to follow the case. Signed in you enter less, and can apply for family."),
			Link: &ui.Link{Name: lang.T("先登录", "Sign in first"), Href: "/sign-in?back=/items/" + v.Item.Slug + "/apply"}})
	}
	if v.For != "" {
		cs = append(cs, ui.Notice{Kind: ui.Info, Title: lang.T("您正在替别人办理", "You are acting for another person"), Text: ui.Data(v.For)})
	}
	return append(cs, ui.Form{Action: "/items/" + v.Item.Slug + "/apply", Body: ui.Components{
		ui.Actions{ui.Button{Label: lang.T("开始填写", "Start")}, ui.LinkButton{Label: lang.T("看办事指南", "Read the guide"), Href: "/items/" + v.Item.Slug, Look: ui.Quiet}},
	}}).View(p)
}

// Tasks is the list of parts with what is done and what is left.
type Tasks struct {
	Item  catalog.Item
	List  ui.TaskList
	Ready bool
	Until time.Time // when the draft is forgotten
}

// View draws it.
func (v Tasks) View(p ui.Page) templ.Component {
	base := "/items/" + v.Item.Slug + "/apply"
	actions := ui.Actions{}
	if v.Ready {
		actions = append(actions, ui.LinkButton{Label: lang.T("核对并提交", "Check and send"), Href: base + "/check"})
	}
	actions = append(actions, ui.PostButton{Button: ui.Button{Label: lang.T("不办了，删除填写的内容", "Stop and delete what I entered"), Look: ui.Quiet}, Action: base + "/drop"})
	return ui.Components{
		ui.Heading{Caption: v.Item.Name, Title: lang.T("您的申请", "Your application")},
		v.List, actions,
		ui.Text(lang.T("填写的内容保存到"+p.Instant(v.Until)+"，只在这个浏览器里能接着填；到时没有提交就删除。", "Kept until "+p.Instant(v.Until)+" and open in this browser only; deleted then if not sent.")),
	}.View(p)
}

func taskList(base string, ps []part) (l ui.TaskList) {
	for _, p := range ps {
		n := len(l.Sections)
		if n == 0 || l.Sections[n-1].Title != p.section {
			l.Sections = append(l.Sections, ui.TaskSection{Title: p.section})
			n++
		}
		t := ui.ListedTask{Name: p.title, Hint: p.hint, State: p.state, Href: base + "/" + p.id}
		if p.state == ui.TaskSpared {
			t.Href = ""
		}
		l.Sections[n-1].Tasks = append(l.Sections[n-1].Tasks, t)
	}
	return l
}

func (a *Pages) list(w http.ResponseWriter, r *site.Request) error {
	k, err := a.load(r)
	if err != nil {
		return err
	}
	if !find.Online(k.item) {
		return r.Go(w, "/items/"+k.item.Slug, lang.Text{})
	}
	p := r.Page(k.item.Name)
	if k.id == "" || k.draft.Filed != 0 {
		p.Back = "/items/" + k.item.Slug
		v := Start{Item: k.item, Unit: r.Unit(k.item.Unit), SignedIn: r.Actor.Role != access.Public}
		if r.Actor.For != "" {
			v.For = r.Actor.Name
		}
		return r.Show(w, p, v)
	}
	ps := a.parts(r, k)
	v := Tasks{Item: k.item, List: taskList(k.base, ps), Ready: len(open(ps)) == 0, Until: k.draft.Saved.Add(DraftLife)}
	if k.draft.Version != k.item.Version {
		p.Flash = &ui.Notice{Kind: ui.Info, Text: lang.T("您填写期间，这个事项的办事指南更新了。填过的都还在，请再看一遍。", "The guide of this matter changed while you were filling in. What you entered is kept; please look it over.")}
	}
	return r.Show(w, p, v)
}

// after is the part that comes next once this one is saved.
func after(ps []part, id string) string {
	i := slices.IndexFunc(ps, func(p part) bool { return p.id == id })
	for _, p := range ps[i+1:] {
		if p.state == ui.TaskOpen {
			return "/" + p.id
		}
	}
	if left := open(ps); len(left) > 0 {
		return "/" + left[0].id
	}
	return "/check"
}

func kindOf(id string) (kind, name string) {
	kind, name, _ = strings.Cut(id, "-")
	return kind, name
}

// Sample is the page before an application.
func (Start) Sample() Start {
	return Start{Item: specimen.Item(), Unit: specimen.Unit("market")}
}

// Sample is an application half done.
func (Tasks) Sample() Tasks {
	k := sampleAsking()
	a := &Pages{}
	ps := a.parts(&site.Request{Actor: specimen.Visitor}, k)
	return Tasks{Item: k.item, List: taskList(k.base, ps), Until: specimen.Now.Add(DraftLife)}
}
