package repotest

import (
	"go/ast"
	"regexp"
	"strings"
	"unicode"
)

// pinyinWords are words of the trade in pinyin that the heuristic cannot tell from English.
var pinyinWords = map[string]string{
	"banjian": "case", "shixiang": "item", "shouli": "accept", "banli": "handle", "tousu": "complaint", "duban": "Order",
	"haochaping": "rating", "chaping": "PoorRating", "buzheng": "correction", "songda": "delivery", "zhengzhao": "certificate",
	"tuijian": "return", "tuihan": "SendBack", "gaozhi": "notice", "shenqing": "application", "shenpi": "review", "cailiao": "material",
	"huizhi": "receipt", "paidan": "dispatch", "xinfang": "petition", "minzhu": "citizen", "danwei": "unit", "bumen": "unit",
	"chuangkou": "window", "jigou": "unit", "gangwei": "post", "zhuti": "authority", "yiju": "LegalBasis", "shixian": "limit",
	"qixian": "limit", "gongshi": "PublicNotice", "tingzheng": "hearing", "chengnuo": "promise or undertaking", "rongque": "TolerantAcceptance",
}

// englishInPinyin are English words and names that read as pinyin syllables.
var englishInPinyin = map[string]bool{
	"banjie":  true,                   // the product's own name
	"beijing": true, "zhejiang": true, // places
	"median": true, "quantile": true, "quantize": true, "maximize": true, "mixing": true, "radian": true, "julian": true,
}

// syllable matches one pinyin syllable; distinctive one that English hardly has.
var (
	initials    = `(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])`
	finals      = `(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|e|i|o|u)`
	syllables   = regexp.MustCompile(`^(?:` + initials + finals + `){2,6}$`)
	distinctive = regexp.MustCompile(`zh(?:ang|eng|ong|an|en|un|uan|ai|ao|ou|i|u|a|e)|x(?:iang|iong|ian|iao|ing|in|iu|ue|uan|un|ia|ie|i|u)|q(?:iang|iong|ian|iao|ing|in|iu|uan|un|i)|[jlnmbpdt]iang?|[jlnmbpdt]iao|[gkhsz]uang|shuang|chuang|shou|shui|j(?:ing|iu|ie)`)
)

// Pinyin says that one lower-case word looks like Chinese written in Latin letters, and
// what the glossary calls it where that is known.
func Pinyin(word string) (english string, is bool) {
	if english, ok := pinyinWords[word]; ok {
		return english, true
	}
	if len(word) < 6 || englishInPinyin[word] || !syllables.MatchString(word) || !distinctive.MatchString(word) {
		return "", false
	}
	return "", true
}

// Words cuts an identifier into its lower-case words: "parseUSCCCode" gives parse, uscc, code.
func Words(identifier string) (words []string) {
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	runes := []rune(identifier)
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			end()
			continue
		case unicode.IsUpper(r):
			before := i > 0 && !unicode.IsUpper(runes[i-1])
			after := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if before || after {
				end()
			}
		}
		word = append(word, r)
	}
	end()
	return words
}

// declared calls see for every name a file declares.
func declared(f *ast.File, see func(*ast.Ident)) {
	names := func(fields *ast.FieldList) {
		if fields == nil {
			return
		}
		for _, field := range fields.List {
			for _, name := range field.Names {
				see(name)
			}
		}
	}
	see(f.Name)
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			see(n.Name)
			names(n.Recv)
		case *ast.FuncType:
			names(n.TypeParams)
			names(n.Params)
			names(n.Results)
		case *ast.StructType:
			names(n.Fields)
		case *ast.InterfaceType:
			names(n.Methods)
		case *ast.TypeSpec:
			see(n.Name)
		case *ast.ValueSpec:
			for _, name := range n.Names {
				see(name)
			}
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				if id, ok := left.(*ast.Ident); ok {
					see(id)
				}
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok {
					see(id)
				}
			}
		}
		return true
	})
}
