package complain

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/citizen/specimen"
	paper "banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// counter is where staff register a complaint for a person who came, called or wrote: a
// window of the hall, or the desk of the centre.
//
//	type ─▶ check: code handed over, two groups read back ─▶ sealed and registered ─▶ slip to print
//
// What was typed is sealed with the filing and no page here shows it again; the clerk's
// browser is told to forget what it holds. Who was at the counter stands in the event.
type counter struct {
	base string
	home ui.Link
	may  func(*site.Request) bool
	// above: letters of the level above are registered here.
	above bool
}

// heldAtCounter is how long answers wait between two pages where others may sit down.
const heldAtCounter = 30 * time.Minute

var (
	counterTitle = lang.T("登记投诉", "Register a complaint")
	slipTitle    = lang.T("投诉回执", "Receipt of a complaint")
)

// counterRoutes adds the pages of staff.
func (c *Pages) counterRoutes() {
	window := counter{"/window/complain", ui.Link{Name: lang.T("收件", "Receive"), Href: "/window"},
		func(r *site.Request) bool { return r.Actor.Role == access.Clerk }, false}
	desk := counter{"/centre/register", ui.Link{Name: lang.T("投诉中心", "Complaint centre"), Href: "/centre"},
		func(r *site.Request) bool { return r.Actor.Role == access.Supervisor && r.Actor.Unit == c.Centre }, true}
	for _, at := range []counter{window, desk} {
		staff := site.For(access.FileComplaint)
		handle := func(pattern string, need site.Need, h func(counter, http.ResponseWriter, *site.Request) error) {
			c.Site.Handle(pattern, need, func(w http.ResponseWriter, r *site.Request) error {
				if c.Centre == "" || r.Actor.Division != c.Site.Division || !at.may(r) {
					return fault.Missing()
				}
				if err := c.Vault.Ready(); err != nil {
					return err
				}
				return h(at, w, r)
			})
		}
		handle("GET "+at.base, staff, c.atCounter)
		handle("POST "+at.base, staff, c.toldAtCounter)
		handle("POST "+at.base+"/change", staff, c.changeAtCounter)
		handle("POST "+at.base+"/check", staff.WithFiles(), c.fileAtCounter)
	}
}

// askedAtCounter are the inputs of the form at a counter.
var askedAtCounter = append([]string{"channel", "received_on", "forwarded_from", "forwarded_letter", "forwarded_days"}, asked...)

// Register is the form at a counter.
type Register struct {
	At    string // address
	Home  string
	Units []org.Unit
	Held  string
	Above bool // letters of the level above come here
	cal   *calendar.Calendar
	now   time.Time
}

// View draws it.
func (v Register) View(p ui.Page) templ.Component {
	var units []ui.Option
	for _, u := range v.Units {
		units = append(units, ui.Option{Value: u.ID, Label: u.Name})
	}
	form := ui.Form{Action: v.At, Body: ui.Components{
		ui.Field{Name: "channel", Kind: ui.Radios, Value: complaint.AtWindow, Options: options(complaint.Channels()), Label: lang.T("投诉是怎样来的", "How it came")},
		paper.ReceivedOn(p, v.cal, v.now),
		ui.Field{Name: "protection", Kind: ui.Radios, Value: string(complaint.Secret), Options: protections(), Label: lang.T("投诉人要怎样的保护（读给他听，由他选）", "Protection: read it out, the person chooses"), Hint: lang.T("信里没有说的选实名保密，没有署名的选匿名。", "A letter that does not say: secret; one without a name: anonymous.")},
		ui.Field{Name: "story", Kind: ui.Area, Rows: 8, Max: mostWords, Label: lang.T("投诉人说了什么", "What the person said"), Hint: lang.T("照原意记，写完念给投诉人听。提交后立即封存，您也看不回来。", "As it was meant; read it back. Once sent it is sealed and you cannot read it again.")},
		ui.Field{Name: "kind", Kind: ui.Radios, Options: options(complaint.Kinds()), Label: lang.T("最接近哪一类", "Which kind is nearest")},
		ui.Field{Name: "against", Kind: ui.Choice, Optional: true, Options: units, Label: lang.T("投诉哪个单位", "Which unit"), Hint: lang.T("说不清的可以不选。", "Leave it open if it is not clear.")},
		ui.Field{Name: "on", Kind: ui.Date, Optional: true, Label: lang.T("哪天发生的", "On which day")},
		ui.Field{Name: "about", Optional: true, Width: 30, Autocomplete: "off", Label: lang.T("有关的办件编号", "Number of the case it is about"), Hint: lang.T("除非选了实名公开，只放进密封的原话。", "Unless “open” was chosen it goes into the sealed words only.")},
		ui.Fieldset{Legend: lang.T("投诉人是谁（匿名的不要问）", "Who the person is (never ask where anonymous)"), Hint: lang.T("封存起来，页面上以后也不再显示。", "It is sealed, and no page shows it again."), Body: ui.Components{
			ui.Field{Name: "name", Optional: true, Width: 20, Autocomplete: "off", Label: lang.T("姓名或者单位名称", "Name of the person or firm")},
			ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Autocomplete: "off", Label: lang.T("手机号", "Mobile number")},
			ui.Field{Name: "other", Optional: true, Autocomplete: "off", Label: lang.T("还可以怎样联系（寄回执的地址）", "Another way (address for the receipt)")},
			ui.Field{Name: "firm", Kind: ui.Checks, Optional: true, Label: lang.T("企业和店主", "Firms and shop owners"), Options: []ui.Option{{Value: "yes", Label: lang.T("投诉人是企业或者店主", "The person is a firm or a shop owner"), Hint: lang.T("小县城里容易被猜到，下一页请他选怎么办。", "In a small county that is easy to guess; the next page asks what to do.")}}},
			watchFields(lang.T("投诉人要加入报复核对", "The person wants to take part in the retaliation watch")),
		}},
		v.above(),
		ui.Actions{ui.Button{Label: lang.T("下一步：核对、交查询码", "Next: check, hand over the code")}, ui.LinkButton{Label: lang.T("不登记了", "Stop"), Href: v.Home, Look: ui.Quiet}},
	}}
	if v.Held != "" {
		form.Hidden = []ui.Hidden{{Name: "held", Value: v.Held}}
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: counterTitle, Lead: lang.T("来的都登记，不评理、不劝回；没有回执，就不算受理。", "Whoever comes is registered; nobody is judged or talked out of it. Without a receipt it has not been received.")}, form}.View(p)
}

// above asks for the letter of the level above, whose limit is kept beside our own.
func (v Register) above() ui.Component {
	if !v.Above {
		return ui.Components{}
	}
	return ui.Disclosure{Summary: lang.T("上级转来的", "It came from the level above"), Body: ui.Components{
		ui.Field{Name: "forwarded_from", Optional: true, Width: 30, Autocomplete: "off", Label: lang.T("来函机关", "Body whose letter it is")},
		ui.Field{Name: "forwarded_letter", Optional: true, Width: 30, Autocomplete: "off", Label: lang.T("来函编号", "Number of the letter")},
		ui.Field{Name: "forwarded_days", Kind: ui.Digits, Optional: true, Width: 10, Label: lang.T("来函写明的期限（工作日）", "Limit of the letter, in working days"), Hint: lang.T("没有写的，从收到来函起三十个工作日。", "Where it says none: thirty working days from its receipt.")},
	}}
}

// forwarded is the letter with which it came; nil where it came from the person.
func (a answers) forwarded() *complaint.Forwarded {
	if a.get("forwarded_from") == "" {
		return nil
	}
	days, _ := strconv.Atoi(a.get("forwarded_days")) // looked at when it was typed
	return &complaint.Forwarded{From: a.get("forwarded_from"), Letter: a.get("forwarded_letter"), Days: days}
}

// Handover is the page on which the person gets the code, before anything is sent.
type Handover struct {
	At      string
	Channel string
	Rows    []ui.SummaryRow
	Notes   []lang.Text
	Firm    bool
	Code    string
	Held    string
}

// View draws it.
func (v Handover) View(p ui.Page) templ.Component {
	held := []ui.Hidden{{Name: "held", Value: v.Held}}
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("核对并交查询码", "Check, and hand over the code"), Lead: lang.T("还没有提交。念给投诉人听，改到他说对为止。", "Nothing is sent yet. Read it out and change it until the person agrees.")}, ui.SummaryList{Rows: v.Rows}}
	for _, n := range v.Notes {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: n})
	}
	cs = append(cs, ui.PostButton{Button: ui.Button{Label: lang.T("修改上面的内容", "Change what stands above"), Look: ui.Secondary}, Action: v.At + "/change", Hidden: held})
	body := ui.Components{}
	if v.Firm {
		body = append(body, ui.Notice{Kind: ui.Warning, Title: lang.T("小县城里，符合描述的企业可能没有几家", "In a small county few firms may fit the description"), Text: lang.T("单位看到摘要，也可能猜到是谁。请投诉人选择怎么办。", "The unit may guess from the summary who it is. Ask the person what to do.")},
			ui.Field{Name: "offer", Kind: ui.Radios, Options: options(complaint.Offers()), Label: lang.T("怎么办", "What to do")})
	}
	body = append(body, ui.Field{Name: "files", Kind: ui.File, Optional: true, MaxFiles: mostFiles, Label: lang.T("照片和扫描件", "Photos and scans"), Hint: lang.T("来信扫描后放在这里，原件装进信封封口，当天交投诉中心。扫描仪文件夹里的请删掉。", "Scan a letter into here; put the original into a closed envelope and give it to the centre the same day. Delete what lies in the scanner's folder.")},
		codeStrip{Label: lang.T("查询码", "Return code"), Code: v.Code, Note: v.how()})
	if v.Channel == complaint.ByLetter {
		body = append(body, ui.Field{Name: "handed", Kind: ui.Radios, Options: options(complaint.Handed()[1:]), Label: lang.T("查询码怎样交给投诉人", "How the person gets the code"), Hint: lang.T("下一页打印回执和查询码，当天装进信封。", "The next page prints receipt and code; put them into the envelope the same day.")})
	} else {
		body = append(body, ui.Fieldset{Legend: lang.T("请投诉人自己输入，或者读回两组", "The person types two groups, or reads them back"), Body: ui.Components{
			ui.Field{Name: "code_first", Kind: ui.Digits, Width: 10, Autocomplete: "off", Label: lang.T("第一组（5位数字）", "First group (5 digits)")},
			ui.Field{Name: "code_fourth", Kind: ui.Digits, Width: 10, Autocomplete: "off", Label: lang.T("第四组（5位数字）", "Fourth group (5 digits)")},
		}})
	}
	body = append(body, ui.Text(lang.T("提交后原话和身份立即封存，这台电脑上不留，您也看不回来。", "Once sent, words and identity are sealed; nothing stays on this machine and you cannot read them again.")),
		ui.Actions{ui.Button{Label: lang.T("封存并登记", "Seal and register")}})
	return append(cs, ui.Section{ID: "send", Title: lang.T("交查询码，然后登记", "Hand over the code, then register"), Body: ui.Components{ui.Form{Action: v.At + "/check", Multipart: true, Hidden: held, Body: body}}}).View(p)
}

// how says how the code gets to the person.
func (v Handover) how() lang.Text {
	switch v.Channel {
	case complaint.ByTelephone:
		return lang.T("五个数字一组，一组一组念给投诉人记，不要念成一长串。告诉他：我们以后不会打电话要这个码。", "Read it out in groups of five, one group at a time. Tell the person that we never call to ask for it.")
	case complaint.ByLetter:
		return lang.T("下一页打印，和回执一起装进信封；不要抄在别处。", "The next page prints it; it goes into the envelope with the receipt and is noted nowhere else.")
	}
	return lang.T("请投诉人抄下来或者拍下来，下一页还会打印一次。不要替他保管，不要记在别处。", "The person writes it down or takes a picture; the next page prints it once. Do not keep it and note it nowhere.")
}

// blank is the empty form of a counter.
func (c *Pages) blank(at counter, r *site.Request) Register {
	now := c.Site.Clock.Now()
	return Register{At: at.base, Home: at.home.Href, Units: r.Directory().Units(), Above: at.above, cal: c.Site.Calendar(), now: now}
}

func (c *Pages) counterPage(at counter, r *site.Request, title lang.Text) ui.Page {
	p := r.Page(title)
	p.Breadcrumbs = []ui.Link{at.home, {Name: counterTitle}}
	return p
}

func (c *Pages) atCounter(at counter, w http.ResponseWriter, r *site.Request) error {
	p := c.counterPage(at, r, counterTitle)
	if q := r.URL.Query(); q.Get("channel") != "" { // the next of a pile
		p.Form = url.Values{"channel": {q.Get("channel")}, "received_on": {q.Get("received_on")}}
	}
	return r.Show(w, p, c.blank(at, r))
}

// mine opens answers that the same officer typed, until they are registered: then they are
// shut for good.
func (c *Pages) mine(r *site.Request) (a answers, err error) {
	if !c.held.open(asAnswers, r.PostFormValue("held"), &a) || a.By != r.Actor.ID {
		return a, fault.New(fault.Conflict, "page_too_old", lang.T("这一页放得太久，投诉没有登记。", "This page is too old; the complaint was not registered."),
			lang.T("请重新登记。没有保存任何内容。", "Please register it again. Nothing was stored."))
	}
	return a, nil
}

// sealedAlready says whether the answers were registered: then no page shows them any more.
func (c *Pages) sealedAlready(r *site.Request, a answers) (bool, error) {
	_, done, err := c.Site.Engine.Store.Repeated(r.Context(), c.Site.Division, "form", a.Key)
	return done, err
}

func (c *Pages) toldAtCounter(at counter, w http.ResponseWriter, r *site.Request) error {
	v := c.blank(at, r)
	if err := r.ReadForm(); err != nil {
		return r.Refused(w, c.counterPage(at, r, counterTitle), v, err)
	}
	a, err := c.mine(r)
	if err != nil {
		a = begun()
		a.By = r.Actor.ID
	} else {
		v.Held = r.PostFormValue("held")
	}
	a.read(r, askedAtCounter)
	bad := c.sound(a)
	if !slices.ContainsFunc(complaint.Channels(), isOption(a.get("channel"))) {
		bad.At("channel", lang.T("请选择投诉是怎样来的。", "Please choose how it came."))
	}
	if days := a.get("forwarded_days"); days != "" {
		if n, err := strconv.Atoi(days); err != nil || n < 1 || n > 250 {
			bad.At("forwarded_days", lang.T("请填写工作日的天数。", "Please enter a number of working days."))
		}
	}
	if a.get("forwarded_from") == "" && a.get("forwarded_letter")+a.get("forwarded_days") != "" {
		bad.At("forwarded_from", lang.T("请写明是哪个机关来函交办的。", "Please name the body whose letter it is."))
	}
	if _, err := c.received(r, a); err != nil {
		f, _ := fault.As(err)
		bad.Fields = append(bad.Fields, f.Fields...)
	}
	if err := bad.Or(); err != nil {
		return r.Refused(w, c.counterPage(at, r, counterTitle), v, err)
	}
	a.coded()
	return r.Show(w, c.counterPage(at, r, checkTitle), c.handover(at, r, a))
}

// received is the lawful instant of the complaint: now for who stands there or calls.
func (c *Pages) received(r *site.Request, a answers) (time.Time, error) {
	if ch := a.get("channel"); ch != complaint.ByLetter && ch != complaint.OnPaper {
		return time.Time{}, nil
	}
	p, err := c.Site.Engine.Procedure(complaint.Name, 0)
	if err != nil {
		return time.Time{}, err
	}
	t, _ := p.Transition("", "file_complaint")
	return paper.SentReceived(c.Site.Calendar(), &casework.Case{}, t, a.Form, c.Site.Clock.Now())
}

func (c *Pages) handover(at counter, r *site.Request, a answers) Handover {
	v := Handover{At: at.base, Channel: a.get("channel"), Firm: a.get("firm") != "", Code: a.Code, Held: c.held.seal(asAnswers, a, heldAtCounter)}
	v.Rows = append(v.Rows, ui.SummaryRow{Key: lang.T("怎样来的", "How it came"), Value: sentence(complaint.ChannelName(v.Channel))})
	if came, err := c.received(r, a); err == nil && !came.IsZero() {
		v.Rows = append(v.Rows, ui.SummaryRow{Key: lang.T("哪天交来的", "Handed in on"), Value: ui.Data(c.Site.Calendar().DayOf(came).String())})
	}
	if f := a.forwarded(); f != nil && at.above {
		v.Rows = append(v.Rows, ui.SummaryRow{Key: lang.T("上级来函", "Letter from above"), Value: ui.Data(strings.TrimSpace(f.From + " " + f.Letter))})
	}
	rows, notes := c.summary(r, a)
	v.Rows, v.Notes = append(v.Rows, rows...), notes
	return v
}

func (c *Pages) changeAtCounter(at counter, w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	a, err := c.mine(r)
	if err != nil {
		return err
	}
	if done, err := c.sealedAlready(r, a); done || err != nil {
		return shutForGood(err)
	}
	p, v := c.counterPage(at, r, counterTitle), c.blank(at, r)
	p.Form, v.Held = a.Form, r.PostFormValue("held")
	return r.Show(w, p, v)
}

func shutForGood(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "sealed", lang.T("这件投诉已经登记并封存，内容看不回来了。", "This complaint is registered and sealed; it cannot be read here any more."),
		lang.T("要补充的，请投诉人凭编号和查询码发消息，或者另外登记一件。", "To add something the person writes a message with number and code, or it is registered as another one."))
}

// fileAtCounter seals and registers, and answers with the slip.
func (c *Pages) fileAtCounter(at counter, w http.ResponseWriter, r *site.Request) error {
	if err := read(w, r); err != nil {
		return err
	}
	a, err := c.mine(r)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		if done, wrong := c.sealedAlready(r, a); done || wrong != nil {
			return shutForGood(wrong)
		}
		return r.Refused(w, c.counterPage(at, r, checkTitle), c.handover(at, r, a), err)
	}
	bad, handed := fault.InvalidInput(), complaint.ReadBack
	if a.get("channel") == complaint.ByLetter {
		if handed = r.PostFormValue("handed"); !slices.ContainsFunc(complaint.Handed()[1:], isOption(handed)) {
			bad.At("handed", lang.T("请选择查询码怎样交给投诉人。", "Please choose how the person gets the code."))
		}
	} else {
		typedBack(r, a, bad)
	}
	filing := a.filing()
	filing.Handed = handed
	if at.above {
		filing.Forwarded = a.forwarded()
	}
	if a.get("firm") != "" {
		if filing.Offer = r.PostFormValue("offer"); !slices.ContainsFunc(complaint.Offers(), isOption(filing.Offer)) {
			bad.At("offer", lang.T("请选择怎么办。", "Please choose what to do."))
		}
	}
	files, err := sentFiles(r, bad)
	if err != nil {
		return refuse(err)
	}
	came, err := c.received(r, a)
	if err != nil {
		return refuse(err)
	}
	out, err := c.seal(r, a, filing, files, casework.Command{Actor: r.Actor, Effective: came, Open: &casework.Open{Channel: a.get("channel")}})
	if err != nil {
		return refuse(paper.AtReceived(err))
	}
	v, err := c.slip(at, r, a, out)
	if err != nil {
		return err
	}
	site.Forget(w) // what the browser keeps of the pages before
	return r.Show(w, c.counterPage(at, r, slipTitle), v)
}

// Sample is the empty form.
func (Register) Sample() Register {
	cal := calendar.Builtin()
	return Register{At: "/window/complain", Home: "/window", Units: Form{}.Sample().Units, Above: true, cal: cal, now: specimen.Now}
}

// Sample is a call, before it is registered.
func (Handover) Sample() Handover {
	s := Check{}.Sample()
	return Handover{At: "/window/complain", Channel: complaint.ByTelephone, Rows: append([]ui.SummaryRow{{Key: lang.T("怎样来的", "How it came"), Value: complaint.ChannelName(complaint.ByTelephone)}}, s.Rows...), Notes: s.Notes, Code: s.Code, Held: s.Held}
}
