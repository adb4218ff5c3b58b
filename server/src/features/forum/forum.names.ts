import { nameNeighbour, type NameRule } from '@linli/shared/forum/forum'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { readForumSettings } from '../moderation/forumSettings.service'
import { readAreaNames } from '../users/me.view'
import { User, type StoredUser } from '../users/user.model'
import { openUserField } from '../users/userSecrets'
import { Volunteer } from '../volunteers/volunteer.model'
import { ForumMember, memberKeyOf, type ForumMemberRecord } from './forumMember.model'

interface Neighbour {
  userId: Types.ObjectId
  community: string
}

interface NeighbourName {
  name: string
  badge?: string
  /** What was written until then stands without a name. */
  namelessUntil?: Date
}

export const nameKeyOf = ({ community, userId }: Neighbour): string =>
  memberKeyOf(community, userId.toString())

export const goneName = '已离开的邻居'

type NamedUser = Pick<StoredUser, '_id' | 'nickname' | 'name' | 'building' | 'community' | 'level'>

async function readBadges(userIds: readonly Types.ObjectId[]): Promise<Set<string>> {
  const rows = await Volunteer.find(
    { userId: { $in: userIds }, isActive: true, isPartyMember: true, showsBadge: true },
    { userId: 1 },
  ).lean()
  return new Set(rows.map(({ userId }) => userId.toString()))
}

type Known = Pick<ForumMemberRecord, 'key' | 'namelessUntil' | 'acceptedRule'>

async function readMembers(people: readonly Neighbour[]): Promise<Map<string, Known>> {
  const rows = await ForumMember.find(
    { key: { $in: people.map(nameKeyOf) } },
    { key: 1, namelessUntil: 1, acceptedRule: 1 },
  ).lean<Known[]>()
  return new Map(rows.map((row) => [row.key, row]))
}

/** From what says most of a person to what says least. */
const byOpenness: readonly NameRule[] = ['real', 'building', 'nickname']

/**
 * Neither more than the community shows today nor more than the person has said yes to: a secretary who changes the rule
 * to full names names nobody by it who has not seen it since (must-get-right 4).
 */
function findRule(today: NameRule, accepted: NameRule | undefined): NameRule {
  if (accepted === undefined) return today
  return byOpenness[Math.max(byOpenness.indexOf(today), byOpenness.indexOf(accepted))] ?? today
}

/**
 * How each is called by the rule of the community they write in, as far as they have accepted it; in a fixed number of reads, whatever the number of
 * people. Who has no account any more, or has moved away, is absent.
 */
export async function readNeighbourNames(
  people: readonly Neighbour[],
  deps: Pick<Deps, 'crypto'>,
  { isPreview = false }: { isPreview?: boolean } = {},
): Promise<Map<string, NeighbourName>> {
  const byKey = new Map(people.map((person) => [nameKeyOf(person), person]))
  if (byKey.size === 0) return new Map()
  const userIds = people.map(({ userId }) => userId)
  const users = await User.find(
    { _id: { $in: userIds }, deletedAt: { $exists: false } },
    { nickname: 1, name: 1, building: 1, community: 1, level: 1 },
  ).lean<NamedUser[]>()
  const userById = new Map(users.map((user) => [user._id.toString(), user]))
  const buildings = await readAreaNames(users.map(({ building }) => building))
  const [badges, members] = await Promise.all([readBadges(userIds), readMembers([...byKey.values()])])
  const names = new Map<string, NeighbourName>()
  for (const [key, { userId, community }] of byKey) {
    const user = userById.get(userId.toString())
    // Who has moved is no neighbour here: where to is nobody's business, nor what the person is called there.
    if (user?.community !== community || user.level !== 'verified') continue
    const { nameRule } = await readForumSettings(community)
    const { namelessUntil, acceptedRule } = members.get(key) ?? {}
    const rule = findRule(nameRule, isPreview ? undefined : acceptedRule)
    names.set(key, {
      name: nameNeighbour(rule, {
        nickname: user.nickname ?? undefined,
        name: openUserField(user, 'name', deps),
        building: buildings.get(user.building ?? ''),
      }),
      ...(badges.has(userId.toString()) ? { badge: '党员' } : {}),
      ...(namelessUntil ? { namelessUntil } : {}),
    })
  }
  return names
}
