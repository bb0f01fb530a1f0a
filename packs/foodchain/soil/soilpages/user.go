package soilpages

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/form"
	"banjie/packs/foodchain/soil"
)

var userTitle = lang.T("谁在种", "Who works it")

// users is who works the plot by day, for officers, with the keepers' form.
func (v Plot) users(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("经营主体，新的在前", "By day, the newest first"), Columns: []ui.Column{{Name: lang.T("从哪天起", "From")}, {Name: lang.T("统一社会信用代码", "Credit code")}},
		Empty: ui.Empty{Title: lang.T("没有登记谁在种", "Not recorded who works it"), Text: lang.T("农场说是自己的地，扫码页会写明只是农场自己填的。", "Where a farm names the plot, the scan page says that it is the farm's word alone.")}}
	for _, u := range slices.Backward(v.Users) {
		code := ui.Component(ui.Plain(u.Code))
		if u.Code == "" {
			code = ui.Words(lang.T("不清楚", "not known"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.OnDay(u.From), code}})
	}
	body := ui.Components{t}
	if v.Keeper {
		body = append(body, ui.LinkButton{Label: lang.T("登记谁在种", "Record who works it"), Href: Href(v.Parcel.Code) + "/user", Look: ui.Secondary})
	}
	return ui.Section{ID: "user", Title: userTitle, Body: body}
}

// UserForm asks who works a plot.
type UserForm struct{ Code string }

// View draws it.
func (v UserForm) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Caption: ui.Data(v.Code), Title: lang.T("登记谁在种", "Record who works it"), Lead: lang.T("只登记企业、合作社的信用代码，不登记农户。别的农场以后不能把这块地填成自己的；扫码页按采收那天登记的来写。", "Only the credit code of a firm or cooperative, never a household. Other farms can then not name the plot as theirs; the scan page goes by what held on the day of harvest.")},
		ui.Form{Action: Href(v.Code) + "/user", Body: ui.Components{
			ui.Field{Name: "user", Label: lang.T("统一社会信用代码", "Credit code"), Hint: lang.T("18位；不再清楚谁在种的，空着提交。", "18 characters; leave it empty where it is no longer known."), Width: 20, Optional: true, Autocomplete: "off"},
			ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("从哪一天起", "From which day on")},
			ui.Actions{ui.Button{Label: lang.T("登记，记入账本", "Record it on the ledger")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: Href(v.Code), Look: ui.Quiet}}}}}.View(p)
}

func (s *Pages) userFrame(r *site.Request) ui.Page {
	p := s.frame(r, userTitle)
	p.Breadcrumbs = []ui.Link{{Name: title, Href: "/soil"}, {Name: ui.Data(r.PathValue("code")), Href: Href(r.PathValue("code"))}, {Name: userTitle}}
	return p
}

func (s *Pages) askUser(w http.ResponseWriter, r *site.Request) error {
	if _, err := s.one(r); err != nil {
		return err
	}
	return r.Show(w, s.userFrame(r), UserForm{r.PathValue("code")})
}

// user records who works a plot.
func (s *Pages) user(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	code := r.PathValue("code")
	day, err := readDay(r)
	var f soil.UserFacts
	if err == nil {
		f, err = soil.PlanUser(r.Context(), s.Archive, s.Site.Division, code, r.PostFormValue("user"), day)
	}
	if err != nil {
		if _, gone := s.one(r); gone != nil {
			return gone
		}
		return r.Refused(w, s.userFrame(r), UserForm{code}, err)
	}
	if err := form.Of(r).Record(s.Site.Engine, casework.Whole{Kind: soil.UsersRecorded, Data: f}, func() (bool, error) { return s.holds(r, f.Users[0]) }); err != nil {
		return err
	}
	return r.Go(w, Href(code), lang.T("已登记谁在种。", "Recorded who works it."))
}

// holds says that the archive has what a form recorded before.
func (s *Pages) holds(r *site.Request, u soil.User) (bool, error) {
	all, err := s.Archive.Users(r.Context(), s.Site.Division, u.Parcel)
	return slices.Contains(all, u), err
}
