import type { MotionState } from '@linli/shared/deliberation/motion.state'
import type { MotionEntry } from './motion.model'
import { findStepTarget, hasHeard } from './motion.verdict'

/** One line of a history: 「first ballotFailed voting notPassed」, the ballot left away where it was not written. */
function toEntry(line: string): MotionEntry {
  const words = line.split(' ')
  const [to, from, action, ballotId] = words.reverse()
  return { action, from, to, ...(ballotId === undefined ? {} : { ballotId }) } as MotionEntry
}

const no = 'ballotFailed voting notPassed'
const few = 'ballotNoQuorum voting notPassed'
const yes = 'ballotPassed voting passed'
const scheduled = { at: new Date(0), by: 'adults' as const, of: { adults: 5, households: 5 } }

describe('a vote that is void', () => {
  it.each<[string, MotionState, string[], 'first' | 'second', boolean, MotionState]>([
    ['the only one, not yet counted', 'voting', [], 'first', false, 'accepted'],
    ['the only one, of one fifth', 'voting', [], 'first', true, 'scheduled'],
    ['the only one, that said no', 'notPassed', [`first ${no}`], 'first', false, 'accepted'],
    ['the only one, that said yes', 'passed', [`first ${yes}`], 'first', true, 'scheduled'],
    ['one of before, unnamed', 'notPassed', [no], 'first', true, 'scheduled'],
    ['the second, before its count', 'voting', [`first ${no}`], 'second', true, 'notPassed'],
    ['the second, after the first found too few', 'voting', [`first ${few}`], 'second', false, 'notPassed'],
    [
      'the second, that said yes after a no',
      'passed',
      [`first ${no}`, `second ${yes}`],
      'second',
      true,
      'notPassed',
    ],
    ['the first, while people vote again', 'voting', [`first ${no}`], 'first', true, 'voting'],
    [
      'the first, that said no, before too few',
      'notPassed',
      [`first ${no}`, `second ${few}`],
      'first',
      true,
      'scheduled',
    ],
    [
      'the first, without one fifth',
      'notPassed',
      [`first ${no}`, `second ${few}`],
      'first',
      false,
      'notPassed',
    ],
    [
      'the first of two that said no',
      'notPassed',
      [`first ${no}`, `second ${no}`],
      'first',
      true,
      'notPassed',
    ],
    [
      'the first, that said no, before a yes',
      'passed',
      [`first ${no}`, `second ${yes}`],
      'first',
      true,
      'passed',
    ],
    ['one on whose strength it is being done', 'underway', [`first ${yes}`], 'first', true, 'underway'],
  ])('%s', (_, stage, lines, ballotId, isScheduled, to) => {
    const history = lines.map(toEntry)
    const current = stage === 'voting' || lines.length > 1 ? 'second' : 'first'
    const motion = {
      stage,
      history,
      ballotId: stage === 'voting' && lines.length === 0 ? 'first' : current,
      ...(isScheduled ? { scheduled } : {}),
    }
    expect(findStepTarget(motion, 'ballotVoid', ballotId)).toBe(to)
  })

  it('carries no project any more that stops afterwards', () => {
    const history = [`first ${yes}`, 'projectStarted passed underway'].map(toEntry)
    const motion = { stage: 'underway' as const, ballotId: 'first' }
    expect(findStepTarget({ ...motion, history }, 'projectStopped')).toBe('passed')
    const voided = [...history, toEntry('first ballotVoid underway underway')]
    expect(findStepTarget({ ...motion, history: voided }, 'projectStopped')).toBe('stopped')
  })
})

it('knows news that come again, also where histories of before name no ballot', () => {
  const history = [`first ${no}`, `second ${few}`].map(toEntry)
  expect(hasHeard({ history, ballotId: 'second' }, 'first', ['ballotFailed'])).toBe(true)
  expect(hasHeard({ history, ballotId: 'second' }, 'first', ['ballotVoid'])).toBe(false)
  expect(hasHeard({ history, ballotId: 'second' }, 'third')).toBe(false)
  const before = { history: [toEntry(no)], ballotId: 'first' }
  expect([hasHeard(before, 'first'), hasHeard(before, 'second')]).toEqual([true, false])
})
