import { useCallback, useEffect, useMemo, useState } from "react";
import { changedFields, fieldErrors, missingElements, type FieldModel, type Values } from "./schema-model";

/** The values being typed, against the values last saved. */
export function useRecordDraft(fields: readonly FieldModel[], saved: Values, prefilled: boolean) {
  const [values, setValues] = useState<Values>(saved);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [base, setBase] = useState<Values>(saved);

  // What the server holds changed and nothing is being typed here: follow it.
  useEffect(() => {
    setValues((now) => (changedFields(fields, base, now).length === 0 ? saved : now));
    setBase(saved);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new saved version counts
  }, [saved]);

  const set = useCallback((name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }));
    setTouched((now) => (now.has(name) ? now : new Set([...now, name])));
  }, []);
  const missing = useMemo(() => missingElements(fields, values), [fields, values]);
  const errors = useMemo(() => fieldErrors(fields, values), [fields, values]);
  const dirty = useMemo(() => touched.size > 0 && changedFields(fields, base, values).length > 0, [fields, base, values, touched]);
  const untouched = useMemo(
    () => (prefilled ? new Set(fields.filter((field) => field.prefilled && saved[field.name] !== undefined && !touched.has(field.name)).map((field) => field.name)) : new Set<string>()),
    [fields, prefilled, saved, touched],
  );
  return { values, set, missing, errors, dirty, untouched, markSaved: useCallback(() => setTouched(new Set()), []) };
}
