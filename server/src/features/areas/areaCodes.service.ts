import { AppError, assertThat } from '../../lib/appError'
import { Area, localCodes, type LocalKind } from './area.model'

/** How often two writers may take each other's range before one gives up. */
const attempts = 10

function toLocalCode(community: string, kind: LocalKind, number: number): string {
  const [letter, width] = localCodes[kind]
  return `${community}-${letter}${String(number).padStart(width, '0')}`
}

/**
 * Takes the next codes of a kind in a community; no two callers ever get the same one, and a code that is not used
 * after all is never given again.
 * @throws AppError `record.not_found` when there is no such community.
 */
export async function takeLocalCodes(community: string, kind: LocalKind, count: number): Promise<string[]> {
  const field = `lastNumbers.${kind}`
  for (let attempt = 0; attempt < attempts; attempt++) {
    const area = await Area.findOne({ code: community, level: 'community' }, { lastNumbers: 1 }).lean()
    assertThat(area, 'record.not_found')
    const last = area.lastNumbers?.[kind]
    const { modifiedCount } = await Area.updateOne(
      { code: community, [field]: last ?? { $exists: false } },
      { $set: { [field]: (last ?? 0) + count } },
    )
    if (modifiedCount === 1)
      return Array.from({ length: count }, (_, i) => toLocalCode(community, kind, (last ?? 0) + i + 1))
  }
  throw new AppError('request.conflict')
}
