package foodchain

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/pack"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/label"
	"banjie/packs/foodchain/scan"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// Labels makes what is printed in the codes of a lot: addresses of this house that carry the
// signed extract, so that a copy of the page is not needed to check them.
type Labels struct {
	host     pack.Host
	register scan.Register
	lineage  *tracestore.Store
	archive  *capturestore.Store
}

// MostLabels is how many codes one sheet has.
const MostLabels = 200

// serialSecret names the secret that serial numbers follow from: nobody guesses the next one.
const serialSecret = "food-serials"

// Sheet gives the codes of n labels of a lot. Labels of the lot as such are equal. With each they
// name pieces: no two are equal, and those of the same lot and numbers come out the same when a
// sheet is printed again. first is the number of the first piece, from 0.
func (l *Labels) Sheet(ctx context.Context, lot string, first, n int, each bool) ([]string, error) {
	if n < 1 || n > MostLabels || first < 0 {
		return nil, fault.New(fault.Invalid, "label_count", lang.Format("一次最多印%d张。", "At most %d labels are printed at once.", MostLabels), lang.T("请分几次印。", "Please print them in parts."))
	}
	e, err := l.extract(ctx, lot)
	if err != nil {
		return nil, err
	}
	out := make([]string, n)
	if !each {
		code, err := l.sign(lot, e)
		for i := range out {
			out[i] = code
		}
		return out, err
	}
	secret, err := l.host.Secret(serialSecret)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i], err = l.sign(lot+"/21/"+serial(secret, lot, first+i), e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// serial is the serial number of a piece: ten letters and digits that do not tell the next one.
func serial(secret []byte, lot string, n int) string {
	m := hmac.New(sha256.New, secret)
	fmt.Fprintf(m, "%s\n%d", lot, n)
	return base32.StdEncoding.EncodeToString(m.Sum(nil))[:10]
}

// sign gives the address of a code with its extract. path is the key of a lot, or of a piece with
// its lot, which the signature covers without the lot: whoever scans finds both.
func (l *Labels) sign(path string, e label.Extract) (string, error) {
	asked, err := scan.Read(path, 2000)
	if err != nil {
		return "", err
	}
	e.Key = asked.Key
	value, err := label.Sign(l.host.Certify(), e)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(l.host.Base, "/") + scan.PathOf(path) + "?" + label.Parameter + "=" + value, nil
}

// extract is what is known of a lot now: whatever follows later the network tells.
func (l *Labels) extract(ctx context.Context, lot string) (label.Extract, error) {
	asked, err := scan.Read(lot, 2000)
	if err != nil || trace.KindOf(lot) != trace.Lot {
		return label.Extract{}, fault.Missing()
	}
	e := label.Extract{Leaf: -1, Demo: l.host.Certify().Public().Demo}
	product, err := l.register.Product(ctx, asked.GTIN)
	if err != nil {
		return e, err
	}
	e.Product = clipped(product.Name.ZH, label.MostProduct)
	dates, err := l.register.Lot(ctx, lot)
	if err != nil {
		return e, err
	}
	e.MadeOn, e.BestBefore, e.UseBy = dates.MadeOn, dates.BestBefore, dates.UseBy
	way, err := l.lineage.Journey(ctx, lot)
	if fault.KindOf(err) == fault.NotFound {
		return e, nil
	}
	if err != nil {
		return e, err
	}
	e.PlotsAll = len(way.Plots)
	for _, p := range way.Plots {
		if len(e.Plots) < label.MostPlots && label.FitsPlot(p) {
			e.Plots = append(e.Plots, p)
		}
	}
	for _, s := range way.Stations {
		if s.Depth != 0 || s.Annulled {
			continue
		}
		e.Leaf, err = l.leaf(ctx, s.Number)
		return e, err
	}
	return e, nil
}

// leaf is the place in the ledger of the capture that brought an event; -1 where there is none.
func (l *Labels) leaf(ctx context.Context, event int64) (int64, error) {
	taken, err := l.archive.Of(ctx, event)
	if fault.KindOf(err) == fault.NotFound {
		return -1, nil
	}
	if err != nil {
		return -1, err
	}
	act, err := l.host.Act(ctx, l.host.Division, taken.Seq)
	return act.N, err
}

// clipped keeps whole characters of at most so many bytes.
func clipped(s string, most int) string {
	for len(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}
