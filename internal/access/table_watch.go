package access

import "banjie/internal/lang"

// Verbs of the retaliation watch by two custodians.
const (
	RequestWatch Verb = "request_watch"
	ApproveWatch Verb = "approve_watch"
	OpenWatch    Verb = "open_watch"
	BringResult  Verb = "bring_result"
	DropWatch    Verb = "drop_watch"
	RaiseLook    Verb = "raise_look"
	EndLook      Verb = "end_look"
	MoveWatch    Verb = "move_watch"
)

// watchActs are the acts on a watch and on what an alarm of it opens.
var watchActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, RequestWatch, lang.T("申请报复核对", "ask for a retaliation watch"), lang.T("写理由和依据；一次打开整段月份的核对盒", "with reason and article; one act covers the watch boxes of whole months"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ApproveWatch, lang.T("批准报复核对", "approve a retaliation watch"), lang.T("两个没有申请的人，其中一个是负责人", "two people who did not ask, one of them a head"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, OpenWatch, lang.T("登记打开核对盒", "put the opening of watch boxes on record"), lang.T("服务器上没有能打开它们的钥匙", "no key on the server opens them"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, BringResult, lang.T("带回核对结果", "bring the custodians' answer back"), lang.T("只收两名保管人签了名的数", "counts signed by two custodians and nothing else"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, DropWatch, lang.T("不办这次核对了", "drop a retaliation watch"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, EndLook, lang.T("登记核对提示看的结果", "enter what an alarm of the watch came to"), lang.T("是线索，不是结论", "a lead, not a verdict"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, RaiseLook, lang.T("核对提示", "an alarm of the watch"), lang.T("与带回结果同时记入", "recorded together with the answer"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, MoveWatch, lang.T("取出密封的核对盒换钥匙", "hand sealed watch boxes out for other keys"), lang.T("在服务器上用命令办，两名保管人一起换", "by a command on the server; two custodians change the keys together"), true},
}
