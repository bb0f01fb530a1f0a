package gs1

import (
	"fmt"
	"unicode/utf8"

	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1/content"
)

// check says whether a value has the form and the content of the application identifier.
func (ai *AI) check(value string) error {
	if err := ai.length(value); err != nil {
		return err
	}
	rest := value
	for _, p := range ai.Parts {
		n := min(p.Max, len(rest))
		if n == 0 && p.Optional {
			break
		}
		if n < p.Min {
			return ai.wrongLength()
		}
		if wrong := p.check(rest[:n]); wrong != nil {
			return ai.wrongContent(wrong)
		}
		rest = rest[n:]
	}
	if rest != "" {
		return ai.wrongLength()
	}
	return nil
}

func (p *Part) check(value string) *content.Error {
	if wrong := p.Set.charset().Of(value); wrong != nil {
		return wrong
	}
	for _, c := range p.Checks {
		if wrong := c.Of(value); wrong != nil {
			return wrong
		}
	}
	return nil
}

func (ai *AI) length(value string) error {
	switch {
	case value == "":
		return emptyValue(ai.Code)
	case len(value) < ai.min:
		return refuse("too_short", ai.Code, lang.Format("应用标识符（%s）的值太短，至少%d位。", "The value of application identifier (%s) is too short: at least %d characters.", ai.Code, ai.min), remedyScan)
	case len(value) > ai.max:
		return refuse("too_long", ai.Code, lang.Format("应用标识符（%s）的值太长，最多%d位。", "The value of application identifier (%s) is too long: at most %d characters.", ai.Code, ai.max), remedyScan)
	}
	return nil
}

func (ai *AI) wrongLength() error {
	return refuse("wrong_length", ai.Code, lang.T("应用标识符（"+ai.Code+"）的值位数不对。", "The value of application identifier ("+ai.Code+") has a length that is not allowed."), remedyScan)
}

// wrongContent keeps the finding of the content check as the code of the error.
func (ai *AI) wrongContent(wrong *content.Error) error {
	e := refuse("content", ai.Code, lang.T("应用标识符（"+ai.Code+"）："+wrong.Message.ZH+"。", "Application identifier ("+ai.Code+"): "+wrong.Message.EN+"."), remedyScan)
	e.Finding = wrong.Finding
	return e
}

func unknownCode(code string) error {
	return refuse("unknown_ai", shown(code), lang.T("没有应用标识符（"+shown(code)+"）。", "There is no application identifier ("+shown(code)+")."),
		lang.T("请对照《GS1通用规范》的应用标识符表。", "See the table of application identifiers in the GS1 General Specifications."))
}

// shown makes a short piece of what was given safe to repeat.
func shown(s string) string {
	const most = 12
	if len(s) > most || !utf8.ValidString(s) {
		return "…"
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return fmt.Sprintf("U+%04X", r)
		}
	}
	return s
}
