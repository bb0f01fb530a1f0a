package follow

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Track asks for number and code.
type Track struct{}

// View draws it.
func (Track) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: lang.T("查进度", "Track your case"), Lead: lang.T("不用登录。编号和查询码在回执上，查询码是提交前您记下的20位数字。", "No sign-in. The number stands on your receipt; the code is the 20 digits you wrote down before sending.")},
		ui.Form{Action: "/track", Body: ui.Components{
			ui.Field{Name: "number", Label: lang.T("办件编号", "Case number"), Hint: lang.T("可以只填最后12位数字。", "The last 12 digits will do."), Autocomplete: "off"},
			ui.Field{Name: "code", Kind: ui.Code, Secret: true, Label: lang.T("查询码", "Return code"), Hint: lang.T("20位数字，有没有空格都行。", "20 digits; spaces do not matter.")},
			ui.Actions{ui.Button{Label: lang.T("查看进度", "Show my case")}},
		}},
		ui.Disclosure{Summary: lang.T("查询码丢了怎么办？", "What if I have lost the code?"), Body: ui.Components{ui.Text(lang.T("查询码我们没有保存，找不回来。请带证件到任一窗口查询；登录后提交的，登录就能看到。", "We do not keep the code and cannot find it again. Bring your document to any window; what you sent signed in you see when you sign in."))}},
	}.View(p)
}

// Sample is the empty form.
func (Track) Sample() Track { return Track{} }

func (f *Pages) trackForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(lang.T("查进度", "Track your case")), Track{})
}

func (f *Pages) track(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("查进度", "Track your case"))
	if err := r.ReadForm(); err != nil {
		return r.Refused(w, p, Track{}, err)
	}
	if err := f.tries.Try(r.Request, f.Wall.Now()); err != nil {
		return r.Refused(w, p, Track{}, err)
	}
	number := ui.ReadCode(r.PostFormValue("number"))
	if strings.HasPrefix(strings.ToUpper(number), "C") { // complaints are followed on a page of their own
		return r.Go(w, "/complaint", lang.T("这是投诉编号，请在这里查。", "This is the number of a complaint; follow it here."))
	}
	key, err := f.find(r, number, ui.ReadCode(r.PostFormValue("code")))
	if err != nil {
		return r.Refused(w, p, Track{}, err)
	}
	f.Passes.Grant(w, key)
	return r.Go(w, "/cases/"+key.ID.String(), lang.Text{})
}

// find gives the case of a number if the code is its own. The answer and the work are
// the same for a number that does not exist and for a wrong code.
func (f *Pages) find(r *site.Request, number, code string) (casework.Key, error) {
	wrong := fault.InvalidInput()
	if number == "" {
		wrong.At("number", lang.T("请填写办件编号。", "Please enter the case number."))
	}
	if code == "" {
		wrong.At("code", lang.T("请填写查询码。", "Please enter the return code."))
	}
	if err := wrong.Or(); err != nil {
		return casework.Key{}, err
	}
	got := f.Site.Codes.Hash(code)
	key, err := f.lookUp(r, number)
	want := ""
	if err == nil {
		want, err = f.Site.Cases.CodeHash(r.Context(), key)
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return key, err
	}
	if err != nil || want == "" || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return casework.Key{}, fault.New(fault.Invalid, "wrong_number_or_code",
			lang.T("编号或者查询码不对。", "The number or the code is not right."),
			lang.T("请对照回执和您记下的查询码再填一遍。", "Please compare with your receipt and the code you wrote down.")).
			At("code", lang.T("编号和查询码对不上，请再核对。", "Number and code do not belong together; please check both."))
	}
	return key, nil
}

func (f *Pages) lookUp(r *site.Request, number string) (casework.Key, error) {
	digits := strings.Trim(number, "0123456789") == ""
	if digits && len(number) >= 12 && len(number) < 31 && f.Short != nil {
		return f.Short.ByShortNumber(r.Context(), f.Site.Division, number)
	}
	return f.Site.Cases.ByNumber(r.Context(), f.Site.Division, number)
}
