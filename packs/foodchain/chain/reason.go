package chain

import "slices"

// answers say which findings a reason answers; one that is not here answers any.
var answers = map[string][]Code{
	"paper_seen":      {NoLicence, LicenceEnded, NoProof, Sealed, StillSealed},
	"follows":         {NoLicence, LicenceEnded, NoProof, Sealed, StillSealed},
	"household":       {SupplierUnknown, NoLicence, NoProof},
	"counted_wrong":   {UnknownLot, MoreThanThere},
	"not_recorded":    {UnknownLot, MoreThanThere, TooEarly},
	"sent_back":       {Recalled, FailedSample},
	"for_destruction": {Recalled, FailedSample},
	"before_recall":   {Recalled, FailedSample, Impounded},
	"office_agrees":   {Impounded},
}

// ReasonsFor lists the reasons of [Reasons] that answer one of the findings, by their places in it.
func ReasonsFor(list []Finding) (out []int) {
	for i, r := range Reasons {
		codes, some := answers[r.ID]
		if !some || slices.ContainsFunc(list, func(f Finding) bool { return slices.Contains(codes, f.Code) }) {
			out = append(out, i)
		}
	}
	return out
}
