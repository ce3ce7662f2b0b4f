//! `liuhen witness`: to be a witness of others' logs, and to carry heads to witnesses and back.

mod carried;
mod disc;
mod put_back;
mod report;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// Witnessing.
#[derive(Args)]
pub(crate) struct Witness {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What whoever runs a witness does.
    #[command(flatten)]
    Own(witness_program::Command),
    /// 日志一方：用镜像的叶子补回库中丢失的，与已签名的日志头核对
    PutBack(put_back::Back),
    /// 日志一方：写出请求文件（*.witreq；镜像为 *.mirreq，含叶子和日报），由介质送交对方
    Export(disc::Export),
    /// 日志一方：读入答复文件
    ImportResponse(disc::ImportResponse),
    /// 日志一方：不等当日结束，立即对现有事实出具指标日报（服务停止时）
    Report(report::Report),
    /// 日志一方：查明原因后，重新请求一个曾拒绝的见证方
    AskAgain(disc::AskAgain),
}

impl Witness {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Own(own) => own.run().await,
            What::PutBack(back) => back.run().await,
            What::Export(export) => export.run().await,
            What::ImportResponse(import) => import.run().await,
            What::Report(report) => report.run().await,
            What::AskAgain(ask) => ask.run().await,
        }
    }
}
