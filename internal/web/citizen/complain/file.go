package complain

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/seal"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Limits of the answers, said on the page.
const (
	mostWords = 3000
	mostLine  = 100
	heldFor   = 12 * time.Hour // between two pages
	asAnswers = "answers"
)

// answers are what was typed so far. They stand in the page and nowhere else.
type answers struct {
	Form  url.Values
	Key   string // makes the filing count once
	By    string // of the staff who type it; "": the reporter
	Party string // random: who the case belongs to
	Code  string
}

// asked are the inputs of the form; nothing else is carried on.
var asked = []string{"protection", "story", "kind", "against", "on.year", "on.month", "on.day", "about", "name", "phone", "other", "firm", "watch", "credit_code", "alarm"}

func (a answers) get(name string) string { return strings.TrimSpace(a.Form.Get(name)) }

func (a answers) protection() complaint.Protection { return complaint.Protection(a.get("protection")) }

// filing is what of the answers may stand in clear.
func (a answers) filing() complaint.Filing {
	f := complaint.Filing{Kind: a.get("kind"), Protection: a.protection(), Against: a.get("against")}
	if day, _ := ui.ReadDate(a.Form, "on"); day != "" {
		f.On, _ = calendar.ParseDay(day) // checked when it was typed
	}
	f.Firm = a.get("firm") != ""
	if f.Protection == complaint.Open {
		f.About = a.get("about")
	}
	return f
}

// words are what goes into the sealed story. The number of a case names its applicant, so
// for whoever is protected it stands in here and in no clear field.
func (a answers) words() string {
	if about := a.get("about"); about != "" && a.protection() != complaint.Open {
		return a.get("story") + "\n\n有关办件 About case: " + about
	}
	return a.get("story")
}

func (a answers) person() complaint.Person {
	if a.protection() == complaint.Anonymous {
		return complaint.Person{}
	}
	return complaint.Person{Name: a.get("name"), Phone: a.get("phone"), Other: a.get("other")}
}

// Form asks for everything on one page, so that nothing half told has to be kept.
type Form struct {
	Units []org.Unit
	Held  string // answers so far, when they are changed
	Alarm bool   // the visitor comes from the retaliation page
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: sentence(o.Text)}
	}
	return out
}

// sentence begins with a capital in English.
func sentence(t lang.Text) lang.Text {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

func protections() []ui.Option {
	return []ui.Option{
		{Value: string(complaint.Secret), Label: lang.T("实名保密", "Secret"), Hint: lang.T("只有投诉中心两名保管人一起，才能看到您是谁。", "Only two custodians of the centre together can see who you are.")},
		{Value: string(complaint.Anonymous), Label: lang.T("匿名", "Anonymous"), Hint: lang.T("谁也不知道您是谁，只凭查询码联系。", "Nobody knows who you are; the code alone links you to it.")},
		{Value: string(complaint.Open), Label: lang.T("实名公开", "Open"), Hint: lang.T("承办单位可以知道您是谁。", "The unit may know who you are.")},
	}
}

// protectionRow says what was chosen and what it means.
func protectionRow(chosen complaint.Protection) ui.SummaryRow {
	row := ui.SummaryRow{Key: lang.T("保护", "Protection")}
	for _, o := range protections() {
		if o.Value == string(chosen) {
			row.Body = ui.Components{ui.Text(o.Label), ui.Text(o.Hint)}
		}
	}
	return row
}

// View draws it.
func (v Form) View(p ui.Page) templ.Component {
	var units []ui.Option
	for _, u := range v.Units {
		units = append(units, ui.Option{Value: u.ID, Label: u.Name})
	}
	story := ui.Field{Name: "story", Kind: ui.Area, Rows: 8, Max: mostWords, Label: lang.T("发生了什么", "What happened"), Hint: lang.T("什么时候、在哪里、谁做了什么、您想要什么结果。只有投诉中心能看到原话。", "When, where, who did what, and what you want. Only the centre reads these words.")}
	heading := ui.Heading{Title: formTitle, Lead: lang.T("只有“发生了什么”和两个选择要填，其他都可以空着。", "Say what happened and make two choices; the rest may stay empty.")}
	alarm := ui.Field{Name: "alarm", Kind: ui.Checks, Optional: true, Values: alarmed(v.Alarm), Label: lang.T("打击报复", "Retaliation"), Options: []ui.Option{{Value: "yes", Label: lang.T("我正在因为反映问题、拒绝乱收费而遭到打击报复", "I suffer for having spoken up or refused an unlawful charge"), Hint: lang.T("投诉中心的人在一个工作小时内回应您。", "A person of the centre answers within one office hour.")}}}
	first, last := ui.Components{}, ui.Components{alarm}
	if v.Alarm {
		story.Label, story.Hint = lang.T("您遭到了什么", "What is done to you"), lang.T("从什么时候开始，谁做了什么，您为什么觉得和投诉、作证、拒绝收费有关，现在最怕什么。只有投诉中心能看到原话。", "Since when, who did what, why you think it is for having complained, testified or refused a charge, and what you fear now. Only the centre reads these words.")
		first, last = ui.Components{alarm}, nil
		heading = ui.Heading{Title: reportTitle, Lead: lang.T("提交就报警：投诉中心的人在一个工作小时内，在您的投诉页面上回应您。人身有危险的，先打 110。只有“遭到了什么”和两个选择要填。", "Sending it raises the alarm: a person of the centre answers on your page within one office hour. In danger, call 110 first. Say what is done to you and make two choices; the rest may stay empty.")}
	}
	form := ui.Form{Action: "/complain/file", Body: ui.Components{first,
		ui.Field{Name: "protection", Kind: ui.Radios, Value: string(complaint.Secret), Options: protections(), Label: lang.T("怎样保护您", "How you want to be protected"), Hint: lang.T("拿不准就选第一个。", "If in doubt take the first.")},
		story,
		ui.Field{Name: "kind", Kind: ui.Radios, Options: options(complaint.Kinds()), Label: lang.T("最接近哪一类", "Which kind is nearest")},
		ui.Field{Name: "against", Kind: ui.Choice, Optional: true, Options: units, Label: lang.T("投诉哪个单位", "Which unit"), Hint: lang.T("不知道可以不选，我们来找。", "Leave it open if you do not know; we find out.")},
		ui.Field{Name: "on", Kind: ui.Date, Optional: true, Label: lang.T("哪天发生的", "On which day"), Hint: lang.T("例如 2026 3 27。会让人认出您的，可以不填。", "For example 2026 3 27. Leave it empty if it would give you away.")},
		ui.Field{Name: "about", Optional: true, Width: 30, Autocomplete: "off", Label: lang.T("有关的办件编号", "Number of the case it is about"), Hint: lang.T("编号会说明您是谁的办件；选保密或者匿名的，编号只放在密封的原话里。", "A number tells whose case it is; unless you choose “open” it goes into the sealed words only.")},
		ui.Fieldset{Legend: lang.T("您是谁（匿名的不用填）", "Who you are (not for anonymous)"), Hint: lang.T("封存起来，页面上以后也不再显示。", "It is sealed, and no page shows it again."), Body: ui.Components{
			ui.Field{Name: "name", Optional: true, Width: 20, Autocomplete: "off", Label: lang.T("姓名或者单位名称", "Your name or your firm's")},
			ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Autocomplete: "off", Label: lang.T("手机号", "Mobile number")},
			ui.Field{Name: "other", Optional: true, Autocomplete: "off", Label: lang.T("还可以怎样联系您", "Another way to reach you")},
			ui.Field{Name: "firm", Kind: ui.Checks, Optional: true, Label: lang.T("企业和店主", "Firms and shop owners"), Options: []ui.Option{{Value: "yes", Label: lang.T("我是企业或者店主", "I am a firm or a shop owner"), Hint: lang.T("小县城里容易被猜到，下一页问您怎么办。", "In a small county that is easy to guess; the next page asks what to do.")}}},
			watchFields(lang.T("我要加入报复核对", "I want to take part in the retaliation watch")),
		}},
		last,
		ui.Notice{Kind: ui.Info, Text: lang.T("照片和文件在下一页加。现在什么都还没有保存，也没有提交。", "Photos and files are added on the next page. Nothing is stored or sent yet.")},
		ui.Actions{ui.Button{Label: lang.T("下一步：核对", "Next: check")}, ui.LinkButton{Label: lang.T("不投诉了", "Stop"), Href: "/complain", Look: ui.Quiet}},
	}}
	if v.Held != "" {
		form.Hidden = []ui.Hidden{{Name: "held", Value: v.Held}}
	}
	return ui.Components{ui.ErrorSummary{}, heading, form}.View(p)
}

// alarmed is the box of the retaliation button as it is first drawn.
func alarmed(yes bool) []string {
	if yes {
		return []string{"yes"}
	}
	return nil
}

func (c *Pages) page(r *site.Request, title lang.Text, back string) ui.Page {
	p := r.Page(title)
	p.Back = back
	return p
}

// ready leads back to the start while the centre has no keys.
func (c *Pages) ready(w http.ResponseWriter, r *site.Request) (bool, error) {
	if c.Vault.Ready() == nil {
		return true, nil
	}
	return false, r.Go(w, "/complain", lang.Text{})
}

func (c *Pages) form(w http.ResponseWriter, r *site.Request) error {
	if ok, err := c.ready(w, r); !ok {
		return err
	}
	if r.URL.Query().Get("alarm") != "" {
		return r.Show(w, c.page(r, reportTitle, "/retaliation"), Form{Units: r.Directory().Units(), Alarm: true})
	}
	return r.Show(w, c.page(r, formTitle, "/complain"), Form{Units: r.Directory().Units()})
}

// told takes the answers and draws them once more, with the code.
func (c *Pages) told(w http.ResponseWriter, r *site.Request) error {
	if ok, err := c.ready(w, r); !ok {
		return err
	}
	v := Form{Units: r.Directory().Units()}
	if err := r.ReadForm(); err != nil {
		return r.Refused(w, c.page(r, formTitle, "/complain"), v, err)
	}
	v.Held, v.Alarm = r.PostFormValue("held"), r.PostFormValue("alarm") != ""
	var a answers
	if !c.held.open(asAnswers, v.Held, &a) || a.By != "" {
		a, v.Held = begun(), ""
	}
	a.Form = url.Values{}
	a.read(r, asked)
	if err := c.sound(a).Or(); err != nil {
		return r.Refused(w, c.page(r, formTitle, "/complain"), v, err)
	}
	a.coded()
	return r.Show(w, r.Page(checkTitle), c.check(r, a))
}

// read takes over what was typed.
func (a *answers) read(r *site.Request, names []string) {
	a.Form = url.Values{}
	for _, name := range names {
		if value := strings.TrimSpace(r.PostFormValue(name)); value != "" {
			a.Form.Set(name, value)
		}
	}
}

// coded gives the answers a code of the length that their protection asks for.
func (a *answers) coded() {
	digits := seal.CodeDigits
	if a.protection() == complaint.Anonymous {
		digits = seal.LongerCode
	}
	if len(a.Code) != digits {
		a.Code = seal.NewCode(digits)
	}
}

// begun are answers with nothing in them yet.
func begun() answers { return answers{Key: site.NewKey(), Party: "r-" + strings.ToLower(rand.Text())} }

// change gives the form back with the answers in it.
func (c *Pages) change(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	var a answers
	held := r.PostFormValue("held")
	if !c.held.open(asAnswers, held, &a) || a.By != "" {
		return r.Go(w, "/complain/file", lang.Text{})
	}
	p := c.page(r, formTitle, "/complain")
	p.Form = a.Form
	return r.Show(w, p, Form{Units: r.Directory().Units(), Held: held, Alarm: a.get("alarm") != ""})
}

// sound says what has to be mended in the answers.
func (c *Pages) sound(a answers) *fault.Fault {
	bad := fault.InvalidInput()
	known := func(list []catalog.Option, id string) bool {
		return slices.ContainsFunc(list, func(o catalog.Option) bool { return o.ID == id })
	}
	if !known(complaint.Protections(), a.get("protection")) {
		bad.At("protection", lang.T("请选择希望怎样保护您。", "Please choose how you want to be protected."))
	}
	switch n := utf8.RuneCountInString(a.get("story")); {
	case n == 0:
		bad.At("story", lang.T("请写下发生了什么。", "Please say what happened."))
	case n > mostWords:
		bad.At("story", lang.Format("最多%d个字，请写短一些；提交后还可以发消息补充。", "At most %d characters; you can add more by message after sending.", mostWords))
	}
	if !known(complaint.Kinds(), a.get("kind")) {
		bad.At("kind", lang.T("请选择最接近的一类；拿不准就选“不履行职责、推诿扯皮”。", "Please choose the nearest kind; if in doubt take “duty not done”."))
	}
	if id := a.get("against"); id != "" {
		if _, ok := c.Site.Org().Unit(id); !ok {
			bad.At("against", lang.T("没有这个单位，请重新选择；不知道可以不选。", "There is no such unit; leave it open if you do not know."))
		}
	}
	day, wrong := ui.ReadDate(a.Form, "on")
	if wrong.IsZero() && day != "" {
		if d, err := calendar.ParseDay(day); err != nil || d > c.Site.Calendar().DayOf(c.Site.Clock.Now()) {
			wrong = lang.T("发生的日期不能在今天以后。", "The day cannot lie in the future.")
		}
	}
	if !wrong.IsZero() {
		bad.At("on", wrong)
	}
	for _, name := range []string{"about", "name", "phone", "other"} {
		if utf8.RuneCountInString(a.get(name)) > mostLine {
			bad.At(name, lang.Format("最多%d个字。", "At most %d characters.", mostLine))
		}
	}
	soundWatch(a, bad)
	if a.protection() == complaint.Open && a.get("name") == "" {
		bad.At("name", lang.T("选了实名公开，请填写姓名；不想说的，请选保密或者匿名。", "You chose “open”: please give your name, or choose secret or anonymous."))
	}
	return bad
}
