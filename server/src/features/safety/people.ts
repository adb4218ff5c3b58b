import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { User, type UserFields } from '../users/user.model'

type Named = Pick<UserFields, 'name' | 'nickname'> & { _id: Types.ObjectId }

/** The names of accounts, as those who work together call each other. */
export async function readUserNames(
  ids: readonly (Types.ObjectId | string)[],
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.map(String))]
  if (wanted.length === 0) return new Map()
  const users = await User.find({ _id: { $in: wanted } }, { name: 1, nickname: 1 }).lean<Named[]>()
  return new Map(
    users.map((user) => [
      user._id.toString(),
      user.name == null
        ? (user.nickname ?? '工作人员')
        : crypto.decrypt(user.name, fieldAad('users', user._id, 'name')),
    ]),
  )
}

/** The telephone of an account, for those who must reach it now. */
export async function readUserPhone(
  userId: Types.ObjectId | string,
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<string | undefined> {
  const user = await User.findOne({ _id: userId, deletedAt: { $exists: false } }, { phone: 1 }).lean()
  return user?.phone == null ? undefined : crypto.decrypt(user.phone, fieldAad('users', user._id, 'phone'))
}
