/**
 * Two records of one person become one. Source: product page, “Family proxy”: merged after a check, and history stays.
 * - `proposed`: the birth dates do not show that it is one person, so a second officer has to say yes.
 * - `moving`: it is one record, and what other features keep of the other is being moved.
 */
export const mergeStates = ['proposed', 'moving', 'done', 'declined'] as const
export type MergeState = (typeof mergeStates)[number]

export const mergeActions = ['confirm', 'decline', 'takeBack'] as const
export type MergeAction = (typeof mergeActions)[number]

/** `proposer` has said yes by proposing; the yes that is still wanted is of a `second` officer. */
export type MergeParty = 'proposer' | 'second'

/** State × action → state and who may. An action that is not listed is refused in that state. */
export const mergeTransitions: Record<
  MergeState,
  Partial<Record<MergeAction, { to: MergeState; by: MergeParty }>>
> = {
  proposed: {
    confirm: { to: 'moving', by: 'second' },
    decline: { to: 'declined', by: 'second' },
    takeBack: { to: 'declined', by: 'proposer' },
  },
  moving: {},
  done: {},
  declined: {},
}

export const availableMergeActions = (state: MergeState, party: MergeParty): MergeAction[] =>
  mergeActions.filter((action) => mergeTransitions[state][action]?.by === party)

export const mergeStateTexts: Record<MergeState, string> = {
  proposed: '等另一位同事核对',
  moving: '正在合并',
  done: '合并好了',
  declined: '没有合并',
}
