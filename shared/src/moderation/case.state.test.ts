import {
  caseActions,
  caseParties,
  caseStates,
  findCaseTransition,
  isQueued,
  type CaseState,
} from './case.state'

/** The table once more, written apart: state, action, party → next state. */
const expected = new Set([
  'clear queue check open',
  'clear hideByCheck check decided',
  'clear report resident open',
  'clear withdraw author withdrawn',
  'open report resident open',
  'open claim desk open',
  'open decide desk decided',
  'open withdraw author withdrawn',
  'decided report resident open',
  'decided decide desk decided',
  'decided appeal author appealed',
  'decided withdraw author withdrawn',
  'appealed claim desk appealed',
  'appealed decide desk final',
  'appealed withdraw author withdrawn',
  'final withdraw author withdrawn',
])

it.each(caseStates.flatMap((state) => caseActions.map((action) => [state, action] as const)))(
  'a case that is %s takes %s as the table says',
  (state, action) => {
    const transition = findCaseTransition(state, action)
    for (const party of caseParties) {
      const cell = transition?.by.includes(party) ? `${state} ${action} ${party} ${transition.to}` : undefined
      const wanted = [...expected].find((line) => line.startsWith(`${state} ${action} ${party} `))
      expect(cell).toBe(wanted)
    }
  },
)

it('lies in the queue while somebody has to decide', () => {
  const queued: CaseState[] = ['open', 'appealed']
  expect(caseStates.filter(isQueued)).toEqual(queued)
})

it('is appealed once: nothing leads from a final decision back into the queue', () => {
  expect(findCaseTransition('final', 'appeal')).toBeUndefined()
  expect(findCaseTransition('final', 'report')).toBeUndefined()
  expect(findCaseTransition('appealed', 'appeal')).toBeUndefined()
})
