//! `liuhen admin`: what has to be done once, at the machine.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use domain::Text;

use super::open::Where;
use super::say;

/// Administration at the machine.
#[derive(Args)]
pub(crate) struct Admin {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 在空库中设立首个机关及其系统管理员，打印一次性密码
    Found(Found),
}

#[derive(Args)]
struct Found {
    /// 机关全称
    #[arg(long)]
    agency: String,
    /// 机关代字（用于文号）
    #[arg(long)]
    short_name: String,
    /// 行政区划代码
    #[arg(long)]
    region: String,
    /// 管理员姓名
    #[arg(long)]
    name: String,
    /// 管理员登录名
    #[arg(long, default_value = "admin")]
    login: String,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

fn text<const MAX: usize>(label: &str, value: &str) -> anyhow::Result<Text<MAX>> {
    Text::parse(value).map_err(|error| anyhow::anyhow!("{label}“{value}”不能使用：{error}"))
}

impl Admin {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let What::Found(found) = self.what;
        let name = text("机关全称", &found.agency)?;
        let short_name = text("机关代字", &found.short_name)?;
        let region = text("行政区划代码", &found.region)?;
        let person = text("管理员姓名", &found.name)?;
        let app = found.place.open().await?;
        let agency = match app.found(name, short_name, region).await {
            Ok(agency) => agency,
            Err(app::Error::Refused(_)) => {
                bail!("库中已有机关，不能再次设立；请由系统管理员登录后添加")
            }
            Err(error) => return Err(error.into()),
        };
        let (_, password) = app.found_administrator(agency, person, &found.login).await?;
        if found.json {
            let answer = serde_json::json!({
                "agency_id": agency, "login_name": found.login, "one_time_password": password.reveal(),
            });
            say(&answer.to_string());
        } else {
            say(&format!(
                "已设立{}，管理员登录名 {}，一次性密码 {}",
                found.agency,
                found.login,
                password.reveal()
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
