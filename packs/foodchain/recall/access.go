package recall

import (
	"banjie/internal/access"
	"banjie/internal/lang"
)

const (
	n = access.None
	o = access.Own
	u = access.Unit
	d = access.Division
	a = access.All
)

// ReadRecalls opens the pages of recalls.
const ReadRecalls access.Verb = "read_recalls"

func verb(v access.Verb, zh, en string, reach ...access.Reach) access.Row {
	return access.Row{Verb: v, Reach: [11]access.Reach(reach), Title: lang.T(zh, en)}
}

// Acts are the verbs on recalls and orders.
var Acts = []access.Row{
	//                                                                                P  C  G  K  O  H  Z  S  A  U  Y
	verb("open_recall", "召回食品", "recall food", n, o, n, n, u, u, n, n, n, n, a),
	verb("send_recall_orders", "通知持有者", "issue orders to holders", n, n, n, n, u, u, n, n, n, n, a),
	verb("begin_recall", "登记召回计划", "enter the producer's plan", n, o, o, n, u, u, n, n, n, n, n),
	verb("grade_recall", "改变召回级别", "change the grade of a recall", n, n, n, n, u, u, n, n, n, n, n),
	verb("confirm_scope", "确认召回范围", "confirm the scope of a recall", n, n, n, n, u, u, n, n, n, n, n),
	verb("publish_recall", "发布召回公告", "publish a recall", n, n, n, n, u, u, n, n, n, n, n),
	verb("close_recall", "结束召回", "end a recall", n, n, n, n, u, u, n, n, n, n, n),
	verb("lift_recall", "撤销召回", "lift a recall", n, n, n, n, n, u, n, n, n, n, n),
	verb("withdraw_recall", "收回开错的召回", "withdraw a recall opened by mistake", n, n, n, n, u, u, n, n, n, n, n),
	verb("send_recall_order", "开出召回通知", "order to a holder", n, n, n, n, n, n, n, n, n, n, a),
	verb("stop_sale", "答复已停售", "answer that sale has stopped", n, o, o, n, u, u, n, n, n, n, n),
	verb("count_goods", "登记召回数量", "count recalled goods", n, o, o, n, u, u, n, n, n, n, n),
	verb("finish_recall_order", "提交召回结果", "finish a recall order", n, o, o, n, u, u, n, n, n, n, n),
	verb("accept_recall_count", "核对召回数量", "check a holder's count", n, n, n, n, u, u, n, n, n, n, n),
	verb("return_recall_count", "退回召回结果", "return a holder's count", n, n, n, n, u, u, n, n, n, n, n),
	verb("amend_recall_order", "更正召回数量", "amend a recall order", n, n, n, n, n, n, n, n, n, n, a),
	verb("lift_recall_order", "解除召回通知", "lift a recall order", n, n, n, n, n, n, n, n, n, n, a),
}

// Pages are the verbs of pages.
var Pages = []access.Row{
	{Verb: ReadRecalls, Reach: [11]access.Reach{n, n, n, n, d, d, d, d, n, d, a}, Title: lang.T("查看召回", "read recalls"), Note: lang.T("公众看召回公告，持有者看自己的通知", "the public has the notices, a holder has the own order")},
}
