package own

import (
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	wrong := func(p *ui.Page) {
		p.Fault = fault.New(fault.Invalid, "wrong_login", lang.T("登录名或密码不对。", "Login name or password is wrong."), lang.T("请检查后再试。", "Please check and try again.")).At("login", lang.T("登录名或密码不对。", "Login name or password is wrong."))
	}
	return ui.GalleryPages{
		specimen.Page("sign-in", lang.T("登录", "Sign in"), Door{}.Sample(), nil),
		specimen.Page("sign-in-wrong", lang.T("登录，填错了", "Sign in, refused"), Door{Password: true}, wrong),
		specimen.Page("my", lang.T("我的办件", "My cases"), Cases{}.Sample(), specimen.SignedIn),
		specimen.Page("my-none", lang.T("我的办件，还没有", "My cases, none"), Cases{Actions: (*Pages)(nil).tabs("/my")}, specimen.SignedIn),
		specimen.Page("my-certificates", lang.T("我的证照", "My certificates"), Certificates{}.Sample(), specimen.SignedIn),
		specimen.Page("certificate", lang.T("一张证照", "One certificate"), Certificate{}.Sample(), specimen.SignedIn),
		specimen.Page("my-mandates", lang.T("代办授权", "Mandates"), MandateList{}.Sample(), specimen.SignedIn),
		specimen.Page("verify", lang.T("验证证照", "Verify a certificate"), Verify{}.Sample(), nil),
		specimen.Page("verify-receipt", lang.T("核对回执", "Check a receipt"), VerifyReceipt{}, nil),
		specimen.Page("verified", lang.T("核验结果", "Result of a check"), Verified{}.Sample(), nil),
	}
}
