-- +goose Up
create table complaint_desk (
  division text not null, case_id bigint not null, number text not null, kind text not null, against text not null, item text not null, tab text not null, state text not null,
  clock text not null, due bigint not null, late bigint not null, opened bigint not null, closed bigint not null, result text not null, measures bigint not null, confirmed bigint not null,
  primary key (division, case_id)
);
create index complaint_desk_tab on complaint_desk (division, tab, due, case_id) where closed = 0;
create index complaint_desk_due on complaint_desk (division, due, case_id) where closed = 0;
create index complaint_desk_closed on complaint_desk (division, closed, case_id) where closed > 0;
create index complaint_desk_opened on complaint_desk (division, opened, against, kind, item);
create index complaint_desk_measure on complaint_desk (division, closed, case_id) where measures > 0 and confirmed = 0 and closed > 0;
-- +goose Down
drop table complaint_desk;
