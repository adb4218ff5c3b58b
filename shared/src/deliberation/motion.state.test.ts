import { findFifth, markPath, phaseOf } from './motion'
import {
  availableMotionActions,
  isUndecided,
  motionActions,
  motionParties,
  motionStates,
  motionStepTargets,
  motionTransitions,
  type MotionState,
} from './motion.state'

describe('the table of a motion', () => {
  const ends: MotionState[] = ['done', 'merged', 'lapsed', 'withdrawn']

  it('has every state reached from the beginning, and out of every other one a way', () => {
    const reached = new Set<MotionState>(['gathering'])
    for (let before = 0; before !== reached.size;) {
      before = reached.size
      for (const state of reached) {
        for (const { to } of Object.values(motionTransitions[state])) reached.add(to)
        for (const to of Object.values(motionStepTargets[state])) reached.add(to)
      }
    }
    expect([...reached].sort()).toEqual([...motionStates].sort())
    for (const state of motionStates) {
      const targets = [
        ...Object.values(motionTransitions[state]).map(({ to }) => to),
        ...Object.values(motionStepTargets[state]),
      ]
      expect([state, targets.some((to) => to !== state)]).toEqual([state, !ends.includes(state)])
    }
  })

  it('never lets what one fifth asked for be refused, merged away or withdrawn', () => {
    for (const action of ['answer', 'merge', 'withdraw'] as const)
      expect(motionTransitions.scheduled[action]).toBeUndefined()
    expect(motionStepTargets.scheduled.meetingRejected).toBeUndefined()
  })

  it('lets neighbours sign and take back until it is voted on, whatever the community says', () => {
    const open = motionStates.filter((state) => motionTransitions[state].coSign)
    expect(open).toEqual([
      ...['gathering', 'submitted', 'scheduled', 'accepted', 'stopped', 'notPassed', 'answered'],
    ])
    for (const state of open) expect(motionTransitions[state].takeBack?.by).toEqual(['coSigner'])
    for (const state of open.filter((each) => each !== 'scheduled'))
      expect([state, motionStepTargets[state].schedule]).toEqual([state, 'scheduled'])
  })

  it('offers nothing to whoever stands in no capacity, and to all together everything there is', () => {
    for (const state of motionStates) {
      expect(availableMotionActions(state, [])).toEqual([])
      const all = availableMotionActions(state, motionParties)
      expect(all).toEqual(motionActions.filter((action) => motionTransitions[state][action]))
    }
  })
})

describe('one fifth', () => {
  it.each([
    [{ adults: 19, households: 0 }, { adults: 100, households: 40 }, undefined],
    [{ adults: 20, households: 0 }, { adults: 100, households: 40 }, 'adults'],
    [{ adults: 0, households: 7 }, { adults: 100, households: 36 }, undefined],
    [{ adults: 0, households: 8 }, { adults: 100, households: 36 }, 'households'],
    [{ adults: 1, households: 1 }, { adults: 6, households: 6 }, undefined],
    [{ adults: 1, households: 0 }, { adults: 5, households: 6 }, 'adults'],
    [{ adults: 3, households: 3 }, { adults: 0, households: 0 }, undefined],
  ])('of %j among %j: %s', (signed, all, by) => {
    expect(findFifth(signed, all)).toBe(by)
  })
})

describe('the way', () => {
  it('shows for every state one step that is now or the end, done before it, ahead after it', () => {
    for (const state of motionStates) {
      const marks = markPath(state).map(({ mark }) => mark)
      const place = marks.findIndex((mark) => mark === 'now' || mark === 'ended')
      expect(place).toBeGreaterThan(0)
      expect(marks.slice(0, place).every((mark) => mark === 'done')).toBe(true)
      expect(marks.slice(place + 1).every((mark) => mark === 'ahead')).toBe(true)
      expect(marks[place] === 'ended').toBe(
        !isUndecided(state) && !['passed', 'underway', 'done'].includes(state),
      )
    }
    expect(phaseOf.done).toBe('project')
  })
})
