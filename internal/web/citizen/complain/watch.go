package complain

import (
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// watchFields ask a firm whether it takes part in the retaliation watch, and say what that means.
func watchFields(label lang.Text) ui.Component {
	return ui.Components{
		ui.Field{Name: "watch", Kind: ui.Checks, Optional: true, Label: lang.T("报复核对", "Retaliation watch"), Options: []ui.Option{{Value: "yes", Label: label,
			Hint: lang.T("只给企业，可以不选。密封一个由信用代码算出的代号；以后两名保管人一起离线核对：投诉以后这个单位来查、来罚的是不是多了。出来的只有合计数，不足五家不出数，谁也看不出加没加入。", "For firms, as they like. A tag made of the credit code is sealed; later two custodians together count offline whether the unit visits and fines more after complaints. Only totals come out, none of fewer than five firms, and nobody can tell who takes part.")}}},
		ui.Field{Name: "credit_code", Kind: ui.IDNumber, Optional: true, Autocomplete: "off", Label: lang.T("统一社会信用代码", "Credit code"), Hint: lang.T("加入报复核对的才填。代码本身不保存。", "Only to take part in the watch. The code itself is not kept.")},
	}
}

func (a answers) creditCode() (idnum.USCC, error) {
	return idnum.ParseUSCC(strings.ToUpper(lang.HalfWidth(a.get("credit_code"))))
}

// watchSlip is what goes into the watch box; the zero Slip of whoever takes no part.
func (c *Pages) watchSlip(a answers) complaint.Slip {
	code, err := a.creditCode()
	if a.get("watch") == "" || err != nil {
		return complaint.Slip{}
	}
	return complaint.Slip{Firm: c.Site.Codes.Party(string(idnum.KindUSCC), code.String()), Unit: a.get("against"), Day: c.Site.Calendar().DayOf(c.Site.Clock.Now())}
}

// soundWatch says what has to be mended before somebody takes part in the watch.
func soundWatch(a answers, bad *fault.Fault) {
	if a.get("watch") == "" {
		return
	}
	if a.protection() == complaint.Anonymous {
		bad.At("watch", lang.T("匿名投诉不能加入：加入要密封企业的代号。请不选这一项，或者选保密。", "An anonymous complaint cannot take part, because a tag of the firm is sealed. Leave this out, or choose “secret”."))
	}
	if a.get("firm") == "" {
		bad.At("firm", lang.T("加入报复核对的，请勾选企业或者店主。", "To take part in the watch, tick firm or shop owner."))
	}
	if a.get("against") == "" {
		bad.At("against", lang.T("加入报复核对的，请选择投诉哪个单位。", "To take part in the watch, choose the unit complained of."))
	}
	if _, err := a.creditCode(); err != nil {
		bad.At("credit_code", lang.T("请对照营业执照填写18位统一社会信用代码。", "Please give the 18 characters of the credit code as on the licence."))
	}
}

// watched says that the watch box was opened with all others of its month. The page cannot know
// whether there is a firm in it.
func (c *Pages) watched(r *site.Request, o opened) (lang.Text, error) {
	if c.Watches == nil || o.f.WatchPlace == 0 {
		return lang.Text{}, nil
	}
	on, err := c.Watches(r.Context(), c.Site.Division, c.Site.Calendar().DayOf(o.c.Opened))
	if err != nil || on == 0 {
		return lang.Text{}, err
	}
	return watchedWords(on), nil
}

func watchedWords(on calendar.Day) lang.Text {
	return lang.T(on.In(lang.ZH)+"，和您同月的企业投诉的报复核对盒一起登记打开：两名保管人离线核对，出来的只有合计数。没有加入报复核对的，盒子里是空的；您的身份没有因此被打开。",
		"On "+on.In(lang.EN)+" the watch boxes of all firms' complaints of your month were opened on record: two custodians count offline, and only totals come out. Whoever takes no part has an empty box; your identity was not opened by it.")
}
