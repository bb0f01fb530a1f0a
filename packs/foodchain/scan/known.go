package scan

import (
	"context"
	"net/url"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// What the page asks of others. A source that is nil is not there; one that knows nothing of a
// thing gives a zero value and no error. Errors are for what cannot be read just now: the page
// then says so and does not guess.
type (
	// Lineage is what was captured.
	Lineage interface {
		// Journey is a fault of kind NotFound for a key of which nothing was captured.
		Journey(ctx context.Context, key string) (*trace.Journey, error)
		Arrived(ctx context.Context, place string, most int) ([]trace.Arrival, error)
		Known(ctx context.Context, keys []string) ([]string, error)
	}
	// Register is who and what stands behind the numbers.
	Register interface {
		Product(ctx context.Context, gtin string) (Product, error)
		Lot(ctx context.Context, key string) (Lot, error)
		// Places are known by key; those that are not known are left out.
		Places(ctx context.Context, keys []string) (map[string]Place, error)
	}
	// Lots are the latest lots of a product by their keys, for whoever has the bar code alone. A
	// [Register] may be one.
	Lots interface {
		LotsOf(ctx context.Context, gtin string, most int) ([]LotLine, error)
	}
	// Stocked is what a place has by its book, of what it handled last. Only what is under recall of it is shown. A
	// [Register] may be one.
	Stocked interface {
		Stocked(ctx context.Context, place string, most int) ([]string, error)
	}
	// Papers are certificates and tests of things, the newest first.
	Papers interface {
		Papers(ctx context.Context, keys []string, today calendar.Day) ([]Paper, error)
	}
	// Soil is the archive of plots.
	Soil interface {
		// Plot gives what is known of a plot as of a day: an old fruit shows the class of its own year.
		Plot(ctx context.Context, key string, on calendar.Day) (Plot, error)
	}
	// Recalls are the recalls in force, or ended, that hit a thing.
	Recalls interface {
		Recalls(ctx context.Context, keys []string, now time.Time) ([]Recall, error)
	}
	// Offices are what the regulator found and decided about goods, recalls apart.
	Offices interface {
		// Found gives the results of official samples of a thing and those that failed of what it was made
		// of, the newest first, and the seals in force on it.
		Found(ctx context.Context, keys []string) (tests []Paper, seals []Seal, err error)
	}
	// Cold is the temperature record of a thing's way.
	Cold interface {
		Cold(ctx context.Context, keys []string) (ColdChain, error)
	}
	// Counts are how often codes were scanned.
	Counts interface {
		// Seen is what was counted until an instant, and what of it may be a copy then.
		Seen(ctx context.Context, key string, at time.Time) (Seen, error)
	}
)

// Sources are all of them.
type Sources struct {
	Lineage  Lineage
	Register Register
	Papers   Papers
	Soil     Soil
	Recalls  Recalls
	Offices  Offices
	Cold     Cold
	Counts   Counts
}

// Product 商品 is what a GTIN stands for.
type Product struct {
	Name   lang.Text
	Amount string // net content as printed, "5 kg"
	Maker  Party
	Farm   bool // edible farm produce, which needs no best-before day
	Chill  bool // must be kept cold
}

// Lot 批次 is what is stated of a lot.
type Lot struct {
	MadeOn     calendar.Day // harvested, packed or made
	BestBefore calendar.Day
	UseBy      calendar.Day
	Pieces     int64 // with a code of their own; 0: not stated
	Held       bool  // kept apart and not to be sold: papers are missing
}

// LotLine is a lot to choose from.
type LotLine struct {
	Key    string
	MadeOn calendar.Day // 0: not stated
}

// Number is the lot as its label has it.
func (l LotLine) Number() string {
	_, lot, _ := strings.Cut(l.Key, "/10/")
	if plain, err := url.PathUnescape(lot); err == nil {
		return plain
	}
	return lot
}

// Party is an enterprise; never a person's name where that is not the name of a business.
type Party struct {
	Name    lang.Text
	Licence string // number of its licence
	Phone   string // of the business
	// Unproven says that whoever registered it did not show that it is theirs.
	Unproven bool
}

// Place 地点 to the village and no closer.
type Place struct {
	Name lang.Text
	Kind PlaceKind
	Town lang.Text // town or village
}

// PlaceKind says what is done at a place.
type PlaceKind string

const (
	AtPlot     PlaceKind = "plot"
	AtPacking  PlaceKind = "packing"
	AtFactory  PlaceKind = "factory"
	AtCold     PlaceKind = "cold_store"
	AtMarket   PlaceKind = "market"
	AtShop     PlaceKind = "shop"
	AtLab      PlaceKind = "laboratory"
	AtTransit  PlaceKind = "transit"
	AtUnstated PlaceKind = ""
)

// PaperKind is the sort of a paper.
type PaperKind string

const (
	Conformity PaperKind = "conformity"  // 承诺达标合格证
	SelfTest   PaperKind = "self_test"   // 自检
	Entrusted  PaperKind = "entrusted"   // 委托检测
	Sampling   PaperKind = "sampling"    // 监督抽检
	Quarantine PaperKind = "quarantine"  // 动物检疫证明
	MarketPass PaperKind = "market_pass" // 入市通行证
)

// PaperNames are what people call them.
var PaperNames = map[PaperKind]lang.Text{
	Conformity: lang.T("承诺达标合格证", "Undertaking of conformity"), SelfTest: lang.T("自检报告", "Own test"), Entrusted: lang.T("委托检测报告", "Commissioned test"),
	Sampling: lang.T("监督抽检报告", "Official sampling"), Quarantine: lang.T("动物检疫证明", "Animal quarantine certificate"), MarketPass: lang.T("入市通行证", "Market pass"),
}

// IsTest says that the paper measures something.
func (k PaperKind) IsTest() bool { return k == SelfTest || k == Entrusted || k == Sampling }

// Paper is one paper of a thing.
type Paper struct {
	Kind       PaperKind
	Number     string
	Issuer     lang.Text // who vouches: laboratory, market, producer
	On         calendar.Day
	ValidUntil calendar.Day // 0: none stated
	Revoked    bool
	Withdrawn  bool      // its issuer took it back
	Why        lang.Text // then
	Passed     bool
	Sealed     Check     // of its signature
	Values     []Item    // tests only
	Says       lang.Text // of an official sample, in the regulator's words
	Above      bool      // it is of something that the thing was made of, or that is in it
	Page       string    // address where it is verified, "" without
}

// Seal is an officer's seal in force on some of a lot.
type Seal struct {
	On  calendar.Day
	Why lang.Text
}

// Check says what became of looking at something.
type Check string

const (
	NotChecked Check = ""
	Good       Check = "good"
	Bad        Check = "bad"
)

// Item is one line of a test, as the report has it.
type Item struct {
	Name   lang.Text
	Limit  string
	Value  string
	Passed bool
}

// Soil classes, after the Law on Prevention of Soil Pollution, article 49.
type SoilClass string

const (
	Unclassed SoilClass = ""
	Protected SoilClass = "protected" // 优先保护类
	SafeUse   SoilClass = "safe_use"  // 安全利用类
	Strict    SoilClass = "strict"    // 严格管控类
)

// ClassNames are what people call them.
var ClassNames = map[SoilClass]lang.Text{
	Protected: lang.T("优先保护类", "priority protection"), SafeUse: lang.T("安全利用类", "safe use"), Strict: lang.T("严格管控类", "strict control"),
}

// Plot 地块 as the public may know it.
type Plot struct {
	Key         string
	Known       bool
	Unmatched   bool      // whoever registered it gave a code that the archive does not have
	Alone       bool      // the farm names it; the archive does not say who works it
	Others      bool      // the archive says that somebody else works it: nothing of its soil is told
	Withheld    bool      // it has a file, and the household that farms it has not agreed to show it
	Name        lang.Text // of the plot, never of a person
	Village     lang.Text
	Area        float64 // mu, 1/15 hectare; 0: not known
	Use         lang.Text
	SampledOn   calendar.Day // last soil test on or before the day asked for; 0: none
	Lab         lang.Text
	Class       SoilClass
	Provisional bool      // by soil alone, without tests of the crop
	Selenium    lang.Text // what the last soil test says of it; zero: not tested
	Rich        bool      // naturally selenium-rich by the table the text names
	Measures    lang.Text
	// Of the village, in the map's own units: 0…1 from the west and from the north of the county. Zero: no map.
	X, Y float64
}

// Recall is a recall that hits the thing.
type Recall struct {
	Number  string
	InForce bool
	Level   lang.Text // 一级召回 …
	Why     lang.Text
	What    lang.Text // what to do with what one has at home
	By      lang.Text // who ordered or began it
	Since   time.Time
	Ended   time.Time
	Phone   string
	Page    string
}

// ColdChain is one line: the worst value and the gaps.
type ColdChain struct {
	Known    bool    // and judged, by the band of the product
	From, To float64 // °C, the band
	// Lowest and highest value, °C, where there are readings and no band.
	Low, High float64
	Worst     float64 // °C, farthest outside the band or nearest to leaving it
	WorstAt   time.Time
	Where     lang.Text
	Outside   time.Duration // in all
	Gaps      int           // stretches without a reading that are too long
	LongGap   time.Duration // the longest of them
	Readings  int
}

// Broken says that the record shows food outside its band.
func (c ColdChain) Broken() bool { return c.Known && c.Outside > 0 }

// Contact is somebody who answers.
type Contact struct {
	Part  lang.Text // maker, market, regulator
	Name  lang.Text
	Phone string
	Pass  string // number of licence or market pass
}

// Seen is how often a code was scanned before this time.
type Seen struct {
	Known bool
	Times int64     // earlier pages shown for this code
	First time.Time // hour of the first
	Last  time.Time // hour of the last
	Town  string    // of the last where a town was told
	Copy  *Copy     // why it may be a copy, while the finding stands
	// Cleared says that the regulator looked at such a finding and took it back; nil: no.
	Cleared *Cleared
}

// Signature is what became of the signed extract in the code.
type Signature struct {
	There bool // the code carries one
	Check Check
	Says  lang.Text
}

// Copy is a finding by the rules of copied codes. A finding is a lead, never a verdict.
type Copy struct {
	Rule string
	Says lang.Text
}
