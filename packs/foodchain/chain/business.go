package chain

import (
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Kind is what a business is in the chain.
type Kind string

const (
	Farm       Kind = "farm"
	Factory    Kind = "factory" // packing houses and workshops as well
	Wholesaler Kind = "wholesaler"
	Stall      Kind = "stall"
	Canteen    Kind = "canteen"
	Shop       Kind = "shop"
	ColdStore  Kind = "cold_store" // first stop of cold-chain goods in the county
)

// Role is what a kind of business does, and with which words its pages speak.
type Role struct {
	Kind  Kind
	Title lang.Text
	Who   lang.Text // whom the word means
	Steps []StepKind
	// Law is the article about its records, an id of the register of law.
	Law string
	// Certificate says that it issues conformity certificates for produce of its own.
	Certificate bool
}

// Roles is the table of kinds, in the order in which people choose.
var Roles = []Role{
	{Farm, lang.T("种养户、农场", "Farm"), lang.T("自己种、自己养，采收以后卖出去", "grows or raises, and sells what is harvested"), []StepKind{Harvest, Pack, Send, Sell, Destroy}, "ncz-38", true},
	{Factory, lang.T("加工厂、包装厂、小作坊", "Factory, packing house"), lang.T("收进原料，加工、分拣、包装", "takes in raw produce, makes, sorts, packs"), []StepKind{Receive, Make, Pack, Send, Return, Destroy}, "spa-50", true},
	{Wholesaler, lang.T("批发商、配送", "Wholesaler"), lang.T("整批收、整批发给商户", "buys in bulk and sells to traders"), []StepKind{Receive, Pack, Send, Return, Destroy}, "spa-53", false},
	{Stall, lang.T("菜市场摊位", "Market stall"), lang.T("在市场里卖给买菜的人", "sells to shoppers in a market"), []StepKind{Receive, Sell, Return, Destroy}, "spa-65", false},
	{Canteen, lang.T("食堂、饭店", "Canteen, restaurant"), lang.T("收进来做成饭菜", "takes in and cooks"), []StepKind{Receive, Use, Return, Destroy}, "spa-53", false},
	{Shop, lang.T("小店、村里便利店", "Small shop"), lang.T("一店一码：门口贴一张码，卖的东西都查得到", "one code at the door tells of all it sells"), []StepKind{Receive, Sell, Return, Destroy}, "spa-53", false},
	{ColdStore, lang.T("冷库（冷链第一站）", "Cold store, first stop"), lang.T("外面进来的冷链货，先在这里赋码", "cold-chain goods from outside get their code here"), []StepKind{Enter, Receive, Send, Release, Return, Destroy}, "zlc-2020", false},
}

// Role gives the row of a kind; an unknown kind has one without steps.
func (k Kind) Role() Role {
	i := slices.IndexFunc(Roles, func(r Role) bool { return r.Kind == k })
	if i < 0 {
		return Role{Kind: k, Title: lang.T(string(k), string(k))}
	}
	return Roles[i]
}

// Business is one who handles food. Name, Phone and Address are personal data where it is a household.
type Business struct {
	ID        string `json:"id"` // 16 random letters and digits
	Kind      Kind   `json:"kind"`
	Code      string `json:"code,omitempty"` // unified social credit code, GB 32100-2015; "" of a household
	Household bool   `json:"household,omitempty"`
	Party     string `json:"party,omitempty"` // whose it is: opaque tag; "" while nobody has claimed it
	Town      string `json:"town,omitempty"`  // unit of the town or village that helps it
	GLN       string `json:"gln"`             // of the business itself and of its first place
	Prefix    string `json:"prefix,omitempty"`
	Proven    bool   `json:"proven,omitempty"` // it was shown whose it is
	Proof     string `json:"proof,omitempty"`  // by what: [ByAccount], [ByMandate] or a paper of [Papers]; "" where by nothing
	By        string `json:"by"`               // self, agent, paper, neighbour
	Version   int64  `json:"-"`                // of the record; 0: not entered yet

	Name    string `json:"-"`
	Phone   string `json:"-"`
	Address string `json:"-"`
}

// Who says how it came into the register.
const (
	BySelf      = "self"
	ByAgent     = "agent"     // under a mandate
	ByPaper     = "paper"     // a window or village agent, from paper
	ByNeighbour = "neighbour" // named by whoever bought from it or sold to it
)

// Known says that the business registered; a neighbour's naming is a name and no more.
func (b Business) Known() bool { return b.By != ByNeighbour }

// Check brings a business into its stored form. Errors: fault.Invalid with the fields.
func (b Business) Check() (Business, error) {
	bad := fault.InvalidInput()
	if !slices.ContainsFunc(Roles, func(r Role) bool { return r.Kind == b.Kind }) {
		bad.At("kind", lang.T("请选择您是做什么的。", "Please choose what you do."))
	}
	b.Name = strings.TrimSpace(b.Name)
	if n := len([]rune(b.Name)); n == 0 || n > 60 {
		bad.At("name", lang.T("请填写名称，不超过60个字。", "Please enter a name of up to 60 characters."))
	}
	typed := strings.TrimSpace(b.Code) != ""
	if b.Code = strings.TrimSpace(b.Code); typed {
		code, err := idnum.ParseUSCC(b.Code)
		if err != nil {
			bad.At("code", fault.For(err).Message)
		}
		b.Code, b.Household = string(code), false
	}
	switch {
	case typed || b.By == ByNeighbour: // a wrong one is told once
	case b.Household && !b.Kind.MayBeHousehold():
		bad.At("code", lang.T("只有农户和小摊可以没有统一社会信用代码。", "Only a household farm or a stall may be without a credit code."))
	case !b.Household && !b.Kind.MayBeHousehold(): // whose form has no box to tick
		bad.At("code", lang.T("请填写营业执照上的18位统一社会信用代码。", "Please enter the credit code of 18 characters on the licence."))
	case !b.Household:
		bad.At("code", lang.T("请填写营业执照上的18位统一社会信用代码；没有执照的农户、小摊请勾选“没有营业执照”。", "Please enter the credit code of 18 characters on the licence; a household or stall without one ticks the box."))
	}
	b.Phone = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, lang.HalfWidth(b.Phone))
	if digits := strings.TrimPrefix(b.Phone, "+"); digits != "" && (len(digits) < 7 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "") {
		bad.At("phone", lang.T("电话号码要7到15位数字。", "A phone number has 7 to 15 digits."))
	}
	if b.Address = strings.TrimSpace(b.Address); len([]rune(b.Address)) > 200 {
		bad.At("address", lang.T("地址不超过200字。", "An address has at most 200 characters."))
	}
	return b, bad.Or()
}

// MayBeHousehold says that one of this kind may be a person without a business licence.
func (k Kind) MayBeHousehold() bool { return k == Farm || k == Stall }

// Licence is a licence as the business names it; one that the core issued is looked up.
type Licence struct {
	Business string       `json:"business"`
	Number   string       `json:"number"`
	Type     string       `json:"type,omitempty"`  // slug of the certificate type, where issued here
	Until    calendar.Day `json:"until,omitempty"` // last day; 0: none
	Issued   bool         `json:"issued"`          // issued here, to this credit code
}

// Place is where things happen: a site, a stall, a door, a plot.
type Place struct {
	GLN      string `json:"gln"`
	Ext      string `json:"ext,omitempty"` // "P1", "P2", … are plots of the place
	Business string `json:"business"`
	Parcel   string `json:"parcel,omitempty"` // code of the parcel in the soil archive
	Name     string `json:"-"`
	Since    int64  `json:"-"` // events from this number on are in its book
}

// Key is the place as events name it.
func (p Place) Key() string {
	if p.Ext == "" {
		return "https://id.gs1.org/414/" + p.GLN
	}
	return "https://id.gs1.org/414/" + p.GLN + "/254/" + p.Ext
}

// Plot says whether the place is a plot.
func (p Place) Plot() bool { return strings.HasPrefix(p.Ext, "P") }

// Product is what is made and sold under one number.
type Product struct {
	GTIN     string `json:"gtin"` // fourteen digits
	Business string `json:"business"`
	Name     string `json:"name"`
	Unit     string `json:"unit"`              // code of UN/ECE Recommendation 20: KGM, LTR, H87
	Days     int    `json:"days,omitempty"`    // it keeps, in calendar days from the day of making; 0: none stated
	Produce  bool   `json:"produce,omitempty"` // edible farm produce
	Cold     bool   `json:"cold,omitempty"`
	Low      int    `json:"low,omitempty"` // tenths of a degree Celsius
	High     int    `json:"high,omitempty"`
	// Retired is when it ceased to be offered for new lots; zero: it is offered. An act of its own says so.
	Retired time.Time `json:"-"`
}

// Unit is a unit that people choose.
type Unit struct {
	Code string
	Name lang.Text
}

// Units are the units offered; others come in by the API.
var Units = []Unit{
	{"KGM", lang.T("千克", "kg")}, {"H87", lang.T("件", "pieces")}, {"LTR", lang.T("升", "litres")}, {"TNE", lang.T("吨", "tonnes")}, {"GRM", lang.T("克", "grams")},
}

// UnitName is the word for a unit's code.
func UnitName(code string) lang.Text {
	for _, u := range Units {
		if u.Code == code {
			return u.Name
		}
	}
	if code == "" {
		return lang.T("件", "pieces")
	}
	return lang.T(code, code)
}

// Check brings a product into its stored form. Errors: fault.Invalid with the fields.
func (p Product) Check() (Product, error) {
	bad := fault.InvalidInput()
	p.Name = strings.TrimSpace(p.Name)
	if n := len([]rune(p.Name)); n == 0 || n > 40 {
		bad.At("product", lang.T("请填写品名，不超过40个字。", "Please enter what it is, up to 40 characters."))
	}
	if !slices.ContainsFunc(Units, func(u Unit) bool { return u.Code == p.Unit }) {
		bad.At("unit", lang.T("请选择单位。", "Please choose a unit."))
	}
	if p.Days < 0 || p.Days > 3660 {
		bad.At("days", lang.T("保质期请填0到3660天；没有标明就留空。", "It keeps 0 to 3660 days; leave it open where none is stated."))
	}
	if p.Cold && (p.Low > p.High || p.Low < -1000 || p.High > 1000) {
		bad.At("high", lang.T("温度范围写反了，或者不合理。", "The temperature band is the wrong way round or out of reason."))
	}
	return p, bad.Or()
}
