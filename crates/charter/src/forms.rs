//! Reads the forms that a charter lists, and finds those that it forgot to list.

use crate::{
    Form, codes,
    problem::{Problem, Source},
    questionnaire::Questionnaire,
    reading::Table,
};

/// Reads every `[[forms]]` with its file.
pub(crate) fn read(
    charter: &Table<'_>,
    files: &[(&str, &str)],
    problems: &mut Vec<Problem>,
) -> Vec<Form> {
    let (codes, paths) = codes::read_with(charter, "forms", &["file"], |table| {
        let path = table.text("file");
        if !path.is_empty() && !files.iter().any(|(name, _)| *name == path) {
            table.note_at("file", format!("there is no file “{path}”"), "add it or mend the name");
        }
        path
    });
    for (path, _) in files.iter().filter(|(path, _)| path.starts_with("forms/")) {
        if !paths.iter().any(|listed| listed == path) {
            let mend = "list it under [[forms]] in charter.toml";
            problems.push(Problem::of_file(*path, "the charter does not list this form", mend));
        }
    }
    let mut forms = Vec::new();
    for (entry, path) in codes.iter().zip(&paths) {
        let Some((_, text)) = files.iter().find(|(name, _)| name == path) else { continue };
        if let Some(questionnaire) = read_form(path, text, problems) {
            let (code, name) = (entry.code.clone(), entry.name.clone());
            forms.push(Form { code, name, questionnaire });
        }
    }
    forms
}

fn read_form(path: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Questionnaire> {
    match Questionnaire::parse(text) {
        Ok(questionnaire) => {
            let source = Source::new(path, text);
            questionnaire.check(&source);
            problems.extend(source.into_problems());
            Some(questionnaire)
        }
        Err(error) => {
            let problem = Problem::of_file(path, error.to_string(), "mend the file");
            problems.push(problem.at(error.line()));
            None
        }
    }
}
