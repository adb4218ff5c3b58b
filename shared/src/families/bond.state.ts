import { listAllowed, type Transition } from '../stateTable'

/**
 * States of a family bond. Source: product page, "Family proxy".
 * - `invited`: the proxy made an invitation, nobody has answered it.
 * - `requested`: the proxy asked the community to see the elder or the papers.
 * - `checked`: one of the staff saw the papers of a guardian, a second one has yet to.
 * - `offered`: the community confirmed it, the proxy has yet to say yes.
 */
export const bondStates = [
  'invited',
  'requested',
  'checked',
  'offered',
  'active',
  'ended',
  'declined',
  'withdrawn',
  'lapsed',
] as const
export type BondState = (typeof bondStates)[number]

/** What a person may do to a bond. */
export const bondActions = [
  'consent',
  'refuse',
  'withdraw',
  'confirmInPerson',
  'checkDocument',
  'checkAgain',
  'decline',
  'accept',
  'change',
  'makePrimary',
  'review',
  'renounce',
  'revoke',
  'revokeForElder',
] as const
export type BondAction = (typeof bondActions)[number]

/**
 * What happens without anyone pressing: time ran out, one of the two is no longer there, two records of the elder or
 * two accounts of the relative became one with a bond on each, or the account has become the elder's own.
 */
export const bondSteps = [
  'expire',
  'elderGone',
  'proxyGone',
  'recordsMerged',
  'accountsMerged',
  'ownAccount',
] as const
export type BondStep = (typeof bondSteps)[number]

/**
 * In what capacity someone stands to a bond.
 * - `invitee`: opened the invitation and is a person of the register, who is not the proxy.
 * - `keeper`: of the staff who keep the register of the elder's community.
 * - `secondKeeper`: a keeper who did not make the first check.
 */
export const bondParties = ['elder', 'invitee', 'proxy', 'keeper', 'secondKeeper'] as const
export type BondParty = (typeof bondParties)[number]

export type BondTransition = Transition<BondState, BondParty>

type Row = Partial<Record<BondAction, BondTransition>>

/** State × action → next state and who may. An action that is not listed is refused in that state. */
export const bondTransitions: Record<BondState, Row> = {
  invited: {
    consent: { to: 'active', by: ['invitee'] },
    refuse: { to: 'declined', by: ['invitee'] },
    withdraw: { to: 'withdrawn', by: ['proxy'] },
  },
  requested: {
    confirmInPerson: { to: 'offered', by: ['keeper'] },
    checkDocument: { to: 'checked', by: ['keeper'] },
    decline: { to: 'declined', by: ['keeper'] },
    withdraw: { to: 'withdrawn', by: ['proxy'] },
  },
  checked: {
    checkAgain: { to: 'offered', by: ['secondKeeper'] },
    decline: { to: 'declined', by: ['keeper'] },
    withdraw: { to: 'withdrawn', by: ['proxy'] },
  },
  offered: {
    accept: { to: 'active', by: ['proxy'] },
    refuse: { to: 'declined', by: ['proxy', 'elder'] },
    decline: { to: 'declined', by: ['keeper'] },
  },
  active: {
    change: { to: 'active', by: ['elder', 'keeper'] },
    makePrimary: { to: 'active', by: ['elder', 'keeper'] },
    review: { to: 'active', by: ['keeper'] },
    renounce: { to: 'ended', by: ['proxy'] },
    revoke: { to: 'ended', by: ['elder'] },
    revokeForElder: { to: 'ended', by: ['keeper'] },
  },
  ended: {},
  declined: {},
  withdrawn: {},
  lapsed: {},
}

/** Of two bonds of one pair, or of an elder with herself, one ends. */
const doubled = { recordsMerged: 'lapsed', accountsMerged: 'lapsed', ownAccount: 'lapsed' } as const

/** State × step → next state; a step that is not listed leaves the bond as it is. */
export const bondStepTransitions: Record<BondState, Partial<Record<BondStep, BondState>>> = {
  invited: { expire: 'lapsed', proxyGone: 'withdrawn' },
  requested: { expire: 'lapsed', elderGone: 'lapsed', proxyGone: 'withdrawn', ...doubled },
  checked: { expire: 'lapsed', elderGone: 'lapsed', proxyGone: 'withdrawn', ...doubled },
  offered: { expire: 'lapsed', elderGone: 'lapsed', proxyGone: 'withdrawn', ...doubled },
  active: {
    ...{ expire: 'ended', elderGone: 'ended', proxyGone: 'ended' },
    ...{ recordsMerged: 'ended', accountsMerged: 'ended', ownAccount: 'ended' },
  },
  ended: {},
  declined: {},
  withdrawn: {},
  lapsed: {},
}

const livingStates: readonly BondState[] = ['invited', 'requested', 'checked', 'offered', 'active']

/** In force, or on its way to be. */
export const isLiving = (state: BondState): boolean => livingStates.includes(state)

/** The transition an action would take in a state, or undefined when that state does not know it. */
export const findBondTransition = (state: BondState, action: BondAction): BondTransition | undefined =>
  bondTransitions[state][action]

/** Every action the table allows in a state to someone who stands in these capacities. */
export function availableBondActions(state: BondState, parties: readonly BondParty[]): BondAction[] {
  return listAllowed(bondTransitions[state], bondActions, parties)
}

/** How far a second consent to a payment has come. */
export const paymentConsentStates = ['waiting', 'approved', 'refused', 'lapsed'] as const
export type PaymentConsentState = (typeof paymentConsentStates)[number]

/** Who is asked for the second consent, in this order: the next one where the one before is not there or silent. */
export const paymentDeciders = ['elder', 'holder', 'staff'] as const
export type PaymentDecider = (typeof paymentDeciders)[number]

export const paymentConsentTransitions: Record<
  PaymentConsentState,
  Partial<Record<'approve' | 'refuse' | 'lapse', PaymentConsentState>>
> = {
  waiting: { approve: 'approved', refuse: 'refused', lapse: 'lapsed' },
  approved: {},
  refused: {},
  lapsed: {},
}
