package own

import (
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("my", lang.T("我的办件", "My cases"), Cases{}.Sample(), wide),
		specimen.Page("my-none", lang.T("我的办件，还没有", "My cases, none"), Cases{Actions: (*Pages)(nil).tabs("/my")}, wide),
		specimen.Page("my-certificates", lang.T("我的证照", "My certificates"), Certificates{}.Sample(), specimen.SignedIn),
		specimen.Page("certificate", lang.T("一张证照", "One certificate"), Certificate{}.Sample(), specimen.SignedIn),
		specimen.Page("certificate-renewed", lang.T("一张已经延续的证照", "A certificate that was renewed"), Certificate{}.renewedSample(), specimen.SignedIn),
		specimen.Page("certificate-present", lang.T("亮证", "Show a certificate"), Present{}.Sample(), specimen.SignedIn),
		specimen.Page("certificate-shown", lang.T("正在出示", "A certificate being shown"), Shown{}.Sample(), specimen.SignedIn),
		specimen.Page("certificate-record", lang.T("出示记录", "What was shown"), Record{}.Sample(), specimen.SignedIn),
		specimen.Page("my-mandates", lang.T("代办授权", "Mandates"), MandateList{}.Sample(), specimen.SignedIn),
		specimen.Page("verify", lang.T("验证证照", "Verify a certificate"), Verify{}.Sample(), nil),
		specimen.Page("verify-receipt", lang.T("核对回执", "Check a receipt"), VerifyReceipt{}, nil),
		specimen.Page("verified", lang.T("核验结果", "Result of a check"), Verified{}.Sample(), nil),
	}
}

func wide(p *ui.Page) {
	specimen.SignedIn(p)
	p.Wide = true
}
