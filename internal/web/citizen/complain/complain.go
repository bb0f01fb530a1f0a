// Package complain is complaining in the browser, and following a complaint with its code.
//
//	/complain ─▶ file ─▶ check (code shown, two groups typed back) ─▶ filed ─▶ /complaint/receipt
//	              ▲        │                                                      │
//	              └─change─┘            number + code ──▶ /complaint ◀────────────┘
//	                                    clocks, record, openings, messages, what the reporter may say
//
// No account is needed and none is recorded. What is typed travels from page to page inside
// the page itself, sealed with a key that is made from a secret of the folder; it is stored nowhere until
// it is in the boxes of a [complaint.Vault]. The code is made for the check page, is never
// stored, and opens the reporter's page for half an hour by a sealed cookie. What only the
// reporter may say is signed with the key that the code makes.
//
// It does not protect against a seized telephone or against guessing from facts that only
// one person knows, and says so. The rules of the case are those of package complaint.
package complain

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Vault  *complaint.Vault
	Centre string // id of the unit
	Wall   clock.Clock
	Secret []byte // of the data folder, the same on every node; nil: drawn at start
	// Watches is the day on which the watch boxes of the month of a day were opened, 0 for never;
	// nil: there is no watch.
	Watches func(ctx context.Context, division string, day calendar.Day) (calendar.Day, error)
	// Otherwise is shown at /complain while the centre has no keys; nothing is taken in then.
	Otherwise ui.Component

	held   locker
	tries  pass.Throttle
	filing pass.Throttle
	each   hourly
	seats  chan struct{}
	queue  atomic.Int32
	nobody func() (seal.Reporter, error)
}

// Routes adds the pages to the site.
func (c *Pages) Routes() {
	c.held = newLocker(c.Secret, c.Wall)
	c.filing.Most = filingsAMinute
	c.seats = make(chan struct{}, atOnce)
	c.nobody = sync.OnceValues(func() (seal.Reporter, error) {
		return seal.NewReporter(c.Vault.Keys.Desk.Suite, seal.NewCode(seal.CodeDigits))
	})
	s := c.Site
	s.Handle("GET /complain", site.Open, c.start)
	s.Handle("GET /complain/file", site.Open, c.form)
	s.Handle("POST /complain/file", site.Open.Early(), c.told)
	s.Handle("POST /complain/change", site.Open.Early(), c.change)
	s.Handle("POST /complain/check", site.Open.WithFiles(), c.file)
	s.Handle("GET /complaint", site.Open, c.follow)
	s.Handle("POST /complaint", site.Open.Early(), c.enter)
	s.Handle("GET /complaint/receipt", site.Open, c.receipt)
	s.Handle("GET /complaint/receipt.txt", site.Open, c.receiptText)
	s.Handle("GET /complaint/receipt.png", site.Open, c.receiptCode)
	s.Handle("POST /complaint/message", site.Open, c.message)
	s.Handle("GET /complaint/say/{verb}", site.Open, c.ask)
	s.Handle("POST /complaint/say/{verb}", site.Open, c.say)
	s.Handle("GET /complaint/rate", site.Open, c.rateForm)
	s.Handle("POST /complaint/rate", site.Open, c.rate)
	s.Handle("GET /complaint/refund/{n}/{verb}", site.Open, c.refundAsk)
	s.Handle("POST /complaint/refund/{n}/{verb}", site.Open, c.refundSay)
	s.Handle("GET /retaliation", site.Open, c.retaliation)
	s.Handle("POST /complaint/leave", site.Open.Early(), c.leave)
	c.counterRoutes()
}

// Limits of what strangers can make the server do: a code costs 64 MiB and a fifth of a second.
const (
	atOnce         = 2  // codes worked on at once
	inQueue        = 20 // and waiting
	filingsAMinute = 6  // from one address, which may be a whole village
)

// seat waits for one of the places in which codes are worked on; leave it with the function given.
func (c *Pages) seat(ctx context.Context) (func(), error) {
	if c.queue.Add(1) > inQueue+atOnce {
		c.queue.Add(-1)
		return nil, fault.New(fault.TooMany, "busy", lang.T("现在同时用的人太多。", "Too many people are here at once."),
			lang.T("请过几秒再提交一次。您填的内容还在。", "Please send it again in a few seconds. What you entered is kept."))
	}
	select {
	case c.seats <- struct{}{}:
		return func() { <-c.seats; c.queue.Add(-1) }, nil
	case <-ctx.Done():
		c.queue.Add(-1)
		return nil, ctx.Err()
	}
}

var (
	startTitle = lang.T("安心投诉", "Complain safely")
	formTitle  = lang.T("写投诉", "Write your complaint")
	checkTitle = lang.T("核对并提交投诉", "Check and send your complaint")
	pageTitle  = lang.T("我的投诉", "My complaint")
)

// Start says what is protected and what is not, before anything is typed.
type Start struct {
	Rehearsed lang.Text // when the custodians last showed that they can open
}

// View draws it.
func (v Start) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Heading{Title: startTitle, Lead: lang.T("有诉必理：每件都登记，当场给回执；有理必果：每件都有结果。投诉不影响您正在办的事。", "Every complaint is registered with a receipt at once, and every accepted one is brought to a result. It does not touch what you have asked for.")},
		ui.Notice{Kind: ui.Info, Title: lang.T("没有回执，就不算受理", "Without a receipt it has not been received"), Text: lang.T("提交后页面马上给您编号和回执。没看到回执，就是没有交上，请再试或者打电话。", "Number and receipt appear at once. If you see none, it has not arrived: try again or call.")},
		ui.Actions{ui.LinkButton{Label: lang.T("开始投诉", "Start"), Href: "/complain/file"}, ui.LinkButton{Label: lang.T("查我的投诉", "Follow my complaint"), Href: "/complaint", Look: ui.Secondary}},
		ui.Section{Title: lang.T("能保护什么", "What is protected"), Body: ui.Components{
			ui.Text(lang.T("不用登录，不记账号。姓名和电话加密后要两名保管人一起才能打开；每次打开都写进账本，您在自己的页面上看得到。", "No sign-in, and no account is recorded. Name and telephone are sealed so that two custodians must open them together; each opening stands in the ledger and on your page.")),
			ui.Text(v.Rehearsed),
			ui.Text(lang.T("您写的原话只有投诉中心能看；被投诉的单位只看到投诉中心另写的摘要，没有您的姓名、电话和原话。", "Your own words are read by the complaint centre alone; the unit you complain about gets a summary written by the centre, without your name, telephone or words.")),
			ui.Text(lang.T("匿名也行：谁也不知道您是谁，凭查询码照样能对话、看结果。", "Or stay anonymous: nobody knows who you are, and the code still lets you talk with the centre and see the outcome.")),
		}},
		ui.Section{Title: lang.T("保护不了什么", "What is not protected"), Body: ui.Components{
			ui.Text(lang.T("手机或电脑被人装了东西、被人拿走，我们挡不住。不要用单位的网络、电脑和电话投诉本单位。", "We cannot help if your phone or computer is watched or taken. Do not complain about a unit from its own network, machines or telephones.")),
			ui.Text(lang.T("只有您一家知道的事，一写出来别人就能猜到是谁。能不写的细节就别写。", "If only you or your firm knows a fact, writing it tells who you are. Leave out details that are not needed.")),
			ui.Text(lang.T("盯着网络的人看得到您打开过这个网站，看不到您写了什么。", "Whoever watches the network sees that you opened this site, not what you wrote.")),
		}},
		ui.Section{Title: retaliationTitle, Body: ui.Components{ui.Link{Name: lang.T("因为投诉被刁难、被查、被罚：一个工作小时内有人回应", "Obstructed, inspected or fined for complaining: somebody answers within one office hour"), Href: "/retaliation"}}},
		ui.Disclosure{Summary: lang.T("不想在网上说，还可以找谁？", "To whom else can I turn?"), Body: ui.Components{
			ui.Text(lang.T("可以打电话，也可以到大厅任一窗口说，一样登记、一样给回执。", "Call, or tell any window of the hall: it is registered and you get a receipt all the same.")),
			ui.Text(lang.T("对不予许可等决定不服的，六十日内可以申请行政复议，六个月内可以起诉。", "Against a refusal: reconsideration within sixty days, suit within six months.")), ui.LawRef{ID: "fyf-20", Full: true}, ui.LawRef{ID: "xsf-46", Full: true},
		}},
	}.View(p)
}

func (c *Pages) start(w http.ResponseWriter, r *site.Request) error {
	if c.Vault.Ready() != nil && c.Otherwise != nil {
		return r.Show(w, r.Page(startTitle), c.Otherwise)
	}
	var v Start
	if c.Vault.Rehearsed != nil {
		last, err := c.Vault.Rehearsed(r.Context())
		if err != nil {
			return err
		}
		v.Rehearsed = complaint.RehearsedSays(last, c.Site.Calendar().DayOf(c.Site.Clock.Now()))
	}
	return r.Show(w, r.Page(startTitle), v)
}
