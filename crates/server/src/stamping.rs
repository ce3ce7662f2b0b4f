//! The conversation of our log with its time-stamping authority, as long as the server runs.

use std::time::Duration;

use app::App;
use tokio::sync::watch;

use service::Outbound;

/// How often it is looked whether a stamp is due.
const LOOK: Duration = Duration::from_secs(10);

/// Asks the authority that was set up, until told to stop.
pub(crate) async fn run(app: App, mut stop: watch::Receiver<bool>) {
    if !app.has_time_authority() {
        return;
    }
    let client = match Outbound::new() {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "no authority is asked for time stamps");
            return;
        }
    };
    while !*stop.borrow() {
        if let Err(error) = ask(&app, &client).await {
            tracing::error!(?error, "no time stamp can be asked for");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn ask(app: &App, client: &Outbound) -> app::Result<()> {
    let Some(ask) = app.stamp_ask().await? else { return Ok(()) };
    let answer = fetch(client, &ask.url, ask.body.clone()).await;
    app.stamp_told(&ask, answer).await.map(|_| ())
}

/// The authority's answer; why there is none, in Chinese.
async fn fetch(client: &Outbound, url: &str, question: Vec<u8>) -> Result<Vec<u8>, String> {
    let answer = client.post_query(url, question).await;
    let answer = answer.map_err(|why| format!("{why}：请查网络和 [tsa] 的 url"))?;
    match answer.status {
        200 => Ok(answer.body),
        status @ 300..400 => Err(format!(
            "对方回复状态 {status}（转到别处），不予跟随：请把 [tsa] 的 url 改为最终地址"
        )),
        status => Err(format!("对方回复状态 {status}：请核对 [tsa] 的 url，或联系时间戳机构")),
    }
}

#[cfg(test)]
mod tests {
    use testkit::authority::{HttpAnswer, Served};

    use super::*;

    #[tokio::test]
    async fn what_is_no_answer_is_told() {
        let mut asked = 0;
        let served = Served::start(move |kind, question| {
            assert_eq!((kind, question), ("application/timestamp-query", &b"question"[..]));
            asked += 1;
            let more = "location: http://127.0.0.1:1/\r\n".to_owned();
            match asked {
                1 => HttpAnswer::Nothing,
                2 => HttpAnswer::Other(302, "text/html", more, Vec::new()),
                3 => HttpAnswer::Other(503, "text/html", String::new(), Vec::new()),
                4 => HttpAnswer::Reply(vec![0; 1024 * 1024]),
                5 => HttpAnswer::Other(200, "text/html", String::new(), b"<html>".to_vec()),
                _ => HttpAnswer::Reply(b"answer".to_vec()),
            }
        });
        let (served, client) = (served.unwrap(), Outbound::new().unwrap());
        let mut told = Vec::new();
        for _ in 1..=6 {
            told.push(fetch(&client, &served.url(), b"question".to_vec()).await);
        }
        let why = |at: usize| told[at].as_ref().unwrap_err().as_str();
        assert!(why(0).starts_with("连接") && why(0).contains("请查网络"), "{}", why(0));
        assert!(why(1).contains("302") && why(1).contains("不予跟随"), "{}", why(1));
        assert!(why(2).contains("503"), "{}", why(2));
        assert!(why(3).starts_with("回复过长"), "{}", why(3));
        // What it is, the log judges by the bytes.
        assert_eq!(told[4..], [Ok(b"<html>".to_vec()), Ok(b"answer".to_vec())]);
        let url = served.url();
        drop(served);
        let gone = fetch(&client, &url, Vec::new()).await.unwrap_err();
        assert!(gone.starts_with("连接不上"), "{gone}");
    }
}
