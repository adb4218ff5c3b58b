import { ballotKinds } from '../ballots/ballot'
import { findBallotRefusal, offerBallots } from './motion.ballot'
import { motionStates } from './motion.state'

it('puts a motion to the residents always, to others once it is taken up, and what one fifth signed to nobody else', () => {
  for (const state of motionStates) {
    expect(findBallotRefusal({ state, isScheduled: false }, 'residents')).toBeUndefined()
    expect(offerBallots({ state, isScheduled: true })).toEqual({
      kinds: ['residents'],
      why: [expect.stringContaining('五分之一')],
    })
  }
  const kindsOf = (state: (typeof motionStates)[number]) => offerBallots({ state, isScheduled: false }).kinds
  expect(kindsOf('submitted')).toEqual(['residents'])
  expect(kindsOf('notPassed')).toEqual(['residents', 'owners'])
  expect(offerBallots({ state: 'accepted', isScheduled: false })).toEqual({
    kinds: [...ballotKinds],
    why: [],
  })
})
