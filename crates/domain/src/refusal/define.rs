//! What a row of the table of refusals becomes.

/// Who should learn what from a refusal; the doors map it to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The person may not know that the thing exists.
    Hidden,
    /// The person may know, but may not do it.
    Forbidden,
    /// The law or the state of the matter says no.
    Unmet,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident : $ty:ty),* })? = $kind:ident, $code:literal, $article:expr, $sentence:expr;)*) => {
        /// A decision of "no". Every one is made here, so that its wording is in one place.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Refusal {
            $($(#[$doc])* $name $({ $(#[doc = concat!("`", stringify!($field), "` as shown to the person.")] $field: $ty),* })?,)*
            /// Rules of the pack stand in the way; all that is missing at once.
            Rules {
                /// What was wanted, in Chinese.
                act: String,
                /// Every unmet rule, gravest first.
                missing: Vec<Finding>,
            },
        }

        impl Refusal {
            /// Stable code that callers may script against.
            #[must_use]
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$name $({ $($field: _),* })? => $code,)*
                    Self::Rules { .. } => "rules.unmet",
                }
            }

            /// Who should learn what.
            #[must_use]
            pub fn kind(&self) -> RefusalKind {
                match self {
                    $(Self::$name $({ $($field: _),* })? => RefusalKind::$kind,)*
                    Self::Rules { .. } => RefusalKind::Unmet,
                }
            }

            /// The article of the regulation, as a clause, if one says so.
            #[must_use]
            pub fn clause(&self) -> Option<&'static str> {
                match self {
                    $(Self::$name $({ $($field: _),* })? => $article,)*
                    Self::Rules { .. } => None,
                }
            }

            /// One Chinese sentence: what is missing and what to do.
            #[must_use]
            pub fn sentence(&self) -> String {
                match self {
                    $(Self::$name $({ $($field),* })? => format!($sentence),)*
                    Self::Rules { act, missing } => {
                        let grave = missing.iter().filter(|m| m.rule.severity == Severity::S1).count();
                        format!("现在不能{act}：还有 {} 项要求未满足（其中一票否决 {grave} 项）。请逐项补齐后再办。", missing.len())
                    }
                }
            }
        }
    };
}
pub(super) use refusals;
