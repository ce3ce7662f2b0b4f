import { Alert, Button, Modal, Typography } from "antd";
import { peopleWords as w } from "@/i18n/zh-people";

/** A generated password, shown once and never again. */
export function OncePassword({ open, login, password, onClose }: { open: boolean; login: string; password: string; onClose: () => void }) {
  return (
    <Modal
      open={open}
      title={w.onceTitle}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {w.onceDone}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={w.onceNote} className="dialog-note" />
      <dl className="facts once">
        <dt>{w.onceLogin}</dt>
        <dd>{login}</dd>
        <dt>{w.oncePassword}</dt>
        <dd>
          <Typography.Text code copyable>
            {password}
          </Typography.Text>
        </dd>
      </dl>
    </Modal>
  );
}
