package recallpages

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// Public is the list of published notices.
type Public struct {
	Recalls []recall.Row
	Next    string
}

var publicTitle = lang.T("食品召回公告", "Food recall notices")

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("公告，新的在前", "Notices, the newest first"), Columns: []ui.Column{{Name: lang.T("食品", "Food")}, {Name: lang.T("级别", "Grade")}, {Name: lang.T("公告日期", "Published")}, {Name: lang.T("状态", "State")}}, Next: v.Next,
		Empty: ui.Empty{Title: lang.T("没有召回公告", "No notices"), Text: lang.T("买到的食品有疑问，可以扫追溯码，或者向我们反映。", "If you doubt what you bought, scan its code or tell us.")}}
	for _, r := range v.Recalls {
		t.Rows = append(t.Rows, ui.Row{Href: "/recalls/" + r.Number, Cells: []ui.Component{ui.Words(ui.Data(r.Title)), recallview.GradeTag(r), recallview.Moment(r.Published), ui.Words(publicState(r.State))}})
	}
	return ui.Components{ui.Heading{Title: publicTitle, Lead: lang.T("家里有公告里的食品，不要吃，退回购买的店。", "If you have such food at home, do not eat it; take it back to the shop.")}, t}.View(p)
}

func publicState(s casework.State) lang.Text {
	switch s {
	case recall.Closed:
		return lang.T("召回结束，仍不要吃", "ended; still not to be eaten")
	case recall.Lifted:
		return lang.T("已撤销，可以正常食用", "lifted; it may be eaten")
	case recall.Withdrawn:
		return lang.T("召回是开错的，已收回", "opened by mistake and withdrawn")
	}
	return lang.T("召回中", "running")
}

func (g *Pages) public(w http.ResponseWriter, r *site.Request) error {
	real := false
	page, err := g.Lists.List(r.Context(), recall.Query{Division: g.Site.Division, Published: true, Drills: &real, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	v := Public{Recalls: page.Recalls}
	if page.Next != "" {
		v.Next = "/recalls?after=" + page.Next
	}
	return r.Show(w, r.Page(publicTitle), v)
}

// Notice is one public notice.
type Notice struct {
	Number    string
	Title     string
	Grade     recall.Grade
	State     casework.State
	Cause     string
	Words     string    // as it was published
	Starts    lang.Text // as it stands on the packages
	Maker     lang.Text // never a person's name
	Published time.Time
	Ended     time.Time
}

// View draws it.
func (v Notice) View(p ui.Page) templ.Component {
	kind, title := ui.Problem, lang.T("不要吃。退回购买的店，或者联系我们。", "Do not eat it. Take it back to the shop or call us.")
	if v.State == recall.Lifted {
		kind, title = ui.Success, lang.T("召回已撤销，可以正常食用。", "The recall was lifted; it may be eaten.")
	}
	if v.State == recall.Withdrawn {
		kind, title = ui.Success, lang.T("这个召回是开错的，已经收回。", "This recall was opened by mistake and was withdrawn.")
	}
	rows := []ui.SummaryRow{
		{Key: lang.T("食品", "Food"), Value: ui.Data(v.Title)},
		{Key: lang.T("批次", "Lots"), Value: v.Starts},
		{Key: lang.T("生产者", "Producer"), Value: v.Maker},
		{Key: lang.T("级别", "Grade"), Value: v.Grade.Title()},
		{Key: lang.T("原因", "Cause"), Value: recallview.OptionText(v.Cause)},
		{Key: lang.T("公告时间", "Published"), Body: recallview.Moment(v.Published)},
		{Key: lang.T("状态", "State"), Value: publicState(v.State)},
	}
	return ui.Components{ui.Heading{Title: lang.T("召回公告："+v.Title, "Recall: "+v.Title), Caption: ui.Data(v.Number)}, ui.Notice{Kind: kind, Title: title}, ui.Text(ui.Data(v.Words)), ui.SummaryList{Rows: rows},
		ui.Text(lang.T("扫一扫包装上的追溯码，就能知道您手里的这一件在不在召回范围。", "Scan the code on the package to see whether yours is among them."))}.View(p)
}

func (g *Pages) notice(w http.ResponseWriter, r *site.Request) error {
	key, err := g.Site.Cases.ByNumber(r.Context(), g.Site.Division, r.PathValue("number"))
	if err != nil {
		return err
	}
	c, _, err := g.Site.Engine.Load(r.Context(), key)
	if err != nil {
		return err
	}
	f := recall.FileOf(c)
	if c.Procedure != recall.Name || f.Drill || f.Published.IsZero() {
		return fault.Missing()
	}
	v := Notice{Number: c.Number, Title: f.Title, Grade: f.Grade, State: c.State, Cause: f.Cause, Published: f.Published, Ended: c.Closed}
	if v.Starts, err = g.starts(r.Context(), f); err != nil {
		return err
	}
	v.Maker = lang.T("还在查", "not known yet")
	if f.Maker != "" {
		v.Maker = g.Place(r.Context(), f.Maker).Public
	}
	for _, e := range c.Events {
		if e.Kind == "recall_published" {
			v.Words = e.Private.Text
		}
	}
	p := r.Page(publicTitle)
	p.Back = "/recalls"
	return r.Show(w, p, v)
}
