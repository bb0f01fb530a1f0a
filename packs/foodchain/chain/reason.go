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

// grave are the findings that a reason must answer itself, whatever else it answers.
var grave = []Code{Recalled, Impounded, FailedSample}

// explains says whether a step goes on for a reason: any of [Reasons], but one that answers each grave finding
// where there are such.
func explains(reason string, found []Finding) bool {
	if _, known := reasonText(reason); !known {
		return false
	}
	codes, some := answers[reason]
	return !slices.ContainsFunc(found, func(f Finding) bool {
		if !some {
			return f.Code == Impounded // setting it apart moves it
		}
		return slices.Contains(grave, f.Code) && !slices.Contains(codes, f.Code)
	})
}

// ReasonsFor lists the reasons of [Reasons] that answer one of the findings, by their places in it.
func ReasonsFor(list []Finding) (out []int) {
	for i, r := range Reasons {
		codes, some := answers[r.ID]
		fits := !some || slices.ContainsFunc(list, func(f Finding) bool { return slices.Contains(codes, f.Code) })
		if fits && explains(r.ID, list) {
			out = append(out, i)
		}
	}
	return out
}
