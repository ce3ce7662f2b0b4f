//! Agencies, divisions, people, credentials, roles.

use anyhow::Context as _;
use app::Call;
use domain::Text;
use domain::authority::Role;
use terms::{AgencyId, DivisionId, OfficerId};

use super::lists;
use super::people::{Member, Staff};
use super::scene::Scene;

/// Login, name, what they are called, roles; all of the market regulation bureau.
const PEOPLE: &[(&str, &str, &str, &[Role])] = &[
    ("lihua", "李华", "执法人员", &[Role::Officer]),
    ("wangqiang", "王强", "执法人员", &[Role::Officer]),
    ("zhaomin", "赵敏", "执法人员", &[Role::Officer]),
    ("chenjun", "陈军", "执法大队长（承办机构负责人）", &[Role::DivisionHead]),
    ("liufang", "刘芳", "法制审核人员", &[Role::LegalReviewer]),
    ("zhouwei", "周伟", "局长（机关负责人）", &[Role::AgencyHead]),
    ("linhai", "林海", "副局长（机关负责人）", &[Role::AgencyHead]),
    ("sunli", "孙丽", "资料管理员", &[Role::RecordsCustodian]),
    ("qianjin", "钱进", "设备管理员", &[Role::DeviceCustodian]),
];

/// The same for the agency above.
const ABOVE: &[(&str, &str, &str, &[Role])] = &[
    ("hejian", "何鉴", "执法监督人员", &[Role::Supervisor]),
    ("fangyuan", "方远", "司法局局长（机关负责人）", &[Role::AgencyHead]),
];

pub(super) fn text<const MAX: usize>(value: &str) -> anyhow::Result<Text<MAX>> {
    Text::parse(value).with_context(|| format!("样例文字“{value}”"))
}

/// Founds the county and its people; everything after this is their doing.
pub(super) async fn found(scene: &Scene) -> anyhow::Result<Staff> {
    scene.at(420, 9, 0);
    let app = &scene.app;
    let justice = app.found(text("清河县司法局")?, text("清司")?, text("330199")?).await?;
    let (admin, password) = app.found_administrator(justice, text("吴管")?, "admin").await?;
    let by_admin = Scene::by(admin);
    let mut members = vec![member(admin, "admin", "吴管", "系统管理员", password)];

    let name = text("清河县市场监督管理局")?;
    let bureau = app
        .register_agency(&by_admin, name, text("清市监")?, text("330199")?, Some(justice))
        .await?;
    let agency: AgencyId = made(bureau.id)?;
    let squad = app.add_division(&by_admin, agency, text("综合执法大队")?).await?;
    let squad: DivisionId = made(squad.id)?;

    for (login, name, office, roles) in ABOVE {
        members.push(enrol(scene, &by_admin, justice, None, login, name, office, roles).await?);
    }
    for (number, (login, name, office, roles)) in PEOPLE.iter().enumerate() {
        let is_squad = roles.iter().any(|role| matches!(role, Role::Officer | Role::DivisionHead));
        let division = is_squad.then_some(squad);
        let person = enrol(scene, &by_admin, agency, division, login, name, office, roles).await?;
        if is_squad {
            credential(scene, &by_admin, person.id, number).await?;
        }
        members.push(person);
    }
    let staff = Staff { agency, members };
    lists::all(scene, &staff).await?;
    scene.work().await?;
    Ok(staff)
}

fn member(
    id: OfficerId,
    login: &'static str,
    name: &'static str,
    office: &'static str,
    password: app::Password,
) -> Member {
    Member { id, name, office, login, password }
}

pub(super) fn made<T: std::str::FromStr>(id: Option<String>) -> anyhow::Result<T> {
    let id = id.context("没有返回编号")?;
    id.parse().map_err(|_| anyhow::anyhow!("编号“{id}”不可读"))
}

#[expect(clippy::too_many_arguments, reason = "a row of the table of people")]
async fn enrol(
    scene: &Scene,
    by: &Call,
    agency: AgencyId,
    division: Option<DivisionId>,
    login: &'static str,
    name: &'static str,
    office: &'static str,
    roles: &[Role],
) -> anyhow::Result<Member> {
    let (id, password) =
        scene.app.enrol_officer(by, agency, division, text(name)?, login, None).await?;
    for role in roles {
        let from_on = scene.today.plus_days(-410);
        scene.app.appoint_role(by, id, *role, from_on).await?;
    }
    Ok(member(id, login, name, office, password))
}

async fn credential(
    scene: &Scene,
    by: &Call,
    officer: OfficerId,
    number: usize,
) -> anyhow::Result<()> {
    // One of them ends soon, so that the administrator has something to see to.
    let left_days = if number == 2 { 20 } else { 900 };
    let number = text(&format!("浙A3301990{:02}", number + 1))?;
    let (from_on, until_on) = (scene.today.plus_days(-600), scene.today.plus_days(left_days));
    scene.app.issue_credential(by, officer, number, from_on, until_on).await?;
    Ok(())
}
