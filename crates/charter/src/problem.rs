//! What is wrong with a charter's files, all of it at once, and what to do about it.

use std::{cell::RefCell, fmt, ops::Range};

use serde::Serialize;

/// One thing that is wrong in one file of a charter, with the way to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as the charter's folder names it.
    pub file: String,
    /// The line, where one line is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub wrong: String,
    /// What to do.
    pub mend: String,
}

impl Problem {
    /// A problem with a whole file.
    pub(crate) fn of_file(
        file: impl Into<String>,
        wrong: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), line: None, wrong: wrong.into(), mend: mend.into() }
    }

    /// The same problem, with its line.
    pub(crate) fn at(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file)?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}; {}", self.wrong, self.mend)
    }
}

impl std::error::Error for Problem {}

/// One text of a charter and what was found wrong in it so far.
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    found: RefCell<Vec<Problem>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, found: RefCell::default() }
    }

    /// Notes a problem on a line.
    pub(crate) fn note(
        &self,
        line: Option<usize>,
        wrong: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.found.borrow_mut().push(Problem::of_file(self.path, wrong, mend).at(line));
    }

    /// Whether nothing was found wrong so far.
    pub(crate) fn is_sound(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// The line on which a span of bytes starts.
    pub(crate) fn line_of(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.found.into_inner()
    }
}
