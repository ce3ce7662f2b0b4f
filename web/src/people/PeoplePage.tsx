import { PlusOutlined } from "@ant-design/icons";
import { Button, Select, Tabs } from "antd";
import { useState } from "react";
import { useAgencies } from "@/api/queries";
import { useMe } from "@/api/session";
import { zh } from "@/i18n/zh";
import { peopleWords as w } from "@/i18n/zh-people";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import { AgencyList } from "./AgencyList";
import { NewOfficerDialog } from "./NewOfficerDialog";
import { OfficerList } from "./OfficerList";
import "./people.css";

const KEYS = ["tab", "agency", "q", "role"] as const;

/** Agencies, divisions, persons, roles, credentials. Nothing is deleted here, only ended. */
export default function PeoplePage() {
  const me = useMe();
  const agencies = useAgencies();
  const { filters, set } = useFilters(KEYS);
  const [adding, setAdding] = useState(false);
  const agencyId = filters.agency ?? me.agency.agency_id;
  return (
    <>
      <PageHead
        title={w.title}
        actions={
          filters.tab === "agencies" ? null : (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
              {w.newOfficer}
            </Button>
          )
        }
      />
      <Loaded from={agencies}>
        {({ items }) => (
          <>
            <Tabs
              activeKey={filters.tab ?? "officers"}
              onChange={(tab) => set({ tab: tab === "officers" ? null : tab })}
              tabBarExtraContent={
                items.length > 1 && filters.tab !== "agencies" ? (
                  <Select
                    className="agency-select"
                    aria-label={w.agency}
                    value={agencyId}
                    showSearch={{ optionFilterProp: "label" }}
                    onChange={(agency) => set({ agency })}
                    options={items.map((a) => ({ value: a.agency_id, label: a.name }))}
                  />
                ) : null
              }
              items={[
                { key: "officers", label: w.officers, children: <OfficerList agencyId={agencyId} filters={filters} onFilter={set} roleWords={zh.role} /> },
                { key: "agencies", label: w.agencies, children: <AgencyList agencies={items} /> },
              ]}
            />
            <NewOfficerDialog open={adding} onClose={() => setAdding(false)} agencies={items} agencyId={agencyId} />
          </>
        )}
      </Loaded>
    </>
  );
}
