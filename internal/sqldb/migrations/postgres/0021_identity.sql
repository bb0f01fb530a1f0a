-- +goose Up
create table account (
  id bigint not null primary key, division text not null, kind text not null, agent bigint not null, login text not null, name text not null,
  party text not null, officer text not null, created bigint not null, disabled bigint not null, demo bigint not null
);
create unique index account_login on account (login);
create index account_party on account (party);
create unique index account_officer on account (division, officer) where officer <> '';
create table credential (
  kind text not null, key text not null, account bigint not null, data text not null, label text not null, created bigint not null, used bigint not null,
  primary key (kind, key)
);
create index credential_account on credential (account, created);
create table recovery (
  account bigint not null primary key, hash bytea not null, issued_by text not null, until bigint not null
);
create table token (
  hash bytea not null primary key, id bigint not null, account bigint not null, label text not null, role text not null, scopes text not null,
  created bigint not null, until bigint not null, revoked bigint not null
);
create index token_account on token (account, created);
create table profile (
  account bigint not null primary key, name text not null, id_kind text not null, id_value text not null, phone text not null, address text not null,
  email text not null, changed bigint not null
);
create table session (
  hash text not null primary key, account bigint not null, data bytea not null, until bigint not null
);
create index session_account on session (account);
create index session_until on session (until);
create table mandate (
  division text not null, id text not null, principal text not null, agent text not null, body bytea not null, granted bigint not null, withdrawn bigint not null,
  primary key (division, id)
);
create index mandate_principal on mandate (division, principal, granted);
create index mandate_agent on mandate (division, agent, granted);
-- +goose Down
drop table mandate; drop table session; drop table profile; drop table token; drop table recovery; drop table credential; drop table account;
