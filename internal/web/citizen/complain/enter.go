package complain

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

const (
	cookieName = "banjie_complaint"
	asSession  = "session"
	stays      = 30 * time.Minute // after the last page
	firstLook  = 10 * time.Minute // in which the code stands on the receipt
)

// session is what the cookie holds, sealed: the server keeps nothing of it.
type session struct {
	Case  casework.ID
	Code  string
	Fresh bool  // filed just now
	Filed int64 // Unix seconds
}

// grant opens the complaint in this browser for a while.
func (c *Pages) grant(w http.ResponseWriter, s session) {
	if s.Fresh && s.Filed == 0 {
		s.Filed = c.Wall.Now().Unix()
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: c.held.seal(asSession, s, stays), Path: "/complaint", HttpOnly: true, Secure: c.Site.Secure(), SameSite: http.SameSiteLaxMode})
}

// opened is a complaint opened by its code.
type opened struct {
	c     *casework.Case
	p     *casework.Procedure
	f     *complaint.File
	s     session
	actor access.Actor
	seal.Reporter
}

// load gives the complaint of the cookie, without working on the code.
func (c *Pages) load(r *site.Request) (opened, error) {
	var o opened
	cookie, err := r.Cookie(cookieName)
	if err != nil || !c.held.open(asSession, cookie.Value, &o.s) {
		return o, fault.Missing()
	}
	if o.s.Fresh && c.Wall.Now().Sub(time.Unix(o.s.Filed, 0)) > firstLook {
		o.s.Fresh = false
	}
	return o, c.find(r, &o, casework.Key{Division: c.Site.Division, ID: o.s.Case})
}

// find loads a complaint; what is no complaint is not found.
func (c *Pages) find(r *site.Request, o *opened, key casework.Key) (err error) {
	if o.c, o.p, err = c.Site.Engine.Load(r.Context(), key); err != nil {
		return err
	}
	if o.c.Procedure != complaint.Name || o.c.Party == "" {
		return fault.Missing()
	}
	o.f = complaint.FileOf(o.c)
	o.actor = access.Actor{ID: access.ByCode, Role: access.Citizen, Division: key.Division, Party: o.c.Party}
	return nil
}

// open is load with the keys of the code: it reads the dialogue and signs.
func (c *Pages) open(w http.ResponseWriter, r *site.Request) (opened, error) {
	o, err := c.load(r)
	if err != nil {
		return o, err
	}
	leave, err := c.seat(r.Context())
	if err != nil {
		return o, err
	}
	defer leave()
	known := false
	if o.Reporter, known = o.f.Reporter.Recognise(o.s.Code); !known {
		return o, fault.Missing()
	}
	c.grant(w, o.s)
	return o, nil
}

// shut asks for number and code again where the cookie opens nothing any more.
func (c *Pages) shut(w http.ResponseWriter, r *site.Request, err error) error {
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	if _, none := r.Cookie(cookieName); none != nil {
		return r.Go(w, "/complaint", lang.Text{})
	}
	c.drop(w)
	return r.Go(w, "/complaint", lang.T("三十分钟到了，请再输入编号和查询码。", "The thirty minutes are over; please enter number and code again."))
}

func (c *Pages) drop(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/complaint", MaxAge: -1, HttpOnly: true, Secure: c.Site.Secure(), SameSite: http.SameSiteLaxMode})
}

func (c *Pages) leave(w http.ResponseWriter, r *site.Request) error {
	c.drop(w)
	return r.Go(w, "/complaint", lang.T("已离开，这台设备上不再显示您的投诉。", "You have left; your complaint is no longer open on this device."))
}

// Enter asks for number and code.
type Enter struct{}

// View draws it.
func (Enter) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: lang.T("查我的投诉", "Follow my complaint"), Lead: lang.T("不用登录。编号在回执上，查询码是提交前您记下的20位数字（匿名的是26位）。", "No sign-in. The number stands on the receipt; the code is the 20 digits you wrote down (26 if anonymous).")},
		ui.Form{Action: "/complaint", Body: ui.Components{
			ui.Field{Name: "number", Width: 30, Autocomplete: "off", Label: lang.T("投诉编号", "Complaint number"), Hint: lang.T("字母C开头。", "It begins with the letter C.")},
			ui.Field{Name: "code", Kind: ui.Code, Secret: true, Label: lang.T("查询码", "Return code"), Hint: lang.T("有没有空格都行。", "Spaces do not matter.")},
			ui.Actions{ui.Button{Label: lang.T("打开", "Open")}},
		}},
		ui.Disclosure{Summary: lang.T("查询码丢了怎么办？", "What if I have lost the code?"), Body: ui.Components{ui.Text(lang.T("我们没有保存，找不回来，这是为了谁也不能冒充您。投诉照样办，结果照样登记；您可以重新投诉，写上这件的编号。", "We do not keep it and cannot find it again, so that nobody can pose as you. The complaint goes on all the same; you may file again and name its number."))}},
		ui.LinkButton{Label: startTitle, Href: "/complain", Look: ui.Quiet},
	}.View(p)
}

// enter opens a complaint for whoever has its number and code. Answer and work are the same
// for a number that does not exist and for a wrong code.
func (c *Pages) enter(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("查我的投诉", "Follow my complaint"))
	refuse := func(err error) error { return r.Refused(w, p, Enter{}, err) }
	if err := r.ReadForm(); err != nil {
		return refuse(err)
	}
	number, code := ui.ReadCode(r.PostFormValue("number")), seal.CleanCode(r.PostFormValue("code"))
	bad := fault.InvalidInput()
	if number == "" || len(number) > mostLine {
		bad.At("number", lang.T("请填写投诉编号。", "Please enter the complaint number."))
	}
	if !seal.CodeTyped(code) {
		bad.At("code", lang.T("查询码是20位（匿名的26位）数字，有一位抄错了或者漏了，请再核对。", "The code has 20 digits (26 if anonymous); one is wrong or missing, please check."))
	}
	if err := bad.Or(); err != nil {
		return refuse(err)
	}
	now := c.Wall.Now()
	if err := c.tries.Try(r.Request, now); err != nil {
		return refuse(err)
	}
	if err := c.each.try(number, now); err != nil {
		return refuse(err)
	}
	id, err := c.recognise(r, number, code)
	if err != nil {
		return refuse(err)
	}
	c.grant(w, session{Case: id, Code: code})
	return r.Go(w, "/complaint", lang.Text{})
}

func (c *Pages) recognise(r *site.Request, number, code string) (casework.ID, error) {
	leave, err := c.seat(r.Context())
	if err != nil {
		return 0, err
	}
	defer leave()
	nobody, err := c.nobody()
	if err != nil {
		return 0, err
	}
	keys := nobody.Known
	var o opened
	key, err := c.Site.Cases.ByNumber(r.Context(), c.Site.Division, number)
	if err == nil {
		err = c.find(r, &o, key)
	}
	switch {
	case err == nil:
		keys = o.f.Reporter
	case fault.KindOf(err) != fault.NotFound:
		return 0, err
	}
	if _, right := keys.Recognise(code); !right || err != nil {
		return 0, fault.New(fault.Invalid, "wrong_number_or_code", lang.T("编号或者查询码不对。", "The number or the code is not right."),
			lang.T("请对照您记下的再填一遍。", "Please compare with what you wrote down.")).
			At("code", lang.T("编号和查询码对不上，请再核对。", "Number and code do not belong together; please check both."))
	}
	return key.ID, nil
}
