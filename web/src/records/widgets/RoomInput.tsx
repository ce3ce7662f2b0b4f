import { AutoComplete, type AutoCompleteProps } from "antd";
import { useRooms } from "@/api/queries";

type Props = Omit<AutoCompleteProps<string>, "options" | "onChange" | "disabled"> & { value: string; disabled?: boolean | undefined; onChange: (name: string) => void };

/** A room kept for enforcement work: the cameras fixed in a room are found by the name the register has. */
export function RoomInput({ value, onChange, disabled, ...rest }: Props) {
  const rooms = useRooms();
  const used = (rooms.data?.items ?? []).filter((room) => room.closed_at === null);
  const options = used.map((room) => ({ value: room.name }));
  return <AutoComplete {...rest} className="full-width" disabled={disabled ?? false} value={value} options={options} showSearch={{ filterOption: (typed, one) => (one?.value ?? "").includes(typed) }} onChange={onChange} />;
}
