// Package visits is the inspection of enterprises in the browser.
//
//	/work/registers ─▶ plan ─▶ /work/cases/{id} (head authorises, code as QR) ─▶ firm scans: /door/{code} ─▶ let in ─▶ rate
//	/work/registers/programme ─▶ dry run ─▶ published: items and ceiling of the year
//	/door: someone is at my door without a code ─▶ a case at the centre, number and code at once
//	/door/mine, /window/door-code: the firm's own code of the year, which no inspector sees
//	/inspections: ceilings and counts by unit, small figures hidden         /centre/registers: measures
//
// The code of an inspection is made of its id and a keyed hash; it is stored nowhere. Whoever
// holds it reads what may be looked at and who comes, and nothing else of the firm. It lets nobody
// in by itself: for that the firm proves itself by its account or its door code (package visit). What is
// lawful is decided by package visit; the rules it rests on are named there (law:zyc-36,
// law:gbf-54, the latter not read). No page has a figure of an inspector.
package visits

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fine"
	"banjie/internal/registers/visit"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Register visit.Register
	Fines    fine.Register // for the measures; nil: none
	Centre   string        // unit to which reports from the door go
	Wall     clock.Clock

	tries, doors pass.Throttle
}

// Routes adds the pages to the site.
func (v *Pages) Routes() {
	v.doors.Most = 6 // from one address in a minute
	s, read := v.Site, site.For(access.ReadRegisters)
	s.Handle("GET /door", site.Open, v.door)
	s.Handle("POST /door", site.Open, v.report)
	s.Handle("GET /door/mine", site.For(access.ListOwnCases), v.mine)
	s.Handle("GET /window/door-code", site.For(access.IssueDoorCode), v.askCode)
	s.Handle("POST /window/door-code", site.For(access.IssueDoorCode), v.issue)
	s.Handle("GET /door/{code}", site.Open, v.scan)
	s.Handle("POST /door/{code}/let-in", site.Open, v.letIn)
	s.Handle("POST /door/{code}/rate", site.Open, v.rate)
	s.Handle("GET /inspections", site.Open, v.public)
	s.Handle("GET /work/registers", read, v.unit)
	s.Handle("GET /work/registers/visits/plan", site.For(access.PlanVisit), v.askPlan)
	s.Handle("POST /work/registers/visits/plan", site.For(access.PlanVisit), v.plan)
	s.Handle("GET /work/registers/programme", site.For(access.PublishProgramme), v.askProgramme)
	s.Handle("POST /work/registers/programme", site.For(access.PublishProgramme), v.programme)
	s.Handle("GET /centre/registers", site.For(access.ViewBoard), v.measures)
}

// Code is what the QR of an inspection carries. It is made of the id alone and of the
// folder's key, so that nothing need be stored and nobody guesses it.
func Code(s *site.Site, id casework.ID) string {
	return id.String() + "-" + s.Codes.Hash("door\x00" + id.String())[:20]
}

// Address is the page that a firm reaches by scanning.
func Address(s *site.Site, id casework.ID) string {
	return strings.TrimSuffix(s.Base, "/") + "/door/" + Code(s, id)
}

// scanned loads the inspection of a code.
func (v *Pages) scanned(r *site.Request) (*casework.Case, error) {
	part, _, _ := strings.Cut(r.PathValue("code"), "-")
	id, err := casework.ParseID(part)
	if err != nil || subtle.ConstantTimeCompare([]byte(Code(v.Site, id)), []byte(r.PathValue("code"))) != 1 {
		return nil, noCode()
	}
	c, _, err := v.Site.Engine.Load(r.Context(), casework.Key{Division: v.Site.Division, ID: id})
	if err == nil && c.Procedure != visit.Name {
		err = noCode()
	}
	return c, err
}

func noCode() error {
	return fault.New(fault.NotFound, "no_such_code", lang.T("这个检查码是假的，或者抄错了。", "This code of inspection is false, or was miscopied."),
		lang.T("没有真的检查码，您可以不让进。请打开本站的“有人没码上门”（/door）报告。", "Without a true code you need not let them in. Open “someone is at my door” (/door) and report it."))
}

func today(s *site.Site) calendar.Day { return s.Calendar().DayOf(s.Clock.Now()) }

func named(of []catalog.Option, id string) lang.Text {
	for _, o := range of {
		if o.ID == id {
			return sentence(o.Text)
		}
	}
	return ui.Data(id)
}

func sentence(t lang.Text) lang.Text {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

func reasonName(id string) lang.Text {
	r, ok := visit.ReasonOf(id)
	if !ok {
		return ui.Data(id)
	}
	return sentence(r.Text)
}

// Seen is what a firm reads when it scans the code.
type Seen struct {
	Code       string
	State      casework.State
	Says       lang.Text
	Unit       lang.Text
	Firm       string
	Inspectors []Inspector
	Items      []visit.Item
	Reason     lang.Text
	Day        calendar.Day
	Ordinal    int // which visit of the unit in the year; 0: beyond the count
	Most       int
	Came       int // visits of all units in the year so far
	Finding    lang.Text
	Words      string // of the record
	Own        string // the firm's own code, once
	Account    bool   // the firm's own account reads it: no door code is asked for
	Fresh      string // code made for the form
	Key        string
}

// Inspector is one of the two who come.
type Inspector struct{ Name, Certificate string }

var scanTitle = lang.T("检查码", "Code of an inspection")

// View draws it.
func (v Seen) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: scanTitle, Caption: v.Unit, Lead: v.Says}}
	switch v.State {
	case visit.Planned:
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("还没有批准，不能检查", "Not approved: no inspection"), Text: lang.T("您可以不让进。", "You need not let them in."), Link: &ui.Link{Name: doorTitle, Href: "/door"}})
	case visit.Cancelled:
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("这次检查已经取消或者过期", "This inspection was cancelled or has lapsed"), Text: lang.T("这个码不能再用，您可以不让进。", "The code is no longer good; you need not let them in."), Link: &ui.Link{Name: doorTitle, Href: "/door"}})
	}
	if v.Own != "" {
		parts = append(parts, ui.Notice{Kind: ui.Success, Title: lang.T("已登记：您让他们进来了", "On record: you let them in")}, ui.CopyCode{Label: lang.T("您的评价码", "Your code for rating"), Code: v.Own, Note: lang.T("检查完以后，再扫一次检查码，凭它评价。只显示这一次，不要给检查人员看。", "When they have gone, scan the code again and rate with it. It is shown this once; do not show it to the inspectors.")})
	}
	who := ui.Components{}
	for _, i := range v.Inspectors {
		who = append(who, ui.Text(ui.Data(i.Name+" · "+i.Certificate)))
	}
	looks := ui.Components{}
	for _, i := range v.Items {
		looks = append(looks, ui.Text(lang.T(i.Name.ZH+"："+i.Looks.ZH, i.Name.In(lang.EN)+": "+i.Looks.In(lang.EN))))
	}
	rows := []ui.SummaryRow{{Key: lang.T("谁来（姓名、执法证号）", "Who comes, and the numbers of their certificates"), Body: who}, {Key: lang.T("可以看什么", "What may be looked at"), Body: looks},
		{Key: lang.T("不能看什么", "What may not"), Value: lang.T("上面没写的都不能查；不得收钱、拉赞助、推销、带走和检查无关的东西。", "Nothing that does not stand above; no money, sponsoring or selling, and nothing is taken that does not belong to it.")},
		{Key: lang.T("为什么来", "Why"), Value: v.Reason}, {Key: lang.T("哪天", "Which day"), Value: ui.Data(p.Day(v.Day))}, {Key: lang.T("今年来了几次", "Visits this year"), Value: v.count()}}
	parts = append(parts, ui.SummaryList{Rows: rows})
	switch v.State {
	case visit.Authorised:
		parts = append(parts, ui.Text(lang.T("请核对来的是不是这两个人、证件号对不对，再让进。", "See that these two have come, with these certificates, before you let them in.")),
			ui.Form{Action: "/door/" + v.Code + "/let-in", Token: v.Key, Hidden: []ui.Hidden{{Name: "own", Value: v.Fresh}}, Body: append(v.door(), ui.Actions{ui.Button{Label: lang.T("人和证件都对，让进", "They are right: let them in")}, ui.LinkButton{Label: lang.T("对不上，有人没码上门", "They are not: report it"), Href: "/door", Look: ui.Danger}})})
	case visit.Recorded:
		parts = append(parts, ui.SummaryList{Title: lang.T("检查结果", "Result"), Rows: []ui.SummaryRow{{Key: lang.T("结果", "Found"), Value: v.Finding}, {Key: lang.T("记录", "Record"), Value: ui.Data(v.Words)}}}, v.form())
	case visit.Closed:
		parts = append(parts, ui.SummaryList{Title: lang.T("检查结果", "Result"), Rows: []ui.SummaryRow{{Key: lang.T("结果", "Found"), Value: v.Finding}}})
	}
	return append(parts, ui.LawRef{ID: "gbf-54"}, ui.LinkButton{Label: lang.T("各单位的检查事项和次数上限", "Items and ceilings of all units"), Href: "/inspections", Look: ui.Quiet}).View(p)
}

func (v Seen) count() lang.Text {
	total := strconv.Itoa(v.Came)
	if v.Ordinal == 0 {
		return lang.T("投诉举报或者事故引起，不占次数；各单位今年一共来过"+total+"次。", "Because of a complaint or an accident, outside the count; all units have come "+total+" times this year.")
	}
	return lang.T("这是这个单位今年的第"+strconv.Itoa(v.Ordinal)+"次，最多"+strconv.Itoa(v.Most)+"次；各单位今年一共来过"+total+"次。", "Visit "+strconv.Itoa(v.Ordinal)+" of at most "+strconv.Itoa(v.Most)+" of this unit in the year; all units have come "+total+" times.")
}

// door asks for the firm's own door code, which no inspector knows.
func (v Seen) door() ui.Components {
	if v.Account {
		return nil
	}
	return ui.Components{ui.Field{Name: "door", Kind: ui.Code, Secret: true, Autocomplete: "off", Label: lang.T("企业的放行码", "The firm's door code"),
		Hint: lang.T("20位数字，每年一个：登录企业账号，在“放行码”页（/door/mine）看，也可以带营业执照到窗口打印。用您自己的手机填，不要给检查人员看。登录着企业账号的不用填。没有的，打投诉中心的电话，由中心回拨企业登记的电话。", "20 digits, a new one each year: in the firm's account at /door/mine, or printed at a window that sees your licence. Enter it on your own telephone and do not show it to the inspectors. Signed in as the firm you need none. With neither, call the centre: it calls back the number registered for the firm.")}}
}

func (v Seen) form() ui.Component {
	stars := ui.Field{Name: "stars", Kind: ui.Radios, Inline: true, Label: lang.T("这次检查怎么样？", "How was it?")}
	for i, t := range []lang.Text{lang.T("很差", "very bad"), lang.T("差", "bad"), lang.T("一般", "fair"), lang.T("好", "good"), lang.T("很好", "very good")} {
		n := strconv.Itoa(i + 1)
		stars.Options = append(stars.Options, ui.Option{Value: n, Label: lang.T(n+" "+t.ZH, n+" "+t.EN)})
	}
	return ui.Section{Title: lang.T("您的说法和评价", "Your side, and your rating"), Body: ui.Components{ui.Form{Action: "/door/" + v.Code + "/rate", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "own", Kind: ui.Code, Secret: true, Label: lang.T("评价码", "Your code"), Hint: lang.T("让进时显示的20位数字；没有的，填企业的放行码。", "The 20 digits shown when you let them in; without them, the firm's door code.")}, stars,
		ui.Field{Name: "announced", Kind: ui.Radios, Inline: true, Label: lang.T("只查了码上写的吗？", "Did they keep to what the code says?"), Options: []ui.Option{{Value: "yes", Label: lang.T("是", "Yes")}, {Value: "no", Label: lang.T("不是，查了别的", "No, they looked at more")}}},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 4, Max: 1000, Optional: true, Label: lang.T("您的说明", "In your words"), Hint: lang.T("和检查记录放在一起。", "It stands beside the record.")},
		ui.Actions{ui.Button{Label: lang.T("提交评价", "Send")}}}}}}
}

// seen makes the page of a code.
func (v *Pages) seen(r *site.Request, c *casework.Case) (Seen, error) {
	f := visit.FileOf(c)
	p, err := v.Site.Engine.Procedure(c.Procedure, c.ProcedureVersion)
	if err != nil {
		return Seen{}, err
	}
	info := p.Info(c.State)
	s := Seen{Code: r.PathValue("code"), State: c.State, Says: info.Says, Unit: r.Unit(c.Unit), Account: r.Actor.ID != "" && r.Actor.Is(c.Party), Reason: reasonName(f.Plan.Reason), Day: f.Plan.Day, Ordinal: f.Plan.Ordinal, Most: f.Plan.Most, Items: f.Plan.Items, Fresh: v.Site.Codes.New(), Key: site.NewKey()}
	rows, err := v.Register.Visits(r.Context(), c.Division, visit.Filter{Firm: c.Party, Year: f.Plan.Day.Year()})
	if err != nil {
		return s, err
	}
	for _, row := range rows {
		if row.Came != 0 {
			s.Came++
		}
	}
	for _, e := range c.Events {
		switch e.Kind {
		case "visit_authorised":
			for _, o := range f.Warrant.Inspectors {
				s.Inspectors = append(s.Inspectors, Inspector{r.Officer(o), e.Private.Notes["certificate."+o]})
			}
		case "visit_recorded":
			s.Words, s.Finding = e.Private.Text, named(visit.Findings(), f.Record.Finding)
		}
	}
	return s, nil
}

func (v *Pages) scan(w http.ResponseWriter, r *site.Request) error {
	c, err := v.scanned(r)
	if err != nil {
		return err
	}
	s, err := v.seen(r, c)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(scanTitle), s)
}

// firm is as whom the firm acts: by its account where that is the firm's, else by what it holds.
func firm(r *site.Request, c *casework.Case) access.Actor {
	if r.Actor.ID != "" && r.Actor.Is(c.Party) {
		return r.Actor
	}
	return access.Actor{ID: access.ByCode, Role: access.Citizen, Division: c.Division, Party: c.Party}
}

func (v *Pages) letIn(w http.ResponseWriter, r *site.Request) error {
	return v.say(w, r, func(own string) casework.Command {
		in := &visit.EntryInput{}
		if len(own) == 20 { // else the hash of nothing would be the firm's code
			in.CodeHash = v.Site.Codes.Hash(own)
		}
		in.Door = ui.ReadCode(r.PostFormValue("door"))
		return casework.Command{Verb: "let_in", Input: in}
	}, func(s *Seen, own string) { s.Own = own })
}

func (v *Pages) rate(w http.ResponseWriter, r *site.Request) error {
	return v.say(w, r, func(own string) casework.Command {
		stars, _ := strconv.Atoi(r.PostFormValue("stars")) // 0 is refused by the procedure
		return casework.Command{Verb: "rate_visit", Reason: cut(r.PostFormValue("words"), 1000), Input: &visit.RatingInput{Stars: stars, Announced: r.PostFormValue("announced") == "yes", CodeHash: v.Site.Codes.Hash(own), Door: own}}
	}, func(*Seen, string) {})
}

// say carries out what the firm says on the page of the code.
func (v *Pages) say(w http.ResponseWriter, r *site.Request, with func(own string) casework.Command, after func(*Seen, string)) error {
	if r.Actor.IsStaff() {
		return fault.New(fault.Forbidden, "only_the_firm", lang.T("只有企业自己能放行、评价。", "Only the firm lets you in, and rates."), lang.T("请让企业用自己的手机扫码；不要代扫、代点。", "Let the firm scan the code with its own telephone; do not press for it."))
	}
	c, err := v.scanned(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	own := ui.ReadCode(r.PostFormValue("own"))
	err = v.tries.Try(r.Request, v.Wall.Now())
	if err == nil {
		cmd := with(own)
		cmd.Actor, cmd.Case, cmd.Idem = firm(r, c), c.ID, r.Idem()
		var out casework.Outcome
		if out, err = v.Site.Engine.Do(r.Context(), cmd); err == nil {
			c = out.Case
		}
	}
	s, wrong := v.seen(r, c)
	if wrong != nil {
		return wrong
	}
	if err != nil {
		return r.Refused(w, r.Page(scanTitle), s, err)
	}
	after(&s, own)
	return r.Show(w, r.Page(scanTitle), s)
}

func cut(s string, most int) string {
	runes := []rune(strings.TrimSpace(s))
	return string(runes[:min(len(runes), most)])
}
