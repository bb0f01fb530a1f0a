package scanpage

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/foodreport"
	"banjie/packs/foodchain/scan"
)

var reportTitle = lang.T("反映食品问题", "Report a problem with food")

// Limits of what is typed, in characters.
const (
	mostWords = 2000
	mostLine  = 100
)

// Form asks what is wrong, with the code filled in.
type Form struct {
	Code string // path of the Digital Link, "" where none was scanned
	Name lang.Text
	Pass string // return code
	Key  string
}

// View draws it.
func (v Form) View(p ui.Page) templ.Component {
	kinds := make([]ui.Option, 0, len(foodreport.Kinds()))
	for _, k := range foodreport.Kinds() {
		kinds = append(kinds, ui.Option{Value: k.ID, Label: capital(k)})
	}
	about := ui.Components{ui.Field{Name: "code", Value: v.Code, Autocomplete: "off", Label: lang.T("食品上的码", "The code on the food"), Hint: lang.T("扫码进来的已经填好。没有码的，抄包装上条码下面的数字。", "Filled in if you scanned. Otherwise copy the digits below the bars.")}}
	if !v.Name.IsZero() {
		about = append(ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("商品", "Product"), Value: v.Name}}}}, about...)
	}
	form := ui.Form{Action: "/food/report", Hidden: []ui.Hidden{{Name: site.KeyField, Value: v.Key}, {Name: "return_code", Value: v.Pass}}, Body: append(about,
		ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("什么问题", "What is wrong"), Options: kinds},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 5, Max: mostWords, Label: lang.T("说说情况", "What happened"), Hint: lang.T("什么时候买的、怎么发现的。包装和剩下的留着。", "When you bought it, how you noticed. Keep the packing and what is left.")},
		ui.Field{Name: "where", Optional: true, Label: lang.T("在哪家买的", "Where you bought it")},
		ui.Fieldset{Legend: lang.T("您是谁（可以都不填）", "Who you are (you may leave it all empty)"), Hint: lang.T("不填就是匿名，凭编号和查询码看结果。填了只有市场监管部门的承办人看得到，生产者和店家看不到。", "Left empty it is anonymous: number and code show you the answer. Filled in, only the officers of the market regulator see it, never maker or shop."), Body: ui.Components{
			ui.Field{Name: "name", Optional: true, Width: 20, Label: lang.T("怎么称呼您", "Your name"), Autocomplete: "name"},
			ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("电话", "Telephone"), Autocomplete: "tel"},
		}},
		ui.CopyCode{Label: lang.T("您的查询码，请先记下", "Your return code: write it down first"), Code: v.Pass, Note: lang.T("凭编号和查询码看答复。我们不存这个码，丢了找不回来。", "Number and code show you the answer. We do not keep the code and cannot find it again.")},
		ui.Field{Name: "code_first", Kind: ui.Digits, Width: 10, Secret: true, Autocomplete: "off", Label: lang.T("照着填回第一组（5位数字），确认已经记下", "Type its first group (5 digits), to be sure you have it")},
		ui.Actions{ui.Button{Label: lang.T("提交", "Send")}, ui.LinkButton{Label: lang.T("不反映了", "Not now"), Href: "/scan", Look: ui.Quiet}},
	)}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: reportTitle, Lead: lang.T("几分钟填完，不用登录。市场监管部门来看，码已经带上了。", "A few minutes, no account. The market regulator looks into it and has the code before it.")},
		ui.Notice{Kind: ui.Warning, Text: lang.T("吃了不舒服的，先去看医生，留好病历和剩下的食品；严重的打120。", "If somebody is ill see a doctor first and keep the record and the food; call 120 if it is grave.")}, form,
		ui.Disclosure{Summary: lang.T("还可以找谁？", "To whom else can I turn?"), Body: ui.Components{ui.Text(lang.T("打12345或者12315，一样登记。要投诉工作人员不作为的，走安心投诉。", "Call 12345 or 12315; it is registered all the same. Against officials who do nothing, complain safely.")), ui.Link{Name: lang.T("安心投诉", "Complain safely"), Href: "/complain"}, ui.LawRef{ID: "spjb-115", Full: true}}},
	}.View(p)
}

// capital begins an option with a capital in English.
func capital(o catalog.Option) lang.Text {
	t := o.Text
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

// Filed says that it is registered.
type Filed struct {
	Number string
	Pass   string
	Code   string
}

// View draws it.
func (v Filed) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Title: lang.T("已经登记", "It is registered")},
		ui.Notice{Kind: ui.Success, Title: lang.T("七个工作日内有人接，十五个工作日内答复", "Somebody takes it on within seven working days and answers within fifteen"), Text: lang.T("凭下面的编号和查询码看进度和答复、下载回执。", "Number and code below show you progress and answer, and give you the receipt.")},
		ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("编号", "Number"), Value: ui.Data(v.Number)}, {Key: lang.T("查询码", "Return code"), Value: ui.Data(ui.GroupCode(v.Pass))}, {Key: lang.T("食品上的码", "The code on the food"), Value: ui.Data(v.Code)}}},
		ui.Actions{ui.LinkButton{Label: lang.T("查进度、取回执", "Follow it, get the receipt"), Href: "/track"}, ui.LinkButton{Label: lang.T("回到扫码页", "Back to the page of the code"), Href: "/food/code" + v.Code, Look: ui.Secondary}, ui.PrintButton{}},
	}.View(p)
}

// perMinute is how many reports one node takes a minute. The bound counts reports and not their
// senders, because of senders nothing is kept.
const perMinute = 60

// gate counts what was let through in a minute.
type gate struct {
	mu     sync.Mutex
	minute int64
	n      int
}

func (g *gate) allow(now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if minute := now.Unix() / 60; minute != g.minute {
		g.minute, g.n = minute, 0
	}
	g.n++
	return g.n <= perMinute
}

func (c *Pages) reportRoutes() {
	c.Site.Handle("GET /food/report", site.Open, c.ask)
	c.Site.Handle("POST /food/report", site.Open, c.report)
}

// form is the form as it stands.
func (c *Pages) form(r *site.Request) Form {
	v := Form{Pass: c.Site.Codes.New(), Key: site.NewKey(), Code: clip(r.URL.Query().Get("code"))}
	if r.Method == http.MethodPost {
		v.Pass, v.Key, v.Code = ui.ReadCode(r.PostFormValue("return_code")), r.PostFormValue(site.KeyField), ""
	}
	if a, err := c.readCode(v.Code); err == nil {
		v.Name = c.nameOf(r.Context(), a.GTIN)
	}
	return v
}

// readCode reads what stands in the field: a path of ours, or a code in any form.
func (c *Pages) readCode(text string) (scan.Asked, error) {
	return scan.Read(text, c.Desk.Calendar().DayOf(c.Desk.Clock.Now()).Year())
}

func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(reportTitle), c.form(r))
}

func (c *Pages) report(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p := c.form(r), r.Page(reportTitle)
	cmd, asked, err := c.command(r, v)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	if !c.filing.allow(c.Desk.Clock.Now()) {
		return r.Refused(w, p, v, fault.New(fault.TooMany, "many_reports", lang.T("现在同时反映的人太多。", "Too many people report at once."), lang.T("请过一分钟再提交，您填的内容还在；急的打12345。", "Please send it again in a minute; what you entered is kept. If it is urgent call 12345.")))
	}
	out, err := c.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Show(w, r.Page(lang.T("已经登记", "It is registered")), Filed{out.Case.Number, v.Pass, asked.Path()})
}

// command makes the filing of what was sent. Errors are faults with their places.
func (c *Pages) command(r *site.Request, v Form) (cmd casework.Command, asked scan.Asked, err error) {
	bad := fault.InvalidInput()
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	asked, err = c.readCode(get("code"))
	if err != nil {
		f := fault.For(err)
		bad.At("code", lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN))
	}
	words := get("words")
	if n := len([]rune(words)); n == 0 {
		bad.At("words", lang.T("请写一写是什么情况。", "Please say what happened."))
	} else if n > mostWords {
		bad.At("words", lang.Format("最多%d个字。", "At most %d characters.", mostWords))
	}
	for _, name := range []string{"where", "name", "phone"} {
		if len([]rune(get(name))) > mostLine {
			bad.At(name, lang.Format("最多%d个字。", "At most %d characters.", mostLine))
		}
	}
	if len(v.Pass) != 20 || strings.Trim(v.Pass, "0123456789") != "" {
		return cmd, asked, fault.New(fault.Invalid, "no_code", lang.T("查询码没有传过来。", "The return code did not arrive."), lang.T("请重新打开这一页再填。", "Please open this page again."))
	}
	if ui.ReadCode(get("code_first")) != v.Pass[:5] {
		bad.At("code_first", lang.T("与查询码第一组不一致，请对照上面再填一次。", "This is not the first group of the code; please compare with the code above."))
	}
	if known := func() bool {
		for _, k := range foodreport.Kinds() {
			if k.ID == get("kind") {
				return true
			}
		}
		return false
	}(); !known {
		bad.At("kind", lang.T("请选择最接近的一类。", "Please choose the nearest kind."))
	}
	reason := c.reason(r.Context(), asked, words, get("where"))
	party := c.Site.Codes.Party("food_report", v.Pass) // whoever has the code, and nobody else
	cmd = casework.Command{Actor: access.Actor{Role: access.Citizen, Division: c.Site.Division, Party: party}, Verb: "report_food", Reason: reason, Idem: r.Idem(),
		Input: &foodreport.Input{Key: asked.Key, Kind: get("kind")},
		Open: &casework.Open{Procedure: foodreport.Name, Series: foodreport.Series, Channel: "web", Party: party, CodeHash: c.Site.Codes.Hash(v.Pass),
			Person: casework.Person{Name: get("name"), Phone: get("phone")}}}
	return cmd, asked, bad.Or()
}

// reason is what the regulator reads, in the language of the office: the code first, the product's
// name where it is registered, then the reporter's own words.
func (c *Pages) reason(ctx context.Context, asked scan.Asked, words, where string) string {
	text := "食品上的码：" + asked.Number() + "（" + c.Site.Base + asked.Path() + "）\n"
	if name := c.nameOf(ctx, asked.GTIN); !name.IsZero() {
		text += "商品：" + name.In(lang.ZH) + "\n"
	}
	text += words
	if where != "" {
		text += "\n购买地点：" + where
	}
	return text
}

// nameOf is a product's registered name; zero where there is none, or where it cannot be read now.
func (c *Pages) nameOf(ctx context.Context, gtin string) (name lang.Text) {
	if gtin == "" || c.Desk.Sources.Register == nil {
		return name
	}
	product, err := c.Desk.Sources.Register.Product(ctx, gtin)
	if err != nil {
		return lang.Text{}
	}
	return product.Name
}

// Sample is the form of a scanned box.
func (Form) Sample() Form {
	return Form{Code: "/01/09529999000026/21/B1", Name: lang.T("清溪杨梅（礼盒）", "Qingxi bayberries, gift box"), Pass: "31415926535897932384", Key: "sample"}
}

// Sample is a filed report.
func (Filed) Sample() Filed {
	return Filed{"F202606120001", "31415926535897932384", "/01/09529999000026/21/B1"}
}
