import type { Deps } from '../../deps'
import { toPlace } from '../../lib/placeFields'
import { kickOutbox, makeOutboxEntry, registerOutboxSource, type OutboxEntry } from '../messages/outbox'
import { followPersonChange, followPersonPlace } from './person.hooks'
import { Person, type PersonDocument, type PersonFields } from './person.model'

/** What changed of a person that other features have to follow. */
type PersonEvent = 'person.stateSet' | 'person.placed'

/** Goes into the same write as the change: `{ $set: { hasOutbox: true }, $push: { outbox } }`. */
export const makePersonEntry = (event: PersonEvent, deps: Pick<Deps, 'clock'>): OutboxEntry =>
  makeOutboxEntry(event, {}, deps)

const follow = (person: PersonDocument, event: string, deps: Deps): Promise<void> =>
  event === 'person.placed'
    ? followPersonPlace(person._id.toString(), toPlace(person), deps)
    : followPersonChange(person._id.toString(), person.state, deps)

/** Rights and services follow with the answer; what cannot be done now, or is cut off, the outbox does. */
export async function followAtOnce(person: PersonDocument, event: PersonEvent, deps: Deps): Promise<void> {
  try {
    await follow(person, event, deps)
  } catch (error) {
    const which = { err: error, person: person._id.toString(), event }
    deps.logger.error(which, 'a change of a person was not followed at once')
  }
  kickOutbox(Person)
}

/** Called once, where the routes of the register are listed. */
export function registerPersonOutbox(): void {
  registerOutboxSource<PersonFields>({
    name: 'person',
    model: Person,
    expand: () => Promise.resolve([]),
    // By how the person is now: a second change may have come before the first was followed.
    async apply({ _id }, { event }, deps) {
      const now = await Person.findOne({ _id }).lean<PersonDocument>()
      if (now) await follow(now, event, deps)
    },
  })
}
