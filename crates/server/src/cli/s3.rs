//! `[s3]` of `liuhen.toml`: an S3-compatible store for bytes. Its keys are never printed or logged.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use app::vault::{S3Bucket, S3Settings};
use serde::Deserialize;

/// What a store that knows no regions takes as well as any other word.
const DEFAULT_REGION: &str = "us-east-1";

/// A store and a bucket that exists there. Each key stands here, in a file of its own, or in the
/// environment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct S3 {
    endpoint: String,
    bucket: String,
    region: Option<String>,
    access_key: Option<String>,
    access_key_file: Option<PathBuf>,
    secret_key: Option<String>,
    secret_key_file: Option<PathBuf>,
}

/// One of the two keys: its names, and where it was put.
struct Place<'a> {
    name: &'static str,
    variable: &'static str,
    here: Option<&'a String>,
    file: Option<&'a PathBuf>,
}

impl S3 {
    /// The bucket, with its keys; `config` is the file this was read from, `variable` looks into
    /// the environment.
    pub(super) fn bucket(
        &self,
        config: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<S3Bucket> {
        let is_address =
            ["http://", "https://"].iter().any(|start| self.endpoint.starts_with(start));
        ensure!(is_address, "[s3] 的 endpoint 须以 https:// 或 http:// 开头");
        ensure!(!self.bucket.trim().is_empty(), "[s3] 的 bucket 为空，请写明存储桶名称");
        let access_key = Place {
            name: "access_key",
            variable: "LIUHEN_S3_ACCESS_KEY",
            here: self.access_key.as_ref(),
            file: self.access_key_file.as_ref(),
        };
        let secret_key = Place {
            name: "secret_key",
            variable: "LIUHEN_S3_SECRET_KEY",
            here: self.secret_key.as_ref(),
            file: self.secret_key_file.as_ref(),
        };
        let settings = S3Settings {
            endpoint: self.endpoint.clone(),
            bucket: self.bucket.clone(),
            region: self.region.clone().unwrap_or_else(|| DEFAULT_REGION.to_owned()),
            access_key: access_key.read(config, &variable)?,
            secret_key: secret_key.read(config, &variable)?,
        };
        S3Bucket::new(&settings).context("[s3] 的设置不能使用")
    }
}

impl Place<'_> {
    fn read(
        &self,
        config: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<String> {
        let name = self.name;
        let key = match (self.here, self.file) {
            (Some(_), Some(_)) => bail!("[s3] 的 {name} 与 {name}_file 只能写一个"),
            (Some(key), None) => {
                keeps_to_itself(config)?;
                key.clone()
            }
            (None, Some(file)) => {
                keeps_to_itself(file)?;
                std::fs::read_to_string(file)
                    .with_context(|| format!("不能读取密钥文件 {}", file.display()))?
            }
            (None, None) => variable(self.variable).with_context(|| {
                let variable = self.variable;
                format!("[s3] 缺少 {name}：请写 {name}_file，或设环境变量 {variable}")
            })?,
        };
        let key = key.trim();
        ensure!(!key.is_empty(), "[s3] 的 {name} 为空");
        Ok(key.to_owned())
    }
}

/// A file that holds a key is not for everybody on the machine.
fn keeps_to_itself(file: &Path) -> anyhow::Result<()> {
    let metadata =
        std::fs::metadata(file).with_context(|| format!("不能查看文件 {}", file.display()))?;
    let is_open = metadata.permissions().mode() & 0o007 != 0;
    let path = file.display();
    ensure!(!is_open, "{path} 含有密钥，却允许本机其他账户读取。请运行 chmod o= {path}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use super::*;

    fn read(text: &str, mode: u32, variable: Option<&str>) -> Result<S3Bucket, String> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("liuhen.toml");
        std::fs::write(&config, "secret\n").unwrap();
        std::fs::set_permissions(&config, Permissions::from_mode(mode)).unwrap();
        let text = text.replace("FILE", &config.display().to_string());
        let common = "endpoint = \"https://oss.example\"\nbucket = \"b\"\n";
        let s3: S3 = toml::from_str(&format!("{common}{text}")).unwrap();
        let bucket = s3.bucket(&config, |_| variable.map(str::to_owned));
        bucket.map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn each_key_stands_in_one_place() {
        read("access_key = \"a\"\nsecret_key = \"s\"", 0o640, None).unwrap();
        read("access_key = \"a\"\nsecret_key_file = \"FILE\"", 0o600, None).unwrap();
        read("", 0o644, Some("from-the-environment")).unwrap();
        let twice = "access_key = \"a\"\nsecret_key = \"s\"\nsecret_key_file = \"FILE\"";
        assert!(read(twice, 0o600, None).unwrap_err().contains("只能写一个"));
        assert!(read("", 0o600, None).unwrap_err().contains("LIUHEN_S3_ACCESS_KEY"));
        assert!(read("", 0o600, Some(" ")).unwrap_err().contains("为空"));
    }

    #[test]
    fn a_key_that_everybody_could_read_is_refused_and_not_repeated() {
        for text in [
            "access_key = \"a\"\nsecret_key = \"secret\"",
            "access_key = \"a\"\nsecret_key_file = \"FILE\"",
        ] {
            let told = read(text, 0o644, None).unwrap_err();
            assert!(told.contains("chmod") && !told.contains("secret"), "{told}");
        }
    }
}
