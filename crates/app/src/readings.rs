//! How an agency reads the law: where it is, what it does, and what it chose in writing where the law
//! is doubtful or contradicts itself. Also what the law asks of the agency as such.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::authority::Action;
use domain::dossier::{self, Dossier};
use domain::org::{self, Agency, Command, Directory, LawChoice};
use domain::{Refusal, Text};
use rules::{Finding, Matter, RuleBook};
use terms::{AgencyId, OfficerId, Timestamp};

use crate::commit::{Call, Done};
use crate::error::{Error, Result};
use crate::{App, Law};

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

/// How one agency reads the law.
pub struct AgencyReading {
    /// The agency.
    pub agency: Agency,
    /// Words and Chinese names of all sectors there are.
    pub sectors: Vec<(String, String)>,
    /// Where it may choose.
    pub points: Vec<LawPoint>,
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
    let case = dossier.case.as_ref().map(|case| case.registered_at);
    let work = || dossier.activities.values().map(|activity| activity.written_at).min();
    match case.or_else(work) {
        Some(at) => read_at(book, matter, agency, at),
        None => matter,
    }
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
            sectors: sectors.iter().map(|(word, zh)| (word.clone(), zh.clone())).collect(),
            may_choose: acting.may_at_home(Action::LawChoose).is_ok(),
            agency: agency.clone(),
            now: acting.now,
        })
    }

    /// Chooses for one's agency where the law leaves a choice. Matters that began earlier stay read
    /// as they were.
    ///
    /// # Errors
    /// A refusal for whoever does not head the agency; a value error for an unknown point or option.
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
        let points = self.law.points(agency, acting.now);
        let point = points.iter().find(|point| point.id == choice).ok_or(Refusal::NotFound)?;
        if !point.options.iter().any(|(known, _)| known == option) {
            let message = "没有这个选项，请从列表选择。".to_owned();
            return Err(Error::Value { field: "选项", message });
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
