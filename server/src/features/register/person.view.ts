import type { PersonRecord } from '@linli/shared/register/person.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import type { Actor } from '../users/actor'
import { listPersonWork } from './person.hooks'
import { PersonEvidence, type PersonDocument } from './person.model'
import { canSetPersonState } from './register.policy'
import { viewPeople } from './register.service'

/** The history of the state; what each change rests on is for those who may set it. */
async function viewStates(
  { _id, states = [] }: PersonDocument,
  isForSetters: boolean,
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<PersonRecord['states']> {
  const evidence =
    isForSetters && states.length > 0 ? await PersonEvidence.find({ personId: _id }).lean() : []
  const byId = new Map(evidence.map((each) => [each._id.toString(), each]))
  return states.map(({ id, at, from, to, byName }) => {
    const proof = byId.get(id.toString())
    const note = proof && crypto.decrypt(proof.note, fieldAad('personevidence', id, 'note'))
    return {
      ...{ id: id.toString(), at: at.toISOString(), from, to, byName },
      ...(note === undefined ? {} : { note }),
      ...(proof?.photoId == null ? {} : { photoId: proof.photoId.toString() }),
    }
  })
}

/** One person as this viewer may see it: masked, and what is open only for those who decide about it. */
export async function viewPerson(actor: Actor, person: PersonDocument, deps: Deps): Promise<PersonRecord> {
  const [masked] = await viewPeople([person], deps)
  assertThat(masked, 'record.not_found')
  const place = toPlace(person)
  const isSetter = canSetPersonState(actor, masked.id, place)
  return {
    ...masked,
    states: await viewStates(person, isSetter, deps),
    openWork: isSetter ? await listPersonWork(masked.id, place, actor) : [],
    actions: isSetter ? ['unmask', 'setState'] : ['unmask'],
  }
}
