-- +goose Up
-- Keys compare byte by byte, so that those of one product follow one another on every server.
alter table trace_thing alter column key type text collate "C";
alter table trace_place alter column key type text collate "C";
-- +goose Down
alter table trace_thing alter column key type text collate "default";
alter table trace_place alter column key type text collate "default";
