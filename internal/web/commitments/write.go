package commitments

import (
	"net/http"
	"net/url"
	"path"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/commitment"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// New is the form of a new commitment.
type New struct {
	Unit  lang.Text
	Items []ui.Option // of the unit
	Token string
}

// View draws it.
func (v New) View(p ui.Page) templ.Component {
	var kinds []ui.Option
	for _, k := range commitment.Kinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Title(), Hint: kindHints[k]})
	}
	var rates []ui.Option
	for _, r := range commitment.Rates {
		rates = append(rates, ui.Option{Value: r.ID, Label: r.Name, Hint: r.Says})
	}
	body := ui.Components{ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("哪一类", "Which kind"), Options: kinds, Value: string(commitment.Public)}}
	body = append(body, termFields(commitment.Terms{})...)
	if len(v.Items) > 0 {
		body = append(body, ui.Field{Name: "item", Kind: ui.Choice, Optional: true, Label: lang.T("哪个事项", "Which item"), Hint: lang.T("只有服务时限承诺才选。", "Only for a service promise."), Options: v.Items})
	}
	body = append(body, ui.Field{Name: "rate", Kind: ui.Choice, Optional: true, Label: lang.T("用哪个比率衡量", "Measured by which rate"), Hint: lang.T("只有每月一题才选。比率由系统从办件里数，不由单位填。", "Only for a recurring problem. The platform counts it from cases; nobody types it."), Options: rates},
		ui.Field{Name: "limit", Optional: true, Width: 8, Label: lang.T("上限", "Limit"), Suffix: lang.T("%", "%"), Hint: lang.T("连续三个月不超过它，才算解决。", "Solved when the rate stayed at most there for three months.")},
		ui.Actions{ui.Button{Label: lang.T("公开，记入账本", "Publish it on the ledger")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: string(Owner), Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Unit, Title: lang.T("公开一项新承诺", "Publish a commitment"), Lead: lang.T("提交以后所有人马上看得到，内容的指纹记在账本上，不能悄悄改。", "It is public at once, with its fingerprint on the ledger. Nothing is changed quietly afterwards.")},
		ui.Form{Action: "/head/commitments/new", Token: v.Token, Draft: "commitment", KeepDay: true, Body: body}}.View(p)
}

var kindHints = map[commitment.Kind]lang.Text{
	commitment.Public:  lang.T("单位自己对大家说要做到的事。", "What the unit says of its own accord."),
	commitment.Legal:   lang.T("法律法规要求按期公开的报告。", "A report that the law wants published by a day."),
	commitment.Service: lang.T("某个事项多少天办好；页面会把实际用时放在旁边。", "How long an item takes; the page shows what it really took."),
	commitment.Problem: lang.T("反复出现的问题，定一个比率和上限，三个月稳定才算解决。", "A problem that keeps coming back: a rate, a limit, three steady months."),
}

func termFields(t commitment.Terms) ui.Components {
	due := ""
	if t.Due != 0 {
		due = ui.ISO(t.Due)
	}
	return ui.Components{
		ui.Field{Name: "sentence", Label: lang.T("承诺什么，一句大白话", "What is promised, in one plain sentence"), Max: commitment.MaxSentence, Value: t.Sentence},
		ui.Field{Name: "measure", Kind: ui.Area, Rows: 2, Max: commitment.MaxText, Label: lang.T("怎么衡量", "How it is measured"), Value: t.Measure},
		ui.Field{Name: "target", Label: lang.T("目标", "Target"), Max: commitment.MaxText, Hint: lang.T("做到什么程度算兑现，写数字。", "What counts as kept, in figures."), Value: t.Target},
		ui.Field{Name: "due", Kind: ui.Day, Label: lang.T("哪一天兑现", "By which day"), Value: due},
		ui.Field{Name: "evidence", Label: lang.T("到时候凭什么证明", "What will prove it"), Max: commitment.MaxText, Hint: lang.T("写明看哪份材料、哪个公开的数字。", "Name the paper or the public figure."), Value: t.Evidence},
	}
}

// forms are what the visitor may do now.
func (v One) forms(p ui.Page) (parts ui.Components) {
	base := Href(v.ID)
	if v.Deliver {
		parts = append(parts, v.deliverForm(base))
	}
	if v.Change {
		body := termFields(v.Editing)
		if v.Kind == commitment.Problem {
			body = append(body, ui.Field{Name: "limit", Width: 8, Label: lang.T("上限", "Limit"), Suffix: lang.T("%", "%"), Value: commitment.Percent(v.Editing.Limit)})
		}
		body = append(body, ui.Field{Name: "reason", ID: "f-change-reason", Kind: ui.Area, Rows: 2, Max: commitment.MaxText, Label: lang.T("为什么改", "Why it is changed"), Hint: lang.T("大家都看得到，和旧版本放在一起。", "Everybody reads it, beside the old version.")},
			ui.Actions{ui.Button{Label: lang.T("公开新版本", "Publish the new version"), Look: ui.Secondary}})
		parts = append(parts, ui.Disclosure{Summary: lang.T("改动这项承诺", "Change this commitment"), Open: len(p.Form) > 0, Body: ui.Components{ui.Form{Action: base + "/change", Token: v.Token, Body: body}}})
	}
	if v.Withdraw {
		parts = append(parts, ui.Disclosure{Summary: lang.T("到期前撤下", "Withdraw it before its day"), Open: len(p.Form) > 0, Body: ui.Components{ui.Form{Action: base + "/withdraw", Token: v.Token, Body: ui.Components{
			ui.Field{Name: "reason", ID: "f-withdraw-reason", Kind: ui.Area, Rows: 2, Max: commitment.MaxText, Label: lang.T("为什么撤下", "Why it is withdrawn"), Hint: lang.T("撤下以后仍然公开，单独列出。", "It stays public and is listed by itself.")},
			ui.Actions{ui.Button{Label: lang.T("撤下", "Withdraw"), Look: ui.Danger}}}}}})
	}
	if v.Judge {
		words := func(id string, label lang.Text) ui.Field {
			return ui.Field{Name: "reason", ID: id, Kind: ui.Area, Rows: 3, Max: commitment.MaxText, Label: label, Hint: lang.T("大家都看得到。写事情，不写个人。", "Everybody reads it. Write of the matter, not of persons.")}
		}
		outcome := v.Report.Outcome(v.Due).Title()
		body := ui.Components{ui.Text(lang.T("核实以后记为“"+outcome.ZH+"”，不能再改。", "Confirmed it is settled as: "+outcome.EN+". That is final."))}
		if v.Only != "dispute" {
			body = append(body, ui.Form{Action: base + "/confirm", Token: v.Token, Body: ui.Components{words("f-confirm-reason", lang.T("看了什么、怎么核实的", "What you looked at")), ui.Actions{ui.Button{Label: lang.T("核实属实", "Confirm")}}}})
		}
		if v.Only != "confirm" {
			body = append(body, ui.Form{Action: base + "/dispute", Token: v.Token + "d", Body: ui.Components{words("f-dispute-reason", lang.T("哪里对不上", "What does not hold")), ui.Actions{ui.Button{Label: lang.T("质疑，退回单位", "Dispute it"), Look: ui.Secondary}}}})
		}
		parts = append(parts, ui.Section{ID: "judge", Title: lang.T("监督核实", "Supervision"), Body: body})
	}
	return parts
}

func (v One) deliverForm(base string) ui.Component {
	body := ui.Components{
		ui.Field{Name: "claim", Kind: ui.Radios, Label: lang.T("兑现了没有", "Was it kept?"), Options: []ui.Option{{Value: string(commitment.Delivered), Label: claimTitles[commitment.Delivered]},
			{Value: string(commitment.InPart), Label: claimTitles[commitment.InPart], Hint: lang.T("到期以后才能报。", "Only once its day has come.")}, {Value: string(commitment.NotDelivered), Label: claimTitles[commitment.NotDelivered], Hint: lang.T("到期以后才能报，写明原因。", "Only once its day has come, with the reason.")}}},
		ui.Field{Name: "day", Kind: ui.Day, Optional: true, Label: lang.T("哪一天兑现的", "Delivered on which day"), Hint: lang.T("没有兑现的不填。", "Leave it empty where it was not.")},
		ui.Field{Name: "words", Kind: ui.Area, Rows: 3, Max: commitment.MaxText, Label: lang.T("做了什么，或者为什么没做到", "What was done, or why not")},
		ui.Field{Name: "link", Optional: true, Max: 300, Label: lang.T("在哪里看得到", "Where it can be seen"), Hint: lang.T("本站的页面写“/”开头的地址，例如指标页；别处写“https://”开头的网址。", "A page of this site begins with /, another with https://.")},
		ui.Field{Name: "file.evidence", Kind: ui.File, Optional: true, Label: lang.T("证明材料", "Evidence"), Hint: lang.T("会原样公开，请先去掉个人信息。", "It is published as it is; take out personal data first."), Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20},
		ui.Actions{ui.Button{Label: lang.T("报告兑现情况", "Report it")}}}
	return ui.Section{ID: "deliver", Title: lang.T("报告兑现情况", "Report what came of it"), Body: ui.Components{
		ui.Text(lang.T("报了以后由监督人员核实；对不上的会退回。", "Supervision confirms it, or sends it back where it does not hold.")),
		ui.Form{Action: base + "/report", Token: v.Token, Multipart: true, Hidden: v.Hidden, Body: body}}}
}

func (c *Pages) form(r *site.Request) (New, error) {
	v := New{Unit: r.Unit(r.Actor.Unit), Token: site.NewKey()}
	page := catalog.Page{Limit: 100}
	for {
		items, next, err := c.Site.Items.List(r.Context(), c.Site.Division, catalog.Filter{Unit: r.Actor.Unit}, page)
		if err != nil {
			return v, err
		}
		for _, it := range items {
			v.Items = append(v.Items, ui.Option{Value: it.Code, Label: it.Name})
		}
		if page.After = next; next == "" {
			return v, nil
		}
	}
}

func newPage(r *site.Request) ui.Page {
	p := r.Page(lang.T("公开一项新承诺", "Publish a commitment"))
	p.Breadcrumbs = []ui.Link{{Name: titles[Owner], Href: string(Owner)}, {Name: lang.T("新承诺", "New")}}
	return p
}

func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	v, err := c.form(r)
	if err != nil {
		return err
	}
	return r.Show(w, newPage(r), v)
}

// read takes terms from a form.
func read(f url.Values) commitment.Terms {
	t := commitment.Terms{Kind: commitment.Kind(f.Get("kind")), Sentence: f.Get("sentence"), Measure: f.Get("measure"), Target: f.Get("target"), Evidence: f.Get("evidence"),
		Item: f.Get("item"), Rate: f.Get("rate"), Limit: commitment.ParseLimit(f.Get("limit"))}
	t.Due, _ = calendar.ParseDay(f.Get("due")) // 0 is refused as no day after today
	return t
}

func (c *Pages) publish(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	t := read(r.PostForm)
	t.Unit = r.Actor.Unit
	id, err := c.publishTerms(r, t)
	if err != nil {
		v, ferr := c.form(r)
		if ferr != nil {
			return ferr
		}
		return r.Refused(w, newPage(r), v, err)
	}
	return r.Go(w, Href(id), lang.T("已公开，并记入账本。", "It is public and on the ledger."))
}

func (c *Pages) publishTerms(r *site.Request, t commitment.Terms) (string, error) {
	today := c.today()
	if _, err := commitment.Publish(r.Actor, "new", t, today); err != nil {
		return "", err // before a number is taken
	}
	if err := c.twice(r, t); err != nil {
		return "", err
	}
	id, err := commitment.NewID(r.Context(), c.Numbers, c.Site.Division, today)
	if err != nil {
		return "", err
	}
	a, err := commitment.Publish(r.Actor, id, t, today)
	if err == nil {
		_, err = commitment.Record(r.Context(), c.Site.Engine, r.Actor, a)
	}
	return id, err
}

// twice refuses what the unit has promised in the same words already: a form sent twice.
func (c *Pages) twice(r *site.Request, t commitment.Terms) error {
	q := commitment.Query{Division: c.Site.Division, Unit: t.Unit, Kind: t.Kind, State: commitment.Open, Limit: 100}
	for {
		page, err := c.Register.Commitments(r.Context(), q)
		if err != nil {
			return err
		}
		for _, k := range page.Rows {
			if len(commitment.Diff(k.Terms, t)) == 0 {
				return fault.New(fault.Conflict, "promised_already", lang.T("本单位已经公开了一模一样的承诺，编号"+k.ID+"。", "Your unit has published the very same commitment, number "+k.ID+"."), lang.T("不需要再公开一次。", "There is no need to publish it again."))
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// did records an act, or draws the page again with what was typed.
func (c *Pages) did(w http.ResponseWriter, r *site.Request, v One, a commitment.Act, err error, said lang.Text) error {
	if err == nil {
		_, err = commitment.Record(r.Context(), c.Site.Engine, r.Actor, a)
	}
	if err != nil {
		return r.Refused(w, c.page(r, v), v, err)
	}
	return r.Go(w, Href(v.ID), said)
}

// begin reads the form and the commitment of an act; the page drawn again shows only its form.
func (c *Pages) begin(r *site.Request) (One, error) {
	if err := r.ReadForm(); err != nil {
		return One{}, err
	}
	return c.load(r)
}

func (c *Pages) change(w http.ResponseWriter, r *site.Request) error {
	v, err := c.begin(r)
	if err != nil {
		return err
	}
	t := read(r.PostForm)
	t.Item, t.Rate = v.Terms.Item, v.Rate
	v.Only = "change"
	a, err := v.Commitment.Change(r.Actor, t, r.PostForm.Get("reason"), v.Today)
	v.Deliver, v.Withdraw = false, false
	return c.did(w, r, v, a, err, lang.T("新版本已公开，并记入账本。", "The new version is public and on the ledger."))
}

func (c *Pages) withdraw(w http.ResponseWriter, r *site.Request) error {
	v, err := c.begin(r)
	if err != nil {
		return err
	}
	v.Only = "withdraw"
	a, err := v.Commitment.Withdraw(r.Actor, r.PostForm.Get("reason"), v.Today)
	v.Deliver, v.Change = false, false
	return c.did(w, r, v, a, err, lang.T("已撤下，原因已公开。", "Withdrawn; the reason is public."))
}

func (c *Pages) report(w http.ResponseWriter, r *site.Request) error {
	v, err := c.begin(r)
	if err != nil {
		return err
	}
	v.Change, v.Withdraw = false, false
	if err := access.Check(r.Actor, access.WriteCommitment, access.Target{Division: c.Site.Division, Unit: v.Unit}); err != nil {
		return err // before a file is kept
	}
	f := r.PostForm
	rep := commitment.Report{Claim: commitment.Claim(f.Get("claim")), Words: f.Get("words"), Link: f.Get("link")}
	rep.Day, _ = calendar.ParseDay(f.Get("day"))
	files, err := upload.Read(r)
	v.Hidden = upload.Hidden(r, files)
	if err != nil {
		return r.Refused(w, c.page(r, v), v, err)
	}
	var file *casework.File
	if len(files) > 0 {
		file = &files[0]
	}
	a, err := v.Commitment.Deliver(r.Actor, rep, file, v.full(), v.Today)
	return c.did(w, r, v, a, err, lang.T("已报告，等待监督人员核实。", "Reported; supervision will look at it."))
}

// full are the full months of a problem's rate that began after publication, oldest first.
func (v One) full() (months []commitment.Month) {
	for _, m := range v.Months {
		if m.First >= v.Published {
			months = append(months, m)
		}
	}
	return months
}

func (c *Pages) judge(w http.ResponseWriter, r *site.Request) error {
	v, err := c.begin(r)
	if err != nil {
		return err
	}
	var a commitment.Act
	if v.Only = path.Base(r.URL.Path); v.Only == "confirm" {
		a, err = v.Commitment.Confirm(r.Actor, r.PostForm.Get("reason"), v.full())
	} else {
		a, err = v.Commitment.Dispute(r.Actor, r.PostForm.Get("reason"))
	}
	return c.did(w, r, v, a, err, lang.T("已记录。", "Recorded."))
}
