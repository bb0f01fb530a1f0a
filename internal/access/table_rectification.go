package access

import "banjie/internal/lang"

// Verbs on a duty that a poor rating opened.
const (
	OpenRectification  Verb = "open_rectification"
	TakeCall           Verb = "take_call"
	ConfirmPoorRating  Verb = "confirm_poor_rating"
	CloseUnconfirmed   Verb = "close_unconfirmed"
	RecordMissedCall   Verb = "record_missed_call"
	CloseUnreached     Verb = "close_unreached"
	RecordFix          Verb = "record_fix"
	AppealRating       Verb = "appeal_rating"
	RejectRatingAppeal Verb = "reject_rating_appeal"
	UpholdRatingAppeal Verb = "uphold_rating_appeal"
	NoteFollowUp       Verb = "note_follow_up"
	ReopenByFollowUp   Verb = "reopen_by_follow_up"
)

var rectificationActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, OpenRectification, lang.T("差评立项", "open for a poor rating"), lang.T("与差评同时记入", "recorded together with the poor rating"), true},
	{[...]Reach{n, n, n, n, u, u, d, d, n, n, n}, TakeCall, lang.T("接手回访", "take the call"), lang.T("没有经手过的人；单位做不了的由投诉中心；接手以后才看得到电话", "somebody who had no part; the complaint centre where the unit cannot; the telephone shows only then"), true},
	{[...]Reach{n, n, n, n, u, u, d, d, n, n, n}, ConfirmPoorRating, lang.T("回访：情况属实", "called back: confirmed"), lang.T("没有经手过被评价办件的人；单位里人人都经手过的，由监督人员回访", "by somebody who had no part in the rated case; the centre, where everybody of the unit had one"), true},
	{[...]Reach{n, n, n, n, u, u, d, d, n, n, n}, CloseUnconfirmed, lang.T("回访：本人不再坚持", "called back: not kept up"), lang.T("没有经手过被评价办件的人；单位里人人都经手过的，由监督人员回访", "by somebody who had no part in the rated case; the centre, where everybody of the unit had one"), true},
	{[...]Reach{n, n, n, n, u, u, d, d, n, n, n}, RecordMissedCall, lang.T("登记没有打通", "enter a try that reached nobody"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, d, d, n, n, n}, CloseUnreached, lang.T("联系不上，结束回访", "end: cannot be reached"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, d, u, n, n, n}, RecordFix, lang.T("整改完成，答复本人", "put right and tell the person"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, AppealRating, lang.T("对差评提出申诉", "dispute a rating"), lang.T("由单位负责人提出", "by the head of the unit"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, RejectRatingAppeal, lang.T("申诉不成立", "reject an appeal against a rating"), lang.T("外单位、没有经手过的人", "of another unit, with no part in it"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, UpholdRatingAppeal, lang.T("申诉成立", "uphold an appeal against a rating"), lang.T("外单位、没有经手过的人；评价仍计数", "of another unit, with no part in it; the rating still counts"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, NoteFollowUp, lang.T("本人追加评价", "the person rated again"), lang.T("与追评同时记入", "recorded together with the follow-up rating"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, ReopenByFollowUp, lang.T("追评仍为差评，重新整改", "poor again: put right anew"), lang.T("与追评同时记入", "recorded together with the follow-up rating"), true},
}
