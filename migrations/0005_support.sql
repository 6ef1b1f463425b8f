-- What goes with a case: the duties of its lead professional and the team around the family; and what is about nobody:
-- gaps in services, and awareness sessions.

-- By when a lead professional brings the team around the family together and returns the plan, as the charter's clocks
-- say; the review's day stands with the case. What was done before they led is not asked of them, and what was not done
-- when another took over has ended.
create table lead_duty (
    id         uuid not null primary key,
    request_id uuid not null references lead_request (id),
    case_id    uuid not null references case_record (id),
    -- convene_team, return_plan
    duty       text not null check (duty in ('convene_team', 'return_plan')),
    -- When they accepted, from which its clock runs.
    from_on    date not null,
    due_on     date not null,
    done_on    date,
    ended_on   date
);
create index lead_duty_case on lead_duty (case_id, duty);
create index lead_duty_request on lead_duty (request_id);
create index lead_duty_due on lead_duty (due_on) where done_on is null and ended_on is null;

-- The team around the family: practitioners with an account, and others by name. Being on it opens nothing.
create table team_member (
    id              uuid        not null primary key,
    case_id         uuid        not null references case_record (id),
    practitioner_id uuid references practitioner (id),
    -- Empty for a practitioner with an account, who has a name of their own.
    name            text        not null,
    organisation    text        not null,
    -- What they do for the family.
    role            text        not null,
    left_on         date,
    added_by        uuid        not null references practitioner (id),
    added_at        timestamptz not null
);
create index team_member_case on team_member (case_id, added_at);
create table team_meeting (
    id          uuid        not null primary key,
    case_id     uuid        not null references case_record (id),
    met_on      date        not null,
    recorded_by uuid        not null references practitioner (id),
    recorded_at timestamptz not null
);
create index team_meeting_case on team_meeting (case_id, met_on);
-- Who came.
create table team_attendance (
    meeting_id uuid not null references team_meeting (id),
    member_id  uuid not null references team_member (id),
    primary key (meeting_id, member_id)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- What was missing: a service that there is not, or that was full or not suitable. It is about nobody.
create table gap (
    id          uuid        not null primary key,
    forum_id    uuid        not null references forum (id),
    -- A code of the charter's needs.
    need        text        not null,
    -- Where it was missing; anywhere when not set.
    place_id    uuid references place (id),
    -- no_service, full, not_suitable
    reason      text        not null check (reason in ('no_service', 'full', 'not_suitable')),
    words       text        not null,
    raised_on   date        not null,
    raised_by   uuid        not null references practitioner (id),
    raised_at   timestamptz not null
);
create index gap_forum on gap (forum_id, raised_on);
create index gap_day on gap (raised_on);

-- A session that told a referrer group what the forum is for. It is about nobody.
create table awareness_session (
    id             uuid        not null primary key,
    forum_id       uuid        not null references forum (id),
    -- A code of the charter's referrer groups.
    referrer_group text        not null,
    held_on        date        not null,
    held_by        text        not null,
    words          text        not null,
    recorded_by    uuid        not null references practitioner (id),
    recorded_at    timestamptz not null
);
create index awareness_session_forum on awareness_session (forum_id, held_on);
create index awareness_session_day on awareness_session (held_on);

-- A paper on a request or on a case, one of the two: what it is and who added it. What it holds is in its pieces.
create table paper (
    id           uuid        not null primary key,
    referral_id  uuid        references referral (id),
    case_id      uuid        references case_record (id),
    person_id    uuid        not null references person (id),
    title        text        not null,
    -- consent, letter, assessment, order, picture, other
    sort         text        not null,
    -- The ending of its kind of file: pdf, png, jpg, docx, odt, xlsx, csv, txt
    format       text        not null,
    size         bigint      not null,
    pieces       bigint      not null,
    added_by     uuid        not null references practitioner (id),
    added_at     timestamptz not null,
    -- Why it should not be here; empty for one that may be downloaded.
    error_reason text        not null,
    error_by     uuid        references practitioner (id),
    error_at     timestamptz
);
create index paper_referral on paper (referral_id, added_at);
create index paper_case on paper (case_id, added_at);
create index paper_person on paper (person_id);

-- A part of what a paper holds, sealed under the person's key with its number and how many there are.
create table paper_piece (
    paper_id uuid   not null references paper (id),
    number   bigint not null,
    sealed   bytea  not null,
    primary key (paper_id, number)
);

-- For figures: whether what should be on the record of a case is there, 1 or 0.
create view case_complete as
select c.id as case_id, c.referral_id,
       case when p.date_of_birth is not null then 1 else 0 end as date_of_birth,
       case when p.nhs_number <> '' then 1 else 0 end as nhs_number,
       case when exists (select 1 from person_contact k where k.person_id = p.id and k.field = 'postcode')
            then 1 else 0 end as postcode,
       case when r.consent <> 'not_asked' or exists (select 1 from consent k where k.referral_id = r.id)
            then 1 else 0 end as consent,
       case when r.lawful_basis <> ''
              or exists (select 1 from consent k where k.referral_id = r.id and k.lawful_basis <> '')
            then 1 else 0 end as lawful_basis,
       case when c.lead_status = 'accepted' then 1 else 0 end as lead,
       case when exists (select 1 from plan_action a where a.case_id = c.id)
              or exists (select 1 from plan_goal g where g.case_id = c.id) then 1 else 0 end as plan,
       case when c.next_review_on is not null or c.status = 'closed' then 1 else 0 end as review_date
  from case_record c
  join referral r on r.id = c.referral_id
  join person p on p.id = c.person_id;
