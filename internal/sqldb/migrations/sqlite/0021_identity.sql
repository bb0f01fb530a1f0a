-- +goose Up
create table account (
  id integer not null primary key, division text not null, kind text not null, agent integer not null, login text not null, name text not null,
  party text not null, officer text not null, created integer not null, disabled integer not null, demo integer not null
) without rowid;
create unique index account_login on account (login);
create index account_party on account (party);
create unique index account_officer on account (division, officer) where officer <> '';
create table credential (
  kind text not null, key text not null, account integer not null, data text not null, label text not null, created integer not null, used integer not null,
  primary key (kind, key)
) without rowid;
create index credential_account on credential (account, created);
create table recovery (
  account integer not null primary key, hash blob not null, issued_by text not null, until integer not null
) without rowid;
create table token (
  hash blob not null primary key, id integer not null, account integer not null, label text not null, role text not null, scopes text not null,
  created integer not null, until integer not null, revoked integer not null
) without rowid;
create index token_account on token (account, created);
create table profile (
  account integer not null primary key, name text not null, id_kind text not null, id_value text not null, phone text not null, address text not null,
  email text not null, changed integer not null
) without rowid;
create table session (
  hash text not null primary key, account integer not null, data blob not null, until integer not null
) without rowid;
create index session_account on session (account);
create index session_until on session (until);
create table mandate (
  division text not null, id text not null, principal text not null, agent text not null, body blob not null, granted integer not null, withdrawn integer not null,
  primary key (division, id)
) without rowid;
create index mandate_principal on mandate (division, principal, granted);
create index mandate_agent on mandate (division, agent, granted);
-- +goose Down
drop table mandate; drop table session; drop table profile; drop table token; drop table recovery; drop table credential; drop table account;
