import {
  motionActions,
  motionStates,
  motionSteps,
  motionStepTargets,
  motionTransitions,
} from '@linli/shared/deliberation/motion.state'
import type { MotionRecord } from './motion.model'
import { followerWords } from './motion.stepWords'

/** Whatever moves a motion from one state to another, by a press or by itself. */
const moving = motionStates.flatMap((from) => [
  ...motionActions.flatMap((action) => {
    const to = motionTransitions[from][action]?.to
    return to === undefined || to === from ? [] : [{ action, from, to }]
  }),
  ...motionSteps.flatMap((action) => {
    const to = motionStepTargets[from][action]
    return to === undefined || to === from ? [] : [{ action, from, to }]
  }),
])
/** Pressed on the page of projects, which tells of it as `projectStarted`. */
const elsewhere = ['startProject']

it.each(moving.filter(({ action }) => !elsewhere.includes(action)))(
  'tells who signed when $action leads from $from to $to, by name and by its date',
  ({ action, from, to }) => {
    const motion = {
      ...{ title: '装路灯', state: 'visible', stage: to, history: [], counts: { coSigners: 12 } },
    } as unknown as MotionRecord
    const entry = { action, from, to, by: { name: '书记' }, text: '下周' } as MotionRecord['history'][number]
    const said = followerWords[action]?.(motion, entry, '明天 17:00 前')
    expect(said?.title).toMatch(/议题|联名|表决|事/)
    // What was taken away is not named again.
    expect(said?.body).toMatch(action === 'remove' ? /不再往下走/ : /“装路灯”/)
    const isOwed = ['submitted', 'scheduled', 'accepted', 'passed'].includes(to)
    if (isOwed) expect(said?.body).toContain('明天 17:00 前')
  },
)

it('tells who signed that the street has it now', () => {
  expect(Object.keys(followerWords)).toContain('escalate')
})
