import { callablePhonePattern, type UnitKind } from '@linli/shared/areas/areas'
import type { NewUnit, Unit } from '../../../../services/areas'
import { findHoursFault, toHoursDraft, toSchedule, type HoursDraft } from '../../components/hours'

/** A unit as it is being written. */
export interface UnitDraft {
  kind: UnitKind | ''
  name: string
  phone: string
  address: string
  /** One per line. */
  services: string
  hours: HoursDraft
}

const mostServices = 20
const mostLetters = 40

export const toDraft = (unit: Unit | undefined): UnitDraft => ({
  kind: unit?.kind ?? '',
  name: unit?.name ?? '',
  phone: unit?.phone ?? '',
  address: unit?.address ?? '',
  services: unit?.services.join('\n') ?? '',
  hours: toHoursDraft(unit?.schedule),
})

const listServices = (text: string): string[] =>
  text
    .split(/[\n、，,；;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Everything but kind and place, which a unit keeps for good. */
export function toContent(draft: UnitDraft): Omit<NewUnit, 'kind' | 'areaCode'> {
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  return {
    name: draft.name.trim(),
    phone: orNull(draft.phone),
    address: orNull(draft.address),
    services: listServices(draft.services),
    schedule: toSchedule(draft.hours),
  }
}

/** What is still wrong, as a sentence; `undefined` when it can be sent. */
export function findFault({ kind, name, phone, services, hours }: UnitDraft): string | undefined {
  if (kind === '') return '请选是哪一类单位。'
  if (name.trim() === '') return '请写单位名称。'
  if (phone.trim() !== '' && !callablePhonePattern.test(phone.trim()))
    return '电话请写成 021-56120000 或 11 位手机号；没有就空着。'
  const listed = listServices(services)
  if (listed.length > mostServices) return `做什么最多写 ${mostServices} 样。`
  if (listed.some((line) => Array.from(line).length > mostLetters))
    return `做什么请一行一样，每样不超过 ${mostLetters} 个字。`
  return findHoursFault(hours)
}
