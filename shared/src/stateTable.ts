/** One field of a state table: where an action leads from a state, and in what capacity someone may do it. */
export interface Transition<State, Party> {
  to: State
  by: readonly Party[]
}

/** What a row of a state table allows to someone who stands in these capacities, in the order of `actions`. */
export function listAllowed<Action extends string, Party>(
  row: Partial<Record<Action, Transition<unknown, Party>>>,
  actions: readonly Action[],
  parties: readonly Party[],
): Action[] {
  return actions.filter((action) => row[action]?.by.some((party) => parties.includes(party)))
}
