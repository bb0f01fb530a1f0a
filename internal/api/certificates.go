package api

import (
	"bytes"
	"context"
	"crypto/subtle"
	"strings"

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
	Address    string        `json:"address" doc:"Content of the QR code: a signed payload that verifies offline."`
	Demo       bool          `json:"demo,omitempty" doc:"Of a demonstration, without legal force."`
	PDF        string        `json:"pdf" doc:"Address of the certificate to print."`
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
	o.Description = "With .pdf after the identifier the certificate to print."
	o.Responses = answers("The certificate.", "application/pdf")
	o.Responses["200"].Content["application/json"] = &mediaType{Schema: s.schema(Certificate{})}
	handle(s, o, need{verb: access.ViewCase}, s.certificate)
	list := op("GET", "/certificates/status-list", "get-status-list", "Certificates", "The signed list of what is no longer valid 证照状态清单")
	list.Responses = answers("Binary list, see the package ecert.", "application/octet-stream")
	handle(s, list, open, s.statusList)
	handle(s, op("POST", "/certificates/verify", "verify-certificate", "Certificates", "Verify the content of a QR code 核验证照"), open,
		func(ctx context.Context, _ caller, in *verifyInput) (*struct{ Body ecert.Report }, error) {
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
			return &struct{ Body ecert.Report }{ecert.Verify(sealed, s.Certificates.Keys(), list, s.Calendar().DayOf(now), now)}, nil
		})
}

// certificate shows a certificate to those who may see its case.
func (s *Service) certificate(ctx context.Context, c caller, in *certificateInput) (*raw, error) {
	id, pdf := strings.CutSuffix(in.ID, ".pdf")
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
	status := cert.StatusOn(s.Calendar().DayOf(s.Clock.Now()))
	body, err := encode(Certificate{cert.ID, cert.Type, cert.Holder, cert.Issuer, cert.Fields, cert.IssuedOn, cert.ValidFrom, cert.ValidUntil, cert.Version,
		status, status.Name(), address, cert.Demo, Prefix + "/certificates/" + cert.ID + ".pdf"})
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
