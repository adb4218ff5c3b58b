import type { BondView } from '@linli/shared/families/bond.contract'
import { basisOf, bondOriginTexts, bondScopeTexts, guardianshipPaperNames } from '@linli/shared/families/bond'
import type { BondState } from '@linli/shared/families/bond.state'
import type { CapacityState } from '@linli/shared/elders/elder'
import { formatDay, formatMoment, fromShanghaiDay, toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { maskName } from '../../lib/masks'
import { Area } from '../areas/area.model'
import { Elder } from '../elders/elder.model'
import { signMediaUrl } from '../media/mediaLink'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { viewPeople } from '../register/register.service'
import type { Actor } from '../users/actor'
import { User, type StoredUser } from '../users/user.model'
import { openUserField, readMaskedPhone } from '../users/userSecrets'
import { isInForce } from './bond.access'
import { BondEvidence, type BondEntry, type BondRecord } from './bond.model'
import { findBondParties, findBondReader, listBondActions } from './bond.policy'
import { readPrimaries } from './bond.primary'
import { openBondField, type ElderRequest } from './bond.store'

/** The state as a sentence: what it is, what happens next, by when. */
function describeState(bond: BondRecord, reader: BondView['relationToViewer'], now: Date): string {
  const expires = bond.expiresAt ? formatMoment(bond.expiresAt, now) : ''
  const until = bond.until === undefined ? '' : `，到 ${formatDay(fromShanghaiDay(bond.until), now)}`
  const last = bond.history.at(-1)
  const texts: Record<BondState, () => string> = {
    invited: () => `等老人打开邀请，${expires} 前有效`,
    requested: () => (reader === 'keeper' ? '亲属在等社区办理' : '社区会联系老人当面办理，请等消息'),
    checked: () => '一位工作人员核对过文书，还要另一位核对',
    offered: () => (reader === 'proxy' ? '社区已经办好，请您点“接受”' : '社区已经办好，等亲属接受'),
    active: () =>
      bond.from !== undefined && bond.from > toShanghaiDay(now)
        ? `${formatDay(fromShanghaiDay(bond.from), now)}起生效${until}`
        : `生效中${until}`,
    ended: () =>
      `已经结束，${last?.by.kind === 'system' ? describeEnd(last) : `由${last?.by.name ?? ''}结束`}`,
    declined: () => '没有办成',
    withdrawn: () => '亲属收回了',
    lapsed: () => '时间过了，没有办成',
  }
  return texts[bond.state]()
}

const ends: Partial<Record<BondEntry['action'], string>> = {
  expire: '到期了',
  elderGone: '老人已不在本社区',
  recordsMerged: '老人的两条登记合成了一条，另一份授权接着用',
  accountsMerged: '亲属的两个账号合成了一个，另一份授权接着用',
  ownAccount: '这个账号是老人自己的，不用再授权',
}
const describeEnd = ({ action }: BondEntry): string => ends[action] ?? '亲属的账号已注销'

const titles: Record<BondEntry['action'], (bond: BondRecord) => string> = {
  create: ({ state, origin, history }) => {
    const first = history[0]?.to ?? state
    if (first === 'invited') return '做了一份邀请'
    if (first === 'requested') return '请社区办理'
    return `当面办理：${bondOriginTexts[origin]}`
  },
  consent: () => '同意了',
  refuse: () => '没有同意',
  withdraw: () => '收回了',
  confirmInPerson: () => '当面问过老人，老人签了字',
  checkDocument: ({ paper }) => `核对了${paper === undefined ? '监护文书' : guardianshipPaperNames[paper]}`,
  checkAgain: () => '第二次核对了文书',
  decline: () => '没有办理',
  accept: () => '接受了，开始生效',
  change: () => '改了授权的内容',
  makePrimary: () => '定为第一联系人',
  review: () => '做了年度复核',
  renounce: () => '不再代办',
  revoke: () => '取消了授权',
  revokeForElder: () => '按老人的意思取消了授权',
  expire: () => '到期了',
  elderGone: () => '老人已不在本社区，授权结束',
  proxyGone: () => '亲属的账号已注销，授权结束',
  recordsMerged: () => '老人的两条登记合成了一条，另一份授权接着用',
  accountsMerged: () => '亲属的两个账号合成了一个，另一份授权接着用',
  ownAccount: () => '这个账号是老人自己的，授权结束',
}

export const describeEntry = (entry: BondEntry, bond: BondRecord): string => {
  const scopes = entry.details?.scopes
  const list = Array.isArray(scopes)
    ? `：${scopes.map((scope) => bondScopeTexts[scope as keyof typeof bondScopeTexts].name).join('、')}`
    : ''
  return `${titles[entry.action](bond)}${list}`
}

interface Evidence {
  _id: Types.ObjectId
  words?: string | null
  photoIds: Types.ObjectId[]
  voiceId?: Types.ObjectId | null
}

function viewEntry(
  entry: BondEntry,
  evidence: Evidence | undefined,
  { bond, actor }: { bond: BondRecord; actor: Actor },
  deps: Deps,
): BondView['log'][number] {
  const sign = (mediaId: Types.ObjectId, kind: 'photo' | 'voice') => ({
    id: mediaId.toString(),
    ...signMediaUrl({ id: mediaId.toString(), kind }, { userId: actor.userId, access: 'full' }, deps),
  })
  const words =
    evidence?.words == null
      ? undefined
      : deps.crypto.decrypt(evidence.words, fieldAad('bondevidence', evidence._id, 'words'))
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    who: entry.by.userId.toString() === actor.userId && entry.by.kind !== 'system' ? '您' : entry.by.name,
    title: describeEntry(entry, bond),
    ...dropUndefined({ words }),
    ...(evidence?.voiceId == null ? {} : { voice: sign(evidence.voiceId, 'voice') }),
    photos: (evidence?.photoIds ?? []).map((photoId) => sign(photoId, 'photo')),
  }
}

interface Around {
  people: Map<string, PersonDocument>
  homes: Map<string, string | undefined>
  proxies: Map<string, StoredUser>
  communities: Map<string, string>
  capacities: Map<string, CapacityState>
  primaries: Set<string>
}

const byId = <T extends { _id: Types.ObjectId }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row._id.toString(), row]))

/** What the views of a list need, read once for all of it. */
async function readAround(bonds: readonly BondRecord[], deps: Deps): Promise<Around> {
  const personIds = bonds.flatMap(({ personId }) => (personId ? [personId] : []))
  const people = await Person.find({ _id: { $in: personIds } }).lean<PersonDocument[]>()
  const views = await viewPeople(people, deps)
  const proxies = await User.find({ _id: { $in: bonds.map(({ proxyUserId }) => proxyUserId) } }).lean<
    StoredUser[]
  >()
  const codes = bonds.flatMap(({ community }) => (community === undefined ? [] : [community]))
  const areas = await Area.find({ code: { $in: codes } }, { code: 1, name: 1 }).lean()
  const elders = await Elder.find({ _id: { $in: personIds } }, { capacity: 1 }).lean()
  return {
    people: byId(people),
    homes: new Map(views.map(({ id, homes }) => [id, homes[0]?.label])),
    proxies: byId(proxies),
    communities: new Map(areas.map(({ code, name }) => [code, name])),
    capacities: new Map(elders.map(({ _id, capacity }) => [_id.toString(), capacity])),
    primaries: await readPrimaries(personIds),
  }
}

function viewElder(
  bond: BondRecord,
  reader: BondView['relationToViewer'],
  around: Around,
  deps: Deps,
): BondView['elder'] {
  const id = bond.personId?.toString()
  const person = id === undefined ? undefined : around.people.get(id)
  if (id === undefined || !person) return undefined
  const { name } = openPerson(person, deps.crypto)
  const isNear = reader === 'elder' || (reader === 'proxy' && bond.state === 'active')
  return {
    personId: id,
    name: isNear ? name : maskName(name),
    ...dropUndefined({
      home: isNear || reader === 'keeper' ? around.homes.get(id) : undefined,
      community: bond.community,
      communityName: bond.community === undefined ? undefined : around.communities.get(bond.community),
    }),
  }
}

function viewProxy(bond: BondRecord, around: Around, deps: Deps): BondView['proxy'] {
  const user = around.proxies.get(bond.proxyUserId.toString())
  return {
    name: (user && openUserField(user, 'name', deps)) ?? bond.proxyName,
    ...dropUndefined({ maskedPhone: user && readMaskedPhone(user, deps) }),
  }
}

function viewOpening(bond: BondRecord, reader: BondView['relationToViewer'], deps: Deps) {
  const code = reader === 'proxy' && bond.state === 'invited' ? openBondField(bond, 'code', deps) : undefined
  const json = reader === 'elder' ? undefined : openBondField(bond, 'request', deps)
  return dropUndefined({
    invitation:
      code === undefined || !bond.expiresAt ? undefined : { code, expiresAt: bond.expiresAt.toISOString() },
    request: json === undefined ? undefined : (JSON.parse(json) as ElderRequest),
  })
}

/** Bonds as this viewer may see them; those they may not read are left out. `withLog`: with the history. */
export async function viewBonds(
  bonds: readonly BondRecord[],
  { actor, withLog = false }: { actor: Actor; withLog?: boolean },
  deps: Deps,
): Promise<BondView[]> {
  const now = deps.clock.now()
  const around = await readAround(bonds, deps)
  const evidence = withLog
    ? byId(await BondEvidence.find({ bondId: { $in: bonds.map(({ _id }) => _id) } }).lean<Evidence[]>())
    : new Map<string, Evidence>()
  return bonds.flatMap((bond) => {
    const reader = findBondReader(actor, bond)
    if (!reader) return []
    const parties = findBondParties(actor, bond)
    const capacity = around.capacities.get(bond.personId?.toString() ?? '') ?? 'clear'
    const mayReadWords = reader !== 'proxy'
    const entries = withLog ? bond.history : []
    return [
      {
        id: bond._id.toString(),
        version: bond.version,
        state: bond.state,
        stateText: describeState(bond, reader, now),
        origin: bond.origin,
        basis: basisOf(bond.origin),
        relation: bond.relation,
        scopes: bond.scopes,
        limitFen: bond.limitFen,
        ...dropUndefined({ from: bond.from, until: bond.until }),
        isInForce: isInForce(bond, toShanghaiDay(now)),
        isPrimary: around.primaries.has(bond._id.toString()),
        relationToViewer: reader,
        ...dropUndefined({
          elder: viewElder(bond, reader, around, deps),
          expiresAt: bond.expiresAt?.toISOString(),
          reviewAt: bond.reviewAt?.toISOString(),
        }),
        proxy: viewProxy(bond, around, deps),
        createdAt: bond.createdAt.toISOString(),
        ...viewOpening(bond, reader, deps),
        log: entries.map((entry) =>
          viewEntry(entry, mayReadWords ? evidence.get(entry.id) : undefined, { bond, actor }, deps),
        ),
        actions: listBondActions(bond, parties, capacity),
      },
    ]
  })
}

/** One bond with its history. The one who just answered an invitation reads what became of it. */
export async function viewBond(bond: BondRecord, actor: Actor, deps: Deps): Promise<BondView> {
  const [view] = await viewBonds([bond], { actor, withLog: true }, deps)
  if (view) return view
  return viewRefused(bond, deps)
}

/** What is left to whoever said no to an invitation: that it is over. */
async function viewRefused(bond: BondRecord, deps: Deps): Promise<BondView> {
  const around = await readAround([bond], deps)
  return {
    id: bond._id.toString(),
    version: bond.version,
    state: bond.state,
    stateText: '您没有同意，这份邀请不能再用了',
    origin: bond.origin,
    basis: basisOf(bond.origin),
    relation: bond.relation,
    scopes: [],
    limitFen: 0,
    isInForce: false,
    isPrimary: false,
    relationToViewer: 'elder',
    proxy: viewProxy(bond, around, deps),
    createdAt: bond.createdAt.toISOString(),
    log: [],
    actions: [],
  }
}

/** Who invites, as the elder has to recognise them: the checked name where there is one, and the phone masked. */
export async function viewInviter(bond: BondRecord, deps: Deps): Promise<BondView['proxy']> {
  return viewProxy(bond, await readAround([bond], deps), deps)
}
