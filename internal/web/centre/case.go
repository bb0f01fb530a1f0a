package centre

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Opened is a complaint at the centre: everything but the reporter's words.
type Opened struct {
	Base   string
	Shared caseview.View
	Acts   act.Panel
	Kind   lang.Text
	Facts  []ui.SummaryRow
	Brief  string // as the unit reads it
	Triage bool   // it waits for being taken up
	Count  bool   // a firm complains: those who fit are to be counted
	Views  int
	Said   int  // messages so far
	Bundle bool // the identity may be taken out for the custodians
	Key    bool // the desk's key is open
	Token  string
	Alarms ui.Components // of the retaliation button
	Lead   string        // where an accountability file may be opened from it; "" where its findings do not say so
}

// View draws it.
func (v Opened) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, caseview.ComplaintHead(v.Shared, v.Kind)}
	parts = append(parts, v.Alarms...)
	if v.Key {
		parts = append(parts, keyOpen())
	}
	parts = append(parts, v.story())
	if v.Count {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("投诉人是企业或者店主", "A firm or a shop owner complains"), Text: lang.T("交办以前先数一数符合描述的有几家；少于五家的，照投诉人的选择办。", "Count the firms that fit before it is dispatched; below five it is handled as the reporter chooses."),
			Body: ui.Components{ui.LinkButton{Label: lang.T("数一数", "Count"), Href: v.Base + "/count", Look: ui.Secondary}}})
	}
	parts = append(parts, v.Acts)
	if v.Bundle {
		parts = append(parts, ui.Section{ID: "identity", Title: lang.T("密封的身份", "The sealed identity"), Body: ui.Components{
			ui.Text(lang.T("打开已经登记。下载的内容仍是密封的，要两名保管人在不联网的程序里一起打开；本系统看不到里面是谁。", "The opening is on record. What is downloaded is still sealed: two custodians open it in the offline program. This system never sees who it is.")),
			ui.PostButton{Action: v.Base + "/identity", Button: ui.Button{Label: lang.T("下载交保管人打开", "Download it for the custodians"), Look: ui.Secondary, Icon: ui.IconFile}}}})
	}
	parts = append(parts, ui.Section{ID: "about", Title: lang.T("这件投诉", "This complaint"), Body: ui.Components{ui.SummaryList{Rows: v.Facts}}}, v.Shared.Limits())
	if v.Brief != "" {
		parts = append(parts, ui.Section{ID: "brief", Title: lang.T("给承办单位的摘要", "The brief for the unit"), Body: ui.Components{ui.Plain(v.Brief)}})
	}
	if v.Lead != "" {
		parts = append(parts, ui.Section{ID: "accountability", Title: lang.T("责任追究", "Accountability"), Body: ui.Components{
			ui.Text(lang.T("调查结果要求启动责任追究。由人开启；案卷只是线索，不写投诉人是谁。", "The findings call for an accountability file. A person opens it; it is a lead, and says nothing of who complained.")),
			ui.Actions{ui.LinkButton{Label: lang.T("开启责任追究案卷", "Open an accountability file"), Href: v.Lead, Look: ui.Secondary}}}})
	}
	return append(parts, v.talk(), v.Shared.Story()).View(p)
}

// story is the way to the words, which stay shut here.
func (v Opened) story() ui.Component {
	label := lang.T("打开原文和对话（会记录并告诉投诉人）", "Open words and messages (on record; the reporter is told)")
	if v.Triage {
		label = lang.T("看原文、写摘要、受理交办（会记录）", "Read it, write the brief, accept and dispatch (on record)")
	}
	return ui.Section{ID: "story", Title: lang.T("投诉原文", "The story"), Body: ui.Components{
		ui.Text(lang.Format("密封着。到现在一共被打开过%d次，每一次投诉人都看得到。", "It is sealed. Times opened so far: %d; the reporter sees each.", v.Views)),
		ui.Actions{ui.LinkButton{Label: label, Href: v.Base + "/story", Look: ui.Secondary}}}}
}

// talk is the form that writes to the reporter; what was said is read with the story.
func (v Opened) talk() ui.Component {
	return ui.Section{ID: "talk", Title: lang.T("给投诉人发消息", "Write to the reporter"), Body: ui.Components{
		ui.Text(lang.Format("已经有%d条消息，密封保存，和原文一起打开。", "%d messages so far; they are sealed and opened with the story.", v.Said)),
		ui.Form{Action: v.Base + "/message", Token: v.Token, Body: ui.Components{
			ui.Field{Name: "message", Kind: ui.Area, Rows: 3, Max: 2000, Label: lang.T("要说的话", "What you want to say"), Hint: lang.T("投诉人凭查询码看得到，别人看不到。", "The reporter reads it with the return code, nobody else.")},
			ui.Actions{ui.Button{Label: lang.T("密封发送", "Seal and send"), Look: ui.Secondary}}}}}}
}

// keyOpen says that the key is open and shuts it at once.
func keyOpen() ui.Component {
	return ui.Notice{Kind: ui.Warning, Title: lang.T("密钥开着", "The desk's key is open"), Text: lang.T("十五分钟不用会自动关上；离开座位请现在关上。", "Unused for fifteen minutes it shuts by itself. Shut it before you leave your seat."),
		Body: ui.Components{ui.PostButton{Action: "/centre/key/close", Button: ui.Button{Label: lang.T("关上密钥", "Shut the key"), Look: ui.Secondary}}}}
}

func input(r *site.Request, k *casework.Case, p *casework.Procedure) caseview.Input {
	return caseview.Input{Case: k, Procedure: p, Calendar: r.Site.Calendar(), Now: r.Site.Clock.Now(), Side: caseview.Official, Base: base(k), Unit: r.Unit, Officer: r.Officer, Files: true}
}

// facts are what a complaint says of itself to everybody who handles it.
func facts(r *site.Request, k *casework.Case) []ui.SummaryRow {
	f := complaint.FileOf(k)
	rows := []ui.SummaryRow{{Key: lang.T("保护方式", "Protection"), Value: option(complaint.Protections(), string(f.Protection))}}
	add := func(key, value lang.Text) {
		if !value.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	if f.Against != "" {
		add(lang.T("被投诉单位", "Unit complained of"), r.Unit(f.Against))
	}
	add(lang.T("有关办件", "Case it is about"), ui.Data(f.About))
	if f.On != 0 {
		add(lang.T("发生的日期", "Day it happened"), lang.T(f.On.In(lang.ZH), f.On.In(lang.EN)))
	}
	if f.Offer != "" {
		add(lang.T("投诉人的选择", "The reporter's choice"), option(append(complaint.Offers(), catalog.Option{ID: complaint.Unchosen, Text: lang.T("没有选择：不单独交给单位", "none: to no unit alone")}), f.Offer))
	}
	if f.Counted != nil {
		add(lang.T("符合描述的企业", "Firms that fit"), countedWords(f))
	}
	if f.Objects > 0 {
		add(lang.T("专题检查", "Theme check"), lang.Format("一起查%d家", "%d objects together", f.Objects))
	}
	if f.Forwarded != nil {
		add(lang.T("上级来函", "Letter from above"), ui.Data(strings.TrimSpace(f.Forwarded.From+" "+f.Forwarded.Letter)))
	}
	if f.Into != nil {
		add(lang.T("并入", "Joined to"), ui.Data(idnum.ShortCase(f.Into.Number)))
	}
	for _, w := range f.Waiting {
		add(lang.T("并入这一件的", "Joined to this one"), ui.Data(idnum.ShortCase(w.Number)))
	}
	add(lang.T("附件", "Attachments"), lang.Format("%d个，密封", "%d, sealed", count(f, seal.File)))
	switch {
	case count(f, seal.Identity) > 0 && f.Protection == complaint.Open:
		add(lang.T("投诉人身份", "Identity"), lang.T("密封；投诉人同意承办单位知道，要用时照样申请、由两名保管人打开", "sealed; the reporter agrees that the unit may know, and it takes a request and two custodians all the same"))
	case count(f, seal.Identity) > 0:
		add(lang.T("投诉人身份", "Identity"), lang.T("密封，两名保管人一起才能打开", "sealed; two custodians open it together"))
	default:
		add(lang.T("投诉人身份", "Identity"), lang.T("没有留下", "not given"))
	}
	if ch := k.Events[0].Facts.Open.Channel; ch != "web" {
		add(lang.T("怎样来的", "How it came"), complaint.ChannelName(ch))
		add(lang.T("查询码", "Return code"), option(complaint.Handed(), f.Handed))
	}
	if k.Keep != 0 {
		add(lang.T("保存到", "Kept until"), lang.Format("%s，过后销毁", "%s, destroyed after it", k.Keep))
	}
	for _, u := range f.To {
		add(lang.T("承办单位", "Unit that looks into it"), r.Unit(u))
	}
	if f.Route == "own" {
		add(lang.T("承办单位", "Unit that looks into it"), lang.T("投诉中心自己", "the centre itself"))
	}
	if said := complaint.LastSaid(k); said != "" {
		add(lang.T("投诉人说", "The reporter says"), map[string]lang.Text{"confirmed": lang.T("解决了", "solved"), "contested": lang.T("没有解决", "not solved"), "unheard": lang.T("没有表态，不算满意", "nothing; not counted as satisfied")}[said])
	}
	if f.Report != nil {
		add(lang.T("调查结论", "Finding"), option(complaint.Findings(), f.Report.Finding))
		add(lang.T("单位报的结果", "Result as the unit reports it"), option(complaint.Results(), f.Report.Result))
		for _, m := range f.Report.Measures {
			add(lang.T("处理措施", "Measure"), option(complaint.Measures(), m))
		}
	}
	return rows
}

func count(f *complaint.File, c seal.Compartment) int {
	n := 0
	for _, b := range f.Boxes {
		if b.Compartment == c {
			n++
		}
	}
	return n
}

// page draws the frame of a complaint's pages.
func page(r *site.Request, k *casework.Case, title lang.Text) ui.Page {
	number := ui.Data(idnum.ShortCase(k.Number))
	if title.IsZero() {
		title = number
	}
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("投诉中心", "Complaint centre"), Href: "/centre"}, {Name: number, Href: base(k)}}
	return p
}

func (c *Pages) opened(r *site.Request, k *casework.Case, proc *casework.Procedure) (ui.Page, Opened) {
	f := complaint.FileOf(k)
	v := Opened{Base: base(k), Shared: caseview.Of(input(r, k, proc)), Kind: option(complaint.Kinds(), f.Kind), Facts: facts(r, k), Brief: caseview.BriefOf(k), Triage: k.State == complaint.Registered, Count: counts(k), Views: f.Views, Said: f.Messages(), Token: site.NewKey(),
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, k, proc, r.Actor, r.Directory()), Back: base(k)}}
	if k.Result == complaint.CouldBeDone || f.Report != nil && (f.Report.Result == complaint.CouldBeDone || slices.Contains(f.Report.Measures, "accountability")) {
		v.Lead = "/centre/accountability/new?source=complaint&number=" + k.Number
	}
	v.Alarms = alarmNotices(r, f)
	n := len(f.Openings)
	v.Bundle = n > 0 && f.Openings[n-1].Opened
	_, v.Key = c.key(r)
	p := page(r, k, lang.Text{})
	p.Wide = true
	p.Breadcrumbs[1].Href = ""
	return p, v
}

// alarmNotices says of each use of the retaliation button how it stands.
func alarmNotices(r *site.Request, f *complaint.File) (all ui.Components) {
	cal := r.Site.Calendar()
	for _, a := range f.Alarms {
		on := cal.DayOf(a.At)
		times := lang.Format("%s 报警", "alarm of %s", on)
		if a.Times > 1 {
			times = lang.Format("%s 报警，共按了%d次", "alarm of %s, pressed %d times", on, a.Times)
		}
		switch {
		case !a.Settled.IsZero():
			all = append(all, ui.Notice{Kind: ui.Info, Title: lang.T("打击报复："+times.ZH, "Retaliation: "+times.EN), Text: lang.T("已处理。", "Settled.")})
		case !a.Answered.IsZero():
			all = append(all, ui.Notice{Kind: ui.Warning, Title: lang.T("打击报复："+times.ZH, "Retaliation: "+times.EN), Text: lang.T("已回应。五个工作日内登记做了什么保护；需要知道他是谁的，申请打开身份（理由：需要保护）。", "Answered. Enter within five working days what was done; to learn who it is, ask for the opening (reason: must be protected).")})
		default:
			all = append(all, ui.Notice{Kind: ui.Warning, Title: lang.T("打击报复："+times.ZH+"，等您回应", "Retaliation: "+times.EN+", waiting for your answer"), Text: lang.T("一个工作小时内由人回应。投诉人写了什么，在对话里。", "A person answers within one office hour. What the reporter wrote is in the dialogue.")})
		}
	}
	return all
}

func (c *Pages) open(w http.ResponseWriter, r *site.Request) error {
	k, proc, err := c.complaint(r)
	if err != nil {
		return err
	}
	p, v := c.opened(r, k, proc)
	return r.Show(w, p, v)
}

func (c *Pages) clock(w http.ResponseWriter, r *site.Request) error {
	k, proc, err := c.complaint(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("format") == "text" {
		text, err := caseview.ExplainText(input(r, k, proc), r.PathValue("name"), r.Lang)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = w.Write([]byte(text))
		return err
	}
	v, err := caseview.Explain(input(r, k, proc), r.PathValue("name"))
	if err != nil {
		return err
	}
	p := page(r, k, v.Title)
	return r.Show(w, p, v)
}

// evidence sends a file of the inquiry; sealed boxes are not among them.
func (c *Pages) evidence(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	for _, f := range caseview.Files(caseview.ForUnit(k)) {
		if f.Hash == r.PathValue("hash") {
			c.looked(r, k, "file")
			return r.SendFile(w, f)
		}
	}
	return fault.Missing()
}

func (c *Pages) looked(r *site.Request, k *casework.Case, what string) {
	if c.Site.Reads != nil {
		c.Site.Reads.Read(r.Actor, k.Key, what, c.Site.Clock.Now())
	}
}

func (c *Pages) message(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	k, proc, err := c.complaint(r)
	if err != nil {
		return err
	}
	words := strings.TrimSpace(r.PostForm.Get("message"))
	if words == "" || len([]rune(words)) > 2000 {
		p, v := c.opened(r, k, proc)
		return r.Refused(w, p, v, fault.InvalidInput().At("message", lang.T("请写下要说的话，不超过2000字。", "Please write what you want to say, at most 2,000 characters.")).Or())
	}
	in, err := c.Vault.Message(r.Context(), k, words)
	if err == nil {
		_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: "send_message", Input: in, Expect: k.Version, Idem: r.Idem()})
	}
	if err != nil {
		p, v := c.opened(r, k, proc)
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, base(k), lang.T("消息已密封发送。", "The message was sealed and sent."))
}

// identity hands out the sealed bundle, after its opening stands on the ledger.
func (c *Pages) identity(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(k.Events, func(e casework.Event) bool { return e.Kind == "identity_opened" }) {
		return fault.Missing()
	}
	bundle, err := c.Vault.Bundle(r.Context(), k)
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(bundle, "", "  ")
	if err != nil {
		return err
	}
	c.looked(r, k, "identity bundle")
	download(w, "opening-"+k.Number+".json", "application/json", raw)
	return nil
}

// download sends bytes to be saved, never to be shown by this site.
func download(w http.ResponseWriter, name, kind string, raw []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(raw)))
	_, _ = w.Write(raw) // who went away gets nothing more
}
