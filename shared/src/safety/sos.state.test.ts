import {
  availableSosActions,
  findSosTransition,
  isSosOpen,
  sosActions,
  sosParties,
  sosStates,
  sosSteps,
  sosStepTransitions,
  sosTransitions,
  type SosAction,
  type SosState,
} from './sos.state'

/** Written down a second time, in another form, so that a slip in the table is seen. */
const expected = `
raised press raised caller,presser
raised tell raised caller,presser
raised cancel cancelledByCaller caller,presser
raised acknowledge acknowledged helper
raised onTheWay acknowledged helper
raised arrive attended presser,helper
raised speak attended presser,helper
acknowledged press acknowledged caller,presser
acknowledged tell acknowledged caller,presser
acknowledged cancel cancelledByCaller caller,presser
acknowledged onTheWay acknowledged helper
acknowledged handBack raised presser,helper
acknowledged arrive attended presser,helper
acknowledged speak attended presser,helper
attended press raised caller,presser
attended tell attended caller,presser
attended handBack raised presser,helper
attended arrive attended presser,helper
attended close closed presser,helper
cancelledByCaller press raised caller,presser
cancelledByCaller arrive attended presser,helper
cancelledByCaller speak attended presser,helper
`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [SosState, SosAction, SosState, string])

const pairs = sosStates.flatMap((state) => sosActions.map((action) => [state, action] as const))

describe('every state × action × party of a call for help', () => {
  it.each(pairs)('%s %s', (state, action) => {
    const row = expected.find(([from, what]) => from === state && what === action)
    expect(findSosTransition(state, action)?.to).toBe(row?.[2])
    for (const party of sosParties)
      expect(availableSosActions(state, [party]).includes(action)).toBe(
        row?.[3].split(',').includes(party) ?? false,
      )
  })

  it('names each row once and none besides', () => {
    expect(sosStates.flatMap((state) => Object.keys(sosTransitions[state]))).toHaveLength(expected.length)
  })

  it.each(sosStates.flatMap((state) => sosSteps.map((step) => [state, step] as const)))(
    '%s %s by the clock',
    (state, step) => {
      const steps: Record<string, SosState> = {
        'raised call': 'raised',
        'cancelledByCaller call': 'cancelledByCaller',
        'acknowledged noArrival': 'raised',
        'attended remind': 'attended',
        'attended unanswered': 'raised',
        'cancelledByCaller unanswered': 'raised',
        'raised answered': 'attended',
        'acknowledged answered': 'attended',
        'raised opened': 'closed',
        'acknowledged opened': 'closed',
        'cancelledByCaller opened': 'closed',
      }
      const wanted = step === 'personGone' && isSosOpen(state) ? 'closed' : steps[`${state} ${step}`]
      expect(sosStepTransitions[state][step]).toBe(wanted)
    },
  )
})

describe('a call for help', () => {
  it('is closed by a helper who was with the person, never by the caller', () => {
    const ways = pairs.filter(([state, action]) => findSosTransition(state, action)?.to === 'closed')
    expect(ways).toEqual([['attended', 'close']])
    expect(availableSosActions('attended', ['caller'])).not.toContain('close')
  })

  it('that was cancelled needs somebody who spoke to the person or saw them', () => {
    const next = sosActions.map((action) => findSosTransition('cancelledByCaller', action)?.to)
    expect(new Set(next.filter((to) => to !== undefined))).toEqual(new Set(['raised', 'attended']))
  })
})
