-- +goose Up
create table case_search (
  division text not null, case_id bigint not null, tokens tsvector not null,
  primary key (division, case_id)
);
create index case_search_tokens on case_search using gin (tokens);
-- +goose Down
drop table case_search;
