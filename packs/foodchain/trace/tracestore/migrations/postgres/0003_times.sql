-- +goose Up
-- What is asked of a time costs its events, not the archive.
create index trace_event_time on trace_event (t, id);
-- +goose Down
drop index trace_event_time;
