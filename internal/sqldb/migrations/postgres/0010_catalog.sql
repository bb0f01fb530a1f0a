-- +goose Up
create table item (
  division text not null, code text not null, version bigint not null,
  status text not null, slug text not null, unit text not null, kind text not null, theme text not null,
  served text not null, digest text not null, body bytea not null, changed bigint not null,
  primary key (division, code, version)
);
create unique index item_slug on item (division, slug) where status = 'published' and slug <> '';
create index item_status on item (division, status, code);
-- +goose Down
drop table item;
