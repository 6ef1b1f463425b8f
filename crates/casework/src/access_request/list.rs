//! What of every table and column is about the person whose record it hangs on, and what is not, because. It is the one
//! place: the statement that gathers what is held is made of it, and a test holds it to the tables of both engines.

use db::Source;

/// What a column says of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// A fact, under this label.
    Said(&'static str),
    /// What somebody wrote. It goes out once it was read: it may tell of somebody else.
    Words(&'static str),
    /// Yes or no.
    Yes(&'static str),
    /// A professional, an organisation, a forum or a service, by name: they act in their duties.
    Named(&'static str),
    /// Contact details, sealed under the name of their field.
    Contact(&'static str),
    /// Answers to a form, sealed under the name of the form.
    Form(&'static str),
    /// What is said of a person of concern, sealed under the name of its row: what is known, or why it is over.
    Concern(&'static str),
    /// Answers to a form, in clear.
    Answers(&'static str),
    /// Tells one row from another.
    Key,
    /// The record that has to be open to the reader, or the row is not read: it is never shown.
    Guard,
    /// Counts, sorts or seals: it says nothing of anybody.
    Inner,
    /// About somebody else: it is never read for an answer.
    Other,
}

impl Is {
    /// Whether SQLite keeps it as bytes.
    fn is_bytes(self, column: &str) -> bool {
        let is_id = column == "id" || column.ends_with("_id");
        matches!(self, Self::Named(_) | Self::Contact(_) | Self::Form(_) | Self::Concern(_))
            || matches!(self, Self::Key | Self::Guard) && is_id
    }
}

/// A kind of thing, as the answer is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Who they are and how to reach them.
    Who,
    /// Who lives with them and is related to them.
    Family,
    /// What staff must know first, and who was kept out.
    Safety,
    /// What was asked for them, and what was decided.
    Request,
    /// The case: who leads it, what meetings said.
    Case,
    /// The plan, and what was done.
    Plan,
    /// Forms and papers.
    Form,
    /// What happened, in order.
    Journey,
}

impl Part {
    /// Its heading.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Who => "Who they are and how to reach them",
            Self::Family => "Family",
            Self::Safety => "Alerts, and who may see the record",
            Self::Request => "Referrals and decisions",
            Self::Case => "The case and its meetings",
            Self::Plan => "The plan",
            Self::Form => "Forms and papers",
            Self::Journey => "What happened",
        }
    }
}

/// A table whose rows are about the person.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Its name.
    pub table: &'static str,
    /// To which part of the answer its rows belong.
    pub part: Part,
    /// What one row is called.
    pub title: &'static str,
    /// The column that holds the person, a referral of theirs or a case of theirs.
    pub by: &'static str,
    /// What is joined so that there is such a column.
    pub joins: &'static str,
    /// Why each row is decided on by somebody; empty where it goes out by itself.
    pub asks: &'static str,
    /// What each column says.
    pub columns: &'static [(&'static str, Is)],
}

impl Held {
    /// What is read of it.
    #[must_use]
    pub fn source(&self) -> Source {
        let wanted = self.columns.iter().filter(|(_, is)| !matches!(is, Inner | Other));
        let columns = wanted.map(|(column, is)| (*column, is.is_bytes(column))).collect();
        Source { table: self.table, joins: self.joins, by: self.by, columns }
    }
}

/// `Part table "what a row is called" by "column" [joined "…"] [asks "why"] { column: what it says, … }`
macro_rules! held { ($(
    $part:ident $table:ident $title:literal by $by:literal $(joined $joins:literal)? $(asks $asks:literal)?
    { $($column:ident: $is:expr),* $(,)? }
)*) => {
    /// Every table whose rows are about the person.
    pub const ABOUT: &[Held] = &[$(Held {
        table: stringify!($table), part: Part::$part, title: $title, by: $by, joins: concat!($($joins)?),
        asks: concat!($($asks)?), columns: &[$((stringify!($column), $is)),*],
    }),*];
} }

use Is::{Answers, Concern, Contact, Form, Guard, Inner, Key, Named, Other, Said, Words, Yes};

held! {
    Who person "Who they are" by "t.id" {
        id: Key, given_name: Said("First name"), family_name: Said("Last name"), date_of_birth: Said("Date of birth"),
        born_about: Said("Born about"), died: Said("Died"),
        learning_difficulty_or_disability: Said("Learning difficulty or disability"), nhs_number: Said("NHS number"),
        nhs_number_status: Said("NHS number is"), district_code: Said("District"), version: Inner,
        created_at: Said("First recorded"), updated_at: Inner,
    }
    Who person_contact "How to reach them" by "t.person_id" asks "Whoever reads it learns where they are, or how to reach them" {
        person_id: Key, field: Said("Which"), sealed: Contact("Is"), blind_index: Inner,
    }
    Who person_name "Another name" by "t.person_id" {
        id: Key, person_id: Inner, kind: Said("Sort"), given_name: Said("First name"), family_name: Said("Last name"),
        added_by: Named("Added by"), added_at: Said("Added"), removal_reason: Words("Why it was taken off"),
        removed_by: Named("Taken off by"), removed_at: Said("Taken off"),
    }
    Who person_identifier "A number of another system" by "t.person_id" {
        id: Key, person_id: Inner, kind: Said("Sort"), system: Said("System"), value: Said("Number"), value_key: Inner,
        added_by: Named("Added by"), added_at: Said("Added"), removal_reason: Words("Why it was taken off"),
        removed_by: Named("Taken off by"), removed_at: Said("Taken off"),
    }
    Who person_communication "How they communicate" by "t.person_id" {
        person_id: Key, interpreter: Said("Interpreter"), language: Words("Language"), words: Words("What helps"),
        version: Inner, updated_by: Named("Written by"), updated_at: Said("Written"),
    }
    Who person_communication_need "What is arranged" by "t.person_id" { person_id: Key, need: Said("Need") }
    Who access_request "That all that is held was asked for" by "t.person_id" {
        id: Key, person_id: Inner, asked_by: Said("Asked by"), identity_words: Words("How it is known who asked"),
        received_on: Said("Received"), due_on: Said("Due"), extension_reason: Words("Why it takes longer"),
        extended_by: Named("Said by"), extended_on: Said("Said on"), status: Said("Where it stands"),
        end_words: Words("Why it ended"), ended_by: Named("Ended by"), ended_on: Said("Ended"),
        recorded_by: Named("Recorded by"), recorded_at: Inner,
    }

    // Who lives with them, or is related to them, is named on neither side: they are somebody else. A relationship to
    // somebody of whom the reader may not know is not there.
    Family household_member "Where they lived" by "t.person_id" {
        id: Key, household_id: Other, person_id: Inner, role: Said("Part in the household"), joined_on: Said("From"),
        left_on: Said("Until"),
    }
    Family relationship "A relationship to somebody" by "t.person_id" asks "It tells of somebody else’s family as well" {
        id: Key, person_id: Inner, other_id: Guard, kind: Said("They are the other's"),
        responsibility: Said("Parental responsibility"), began: Said("Began"), ended: Said("Ended"),
        end_reason: Words("Why it ended"), in_error: Yes("Entered in error"), recorded_by: Named("Recorded by"),
        recorded_at: Said("Recorded"), ended_by: Named("Ended by"), ended_at: Inner,
    }
    Family relationship "A relationship of somebody to them" by "t.other_id" asks "It tells of somebody else’s family as well" {
        id: Key, person_id: Guard, other_id: Inner, kind: Said("The other is their"),
        responsibility: Said("Parental responsibility"), began: Said("Began"), ended: Said("Ended"),
        end_reason: Words("Why it ended"), in_error: Yes("Entered in error"), recorded_by: Named("Recorded by"),
        recorded_at: Said("Recorded"), ended_by: Named("Ended by"), ended_at: Inner,
    }
    Family person_error "That a relationship to somebody was entered in error" by "t.person_id" asks "What was entered in error may be about somebody else" {
        id: Key, person_id: Inner, other_id: Guard, alert_id: Inner, relationship_id: Inner,
        reason: Words("What is wrong with it"), said_by: Named("Said by"), said_at: Said("Said"),
        back_reason: Words("Why it is right after all"), back_by: Named("Taken back by"), back_at: Said("Taken back"),
    }
    Family person_error "That a relationship of somebody to them was entered in error" by "t.other_id" asks "What was entered in error may be about somebody else" {
        id: Key, person_id: Guard, other_id: Inner, alert_id: Inner, relationship_id: Inner,
        reason: Words("What is wrong with it"), said_by: Named("Said by"), said_at: Said("Said"),
        back_reason: Words("Why it is right after all"), back_by: Named("Taken back by"), back_at: Said("Taken back"),
    }

    Safety person_alert "An alert" by "t.person_id" asks "An alert may be about somebody who must not know of it" {
        id: Key, person_id: Inner, kind: Said("Sort"), words: Words("What it says"), review_on: Said("Looked at again"),
        version: Inner, added_by: Named("Added by"), added_at: Said("Added"), end_reason: Words("Why it ended"),
        in_error: Yes("Entered in error"), ended_by: Named("Ended by"), ended_at: Said("Ended"),
    }
    Safety person_error "That an alert was entered in error" by "a.person_id"
    joined "join person_alert a on a.id = t.alert_id" asks "What was entered in error may be about somebody else" {
        id: Key, person_id: Inner, other_id: Inner, alert_id: Inner, relationship_id: Inner,
        reason: Words("What is wrong with it"), said_by: Named("Said by"), said_at: Said("Said"),
        back_reason: Words("Why it is right after all"), back_by: Named("Taken back by"), back_at: Said("Taken back"),
    }
    // Nothing of the person of concern's own record leads here, so nobody is told of it who asks what is held about themself. And
    // whoever asks for another may be who is feared: it is given to nobody but the person (`gather`).
    Safety person_of_concern "Somebody from whom they have to be kept safe" by "t.person_id" asks "Whoever is feared may live with them or read their post: agree with them first how they get it" {
        id: Key, person_id: Inner, readers: Inner, sealed: Concern("What is known"), review_on: Said("Looked at again"),
        version: Inner, added_by: Named("Recorded by"), added_at: Said("Recorded"), looked_by: Named("Looked at by"),
        looked_at: Said("Looked at"), is_shared: Inner, former_id: Key, outcome: Said("Where it stands"), sealed_reason: Concern("Why it is over"), ended_by: Named("Ended by"), ended_at: Said("Ended"),
    }
    Safety person_bar "That somebody was kept out" by "t.person_id" asks "It may be about somebody who must not know of it" {
        id: Key, person_id: Inner, target: Other, reason: Words("Why"), barred_by: Named("By"), barred_at: Said("On"),
        made_in: Named("In"), is_exclusion: Yes("The family asked for it"), lift_reason: Words("Why it was lifted"),
        lifted_by: Named("Lifted by"), lifted_at: Said("Lifted"),
    }
    Safety access_override "That the record was read at once" by "t.person_id" {
        id: Key, person_id: Inner, practitioner_id: Named("By"), organisation_id: Named("For"), reason: Words("Why"),
        made_at: Said("On"), until_at: Inner, finding: Said("Looked at afterwards"), finding_words: Words("What was found"),
        reviewed_by: Named("Looked at by"), reviewed_at: Said("Looked at on"),
    }

    Request referral "A referral" by "t.id" {
        id: Key, forum_id: Named("To"), person_id: Inner, household_id: Other, source_system: Inner,
        source_reference: Said("Reference"), received_on: Said("Received"), received_month: Inner, source_hash: Inner,
        referrer_practitioner: Named("Made by"), referrer_organisation: Named("Of"), referrer_group: Said("Group"),
        charter_version: Inner, level_of_need: Said("Level of need"), agencies_needed: Said("Organisations needed"),
        transition: Said("Change"), assessment_state: Said("Assessment"), consent: Said("Consent"),
        lawful_basis: Said("Lawful basis"), without_consent_reason: Said("Why without consent"),
        strengths: Words("Strengths"), needs_words: Words("Needs"), own_words: Words("In their own words"),
        referrer_offer: Words("What the referrer offers"), known_to_social_care: Said("Known to social care"),
        re_referral_of: Inner, acknowledged_on: Said("Acknowledged"), acknowledged_by: Named("Acknowledged by"),
        status: Said("Where it stands"), decided_on: Said("Decided"), decided_by: Named("Decided by"),
        confirmed_by: Named("Confirmed by"), return_reason: Said("Why it was returned"),
        decision_rationale: Words("Reasons"), override_reason: Words("Why against the rules"), case_id: Inner,
        version: Inner, created_at: Inner, stepped_up_on: Said("Stepped up"),
    }
    Request referral_need "A need" by "t.referral_id" { referral_id: Key, need: Said("Need") }
    Request referral_note "What became known later" by "t.referral_id" {
        id: Key, referral_id: Inner, words: Words("What"), written_by: Named("Written by"), written_on: Said("Written"),
        written_at: Inner, error_reason: Words("Entered in error"),
    }
    Request referral_followup "What became of them" by "t.referral_id" {
        id: Key, referral_id: Inner, asked_after: Said("Asked after"), since_on: Said("Since"), months: Said("Months"),
        answer: Said("Answer"), words: Words("In words"), answered_by: Named("Answered by"),
        answered_on: Said("Answered"), answered_at: Inner,
    }
    Request assessment "An assessment" by "t.referral_id" {
        id: Key, referral_id: Inner, person_id: Inner, form: Said("Form"), form_version: Inner, version: Said("Version"),
        answers: Answers("Answers"), made_by: Named("Made by"), made_at: Said("Made"),
    }
    Request consent "Consent" by "t.referral_id" {
        id: Key, person_id: Inner, referral_id: Inner, purpose: Said("To"), decision: Said("Decision"),
        decided_on: Said("On"), lawful_basis: Said("Lawful basis"), without_consent_reason: Said("Why without consent"),
        decider: Said("Who decided"), about: Words("Able to decide about"), assessed_by: Words("Judged by"),
        assessed_on: Said("Judged"), finding: Said("Found"), finding_reason: Words("Why"),
        recorded_by: Named("Recorded by"), recorded_at: Inner, note: Words("Note"),
        error_reason: Words("Entered in error"), error_by: Named("Marked by"), error_on: Said("Marked"),
    }
    Request decision_proposal "A proposed decision" by "t.referral_id" {
        id: Key, referral_id: Inner, referral_version: Inner, decision: Said("Decision"),
        level_of_need: Said("Level of need"), return_reason: Said("Why it would be returned"),
        rationale: Words("Reasons"), override_reason: Words("Why against the rules"), proposed_on: Said("Proposed"),
        proposed_by: Named("Proposed by"), proposed_at: Inner, status: Said("Where it stands"),
        answer_reason: Words("Why it was not confirmed"), answered_by: Named("Answered by"), answered_at: Said("Answered"),
    }
    Request proposal_indicator "What a proposal relied on" by "d.referral_id"
    joined "join decision_proposal d on d.id = t.proposal_id" {
        proposal_id: Key, indicator: Said("Sign of need"),
    }
    Request level_judgement "The level of need" by "t.referral_id" {
        id: Key, referral_id: Inner, occasion: Said("When"), level_before: Said("Before"), level: Said("Level"),
        reason: Words("Why"), charter_version: Inner, judged_on: Said("Judged"), judged_by: Named("Judged by"),
        judged_at: Inner,
    }
    Request level_indicator "What the level relied on" by "j.referral_id"
    joined "join level_judgement j on j.id = t.judgement_id" {
        judgement_id: Key, indicator: Said("Sign of need"),
    }
    Request entry_error "That a line was entered in error" by "t.referral_id" asks "What was entered in error may be about somebody else" {
        id: Key, referral_id: Inner, entry_id: Inner, sort: Said("What"), reason: Words("What is wrong with it"),
        said_by: Named("Said by"), said_at: Said("Said"), back_reason: Words("Why it is right after all"),
        back_by: Named("Taken back by"), back_at: Said("Taken back"),
    }
    Request person_correction "That it was about another record" by "t.referral_id" asks "It tells of somebody else's record" {
        id: Key, referral_id: Inner, forum_id: Inner, was_person_id: Other, person_id: Other, reason: Words("How it is known"),
        corrected_by: Named("Put right by"), corrected_on: Said("Put right"), corrected_at: Inner,
        checked_by: Named("Checked by"), checked_on: Said("Checked"),
    }
    Request advice "Advice that was asked for first" by "t.referral_id" {
        id: Key, forum_id: Named("Of"), situation: Words("Situation"), tried: Words("Tried"), question: Words("Question"),
        asked_by: Named("Asked by"), asked_for: Named("For"), asked_on: Said("Asked"), asked_at: Inner, kind: Said("Answer"),
        organisation_id: Named("Who can meet it"), words: Words("In words"), answered_on: Said("Answered"),
        answered_by: Named("Answered by"), referral_id: Inner,
    }

    Case case_record "A case" by "t.id" {
        id: Key, referral_id: Inner, forum_id: Named("Of"), person_id: Inner, charter_version: Inner,
        level_of_need: Said("Level of need"), status: Said("Where it stands"), opened_on: Said("Opened"), closed_on: Said("Closed"),
        closure_reason: Said("Why it was closed"), closure_outcome: Said("What came of it"),
        closure_summary: Words("In words"), stepped_up_on: Said("Stepped up"), lead_id: Named("Lead professional"),
        lead_organisation: Named("Of the organisation"), lead_status: Said("The lead"), next_review_on: Said("Next review"),
        version: Inner, created_at: Inner, updated_at: Inner,
    }
    Case level_proposal "A level of need that waited for a second person" by "t.case_id" {
        id: Key, case_id: Inner, occasion: Said("When"), level_before: Said("Before"), level: Said("Level"),
        reason: Words("Why"), charter_version: Inner, proposed_on: Said("Proposed"), proposed_by: Named("Proposed by"),
        proposed_at: Inner, status: Said("Where it stands"), answer_reason: Words("Why it was not confirmed"),
        answered_by: Named("Answered by"), answered_at: Said("Answered"),
    }
    Case level_proposal_indicator "What that level relied on" by "p.case_id"
    joined "join level_proposal p on p.id = t.proposal_id" {
        proposal_id: Key, indicator: Said("Sign of need"),
    }
    // One that was written while the case was about another record is about somebody else.
    Case case_study "What was told of the case without a name" by "t.case_id"
    joined "join case_record c on c.id = t.case_id and c.person_id = t.person_id" {
        id: Key, case_id: Inner, person_id: Inner, pseudonym: Words("Name that was used"), asked: Words("What was asked"),
        strengths: Words("Strengths"), done: Words("What was done"), changed: Words("What changed"),
        otherwise: Words("What might have been"), status: Said("Where it stands"), written_by: Named("Written by"),
        written_on: Said("Written"), written_at: Inner, answer_reason: Words("Why it was given back"),
        answered_by: Named("Answered by"), answered_at: Said("Answered"),
    }
    Case lead_request "Who was asked to lead" by "t.case_id" {
        id: Key, case_id: Inner, practitioner_id: Named("Who"), organisation_id: Named("Of"), status: Said("Where it stands"),
        decline_reason: Words("Why not"), proposed_by: Named("Asked by"), proposed_at: Said("Asked"),
        answered_at: Said("Answered"), ended_at: Said("Ended"),
    }
    Case team_member "Somebody of the team around the family" by "t.case_id" asks "Somebody of the team may be no professional" {
        id: Key, case_id: Inner, practitioner_id: Named("Who"), name: Words("Name"), organisation: Words("Organisation"),
        role: Words("What they do"), added_on: Inner, left_on: Said("Left"), added_by: Named("Added by"), added_at: Said("Added"),
        error_reason: Words("Entered in error"),
    }
    Case team_meeting "A meeting of the team" by "t.case_id" {
        id: Key, case_id: Inner, met_on: Said("On"), recorded_by: Named("Recorded by"), recorded_at: Inner,
    }
    Case agenda_item "What a meeting of the forum said" by "t.case_id" {
        id: Key, meeting_id: Inner, case_id: Inner, position: Inner, minutes: Inner, discussion: Words("Discussion"),
        decision: Said("Decision"), rationale: Words("Reasons"), dissent: Words("Who saw it otherwise"),
        decided_at: Said("Decided"), version: Inner,
    }
    Case item_update "What an organisation wrote for a meeting" by "i.case_id"
    joined "join agenda_item i on i.id = t.item_id" {
        item_id: Key, organisation_id: Named("Organisation"), words: Words("What"), version: Inner,
        written_by: Named("Written by"), written_at: Said("Written"),
    }
    Case sharing_decision "What was told, or kept back" by "t.case_id" asks "It may tell of somebody who must not know of it" {
        id: Key, case_id: Inner, organisation_id: Named("Organisation"), told: Words("Whom"), decision: Said("Decision"),
        what: Words("What"), reason: Words("Why"), despite_exclusion: Yes("Although the family excluded them"),
        decided_on: Said("On"), recorded_by: Named("Recorded by"), recorded_at: Inner,
        error_reason: Words("Entered in error"),
    }
    Case step_up "That the statutory service was asked" by "t.case_id" {
        id: Key, case_id: Inner, reason: Words("Why"), level: Said("Level of need"), rung: Words("Whom"),
        rung_on: Said("Rung"), status: Said("Where it stands"), answered_on: Said("Answered"), answer_words: Words("Answer"),
        answered_by: Named("Answer recorded by"), recorded_by: Named("Recorded by"), recorded_at: Inner,
    }
    Case relapse_event "An old need that was back" by "t.case_id" {
        id: Key, case_id: Inner, happened_on: Said("On"), goal_id: Inner, sign: Said("Sign"), seen: Words("Seen"),
        done: Words("Done"), was_outcome: Said("The goal had been"), was_outcome_words: Words("In words"),
        recorded_by: Named("Recorded by"), recorded_at: Inner, error_reason: Words("Entered in error"),
    }
    Case review "A review" by "t.case_id" {
        id: Key, case_id: Inner, due_on: Said("Due"), reviewed_on: Said("On"), progress: Words("Progress"),
        decision: Said("Decision"), next_review_on: Said("Next"), recorded_by: Named("Recorded by"), recorded_at: Inner,
    }

    Plan plan_goal "A goal" by "t.case_id" {
        id: Key, case_id: Inner, words: Words("What should be different"), need: Said("Need"),
        importance: Said("How important, of 10"), confidence: Said("How sure, of 10"), outcome: Said("How it went"),
        outcome_words: Words("In words"), version: Inner, recorded_by: Named("Recorded by"), recorded_at: Said("Recorded"),
    }
    Plan plan_action "An action" by "t.case_id" {
        id: Key, case_id: Inner, meeting_id: Inner, goal_id: Inner, description: Words("What"), due_on: Said("By"),
        status: Said("Where it stands"), version: Inner, recorded_by: Named("Recorded by"), recorded_at: Said("Recorded"),
    }
    Plan action_owner "Who does an action" by "a.case_id" joined "join plan_action a on a.id = t.action_id" {
        action_id: Key, organisation_id: Named("Organisation"), practitioner_id: Named("Who"),
        accountable: Yes("Answers for it"),
    }
    Plan action_update "What was done about an action" by "a.case_id" joined "join plan_action a on a.id = t.action_id" {
        id: Key, action_id: Inner, organisation_id: Named("Organisation"), practitioner_id: Named("Who"),
        status: Said("Where it stands"), said: Words("What"), reported_at: Said("Reported"),
    }
    Plan allocation "A service" by "t.case_id" {
        id: Key, case_id: Inner, meeting_id: Inner, service_id: Named("Service"), status: Said("Where it stands"),
        decline_reason: Words("Why not"), answer_by: Inner, answered_by: Named("Answered by"), answered_at: Said("Answered"),
        waiting_since: Said("Waits since"), waiting_until: Said("Waits until about"), started_on: Said("Began"),
        ended_on: Said("Ended"), end_reason: Said("Why it ended"), offered_at: Said("Asked for"),
    }
    Plan contingency "If things get worse" by "t.case_id" {
        case_id: Key, about_me: Words("What matters most"), early_signs: Words("Early signs"), triggers: Words("Triggers"),
        what_to_do: Words("What to do"), whom_to_call: Words("Whom to call"), version: Inner,
        recorded_by: Named("Recorded by"), recorded_at: Said("Recorded"),
    }

    // As on the pages of forms, answers are for those who may read where the family lives.
    Form case_form "A form" by "t.case_id" {
        id: Key, case_id: Guard, person_id: Inner, code: Inner, title: Said("Form"), form_version: Inner, digest: Inner,
        status: Said("Where it stands"), answers: Form("Answers"), version: Inner, started_by: Named("Started by"),
        started_at: Said("Started"), changed_by: Named("Changed by"), changed_at: Said("Changed"),
    }
    Form case_form_completion "What a form said when it was completed" by "f.case_id"
    joined "join case_form f on f.id = t.form_id" {
        form_id: Guard, number: Said("Time"), answers: Form("Answers"), completed_by: Named("Completed by"),
        completed_at: Said("Completed"),
    }
    Form paper "A paper of a referral" by "t.referral_id" asks "Read the file, and give it apart from this answer" {
        id: Key, referral_id: Inner, case_id: Inner, person_id: Inner, title: Words("Title"), sort: Said("Sort"),
        format: Said("Kind of file"), size: Inner, pieces: Inner, added_by: Named("Added by"), added_at: Said("Added"),
        error_reason: Words("Entered in error"), error_by: Named("Marked by"), error_at: Said("Marked"),
    }
    Form paper "A paper of a case" by "t.case_id" asks "Read the file, and give it apart from this answer" {
        id: Key, referral_id: Inner, case_id: Inner, person_id: Inner, title: Words("Title"), sort: Said("Sort"),
        format: Said("Kind of file"), size: Inner, pieces: Inner, added_by: Named("Added by"), added_at: Said("Added"),
        error_reason: Words("Entered in error"), error_by: Named("Marked by"), error_at: Said("Marked"),
    }

    Journey chronology_event "What happened" by "t.case_id" {
        id: Key, case_id: Inner, happened_on: Said("On"), kind: Inner, said: Words("What"),
        significant: Yes("It mattered most"), error_reason: Words("Entered in error"), recorded_by: Named("Recorded by"),
        recorded_at: Said("Recorded"),
    }
}
