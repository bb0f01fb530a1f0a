package integrity

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// longest is the longest line that is read, in bytes.
const longest = 1 << 20

// Read reads records as JSON lines: matters, and lines whose "record" says seed, calls or orphan.
// Everything not known is refused, so that a field of another name cannot pass as empty. The fault
// names the line.
func Read(r io.Reader) (*Records, error) {
	var all Records
	ids := map[string]int{}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), longest)
	n := 0
	for s.Scan() {
		n++
		line := bytes.TrimSpace(bytes.TrimPrefix(s.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		id, err := all.add(line)
		if err != nil {
			return nil, atLine(n, err)
		}
		if before := ids[id]; id != "" && before > 0 {
			return nil, atLine(n, invalid(lang.Format("件 %s 已在第%d行出现过", "matter %s stands on line %d already", id, before)))
		}
		ids[id] = n
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return nil, atLine(n+1, invalid(lang.T("这一行超过1MB", "the line is over 1 MB")))
	}
	return &all, s.Err()
}

func invalid(why lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_record", why, lang.Text{})
}

func atLine(n int, err error) error {
	why := fault.For(err).Message
	return fault.New(fault.Invalid, "bad_record",
		lang.Text{ZH: fmt.Sprintf("第%d行不能使用：%s。", n, why.ZH), EN: fmt.Sprintf("Line %d cannot be used: %s.", n, why.EN)},
		lang.T("请按 doc/integrity.md 的记录格式改正这一行，再运行一次；没有产生任何结果。", "Correct the line as doc/integrity.md describes records and run again; nothing was judged.")).With(err)
}

func (all *Records) add(line []byte) (id string, err error) {
	var kind struct {
		Record string `json:"record"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return "", invalid(lang.T("不是一个完整的 JSON 对象", "it is not one JSON object")).With(err)
	}
	switch kind.Record {
	case "", "matter":
		var m struct {
			Record string `json:"record"`
			Matter
		}
		if err := strictly(line, &m); err != nil {
			return "", err
		}
		all.Matters = append(all.Matters, m.Matter)
		return m.ID, m.check()
	case "seed":
		var s struct {
			Record string `json:"record"`
			Seed
		}
		if err := strictly(line, &s); err != nil {
			return "", err
		}
		all.Seeds = append(all.Seeds, s.Seed)
		return "", named(s.Unit)
	case "calls":
		var c struct {
			Record string `json:"record"`
			Calls
		}
		if err := strictly(line, &c); err != nil {
			return "", err
		}
		if c.Calls.Calls < 0 || c.Matters < 0 {
			return "", invalid(lang.T("次数不能小于0", "a count is not below 0"))
		}
		all.Calls = append(all.Calls, c.Calls)
		return "", named(c.Unit)
	case "orphan":
		var o struct {
			Record string `json:"record"`
			Orphan
		}
		if err := strictly(line, &o); err != nil {
			return "", err
		}
		all.Orphans = append(all.Orphans, o.Orphan)
		return "", named(o.Unit)
	}
	return "", invalid(lang.T("record 须是 matter、seed、calls 或 orphan", "record is matter, seed, calls or orphan"))
}

func strictly(line []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return invalid(lang.Format("字段名或值不对（%v）", "a field has a wrong name or value (%v)", err)).With(err)
	}
	return nil
}

func named(unit string) error {
	if unit == "" {
		return invalid(lang.T("缺少 unit（单位）", "unit is missing"))
	}
	return nil
}

// earliest and latest bound every instant, so that counting days stays small.
var (
	earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

func (m *Matter) check() error {
	if m.ID == "" || m.Unit == "" {
		return invalid(lang.T("缺少 id 或 unit（单位）", "id or unit is missing"))
	}
	instants := []time.Time{m.Received}
	for _, at := range []time.Time{m.Taken, m.Closed, m.Reopened, m.Appealed} {
		if !at.IsZero() {
			instants = append(instants, at)
		}
	}
	instants = append(instants, m.Contacts...)
	for _, p := range m.Pauses {
		instants = append(instants, p.From)
		if !p.To.IsZero() {
			if p.To.Before(p.From) {
				return invalid(lang.T("暂停的结束早于开始", "a pause ends before it begins"))
			}
			instants = append(instants, p.To)
		}
	}
	for _, v := range m.Visits {
		instants = append(instants, v.From, v.To)
	}
	for _, r := range m.Ratings {
		instants = append(instants, r.At)
		if r.Stars < 1 || r.Stars > 5 || !slices.Contains(channels, r.Channel) {
			return invalid(lang.T("评价须有1至5星和已知的渠道", "a rating has 1 to 5 stars and a known channel"))
		}
	}
	for _, at := range instants {
		if at.Before(earliest) || at.After(latest) {
			return invalid(lang.T("时刻缺少或不在1990年至2100年之间", "an instant is missing or not between 1990 and 2100"))
		}
	}
	switch {
	case m.ended() && m.Closed.Before(m.Received):
		return invalid(lang.T("办结早于收件", "it was closed before it was received"))
	case m.ended() != (m.Result != ""):
		return invalid(lang.T("closed 与 result 须同时有或同时没有", "closed and result come together"))
	case m.Result != "" && !slices.Contains(results, m.Result):
		return invalid(lang.T("不认识的 result", "the result is not known"))
	case m.Limit < 0 || m.Limit > 1000 || m.AnswerLength < 0:
		return invalid(lang.T("limit 须在0至1000之间，长度不小于0", "limit lies between 0 and 1000, a length is not below 0"))
	}
	return nil
}
