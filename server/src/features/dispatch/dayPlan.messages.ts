import { formatDay, fromShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Unit } from '../areas/unit.model'
import type { Message } from '../messages/message'
import type { OutboxEntry } from '../messages/outbox'
import { listPostPeople } from '../users/postPeople.service'
import type { DayPlanRecord } from './dayPlan.model'

/** Whoever gives out a unit's work hears of what the plan that was made by itself has nobody for, or not in time. */
export async function expandDayPlan(
  { unitId, day }: DayPlanRecord,
  { event, data }: OutboxEntry,
  deps: Deps,
): Promise<Message[]> {
  const now = deps.clock.now()
  const unit = await Unit.findOne({ _id: unitId }).lean()
  if (!unit) return []
  const count = (key: string): number => (Array.isArray(data[key]) ? data[key].length : 0)
  const said = [
    count('left') > 0 ? `${count('left')} 单排不进` : undefined,
    count('late') > 0 ? `${count('late')} 单会晚到` : undefined,
  ].filter((words) => words !== undefined)
  const people = await listPostPeople(`unit:${unitId.toString()}`, now)
  return people.map((userId) => ({
    ...{ userId, event },
    title: `${formatDay(fromShanghaiDay(day), now)}的排班有变化：${said.join('，')}`,
    body: '已经派出的没有动。请打开排班看原因，换人、换时间，或转给别的单位。',
    page: `packages/dispatch/pages/dayPlan/index?day=${day}`,
    ...{ district: unit.district, isUrgent: true, isQueue: true },
  }))
}
