-- +goose Up
create table food_capture (
  division text not null, id text not null, seq bigint not null, at bigint not null, events bigint not null,
  fresh bigint not null, first_event bigint not null, last_event bigint not null, root bytea not null, sender text not null, hashes bytea not null,
  primary key (division, id)
);
create index food_capture_at on food_capture (division, at, id);
create index food_capture_sender on food_capture (division, sender, at, id);
create index food_capture_first on food_capture (first_event) where fresh > 0;
-- +goose Down
drop table food_capture;
