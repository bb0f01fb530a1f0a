-- +goose Up
create table list_version (
  division text not null, kind text not null, version bigint not null, hash text not null, at bigint not null, effective bigint not null, seq bigint not null, reason text not null,
  illustrative bigint not null, entries bigint not null, approvals bigint not null, added bigint not null, removed bigint not null, changed bigint not null,
  primary key (division, kind, version)
);
create table list_entry (
  division text not null, kind text not null, code text not null, since bigint not null, until bigint not null, unit text not null, type text not null, sought text not null, body bytea not null,
  primary key (division, kind, code, since)
);
create index list_entry_unit on list_entry (division, kind, unit, code);
-- +goose Down
drop table list_entry;
drop table list_version;
