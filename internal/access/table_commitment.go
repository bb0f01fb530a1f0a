package access

import "banjie/internal/lang"

// Verbs of the registers of commitments and lists.
const (
	WriteCommitment Verb = "write_commitment"
	JudgeCommitment Verb = "judge_commitment"
	PublishList     Verb = "publish_list"
)

// commitmentPages are acts on public registers; they concern no case.
var commitmentPages = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, WriteCommitment, lang.T("公开承诺、报告兑现", "publish a commitment, report on it"), lang.T("由本单位负责人；改动和撤下都要写原因、都公开", "by the head of the unit; changes and withdrawals are public, with a reason"), false},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, JudgeCommitment, lang.T("核实、质疑承诺的兑现", "confirm or dispute the keeping of a commitment"), lang.T("监督人员，不能是承诺的单位自己", "a supervisor, never of the unit that promised"), false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, PublishList, lang.T("发布四张清单", "publish the four lists"), lang.T("先预演、看清增减改，再确认", "a dry run shows what is added, taken out and changed; then it is confirmed"), false},
}
