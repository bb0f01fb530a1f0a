package access

import (
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Check answers whether the actor may do the verb to the target: nil, or the fault
// to give. Errors:
//   - fault.NotFound where the actor may not even know that the target exists,
//     word for word the answer for a number that does not exist;
//   - fault.Unauthorized for a visitor at a page whose existence is no secret;
//   - fault.Forbidden where the actor may see the target but not do this to it.
//
// It does not allocate when the answer is yes.
func Check(a Actor, v Verb, t Target) error {
	if ScopeOf(a, v).Covers(t) {
		return nil
	}
	return refusal(a, v, t)
}

// SignInFirst is the answer to a visitor at a page that needs somebody signed in.
func SignInFirst() *fault.Fault {
	return fault.New(fault.Unauthorized, "sign_in",
		lang.T("请先登录。", "Please sign in first."),
		lang.T("登录后会回到这一页。查询办件进度不需要登录，有编号和查询码即可。", "After signing in you come back to this page. To follow a case no sign-in is needed: number and code are enough."))
}

func refusal(a Actor, v Verb, t Target) error {
	if row, ok := rowOf[v]; !ok || row.hidden {
		if v == ViewCase || !ScopeOf(a, ViewCase).Covers(t) {
			return fault.Missing()
		}
	} else if a.Role == Public {
		return SignInFirst()
	}
	return fault.New(fault.Forbidden, "not_your_role",
		lang.T("您现在的身份不能做这一步。", "You cannot do this in your present role."),
		lang.T("如果这一步应当由您来做，请联系本单位负责人或系统管理员核对您的岗位。没有任何内容被改动。", "If this should be yours to do, ask the head of your unit or the administrator to check your post. Nothing was changed."))
}
