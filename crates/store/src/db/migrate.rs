//! The schema, embedded: one list of versions, two dialects.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Version, name, SQLite text, PostgreSQL text. Released texts are never edited; add a version.
const VERSIONS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "journal",
        include_str!("../../migrations/sqlite/0001_journal.sql"),
        include_str!("../../migrations/postgres/0001_journal.sql"),
    ),
    (
        2,
        "work",
        include_str!("../../migrations/sqlite/0002_work.sql"),
        include_str!("../../migrations/postgres/0002_work.sql"),
    ),
    (
        3,
        "projections",
        include_str!("../../migrations/sqlite/0003_projections.sql"),
        include_str!("../../migrations/postgres/0003_projections.sql"),
    ),
    (
        4,
        "guessing",
        include_str!("../../migrations/sqlite/0004_guessing.sql"),
        include_str!("../../migrations/postgres/0004_guessing.sql"),
    ),
    (
        5,
        "lists",
        include_str!("../../migrations/sqlite/0005_lists.sql"),
        include_str!("../../migrations/postgres/0005_lists.sql"),
    ),
    (
        6,
        "oversight",
        include_str!("../../migrations/sqlite/0006_oversight.sql"),
        include_str!("../../migrations/postgres/0006_oversight.sql"),
    ),
    (
        7,
        "reminders",
        include_str!("../../migrations/sqlite/0007_reminders.sql"),
        include_str!("../../migrations/postgres/0007_reminders.sql"),
    ),
    (
        8,
        "devices",
        include_str!("../../migrations/sqlite/0008_devices.sql"),
        include_str!("../../migrations/postgres/0008_devices.sql"),
    ),
    (
        9,
        "stations",
        include_str!("../../migrations/sqlite/0009_stations.sql"),
        include_str!("../../migrations/postgres/0009_stations.sql"),
    ),
    (
        10,
        "matching",
        include_str!("../../migrations/sqlite/0010_matching.sql"),
        include_str!("../../migrations/postgres/0010_matching.sql"),
    ),
    (
        12,
        "coverage",
        include_str!("../../migrations/sqlite/0012_coverage.sql"),
        include_str!("../../migrations/postgres/0012_coverage.sql"),
    ),
    (
        13,
        "deposit clock",
        include_str!("../../migrations/sqlite/0013_deposit_clock.sql"),
        include_str!("../../migrations/postgres/0013_deposit_clock.sql"),
    ),
    (
        15,
        "station_device",
        include_str!("../../migrations/sqlite/0015_station_device.sql"),
        include_str!("../../migrations/postgres/0015_station_device.sql"),
    ),
    (
        17,
        "teams_and_rooms",
        include_str!("../../migrations/sqlite/0017_teams_and_rooms.sql"),
        include_str!("../../migrations/postgres/0017_teams_and_rooms.sql"),
    ),
    (
        18,
        "sm3_tiles",
        include_str!("../../migrations/sqlite/0018_sm3_tiles.sql"),
        include_str!("../../migrations/postgres/0018_sm3_tiles.sql"),
    ),
    (
        19,
        "witnesses",
        include_str!("../../migrations/sqlite/0019_witnesses.sql"),
        include_str!("../../migrations/postgres/0019_witnesses.sql"),
    ),
    (
        20,
        "patrol",
        include_str!("../../migrations/sqlite/0020_patrol.sql"),
        include_str!("../../migrations/postgres/0020_patrol.sql"),
    ),
    (
        21,
        "mirrors",
        include_str!("../../migrations/sqlite/0021_mirrors.sql"),
        include_str!("../../migrations/postgres/0021_mirrors.sql"),
    ),
    (
        22,
        "outside_time",
        include_str!("../../migrations/sqlite/0022_outside_time.sql"),
        include_str!("../../migrations/postgres/0022_outside_time.sql"),
    ),
    (
        24,
        "sm3_cosignatures",
        include_str!("../../migrations/sqlite/0024_sm3_cosignatures.sql"),
        include_str!("../../migrations/postgres/0024_sm3_cosignatures.sql"),
    ),
    (
        25,
        "stamps",
        include_str!("../../migrations/sqlite/0025_stamps.sql"),
        include_str!("../../migrations/postgres/0025_stamps.sql"),
    ),
    (
        26,
        "recompute",
        include_str!("../../migrations/sqlite/0026_recompute.sql"),
        include_str!("../../migrations/postgres/0026_recompute.sql"),
    ),
];

pub(super) fn sqlite() -> Migrator {
    migrator(|version| version.2)
}

pub(super) fn postgres() -> Migrator {
    migrator(|version| version.3)
}

type Version = (i64, &'static str, &'static str, &'static str);

fn migrator(text: fn(&'static Version) -> &'static str) -> Migrator {
    let one = |version: &'static Version| {
        let (number, name, ..) = version;
        let sql = text(version).into_sql_str();
        Migration::new(*number, (*name).into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(VERSIONS.iter().map(one).collect())
}
