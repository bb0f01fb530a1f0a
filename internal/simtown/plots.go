package simtown

import (
	"slices"

	"banjie/internal/complaint"
)

// plot is a course that a complaint takes, and how many working days before the end of the
// history it is filed. What lies beyond the end has not happened yet.
type plot struct {
	least, most int
	named       bool // the reporter is not anonymous
	firm        bool
	offer       string // chosen with the filing
	acts        []scene
}

func ask(k *told) string   { return k.ask }
func reply(k *told) string { return k.reply }

// The parts that most courses share.
var (
	triaged = []scene{{1, takeUp("unit")}}
	atWork  = slices.Concat(triaged, []scene{{1, takesOn(atUnit)}, {1, sends(ask, false)}, {1, sends(reply, true)}})
	found   = slices.Concat(atWork, []scene{{6, reports(atUnit)}})
	replied = slices.Concat(found, []scene{{1, tells}})
	agreed  = slices.Concat(replied, []scene{{2, says("confirm_solved", "")}})
	unheard = replied
)

// plots cover every state and every end.
var plots = []plot{
	{least: 0, most: 1},
	{least: 12, most: 60, acts: agreed},
	{least: 18, most: 60, acts: unheard},
	{least: 14, most: 55, acts: slices.Concat(replied, []scene{{2, says("contest_answer", "见消息")}, {5, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}})},
	{least: 4, most: 30, acts: atWork},
	{least: 40, most: 58, acts: atWork}, // late: thirty working days are over
	{least: 1, most: 2, acts: triaged},
	{least: 5, most: 9, acts: triaged}, // not taken on in time
	{least: 4, most: 6},                // the answer on acceptance is overdue
	{least: 14, most: 58, acts: slices.Concat(triaged, []scene{{1, byUnit("return_once", &complaint.ReturnInput{Duty: "三定规定第4条"}, "该路段的管理职责不在本单位。")}, {1, ruled}, {0, returnsAgain},
		{1, takesOn(atOther)}, {8, reports(atOther)}, {1, tells}, {2, says("confirm_solved", "")}})},
	{least: 2, most: 3, acts: slices.Concat(triaged, []scene{{1, byUnit("return_once", &complaint.ReturnInput{Duty: "职责清单第12项"}, "按职责清单，这一项由其他部门牵头。")}})},
	{least: 3, most: 50, acts: []scene{{1, byCentre("answer_at_once", &complaint.AtOnceInput{Result: complaint.Explained}, "您问的这一项，法律规定的期限还没有到；依据、到期日和到期以后怎么办，都写给您了。")}, {2, says("confirm_solved", "")}}},
	{least: 10, most: 50, acts: []scene{{1, byCentre("decline", &complaint.DeclineInput{Ground: "litigation", Competent: "县人民法院，可以在庭审中提出"}, "您反映的处罚已经在法院审理，由法院判断。")}}},
	{least: 16, most: 50, acts: []scene{{1, byCentre("decline", &complaint.DeclineInput{Ground: "other_body", Competent: "上一级投诉中心"}, "您反映的事项由上一级管理。")}, {3, says("ask_review", "见消息")},
		{1, byOther("accept_after_review", nil, "这项职权已经下放到县里，应当受理。")}, {1, takeUp("unit")}, {1, takesOn(atUnit)}, {7, reports(atUnit)}, {1, tells}}},
	{least: 9, most: 50, acts: []scene{{1, byCentre("decline", &complaint.DeclineInput{Ground: "private", Competent: "人民调解委员会，或者向人民法院起诉"}, "租金纠纷是双方之间的事。")}, {2, says("ask_review", "见消息")},
		{1, byOther("decline_again", nil, "看过全部内容，仍是双方之间的租金纠纷。")}}},
	{least: 10, most: 60, acts: []scene{{1, byCentre("hand_over", &complaint.HandOverInput{Body: "市纪委监委信访室"}, "涉及县管干部以上的问题，依权限转送。")}, {6, byCentre("acknowledge", nil, "市里八日书面确认收到，编号另告。")}}},
	{least: 3, most: 7, acts: []scene{{1, byCentre("hand_over", &complaint.HandOverInput{Body: "省邮政管理局"}, "归省里垂直管理。")}}},
	{least: 16, most: 60, acts: []scene{{1, takeUp("own")}, {9, reports(atCentre)}, {1, tells}, {3, says("confirm_solved", "")}}},
	{least: 20, most: 60, acts: []scene{{1, takeUp("joint")}, {1, takesOn(atUnit)}, {0, takesOn(atOther)}, {8, reports(atUnit)}, {3, reports(atOther)}, {1, tells}}},
	{least: 8, most: 14, acts: []scene{{1, takeUp("joint")}, {1, takesOn(atUnit)}, {0, takesOn(atOther)}, {4, reports(atUnit)}}},
	{least: 38, most: 60, acts: slices.Concat(atWork, []scene{{20, byUnit("ask_more_time", nil, "需要到外地调取银行流水，三十个工作日内办不完。")}, {1, byHead("decide_more_time", &complaint.TimeInput{Approve: true}, "同意延长，请每十天在消息里说明进展。")}})},
	{least: 26, most: 30, acts: slices.Concat(atWork, []scene{{18, byUnit("ask_more_time", nil, "有两名当事人外出，月底才能回来。")}})},
	{least: 16, most: 40, acts: slices.Concat(atWork, []scene{{2, holds}, {5, byUnit("go_on", nil, "")}, {4, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}})},
	{least: 7, most: 10, acts: slices.Concat(atWork, []scene{{1, holds}})},
	{least: 6, most: 50, acts: slices.Concat(atWork, []scene{{1, says("withdraw_complaint", "")}})},
	{least: 14, most: 50, acts: slices.Concat(atWork, []scene{{5, unreachable}})},
	{least: 24, most: 60, acts: slices.Concat(agreed, []scene{{4, says("reopen_complaint", "见消息")}, {5, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}})},
	{least: 16, most: 20, acts: slices.Concat(agreed, []scene{{2, says("reopen_complaint", "见消息")}})},
	{least: 30, most: 60, acts: slices.Concat(unheard, []scene{{7, says("appeal_complaint", "见消息")}, {5, byOther("decide_appeal", &complaint.AppealInput{Upheld: true}, "有一名证人没有问到，应当重新查。")}, {4, reports(atUnit)}, {1, tells}})},
	{least: 30, most: 60, acts: slices.Concat(unheard, []scene{{8, says("appeal_complaint", "见消息")}, {6, byOther("decide_appeal", &complaint.AppealInput{}, "证据和措施都核对过，原来的结论成立。")}})},
	{least: 22, most: 26, acts: slices.Concat(unheard, []scene{{7, says("appeal_complaint", "见消息")}})},
	{least: 12, most: 40, acts: []scene{{1, merges}}},
	{least: 20, most: 60, acts: slices.Concat(unheard, []scene{{9, byOther("revisit", &complaint.RevisitInput{Outcome: "solved"}, "电话回访，说已经办好了。")}})},
	{least: 22, most: 60, acts: slices.Concat(unheard, []scene{{10, byOther("revisit", &complaint.RevisitInput{Outcome: "not_solved"}, "回访说钱还没有到账，已告诉可以要求重新办理。")}})},
	{least: 12, most: 45, named: true, acts: slices.Concat(atWork, []scene{{2, opening}, {1, byHead("approve_opening", nil, "理由在清单里，同意。")}, {0, byCentre("open_identity", nil, "")}, {4, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}})},
	{least: 6, most: 8, named: true, acts: slices.Concat(atWork, []scene{{1, opening}})},
	{least: 13, most: 50, acts: slices.Concat(found, []scene{{1, byCentre("send_again", nil, "只有结论没有证据，问过谁也没有写，请补充。")}, {4, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}})},
	{least: 10, most: 11, acts: found},
	{least: 11, most: 13, acts: replied},
	{least: 28, most: 60, acts: agreed},
	{least: 15, most: 45, acts: agreed},
	{least: 1, most: 3, acts: []scene{{1, merges}}},
	{least: 2, most: 3, firm: true, acts: []scene{{1, counts("")}}},
	{least: 14, most: 50, firm: true, acts: []scene{{1, counts("")}, {2, chooses("theme_check")}, {1, takeUp("unit")}, {1, takesOn(atUnit)}, {7, reports(atUnit)}, {1, tells}, {1, says("confirm_solved", "")}}},
	{least: 4, most: 12, firm: true, offer: "wait", acts: []scene{{1, counts("")}, {0, byCentre("set_aside", nil, "")}}},
	{least: 14, most: 50, firm: true, offer: "go_on", acts: []scene{{1, counts("food-business-licence")}, {0, takeUp("unit")}, {1, takesOn(atUnit)}, {7, reports(atUnit)}, {1, tells}}},
}
