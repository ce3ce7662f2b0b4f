//! Plans of inspection, their reports and indicators (Art. 26).

use std::sync::Arc;

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::oversight::{self, Plan, PlanCommand};
use domain::{Refusal, Text};
use terms::{OfficerId, OversightPlanId, Timestamp};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::Result;

/// The plans of one's agency.
pub struct PlansSeen {
    /// The plans, latest year first.
    pub plans: Vec<Plan>,
    /// Whether the reader may make and report them.
    pub may_plan: Result<(), Refusal>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// The plans of the reader's agency.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn oversight_plans(&self, reader: OfficerId) -> Result<PlansSeen> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::PlanRead)?;
        let overseen = self.overseen().await?;
        let own = overseen.plans.values().filter(|plan| plan.agency == acting.officer.agency);
        let mut plans: Vec<Plan> = own.cloned().collect();
        plans.sort_by_key(|plan| std::cmp::Reverse((plan.year, plan.planned_at, plan.id)));
        Ok(PlansSeen {
            plans,
            may_plan: acting.may_at_home(Action::PlanWrite).map(|_| ()),
            now: acting.now,
            directory: acting.directory,
        })
    }

    /// Makes a plan for one's own agency.
    ///
    /// # Errors
    /// A refusal where the year does not fit.
    pub async fn plan_oversight(
        &self,
        call: &Call,
        year: u32,
        title: Text<100>,
        scope: Text<500>,
    ) -> Result<Done> {
        let id = OversightPlanId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::PlanWrite)?;
            let (title, scope) = (title.clone(), scope.clone());
            let command = PlanCommand::Plan { plan: id, year, title, scope };
            let outcome = oversight::decide_plan(None, command, &acting.officer, acting.now)?;
            Ok(Decided::on(Dossier::default(), id, outcome).making(id))
        })
        .await
    }

    /// Reports on a plan of one's own agency, or notes that its indicators were published.
    ///
    /// # Errors
    /// A refusal where it comes too early or twice.
    pub async fn decide_plan(
        &self,
        call: &Call,
        id: OversightPlanId,
        command: PlanCommand,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::PlanWrite, &before)?;
            let plan = before.plans.get(&id);
            let (command, by) = (command.clone(), &acting.officer);
            let outcome = oversight::decide_plan(plan, command, by, acting.now)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }
}
