package print

import (
	"io"

	"banjie/internal/ecert"
)

// Certificate prints one version of a certificate on the page its type names. url is
// the address behind its QR ([ecert.URL] of the signed payload). A certificate whose Status
// is not valid is printed with it under the title, and with its successor at the foot.
func Certificate(w io.Writer, t ecert.Type, c ecert.Certificate, url string) error {
	return Print(w, FromCertificate(t, c, url))
}

// FromCertificate gives the document of a certificate, for callers that add to it.
func FromCertificate(t ecert.Type, c ecert.Certificate, url string) Document {
	d := Document{
		Look: t.Template, Colour: t.Colour, Title: t.Name.ZH, Subtitle: t.Name.EN,
		Signature: Signature{Unit: c.Issuer.Name.ZH, Date: c.IssuedOn, Seal: true},
		QR:        url, Demo: c.Demo,
	}
	if c.Status != ecert.Valid {
		d.Number = "本证" + c.Status.Name().ZH + " / " + c.Status.Name().EN
	}
	if c.Successor != "" {
		d.Footer = append(d.Footer, "现行证照 / Now in its place: "+c.Successor)
	}
	d.Table = append(d.Table, Row{"持证人", c.Holder.Name})
	if c.Holder.ID != "" {
		label := "统一社会信用代码"
		if c.Holder.Person {
			label = "证件号码"
		}
		d.Table = append(d.Table, Row{label, c.Holder.ID})
	}
	for _, f := range c.Fields {
		d.Table = append(d.Table, Row{f.Name.ZH, f.Value})
	}
	if t.Template == ecert.Bordered {
		d.Table = append(d.Table, Row{"有效期", c.ValidityText().ZH})
	}
	d.Closing = []string{t.Statement.ZH}
	if t.Template == ecert.Letter {
		d.Recipient, d.Table = c.Holder.Name+"：", d.Table[1:]
		d.Paragraphs, d.Closing = d.Closing, nil
	}
	d.Footer = append(d.Footer,
		"电子证照标识 "+c.ID,
		"核验：扫描二维码打开核验页，或运行 banjie verify；不联网也能核对签名。To verify: scan the code, or run banjie verify.",
	)
	if c.Demo {
		d.Footer = append(d.Footer, "本件由演示系统生成，不具有法律效力。Made by a demonstration system; it has no legal force.")
	}
	return d
}
