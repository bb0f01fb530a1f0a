-- +goose Up
insert into counter (division, measure, day, unit, n)
  select division, 'clocks_now', 0, unit, count(*) from clock group by division, unit;
-- +goose Down
delete from counter where measure = 'clocks_now';
