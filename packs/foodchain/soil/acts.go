package soil

import (
	"banjie/internal/calendar"
)

// Kinds of the acts of the archive. They have no case; their facts are below. What follows from
// an act (class, first day) is worked out before and stands in it, so that folding copies.
const (
	VillagesEntered = "soil_villages_entered"
	ParcelsEntered  = "soil_parcels_entered"
	ConsentChanged  = "soil_consent_changed"
	UsersRecorded   = "soil_users_recorded"
	ReportEntered   = "soil_report_entered"
	Rejudged        = "soil_rejudged"
)

// VillageFacts are those of [VillagesEntered]; a code that is there is replaced.
type VillageFacts struct {
	Villages []Village `json:"villages"`
}

// ParcelFacts are those of [ParcelsEntered]: one file, all or nothing. Plots named as parents
// end on the day before.
type ParcelFacts struct {
	Source  string   `json:"source"` // name of the file
	Parcels []Parcel `json:"parcels"`
	Users   []User   `json:"users,omitempty"` // of plots that were there already
}

// UserFacts are those of [UsersRecorded].
type UserFacts struct {
	Users []User `json:"users"`
}

// MostParcels of one act; a larger file is entered in several.
const MostParcels = 2_000

// ConsentFacts are those of [ConsentChanged]: the household's yes or no to showing its plot.
type ConsentFacts struct {
	Parcel string       `json:"parcel"`
	Public bool         `json:"public"`
	Day    calendar.Day `json:"day"`
}

// ReportFacts are those of [ReportEntered]: the report and what was found, by plot.
type ReportFacts struct {
	Report   Report          `json:"report"`
	Verdicts []ParcelVerdict `json:"verdicts"`
}

// RejudgedFacts are those of [Rejudged]: what a new version says of the samples in the archive.
type RejudgedFacts struct {
	Standard string          `json:"standard"`
	Verdicts []ParcelVerdict `json:"verdicts"`
}

// ParcelVerdict is a part of a plot's history.
type ParcelVerdict struct {
	Parcel string `json:"parcel"`
	Found
}
