package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/limit"
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *report) identity(it Item) {
	if err := printable(Canonical(it)); err != nil {
		r.add(Error, "unprintable", "", "", lang.Format("有不能显示的字符：%v", "There is a character that cannot be shown: %v", err), lang.T("请删除这个字符。", "Please remove it."))
	}
	r.codes(it)
	switch {
	case it.Slug == "":
		r.gap("slug", "")
	case !slugForm.MatchString(it.Slug) || len(it.Slug) > 80:
		r.add(Error, "bad_slug", "slug", "", lang.Format("网址短名“%s”不能使用。", "The short name “%s” cannot be used.", it.Slug),
			lang.T("请用小写英文单词，用横线连接，最多 80 个字符。", "Use lower-case English words joined by dashes, at most 80 characters."))
	}
	r.text("name", it.Name)
	r.text("summary", it.Summary)
	if len(it.Keywords) == 0 {
		r.add(Warning, "no_keywords", "keywords", "", lang.T("没有群众常用的说法，搜索时可能找不到。", "No everyday words are given; people may not find it."), lang.T("请写上群众的说法，例如“开饭店”。", "Add people's own words, for example “open a restaurant”."))
	}
	if it.Theme == "" {
		r.add(Warning, "no_theme", "theme", "", lang.T("没有选择主题。", "No theme is chosen."), lang.T("请选择主题，便于群众按主题查找。", "Choose one, so that people can browse to it."))
	} else if _, ok := ThemeOf(it.Theme); !ok {
		r.choice("theme", it.Theme, lang.Text{})
	}
	r.choice("kind", string(it.Kind), it.Kind.Label())
	r.choice("case_kind", string(it.CaseKind), it.CaseKind.Label())
	if len(it.Served) == 0 {
		r.gap("served", "xkf-30")
	}
	for i, s := range it.Served {
		r.choice(fmt.Sprintf("served.%d", i), string(s), s.Label())
	}
}

func (r *report) power(it Item) {
	r.unit("unit", it.Unit)
	r.choice("level", string(it.Level), it.Level.Label())
	r.delegation(it)
	if len(it.Bases) == 0 {
		r.add(Error, "no_basis", "bases", "xkf-30", lang.T("没有设定依据。", "There is no legal basis."), lang.T("请至少写明一条法律依据。", "Name at least one article."))
	}
	for i, b := range it.Bases {
		path := fmt.Sprintf("bases.%d", i)
		switch {
		case b.ID != "":
			r.article(path+".id", b.ID, true)
		case strings.TrimSpace(b.Law) == "":
			r.gap(path+".law", "")
		case strings.TrimSpace(b.Article) == "":
			r.gap(path+".article", "")
		default:
			// Only the register can say that a text was read; a tick in the item cannot.
			r.unverified(path)
		}
	}
}

func (r *report) unit(path, id string) {
	if id == "" {
		r.gap(path, "")
	} else if r.Units != nil && !r.Units.HasUnit(id) {
		r.add(Error, "unknown_unit", path, "", lang.Format("部门“%s”不存在。", "The unit “%s” does not exist.", id), lang.T("请选择已有的部门，或先建立部门。", "Choose an existing unit, or create it first."))
	}
}

func (r *report) delegation(it Item) {
	d := it.Delegation
	if d == nil {
		return
	}
	r.choice("delegation.holder", string(d.Holder), d.Holder.Label())
	if strings.TrimSpace(d.Instrument) == "" {
		r.gap("delegation.instrument", "")
	}
	if d.From == 0 {
		r.gap("delegation.from", "")
	}
	if d.Until != 0 && d.Until < d.From {
		r.add(Error, "bad_dates", "delegation.until", "", lang.T("授权的截止日期早于起始日期。", "The delegation ends before it begins."), lang.T("请核对授权文件上的日期。", "Please check the dates of the instrument."))
		return
	}
	on := r.On
	if it.Effective != 0 {
		on = it.Effective
	}
	if on != 0 && (on < d.From || d.Until != 0 && on > d.Until) {
		r.add(Error, "outside_delegation", "delegation", "", lang.Format("%v 不在授权期内。", "%v lies outside the delegation.", on),
			lang.T("请在授权期内发布，或更新授权文件。", "Publish within its dates, or renew the instrument."))
	}
}

func (r *report) conditions(it Item) {
	if len(it.Conditions) == 0 {
		if it.Kind == PublicService {
			r.add(Warning, "no_conditions", "conditions", "", lang.T("没有写受理条件。", "No conditions are stated."), lang.T("如果人人可以申请，可以不写。", "Leave it so only if everybody may ask."))
		} else {
			r.gap("conditions", "xkf-30")
		}
	}
	seen := map[string]bool{}
	for i, c := range it.Conditions {
		path := fmt.Sprintf("conditions.%d", i)
		r.id(path+".id", c.ID, seen)
		r.text(path+".text", c.Text)
		if vague, in := catchAll(c.Text, conditionWords); vague {
			r.add(Warning, "catch_all_condition", path+".text", "xkf-30", lang.Format("“%s”是兜底条件，申请人无法判断。", "“%s” is a catch-all; nobody can tell whether he meets it.", in),
				lang.T("请写明具体条件。", "Please say which conditions."))
		}
		if c.Rule != "" {
			r.rule(path+".rule", c.Rule, it)
			r.text(path+".advice", c.Advice)
		}
		r.article(path+".basis", c.Basis, false)
	}
}

func (r *report) scenarios(it Item) {
	seen := map[string]bool{}
	for i, s := range it.Scenarios {
		path := fmt.Sprintf("scenarios.%d", i)
		r.id(path+".id", s.ID, seen)
		r.text(path+".question", s.Question)
		if len(s.Options) < 2 {
			r.add(Error, "no_choice", path+".options", "", lang.T("情形问题至少要有两个选项。", "A scenario needs at least two answers."), lang.T("请补充选项，或删除这个问题。", "Add answers, or remove the question."))
		}
		options := map[string]bool{}
		for j, o := range s.Options {
			r.id(fmt.Sprintf("%s.options.%d.id", path, j), o.ID, options)
			r.text(fmt.Sprintf("%s.options.%d.text", path, j), o.Text)
		}
	}
}

func (r *report) materials(it Item) {
	switch {
	case len(it.Materials) == 0 && !it.NoMaterials:
		r.add(Error, "missing", "materials", "xkf-30", lang.T("没有材料目录。", "There is no list of materials."), lang.T("请逐项列出材料；确实不需要材料的，请勾选“无需材料”。", "List each material; if none is needed, say so."))
	case len(it.Materials) > 0 && it.NoMaterials:
		r.add(Error, "contradiction", "no_materials", "", lang.T("勾选了“无需材料”，却又列有材料。", "It says that no material is needed, and lists some."), lang.T("请取消勾选，或删除材料。", "Please remove one of the two."))
	}
	seen := map[string]bool{}
	for i, m := range it.Materials {
		path := fmt.Sprintf("materials.%d", i)
		r.id(path+".id", m.ID, seen)
		r.text(path+".name", m.Name)
		if vague, in := catchAll(m.Name, materialWords); vague {
			r.add(Error, "catch_all_material", path+".name", "xkf-30", lang.Format("“%s”是兜底性材料，申请人不知道要带什么。", "“%s” is a catch-all; nobody knows what to bring.", in),
				lang.T("请写明具体是哪一种材料；不需要的请删除。", "Name the material; remove what is not needed."))
		}
		r.choice(path+".source", string(m.Source), m.Source.Label())
		if m.Source == FromCertificate && m.Certificate == "" {
			r.gap(path+".certificate", "")
		}
		if m.When != "" {
			r.rule(path+".when", m.When, it)
		}
		if m.Originals < 0 || m.Copies < 0 {
			r.add(Error, "negative", path+".originals", "", lang.T("份数不能小于零。", "A number of copies cannot be less than zero."), lang.T("请填写 0 或更大的数。", "Enter 0 or more."))
		}
		r.text(path+".help", m.Help)
	}
}

func (r *report) form(it Item) {
	if noForm(it.Form) {
		r.gap("form", "xkf-29")
		return
	}
	f, err := formOf(it.Form)
	if err != nil {
		r.add(Error, "bad_form", "form", "", lang.Format("申请表单不能使用：%v", "The form cannot be used: %v", err), lang.T("请按表单说明修改。", "Please correct it."))
		return
	}
	for _, x := range f.fields {
		path := "form.properties." + x.Name
		r.text(path+".title", x.Title)
		for _, o := range x.Options {
			r.text(path+".options."+o.ID, o.Text)
		}
		if (x.Help.ZH == "") != (x.Help.EN == "") {
			r.text(path+".description", x.Help)
		}
	}
}

func (r *report) steps(it Item) {
	if len(it.Steps) == 0 {
		r.gap("steps", "xkf-30")
	}
	seen, tasks := map[string]bool{}, map[string]bool{}
	for i, s := range it.Steps {
		path := fmt.Sprintf("steps.%d", i)
		r.id(path+".id", s.ID, seen)
		r.text(path+".name", s.Name)
		if len(s.Tasks) == 0 {
			r.add(Error, "no_tasks", path+".tasks", "", lang.T("这个环节没有任务，案件会停在这里。", "The step has no task; a case would stand still there."), lang.T("请至少安排一个部门的任务，或删除这个环节。", "Give at least one unit a task, or remove the step."))
		}
		for j, t := range s.Tasks {
			task := fmt.Sprintf("%s.tasks.%d", path, j)
			r.id(task+".id", t.ID, tasks)
			r.text(task+".name", t.Name)
			r.unit(task+".unit", t.Unit)
		}
	}
}

func (r *report) specials(it Item) {
	seen := map[string]bool{}
	for i, s := range it.Specials {
		path := fmt.Sprintf("specials.%d", i)
		if seen[s.Kind] {
			r.id(path+".kind", s.Kind, seen)
		}
		seen[s.Kind] = true
		r.choice(path+".kind", s.Kind, SpecialLabel(s.Kind))
		r.text(path+".name", s.Name)
		r.length(path+".max", s.Max)
		r.article(path+".basis", s.Basis, true)
		if s.Kind == "hearing" && s.Required && s.Basis != "xkf-46" && s.Basis != "xkf-47" {
			r.add(Error, "hearing_basis", path+".basis", "xkf-46", lang.T("必经的听证没有写明是法定听证还是依申请听证。", "It is not said whether the required hearing is ordered by law or may be asked for."), lang.T("法定听证填 xkf-46，依申请听证填 xkf-47。", "Enter xkf-46 where the law orders it, xkf-47 where the right to it must be told."))
		}
		if s.Basis == "xkf-55" && s.Kind != "inspection" && s.Kind != "testing" && s.Kind != "quarantine" {
			r.add(Error, "wrong_basis", path+".basis", "xkf-55", lang.T("第五十五条只规定检验、检测、检疫。", "Article 55 is about inspection, testing and quarantine only."), lang.T("请填写这种特别程序自己的依据。", "Enter the basis of this special procedure."))
		}
		if s.Required && s.Kind != "hearing" {
			r.add(Error, "only_a_hearing_is_required", path+".required", "", lang.T("只有听证可以设为必经程序。", "Only a hearing can be made a necessary step."), lang.T("需要现场核查的，请勾选“决定前要现场核查”。", "An on-site check is set on the item itself."))
		}
	}
}

// undertakingMax is the longest time for the later check, zyc-14.
var undertakingMax = limit.Limit{N: 60, Unit: limit.Workday}

func (r *report) undertaking(it Item) {
	u := it.Undertaking
	if u == nil {
		return
	}
	r.text("undertaking.text", u.Text)
	if r.length("undertaking.check", u.Check) && !neverLater(r.Calendar, u.Check, undertakingMax) {
		r.add(Error, "check_too_late", "undertaking.check", "zyc-14", lang.T("承诺后的核查期限超过六十个工作日。", "The check after the undertaking comes later than sixty working days."), lang.T("请改为六十个工作日以内。", "Make it sixty working days or less."))
	}
	if len(u.Covers) == 0 {
		r.gap("undertaking.covers", "")
	}
	for i, id := range u.Covers {
		if !slices.ContainsFunc(it.Materials, func(m Material) bool { return m.ID == id }) {
			r.add(Error, "unknown_material", fmt.Sprintf("undertaking.covers.%d", i), "", lang.Format("承诺替代的材料“%s”不在材料目录中。", "The undertaking replaces “%s”, which is not among the materials.", id), lang.T("请核对材料编号。", "Please check the id."))
		}
	}
}

func (r *report) outcome(it Item) {
	switch {
	case it.Fee.Amount == Unsaid:
		r.gap("fee", "xkf-30")
	case it.Fee.Amount < 0:
		r.add(Error, "negative", "fee.amount", "", lang.T("收费不能小于零。", "A fee cannot be less than zero."), lang.T("不收费请填 0。", "Enter 0 where it is free."))
	case it.Fee.Amount > 0 && strings.TrimSpace(it.Fee.Basis) == "":
		r.add(Error, "no_basis", "fee.basis", "", lang.T("收费没有依据。", "The fee has no basis."), lang.T("请写明收费依据；没有依据的不得收费。", "Name the basis; without one no fee may be taken."))
	}
	r.text("result.name", it.Result.Name)
	if it.Result.ValidMonths < 0 {
		r.add(Error, "negative", "result.valid_months", "", lang.T("有效期不能小于零。", "The validity cannot be less than zero."), lang.T("长期有效请填 0。", "Enter 0 where it does not expire."))
	}
	if it.Result.Renewable && it.Result.ValidMonths == 0 {
		r.add(Error, "contradiction", "result.renewable", "xkf-50", lang.T("长期有效的证件不需要延续。", "What does not expire is not renewed."), lang.T("请填写有效期，或取消“可延续”。", "Enter the validity, or take back “renewable”."))
	}
	switch {
	case it.Visits == Unsaid:
		r.gap("visits", "")
	case it.Visits < 0 || it.Visits > 1:
		r.add(Error, "too_many_visits", "visits", "", lang.Format("承诺跑动 %d 次，超过“最多跑一次”。", "%d visits are promised; it may be one at most.", it.Visits), lang.T("请改为 0 次或 1 次。", "Make it 0 or 1."))
	}
}

func (r *report) contact(it Item) {
	if len(it.Channels) == 0 {
		r.gap("channels", "zyc-6")
	}
	for i, c := range it.Channels {
		r.choice(fmt.Sprintf("channels.%d", i), c, ChannelLabel(c))
	}
	if len(it.Channels) > 0 && !slices.Contains(it.Channels, "window") {
		r.add(Warning, "no_window", "channels", "zyc-6", lang.T("没有窗口办理渠道。", "It cannot be asked for at a window."), lang.T("不得限定办理渠道；请加上窗口办理。", "A body may not restrict the channel; please add the window."))
	}
	r.text("contact.address", it.Contact.Address)
	r.text("contact.hours", it.Contact.Hours)
	if strings.TrimSpace(it.Contact.Phone) == "" {
		r.gap("contact.phone", "")
	}
	if strings.TrimSpace(it.Contact.Oversee) == "" {
		r.gap("contact.oversee", "")
	}
}
