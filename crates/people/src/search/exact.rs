//! Values by which somebody is found only as a whole. No I/O.

/// A value that is found only as a whole, and only by those whom the record would show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exact {
    NhsNumber,
    /// A UPN, or the number of another system.
    Identifier,
    Phone,
    Postcode,
}

impl Exact {
    const ALL: [Self; 4] = [Self::NhsNumber, Self::Identifier, Self::Phone, Self::Postcode];

    /// The name of the field, in the form and in the register.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::NhsNumber => "nhs_number",
            Self::Identifier => "identifier",
            Self::Phone => "phone",
            Self::Postcode => "postcode",
        }
    }

    pub(crate) fn from_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exact| exact.field() == field)
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NhsNumber => "same NHS number",
            Self::Identifier => "same number",
            Self::Phone => "same telephone number",
            Self::Postcode => "same postcode",
        }
    }

    /// How much it says: many live at a postcode, one has the number.
    pub(super) fn weight(self) -> i32 {
        match self {
            Self::NhsNumber => 20,
            Self::Identifier => 15,
            Self::Phone => 6,
            Self::Postcode => 3,
        }
    }
}
