import { logActOnce } from '../families/bond.access'
import type { OutboxEntry } from '../messages/outbox'
import type { SosEntry, SosRecord } from './sos.model'

/** What a relative says of her call in her place: it is in the log of what was done for her. */
const loggedActs: Partial<Record<SosEntry['action'], string>> = {
  press: '又按了紧急求助',
  tell: '写了求助的情况',
  cancel: '说紧急求助是按错了',
  close: '写下了求助的经过和结果',
}

/** Written by what kept the step itself, so that nothing that kills us between the two loses the line. Repeatable. */
export async function logStep({ _id, personId, history }: SosRecord, { data }: OutboxEntry): Promise<void> {
  const { bondId } = data
  const step = history.find(({ id }) => id === data.entryId)
  const what = step && loggedActs[step.action]
  if (typeof bondId !== 'string' || !step || what === undefined || !personId) return
  await logActOnce({ ...step, bondId, personId }, { what, record: { kind: 'sos', id: _id.toString() } })
}
