package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/mandate"
	"banjie/internal/testenv"
	"banjie/internal/workbook"
)

// A cooperative fills the template: mistakes are named by cell, the plan says what each row will
// record, and the same file twice records each row once.
func TestSheetOfHarvests(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("farmer")
	write := func(name string, rows ...[]any) string {
		path := filepath.Join(t.TempDir(), name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		head := []any{"日期", "做了什么", "品名", "追溯码", "数量", "对方", "合格证", "送货单", "地块"}
		if err := workbook.Write(f, []workbook.Sheet{{Name: "记录", Plain: true, Rows: append([][]any{head}, rows...)}}); err != nil {
			t.Fatal(err)
		}
		return path
	}
	upload := func(path string) {
		v.open("/food")
		v.press("杨梅湾合作社")
		v.press("用表格导入")
		v.element("main input[type=file]").MustSetFiles(path)
		v.sends()
	}
	upload(write("bad.xlsx", []any{"2026-06-31", "采收", "荸荠种杨梅", nil, "10"}, []any{"2026-06-11", "收割", "荸荠种杨梅", nil, "10"}, []any{"2026-06-11", "采收", "苹果", nil, "many"}, []any{"2026年6月11日", "卖出", "荸荠种杨梅", nil, "1"}))
	v.sees("A2", "B3", "C4", "E4", "D5", "有5处要改", "请扫码，或者写上是哪一批")
	v.shot("food-sheet-wrong")
	before := c.leaves(t)
	good := write("good.xlsx", []any{"2026/6/11", "采收", "荸荠种杨梅", nil, "31", nil, nil, nil, "西湾十二亩"}, []any{"2026-06-11", "采收", "荸荠种杨梅", nil, "32"})
	upload(good)
	v.sees("会记什么", "31", "32")
	v.shot("food-sheet-plan")
	if c.leaves(t) != before {
		t.Error("the plan recorded something")
	}
	v.sends()
	v.sees("记下了2笔", "31 千克", "32 千克", "用表格导入")
	upload(good)
	v.sees("以前记过，跳过", "没有要记的")
	if strings.Contains(v.text(), "记下这") {
		t.Error("it offers to record what is there")
	}
	if got := c.leaves(t) - before; got != 2 {
		t.Errorf("%d entries in the ledger, want 2", got)
	}
}

// A window records from paper with its photograph; an agent records under a mandate. Both are said in
// the book; without the mandate the business does not exist for the agent.
func TestFoodForAnother(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Phone)
	v.become("clerk")
	v.open("/food")
	v.fill("q", "东坡")
	v.sends()
	v.press("东坡老钟家")
	v.sees("您在代记")
	v.press("采收")
	v.fill("amount", "7")
	v.sends()
	v.sees("请附上纸质单据的照片")
	v.element(`main input[type=file]`).MustSetFiles(scan(t))
	v.sends()
	v.sees("采收已经记下")
	v.press("回到这一家")
	v.press("记录本")
	v.sees("7 千克", "窗口按纸质单据代记")
	v.shot("food-paper")

	ctx := t.Context()
	farmer, err := c.accounts.AccountByLogin(ctx, "farmer")
	if err != nil {
		t.Fatal(err)
	}
	helper, err := c.accounts.AccountByLogin(ctx, "citizen")
	if err != nil {
		t.Fatal(err)
	}
	v.become("farmer")
	v.open("/food")
	v.press("杨梅湾合作社")
	own := v.at()
	v.become("citizen")
	v.open(own)
	v.sees("没有")
	now := c.clock.Now()
	m := mandate.Mandate{ID: "food-helper-1", Division: c.division, Kind: mandate.Helper, Principal: farmer.Party, Agent: helper.ID.String(), From: now, Until: now.Add(30 * 24 * time.Hour), Evidence: []mandate.Evidence{{Kind: mandate.Paper, Ref: "seen"}}, GrantedBy: "test", GrantedAt: now}
	if _, err := c.engine.Record(ctx, c.system(), mandate.Granted, m, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	v.open("/food")
	v.sees("杨梅湾合作社")
	v.open(own)
	v.sees("您在代记")
	v.press("采收")
	v.p.MustElementR("main form label", "荸荠种杨梅").MustClick() // the farm sells loquats too
	v.fill("amount", "9")
	v.sends()
	v.sees("采收已经记下")
	v.open(strings.Split(own, "?")[0] + "/book")
	v.sees("9 千克", "代办员凭授权代记")
	v.shot("food-agent")
}
