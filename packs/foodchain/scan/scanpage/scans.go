package scanpage

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/scan"
)

// Scans counts them.
type Scans interface {
	// Add counts a page that was shown, without waiting.
	Add(key string, at time.Time)
	// Tell says in which town one of the scans of an hour (since 1970, UTC) was.
	Tell(key string, hour int64, town string)
	// Copies lists codes that may have been copied by findings that stand at an instant, the latest first.
	Copies(ctx context.Context, at time.Time, before int64, key string, most int) ([]scan.Found, error)
	// Counts gives the rows of one code, the latest first.
	Counts(ctx context.Context, key string, most int) ([]scan.Count, error)
	// Seen is what the page of a code says of it.
	Seen(ctx context.Context, key string, at time.Time) (scan.Seen, error)
}

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }

// tellable is for how many hours after a scan its town may be told.
const tellable = 2

// told takes the town that a scanner chose. Whatever is sent, the answer leads back to the page.
func (c *Pages) told(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 8<<10)
	if err := r.ParseForm(); err != nil {
		c.refuse(w, r, fault.New(fault.Invalid, "bad_form", lang.T("没有收全。", "It did not arrive whole."), lang.T("请再扫一次。", "Please scan again.")), "")
		return
	}
	now := c.Desk.Clock.Now()
	asked, err := scan.Read("https://id.gs1.org"+r.PostFormValue("code"), c.Desk.Calendar().DayOf(now).Year())
	if err != nil {
		c.refuse(w, r, err, "")
		return
	}
	hour, err := strconv.ParseInt(r.PostFormValue("hour"), 10, 64)
	if age := hourOf(now) - hour; err == nil && age >= 0 && age <= tellable && c.Scans != nil && c.Towns != nil {
		for _, t := range c.Towns() {
			if t.Code == r.PostFormValue("town") && asked.Unique() {
				c.Scans.Tell(asked.Key, hour, t.Code)
			}
		}
	}
	c.write(w, r, http.StatusOK, c.frame(r, lang.T("记下了", "Noted")), Told{asked.Path()})
}

// Told thanks for a town.
type Told struct{ Path string }

// Copies is the regulator's list of codes that may have been copied.
type Copies struct {
	List []scan.Found
	Next string       // address of the next page, "" at the end
	Code string       // whose counts are shown, "" for none
	Of   []scan.Count // its counts
	// Finding stands on that code now; Cleared was taken back. May: the reader may take it back.
	Finding *scan.Copy
	Cleared *scan.Cleared
	May     bool
	Town    func(code string) lang.Text
}

const mostCopies = 50

// copies shows the list, or the counts of one code.
func (c *Pages) copies(w http.ResponseWriter, r *site.Request) error {
	if !r.Actor.IsStaff() {
		return fault.Missing()
	}
	v := Copies{Town: c.townName}
	if c.Scans == nil {
		return r.Show(w, r.Page(copiesTitle), v)
	}
	if code := r.URL.Query().Get("code"); code != "" {
		asked, err := scan.Read("https://id.gs1.org"+code, c.Desk.Calendar().DayOf(c.Desk.Clock.Now()).Year())
		if err != nil {
			return err
		}
		if v, err = c.copiesOf(r, asked); err != nil {
			return err
		}
		return r.Show(w, r.Page(copiesTitle), v)
	}
	before, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = 0
	}
	if v.List, err = c.Scans.Copies(r.Context(), c.Desk.Clock.Now(), before, r.URL.Query().Get("key"), mostCopies); err != nil {
		return err
	}
	if n := len(v.List); n == mostCopies {
		last := v.List[n-1]
		v.Next = "/food/copies?before=" + strconv.FormatInt(hourOf(last.At), 10) + "&key=" + url.QueryEscape(last.Key)
	}
	return r.Show(w, r.Page(copiesTitle), v)
}

func (c *Pages) townName(code string) lang.Text {
	if c.Towns != nil {
		for _, t := range c.Towns() {
			if t.Code == code {
				return t.Name
			}
		}
	}
	if code == "" {
		return lang.T("没有说", "not told")
	}
	return ui.Data(code)
}

var copiesTitle = lang.T("可能被翻印的码", "Codes that may have been copied")

// View draws it.
func (v Copies) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: copiesTitle, Lead: lang.T("按规则从扫码次数里找出来的线索，不是结论；对不上规则了，三十天后自己撤掉。扫码只记码、钟点和扫的人自己选的乡镇。", "Leads found by rules in the counts of scans, and no verdicts; thirty days after the rule last held a lead ends by itself. Of a scan only code, hour and the town its scanner chose are kept.")}}
	if v.Code != "" {
		t := ui.Table{Caption: lang.T("这个码的扫码次数", "Counts of this code"), Columns: []ui.Column{{Name: lang.T("钟点", "Hour")}, {Name: lang.T("乡镇", "Town")}, {Name: lang.T("次数", "Times"), Numeric: true}}}
		for _, n := range v.Of {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{instant(time.Unix(n.Hour*3600, 0)), ui.Words(v.Town(n.Town)), ui.Words(ui.Data(strconv.FormatInt(n.N, 10)))}})
		}
		cs = append(ui.Components{ui.ErrorSummary{}}, cs...)
		return append(append(cs, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("码", "Code"), Body: ui.Link{Name: ui.Data(v.Code), Href: v.Code}}}}), append(v.one(), t, ui.Link{Name: lang.T("回到名单", "Back to the list"), Href: "/food/copies"})...).View(p)
	}
	if len(v.List) == 0 {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("现在没有。", "There is none at present.")})
	} else {
		t := ui.Table{Caption: lang.T("名单", "List"), Columns: []ui.Column{{Name: lang.T("码", "Code")}, {Name: lang.T("发现时", "Found")}, {Name: lang.T("一共扫过", "Scanned in all"), Numeric: true}, {Name: lang.T("线索", "Lead")}}}
		for _, f := range v.List {
			says := lang.Text{}
			if found := scan.CopyOf(f.Rule); found != nil {
				says = found.Says
			}
			path := scan.PathOf(f.Key)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Link{Name: ui.Data(path), Href: codeAddress(path)}, instant(f.At), ui.Words(ui.Data(strconv.FormatInt(f.Times, 10))), ui.Words(says)}})
		}
		cs = append(cs, t)
	}
	if v.Next != "" {
		cs = append(cs, ui.Link{Name: lang.T("下一页", "Next page"), Href: v.Next})
	}
	rules := ui.Components{}
	for _, r := range scan.RulesInWords() {
		rules = append(rules, ui.Text(r))
	}
	return append(cs, ui.Disclosure{Summary: lang.T("按什么规则", "By which rules"), Body: rules}).View(p)
}

func instant(t time.Time) ui.Component {
	return ui.Part(func(p ui.Page) templ.Component { return p.When(t) })
}

// Sample is a list with one code.
func (Copies) Sample() Copies {
	at := time.Date(2026, 6, 12, 3, 0, 0, 0, time.UTC)
	return Copies{Town: ui.Data, List: []scan.Found{{Key: "https://id.gs1.org/01/09529999000026/21/" + strings.Repeat("B1", 3), Rule: scan.Rules[0].ID, At: at, Times: 41, Last: at}}}
}
