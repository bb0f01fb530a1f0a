-- +goose Up
-- A result is as it was last corrected; what it said before stands with the correction.
alter table food_sample add column corrections bigint not null default 0;
create table food_sample_correction (
  division text not null, sample text not null, n bigint not null, at bigint not null, why text not null, words text not null, was text not null, result text not null,
  primary key (division, sample, n)
);
-- +goose Down
drop table food_sample_correction;
alter table food_sample drop column corrections;
