-- +goose Up
create table item (
  division text not null, code text not null, version integer not null,
  status text not null, slug text not null, unit text not null, kind text not null, theme text not null,
  served text not null, digest text not null, body blob not null, changed integer not null,
  primary key (division, code, version)
) without rowid;
create unique index item_slug on item (division, slug) where status = 'published' and slug <> '';
create index item_status on item (division, status, code);
-- +goose Down
drop table item;
