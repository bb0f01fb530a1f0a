package recallpages

import (
	"net/http"
	"strconv"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// acts are the forms of what may be done now, each behind its title.
func (v Show) acts() ui.Component {
	var forms ui.Components
	form := func(verb, zh, en string, look ui.Look, fields ...ui.Component) {
		if v.May[verb] {
			forms = append(forms, ui.Disclosure{Summary: lang.T(zh, en), Body: ui.Components{ui.Form{Action: v.Href + "/" + verb, Token: v.Keys[verb], Body: append(ui.Components(fields), ui.Actions{ui.Button{Label: lang.T(zh, en), Look: look}})}}})
		}
	}
	reason := func(verb, zh, en string) ui.Component {
		return ui.Field{Name: "reason", ID: verb + "-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T(zh, en)}
	}
	if v.May["send_recall_orders"] && len(v.File.Unissued()) > 0 {
		form("send_recall_orders", "通知还没有通知的持有者", "Issue the missing orders", ui.Primary)
	}
	if !v.File.Begun {
		form("begin_recall", "登记生产者已停产、报告召回计划", "The producer stopped and reports its plan", ui.Secondary, reason("begin", "召回计划：怎么召回、到哪天、谁负责", "The plan: how, until when, who is responsible"))
	}
	if !v.File.Drill {
		form("publish_recall", "发布召回公告", "Publish the notice", ui.Secondary, reason("publish", "公告内容（所有人看得到，不要写个人信息）", "The notice, which everybody reads; no personal data"))
	}
	var grades []ui.Option
	for _, x := range recall.Grades {
		if x.Grade != v.File.Grade {
			grades = append(grades, ui.Option{Value: strconv.Itoa(int(x.Grade)), Label: x.Title, Hint: x.Says})
		}
	}
	if !v.File.Drill {
		form("grade_recall", "改变级别", "Change the grade", ui.Secondary, ui.Field{Name: "grade", Kind: ui.Radios, Options: grades, Label: lang.T("改成", "To")}, reason("grade", "为什么", "Why"))
	}
	form("close_recall", "结束召回", "End the recall", ui.Secondary, ui.Field{Name: "explain", Kind: ui.Area, Rows: 3, Max: 1000, Optional: true, Label: lang.T("数量对不上的，写明差额的原因", "Where the count does not add up, explain the difference")})
	var mistakes []ui.Option
	for _, x := range recall.Mistakes() {
		mistakes = append(mistakes, ui.Option{Value: x.ID, Label: x.Text})
	}
	form("withdraw_recall", "收回（开错了）", "Withdraw it, it was opened by mistake", ui.Danger, ui.Text(lang.T("所有通知马上解除，持有者会看到这个召回是开错的，扫码提示取消；办理记录留着。", "Every order is lifted at once, holders read that it was a mistake, scans warn no more; the record stays.")),
		ui.Field{Name: "why", Kind: ui.Radios, Options: mistakes, Label: lang.T("错在哪里", "Which mistake")}, reason("withdraw", "怎么开错的（持有者看得到，不写个人信息）", "How it happened; holders read it, no personal data"))
	form("lift_recall", "撤销召回（原因不成立）", "Lift the recall (the cause did not hold)", ui.Danger, reason("lift", "为什么撤销", "Why it is lifted"))
	if len(forms) == 0 {
		return nil
	}
	if v.Desk && !v.Head {
		whose := lang.T("撤销（原因不成立）由单位负责人办。", "Lifting, where the cause did not hold, is for the head of the unit.")
		if !v.File.Published.IsZero() {
			whose = lang.T("公告已经发布，收回（开错了）、撤销（原因不成立）都由单位负责人办。", "It was published: withdrawing and lifting are both for the head of the unit.")
		}
		forms = append(forms, ui.Text(whose))
	}
	return ui.Section{ID: "acts", Title: lang.T("现在可以做的", "What can be done now"), Body: forms}
}

// act carries out a verb of a recall.
func (g *Pages) act(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.Load(r, recall.Name)
	if err != nil {
		return err
	}
	err = g.do(r, c)
	if err == nil {
		return r.Go(w, recallview.Address(c.ID), lang.T("已登记。", "On record."))
	}
	v, verr := g.view(r, c)
	if verr != nil {
		return verr
	}
	return r.Refused(w, g.Frame(r, c.Number, true), v, err)
}

func (g *Pages) do(r *site.Request, c *casework.Case) error {
	verb, reason := r.PathValue("verb"), strings.TrimSpace(r.PostFormValue("reason"))
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: verb, Reason: reason, Idem: r.Idem()}
	switch verb {
	case "send_recall_orders": // the orders are the platform's acts: who asks for them is looked at here
		p, err := g.Site.Engine.Procedure(recall.Name, c.ProcedureVersion)
		if err != nil {
			return err
		}
		if !recallview.Offers(p, c, r.Actor, verb) {
			return fault.Missing()
		}
		_, err = g.Office.Issue(r.Context(), c)
		return err
	case "confirm_scope":
		_, err := g.Office.Confirm(r.Context(), r.Actor, c.ID, r.PostFormValue("hash"), reason)
		return err
	case "grade_recall":
		n, _ := strconv.Atoi(r.PostFormValue("grade")) // the procedure refuses what is no grade
		cmd.Input = &recall.GradeInput{Grade: recall.Grade(n)}
	case "publish_recall":
		cmd.Input = &recall.PublishInput{}
	case "close_recall":
		cmd.Input = &recall.CloseInput{Explain: strings.TrimSpace(r.PostFormValue("explain"))}
	case "withdraw_recall":
		cmd.Input = &recall.WithdrawInput{Why: r.PostFormValue("why")}
	case "begin_recall", "lift_recall":
	default:
		return fault.Missing()
	}
	_, err := g.Site.Engine.Do(r.Context(), cmd)
	return err
}
