import type { registerErrors } from '@linli/shared/register/register.errors'
import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import type { Actor } from '../users/actor'
import { User } from '../users/user.model'
import { isAreaLocked } from './import.lock'
import { openPerson, type ClearPerson } from './person.crypto'
import type { PersonDocument } from './person.model'
import { canSetPersonState } from './register.policy'

/** Two records side by side, opened. */
export interface MergePair {
  kept: PersonDocument
  gone: PersonDocument
  clear: { kept: ClearPerson; gone: ClearPerson }
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
  const [keptUser, goneUser] = [await findAccount(kept), await findAccount(gone)]
  return {
    kept,
    gone,
    clear: { kept: openPerson(kept, deps.crypto), gone: openPerson(gone, deps.crypto) },
    accounts: {
      ...(keptUser === undefined ? {} : { kept: keptUser }),
      ...(goneUser === undefined ? {} : { gone: goneUser }),
    },
  }
}

/**
 * Whether the register itself shows that it is one person: of one name and born on one day. Of two names it never does,
 * whatever else is the same: twins have one birthday, one home and their son's telephone. Then a second officer has to say
 * yes, for what was made one is never two again.
 */
export const isShown = ({ clear: { kept, gone } }: Pick<MergePair, 'clear'>): boolean =>
  kept.name === gone.name && kept.birthDate !== undefined && kept.birthDate === gone.birthDate

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
