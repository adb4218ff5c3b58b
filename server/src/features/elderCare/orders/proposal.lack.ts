import { formatDay, fromShanghaiDay } from '@linli/shared/time'
import { triageOf } from '@linli/shared/users/posts'
import { describePost } from '../../areas/post.service'
import {
  countDaysAhead,
  findClosure,
  findProblem,
  listAble,
  type Ability,
} from '../catalogue/offering.ability'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import type { Client } from '../clients/client.access'
import { listCandidates, listDays } from '../providers/slot.service'

/** The community's telephone, for what the app cannot do. */
export async function findPhone(place: Client['place']): Promise<string | undefined> {
  return (await describePost(triageOf(place)))?.phone
}

/** Why nobody can do it now, in words for the elder. */
export function explainLack(item: ServiceItemRecord, ability: Ability): string {
  const offered = ability.offerings.filter(({ itemCode }) => itemCode === item.code)
  if (offered.length === 0) return '附近还没有单位做这一项'
  const problems = offered.map((offering) => findProblem(offering, item, ability, ability.today))
  return problems.some((problem) => problem?.includes('证') === true)
    ? '附近的单位现在没有持证的人手'
    : '附近的单位暂停了这一项'
}

interface Asked {
  /** The one that was chosen; absent: all of the days ahead. */
  day: string | undefined
  now: Date
}

/** The shut unit that is open again first, in words. */
function describeShut(
  able: ReturnType<typeof listAble>,
  days: readonly string[],
  { providers }: Ability,
  now: Date,
): string | undefined {
  const closures = able.flatMap(({ unitId, unitName }) =>
    days.flatMap((day) => {
      const closure = findClosure(providers.get(unitId.toString()), day)
      return closure ? [{ unitName, ...closure }] : []
    }),
  )
  const [first] = closures.sort((a, b) => a.to.localeCompare(b.to))
  return first && `${first.unitName}休息到${formatDay(fromShanghaiDay(first.to), now)}（${first.reason}）`
}

/** Why none of those who may do it has a free time: all taken, shut, nobody there, or not on such a day. */
function explainNoTime(
  item: ServiceItemRecord,
  ability: Ability,
  able: ReturnType<typeof listAble>,
  { day: chosen, now }: Asked,
): string {
  const days = chosen === undefined ? listDays(ability.today, countDaysAhead(item)) : [chosen]
  const when = chosen === undefined ? '这段时间' : '这一天'
  const open = able.flatMap((offering) =>
    days
      .filter((day) => {
        const provider = ability.providers.get(offering.unitId.toString())
        return listCandidates(offering, item, provider, day, now).length > 0
      })
      .map((day) => findProblem(offering, item, ability, day)),
  )
  if (open.includes(undefined)) return `${when}都约满了`
  const shut = describeShut(able, days, ability, now)
  if (shut !== undefined) return shut
  if (open.length > 0) return `${when}附近的单位没有人手来做`
  return chosen === undefined ? '这段时间没有开放的时间' : '这一天已经来不及约，或者没有开放的时间'
}

/**
 * Why nothing can be proposed, and what to do instead.
 * @param hasOtherDays on another day there is a time.
 */
export async function explainNothing(
  item: ServiceItemRecord,
  ability: Ability,
  place: Client['place'],
  { hasOtherDays, ...asked }: Asked & { hasOtherDays: boolean },
): Promise<{ why: string; instead: { text: string; phone: string | undefined } }> {
  const able = listAble(item, ability, place)
  const why = able.length > 0 ? explainNoTime(item, ability, able, asked) : explainLack(item, ability)
  const text = `请打电话给社区，工作人员会帮您另想办法${hasOtherDays ? '；也可以换一天看看' : ''}。`
  return { why, instead: { text, phone: await findPhone(place) } }
}
