//! How an agency reads the law: where it is, what it does, and what it chose in writing where the law
//! is doubtful or contradicts itself. Also what the law asks of the agency as such.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::authority::Action;
use domain::dossier::{self, Dossier};
use domain::org::{self, Agency, Command, Directory, LawChoice, RequiredItem};
use domain::{Refusal, Text};
use rules::{
    Finding, INTERNAL_LIMIT, InternalFlaw, InternalLimit, Matter, NO_INTERNAL_LIMIT, RuleBook,
};
use terms::{AgencyId, OfficerId, Stage, Timestamp};

use crate::commit::{Call, Done};
use crate::error::{Error, Result};
use crate::{App, Law};

/// The fact that tells the rules what an agency demands besides the law.
const ITEM_REQUIRED: &str = "case.item_required";
/// Choices about the end of an act are called after their process.
const END_OF_ACT: &str = "end-of-act.";

/// A point on which an agency may choose, and what it chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawPoint {
    /// Id, to choose by.
    pub id: String,
    /// Short Chinese title.
    pub title: String,
    /// What is to be decided, in Chinese.
    pub question: String,
    /// The rules it is about; none for the end of an act.
    pub rules: Vec<String>,
    /// Id and Chinese title of each option; the first is what holds until somebody chooses.
    pub options: Vec<(String, String)>,
    /// The choice that holds now; `None`: nobody chose.
    pub chosen: Option<LawChoice>,
}

/// A clock for which an agency may set a stricter limit of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalPoint {
    /// Id of the rule.
    pub rule: String,
    /// Its short Chinese title.
    pub title: String,
    /// Where it stands in the law.
    pub article: String,
    /// What the law gives, in Chinese: from what, and how long.
    pub law: String,
    /// It is counted back from its start, so that longer is stricter.
    pub backwards: bool,
    /// Words of the units of a limit of its own, and of one that comes before the law's.
    pub units: (String, Vec<String>),
    /// The limit that holds for matters from now on.
    pub limit: Option<InternalLimit>,
    /// The last choice, also if it took the limit away again; `None`: nobody chose.
    pub chosen: Option<LawChoice>,
}

/// A kind of record that an agency may demand in its cases besides those the law names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPoint {
    /// Code of the kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The stage it belongs to.
    pub stage: Stage,
    /// What the agency said last; `None`: it never said anything.
    pub said: Option<RequiredItem>,
}

/// How one agency reads the law.
pub struct AgencyReading {
    /// The agency.
    pub agency: Agency,
    /// Words and Chinese names of all sectors there are.
    pub sectors: Vec<(String, String)>,
    /// Where it may choose.
    pub points: Vec<LawPoint>,
    /// Where it may set a stricter limit of its own.
    pub internal: Vec<InternalPoint>,
    /// Kinds of record it may demand in its cases: whether it does, and what it said last.
    pub items: Vec<ItemPoint>,
    /// Whether the reader may choose for it.
    pub may_choose: bool,
    /// When this was asked.
    pub now: Timestamp,
}

/// The matter as its agency read a law at some time.
fn read_at(book: &RuleBook, matter: Matter, agency: Option<&Agency>, at: Timestamp) -> Matter {
    match agency {
        None => matter,
        Some(agency) => {
            let reading = book.reading(&agency.place_at(at), &agency.chosen_at(at));
            matter.read_by(reading)
        }
    }
}

/// A case's or a piece of work's matter, as its agency read a law when it was registered.
pub(crate) fn read_dossier(
    book: &RuleBook,
    matter: Matter,
    dossier: &Dossier,
    directory: &Directory,
) -> Matter {
    let agency = dossier.agency().and_then(|id| directory.agencies.get(&id));
    match began_at(dossier) {
        Some(at) => read_at(book, matter, agency, at),
        None => matter,
    }
}

/// The matter by the law as it is written, whatever its agency chose; `None` if it chose nothing.
pub(crate) fn read_plainly(
    book: &RuleBook,
    matter: Matter,
    dossier: &Dossier,
    directory: &Directory,
) -> Option<Matter> {
    let agency = dossier.agency().and_then(|id| directory.agencies.get(&id))?;
    let at = began_at(dossier)?;
    if agency.chosen_at(at).is_empty() {
        return None;
    }
    let reading = book.reading(&agency.place_at(at), &BTreeMap::new());
    Some(matter.read_by(reading))
}

/// When the matter began, which fixes how its law is read.
fn began_at(dossier: &Dossier) -> Option<Timestamp> {
    let case = dossier.case.as_ref().map(|case| case.registered_at);
    let work = || dossier.activities.values().map(|activity| activity.written_at).min();
    case.or_else(work)
}

impl Law {
    /// The matter as its agency read the law at some time.
    #[must_use]
    pub(crate) fn read(&self, matter: Matter, agency: Option<&Agency>, at: Timestamp) -> Matter {
        read_at(&self.book, matter, agency, at)
    }

    /// A case's or a piece of work's matter, as its agency read the law when it was registered.
    #[must_use]
    pub(crate) fn read_dossier(
        &self,
        matter: Matter,
        dossier: &Dossier,
        directory: &Directory,
    ) -> Matter {
        read_dossier(&self.book, matter, dossier, directory)
    }

    /// The rule for the end of an act that an agency chose for a process, or its default.
    #[must_use]
    pub(crate) fn rule_of_end(
        &self,
        process: &rules::catalogue::Process,
        agency: Option<&Agency>,
        at: Timestamp,
    ) -> Option<String> {
        let chosen = agency.map(|agency| agency.chosen_at(at)).unwrap_or_default();
        let chosen = chosen.get(&format!("{END_OF_ACT}{}", process.id));
        process.end(chosen.map(String::as_str)).map(|end| end.id.clone())
    }

    /// Kinds of the stages in which rules ask what the agency demands besides (Arts. 9(三), 10(十二)).
    fn items(&self, agency: &Agency) -> Vec<ItemPoint> {
        let stages = self.book.words_asked_for(ITEM_REQUIRED, "stage");
        let kinds = self.catalogue.iter().filter(|kind| stages.contains(kind.stage.as_str()));
        let item = |kind: &rules::catalogue::RecordKind| ItemPoint {
            kind: kind.code.clone(),
            title: kind.title.clone(),
            stage: kind.stage,
            said: agency.item_on(&kind.code).cloned(),
        };
        kinds.map(item).collect()
    }

    fn points(&self, agency: &Agency, now: Timestamp) -> Vec<LawPoint> {
        let place = agency.place_at(now);
        let of_rules = self.book.choices_in(&place).map(|choice| {
            let mut options: Vec<_> = choice.options.iter().collect();
            options.sort_by_key(|option| !option.is_default);
            let title = |option: &&rules::ChoiceOption| (option.id.clone(), option.title.clone());
            LawPoint {
                id: choice.id.clone(),
                title: choice.title.clone(),
                question: choice.question.clone(),
                rules: choice.rules.clone(),
                options: options.iter().map(title).collect(),
                chosen: agency.choice_on(&choice.id).cloned(),
            }
        });
        let of_ends = self.catalogue.processes().iter().map(|process| {
            let id = format!("{END_OF_ACT}{}", process.id);
            let title = |end: &rules::catalogue::EndOfAct| (end.id.clone(), end.title.clone());
            LawPoint {
                title: format!("执法行为终结之日：{}", process.title),
                question:
                    "本办法第21条自执法行为终结之日起算二十个工作日，没有写哪一天是终结之日。"
                        .to_owned(),
                rules: Vec::new(),
                options: process.ends.iter().map(title).collect(),
                chosen: agency.choice_on(&id).cloned(),
                id,
            }
        });
        of_rules.chain(of_ends).collect()
    }

    fn internal_points(&self, agency: &Agency, now: Timestamp) -> Vec<InternalPoint> {
        let reading = self.book.reading(&agency.place_at(now), &agency.chosen_at(now));
        let point = |rule: &rules::Rule| {
            let limit = rule.time_limit()?;
            let chosen = agency.choice_on(&format!("{INTERNAL_LIMIT}{}", rule.id)).cloned();
            let (own, before) = rule.internal_units()?;
            let way = if limit.backwards { "前" } else { "起" };
            Some(InternalPoint {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                article: rule.article.to_string(),
                law: format!("{}{way}{}", limit.start, limit.to_chinese()),
                backwards: limit.backwards,
                units: (own.to_owned(), before.iter().map(|&unit| unit.to_owned()).collect()),
                limit: chosen.as_ref().and_then(|made| made.option.parse().ok()),
                chosen,
            })
        };
        self.book.clocks_by(&reading, now.date()).filter_map(point).collect()
    }

    fn check_option(
        &self,
        agency: &Agency,
        choice: &str,
        option: &str,
        now: Timestamp,
    ) -> Result<()> {
        let points = self.points(agency, now);
        let point = points.iter().find(|point| point.id == choice).ok_or(Refusal::NotFound)?;
        if !point.options.iter().any(|(known, _)| known == option) {
            let message = "没有这个选项，请从列表选择。".to_owned();
            return Err(Error::Value { field: "选项", message });
        }
        Ok(())
    }

    /// Whether an agency may choose this as its own limit for a rule.
    fn check_internal(&self, rule: &str, option: &str, now: Timestamp) -> Result<()> {
        let known = self.book.rule(rule).filter(|rule| rule.takes_internal_limit());
        known.ok_or(Refusal::NoInternalLimit)?;
        if option == NO_INTERNAL_LIMIT {
            return Ok(());
        }
        let Ok(limit) = option.parse::<InternalLimit>() else {
            let message =
                "须为提前多少日（工作日、小时）或者另定多长的期限，请重新填写。".to_owned();
            return Err(Error::Value { field: "内部时限", message });
        };
        let refusal = match self.book.check_internal(rule, limit, now.date()) {
            Ok(()) => return Ok(()),
            Err(InternalFlaw::NoClock) => Refusal::NoInternalLimit,
            Err(InternalFlaw::Unit { units }) => Refusal::InternalLimitUnit { units },
            Err(InternalFlaw::Looser { article, law }) => Refusal::InternalLimitLooser {
                limit: limit.to_chinese(),
                article: article.to_string(),
                law,
            },
        };
        Err(refusal.into())
    }
}

impl App {
    /// How the reader's agency reads the law.
    ///
    /// # Errors
    /// *No session* for somebody unknown.
    pub async fn law_reading(&self, reader: OfficerId) -> Result<AgencyReading> {
        let acting = self.acting(Some(reader)).await?;
        let id = acting.officer.agency;
        let agency = acting.directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        let sectors = self.law.book.vocabulary().word_list("sector");
        Ok(AgencyReading {
            points: self.law.points(agency, acting.now),
            internal: self.law.internal_points(agency, acting.now),
            items: self.law.items(agency),
            sectors: sectors.iter().map(|(word, zh)| (word.clone(), zh.clone())).collect(),
            may_choose: acting.may_at_home(Action::LawChoose).is_ok(),
            agency: agency.clone(),
            now: acting.now,
        })
    }

    /// Chooses for one's agency where the law leaves a choice, or a stricter limit of its own for a
    /// clock. Matters that began earlier stay read as they were.
    ///
    /// # Errors
    /// A refusal for whoever does not head the agency, and for a limit that is not stricter than the
    /// law; a value error for an unknown point or option.
    pub async fn choose_law(
        &self,
        call: &Call,
        choice: &str,
        option: &str,
        basis: Text<300>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::LawChoose)?;
        let id = acting.officer.agency;
        let agency = acting.directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        match choice.strip_prefix(INTERNAL_LIMIT) {
            Some(rule) => self.law.check_internal(rule, option, acting.now)?,
            None => self.law.check_option(agency, choice, option, acting.now)?,
        }
        let (choice, option) = (choice.to_owned(), option.to_owned());
        let command = Command::ChooseLaw { choice, option, basis };
        let outcome = org::decide_agency(Some(agency), command)?;
        self.write_org(call, id.into(), outcome, None).await
    }

    /// Names the sectors of one's agency, all of them.
    ///
    /// # Errors
    /// A refusal for whoever does not head the agency; a value error for an unknown sector.
    pub async fn name_sectors(&self, call: &Call, sectors: BTreeSet<String>) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::LawChoose)?;
        let known = self.law.book.vocabulary().word_list("sector");
        if sectors.iter().any(|sector| !known.contains_key(sector)) {
            let message = "没有这个执法领域，请从列表选择。".to_owned();
            return Err(Error::Value { field: "执法领域", message });
        }
        let id = acting.officer.agency;
        let agency = acting.directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        let outcome = org::decide_agency(Some(agency), Command::NameSectors { sectors })?;
        self.write_org(call, id.into(), outcome, None).await
    }

    /// Demands a kind of record in the cases of one's agency, or no longer. Cases registered earlier
    /// stay as they were.
    ///
    /// # Errors
    /// A refusal for whoever does not head the agency; *not found* for a kind no rule asks about.
    pub async fn require_item(
        &self,
        call: &Call,
        kind: &str,
        is_required: bool,
        basis: Text<300>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::LawChoose)?;
        let id = acting.officer.agency;
        let agency = acting.directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        if !self.law.items(agency).iter().any(|item| item.kind == kind) {
            return Err(Refusal::UnknownRecordKind { kind: kind.to_owned() }.into());
        }
        let kind = kind.to_owned();
        let command = Command::RequireItem { kind, is_required, basis };
        let outcome = org::decide_agency(Some(agency), command)?;
        self.write_org(call, id.into(), outcome, None).await
    }

    /// What the law asks of an agency as such: of one's own, or of one that the reader oversees.
    ///
    /// # Errors
    /// *Not found* for an agency out of sight.
    pub async fn agency_duties(
        &self,
        reader: OfficerId,
        agency: Option<AgencyId>,
    ) -> Result<(Agency, Vec<Finding>, Timestamp)> {
        let (directory, seen) = self.agencies(reader).await?;
        let acting = self.acting(Some(reader)).await?;
        let id = agency.unwrap_or(acting.officer.agency);
        if !seen.contains(&id) {
            return Err(Refusal::NotFound.into());
        }
        let findings = self.agency_findings(id, &directory, acting.now).await?;
        let agency = directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        Ok((agency.clone(), findings, acting.now))
    }

    pub(crate) async fn agency_findings(
        &self,
        id: AgencyId,
        directory: &Arc<Directory>,
        now: Timestamp,
    ) -> Result<Vec<Finding>> {
        let agency = directory.agencies.get(&id).ok_or(Refusal::NotFound)?;
        let list = self.recording_list(id, now.date()).await?;
        let own_list = list.as_ref().filter(|list| list.agency == id);
        let devices = self.listed_devices(id).await?;
        let overseen = self.overseen().await?;
        let today = now.date();
        let matter =
            dossier::matter_of_agency(agency, directory, own_list, &devices, &overseen, today);
        Ok(self.law.book.evaluate(&self.law.read(matter, Some(agency), now)))
    }
}
