import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { Button, Input, Select, Table, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { useOfficers } from "@/api/queries";
import type { Person, Role } from "@/api/schema";
import { formatDay } from "@/format/time";
import { peopleWords as w } from "@/i18n/zh-people";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { useNarrow } from "@/widgets/use-narrow";
import { OfficerDrawer } from "./OfficerDrawer";

interface Props {
  agencyId: string;
  filters: { q: string | null; role: string | null };
  onFilter: (changes: { q?: string | null; role?: string | null }) => void;
  roleWords: Record<Role, string>;
}

export function OfficerList({ agencyId, filters, onFilter, roleWords }: Props) {
  const people = useOfficers(agencyId);
  const narrow = useNarrow();
  const [chosen, setChosen] = useState<string | null>(null);
  const columns = useMemo(() => columnsFor(roleWords, setChosen), [roleWords]);
  return (
    <section className="panel">
      <div className="filters">
        <Input.Search className="filter-search" allowClear defaultValue={filters.q ?? ""} placeholder={w.search} aria-label={w.search} onSearch={(q) => onFilter({ q: q.trim() })} />
        <Select
          className="filter-select"
          allowClear
          aria-label={w.roles}
          placeholder={w.anyRole}
          value={filters.role}
          onChange={(role) => onFilter({ role })}
          options={Object.entries(roleWords).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <Loaded from={people}>
        {({ items }) => {
          const rows = items.filter(
            (p) =>
              (!filters.q || [p.name, p.credential_no ?? "", p.login_name ?? ""].some((t) => t.includes(filters.q ?? ""))) &&
              (!filters.role || p.roles.includes(filters.role as Role)),
          );
          const open = items.find((p) => p.officer_id === chosen);
          return (
            <>
              {rows.length === 0 ? <Nothing text={w.noOfficers} /> : null}
              {rows.length > 0 && !narrow ? (
                <Table<Person> size="small" rowKey="officer_id" columns={columns} dataSource={rows} pagination={rows.length > 50 ? { pageSize: 50 } : false} scroll={{ x: 900 }} rowClassName={(p) => (p.enabled ? "" : "row-void")} />
              ) : null}
              {rows.length > 0 && narrow ? (
                <ul className="cards">
                  {rows.map((p) => (
                    <li key={p.officer_id} className="stack-tight">
                      <div className="row between">
                        <span className="card-title">{p.name}</span>
                        <CredentialChip person={p} />
                      </div>
                      <div className="card-line">
                        {p.division_name} {p.credential_no}
                      </div>
                      <div className="row between">
                        <span>{p.roles.map((r) => roleWords[r] ?? r).join("、")}</span>
                        <Button size="small" onClick={() => setChosen(p.officer_id)}>
                          {w.manage}
                        </Button>
                      </div>
                    </li>
                  ))}
                </ul>
              ) : null}
              <OfficerDrawer person={open ?? null} onClose={() => setChosen(null)} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

export function CredentialChip({ person: p }: { person: Person }) {
  if (!p.credential_no)
    return (
      <Chip tone="grey" icon={<MinusCircleOutlined />}>
        {w.credentialNone}
      </Chip>
    );
  return p.credential_valid ? (
    <Chip tone="green" icon={<CheckCircleFilled />}>
      {w.credentialOk(formatDay(p.credential_until_on))}
    </Chip>
  ) : (
    <Chip tone="red" icon={<CloseCircleFilled />}>
      {w.credentialBad} {p.credential_until_on ? formatDay(p.credential_until_on) : ""}
    </Chip>
  );
}

function columnsFor(roleWords: Record<Role, string>, onOpen: (id: string) => void): TableColumnsType<Person> {
  return [
    { title: w.name, dataIndex: "name", width: 100 },
    { title: w.loginName, dataIndex: "login_name", width: 110 },
    { title: w.division, dataIndex: "division_name", width: 130 },
    { title: w.roles, key: "roles", render: (_, p) => p.roles.map((r) => roleWords[r] ?? r).join("、") },
    { title: w.credentialNo, dataIndex: "credential_no", width: 130 },
    { title: w.credential, key: "credential", width: 190, render: (_, p) => <CredentialChip person={p} /> },
    { title: w.state, key: "state", width: 84, render: (_, p) => <Chip tone={p.enabled ? "green" : "grey"}>{p.enabled ? w.enabled : w.disabled}</Chip> },
    {
      title: "",
      key: "go",
      width: 72,
      render: (_, p) => (
        <Button type="link" size="small" onClick={() => onOpen(p.officer_id)}>
          {w.manage}
        </Button>
      ),
    },
  ];
}
