package visits

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/visit"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var doorTitle = lang.T("有人没码上门", "Someone is at my door without a code")

// DoorForm reports somebody at the door.
type DoorForm struct {
	Units     []ui.Option
	Code, Key string
	Phone     string
}

// View draws it.
func (v DoorForm) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: doorTitle, Lead: lang.T("没有检查码，您可以不让进。报告以后投诉中心马上处理，对哪家企业都一样。", "Without a code you need not let them in. The centre acts at once when you report it, the same for every firm.")}}
	if v.Phone != "" {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("着急请直接打"+v.Phone+"。", "If it is urgent, call "+v.Phone+".")})
	}
	return append(parts, ui.Form{Action: "/door", Token: v.Key, Hidden: []ui.Hidden{{Name: "code", Value: v.Code}}, Body: ui.Components{
		ui.Field{Name: "address", Label: lang.T("您在哪里", "Where are you"), Hint: lang.T("店名或者地址，让我们找得到您。", "The name of the shop or the address, so that we find you.")},
		ui.Field{Name: "unit", Kind: ui.Choice, Optional: true, Options: v.Units, Label: lang.T("他们说是哪个单位的", "Which unit they say they are from")},
		ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("您的电话", "Your telephone"), Autocomplete: "tel", Hint: lang.T("留了我们马上回电。", "If you give it we call back at once.")},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 3, Max: 1000, Optional: true, Label: lang.T("他们要做什么", "What they want")},
		ui.Actions{ui.Button{Label: lang.T("报告", "Report it")}}}},
		ui.Link{Name: lang.T("因为投诉过才来查的？报告打击报复", "They come because you complained? Report retaliation"), Href: "/retaliation"}).View(p)
}

// DoorReceipt is the number and the code, at once.
type DoorReceipt struct{ Number, Code string }

// View draws it.
func (v DoorReceipt) View(p ui.Page) templ.Component {
	return ui.Components{ui.Panel{Title: lang.T("已经报告", "It is reported"), Label: lang.T("编号", "Number"), Number: v.Number},
		ui.Text(lang.T("投诉中心已经收到。没有检查码，您可以不让进；等他们亮码、扫码核对以后再说。", "The centre has it. Without a code you need not let them in; wait until they show one and you have scanned it.")),
		ui.CopyCode{Label: lang.T("查询码", "Return code"), Code: v.Code, Note: lang.T("凭编号和它查处理结果、拿回执。我们不存，请记下来。", "With the number it shows you what was done, and the receipt. We do not keep it; write it down.")},
		ui.Actions{ui.LinkButton{Label: lang.T("查处理结果", "See what was done"), Href: "/track"}}}.View(p)
}

func (v *Pages) doorForm(r *site.Request) DoorForm {
	f := DoorForm{Code: v.Site.Codes.New(), Key: site.NewKey(), Phone: v.Site.Footer.Phone}
	for _, u := range r.Directory().Units() {
		f.Units = append(f.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return f
}

func (v *Pages) door(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(doorTitle), v.doorForm(r))
}

// report opens the case at the centre. Nobody's account is asked for or recorded.
func (v *Pages) report(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return r.Refused(w, r.Page(doorTitle), v.doorForm(r), err)
	}
	get := func(name string, most int) string { return cut(r.PostFormValue(name), most) }
	form, bad := v.doorForm(r), fault.InvalidInput()
	form.Code = get("code", 40)
	if get("address", 200) == "" {
		bad.At("address", lang.T("请写店名或者地址，让我们找得到您。", "Please write the name of the shop or the address."))
	}
	unit := get("unit", 60)
	if unit != "" {
		if _, ok := r.Directory().Unit(unit); !ok {
			bad.At("unit", lang.T("没有这个单位，请重新选择；不知道可以不选。", "There is no such unit; leave it open if you do not know."))
		}
	}
	if v.Centre == "" || len(form.Code) < 20 {
		bad.At("address", lang.T("这里现在收不到报告，请打电话。", "Reports are not received here now; please call."))
	}
	err := bad.Or()
	if err == nil {
		err = v.doors.Try(r.Request, v.Wall.Now())
	}
	if err != nil {
		return r.Refused(w, r.Page(doorTitle), form, err)
	}
	words := "有人没有检查码上门。地点：" + get("address", 200)
	if unit != "" {
		words += "。自称：" + r.Unit(unit).ZH
	}
	if s := get("words", 1000); s != "" {
		words += "。" + s
	}
	party := "d-" + strings.ToLower(rand.Text())
	out, err := v.Site.Engine.Do(r.Context(), casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: v.Site.Division, Party: party}, Verb: "report_door", Reason: words, Idem: r.Idem(),
		Open: &casework.Open{Procedure: visit.Door, Channel: "web", Party: party, CodeHash: v.Site.Codes.Hash(form.Code), Series: visit.DoorSeries, Person: casework.Person{Phone: get("phone", 30), Address: get("address", 200)}}})
	if err != nil {
		return r.Refused(w, r.Page(doorTitle), form, err)
	}
	return r.Show(w, r.Page(doorTitle), DoorReceipt{out.Case.Number, form.Code})
}
