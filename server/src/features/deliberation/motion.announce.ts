import { createPacedAnnouncer } from '../../realtime/paced'
import { Motion, type MotionRecord } from './motion.model'

/** Tells whoever has the motion open where it is: no words, no names, however many sign at once. */
export const announceMotion = createPacedAnnouncer(async (id, deps) => {
  const motion = await Motion.findOne({ _id: id }, { stage: 1, counts: 1 }).lean<
    Pick<MotionRecord, 'stage' | 'counts'>
  >()
  if (!motion) return
  deps.publish({
    name: 'motion.changed',
    rooms: [`motion:${id}`],
    data: { id, state: motion.stage, coSigners: motion.counts.coSigners },
  })
})
