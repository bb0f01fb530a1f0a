package repotest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"banjie/internal/repotest"
)

// Each broken file must be found by its rule, with a reason that says so.
func TestRulesFindWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ rule, file, content, finds string }{
		{"imports", "internal/clock/a.go", `package clock; import _ "banjie/internal/org"`, "Foundation imports"},
		{"imports", "internal/fault/a.go", `package fault; import _ "github.com/spf13/cobra"`, "Foundation imports"},
		{"imports", "internal/limit/a.go", `package limit; import _ "banjie/internal/casework"`, "in this order"},
		{"imports", "internal/org/a.go", `package org; import _ "database/sql"`, "never SQL"},
		{"imports", "internal/casework/b/a.go", `package b; import _ "net/http/httputil"`, "never SQL"},
		{"imports", "internal/catalog/a.go", `package catalog; import _ "banjie/internal/store/org"`, "in this order"},
		{"imports", "internal/api/a.go", `package api; import _ "banjie/internal/web/ui"`, "never one another"},
		{"imports", "internal/store/org/a.go", `package org; import _ "banjie/internal/jobs"`, "never one another"},
		{"imports", "internal/sqldb/a.go", `package sqldb; import _ "banjie/internal/store/org"`, "see everything"},
		{"imports", "internal/web/a.go", `package web; import _ "banjie/packs/foodchain"`, "never names a pack"},
		{"imports", "internal/web/a.go", `package web; import _ "banjie/internal/testenv"`, "only tests need"},
		{"imports", "packs/foodchain/a.go", `package foodchain; import _ "banjie/packs/talentcode/lot"`, "no other pack"},
		{"imports", "packs/foodchain/a.go", `package foodchain; import _ "banjie/internal/store/org"`, "no other pack"},
		{"imports", "packs/foodchain/a.go", `package foodchain; import _ "banjie/internal/jobs"`, "no other pack"},
		{"imports", "packs/foodchain/gs1/a.go", `package gs1; import _ "banjie/internal/casework"`, "foundation and itself only"},
		{"imports", "packs/foodchain/gs1/linkset/a.go", `package linkset; import _ "banjie/packs/foodchain/lot"`, "foundation and itself only"},
		{"imports", "packs/foodchain/gs1/a.go", `package gs1; import _ "github.com/spf13/cobra"`, "foundation and itself only"},
		{"imports", "internal/casework/a.go", `package casework; import _ "banjie/packs/foodchain/gs1"`, "never names a pack"},
		{"imports", "internal/pack/a.go", `package pack; import _ "banjie/internal/store/org"`, "no adapter beside it"},
		{"imports", "internal/casework/a.go", `package casework; import _ "banjie/internal/pack"`, "above it in this order"},
		{"places", "internal/cheese/a.go", `package cheese`, "no place"},
		{"places", "internal/org/util/a.go", `package util`, "noun of the trade"},
		{"time", "internal/org/a.go", "package org; import \"time\"\nvar now = time.Now()", "time.Now"},
		{"time", "internal/org/a.go", "package org; import clock \"time\"\nfunc f() { _ = clock.Since }", "time.Since"},
		{"time", "internal/org/a_test.go", "package org; import \"time\"\nfunc f() { time.Sleep(1) }", "time.Sleep"},
		{"words", "internal/org/a.go", `package org; type Banjian struct{}`, "use case"},
		{"words", "internal/org/a.go", `package org; func parseXingzheng() {}`, "pinyin"},
		{"words", "internal/org/a.go", `package org; func f(quxianCode int) {}`, "pinyin"},
		{"words", "internal/org/zhengwu.go", `package org`, "pinyin"},
		{"words", "internal/org/a.go", `package org; var 事项 int`, "Chinese characters"},
		{"money", "internal/org/a.go", `package org; type T struct { TotalFees float64 }`, "fen"},
		{"package-comments", "internal/org/a.go", `package org`, "package comment"},
		{"format", "internal/org/a.go", "package org\nvar  x int\n", "gofmt"},
		{"test-modules", "internal/org/a.go", `package org; import _ "pgregory.net/rapid"`, "only tests need"},
		{"template-engines", "internal/org/a.go", `package org; import _ "text/template"`, "alive"},
		{"law", "internal/org/a.go", `package org; var x = f().Under("xkf-999")`, "xkf-999"},
		{"law", "internal/org/a.go", `package org; var x = T{Basis: []string{"xkf-998"}}`, "xkf-998"},
		{"law", "doc/a.md", `as law:xkf-997 says`, "xkf-997"},
		{"punctuation", "internal/org/a.go", `package org; var x = lang.T("没有,请"+name+"重填。", "None, please fill in again.")`, "full-width"},
		{"punctuation", "internal/org/a.go", `package org; var x = lang.Format("部门(%d个)", "units (%d)", 2)`, "full-width"},
		{"generated", "internal/web/a_templ.go", `package web`, "template is gone"},
		{"foreign-words", "doc/a.md", "see /ro" + "ot/x", "one machine"},
		{"size", "doc/big.txt", strings.Repeat("x", 1_000_001), "1 MB"},
		{"links", "doc/a.md", "[there](nowhere.md#part)", "leads nowhere"},
		{"claims", "doc/claims.md", "- `TestNothingOfTheKind`", "no test"},
		{"claims", "doc/claims.md", "- `internal/org/gone_test.go`", "no file"},
		{"changelog", "CHANGELOG.md", "# Changes\n\n## 1.0\n\nOne two three four five six seven eight nine ten.\n", "Operator"},
		{"dependencies", "go.mod", "module banjie\n\nrequire (\n\texample.org/a v1.0.0\n)\n", "no line for example.org/a"},
	} {
		t.Run(c.rule+"/"+c.finds, func(t *testing.T) {
			found := check(t, c.rule, map[string]string{
				c.file:                         c.content,
				"internal/org/use.go":          "package org; import _ \"example.org/a/b\"",
				"doc/adr/0002-dependencies.md": "",
			})
			if !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, c.finds) }) {
				t.Errorf("rule %s did not find %q in %s; it found %q", c.rule, c.content[:min(len(c.content), 80)], c.file, found)
			}
		})
	}
}

// What is right must not be found.
func TestRulesLeaveAlone(t *testing.T) {
	for _, c := range []struct{ rule, file, content string }{
		{"imports", "internal/fault/a.go", `package fault; import _ "banjie/internal/lang"; import _ "strings"`},
		{"imports", "internal/casework/a.go", `package casework; import _ "banjie/internal/ledger"; import _ "net/url"`},
		{"imports", "internal/casework/casetest/a.go", `package casetest; import _ "banjie/internal/testenv"`},
		{"imports", "internal/web/ui/a.go", `package ui; import _ "net/http"; import _ "banjie/internal/stats"`},
		{"imports", "packs/foodchain/a.go", `package foodchain; import _ "banjie/internal/web/ui"; import _ "banjie/packs/foodchain/lot"; import _ "banjie/internal/pack"; import _ "banjie/internal/web/site"`},
		{"imports", "internal/pack/a.go", `package pack; import _ "banjie/internal/web/site"; import _ "banjie/internal/sqldb"`},
		{"imports", "packs/foodchain/gs1/linkset/a.go", `package linkset; import _ "banjie/packs/foodchain/gs1"; import _ "banjie/internal/fault"; import _ "net/url"`},
		{"imports", "packs/foodchain/lot/a.go", `package lot; import _ "banjie/packs/foodchain/gs1"`},
		{"imports", "packs/all/a.go", `package all; import _ "banjie/packs/foodchain"`},
		{"imports", "cmd/banjie/a.go", `package main; import _ "banjie/internal/store/org"; import _ "banjie/packs/all"`},
		{"time", "internal/org/a.go", "package org; import \"time\"\nvar d = time.Hour"},
		{"time", "internal/clock/a.go", "package clock; import \"time\"\nvar now = time.Now()"},
		{"words", "internal/org/a.go", `package org; type QueueTicket struct{ Exchange, Question, Median, Banjie, Zhejiang int }`},
		{"money", "internal/org/a.go", `package org; type T struct { FeeFen int64; Share float64 }`},
		{"law", "doc/a.md", `as law:xkf-42.1 says`},
		{"punctuation", "internal/org/a.go", `package org; var x = lang.T("没有（8:30–12:00，“A,B”），见 https://example.org/a?b。", "None (“甲”, 8:30): see above.")`},
		{"links", "doc/a.md", "[here](a.md) [up](../internal/org/) [out](https://example.org/x) [part](#part)"},
	} {
		t.Run(c.rule+"/"+c.file, func(t *testing.T) {
			if found := check(t, c.rule, map[string]string{c.file: c.content, "internal/org/use.go": "package org"}); len(found) > 0 {
				t.Errorf("rule %s found %q", c.rule, found)
			}
		})
	}
}

func check(t *testing.T, rule string, files map[string]string) []string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := repotest.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range repotest.Rules {
		if r.Name == rule {
			return r.Check(tree)
		}
	}
	t.Fatalf("no rule %s", rule)
	return nil
}

func TestWords(t *testing.T) {
	for in, want := range map[string][]string{
		"parseUSCCCode": {"parse", "uscc", "code"},
		"itemID2":       {"item", "id"},
		"QueueTicket":   {"queue", "ticket"},
		"a_b":           {"a", "b"},
	} {
		if got := repotest.Words(in); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}
