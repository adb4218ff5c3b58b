import type { Room } from '@linli/shared/events'
import type { Deps } from '../../deps'
import { listFamilyIds } from './ladder'
import type { SosRecord } from './sos.model'
import { listOwnAccounts } from './sos.own'

/** Who has it before them, as their homes and workbenches list what is open: hers, her family's, and of its places. */
async function listRooms(sos: SosRecord, now: Date): Promise<Room[]> {
  const { personId, building, grid, community, street, attempts } = sos
  const called = attempts.flatMap(({ people }) => people.map(({ userId }) => userId.toString()))
  const users = new Set([...(await listOwnAccounts(sos)), ...(await listFamilyIds(personId, now)), ...called])
  return [
    ...[...users].map((id): Room => `user:${id}`),
    ...(building == null ? [] : [`post:building:${building}` as const]),
    ...(grid == null ? [] : [`post:grid:${grid}` as const]),
    ...[community, street].flatMap((area): Room[] => (area == null ? [] : [`post:triage:${area}`])),
  ]
}

/** Open screens that list the call fetch it anew. */
export async function announceSos(
  sos: SosRecord,
  { clock, publish }: Pick<Deps, 'clock' | 'publish'>,
): Promise<void> {
  publish({ name: 'sos.changed', rooms: await listRooms(sos, clock.now()), data: { id: sos._id.toString() } })
}
