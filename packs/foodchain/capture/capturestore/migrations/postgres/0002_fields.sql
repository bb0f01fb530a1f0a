-- +goose Up
-- Leaves of the second tree, in the order of hashes; none for captures from before it.
alter table food_capture add column fields bytea not null default '';
-- +goose Down
alter table food_capture drop column fields;
