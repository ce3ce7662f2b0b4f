//! `[tsa]` of `liuhen.toml`: the time-stamping authority that is asked each day (RFC 3161).

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, ensure};
use app::TimeAuthority;
use app::tsa::{Certificates, ObjectIdentifier};
use serde::Deserialize;

/// Where it is asked, and whom it is believed by.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tsa {
    url: String,
    /// Its certificate, or those of whoever certified it, in PEM.
    certificates: PathBuf,
    /// The policy it is to stamp under, as numbers with dots.
    policy: Option<String>,
}

impl Tsa {
    /// The authority; `config` is the file this was read from, beside which others are looked for.
    pub(super) fn authority(&self, config: &Path) -> anyhow::Result<TimeAuthority> {
        let is_address = ["http://", "https://"].iter().any(|start| self.url.starts_with(start));
        ensure!(is_address, "[tsa] 的 url 须以 https:// 或 http:// 开头");
        service::check(&self.url).map_err(|why| anyhow!("[tsa] 的 url 不能使用：{why}"))?;
        let beside = config.parent().unwrap_or(Path::new("."));
        let path = beside.join(&self.certificates);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("[tsa] 的 certificates：不能读取 {}", path.display()))?;
        let trusted = Certificates::parse(&text).with_context(|| {
            format!("[tsa] 的 certificates：{} 里没有 PEM 证书，或者证书有误", path.display())
        })?;
        let policy = self.policy.as_deref().map(ObjectIdentifier::new).transpose();
        let policy = policy.map_err(|_| anyhow!("[tsa] 的 policy 不是策略号，例如 1.2.3.4"))?;
        Ok(TimeAuthority { url: self.url.clone(), trusted, policy })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(text: &str) -> Result<TimeAuthority, String> {
        let folder = tempfile::tempdir().unwrap();
        let made = testkit::authority::Authority::new(testkit::authority::P256).unwrap();
        std::fs::write(folder.path().join("tsa.pem"), made.root().unwrap()).unwrap();
        std::fs::write(folder.path().join("page.html"), "<html>").unwrap();
        let tsa: Tsa = toml::from_str(text).unwrap();
        tsa.authority(&folder.path().join("liuhen.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn an_authority_has_an_address_and_certificates_beside_the_file() {
        let read = authority("url = \"http://127.0.0.1:1/tsr\"\ncertificates = \"tsa.pem\"");
        assert!(read.unwrap().policy.is_none());
        let read = authority(
            "url = \"https://tsa.example\"\ncertificates = \"tsa.pem\"\npolicy = \"1.2.3\"",
        );
        assert_eq!(read.unwrap().policy.map(|policy| policy.to_string()).as_deref(), Some("1.2.3"));
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (text, told) in [
            ("url = \"ftp://x\"\ncertificates = \"tsa.pem\"", "须以"),
            ("url = \"http://169.254.169.254/latest\"\ncertificates = \"tsa.pem\"", "元数据"),
            ("url = \"http://[fe80::1]/\"\ncertificates = \"tsa.pem\"", "元数据"),
            ("url = \"http://x\"\ncertificates = \"none.pem\"", "不能读取"),
            ("url = \"http://x\"\ncertificates = \"page.html\"", "PEM"),
            ("url = \"http://x\"\ncertificates = \"tsa.pem\"\npolicy = \"x\"", "策略号"),
        ] {
            let refused = authority(text).unwrap_err();
            assert!(refused.contains(told), "{text}: {refused}");
        }
    }
}
