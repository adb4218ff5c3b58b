import type { AudienceCount } from '@linli/shared/notices/notice.contract'
import { dropUndefined } from '../../lib/dropUndefined'
import { listCommunities, type Addressed } from './audience.places'
import { audienceSources, phasesOf, type AsOf, type Found } from './audience.sources'

/** One whom a notice is for. */
export interface AudienceMember extends Found {
  /** Where to go on after this one. */
  cursor: string
}

interface AudiencePage {
  members: AudienceMember[]
  /** Left out because the register cannot tell their age. */
  unknownAge: number
  /** Where to go on; absent at the end. */
  next?: string
}

/**
 * Part of those whom a notice is for, from a cursor on (empty: from the beginning). The order is the same each time, so
 * that what a crash cut off goes on where it stood.
 */
export async function readAudience(
  addressed: Addressed,
  cursor: string,
  limit: number,
  asOf: AsOf,
): Promise<AudiencePage> {
  const places = (await listCommunities(addressed)).flatMap((community) =>
    phasesOf(addressed.audience).map((phase) => ({ community, phase })),
  )
  const [community = '', phase = '', id = ''] = cursor.split('|')
  const at =
    cursor === '' ? 0 : places.findIndex((each) => each.community === community && each.phase === phase)
  const place = places[at]
  if (!place) return { members: [], unknownAge: 0 }
  const found = await audienceSources[place.phase](addressed, {
    community: place.community,
    after: id,
    limit,
    asOf,
  })
  const following = places[at + 1]
  const next =
    found.last !== undefined
      ? `${place.community}|${place.phase}|${found.last}`
      : following && `${following.community}|${following.phase}|`
  const cursorOf = ({ personId, userId }: Found): string => {
    const last = place.phase === 'people' ? personId : userId
    return `${place.community}|${place.phase}|${last?.toString() ?? ''}`
  }
  return {
    members: found.members
      .filter(({ fit }) => fit === 'fits')
      .map(({ personId, userId, place: where, birthYear, hasPhone }) => ({
        place: where,
        hasPhone,
        ...dropUndefined({ personId, userId, birthYear }),
        cursor: cursorOf({ place: where, hasPhone, ...dropUndefined({ personId, userId }) }),
      })),
    unknownAge: found.members.filter(({ fit }) => fit === 'unknown').length,
    ...(next === undefined ? {} : { next }),
  }
}

const countedAtOnce = 2000

/**
 * How many it is for. Reads them all once, without a name.
 * @param most so many are enough to know, for somebody who waits for the answer.
 */
export async function countAudience(
  addressed: Addressed,
  asOf: AsOf,
  most = Infinity,
): Promise<AudienceCount> {
  const count = { people: 0, withAccount: 0, withoutAccount: 0, unknownAge: 0, isAtLeast: false }
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    if (count.people >= most) return { ...count, isAtLeast: true }
    const page: AudiencePage = await readAudience(addressed, cursor, countedAtOnce, asOf)
    const withAccount = page.members.filter(({ userId }) => userId !== undefined).length
    count.people += page.members.length
    count.withAccount += withAccount
    count.withoutAccount += page.members.length - withAccount
    count.unknownAge += page.unknownAge
    cursor = page.next
  }
  return count
}
