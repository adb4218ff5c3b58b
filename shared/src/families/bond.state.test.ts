import {
  availableBondActions,
  bondActions,
  bondParties,
  bondStates,
  bondSteps,
  bondStepTransitions,
  bondTransitions,
  findBondTransition,
  isLiving,
  paymentConsentStates,
  paymentConsentTransitions,
  type BondAction,
  type BondParty,
  type BondState,
} from './bond.state'
import { basisOf, bondOrigins, bondScopes } from './bond'

/** Written down a second time, in another form, so that a slip in the table is seen: state action to parties. */
const expected = `
invited consent active invitee
invited refuse declined invitee
invited withdraw withdrawn proxy
requested confirmInPerson offered keeper
requested checkDocument checked keeper
requested decline declined keeper
requested withdraw withdrawn proxy
checked checkAgain offered secondKeeper
checked decline declined keeper
checked withdraw withdrawn proxy
offered accept active proxy
offered refuse declined proxy,elder
offered decline declined keeper
active change active elder,keeper
active makePrimary active elder,keeper
active review active keeper
active renounce ended proxy
active revoke ended elder
active revokeForElder ended keeper
`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [BondState, BondAction, BondState, string])

/** The same of what happens by itself: state step to. */
const expectedSteps = `
invited expire lapsed
invited proxyGone withdrawn
requested expire lapsed
requested elderGone lapsed
requested proxyGone withdrawn
requested recordsMerged lapsed
requested accountsMerged lapsed
requested ownAccount lapsed
checked expire lapsed
checked elderGone lapsed
checked proxyGone withdrawn
checked recordsMerged lapsed
checked accountsMerged lapsed
checked ownAccount lapsed
offered expire lapsed
offered elderGone lapsed
offered proxyGone withdrawn
offered recordsMerged lapsed
offered accountsMerged lapsed
offered ownAccount lapsed
active expire ended
active elderGone ended
active proxyGone ended
active recordsMerged ended
active accountsMerged ended
active ownAccount ended
`

const rowOf = (state: BondState, action: BondAction) =>
  expected.find(([from, what]) => from === state && what === action)

describe('every state × action × party', () => {
  it.each(bondStates.flatMap((state) => bondActions.map((action) => [state, action] as const)))(
    '%s %s',
    (state, action) => {
      const row = rowOf(state, action)
      const transition = findBondTransition(state, action)
      expect(transition?.to).toBe(row?.[2])
      const allowed = row?.[3].split(',') ?? []
      for (const party of bondParties)
        expect(availableBondActions(state, [party]).includes(action)).toBe(allowed.includes(party))
    },
  )

  it.each(bondStates.flatMap((state) => bondSteps.map((step) => [state, step] as const)))(
    '%s %s, by itself',
    (state, step) => {
      const to = new RegExp(`^${state} ${step} (\\w+)$`, 'm').exec(expectedSteps)?.[1]
      expect(bondStepTransitions[state][step]).toBe(to)
    },
  )

  it('names each row of the table once and none besides', () => {
    const rows = bondStates.flatMap((state) => Object.keys(bondTransitions[state]))
    expect(rows).toHaveLength(expected.length)
  })
})

describe('a bond', () => {
  it('comes into force only by the elder, or by the proxy after the community', () => {
    const ways = expected.filter(([from, , to]) => to === 'active' && from !== 'active')
    expect(ways.map(([from, action, , by]) => [from, action, by])).toEqual([
      ['invited', 'consent', 'invitee'],
      ['offered', 'accept', 'proxy'],
    ])
  })

  it('is ended in one step by the elder, by staff on her word, and by the proxy', () => {
    const enders: BondParty[] = ['elder', 'keeper', 'proxy']
    for (const party of enders)
      expect(
        availableBondActions('active', [party]).some((a) => findBondTransition('active', a)?.to === 'ended'),
      ).toBe(true)
  })

  it('that is over stays over', () => {
    for (const state of bondStates.filter((each) => !isLiving(each))) {
      expect(bondTransitions[state]).toEqual({})
      expect(bondStepTransitions[state]).toEqual({})
    }
  })

  it.each(bondStates.filter(isLiving))('that is %s ends when the proxy is gone or time is up', (state) => {
    for (const step of ['expire', 'proxyGone'] as const)
      expect(isLiving(bondStepTransitions[state][step] ?? state)).toBe(false)
    // Nobody knows yet whom an invitation is for.
    expect(bondStepTransitions[state].elderGone === undefined).toBe(state === 'invited')
  })

  it('knows no step besides these and no scope for votes', () => {
    expect(bondSteps).toEqual([
      'expire',
      'elderGone',
      'proxyGone',
      'recordsMerged',
      'accountsMerged',
      'ownAccount',
    ])
    expect(bondScopes).toEqual(['needs', 'orders', 'payments', 'health'])
    expect(bondOrigins.map(basisOf)).toEqual(['consent', 'consent', 'guardianship'])
  })
})

describe('a second consent', () => {
  it('is decided once', () => {
    expect(paymentConsentTransitions.waiting).toEqual({
      approve: 'approved',
      refuse: 'refused',
      lapse: 'lapsed',
    })
    for (const state of paymentConsentStates.filter((each) => each !== 'waiting'))
      expect(paymentConsentTransitions[state]).toEqual({})
  })
})
