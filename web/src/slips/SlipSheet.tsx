import { PrinterOutlined } from "@ant-design/icons";
import { Button, Modal, QRCode } from "antd";
import type { SlipOffer } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { slipWords as w } from "./zh-slips";

/** The slip itself: large enough to be scanned from a phone held out, and printed alone. */
export function SlipSheet({ slip, onClose }: { slip: NonNullable<SlipOffer["slip"]>; onClose: () => void }) {
  const address = window.location.origin + slip.href;
  return (
    <Modal
      open
      title={w.head}
      onCancel={onClose}
      footer={
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {w.print}
        </Button>
      }
    >
      <article className="slip-sheet" aria-label={w.sheet}>
        <h2>{w.sheet}</h2>
        <div role="img" aria-label={w.qr}>
          <QRCode value={address} type="svg" size={240} errorLevel="M" bordered={false} color="#000000" bgColor="#ffffff" />
        </div>
        <p>{w.scan}</p>
        <p className="slip-text">{address}</p>
        <p>{w.keep}</p>
        <p className="slip-text">{slip.text}</p>
        <p className="faint">{w.writtenAt(formatInstant(slip.written_at))}</p>
      </article>
    </Modal>
  );
}
