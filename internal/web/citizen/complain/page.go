package complain

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Case is the reporter's page. It never shows who the reporter is, nor the story again:
// whoever finds the slip with number and code learns neither from it.
type Case struct {
	Number   string
	State    lang.Text
	Says     lang.Text
	Answer   *ui.SummaryList // last answer, nil while there is none
	Acts     []act
	Waited   lang.Text
	Clocks   ui.ClockCards
	Openings []lang.Text // of the identity
	Watched  lang.Text   // of the watch box; zero: it was not opened, or there is none
	Views    int         // of the story

	Protection complaint.Protection
	Talk       []complaint.Said
	Late       ui.Component // which limits of the office have passed; nil: none
	Next       ui.Component // what comes when the time for a word is over; nil: nothing but what Acts offers
	Few        lang.Text    // how many firms fit, where a firm complains
	Gone       bool         // the dialogue was destroyed at the end of its time
	Kept       calendar.Day // last day on which what was entrusted is kept; 0: it has not ended yet
	Record     record
	Alarms     ui.Components // what became of the retaliation button
	Refunds    ui.Components // money to come back, and the question whether the unit may know
	Rating     ui.Components // the way to rate, and what came of a poor rating
	Key        string        // of the message
	day        func(time.Time) lang.Text
}

// View draws it.
func (v Case) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: v.State, Caption: ui.Data(v.Number), Lead: v.Says}}
	if v.Late != nil {
		cs = append(cs, v.Late)
	}
	if v.Answer != nil {
		cs = append(cs, *v.Answer)
	}
	if v.Next != nil {
		cs = append(cs, v.Next)
	}
	if !v.Few.IsZero() {
		cs = append(cs, ui.Notice{Kind: ui.Warning, Text: v.Few})
	}
	cs = append(cs, v.Alarms...)
	cs = append(cs, v.Refunds...)
	if len(v.Acts) > 0 {
		var buttons ui.Actions
		for _, a := range v.Acts {
			look := a.look
			if look == ui.Danger {
				look = ui.Quiet
			}
			if a.verb == "report_retaliation" {
				look = ui.Secondary
			}
			buttons = append(buttons, ui.LinkButton{Label: a.title, Href: "/complaint/say/" + a.verb, Look: look})
		}
		cs = append(cs, ui.Section{Title: lang.T("现在您可以", "What you can do now"), Body: ui.Components{buttons, ui.Text(lang.T("这些话用您的查询码签名，谁也不能替您说。", "Each is signed with your code; nobody can say it for you."))}})
	}
	cs = append(cs, v.Rating...)
	cs = append(cs, ui.Section{Title: lang.T("两个时钟", "Two clocks"), Body: ui.Components{ui.Text(v.Waited), v.Clocks}})
	cs = append(cs, v.sealed(), v.talk())
	return append(cs, ui.Section{Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Record}},
		ui.Actions{ui.LinkButton{Label: lang.T("回执", "Receipt"), Href: "/complaint/receipt", Look: ui.Secondary}, ui.PostButton{Button: ui.Button{Label: lang.T("离开（公用电脑）", "Leave (shared machine)"), Look: ui.Quiet}, Action: "/complaint/leave"}},
		ui.Text(lang.T("三十分钟不动，这一页要重新输入编号和查询码。", "After thirty minutes without use this page asks for number and code again."))).View(p)
}

// sealed says who looked at what was entrusted.
func (v Case) sealed() ui.Component {
	body := ui.Components{}
	switch v.Protection {
	case complaint.Open:
		body = append(body, ui.Text(lang.T("您选了实名公开：承办单位可以知道您是谁。姓名和电话仍然和别人的一样密封，真要告诉单位时，也要登记、由两名保管人打开。", "You chose “open”: the unit may know who you are. Your name and telephone are sealed like everybody's all the same; should the unit be told, two custodians open them, on record.")))
	case complaint.Anonymous:
		body = append(body, ui.Text(lang.T("您选了匿名：没有留下身份，谁也没有什么可以打开。", "You chose anonymous: no identity was left, so there is none to open.")))
	}
	if len(v.Openings) == 0 && v.Protection != complaint.Anonymous {
		body = append(body, ui.Notice{Kind: ui.Success, Text: lang.T("您的身份没有被打开过，也没有人申请打开。", "Your identity was never opened, and nobody has asked to.")})
	}
	for _, o := range v.Openings {
		body = append(body, ui.Notice{Kind: ui.Warning, Text: o})
	}
	if !v.Watched.IsZero() {
		body = append(body, ui.Notice{Kind: ui.Info, Text: v.Watched})
	}
	times := "times"
	if v.Views == 1 {
		times = "time"
	}
	return ui.Section{Title: lang.T("谁看过什么", "Who looked at what"), Body: append(body,
		ui.Text(lang.T(fmt.Sprintf("投诉中心打开过您的原话%d次。每次都写进账本。", v.Views), fmt.Sprintf("The centre opened your words %d %s. Each one stands in the ledger.", v.Views, times))),
		v.kept())}
}

// kept says until when what was entrusted is kept.
func (v Case) kept() ui.Component {
	switch {
	case v.Gone:
		return ui.Text(lang.T("您的原话、身份、附件和消息已经到期销毁。", "Your words, identity, files and messages have been destroyed at the end of their time."))
	case v.Kept == 0:
		return ui.Text(lang.T("保存多久从第一次办结那天算起，到期销毁；办结以后这里写明哪一天。", "How long it is kept counts from the first end; the day stands here then, and it is destroyed after it."))
	}
	return ui.Text(lang.Format("您的原话、身份、附件和消息保存到 %s，过后销毁；重新办理和复查不改这一天。在那以前一直可以对话。", "Your words, identity, files and messages are kept until %s and destroyed after it; reopening and appeals do not move that day. Until then you can write here.", v.Kept))
}

func (v Case) talk() ui.Component {
	if v.Gone {
		return ui.Section{ID: "talk", Title: lang.T("和投诉中心对话", "Talk with the centre"), Body: ui.Components{ui.Text(lang.T("密封的内容已经到期销毁，对话不在了；办理记录还在。", "What was sealed has been destroyed at the end of its time, the dialogue too; the record is there."))}}
	}
	body := ui.Components{ui.Text(lang.T("只有投诉中心和您能看。不要写您的姓名和电话，除非愿意让投诉中心知道。", "Only the centre and you can read it. Leave out your name and telephone unless you want the centre to know."))}
	if len(v.Talk) > 0 {
		var said ui.SummaryList
		for _, m := range v.Talk {
			from := lang.T("投诉中心", "The centre")
			if m.From == "reporter" {
				from = lang.T("您", "You")
			}
			said.Rows = append(said.Rows, ui.SummaryRow{Key: from, Body: words(m.Words), Source: v.day(m.At)})
		}
		body = append(body, said)
	}
	return ui.Section{ID: "talk", Title: lang.T("和投诉中心对话", "Talk with the centre"), Body: append(body, ui.Form{Action: "/complaint/message", Token: v.Key, Body: ui.Components{
		ui.Field{Name: "words", Kind: ui.Area, Rows: 4, Max: mostWords, Label: lang.T("给投诉中心的话", "Your message to the centre")},
		ui.Actions{ui.Button{Label: lang.T("发送", "Send")}},
	}})}
}

func (c *Pages) follow(w http.ResponseWriter, r *site.Request) error {
	if _, err := r.Cookie(cookieName); err != nil {
		return r.Show(w, r.Page(lang.T("查我的投诉", "Follow my complaint")), Enter{})
	}
	o, err := c.open(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	v, err := c.show(r, o)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(pageTitle), v)
}

// show lays the complaint out for its reporter.
func (c *Pages) show(r *site.Request, o opened) (Case, error) {
	cal := c.Site.Calendar()
	now := c.Site.Clock.Now()
	info := o.p.Info(o.c.State)
	v := Case{Number: o.c.Number, State: info.Title, Says: says(o, cal, now), Late: late(o, cal, now), Next: next(o, cal), Acts: c.possible(o), Views: o.f.Views, Protection: o.f.Protection, Kept: o.c.Keep, Key: site.NewKey(),
		day: func(t time.Time) lang.Text { return ui.Data(cal.DayOf(t).String()) }}
	until, over := now, !o.c.IsOpen()
	if over {
		until = o.c.Closed
	}
	from, to := cal.DayOf(o.c.Opened), cal.DayOf(until)
	n, days := limit.Elapsed(cal, from, to), int(to-from)
	v.Waited = lang.T(fmt.Sprintf("您已经等了%d个工作日（%d天）。您的时钟从登记那天起走，从不暂停。", n, days), fmt.Sprintf("You have waited %d working days (%d days). Your clock runs from the day of registration and never pauses.", n, days))
	if over {
		v.Waited = lang.T(fmt.Sprintf("从登记到办结，您等了%d个工作日（%d天）。", n, days), fmt.Sprintf("From registration to the end you waited %d working days (%d days).", n, days))
	}
	for _, name := range []string{"citizen", "unit"} {
		if k, ok := o.c.Clock(name); ok {
			at := now
			if !k.State.Open() && !k.Ended.IsZero() {
				at = k.Ended
			}
			rule, _ := o.p.Rule(name)
			title := rule.Title
			if name == "citizen" && !k.State.Open() && complaint.Unsettled(o.c) {
				title = firstAnswer // it was not the end
			}
			v.Clocks = append(v.Clocks, ui.ClockCard{Name: title, State: k.State, Limit: k.Limit, Used: max(0, k.Limit.N-k.Left(cal, at)), Due: k.Due.Day, Provisional: k.Due.Provisional && k.State.Open(), Basis: k.Basis})
		}
	}
	for _, op := range o.f.Openings {
		v.Openings = append(v.Openings, openingWords(op))
	}
	var err error
	if v.Watched, err = c.watched(r, o); err != nil {
		return v, err
	}
	if v.Talk, err = c.Vault.Dialogue(r.Context(), o.c, o.Key()); fault.KindOf(err) == fault.NotFound {
		v.Gone, err = true, nil
	}
	if err != nil {
		return v, err
	}
	if v.Rating, err = c.said(r, o); err != nil {
		return v, err
	}
	if v.Refunds, err = c.refunds(r, o); err != nil {
		return v, err
	}
	v.Alarms = v.alarms(o.f)
	v.Record, v.Few = c.record(r.Unit, o), fewWords(o.f)
	v.Answer = answerOf(o.c, o.f)
	return v, nil
}

// alarms says what became of each use of the retaliation button.
func (v Case) alarms(f *complaint.File) (all ui.Components) {
	for _, a := range f.Alarms {
		on := v.day(a.At)
		switch {
		case !a.Settled.IsZero():
			var zh, en []string
			for _, s := range a.Steps {
				t := named(complaint.Steps(), s)
				zh, en = append(zh, t.ZH), append(en, t.EN)
			}
			all = append(all, ui.Notice{Kind: ui.Success, Text: lang.T(on.ZH+" 您报告的打击报复已处理："+strings.Join(zh, "；")+"。还有的，再按一次。", "The retaliation you reported on "+on.ZH+" is settled: "+strings.Join(en, "; ")+". If it goes on, press the button again.")})
		case !a.Answered.IsZero():
			all = append(all, ui.Notice{Kind: ui.Info, Text: lang.T(on.ZH+" 您报告的打击报复：投诉中心已回应，正在保护您。", "The retaliation you reported on "+on.ZH+": the centre has answered and is acting to protect you.")})
		default:
			all = append(all, ui.Notice{Kind: ui.Warning, Text: lang.T(on.ZH+" 您报告了打击报复，等投诉中心回应：办公时间内一个小时。", "You reported retaliation on "+on.ZH+"; the centre answers within one office hour.")})
		}
	}
	return all
}

// fewWords tell a firm how easily it could be guessed, and what it chose.
func fewWords(f *complaint.File) lang.Text {
	if !f.Firm || f.Counted == nil || f.Counted.Known && f.Counted.N >= complaint.Few {
		return lang.Text{}
	}
	t := lang.Format("符合描述的企业：%d家，少于%d家，单位可能猜到是您。", "Firms that fit the description: %d, fewer than %d; the unit might guess.", f.Counted.N, complaint.Few)
	if !f.Counted.Known {
		t = lang.T("数不出有几家企业符合描述，按可能被猜到来办。", "Nobody can count how many firms fit; it is handled as if you could be guessed.")
	}
	if among := slices.ContainsFunc(complaint.Offers(), isOption(f.Offer)); among {
		chosen := named(complaint.Offers(), f.Offer)
		t = lang.T(t.ZH+"您选的是："+chosen.ZH+"。", t.EN+" You chose: "+chosen.EN+".")
	}
	return t
}

func openingWords(o complaint.Opening) lang.Text {
	why := named(complaint.OpeningReasons(), o.Reason)
	why.EN = strings.ToLower(why.EN[:min(1, len(why.EN))]) + why.EN[min(1, len(why.EN)):] // inside a sentence
	switch {
	case o.Opened:
		return lang.T(fmt.Sprintf("您的身份被打开过一次，%s，由两名保管人一起打开，因为：%s。", o.On, why.ZH), fmt.Sprintf("Your identity was opened once, on %s, by two custodians together, because %s.", o.On, why.EN))
	case o.Approved != "":
		return lang.T("打开您身份的申请已批准，还没有打开。理由："+why.ZH+"。", "A request to open your identity was approved; it is not opened yet. Reason: "+why.EN+".")
	}
	return lang.T("有人申请打开您的身份，还没有批准。理由："+why.ZH+"。", "Somebody has asked to open your identity; it is not approved. Reason: "+why.EN+".")
}

// answering are the events that answer the complaint in words to its reporter.
func answering(kind string) bool {
	return complaint.Addressed(kind) && kind != "retaliation_answered" && kind != "retaliation_settled"
}

// answerOf is the last answer in full.
func answerOf(c *casework.Case, f *complaint.File) *ui.SummaryList {
	for i := len(c.Events) - 1; i >= 0; i-- {
		e := c.Events[i]
		if !answering(e.Kind) {
			continue
		}
		l := &ui.SummaryList{Title: lang.T("给您的答复", "The answer to you")}
		key := lang.T("结果", "Result")
		if asksBack(e.Kind) && f.Result != complaint.Withdrawn && f.Result != complaint.Unreachable {
			key = lang.T("办理的一方说", "Those who handled it say")
		}
		if f.Result != "" {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: key, Value: named(complaint.Results(), f.Result)})
		}
		if you := youSaid(c, i); !you.IsZero() {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("您说", "You say"), Value: you})
		}
		if r := f.Report; r != nil && e.Kind == "complaint_answered" {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("查的结果", "What was found"), Value: named(complaint.Findings(), r.Finding)})
			var measures ui.Components
			for _, m := range r.Measures {
				measures = append(measures, ui.Text(named(complaint.Measures(), m)))
			}
			if len(measures) > 0 {
				l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("怎么处理的", "What was done"), Body: measures})
			}
		}
		if d := f.NotAccepted; d != nil {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("为什么不受理", "Why it is not accepted"), Value: named(complaint.Declines(), d.Ground)}, ui.SummaryRow{Key: lang.T("可以找谁", "To whom you can turn"), Value: ui.Data(d.Competent)})
		}
		if text := e.Private.Text; text != "" {
			l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("答复的话", "In their words"), Body: words(text)})
		}
		return l
	}
	return nil
}

// record lists every act without a name.
func (c *Pages) record(unit func(string) lang.Text, o opened) (all record) {
	cal := c.Site.Calendar()
	for _, e := range o.c.Events {
		line := entry{Seq: e.Seq, On: cal.DayOf(e.At), Tone: ui.Neutral, What: ui.Data(e.Kind)}
		for _, t := range o.p.Transitions {
			if t.Event == e.Kind {
				line.What = t.Title
			}
		}
		if h, ok := happened[e.Kind]; ok {
			line.What, line.Tone = h.what, h.tone
		}
		if e.Kind == "attempt_refused" {
			line.What, line.Tone = attempted(o.p, e), ui.Shut
		}
		switch e.By.Role {
		case access.Citizen, access.Public:
			if e.Kind == "attempt_refused" {
				line.Who = lang.T("来自网上，不知道是谁", "From the web; it is not known who")
				break
			}
			line.Who = lang.T("您", "You")
		case access.System:
			line.Who = lang.T("系统按期限", "The system, when a limit passed")
		default:
			line.Who = lang.T("工作人员", "Staff")
			if e.By.Unit == c.Centre {
				line.Who = lang.T("投诉中心", "The complaint centre")
			} else if e.By.Unit != "" {
				line.Who = unit(e.By.Unit)
			}
		}
		if complaint.Addressed(e.Kind) && e.Private.Text != "" {
			line.Body = ui.Components{words(e.Private.Text)}
		}
		all = append(all, line)
	}
	return all
}

// attempted says what was refused; a statement without the code's signature above all.
func attempted(p *casework.Procedure, e casework.Event) lang.Text {
	guard, verb, _ := strings.Cut(e.Facts.Code, ":")
	for _, t := range p.Transitions {
		if t.Verb == verb && guard == "signed_by_the_code" {
			return lang.T("没有您的签名想替您“"+t.Title.ZH+"”，被拒绝", "Refused: “"+t.Title.EN+"” in your place, without your signature")
		} else if t.Verb == verb {
			return lang.T("被拒绝的操作：“"+t.Title.ZH+"”", "Refused: “"+t.Title.EN+"”")
		}
	}
	return lang.T("被拒绝的操作", "An act that was refused")
}
