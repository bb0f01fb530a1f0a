package recall

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// drillWords are the states of a drill and its orders in words that nobody takes for a real recall.
var drillWords = map[casework.State]struct{ title, says lang.Text }{
	Running:   {lang.T("演练中", "Drill running"), lang.T("演练通知已经发给所有持有者，看多久答复。没有一家要停售、下架。", "Every holder has the drill's order; it is timed how soon they answer. Nobody stops selling or takes anything off.")},
	Closed:    {lang.T("演练结束", "Drill ended"), lang.T("演练已经结束。", "The drill has ended.")},
	Lifted:    {lang.T("演练已撤销", "Drill called off"), lang.T("演练已经撤销。", "The drill was called off.")},
	Withdrawn: {lang.T("演练已收回", "Drill withdrawn"), lang.T("这次演练是开错的，已经收回。", "The drill was opened by mistake and withdrawn.")},
	Issued:    {lang.T("演练，待答复", "Drill, to be answered"), lang.T("这是演练，只答复收到，货照常卖。", "This is a drill: answer that it came, and sell as before.")},
	Stopped:   {lang.T("演练，已答复", "Drill, answered"), lang.T("这是演练，已经答复收到。什么都不用清点、处置。", "This is a drill, and it was answered. Nothing is counted or disposed of.")},
	Answered:  {lang.T("演练，已办完", "Drill, sent in"), lang.T("这是演练，等监管人员看一眼。", "This is a drill; the regulator looks at the answer.")},
	Done:      {lang.T("演练，已结束", "Drill, ended"), lang.T("这是演练，已经结束。", "This was a drill; it has ended.")},
	Freed:     {lang.T("演练，已结束", "Drill, ended"), lang.T("这是演练，已经结束。这张通知不用再办。", "This was a drill; it has ended. Nothing more is to be done here.")},
}

// StateWords are title and sentence of a state of a recall or an order; a drill has its own.
func StateWords(p *casework.Procedure, s casework.State, drill bool) (title, says lang.Text) {
	if w, has := drillWords[s]; has && drill {
		return w.title, w.says
	}
	info := p.Info(s)
	return info.Title, info.Says
}
