import { homeLinkKindNames, homeLinkKinds, type HomeLinkKind } from '@linli/shared/users/homeLinks'
import { unitKindNames, unitKinds, type UnitKind } from '@linli/shared/areas/areas'
import type { Schedule } from '@linli/shared/schedule'
import { scheduleSchema } from '@linli/shared/schedule.contract'
import { addDays } from '@linli/shared/time'

/** Reads 1944-3-5, 1944/03/05, 1944.3.5, 1944年3月5日 or 19440305 as `YYYY-MM-DD`; undefined when it is no day. */
export function parseDay(text: string): string | undefined {
  const match = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/.exec(
    text.replace(/\s/g, ''),
  )
  if (!match) return undefined
  const [, year = '', month = match[4] ?? '', date = match[5] ?? ''] = match
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || addDays(day, 0) !== day ? undefined : day
}

/** A mobile number written in whatever way, as 11 digits. */
export function parsePhone(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s-]/g, '')
    .replace(/^(?:\+|00)86/, '')
  return /^1\d{10}$/.test(digits) ? digits : undefined
}

/** Square metres with at most two decimals, more than 0 and less than 10,000. */
export function parseSquareMetres(text: string): number | undefined {
  const value = /^\d{1,4}(?:\.\d{1,2})?$/.exec(
    text
      .normalize('NFKC')
      .replace(/(?:平方米|㎡|m2)$/i, '')
      .trim(),
  )
  const metres = Number(value?.[0])
  return metres > 0 ? metres : undefined
}

const linkWords: Partial<Record<string, HomeLinkKind>> = {
  产权人: 'owner',
  房主: 'owner',
  租客: 'tenant',
  租住: 'tenant',
  承租人: 'tenant',
  家属: 'family',
  仅户口: 'hukouOnly',
  空挂户: 'hukouOnly',
}

export function parseLinkKind(text: string): HomeLinkKind | undefined {
  return homeLinkKinds.find((kind) => homeLinkKindNames[kind] === text) ?? linkWords[text]
}

export function parseUnitKind(text: string): UnitKind | undefined {
  return unitKinds.find((kind) => unitKindNames[kind] === text)
}

const weekdayOrder = '日一二三四五六'

function parseWeekdays(text: string): number[] | undefined {
  const match = /^周([日一二三四五六])(?:[至到-]周?([日一二三四五六]))?$/.exec(text)
  if (!match) return undefined
  const first = weekdayOrder.indexOf(match[1] ?? '')
  const last = match[2] === undefined ? first : weekdayOrder.indexOf(match[2])
  const count = ((last - first + 7) % 7) + 1
  return Array.from({ length: count }, (_, i) => (first + i) % 7).sort((a, b) => a - b)
}

/** Reads 「全天」「工作日 09:00-17:00」「每天 8:00-11:30,13:00-20:00」「周一至周六 08:00-18:00」. */
export function parseSchedule(text: string): Schedule | undefined {
  const plain = text.normalize('NFKC').replace(/[–—~]/g, '-').trim()
  if (/^(?:每天)?\s*(?:全天|24\s*小时|全天\s*24\s*小时)$/.test(plain)) return { kind: 'always' }
  const [, who = '', hours = ''] = /^([^\d\s]+)\s*(\d.*)$/.exec(plain) ?? []
  const days = who === '工作日' ? 'workdays' : who === '每天' ? 'daily' : parseWeekdays(who)
  const spans = hours.split(/[,、;]/).map((span) => {
    const [from = '', to = ''] = span.split('-').map((clock) => clock.trim().padStart(5, '0'))
    return { from, to }
  })
  const result = scheduleSchema.safeParse({ kind: 'hours', days, spans })
  return result.success ? result.data : undefined
}
