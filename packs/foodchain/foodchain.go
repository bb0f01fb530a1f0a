// Package foodchain is the pack "from the shelf back to the plot": food traceability and the
// soil archive (浙食链).
//
//	epcis, gs1   what events and identifiers are
//	capture      an act brings events in
//	rest         programs send and ask by the standard's own addresses
//	trust        who may see what along the chain
//	chain, pages people who have never heard of events record what they do
//	trace        what follows from events: plots of a box, shops of a plot
//	soil         parcels, samples, verdicts
//	scan         what a shopper is told
//	desk         sampling by draw, results, the six links
//	cold         readings against the band of a product, seals
//	recall       from a cause to every holder: orders, counts, warnings, drills
//
// This package plugs them into the hall and holds nothing else.
package foodchain

import (
	"context"
	"encoding/json"
	"os"
	"slices"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/internal/web/site"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/chain/chainstore"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldpages"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskpages"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/foodreport"
	"banjie/packs/foodchain/label"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallapi"
	"banjie/packs/foodchain/recall/recallstore"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/scan/scanstore"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilpages"
	"banjie/packs/foodchain/soil/soilstore"
	"banjie/packs/foodchain/standing/standingstore"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/trust"
)

// Pack is what plugs into the hall.
func Pack() pack.Pack {
	return pack.Pack{
		Name:   "foodchain",
		Title:  lang.T("浙食链：从货架追到田头", "From the shelf back to the plot"),
		Pages:  slices.Concat(pages, soilpages.Access, recall.Pages, recallapi.Access, coldpages.Access, deskpages.Access),
		Acts:   slices.Concat(recall.Acts, foodreport.Acts, measures.Acts),
		Scopes: slices.Concat(scopes, recallScopes),
		Types:  []ecert.Type{chain.Conformity, chain.MarketPass},
		Codes:  []verifypage.Kind{label.Offline()},
		Law:    slices.Concat(chain.Law, soil.Law, recall.Law, cold.Law, desk.Law, foodreport.Law),
		Tables: []pack.Tables{
			{Store: "trace", Files: tracestore.Migrations},
			{Store: "capture", Files: capturestore.Migrations},
			{Store: "standing", Files: standingstore.Migrations},
			{Store: "chain", Files: chainstore.Migrations},
			{Store: "soil", Files: soilstore.Files},
			{Store: "scan", Files: scanstore.Migrations},
			{Store: "recall", Files: recallstore.Migrations},
			{Store: "cold", Files: coldstore.Migrations},
			{Store: "desk", Files: deskstore.Migrations},
			{Store: "measure", Files: measurestore.Migrations},
		},
		Duties:  []pack.Duty{foodDuty, soilDuty},
		Open:    open,
		Gallery: gallery,
	}
}

// Verbs of the pack.
const (
	CaptureFood access.Verb = "capture_food"
	ReadFood    access.Verb = "read_food"
	RecordFood  access.Verb = "record_food"
	SetUpFood   access.Verb = "set_up_food"
	ClearCopies access.Verb = "clear_food_copies"
)

const (
	n = access.None
	o = access.Own
	u = access.Unit
	d = access.Division
)

var pages = []access.Row{
	//                        P  C  G  K  O  H  Z  S  A  U  Y
	{Verb: CaptureFood, Reach: [11]access.Reach{n, o, o, d, u, u, n, n, d, n, access.All}, Title: lang.T("登记追溯事件", "capture food events"), Note: lang.T("经营者为自己登记；代办员和窗口凭本人的授权或者纸质单据；管理员接入别的平台", "a business for itself; an agent or a window by mandate or from paper; the administrator connects other platforms")},
	{Verb: ReadFood, Reach: [11]access.Reach{n, o, o, n, d, d, d, d, d, d, access.All}, Title: lang.T("查看追溯事件", "read food events"), Note: lang.T("公众看扫码页；事件的原文只给上下家和监管", "the public has the scan page; the events themselves are for neighbours in the chain and for the regulator")},
	{Verb: RecordFood, Reach: [11]access.Reach{n, o, o, d, u, u, n, n, n, n, access.All}, Title: lang.T("记录采收、进货、卖出", "record harvests, purchases, sales"), Note: lang.T("经营者自己记；代办员凭授权、窗口凭纸质单据代记", "a business for itself; an agent by mandate, a window from paper")},
	{Verb: ClearCopies, Reach: [11]access.Reach{n, n, n, n, u, u, n, n, n, n, n}, Title: lang.T("撤掉翻印线索", "take findings of copied codes back"), Note: lang.T("只有食品监管单位", "the unit that watches over food alone")},
	{Verb: SetUpFood, Reach: [11]access.Reach{n, n, n, n, n, n, n, n, d, n, access.All}, Title: lang.T("设置浙食链", "set up the food chain"), Note: lang.T("县里的厂商识别代码", "the county's GS1 company prefix")},
}

var scopes = []pack.Scope{
	{Name: "read:food", Title: lang.T("查看追溯事件", "read food events"), Verbs: []access.Verb{ReadFood}},
	{Name: "write:food", Title: lang.T("登记追溯事件", "capture food events"), Verbs: []access.Verb{CaptureFood, RecordFood}},
}

// open wires the pack to a folder.
func open(h pack.Host) (*pack.Parts, error) {
	if h.DB == nil {
		return &pack.Parts{Procedures: slices.Concat(recall.Rules{}.Procedures(), []*casework.Procedure{foodreport.Rules{}.Procedure()}, measures.Rules{}.Procedures())}, nil
	}
	lineage := tracestore.New(h.DB, h.Writer)
	archive := capturestore.New(h.DB, lineage)
	office := &capture.Office{Engine: h.Engine, Store: archive, Clock: h.Clock, Division: h.Division}
	if h.Secret != nil {
		office.Secret = func() ([]byte, error) { return h.Secret(fieldSecret) }
	}
	archived := soilstore.New(h.DB)
	people := newPeople(h, office, lineage, archive)
	who := &trust.Office{Division: h.Division, Read: ReadFood, Record: CaptureFood, Places: people.places}
	recalls := newRecalls(h, lineage, archive, people)
	people.orders = recalls.waiting
	people.desk.Parcel = func(ctx context.Context, typed, farm string, day calendar.Day) (string, error) {
		return soil.FindCode(ctx, archived, h.Division, typed, farm, day)
	}
	chill := newColdChain(h, lineage, archive, people, recalls)
	register := known{people}
	samples := newFoodDesk(h, people, recalls)
	decided := &offices{division: h.Division, recalls: recalls, seals: chill.store, samples: samples.store, trace: lineage}
	people.desk.Against, chill.sealed = decided.against, decided.sealed
	return described(pack.Together(
		captured(h, office, archive, lineage, who),
		people.parts(),
		recalls.parts(),
		chill.parts(),
		samples.parts(),
		newScanning(h, lineage, archive, scan.Sources{Recalls: recalls, Offices: decided, Cold: chill, Register: register, Soil: land{register, archived},
			Papers: papers{register, func() *site.Site { return people.site }}}).parts(),
		newLands(h, archived).parts(),
	)), nil
}

// fieldSecret names the secret from which the salts of fields follow. Whoever loses it can prove no
// views of what was captured before; whoever has it can guess what is blinded in them.
const fieldSecret = "food-fields"

// CaptureFile is the command to take a file of events in.
type CaptureFile struct {
	Path string // absolute; the file is read by whoever owns the folder
}

func captureFile(office *capture.Office, system func() access.Actor) pack.Order {
	return func(ctx context.Context, body json.RawMessage, tell func(done, total int64)) (any, error) {
		var c CaptureFile
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, err
		}
		f, err := os.Open(c.Path)
		if err != nil {
			return nil, fault.New(fault.NotFound, "cannot_open", lang.Format("打不开文件 %s。", "The file %s cannot be opened.", c.Path),
				lang.T("请检查文件名，以及服务器有没有权限读它。", "Please check its name, and that the server may read it.")).With(err)
		}
		defer f.Close()
		return office.Take(ctx, system(), f, capture.Order{Channel: "file", Step: capture.DefaultStep}, tell)
	}
}
