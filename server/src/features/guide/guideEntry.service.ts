import { placeOf } from '@linli/shared/areas/areas'
import type { GuideInput } from '@linli/shared/guide/guide.contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { createOnce } from '../../lib/createOnce'
import { isRepeated } from '../../lib/isStored'
import { toUpdate } from '../../lib/toUpdate'
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

/** The same sent again after a lost answer stands. @throws AppError `request.conflict` when someone else changed it meanwhile. */
export async function updateEntry(
  actor: Actor,
  id: string,
  { content, version }: { content: GuideInput; version: number },
  deps: ClockDeps,
): Promise<StoredGuide> {
  const { areaCode } = await findEntry(id)
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const given = { ...content, phone: content.phone ?? null }
  const { modifiedCount } = await GuideEntry.updateOne(
    { _id: id, version, ...isThere },
    { ...toUpdate({ ...given, bigrams: listGuideGrams(content) }), $inc: { version: 1 } },
  )
  if (modifiedCount === 0) {
    const present = await findEntry(id)
    assertThat(isRepeated(present, { ...given, version }), 'request.conflict', await describePresent(id))
    return present
  }
  await auditEntry(actor, 'changed', { id, areaCode }, deps)
  return findEntry(id)
}

/** Takes it down, also when asked once more; it stays stored for the needs that it answered. */
export async function removeEntry(actor: Actor, id: string, version: number, deps: ClockDeps): Promise<void> {
  const entry = await GuideEntry.findOne({ _id: id }).lean<StoredGuide>()
  const isGone = entry?.removedAt !== undefined
  assertThat(entry && (!isGone || entry.version === version + 1), 'record.not_found')
  const { areaCode } = entry
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  if (isGone) return
  const { modifiedCount } = await GuideEntry.updateOne(
    { _id: id, version, ...isThere },
    { $set: { removedAt: deps.clock.now(), bigrams: [] }, $inc: { version: 1 } },
    { timestamps: false },
  )
  if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(id))
  await auditEntry(actor, 'removed', { id, areaCode }, deps)
}
