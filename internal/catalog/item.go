// Package catalog is what can be asked for: the service items (政务服务事项) of a county.
//
// An item is a published promise: who may ask, on what legal basis, with which
// materials, by which form, through which steps, within which two limits, for what
// fee, with what result. Its life:
//
//	draft ──publish──▶ published (version n) ──publish n+1──▶ retired
//	  ▲                      │
//	  └──────revise──────────┘            published ──retire──▶ retired
//
// A published version never changes; a case is judged by the version at its receipt.
// The lint refuses publication of what people cannot rely on: catch-all materials,
// empty limits, a promise longer than the law's or shorter than a mandatory notice.
// The guide page, the form, the list of materials and the advice before filing all
// come from the same item. Rules (CEL) may grant and advise; they never refuse.
//
// It rests on the Administrative Licensing Law art. 26, 29, 30, 32, 42, 44, 45 and 50
// (ids xkf-… of package law), the Zhejiang Regulation on At Most One Visit art. 4, 7,
// 11, 12 and 14 (zyc-…), and the code sets of GB/T 39046-2020.
//
// It does not store anything (see [Store]), draws no pages, runs no case, and fills
// in nothing that was not said.
package catalog

import (
	"encoding/json"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// ItemKind is the type of a service item (事项类型), GB/T 39046-2020 A.1.
type ItemKind string

const (
	License       ItemKind = "01" // 行政许可
	Benefit       ItemKind = "05" // 行政给付
	Confirmation  ItemKind = "07" // 行政确认
	Award         ItemKind = "08" // 行政奖励
	Adjudication  ItemKind = "09" // 行政裁决
	OtherPower    ItemKind = "10" // 其他行政权力
	PublicService ItemKind = "20" // 公共服务
)

// CaseKind says whether a complete asking is decided on the spot (即办件) or by a promise of time (承诺件).
type CaseKind string

const (
	OnTheSpot CaseKind = "1"
	Promised  CaseKind = "2"
)

// Level of government that holds or exercises a power, GB/T 39046-2020.
type Level string

const (
	National   Level = "1"
	Provincial Level = "2"
	City       Level = "3"
	County     Level = "4"
	Town       Level = "5"
	Village    Level = "6"
)

// Served is a kind of person an item is for.
type Served string

const (
	NaturalPerson Served = "1"
	Enterprise    Served = "2"
	Institution   Served = "3"
	SocialBody    Served = "4"
	StateOrgan    Served = "5"
	OtherBody     Served = "6"
)

// Status of one version of an item.
type Status string

const (
	Draft     Status = "draft"
	Published Status = "published"
	Retired   Status = "retired"
)

// Item 事项 is one version of a published promise: who may ask, on what legal basis,
// with which materials, by which form, through which steps, within which two limits,
// for what fee, with what result.
type Item struct {
	Code     string    `json:"code"`      // implementing code 实施编码: 18 USCC + 1 level + 12 base code
	BaseCode string    `json:"base_code"` // 基本编码, 12 characters
	Version  int       `json:"version"`   // 1, 2, …; a case is judged by the version at its receipt
	Status   Status    `json:"status"`
	Slug     string    `json:"slug"` // short name in URLs, English words, unique in a division
	Name     lang.Text `json:"name"`
	Summary  lang.Text `json:"summary"`  // one plain sentence: what you get
	Keywords []string  `json:"keywords"` // people's own words, both languages
	Theme    string    `json:"theme"`    // theme id, see Themes

	Kind      ItemKind `json:"kind"`
	CaseKind  CaseKind `json:"case_kind"`
	Served    []Served `json:"served"`
	Procedure string   `json:"procedure"` // procedure a case of it runs, "licensing" where empty

	Unit       string       `json:"unit"`  // org unit that decides
	Level      Level        `json:"level"` // level that exercises the power
	Delegation *Delegation  `json:"delegation,omitempty"`
	Bases      []LegalBasis `json:"bases"`

	Statutory  *limit.Limit `json:"statutory,omitempty"`  // legal limit for the decision; nil: none in law
	Promised   *limit.Limit `json:"promised,omitempty"`   // published promise, never longer than Statutory
	MinNotice  *limit.Limit `json:"min_notice,omitempty"` // mandatory public-notice period a promise may not undercut
	Joint      bool         `json:"joint,omitempty"`      // unified or joint handling, XKF 42(2): 45 + 15
	Delivery   *limit.Limit `json:"delivery,omitempty"`   // nil: 10 working days (XKF 44)
	Correction limit.Limit  `json:"correction"`           // time the applicant has for corrections

	Conditions  []Condition        `json:"conditions"`
	Scenarios   []Scenario         `json:"scenarios,omitempty"`
	Materials   []Material         `json:"materials"`
	NoMaterials bool               `json:"no_materials,omitempty"` // said on purpose: nothing has to be brought
	Form        json.RawMessage    `json:"form"`                   // JSON Schema 2020-12; property titles as {"title": zh, "x-title-en": en}
	Steps       []Step             `json:"steps"`
	Specials    []SpecialProcedure `json:"specials,omitempty"`
	Inspection  bool               `json:"inspection,omitempty"`  // two or more staff look at the place before the decision (XKF 34)
	Undertaking *Undertaking       `json:"undertaking,omitempty"` // 告知承诺 route offered

	Fee    Fee    `json:"fee"`
	Result Result `json:"result"`
	Visits int    `json:"visits"` // promised number of visits, 0 or 1

	Channels  []string     `json:"channels"` // window, web, mobile, post
	Contact   Contact      `json:"contact"`
	Effective calendar.Day `json:"effective,omitempty"` // first day of this version

	Mends []string `json:"mends,omitempty"` // numbers of the class fixes for which this version was published
}

// Unsaid stands in Fee.Amount and Visits of an item where nobody has said anything
// yet, because 0 says something: free, no visit.
const Unsaid = -1

// Blank is an item of which nothing is said yet.
func Blank() Item { return Item{Status: Draft, Visits: Unsaid, Fee: Fee{Amount: Unsaid}} }

// LegalBasis is an article the item rests on. ID refers to internal/law where the
// article is registered there; otherwise the fields carry it and Verified is false.
type LegalBasis struct {
	ID       string `json:"id,omitempty"`
	Law      string `json:"law,omitempty"`
	Version  string `json:"version,omitempty"`
	Article  string `json:"article,omitempty"`
	Sentence string `json:"sentence,omitempty"`
	Verified bool   `json:"verified"`
}

// Delegation is the instrument by which a power of one level is exercised by another.
type Delegation struct {
	Holder     Level        `json:"holder"`
	Instrument string       `json:"instrument"` // title and number of the paper
	From       calendar.Day `json:"from,omitempty"`
	Until      calendar.Day `json:"until,omitempty"`
}

// Condition 受理条件 is a rule that can explain itself.
type Condition struct {
	ID     string    `json:"id"`
	Text   lang.Text `json:"text"`
	Rule   string    `json:"rule,omitempty"` // CEL over form.*, scenario.*, held.*; empty: judged by a person
	Advice lang.Text `json:"advice"`         // what to do when it is not met
	Basis  string    `json:"basis,omitempty"`
}

// Scenario 情形 is a question whose answer changes what is needed.
type Scenario struct {
	ID       string    `json:"id"`
	Question lang.Text `json:"question"`
	Options  []Option  `json:"options"`
}

type Option struct {
	ID   string    `json:"id"`
	Text lang.Text `json:"text"`
}

// MaterialSource says who brings a material.
type MaterialSource string

const (
	FromApplicant   MaterialSource = "applicant"
	FromHeldData    MaterialSource = "held"        // data any part of government already holds
	FromCertificate MaterialSource = "certificate" // a certificate already issued
)

// Material 申请材料.
type Material struct {
	ID          string         `json:"id"`
	Name        lang.Text      `json:"name"`
	Source      MaterialSource `json:"source"`
	Certificate string         `json:"certificate,omitempty"` // certificate type for FromCertificate
	Required    bool           `json:"required"`
	When        string         `json:"when,omitempty"` // CEL; needed only when true
	Tolerant    bool           `json:"tolerant"`       // may be missing at acceptance 可容缺
	Originals   int            `json:"originals"`
	Copies      int            `json:"copies"`
	Formats     []string       `json:"formats,omitempty"` // pdf, jpg, png
	Issuer      string         `json:"issuer,omitempty"`
	Help        lang.Text      `json:"help"` // where to get it, how it should look
}

// Step 环节: steps run in sequence, the tasks of a step in parallel.
type Step struct {
	ID    string       `json:"id"`
	Name  lang.Text    `json:"name"`
	Limit *limit.Limit `json:"limit,omitempty"`
	Tasks []Task       `json:"tasks"`
}

// Task is one unit's part of a step.
type Task struct {
	ID   string    `json:"id"`
	Name lang.Text `json:"name"`
	Unit string    `json:"unit"`
	Post string    `json:"post,omitempty"`
}

// SpecialProcedure 特别程序 that may stop the clocks (XKF 45).
type SpecialProcedure struct {
	Kind  string      `json:"kind"` // hearing, inspection, testing, quarantine, appraisal, expert_review
	Name  lang.Text   `json:"name"`
	Max   limit.Limit `json:"max"`
	Basis string      `json:"basis"` // id of internal/law
	// Required: the case is not decided without it. Only a hearing can be; where its basis is
	// XKF 46 it is held whether or not anybody asks, else the right to it is told (XKF 47).
	Required bool `json:"required,omitempty"`
}

// Undertaking 告知承诺: decide on a signed promise, check later.
type Undertaking struct {
	Covers []string    `json:"covers"` // material ids replaced by the promise
	Check  limit.Limit `json:"check"`  // at most 60 working days
	Text   lang.Text   `json:"text"`
}

// Fee in fen (1/100 yuan).
type Fee struct {
	Amount int64     `json:"amount"` // 0: free
	Basis  string    `json:"basis,omitempty"`
	Note   lang.Text `json:"note,omitzero"`
}

// Result of a granted case.
type Result struct {
	Certificate string    `json:"certificate,omitempty"` // certificate type id of ecert; "" : a decision letter only
	Name        lang.Text `json:"name"`
	ValidMonths int       `json:"valid_months,omitempty"` // 0: no expiry
	Renewable   bool      `json:"renewable,omitempty"`
	// Lines says what a line of the certificate is taken from, one "line=question" each: the
	// id of the certificate type's field and a property of the form, several joined by "+", or
	// "line==text" for a fixed text. A line not named takes the question of its own name.
	Lines []string `json:"lines,omitempty"`
}

type Contact struct {
	Address lang.Text `json:"address"`
	Hours   lang.Text `json:"hours"`
	Phone   string    `json:"phone"`
	Oversee string    `json:"oversee"` // telephone for complaints
}
