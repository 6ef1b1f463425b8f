//! Which paths are forms with a page of their own, and what each is called.

use crate::Route;

/// The paths of forms, with their titles.
#[derive(Clone, Debug, Default)]
pub struct Forms(Vec<(String, &'static str)>);

impl Forms {
    pub(crate) fn of(routes: &[Route]) -> Self {
        let titled = routes.iter().filter_map(|it| Some((it.path.clone(), it.title?)));
        Self(titled.collect())
    }

    /// The title of the form at a path, if there is one.
    pub fn title(&self, path: &str) -> Option<&'static str> {
        self.0.iter().find(|(pattern, _)| fits(pattern, path)).map(|(_, title)| *title)
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found || wanted.starts_with('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_path_whatever_the_ids_in_it() {
        let forms = Forms(vec![("/people/{person}/amend".into(), "Amend")]);
        assert_eq!(forms.title("/people/7/amend"), Some("Amend"));
        for other in ["/people/7", "/people/7/amend/more", "/cases/7/amend", ""] {
            assert_eq!(forms.title(other), None, "{other}");
        }
    }
}
