import { addGauge, mostCounted } from '../../http/gauge'
import { systemClock } from '../../lib/clock'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'

type State = Extract<StoredContentCheck['state'], 'pending' | 'review'>

const count = (state: State): Promise<number> => ContentCheck.countDocuments({ state }, mostCounted).exec()

/** Seconds since the oldest was handed in; 0 when none waits. */
async function measureAge(state: State): Promise<number> {
  const oldest = await ContentCheck.findOne({ state }, { requestedAt: 1 }).sort({ requestedAt: 1 }).lean()
  return oldest ? (systemClock.now().getTime() - oldest.requestedAt.getTime()) / 1000 : 0
}

addGauge('linli_content_checks_waiting', 'Words and files that wait for the verdict of the check', () =>
  count('pending'),
)
addGauge('linli_content_checks_age_seconds', 'Age of the oldest that waits for the check', () =>
  measureAge('pending'),
)
addGauge('linli_content_reviews_waiting', 'Words and files that wait for a person to decide', () =>
  count('review'),
)
addGauge('linli_content_reviews_age_seconds', 'Age of the oldest that waits for a person', () =>
  measureAge('review'),
)
