-- +goose Up
create table food_sampling (
  division text not null, id text not null, at bigint not null, plan text not null, drawn text not null default '', primary key (division, id)
);
create index food_sampling_at on food_sampling (division, at, id);
create table food_sample (
  division text not null, id text not null, at bigint not null, plan text not null, business text not null, lot text not null, number text not null, lab text not null, day bigint not null, passed bigint not null, items text not null,
  primary key (division, id)
);
create index food_sample_at on food_sample (division, at, id);
create index food_sample_lot on food_sample (lot);
create table food_coverage (
  division text not null, day bigint not null, link text not null, town text not null, num bigint not null, den bigint not null, primary key (division, day, link, town)
);
-- +goose Down
drop table food_coverage;
drop table food_sample;
drop table food_sampling;
