package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	identitystore "banjie/internal/store/identity"
	orgstore "banjie/internal/store/org"
)

func apikeyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apikey",
		Short: "Make, list and revoke API tokens （接口令牌）",
		Long: "A token lets a program act for one account in one role, within its scopes:\n" + scopeLines() +
			"It never may more than the role. The catalogue, the calendar and the ledger need none.",
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(apikeyAddCommand(), apikeyListCommand(), apikeyRevokeCommand())
	return cmd
}

// scopeLines are the scopes of the core and of the packs, a line each.
func scopeLines() string {
	var lines strings.Builder
	for _, s := range api.Scopes {
		fmt.Fprintf(&lines, "  %-13s  %s （%s）\n", s.Name, s.Title.EN, s.Title.ZH)
	}
	return lines.String()
}

func apikeyAddCommand() *cobra.Command {
	var data, account, role, label string
	var scopes []string
	var days int
	cmd := &cobra.Command{
		Use:     "add",
		Short:   "Make a token; it is shown once",
		Example: `  banjie apikey add --account o-market-2 --role officer --scope read:cases --label "unit's own board"`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withKeys(cmd.Context(), data, func(k *keys) error {
				acc, err := k.account(cmd.Context(), account)
				if err != nil {
					return err
				}
				as, err := k.role(acc, access.Role(role))
				if err != nil {
					return err
				}
				verbs, err := api.VerbsOf(as, scopes)
				if err != nil {
					return err
				}
				text, t, err := k.desk.IssueToken(cmd.Context(), acc.ID, label, as, verbs, k.desk.Clock.Now().Add(time.Duration(days)*24*time.Hour))
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", string(text))
				fmt.Fprintf(cmd.ErrOrStderr(), "id %s, until %s. 令牌只显示这一次，请妥善保管。 It is shown this once; keep it safe.\n", t.ID, t.Until.Format(time.DateOnly))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&account, "account", "", "login name of the account it acts for")
	cmd.Flags().StringVar(&role, "role", "", "role it acts in; the account's only one where it has one")
	cmd.Flags().StringVar(&label, "label", "", "what it is for")
	cmd.Flags().StringSliceVar(&scopes, "scope", nil, "what it may do; repeat for more")
	cmd.Flags().IntVar(&days, "days", 90, "days it lasts, at most 366")
	return cmd
}

func apikeyListCommand() *cobra.Command {
	var data, account string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the tokens of an account, without their secrets",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withKeys(cmd.Context(), data, func(k *keys) error {
				acc, err := k.account(cmd.Context(), account)
				if err != nil {
					return err
				}
				tokens, err := k.desk.Store.Tokens(cmd.Context(), acc.ID)
				if err != nil {
					return err
				}
				for _, t := range tokens {
					printToken(cmd.OutOrStdout(), t, k.desk.Clock.Now())
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&account, "account", "", "login name of the account")
	return cmd
}

// printToken writes one line: id, state, role, scopes, days, label.
func printToken(w io.Writer, t identity.Token, now time.Time) {
	state := "valid"
	switch {
	case !t.Revoked.IsZero():
		state = "revoked"
	case !now.Before(t.Until):
		state = "expired"
	}
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s…%s\t%s\n", t.ID, state, t.Role, strings.Join(api.ScopesOf(t.Scopes), ","), t.Created.Format(time.DateOnly), t.Until.Format(time.DateOnly), t.Label)
}

func apikeyRevokeCommand() *cobra.Command {
	var data, account string
	cmd := &cobra.Command{
		Use:   "revoke ID",
		Short: "End a token at once",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withKeys(cmd.Context(), data, func(k *keys) error {
				acc, err := k.account(cmd.Context(), account)
				if err != nil {
					return err
				}
				id, err := identity.ParseID(args[0])
				if err != nil {
					return err
				}
				return k.desk.Store.RevokeToken(cmd.Context(), acc.ID, id, k.desk.Clock.Now())
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&account, "account", "", "login name of the account")
	return cmd
}

// keys is what these commands need of a data folder.
type keys struct {
	desk *identity.Desk
	org  *org.Directory
	day  calendar.Day
}

// withKeys opens a folder for the length of a command, server running or not: tokens are
// rows of their own, outside the ledger, nothing of them is cached, and the database lets
// one writer wait for the other. Where a server runs its tables are as they must be;
// otherwise they are brought up to date under the folder's lock.
func withKeys(ctx context.Context, data string, run func(*keys) error) (err error) {
	path, err := dataFolder(data)
	if err != nil {
		return err
	}
	dir, err := datadir.Open(path)
	if err != nil {
		return err
	}
	alone := dir.Lock() == nil
	if alone {
		defer func() { err = errors.Join(err, dir.Unlock()) }()
	}
	db, err := sqldb.Open(ctx, dir.DSN())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if alone {
		if err := db.Migrate(ctx); err != nil {
			return err
		}
	}
	w, err := sqldb.NewWriter(ctx, db, clock.System)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	known, err := orgstore.New(db).Organisation(ctx, dir.Instance.Division)
	if err != nil {
		return err
	}
	directory, err := org.NewDirectory(known)
	if err != nil {
		return err
	}
	return run(&keys{desk: &identity.Desk{Store: identitystore.New(db, w), Clock: clock.System}, org: directory, day: calendar.Builtin().DayOf(clock.System.Now())})
}

// account finds an account by its login name.
func (k *keys) account(ctx context.Context, login string) (identity.Account, error) {
	name, err := identity.NormalizeLogin(login)
	if err != nil {
		return identity.Account{}, err
	}
	acc, err := k.desk.Store.AccountByLogin(ctx, name)
	if fault.KindOf(err) == fault.NotFound {
		return acc, fault.New(fault.NotFound, "no_account",
			lang.T("没有登录名为“"+name+"”的账号。", "There is no account with the login name “"+name+"”."),
			lang.T("请用 --account 写明登录名。", "Name its login with --account."))
	}
	return acc, err
}

// role is the role asked for, or the account's only one; it must be the account's own today.
func (k *keys) role(acc identity.Account, role access.Role) (access.Role, error) {
	o, ok := k.org.Officer(acc.Officer)
	if role == "" {
		switch {
		case acc.Kind != identity.Staff && acc.Agent:
			role = access.Agent
		case acc.Kind != identity.Staff:
			role = access.Citizen
		case len(o.Roles) == 1:
			role = access.Role(o.Roles[0])
		default:
			return "", fault.InvalidInput().At("role", lang.T("这个人有几种身份（"+strings.Join(o.Roles, "、")+"），请用 --role 写明。", "The account has several roles ("+strings.Join(o.Roles, ", ")+"); name one with --role."))
		}
	}
	_, err := acc.Actor(role, acc.Division, "", o, ok && o.Active(k.day))
	return role, err
}
