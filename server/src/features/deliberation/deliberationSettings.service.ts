import { placeOf } from '@linli/shared/areas/areas'
import type { OutputOf } from '@linli/shared/contract'
import type { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import { defaultDeliberation, type DeliberationSettings } from '@linli/shared/deliberation/motion'
import { Schema, model } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from '../users/actor'

/** How one community deliberates; a community without one has the defaults. */
const settingsSchema = new Schema<DeliberationSettings & { community: string }>({
  community: { type: String, required: true },
  coSigners: { type: Number, required: true },
  openPerPerson: { type: Number, required: true },
  answerDays: { type: Number, required: true },
  gatheringDays: { type: Number, required: true },
  stepDays: { type: Number, required: true },
})
settingsSchema.index({ community: 1 }, { unique: true })
const DeliberationSetting = model('DeliberationSetting', settingsSchema)

export async function readDeliberationSettings(community: string): Promise<DeliberationSettings> {
  const stored = await DeliberationSetting.findOne({ community }).lean()
  if (!stored) return defaultDeliberation
  const { coSigners, openPerPerson, answerDays, gatheringDays, stepDays } = stored
  return { coSigners, openPerPerson, answerDays, gatheringDays, stepDays }
}

/** By the secretary or the street above, within bounds that leave every motion a way. Logged. */
export async function saveDeliberationSettings(
  actor: Actor,
  { community, ...settings }: OutputOf<typeof deliberationContracts.setDeliberationSettings.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<DeliberationSettings> {
  const { district, street } = placeOf(community)
  const place = { community, ...(street === undefined ? {} : { street }) }
  assertThat(findMembershipOver(actor, ['secretary', 'streetOfficer'], place), 'access.denied')
  await DeliberationSetting.updateOne({ community }, { $set: settings }, { upsert: true })
  const subject = { kind: 'community', id: community, district }
  await recordAudit(actor, 'deliberation.settingsChanged', subject, { ...settings }, deps)
  return settings
}
