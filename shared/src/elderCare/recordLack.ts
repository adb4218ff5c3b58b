import type { ServiceRecord } from './order.actions'
import type { Proof } from './serviceItem'

/** A part of a service's record; `text`: why it was not done. */
export type RecordPart = Proof | 'text'

/** What an item asks a record for. */
interface Asked {
  proofs: readonly Proof[]
  checklist: readonly string[]
}

const isMissing: Partial<Record<Proof, (record: ServiceRecord, asked: Asked) => boolean>> = {
  met: ({ hasMet }) => hasMet !== true,
  label: ({ isLabelChecked }) => isLabelChecked !== true,
  checklist: ({ checklist = [] }, asked) => asked.checklist.some((line) => !checklist.includes(line)),
  vitals: ({ vitals }) =>
    [vitals?.before, vitals?.after].some(
      (each) => each?.systolic === undefined || each.diastolic === undefined || each.pulse === undefined,
    ),
  receipt: ({ receipt }) => receipt === undefined,
  call: ({ isReached }) => isReached === undefined,
  photo: ({ photoIds = [] }) => photoIds.length === 0,
}

/** What a record lacks; a service that was not given needs no proof, but a word why. */
export function findMissing(record: ServiceRecord, asked: Asked): RecordPart[] {
  if (record.outcome !== 'done') return record.text === undefined ? ['text'] : []
  return asked.proofs.filter((proof) => isMissing[proof]?.(record, asked) === true)
}
