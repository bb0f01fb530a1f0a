-- +goose Up
alter table cases add column sealed integer not null default 0;
alter table event add column sealed integer not null default 0;
