package follow

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/ecert"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/casepaper"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Progress is a case for its applicant: what to do now, then everything the official sees.
type Progress struct {
	Case         caseview.View
	Base         string
	Todo         []ui.Notice
	Certificates []ui.Link
	Letters      ui.Component  // papers to print; nil for none
	Duties       ui.Components // what came of poor ratings
	Withdraw     bool
	ByPass       bool // opened by number and code
}

// View draws it.
func (v Progress) View(p ui.Page) templ.Component {
	cs := ui.Components{v.Case.Head()}
	for _, n := range v.Todo {
		cs = append(cs, n)
	}
	if len(v.Certificates) > 0 {
		a := ui.Actions{}
		for _, l := range v.Certificates {
			a = append(a, ui.LinkButton{Label: l.Name, Href: l.Href, Icon: ui.IconShield})
		}
		cs = append(cs, a)
	}
	cs = append(cs, v.Duties...)
	cs = append(cs, v.Case.Way(), v.Case.Limits())
	if v.Case.Decision != nil {
		cs = append(cs, v.Case.Outcome())
	}
	cs = append(cs, v.Case.Documents(), v.Letters, v.Case.Story(), v.Case.Concealed())
	a := ui.Actions{ui.LinkButton{Label: lang.T("收件回执", "Receipt"), Href: v.Base + "/receipt", Look: ui.Secondary}, ui.PrintButton{}}
	if v.Withdraw {
		a = append(a, ui.LinkButton{Label: lang.T("撤回申请", "Withdraw the application"), Href: v.Base + "/withdraw", Look: ui.Quiet})
	}
	if v.ByPass {
		a = append(a, ui.PostButton{Button: ui.Button{Label: lang.T("离开（公用电脑）", "Leave (shared machine)"), Look: ui.Quiet}, Action: v.Base + "/leave"})
	}
	return append(cs, a).View(p)
}

// todo is what the applicant has to do, or that there is nothing.
func (f *Pages) todo(r *site.Request, o opened) []ui.Notice {
	if o.actor.IsStaff() {
		return nil
	}
	ns := f.impasseTodo(o)
	file := licensing.FileOf(o.c)
	by := func(clock, zh, en string) lang.Text {
		due, ok := caseview.Deadline(o.c, clock)
		if !ok {
			return lang.T(zh, en)
		}
		return lang.T("请在"+due.ZH+"之前"+zh, en+" by "+due.EN)
	}
	if o.allowed("submit_correction") {
		ns = append(ns, ui.Notice{Kind: ui.Warning, Title: by("correction", "补正材料", "Please hand in the corrections"),
			Text: lang.T("要补的内容只告知一次，不会再加。到期没有补正，视为撤回，可以重新申请。", "What is to be corrected is told once; nothing will be added. Without it the application counts as withdrawn; you may apply again."), Link: &ui.Link{Name: lang.T("去补正", "Correct now"), Href: o.base + "/correct"}})
	}
	if len(file.Tolerated) > 0 && o.allowed("supply") {
		ns = append(ns, ui.Notice{Kind: ui.Warning, Title: by("tolerant", "补交后补的材料", "Please hand in the documents that were to follow"),
			Text: f.tolerated(r, o), Link: &ui.Link{Name: lang.T("去补交", "Hand in now"), Href: o.base + "/supply"}})
	}
	if h := file.Hearing; h != nil && h.Offered && !h.Requested && !h.Lapsed && o.allowed("request_hearing") {
		ns = append(ns, ui.Notice{Kind: ui.Warning, Title: by("hearing_request", "决定要不要听证", "Decide whether you want a hearing"),
			Text: lang.T("听证不收费，要不要由您决定。", "It is free of charge and your choice."), Link: &ui.Link{Name: lang.T("看看听证怎么办", "About the hearing"), Href: o.base + "/hearing"}})
	}
	if h := file.Hearing; h != nil && h.Requested && !h.Announced && !h.Held && o.allowed("withdraw_hearing") {
		ns = append(ns, ui.Notice{Kind: ui.Info, Text: lang.T("您申请的听证正在组织，不想听证了可以撤回。", "The hearing you asked for is being prepared; you may withdraw the request."), Link: &ui.Link{Name: lang.T("撤回听证申请", "Withdraw the request"), Href: o.base + "/hearing/withdraw"}})
	}
	if verb, ok := o.verbOfRating(); verb == "rate" {
		ns = append(ns, ui.Notice{Kind: ui.Info, Title: lang.T("办得怎么样，您来评", "How was it? Your say counts"), Text: lang.T("自愿评价。经办人员看不到您写的话。", "Voluntary. The officers at work do not see your words."), Link: &ui.Link{Name: lang.T("去评价", "Rate it"), Href: o.base + "/rate"}})
	} else if ok {
		ns = append(ns, ui.Notice{Kind: ui.Info, Text: lang.T("您评价过了，可以再追加评价一次。", "You have rated it; you may add one follow-up rating."), Link: &ui.Link{Name: lang.T("追加评价", "Follow-up rating"), Href: o.base + "/rate"}})
	}
	if len(ns) == 0 && o.c.IsOpen() && !file.Disowned {
		ns = append(ns, ui.Notice{Kind: ui.Success, Text: lang.T("现在不用您做什么。有进展会写在下面，要您补什么只会告知一次。", "Nothing is needed from you now. News is written below; if anything is missing you are told once.")})
	}
	if failed(o.c) {
		ns = append(ns, ui.Notice{Kind: ui.Info, Title: lang.T("觉得这件事本来能办成？", "Do you think it could have been done?"), Text: lang.T("没办成、或者拖着没办，可以向“办不成事”窗口反映，编号已经替您填好。", "If it was not got done, or is late, tell the window for what could not be done; the number is filled in."),
			Link: &ui.Link{Name: lang.T("反映这件事办不成", "Report that this could not be got done"), Href: o.base + "/report-impasse"}})
	}
	if o.mayDisown() {
		ns = append(ns, ui.Notice{Kind: ui.Info, Title: lang.T("这件申请用了您的证件号", "This application names your document"), Text: lang.T("提交时没有登录，没有核验是谁提交的。", "It was filed without signing in, and nobody checked who filed it."),
			Link: &ui.Link{Name: lang.T("不是我提交的", "It is not mine"), Href: o.base + "/disown"}})
	}
	return ns
}

// tolerated explains the two days of a case accepted with papers to follow: the promise runs
// meanwhile, and the decision needs the papers.
func (f *Pages) tolerated(r *site.Request, o opened) lang.Text {
	text := lang.T("已经先受理了，材料补齐才能作决定；到期没有补齐的，撤销受理。", "Your case is accepted; the decision needs these documents, and without them by that day the acceptance is revoked.")
	k, ok := o.c.Clock("promised")
	last, have := caseview.Deadline(o.c, "promised")
	if t, due := o.c.Clock("tolerant"); ok && have && due && k.State.Open() && k.Due.At.Before(t.Due.At) {
		text = lang.T(text.ZH+"承诺期限"+last.ZH+"先到：早补早决定，这之前补齐才来得及按期决定。", text.EN+" The promised limit, "+last.EN+", ends first: only what comes before it can be decided in time.")
	}
	return text
}

func (f *Pages) progress(w http.ResponseWriter, r *site.Request) error {
	o, err := f.open(r)
	if err != nil {
		return err
	}
	v := Progress{Case: caseview.Of(f.input(r, o)), Base: o.base, Todo: f.todo(r, o), Letters: casepaper.Links(o.c, o.item, o.base), Withdraw: o.allowed("withdraw"), ByPass: r.Actor.Role == access.Public}
	if !o.actor.IsStaff() { // the handler reads on the desk what is the handler's to read
		if v.Duties, err = caseview.Duties(r.Context(), f.Site.Engine, o.c); err != nil {
			return err
		}
	}
	if f.Site.Certificates != nil {
		issued, err := f.Site.Certificates.OfCase(r.Context(), o.c.Key)
		if err != nil {
			return err
		}
		v.Certificates = certificateLinks(issued, o.base)
	}
	p := r.Page(v.Case.Title)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("首页", "Home"), Href: "/"}, {Name: lang.T("查进度", "Track"), Href: "/track"}, {Name: v.Case.Title}}
	if r.Actor.Role == access.Citizen {
		p.Breadcrumbs[1] = ui.Link{Name: lang.T("我的办件", "My cases"), Href: "/my"}
	}
	return r.Show(w, p, v)
}

// certificateLinks leads to what the case issued, by way of the case: the pass opens it too.
func certificateLinks(issued []ecert.Certificate, base string) (links []ui.Link) {
	for _, c := range issued {
		if c.Status == ecert.Valid {
			links = append(links, ui.Link{Name: lang.T("查看电子证照", "See the certificate"), Href: base + "/certificates/" + c.ID})
		}
	}
	return links
}

func (f *Pages) clock(w http.ResponseWriter, r *site.Request) error {
	o, err := f.open(r)
	if err != nil {
		return err
	}
	in, name := f.input(r, o), r.PathValue("name")
	if r.URL.Query().Get("format") == "text" {
		text, err := caseview.ExplainText(in, name, r.Lang)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		_, err = w.Write([]byte(text))
		return err
	}
	v, err := caseview.Explain(in, name)
	if err != nil {
		return err
	}
	return r.Show(w, o.frame(r, v.Title), v)
}
