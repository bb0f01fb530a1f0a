package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
)

func witnessCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "witness",
		Short: "Watch a ledger from outside the office and sign that it only grew （账本见证）",
		Long: `A witness keeps the last checkpoint it saw of each ledger and signs a newer one only when it
is shown that nothing before was changed. It needs a folder of a few kilobytes and sees no
case and no person. It should be kept by somebody who does not keep the ledger.`,
		Args: cobra.NoArgs,
	}
	cmd.PersistentFlags().StringVar(&dir, "dir", "witness", "folder of the witness")
	cmd.AddCommand(witnessInitCommand(&dir), witnessKeyCommand(&dir), witnessCosignCommand(&dir, clock.System), witnessServeCommand(&dir, clock.System))
	return cmd
}

func witnessInitCommand(dir *string) *cobra.Command {
	var name string
	var ledgers []string
	cmd := &cobra.Command{
		Use:   "init [file…]",
		Short: "Make the folder and the key of a new witness, or add ledgers to watch",
		Long: `Makes a witness with a new key and prints its public key, which goes to the office whose
ledger it watches. Files of public keys of ledgers to watch stand behind --ledger or at the
end; keys of certificates among them are passed over. In a folder that already has a witness,
ledgers are added and the key stays.`,
		Example: `  banjie witness init --dir w --name congress.county.example/witness --ledger ledger.pub`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			var keys []string
			for _, file := range append(ledgers, args...) {
				b, err := os.ReadFile(file)
				if err != nil {
					return cannotOpen(file, err)
				}
				keys = append(keys, ledgerKeys(ledger.KeyLines(string(b)))...)
			}
			folder := witness.Folder(*dir)
			if _, err := folder.PublicKey(); err == nil && name == "" {
				return folder.AddLedgers(keys...)
			}
			key, err := ledger.GenerateKey(ledger.Cosignature, name, rand.Reader)
			if err != nil {
				return err
			}
			if err := folder.Create(key, keys...); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), key.Public)
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "name of a new witness: an address of yours without scheme, such as congress.county.example/witness")
	cmd.Flags().StringArrayVar(&ledgers, "ledger", nil, "file of public keys of ledgers to watch (may be repeated)")
	return cmd
}

func witnessKeyCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "key",
		Short: "Print the public key of the witness",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := witness.Folder(*dir).Open(); err != nil {
				return err
			}
			key, err := witness.Folder(*dir).PublicKey()
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), key)
			return nil
		},
	}
}

func witnessCosignCommand(dir *string, now clock.Clock) *cobra.Command {
	return &cobra.Command{
		Use:   "cosign file|-",
		Short: "Sign one checkpoint and print the signature line",
		Long: `Reads a checkpoint, or, where the ledger has grown since this witness last signed, the
request of c2sp.org/tlog-witness: "old <size>", the consistency proof, an empty line, the
checkpoint. Prints the signature line, for a network without a connection between the two.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := readDocument(cmd, args[0])
			if err != nil {
				return err
			}
			text := strings.ReplaceAll(string(data), "\r\n", "\n")
			req := witness.Request{Old: witness.Latest, Checkpoint: text}
			if strings.HasPrefix(text, "old ") {
				if req, err = witness.ParseRequest(text); err != nil {
					return err
				}
			}
			w, err := witness.Folder(*dir).Open()
			if err != nil {
				return err
			}
			answer, err := w.Add(req, now.Now())
			if err != nil {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), answer.Line)
			return nil
		},
	}
}

func witnessServeCommand(dir *string, now clock.Clock) *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer add-checkpoint requests (c2sp.org/tlog-witness) on this machine",
		Long: `Listens on the loopback address only. To be reached from elsewhere, put a web server with
TLS in front of it; requests need no login, because each carries its ledger's signature.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := witness.Folder(*dir).Open()
			if err != nil {
				return err
			}
			l, err := listenLoopback(cmd.Context(), listen)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "http://%s/add-checkpoint\n", l.Addr())
			return serveWitness(cmd.Context(), l, w, now)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:7381", "loopback address and port")
	return cmd
}

func listenLoopback(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fault.New(fault.Invalid, "not_loopback",
			lang.Format("“%s”不是本机地址。", "“%s” is not a loopback address.", address),
			lang.T("请用 127.0.0.1：端口，并在前面放一个带 TLS 的网站服务器。", "Use 127.0.0.1:port, and put a web server with TLS in front of it."))
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "cannot_listen",
			lang.Format("不能在 %s 上监听。", "Cannot listen on %s.", address),
			lang.T("请检查端口是否已被占用。", "Check whether the port is in use.")).With(err)
	}
	return l, nil
}

func serveWitness(ctx context.Context, l net.Listener, w witness.Witness, now clock.Clock) error {
	mux := http.NewServeMux()
	mux.Handle("POST /add-checkpoint", addCheckpoint(w, now))
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(limit) // what is left after five seconds is cut off
	})
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

func addCheckpoint(w witness.Witness, now clock.Clock) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, witness.MaxRequest))
		if err != nil {
			http.Error(rw, "request too large or cut off", http.StatusBadRequest)
			return
		}
		req, err := witness.ParseRequest(string(body))
		var answer witness.Answer
		if err == nil {
			answer, err = w.Add(req, now.Now())
		}
		if err == nil {
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			fmt.Fprint(rw, answer.Line)
			return
		}
		f := fault.For(err)
		if f.Kind == fault.Conflict {
			rw.Header().Set("Content-Type", "text/x.tlog.size")
			rw.WriteHeader(http.StatusConflict)
			fmt.Fprintf(rw, "%d\n", answer.Size)
			return
		}
		if f.Kind == fault.Internal {
			slog.ErrorContext(r.Context(), "witness", "error", err)
		}
		http.Error(rw, f.Message.EN, witnessStatus(f))
	}
}

// witnessStatus is the status c2sp.org/tlog-witness asks for.
func witnessStatus(f *fault.Fault) int {
	switch {
	case f.Code == "inconsistent":
		return http.StatusUnprocessableEntity
	case f.Kind == fault.Invalid:
		return http.StatusBadRequest
	case f.Kind == fault.NotFound:
		return http.StatusNotFound
	case f.Kind == fault.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
