//! HTTP: what comes in is parsed into types of ours, what goes out is JSON; no decision is made
//! here. One router with its description: a route cannot be without its OpenAPI text.

mod access;
mod activities;
mod approvals;
mod archive;
mod bodies;
mod caller;
mod cases;
mod cookies;
mod coverage;
mod custody;
mod desk;
mod devices;
mod doc_numbers;
mod keeping;
mod law;
mod log;
mod log_read;
mod matching;
mod org;
mod oversight;
mod pages;
mod peer;
mod problem;
mod ranges;
mod recompute;
mod recording_lists;
mod recordings;
mod records;
mod red_team;
mod reports;
mod rooms;
mod router;
mod secrecy;
mod session;
mod slips;
mod stations;
mod steps;
mod trail_words;
mod uploads;
mod view;
mod wire;
mod witnesses;
pub(crate) mod words;

pub(crate) use peer::Proxies;
pub(crate) use router::{openapi, router};
