package catalog

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/lang"
)

// CertificateLine is a line that certificates of a type state.
type CertificateLine struct {
	ID       string
	Name     lang.Text
	Required bool
}

// Certificates tells the lint which lines a type of certificate has; false for none of that name.
type Certificates interface {
	Lines(kind string) ([]CertificateLine, bool)
}

// Lines that the platform knows without asking anybody.
const (
	LineItem       = "item"        // the item's name
	LineCaseNumber = "case_number" // the number of the case
)

// lineSource is where a line of the certificate comes from: a fixed text, or the answers to
// one or more questions of the form.
type lineSource struct {
	fixed     string
	questions []string
}

// sourceOf reads what an item says of a line; see [Result.Lines].
func (r Result) sourceOf(line string) lineSource {
	for _, l := range r.Lines {
		if id, from, ok := strings.Cut(l, "="); ok && strings.TrimSpace(id) == line {
			if fixed, ok := strings.CutPrefix(from, "="); ok {
				return lineSource{fixed: strings.TrimSpace(fixed)}
			}
			return lineSource{questions: splitQuestions(from)}
		}
	}
	return lineSource{questions: []string{line}}
}

func splitQuestions(from string) []string {
	var all []string
	for _, q := range strings.Split(from, "+") {
		all = append(all, strings.TrimSpace(q))
	}
	return all
}

// LineOf gives what a line of the certificate states: in the item's fixed words, or as the
// applicant answered, choices by their Chinese labels. Several answers carry the titles of
// their questions. "" where nothing was answered.
func LineOf(it *Item, line string, form map[string]any) string {
	from := it.Result.sourceOf(line)
	if from.fixed != "" {
		return from.fixed
	}
	fields, err := Fields(it.Form)
	if err != nil {
		return ""
	}
	var all []string
	for _, name := range from.questions {
		i := slices.IndexFunc(fields, func(f FormField) bool { return f.Name == name })
		if i < 0 {
			continue
		}
		value := fields[i].answer(form[name])
		if value != "" && len(from.questions) > 1 {
			value = fields[i].Title.ZH + "：" + value
		}
		if value != "" {
			all = append(all, value)
		}
	}
	return strings.Join(all, "；")
}

// answer is an answer as a person reads it.
func (f FormField) answer(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "是"
		}
		return "否"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, f.answer(one))
		}
		return strings.Join(all, "、")
	}
	s := fmt.Sprint(v)
	if i := slices.IndexFunc(f.Options, func(o Option) bool { return o.ID == s }); i >= 0 && f.Options[i].Text.ZH != "" {
		return f.Options[i].Text.ZH
	}
	return s
}

// certificate holds the result against the lines that its type of certificate must state:
// each comes from an answer that every applicant gives, or from a fixed text.
func (r *report) certificate(it Item) {
	if r.Certificates == nil || it.Result.Certificate == "" {
		return
	}
	lines, ok := r.Certificates.Lines(it.Result.Certificate)
	if !ok {
		r.add(Error, "unknown_certificate", "result.certificate", "", lang.Format("没有“%s”这种证照类型。", "There is no certificate type “%s”.", it.Result.Certificate), lang.T("请从列表里选择证照类型。", "Please choose one from the list."))
		return
	}
	r.lineSources(it, lines)
	always := alwaysAnswered(it.Form)
	for _, l := range lines {
		from := it.Result.sourceOf(l.ID)
		known := l.ID == LineItem || l.ID == LineCaseNumber
		if !l.Required || known || from.fixed != "" || slices.ContainsFunc(from.questions, func(q string) bool { return always[q] }) {
			continue
		}
		r.add(Error, "line_without_answer", "result.lines", "",
			lang.T("证照必须载明“"+l.Name.ZH+"”（"+l.ID+"），表单里没有必答的问题与它对应。", "The certificate must state “"+l.Name.In(lang.EN)+"” ("+l.ID+"), and no required question of the form gives it."),
			lang.T("请在表单里加一个必答的问题，并写“"+l.ID+"=问题”；人人相同的，写“"+l.ID+"==文字”。", "Please ask for it in the form and write “"+l.ID+"=question”; where it is the same for everybody, write “"+l.ID+"==text”."))
	}
}

// lineSources refuses what names a line or a question that is not there.
func (r *report) lineSources(it Item, lines []CertificateLine) {
	fields, err := Fields(it.Form)
	for _, said := range it.Result.Lines {
		id, from, ok := strings.Cut(said, "=")
		id = strings.TrimSpace(id)
		if !ok || !slices.ContainsFunc(lines, func(l CertificateLine) bool { return l.ID == id }) {
			var known []string
			for _, l := range lines {
				known = append(known, l.ID)
			}
			r.add(Error, "unknown_line", "result.lines", "", lang.Format("“%s”：这类证照没有这一栏。", "“%s”: certificates of this type have no such line.", said),
				lang.T("可以写的栏："+strings.Join(known, "、")+"。", "The lines are: "+strings.Join(known, ", ")+"."))
			continue
		}
		if strings.HasPrefix(from, "=") || err != nil {
			continue
		}
		for _, q := range splitQuestions(from) {
			if !slices.ContainsFunc(fields, func(f FormField) bool { return f.Name == q }) {
				r.add(Error, "unknown_question", "result.lines", "", lang.T("“"+said+"”：表单里没有“"+q+"”这个问题。", "“"+said+"”: the form has no question “"+q+"”."), lang.T("请核对表单里问题的名称。", "Please check the names of the questions."))
			}
		}
	}
}

// alwaysAnswered are the questions every applicant answers.
func alwaysAnswered(schema json.RawMessage) map[string]bool {
	always := map[string]bool{}
	fields, err := Fields(schema)
	if err != nil {
		return always // told at the form
	}
	for _, f := range fields {
		always[f.Name] = f.Required
	}
	return always
}
