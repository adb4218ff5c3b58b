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

/** Name and checked phone of an account; the nickname where the name is not known. */
export async function readUserContact(
  userId: string,
  deps: Pick<Deps, 'crypto'>,
): Promise<Contact | undefined> {
  const user = await User.findOne({ _id: userId }, { name: 1, phone: 1, nickname: 1 }).lean<Stored>()
  if (!user) return undefined
  const open = (field: 'name' | 'phone'): string | undefined => {
    const blob = user[field]
    return blob == null ? undefined : deps.crypto.decrypt(blob, fieldAad('users', user._id, field))
  }
  return { name: open('name') ?? user.nickname ?? undefined, phone: open('phone') }
}
