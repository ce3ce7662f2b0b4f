//! Rows of devices: the list, the numbers they go by, who had them.

use domain::device::{Device, Tenure};
use domain::dossier::Dossier;
use store::{DeviceCodeRow, DeviceCustodyRow, DeviceRow, Row};
use terms::Timestamp;

pub(super) fn all(dossier: &Dossier, rows: &mut Vec<Row>) {
    for device in dossier.devices.values() {
        rows.push(row(device).into());
        rows.extend(codes(device).map(Row::from));
        rows.extend(
            (1_u32..)
                .zip(&device.custody)
                .filter_map(|(nth, tenure)| Some(Row::from(custody(device, nth, tenure)?))),
        );
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn row(device: &Device) -> DeviceRow {
    let details = &device.details;
    // Whatever was seen last, however long ago.
    let ever = Timestamp::from_ms(i64::MAX);
    let clock = device.clocks.last();
    let held_since = device.custody.last().map_or(device.registered_at, |tenure| tenure.from_at);
    DeviceRow {
        device_id: device.id,
        agency_id: device.agency,
        division_id: details.division,
        kind: details.kind.as_str().to_owned(),
        asset_no: details.asset_no.as_str().to_owned(),
        serial_no: details.serial_no.as_str().to_owned(),
        maker: details.maker.as_str().to_owned(),
        model: details.model.as_str().to_owned(),
        capacity_bytes: details.capacity_bytes,
        naming: details.naming.as_ref().map(|text| text.as_str().to_owned()),
        status: device.status().as_str().to_owned(),
        holder_id: device.holder(),
        held_since,
        holders: device.holders().into_iter().collect(),
        battery_percent: device.battery_at(ever).map(|(_, percent)| u32::from(percent)),
        free_bytes: device.free_at(ever).map(|(_, free)| free),
        offset_ms: clock.map(|clock| clock.offset_ms()),
        measured_at: clock.map(|clock| clock.server_at),
        open_faults: count(device.faults.iter().filter(|fault| fault.closed.is_none()).count()),
        open_gaps: count(device.gaps.iter().filter(|gap| gap.is_open()).count()),
        registered_at: device.registered_at,
        gone_at: device.gone_at(),
        updated_at: device.updated_at,
    }
}

/// What a scanner may read on it. A device out of use gives its numbers free, so that whoever has it
/// next may register it; a lost one keeps them.
fn codes(device: &Device) -> impl Iterator<Item = DeviceCodeRow> {
    let details = &device.details;
    let (asset_no, serial_no) = (details.asset_no.as_str(), details.serial_no.as_str());
    let code = |key: String, code: &str| DeviceCodeRow {
        key,
        device_id: device.id,
        agency_id: device.agency,
        code: code.to_owned(),
    };
    let serial = format!("serial|{}|{}|{serial_no}", device.agency, details.maker.as_str());
    let both =
        [code(format!("asset|{}|{asset_no}", device.agency), asset_no), code(serial, serial_no)];
    both.into_iter().filter(|_| device.ending.is_none())
}

fn custody(device: &Device, nth: u32, tenure: &Tenure) -> Option<DeviceCustodyRow> {
    Some(DeviceCustodyRow {
        key: format!("{}|{nth}", device.id),
        device_id: device.id,
        officer_id: tenure.holder?,
        from_at: tenure.from_at,
        until_at: tenure.until_at,
    })
}
