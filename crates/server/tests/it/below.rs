//! An office below the county's bureau: its people and a case of its own.

use serde_json::json;

use crate::county::{County, new_case};
use crate::program::Person;

pub(crate) struct Below {
    pub(crate) agency: String,
    /// Ids of the two in charge.
    pub(crate) officers: [String; 2],
    /// The first of them.
    pub(crate) officer: Person,
    pub(crate) reviewer: Person,
    pub(crate) head: Person,
    pub(crate) case: String,
}

impl Below {
    pub(crate) async fn found(county: &County) -> Self {
        let new = json!({
            "name": "河东市场监督管理所", "short_name": "河东所", "region": "330199",
            "superior": county.agency,
        });
        let made = county.person("admin").post("/agencies", new).await;
        let agency = made["id"].as_str().unwrap().to_owned();
        let (first, officer) = enrol(county, &agency, "east-officer", "officer").await;
        let (second, _) = enrol(county, &agency, "east-second", "officer").await;
        let (_, reviewer) = enrol(county, &agency, "east-reviewer", "legal_reviewer").await;
        let (_, head) = enrol(county, &agency, "east-head", "agency_head").await;
        let case = officer.post("/cases", new_case(&[&first, &second])).await;
        let case = case["id"].as_str().unwrap().to_owned();
        Self { agency, officers: [first, second], officer, reviewer, head, case }
    }
}

/// Somebody of the office, logged in.
async fn enrol(county: &County, agency: &str, login: &str, role: &str) -> (String, Person) {
    let admin = county.person("admin");
    let new = json!({
        "name": "东某", "agency_id": agency, "login_name": login, "division_id": null,
        "credential_no": format!("浙E-{login}"), "credential_from_on": "2015-01-01",
        "credential_until_on": "2099-12-31",
    });
    let made = admin.post("/officers", new).await;
    let id = made["officer_id"].as_str().unwrap().to_owned();
    let role = json!({ "role": role, "from_on": "2020-01-01" });
    admin.post(&format!("/officers/{id}/roles"), role).await;
    let password = made["one_time_password"].as_str().unwrap();
    (id, Person::log_in(&county.program.url, login, password).await)
}
