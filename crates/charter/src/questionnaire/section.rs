//! The parts in which a long form is filled in, one page each.

use super::{Item, ItemType, Questionnaire};

/// One part of a form.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// The group around it; empty when it stands alone.
    pub theme: &'a str,
    /// The group that it is.
    pub group: &'a Item,
}

impl Section<'_> {
    /// Whether an answer of this name belongs to it.
    pub fn holds(&self, name: &str) -> bool {
        let link_id = name.rsplit_once('~').map_or(name, |(link_id, _)| link_id);
        self.group.holds(name) || self.group.holds(link_id)
    }
}

impl Item {
    fn holds(&self, link_id: &str) -> bool {
        self.link_id == link_id || self.items.iter().any(|inner| inner.holds(link_id))
    }

    /// Whether it is a group of nothing but groups, each a page of its own.
    fn is_theme(&self) -> bool {
        let is_page = |inner: &Item| inner.kind == ItemType::Group && !inner.repeats;
        self.kind == ItemType::Group
            && !self.repeats
            && !self.items.is_empty()
            && self.items.iter().all(is_page)
    }
}

impl Questionnaire {
    /// The parts of the form, in order. A question that stands alone is a part of its own.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let parts = self.items.iter().flat_map(|item| {
            let (theme, groups) = if item.is_theme() {
                (item.text.as_str(), item.items.as_slice())
            } else {
                ("", std::slice::from_ref(item))
            };
            groups.iter().map(move |group| Section { theme, group })
        });
        parts.collect()
    }
}
