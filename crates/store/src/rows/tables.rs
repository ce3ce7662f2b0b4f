//! The projection tables, column by column. Times are instants of our clock unless a name ends in
//! `_on`; words such as `status` are chosen by `app`.

use terms::{
    AccessRequestId, ActKind, ActivityId, AgencyId, AvRecordId, CaseId, Date, DeviceId, Digest,
    DivisionId, ListRowId, OfficerId, Procedure, Severity, Sm3Digest, Stage, TextRecordId,
    Timestamp, ViolationId,
};

use super::read::Projection;
use super::search::SearchText;
use super::station_tables::{DockRow, StationRow};
use super::table::{TableText, Typed, projections, row_type};
use crate::db::{Cell, Line};
use crate::fault::StoreFault;

projections! {
    /// An enforcement agency.
    Agency: AgencyRow = "agency_row" {
        /// Its id.
        key agency_id: AgencyId,
        /// Full name.
        name: String,
        /// Short name for lists and document numbers.
        short_name: String,
        /// Code of its administrative region.
        region: String,
        /// The superior agency.
        superior: Option<AgencyId>,
        /// Ids from the top of the tree down to this agency, each followed by `/`.
        path: String,
        /// When it was set up here.
        created_at: Timestamp,
    }
    /// A handling division of an agency.
    Division: DivisionRow = "division_row" {
        /// Its id.
        key division_id: DivisionId,
        /// Whose division it is.
        agency_id: AgencyId,
        /// Name.
        name: String,
    }
    /// An officer or another person who logs in.
    Officer: OfficerRow = "officer_row" {
        /// Its id.
        key officer_id: OfficerId,
        /// The agency the person works for.
        agency_id: AgencyId,
        /// The division, where there is one.
        division_id: Option<DivisionId>,
        /// Name.
        name: String,
        /// Number of the enforcement credential.
        credential_no: Option<String>,
        /// First day the credential is valid.
        credential_from_on: Option<Date>,
        /// Last day the credential is valid.
        credential_until_on: Option<Date>,
        /// Whether the person may act at all.
        enabled: bool,
    }
    /// A role that a person holds at an agency for a time.
    Appointment: AppointmentRow = "appointment_row" {
        /// Made by `app`, one per officer, agency, role and start.
        key key: String,
        /// Who.
        officer_id: OfficerId,
        /// Where.
        agency_id: AgencyId,
        /// As what.
        role: String,
        /// First day.
        from_on: Date,
        /// Last day, where it has one.
        until_on: Option<Date>,
    }
    /// A case as lists and the top of its page show it.
    Case: CaseRow = "case_row" {
        /// Its id.
        key case_id: CaseId,
        /// The agency that handles it.
        agency_id: AgencyId,
        /// The division that handles it.
        division_id: Option<DivisionId>,
        /// What it is about.
        title: String,
        /// The party as lists show it.
        party_label: String,
        /// Kind of act.
        act_kind: ActKind,
        /// Procedure.
        procedure: Procedure,
        /// Where it stands.
        stage: Stage,
        /// Word for its state.
        status: String,
        /// Case number, once it has one.
        case_no: Option<String>,
        /// Word for how it came up.
        source_kind: String,
        /// When it was noted. Never changes: lists are in this order.
        created_at: Timestamp,
        /// When it was opened.
        opened_at: Option<Timestamp>,
        /// When it was decided.
        decided_at: Option<Timestamp>,
        /// When it was closed.
        closed_at: Option<Timestamp>,
        /// Day the act ended (Art. 21).
        act_ended_on: Option<Date>,
        /// When its file was archived.
        archived_at: Option<Timestamp>,
        /// Officers in charge, in order.
        officers: Vec<OfficerId>,
        /// Duties met so far.
        duties_met: u32,
        /// Duties there are so far.
        duties_total: u32,
        /// The next due instant among the duties not met. Late if it is before now.
        next_due_at: Option<Timestamp>,
        /// The rule that sets it.
        next_due_rule: Option<String>,
        /// Stretches of continuous recording that are whole (Arts. 15, 18).
        coverage_met: u32,
        /// Stretches of continuous recording there must be.
        coverage_total: u32,
        /// When this row last changed.
        updated_at: Timestamp,
        /// What the case is found by.
        search: SearchText,
    }
    /// A text record of a case.
    Record: RecordRow = "record_row" {
        /// Its id.
        key record_id: TextRecordId,
        /// The case.
        case_id: CaseId,
        /// The agency.
        agency_id: AgencyId,
        /// Code of its kind in the record catalogue.
        kind: String,
        /// Title.
        title: String,
        /// Stage it belongs to.
        stage: Stage,
        /// Word for its state.
        status: String,
        /// Document number, once it has one.
        doc_no: Option<String>,
        /// When it was drafted.
        created_at: Timestamp,
        /// When it took effect: signed, issued or recorded.
        effective_at: Option<Timestamp>,
        /// Pages of its PDF.
        pages: Option<u32>,
        /// SHA-256 of its PDF.
        sha256: Option<Digest>,
        /// Who drafted it.
        drafted_by: OfficerId,
        /// When this row last changed.
        updated_at: Timestamp,
    }
    /// On-site work.
    Activity: ActivityRow = "activity_row" {
        /// Its id.
        key activity_id: ActivityId,
        /// The agency.
        agency_id: AgencyId,
        /// The case it is for, where it is known.
        case_id: Option<CaseId>,
        /// What is to be done.
        title: String,
        /// Where.
        place: String,
        /// The row of the AV recording list it falls under (Art. 16).
        list_row: String,
        /// That row's id; none only where its plan was lawfully disposed of.
        list_row_id: Option<ListRowId>,
        /// Whether it must be recorded without a break (Art. 15).
        continuous: bool,
        /// Officers who take part or did at some time, in order.
        officers: Vec<OfficerId>,
        /// Whether some of them did not take part from beginning to end.
        officers_changed: bool,
        /// Word for its state.
        status: String,
        /// When it is to begin. Never changes: lists are in this order.
        planned_at: Timestamp,
        /// Arrival on site.
        arrived_at: Option<Timestamp>,
        /// Departure from the site.
        departed_at: Option<Timestamp>,
        /// Return to the agency: recordings are due from here (Art. 22).
        returned_at: Option<Timestamp>,
        /// Share of the stretch that recordings cover, in parts per million.
        coverage_ppm: Option<u32>,
        /// Holes without an explanation.
        open_gaps: u32,
        /// Recordings deposited.
        recordings: u32,
        /// Where the phone was on arrival, in millionths of a degree.
        lat_e6: Option<i64>,
        /// The same, east.
        lon_e6: Option<i64>,
        /// Word for how far a declaration has come that same-day deposit is impossible (Art. 22).
        exception: Option<String>,
        /// First instant that is too late for the deposit, by the law as it is written.
        deposit_due_at: Option<Timestamp>,
        /// The same as the agency reads it, with its own limit.
        deposit_own_due_at: Option<Timestamp>,
        /// When the last recording was deposited that the deposit had to wait for.
        deposited_at: Option<Timestamp>,
        /// Whether a device was back well before the return that was told.
        return_doubted: bool,
    }
    /// An audio-visual record.
    Recording: RecordingRow = "recording_row" {
        /// Its id.
        key recording_id: AvRecordId,
        /// The agency.
        agency_id: AgencyId,
        /// The on-site work it shows.
        activity_id: Option<ActivityId>,
        /// The case it belongs to.
        case_id: Option<CaseId>,
        /// Whose it is: who deposited it, or whose number the station's file bears.
        deposited_by: Option<OfficerId>,
        /// Name of the file as it came.
        file_name: String,
        /// Length of the original in bytes.
        size_bytes: u64,
        /// SHA-256 of the original.
        sha256: Digest,
        /// SM3 of the original.
        sm3: Sm3Digest,
        /// When it was deposited. Never changes: lists are in this order.
        deposited_at: Timestamp,
        /// Begin, as far as it is known.
        started_at: Option<Timestamp>,
        /// End, as far as it is known.
        ended_at: Option<Timestamp>,
        /// Length of play.
        duration_ms: Option<u64>,
        /// Video codec; none for sound alone or before it was probed.
        video_codec: Option<String>,
        /// Word for how far probing is.
        probe_state: String,
        /// Word for how far the preview is.
        preview_state: String,
        /// The device it came from.
        device_id: Option<DeviceId>,
        /// Its number on the device.
        file_no: Option<u64>,
        /// The day in its name.
        file_day: Option<Date>,
        /// Whether the device was seen without files that were not deposited.
        device_cleared: Option<bool>,
        /// Word for how far it is said to show no enforcement; none, if nobody says so.
        non_enforcement: Option<String>,
        /// The machine hung it on its work.
        machine_linked: bool,
    }
    /// Something the law wants of a case or of on-site work, and whether it is met.
    Duty: DutyRow = "duty_row" {
        /// Made by `app`, one per rule and subject.
        key key: String,
        /// The case.
        case_id: Option<CaseId>,
        /// The on-site work.
        activity_id: Option<ActivityId>,
        /// The agency.
        agency_id: AgencyId,
        /// Id of the rule.
        rule: String,
        /// Rule pack and version.
        pack: String,
        /// Title of the rule.
        title: String,
        /// What it is about: an id or a date, as the rule says.
        subject: String,
        /// Article as cited.
        article: String,
        /// How grave a breach is.
        severity: Severity,
        /// Word for whether it is met, open, breached or excused.
        standing: String,
        /// First instant that is too late.
        due_at: Option<Timestamp>,
        /// The same by the stricter reading, where there are two.
        strict_due_at: Option<Timestamp>,
        /// What reminders go by: the agency's own, earlier limit where it set one, else `due_at`.
        remind_at: Option<Timestamp>,
        /// Whether the date is estimated, for want of a calendar.
        estimated: bool,
        /// What is missing and what to do, in Chinese.
        message: String,
        /// When it was met.
        met_at: Option<Timestamp>,
    }
    /// Something that waits for a person's approval.
    Approval: ApprovalRow = "approval_row" {
        /// Made by `app`, one per matter and slot.
        key key: String,
        /// The agency.
        agency_id: AgencyId,
        /// The case, where the matter has one.
        case_id: Option<CaseId>,
        /// The on-site work.
        activity_id: Option<ActivityId>,
        /// The record to approve.
        record_id: Option<TextRecordId>,
        /// The access request to approve.
        request_id: Option<AccessRequestId>,
        /// Word for what is asked.
        kind: String,
        /// Title.
        title: String,
        /// The role or signature place that must answer.
        slot: String,
        /// The person who must answer, where it is one.
        officer_id: Option<OfficerId>,
        /// Since when it waits.
        asked_at: Timestamp,
        /// By when it must be answered.
        due_at: Option<Timestamp>,
    }
    /// A request to read or copy a record (Art. 24).
    Access: AccessRow = "access_row" {
        /// Its id.
        key request_id: AccessRequestId,
        /// The agency.
        agency_id: AgencyId,
        /// The case.
        case_id: CaseId,
        /// Who asks.
        asked_by: OfficerId,
        /// Word for what for: view or copy.
        purpose: String,
        /// The reason given.
        reason: String,
        /// Word for its state.
        status: String,
        /// When it was asked.
        asked_at: Timestamp,
        /// Who decided.
        decided_by: Option<OfficerId>,
        /// When it was decided.
        decided_at: Option<Timestamp>,
        /// Until when the grant lasts.
        until_at: Option<Timestamp>,
    }
    /// A violation (Arts. 26, 27).
    Violation: ViolationRow = "violation_row" {
        /// Its id.
        key violation_id: ViolationId,
        /// The agency it is about.
        agency_id: AgencyId,
        /// The agency that raised it.
        overseer_id: AgencyId,
        /// The case it is about.
        case_id: Option<CaseId>,
        /// Id of the rule.
        rule: Option<String>,
        /// Where the duty stands in the law.
        article: Option<String>,
        /// How grave it is.
        severity: Severity,
        /// Short title.
        title: String,
        /// Word for its state.
        status: String,
        /// Who handled what it is about.
        officers: Vec<OfficerId>,
        /// When it was raised. Never changes: lists are in this order.
        raised_at: Timestamp,
        /// The end of the last day to set it right, while that is so.
        due_at: Option<Timestamp>,
        /// When something happened last.
        updated_at: Timestamp,
    }
    /// A recording device, or a station.
    Device: DeviceRow = "device_row" {
        /// Its id.
        key device_id: DeviceId,
        /// Whose it is.
        agency_id: AgencyId,
        /// The division it belongs to.
        division_id: Option<DivisionId>,
        /// Word for what it is.
        kind: String,
        /// The agency's own number.
        asset_no: String,
        /// The maker's number.
        serial_no: String,
        /// Who made it.
        maker: String,
        /// Model.
        model: String,
        /// Room for recordings.
        capacity_bytes: Option<u64>,
        /// How its files are named.
        naming: Option<String>,
        /// Word for its state.
        status: String,
        /// Who has it; `None`: the store.
        holder_id: Option<OfficerId>,
        /// Since when.
        held_since: Timestamp,
        /// Everybody who ever had it.
        holders: Vec<OfficerId>,
        /// Charge as last seen.
        battery_percent: Option<u32>,
        /// Room as last seen.
        free_bytes: Option<u64>,
        /// How far its clock was ahead when last read.
        offset_ms: Option<i64>,
        /// When that was.
        measured_at: Option<Timestamp>,
        /// Faults that are not over.
        open_faults: u32,
        /// Missing numbers that nobody explained.
        open_gaps: u32,
        /// When it was registered. Never changes: lists are in this order.
        registered_at: Timestamp,
        /// When it was lost or went out of use.
        gone_at: Option<Timestamp>,
        /// When something happened last.
        updated_at: Timestamp,
    }
    /// A number that a device in use goes by: nobody else may take it.
    DeviceCode: DeviceCodeRow = "device_code_row" {
        /// `asset|agency|number` or `serial|agency|maker|number`.
        key key: String,
        /// The device.
        device_id: DeviceId,
        /// Whose it is.
        agency_id: AgencyId,
        /// The number, as a scanner reads it.
        code: String,
    }
    /// A stretch of time in which somebody had a device.
    DeviceCustody: DeviceCustodyRow = "device_custody_row" {
        /// `device|n`.
        key key: String,
        /// The device.
        device_id: DeviceId,
        /// Who had it.
        officer_id: OfficerId,
        /// Since when.
        from_at: Timestamp,
        /// Until when; `None`: still.
        until_at: Option<Timestamp>,
    }
    /// A collection station (Art. 22).
    Station: StationRow = "station_row" { elsewhere }
    /// A device that was put into a station.
    Dock: DockRow = "dock_row" { elsewhere }
    /// A document number that is taken.
    DocNumber: DocNumberRow = "doc_number_row" {
        /// `agency|series|year|seq`: see [`DocNumberRow::key_of`].
        key key: String,
        /// The agency.
        agency_id: AgencyId,
        /// The series, e.g. of penalty decisions.
        series: String,
        /// The year.
        year: u32,
        /// The running number.
        seq: u32,
        /// The record that bears it.
        record_id: TextRecordId,
        /// Its case.
        case_id: CaseId,
    }
}
