package foodchain

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/notify"
	"banjie/internal/pack"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/reading"
	"banjie/packs/foodchain/redact"
	"banjie/packs/foodchain/rest"
	"banjie/packs/foodchain/standing"
	"banjie/packs/foodchain/standing/standingstore"
	"banjie/packs/foodchain/trace/tracestore"
	"banjie/packs/foodchain/trust"
)

// captured is how events come in, are asked for and are told of.
func captured(h pack.Host, office *capture.Office, archive *capturestore.Store, lineage *tracestore.Store, who *trust.Office) *pack.Parts {
	events := &reading.Reader{Archive: lineage, Captures: archive}
	kept := standingstore.New(h.DB, h.Writer)
	queries := &standing.Office{Engine: h.Engine, Store: kept, Clock: h.Clock, Division: h.Division, Secret: h.Secret}
	prover := &capture.Prover{Events: lineage, Captures: archive, Act: h.Act, Receipt: h.Receipt, Division: h.Division}
	programs := &rest.Service{Office: office, Prover: prover, Events: events, Standing: queries, Reach: h.Reach, Deliveries: h.Deliveries, Lists: lineage, Captures: archive, Trust: who, Programs: h.Programs, Clock: h.Clock, Division: h.Division, Base: h.Base, Write: CaptureFood, Read: ReadFood}
	return pack.Together(
		&pack.Parts{
			Project:  archive.Project,
			Programs: programs.Handlers(),
			Orders:   map[string]pack.Order{"epcis-capture": captureFile(office, h.System), "epcis-prove": proveEvent(prover), "epcis-redact": redactEvent(h, archive, lineage)},
			Check: func(ctx context.Context, division string) ([]lang.Text, error) {
				return checkCaptured(ctx, h, archive, lineage, division)
			},
		},
		&pack.Parts{
			Project: kept.Project,
			Feeds:   []notify.Feed{&standing.Feed{Office: queries, Events: events, Trust: who, Deliveries: h.Deliveries, Owner: h.Owner}},
			Check: func(ctx context.Context, division string) ([]lang.Text, error) {
				return kept.Check(ctx, division, h.Act)
			},
		},
	)
}

// RedactEvent is the command to show some fields of an event with proof.
type RedactEvent struct {
	Event string   // its hash id, or the name it was given
	Show  []string // names of fields
}

func redactEvent(h pack.Host, archive *capturestore.Store, lineage *tracestore.Store) pack.Order {
	return func(ctx context.Context, body json.RawMessage, _ func(done, total int64)) (any, error) {
		var c RedactEvent
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, err
		}
		found, err := lineage.Named(ctx, c.Event)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fault.Missing()
		}
		s := redact.Source{Hash: found[0].Hash, Body: found[0].Body}
		if s.Capture, err = archive.Of(ctx, found[0].ID); err != nil {
			return nil, err
		}
		if s.Capture, err = archive.Capture(ctx, h.Division, s.Capture.ID); err != nil {
			return nil, err
		}
		act, err := h.Act(ctx, h.Division, s.Capture.Seq)
		if err != nil {
			return nil, err
		}
		if s.Receipt, err = h.Receipt(ctx, act); err != nil {
			return nil, err
		}
		if s.Secret, err = h.Secret(fieldSecret); err != nil {
			return nil, err
		}
		return redact.Make(s, c.Show)
	}
}

// checkCaptured compares captures with the ledger, and what follows from events with the events.
func checkCaptured(ctx context.Context, h pack.Host, archive *capturestore.Store, lineage *tracestore.Store, division string) ([]lang.Text, error) {
	differs, err := archive.Check(ctx, division, func(seq int64) (capture.Facts, error) {
		e, err := h.Act(ctx, division, seq)
		if errors.Is(err, sql.ErrNoRows) {
			return capture.Facts{}, nil // differs; that the act is gone the ledger tells
		}
		if err != nil {
			return capture.Facts{}, err
		}
		return casework.Data[capture.Facts](e)
	})
	if err != nil {
		return nil, err
	}
	got, err := lineage.Compare(ctx)
	if got.Moved {
		return differs, err // events came meanwhile
	}
	for _, x := range got.List {
		differs = append(differs, lang.Format("追溯表 %[1]s 的 %[2]s 与事件不一致。", "The row %[2]s of %[1]s differs from what the events say.", x.Table, x.Key))
	}
	return differs, err
}

// ProveEvent is the command to prove that an event was captured.
type ProveEvent struct {
	Event string // its name or the id of its content
}

func proveEvent(prover *capture.Prover) pack.Order {
	return func(ctx context.Context, body json.RawMessage, _ func(done, total int64)) (any, error) {
		var c ProveEvent
		if err := json.Unmarshal(body, &c); err != nil {
			return nil, err
		}
		return prover.Prove(ctx, c.Event, func(*epcis.Event) bool { return true })
	}
}
