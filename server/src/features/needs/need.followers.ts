import type { Deps } from '../../deps'
import type { NeedRecord } from './need.model'

/** At least once after each change of where a need stands, and never in a request. */
type OnMoved = (need: NeedRecord, deps: Deps) => Promise<void>

const handlers: OnMoved[] = []

/** Called once by each feature that shows the state of needs; needs do not know them. */
export function onNeedMoved(handler: OnMoved): void {
  handlers.push(handler)
}

export const announceNeedMoved: OnMoved = async (need, deps) => {
  for (const handler of handlers) await handler(need, deps)
}
