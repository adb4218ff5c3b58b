import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { User, type UserFields } from './user.model'

/** How to reach someone, in clear. Only for whoever a policy let see it. */
export interface Contact {
  name?: string | undefined
  phone?: string | undefined
}

type Stored = Pick<UserFields, 'name' | 'phone' | 'nickname'> & { _id: Types.ObjectId }

const fields = { name: 1, phone: 1, nickname: 1 } as const

function openContact(user: Stored, { crypto }: Pick<Deps, 'crypto'>): Contact {
  const open = (field: 'name' | 'phone'): string | undefined => {
    const blob = user[field]
    return blob == null ? undefined : crypto.decrypt(blob, fieldAad('users', user._id, field))
  }
  return { name: open('name') ?? user.nickname ?? undefined, phone: open('phone') }
}

/** The same of many accounts in one query, by id. */
export async function readUserContacts(
  userIds: readonly string[],
  deps: Pick<Deps, 'crypto'>,
): Promise<Map<string, Contact>> {
  const users = await User.find({ _id: { $in: userIds } }, fields).lean<Stored[]>()
  return new Map(users.map((user) => [user._id.toString(), openContact(user, deps)]))
}

/** Name and checked phone of an account; the nickname where the name is not known. */
export async function readUserContact(
  userId: string,
  deps: Pick<Deps, 'crypto'>,
): Promise<Contact | undefined> {
  const user = await User.findOne({ _id: userId }, fields).lean<Stored>()
  return user ? openContact(user, deps) : undefined
}
