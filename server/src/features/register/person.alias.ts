import type { Types } from 'mongoose'
import { PersonMerge } from './merge.model'
import { Person, type PersonDocument } from './person.model'

/** Under which id somebody is found whose record became part of another; the same id for everybody else. */
export async function findPresentId(id: Types.ObjectId | string): Promise<string> {
  const merge = await PersonMerge.findOne(
    { goneId: id, state: { $in: ['moving', 'done'] } },
    { keptId: 1 },
  ).lean()
  return merge?.keptId.toString() ?? id.toString()
}

/** A person of the register, by her id or by that of a record that was merged into hers: old links stay good. */
export async function findPerson(id: string): Promise<PersonDocument | null> {
  const person = await Person.findOne({ _id: id }).lean<PersonDocument | null>()
  if (person) return person
  const present = await findPresentId(id)
  return present === id ? null : Person.findOne({ _id: present }).lean<PersonDocument | null>()
}
