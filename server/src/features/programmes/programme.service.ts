import { placeOf, type Place } from '@linli/shared/areas/areas'
import type { ProgrammeContent } from '@linli/shared/programmes/programme.contract'
import type { Deps } from '../../deps'
import { AppError, assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { isDuplicate } from '../../lib/isDuplicate'
import { recordAudit } from '../audit/audit.service'
import { canKeepRules, canReadRules } from '../categories/category.policy'
import { levelsOf } from '../routing/routing.reader'
import type { Actor } from '../users/actor'
import { ProgrammeModel, type ProgrammeRecord } from './programme.model'

const maxRows = 200

/** The programmes that count in a place, by code: the nearest level's definition of each, closed ones included. */
export async function readProgrammes(place: Partial<Place>): Promise<Map<string, ProgrammeRecord>> {
  const levels = levelsOf(place as Place)
  const rows = await ProgrammeModel.find({ areaCode: { $in: levels } })
    .limit(maxRows)
    .lean<ProgrammeRecord[]>()
  const widestFirst = rows.sort((a, b) => levels.indexOf(b.areaCode) - levels.indexOf(a.areaCode))
  const nearest = new Map(widestFirst.map((row) => [row.code, row]))
  return new Map([...nearest].sort(([, a], [, b]) => a.rank - b.rank))
}

/** @throws AppError `access.denied`. */
export async function listProgrammes(
  actor: Actor,
  area: string,
): Promise<{ items: ProgrammeRecord[]; canEdit: boolean }> {
  assertThat(canReadRules(actor, area), 'access.denied')
  return { items: [...(await readProgrammes(placeOf(area))).values()], canEdit: canKeepRules(actor, area) }
}

/** Whether this area has a rule of its own now, and which. */
async function describePresent(areaCode: string, code: string) {
  const row = await ProgrammeModel.findOne({ areaCode, code }, { version: 1, isClosed: 1 }).lean()
  return row ? { state: row.isClosed ? 'closed' : 'kept', version: row.version } : { state: 'removed' }
}

interface ProgrammeKey {
  area: string
  code: string
}

/**
 * Writes the rules of a programme for an area. Orders that were placed keep what they were promised.
 * @throws AppError `access.denied`, `request.conflict` when someone else changed it meanwhile.
 */
export async function putProgramme(
  actor: Actor,
  { area: areaCode, code }: ProgrammeKey,
  { content, version }: { content: ProgrammeContent; version?: number | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<ProgrammeRecord> {
  assertThat(canKeepRules(actor, areaCode), 'access.denied')
  const { district } = placeOf(areaCode)
  if (version === undefined) await insertProgramme({ areaCode, district, code, ...content })
  else {
    const { monthlyFen, ...fields } = content
    const { modifiedCount } = await ProgrammeModel.updateOne(
      { areaCode, code, version },
      {
        $set: {
          ...fields,
          who: dropUndefined(fields.who),
          ...(monthlyFen === undefined ? {} : { monthlyFen }),
        },
        ...(monthlyFen === undefined ? { $unset: { monthlyFen: 1 } } : {}),
        $inc: { version: 1 },
      },
    )
    if (modifiedCount === 0) throw new AppError('request.conflict', await describePresent(areaCode, code))
  }
  await recordAudit(
    actor,
    'programme.saved',
    { kind: 'programme', id: `${areaCode}/${code}`, district },
    { version },
    deps,
  )
  const row = await ProgrammeModel.findOne({ areaCode, code }).lean<ProgrammeRecord>()
  assertThat(row, 'record.not_found')
  return row
}

async function insertProgramme(content: Omit<ProgrammeRecord, 'version'>): Promise<void> {
  try {
    await ProgrammeModel.create({ ...dropUndefined(content), who: dropUndefined(content.who), version: 1 })
  } catch (error) {
    throw isDuplicate(error)
      ? new AppError('request.conflict', await describePresent(content.areaCode, content.code))
      : error
  }
}
