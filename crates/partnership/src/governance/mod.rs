//! Answering for every disclosure: the agreement as people read it, the ledger, and who has looked
//! at a record.
//!
//! `model` holds the rules and words, `store` the SQL, `agreement`, `ledger` and `readers` the
//! readings and their routes, `pages` what they look like, `backup` the ledger's account of a copy.

mod agreement;
mod backup;
mod ledger;
mod model;
mod pages;
mod readers;
mod store;
mod words;

pub use agreement::SeeAgreement;
pub use backup::{ExportLedger, TakeBackup};
pub use ledger::SeeLedger;
pub use model::{ClauseText, Line, Look, texts_of_clauses};
pub use readers::{SeeCaseReaders, SeePersonReaders, SeeReferralReaders};
pub use words::in_words;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeAgreement>("/agreement"),
        Route::page::<SeeLedger>("/ledger"),
        Route::page::<SeePersonReaders>("/people/{person}/readers"),
        Route::page::<SeeReferralReaders>("/referrals/{referral}/readers"),
        Route::page::<SeeCaseReaders>("/cases/{case}/readers"),
    ]
    .concat()
}
