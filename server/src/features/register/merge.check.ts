import type { registerErrors } from '@linli/shared/register/register.errors'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { HomeLink } from './homeLink.model'
import { isAreaLocked } from './import.lock'
import { openPerson, type ClearPerson } from './person.crypto'
import type { PersonDocument } from './person.model'
import { canSetPersonState } from './register.policy'

/** Two records side by side, opened. */
export interface MergePair {
  kept: PersonDocument
  gone: PersonDocument
  clear: { kept: ClearPerson; gone: ClearPerson }
  /** A home that both belong to now. */
  sharesHome: boolean
  /** Accounts that are linked to either. */
  accounts: { kept?: string; gone?: string }
}

/** Who keeps both of them, in one community, and is neither. */
export const mayMerge = (actor: Actor, kept: PersonDocument, gone: PersonDocument): boolean =>
  kept.community !== undefined &&
  kept.community === gone.community &&
  [kept, gone].every((person) => canSetPersonState(actor, person._id.toString(), toPlace(person)))

async function findAccount({ _id }: PersonDocument): Promise<string | undefined> {
  const user = await User.findOne({ personId: _id, deletedAt: { $exists: false } }, { _id: 1 }).lean()
  return user?._id.toString()
}

export async function readPair(
  kept: PersonDocument,
  gone: PersonDocument,
  deps: Pick<Deps, 'crypto'>,
): Promise<MergePair> {
  const links = await HomeLink.find(
    { personId: { $in: [kept._id, gone._id] }, isCurrent: true },
    { personId: 1, homeId: 1 },
  ).lean()
  const own = new Set(
    links.filter(({ personId }) => personId.equals(kept._id)).map(({ homeId }) => homeId.toString()),
  )
  const [keptUser, goneUser] = [await findAccount(kept), await findAccount(gone)]
  return {
    kept,
    gone,
    clear: { kept: openPerson(kept, deps.crypto), gone: openPerson(gone, deps.crypto) },
    sharesHome: links.some(({ personId, homeId }) => personId.equals(gone._id) && own.has(homeId.toString())),
    accounts: {
      ...(keptUser === undefined ? {} : { kept: keptUser }),
      ...(goneUser === undefined ? {} : { gone: goneUser }),
    },
  }
}

/**
 * Whether the register itself shows that it is one person: born on one day, and of one name, telephone or home. A name
 * and a number alone may be a mother's and her daughter's: then a second officer has to say yes.
 */
export function isShown({ clear: { kept, gone }, sharesHome }: MergePair): boolean {
  if (kept.birthDate === undefined || kept.birthDate !== gone.birthDate) return false
  const hasOnePhone = kept.phone !== undefined && kept.phone === gone.phone
  return kept.name === gone.name || hasOnePhone || sharesHome
}

type Hindrance = keyof typeof registerErrors

/** Why it cannot be done now. @param own the proposal that is about to be confirmed. */
export async function findMergeHindrance(
  { kept, gone, accounts }: MergePair,
  { clock }: Pick<Deps, 'clock'>,
  own?: PersonDocument['mergeId'],
): Promise<Hindrance | undefined> {
  const isHeld = [kept, gone].some(({ mergeId }) => mergeId != null && !(own && mergeId.equals(own)))
  if (isHeld) return 'person.merge_pending'
  if (kept.state !== gone.state) return 'person.merge_states_differ'
  if (accounts.kept !== undefined && accounts.gone !== undefined) return 'person.merge_two_accounts'
  // An import has read whom each of its rows means.
  return (await isAreaLocked(kept.community ?? '', clock.now())) ? 'import.running' : undefined
}
