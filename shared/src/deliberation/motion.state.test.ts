import { findFifth, markPath, phaseOf } from './motion'
import {
  availableMotionActions,
  isUndecided,
  motionActions,
  motionParties,
  motionStates,
  motionSteps,
  motionStepTargets,
  motionTransitions,
  type MotionState,
} from './motion.state'

/** Where each press and each step leads, written apart; what is not here is refused. */
const expected = new Set(
  [
    'gathering: coSign gathering, takeBack gathering, argue gathering, report gathering, edit gathering, accept accepted',
    'gathering: merge merged, withdraw withdrawn, submit submitted, schedule scheduled, lapse lapsed',
    'submitted: coSign submitted, takeBack submitted, argue submitted, report submitted, accept accepted, merge merged',
    'submitted: answer answered, openBallot submitted, schedule scheduled, ballotOpened voting, meetingAdopted passed',
    'submitted: warn submitted, escalate submitted, remove removed',
    'scheduled: coSign scheduled, takeBack scheduled, argue scheduled, report scheduled, openBallot scheduled',
    'scheduled: ballotOpened voting, warn scheduled, escalate scheduled, remove removed',
    'accepted: coSign accepted, takeBack accepted, argue accepted, report accepted, openBallot accepted',
    'accepted: startProject underway, schedule scheduled, ballotOpened voting, meetingAdopted passed',
    'accepted: meetingRejected notPassed, projectStarted underway, warn accepted, escalate accepted',
    'accepted: remove removed',
    'removed: report removed',
    'voting: argue voting, report voting, ballotPassed passed, ballotFailed notPassed, ballotNoQuorum notPassed',
    'voting: ballotVoid accepted',
    'passed: startProject underway, report passed, projectStarted underway, ballotVoid accepted, warn passed',
    'passed: escalate passed',
    'underway: report underway, projectDone done, projectStopped stopped, ballotVoid underway',
    'done: report done, ballotVoid done',
    'stopped: coSign stopped, takeBack stopped, report stopped, schedule scheduled',
    'notPassed: coSign notPassed, takeBack notPassed, openBallot notPassed, report notPassed, schedule scheduled',
    'notPassed: ballotOpened voting, ballotVoid accepted',
    'answered: coSign answered, takeBack answered, report answered, schedule scheduled',
  ].flatMap((line) => {
    const [state = '', cells = ''] = line.split(': ')
    return cells.split(', ').map((cell) => `${state} ${cell}`)
  }),
)

describe('the table of a motion', () => {
  it.each(motionStates)('leads from %s where it says, by every press and step, and nowhere else', (state) => {
    const cells = [
      ...motionActions.map((action) => [action, motionTransitions[state][action]?.to] as const),
      ...motionSteps.map((step) => [step, motionStepTargets[state][step]] as const),
    ].flatMap(([name, to]) => (to === undefined ? [] : [`${state} ${name} ${to}`]))
    expect(cells.sort()).toEqual([...expected].filter((cell) => cell.startsWith(`${state} `)).sort())
  })

  const ends: MotionState[] = ['done', 'merged', 'lapsed', 'withdrawn', 'removed']

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

  it('lets nothing but a vote decide what one fifth asked for', () => {
    for (const action of ['answer', 'merge', 'withdraw', 'startProject'] as const)
      expect(motionTransitions.scheduled[action]).toBeUndefined()
    for (const step of ['meetingRejected', 'meetingAdopted', 'projectStarted'] as const)
      expect(motionStepTargets.scheduled[step]).toBeUndefined()
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
