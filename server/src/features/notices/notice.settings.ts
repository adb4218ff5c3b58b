import type { OutputOf } from '@linli/shared/contract'
import { placeOf } from '@linli/shared/areas/areas'
import type { noticeContracts } from '@linli/shared/notices/notice.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from '../users/actor'
import { NoticeSettings } from './notice.model'
import { mayReadDesk } from './notice.policy'
import { readVisitsPerWorkerDay } from './reach.visits'

type Settings = OutputOf<typeof noticeContracts.setNoticeSettings.body>

export async function readNoticeSettings(actor: Actor, community: string): Promise<Settings> {
  assertThat(mayReadDesk(actor, community), 'access.denied')
  return { community, visitsPerWorkerDay: await readVisitsPerWorkerDay(community) }
}

/** The secretary's own community only; what was visited today already counts. */
export async function saveNoticeSettings(
  actor: Actor,
  { community, visitsPerWorkerDay }: Settings,
  deps: Pick<Deps, 'clock'>,
): Promise<Settings> {
  assertThat(findMembershipOver(actor, ['secretary'], { community }), 'access.denied')
  await NoticeSettings.updateOne({ community }, { $set: { visitsPerWorkerDay } }, { upsert: true })
  const subject = { kind: 'community', id: community, district: placeOf(community).district }
  await recordAudit(actor, 'notice.settingsChanged', subject, { visitsPerWorkerDay }, deps)
  return { community, visitsPerWorkerDay }
}
