package api

import (
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Scope is what a token may be used for, as people choose it. A token stores verbs; a
// scope stands for those of its verbs that the role has.
type Scope struct {
	Name  string
	Title lang.Text
	verbs []access.Verb
}

// Scopes are all scopes. Reading the catalogue, the calendar and the ledger needs none.
var Scopes = []Scope{
	{"read:cases", lang.T("查看办件", "see cases"), []access.Verb{access.ViewCase, access.OpenPersonalData, access.ListOwnCases, access.ListUnitCases, access.ListDivisionCases}},
	{"write:cases", lang.T("提交和办理", "file and handle cases"), []access.Verb{
		access.Receive, access.CorrectOnSpot, access.Supply, access.RequestCorrection, access.SubmitCorrection, access.Accept, access.AcceptTolerant,
		access.RequestReopening, access.Reopen, access.RejectReopening, access.Refuse, access.RevokeAcceptance, access.Take, access.Finish, access.Refer, access.SendBack, access.Pause, access.Resume,
		access.RequestExtension, access.ApproveExtension, access.RejectExtension, access.OfferHearing, access.RequestHearing, access.AnnounceHearing, access.ScheduleHearing,
		access.RecordHearing, access.CancelHearing, access.WithdrawHearing, access.NameInspectors, access.RecordInspection, access.PublishNotice, access.ConfirmLicence, access.Grant, access.Deny, access.Deliver, access.Withdraw, access.Disown, access.Return, access.Terminate, access.CheckUndertaking,
		access.Rate, access.FollowUpRating, access.AmendCertificate, access.Rescind, access.RejectRescission, access.Revoke, access.Deregister, access.CorrectRecord, access.CountVisit, access.Note,
	}},
	{"webhooks", lang.T("接收推送", "be told of events"), []access.Verb{access.UseAPI}},
	{"export", lang.T("导出", "export"), []access.Verb{access.Export}},
}

// Extend adds scopes of a pack, before anything is served.
func Extend(name string, title lang.Text, verbs ...access.Verb) {
	Scopes = append(Scopes, Scope{name, title, verbs})
}

// VerbsOf gives the verbs that scopes mean for a role. The error is a fault.Invalid that
// names an unknown scope or one of which the role has nothing.
func VerbsOf(role access.Role, scopes []string) ([]access.Verb, error) {
	f := fault.InvalidInput()
	var verbs []access.Verb
	for _, name := range scopes {
		i := slices.IndexFunc(Scopes, func(s Scope) bool { return s.Name == name })
		if i < 0 {
			f.At("scopes", lang.T("没有“"+name+"”这个范围，可选："+scopeNames()+"。", "There is no scope “"+name+"”; there are "+scopeNames()+"."))
			continue
		}
		had := len(verbs)
		for _, v := range Scopes[i].verbs {
			if access.May(access.Actor{Role: role}, v) && !slices.Contains(verbs, v) {
				verbs = append(verbs, v)
			}
		}
		if len(verbs) == had {
			f.At("scopes", lang.T("身份“"+string(role)+"”没有范围“"+name+"”里的任何权限。", "The role “"+string(role)+"” has nothing of the scope “"+name+"”."))
		}
	}
	return verbs, f.Or()
}

func scopeNames() string {
	var names []string
	for _, s := range Scopes {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// ScopesOf names the scopes of which a token holds something.
func ScopesOf(verbs []access.Verb) []string {
	var names []string
	for _, s := range Scopes {
		if slices.ContainsFunc(s.verbs, func(v access.Verb) bool { return slices.Contains(verbs, v) }) {
			names = append(names, s.Name)
		}
	}
	return names
}

// scopeOf is the scope that holds a verb.
func scopeOf(v access.Verb) string {
	for _, s := range Scopes {
		if slices.Contains(s.verbs, v) {
			return s.Name
		}
	}
	return string(v)
}
