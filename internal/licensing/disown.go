package licensing

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Nobody needs an account to file, so anybody can type anybody's document number. Whose
// document it is, proven and signed in, may say once that the filing is not theirs. Nothing
// more goes to the address that the filing gives, and the unit is told; it decides with the
// verbs it has, because a wrong word of the owner may not end what a relative filed for them:
//
//	filed without signing in ──disown──▶ same state ──the unit returns it, ends it by law or goes on
func disownRow(states []casework.StateInfo) casework.Transition {
	row := casework.Transition{Verb: "disown", Title: lang.T("声明不是本人提交", "Say that it is not mine"), Event: "disowned",
		By: []casework.Relation{casework.Applicant}, Guards: []casework.Guard{provenOwner(), filedUnsigned(), notDisowned()}}
	for _, s := range states {
		row.From = append(row.From, s.State)
	}
	return row
}

func provenOwner() casework.Guard {
	return casework.Guard{Name: "proven_owner", Says: lang.T("本人登录，账号已核验证件", "the owner is signed in, and somebody saw their document"),
		Check: func(d *casework.Decision) error {
			if !d.Cmd.Actor.Proven() {
				return unlawful("owner_not_proven", "声明不是本人提交，要用核验过证件的账号登录。", "To say that a filing is not yours you sign in with an account whose document was seen.",
					"请带证件到任一窗口核验账号，登录后再声明；凭查询码或者代办授权不能声明。", "Have your account proven at any window, then sign in. A return code or a mandate is not enough.")
			}
			return nil
		}}
}

func filedUnsigned() casework.Guard {
	return casework.Guard{Name: "filed_unsigned", Says: lang.T("提交时没有登录", "nobody was signed in when it was filed"),
		Check: func(d *casework.Decision) error {
			if !d.Case.FiledUnsigned() {
				return unlawful("filed_by_known", "这件申请是登录以后或者在窗口提交的，办理记录写明了提交人。", "This was filed by somebody signed in or at a window; the record says by whom.",
					"不再需要的，可以撤回；认为登记有误的，请联系办理单位。", "Withdraw it if you no longer want it; if the record is wrong, please turn to the unit.")
			}
			return nil
		}}
}

func notDisowned() casework.Guard {
	return casework.Guard{Name: "not_disowned_yet", Says: lang.T("还没有声明过", "it was not said before"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Disowned {
				return unlawful("disowned_already", "您已经声明过，记录在办理记录里。", "You have said so already; it stands in the record.", "不用再办，办理单位会处理。", "Nothing is left to do; the unit decides.")
			}
			return nil
		}}
}
