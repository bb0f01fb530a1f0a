package caseview

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Concealment is one thing an official may see of a case and the applicant may not, or
// not yet, with the reason.
type Concealment struct {
	ID    string
	What  lang.Text
	Why   lang.Text
	Until lang.Text // when it opens; zero: never
}

// Hidden is the whole list. Whoever adds a line must give a reason that can be said to
// the applicant's face, for it stands on the applicant's page.
var Hidden = []Concealment{
	{ID: "officer_name", What: lang.T("经办人员的姓名", "Names of the officers at work"),
		Why:   lang.T("办件由单位负责，防止有人私下找经办人。单位和岗位两边都看得到。", "The unit answers for the case, and nobody shall press an officer in private. Unit and role are seen by both."),
		Until: lang.T("决定书上会写明", "named in the decision")},
	{ID: "opinion_words", What: lang.T("决定作出前，各环节内部意见的文字", "Words of the opinions within the office before the decision"),
		Why:   lang.T("让每个单位独立作出判断；办到哪一步、谁已办完，两边都看得到。", "So that each unit judges for itself. Which step is done, and by whom, both see at once."),
		Until: lang.T("作出决定时公开", "opened with the decision")},
	{ID: "agent_document", What: lang.T("代办人的证件号码和电话", "Document number and telephone of whoever acts for you"),
		Why: lang.T("这是代办人自己的个人信息；代办人是谁、凭什么代办，两边都看得到。", "It is that person's own data. Who acts, and by what right, both see.")},
}

// words gives the words of an act as this side may read them now.
func (in Input) words(e casework.Event) (text string, hidden bool) {
	switch {
	case !in.Case.Withholds(e):
		return e.Private.Text, false
	case in.Side == Official:
		return e.Private.Text, e.Private.Text != ""
	}
	return "", false
}
