import { Button, Select, type RefSelectProps } from "antd";
import { type Ref, useMemo, useState } from "react";
import { useDevice, useDevices, useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { words } from "./zh-match";

/** A screen full; whoever looks for another one types its number. */
const OFFERED = 50;

export interface Narrowed {
  device_id: string | null;
  holder_id: string | null;
}

interface Props {
  filters: Narrowed;
  onChange: (changes: Partial<Narrowed>) => void;
  first: Ref<RefSelectProps>;
}

/** Narrows what waits to one device, or to what somebody brought in or recorded. */
export function MatchFilters({ filters, onChange, first }: Props) {
  const isNarrowed = filters.device_id !== null || filters.holder_id !== null;
  return (
    <>
      <HolderPicker holder={filters.holder_id} onPick={(holder_id) => onChange({ holder_id })} into={first} />
      <DevicePicker device={filters.device_id} onPick={(device_id) => onChange({ device_id })} />
      {isNarrowed ? <Button onClick={() => onChange({ device_id: null, holder_id: null })}>{words.narrow.clear}</Button> : null}
    </>
  );
}

interface Picker {
  onPick: (id: string | null) => void;
}

function HolderPicker({ holder, onPick, into }: Picker & { holder: string | null; into: Ref<RefSelectProps> }) {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  const options = useMemo(() => {
    const known = (officers.data?.items ?? []).map((one) => ({ value: one.officer_id, label: one.name }));
    const isThere = holder === null || known.some((one) => one.value === holder);
    return isThere ? known : [{ value: holder, label: words.narrow.otherPerson }, ...known];
  }, [officers.data, holder]);
  return (
    <Select
      ref={into}
      className="match-narrow"
      aria-label={words.narrow.holder}
      placeholder={words.narrow.holder}
      title={words.mineHintOf}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      loading={officers.isPending}
      value={holder}
      options={options}
      onChange={(id: string | undefined) => onPick(id ?? null)}
    />
  );
}

function DevicePicker({ device, onPick }: Picker & { device: string | null }) {
  const [typed, setTyped] = useState("");
  const found = useDevices({ q: typed.trim() === "" ? null : typed.trim() }, OFFERED);
  const picked = useDevice(device).data?.details;
  const options = useMemo(() => {
    const name = (one: { asset_no: string; maker: string; model: string }) => `${one.asset_no} ${one.maker} ${one.model}`;
    const offered = (found.data?.pages ?? []).flatMap((page) => page.items);
    const others = offered.filter((one) => one.kind !== "docking_station" && one.device_id !== device);
    const known = others.map((one) => ({ value: one.device_id, label: name(one) }));
    if (device === null) return known;
    return [{ value: device, label: picked === undefined ? words.narrow.otherDevice : name(picked) }, ...known];
  }, [found.data, picked, device]);
  return (
    <Select
      className="match-narrow"
      aria-label={words.narrow.device}
      placeholder={words.narrow.device}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isPending}
      value={device}
      options={options}
      onChange={(id: string | undefined) => onPick(id ?? null)}
    />
  );
}
