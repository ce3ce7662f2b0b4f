import { Modal, Select } from "antd";
import { useState } from "react";
import { useDevices } from "@/api/queries";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { deviceWords } from "@/i18n/zh-devices";
import { ProblemView } from "@/widgets/ProblemView";

const w = deviceWords.origin;
const ALL = {};

/** Notes from which device a recording came, where its name does not say. */
export function NameDeviceDialog({ recordingId, onClose }: { recordingId: string; onClose: () => void }) {
  const devices = useDevices(ALL, 200);
  const [chosen, setChosen] = useState<string | null>(null);
  const action = useAction({ errors: "inline", success: deviceWords.done, onDone: onClose });
  const options = (devices.data?.pages ?? []).flatMap((page) => page.items).map((one) => ({ value: one.device_id, label: `${one.asset_no} ${deviceWords.kind[one.kind]} ${one.model}` }));
  return (
    <Modal
      open
      title={w.name}
      okText={w.name}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy, disabled: chosen === null }}
      onCancel={onClose}
      onOk={() => void action.run("POST", `/recordings/${recordingId}/device`, { device_id: chosen })}
    >
      <label className="field-label" htmlFor="name-device">
        {w.pick} <span className="must">*</span>
      </label>
      <Select id="name-device" className="full-width" showSearch={{ optionFilterProp: "label" }} loading={devices.isPending} value={chosen} options={options} onChange={setChosen} />
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
