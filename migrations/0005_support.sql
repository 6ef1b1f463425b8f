-- What goes with a case: the duties of its lead professional and the team around the family; and what is about nobody:
-- gaps in services, awareness sessions, and case studies that name nobody.

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
    added_on        date        not null,
    left_on         date,
    added_by        uuid        not null references practitioner (id),
    added_at        timestamptz not null,
    -- What is wrong with it; empty while it is right.
    error_reason    text        not null default ''
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
    raised_at   timestamptz not null,
    -- What came of it: met, planned, asked or no_change, in words, and who said so; empty while nobody has.
    outcome     text        not null default '' check (outcome in ('', 'met', 'planned', 'asked', 'no_change')),
    came_of_it  text        not null default '',
    closed_on   date,
    closed_by   uuid references practitioner (id)
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
       case when r.consent <> 'not_asked' or exists (select 1 from consent k where k.referral_id = r.id
                                                      and k.error_reason = '')
            then 1 else 0 end as consent,
       case when r.lawful_basis <> ''
              or exists (select 1 from consent k where k.referral_id = r.id and k.lawful_basis <> ''
                                                      and k.error_reason = '')
            then 1 else 0 end as lawful_basis,
       case when c.lead_status = 'accepted' then 1 else 0 end as lead,
       case when exists (select 1 from plan_action a where a.case_id = c.id)
              or exists (select 1 from plan_goal g where g.case_id = c.id) then 1 else 0 end as plan,
       case when c.next_review_on is not null or c.status = 'closed' then 1 else 0 end as review_date
  from case_record c
  join referral r on r.id = c.referral_id
  join person p on p.id = c.person_id;

-- A decision that a second person confirms before it counts. Until then its request stands as received.
create table decision_proposal (
    id               uuid        not null primary key,
    referral_id      uuid        not null references referral (id),
    -- The version of the request that was looked at.
    referral_version bigint      not null,
    decision         text        not null check (decision in ('accept', 'return')),
    level_of_need    bigint,
    return_reason    text        not null,
    rationale        text        not null,
    override_reason  text        not null,
    proposed_on      date        not null,
    proposed_by      uuid        not null references practitioner (id),
    proposed_at      timestamptz not null,
    status           text        not null check (status in ('waiting', 'confirmed', 'declined')),
    -- Why it was not confirmed, or was taken back.
    answer_reason    text        not null,
    answered_by      uuid references practitioner (id),
    answered_at      timestamptz
);
create index decision_proposal_referral on decision_proposal (referral_id, proposed_at);
-- One at a time.
create unique index decision_proposal_waiting on decision_proposal (referral_id) where status = 'waiting';

-- What a proposed decision relies on: codes of the charter's indicators of need.
create table proposal_indicator (
    proposal_id uuid not null references decision_proposal (id),
    indicator   text not null,
    primary key (proposal_id, indicator)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- The level of need each time that somebody judged it, when a request is decided and in its case from then on.
create table level_judgement (
    id              uuid        not null primary key,
    referral_id     uuid        not null references referral (id),
    -- decision, review, step_up, closure
    occasion        text        not null,
    -- The level that was asked for, or was before; and the level that was judged. Nothing where it is not known.
    level_before    bigint,
    level           bigint,
    -- Why it has changed; empty where what goes with it says so.
    reason          text        not null,
    -- In whose words its indicators are read.
    charter_version text        not null,
    judged_on       date        not null,
    judged_by       uuid        not null references practitioner (id),
    judged_at       timestamptz not null
);
create index level_judgement_referral on level_judgement (referral_id, judged_at);

-- A level that the charter guards, judged at a review, a step-up or a closure: it counts once a second person has confirmed it.
create table level_proposal (
    id              uuid        not null primary key,
    case_id         uuid        not null references case_record (id),
    -- review, step_up, closure
    occasion        text        not null,
    level_before    bigint      not null,
    level           bigint      not null,
    reason          text        not null,
    charter_version text        not null,
    proposed_on     date        not null,
    proposed_by     uuid        not null references practitioner (id),
    proposed_at     timestamptz not null,
    status          text        not null check (status in ('waiting', 'confirmed', 'declined')),
    -- Why it was not confirmed, or was taken back.
    answer_reason   text        not null,
    answered_by     uuid references practitioner (id),
    answered_at     timestamptz
);
create index level_proposal_case on level_proposal (case_id, proposed_at);
create index level_proposal_status on level_proposal (status, proposed_at);
-- One at a time.
create unique index level_proposal_waiting on level_proposal (case_id) where status = 'waiting';
create table level_proposal_indicator (
    proposal_id uuid not null references level_proposal (id),
    indicator   text not null,
    primary key (proposal_id, indicator)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- What a judgement relies on: codes of the charter's indicators of need.
create table level_indicator (
    judgement_id uuid not null references level_judgement (id),
    indicator    text not null,
    primary key (judgement_id, indicator)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- Whether a line may stand on the plan to share: the strengths of a referral, a goal, an action, an allocation, or the
-- lead professional. Without a row nobody has said, and it does not.
create table plan_share (
    case_id   uuid        not null references case_record (id),
    line      uuid        not null,
    is_shared boolean     not null,
    -- Of the words that were read: what says something else since has not been decided on.
    mark      text        not null,
    chosen_by uuid        not null references practitioner (id),
    chosen_at timestamptz not null,
    primary key (case_id, line)
--@ sqlite
) without rowid;
--@ postgres
);
--@ both

-- Files that were imported, and the rows of them that came in, so that twice is once.
create table import_run (
    id          uuid        not null primary key,
    file_hash   text        not null,
    kind        text        not null,
    imported    bigint      not null,
    unchanged   bigint      not null,
    rejected    bigint      not null,
    started_at  timestamptz not null,
    ended_at    timestamptz
);

-- Everybody around a case: whom it is about, whom its request names, who lives or lived with them, and their relatives.
create view case_people as
select c.id as case_id, c.person_id as person_id from case_record c
 union all select c.id, n.person_id from case_record c join referral_person n on n.referral_id = c.referral_id
 union all select c.id, m.person_id from case_record c
         join household_member o on o.person_id = c.person_id
         join household_member m on m.household_id = o.household_id
 union all select c.id, m.person_id from case_record c
         join referral r on r.id = c.referral_id
         join household_member m on m.household_id = r.household_id
 union all select c.id, k.other_id from case_record c join relationship k on k.person_id = c.person_id
 union all select c.id, k.person_id from case_record c join relationship k on k.other_id = c.person_id;

-- A closed case told to others who work with people, without anybody's name. The latest counts.
create table case_study (
    id            uuid        not null primary key,
    case_id       uuid        not null references case_record (id),
    -- Whom it was about when it was written: a case may be moved to another record.
    person_id     uuid        not null references person (id),
    pseudonym     text        not null,
    asked         text        not null,
    strengths     text        not null,
    done          text        not null,
    changed       text        not null,
    -- What might have happened without it; may be empty.
    otherwise     text        not null,
    status        text        not null check (status in ('waiting', 'approved', 'declined', 'taken_down', 'replaced')),
    written_by    uuid        not null references practitioner (id),
    written_on    date        not null,
    written_at    timestamptz not null,
    answer_reason text        not null,
    answered_by   uuid references practitioner (id),
    answered_at   timestamptz
);
create index case_study_case on case_study (case_id, written_at);
create index case_study_status on case_study (status);

-- What others read of it: no case, person, day or place. It is there as long as they agree to it, the case is closed, and the
-- record is neither limited nor kept from anybody: whoever is kept from it may not read its story either.
create view case_study_told as
select s.id as study, s.pseudonym as pseudonym, s.asked as asked, s.strengths as strengths, s.done as done,
       s.changed as changed, s.otherwise as otherwise
  from case_study s
  join case_record c on c.id = s.case_id and c.person_id = s.person_id
 where s.status = 'approved'
   and c.status = 'closed'
   and (select t.decision from consent t
         where t.referral_id = c.referral_id and t.purpose = 'case_study' and t.error_reason = ''
         order by t.decided_on desc, t.id desc limit 1) = 'given'
   and not exists (select 1 from record_scope l
                    where l.kind = 'case' and l.record = c.id
                      and l.relation in ('restricted', 'barred', 'barred_organisation'))
   and not exists (select 1 from record_scope l
                    where l.kind = 'person' and l.record = c.person_id
                      and l.relation in ('restricted', 'barred', 'barred_organisation'));
