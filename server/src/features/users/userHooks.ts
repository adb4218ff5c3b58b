import type { Place } from '@linli/shared/areas/areas'
import type { ConsentKind } from '@linli/shared/users/consents'
import type { DataSection, KeptRecord } from '@linli/shared/users/ownData.contract'
import type { Post } from '@linli/shared/users/posts'
import type { RecordKind } from '@linli/shared/users/recordAccess.contract'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { Actor, ActorBond, ActorMembership } from './actor'
import type { MembershipFields } from './membership.model'

/*
 * What other features tell the accounts about the records they hold of a person. Each registers once, where its
 * routes are listed; registering again under the same name replaces.
 */

interface Named {
  name: string
}

function createRegistry<T extends Named>() {
  const entries = new Map<string, T>()
  return {
    register: (entry: T): void => {
      entries.set(entry.name, entry)
    },
    list: (): T[] => [...entries.values()],
  }
}

export type StoredMembership = MembershipFields & { _id: Types.ObjectId }

/** Two accounts of one person become one. */
interface AccountMergeHook extends Named {
  /** Moves every reference from one account to the other. It may run again after a crash: move only what is left. */
  move(fromUserId: string, intoUserId: string, deps: Deps): Promise<void>
}

/** Open work in the hands of whoever holds a post. */
export interface HeldWork {
  /** The name of the hook that listed it. */
  kind: string
  id: string
  /** A category or number, never words or names of residents. */
  label: string
  post: Post
  dueAt?: Date | undefined
  /** Moved with the rest, but not listed to whoever it is about. */
  isHiddenFrom?: (actor: Actor) => boolean
}

interface HeldWorkHook extends Named {
  /** What the membership's post holds, for volunteers also what the person herself does (`volunteer:<user id>`). */
  list(membership: StoredMembership, deps: Deps): Promise<HeldWork[]>
  /** Moves these to another post, with an entry in the history of each. Repeatable. */
  move(work: HeldWork[], to: Post, actor: Actor, reason: string, deps: Deps): Promise<void>
}

/** What is held about a person. */
interface OwnDataHook extends Named {
  /** In words, for the person to read. */
  describe(userId: string, deps: Deps): Promise<DataSection[]>
  /** All of it, for the file; the key in the file is the hook's name. */
  collect(userId: string, deps: Deps): Promise<unknown>
}

/** A consent that another feature keeps as well: given in person before staff, or on a page of its own. */
interface ConsentHook extends Named {
  name: ConsentKind
  /** Undefined: not given there, or taken back since. */
  read(userId: string): Promise<{ at: Date; writtenByName?: string } | undefined>
  /** Both repeatable. */
  give(userId: string, deps: Deps): Promise<void>
  withdraw(userId: string, deps: Deps): Promise<void>
}

/** The end of an account. */
interface AccountDeletionHook extends Named {
  /** True when something must be finished first. */
  hasOpenMatters?(userId: string, deps: Deps): Promise<boolean>
  /** Removes or anonymises what is held, and names what law obliges to keep. Repeatable. */
  erase(userId: string, deps: Deps): Promise<KeptRecord[]>
}

/** A kind of record that somebody with rank may open with a reason. */
interface RecordKindHook extends Named {
  name: RecordKind
  /** Undefined also where the actor must not know that it exists: a complaint about herself. */
  find(recordId: string, actor: Actor, deps: Deps): Promise<OpenableRecord | undefined>
  /** By which role the actor may open it, where that is not by rank over its place. */
  findOpener?(actor: Actor, place: Partial<Place>): ActorMembership | undefined
}

export interface OpenableRecord {
  /** Under which it is kept by now, where it was asked for by another. */
  id?: string
  place: Partial<Place>
  /** Whose record it is: they see who opened it. */
  ownerUserId?: string | undefined
  ownerPersonId?: string | undefined
}

/** A role ended, or its holder went on or off duty, whichever page did it. */
interface MembershipChangeHook extends Named {
  /** Repeatable. */
  onChange(membership: StoredMembership, deps: Deps): Promise<void>
}

/** The bonds in force of these accounts, by which they act for elders. */
type ReadBonds = (
  userIds: readonly string[],
  now: Date,
) => Promise<readonly (ActorBond & { proxyUserId: string })[]>

let bondReader: ReadBonds = () => Promise.resolve([])

/** Called once by the feature that keeps family bonds; the accounts do not know it. */
export function registerBondReader(read: ReadBonds): void {
  bondReader = read
}

export const readBondsOf: ReadBonds = (userIds, now) => bondReader(userIds, now)

/** An account turned out to be a person of the register: what was done for that person becomes the account's. */
interface PersonLinkHook extends Named {
  /** Repeatable. */
  follow(userId: string, personId: string, deps: Deps): Promise<void>
}

const personLinks = createRegistry<PersonLinkHook>()
export const registerPersonLink = personLinks.register
export const listPersonLinkHooks = personLinks.list

const membershipChanges = createRegistry<MembershipChangeHook>()
const merges = createRegistry<AccountMergeHook>()
const heldWork = createRegistry<HeldWorkHook>()
const ownData = createRegistry<OwnDataHook>()
const deletions = createRegistry<AccountDeletionHook>()
const consents = createRegistry<ConsentHook>()
const recordKinds = createRegistry<RecordKindHook>()

export const registerMembershipChange = membershipChanges.register
export const registerAccountMerge = merges.register
export const registerHeldWork = heldWork.register
export const registerOwnData = ownData.register
export const registerAccountDeletion = deletions.register
export const registerConsent = consents.register
export const registerRecordKind = recordKinds.register

export const listMembershipChangeHooks = membershipChanges.list
export const listAccountMergeHooks = merges.list
export const listHeldWorkHooks = heldWork.list
export const listOwnDataHooks = ownData.list
export const listAccountDeletionHooks = deletions.list
export const findConsentHook = (kind: ConsentKind): ConsentHook | undefined =>
  consents.list().find(({ name }) => name === kind)
export const listRecordKindHooks = recordKinds.list
