-- +goose Up
create table notice (
  division text not null, audience text not null, recipient text not null, n bigint not null,
  case_id bigint not null, number text not null, kind text not null, body bytea not null, at bigint not null, read bigint not null,
  primary key (division, audience, recipient, n)
);
create index notice_unread on notice (division, audience, recipient) where read = 0;
create index notice_case on notice (division, case_id);
create table webhook (
  division text not null, id text not null, account text not null, role text not null, url text not null, kinds text not null, label text not null,
  created bigint not null, from_n bigint not null, ended bigint not null,
  primary key (division, id)
);
create index webhook_account on webhook (division, account, created);
create table delivery (
  division text not null, channel text not null, target text not null, n bigint not null,
  case_id bigint not null, seq bigint not null, kind text not null, state text not null, attempts bigint not null,
  created bigint not null, next bigint not null, ended bigint not null, status bigint not null, problem text not null,
  primary key (division, channel, target, n)
);
create index delivery_next on delivery (next) where next > 0;
create table attempt (
  division text not null, channel text not null, target text not null, n bigint not null, no bigint not null,
  at bigint not null, status bigint not null, problem text not null, took bigint not null,
  primary key (division, channel, target, n, no)
);
-- +goose Down
drop table attempt; drop table delivery; drop table webhook; drop table notice;
