//! Log lines, and the end of a program that stays running.

/// Log lines to standard error, as JSON where nobody reads along.
pub fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process is refused; the first one stays.
    if lines.json().try_init().is_err() {
        eprintln!("日志已由其他部分初始化");
    }
}

/// Waits until the operator or the system asks the program to end.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "no SIGTERM here");
            if let Err(error) = interrupt.await {
                tracing::warn!(%error, "no SIGINT here");
            }
        }
    }
}
