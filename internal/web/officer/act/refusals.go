package act

import (
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

func notNow(p *casework.Procedure, c *casework.Case, t *casework.Transition) error {
	s := p.Info(c.State)
	return fault.New(fault.Unlawful, "not_in_this_state",
		lang.T("办件现在是“"+s.Title.ZH+"”，不能“"+t.Title.ZH+"”。", "The case is now “"+s.Title.EN+"”; “"+t.Title.EN+"” is not possible."),
		lang.T("请回到办件，按现在能做的步骤继续。", "Please go back to the case and go on with what is possible now."))
}

func notYours(t *casework.Transition) error {
	return fault.New(fault.Forbidden, "not_your_part",
		lang.T("“"+t.Title.ZH+"”不由您的岗位来做。", "“"+t.Title.EN+"” is not for your post to do."),
		lang.T("请转给有权办理的人；刚换岗位的，请联系管理员。没有任何内容被改动。", "Please pass it to whoever may do it; if your post has changed, tell the administrator. Nothing was changed."))
}
