package own

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// What a verifier carries home: the status list, and the page that checks without us.

const (
	statusPath  = "/v/status"
	offlinePath = "/v/offline.html"

	// statusAge is how long a copy of the list may be given out by caches, in seconds. What
	// was revoked is known everywhere after that; the list itself says until when it proves anything.
	statusAge = 300
)

// statusList gives the signed list. It is the same for everybody, so caches may keep it.
func (o *Pages) statusList(w http.ResponseWriter, r *site.Request) error {
	list, err := o.Site.Certificates.StatusList(r.Context(), o.Site.Division)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(list)
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="status-list.bin"`)
	h.Set("ETag", strconv.Quote(base64.RawURLEncoding.EncodeToString(sum[:15])))
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(statusAge))
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r.Request, "", time.Time{}, bytes.NewReader(list))
	return nil
}

// offline gives the page that verifies without a network, to be saved.
func (o *Pages) offline(w http.ResponseWriter, r *site.Request) error {
	d, err := o.verifyData(r)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := verifypage.WriteOffline(&page, d, o.Site.Clock.Now()); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="banjie-verify.html"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	_, err = page.WriteTo(w)
	return err
}

// verifyData is everything a verifier needs. A demonstration's clock may be ahead of the
// verifier's own; the page is told by how much.
func (o *Pages) verifyData(r *site.Request) (verifypage.Data, error) {
	d := verifypage.Data{Types: o.Types}
	if c := o.Site.Certificates; c != nil {
		list, err := c.StatusList(r.Context(), o.Site.Division)
		if err != nil {
			return d, err
		}
		d.Keys, d.List = c.Keys(), list
	}
	if o.Site.Demo != nil && o.Wall != nil {
		d.Ahead = o.Site.Clock.Now().Sub(o.Wall.Now())
	}
	return d, nil
}

// named puts the type of a genuine certificate before the other facts.
func (o *Pages) named(v Verified, sealed []byte) Verified {
	p, err := ecert.ParsePayload(sealed)
	if err != nil || len(v.Facts) == 0 {
		return v
	}
	return o.typed(v, p.Identifier)
}

func (o *Pages) typed(v Verified, id idnum.ECert) Verified {
	for _, t := range o.Types {
		if t.Code == id.Type {
			v.Facts = append([]ui.SummaryRow{{Key: lang.T("证照", "Certificate"), Value: t.Name}}, v.Facts...)
		}
	}
	return v
}

// verifiedShowing is what a check of a showing found, with the lines the holder chose.
func (o *Pages) verifiedShowing(p ecert.Presentation, rep ecert.Report) Verified {
	v := verified(rep)
	v.Title = lang.T("亮证核验结果", "Result of the check of a showing")
	if rep.Holder == "" && len(v.Facts) > 0 {
		v.Facts = v.Facts[1:] // no holder unless the holder chose to show the name
	}
	var chosen []ui.SummaryRow
	for _, f := range p.Fields {
		chosen = append(chosen, ui.SummaryRow{Key: f.Name, Value: ui.Data(f.Value)})
	}
	v.Facts = append(chosen, v.Facts...)
	if id, err := idnum.ParseECert(p.Certificate); err == nil {
		v = o.typed(v, id)
	}
	return v
}

// statusRow is the status of a genuine certificate in words, as far as it could be checked.
func statusRow(rep ecert.Report) ui.SummaryRow {
	row := ui.SummaryRow{Key: lang.T("状态", "Status")}
	switch {
	case rep.Status != "" && rep.Status != ecert.Valid:
		row.Value = rep.Status.Name()
	case rep.StatusAsOf.IsZero() || rep.Verdict == ecert.Genuine:
		row.Value = lang.T("没有核对（没有新的状态清单）", "not checked (no current status list)")
	default:
		row.Value = ecert.Valid.Name()
	}
	return row
}
