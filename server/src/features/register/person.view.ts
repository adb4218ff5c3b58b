import type { CorrectedField, PersonRecord } from '@linli/shared/register/person.contract'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { maskName, maskPhone } from '../../lib/masks'
import { toPlace } from '../../lib/placeFields'
import type { Actor } from '../users/actor'
import { listPersonWork } from './person.hooks'
import { findPersonVersion, type CorrectedValue } from './person.correct'
import {
  PersonCorrection,
  PersonEvidence,
  type PersonCorrectionFields,
  type PersonDocument,
} from './person.model'
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

const maxCorrections = 20
const fieldNames: Record<CorrectedField, string> = {
  name: '姓名',
  phone: '手机号',
  birthDate: '生日',
  home: '住址',
  merged: '合并登记',
}
const masks: Partial<Record<CorrectedField, (value: string) => string>> = {
  name: maskName,
  phone: maskPhone,
  birthDate: (value) => `${value.slice(0, 4)}-**-**`,
}

function describeCorrection({ field, from, to }: CorrectedValue): string {
  if (field === 'merged') return `并入了另一条登记：${maskName(from ?? '')}`
  const show = (value: string | undefined): string =>
    value === undefined ? '没有' : (masks[field]?.(value) ?? value)
  return `${fieldNames[field]}：${show(from)} → ${show(to)}`
}

/** What was set right by hand; masked as the rest, reasons and values only for whoever may do it. */
async function viewCorrections(
  personId: string,
  isForSetters: boolean,
  { crypto }: Pick<Deps, 'crypto'>,
): Promise<PersonRecord['corrections']> {
  const corrections = await PersonCorrection.find({ personId })
    .sort({ at: -1 })
    .limit(maxCorrections)
    .lean<PersonCorrectionFields[]>()
  return corrections.map(({ _id, at, byName, fields, details }) => {
    const shown = { id: _id.toString(), at: at.toISOString(), byName, fields }
    if (!isForSetters) return shown
    const clear = crypto.decrypt(details, fieldAad('personcorrections', _id, 'details'))
    const { reason, values } = JSON.parse(clear) as { reason: string; values: CorrectedValue[] }
    return { ...shown, reason, changes: values.map(describeCorrection) }
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
    version: await findPersonVersion(person),
    corrections: await viewCorrections(masked.id, isSetter, deps),
    states: await viewStates(person, isSetter, deps),
    ...(person.mergeId == null ? {} : { mergeId: person.mergeId.toString() }),
    openWork: isSetter ? await listPersonWork(masked.id, place, actor) : [],
    actions: isSetter ? ['unmask', 'setState', 'correct'] : ['unmask'],
  }
}
