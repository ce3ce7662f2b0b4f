//! `[replica]` of `liuhen.toml`: where a second copy of all published bytes is kept.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use app::vault::{Backend, Config};
use serde::Deserialize;

use super::s3::S3;

/// A folder that is there, or a bucket in the words of `[s3]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replica {
    folder: Option<PathBuf>,
    s3: Option<S3>,
}

impl Replica {
    /// The place. `config` is the file this was read from, `root` the vault's folder: what is fetched
    /// from a bucket or sent there lies in its scratch meanwhile.
    pub(super) fn place(&self, config: &Path, root: &Path) -> anyhow::Result<Config> {
        match (&self.folder, &self.s3) {
            (Some(folder), None) => {
                let is_same = folder.starts_with(root) || root.starts_with(folder);
                ensure!(!is_same, "[replica] 的 folder 须在原件库之外，最好在另一块磁盘上");
                Ok(Config::folder(folder))
            }
            (None, Some(s3)) => {
                let variable = |name: &str| {
                    let own = name.replace("LIUHEN_S3_", "LIUHEN_REPLICA_S3_");
                    std::env::var(own).ok()
                };
                let bucket = s3.bucket(config, variable);
                let bucket =
                    bucket.context("[replica.s3]：环境变量名以 LIUHEN_REPLICA_S3_ 开头")?;
                let backend = Backend::S3(bucket);
                Ok(Config { backend, ..Config::folder(root) })
            }
            (Some(_), Some(_)) => bail!("[replica] 的 folder 与 [replica.s3] 只能写一个"),
            (None, None) => bail!("[replica] 缺少 folder 或 [replica.s3]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Result<Config, String> {
        let replica: Replica = toml::from_str(text).unwrap();
        let config = Path::new("/etc/liuhen/liuhen.toml");
        let place = replica.place(config, Path::new("/srv/liuhen/vault"));
        place.map_err(|error| error.to_string())
    }

    #[test]
    fn a_replica_is_one_place_outside_of_the_vault() {
        assert_eq!(place("folder = \"/srv/copy\"").unwrap().root, Path::new("/srv/copy"));
        for same in ["/srv/liuhen/vault", "/srv/liuhen/vault/x", "/srv/liuhen"] {
            let refused = place(&format!("folder = {same:?}")).unwrap_err();
            assert!(refused.contains("之外"), "{same}: {refused}");
        }
        assert!(place("").unwrap_err().contains("缺少"));
        let both = "folder = \"/a\"\n[s3]\nendpoint = \"https://x\"\nbucket = \"b\"";
        assert!(place(both).unwrap_err().contains("只能写一个"));
    }
}
