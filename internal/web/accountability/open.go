package accountability

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// factFields is how many facts the form takes.
const factFields = 5

// Open is the form that opens a file.
type Open struct {
	Token  string
	People []ui.Option
	Source string
	Number string
	Files  []casework.File
	Held   []ui.Hidden
}

// View draws it.
func (v Open) View(p ui.Page) templ.Component {
	facts := ui.Components{}
	for i := 1; i <= factFields; i++ {
		facts = append(facts, ui.Fieldset{Legend: lang.Format("事实%d", "Fact %d", i), Body: ui.Components{
			ui.Field{Name: fmt.Sprintf("fact%d", i), Kind: ui.Area, Rows: 2, Max: 1000, Optional: i > 1, Label: lang.T("发生了什么", "What happened")},
			ui.Field{Name: fmt.Sprintf("fact%d.number", i), Width: 20, Optional: true, Label: lang.T("哪一件的记录", "Number of the case that shows it"), Hint: lang.T("有书面证据的可以不填。", "Not needed where a paper shows it.")},
			ui.Field{Name: fmt.Sprintf("fact%d.seq", i), Kind: ui.Digits, Width: 4, Optional: true, Label: lang.T("第几步", "Which act of it")},
		}})
	}
	body := ui.Components{
		ui.Field{Name: "source", Kind: ui.Radios, Label: lang.T("线索从哪里来", "Where the lead comes from"), Value: v.Source, Options: options(accountability.Sources())},
		ui.Field{Name: "number", Width: 20, Value: v.Number, Label: lang.T("来源的编号", "Number of the source")},
		ui.Field{Name: "card", Width: 20, Optional: true, Label: lang.T("牌的编号", "The card"), Hint: lang.T("来自红黄牌的填写，例如 Y1-5-market。", "Only for a card, e.g. Y1-5-market.")},
		ui.Field{Name: "officer", Kind: ui.Choice, Width: 30, Label: lang.T("有关的工作人员", "The officer"), Options: v.People},
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 2000, Label: lang.T("为什么开启", "Why it is opened"), Hint: lang.T("本人看得到。不写投诉人是谁，也不写猜得出是谁的细节。", "The officer reads this. Nothing about who complained, nor what would show it.")},
	}
	body = append(append(body, facts...), upload.Notice(v.Files),
		ui.Field{Name: "file.evidence", Kind: ui.File, Optional: true, Label: lang.T("书面证据", "Papers"), Hint: lang.T("本人看得到。会暴露投诉人的不要上传。", "The officer sees them. Nothing that would show who complained."), Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, MaxFiles: 5},
		ui.Actions{ui.Button{Label: lang.T("开启，请本人说明", "Open it and ask the officer to reply")}, ui.LinkButton{Label: lang.T("不开启，返回", "No, go back"), Href: "/centre/accountability", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("开启责任追究案卷", "Open an accountability file"), Lead: lang.T("这是线索，不是结论。开启后本人五个工作日内说明；分清原因以前，不能提任何处理。", "It is a lead, not a verdict. The officer has five working days to reply; nothing is proposed before.")},
		ui.Form{Action: "/centre/accountability/new", Token: v.Token, Multipart: true, Hidden: v.Held, Body: noNil(body)}}.View(p)
}

func (a *Pages) form(r *site.Request) (ui.Page, Open) {
	v := Open{Token: site.NewKey(), Source: r.URL.Query().Get("source"), Number: r.URL.Query().Get("number")}
	day := a.Site.Calendar().DayOf(a.Site.Clock.Now())
	for _, u := range r.Directory().Units() {
		for _, o := range r.Directory().Staff(u.ID, day) {
			if o.ID != r.Actor.ID {
				v.People = append(v.People, ui.Option{Value: o.ID, Label: ui.Data(u.Name.ZH + " · " + o.Name)})
			}
		}
	}
	p := r.Page(lang.T("开启责任追究案卷", "Open an accountability file"))
	p.Breadcrumbs = []ui.Link{centreRoom, {Name: p.Title}}
	return p, v
}

func (a *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	p, v := a.form(r)
	return r.Show(w, p, v)
}

func (a *Pages) open(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	p, v := a.form(r)
	p.Form = r.PostForm
	files, err := upload.Read(r)
	v.Files, v.Held = files, upload.Hidden(r, files)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	text := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	in := &accountability.OpenInput{Officer: text("officer"), Source: text("source"), Number: full(text("number")), Card: text("card"), Files: files}
	for i := 1; i <= factFields; i++ {
		at := fmt.Sprintf("fact%d", i)
		seq, _ := strconv.ParseInt(text(at+".seq"), 10, 64) // what is no number names no act
		if f := (accountability.FactInput{Says: text(at), Number: full(text(at + ".number")), Seq: seq}); f != (accountability.FactInput{}) {
			in.Facts = append(in.Facts, f)
		}
	}
	out, err := a.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: string(access.OpenFile), Input: in, Reason: text("reason"), Idem: r.Idem(),
		Open: &casework.Open{Procedure: accountability.Name, Channel: "centre", Series: accountability.Series, Sealed: true}})
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/centre/accountability/"+out.Case.ID.String(), lang.T("已开启，本人在“关于我的案卷”里看得到，五个工作日内说明。", "Opened. The officer sees it under “files about me” and has five working days to reply."))
}

// full takes the blanks out of a number as it is shown to people.
func full(s string) string { return strings.ReplaceAll(s, " ", "") }

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	return ui.GalleryPages{
		specimen.Page("accountability", lang.T("责任追究", "Accountability"), specimen.Supervisor, List{}.Sample(), nil),
		specimen.Page("accountability-new", lang.T("开启案卷", "Open a file"), specimen.Supervisor, Open{Token: "sample", People: []ui.Option{{Value: "a", Label: ui.Data("林示例")}}}, narrow),
		specimen.Page("accountability-file", lang.T("一件案卷（投诉中心）", "A file at the centre"), specimen.Supervisor, File{}.Sample(false), nil),
		specimen.Page("accountability-own", lang.T("关于我的案卷", "A file about me"), specimen.Officer, File{}.Sample(true), nil),
		specimen.Page("accountability-mine", lang.T("关于我的案卷（清单）", "Files about me"), specimen.Officer, Mine{}.Sample(), nil),
		specimen.Page("oversight", lang.T("四条禁令和责任追究（公开）", "The four bans and accountability, in public"), specimen.Supervisor, Public{}.Sample(), nil),
		specimen.Page("accountability-unit", lang.T("本单位的责任追究", "Accountability in your unit"), specimen.Head, Unit{lang.T("县市场监督管理局", "Market supervision"), samples()}, nil),
	}
}
