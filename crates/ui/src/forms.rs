//! Which paths are forms with a page of their own, what each is called, and where one goes back to.

use axum::http::Method;

use crate::Route;

/// The paths of forms, with their titles, and of the pages that they are reached from.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    titled: Vec<(String, &'static str)>,
    pages: Vec<String>,
}

impl Forms {
    pub(crate) fn of(routes: &[Route]) -> Self {
        let titled = routes.iter().filter_map(|it| Some((it.path.clone(), it.title?)));
        let pages = routes.iter().filter(|it| it.method == Method::GET && it.title.is_none());
        Self { titled: titled.collect(), pages: pages.map(|it| it.path.clone()).collect() }
    }

    /// The title of the form at a path, if there is one.
    pub fn title(&self, path: &str) -> Option<&'static str> {
        self.titled.iter().find(|(pattern, _)| fits(pattern, path)).map(|(_, title)| *title)
    }

    /// The nearest page above a form, to go back to: of `/cases/7/reviews/new` the case. What is no form
    /// has the navigation.
    pub(crate) fn page_above(&self, path: &str) -> Option<String> {
        self.title(path)?;
        let mut above = path;
        loop {
            (above, _) = above.rsplit_once('/')?;
            if above.is_empty() {
                return None;
            }
            if self.pages.iter().any(|pattern| fits(pattern, above)) {
                return Some(above.to_owned());
            }
        }
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
        let titled = vec![("/people/{person}/amend".into(), "Amend")];
        let forms = Forms { titled, pages: Vec::new() };
        assert_eq!(forms.title("/people/7/amend"), Some("Amend"));
        for other in ["/people/7", "/people/7/amend/more", "/cases/7/amend", ""] {
            assert_eq!(forms.title(other), None, "{other}");
        }
    }

    #[test]
    fn a_form_leads_back_to_the_nearest_page_above_it_and_a_page_nowhere() {
        let titled =
            vec![("/cases/{case}/reviews/new".into(), "Review"), ("/alone".into(), "Alone")];
        let pages = vec!["/cases".into(), "/cases/{case}".into()];
        let forms = Forms { titled, pages };
        assert_eq!(forms.page_above("/cases/7/reviews/new").as_deref(), Some("/cases/7"));
        assert_eq!(forms.page_above("/cases/7"), None);
        assert_eq!(forms.page_above("/alone"), None);
    }
}
