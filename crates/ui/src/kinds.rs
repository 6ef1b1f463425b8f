//! A page or a form without its own type: the handlers that serve them are then compiled once, and not
//! for each of some two hundred of them.

use agreement::{Act, Action, Kind};
use axum::{
    Json,
    extract::RawPathParams,
    response::{IntoResponse as _, Response},
};
use db::{Actor, Basis, Door, Reading, Shown, Stopped};
use futures::future::BoxFuture;
use kernel::FieldErrors;
use maud::Markup;
use serde_json::{Map, Value};

use crate::{
    Form, Frame, Next, Page,
    body::{self, Unreadable},
};

/// The fields of a request, its query and what stands in its path.
pub(crate) type Sent<'a> = (Map<String, Value>, Option<&'a str>, Option<&'a RawPathParams>);

/// What was asked of the agreement, and on what the answer stands.
pub(crate) struct Decided {
    pub(crate) action: Action,
    pub(crate) kind: Kind,
    pub(crate) basis: Basis,
}

/// What the door is asked, on its way.
pub(crate) type Deciding<'a, T> = BoxFuture<'a, Result<(Decided, T), Stopped>>;

pub(crate) fn decided<R: Reading>(reading: &R, basis: Basis) -> Decided {
    Decided { action: R::ACTION, kind: reading.subject().0, basis }
}

/// A kind of page.
#[derive(Clone, Copy)]
pub(crate) struct PageKind {
    pub(crate) action: Action,
    pub(crate) read: for<'a> fn(Sent<'a>) -> Result<Box<dyn Wanted>, Unreadable>,
}

impl PageKind {
    pub(crate) fn of<P: Page>() -> Self {
        Self {
            action: P::ACTION,
            read: |(fields, query, path)| Ok(Box::new(body::read::<P>(fields, query, path)?)),
        }
    }
}

/// A page that is asked for.
pub(crate) trait Wanted: Send + Sync {
    fn look<'a>(self: Box<Self>, door: &'a Door, actor: Actor) -> Deciding<'a, Box<dyn Answered>>;
}

/// A page with its answer.
pub(crate) trait Answered: Send {
    fn title(&self) -> String;
    fn about(&self) -> String;
    fn back(&self) -> Option<String>;
    fn problems(&self) -> FieldErrors;
    fn content(&self, frame: &Frame) -> Markup;
    fn json(&self) -> Response;
}

struct Answer<P: Page> {
    page: P,
    answer: P::Answer,
}

impl<P: Page> Wanted for P {
    fn look<'a>(self: Box<Self>, door: &'a Door, actor: Actor) -> Deciding<'a, Box<dyn Answered>> {
        Box::pin(async move {
            let page = (*self).clone();
            let Shown { answer, basis } = if P::SAYS_WHOM {
                door.ask(actor, page).await?
            } else {
                door.read(actor, page).await?
            };
            let decided = decided(&*self, basis);
            Ok((decided, Box::new(Answer { page: *self, answer }) as Box<dyn Answered>))
        })
    }
}

impl<P: Page> Answered for Answer<P> {
    fn title(&self) -> String {
        P::title(&self.answer)
    }

    fn about(&self) -> String {
        P::about(&self.answer)
    }

    fn back(&self) -> Option<String> {
        self.page.back(&self.answer)
    }

    fn problems(&self) -> FieldErrors {
        P::problems(&self.answer)
    }

    fn content(&self, frame: &Frame) -> Markup {
        self.page.content(&self.answer, frame)
    }

    fn json(&self) -> Response {
        Json(&self.answer).into_response()
    }
}

/// A kind of form.
#[derive(Clone, Copy)]
pub(crate) struct FormKind {
    /// What its operation asks of the agreement.
    pub(crate) action: Action,
    /// What the reading asks that fills it.
    pub(crate) ask_action: Action,
    pub(crate) button: &'static str,
    pub(crate) together: &'static [&'static str],
    /// Whether its last field is a file.
    pub(crate) takes_file: bool,
    pub(crate) read: for<'a> fn(Sent<'a>) -> Result<Box<dyn Typed>, Unreadable>,
}

impl FormKind {
    pub(crate) fn of<F: Form>() -> Self {
        Self {
            action: F::ACTION,
            ask_action: <F::Ask as Act>::ACTION,
            button: F::BUTTON,
            together: F::TOGETHER,
            takes_file: false,
            read: |(fields, query, path)| Ok(Box::new(body::read::<F>(fields, query, path)?)),
        }
    }
}

/// A form as typed.
pub(crate) trait Typed: Send + Sync {
    /// Asks what it needs to be shown.
    fn ask<'a>(self: Box<Self>, door: &'a Door, actor: Actor) -> Deciding<'a, Box<dyn Open>>;

    /// Does its operation.
    fn perform<'a>(
        &'a self,
        door: &'a Door,
        actor: Actor,
        key: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Box<dyn Performed>, Stopped>>;
}

/// A form with what it asked.
pub(crate) trait Open: Send {
    /// Its answers as they stand.
    fn answers(&self) -> Option<Value>;
    /// Starts it from what was asked.
    fn start(&mut self);
    /// Puts answers into it, unless they are not its own.
    fn fill(&mut self, answers: &Value) -> bool;
    /// The answers of one that is begun now, at the same path.
    fn as_begun(&self, path: Option<&RawPathParams>) -> Option<Value>;
    fn title(&self) -> String;
    fn problems(&self, frame: &Frame) -> FieldErrors;
    fn check(&self) -> Option<Markup>;
    fn back(&self) -> Option<String>;
    fn fields(&self, errors: &FieldErrors, frame: &Frame) -> Markup;
}

/// A form that was sent, and what came of it.
pub(crate) trait Performed: Send {
    fn next(&self) -> Next;
    fn json(&self) -> Response;
}

struct Opened<F: Form> {
    form: F,
    asked: <F::Ask as Reading>::Answer,
}

struct Did<F: Form> {
    form: F,
    done: F::Done,
}

impl<F: Form> Typed for F {
    fn ask<'a>(self: Box<Self>, door: &'a Door, actor: Actor) -> Deciding<'a, Box<dyn Open>> {
        Box::pin(async move {
            let ask = Form::ask(&*self);
            let Shown { answer: asked, basis } = door.ask(actor, ask.clone()).await?;
            let opened = Opened { form: *self, asked };
            Ok((decided(&ask, basis), Box::new(opened) as Box<dyn Open>))
        })
    }

    fn perform<'a>(
        &'a self,
        door: &'a Door,
        actor: Actor,
        key: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Box<dyn Performed>, Stopped>> {
        Box::pin(async move {
            let form = self.clone();
            let done = door.perform(actor, key, form.clone()).await?;
            Ok(Box::new(Did { form, done }) as Box<dyn Performed>)
        })
    }
}

impl<F: Form> Open for Opened<F> {
    fn answers(&self) -> Option<Value> {
        serde_json::to_value(&self.form).ok()
    }

    fn start(&mut self) {
        self.form = std::mem::take(&mut self.form).begin(&self.asked);
    }

    fn fill(&mut self, answers: &Value) -> bool {
        body::of(answers).map(|form| self.form = form).is_ok()
    }

    fn as_begun(&self, path: Option<&RawPathParams>) -> Option<Value> {
        let empty = body::read::<F>(Map::new(), None, path).unwrap_or_default();
        serde_json::to_value(empty.begin(&self.asked)).ok()
    }

    fn title(&self) -> String {
        self.form.title(&self.asked)
    }

    fn problems(&self, frame: &Frame) -> FieldErrors {
        self.form.problems(&self.asked, frame)
    }

    fn check(&self) -> Option<Markup> {
        self.form.check(&self.asked)
    }

    fn back(&self) -> Option<String> {
        self.form.back(&self.asked)
    }

    fn fields(&self, errors: &FieldErrors, frame: &Frame) -> Markup {
        self.form.fields(&self.asked, errors, frame)
    }
}

impl<F: Form> Performed for Did<F> {
    fn next(&self) -> Next {
        self.form.next(&self.done)
    }

    fn json(&self) -> Response {
        Json(&self.done).into_response()
    }
}
