/**
 * One person's right to one programme.
 * - `found`: the nightly look at the register says so, and nobody had to ask: 应享未享.
 * - `approved`: an official said yes; it pays.
 * - `refused`: an official said no, with a reason.
 * - `ended`: it paid, and was ended with a reason.
 */
export const entitlementStates = ['found', 'approved', 'refused', 'ended'] as const
export type EntitlementState = (typeof entitlementStates)[number]

export const entitlementActions = ['approve', 'refuse', 'end'] as const
export type EntitlementAction = (typeof entitlementActions)[number]

/** State × action → state; all by the street's officer. An action that is not listed is refused in that state. */
export const entitlementTransitions: Record<
  EntitlementState,
  Partial<Record<EntitlementAction, EntitlementState>>
> = {
  found: { approve: 'approved', refuse: 'refused' },
  approved: { end: 'ended' },
  refused: { approve: 'approved' },
  ended: { approve: 'approved' },
}

export const availableEntitlementActions = (state: EntitlementState): EntitlementAction[] =>
  entitlementActions.filter((action) => entitlementTransitions[state][action] !== undefined)
