-- +goose Up
alter table cases add column sealed bigint not null default 0;
alter table event add column sealed bigint not null default 0;
