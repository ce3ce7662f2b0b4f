//! The people of the sample and how they log in.

use app::Password;
use terms::{AgencyId, OfficerId};

/// One of them.
pub(super) struct Member {
    pub(super) id: OfficerId,
    pub(super) name: &'static str,
    pub(super) office: &'static str,
    pub(super) login: &'static str,
    pub(super) password: Password,
}

/// All of them, by what they do.
pub(super) struct Staff {
    pub(super) agency: AgencyId,
    pub(super) members: Vec<Member>,
}

impl Staff {
    /// The person with this login.
    pub(super) fn id(&self, login: &str) -> anyhow::Result<OfficerId> {
        let found = self.members.iter().find(|member| member.login == login);
        found.map(|member| member.id).ok_or_else(|| anyhow::anyhow!("样例中没有 {login}"))
    }

    /// What is printed: name, office, login, password.
    pub(super) fn logins(&self) -> String {
        let mut text = String::from("登录名\t密码\t姓名\t职务\n");
        for member in &self.members {
            let password = member.password.reveal();
            text.push_str(&format!(
                "{}\t{password}\t{}\t{}\n",
                member.login, member.name, member.office
            ));
        }
        text
    }
}
