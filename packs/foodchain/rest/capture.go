package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trust"
)

// job is a capture as the standard writes it (section 12.6): ended, since it is one act.
type job struct {
	CaptureID  string   `json:"captureID"`
	CreatedAt  string   `json:"createdAt"`
	FinishedAt string   `json:"finishedAt"`
	Running    bool     `json:"running"`
	Success    bool     `json:"success"`
	Behaviour  string   `json:"captureErrorBehaviour"`
	Errors     []string `json:"errors"`
	Events     int      `json:"events"` // of the document
	New        int      `json:"new"`    // not captured before
}

func jobOf(c capture.Entry) job {
	at := c.At.UTC().Format(time.RFC3339Nano)
	return job{CaptureID: c.ID, CreatedAt: at, FinishedAt: at, Success: true, Behaviour: "rollback", Errors: []string{}, Events: c.Events, New: c.New}
}

// capture takes a document.
func (s *Service) capture(w http.ResponseWriter, r *http.Request) error {
	got, err := s.take(w, r, Most)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Location", s.at("/capture/"+got.Captures[0]))
	h.Set("GS1-EPCIS-Version", "2.0.0")
	h.Set("GS1-CBV-Version", "2.0.0")
	if len(got.Doubts) > 0 { // beside the standard, which has an empty body here
		return write(w, http.StatusAccepted, map[string]any{"captureID": got.Captures[0], "warnings": got.Doubts})
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// captureOne takes a single event.
func (s *Service) captureOne(w http.ResponseWriter, r *http.Request) error {
	var name string
	got, err := s.take(w, r, 1, func(in io.ReadSeeker) error {
		reader, err := epcis.Open(in, epcis.DefaultLimits)
		if err != nil {
			return err
		}
		for e, err := range reader.Events() {
			if err != nil {
				return err
			}
			if name = e.EventID; name == "" {
				name = epcis.Hash(e)
			}
			break
		}
		_, err = in.Seek(0, io.SeekStart)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.at("/events/"+url.PathEscape(name)))
	w.Header().Set("GS1-EPCIS-Version", "2.0.0")
	w.Header().Set("GS1-CBV-Version", "2.0.0")
	answer := map[string]any{"eventID": name, "captureID": got.Captures[0], "new": got.New == 1}
	if len(got.Doubts) > 0 {
		answer["warnings"] = got.Doubts
	}
	return write(w, http.StatusCreated, answer)
}

// take reads the body and captures what it holds, all or nothing. first looks at the body before.
func (s *Service) take(w http.ResponseWriter, r *http.Request, most int, first ...func(io.ReadSeeker) error) (capture.Taken, error) {
	switch kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case err == nil && (kind == "application/json" || kind == "application/ld+json" || kind == "application/xml" || kind == "text/xml"):
	default:
		return capture.Taken{}, fault.New(fault.BadForm, "epcis_form", lang.T("这里接收 JSON-LD 和 XML。", "JSON-LD and XML are taken here."),
			lang.T("请把 Content-Type 写成 application/ld+json 或 application/xml。", "Please say application/ld+json or application/xml in Content-Type."))
	}
	if b := r.Header.Get("GS1-Capture-Error-Behaviour"); b != "" && b != "rollback" {
		return capture.Taken{}, fault.New(fault.Malformed, "epcis_behaviour", lang.T("这里要么全部接收，要么一个也不接收。", "All events of a document are taken here, or none."),
			lang.T("请写 GS1-Capture-Error-Behaviour: rollback，或者不写。", "Please say GS1-Capture-Error-Behaviour: rollback, or leave it out."))
	}
	body, err := spool(http.MaxBytesReader(w, r.Body, MostSize))
	if err != nil {
		return capture.Taken{}, err
	}
	defer body.Close()
	for _, look := range first {
		if err := look(body); err != nil {
			return capture.Taken{}, capture.Refused(err)
		}
	}
	sight, err := s.Trust.Recording(r.Context(), caller(r))
	if err != nil {
		return capture.Taken{}, err
	}
	may := func(e *epcis.Event) error {
		if err := sight.Did(e); err != nil || sight == nil || e.Error == nil {
			return err
		}
		return s.declares(r.Context(), sight, e)
	}
	return s.Office.Take(r.Context(), caller(r), body, capture.Order{Channel: "api", Most: most, May: may}, func(int64, int64) {})
}

// declares says whether an error declaration is the sender's to make: it undoes whatever bears its
// name, so all of that must be his, and there.
func (s *Service) declares(ctx context.Context, sight *trust.Sight, e *epcis.Event) error {
	name := e.EventID
	if name == "" {
		name = epcis.Hash(e)
	}
	named, err := s.Events.Archive.Named(ctx, name)
	if err != nil {
		return err
	}
	for _, row := range named {
		of, err := s.Events.Restore(ctx, row)
		if err != nil {
			return err
		}
		if err := sight.Did(of); err != nil {
			return err
		}
	}
	if len(named) == 0 {
		return fault.New(fault.Malformed, "epcis_declares_nothing", lang.Format("第%d个事件声明有误的事件，这里没有。", "Event %d declares an error of an event that is not here.", e.Index+1),
			lang.T("请先登记原来的事件，再登记错误声明。", "Please capture the original event first, then the declaration."))
	}
	return nil
}

// spooled is a body on disk, because a document is read twice. The file has no name any more and is
// gone with the last who holds it.
func spool(body io.Reader) (*os.File, error) {
	f, err := os.CreateTemp("", "banjie-epcis-")
	if err != nil {
		return nil, err
	}
	if err = os.Remove(f.Name()); err == nil {
		_, err = io.Copy(f, body)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		err = errors.Join(err, f.Close())
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			err = fault.New(fault.TooLarge, "epcis_too_large", lang.Format("一次最多 %d MB。", "At most %d MB at once.", MostSize>>20),
				lang.T("请分成几次提交；重复提交的事件只算一次。", "Please send it in parts; an event that comes twice counts once."))
		}
		return nil, err
	}
	return f, nil
}

func (s *Service) job(w http.ResponseWriter, r *http.Request) error {
	sender, err := s.sender(r)
	if err != nil {
		return err
	}
	c, err := s.Captures.Capture(r.Context(), s.Division, r.PathValue("id"))
	if err != nil {
		return err
	}
	if sender != "" && c.Sender != sender {
		return fault.Missing()
	}
	return write(w, http.StatusOK, jobOf(c))
}

// jobs lists captures, newest first, to who may see every event: when others captured how much is theirs.
func (s *Service) jobs(w http.ResponseWriter, r *http.Request) error {
	size, err := pageSize(r)
	if err == nil {
		err = s.whole(r)
	}
	if err != nil {
		return err
	}
	var before time.Time
	var id string
	if token := r.URL.Query().Get("nextPageToken"); token != "" {
		at, rest, ok := strings.Cut(token, ".")
		micros, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil {
			return badToken()
		}
		before, id = clock.FromMicros(micros), rest
	}
	sender, err := s.sender(r)
	if err != nil {
		return err
	}
	list, err := s.Captures.List(r.Context(), s.Division, sender, before, id, size+1)
	if err != nil {
		return err
	}
	all := []job{}
	for i, c := range list {
		if i == size {
			s.next(w, r, strconv.FormatInt(clock.Micros(list[i-1].At), 10)+"."+list[i-1].ID)
			break
		}
		all = append(all, jobOf(c))
	}
	return write(w, http.StatusOK, all)
}

// write gives JSON.
func write(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the connection is the caller's
	return nil
}

// sender is whose captures the caller may follow: his own, and all ("") where he sees all events.
func (s *Service) sender(r *http.Request) (string, error) {
	sight, err := s.Trust.Reading(r.Context(), caller(r))
	if err != nil || sight == nil {
		return "", err
	}
	return caller(r).ID, nil
}
