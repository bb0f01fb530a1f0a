-- +goose Up
-- Failed samples are asked for with every paper and every sale.
create index food_sample_failed on food_sample (division, at, corrections) where passed = 0;
-- +goose Down
drop index food_sample_failed;
