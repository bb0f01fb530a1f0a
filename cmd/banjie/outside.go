package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
	"banjie/internal/seal"
	"banjie/internal/seal/outside"
	casestore "banjie/internal/store/casework"
)

// keeperToken is the file of the word with which the office speaks to the keeper.
const keeperToken = "token"

func sealWitnessCommand(now clock.Clock) *cobra.Command {
	var dir, listen string
	cmd := &cobra.Command{
		Use:   "witness",
		Short: "Keep the ingredients of identities outside the office （外部见证方）",
		Long: `For somebody outside the office, in the folder of a witness ("banjie witness init"): keeps for each
complaint 32 random bytes without which nobody opens the identity, and hands them out only where the ledger shows
that its opening is on record and has only grown. It answers add-checkpoint requests too, like "banjie witness serve".

It listens on the loopback address only; put a web server with TLS in front. The word in the file "token" of the folder
goes to the office, as seal.token of its configuration. Back the folder up: without it no identity filed since can be opened.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := witness.Folder(dir).Open()
			if err != nil {
				return err
			}
			token, err := keeperWord(dir)
			if err != nil {
				return err
			}
			l, err := listenLoopback(cmd.Context(), listen)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "http://%s\n", l.Addr())
			return serveKeeper(cmd.Context(), l, outside.Keeper{Folder: dir, Witness: w}, token, now)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "witness", "folder of the witness")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:7382", "loopback address and port")
	return cmd
}

// keeperWord reads the word, or makes it on the first day.
func keeperWord(dir string) (string, error) {
	path := filepath.Join(dir, keeperToken)
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		raw = []byte(rand.Text() + "\n")
		err = os.WriteFile(path, raw, 0o600)
	}
	return strings.TrimSpace(string(raw)), err
}

func serveKeeper(ctx context.Context, l net.Listener, k outside.Keeper, token string, now clock.Clock) error {
	server := &http.Server{Handler: keeperPages(k, token, now), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(limit) // what is left after five seconds is cut off
	})
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("seal witness: %w", err)
	}
	return nil
}

// Longest bodies between office and keeper: as many watch boxes as one act may open.
const (
	longestEvidence = 2*witness.MaxRequest + outside.MostSlips*24
	longestRelease  = longestAnswer + outside.MostSlips*128
)

// kept is an ingredient on its way.
type kept struct {
	Place      int64  `json:"place"`
	Ingredient []byte `json:"ingredient,omitempty"`
}

func keeperPages(k outside.Keeper, token string, now clock.Clock) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", addCheckpoint(k.Witness, now))
	handle := func(pattern string, do func(body []byte) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
				http.Error(w, "token", http.StatusUnauthorized)
				return
			}
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestEvidence))
			var answer any
			if err == nil {
				answer, err = do(body)
			}
			if err != nil {
				f := fault.For(err)
				if f.Kind == fault.Internal {
					slog.ErrorContext(r.Context(), "seal witness", "error", err)
				}
				status := witnessStatus(f)
				if f.Kind == fault.Conflict {
					status = http.StatusConflict
				}
				http.Error(w, f.Message.EN, status)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			_ = json.NewEncoder(w).Encode(answer) // who went away asks again
		})
	}
	malformed := func(err error) error {
		return fault.New(fault.Invalid, "bad_request", lang.T("请求的格式不对。", "The request is malformed."), lang.Text{}).With(err)
	}
	handle("POST /deposit", func(body []byte) (any, error) {
		var in kept
		if err := json.Unmarshal(body, &in); err != nil || len(in.Ingredient) != len(seal.Ingredient{}) {
			return nil, malformed(err)
		}
		return struct{}{}, k.Deposit(in.Place, seal.Ingredient(in.Ingredient))
	})
	handle("POST /release", func(body []byte) (any, error) {
		var e outside.Evidence
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, malformed(err)
		}
		with, err := k.Release(e, now.Now())
		return kept{e.Place, with[:]}, err
	})
	handle("POST /release-slips", func(body []byte) (any, error) {
		var e outside.Evidence
		if err := json.Unmarshal(body, &e); err != nil {
			return nil, malformed(err)
		}
		all, err := k.ReleaseSlips(e, now.Now())
		got := []kept{}
		for place, with := range all {
			got = append(got, kept{place, with[:]})
		}
		return got, err
	})
	handle("POST /destroy", func(body []byte) (any, error) {
		var in kept
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, malformed(err)
		}
		return struct{}{}, k.Destroy(in.Place)
	})
	return mux
}

// keeper is the office's side.
type keeper struct {
	h     *hall
	url   string
	token string
}

func (k keeper) ask(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, witnessPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(k.url, "/")+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+k.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, longestRelease))
	if err == nil && res.StatusCode != http.StatusOK {
		err = &keeperError{res.StatusCode, strings.TrimSpace(string(raw))}
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

type keeperError struct {
	status int
	said   string
}

func (e *keeperError) Error() string {
	return fmt.Sprintf("the keeper answered %d: %s", e.status, e.said)
}

// Deposit implements complaint.Outside.
func (k keeper) Deposit(ctx context.Context, place int64, with seal.Ingredient) error {
	return k.ask(ctx, "/deposit", kept{place, with[:]}, &struct{}{})
}

// Release implements complaint.Outside: it shows the act on a checkpoint that continues the
// last one the keeper saw; the keeper says itself which that was.
func (k keeper) Release(ctx context.Context, c *casework.Case, opened casework.Event) (with seal.Ingredient, err error) {
	var got kept
	if err := k.shows(ctx, "/release", c, opened, nil, &got); err != nil {
		return with, err
	}
	if len(got.Ingredient) != len(with) {
		return with, errors.New("the keeper sent no ingredient")
	}
	return seal.Ingredient(got.Ingredient), nil
}

// ReleaseSlips implements complaint.Outside likewise, for the watch boxes of a period.
func (k keeper) ReleaseSlips(ctx context.Context, c *casework.Case, opened casework.Event, places []int64) (map[int64]seal.Ingredient, error) {
	var got []kept
	if err := k.shows(ctx, "/release-slips", c, opened, places, &got); err != nil {
		return nil, err
	}
	all := map[int64]seal.Ingredient{}
	for _, g := range got {
		if len(g.Ingredient) != len(seal.Ingredient{}) {
			return nil, errors.New("the keeper sent no ingredient")
		}
		all[g.Place] = seal.Ingredient(g.Ingredient)
	}
	return all, nil
}

func (k keeper) shows(ctx context.Context, path string, c *casework.Case, opened casework.Event, places []int64, got any) error {
	old := int64(0)
	for range 2 {
		e, size, err := k.h.evidence(ctx, c, opened, old)
		if err != nil {
			return err
		}
		e.Places = places
		err = k.ask(ctx, path, e, got)
		var said *keeperError
		if errors.As(err, &said) && said.status == http.StatusConflict {
			if old, err = k.seen(ctx, e.Grown); err != nil || old > size {
				return fmt.Errorf("the keeper has seen another ledger than ours: %w", err)
			}
			continue
		}
		return err
	}
	return errors.New("the keeper does not know where it stands")
}

// seen asks at which size the keeper looked last.
func (k keeper) seen(ctx context.Context, request string) (int64, error) {
	status, answer, err := send(ctx, strings.TrimSuffix(k.url, "/")+"/add-checkpoint", request)
	if err != nil || status != http.StatusConflict {
		return 0, fmt.Errorf("add-checkpoint: %d %w", status, err)
	}
	return strconv.ParseInt(strings.TrimSpace(answer), 10, 64)
}

// evidence shows that an act is on the ledger as it stands now; old is the size from which on
// it is shown to have only grown.
func (h *hall) evidence(ctx context.Context, c *casework.Case, act casework.Event, old int64) (e outside.Evidence, size int64, err error) {
	keys, err := h.cases.Keys(ctx, c.Key)
	if err != nil {
		return e, 0, err
	}
	tree := h.db.Tree(ctx, h.division)
	head, err := tree.Head()
	if err != nil {
		return e, 0, err
	}
	proof, err := ledger.ProveInclusion(act.N, head.Size, tree)
	if err != nil {
		return e, 0, err
	}
	for _, p := range proof {
		e.Proof = append(e.Proof, p.String())
	}
	req := witness.Request{Old: old}
	if old > 0 {
		if req.Proof, err = ledger.ProveConsistency(old, head.Size, tree); err != nil {
			return e, 0, err
		}
	}
	if req.Checkpoint, err = h.sign(head); err != nil {
		return e, 0, err
	}
	salt := ledger.Salt(keys.Facts, "facts", act.Seq)
	tag := ledger.CaseTag(ledger.Salt(keys.Facts, "case", act.Seq), act.Division, int64(act.Case))
	e.Leaf = casestore.LeafOf(act, tag, ledger.Payload(ledger.Inner(salt, act.Raw), act.Inner)).Encode()
	var said struct{ Place int64 }
	if err := json.Unmarshal(act.Facts.Data, &said); err != nil {
		return e, 0, err
	}
	e.Place, e.Grown, e.N, e.Salt, e.Facts, e.Private = said.Place, req.Text(), act.N, salt[:], act.Raw, act.Inner[:]
	return e, head.Size, nil
}

// outside gives the keeper of the configuration, nil where there is none.
func (h *hall) outside() *keeper {
	c := h.dir.Config.Seal
	if c.Witness == "" {
		return nil
	}
	return &keeper{h, c.Witness, string(c.Token)}
}

// destroyOutside lets the keeper forget an ingredient of a case after its destruction. What the
// ingredient opened is gone already: a keeper that does not answer is noted and stops nothing.
func (h *hall) destroyOutside(ctx context.Context, place int64) {
	k := h.outside()
	if k == nil || place == 0 {
		return
	}
	if err := k.ask(ctx, "/destroy", kept{Place: place}, &struct{}{}); err != nil {
		h.log.Warn("the keeper still has the ingredient of a destroyed complaint", "place", base64.RawStdEncoding.EncodeToString([]byte(strconv.FormatInt(place, 36))), "error", err)
	}
}
