package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/identity/federation"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// firstUnit is the unit of the first administrator of a folder without an organisation.
const firstUnit = "administration"

// adminOrder makes an administrator's account, or gives a staff account a new code.
type adminOrder struct {
	Login    string `json:"login"`
	Name     string `json:"name,omitempty"`
	Officer  string `json:"officer,omitempty"`
	Unit     string `json:"unit,omitempty"`
	UnitName string `json:"unit_name,omitempty"`
	Recover  bool   `json:"recover,omitempty"`  // the account is there; only a new code
	Provider string `json:"provider,omitempty"` // the account is there; link it to this provider's subject
	Subject  string `json:"subject,omitempty"`
}

// admitted is the answer. The code is shown once and kept nowhere.
type admitted struct {
	Login string `json:"login"`
	Code  string `json:"code"`
	Unit  string `json:"unit,omitempty"`
}

func adminCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "admin",
		Short: "The first administrator of a data folder, and lost passwords （管理员）",
		Args:  cobra.NoArgs,
	}
	cmd.PersistentFlags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	run := func(cmd *cobra.Command, o *adminOrder) error {
		dir, err := openFolder(data)
		if err != nil {
			return err
		}
		var got admitted
		if err := withFolder(cmd.Context(), dir, "admin", o, &got, nil, time.Time{}); err != nil {
			return err
		}
		if o.Provider != "" {
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("%[1]s 现在可以用 %[2]s 登录。", "%[1]s can now sign in through %[2]s.", got.Login, o.Provider).In(tongue()))
			return nil
		}
		fmt.Fprintln(cmd.OutOrStdout(), lang.Format(
			"登录名 %[1]s 的重设码（只显示这一次，24 小时内有效）：\n%[2]s\n请在登录页点“用重设码设置密码”。",
			"Code for the login name %[1]s, shown once, good for 24 hours:\n%[2]s\nOn the sign-in page choose “Set a password with a code”.", got.Login, got.Code).In(tongue()))
		return nil
	}
	create := &adminOrder{}
	made := &cobra.Command{
		Use:   "create LOGIN",
		Short: "Make an administrator's account and print a one-time code （新建管理员）",
		Long: `Makes an officer with the role administrator and an account for the officer, and prints a
code with which that person sets a password. In a folder without units it makes the unit
"administration" first; import the organisation in the browser afterwards. With --officer
it takes an officer of the organisation who has the role already.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { create.Login = args[0]; return run(cmd, create) },
	}
	made.Flags().StringVar(&create.Name, "name", "", "name of the person")
	made.Flags().StringVar(&create.Officer, "officer", "", "id of an officer who is there already")
	made.Flags().StringVar(&create.Unit, "unit", "", "id of the unit; may be left out where there is one, or none yet")
	made.Flags().StringVar(&create.UnitName, "unit-name", "", "name of the first unit, in a folder without units")
	cmd.AddCommand(made, &cobra.Command{
		Use:   "link LOGIN PROVIDER SUBJECT",
		Short: "Let a member of staff sign in through a provider （绑定统一身份）",
		Long: `Binds the account to the subject that the provider of that name in config.toml gives for
this person. Staff cannot bind a provider themselves.`,
		Args: cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			return run(cmd, &adminOrder{Login: args[0], Provider: args[1], Subject: args[2]})
		},
	}, &cobra.Command{
		Use:   "recover LOGIN",
		Short: "Print a one-time code for a member of staff who lost the password （重设密码）",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return run(cmd, &adminOrder{Login: args[0], Recover: true})
		},
	})
	return cmd
}

// carryOut does it. Whoever may run commands on the data folder may do this; the page of
// accounts asks for the role.
func (o *adminOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	login, err := identity.NormalizeLogin(o.Login)
	if err != nil {
		return nil, err
	}
	if h.dir.Instance.Demo {
		return nil, notHere("demo_folder", lang.T("演示数据里不设真实账号。", "A demonstration gets no real accounts."), lang.T("请用 banjie init 新建数据文件夹。", "Make a folder with banjie init."))
	}
	account, err := h.accounts.AccountByLogin(ctx, login)
	there := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if o.Provider != "" && there && account.Kind == identity.Staff {
		return admitted{Login: login}, o.link(ctx, h, account)
	}
	switch {
	case (o.Recover || o.Provider != "") && (!there || account.Kind != identity.Staff):
		return nil, fault.New(fault.NotFound, "no_such_account", lang.Format("没有登录名为 %s 的工作人员账号。", "No member of staff has the login name %s.", login), lang.Text{})
	case !o.Recover && there:
		return nil, fault.New(fault.Conflict, "login_taken", lang.Format("登录名 %s 已经有人用。", "The login name %s is taken.", login),
			lang.T("忘记密码请用 banjie admin recover。", "For a lost password use banjie admin recover."))
	case !o.Recover:
		if account, err = o.create(ctx, h, login); err != nil {
			return nil, err
		}
	}
	code, err := h.desk.IssueRecovery(ctx, account.ID, "banjie admin")
	return admitted{Login: login, Code: code, Unit: o.Unit}, err
}

// link binds an account of staff to a subject of a provider.
func (o *adminOrder) link(ctx context.Context, h *hall, account identity.Account) error {
	p, ok := h.dir.Config.Providers[o.Provider]
	if !ok || o.Subject == "" {
		return fault.InvalidInput().At("PROVIDER", lang.Format("配置里没有叫 %s 的统一身份平台。", "The configuration names no provider %s.", o.Provider))
	}
	who := federation.Who{Issuer: p.Issuer, Subject: o.Subject}
	now := h.desk.Clock.Now()
	return h.accounts.PutCredential(ctx, identity.Credential{Account: account.ID, Kind: identity.Provider, Key: who.Key(), Label: o.Provider, Created: now})
}

func (o *adminOrder) create(ctx context.Context, h *hall, login string) (identity.Account, error) {
	officer, err := o.officer(h, login)
	if err != nil {
		return identity.Account{}, err
	}
	_, err = h.accounts.AccountByOfficer(ctx, h.division, officer.ID)
	if err == nil {
		return identity.Account{}, fault.New(fault.Conflict, "officer_has_account", lang.Format("人员 %s 已有账号。", "The officer %s has an account.", officer.ID), lang.Text{})
	}
	if fault.KindOf(err) != fault.NotFound {
		return identity.Account{}, err
	}
	if _, ok := h.org.Load().Officer(officer.ID); !ok {
		if err := o.admit(ctx, h, officer); err != nil {
			return identity.Account{}, err
		}
	}
	a := identity.Account{ID: identity.NewID(), Division: h.division, Kind: identity.Staff, Login: login, Name: officer.Name, Officer: officer.ID, Created: h.desk.Clock.Now()}
	return a, h.accounts.CreateAccount(ctx, a)
}

// officer is the officer the account is for: one that is there, or a new one.
func (o *adminOrder) officer(h *hall, login string) (org.Officer, error) {
	dir, today := h.org.Load(), h.calendar.Load().DayOf(h.clock.Now())
	id := cmp.Or(o.Officer, login)
	if was, ok := dir.Officer(id); ok {
		if !slices.Contains(was.Roles, string(access.Administrator)) || !was.Active(today) {
			return was, fault.New(fault.Conflict, "no_administrator", lang.Format("人员 %s 不是在任的管理员。", "The officer %s is no administrator in office.", id),
				lang.T("请换一个登录名，或用 --officer 指定一位管理员。", "Choose another login name, or name an administrator with --officer."))
		}
		return was, nil
	}
	if o.Officer != "" {
		return org.Officer{}, fault.New(fault.NotFound, "no_such_officer", lang.Format("没有编号为 %s 的人员。", "There is no officer %s.", id), lang.Text{})
	}
	if o.Name == "" {
		return org.Officer{}, fault.InvalidInput().At("--name", lang.T("请写姓名。", "Give the person's name."))
	}
	return org.Officer{ID: id, Name: o.Name, Unit: o.Unit, Roles: []string{string(access.Administrator)}, From: today}, nil
}

// admit records the new officer, and the first unit where there is none.
func (o *adminOrder) admit(ctx context.Context, h *hall, officer org.Officer) error {
	var changes []org.Change
	units := h.org.Load().Units()
	switch {
	case officer.Unit != "":
		if _, ok := h.org.Load().Unit(officer.Unit); !ok {
			return fault.InvalidInput().At("--unit", lang.Format("没有编号为 %s 的部门。", "There is no unit %s.", officer.Unit))
		}
	case len(units) == 0:
		name := cmp.Or(o.UnitName, "平台管理")
		unit := org.Unit{ID: firstUnit, Division: h.division, Name: lang.T(name, cmp.Or(o.UnitName, "Administration of the platform")), Level: "4", Kind: org.OtherBody}
		changes, officer.Unit = append(changes, org.Change{Kind: org.UnitChanged, Unit: &unit}), unit.ID
	case len(units) == 1:
		officer.Unit = units[0].ID
	default:
		return fault.InvalidInput().At("--unit", lang.T("请写明在哪个部门。", "Say in which unit."))
	}
	act := org.ActOf(append(changes, org.Change{Kind: org.OfficerChanged, Officer: &officer})...)
	_, err := h.engine.Record(ctx, h.system(), string(act.Kind), act.Facts, casework.Private{Notes: act.Notes})
	return errors.Join(err, h.readOrg(ctx))
}
