package visits

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/visit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var planTitle = lang.T("计划检查企业", "Plan an inspection")

// PlanForm asks for an inspection.
type PlanForm struct {
	Programme *visit.Programme // nil: none is published
	Publish   bool             // whoever asks may publish one
	Near      []visit.Row      // other units' plans for the same firm
	Unit      func(string) lang.Text
	Key       string
}

// View draws it.
func (v PlanForm) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: planTitle, Lead: lang.T("对象、事项、理由先报负责人批准，批准后生成检查码；没有码不能上门。", "Firm, items and reason go to the head first; the approval makes the code. Without it nobody goes.")}}
	if v.Programme == nil {
		n := ui.Notice{Kind: ui.Warning, Title: lang.T("本单位还没有公布今年的检查计划", "The unit has published no programme for this year"), Text: lang.T("没有公布检查事项和次数上限的，不能检查企业。请负责人公布。", "Without published items and a ceiling no firm is inspected. The head of the unit publishes them.")}
		if v.Publish {
			n.Link = &ui.Link{Name: programmeTitle, Href: "/work/registers/programme"}
		}
		return append(parts, n).View(p)
	}
	items := ui.Field{Name: "items", Kind: ui.Checks, Label: lang.T("查哪些事项", "What is inspected"), Hint: lang.T("只有公布过的才能选；到了现场也只能查这些。", "Only what is published; on the premises nothing else.")}
	for _, i := range v.Programme.Items {
		items.Options = append(items.Options, ui.Option{Value: i.ID, Label: i.Name, Hint: i.Looks})
	}
	why := ui.Field{Name: "reason_kind", Kind: ui.Radios, Label: lang.T("检查事由", "Why")}
	for _, r := range visit.Reasons() {
		o := ui.Option{Value: r.ID, Label: sentence(r.Text)}
		if r.Beyond {
			o.Hint = lang.T("不占次数上限（按有关报道登记，原文未核实）。", "Outside the ceiling (by reports of the document; its text was not verified).")
		}
		why.Options = append(why.Options, o)
	}
	body := ui.Components{
		ui.Field{Name: "uscc", Kind: ui.IDNumber, Label: lang.T("统一社会信用代码", "Credit code"), Autocomplete: "off"}, ui.Field{Name: "name", Width: 30, Autocomplete: "off", Label: lang.T("企业名称", "Name of the firm")},
		items, ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("哪天去", "On which day")}, why,
		ui.Field{Name: "draw", Width: 30, Optional: true, Label: lang.T("抽取的名称", "Name of the draw"), Hint: lang.T("双随机的填账本上的抽取名称。", "For a random draw: its name on the ledger.")},
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("报负责人的理由", "The reason, for the head")}}
	if len(v.Near) > 0 {
		join := ui.Field{Name: "joins", Kind: ui.Radios, Optional: true, Label: lang.T("和哪一次合并", "Join which one"), Hint: lang.T("合并就是同一天一起去，对企业只算一次打扰。", "To join is to go together on the same day.")}
		for _, n := range v.Near {
			join.Options = append(join.Options, ui.Option{Value: n.Number, Label: v.Unit(n.Unit), Hint: ui.Data(ui.ISO(n.Day))})
		}
		body = append(body, ui.Fieldset{Legend: lang.T("别的单位三十天内也要去这家企业", "Another unit goes to this firm within thirty days"), Body: ui.Components{join,
			ui.Field{Name: "apart", Kind: ui.Area, Rows: 2, Max: 500, Optional: true, Label: lang.T("不合并的，为什么", "If not, why")}}})
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("报负责人批准", "Put it before the head")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers", Look: ui.Quiet}})
	return append(parts, ui.Text(lang.Format("公布的上限：每家企业一年最多%d次。", "Published ceiling: at most %d visits of a firm in a year.", v.Programme.Most)), ui.Form{Action: "/work/registers/visits/plan", Token: v.Key, Body: body}).View(p)
}

func (v *Pages) planForm(r *site.Request, year int) (PlanForm, error) {
	f := PlanForm{Unit: r.Unit, Key: site.NewKey(), Publish: access.May(r.Actor, access.PublishProgramme)}
	p, ok, err := v.Register.Programme(r.Context(), v.Site.Division, r.Actor.Unit, year)
	if ok {
		f.Programme = &p
	}
	return f, err
}

func (v *Pages) planPage(r *site.Request) ui.Page {
	p := r.Page(planTitle)
	p.Back = "/work/registers"
	return p
}

func (v *Pages) askPlan(w http.ResponseWriter, r *site.Request) error {
	f, err := v.planForm(r, today(v.Site).Year())
	if err != nil {
		return err
	}
	return r.Show(w, v.planPage(r), f)
}

func (v *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	day, wrong := calendar.ParseDay(get("day"))
	if wrong != nil {
		day = 0
	}
	year := today(v.Site).Year()
	if day != 0 {
		year = day.Year()
	}
	form, err := v.planForm(r, year)
	if err != nil {
		return err
	}
	form.Key = get(site.KeyField)
	code := strings.ToUpper(lang.HalfWidth(get("uscc")))
	uscc, bad := idnum.ParseUSCC(code)
	tag := ""
	if bad == nil {
		tag = v.Site.Codes.Party("uscc", uscc.String())
		near, err := v.Register.Visits(r.Context(), v.Site.Division, visit.Filter{Firm: tag, From: day - visit.Near, To: day + visit.Near})
		if err != nil {
			return err
		}
		form.Near = slices.DeleteFunc(near, func(n visit.Row) bool {
			return n.Unit == r.Actor.Unit || n.State != visit.Planned && n.State != visit.Authorised
		})
	}
	out, err := v.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: "plan_visit", Reason: get("reason"), Idem: r.Idem(),
		Input: &visit.PlanInput{Items: r.PostForm["items"], Day: day, Reason: get("reason_kind"), Draw: get("draw"), Joins: get("joins"), Apart: get("apart")},
		Open:  &casework.Open{Procedure: visit.Name, Channel: "window", Party: tag, Series: visit.Series, Person: casework.Person{Name: cut(get("name"), 100), IDKind: "uscc", IDValue: code}}})
	if err != nil {
		return r.Refused(w, v.planPage(r), form, err)
	}
	return r.Go(w, "/work/cases/"+out.Case.ID.String(), lang.T("计划已报负责人，批准后才有检查码。", "The plan is before the head; the code comes with the approval."))
}

var programmeTitle = lang.T("公布年度检查计划", "Publish the yearly programme")

// ProgrammeForm asks for the items and the ceiling of a year.
type ProgrammeForm struct {
	Programme visit.Programme // last version; zero: none
}

// View draws it.
func (v ProgrammeForm) View(p ui.Page) templ.Component {
	x := v.Programme
	most := ""
	if x.Most > 0 {
		most = strconv.Itoa(x.Most)
	}
	body := ui.Components{
		ui.Field{Name: "year", Kind: ui.Digits, Label: lang.T("年度", "Year"), Value: strconv.Itoa(x.Year)},
		ui.Field{Name: "most", Kind: ui.Digits, Label: lang.T("每家企业一年最多几次", "Most visits of a firm in the year"), Value: most, Hint: lang.T("年中只能降，不能升。", "Within the year it goes down and not up.")},
		ui.Field{Name: "items", Kind: ui.Area, Rows: 8, Label: lang.T("检查事项，一行一项", "Items, one a line"), Value: itemLines(x.Items), Hint: lang.T("编号 | 名称 | 可以看什么 | 依据", "id | name | what may be looked at | basis")},
		ui.Field{Name: "basis", Label: lang.T("依据文件", "Document"), Value: x.Document},
	}
	if x.Version > 0 {
		body = append(body, ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Label: lang.T("为什么修改", "Why it is changed")})
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: programmeTitle, Lead: lang.T("没有公布的事项不能查，超过公布次数的不能去。", "What is not published is not inspected, and nobody goes oftener than was published.")},
		ui.Form{Action: "/work/registers/programme", Body: append(body, ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers", Look: ui.Quiet}})}}.View(p)
}

func itemLines(items []visit.Item) string {
	var lines []string
	for _, i := range items {
		lines = append(lines, strings.Join([]string{i.ID, i.Name.ZH, i.Looks.ZH, i.Document}, " | "))
	}
	return strings.Join(lines, "\n")
}

func readItems(s string) (items []visit.Item) {
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "|", "|"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := append(strings.Split(line, "|"), "", "", "", "")
		for i := range cells {
			cells[i] = cut(cells[i], 200)
		}
		items = append(items, visit.Item{ID: cells[0], Name: lang.T(cells[1], ""), Looks: lang.T(cells[2], ""), Document: cells[3]})
	}
	return items
}

func (v *Pages) askProgramme(w http.ResponseWriter, r *site.Request) error {
	year := today(v.Site).Year()
	if n, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && n == year+1 {
		year = n
	}
	x, ok, err := v.Register.Programme(r.Context(), v.Site.Division, r.Actor.Unit, year)
	if err != nil {
		return err
	}
	if !ok {
		x = visit.Programme{Year: year}
	}
	p := r.Page(programmeTitle)
	p.Back = "/work/registers"
	return r.Show(w, p, ProgrammeForm{x})
}

// programme shows the dry run, and publishes what was looked at.
func (v *Pages) programme(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	p := r.Page(programmeTitle)
	p.Back = "/work/registers/programme"
	year, _ := strconv.Atoi(get("year")) // what is no number is refused as a year
	most, _ := strconv.Atoi(get("most"))
	next := visit.Programme{Unit: r.Actor.Unit, Year: year, Most: most, Items: readItems(r.PostFormValue("items")), Document: get("basis"), Reason: get("reason")}
	x, ok, err := v.Register.Programme(r.Context(), v.Site.Division, r.Actor.Unit, year)
	if err != nil {
		return err
	}
	was := &x
	if !ok {
		was = nil
	} else {
		next.Synthetic = x.Synthetic
		for i, item := range next.Items { // the form has no English; what is unchanged keeps it
			if old, same := x.Item(item.ID); same && old.Name.ZH == item.Name.ZH && old.Looks.ZH == item.Looks.ZH {
				next.Items[i] = old
			}
		}
	}
	next, err = visit.Publish(next, was, today(v.Site).Year())
	if err != nil {
		return r.Refused(w, p, ProgrammeForm{visit.Programme{Year: year, Version: next.Version - 1}}, err)
	}
	plan := digest(next)
	if said := get("_plan"); said == plan {
		if _, err := v.Site.Engine.Record(r.Context(), r.Actor, visit.Published, next, casework.Private{}); err != nil {
			return err
		}
		return r.Go(w, "/work/registers", lang.T("已公布，企业和公众现在就能看到。", "It is published; firms and the public see it now."))
	} else if said != "" {
		return r.Refused(w, p, ProgrammeForm{next}, fault.New(fault.Conflict, "plan_moved", lang.T("预演以后有了变化，没有公布。", "Something changed since the dry run; nothing was published."), lang.T("请再预演一次。", "Please make a new dry run.")))
	}
	return r.Show(w, p, ProgrammePlan(next, plan, r.PostForm))
}

func digest(p visit.Programme) string {
	raw, err := json.Marshal(p)
	if err != nil {
		panic("visits: " + err.Error()) // texts and numbers
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// ProgrammePlan is the dry run of a publication.
func ProgrammePlan(next visit.Programme, plan string, form url.Values) ui.Confirm {
	hidden := []ui.Hidden{{Name: "_plan", Value: plan}}
	for _, name := range []string{"year", "most", "items", "basis", "reason"} {
		hidden = append(hidden, ui.Hidden{Name: name, Value: form.Get(name)})
	}
	facts := []ui.SummaryRow{{Key: lang.T("年度", "Year"), Value: ui.Data(strconv.Itoa(next.Year))}, {Key: lang.T("每家最多", "Most for a firm"), Value: lang.Format("%d次", "%d", next.Most)}}
	for _, i := range next.Items {
		facts = append(facts, ui.SummaryRow{Key: i.Name, Value: i.Looks})
	}
	return ui.Confirm{Question: lang.Format("公布第%d版吗？", "Publish version %d?", next.Version), Effect: lang.T("公布后马上公开，记入公共账本；次数上限年中只能降。", "It is public at once and on the public ledger; within the year the ceiling only goes down."), Facts: facts,
		Action: "/work/registers/programme", Hidden: hidden, Button: ui.Button{Label: lang.T("公布", "Publish")}, Back: "/work/registers", Basis: []string{"gbf-54"}}
}
