import { placeOf } from '@linli/shared/areas/areas'
import type { GuideInput } from '@linli/shared/guide/guide.contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import { canKeepRules, canReadRules } from '../categories/category.policy'
import { levelsOf } from '../routing/routing.reader'
import type { Actor } from '../users/actor'
import { listGuideGrams } from './guide.match'
import { readEntries, type StoredGuide } from './guide.service'
import { GuideEntry } from './guideEntry.model'

type ClockDeps = Pick<Deps, 'clock'>

const maxOwn = 200
const isThere = { removedAt: { $exists: false } }

async function auditEntry(
  actor: Actor,
  action: 'created' | 'changed' | 'removed',
  { id, areaCode }: { id: string; areaCode: string },
  deps: ClockDeps,
): Promise<void> {
  const { district } = placeOf(areaCode)
  await recordAudit(actor, `guide.${action}`, { kind: 'guideEntry', id, district }, { areaCode }, deps)
}

export async function listEntries(
  actor: Actor,
  areaCode: string,
): Promise<{ entries: StoredGuide[]; canEdit: boolean }> {
  assertThat(canReadRules(actor, areaCode), 'access.denied')
  return { entries: await readEntries(areaCode), canEdit: canKeepRules(actor, areaCode) }
}

async function findEntry(id: string): Promise<StoredGuide> {
  const entry = await GuideEntry.findOne({ _id: id, ...isThere }).lean<StoredGuide>()
  assertThat(entry, 'record.not_found')
  return entry
}

export async function createEntry(
  actor: Actor,
  { areaCode, content }: { areaCode: string; content: GuideInput },
  newId: string,
  deps: ClockDeps,
): Promise<StoredGuide> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const area = await findArea(areaCode)
  assertThat(levelsOf(area)[0] === areaCode, 'record.not_found')
  await createOnce(GuideEntry, newId, async () => {
    assertThat((await GuideEntry.countDocuments({ areaCode, ...isThere })) < maxOwn, 'guide.too_many')
    const { district } = area
    return { ...content, areaCode, district, bigrams: listGuideGrams(content), version: 1 }
  })
  await auditEntry(actor, 'created', { id: newId, areaCode }, deps)
  return findEntry(newId)
}

/** For whoever comes too late: the entry as it is now. */
async function describePresent(id: string): Promise<{ state: 'kept' | 'removed'; version?: number }> {
  const entry = await GuideEntry.findOne({ _id: id }, { version: 1, removedAt: 1 }).lean()
  if (!entry) return { state: 'removed' }
  return { state: entry.removedAt ? 'removed' : 'kept', version: entry.version }
}

/** @throws AppError `request.conflict` when someone else changed it meanwhile. */
export async function updateEntry(
  actor: Actor,
  id: string,
  { content, version }: { content: GuideInput; version: number },
  deps: ClockDeps,
): Promise<StoredGuide> {
  const { areaCode } = await findEntry(id)
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const { phone, ...rest } = content
  const { modifiedCount } = await GuideEntry.updateOne(
    { _id: id, version, ...isThere },
    {
      $set: { ...rest, bigrams: listGuideGrams(content), ...(phone === undefined ? {} : { phone }) },
      $inc: { version: 1 },
      ...(phone === undefined ? { $unset: { phone: '' } } : {}),
    },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(id))
  await auditEntry(actor, 'changed', { id, areaCode }, deps)
  return findEntry(id)
}

/** Takes it down; it stays stored for the needs that it answered. */
export async function removeEntry(actor: Actor, id: string, version: number, deps: ClockDeps): Promise<void> {
  const { areaCode } = await findEntry(id)
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const { modifiedCount } = await GuideEntry.updateOne(
    { _id: id, version, ...isThere },
    { $set: { removedAt: deps.clock.now(), bigrams: [] }, $inc: { version: 1 } },
    { timestamps: false },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(id))
  await auditEntry(actor, 'removed', { id, areaCode }, deps)
}
