package catalog

import (
	"fmt"
	"regexp"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
)

// Severity of a finding.
type Severity string

const (
	Error   Severity = "error"   // refuses publication
	Warning Severity = "warning" // shown to the editor, and where people must know also on the guide
)

// Finding is one thing the lint has to say about an item.
type Finding struct {
	Severity Severity  `json:"severity"`
	Code     string    `json:"code"` // stable, snake case
	Path     string    `json:"path"` // place in the item's JSON, dotted, lists by index from 0
	Message  lang.Text `json:"message"`
	Remedy   lang.Text `json:"remedy"`
	Basis    string    `json:"basis,omitempty"` // id of internal/law, where the law is the reason
}

// Units tells the lint which units exist.
type Units interface {
	HasUnit(id string) bool
}

// Linter holds what surrounds an item. Without Units their existence is not
// checked; without a Calendar limits of different units are compared by caution alone.
type Linter struct {
	Calendar *calendar.Calendar
	Units    Units
	On       calendar.Day // day of publication, for delegations; 0: the item's first day
	// Certificates are the types that can be issued; nil: lines of certificates are not checked.
	Certificates Certificates
}

// Lint is a [Linter] with a calendar only.
func Lint(it Item, cal *calendar.Calendar) []Finding { return Linter{Calendar: cal}.Lint(it) }

// Lint gives everything there is to say, in the order of the item's fields.
func (l Linter) Lint(it Item) []Finding {
	r := &report{Linter: l}
	r.identity(it)
	r.power(it)
	r.limits(it)
	r.conditions(it)
	r.scenarios(it)
	r.materials(it)
	r.form(it)
	r.steps(it)
	r.specials(it)
	r.undertaking(it)
	r.outcome(it)
	r.certificate(it)
	r.contact(it)
	return r.findings
}

// Errors keeps the findings that refuse publication.
func Errors(findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.Severity == Error {
			out = append(out, f)
		}
	}
	return out
}

// Refusal turns the errors among findings into the answer for the person who wants
// to publish; nil when there are none.
func Refusal(findings []Finding) error {
	f := fault.New(fault.Invalid, "not_publishable",
		lang.T("事项还不能发布。", "The item cannot be published yet."),
		lang.T("请按下面逐条补全或修改；草稿已保存。", "Please complete or change the places named below; the draft is saved."))
	for _, x := range Errors(findings) {
		f.At(x.Path, lang.T(x.Message.ZH+x.Remedy.ZH, x.Message.EN+space(x.Remedy.EN)))
		if x.Basis != "" {
			f.Under(x.Basis)
		}
	}
	return f.Or()
}

// report collects findings.
type report struct {
	Linter
	findings []Finding
}

func (r *report) add(s Severity, code, path, basis string, message, remedy lang.Text) {
	r.findings = append(r.findings, Finding{s, code, path, message, remedy, basis})
}

// gap says that something is not filled in.
func (r *report) gap(path, basis string) {
	name := FieldName(path)
	r.add(Error, "missing", path, basis, both("没有填写“", name, "”。", "“", "” is not filled in."), lang.T("请填写。", "Please fill it in."))
}

// text wants both languages.
func (r *report) text(path string, t lang.Text) {
	switch zh, en := strings.TrimSpace(t.ZH) != "", strings.TrimSpace(t.EN) != ""; {
	case !zh && !en:
		r.gap(path, "")
	case !zh:
		r.add(Error, "missing_chinese", path+".zh", "", both("“", FieldName(path), "”缺少中文。", "“", "” lacks the Chinese."), lang.T("请补写中文。", "Please add it."))
	case !en:
		r.add(Error, "missing_english", path+".en", "", both("“", FieldName(path), "”缺少英文。", "“", "” lacks the English."), lang.T("请补写英文。", "Please add it."))
	}
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// id wants a usable id that was not used before in seen.
func (r *report) id(path, id string, seen map[string]bool) {
	switch {
	case id == "":
		r.gap(path, "")
	case !idForm.MatchString(id):
		r.add(Error, "bad_id", path, "", lang.Format("编号“%s”含有不能使用的字符。", "The id “%s” has characters that cannot be used.", id),
			lang.T("请只用字母、数字、下划线、点和横线，最多 64 个。", "Use letters, digits, underscore, dot and dash only, at most 64."))
	case seen[id]:
		r.add(Error, "duplicate_id", path, "", lang.Format("编号“%s”重复。", "The id “%s” is used twice.", id), lang.T("请改成不同的编号。", "Please give each its own."))
	}
	seen[id] = true
}

// choice wants a known code.
func (r *report) choice(path, value string, label lang.Text) {
	if value == "" {
		r.gap(path, "")
	} else if label.IsZero() {
		r.add(Error, "unknown_code", path, "", both("“", FieldName(path), fmt.Sprintf("”的值“%s”不在代码表中。", value), "“", fmt.Sprintf("”: “%s” is not in the code table.", value)),
			lang.T("请从列表中选择。", "Please choose from the list."))
	}
}

// article wants an id of the register of legal bases.
func (r *report) article(path, id string, needed bool) {
	b, ok := law.Find(id)
	switch {
	case id == "" && needed:
		r.add(Error, "no_basis", path, "", both("“", FieldName(path), "”没有依据。", "“", "” has no legal basis."), lang.T("请选择法律依据。", "Please name the article."))
	case id == "":
	case !ok:
		r.add(Error, "unknown_basis", path, "", lang.Format("依据“%s”不在法规库中。", "The basis “%s” is not in the register of laws.", id), lang.T("请选择已登记的条款，或先登记。", "Choose a registered article, or register it first."))
	case !b.Verified:
		r.unverified(path)
	}
}

// unverified is the warning that the guide shows to everybody.
func (r *report) unverified(path string) {
	r.add(Warning, "unverified_basis", path, "", lang.T("示例依据，未经核实。", "Illustrative, not verified."),
		lang.T("办事指南会标明“示例，未核实”；请对照法规原文核实。", "The guide says “illustrative, not verified”; please check it against the text of the law."))
}

// rule wants a rule that compiles and speaks of facts the item can know.
func (r *report) rule(path, text string, it Item) {
	compiled, err := ruleOf(text)
	if err != nil {
		r.add(Error, "bad_rule", path, "", lang.Format("规则“%s”写得不对：%v", "The rule “%s” is not right: %v", text, err),
			lang.T("规则应是关于 form.字段、scenario.情形、held.材料 的是非判断。", "A rule is a yes-or-no sentence about form.field, scenario.question and held.material."))
		return
	}
	for _, p := range compiled.facts {
		if it.knows(p) {
			continue
		}
		severity := Error
		if p.root == "held" {
			severity = Warning // a certificate of another item is a fact as well
		}
		r.add(severity, "unknown_fact", path, "", lang.Format("规则用到的“%s”在本事项中没有。", "The rule speaks of “%s”, which this item does not have.", p.String()),
			lang.T("请核对表单字段、情形和材料的编号。", "Please compare with the ids of form fields, scenarios and materials."))
	}
}

func (it Item) knows(p factPath) bool {
	switch p.root {
	case "form":
		f, err := formOf(it.Form)
		if err != nil {
			return true // the form's own finding says enough
		}
		_, ok := f.field(p.key)
		return ok
	case "scenario":
		for _, s := range it.Scenarios {
			if s.ID == p.key {
				return true
			}
		}
		return false
	}
	for _, m := range it.Materials {
		if m.ID == p.key || m.Certificate == p.key {
			return true
		}
	}
	return false
}
