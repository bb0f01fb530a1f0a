-- +goose Up
create index item_unit on item (division, unit, status, code, version);
-- +goose Down
drop index item_unit;
