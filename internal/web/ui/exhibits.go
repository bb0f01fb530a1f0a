package ui

import "banjie/internal/lang"

// Exhibits is every component with its samples; a test refuses a component that is not here.
var Exhibits = []Exhibit{
	{"typography", lang.T("排版", "Typography"), Heading{}},
	{"button", lang.T("按钮", "Buttons"), Button{}},
	{"icon", lang.T("图标", "Icons"), Icon("")},
	{"tag", lang.T("状态标签", "Tags"), Tag{}},
	{"notice", lang.T("提示", "Notices"), Notice{}},
	{"panel", lang.T("提交成功", "Confirmation panel"), Panel{}},
	{"form", lang.T("表单", "Form"), Form{}},
	{"field", lang.T("填写项", "Fields"), Field{}},
	{"error-summary", lang.T("错误汇总", "Error summary"), ErrorSummary{}},
	{"error-page", lang.T("出错页面", "Error page"), ErrorPage{}},
	{"summary-list", lang.T("核对清单", "Summary list"), SummaryList{}},
	{"task-list", lang.T("任务清单", "Task list"), TaskList{}},
	{"steps", lang.T("办理进度", "Steps"), Steps{}},
	{"clock-card", lang.T("期限卡片", "Clock cards"), ClockCard{}},
	{"due-explain", lang.T("为什么是这一天", "Why this day"), DueExplain{}},
	{"timeline", lang.T("办理记录", "Timeline"), Timeline{}},
	{"table", lang.T("列表", "Table"), Table{}},
	{"filters", lang.T("筛选", "Filters"), Filters{}},
	{"search-box", lang.T("搜索", "Search"), SearchBox{}},
	{"cards", lang.T("卡片", "Cards"), Cards{}},
	{"stats", lang.T("数字", "Figures"), Stats{}},
	{"bars", lang.T("小图", "Small charts"), Bars{}},
	{"qr", lang.T("二维码", "QR code"), QR{}},
	{"tabs", lang.T("分页签", "Tabs"), Tabs{}},
	{"disclosure", lang.T("展开说明", "Disclosure"), Disclosure{}},
	{"key-hints", lang.T("快捷键", "Keyboard shortcuts"), KeyHints{}},
	{"copy-code", lang.T("查询码", "Code to keep"), CopyCode{}},
	{"confirm", lang.T("确认页面", "Confirmation page"), Confirm{}},
	{"demo-bar", lang.T("演示栏", "Demo bar"), DemoBar{}},
	{"progress", lang.T("进度条", "Progress"), Progress{}},
	{"money", lang.T("金额", "Money"), Money(0)},
	{"law-ref", lang.T("法律依据", "Legal basis"), LawRef{}},
}
