package api

import (
	"bytes"
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

func sameText(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Certificate is one version of an issued certificate, for its holder and the issuer.
type Certificate struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	Holder     ecert.Holder  `json:"holder"`
	Issuer     ecert.Issuer  `json:"issuer"`
	Fields     []ecert.Field `json:"fields"`
	IssuedOn   calendar.Day  `json:"issued_on"`
	ValidFrom  calendar.Day  `json:"valid_from"`
	ValidUntil calendar.Day  `json:"valid_until,omitempty" doc:"Last valid day; absent: none."`
	Version    int           `json:"version"`
	Status     ecert.Status  `json:"status" doc:"As of today."`
	StatusName lang.Text     `json:"status_name"`
	Successor  string        `json:"successor,omitempty" doc:"Identifier of what stands in its place, once amended or renewed."`
	Address    string        `json:"address" doc:"Content of the QR code: a signed payload that verifies offline."`
	Demo       bool          `json:"demo,omitempty" doc:"Of a demonstration, without legal force."`
	PDF        string        `json:"pdf" doc:"Address of the certificate to print."`
	Copy       string        `json:"copy" doc:"Address of the signed copy, which verifies offline with every line."`
}

type certificateInput struct {
	Conditional
	ID string `path:"id" maxLength:"120" doc:"Full identifier."`
}

type verifyInput struct {
	Body struct {
		Code string `json:"code" required:"true" maxLength:"8000" doc:"Content of the QR code: the whole address or the part after the #."`
	}
}

func (s *Service) certificateRoutes() {
	o := op("GET", "/certificates/{id}", "get-certificate", "Certificates", "A certificate, for its holder and the issuer 电子证照")
	o.Description = "With .pdf after the identifier the certificate to print, with .json the signed copy: the one file whose every line can be verified offline (banjie verify). The answer without an ending is for reading and is not signed as a whole."
	o.Responses = answers("The certificate.", "application/pdf")
	o.Responses["200"].Content["application/json"] = &mediaType{Schema: s.schema(Certificate{})}
	handle(s, o, need{verb: access.ViewCase}, s.certificate)
	list := op("GET", "/certificates/status-list", "get-status-list", "Certificates", "The signed list of what is no longer valid 证照状态清单")
	list.Responses = answers("Binary list, see the package ecert.", "application/octet-stream")
	handle(s, list, open, s.statusList)
	verify := op("POST", "/certificates/verify", "verify-certificate", "Certificates", "Verify the content of a QR code 核验证照")
	verify.Description = "Of a certificate, or of a showing to which its holder consented. Nothing is kept of the check."
	handle(s, verify, open, s.verifyCode)
}

// Verified is what a check found, and what a showing shows.
type Verified struct {
	ecert.Report
	Showing *Showing `json:"showing,omitempty" doc:"Only for a showing: what its holder consented to show."`
}

// Showing is a holder's consent 亮证: these lines, to this audience, for this purpose, for minutes.
type Showing struct {
	Audience string        `json:"audience"`
	Purpose  string        `json:"purpose"`
	From     time.Time     `json:"from"`
	Until    time.Time     `json:"until"`
	Fields   []ecert.Field `json:"fields" doc:"The chosen lines and no other; \"holder\" is the full name."`
}

// verifyCode checks a code as the page does. Lines of a showing are given out only while it
// is genuine and lasts.
func (s *Service) verifyCode(ctx context.Context, _ caller, in *verifyInput) (*struct{ Body Verified }, error) {
	sealed, err := ecert.ParseURL(in.Body.Code)
	if err != nil {
		return nil, err
	}
	raw, err := s.Certificates.StatusList(ctx, s.Division)
	if err != nil {
		return nil, err
	}
	list, err := ecert.ParseStatusList(raw)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	showing, report := ecert.VerifyCode(sealed, s.Certificates.Keys(), list, s.Calendar().DayOf(now), now)
	if report.Replaced() {
		c, err := s.Certificates.ByID(ctx, s.Division, report.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		report.NameSuccessor(c.Successor)
	}
	v := Verified{Report: report}
	if p := showing; p != nil && (report.Verdict == ecert.InForce || report.Verdict == ecert.Genuine) {
		v.Showing = &Showing{p.Audience, p.Purpose, p.From, p.Until, p.Fields}
	}
	return &struct{ Body Verified }{v}, nil
}

// certificate shows a certificate to those who may see its case.
func (s *Service) certificate(ctx context.Context, c caller, in *certificateInput) (*raw, error) {
	id, pdf := strings.CutSuffix(in.ID, ".pdf")
	id, signed := strings.CutSuffix(id, ".json")
	cert, err := s.Certificates.ByID(ctx, s.Division, id)
	if err != nil {
		return nil, err
	}
	k, _, err := s.Engine.Load(ctx, casework.Key{Division: s.Division, ID: casework.ID(cert.Case)})
	if err != nil {
		return nil, err
	}
	if err := access.Check(c.Actor, access.ViewCase, k.Target()); err != nil {
		return nil, err
	}
	if !c.sees(k) {
		return nil, fault.New(fault.Forbidden, "personal_data",
			lang.T("证照含有个人信息，您的身份或令牌不能查看。", "A certificate holds personal data; your role or token may not see them."),
			lang.T("核验证照请用验证接口。", "To check a certificate, verify it."))
	}
	s.look(c, k, "certificate")
	if pdf {
		var b bytes.Buffer
		if err := s.Certificates.PDF(ctx, &b, cert); err != nil {
			return nil, err
		}
		return &raw{ContentType: "application/pdf", NoSniff: "nosniff", ContentDisposition: `attachment; filename="certificate.pdf"`, Body: b.Bytes()}, nil
	}
	address, err := s.Certificates.QR(ctx, cert)
	if err != nil {
		return nil, err
	}
	if signed {
		body, err := encode(ecert.Copy{Certificate: cert, Address: address})
		if err != nil {
			return nil, err
		}
		return &raw{ContentType: "application/json", NoSniff: "nosniff", ContentDisposition: `attachment; filename="certificate.json"`, Body: body}, nil
	}
	status, successor := cert.StatusOn(s.Calendar().DayOf(s.Clock.Now())), cert.Successor
	if status == ecert.Valid {
		successor = "" // from a later day on
	}
	body, err := encode(Certificate{cert.ID, cert.Type, cert.Holder, cert.Issuer, cert.Fields, cert.IssuedOn, cert.ValidFrom, cert.ValidUntil, cert.Version,
		status, status.Name(), successor, address, cert.Demo, Prefix + "/certificates/" + cert.ID + ".pdf", Prefix + "/certificates/" + cert.ID + ".json"})
	if err != nil {
		return nil, err
	}
	tag := digest(body)
	if in.matches(tag) {
		return nil, notModified(tag)
	}
	return &raw{ContentType: "application/json", ETag: tag, Body: body}, nil
}

// statusList is the same for everybody and may be kept; it names when the next one comes.
func (s *Service) statusList(ctx context.Context, _ caller, in *Conditional) (*raw, error) {
	body, err := s.Certificates.StatusList(ctx, s.Division)
	if err != nil {
		return nil, err
	}
	tag := digest(body)
	if in.matches(tag) {
		return nil, notModified(tag)
	}
	return &raw{ContentType: "application/octet-stream", ETag: tag, CacheControl: "public, max-age=300", Body: body}, nil
}
