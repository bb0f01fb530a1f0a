-- +goose Up
alter table account add column proven integer not null default 0;
update account set proven = created;
-- +goose Down
alter table account drop column proven;
