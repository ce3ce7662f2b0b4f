/** What selects inside a record form choose from: the agency's officers, the case's records and recordings. */
import { createContext, useContext } from "react";

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}
export interface CaseChoices {
  officers: readonly Choice[];
  /** Everybody of the agency, e.g. for whoever presides over a hearing. */
  people: readonly Choice[];
  records: readonly Choice[];
  recordings: readonly Choice[];
  loading: boolean;
}

export const CaseChoicesContext = createContext<CaseChoices>({ officers: [], people: [], records: [], recordings: [], loading: true });
export const useCaseChoices = (): CaseChoices => useContext(CaseChoicesContext);
