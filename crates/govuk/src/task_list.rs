//! Steps of a longer journey, with how far each has come.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};
use crate::hint::Hint;
use crate::tag::Tag;

/// A list of tasks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TaskList {
    id_prefix: String,
    #[serde(deserialize_with = "de::slots")]
    items: Vec<Option<Task>>,
    classes: String,
    attributes: Attrs,
}

/// One task.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Task {
    title: TaskTitle,
    hint: Option<Hint>,
    status: Status,
    href: String,
    classes: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TaskTitle {
    #[serde(flatten)]
    content: Content,
    classes: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Status {
    #[serde(flatten)]
    content: Content,
    tag: Option<Tag>,
    classes: String,
}

impl TaskList {
    /// No tasks yet; the prefix keeps two lists on one page apart.
    pub fn new(id_prefix: impl Into<String>) -> TaskList {
        TaskList { id_prefix: id_prefix.into(), ..TaskList::default() }
    }

    /// Adds a task that is done.
    #[must_use]
    pub fn done(self, title: impl Into<Content>, href: impl Into<String>) -> TaskList {
        let status = Status { content: "Completed".into(), ..Status::default() };
        self.push(title.into(), href.into(), status)
    }

    /// Adds a task that is still to do, with a tag.
    #[must_use]
    pub fn open(self, title: impl Into<Content>, href: impl Into<String>, tag: Tag) -> TaskList {
        self.push(title.into(), href.into(), Status { tag: Some(tag), ..Status::default() })
    }

    /// Adds a task that cannot start yet.
    #[must_use]
    pub fn waiting(self, title: impl Into<Content>) -> TaskList {
        let classes = "govuk-task-list__status--cannot-start-yet".to_owned();
        let content = "Cannot start yet".into();
        self.push(title.into(), String::new(), Status { content, classes, tag: None })
    }

    /// Help under the task that was added last.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> TaskList {
        if let Some(Some(task)) = self.items.last_mut() {
            task.hint = Some(hint.into());
        }
        self
    }

    fn push(mut self, title: Content, href: String, status: Status) -> TaskList {
        let title = TaskTitle { content: title, ..TaskTitle::default() };
        self.items.push(Some(Task { title, href, status, ..Task::default() }));
        self
    }
}

impl Task {
    fn write(&self, out: &mut String, id: &str) {
        let (hint_id, status_id) = (format!("{id}-hint"), format!("{id}-status"));
        El::new(out, "li")
            .class("govuk-task-list__item")
            .class_if(!self.href.is_empty(), "govuk-task-list__item--with-link")
            .class(&self.classes)
            .body(|out| {
                El::new(out, "div").class("govuk-task-list__name-and-hint").body(|out| {
                    self.write_title(out, &hint_id, &status_id);
                    if let Some(hint) = &self.hint {
                        El::new(out, "div")
                            .class("govuk-task-list__hint")
                            .attr("id", &hint_id)
                            .holding(&hint.content);
                    }
                });
                self.status.write(out, &status_id);
            });
    }

    fn write_title(&self, out: &mut String, hint_id: &str, status_id: &str) {
        if self.href.is_empty() {
            El::new(out, "div").class(&self.title.classes).holding(&self.title.content);
            return;
        }
        let described_by = match &self.hint {
            Some(_) => format!("{hint_id} {status_id}"),
            None => status_id.to_owned(),
        };
        El::new(out, "a")
            .class("govuk-link govuk-task-list__link")
            .class(&self.title.classes)
            .attr("href", &self.href)
            .attr("aria-describedby", &described_by)
            .holding(&self.title.content);
    }
}

impl Status {
    fn write(&self, out: &mut String, id: &str) {
        El::new(out, "div")
            .class("govuk-task-list__status")
            .class(&self.classes)
            .attr("id", id)
            .body(|out| match &self.tag {
                Some(tag) => tag.render_to(out),
                None => self.content.render_to(out),
            });
    }
}

impl Render for TaskList {
    fn render_to(&self, out: &mut String) {
        let prefix = if self.id_prefix.is_empty() { "task-list" } else { &self.id_prefix };
        El::new(out, "ul")
            .class("govuk-task-list")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                for (index, task) in self.items.iter().enumerate() {
                    if let Some(task) = task {
                        task.write(out, &format!("{prefix}-{}", index + 1));
                    }
                }
            });
    }
}
