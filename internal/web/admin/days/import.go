package days

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
)

// purpose of a held file.
const purpose = "calendar"

// Import asks for a notice.
type Import struct{}

const example = `{"year": 2027, "title": "…", "number": "…", "source": "https://…",
 "days": [{"date": "2027-01-01", "name": "元旦", "off": true}]}`

// View draws it.
func (Import) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("导入放假通知", "Import a holiday notice"), Lead: lang.T("先看哪些天变了、哪些期限会动，再确认。", "See first which days change and which clocks move.")},
		ui.Form{Action: "/admin/calendar/import", Multipart: true, Body: ui.Components{
			ui.Field{Name: "file", Kind: ui.File, Formats: []string{"json"}, MaxBytes: 1 << 20, Label: lang.T("通知的 JSON 文件", "JSON file of the notice"), Optional: true},
			ui.Field{Name: "text", Kind: ui.Area, Rows: 10, Label: lang.T("或者粘贴 JSON", "Or paste the JSON"), Optional: true, Hint: lang.T("对照国务院办公厅通知原文填写；也认 holiday-cn 的格式。", "From the State Council's notice; the form of holiday-cn is read too.")},
			ui.Disclosure{Summary: lang.T("格式示例", "Example of the form"), Body: ui.Components{ui.Text(ui.Data(example))}},
			ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回日历", "Back to the calendar"), Href: "/admin/calendar", Look: ui.Quiet}},
		}}}.View(p)
}

// DryRun is what a notice would change.
type DryRun struct {
	Notice calendar.Notice
	Diff   calendar.Diff
	Moves  []Move
	Hidden []ui.Hidden
	Hash   string
	Clock  func(name string) lang.Text
}

// nothing says that there is nothing to do: the days are known and every clock counts by them.
func (v DryRun) nothing() bool { return v.Diff.IsZero() && len(v.Moves) == 0 }

// shownMoves is how many clocks a page lists; the count is of all.
const shownMoves = 100

var kindNames = map[calendar.Kind]lang.Text{
	calendar.Workday: lang.T("工作日", "working day"), calendar.Weekend: lang.T("周末", "weekend"),
	calendar.PublicHoliday: lang.T("放假", "day off"), calendar.AdjustedWorkday: lang.T("调休上班", "make-up workday"),
}

// View draws it.
func (v DryRun) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.Notice.ShortCite()), Title: lang.T("这份通知会改什么", "What this notice would change"), Lead: lang.T("这是预演，日历还没有变。", "This is a dry run; the calendar is unchanged.")}}
	if v.nothing() {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("现行日历已经是这样，没有什么要做。", "The calendar says so already; there is nothing to do."), Link: &ui.Link{Name: lang.T("回到日历", "Back to the calendar"), Href: "/admin/calendar"}}).View(p)
	}
	parts = append(parts, ui.Stats{{Name: lang.T("变动的日子", "Days that change"), Count: int64(len(v.Diff.Days)), Unit: lang.T("天", "days")},
		{Name: lang.T("到期日会动的期限", "Clocks that move"), Count: int64(len(v.Moves)), Unit: lang.T("个", "clocks"), Note: lang.T("确认后逐件重算，并告知当事人。", "They are counted again one by one, and people are told.")}})
	t := ui.Table{Caption: lang.T("变动的日子", "Days that change"), Columns: []ui.Column{{Name: lang.T("日期", "Day")}, {Name: lang.T("原来", "Before")}, {Name: lang.T("改为", "After")}}}
	for _, c := range v.Diff.Days {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.OnDay(c.Day), ui.Words(kindNames[c.Before]), ui.Words(kindNames[c.After])}})
	}
	parts = append(parts, v.moves(), t)
	return append(parts, ui.Form{Action: "/admin/calendar/import/confirm", Multipart: true, Hidden: append(append([]ui.Hidden{}, v.Hidden...), ui.Hidden{Name: "_plan", Value: v.Hash}), Body: ui.Components{
		ui.Actions{ui.Button{Label: lang.T("确认，让新日历生效", "Confirm: put the new calendar in force")}, ui.LinkButton{Label: lang.T("不导入，返回", "Do not import, go back"), Href: "/admin/calendar/import", Look: ui.Quiet}},
	}}).View(p)
}

func (v DryRun) moves() ui.Component {
	t := ui.Table{Caption: lang.T("到期日会动的期限", "Clocks that move"), Columns: []ui.Column{{Name: lang.T("办件编号", "Case")}, {Name: lang.T("期限", "Clock")}, {Name: lang.T("原到期日", "Due before")}, {Name: lang.T("新到期日", "Due after")}}, Empty: ui.Empty{Title: lang.T("没有期限会动。", "No clock moves.")}}
	if len(v.Moves) > shownMoves {
		t.Total = fmt.Sprintf("%d / %d", shownMoves, len(v.Moves))
	}
	for _, m := range v.Moves[:min(len(v.Moves), shownMoves)] {
		row := ui.Row{Cells: []ui.Component{ui.Plain(m.Number), ui.Words(v.Clock(m.Clock)), ui.OnDay(m.Before.Day), ui.OnDay(m.After.Day)}}
		if m.After.Day < m.Before.Day {
			row.Tone = ui.Soon
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Sample is an invented notice for a year that is not announced.
func (DryRun) Sample() DryRun {
	cal := calendar.Builtin()
	year := cal.LastAnnounced() + 1
	first := calendar.Date(year, 1, 1)
	n := calendar.Notice{Year: year, Title: "示例通知（虚构）", Number: "示例〔0000〕1号", Days: []calendar.NoticeDay{{Date: first, Name: "元旦", Off: true}, {Date: first + 2, Name: "元旦", Off: false}}}
	_, diff, err := cal.With(n)
	if err != nil {
		panic("days: " + err.Error()) // a literal of this function
	}
	return DryRun{Notice: n, Diff: diff, Hash: "sample", Clock: func(string) lang.Text { return lang.T("承诺期限", "promised limit") },
		Moves: []Move{{Number: "33059926120100031", Clock: "promised", Before: limit.Due{Day: first}, After: limit.Due{Day: first + 3}}}}
}

// clockName is a clock as its procedure calls it.
func clockName(e *casework.Engine) func(string) lang.Text {
	return func(name string) lang.Text {
		for _, p := range e.Procedures() {
			for _, c := range p.Clocks {
				if c.Name == name {
					return c.Title
				}
			}
		}
		return ui.Data(name)
	}
}

func (d *Pages) plan(r *site.Request, f held.File) (DryRun, *calendar.Calendar, error) {
	v := DryRun{Clock: clockName(r.Site.Engine)}
	var err error
	if v.Notice, err = calendar.ParseNotice(bytes.NewReader(f.Body)); err != nil {
		return v, nil, err
	}
	next, diff, err := r.Site.Calendar().With(v.Notice)
	if err != nil {
		return v, nil, err
	}
	v.Diff = diff
	if v.Moves, err = Moves(r.Context(), r.Site, next); err != nil {
		return v, nil, err
	}
	h := sha256.New()
	fmt.Fprintln(h, diff.From, diff.To)
	for _, m := range v.Moves {
		fmt.Fprintln(h, m.Number, m.Clock, m.Before.Day, m.After.Day)
	}
	v.Hash = hex.EncodeToString(h.Sum(nil))
	return v, next, nil
}

func (d *Pages) askImport(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("导入放假通知", "Import a holiday notice"))
	p.Back = "/admin/calendar"
	return r.Show(w, p, Import{})
}

// refuse shows the first page again, its errors at the text.
func refuse(w http.ResponseWriter, r *site.Request, err error) error {
	p := r.Page(lang.T("导入放假通知", "Import a holiday notice"))
	p.Back = "/admin/calendar"
	if f, ok := fault.As(err); ok {
		for i, x := range f.Fields {
			if x.Path != "file" {
				f.Fields[i] = fault.Field{Path: "text", Message: lang.T(x.Path+"："+x.Message.ZH, x.Path+": "+x.Message.EN)}
			}
		}
		if len(f.Fields) == 0 {
			f.At("text", f.Message)
		}
	}
	return r.Refused(w, p, Import{}, err)
}

func (d *Pages) dryRun(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return refuse(w, r, err)
	}
	f := held.File{Name: "pasted.json", Body: []byte(strings.TrimSpace(r.PostForm.Get("text")))}
	if len(f.Body) == 0 {
		var err error
		if f, err = held.Upload(r, "file", "json"); err != nil {
			return refuse(w, r, err)
		}
	}
	v, _, err := d.plan(r, f)
	if err != nil {
		return refuse(w, r, err)
	}
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	p := r.Page(lang.T("这份通知会改什么", "What this notice would change"))
	p.Wide, p.Back = true, "/admin/calendar/import"
	return r.Show(w, p, v)
}

func (d *Pages) confirm(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return refuse(w, r, err)
	}
	f, err := held.Open(r, purpose)
	if err != nil {
		return refuse(w, r, err)
	}
	v, next, err := d.plan(r, f)
	if err != nil {
		return refuse(w, r, err)
	}
	p := r.Page(lang.T("这份通知会改什么", "What this notice would change"))
	p.Wide, p.Back = true, "/admin/calendar/import"
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	to := fmt.Sprintf("/admin/calendar?year=%d", v.Notice.Year)
	if v.nothing() {
		return r.Go(w, to, lang.T("现行日历已经是这样，没有什么要做。", "The calendar says so already; there was nothing to do."))
	}
	if v.Hash != r.PostForm.Get("_plan") {
		return r.Refused(w, p, v, fault.New(fault.Conflict, "plan_moved", lang.T("预演以后日历或在办的件有了变化，没有导入。", "The calendar or running cases changed since the dry run; nothing was imported."), lang.T("请看过新的预演再确认。", "Please look at the new dry run and confirm again.")))
	}
	if !v.Diff.IsZero() { // else the notice is in force and only cases are left to be counted again
		if _, err := r.Site.Engine.Record(r.Context(), r.Actor, CalendarImported, v.Notice, casework.Private{}); err != nil {
			return r.Refused(w, p, v, err)
		}
		d.Use(next)
	}
	done, failed := rederive(r, v.Moves)
	if failed > 0 {
		return r.Go(w, to, lang.Format("新日历已生效，%d件已重算，%d件没有算成。请再导入一次同一份通知，接着算。", "The new calendar is in force; %d cases were counted again, %d could not be. Import the same notice again to go on.", done, failed))
	}
	return r.Go(w, to, lang.Format("新日历已生效，%d件已重算。", "The new calendar is in force; %d cases were counted again.", done))
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	refused := func(p *ui.Page) {
		p.Wide = false
		p.Fault = fault.New(fault.Invalid, "bad_notice", lang.T("放假通知的内容有误，没有导入。", "The holiday notice is wrong and was not imported."), lang.T("请对照原文改正后重新导入；现行日历没有变化。", "Correct it and import it again; the calendar in force is unchanged.")).
			At("text", lang.T("days[3].date：2027-02-29 不是有效日期", "days[3].date: 2027-02-29 is not a date"))
	}
	return ui.GalleryPages{
		specimen.Page("calendar", lang.T("工作日历", "Calendar"), Year{}.Sample(2026), nil),
		specimen.Page("calendar-not-announced", lang.T("工作日历，还没有公布", "Calendar, not announced"), Year{}.Sample(2027), nil),
		specimen.Page("calendar-import", lang.T("导入放假通知", "Import a holiday notice"), Import{}, specimen.Narrow),
		specimen.Page("calendar-import-refused", lang.T("导入放假通知，有错", "Import a holiday notice, refused"), Import{}, refused),
		specimen.Page("calendar-dry-run", lang.T("这份通知会改什么", "What this notice would change"), DryRun{}.Sample(), nil),
	}
}
