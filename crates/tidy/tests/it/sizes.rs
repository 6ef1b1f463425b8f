//! What a reader can hold in the head.

use tidy::{Source, files, functions};

use crate::assert_none;

const LINES_OF_A_FILE: usize = 450;
const LINES_OF_A_FUNCTION: usize = 80;

/// Functions that are longer than the limit: path, name, lines. An entry may shrink or go; one that
/// the function has outgrown, or no longer needs, fails the test.
const LONG_FUNCTIONS: &[(&str, &str, usize)] = &[];

#[test]
fn no_file_is_too_long_to_read() {
    let too_long: Vec<_> = files()
        .unwrap()
        .iter()
        .filter(|file| file.is_any(&["rs", "mjs", "js", "scss", "css", "sql", "py", "cedar"]))
        .filter(|file| file.text.lines().count() > LINES_OF_A_FILE)
        .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
        .collect();
    assert_none("a file has at most 450 lines: is there a second room in it?", &too_long);
}

#[test]
fn no_function_is_too_long_to_read() {
    let mut unused: Vec<_> = LONG_FUNCTIONS.iter().collect();
    let mut too_long = Vec::new();
    for file in files().unwrap().iter().filter(|file| file.is_any(&["rs"])) {
        for function in functions(&Source::read(&file.text)) {
            let allowed = LONG_FUNCTIONS
                .iter()
                .find(|(path, name, _)| *path == file.path && *name == function.name)
                .map_or(LINES_OF_A_FUNCTION, |(_, _, lines)| *lines);
            if function.lines > LINES_OF_A_FUNCTION {
                unused.retain(|(path, name, _)| *path != file.path || *name != function.name);
            }
            if function.lines > allowed {
                too_long.push(format!(
                    "{}:{}: {} has {} lines",
                    file.path, function.line, function.name, function.lines
                ));
            }
        }
    }
    assert_none("a function has at most 80 lines, or what its exception says", &too_long);
    let unused: Vec<_> = unused.iter().map(|(path, name, _)| format!("{path}: {name}")).collect();
    assert_none("these exceptions are no longer needed", &unused);
}
