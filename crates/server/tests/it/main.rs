//! The program as others see it: started as a process, spoken to over HTTP and the command line.
// `cfg(test)` tells clippy that the helpers in these modules are test code too.
#![expect(clippy::print_stdout, reason = "what was not tested, and why, must be seen")]

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod acts;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bad_requests;
#[cfg(test)]
mod below;
#[cfg(test)]
mod cancelling;
#[cfg(test)]
mod check;
#[cfg(test)]
mod county;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod custody;
#[cfg(test)]
mod deposits;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod doc_numbers;
#[cfg(test)]
mod ended;
#[cfg(test)]
mod excerpts;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod full_disk;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod hints;
#[cfg(test)]
mod internal_limits;
#[cfg(test)]
mod interruptions;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod law;
#[cfg(test)]
mod law_drafts;
#[cfg(test)]
mod log_export;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod mirror_files;
#[cfg(test)]
mod mirrors;
#[cfg(test)]
mod oversight;
#[cfg(test)]
mod package;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod program;
#[cfg(test)]
mod put_back;
#[cfg(test)]
mod recompute;
#[cfg(test)]
mod recording_lists;
#[cfg(test)]
mod red_team;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod signer;
#[cfg(test)]
mod slips;
#[cfg(test)]
mod stamps;
#[cfg(test)]
mod stations;
#[cfg(test)]
mod story;
#[cfg(test)]
mod story_01_night;
#[cfg(test)]
mod story_02_battery;
#[cfg(test)]
mod story_03_demolition;
#[cfg(test)]
mod story_04_left;
#[cfg(test)]
mod story_09_attack;
#[cfg(test)]
mod strangers;
#[cfg(test)]
mod superseded;
#[cfg(test)]
mod waivers;
#[cfg(test)]
mod whole_story;
#[cfg(test)]
mod witnesses;
