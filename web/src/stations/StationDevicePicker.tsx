import { Select } from "antd";
import { useDevices } from "@/api/queries";
import { zh } from "@/i18n/zh";
import { stationWords as w } from "@/i18n/zh-stations";

/** Most stations of one agency to choose from. */
const MOST = 100;

/** Chooses among the collection stations of the register of devices. Ids and labels come from the form around it. */
export function StationDevicePicker(props: { value?: string; onChange?: (id: string | undefined) => void; id?: string }) {
  const devices = useDevices({ kind: "docking_station" }, MOST);
  const rows = devices.data?.pages.flatMap((page) => page.items) ?? [];
  const options = rows.filter((one) => one.status !== "retired").map((one) => ({ value: one.device_id, label: `${one.asset_no} ${one.maker} ${one.model}` }));
  return <Select {...props} allowClear showSearch optionFilterProp="label" loading={devices.isPending} placeholder={w.devicePlaceholder} notFoundContent={devices.isPending ? zh.state.loading : w.noDevices} options={options} />;
}
