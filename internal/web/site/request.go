package site

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/ui"
)

// Request is one request with what the site already knows of it.
type Request struct {
	*http.Request
	Site  *Site
	Actor access.Actor
	Lang  lang.Tag
}

// T picks the sentence in the visitor's language.
func (r *Request) T(zh, en string) string { return lang.T(zh, en).In(r.Lang) }

// Page starts the frame of a page for this visitor.
func (r *Request) Page(title lang.Text) ui.Page {
	s := r.Site
	p := ui.FromRequest(r.Request, title)
	p.Zone = s.Calendar().Zone()
	p.Footer = s.Footer
	p.SignIn = "/sign-in"
	p.Nav = navigation(r.Actor)
	if s.Centre != "" && r.Actor.Unit == s.Centre && (r.Actor.Role == access.Supervisor || r.Actor.Role == access.UnitHead || r.Actor.Role == access.CentreHead) {
		p.Nav = slices.Insert(p.Nav, len(p.Nav)-1, ui.NavLink{Name: lang.T("投诉中心", "Complaints"), Href: "/centre"})
	}
	for _, more := range s.Nav {
		p.Nav = append(p.Nav, more(r.Actor)...)
	}
	for i := range p.Nav {
		p.Nav[i].Current = r.URL.Path == p.Nav[i].Href
	}
	if r.Actor.Role != access.Public {
		p.User = &ui.User{Name: r.Actor.Name, Home: Home(r.Actor.Role), SignOut: "/sign-out", Tag: owner(r.Actor), Account: r.Account()}
		if u, ok := s.Org().Unit(r.Actor.Unit); ok {
			p.User.Unit = u.Name
		}
	}
	if r.Actor.IsStaff() {
		p.Nav = append(p.Nav, ui.NavLink{Name: lang.T("账号", "Account"), Href: "/my/security", Current: r.URL.Path == "/my/security"})
	}
	p.Demo = s.demoBar(r)
	if c, err := r.Cookie(flashCookie); err == nil {
		p.Flash = readFlash(c.Value)
	}
	if s.Alarm != nil && r.Actor.IsStaff() && p.Flash == nil {
		if f := s.Alarm(); f != nil {
			p.Flash = &ui.Notice{Kind: ui.Warning, Title: f.Message, Text: f.Remedy}
		}
	}
	return p
}

// navigation is what each role finds at the top of its pages.
func navigation(a access.Actor) []ui.NavLink {
	link := func(zh, en, href string) ui.NavLink { return ui.NavLink{Name: lang.T(zh, en), Href: href} }
	more := link("更多", "More", "/work/desks") // so that the menu of a telephone is one line
	switch a.Role {
	case access.Clerk:
		return []ui.NavLink{
			link("收件", "Receive", "/window"),
			link("工作台", "Work list", "/work"),
			link("办不成事", "Could not be done", "/centre/impasse"),
			more,
		}
	case access.CaseOfficer:
		return []ui.NavLink{
			link("工作台", "Work list", "/work"),
			link("差评整改", "Poor ratings", "/work/voice"),
			more,
		}
	case access.UnitHead:
		return []ui.NavLink{
			link("工作台", "Work list", "/work"),
			link("待我批准", "To approve", "/head"),
			link("超期上报", "Escalated", "/work/late"),
			more,
		}
	case access.CentreHead, access.Supervisor:
		return []ui.NavLink{
			link("今日工作", "Playbook", "/centre/playbook"),
			link("督办看板", "Board", "/board"),
			more,
		}
	case access.Auditor:
		return []ui.NavLink{
			link("督办看板", "Board", "/board"),
			link("全部办件", "All cases", "/board/cases"),
			link("红黄牌", "Cards", "/cards"),
			more,
		}
	case access.Administrator:
		return []ui.NavLink{
			link("事项", "Items", "/admin/items"),
			link("机构人员", "Units and staff", "/admin/org"),
			link("日历", "Calendar", "/admin/calendar"),
			link("密钥", "Keys", "/admin/keys"),
			more,
		}
	case access.Citizen:
		return []ui.NavLink{
			link("办事", "Services", "/"),
			link("我的办件", "My cases", "/my"),
			link("我的证照", "My certificates", "/my/certificates"),
		}
	}
	return []ui.NavLink{link("办事", "Services", "/"), link("查进度", "Track", "/track"), link("验证", "Verify", "/v")}
}

// Home is where a role begins.
func Home(r access.Role) string {
	switch r {
	case access.Clerk:
		return "/window"
	case access.CaseOfficer, access.UnitHead:
		return "/work"
	case access.CentreHead, access.Supervisor, access.Auditor:
		return "/board"
	case access.Administrator:
		return "/admin/items"
	case access.Citizen:
		return "/my"
	}
	return "/"
}

// owner is the tag under which a browser keeps what this account types, for the one it acts for.
func owner(a access.Actor) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"draft", a.Division, a.ID, a.Mandate}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Account is the tag under which a browser keeps what this account has yet to send, whomever it acts
// for; "" where nobody signed in.
func (r *Request) Account() string {
	if r.Actor.Role == access.Public || r.Actor.ID == "" {
		return ""
	}
	return owner(access.Actor{Division: r.Actor.Division, ID: r.Actor.ID})
}

// Show draws a page.
func (r *Request) Show(w http.ResponseWriter, p ui.Page, c ui.Component) error {
	return r.draw(w, p, c, "no-store")
}

func (r *Request) draw(w http.ResponseWriter, p ui.Page, c ui.Component, keep string) error {
	status := http.StatusOK
	if p.Fault != nil {
		status = ui.Status(p.Fault.Kind)
	}
	if p.Flash != nil {
		r.cookie(w, flashCookie, "", -1)
	}
	if _, err := r.Cookie(doneCookie); err == nil {
		p.Done = p.Fault == nil
		r.cookie(w, doneCookie, "", -1)
	}
	w.Header().Set("Cache-Control", keep)
	return ui.Write(w, r.Request, status, draw(p, c))
}

// Refused draws a form again with what was typed, when err is something the person can
// mend; other errors are given back for the error page.
func (r *Request) Refused(w http.ResponseWriter, p ui.Page, c ui.Component, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid && f.Kind != fault.Unlawful && f.Kind != fault.Conflict && f.Kind != fault.TooLarge && f.Kind != fault.TooMany {
		return err
	}
	p.Fault, p.Form = f, r.Form
	if r.Method == http.MethodPost {
		return r.draw(w, p, c, "private, no-cache") // so that Back from the next page finds it again and nothing is sent twice
	}
	return r.Show(w, p, c)
}

// Forget lets the browser drop what it keeps of refused forms: at the end of a session and
// where somebody leaves a shared machine.
func Forget(w http.ResponseWriter) { w.Header().Set("Clear-Site-Data", `"cache"`) }

// Go leads on after something was done, with a sentence for the next page.
func (r *Request) Go(w http.ResponseWriter, to string, said lang.Text) error {
	if !said.IsZero() {
		r.cookie(w, flashCookie, base64.RawURLEncoding.EncodeToString([]byte(said.ZH+"\x00"+said.EN)), 60)
	}
	if r.Method == http.MethodPost {
		r.cookie(w, doneCookie, "1", 60)
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// cookie sets one that tells the next page something; age is in seconds, below 0 it goes.
func (r *Request) cookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: r.Site.Secure(), SameSite: http.SameSiteLaxMode})
}

// Cookies for the page after an act: what to say, and that it was done.
const (
	flashCookie = "banjie_said"
	doneCookie  = "banjie_done"
)

func readFlash(v string) *ui.Notice {
	raw, err := base64.RawURLEncoding.DecodeString(v)
	zh, en, ok := strings.Cut(string(raw), "\x00")
	if err != nil || !ok || len(raw) > 2000 {
		return nil
	}
	return &ui.Notice{Kind: ui.Success, Title: lang.T(zh, en)}
}

// Form reads the sent form; the fault says when it was too large.
func (r *Request) ReadForm() error {
	err := r.ParseMultipartForm(4 << 20)
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.TooLarge, "too_large",
			lang.T("一次提交的内容太大了。", "Too much was sent at once."),
			lang.T("文件合计不超过 32 MB；请压缩或分次上传，已填写的内容还在。", "Files together may be 32 MB; please make them smaller or send them in parts. What you typed is kept.")).With(err)
	}
	if err != nil {
		return fault.New(fault.Invalid, "bad_form",
			lang.T("没有读懂提交的内容。", "What was sent could not be read."),
			lang.T("请返回上一页重新提交。", "Please go back and send it again.")).With(err)
	}
	return nil
}

// KeyField is the hidden field that makes a form count once.
const KeyField = ui.KeyField

// NewKey makes the token of a form when its page is drawn.
func NewKey() string { return rand.Text() }

// Idem makes the idempotency record of a sent form: its token and the hash of its content.
// A form without a token gets none.
func (r *Request) Idem() *casework.Idem {
	key := r.PostFormValue(KeyField)
	if key == "" || len(key) > 64 {
		return nil
	}
	actor := r.Actor.ID
	if actor == "" {
		actor = "form"
	}
	return &casework.Idem{Actor: actor, Key: key, Hash: r.content()}
}

// content is the hash of all that was sent: answers, and the names and bytes of files.
func (r *Request) content() (sum [32]byte) {
	h := sha256.New()
	io.WriteString(h, r.PostForm.Encode())
	if m := r.MultipartForm; m != nil {
		for _, field := range slices.Sorted(maps.Keys(m.File)) {
			for _, f := range m.File[field] {
				fmt.Fprintf(h, "\n%q %q %d ", field, f.Filename, f.Size)
				if in, err := f.Open(); err == nil { // read before; what is gone is told by its size
					io.Copy(h, in)
					in.Close()
				}
			}
		}
	}
	h.Sum(sum[:0])
	return sum
}

// Case loads the case of the path value "id" and checks that the actor may see it: the
// same answer for a case that does not exist and one that is none of his business.
func (r *Request) Case() (*casework.Case, *casework.Procedure, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, nil, fault.Missing()
	}
	return r.CaseByID(id)
}

// CaseByID is [Request.Case] for a known id.
func (r *Request) CaseByID(id casework.ID) (*casework.Case, *casework.Procedure, error) {
	c, p, err := r.Site.Engine.Load(r.Context(), casework.Key{Division: r.Site.Division, ID: id})
	if err != nil {
		return nil, nil, err
	}
	if err := r.sees(c); err != nil {
		return nil, nil, err
	}
	if r.Actor.IsStaff() && r.Site.Reads != nil {
		r.Site.Reads.Read(r.Actor, c.Key, "case", r.Site.Clock.Now())
	}
	return c, p, nil
}

// Sees says that the page of a case opens for whoever asks.
func (r *Request) Sees(c *casework.Case) bool { return r.sees(c) == nil }

func (r *Request) sees(c *casework.Case) error {
	if err := access.Check(r.Actor, access.ViewCase, c.Target()); err != nil {
		return err
	}
	if r.Actor.IsStaff() && c.Target().Sealed && !confided(r.Actor, c) {
		return fault.Missing() // whoever is protected is so from the rest of the house as well
	}
	return nil
}

// confided says that a case of somebody who is protected is in the hands of the actor's unit:
// a sealed one, or one of a procedure that says so of itself ([casework.Procedure.Confided]).
func confided(a access.Actor, c *casework.Case) bool {
	switch a.Role {
	case access.Clerk, access.Auditor, access.Administrator:
		return false
	}
	return slices.Contains(casework.RelationOf(a, c), casework.UnitMember)
}

// Unit gives a unit's name, or its id where the directory does not know it.
func (r *Request) Unit(id string) lang.Text {
	if u, ok := r.Site.Org().Unit(id); ok {
		return u.Name
	}
	return lang.T(id, id)
}

// Guide is a version of an item, ok false where there is none.
func (r *Request) Guide(code string, version int) (catalog.Item, bool) {
	it, err := r.Site.Items.Get(r.Context(), r.Site.Division, code, version)
	return it, err == nil
}

// Officer gives an officer's name, for those who may see it.
func (r *Request) Officer(id string) string {
	if o, ok := r.Site.Org().Officer(id); ok {
		return o.Name
	}
	return ""
}

// Directory is the organisation in force.
func (r *Request) Directory() *org.Directory { return r.Site.Org() }
