-- +goose Up
create table food_capture (
  division text not null, id text not null, seq integer not null, at integer not null, events integer not null,
  fresh integer not null, first_event integer not null, last_event integer not null, root blob not null, sender text not null, hashes blob not null,
  primary key (division, id)
);
create index food_capture_at on food_capture (division, at, id);
create index food_capture_sender on food_capture (division, sender, at, id);
create index food_capture_first on food_capture (first_event) where fresh > 0;
-- +goose Down
drop table food_capture;
