//! A forum adopts a charter. For the command line: `throughline charter adopt`.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use charter::Charter;
use db::{At, Doing, Operation, Stop, Subject};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store;

/// Has a forum work by a charter from now on. What was decided before stays under the old one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AdoptCharter {
    /// The forum's name.
    pub forum: String,
    /// The charter's files: path and text.
    pub files: BTreeMap<String, String>,
}

impl Act for AdoptCharter {
    const NAME: &'static str = "adopt_charter";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AdoptCharter {
    /// The charter's code and version.
    type Done = String;
    const SAYS: &'static str = "Have a forum work by a charter from now on";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<String, Stop> {
        let files: Vec<(&str, &str)> =
            self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let mut errors = FieldErrors::default();
        let found = store::forum(doing.tx, self.forum.trim()).await?;
        if found.is_none() {
            errors
                .add("forum", format!("There is no forum “{}”. Give its name in full", self.forum));
        }
        let charter = match Charter::load(&files) {
            Ok(charter) => Some(charter),
            Err(problems) => {
                problems.iter().for_each(|problem| errors.add("files", problem.to_string()));
                None
            }
        };
        errors.clone().into_result()?;
        let (Some(charter), Some((forum, code))) = (charter, found) else {
            return Err(errors.into());
        };
        if charter.code != code {
            let told = format!("This is the charter {}; the forum works by {code}", charter.code);
            return Err(FieldErrors::one("files", told).into());
        }
        let (code, version) = (charter.code.as_str(), charter.version.as_str());
        let kept = store::kept(doing.tx, code, version).await?;
        if kept.is_some_and(|kept| kept != store::hash(&files)) {
            let told = format!(
                "Version {version} of {code} is kept already, with another text. Give the changed \
                 charter a version of its own, in charter.toml"
            );
            return Err(FieldErrors::one("files", told).into());
        }
        let at = At(doing.env.now());
        store::keep(doing.tx, doing.permit, (code, version), &files, at).await?;
        store::adopt(doing.tx, doing.permit, forum, version).await?;
        doing.about.insert(forum.0);
        doing.detail = json!({ "charter": code, "version": version });
        Ok(format!("{code}/{version}"))
    }
}
