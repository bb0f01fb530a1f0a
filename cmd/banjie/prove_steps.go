package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/simtown"
	"banjie/internal/sqldb"
)

const (
	// The end of the history lies before two holidays and a make-up workday, so that the
	// days of the limit have something to tell.
	proofEnd = "2026-09-22"
	// proofItem is the residence permit of the county: five working days promised, fifteen by law.
	proofItem = "11330599DEMB00022T4330799007001"
	// proofClients file at the same time while the server is killed.
	proofClients = 64
	// proofKill is after how many acknowledged filings it is killed.
	proofKill = 400
)

func (p *proof) hall() string { return filepath.Join(p.dir, "hall") }
func (p *proof) copy() string { return filepath.Join(p.dir, "copy") }

func (p *proof) serve(ctx context.Context) (lang.Text, error) {
	if err := p.start(ctx, p.hall(), "--cases", "150", "--days", "20", "--end", proofEnd); err != nil {
		return lang.Text{}, err
	}
	clerk := ""
	for _, d := range simtown.County().Demos {
		if d.Key == "clerk" {
			clerk = d.Actor.ID
		}
	}
	out, err := p.run(ctx, 0, "", "apikey", "add", "--data", p.hall(), "--account", clerk, "--role", "clerk",
		"--scope", "read:cases,write:cases", "--label", "prove")
	p.token = strings.TrimSpace(out)
	p.say("    TOKEN=%.8s…", p.token)
	return lang.T("一百多件办件的历史已由真实命令生成，服务在应答", "a history of some hundred cases was made by the real commands, and the server answers"), err
}

// call asks the server and reads JSON (or text) into answer.
func (p *proof) call(ctx context.Context, shown bool, method, path, key string, body, answer any) (int, error) {
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return 0, err
		}
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://"+p.listen+path, bytes.NewReader(sent))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	curl := "curl -s -H \"Authorization: Bearer $TOKEN\""
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		curl += " -H 'Content-Type: application/json' -d '" + string(sent) + "'"
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
		curl += " -H 'Idempotency-Key: " + key + "'"
	}
	text, asText := answer.(*string)
	if asText {
		r.Header.Set("Accept", "text/plain")
		curl += " -H 'Accept: text/plain'"
	}
	if method == http.MethodPost && body == nil {
		curl += " -X POST"
	}
	if shown {
		p.typed(curl + " http://" + p.listen + path)
	}
	res, err := p.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, fmt.Errorf("%s %s: %s: %s", method, path, res.Status, bytes.TrimSpace(raw))
	}
	if asText {
		*text = string(raw)
		return res.StatusCode, nil
	}
	return res.StatusCode, json.Unmarshal(raw, answer)
}

// filing is what a clerk types for somebody who does not exist.
func filing() map[string]any {
	return map[string]any{
		"item":      proofItem,
		"person":    map[string]any{"name": "演示居民", "id_kind": "resident", "id_value": "11010519491231002X", "phone": "13800000000"},
		"form":      map[string]any{"full_name": "演示居民", "address": "演示路1号", "months": 8, "phone": "13800000000", "card": "window"},
		"scenario":  map[string]any{"ground": "home"},
		"materials": map[string]any{"lease": map[string]any{"have": true}, "photo": map[string]any{"have": true}},
	}
}

type provedCase struct {
	Number string `json:"number"`
	Clocks []struct {
		Name  string       `json:"name"`
		Limit limit.Limit  `json:"limit"`
		Start calendar.Day `json:"start"`
		Due   calendar.Day `json:"due"`
	} `json:"clocks"`
}

func (p *proof) file(ctx context.Context) (lang.Text, error) {
	var c provedCase
	if _, err := p.call(ctx, true, "POST", "/api/v1/cases", "prove-the-case", filing(), &c); err != nil {
		return lang.Text{}, err
	}
	p.number = c.Number
	p.say("    number %s", c.Number)
	if _, err := p.call(ctx, true, "POST", "/api/v1/cases/"+c.Number+"/accept", "prove-the-accept", map[string]any{"expect": 1}, &c); err != nil {
		return lang.Text{}, err
	}
	for _, k := range c.Clocks {
		if k.Name != "promised" {
			continue
		}
		var days struct {
			Days []struct {
				Text lang.Text `json:"text"`
			} `json:"days"`
		}
		if _, err := p.call(ctx, true, "GET", "/api/v1/cases/"+c.Number+"/clocks/promised/explanation", "", nil, &days); err != nil {
			return lang.Text{}, err
		}
		for _, d := range days.Days {
			p.say("    %s", d.Text.In(p.tag))
		}
		again, err := p.run(ctx, 0, fmt.Sprintf(`{"start":"%s","n":%d,"unit":"%s"}`, k.Start, k.Limit.N, k.Limit.Unit), "limit", "due")
		if err != nil {
			return lang.Text{}, err
		}
		p.told(again, 2)
		if !strings.Contains(again, `"due":"`+k.Due.String()+`"`) || len(days.Days) < k.Limit.N {
			return lang.Text{}, fmt.Errorf("the case says %s in %d days, the command %s", k.Due, len(days.Days), again)
		}
		return lang.Format("承诺 %[1]d 个工作日，到期 %[2]s；单独计算结果相同", "%[1]d working days promised, due on %[2]s; computed separately, the same", k.Limit.N, k.Due), nil
	}
	return lang.Text{}, errors.New("the accepted case runs no promised clock")
}

func (p *proof) verify(ctx context.Context) (lang.Text, error) {
	var text string
	if _, err := p.call(ctx, true, "GET", "/api/v1/cases/"+p.number+"/receipt", "", nil, &text); err != nil {
		return lang.Text{}, err
	}
	var parts struct {
		Leaf int64 `json:"leaf"`
	}
	if _, err := p.call(ctx, false, "GET", "/api/v1/cases/"+p.number+"/receipt", "", nil, &parts); err != nil {
		return lang.Text{}, err
	}
	p.leaf = parts.Leaf
	p.receipt = filepath.Join(p.dir, "receipt.txt")
	edited := filepath.Join(p.dir, "edited.txt")
	// The day of the receipt is moved by one: what somebody who missed a limit would change.
	const later = "2026-09-23"
	changed := strings.Replace(text, "Received "+proofEnd, "Received "+later, 1)
	if changed == text {
		return lang.Text{}, fmt.Errorf("the receipt does not say that it was received on %s:\n%s", proofEnd, text)
	}
	for file, content := range map[string]string{p.receipt: text, edited: changed} {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			return lang.Text{}, err
		}
	}
	out, err := p.run(ctx, 0, "", "verify", "--trust", filepath.Join(p.hall(), "public"), p.receipt)
	if err != nil {
		return lang.Text{}, err
	}
	p.told(out, 8)
	p.typed("sed 's/Received " + proofEnd + "/Received " + later + "/' " + p.receipt + " > " + edited)
	if out, err = p.run(ctx, 1, "", "verify", "--trust", filepath.Join(p.hall(), "public"), edited); err != nil {
		return lang.Text{}, err
	}
	p.told(out, 3)
	return lang.T("原件有效，改过的无效；核验只用了公钥文件，没有问过服务", "the original is valid, the edited one is not; the check used the public key alone and asked no server"), nil
}

// kill lets clients file until enough is acknowledged, kills the server and counts.
func (p *proof) kill(ctx context.Context) (lang.Text, error) {
	p.say("  # %s", lang.Format("%d 个客户端同时提交（每次都是上面那条 curl，另取一个 Idempotency-Key）", "%d clients file at once, each with the curl above and a key of its own", proofClients).In(p.tag))
	pid := p.server.Process.Pid
	var acked atomic.Int64
	var mu sync.Mutex
	unanswered := map[string]bool{}
	dead := make(chan struct{})
	var wg sync.WaitGroup
	for client := range proofClients {
		wg.Go(func() {
			for n := 0; ; n++ {
				key := fmt.Sprintf("prove-%03d-%05d", client, n)
				var c provedCase
				_, err := p.call(ctx, false, "POST", "/api/v1/cases", key, filing(), &c)
				mu.Lock()
				if err == nil {
					p.filed[key] = c.Number
				} else {
					unanswered[key] = true
				}
				mu.Unlock()
				if err != nil {
					return
				}
				if acked.Add(1) == proofKill {
					close(dead)
				}
			}
		})
	}
	all := make(chan struct{})
	go func() { wg.Wait(); close(all) }()
	select {
	case <-dead:
	case <-all: // every client was refused before enough was acknowledged
		return lang.Text{}, fmt.Errorf("after %d filings the server answered no more", len(p.filed))
	case <-ctx.Done():
		return lang.Text{}, ctx.Err()
	}
	p.typed(fmt.Sprintf("kill -9 %d", pid))
	p.stop(syscall.SIGKILL)
	<-all
	if err := p.start(ctx, p.hall()); err != nil {
		return lang.Text{}, err
	}
	lost, err := p.count(ctx)
	if err != nil {
		return lang.Text{}, err
	}
	p.say("    %s", lang.Format("已答应 %[1]d 件，丢失 %[2]d 件", "acknowledged %[1]d, lost %[2]d", len(p.filed), lost).In(p.tag))
	for key := range unanswered { // sent again, as a client does; each counts once
		var c, twice provedCase
		if _, err := p.call(ctx, false, "POST", "/api/v1/cases", key, filing(), &c); err != nil {
			return lang.Text{}, err
		}
		if _, err := p.call(ctx, false, "POST", "/api/v1/cases", key, filing(), &twice); err != nil {
			return lang.Text{}, err
		}
		if c.Number != twice.Number {
			return lang.Text{}, fmt.Errorf("the key %s filed %s and %s", key, c.Number, twice.Number)
		}
		p.filed[key] = c.Number
	}
	numbers := map[string]bool{}
	for _, n := range p.filed {
		numbers[n] = true
	}
	if lost > 0 || len(numbers) != len(p.filed) {
		return lang.Text{}, fmt.Errorf("%d of %d acknowledged filings are lost; %d keys opened %d cases", lost, len(p.filed), len(p.filed), len(numbers))
	}
	return lang.Format("强行断掉后重新启动：答应过的 %[1]d 件都在，没答复的 %[2]d 件重发后各算一次", "killed and started again: all %[1]d acknowledged filings are there, the %[2]d unanswered ones were sent again and count once each", len(p.filed)-len(unanswered), len(unanswered)), nil
}

// count looks for every acknowledged filing.
func (p *proof) count(ctx context.Context) (lost int, err error) {
	for _, number := range p.filed {
		var c provedCase
		status, err := p.call(ctx, false, "GET", "/api/v1/cases/"+number, "", nil, &c)
		switch {
		case status == http.StatusNotFound:
			lost++
		case err != nil:
			return lost, err
		}
	}
	return lost, nil
}

func (p *proof) alter(ctx context.Context) (lang.Text, error) {
	p.typed(fmt.Sprintf("kill %d", p.server.Process.Pid))
	p.stop(syscall.SIGTERM)
	if err := p.copied(); err != nil {
		return lang.Text{}, err
	}
	out, err := p.run(ctx, 0, "", "fsck", "--data", p.copy())
	if err != nil {
		return lang.Text{}, err
	}
	p.told(out, 4)
	const day = 24 * 60 * 60 * 1_000_000 // microseconds
	change := fmt.Sprintf("update event set effective = effective - %d where n = %d", day, p.leaf)
	p.typed(fmt.Sprintf(`sqlite3 %s "%s"`, filepath.Join(p.copy(), "banjie.db"), change))
	if err := alterRow(ctx, "sqlite:"+filepath.Join(p.copy(), "banjie.db"), change); err != nil {
		return lang.Text{}, err
	}
	if out, err = p.run(ctx, 1, "", "fsck", "--data", p.copy()); err != nil {
		return lang.Text{}, err
	}
	p.told(out, 6)
	if !strings.Contains(out, p.number) && !strings.Contains(out, fmt.Sprint(p.leaf)) {
		return lang.Text{}, fmt.Errorf("the check does not name the event: %s", out)
	}
	return lang.Format("把收件时间倒签一天：查出是办件 %[1]s（账本第 %[2]d 条）", "a receipt back-dated by a day is found: case %[1]s, leaf %[2]d of the ledger", p.number, p.leaf), nil
}

// copied copies the hall's folder, which nobody serves now.
func (p *proof) copied() error {
	p.typed(fmt.Sprintf("rm -rf %s && cp -a %s %s", p.copy(), p.hall(), p.copy()))
	if err := os.RemoveAll(p.copy()); err != nil {
		return err
	}
	return filepath.WalkDir(p.hall(), func(from string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		to := filepath.Join(p.copy(), strings.TrimPrefix(from, p.hall()))
		switch {
		case d.IsDir():
			return os.Mkdir(to, info.Mode().Perm()|0o700)
		case !info.Mode().IsRegular():
			return nil // the socket of a server that has gone
		}
		raw, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		return os.WriteFile(to, raw, info.Mode().Perm())
	})
}

func alterRow(ctx context.Context, dsn, change string) error {
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		return err
	}
	res, err := db.Raw().ExecContext(ctx, change)
	if err == nil {
		if n, _ := res.RowsAffected(); n != 1 {
			err = fmt.Errorf("%d rows altered, want 1", n)
		}
	}
	return errors.Join(err, db.Close())
}

func (p *proof) restore(ctx context.Context) (lang.Text, error) {
	if err := p.copied(); err != nil {
		return lang.Text{}, err
	}
	out, err := p.run(ctx, 0, "", "fsck", "--data", p.copy())
	if err != nil {
		return lang.Text{}, err
	}
	p.told(out, 4)
	if err := p.start(ctx, p.copy()); err != nil {
		return lang.Text{}, err
	}
	lost, err := p.count(ctx)
	if err != nil || lost > 0 {
		return lang.Text{}, errors.Join(err, fmt.Errorf("%d cases are missing after the restore", lost))
	}
	if _, err := p.run(ctx, 0, "", "verify", "--trust", filepath.Join(p.copy(), "public"), p.receipt); err != nil {
		return lang.Text{}, err
	}
	return lang.Format("恢复后，本次演示申请的 %d 件都在，旧回执仍然有效；fsck 数的是连同历史在内的全部办件", "after the restore all %d cases filed in this proof are there and the old receipt still verifies; fsck counts every case, those of the history too", len(p.filed)), nil
}
