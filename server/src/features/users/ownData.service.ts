import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import type { DataSection, KeptRecord } from '@linli/shared/users/ownData.contract'
import { roleNames } from '@linli/shared/users/roles'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from './actor'
import { readUser } from './consent.service'
import { releaseIdentities } from './identity.service'
import { isInForce } from './me.view'
import { Membership } from './membership.model'
import { endSessionsOf } from './session.service'
import { User, type StoredUser } from './user.model'
import { listAccountDeletionHooks, listOwnDataHooks, type StoredMembership } from './userHooks'
import { openHomes, openUserField } from './userSecrets'

const levelTexts = { guest: '访客', joined: '已加入社区', verified: '住址已核实' } as const

function listMemberships(userId: string): Promise<StoredMembership[]> {
  return Membership.find({ userId }).lean<StoredMembership[]>()
}

function describeAccount(user: StoredUser, deps: Deps): DataSection {
  const rows = {
    昵称: user.nickname,
    姓名: openUserField(user, 'name', deps),
    手机号: openUserField(user, 'phone', deps),
    企业微信账号: user.workAccount,
    身份: levelTexts[user.level],
    长辈版: user.elderMode ? '已打开' : '没有打开',
  }
  const items = Object.entries(rows).flatMap(([label, value]) => (value == null ? [] : [{ label, value }]))
  return { title: '账号', items }
}

/** What is held about the person, in words: of the account here, of the rest by each feature. */
export async function describeOwnData(actor: Actor, deps: Deps): Promise<DataSection[]> {
  const user = await readUser(actor.userId)
  const homes = openHomes(user, deps)
  const memberships = await listMemberships(actor.userId)
  const sections: DataSection[] = [
    describeAccount(user, deps),
    {
      title: '住处',
      items: homes.map(({ kind, address }) => ({ label: homeLinkKindNames[kind], value: address })),
    },
    {
      title: '担任的工作',
      items: memberships.map(({ role, name }) => ({ label: roleNames[role], value: name })),
    },
  ]
  for (const hook of listOwnDataHooks()) sections.push(...(await hook.describe(actor.userId, deps)))
  return sections.filter(({ items }) => items.length > 0)
}

/** All of it as one file, readable by people and programs. */
export async function exportOwnData(actor: Actor, deps: Deps): Promise<string> {
  const user = await readUser(actor.userId)
  const account = {
    ...dropUndefined({
      nickname: user.nickname ?? undefined,
      workAccount: user.workAccount ?? undefined,
      name: openUserField(user, 'name', deps),
      phone: openUserField(user, 'phone', deps),
      phoneCheckedAt: user.phoneCheckedAt ?? undefined,
      community: user.community ?? undefined,
      joinedAt: user.joinedAt ?? undefined,
    }),
    level: user.level,
    homes: openHomes(user, deps),
    consents: user.consents,
    createdAt: user.createdAt,
    memberships: (await listMemberships(actor.userId)).map(({ role, name, from, until, endedAt }) => ({
      role,
      name,
      from,
      until,
      endedAt,
    })),
  }
  const parts: Record<string, unknown> = { exportedAt: deps.clock.now(), account }
  for (const hook of listOwnDataHooks()) parts[hook.name] = await hook.collect(actor.userId, deps)
  return JSON.stringify(parts, undefined, 2)
}

const logMonths = 6

/** The log names accounts by id only; it stays so that misuse can still be found. */
function keepLogs(now: Date): KeptRecord {
  const until = new Date(now)
  until.setUTCMonth(until.getUTCMonth() + logMonths)
  return { what: '操作日志（不含姓名和电话）', basis: '《网络安全法》第二十一条', until: until.toISOString() }
}

const erasedFields = [
  'unionid',
  'name',
  'nickname',
  'workAccount',
  'phone',
  'phoneIndex',
  'phoneCheckedAt',
  'phoneCheckedBy',
  'personId',
  'homeId',
  'homes',
  'verification',
  'verificationDetails',
  'joinCodeId',
  'district',
  'street',
  'community',
  'grid',
  'building',
  'estate',
] as const

/**
 * Ends the account: nothing in it names the person any more. What other features must keep is locked by them and
 * named here with its date.
 * @throws AppError `account.holds_roles`, `account.has_open_matters`.
 */
export async function deleteAccount(actor: Actor, deps: Deps): Promise<KeptRecord[]> {
  const { userId } = actor
  const user = await readUser(userId)
  const now = deps.clock.now()
  const held = (await listMemberships(userId)).filter((m) => isInForce(m, now))
  assertThat(held.length === 0, 'account.holds_roles', { roles: held.map(({ role }) => role) })
  const hooks = listAccountDeletionHooks()
  for (const hook of hooks) {
    const isBusy = (await hook.hasOpenMatters?.(userId, deps)) ?? false
    assertThat(!isBusy, 'account.has_open_matters', { part: hook.name })
  }
  const kept: KeptRecord[] = [keepLogs(now)]
  for (const hook of hooks) kept.push(...(await hook.erase(userId, deps)))
  const subject = { kind: 'user', id: userId, district: user.district ?? undefined }
  await recordAudit({ userId, displayName: '居民' }, 'account.deleted', subject, { kept: kept.length }, deps)
  await User.updateOne(
    { _id: userId },
    {
      $set: { deletedAt: now, openids: [], consents: [], level: 'guest', kept },
      $unset: Object.fromEntries(erasedFields.map((field) => [field, '' as const])),
    },
  )
  await releaseIdentities(userId)
  await endSessionsOf(userId, deps)
  return kept
}
