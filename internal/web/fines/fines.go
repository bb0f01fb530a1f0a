// Package fines is the register of fines in the browser.
//
//	/work/registers/fines ─▶ enter ─▶ what others got for equal facts ─▶ entered (an act on the ledger)
//	                      └─ rule ─▶ published
//	/fines: spread, share at the top, waivers and December by unit; small figures hidden
//
// Firms are typed in by credit code and kept as a tag; no page names one. An amount that the
// article does not reach is refused by package fine. Criteria rest on the Administrative Penalty
// Law (law:xcf-33, law:xcf-34), whose text was not read here.
package fines

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/fine"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/internal/web/visits"
)

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Register fine.Register
}

// Routes adds the pages to the site.
func (f *Pages) Routes() {
	s := f.Site
	s.Handle("GET /fines", site.Open, f.public)
	s.Handle("GET /work/registers/fines", site.For(access.ReadRegisters), f.list)
	s.Handle("GET /work/registers/fines/enter", site.For(access.EnterFine), f.ask)
	s.Handle("POST /work/registers/fines/enter", site.For(access.EnterFine), f.enter)
	s.Handle("GET /work/registers/fines/rule", site.For(access.PublishProgramme), f.askRule)
	s.Handle("POST /work/registers/fines/rule", site.For(access.PublishProgramme), f.rule)
}

func (f *Pages) today() calendar.Day { return f.Site.Calendar().DayOf(f.Site.Clock.Now()) }

var listTitle = lang.T("罚款登记", "Fines")

// List is a unit's fines of the year, and its rules.
type List struct {
	Rules  []fine.Rule
	Fines  []fine.Fine // newest first
	Total  int
	Page   int // from 1
	Enter  bool
	Decide bool // publish rules
}

const perPage = 40

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: listTitle, Lead: lang.T("每一笔罚款都对得上公布的裁量基准；同样的情节，罚得要差不多。", "Every fine fits a published rule; equal facts get about the same.")}}
	acts := ui.Actions{}
	if v.Enter {
		acts = append(acts, ui.LinkButton{Label: enterTitle, Href: "/work/registers/fines/enter"})
	}
	if v.Decide {
		acts = append(acts, ui.LinkButton{Label: ruleTitle, Href: "/work/registers/fines/rule", Look: ui.Secondary})
	}
	parts = append(parts, append(acts, ui.LinkButton{Label: lang.T("公众看到的", "As the public sees it"), Href: "/fines", Look: ui.Quiet}))
	name := func(id string) lang.Text {
		for _, r := range v.Rules {
			if r.ID == id {
				return r.Name
			}
		}
		return ui.Data(id)
	}
	t := ui.Table{Caption: lang.T("本单位今年的罚款", "This year's fines"), Total: strconv.Itoa(v.Total), Columns: []ui.Column{{Name: lang.T("文号", "Number")}, {Name: lang.T("日期", "Day")}, {Name: lang.T("违法情形", "Facts")}, {Name: lang.T("金额（元）", "Amount (yuan)"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("今年还没有登记罚款", "No fines this year"), Text: lang.T("登记的罚款排在这里，企业只留代号。", "Fines stand here; of firms only a tag is kept.")}}
	for _, x := range v.Fines {
		amount := ui.Component(ui.Plain(x.Amount.Yuan()))
		if x.Waived {
			amount = ui.Words(lang.T("首违不罚", "waived"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(x.Number), ui.OnDay(x.Day), ui.Words(name(x.Rule)), amount}})
	}
	if v.Page > 1 {
		t.Prev = "/work/registers/fines?page=" + strconv.Itoa(v.Page-1)
	}
	if v.Page*perPage < v.Total {
		t.Next = "/work/registers/fines?page=" + strconv.Itoa(v.Page+1)
	}
	rules := ui.Table{Caption: lang.T("公布的裁量基准", "Published rules"), Columns: []ui.Column{{Name: lang.T("违法情形", "Facts")}, {Name: lang.T("条款", "Article")}, {Name: lang.T("幅度", "Range")}, {Name: lang.T("首违不罚", "Waiver")}},
		Empty: ui.Empty{Title: lang.T("还没有公布裁量基准", "No rule is published"), Text: lang.T("没有公布的，不能登记罚款。", "Without one no fine is entered.")}}
	for _, r := range v.Rules {
		waiver := lang.T("没有", "no")
		if r.Waiver {
			waiver = lang.T("有", "yes")
		}
		rules.Rows = append(rules.Rows, ui.Row{Cells: []ui.Component{ui.Words(r.Name), article(r), ui.Words(r.Says()), ui.Words(waiver)}})
	}
	return append(parts, t, rules).View(p)
}

func article(r fine.Rule) ui.Component {
	if r.Read {
		return ui.Plain(r.Cite())
	}
	return ui.Components{ui.Plain(r.Cite() + " "), ui.Mark{Label: lang.T("示例，未核实", "illustrative, not verified"), Tone: ui.Neutral}}
}

func (f *Pages) own(r *site.Request) ([]fine.Rule, []fine.Rule, error) {
	all, err := f.Register.Rules(r.Context(), f.Site.Division)
	mine := slices.DeleteFunc(fine.Newest(all), func(x fine.Rule) bool { return x.Unit != r.Actor.Unit })
	return all, mine, err
}

func (f *Pages) list(w http.ResponseWriter, r *site.Request) error {
	_, mine, err := f.own(r)
	if err != nil {
		return err
	}
	v := List{Rules: mine, Enter: access.May(r.Actor, access.EnterFine), Decide: access.May(r.Actor, access.PublishProgramme), Page: 1}
	year := f.today().Year()
	if v.Fines, err = f.Register.Fines(r.Context(), f.Site.Division, r.Actor.Unit, calendar.Date(year, 1, 1), calendar.Date(year, 12, 31)); err != nil {
		return err
	}
	slices.Reverse(v.Fines)
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n > 1 {
		v.Page = n
	}
	v.Total = len(v.Fines)
	from := min((v.Page-1)*perPage, v.Total)
	v.Fines = v.Fines[from:min(from+perPage, v.Total)]
	p := r.Page(listTitle)
	p.Wide, p.Back = true, "/work/registers"
	return r.Show(w, p, v)
}

var enterTitle = lang.T("登记罚款", "Enter a fine")

// Enter asks for one fine.
type Enter struct {
	Rules []fine.Rule
}

// View draws it.
func (v Enter) View(p ui.Page) templ.Component {
	rule := ui.Field{Name: "rule", Kind: ui.Radios, Label: lang.T("违法情形", "Facts")}
	factors := ui.Field{Name: "factors", Kind: ui.Checks, Optional: true, Label: lang.T("考虑了哪些情节", "Circumstances that counted")}
	for _, r := range v.Rules {
		rule.Options = append(rule.Options, ui.Option{Value: r.ID, Label: r.Name, Hint: lang.T(r.Cite()+"，"+r.Says().ZH, r.Says().EN)})
		for _, x := range r.Factors {
			if !slices.ContainsFunc(factors.Options, func(o ui.Option) bool { return o.Value == x.ID }) {
				factors.Options = append(factors.Options, ui.Option{Value: x.ID, Label: x.Name})
			}
		}
	}
	if len(v.Rules) == 0 {
		return ui.Components{ui.Heading{Title: enterTitle}, ui.Notice{Kind: ui.Warning, Text: lang.T("本单位还没有公布裁量基准，不能登记罚款。请单位负责人先公布。", "The unit has published no rule; no fine can be entered. The head publishes one first.")}}.View(p)
	}
	body := ui.Components{ui.Field{Name: "number", Width: 30, Label: lang.T("处罚决定书文号", "Number of the written decision")}, ui.Field{Name: "uscc", Kind: ui.IDNumber, Autocomplete: "off", Label: lang.T("统一社会信用代码", "Credit code"), Hint: lang.T("只留代号，不存号码，不公开。", "Only a tag is kept; it is not published.")},
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("哪天决定的", "Day of the decision")}, rule}
	if len(factors.Options) > 0 {
		body = append(body, factors)
	}
	body = append(body, ui.Field{Name: "base", Kind: ui.Yuan, Optional: true, Label: lang.T("货值金额", "Value of the goods"), Suffix: lang.T("元", "yuan"), Hint: lang.T("按倍数罚的才填。", "Only where the rule takes multiples.")},
		ui.Field{Name: "first", Kind: ui.Radios, Inline: true, Label: lang.T("是初次违法吗？", "First offence?"), Options: []ui.Option{{Value: "yes", Label: lang.T("是", "Yes")}, {Value: "no", Label: lang.T("不是", "No")}}},
		ui.Field{Name: "waived", Kind: ui.Checks, Optional: true, Label: lang.T("首违不罚", "Waiver"), Options: []ui.Option{{Value: "yes", Label: lang.T("初次、轻微、已改正，不予处罚", "First, slight and put right: not fined")}}},
		ui.Field{Name: "amount", Kind: ui.Yuan, Optional: true, Label: lang.T("罚款金额", "Amount"), Suffix: lang.T("元", "yuan"), Hint: lang.T("不罚的不用填。", "Leave it empty where it is waived.")},
		ui.Field{Name: "why", Kind: ui.Area, Rows: 2, Max: 300, Optional: true, Label: lang.T("初次违法还要罚的，为什么", "Why a first offence is fined all the same")},
		ui.Actions{ui.Button{Label: lang.T("看同类怎么罚的", "See what others got")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers/fines", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: enterTitle, Lead: lang.T("先看同样情节别的罚了多少，再登记。", "Look first at what equal facts were fined, then enter it.")}, ui.Form{Action: "/work/registers/fines/enter", Body: body}}.View(p)
}

func (f *Pages) page(r *site.Request, title lang.Text) ui.Page {
	p := r.Page(title)
	p.Back = "/work/registers/fines"
	return p
}

func (f *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	_, mine, err := f.own(r)
	if err != nil {
		return err
	}
	return r.Show(w, f.page(r, enterTitle), Enter{mine})
}

// asked are the inputs that go on to the second page.
var asked = []string{"number", "uscc", "day", "rule", "factors", "base", "first", "waived", "amount", "why"}

// Alike is what others got for equal facts, before the fine is entered.
func Alike(x fine.Fine, rule fine.Rule, same []fine.Fine, hidden []ui.Hidden) ui.Confirm {
	least, most := rule.Range(x.Base)
	facts := []ui.SummaryRow{{Key: lang.T("文号", "Number"), Value: ui.Data(x.Number)}, {Key: lang.T("违法情形", "Facts"), Value: rule.Name}, {Key: lang.T("条款", "Article"), Body: article(rule)},
		{Key: lang.T("幅度", "Range"), Value: ui.Data(least.Yuan() + " – " + most.Yuan())}, {Key: lang.T("这次罚", "This fine"), Value: ui.Data(x.Amount.Yuan())}}
	others := lang.T("还没有同样情节的罚款可比。", "There is no fine for equal facts yet.")
	if n := len(same); n > 0 {
		amounts := make([]fee.Fen, 0, n)
		for _, o := range same {
			amounts = append(amounts, o.Amount)
		}
		slices.Sort(amounts)
		low, mid, high := amounts[0].Yuan(), amounts[n/2].Yuan(), amounts[n-1].Yuan()
		others = lang.T("同样情节有"+strconv.Itoa(n)+"件：最少"+low+"元，中间"+mid+"元，最多"+high+"元。", strconv.Itoa(n)+" for equal facts: least "+low+", middle "+mid+", most "+high+" yuan.")
	}
	facts = append(facts, ui.SummaryRow{Key: lang.T("别的怎么罚的", "What others got"), Value: others})
	return ui.Confirm{Question: lang.T("登记这笔罚款吗？", "Enter this fine?"), Effect: lang.T("登记后记入公共账本，不能改；企业只留代号。", "It goes on the ledger and stays; of the firm only a tag is kept."), Facts: facts, Action: "/work/registers/fines/enter", Hidden: hidden, Button: ui.Button{Label: lang.T("登记", "Enter it")}, Back: "/work/registers/fines/enter"}
}

func (f *Pages) enter(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	all, mine, err := f.own(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	x := fine.Fine{Number: get("number"), Unit: r.Actor.Unit, Rule: get("rule"), First: get("first") == "yes", Waived: get("waived") == "yes", Why: get("why")}
	for _, id := range r.PostForm["factors"] {
		if id != "" {
			x.Factors = append(x.Factors, id)
		}
	}
	if code, err := idnum.ParseUSCC(strings.ToUpper(lang.HalfWidth(get("uscc")))); err == nil {
		x.Firm = f.Site.Codes.Party("uscc", code.String())
	}
	if d, err := calendar.ParseDay(get("day")); err == nil {
		x.Day = d
	}
	ok := true
	if s := get("amount"); s != "" {
		x.Amount, ok = fee.ParseFen(s)
	}
	if s := get("base"); s != "" && ok {
		x.Base, ok = fee.ParseFen(s)
	}
	if !ok {
		x.Amount = -1 // no amount that can be read is outside every range
	}
	if x, err = fine.Enter(x, all, f.today()); err != nil {
		return r.Refused(w, f.page(r, enterTitle), Enter{mine}, err)
	}
	if get("_sure") == "yes" {
		if _, err := f.Site.Engine.Record(r.Context(), r.Actor, fine.Entered, x, casework.Private{}); err != nil {
			return r.Refused(w, f.page(r, enterTitle), Enter{mine}, err)
		}
		return r.Go(w, "/work/registers/fines", lang.T("已登记。", "It is entered."))
	}
	fines, err := f.Register.Fines(r.Context(), f.Site.Division, r.Actor.Unit, 0, 0)
	if err != nil {
		return err
	}
	hidden := []ui.Hidden{{Name: "_sure", Value: "yes"}}
	for _, name := range asked {
		for _, s := range r.PostForm[name] {
			hidden = append(hidden, ui.Hidden{Name: name, Value: s})
		}
	}
	i := slices.IndexFunc(mine, func(y fine.Rule) bool { return y.ID == x.Rule })
	return r.Show(w, f.page(r, enterTitle), Alike(x, mine[i], fine.Alike(x, fines), hidden))
}

var ruleTitle = lang.T("公布裁量基准", "Publish a rule of fines")

// RuleForm asks for one rule.
type RuleForm struct{}

// View draws it.
func (RuleForm) View(p ui.Page) templ.Component {
	yuan := lang.T("元", "yuan")
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: ruleTitle, Lead: lang.T("编号和已有的一样，就是出新版本。公布后公众能看到。", "With the id of a rule that exists it becomes its next version. The public sees it.")}, ui.Form{Action: "/work/registers/fines/rule", Body: ui.Components{
		ui.Field{Name: "id", Width: 30, Label: lang.T("编号", "Id"), Hint: lang.T("小写英文字母、数字和短横线。", "Small letters, digits and hyphens.")}, ui.Field{Name: "name", Label: lang.T("违法情形", "Facts")}, ui.Field{Name: "statute", Label: lang.T("法律法规名称", "Statute")}, ui.Field{Name: "article", Width: 20, Label: lang.T("条款", "Article")},
		ui.Field{Name: "least", Kind: ui.Yuan, Optional: true, Label: lang.T("最少罚", "Least"), Suffix: yuan}, ui.Field{Name: "most", Kind: ui.Yuan, Optional: true, Label: lang.T("最多罚", "Most"), Suffix: yuan},
		ui.Field{Name: "low", Width: 10, Optional: true, Label: lang.T("或者货值的最少几倍", "Or least multiple of the value")}, ui.Field{Name: "high", Width: 10, Optional: true, Label: lang.T("最多几倍", "Greatest multiple")},
		ui.Field{Name: "factors", Kind: ui.Area, Rows: 3, Optional: true, Label: lang.T("可以考虑的情节，一行一个", "Circumstances that may count, one a line"), Hint: lang.T("编号 | 说明", "id | words")},
		ui.Field{Name: "waiver", Kind: ui.Checks, Optional: true, Label: lang.T("首违不罚", "Waiver"), Options: []ui.Option{{Value: "yes", Label: lang.T("初次、轻微、已改正的可以不罚", "A first, slight offence put right may go unpunished")}}},
		ui.Field{Name: "read", Kind: ui.Checks, Optional: true, Label: lang.T("核对", "Verification"), Options: []ui.Option{{Value: "yes", Label: lang.T("我核对过原文", "I have read the text")}}},
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 2, Optional: true, Label: lang.T("修改的，为什么", "For a change: why")},
		ui.Actions{ui.Button{Label: lang.T("公布", "Publish")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers/fines", Look: ui.Quiet}}}}, ui.LawRef{ID: "xcf-34"}}.View(p)
}

func (f *Pages) askRule(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, f.page(r, ruleTitle), RuleForm{})
}

func (f *Pages) rule(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	all, _, err := f.own(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	x := fine.Rule{ID: get("id"), Unit: r.Actor.Unit, Name: lang.T(get("name"), ""), Statute: get("statute"), Article: get("article"), Read: get("read") == "yes", Waiver: get("waiver") == "yes", Reason: get("reason")}
	for name, into := range map[string]*fee.Fen{"least": &x.Least, "most": &x.Most} {
		if s := get(name); s != "" {
			n, ok := fee.ParseFen(s)
			if *into = n; !ok {
				*into = -1
			}
		}
	}
	for name, into := range map[string]*int{"low": &x.Low, "high": &x.High} {
		if s := get(name); s != "" {
			n, ok := fee.ParseDecimal(s)
			if *into = int(n / 100_000); !ok || n%100_000 != 0 || n > 1000*1_000_000 {
				*into = -1
			}
		}
	}
	for line := range strings.SplitSeq(r.PostFormValue("factors"), "\n") {
		if id, name, ok := strings.Cut(strings.ReplaceAll(line, "|", "|"), "|"); ok {
			x.Factors = append(x.Factors, fine.Factor{ID: strings.TrimSpace(id), Name: lang.T(strings.TrimSpace(name), "")})
		}
	}
	if x, err = fine.PublishRule(x, all); err == nil {
		_, err = f.Site.Engine.Record(r.Context(), r.Actor, fine.RulePublished, x, casework.Private{})
	}
	if err != nil {
		return r.Refused(w, f.page(r, ruleTitle), RuleForm{}, err)
	}
	return r.Go(w, "/work/registers/fines", lang.T("已公布。", "It is published."))
}

// Public is the measures of fines by unit, for everybody.
type Public struct {
	Year     int
	Measures []fine.Measures
	Hidden   map[string]bool
	Rules    []fine.Rule
	Unit     func(string) lang.Text
}

var publicTitle = lang.T("罚款公示", "Fines in public")

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.Format("%d年各单位", "Units in %d", v.Year), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("罚款件数", "Fines"), Numeric: true}, {Name: lang.T("同样情节差多少", "Spread within equal facts")}, {Name: lang.T("顶格罚的", "At the top")}, {Name: lang.T("首违不罚", "First offences waived")}, {Name: lang.T("十二月罚的", "In December")}},
		Empty: ui.Empty{Title: lang.T("今年还没有登记罚款", "No fines this year"), Text: lang.T("登记以后，各单位的数字排在这里。", "The figures of units will stand here.")}}
	dash := ui.Plain("–")
	share := func(part, of int) ui.Component {
		if visits.Telling(part, of) {
			return dash
		}
		return ui.Plain(ui.Percent(int64(part), int64(of)))
	}
	for _, m := range v.Measures {
		if v.Hidden[m.Unit] {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), ui.Words(lang.T("不公开", "not shown")), dash, dash, dash, dash}})
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(m.Unit)), ui.Plain(strconv.Itoa(m.Entries)), ui.Words(visits.Spread(m, cells.K)), share(m.AtTop, m.Fined), share(m.Waived, m.First), share(m.December, m.Fined)}})
	}
	rules := ui.Table{Caption: lang.T("公布的裁量基准", "Published rules"), Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("违法情形", "Facts")}, {Name: lang.T("条款", "Article")}, {Name: lang.T("幅度", "Range")}},
		Empty: ui.Empty{Title: lang.T("还没有公布裁量基准", "No rule is published"), Text: lang.T("没有公布的，不能罚款。", "Nobody is fined by what is not published.")}}
	for _, r := range v.Rules {
		rules.Rows = append(rules.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Unit(r.Unit)), ui.Words(r.Name), article(r), ui.Words(r.Says())}})
	}
	return ui.Components{ui.Heading{Title: publicTitle, Lead: lang.T("同样的情节，罚得该差不多；数太小的不公开，免得让人猜到是哪家企业。", "Equal facts should be fined about the same. Figures so small that they would tell which firm it is are not shown.")}, t, ui.Text(lang.T("同样情节差多少，算的是变异系数：0就是罚得完全一样，越大差得越多。“–”是数太小或者没有，不公开。", "The spread is the coefficient of variation: 0 is all the same, more is more apart. “–” stands for too few, or none.")), rules, ui.LawRef{ID: "xcf-34"}}.View(p)
}

// shy hides the counts of units that would tell of single firms, and as many others as it takes.
func shy(all []fine.Measures) map[string]bool {
	out := map[string]bool{}
	if len(all) == 0 {
		return out
	}
	t := cells.Table{}
	total, parts := cells.Figure{}, []int{}
	for i, m := range all {
		t.Figures = append(t.Figures, cells.Figure{Value: m.Entries, Largest: m.Largest})
		total.Value += m.Entries
		total.Largest = max(total.Largest, m.Largest)
		parts = append(parts, i)
	}
	t.Figures = append(t.Figures, total)
	t.Sums = []cells.Sum{{Total: len(all), Parts: parts}}
	for i, hidden := range t.Protect()[:len(all)] {
		out[all[i].Unit] = hidden
	}
	return out
}

func (f *Pages) public(w http.ResponseWriter, r *site.Request) error {
	rules, err := f.Register.Rules(r.Context(), f.Site.Division)
	if err != nil {
		return err
	}
	year := f.today().Year()
	fines, err := f.Register.Fines(r.Context(), f.Site.Division, "", calendar.Date(year, 1, 1), calendar.Date(year, 12, 31))
	if err != nil {
		return err
	}
	all := fine.Measure(fines, rules)
	p := r.Page(publicTitle)
	p.Wide = true
	return r.Show(w, p, Public{Year: year, Measures: all, Hidden: shy(all), Rules: fine.Newest(rules), Unit: r.Unit})
}
