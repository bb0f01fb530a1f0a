-- +goose Up
create table food_query (
  division text not null, id text not null, name text not null, account text not null, definition text not null,
  seq integer not null, at integer not null, ended integer not null,
  primary key (division, id)
) without rowid;
create unique index food_query_name on food_query (division, name) where ended = 0;
create index food_query_account on food_query (division, account) where ended = 0;
create table food_subscription (
  division text not null, id text not null, query text not null, account text not null, role text not null, terms text not null, token blob,
  seq integer not null, at integer not null, ended integer not null,
  since integer not null, cursor integer not null, report integer not null, waits integer not null, from_event integer not null, to_event integer not null,
  made integer not null, due integer not null, parts integer not null, told integer not null, version integer not null,
  primary key (division, id)
) without rowid;
create index food_subscription_query on food_subscription (division, query, id) where ended = 0;
create index food_subscription_account on food_subscription (division, account) where ended = 0;
-- +goose Down
drop table food_subscription;
drop table food_query;
