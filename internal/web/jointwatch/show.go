package jointwatch

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

var title = lang.T("报复核对", "Retaliation watch")

// Line is a watch in the list.
type Line struct {
	ID     string
	Number string
	Now    casework.State
	watch.File
}

// Lead is an alarm that is to be looked into.
type Lead struct {
	ID     string
	Number string
	watch.Alarm
}

// List is the page of the centre.
type List struct {
	Token   string
	Today   calendar.Day
	Watches []Line
	Looks   []Lead
	State   func(casework.State) lang.Text
	Unit    func(string) lang.Text
	Officer func(string) string
}

func monthName(d calendar.Day) lang.Text {
	y, m, _ := d.Date()
	return lang.T(fmt.Sprintf("%d年%d月", y, m), fmt.Sprintf("%s %d", m, y))
}

func (l Line) period() lang.Text {
	a, b := monthName(l.From), monthName(l.Until)
	return lang.T(a.ZH+"到"+b.ZH, a.EN+" to "+b.EN)
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: title, Lead: lang.T("投诉过的企业，过后是不是被查、被罚、被拒得更多？两名保管人离线核对，出来的只有按单位的数。", "Are firms that complained visited, fined or refused more often afterwards? Two custodians count offline; only counts by unit come out.")},
		ui.Notice{Kind: ui.Info, Text: lang.Format("不足%d家的单位只写“太少”。提示只说明值得看一看，不是结论：常被查的时候人才投诉，先看旁边的同类企业。", "A unit with fewer than %d firms says “too few” and nothing else. An alarm is a reason to look and no verdict: people complain when visits are frequent, so look at the matched firms first.", retaliation.LeastFirms)}}
	for _, l := range v.Looks {
		parts = append(parts, v.look(l))
	}
	if i := slices.IndexFunc(v.Watches, func(l Line) bool { return l.Result != nil }); i >= 0 {
		parts = append(parts, answer(lang.T("最近一次的结果", "The last answer"), v.Watches[i], v.Unit, v.Officer))
	}
	t := ui.Table{Caption: lang.T("最近的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("月份", "Months")}, {Name: lang.T("申请人", "Asked by")}, {Name: lang.T("现在", "Now")}},
		Empty: ui.Empty{Title: lang.T("还没有核对过", "There has been no watch yet")}}
	for _, l := range v.Watches {
		t.Rows = append(t.Rows, ui.Row{Href: at + "/" + l.ID, Cells: []ui.Component{ui.Plain(idnum.ShortCase(l.Number)), ui.Words(l.period()), ui.Plain(v.Officer(l.By)), ui.Words(v.State(l.Now))}})
	}
	return append(parts, ui.Section{ID: "watches", Title: lang.T("历次核对", "All watches"), Body: ui.Components{t}}, v.form()).View(p)
}

func (v List) form() ui.Component {
	from := ui.Field{Name: "from", Kind: ui.Choice, Label: lang.T("从哪个月", "First month")}
	until := ui.Field{Name: "until", Kind: ui.Choice, Label: lang.T("到哪个月", "Last month"), Hint: lang.Format("%d到%d个已经过完的月份。同一个月不打开两次；太短了企业不够五家，最好半年以上。", "%d to %d months that are over. No month is opened twice; a short time has too few firms, so half a year or more is best.", watch.LeastMonths, watch.MostMonths)}
	y, m, _ := v.Today.Date()
	for i := 1; i <= 36; i++ {
		d := calendar.Date(y, m-time.Month(i), 1)
		yy, mm, _ := d.Date()
		o := ui.Option{Value: fmt.Sprintf("%04d-%02d", yy, int(mm)), Label: monthName(d)}
		from.Options, until.Options = append(from.Options, o), append(until.Options, o)
	}
	basis := ui.Field{Name: "basis", Kind: ui.Radios, Optional: true, Label: lang.T("依据", "Article"), Hint: lang.T("没有哪一条规定要核对：核对只用自己加入的企业，是内部规则，可以不选。您的理由和哪一条有关，才选它。", "No article orders the watch: it uses firms that take part by their own choice, and is a rule of the house. Leave it open, or name the one your reason rests on.")}
	for _, id := range watch.Bases() {
		b, _ := law.Find(id)
		label := lang.T(b.Cite(lang.ZH), b.Cite(lang.EN))
		if !b.Verified {
			label = lang.T(label.ZH+"（示例，未核实）", label.EN+" (illustrative, not verified)")
		}
		basis.Options = append(basis.Options, ui.Option{Value: id, Label: label})
	}
	return ui.Section{ID: "ask", Title: lang.T("申请一次核对", "Ask for a watch"), Body: ui.Components{ui.Form{Action: at, Token: v.Token, Body: ui.Components{from, until, basis,
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("为什么要核对", "Why")},
		ui.Actions{ui.Button{Label: lang.T("申请", "Ask")}}}}}}
}

// look is one alarm with the form that ends it.
func (v List) look(l Lead) ui.Component {
	options := []ui.Option{}
	for _, o := range watch.Endings() {
		options = append(options, ui.Option{Value: o.ID, Label: o.Text})
	}
	name := v.Unit(l.Row.Unit)
	return ui.Section{ID: "look-" + l.ID, Title: lang.T("要看一看："+name.ZH, "To be looked into: "+name.In(lang.EN)), Body: ui.Components{
		ui.Notice{Kind: ui.Warning, Text: lang.Format("核对 %s 的提示。这是线索，不是结论；先听单位说明。", "An alarm of watch %s. It is a lead and no verdict; hear the unit first.", l.Alarm.Number)},
		table([]watch.Row{l.Row}, v.Unit, lang.T("按单位的数", "Counts by unit")),
		ui.Form{Action: at + "/" + l.ID + "/look", Token: v.Token + l.ID, Body: ui.Components{
			ui.Field{Name: "ending", ID: "ending-" + l.ID, Kind: ui.Radios, Label: lang.T("看的结果", "What was found"), Options: options},
			ui.Field{Name: "reason", ID: "reason-" + l.ID, Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("说明", "In words"), Hint: lang.T("不写企业名称，也不写猜得出是谁的细节。", "No name of a firm, nor what would show it.")},
			ui.Actions{ui.Button{Label: lang.T("登记", "Enter it")}}}}}}
}

// answer is a result with who ran it and when.
func answer(name lang.Text, l Line, unit func(string) lang.Text, officer func(string) string) ui.Component {
	r := l.Result.Result
	rows := []ui.SummaryRow{
		{Key: lang.T("月份", "Months"), Value: l.period()},
		{Key: lang.T("登记册到", "Registers up to"), Value: lang.T(r.AsOf.In(lang.ZH), r.AsOf.In(lang.EN))},
		{Key: lang.T("谁打开的", "Opened by"), Value: ui.Data(r.Custodians[0] + " + " + r.Custodians[1])},
		{Key: lang.T("哪天核对的", "Counted on"), Value: lang.T(r.Counted.In(lang.ZH), r.Counted.In(lang.EN))},
		{Key: lang.T("谁带回来的", "Brought back by"), Value: ui.Data(officer(l.Result.By))},
		{Key: lang.T("哪天带回来的", "Brought back on"), Value: lang.T(l.Result.On.In(lang.ZH), l.Result.On.In(lang.EN))},
	}
	return ui.Section{ID: "answer", Title: name, Body: ui.Components{ui.SummaryList{Rows: rows}, table(r.Rows, unit, lang.T("按单位的数；次数是检查、罚款和被拒绝的申请", "Counts by unit; acts are visits, fines and refused applications"))}}
}

// table has the units with an answer; the others stand below it by name.
func table(rows []watch.Row, unit func(string) lang.Text, caption lang.Text) ui.Component {
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Name: lang.T("单位", "Unit")}, {Name: lang.T("企业", "Firms"), Numeric: true}, {Name: lang.T("以前", "Before"), Numeric: true}, {Name: lang.T("以后", "After"), Numeric: true}, {Name: lang.T("p", "p"), Numeric: true}, {Name: lang.T("翻倍能看出的机会", "Sees a doubling"), Numeric: true}, {Name: lang.T("旁边的同类企业（以后）", "Matched firms (after)")}, {Name: lang.T("提示", "Alarm")}},
		Empty: ui.Empty{Title: lang.Format("每个单位都不足%d家，太少", "Every unit has fewer than %d firms: too few", retaliation.LeastFirms)}}
	few := 0
	for _, r := range rows {
		if r.State == retaliation.TooFew {
			few++
			continue
		}
		power := lang.T("说不出", "not known")
		if r.Power > 0 {
			power = ui.Data(strconv.Itoa(int(r.Power*100+.5)) + "%")
		}
		alarm := lang.T("没有", "no")
		if r.Alarm() {
			alarm = lang.T("看一看", "look")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(unit(r.Unit)), ui.Plain(strconv.Itoa(r.Firms)), ui.Plain(strconv.Itoa(r.Before)), ui.Plain(strconv.Itoa(r.After)), ui.Plain(chance(r.P)), ui.Words(power), ui.Words(besideWords(r.Beside)), ui.Words(alarm)}})
	}
	body := ui.Components{t}
	if few > 0 && few < len(rows) {
		body = append(body, ui.Text(lang.Format("另外%d个单位太少。", "%d more units: too few.", few)))
	}
	return body
}

// chance is a p with three places; what is smaller says so.
func chance(p float64) string {
	if p < .001 {
		return "<0.001"
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

func besideWords(b *retaliation.Beside) lang.Text {
	if b == nil {
		return lang.T("同类企业太少，不比", "too few alike to compare")
	}
	mean := func(n, of int) string { return strconv.FormatFloat(float64(n)/float64(of), 'f', 2, 64) }
	p := chance(b.P)
	return lang.T(fmt.Sprintf("%d家平均%s次，旁边%d家平均%s次，p：%s", b.Firms, mean(b.After, b.Firms), b.Peers, mean(b.PeersAfter, b.Peers), p),
		fmt.Sprintf("%d firms %s each, beside them %d firms %s each, p: %s", b.Firms, mean(b.After, b.Firms), b.Peers, mean(b.PeersAfter, b.Peers), p))
}

// One is the page of one watch.
type One struct {
	Line
	Token   string
	Reason  string
	Info    casework.StateInfo
	Can     []string
	Mine    bool // the reader asked or approved
	Unit    func(string) lang.Text
	Officer func(string) string
}

// View draws it.
func (v One) View(p ui.Page) templ.Component {
	rows := []ui.SummaryRow{{Key: lang.T("月份", "Months"), Value: v.period()}, {Key: lang.T("谁申请的", "Asked by"), Value: ui.Data(v.Officer(v.By))}, {Key: lang.T("为什么", "Why"), Value: ui.Data(v.Reason)}}
	for _, a := range v.Approvals {
		rows = append(rows, ui.SummaryRow{Key: lang.T("批准", "Approved by"), Value: ui.Data(v.Officer(a.By))})
	}
	if v.Opened != 0 {
		rows = append(rows, ui.SummaryRow{Key: lang.T("打开", "Opened"), Value: lang.T(fmt.Sprintf("%s，%d个盒子，取过%d次文件", v.Opened.In(lang.ZH), v.Slips, len(v.Answers)), fmt.Sprintf("%s, %d boxes, the file was fetched %d time(s)", v.Opened.In(lang.EN), v.Slips, len(v.Answers)))})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: v.Info.Title, Caption: ui.Data(idnum.ShortCase(v.Number)), Lead: v.Info.Says}, ui.SummaryList{Rows: rows}}
	if v.Result != nil {
		parts = append(parts, answer(lang.T("结果", "The answer"), v.Line, v.Unit, v.Officer))
	}
	can := func(verb string) bool { return slices.Contains(v.Can, verb) }
	if can("approve_watch") {
		if v.Mine {
			parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("您申请过或者批准过，要由别人批准。", "You asked or approved; somebody else approves.")})
		} else {
			parts = append(parts, v.act("approve_watch", lang.T("批准", "Approve"), ""))
		}
	}
	if can("bring_result") {
		parts = append(parts, ui.Section{ID: "result", Title: lang.T("带回结果", "Bring the answer back"), Body: ui.Components{ui.Form{Action: at + "/" + v.ID + "/result", Token: v.Token + "r", Multipart: true, Body: ui.Components{
			ui.Field{Name: "answer", Kind: ui.File, Label: lang.T("程序写出的结果文件", "The file that the program wrote"), Hint: lang.T("只有数，有签名；改过的不收。", "Counts with a signature; what was altered is refused."), MaxBytes: longestAnswer},
			ui.Actions{ui.Button{Label: lang.T("登记结果", "Enter the answer")}}}}}})
	}
	if can("open_watch") {
		parts = append(parts, v.fetch())
	}
	if can("drop_watch") {
		parts = append(parts, v.act("drop_watch", lang.T("不办了", "Drop it"), ui.Quiet))
	}
	return parts.View(p)
}

// fetch puts the opening on record and gives the file; once more where it was lost on the way.
func (v One) fetch() ui.Component {
	name, press := lang.T("登记打开，取文件", "Open on record, and get the file"), ui.Button{Label: lang.T("登记打开，下载文件", "Put it on record and download")}
	if v.Opened != 0 {
		name, press = lang.T("再取一次文件", "Get the file again"), ui.Button{Label: lang.T("再登记一次，下载文件", "Put it on record again and download"), Look: ui.Secondary}
	}
	return ui.Section{ID: "open", Title: name, Body: ui.Components{
		ui.Text(lang.T("先写进账本，再给文件；这些月份的投诉人在自己的页面上看得到。盒子里有没有企业，谁也看不出来。在不连网的电脑上运行 banjie seal watch，两名保管人先后开锁。", "It goes on the ledger first; those who complained in these months read it on their page. Nobody can tell which boxes hold a firm. Run “banjie seal watch” on a machine without a network; the two custodians unlock one after the other.")),
		ui.PostButton{Button: press, Action: at + "/" + v.ID + "/open"}}}
}

func (v One) act(verb string, name lang.Text, look ui.Look) ui.Component {
	return ui.Section{ID: verb, Title: name, Body: ui.Components{ui.Form{Action: at + "/" + v.ID + "/do/" + verb, Token: v.Token + verb, Body: ui.Components{
		ui.Field{Name: "reason", ID: "reason-" + verb, Kind: ui.Area, Rows: 2, Max: 1000, Label: lang.T("理由", "Reason")},
		ui.Actions{ui.Button{Label: name, Look: look}}}}}}
}

// Sample is a county with one answer and one alarm.
func (List) Sample() List {
	day := func(m time.Month, d int) calendar.Day { return calendar.Date(2026, m, d) }
	rows := []watch.Row{
		{Unit: "fire", State: retaliation.TooFew},
		{Unit: "market", State: retaliation.Look, Firms: 41, Before: 24, After: 52, P: 0.0009, Power: 0.66, Beside: &retaliation.Beside{Firms: 37, After: 44, Peers: 160, PeersAfter: 96, P: 0.0004}},
		{Unit: "hall", State: retaliation.Quiet, Firms: 12, Before: 9, After: 10, P: 0.5, Power: 0.21},
	}
	f := watch.File{From: day(1, 1), Until: day(6, 30), By: "du", Approvals: []watch.Approval{{By: "ju", Head: true}, {By: "zhou"}}, Slips: 96, Opened: day(9, 1), Answers: []string{"00"},
		Result: &watch.Brought{Result: watch.Result{AsOf: day(8, 31), Counted: day(9, 2), Custodians: []string{"custodian-1", "custodian-3"}, Rows: rows}, By: "du", On: day(9, 3)}}
	return List{Token: "sample", Today: day(9, 4), Watches: []Line{{"1", "BW202609010001", watch.Counted, f}}, Looks: []Lead{{"2", "BL202609030001", watch.Alarm{Number: "BW202609010001", Row: rows[1]}}},
		State: func(casework.State) lang.Text { return lang.T("有了结果", "Counted") },
		Unit: func(id string) lang.Text {
			return map[string]lang.Text{"fire": lang.T("县消防救援大队", "Fire brigade"), "market": lang.T("县市场监督管理局", "Market supervision"), "hall": lang.T("县政务服务中心", "Service centre")}[id]
		},
		Officer: func(string) string { return "杜示例" }}
}

// Sample is a watch that waits for its second approval.
func (One) Sample() One {
	l := List{}.Sample()
	v := One{Line: l.Watches[0], Token: "sample", Reason: "例行核对上半年。", Unit: l.Unit, Officer: l.Officer, Can: []string{"open_watch", "bring_result", "drop_watch"},
		Info: watch.Rules{}.Procedure().Info(watch.Opened)}
	v.Now, v.Result = watch.Opened, nil
	return v
}

// GalleryPages are the pages of this package with made-up content.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	approve := One{}.Sample()
	approve.Now, approve.Opened, approve.Approvals, approve.Can, approve.Info = watch.Seconded, 0, approve.Approvals[:1], []string{"approve_watch", "drop_watch"}, watch.Rules{}.Procedure().Info(watch.Seconded)
	return ui.GalleryPages{
		specimen.Page("jointwatch", title, specimen.Supervisor, List{}.Sample(), nil),
		specimen.Page("jointwatch-open", lang.T("报复核对，取文件", "Retaliation watch, the file"), specimen.Supervisor, One{}.Sample(), narrow),
		specimen.Page("jointwatch-approve", lang.T("报复核对，待批准", "Retaliation watch, to be approved"), specimen.Supervisor, approve, narrow),
		specimen.Page("jointwatch-looked", lang.T("报复核对，看过的提示", "Retaliation watch, an alarm that was looked into"), specimen.Supervisor, Looked{}.Sample(), narrow),
	}
}
