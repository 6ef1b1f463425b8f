-- Casework beyond the forum: what was told to others or kept from them, and stepping up.

-- What was told to somebody about a family, or kept from them, and why.
create table sharing_decision (
    id              uuid        not null primary key,
    case_id         uuid        not null references case_record (id),
    -- An organisation of the partnership, or who else.
    organisation_id uuid references organisation (id),
    told            text        not null,
    -- share, not_share
    decision        text        not null check (decision in ('share', 'not_share')),
    what            text        not null,
    reason          text        not null,
    -- Whether it was told although the family excluded the organisation.
    despite_exclusion boolean   not null,
    decided_on      date        not null,
    recorded_by     uuid        not null references practitioner (id),
    recorded_at     timestamptz not null
);
create index sharing_decision_case on sharing_decision (case_id, decided_on);

-- What was asked of the statutory service, such as children's social care, and its answer. Until it accepts, the forum
-- holds the case.
create table step_up (
    id           uuid        not null primary key,
    case_id      uuid        not null references case_record (id),
    reason       text        not null,
    -- The level of need as it was judged then.
    level        bigint      not null,
    rung         text        not null,
    rung_on      date        not null,
    -- waiting, accepted, declined
    status       text        not null check (status in ('waiting', 'accepted', 'declined')),
    answered_on  date,
    answer_words text        not null,
    answered_by  uuid references practitioner (id),
    recorded_by  uuid        not null references practitioner (id),
    recorded_at  timestamptz not null
);
create index step_up_case on step_up (case_id, recorded_at);
