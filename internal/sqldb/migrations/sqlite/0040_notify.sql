-- +goose Up
create table notice (
  division text not null, audience text not null, recipient text not null, n integer not null,
  case_id integer not null, number text not null, kind text not null, body blob not null, at integer not null, read integer not null,
  primary key (division, audience, recipient, n)
) without rowid;
create index notice_unread on notice (division, audience, recipient) where read = 0;
create index notice_case on notice (division, case_id);
create table webhook (
  division text not null, id text not null, account text not null, role text not null, url text not null, kinds text not null, label text not null,
  created integer not null, from_n integer not null, ended integer not null,
  primary key (division, id)
) without rowid;
create index webhook_account on webhook (division, account, created);
create table delivery (
  division text not null, channel text not null, target text not null, n integer not null,
  case_id integer not null, seq integer not null, kind text not null, state text not null, attempts integer not null,
  created integer not null, next integer not null, ended integer not null, status integer not null, problem text not null,
  primary key (division, channel, target, n)
) without rowid;
create index delivery_next on delivery (next) where next > 0;
create table attempt (
  division text not null, channel text not null, target text not null, n integer not null, no integer not null,
  at integer not null, status integer not null, problem text not null, took integer not null,
  primary key (division, channel, target, n, no)
) without rowid;
-- +goose Down
drop table attempt; drop table delivery; drop table webhook; drop table notice;
