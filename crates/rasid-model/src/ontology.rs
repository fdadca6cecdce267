//! The closed vocabularies: PLOVER's types, quads and modes, and what the codebook adds.

/// A closed vocabulary with its printed names; `parse` and `name` are inverse.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in the codebook's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that is printed.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of a printed name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == name)
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// The sixteen event types of PLOVER.
    EventType {
        /// Agrees, offers, promises: «وافق على المشاركة».
        Agree = "AGREE",
        /// Meets, visits, phones: «التقى نظيره».
        Consult = "CONSULT",
        /// Backs, praises, signs: «وقّع الاتفاق».
        Support = "SUPPORT",
        /// Verbal concession: «أعلن هدنة».
        Concede = "CONCEDE",
        /// Mutual material exchange: «مناورات مشتركة».
        Cooperate = "COOPERATE",
        /// Gives money, arms, relief: «قدّم مساعدات».
        Aid = "AID",
        /// Withdraws, releases, resigns: «أفرج عن الأسرى».
        Retreat = "RETREAT",
        /// Asks, calls on, demands: «دعا إلى».
        Request = "REQUEST",
        /// Condemns, accuses, investigates: «أدان الهجوم».
        Accuse = "ACCUSE",
        /// Refuses, vetoes: «رفض المبادرة».
        Reject = "REJECT",
        /// Threatens: «هدد بقطع العلاقات».
        Threaten = "THREATEN",
        /// Demonstrates, strikes, riots: «تظاهر المئات».
        Protest = "PROTEST",
        /// Reduces relations: «فرض عقوبات».
        Sanction = "SANCTION",
        /// Moves forces: «نشر قوات».
        Mobilize = "MOBILIZE",
        /// Arrests, restricts, seizes: «اعتقل ناشطين».
        Coerce = "COERCE",
        /// Attacks, kills, clashes: «قصف المدينة».
        Assault = "ASSAULT",
    }
}

vocabulary! {
    /// Verbal or material, cooperation or conflict.
    Quad {
        /// Verbal cooperation.
        VerbalCooperation = "VC",
        /// Material cooperation.
        MaterialCooperation = "MC",
        /// Verbal conflict.
        VerbalConflict = "VX",
        /// Material conflict.
        MaterialConflict = "MX",
    }
}

vocabulary! {
    /// Whether the report says that it happened.
    Status {
        /// «وقّع الطرفان أمس»
        Actual = "actual",
        /// «يوقّع الطرفان غدا»
        Future = "future",
        /// «قد يوقّع الطرفان»
        Hypothetical = "hypothetical",
        /// «لم يوقّع الطرفان»
        Negated = "negated",
        /// An interested party says that the other side did it: «اتهم الجيش بقصف المدينة».
        Alleged = "alleged",
    }
}

vocabulary! {
    /// What an agreement is about.
    AgreementKind {
        /// «هدنة»
        Ceasefire = "ceasefire",
        /// «اتفاق سياسي»
        Political = "political",
        /// «اتفاق أمني»
        Security = "security",
        /// «تبادل الأسرى»
        Humanitarian = "humanitarian",
        /// «اتفاق تجاري»
        Economic = "economic",
        /// «مبادرة»
        Initiative = "initiative",
    }
}

vocabulary! {
    /// How far an agreement has come, as the report tells it.
    AgreementStatus {
        /// «طرح مبادرة»
        Proposed = "proposed",
        /// «مسودة الاتفاق»
        Negotiating = "negotiating",
        /// «أعلن اتفاقا»
        Announced = "announced",
        /// «وقّع اتفاقا»
        Signed = "signed",
        /// «دخلت الهدنة حيز التنفيذ»
        InForce = "in_force",
        /// «اتهم … بخرق الهدنة»
        ViolationAlleged = "violation_alleged",
        /// «علّق العمل بالاتفاق»
        Suspended = "suspended",
        /// «رفض المبادرة»
        Rejected = "rejected",
        /// «انتهت الهدنة»
        Ended = "ended",
    }
}

vocabulary! {
    /// Where an actor stands.
    Stance {
        /// «أيّد المبادرة»
        Supports = "supports",
        /// «رفض المبادرة»
        Rejects = "rejects",
        /// «تحفّظ على المبادرة»
        Reserves = "reserves",
        /// «اشترط للموافقة»
        Conditions = "conditions",
    }
}

/// A mode refines a type: `("ASSAULT", "aerial")`. The name is one of [`EventType::modes`].
pub type Mode = &'static str;

impl EventType {
    /// The modes a record of this type may carry.
    #[must_use]
    pub fn modes(self) -> &'static [Mode] {
        match self {
            Self::Consult => &["visit", "third-party", "multilateral", "phone"],
            Self::Retreat => &["withdraw", "release", "disarm", "ceasefire", "access", "resign"],
            Self::Request | Self::Reject => &["assist", "change", "yield", "meet"],
            Self::Accuse => &["disapprove", "allege", "investigate"],
            Self::Threaten => &["restrict", "arrest", "relations", "expel", "territory", "violence"],
            Self::Protest => &["demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"],
            Self::Sanction => &["convict", "expel", "withdraw", "discontinue"],
            Self::Mobilize => &["troops", "weapons", "police", "militia"],
            Self::Coerce => {
                &["seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"]
            }
            Self::Assault => &[
                "abduct",
                "beat",
                "torture",
                "sexual",
                "targeted",
                "destroy",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "aerial",
                "drone",
                "heavy-weapons",
                "crowd-control",
                "unconventional",
            ],
            Self::Agree | Self::Support | Self::Concede | Self::Cooperate | Self::Aid => &[],
        }
    }

    /// The mode of that name, where this type has it.
    #[must_use]
    pub fn mode(self, name: &str) -> Option<Mode> {
        self.modes().iter().copied().find(|m| *m == name)
    }

    /// The type's quad class.
    #[must_use]
    pub fn quad(self) -> Quad {
        match self {
            Self::Agree | Self::Consult | Self::Support | Self::Concede => Quad::VerbalCooperation,
            Self::Cooperate | Self::Aid | Self::Retreat => Quad::MaterialCooperation,
            Self::Request | Self::Accuse | Self::Reject | Self::Threaten => Quad::VerbalConflict,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => Quad::MaterialConflict,
        }
    }
}
