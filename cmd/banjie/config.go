package main

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/config"
	"banjie/internal/lang"
)

func configCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "config",
		Short: "The configuration of a data folder: check it, show it, print an example （配置）",
		Long: `The configuration is config.toml in the data folder; a variable BANJIE_… of the
environment goes before it. An unknown key is refused.`,
		Args: cobra.NoArgs,
	}
	cmd.PersistentFlags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	load := func() (config.Config, string, error) {
		path, err := dataFolder(data)
		if err != nil {
			return config.Config{}, "", err
		}
		c, err := config.Load(path, os.Environ())
		return c, filepath.Join(path, config.File), err
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "check", Short: "Say whether the configuration holds （检查）", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				c, path, err := load()
				if err != nil {
					return err
				}
				for _, name := range c.Strangers(os.Environ()) {
					fmt.Fprintln(cmd.ErrOrStderr(), lang.Format("环境变量 %s 不对应任何设置，没有作用。", "The variable %s is no setting and does nothing.", name).In(tongue()))
				}
				if c.Footer.Phone == "" {
					fmt.Fprintln(cmd.ErrOrStderr(), lang.T("没有设置 footer.phone，页面上没有可打的电话。", "footer.phone is not set: no page names a telephone.").In(tongue()))
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), path+": "+lang.T("可以使用", "good").In(tongue()))
				return err
			},
		},
		&cobra.Command{
			Use: "show", Short: "Print what is in force and where it came from, secrets hidden （显示）", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				c, _, err := load()
				if err != nil {
					return err
				}
				return printed(cmd)(c.Show(), nil)
			},
		},
		&cobra.Command{
			Use: "example", Short: "Print a file with every setting explained （范例）", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd)(config.Example(), nil) },
		},
		&cobra.Command{
			Use: "keys", Short: "Print the table of all settings as Markdown （全部设置）", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd)(config.Markdown(), nil) },
		},
	)
	return cmd
}

// newLog writes what happens to the server in the form the operator wants.
func newLog(w io.Writer, c config.Log) *slog.Logger {
	level := map[string]slog.Level{"debug": slog.LevelDebug, "warn": slog.LevelWarn, "error": slog.LevelError}[c.Level] // info is zero
	o := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// behindProxy puts the visitor's own address in the place of a trusted proxy's. Only the
// limits on tries read it; it is kept nowhere. The header is read from its end, since a
// visitor can write its beginning.
func behindProxy(c *config.Config, next http.Handler) http.Handler {
	if len(c.BehindProxy) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !c.Trusts(peer.Addr()) {
			next.ServeHTTP(w, r)
			return
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break // nothing before it can be relied on
			}
			r = r.Clone(r.Context())
			r.RemoteAddr = net.JoinHostPort(a.Unmap().String(), "0")
			if !c.Trusts(a) {
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}
