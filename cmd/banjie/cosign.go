package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/config"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
	adminkeys "banjie/internal/web/admin/keys"
)

const (
	// witnessEvery is how often the published checkpoint is taken to the witnesses.
	witnessEvery = time.Hour
	// witnessPatience is how long one may take to answer.
	witnessPatience = 10 * time.Second
	// longestAnswer is the most that is read of what a witness says.
	longestAnswer = 4 << 10
)

// seekWitnesses takes the published checkpoint to the witnesses now and every hour. A
// witness that does not answer stops nothing.
func (h *hall) seekWitnesses(ctx context.Context) {
	if len(h.dir.Config.Witnesses) == 0 {
		return
	}
	tick := time.NewTicker(witnessEvery)
	defer tick.Stop()
	for {
		if err := h.cosign(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("witnesses", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// trustWithWitnesses is the ledger's own key and those of the witnesses, need of which must sign.
func (h *hall) trustWithWitnesses(need int) (ledger.Trust, error) {
	return ledger.NewTrust(need, append(h.dir.Config.WitnessKeys(), h.public)...)
}

// cosign asks every witness for its signature of the newest checkpoint and publishes it with
// those that came. The error names who did not sign, when fewer did than are needed.
func (h *hall) cosign(ctx context.Context) error {
	if err := h.publish(ctx); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile))
	if errors.Is(err, os.ErrNotExist) { // an empty ledger
		return nil
	}
	if err != nil {
		return err
	}
	trust, err := h.trustWithWitnesses(0)
	if err != nil {
		return err
	}
	c, _, err := ledger.ParseCheckpoint(string(text))
	if err != nil {
		return err
	}
	var lines strings.Builder
	var missing []error
	for _, name := range slices.Sorted(maps.Keys(h.dir.Config.Witnesses)) {
		line, err := h.askWitness(ctx, h.dir.Config.Witnesses[name], c, string(text))
		if err != nil {
			missing = append(missing, fmt.Errorf("%s: %w", name, err))
		}
		lines.WriteString(line)
	}
	if lines.Len() > 0 {
		signed, added, err := trust.WithCosignatures(string(text), lines.String())
		if err != nil {
			return err
		}
		if added > 0 {
			err = h.replacePublished(string(text), signed)
		}
		if err != nil {
			return err
		}
		text = []byte(signed)
	}
	enough, err := h.trustWithWitnesses(h.dir.Config.WitnessesNeeded)
	if err != nil {
		return err
	}
	if _, err := enough.Open(string(text)); err != nil {
		return errors.Join(append(missing, err)...)
	}
	for _, err := range missing {
		h.log.Warn("witness", "error", err)
	}
	return nil
}

// replacePublished writes the cosigned checkpoint unless a newer one has been published meanwhile.
func (h *hall) replacePublished(was, signed string) error {
	h.publishing.Lock()
	defer h.publishing.Unlock()
	now, err := os.ReadFile(filepath.Join(h.dir.Path, checkpointFile))
	if err != nil || string(now) != was {
		return err
	}
	return h.dir.WriteFile(checkpointFile, []byte(signed), 0o644)
}

// askWitness sends a checkpoint with the proof that the ledger has only grown since the
// witness signed last; it says itself when that was (c2sp.org/tlog-witness).
func (h *hall) askWitness(ctx context.Context, w *config.Witness, c ledger.Checkpoint, text string) (line string, err error) {
	old := int64(0)
	for range 2 {
		req := witness.Request{Old: old, Checkpoint: text}
		if old > 0 {
			if req.Proof, err = ledger.ProveConsistency(old, c.Size, h.db.Tree(ctx, h.division)); err != nil {
				return "", err
			}
		}
		status, answer, err := send(ctx, w.URL, req.Text())
		switch {
		case err != nil:
			return "", err
		case status == http.StatusOK:
			return answer, nil
		case status != http.StatusConflict:
			return "", fmt.Errorf("the witness answered %d", status)
		}
		if old, err = strconv.ParseInt(strings.TrimSpace(answer), 10, 64); err != nil || old < 0 || old > c.Size {
			return "", fmt.Errorf("the witness has seen a ledger of another size than ours, which is %d", c.Size)
		}
	}
	return "", errors.New("the witness does not know where it stands, or has seen another ledger of the same size")
}

// witnesses are those of the configuration, with what they signed of a checkpoint.
func (h *hall) witnesses(checkpoint string) ([]adminkeys.Witness, error) {
	trust, err := h.trustWithWitnesses(0)
	if err != nil {
		return nil, err
	}
	var signed ledger.Opened
	if checkpoint != "" {
		if signed, err = trust.Open(checkpoint); err != nil {
			return nil, err
		}
	}
	var all []adminkeys.Witness
	for _, key := range h.dir.Config.WitnessKeys() {
		w := adminkeys.Witness{Key: key}
		w.Name, _, _ = strings.Cut(key, "+")
		for _, s := range signed.Witnesses {
			if s.Name == w.Name {
				w.Size, w.At = signed.Size, s.At
			}
		}
		all = append(all, w)
	}
	return all, nil
}

func send(ctx context.Context, url, body string) (status int, answer string, err error) {
	ctx, cancel := context.WithTimeout(ctx, witnessPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, longestAnswer))
	return res.StatusCode, string(raw), err
}
