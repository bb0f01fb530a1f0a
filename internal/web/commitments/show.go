package commitments

import (
	"io"
	"math"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/commitment"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// One is one commitment with all versions and what the visitor may do.
type One struct {
	commitment.Commitment
	Name    lang.Text // of the unit
	Item    ui.Link   // of a service promise
	Today   calendar.Day
	Before  []commitment.Month // of a problem: the baseline
	Months  []commitment.Month // and since
	Times   *Observed          // of a service promise
	Token   string
	Editing commitment.Terms // what the change form shows
	// What the visitor may do now.
	Change, Deliver, Withdraw, Judge bool
	Hidden                           []ui.Hidden // files kept from a refused report
	Only                             string      // form of a refused act
	Published                        calendar.Day
}

// View draws it.
func (v One) View(p ui.Page) templ.Component {
	t := tag(v.Commitment, v.Today)
	parts := ui.Components{ui.ErrorSummary{IDs: map[string]string{"reason": "f-" + v.Only + "-reason"}}, ui.Heading{Caption: v.Name, Title: ui.Data(v.Sentence), Tag: &t}, v.facts(p)}
	if v.Report != nil {
		parts = append(parts, ui.Section{ID: "report-said", Title: lang.T("单位报告的兑现情况", "What the unit reports"), Body: ui.Components{v.reported(p)}})
	}
	if v.Times != nil {
		parts = append(parts, ui.Section{ID: "observed", Title: lang.T("承诺旁边是实际", "The promise beside what happened"), Body: v.Times.parts()})
	}
	if v.Kind == commitment.Problem {
		parts = append(parts, ui.Section{ID: "rate", Title: lang.T("这个比率每个月是多少", "The rate, month by month"), Body: v.chart()})
	}
	parts = append(parts, v.forms(p)...)
	return append(parts, ui.Section{ID: "versions", Title: lang.T("每一版和它的指纹", "Every version and its fingerprint"), Body: v.versions(p)},
		ui.Section{ID: "story", Title: lang.T("记录", "Record"), Body: ui.Components{v.story(p)}}, ui.Actions{ui.PrintButton{}}).View(p)
}

func (v One) facts(p ui.Page) ui.Component {
	row := func(zh, en string, value lang.Text) ui.SummaryRow {
		return ui.SummaryRow{Key: lang.T(zh, en), Value: value}
	}
	rows := []ui.SummaryRow{row("编号", "Number", ui.Data(v.ID)), row("类别", "Kind", v.Kind.Title()), row("怎么衡量", "Measure", ui.Data(v.Measure)), row("目标", "Target", ui.Data(v.Target)),
		row("兑现日期", "Day", ui.Data(p.Day(v.Due))), row("凭什么证明", "Evidence", ui.Data(v.Evidence))}
	if v.Item.Href != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("事项", "Item"), Body: v.Item})
	}
	if r, ok := commitment.RateOf(v.Rate); ok {
		rows = append(rows, row("比率", "Rate", lang.T(r.Name.ZH+"："+r.Says.ZH, r.Name.EN+": "+r.Says.EN)), row("上限", "Limit", ui.Data(commitment.Percent(v.Limit))))
	}
	return ui.SummaryList{Rows: rows}
}

var claimTitles = map[commitment.Claim]lang.Text{
	commitment.Delivered: lang.T("已经兑现", "Delivered"), commitment.InPart: lang.T("部分兑现", "Partly delivered"), commitment.NotDelivered: lang.T("没有兑现", "Not delivered"),
}

func (v One) reported(p ui.Page) ui.Component {
	rows := []ui.SummaryRow{{Key: lang.T("单位说", "The unit says"), Value: claimTitles[v.Report.Claim]}}
	if v.Report.Claim == commitment.Delivered {
		rows = append(rows, ui.SummaryRow{Key: lang.T("哪一天兑现的", "Delivered on"), Value: ui.Data(p.Day(v.Report.Day))})
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("做了什么，或者为什么没做到", "What was done, or why not"), Value: ui.Data(v.Report.Words)})
	if v.Report.Link != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("在哪里看得到", "Where it can be seen"), Body: ui.Link{Name: ui.Data(v.Report.Link), Href: v.Report.Link}})
	}
	if v.Report.File != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("证明材料", "Evidence"), Body: ui.Link{Name: ui.Data(v.Report.Name + " (" + ui.Size(v.Report.Size) + ")"), Href: Href(v.ID) + "/evidence/" + strconv.FormatInt(v.reportSeq(), 10)}})
	}
	return ui.SummaryList{Rows: rows}
}

// reportSeq is the event of the report in force.
func (v One) reportSeq() int64 {
	for i := len(v.Log) - 1; i >= 0; i-- {
		if v.Log[i].Kind == commitment.Delivery {
			return v.Log[i].Seq
		}
	}
	return 0
}

// versions are all versions, the newest first, each beside the one before.
func (v One) versions(p ui.Page) (parts ui.Components) {
	for i := len(v.Versions) - 1; i >= 0; i-- {
		x := v.Versions[i]
		base := Href(v.ID) + "/versions/" + strconv.Itoa(x.Terms.Version)
		rows := []ui.SummaryRow{{Key: lang.Format("第%d版", "Version %d", x.Terms.Version), Value: ui.Data(p.Instant(x.At))}}
		if x.Reason != "" {
			rows = append(rows, ui.SummaryRow{Key: lang.T("为什么改", "Why it was changed"), Value: ui.Data(x.Reason)})
		}
		rows = append(rows, ui.SummaryRow{Key: lang.T("指纹（SHA-256）", "Fingerprint (SHA-256)"), Value: ui.Data(x.Hash)},
			ui.SummaryRow{Key: lang.T("自己算一遍", "Compute it yourself"), Body: ui.Link{Name: lang.Format("第%d版内容（JSON）", "Content of version %d (JSON)", x.Terms.Version), Href: base + "/terms.json"}},
			ui.SummaryRow{Key: lang.T("账本里有没有", "Is it on the ledger"), Body: ui.Link{Name: lang.Format("第%d版的账本回执", "Ledger receipt of version %d", x.Terms.Version), Href: base + "/receipt.txt"}})
		parts = append(parts, ui.SummaryList{Rows: rows})
		if i > 0 {
			parts = append(parts, difference(v.Versions[i-1].Terms, x.Terms))
		}
	}
	return parts
}

// difference shows what changed between two versions.
func difference(a, b commitment.Terms) ui.Component {
	t := ui.Table{Caption: lang.Format("第%d版改了什么", "What version %d changed", b.Version), Columns: []ui.Column{{Name: lang.T("哪一项", "Field")}, {Name: lang.T("原来", "Before")}, {Name: lang.T("现在", "Now")}}}
	for _, d := range commitment.Diff(a, b) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(d.Name), ui.Words(ui.Data(d.Old)), ui.Words(ui.Data(d.New))}})
	}
	return t
}

func (v One) story(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("从公开起的每一步", "Every step since publication"), Columns: []ui.Column{{Name: lang.T("时间", "When")}, {Name: lang.T("做了什么", "What")}, {Name: lang.T("说明", "Words")}}}
	for _, e := range v.Log {
		words, what := e.Reason, e.Title()
		if e.Report != nil {
			words = e.Report.Words
			what = lang.T(what.ZH+"："+claimTitles[e.Report.Claim].ZH, what.EN+": "+claimTitles[e.Report.Claim].EN)
		}
		if e.Outcome != "" {
			what = lang.T(what.ZH+"："+e.Outcome.Title().ZH, what.EN+": "+e.Outcome.Title().EN)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Moment(e.At), ui.Words(what), ui.Words(ui.Data(words))}})
	}
	return t
}

// chart is the rate of a problem before and since, beside control limits and the unit's own limit.
func (v One) chart() (parts ui.Components) {
	centre, points, ok := commitment.Chart(v.Before, append(append([]commitment.Month{}, v.Before...), v.Months...))
	if ok {
		parts = append(parts, ui.Text(lang.Format("公开以前%d个月平均%.1f%%；自己定的上限是%s。", "Over %d months before publication it was %.1f%% on average; the limit set is %s.", len(v.Before), 100*centre, commitment.Percent(v.Limit))))
	}
	parts = append(parts, ui.Text(lang.T("连续三个整月都不超过上限，才能算解决。控制界限之内的上下是碰巧，超出来的才是真的变了。", "It counts as solved after three full months at most at the limit. Ups and downs within the control limits are chance; beyond them something has changed.")))
	columns := ui.Columns{Title: lang.T("每月比率", "Rate by month"), Unit: lang.T("（万分之几）", " (per ten thousand)")}
	t := ui.Table{Caption: lang.T("每月的件数和控制界限", "Counts and control limits by month"), Columns: []ui.Column{{Name: lang.T("月份", "Month")}, {Name: lang.T("分子÷分母", "Numerator ÷ denominator")}, {Name: lang.T("比率", "Rate"), Numeric: true}, {Name: lang.T("控制界限", "Control limits")}, {Name: lang.T("看法", "Reading")}},
		Empty: ui.Empty{Title: lang.T("还没有满一个月", "No month is full yet")}}
	for i, c := range points {
		y, m, _ := c.First.Date()
		label := lang.T(strconv.Itoa(y)+"年"+strconv.Itoa(int(m))+"月", m.String()[:3]+" "+strconv.Itoa(y))
		columns.Points = append(columns.Points, ui.Point{Label: label, Value: int64(math.Round(c.Rate * 10000))})
		reading := lang.T("在界限内", "within the limits")
		switch {
		case c.N == 0:
			reading = lang.T("没有办件", "no cases")
		case c.Out && c.Rate > centre:
			reading = lang.T("明显变差", "clearly worse")
		case c.Out:
			reading = lang.T("明显变好", "clearly better")
		}
		if i < len(v.Before) {
			reading = lang.T("公开以前", "before publication")
		}
		limits := ui.Percent(int64(math.Round(c.Low*1000)), 1000) + " – " + ui.Percent(int64(math.Round(c.High*1000)), 1000)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(label), ui.Plain(ui.Number(c.K) + " ÷ " + ui.Number(c.N)), ui.Plain(ui.Percent(c.K, max(c.N, 1))), ui.Plain(limits), ui.Words(reading)}})
	}
	if len(columns.Points) > 0 {
		parts = append(parts, columns)
	}
	return append(parts, t)
}

// load gives the commitment of the address with what stands beside it.
func (c *Pages) load(r *site.Request) (One, error) {
	k, err := c.Register.Commitment(r.Context(), c.Site.Division, r.PathValue("id"))
	if err != nil {
		return One{}, err
	}
	v := One{Commitment: k, Name: r.Unit(k.Unit), Today: c.today(), Token: site.NewKey(), Editing: k.Terms, Published: c.Site.Calendar().DayOf(k.Versions[0].At)}
	if k.Item != "" {
		if it, err := c.Site.Items.Current(r.Context(), c.Site.Division, k.Item); err == nil {
			v.Item = ui.Link{Name: it.Name, Href: "/items/" + it.Slug}
			if v.Times, err = c.observed(r.Context(), it); err != nil {
				return v, err
			}
		} else if fault.KindOf(err) != fault.NotFound {
			return v, err
		}
	}
	if k.Kind == commitment.Problem {
		if v.Before, v.Months, err = c.months(r, k); err != nil {
			return v, err
		}
	}
	target := access.Target{Division: c.Site.Division, Unit: k.Unit}
	owner := access.Check(r.Actor, access.WriteCommitment, target) == nil
	v.Change = owner && k.State == commitment.Open && v.Today < k.Due
	v.Withdraw = v.Change
	v.Deliver = owner && k.State == commitment.Open
	v.Judge = k.State == commitment.Reported && r.Actor.Unit != k.Unit && access.Check(r.Actor, access.JudgeCommitment, target) == nil
	return v, nil
}

// months are a problem's full months before its publication and since, up to today.
func (c *Pages) months(r *site.Request, k commitment.Commitment) (before, since []commitment.Month, err error) {
	cal := c.Site.Calendar()
	published, today := cal.DayOf(k.Versions[0].At), c.today()
	if before, err = c.Register.Months(r.Context(), c.Site.Division, k.Unit, k.Rate, commitment.Full(published, commitment.Baseline)); err != nil {
		return nil, nil, err
	}
	for len(before) > 0 && before[0].N == 0 { // the platform was not there yet
		before = before[1:]
	}
	var firsts []calendar.Day
	y, m, _ := published.Date()
	for day := calendar.Date(y, m, 1); commitment.After(day) <= today; day = commitment.After(day) {
		firsts = append(firsts, day)
	}
	since, err = c.Register.Months(r.Context(), c.Site.Division, k.Unit, k.Rate, firsts)
	return before, since, err
}

func (c *Pages) show(w http.ResponseWriter, r *site.Request) error {
	v, err := c.load(r)
	if err != nil {
		return err
	}
	return r.Show(w, c.page(r, v), v)
}

func (c *Pages) page(r *site.Request, v One) ui.Page {
	p := r.Page(lang.T(v.Sentence, "Commitment "+v.ID))
	list := Everybody
	switch {
	case r.Actor.Role == access.UnitHead && r.Actor.Unit == v.Unit:
		list = Owner
	case access.May(r.Actor, access.JudgeCommitment):
		list = Supervision
	}
	p.Breadcrumbs = []ui.Link{{Name: titles[list], Href: string(list)}, {Name: ui.Data(v.ID)}}
	return p
}

// version gives the version of the address and the act that made it.
func (c *Pages) version(r *site.Request) (commitment.Version, casework.Event, error) {
	k, err := c.Register.Commitment(r.Context(), c.Site.Division, r.PathValue("id"))
	if err != nil {
		return commitment.Version{}, casework.Event{}, err
	}
	for _, x := range k.Versions {
		if strconv.Itoa(x.Terms.Version) == r.PathValue("version") {
			e, err := c.Acts.Act(r.Context(), c.Site.Division, x.Seq)
			return x, e, err
		}
	}
	return commitment.Version{}, casework.Event{}, fault.Missing()
}

func (c *Pages) terms(w http.ResponseWriter, r *site.Request) error {
	x, _, err := c.version(r)
	if err != nil {
		return err
	}
	return send(w, "commitment-"+x.Terms.ID+"-"+strconv.Itoa(x.Terms.Version)+".json", "application/json", x.Terms.Bytes())
}

func (c *Pages) receipt(w http.ResponseWriter, r *site.Request) error {
	x, e, err := c.version(r)
	if err != nil {
		return err
	}
	receipt, err := c.Site.Cases.Receipt(r.Context(), e)
	if err != nil {
		return err
	}
	return send(w, "commitment-"+x.Terms.ID+"-"+strconv.Itoa(x.Terms.Version)+"-receipt.txt", "text/plain; charset=utf-8", []byte(receipt.Text()))
}

// evidence sends the file that a report named.
func (c *Pages) evidence(w http.ResponseWriter, r *site.Request) error {
	k, err := c.Register.Commitment(r.Context(), c.Site.Division, r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, l := range k.Log {
		if l.Report == nil || l.Report.File == "" || strconv.FormatInt(l.Seq, 10) != r.PathValue("seq") {
			continue
		}
		e, err := c.Acts.Act(r.Context(), c.Site.Division, l.Seq)
		if err != nil {
			return err
		}
		for _, f := range e.Private.Files {
			if f.Hash == l.Report.File {
				return r.SendFile(w, f)
			}
		}
	}
	return fault.Missing()
}

func send(w http.ResponseWriter, name, media string, raw []byte) error {
	return download.Send(w, name, media, func(out io.Writer) error { _, err := out.Write(raw); return err })
}
