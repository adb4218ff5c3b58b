import type { NameRule } from '@linli/shared/forum/forum'
import type { forumContracts } from '@linli/shared/forum/forum.contract'
import type { OutputOf } from '@linli/shared/contract'
import { placeOf } from '@linli/shared/areas/areas'
import {
  defaultCommunityRules,
  moderationRules,
  type CommunityRule,
} from '@linli/shared/moderation/moderation'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { createCache } from '../../lib/caches'
import { dropUndefined } from '../../lib/dropUndefined'
import { recordAudit } from '../audit/audit.service'
import { findMembershipOver, type Actor } from '../users/actor'
import { ForumSettings } from './forumSettings.model'

interface Settings {
  nameRule: NameRule
  hideThreshold: number
  rules: CommunityRule[]
  comments: { perHour: number; perDay: number }
}

/** Building and surname: neighbours know whom they meet, strangers do not find the door. */
const { perHour, perDay } = moderationRules.comments
const defaults: Settings = {
  comments: { perHour, perDay },
  nameRule: 'building',
  hideThreshold: moderationRules.hideThreshold,
  rules: [...defaultCommunityRules],
}

const cacheMilliseconds = 2000
const known = createCache<Settings>({ max: 5000, ttl: cacheMilliseconds })

/** What holds in a community now; another process's change counts here after two seconds. */
export async function readForumSettings(community: string | undefined): Promise<Settings> {
  if (community === undefined) return defaults
  const cached = known.get(community)
  if (cached) return cached
  const stored = await ForumSettings.findOne({ community }).lean()
  const settings: Settings = stored
    ? {
        nameRule: stored.nameRule,
        hideThreshold: stored.hideThreshold,
        rules: stored.rules.map(({ code, text }) => ({ code, text })),
        comments: stored.comments
          ? { perHour: stored.comments.perHour, perDay: stored.comments.perDay }
          : defaults.comments,
      }
    : defaults
  known.set(community, settings)
  return settings
}

/** The words of a rule as its author reads them; undefined for one that the community does not have. */
export async function findRuleText(community: string | undefined, code: string): Promise<string | undefined> {
  const { rules } = await readForumSettings(community)
  return rules.find((rule) => rule.code === code)?.text
}

/** The secretary's own community only. Neighbours are asked again about their name when its rule changes. */
export async function saveForumSettings(
  actor: Actor,
  { community, ...settings }: OutputOf<typeof forumContracts.setForumSettings.body>,
  deps: Pick<Deps, 'clock'>,
): Promise<Settings> {
  assertThat(findMembershipOver(actor, ['secretary'], { community }), 'access.denied')
  await ForumSettings.updateOne({ community }, { $set: dropUndefined(settings) }, { upsert: true })
  known.delete(community)
  await recordAudit(
    actor,
    'forum.settingsChanged',
    { kind: 'community', id: community, district: placeOf(community).district },
    { nameRule: settings.nameRule, hideThreshold: settings.hideThreshold, rules: settings.rules.length },
    deps,
  )
  return readForumSettings(community)
}
