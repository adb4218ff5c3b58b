import { createHash, randomBytes } from 'node:crypto'
import { sandboxApps, sandboxCredentials } from '../credentials'
import type { SandboxClock } from '../kernel/sandboxClock'
import type { Store } from '../kernel/store'

/** An invented person with a WeChat account. */
export interface Identity {
  /** Stable; openids and unionid are made from it, so they survive a restart and a lost data directory. */
  id: string
  name: string
  /** Who this is in the story, one line. */
  roleLine: string
  /** The heading under which the pages list the person. */
  group: string
  phone?: string
  /** Absent when the apps are not bound to one Open Platform account. */
  unionid?: string
  /** appid → openid. */
  openids: Record<string, string>
  /** Opens H5 pages in WeChat's snapshot mode: a virtual account (`is_snapshotuser: 1`). */
  isSnapshot?: boolean
}

/** What is given to make an identity; the same key always gives the same openids. */
export interface IdentitySeed {
  key: string
  name: string
  roleLine?: string | undefined
  group?: string | undefined
  phone?: string | undefined
  /** The mini program openid; made from the key when left out. */
  openid?: string | undefined
  /** `null`: no unionid at all. */
  unionid?: string | null | undefined
  isSnapshot?: boolean | undefined
}

export interface Identities {
  register(seeds: readonly IdentitySeed[]): Identity[]
  /** A person nobody has met, with ids of their own. */
  registerNewcomer(name: string): Identity
  list(): Identity[]
  find(id: string): Identity | undefined
  findByOpenid(appid: string, openid: string): Identity | undefined
  /** The person opens the mini program now. */
  recordVisit(identity: Identity): void
  /** Milliseconds since the person last opened the mini program; Infinity when never. */
  sinceVisit(openid: string): number
}

const newcomerGroup = '新来的人'

function hashId(text: string): string {
  return `o${createHash('sha256').update(`linli sandbox ${text}`).digest('base64url').slice(0, 27)}`
}

/** The same seed gives the same openids everywhere, so that a demo can make the accounts beforehand. */
export function buildIdentity(seed: IdentitySeed): Identity {
  const openids = Object.fromEntries(
    sandboxApps.map((app) => [app.appid, hashId(`${app.appid} ${seed.key}`)]),
  )
  if (seed.openid !== undefined) openids[sandboxCredentials.mini.appid] = seed.openid
  return {
    id: seed.key,
    name: seed.name,
    roleLine: seed.roleLine ?? '',
    group: seed.group ?? newcomerGroup,
    openids,
    ...(seed.phone !== undefined && { phone: seed.phone }),
    ...(seed.unionid !== null && { unionid: seed.unionid ?? hashId(`unionid ${seed.key}`) }),
    ...(seed.isSnapshot === true && { isSnapshot: true }),
  }
}

export function createIdentities(store: Store, clock: SandboxClock): Identities {
  const list = () => Object.values(store.state.identities)
  return {
    register(seeds) {
      const identities = seeds.map(buildIdentity)
      for (const identity of identities) store.state.identities[identity.id] = identity
      store.touch()
      return identities
    },
    registerNewcomer(name) {
      const key = `new-${randomBytes(6).toString('hex')}`
      const identity = buildIdentity({ key, name, roleLine: '第一次来' })
      store.state.identities[identity.id] = identity
      store.touch()
      return identity
    },
    list,
    find: (id) => (Object.hasOwn(store.state.identities, id) ? store.state.identities[id] : undefined),
    findByOpenid: (appid, openid) => list().find((identity) => identity.openids[appid] === openid),
    recordVisit(identity) {
      const openid = identity.openids[sandboxCredentials.mini.appid]
      if (openid === undefined) return
      store.state.visits[openid] = clock.nowMs()
      store.touch()
    },
    sinceVisit: (openid) => clock.nowMs() - (store.state.visits[openid] ?? -Infinity),
  }
}
