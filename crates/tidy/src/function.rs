//! Functions found in code by their braces.

use crate::source::Source;

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`, counted from one.
    pub line: usize,
    /// The lines from there to its closing brace.
    pub lines: usize,
    /// Everything between the name and the body.
    pub signature: String,
}

impl Function {
    /// Whether a line of the file is part of it.
    #[must_use]
    pub fn covers(&self, line: usize) -> bool {
        (self.line..self.line + self.lines).contains(&line)
    }
}

/// Every function with a body, nested ones too, in order.
#[must_use]
pub fn functions(source: &Source) -> Vec<Function> {
    let chars: Vec<char> = source.code.chars().collect();
    (0..chars.len()).filter_map(|at| function(&chars, at)).collect()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn function(chars: &[char], at: usize) -> Option<Function> {
    let (before, rest) = (chars.get(..at)?, chars.get(at..)?);
    if !rest.starts_with(&['f', 'n', ' ']) || before.last().is_some_and(|c| is_name(*c)) {
        return None;
    }
    let name: String = rest.iter().skip(3).take_while(|c| is_name(**c)).collect();
    let signature = signature(rest.iter().skip(3 + name.len()))?;
    let body = rest.iter().skip(3 + name.len() + signature.chars().count());
    let lines_of_body = lines_to_closing_brace(body)?;
    let line = 1 + before.iter().filter(|c| **c == '\n').count();
    let lines = signature.matches('\n').count() + lines_of_body;
    (!name.is_empty()).then_some(Function { name, line, lines, signature })
}

/// Up to the brace that opens the body; none for a declaration without one.
fn signature<'a>(chars: impl Iterator<Item = &'a char>) -> Option<String> {
    let mut depth = 0_i32;
    let mut text = String::new();
    for c in chars {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(text),
            ';' if depth == 0 => return None,
            _ => {}
        }
        text.push(*c);
    }
    None
}

fn lines_to_closing_brace<'a>(chars: impl Iterator<Item = &'a char>) -> Option<usize> {
    let (mut depth, mut lines) = (0_i32, 1);
    for c in chars {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '\n' => lines += 1,
            _ => {}
        }
        if depth == 0 {
            return Some(lines);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_from_their_name_to_their_closing_brace() {
        let found = functions(&Source::read(
            "trait T { fn none(&self); }\n\nfn one(a: [u8; 2]) -> bool {\n    if a { \"}\" }\n}\n\
             async fn two(\n    f: fn(u8),\n) where A: B {\n}\n",
        ));
        let measured: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(measured, [("one", 3, 3), ("two", 6, 4)]);
        assert!(found.iter().any(|f| f.covers(4)) && !found.iter().any(|f| f.covers(2)));
    }
}
