import { QrcodeOutlined, SettingOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useSlipOffer } from "@/api/queries";
import type { SlipOffer } from "@/api/schema";
import { Loaded } from "@/widgets/Loaded";
import { StepButton } from "@/widgets/StepButton";
import { ChooseSlipsDialog } from "./ChooseSlipsDialog";
import { SlipSheet } from "./SlipSheet";
import { slipWords as w } from "./zh-slips";
import "./slips.css";

/** The slip that a party gets after on-site work or a service, where the agency gives one. */
export function SlipPanel({ path }: { path: string }) {
  const offer = useSlipOffer(path);
  return (
    <section className="panel" aria-label={w.head}>
      <h2>{w.head}</h2>
      <Loaded from={offer}>{(data) => <Offer offer={data} />}</Loaded>
    </section>
  );
}

function Offer({ offer }: { offer: SlipOffer }) {
  const [open, setOpen] = useState<"sheet" | "choose" | null>(null);
  const close = () => setOpen(null);
  const { slip } = offer;
  return (
    <>
      {slip === null ? <p className="faint">{w.none}</p> : <p className="faint">{offer.given ? w.what : w.notGiven(w.given[offer.slips])}</p>}
      <div className="row wrap">
        {slip === null || !offer.given ? null : (
          <Button icon={<QrcodeOutlined />} onClick={() => setOpen("sheet")}>
            {w.show}
          </Button>
        )}
        {offer.choose.allowed ? <StepButton step={offer.choose} icon={<SettingOutlined />} plain small onGo={() => setOpen("choose")} /> : null}
      </div>
      {open === "sheet" && slip !== null ? <SlipSheet slip={slip} onClose={close} /> : null}
      {open === "choose" ? <ChooseSlipsDialog now={offer.slips} onClose={close} /> : null}
    </>
  );
}
