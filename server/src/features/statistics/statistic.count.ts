import type { UnitKind } from '@linli/shared/areas/areas'
import { postKindOf, postTargetOf } from '@linli/shared/users/posts'
import type { AnyBulkWriteOperation, ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { inTransaction } from '../../lib/inTransaction'
import { Unit } from '../areas/unit.model'
import { Need, type NeedRecord } from '../needs/need.model'
import { findRecount, listContributions, listCountedAreas, type CountedNeed } from './statistic.contributions'
import { Differences } from './statistic.differences'
import { countAllDue, countBatchSize, makeMarker } from './statistic.due'
import { NeedCount, StatisticMonth, type NeedCountRecord } from './statistic.model'

/** Notes that a need changed. */
export const markForCounting = makeMarker(NeedCount)

type StoredNeed = CountedNeed & Pick<NeedRecord, '_id' | 'category'>

const countedFields = {
  text: 0,
  media: 0,
  outbox: 0,
  answers: 0,
  route: 0,
  checks: 0,
  supporters: 0,
} as const

/** What changed, and what time alone makes overdue. */
async function findDue(now: Date, session: ClientSession): Promise<NeedCountRecord[]> {
  const dirty = await NeedCount.find({ isDirty: true })
    .limit(countBatchSize)
    .session(session)
    .lean<NeedCountRecord[]>()
  if (dirty.length === countBatchSize) return dirty
  const late = await NeedCount.find({ recountAt: { $lte: now } })
    .sort({ recountAt: 1 })
    .limit(countBatchSize - dirty.length)
    .session(session)
    .lean<NeedCountRecord[]>()
  return [...dirty, ...late.filter(({ isDirty }) => isDirty !== true)]
}

async function readUnitKinds(
  needs: readonly StoredNeed[],
  session: ClientSession,
): Promise<Map<string, UnitKind>> {
  const posts = needs.map(({ post }) => post).filter((post) => postKindOf(post) === 'unit')
  if (posts.length === 0) return new Map()
  const units = await Unit.find({ _id: { $in: [...new Set(posts.map(postTargetOf))] } }, { kind: 1 })
    .session(session)
    .lean()
  return new Map(units.map(({ _id, kind }) => [`unit:${_id.toString()}`, kind]))
}

/** Looks at the needs that are due and moves the counters by what they count differently than before. */
async function countBatch(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  // Both move or neither does: a crash, or a second server at the same needs, can neither lose nor double a count.
  return inTransaction(async (session) => {
    const due = await findDue(now, session)
    if (due.length === 0) return 0
    const needs = await Need.find({ _id: { $in: due.map(({ _id }) => _id) } }, countedFields)
      .session(session)
      .lean<StoredNeed[]>()
    const kinds = await readUnitKinds(needs, session)
    const differences = new Differences()
    const records = due.map((before) => {
      const need = needs.find(({ _id }) => _id.equals(before._id))
      const after = need
        ? { areas: listCountedAreas(need), counts: listContributions(need, kinds.get(need.post), now) }
        : { areas: [], counts: [] }
      const category = need?.category.code ?? before.category ?? ''
      differences.add(before.areas ?? [], before.category ?? '', '', before.counts ?? [], -1)
      differences.add(after.areas, category, need?.category.name ?? '', after.counts, 1)
      return { _id: before._id, ...after, category, recountAt: need && findRecount(need, now) }
    })
    await NeedCount.bulkWrite(records.map(toRecordOperation), { session })
    const operations = differences.toOperations()
    if (operations.length > 0) await StatisticMonth.bulkWrite(operations, { session })
    return due.length
  })
}

function toRecordOperation({
  _id,
  recountAt,
  ...counted
}: Omit<NeedCountRecord, 'recountAt'> & {
  recountAt: Date | undefined
}): AnyBulkWriteOperation<NeedCountRecord> {
  return {
    updateOne: {
      filter: { _id },
      update: {
        $set: { ...counted, ...(recountAt ? { recountAt } : {}) },
        $unset: { isDirty: 1, ...(recountAt ? {} : { recountAt: 1 }) },
      },
    },
  }
}

export const countNeeds = (deps: Deps, signal?: AbortSignal): Promise<void> =>
  countAllDue(() => countBatch(deps), signal)

export const countNeedsJob: JobDefinition = { name: 'countNeeds', everySeconds: 10, run: countNeeds }
