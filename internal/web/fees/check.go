package fees

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var checkTitle = lang.T("我交的钱对不对", "Was what I paid right?")

// none is the choice of whoever finds the fee in none of those offered.
const none = "none"

// Ask asks what was paid, in own words first, then the rest on one page.
type Ask struct {
	What  string
	Found []fee.Fee
	Units []ui.Option
	Named func(id string) lang.Text
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: checkTitle, Lead: lang.T("不用登录，什么都不保存。照收据填几个空，马上告诉您合不合法、多收了多少。", "No sign-in, and nothing is stored. Copy a few lines from the receipt and see at once whether it was lawful, and what was too much.")},
		ui.SearchBox{Action: "/fees/check", Name: "what", Value: v.What, Label: lang.T("交的是什么钱？", "What did you pay for?"), Hint: lang.T("用自己的话说，例如“补办证的工本费”“检测费”。", "In your own words, such as “a new copy of a card” or “testing”."), Button: lang.T("找", "Find")}}
	if v.What == "" {
		return parts.View(p)
	}
	f := ui.Field{Name: "fee", Kind: ui.Radios, Label: lang.T("是哪一项？", "Which one is it?")}
	counts := false
	for _, x := range v.Found {
		f.Options = append(f.Options, ui.Option{Value: x.ID, Label: x.Name, Hint: lang.T(x.Rate.Says().ZH+"；"+collector(x, v.Named).ZH, x.Rate.Says().EN+"; "+collector(x, v.Named).In(lang.EN))})
		counts = counts || x.Rate.Counts()
	}
	f.Options = append(f.Options, ui.Option{Value: none, Label: lang.T("都不是，目录里没有", "None of these; it is not on the list")})
	if len(v.Found) == 0 {
		f.Value = none
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("目录里没有找到叫这个的收费。换个说法再找一次，或者接着填。", "No fee on the list is called so. Try other words, or go on.")})
	}
	body := ui.Components{f,
		ui.Field{Name: "paid", Kind: ui.Yuan, Label: lang.T("一共交了多少？", "How much did you pay in all?"), Hint: lang.T("收据上的金额。", "The amount on the receipt."), Suffix: lang.T("元", "yuan")},
		ui.Field{Name: "on", Kind: ui.Date, Label: lang.T("哪天交的？", "On which day?"), Hint: lang.T("例如 2026 3 27。", "For example 2026 3 27.")}}
	if counts {
		body = append(body, v.quantity())
	}
	body = append(body, ui.Field{Name: "to", Kind: ui.Choice, Optional: true, Options: append(append([]ui.Option{}, v.Units...), ui.Option{Value: fee.Outside, Label: lang.T("不是政府部门（协会、中介、个人）", "No government unit (association, intermediary, person)")}), Label: lang.T("交给了谁？", "To whom?"), Hint: lang.T("不知道可以不选。", "Leave it open if you do not know.")},
		ui.Actions{ui.Button{Label: lang.T("查一查", "Check")}})
	return append(parts, ui.Form{Action: "/fees/check", Hidden: []ui.Hidden{{Name: "what", Value: v.What}}, Body: body}).View(p)
}

// quantity asks how many of what is counted: by name where there is one measure, else fee by fee.
func (v Ask) quantity() ui.Field {
	f := ui.Field{Name: "quantity", Width: 10, Optional: len(v.Found) > 1, Label: lang.T("数量", "Quantity")}
	var counted []fee.Fee
	same := true
	for _, x := range v.Found {
		if x.Rate.Counts() {
			counted = append(counted, x)
			same = same && x.Rate.Measure == counted[0].Rate.Measure
		}
	}
	if same {
		m := counted[0].Rate.Measure
		f.Suffix, f.Hint = m, lang.T("按"+m.ZH+"收的：一共多少"+m.ZH+"。", "It is charged by "+m.In(lang.EN)+": how many in all.")
	} else {
		var zh, en []string
		for _, x := range counted {
			zh, en = append(zh, "“"+x.Name.ZH+"”填多少"+x.Rate.Measure.ZH), append(en, "“"+x.Name.In(lang.EN)+"” counts "+x.Rate.Measure.In(lang.EN))
		}
		f.Hint = lang.T(strings.Join(zh, "；")+"。", strings.Join(en, "; ")+".")
	}
	if len(counted) < len(v.Found) || len(v.Found) > 1 {
		f.Hint = lang.T(f.Hint.ZH+"定额的不用填。", f.Hint.EN+" Leave it empty for one fixed amount.")
	}
	return f
}

func (f *Pages) asking(r *site.Request, reg fee.Register, what, chosen string) Ask {
	v := Ask{What: cut(what), Units: unitOptions(r), Named: r.Unit}
	if v.What != "" {
		v.Found = reg.Find(v.What, 6)
	}
	if x := reg.Of(chosen); len(x) > 0 { // came from the fee's own page
		v.Found = []fee.Fee{x[len(x)-1]}
		v.What = x[len(x)-1].Name.In(r.Lang)
	}
	return v
}

func (f *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	reg, _, err := f.register(r)
	if err != nil {
		return err
	}
	p := r.Page(checkTitle)
	p.Back = "/fees"
	q := r.URL.Query()
	v := f.asking(r, reg, q.Get("what"), q.Get("fee"))
	if q.Get("fee") != "" && len(v.Found) == 1 {
		p.Form = url.Values{"fee": {v.Found[0].ID}}
	}
	return r.Show(w, p, v)
}

// Answer is the verdict, with its calculation and the way to a complaint.
type Answer struct {
	Asked   fee.Asked
	What    string
	Verdict fee.Verdict
	Named   func(id string) lang.Text
}

// View draws it.
func (v Answer) View(p ui.Page) templ.Component {
	said := v.said()
	parts := ui.Components{ui.Heading{Title: checkTitle}, said, v.facts(p)}
	if x := v.Verdict.Fee; x != nil && len(v.Verdict.Lines) > 0 {
		t := ui.Table{Caption: lang.T("怎么算的", "How it was reckoned"), Columns: []ui.Column{{Name: lang.T("步骤", "Step")}, {Name: lang.T("元", "Yuan"), Numeric: true}}}
		for _, l := range v.Verdict.Lines {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(l.Says), ui.Plain(l.Yuan)}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.T("您交了", "you paid")), ui.Plain(v.Asked.Paid.Yuan())}})
		if v.Verdict.Over > 0 {
			t.Rows = append(t.Rows, ui.Row{Tone: ui.Soon, Cells: []ui.Component{ui.Words(lang.T("多收了", "too much")), ui.Plain(v.Verdict.Over.Yuan())}})
		}
		parts = append(parts, t)
	}
	if x := v.Verdict.Fee; x != nil {
		parts = append(parts, notVerified(*x))
	}
	if v.Verdict.Outcome != fee.Lawful {
		parts = append(parts, v.complain())
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("再查一笔", "Check another"), Href: "/fees/check", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("看收费目录", "See the list"), Href: "/fees", Look: ui.Quiet}}).View(p)
}

func (v Answer) said() ui.Notice {
	over := v.Verdict.Over.Yuan()
	switch v.Verdict.Outcome {
	case fee.Lawful:
		return ui.Notice{Kind: ui.Success, Title: lang.T("在目录里，没有多收", "On the list, and not too much"), Text: lang.T("按目录最多可以收"+v.Verdict.Most.Yuan()+"元。请确认拿到了票据。", "The list allows "+v.Verdict.Most.Yuan()+" yuan. Make sure you have the receipt.")}
	case fee.TooMuch:
		return ui.Notice{Kind: ui.Warning, Title: lang.T("多收了"+over+"元", over+" yuan too much"), Text: lang.T("目录里有这项收费，但是超过了标准。多收的可以要求退还。", "The fee is on the list, but this is more than it allows. You may ask for the difference.")}
	case fee.NotThen:
		return ui.Notice{Kind: ui.Warning, Title: lang.T("那一天不能收这笔钱", "It could not be charged on that day"), Text: lang.T("这项收费那天还没有开始，或者已经停收。交的钱可以要求退还。", "The fee had not begun then, or had ended. You may ask for your money back.")}
	case fee.NotTheirs:
		return ui.Notice{Kind: ui.Warning, Title: lang.T("不该由它来收", "Not theirs to charge"), Text: lang.T("目录里有这项收费，但收费的不是这个单位。交的钱可以要求退还。", "The fee is on the list, but somebody else collects it. You may ask for your money back.")}
	}
	return ui.Notice{Kind: ui.Warning, Title: lang.T("不在目录里", "Not on the list"), Text: lang.T("目录里没有这项收费，没有依据就不能收。交的钱可以要求退还；入会、赞助、捐款都要自愿。", "The list has no such fee, and nothing may be charged without a basis. You may ask for your money back; joining, sponsoring and giving are always of one's own will.")}
}

func (v Answer) facts(p ui.Page) ui.SummaryList {
	rows := []ui.SummaryRow{{Key: lang.T("您说的", "What you said"), Value: ui.Data(v.What)}, {Key: lang.T("交了", "Paid"), Value: lang.T(v.Asked.Paid.Yuan()+"元", v.Asked.Paid.Yuan()+" yuan")}, {Key: lang.T("哪天", "On"), Value: ui.Data(p.Day(v.Asked.On))}}
	if v.Asked.Quantity > 0 {
		n := ui.Data(v.Asked.Quantity.String())
		if x := v.Verdict.Fee; x != nil && x.Rate.Counts() {
			n = lang.T(n.ZH+x.Rate.Measure.ZH, n.EN+" × "+x.Rate.Measure.In(lang.EN))
		}
		rows = append(rows, ui.SummaryRow{Key: lang.T("数量", "Quantity"), Value: n})
	}
	if v.Asked.To != "" && v.Asked.To != fee.Outside {
		rows = append(rows, ui.SummaryRow{Key: lang.T("交给", "To"), Value: v.Named(v.Asked.To)})
	}
	if x := v.Verdict.Fee; x != nil {
		rows = append(rows, ui.SummaryRow{Key: lang.T("目录里的收费", "Fee on the list"), Body: ui.Link{Name: x.Name, Href: "/fees/" + x.ID}},
			ui.SummaryRow{Key: lang.T("标准", "Rate"), Value: x.Rate.Says()}, ui.SummaryRow{Key: lang.T("该由谁收", "Who collects it"), Value: collector(*x, v.Named)}, ui.SummaryRow{Key: lang.T("依据", "Basis"), Body: basis(*x)})
	}
	return ui.SummaryList{Rows: rows}
}

// complain is one tap to the check page of a sealed complaint, with everything filled in. The
// bill is attached there, where it is sealed before it is stored.
func (v Answer) complain() ui.Component {
	hidden := []ui.Hidden{{Name: "protection", Value: "secret"}, {Name: "kind", Value: "unlawful_fees"}, {Name: "story", Value: v.story()}}
	if v.Asked.To != "" && v.Asked.To != fee.Outside {
		hidden = append(hidden, ui.Hidden{Name: "against", Value: v.Asked.To})
	}
	y, m, d := v.Asked.On.Date()
	for part, n := range map[string]int{"year": y, "month": int(m), "day": d} {
		hidden = append(hidden, ui.Hidden{Name: ui.DatePart("on", part), Value: strconv.Itoa(n)})
	}
	return ui.Section{Title: lang.T("要讨个说法", "Have it put right"), Body: ui.Components{
		ui.Text(lang.T("一键转成密封投诉：金额和算法自动写好，下一页拍张收据附上，核对后提交。单位看不到您是谁。", "One tap makes a sealed complaint: amounts and calculation are written for you; on the next page add a photo of the bill, check and send. The unit does not see who you are.")),
		ui.PostButton{Button: ui.Button{Label: lang.T("转成密封投诉", "Make it a sealed complaint")}, Action: "/complain/file", Hidden: hidden}}}
}

// story is the complaint in words, with the calculation.
func (v Answer) story() string {
	var b strings.Builder
	b.WriteString("我在" + v.Asked.On.In(lang.ZH) + "交了“" + v.What + "”" + v.Asked.Paid.Yuan() + "元。\n收费目录核对结果：" + v.said().Title.ZH + "。\n")
	if x := v.Verdict.Fee; x != nil {
		b.WriteString("目录中的收费：" + x.Name.ZH + "（第" + strconv.Itoa(x.Version) + "版），" + x.Rate.Says().ZH + "，依据" + cite(*x).ZH + "。\n")
	}
	for _, l := range v.Verdict.Lines {
		b.WriteString(l.Says.ZH + "：" + l.Yuan + "元\n")
	}
	if v.Verdict.Over > 0 {
		b.WriteString("不该收的：" + v.Verdict.Over.Yuan() + "元。\n")
	}
	b.WriteString("请查清并把不该收的退还给我。")
	return b.String()
}

func (f *Pages) check(w http.ResponseWriter, r *site.Request) error {
	reg, today, err := f.register(r)
	if err != nil {
		return err
	}
	p := r.Page(checkTitle)
	p.Back = "/fees/check"
	if err := r.ReadForm(); err != nil {
		return err
	}
	v := f.asking(r, reg, r.PostFormValue("what"), "")
	if x := reg.Of(r.PostFormValue("fee")); len(v.Found) == 0 && len(x) > 0 {
		v.Found = x[len(x)-1:]
	}
	asked, err := read(r, reg, today)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Show(w, p, Answer{Asked: asked, What: v.What, Verdict: reg.Check(asked), Named: r.Unit})
}

// read takes what the payer filled in.
func read(r *site.Request, reg fee.Register, today calendar.Day) (a fee.Asked, err error) {
	bad := fault.InvalidInput()
	a.Fee, a.To = r.PostFormValue("fee"), r.PostFormValue("to")
	switch {
	case a.Fee == none:
		a.Fee = ""
	case len(reg.Of(a.Fee)) == 0:
		bad.At("fee", lang.T("请选择是哪一项；都不是，请选最后一个。", "Please choose which one; if it is none of them, take the last."))
	}
	ok := false
	if a.Paid, ok = fee.ParseFen(r.PostFormValue("paid")); !ok || a.Paid == 0 {
		bad.At("paid", lang.T("请填写金额，最多两位小数，例如 120.50。", "Please enter the amount with at most two decimals, such as 120.50."))
	}
	day, wrong := ui.ReadDate(r.PostForm, "on")
	if wrong.IsZero() {
		if a.On, err = calendar.ParseDay(day); err != nil || a.On > today {
			wrong = lang.T("请填写交钱的那天，不能晚于今天。", "Please enter the day on which you paid, today at the latest.")
		}
	}
	if !wrong.IsZero() {
		bad.At("on", wrong)
	}
	if s := strings.TrimSpace(r.PostFormValue("quantity")); s != "" {
		if a.Quantity, ok = fee.ParseDecimal(s); !ok {
			bad.At("quantity", lang.T("请填写数字，例如 36 或者 36.5。", "Please enter a number, such as 36 or 36.5."))
		}
	} else if x, ok := reg.On(a.Fee, a.On); ok && x.Rate.Counts() {
		bad.At("quantity", lang.T("这项收费按"+x.Rate.Measure.ZH+"算，请填写数量。", "This fee is reckoned by "+x.Rate.Measure.In(lang.EN)+"; please say how many."))
	}
	if a.To != "" && a.To != fee.Outside {
		if _, known := r.Directory().Unit(a.To); !known {
			bad.At("to", lang.T("没有这个单位，请重新选择。", "There is no such unit; please choose again."))
		}
	}
	return a, bad.Or()
}
