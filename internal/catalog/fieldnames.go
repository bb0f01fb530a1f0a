package catalog

import (
	"strings"

	"banjie/internal/lang"
)

// FieldName is the name people know a place of an item by. The path is the dotted
// one of findings and changes; numbers in it do not matter.
func FieldName(path string) lang.Text {
	parts := strings.Split(path, ".")
	var words []string
	for _, p := range parts {
		if p != "" && strings.Trim(p, "0123456789") != "" {
			words = append(words, p)
		}
	}
	if len(words) > 1 && words[0] == "form" {
		return formPlace(words)
	}
	for n := len(words); n > 0; n-- {
		if t, ok := fieldNames[strings.Join(words[:n], ".")]; ok {
			return t
		}
	}
	return lang.T(path, path)
}

// formPlace names form.properties.<name>.<part>.
func formPlace(words []string) lang.Text {
	if len(words) < 3 {
		return fieldNames["form"]
	}
	name := words[2]
	if len(words) > 3 {
		switch words[3] {
		case "title":
			return lang.T("表单问题“"+name+"”的名称", "name of the form's question “"+name+"”")
		case "description":
			return lang.T("表单问题“"+name+"”的说明", "help of the form's question “"+name+"”")
		case "options":
			return lang.T("表单问题“"+name+"”的选项", "answers of the form's question “"+name+"”")
		}
	}
	return lang.T("表单问题“"+name+"”", "form's question “"+name+"”")
}

// fieldNames is a literal table: path without numbers → name.
var fieldNames = map[string]lang.Text{
	"code":                   lang.T("实施编码", "implementing code"),
	"base_code":              lang.T("基本编码", "base code"),
	"version":                lang.T("版本", "version"),
	"status":                 lang.T("状态", "status"),
	"slug":                   lang.T("网址短名", "short name in the address"),
	"name":                   lang.T("事项名称", "name of the item"),
	"summary":                lang.T("一句话说明", "one-sentence summary"),
	"keywords":               lang.T("群众说法", "everyday words"),
	"theme":                  lang.T("主题", "theme"),
	"kind":                   lang.T("事项类型", "type of item"),
	"case_kind":              lang.T("办件类型", "kind of case"),
	"served":                 lang.T("服务对象", "who may ask"),
	"procedure":              lang.T("办理程序", "procedure"),
	"unit":                   lang.T("实施部门", "deciding unit"),
	"level":                  lang.T("行使层级", "level that exercises the power"),
	"delegation":             lang.T("委托（下放）", "delegation"),
	"delegation.holder":      lang.T("原权力层级", "level that holds the power"),
	"delegation.instrument":  lang.T("委托（下放）文件", "instrument of delegation"),
	"delegation.from":        lang.T("委托起始日期", "first day of the delegation"),
	"delegation.until":       lang.T("委托截止日期", "last day of the delegation"),
	"bases":                  lang.T("设定依据", "legal basis"),
	"bases.id":               lang.T("依据编号", "id of the basis"),
	"bases.law":              lang.T("法律法规名称", "name of the law"),
	"bases.version":          lang.T("法规版本", "version of the law"),
	"bases.article":          lang.T("条款", "article"),
	"bases.sentence":         lang.T("条文内容", "sentence relied on"),
	"bases.verified":         lang.T("已核实", "verified"),
	"statutory":              lang.T("法定时限", "statutory limit"),
	"promised":               lang.T("承诺时限", "promised limit"),
	"min_notice":             lang.T("法定公示期", "mandatory public notice"),
	"joint":                  lang.T("联合办理", "joint handling"),
	"delivery":               lang.T("送达期限", "delivery limit"),
	"correction":             lang.T("补正期限", "time for corrections"),
	"conditions":             lang.T("受理条件", "conditions"),
	"conditions.id":          lang.T("条件编号", "id of the condition"),
	"conditions.text":        lang.T("条件内容", "text of the condition"),
	"conditions.rule":        lang.T("条件规则", "rule of the condition"),
	"conditions.advice":      lang.T("不符合时的建议", "advice when it is not met"),
	"conditions.basis":       lang.T("条件依据", "basis of the condition"),
	"scenarios":              lang.T("情形", "scenarios"),
	"scenarios.id":           lang.T("情形编号", "id of the scenario"),
	"scenarios.question":     lang.T("情形问题", "question of the scenario"),
	"scenarios.options":      lang.T("情形选项", "answers of the scenario"),
	"scenarios.options.id":   lang.T("选项编号", "id of the answer"),
	"scenarios.options.text": lang.T("选项内容", "text of the answer"),
	"materials":              lang.T("申请材料", "materials"),
	"no_materials":           lang.T("无需材料", "no material needed"),
	"materials.id":           lang.T("材料编号", "id of the material"),
	"materials.name":         lang.T("材料名称", "name of the material"),
	"materials.source":       lang.T("材料来源", "source of the material"),
	"materials.certificate":  lang.T("电子证照类型", "type of certificate"),
	"materials.required":     lang.T("必须提交", "required"),
	"materials.when":         lang.T("需要的情形", "when it is needed"),
	"materials.tolerant":     lang.T("可容缺", "may be missing at acceptance"),
	"materials.originals":    lang.T("原件份数", "originals"),
	"materials.copies":       lang.T("复印件份数", "copies"),
	"materials.formats":      lang.T("文件格式", "file formats"),
	"materials.issuer":       lang.T("出具单位", "issued by"),
	"materials.help":         lang.T("材料说明", "help for the material"),
	"form":                   lang.T("申请表单", "application form"),
	"steps":                  lang.T("办理环节", "steps"),
	"steps.id":               lang.T("环节编号", "id of the step"),
	"steps.name":             lang.T("环节名称", "name of the step"),
	"steps.limit":            lang.T("环节时限", "limit of the step"),
	"steps.tasks":            lang.T("环节任务", "tasks of the step"),
	"steps.tasks.id":         lang.T("任务编号", "id of the task"),
	"steps.tasks.name":       lang.T("任务名称", "name of the task"),
	"steps.tasks.unit":       lang.T("任务部门", "unit of the task"),
	"steps.tasks.post":       lang.T("任务岗位", "post of the task"),
	"specials":               lang.T("特别程序", "special procedures"),
	"specials.kind":          lang.T("特别程序种类", "kind of the special procedure"),
	"specials.name":          lang.T("特别程序名称", "name of the special procedure"),
	"specials.max":           lang.T("特别程序最长时间", "longest time of the special procedure"),
	"specials.basis":         lang.T("特别程序依据", "basis of the special procedure"),
	"specials.required":      lang.T("必须经过这一程序", "decided only after it"),
	"inspection":             lang.T("决定前要现场核查", "looked at on the spot before the decision"),
	"undertaking":            lang.T("告知承诺", "undertaking"),
	"undertaking.covers":     lang.T("承诺替代的材料", "materials the undertaking replaces"),
	"undertaking.check":      lang.T("承诺后核查期限", "time for the later check"),
	"undertaking.text":       lang.T("承诺书内容", "text of the undertaking"),
	"fee":                    lang.T("收费", "fee"),
	"fee.amount":             lang.T("收费金额", "amount of the fee"),
	"fee.basis":              lang.T("收费依据", "basis of the fee"),
	"fee.note":               lang.T("收费说明", "note on the fee"),
	"result":                 lang.T("办理结果", "result"),
	"result.certificate":     lang.T("结果证照类型", "type of the resulting certificate"),
	"result.name":            lang.T("结果名称", "name of the result"),
	"result.valid_months":    lang.T("有效期（月）", "validity in months"),
	"result.renewable":       lang.T("可延续", "renewable"),
	"result.lines":           lang.T("证照各栏的来源", "where the certificate's lines come from"),
	"visits":                 lang.T("跑动次数", "number of visits"),
	"channels":               lang.T("办理渠道", "channels"),
	"contact":                lang.T("联系方式", "contact"),
	"contact.address":        lang.T("办理地点", "address"),
	"contact.hours":          lang.T("办理时间", "hours"),
	"contact.phone":          lang.T("咨询电话", "telephone for questions"),
	"contact.oversee":        lang.T("监督电话", "telephone for complaints"),
	"effective":              lang.T("生效日期", "first day of this version"),
}
