//! The form: a coordinator pastes today's caseload, sees what would become of each line, and opens the cases.

use agreement::{Act, Action, Kind};
use casework::charters;
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{FieldErrors, ForumId};
use maud::Markup;
use people::search;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    bring::{Asker, Found, bring, known, planned},
    pages,
    plan::{Becomes, Outcome, Planned},
    row::Known,
    sheet::{Sheet, Typed},
    store, words,
};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<ChooseSheetForum>("/cases/sheet"),
        Route::form::<ImportCases>("/forums/{forum}/cases/sheet"),
    ]
    .concat()
}

/// The forums whose open cases one may bring in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ChooseSheetForum {}

impl Act for ChooseSheetForum {
    const NAME: &'static str = "choose_sheet_forum";
    const ACTION: Action = Action::SearchPeople;
}

/// A forum that one coordinates or chairs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SheetForum {
    /// Its id.
    pub id: ForumId,
    /// Its name.
    pub name: String,
}

impl Reading for ChooseSheetForum {
    type Answer = Vec<SheetForum>;
    const SAYS: &'static str = "The forums whose open cases one may bring in from a spreadsheet";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<SheetForum>, Stop> {
        let mut forums = store::forums(looking.tx).await?;
        let who = looking.principal();
        forums.retain(|(id, _)| who.coordinates.contains(id) || who.chairs.contains(id));
        Ok(forums.into_iter().map(|(id, name)| SheetForum { id, name }).collect())
    }
}

impl Page for ChooseSheetForum {
    fn title(_: &Vec<SheetForum>) -> String {
        "Bring in open cases".into()
    }

    fn content(&self, forums: &Vec<SheetForum>, _: &Frame) -> Markup {
        pages::choose(forums)
    }
}

/// Opens the cases of a sheet in a forum, and leaves those alone that are there already.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportCases {
    /// The forum that has them.
    pub forum: ForumId,
    /// The rows, at most 50, with the names of the columns in the first line.
    pub sheet: String,
    /// What the sheet is called: with its reference, it tells one row from another.
    pub source: String,
    /// What each column holds, by code, an empty text for one that is kept out; all are guessed when there are none.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub columns: Vec<String>,
    /// The first line that the columns were chosen for, its cells with ` | ` between, or its mark as the form has it.
    pub headed: String,
}

impl Act for ImportCases {
    const NAME: &'static str = "import_cases";
    const ACTION: Action = Action::Convene;
}

impl Operation for ImportCases {
    type Done = Outcome;
    const SAYS: &'static str = "Open the cases of a spreadsheet";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Outcome, Stop> {
        bring(doing, self.forum, self.typed()).await
    }
}

impl ImportCases {
    pub(super) fn typed(&self) -> Typed<'_> {
        let Self { sheet, source, columns, headed, .. } = self;
        Typed { sheet, above: 0, source, columns, headed }
    }
}

/// What the form needs, and what would become of each row of what was pasted. No row of it is written down anywhere.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCasesSheet {
    /// The forum.
    pub forum: ForumId,
    /// The rows.
    #[serde(skip_serializing)]
    pub sheet: String,
    /// What the sheet is called.
    #[serde(skip_serializing)]
    pub source: String,
    /// What each column holds.
    #[serde(skip_serializing)]
    pub columns: Vec<String>,
    /// The first line that the columns were chosen for.
    #[serde(skip_serializing)]
    pub headed: String,
}

impl AskCasesSheet {
    fn typed(&self) -> Typed<'_> {
        Typed {
            sheet: &self.sheet,
            above: 0,
            source: &self.source,
            columns: &self.columns,
            headed: &self.headed,
        }
    }
}

impl Act for AskCasesSheet {
    const NAME: &'static str = "ask_cases_sheet";
    const ACTION: Action = Action::Convene;
}

/// One line of the sheet, as it would come in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SheetLine {
    /// The line.
    pub line: i64,
    /// The name that stands in it.
    pub name: String,
    /// Whether the case joins the record of somebody known.
    pub is_known: bool,
    /// What the case would be, in a few words each.
    pub words: Vec<String>,
}

/// The form, and what would become of what was pasted.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct SheetAsked {
    /// The forum's name.
    pub forum_name: String,
    /// The heads of the columns, and what each holds, by code.
    pub columns: Vec<(String, String)>,
    /// The cases that would be opened.
    pub cases: Vec<SheetLine>,
    /// Those that are here already.
    pub here: Vec<SheetLine>,
    /// What would be left out, and why.
    pub wrong: Vec<SheetLine>,
    /// The same by lines.
    pub outcome: Outcome,
    /// Why no row can be read.
    pub problems: FieldErrors,
}

impl SheetAsked {
    fn keep(&mut self, planned: Planned, known: &Known, today: Date) {
        let Planned { line, name, becomes } = planned;
        let seen = |words, is_known| SheetLine { line, name, is_known, words };
        match becomes {
            Becomes::Case(row, person) => {
                let words = words::of(&row, known, today);
                self.cases.push(seen(words, person.is_some()));
            }
            Becomes::Here => self.here.push(seen(Vec::new(), false)),
            Becomes::Wrong(errors) => {
                let words = errors.iter().map(|(column, told)| words::problem(column, told));
                let words = words.collect();
                self.wrong.push(seen(words, false));
            }
        }
    }
}

impl Reading for AskCasesSheet {
    type Answer = SheetAsked;
    const SAYS: &'static str = "Open the form for open cases from a spreadsheet";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<SheetAsked, Stop> {
        let found = charters::of_forum(looking.tx, self.forum).await?;
        let (forum_name, charter) = found.ok_or(Stop::NotThere)?;
        let mut asked = SheetAsked { forum_name, ..SheetAsked::default() };
        let Ok(sheet) = Sheet::headed(self.typed()) else {
            asked.problems = Sheet::read(self.typed()).err().unwrap_or_default();
            return Ok(asked);
        };
        let code = |at: usize| sheet.columns.get(at).copied().flatten().map_or("", |it| it.code());
        let columns = sheet.header.iter().enumerate();
        asked.columns = columns.map(|(at, head)| (head.clone(), code(at).to_owned())).collect();
        if let Err(problems) = Sheet::read(self.typed()) {
            asked.problems = problems;
            return Ok(asked);
        }
        let (permit, agreement) = (looking.permit, looking.agreement);
        let today = looking.env.today();
        let asker = Asker { permit, agreement, forum: self.forum, today };
        let known = known(looking.tx, &asker, charter).await?;
        let found = planned(looking.tx, &asker, (&sheet, &self.source), &known).await?;
        let Found { plan, who, people } = found;
        looking.sought = search::traces(looking.keys, &who);
        let visible = agreement.list_filter(permit.principal(), Action::SeeSummary, Kind::Person);
        looking.lists(&visible, people.iter().map(|it| it.0));
        asked.outcome = Outcome::of(&sheet, &plan);
        for it in plan {
            asked.keep(it, &known, looking.env.today());
        }
        Ok(asked)
    }
}

impl Form for ImportCases {
    type Ask = AskCasesSheet;
    const TITLE: &'static str = "Bring in open cases";
    const BUTTON: &'static str = "Open these cases";

    fn ask(&self) -> AskCasesSheet {
        let Self { forum, sheet, source, columns, headed } = self.clone();
        AskCasesSheet { forum, sheet, source, columns, headed }
    }

    fn begin(self, _: &SheetAsked) -> Self {
        Self { source: "Caseload".into(), ..self }
    }

    fn fields(&self, asked: &SheetAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, asked, errors)
    }

    fn problems(&self, asked: &SheetAsked, _: &Frame) -> FieldErrors {
        if asked.problems.is_empty() {
            asked.outcome.told_before_sending()
        } else {
            asked.problems.clone()
        }
    }

    fn check(&self, asked: &SheetAsked) -> Option<Markup> {
        Some(pages::check(asked))
    }

    fn back(&self, _: &SheetAsked) -> Option<String> {
        Some("/cases/sheet".into())
    }

    fn next(&self, done: &Outcome) -> Next {
        Next::to("/cases/sheet", done.said())
    }
}
