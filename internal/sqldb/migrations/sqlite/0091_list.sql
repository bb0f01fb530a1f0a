-- +goose Up
create table list_version (
  division text not null, kind text not null, version integer not null, hash text not null, at integer not null, effective integer not null, seq integer not null, reason text not null,
  illustrative integer not null, entries integer not null, approvals integer not null, added integer not null, removed integer not null, changed integer not null,
  primary key (division, kind, version)
) without rowid;
create table list_entry (
  division text not null, kind text not null, code text not null, since integer not null, until integer not null, unit text not null, type text not null, sought text not null, body blob not null,
  primary key (division, kind, code, since)
) without rowid;
create index list_entry_unit on list_entry (division, kind, unit, code);
-- +goose Down
drop table list_entry;
drop table list_version;
