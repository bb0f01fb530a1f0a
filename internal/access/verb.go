package access

import "banjie/internal/lang"

// Verb is something one can do. Verbs of procedures carry the same name there.
type Verb string

// Verbs on a case.
const (
	Receive           Verb = "receive"
	CorrectOnSpot     Verb = "correct_on_spot"
	Supply            Verb = "supply"
	RequestCorrection Verb = "request_correction"
	SubmitCorrection  Verb = "submit_correction"
	RequestReopening  Verb = "request_reopening"
	Reopen            Verb = "reopen"
	RejectReopening   Verb = "reject_reopening"
	Accept            Verb = "accept"
	AcceptTolerant    Verb = "accept_tolerant"
	Refuse            Verb = "refuse"
	RevokeAcceptance  Verb = "revoke_acceptance"
	Take              Verb = "take"
	Finish            Verb = "finish"
	Refer             Verb = "refer"
	SendBack          Verb = "send_back"
	Pause             Verb = "pause"
	Resume            Verb = "resume"
	RequestExtension  Verb = "request_extension"
	ApproveExtension  Verb = "approve_extension"
	RejectExtension   Verb = "reject_extension"
	OfferHearing      Verb = "offer_hearing"
	RequestHearing    Verb = "request_hearing"
	ScheduleHearing   Verb = "schedule_hearing"
	RecordHearing     Verb = "record_hearing"
	AnnounceHearing   Verb = "announce_hearing"
	CancelHearing     Verb = "cancel_hearing"
	WithdrawHearing   Verb = "withdraw_hearing"
	NameInspectors    Verb = "name_inspectors"
	RecordInspection  Verb = "record_inspection"
	PublishNotice     Verb = "publish_notice"
	ConfirmLicence    Verb = "confirm_licence"
	Grant             Verb = "grant"
	Deny              Verb = "deny"
	Deliver           Verb = "deliver"
	Withdraw          Verb = "withdraw"
	Disown            Verb = "disown"
	Return            Verb = "return"
	Terminate         Verb = "terminate"
	CheckUndertaking  Verb = "check_undertaking"
	Rate              Verb = "rate"
	FollowUpRating    Verb = "follow_up_rating"
	AmendCertificate  Verb = "amend_certificate"
	Rescind           Verb = "rescind"
	Revoke            Verb = "revoke"
	Deregister        Verb = "deregister"
	CorrectRecord     Verb = "correct_record"
	Erase             Verb = "erase"
	CountVisit        Verb = "count_visit"
	Note              Verb = "note"
	ExplainCard       Verb = "explain_card"
	UpholdCard        Verb = "uphold_card"
	WithdrawCard      Verb = "withdraw_card"
)

// Verbs on a complaint.
const ()

// Verbs that the platform alone does when a limit has run out.
const (
	DeemAccepted     Verb = "deem_accepted"
	DeemWithdrawn    Verb = "deem_withdrawn"
	DeemRenewed      Verb = "deem_renewed"
	LapseRenewal     Verb = "lapse_renewal"
	RejectRescission Verb = "reject_rescission"
	MarkRenewed      Verb = "mark_renewed"
	RestoreCert      Verb = "restore_certificate"
	LapseHearing     Verb = "lapse_hearing"
	EndNotice        Verb = "end_notice"
	WarnDue          Verb = "warn_due"
	MarkLate         Verb = "mark_late"
	Escalate         Verb = "escalate"
	RecordElsewhere  Verb = "record"
	CloseElsewhere   Verb = "close"
	Rederive         Verb = "rederive"
)

// Verbs of pages and administration.
const (
	ViewCase          Verb = "view_case"
	OpenPersonalData  Verb = "open_personal_data"
	ListOwnCases      Verb = "list_own_cases"
	ListUnitCases     Verb = "list_unit_cases"
	ListDivisionCases Verb = "list_division_cases"
	ViewBoard         Verb = "view_board"
	ListCards         Verb = "list_cards"
	Export            Verb = "export"
	UseAPI            Verb = "use_api"
	EditItem          Verb = "edit_item"
	PublishItem       Verb = "publish_item"
	StaffUnit         Verb = "staff_unit"
	Delegate          Verb = "delegate"
	ManageOrg         Verb = "manage_org"
	ManageAccounts    Verb = "manage_accounts"
	ProveAccount      Verb = "prove_account"
	ManageCalendar    Verb = "manage_calendar"
	ManageKeys        Verb = "manage_keys"
	GrantMandate      Verb = "grant_mandate"
	WithdrawMandate   Verb = "withdraw_mandate"
	ManageSurveys     Verb = "manage_surveys"
	CallForSurvey     Verb = "call_for_survey"
)

// Known says whether the tables have a row for the verb. A procedure with a verb
// that is unknown here could be used by nobody.
func Known(v Verb) bool { _, ok := rowOf[v]; return ok }

// Title is the verb as people say it.
func (v Verb) Title() lang.Text {
	if row, ok := rowOf[v]; ok {
		return row.title
	}
	return lang.T(string(v), string(v))
}
