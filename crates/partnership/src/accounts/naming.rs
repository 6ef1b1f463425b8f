//! Nobody's leaving shuts a limited record for good: when no one who is named on it has an open account
//! and a role any more, the coordinators at work with the person are named instead (ADR 7). They find it
//! among what waits on their home page.

use agreement::Act;
use db::{DbError, Doing};
use serde_json::{Value, json};

use super::{model, store::named};

/// What became of limited records that nobody was left to open.
#[derive(Debug, Default)]
pub(super) struct KeptOpen {
    /// Whose, and who is named now: for the ledger.
    pub(super) named: Vec<Value>,
    /// How many there is nobody to name on.
    pub(super) open_to_nobody: u64,
}

/// Names coordinators where nobody is left who is named, after any change of who has a role.
pub(super) async fn keep_open<O: Act>(doing: &mut Doing<'_, O>) -> Result<KeptOpen, DbError> {
    let mut kept = KeptOpen::default();
    for person in named::open_to_nobody(doing.tx, doing.permit).await? {
        let coordinators = named::coordinators(doing.tx, doing.permit, person).await?;
        let heirs = model::named_instead(&coordinators);
        if heirs.is_empty() {
            kept.open_to_nobody += 1;
        }
        for who in heirs {
            // Whoever asks who has looked at the person learns who was named, and when.
            doing.about.insert(person);
            named::name(doing.tx, doing.permit, person, who).await?;
            kept.named.push(json!({ "person": person, "practitioner": who }));
        }
    }
    Ok(kept)
}
