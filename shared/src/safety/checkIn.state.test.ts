import {
  availableCheckInActions,
  checkInActions,
  checkInParties,
  checkInStates,
  checkInSteps,
  checkInStepTransitions,
  checkInTransitions,
} from './checkIn.state'

/** Written down a second time, in another form: state, what, next, by whom. */
const actions = `
waiting tap safe elder
waiting reached safe family,staff
calling tap safe elder
calling reached safe family,staff
visiting tap safe elder
visiting reached safe family,staff
`
const steps = `
waiting miss calling
waiting seen safe
waiting pause paused
calling callNext calling
calling startVisit visiting
calling seen safe
calling pause paused
visiting visited safe
visiting seen safe
visiting pause paused
safe pause paused
safe newDay waiting
paused pause paused
paused newDay waiting
`
const read = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(' '))

it.each(checkInStates.flatMap((state) => checkInActions.map((action) => [state, action] as const)))(
  '%s %s',
  (state, action) => {
    const row = read(actions).find(([from, what]) => from === state && what === action)
    expect(checkInTransitions[state][action]?.to).toBe(row?.[2])
    for (const party of checkInParties)
      expect(availableCheckInActions(state, party).includes(action)).toBe(
        row?.[3]?.split(',').includes(party) ?? false,
      )
  },
)

it.each(checkInStates.flatMap((state) => checkInSteps.map((step) => [state, step] as const)))(
  '%s %s by the clock',
  (state, step) => {
    const row = read(steps).find(([from, what]) => from === state && what === step)
    expect(checkInStepTransitions[state][step]).toBe(row?.[2])
  },
)

it('a search is never ended by midnight', () => {
  expect(checkInStepTransitions.calling.newDay).toBeUndefined()
  expect(checkInStepTransitions.visiting.newDay).toBeUndefined()
})
