-- +goose Up
create table food_query (
  division text not null, id text not null, name text not null, account text not null, definition text not null,
  seq bigint not null, at bigint not null, ended bigint not null,
  primary key (division, id)
);
create unique index food_query_name on food_query (division, name) where ended = 0;
create index food_query_account on food_query (division, account) where ended = 0;
create table food_subscription (
  division text not null, id text not null, query text not null, account text not null, role text not null, terms text not null, token bytea,
  seq bigint not null, at bigint not null, ended bigint not null,
  since bigint not null, cursor bigint not null, report bigint not null, waits bigint not null, from_event bigint not null, to_event bigint not null,
  made bigint not null, due bigint not null, parts bigint not null, told bigint not null, version bigint not null,
  primary key (division, id)
);
create index food_subscription_query on food_subscription (division, query, id) where ended = 0;
create index food_subscription_account on food_subscription (division, account) where ended = 0;
-- +goose Down
drop table food_subscription;
drop table food_query;
