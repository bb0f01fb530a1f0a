package survey

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/survey"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

func (s *Pages) office(w http.ResponseWriter, r *site.Request) error {
	all, err := s.Office.Store.Rounds(r.Context(), s.Office.Division)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("调查与回访", "Surveys")), List{Rounds: all, At: "/centre/surveys", Office: true})
}

// parties is how many add a secret value of their own.
const parties = 2

// Announce is the form of a new round.
type Announce struct{}

// View draws it.
func (Announce) View(p ui.Page) templ.Component {
	body := ui.Components{
		ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("问什么、问谁", "What is asked, and whom"), Options: []ui.Option{
			{Value: "call_back.cases", Label: lang.T("密封回访：办结的件", "Sealed call-back: closed cases")},
			{Value: "satisfaction.cases", Label: lang.T("满意度调查：办结的件", "Satisfaction survey: closed cases")},
			{Value: "satisfaction.register", Label: lang.T("满意度调查：名单上的住户和企业（也问没来办过的）", "Satisfaction survey: households and firms of a list, also those who never asked")}}},
		ui.Field{Name: "purpose", Max: 100, Label: lang.T("为什么调查", "What it is for")},
		ui.Field{Name: "from", Kind: ui.Day, Label: lang.T("时段的第一天", "First day of the period")},
		ui.Field{Name: "to", Kind: ui.Day, Label: lang.T("时段的最后一天", "Last day of the period"), Hint: lang.T("要在今天以前。", "Before today.")},
		ui.Field{Name: "list", Kind: ui.Area, Rows: 4, Optional: true, Label: lang.T("名单（只在问住户和企业时填）", "The list, for households and firms"), Hint: lang.T("一行一户，用英文逗号隔成两列：先写household（住户）或者firm（企业），再写联系方式。加密保存，问完即删。", "One line each: household,how to reach or firm,how to reach. Kept sealed, deleted when the round closes.")},
	}
	for _, x := range []struct {
		id         string
		name, hint lang.Text
	}{{"source", lang.T("用哪个将来公布的号码", "Which future public number"), lang.T("例如某天开奖的福利彩票号码。", "For example the lottery numbers of a named day.")}, {"spare", lang.T("备用的号码", "The spare one"), lang.T("至少比上面的晚24小时；有一方没有按时亮出时用。", "At least 24 hours later; used where a party does not reveal in time.")}} {
		body = append(body, ui.Fieldset{Legend: x.name, Body: ui.Components{
			ui.Field{Name: x.id, Max: 100, Label: lang.T("名称", "Name"), Hint: x.hint},
			ui.Field{Name: x.id + "_at", Width: 20, Label: lang.T("公布时间", "When it is published"), Hint: lang.T("写成2026-12-02 21:15。", "As in 2026-12-02 21:15.")},
			ui.Field{Name: x.id + "_count", Width: 4, Label: lang.T("几个数", "How many numbers")}}})
	}
	for i := range parties {
		n := strconv.Itoa(i + 1)
		body = append(body, ui.Fieldset{Legend: lang.T("第"+n+"个参与方", "Party "+n), Body: ui.Components{
			ui.Field{Name: "party" + n, Max: 100, Label: lang.T("名称", "Name"), Hint: lang.T("不是被评单位，例如人大代表联络站、商会。", "Not one of the units judged: the congress, the chamber.")},
			ui.Field{Name: "commitment" + n, Width: 64, Label: lang.T("承诺值", "Commitment"), Hint: lang.T("对方用 banjie draw commit 生成，64位。", "Made by the party with banjie draw commit, 64 characters.")}}})
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("公告一轮调查", "Announce a round"), Lead: lang.T("名单、人数、号码现在就定死，记进账本；号码公布以后抽，不能重抽。", "List, sizes and numbers are fixed now and go to the ledger; the draw follows when the numbers are known, and is never repeated.")},
		ui.Form{Action: "/centre/surveys/new", Body: append(body, ui.Actions{ui.Button{Label: lang.T("公告", "Announce")}})}}.View(p)
}

var announceTitle = lang.T("公告一轮调查", "Announce a round")

// under is a page below the list of rounds; the crumb may be in one language only.
func under(r *site.Request, title, crumb lang.Text) ui.Page {
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("调查与回访", "Surveys"), Href: "/centre/surveys"}, {Name: crumb}}
	return p
}

func (s *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, under(r, announceTitle, announceTitle), Announce{})
}

func (s *Pages) announce(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	plan, err := s.readPlan(r.PostForm)
	if err == nil {
		var round survey.Round
		if round, err = s.Office.Announce(r.Context(), r.Actor, plan); err == nil {
			return r.Go(w, "/centre/surveys/"+round.ID, lang.T("已公告，记进账本。", "Announced, and on the ledger."))
		}
	}
	return r.Refused(w, under(r, announceTitle, announceTitle), Announce{}, err)
}

func (s *Pages) readPlan(f url.Values) (survey.Plan, error) {
	bad := fault.InvalidInput()
	kind, frame, _ := strings.Cut(f.Get("kind"), ".")
	p := survey.Plan{Kind: survey.Kind(kind), Frame: survey.Frame(frame), Purpose: f.Get("purpose"), List: f.Get("list")}
	day := func(name string) calendar.Day {
		text, wrong := ui.ReadDate(f, name)
		d, err := calendar.ParseDay(text)
		if err != nil && wrong.IsZero() {
			wrong = lang.T("请填写真实存在的日期。", "Please enter a date that exists.")
		}
		if !wrong.IsZero() {
			bad.At(name, wrong)
		}
		return d
	}
	p.From, p.To = day("from"), day("to")
	source := func(name string) draw.Source {
		at, err := time.ParseInLocation("2006-01-02 15:04", strings.TrimSpace(f.Get(name+"_at")), s.Site.Calendar().Zone())
		if err != nil {
			bad.At(name+"_at", lang.T("请写成2026-12-02 21:15。", "Please write it as in 2026-12-02 21:15."))
		}
		n, err := strconv.Atoi(strings.TrimSpace(f.Get(name + "_count")))
		if err != nil {
			bad.At(name+"_count", lang.T("请写几个数，例如7。", "Please say how many numbers, for example 7."))
		}
		return draw.Source{At: at.UTC(), Form: draw.Numbers, Count: n, Name: strings.TrimSpace(f.Get(name))}
	}
	p.Source, p.Spare = source("source"), source("spare")
	for i := range parties {
		n := strconv.Itoa(i + 1)
		x := draw.Party{Name: strings.TrimSpace(f.Get("party" + n))}
		if err := x.Commitment.UnmarshalText([]byte(strings.ToLower(strings.TrimSpace(f.Get("commitment" + n))))); err != nil {
			bad.At("commitment"+n, lang.T("请照抄64位的承诺值。", "Please copy the 64 characters of the commitment."))
		}
		p.Parties = append(p.Parties, x)
	}
	return p, bad.Or()
}

// Manage is a round for the office: how far it is, never who is in it.
type Manage struct {
	Round   survey.Round
	Asked   int // of all units together
	Waiting int
	Parties []string
}

// View draws it.
func (v Manage) View(p ui.Page) templ.Component {
	r, at := v.Round, "/centre/surveys/"+v.Round.ID
	mark := stateOf(r)
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: ui.Data(r.Purpose), Caption: kindNames[r.Kind], Tag: &ui.Tag{Label: mark.Label, Tone: mark.Tone}}, Results{Round: r}.rule(p)}
	switch {
	case r.Drawn.IsZero():
		body := ui.Components{ui.Field{Name: "source", Width: 30, Label: ui.Data(r.Source), Hint: lang.T("照公布的次序写，用空格隔开。", "In the order of publication, with spaces between.")}}
		for i, name := range v.Parties {
			body = append(body, ui.Field{Name: "value" + strconv.Itoa(i+1), Width: 64, Optional: true, Label: lang.Format("第%d方亮出的值", "Value revealed by party %d", i+1), Hint: ui.Data(name)})
		}
		body = append(body, ui.Field{Name: "spare", Width: 30, Optional: true, Label: lang.T("备用号码", "Spare numbers")}, ui.Actions{ui.Button{Label: lang.T("抽取", "Draw")}})
		parts = append(parts, ui.Section{Title: lang.T("号码公布以后抽取", "Draw when the numbers are known"), Body: ui.Components{ui.Text(lang.T("各方在号码公布后24小时内亮出自己的值；过期没有亮出的，用备用号码。", "The parties reveal their values within 24 hours of the numbers; after that the spare source takes its place.")), ui.Form{Action: at + "/draw", Body: body}}})
	case r.Closed.IsZero():
		parts = append(parts, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("问完的（各单位合计）", "Done, all units together"), Value: ui.Data(strconv.Itoa(v.Asked) + " ÷ " + strconv.Itoa(v.Asked+v.Waiting))}}},
			ui.Text(lang.T("样本里有谁，谁也列不出来，监督人员和负责人也一样。", "Nobody can list who is in the sample, supervisors and heads included.")),
			ui.Form{Action: at + "/close", Body: ui.Components{ui.Text(lang.T("问完了，或者抽取满14天，可以结束：计数记进账本、公布，能找到人的内容全部删除。", "When everybody was asked, or 14 days after the draw: the counts go to the ledger and are published, and whatever leads to persons is deleted.")), ui.Actions{ui.Button{Label: lang.T("结束并公布", "Close and publish")}}}})
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("公开的页面", "Public page"), Href: "/surveys/" + r.ID, Look: ui.Secondary}}).View(p)
}

func (s *Pages) manage(r *site.Request) (v Manage, err error) {
	if v.Round, err = s.roundOf(r); err != nil {
		return v, err
	}
	raw, _, _, err := s.Office.Store.Draw(r.Context(), s.Office.Division, v.Round.ID)
	if err != nil {
		return v, err
	}
	file, err := draw.ParseFile(raw)
	if err != nil {
		return v, err
	}
	a, err := draw.ParseAnnouncement(file.Announcement)
	if err != nil {
		return v, err
	}
	for _, x := range a.Parties {
		v.Parties = append(v.Parties, x.Name)
	}
	counts, err := s.Office.Store.Counts(r.Context(), s.Office.Division, v.Round.ID)
	for _, c := range counts {
		if c.State == survey.Waiting {
			v.Waiting += c.N
		} else {
			v.Asked += c.N
		}
	}
	return v, err
}

func (s *Pages) round(w http.ResponseWriter, r *site.Request) error {
	v, err := s.manage(r)
	if err != nil {
		return err
	}
	return r.Show(w, under(r, roundTitle(v.Round), ui.Data(v.Round.Purpose)), v)
}

func (s *Pages) drawn(w http.ResponseWriter, r *site.Request) error {
	v, err := s.manage(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	values := survey.Values{Source: r.PostForm.Get("source"), Spare: strings.TrimSpace(r.PostForm.Get("spare")), Parties: map[string]draw.Hash{}}
	bad := fault.InvalidInput()
	for i, name := range v.Parties {
		field := "value" + strconv.Itoa(i+1)
		typed := strings.ToLower(strings.TrimSpace(r.PostForm.Get(field)))
		if typed == "" {
			continue
		}
		var h draw.Hash
		if h.UnmarshalText([]byte(typed)) != nil {
			bad.At(field, lang.T("请照抄64位的值。", "Please copy the 64 characters."))
		}
		values.Parties[name] = h
	}
	if err = bad.Or(); err == nil {
		err = s.Office.Draw(r.Context(), r.Actor, v.Round.ID, values)
	}
	if err != nil {
		return r.Refused(w, under(r, roundTitle(v.Round), ui.Data(v.Round.Purpose)), v, err)
	}
	return r.Go(w, "/centre/surveys/"+v.Round.ID, lang.T("已抽取，可以打电话了。", "Drawn; calls can begin."))
}

func (s *Pages) closed(w http.ResponseWriter, r *site.Request) error {
	v, err := s.manage(r)
	if err != nil {
		return err
	}
	if err := s.Office.Close(r.Context(), r.Actor, v.Round.ID); err != nil {
		return r.Refused(w, under(r, roundTitle(v.Round), ui.Data(v.Round.Purpose)), v, err)
	}
	return r.Go(w, "/surveys/"+v.Round.ID, lang.T("已结束并公布。", "Closed and published."))
}
