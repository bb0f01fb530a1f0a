package signin

import (
	"banjie/internal/fault"
	"banjie/internal/identity"
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
		specimen.Page("sign-in", doorTitle, Door{}.Sample(), nil),
		specimen.Page("sign-in-wrong", lang.T("登录，填错了", "Sign in, refused"), Door{Password: true}, wrong),
		specimen.Page("sign-in-recover", recoverTitle, Recover{}, nil),
		specimen.Page("sign-up", signUpTitle, SignUp{}, nil),
		specimen.Page("my-security", securityTitle, Security{}.Sample(), specimen.SignedIn),
		specimen.Page("my-profile", profileTitle, Profile{}.Sample(), specimen.SignedIn),
		specimen.Page("prove-account", proveTitle, Prove{}, nil),
	}
}

// Sample is the door of the demonstration with everything.
func (Door) Sample() Door {
	return Door{Password: true, Accounts: true, Passkeys: true, Back: "/my", Providers: []ui.Link{{Name: lang.T("用省统一身份登录", "Sign in with the province's identity"), Href: "/sign-in/oidc/province"}}, People: []Visitor{
		{"citizen", lang.T("群众", "Citizen"), ui.IconPerson}, {"farmer", lang.T("农户", "Farmer"), ui.IconLeaf}, {"firm", lang.T("企业", "Firm"), ui.IconFirm}, {"clerk", lang.T("窗口人员", "Clerk"), ui.IconHome}, {"officer", specimen.Unit("market"), ui.IconFile}}}
}

// Sample is an account with a password and a bound provider, not yet proven.
func (Security) Sample() Security {
	acc := identity.Account{ID: 7, Kind: identity.Person, Login: "sample", Name: specimen.Citizen.Name, Created: specimen.Now}
	return Security{Actor: specimen.Citizen, Account: acc, Passkeys: true, Providers: []ui.Link{{Name: lang.T("省统一身份", "The province's identity"), Href: "/sign-in/oidc/province"}},
		Credentials: []identity.Credential{{Account: 7, Kind: identity.Password, Key: "7", Created: specimen.Now, Used: specimen.Now}, {Account: 7, Kind: identity.Passkey, Key: "k", Label: "办公室的钥匙", Created: specimen.Now}}}
}

// Sample is a profile that is kept.
func (Profile) Sample() Profile {
	return Profile{Actor: specimen.Citizen, Kept: true, Proven: true, Profile: identity.Profile{Account: 7, Name: specimen.Citizen.Name, IDKind: "resident", IDValue: "110105194912310021", Phone: "10000000007", Address: "青石街道1号（示例）", Email: "sample@example.invalid"}}
}
