package gs1

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"banjie/internal/lang"
)

// withoutKey are the codes of the errors of a path in which no key was found; such a path may
// still be a compressed one.
var withoutKey = []string{"link_no_key", "link_foreign_part", "link_short_names"}

// noKey says why there is no key at the end of a path: which part of it is in the way.
func noKey(path string) error {
	if trimmed := strings.TrimRight(path, "/"); trimmed != path {
		if _, key := keyInPath(trimmed, true); key != nil {
			return refuse("link_trailing_slash", "path", lang.T("这不是GS1数字链接：末尾多了“/”。", "This is no GS1 Digital Link: it ends in a slash."),
				lang.T("请去掉末尾的“/”。", "Take the slash at its end off."))
		}
	}
	if start, key := keyInPath(path, true); key != nil {
		if short := shortName(path[start+1:]); short != "" {
			return refuse("link_short_names", short, lang.T("这不是GS1数字链接：“"+short+"”这样的简称已从标准中取消。", "This is no GS1 Digital Link: short names such as \""+short+"\" were withdrawn from the standard."),
				lang.T("请写成应用标识符“"+names[short]+"”，或放宽检查（allow_alpha_keys）。", "Write the application identifier "+names[short]+", or let short names through (allow_alpha_keys)."))
		}
	}
	if code := foreignPart(path); code != "" {
		return refuse("link_foreign_part", shown(code), lang.T("这不是GS1数字链接：标识之后的“"+shown(code)+"”不是应用标识符，或者没有值。", "This is no GS1 Digital Link: \""+shown(code)+"\" behind the key is no application identifier, or has no value."),
			lang.T("标识之后只能接“/应用标识符/值”；其他内容请放进查询参数，值里的“/”写作%2F。", "Only /application identifier/value may follow the key; put anything else into the query, and write / inside a value as %2F."))
	}
	return badLink("link_no_key", "path", "路径里没有GS1标识", "there is no GS1 key in its path")
}

// shortName gives the first short name that stands for a code in a path.
func shortName(path string) string {
	for path != "" {
		var code string
		code, path, _ = strings.Cut(path, "/")
		if known(code) == nil && names[code] != "" {
			return code
		}
		_, path, _ = strings.Cut(path, "/")
	}
	return ""
}

// foreignPart gives the first part behind a key with a good value that is no code, "" where
// there is no such key.
func foreignPart(path string) string {
	parts := strings.Split(path, "/")
	for i := len(parts) - 2; i > 0; i-- {
		ai := known(parts[i])
		value, ok := unescape(parts[i+1], false)
		if ai == nil || !ai.Key || !ok || ai.check(value) != nil {
			continue
		}
		for j := i + 2; j < len(parts); j += 2 {
			if known(parts[j]) == nil || j+1 == len(parts) {
				return parts[j]
			}
		}
	}
	return ""
}

// wrongSequence says that a code cannot stand where it does; lists are what may stand there.
func wrongSequence(lists, code string) error {
	may := lang.T("这里之后不能再有标识符", "nothing may follow here")
	if lists != "" {
		zh := strings.ReplaceAll(strings.ReplaceAll(lists, ",", "、"), "|", "，或")
		en := strings.ReplaceAll(strings.ReplaceAll(lists, ",", ", "), "|", ", or ")
		may = lang.T("这里只能依次是"+zh, "what may stand here is, in this order, "+en)
	}
	return refuse("link_sequence", code, lang.T("这不是GS1数字链接：（"+code+"）的位置不对，"+may.ZH+"。", "This is no GS1 Digital Link: ("+code+") is out of its place; "+may.EN+"."),
		lang.T("请调整路径中各标识符的顺序；说明商品属性的标识符放进查询参数，例如 ?17=261231。", "Put the identifiers of the path into that order; those that are attributes go into the query, like ?17=261231."))
}

func wrongCharacter(s string, at int) error {
	r, _ := utf8.DecodeRuneInString(s[at:])
	name := fmt.Sprintf("U+%04X", r)
	remedy := lang.T("请用百分号编码，例如“/”写作%2F；GS1编码里没有汉字。", "Percent-encode it, as / is %2F; GS1 identifiers have no letters but A to Z and a to z.")
	if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
		remedy = lang.T("请去掉空格和换行。", "Take blanks and line ends out.")
	}
	return refuse("link_character", "uri", lang.Format("这不是GS1数字链接：第%d个字节是网址里不能出现的字符（%s）。", "This is no GS1 Digital Link: byte %d is a character that cannot stand in a URI (%s).", at+1, name), remedy)
}

// checkStem says whether a Digital Link can be put behind a beginning.
func checkStem(stem string) error {
	_, _, _, err := splitLink(stem + "/")
	if err == nil && !strings.ContainsAny(stem, "?#") {
		return nil
	}
	return refuse("link_stem", "stem", lang.T("这不能作为数字链接的开头。", "A Digital Link cannot begin with this."),
		lang.T("请给出主机名或网址开头，例如 food.example 或 https://food.example/q，不带“?”和“#”。", "Give a host or the beginning of an address, like food.example or https://food.example/q, without ? and #."))
}
