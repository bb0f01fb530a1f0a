-- +goose Up
-- Those that wait are few; a scan asks for them alone.
create index food_recall_stale on food_recall (stale) where stale = 1;
-- +goose Down
drop index food_recall_stale;
