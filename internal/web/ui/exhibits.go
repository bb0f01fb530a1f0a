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
	{"demo-bar", lang.T("演示栏", "Demo bar"), DemoBar{}},
	{"progress", lang.T("进度条", "Progress"), Progress{}},
	{"money", lang.T("金额", "Money"), Money(0)},
	{"law-ref", lang.T("法律依据", "Legal basis"), LawRef{}},
}
