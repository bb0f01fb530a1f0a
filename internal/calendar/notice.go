package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Notice is one notice of the State Council on the holidays of a year. Its JSON is
// the form in which it is stored as an act and read by [ParseNotice].
type Notice struct {
	Year   int         `json:"year"`
	Title  string      `json:"title,omitempty"`
	Number string      `json:"number,omitempty"` // 发文字号; "" where it was not read
	Issued Day         `json:"issued,omitempty"` // 成文日期; 0 where it was not read
	Source string      `json:"source,omitempty"` // address of the published text
	Days   []NoticeDay `json:"days"`
	Whole  bool        `json:"whole_year,omitempty"` // it lists the whole year: every earlier notice of the year goes
}

// NoticeDay is one day a notice speaks of.
type NoticeDay struct {
	Date Day    `json:"date"`
	Name string `json:"name,omitempty"` // name of the holiday
	Off  bool   `json:"off"`            // true: day off; false: people work
}

// Cite names the notice in one line: title, number and address as far as known.
func (n *Notice) Cite() string {
	s := n.Title
	if s == "" {
		s = fmt.Sprintf("%d年放假安排", n.Year)
	}
	if n.Number != "" {
		s += "（" + n.Number + "）"
	}
	if n.Source != "" {
		s += " " + n.Source
	}
	return s
}

// ShortCite is the number of the notice, or its title where the number is not known.
func (n *Notice) ShortCite() string {
	if n.Number != "" {
		return n.Number
	}
	if n.Title != "" {
		return n.Title
	}
	return fmt.Sprintf("%d年放假安排", n.Year)
}

func (n *Notice) replaces(old Notice) bool {
	if n.Year != old.Year {
		return false
	}
	if n.Number != "" && old.Number != "" {
		return n.Number == old.Number
	}
	return n.Source != "" && n.Source == old.Source
}

// maxNoticeDays is far more than any notice lists (41 at most so far).
const maxNoticeDays = 120

// Check says whether the notice can be counted with. The error is a fault that names
// each wrong place: a year out of range, no days, a day twice, a day too far from the
// year, a day off without a name.
func (n *Notice) Check() error {
	f := fault.New(fault.Invalid, "bad_notice",
		lang.T("放假通知的内容有误，没有导入。", "The holiday notice is wrong and was not imported."),
		lang.T("请对照国务院办公厅的通知原文改正后重新导入；现行日历没有变化。", "Correct it against the published notice and import it again; the calendar in force is unchanged."))
	if n.Year <= firstYear || n.Year >= lastYear {
		return f.At("year", lang.Format("年份应在%d至%d之间", "the year must lie between %d and %d", firstYear+1, lastYear-1))
	}
	switch {
	case len(n.Days) == 0:
		f.At("days", lang.T("没有列出任何日期；该年安排可能尚未公布", "no day is listed; the year may not be announced yet"))
	case len(n.Days) > maxNoticeDays:
		f.At("days", lang.Format("日期多于%d个", "more than %d days", maxNoticeDays))
		return f
	}
	from, to := Date(n.Year-1, time.December, 1), Date(n.Year+1, time.January, 31)
	seen := map[Day]int{}
	for i, d := range n.Days {
		at := fmt.Sprintf("days[%d]", i)
		if d.Date < from || d.Date > to {
			f.At(at+".date", lang.Format("%s 不属于%d年的安排", "%s does not belong to %d", d.Date, n.Year))
		}
		if j, twice := seen[d.Date]; twice {
			f.At(at+".date", lang.Format("%s 与第%d项重复", "%s is listed twice, first as number %d", d.Date, j+1))
		}
		seen[d.Date] = i
		if d.Off && strings.TrimSpace(d.Name) == "" {
			f.At(at+".name", lang.T("放假日没有写明节日名称", "a day off has no name"))
		}
	}
	return f.Or()
}

// maxNoticeBytes bounds what ParseNotice reads.
const maxNoticeBytes = 1 << 20

// rawNotice takes both forms: our own and that of the collection holiday-cn.
type rawNotice struct {
	Year   *int     `json:"year"`
	Title  string   `json:"title"`
	Number string   `json:"number"`
	Issued string   `json:"issued"`
	Source string   `json:"source"`
	Papers []string `json:"papers"`
	Whole  bool     `json:"whole_year"`
	Days   []struct {
		Date     *string `json:"date"`
		Name     string  `json:"name"`
		Off      *bool   `json:"off"`
		IsOffDay *bool   `json:"isOffDay"`
	} `json:"days"`
}

// ParseNotice reads a notice from JSON in one of two forms:
//
//	{"year":2027,"title":"…","number":"…","issued":"2026-11-04","source":"https://…",
//	 "days":[{"date":"2027-01-01","name":"元旦","off":true}, …]}
//	{"year":2027,"papers":["https://…"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}, …]}
//
// The second is the form of the open collection holiday-cn. The error is a fault that
// names each wrong place.
func ParseNotice(r io.Reader) (Notice, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxNoticeBytes+1))
	if err != nil {
		return Notice{}, fmt.Errorf("calendar: read notice: %w", err)
	}
	if len(b) > maxNoticeBytes {
		return Notice{}, fault.New(fault.TooLarge, "notice_too_large",
			lang.T("文件超过1MB，不像是放假通知。", "The file is over 1 MB; that is no holiday notice."),
			lang.T("请检查是否选错了文件。", "Check whether it is the right file."))
	}
	var raw rawNotice
	if err := json.Unmarshal(b, &raw); err != nil {
		return Notice{}, badJSON(err)
	}
	return raw.notice()
}

func badJSON(err error) *fault.Fault {
	place := lang.T("文件不是完整的 JSON", "the file is not complete JSON")
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		place = lang.Format("第%[1]d字节处的“%[2]s”类型不对", "wrong type of value for %[2]q at byte %[1]d", kind.Offset, kind.Field)
	case errors.As(err, &syntax):
		place = lang.Format("第%d字节处不是 JSON", "not JSON at byte %d", syntax.Offset)
	}
	return fault.New(fault.Invalid, "notice_not_json",
		lang.T("读不懂这个放假通知文件："+place.ZH+"。", "This holiday notice file cannot be read: "+place.EN+"."),
		lang.T("请按说明的 JSON 格式准备文件。", "Prepare the file in the JSON form described in the guide.")).With(err)
}

func (raw *rawNotice) notice() (Notice, error) {
	f := fault.New(fault.Invalid, "bad_notice",
		lang.T("放假通知文件有误，没有导入。", "The holiday notice file is wrong and was not imported."),
		lang.T("请改正下列各处后重新导入。", "Correct the places named below and import it again."))
	n := Notice{Title: raw.Title, Number: raw.Number, Source: raw.Source, Whole: raw.Whole}
	if raw.Year == nil {
		f.At("year", lang.T("缺少年份", "the year is missing"))
	} else {
		n.Year = *raw.Year
	}
	if n.Source == "" {
		n.Source = strings.Join(raw.Papers, " ")
	}
	if raw.Issued != "" {
		d, err := ParseDay(raw.Issued)
		if err != nil {
			f.At("issued", fault.For(err).Message)
		}
		n.Issued = d
	}
	for i, rd := range raw.Days {
		if i > maxNoticeDays {
			break // Check refuses the number; the rest need not be read
		}
		at := fmt.Sprintf("days[%d]", i)
		d := NoticeDay{Name: rd.Name}
		if rd.Date == nil {
			f.At(at+".date", lang.T("缺少日期", "the date is missing"))
		} else if day, err := ParseDay(*rd.Date); err != nil {
			f.At(at+".date", fault.For(err).Message)
		} else {
			d.Date = day
		}
		switch {
		case rd.Off != nil && rd.IsOffDay != nil && *rd.Off != *rd.IsOffDay:
			f.At(at+".off", lang.T("off 与 isOffDay 矛盾", "off and isOffDay contradict each other"))
		case rd.Off != nil:
			d.Off = *rd.Off
		case rd.IsOffDay != nil:
			d.Off = *rd.IsOffDay
		default:
			f.At(at+".off", lang.T("没有写明放假还是上班", "whether it is a day off is missing"))
		}
		n.Days = append(n.Days, d)
	}
	if err := f.Or(); err != nil {
		return Notice{}, err
	}
	if err := n.Check(); err != nil {
		return Notice{}, err
	}
	return n, nil
}
