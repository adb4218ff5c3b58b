import { elderLimits, type CapacityState } from '@linli/shared/elders/elder'
import type { Diet, ElderCare, ElderMeans, EmergencyContact } from '@linli/shared/elders/elder.contract'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { inTransaction } from '../../lib/inTransaction'
import type { PersonMove } from '../register/person.hooks'
import { Person, type PersonDocument } from '../register/person.model'
import { Elder, type ElderRecord } from './elder.model'
import { ensureElderRecord, findElderRecord, isHealthKept, openElder, sealElderField } from './elder.record'

/** The more careful word counts: who must not decide alone on one record must not by the other. */
const byCare: readonly CapacityState[] = ['clear', 'doubted', 'guardianOnly']
const graver = (one: CapacityState, other: CapacityState): CapacityState =>
  byCare.indexOf(one) >= byCare.indexOf(other) ? one : other

const joinWords = (...lists: (readonly string[] | undefined)[]): string[] =>
  [...new Set(lists.flatMap((list) => list ?? []))].slice(0, elderLimits.dietWords)

/** An allergy that one record knows is never lost. */
function joinDiets(own: Diet | undefined, gone: Diet | undefined): Diet | undefined {
  if (!own || !gone) return own ?? gone
  return {
    allergies: joinWords(own.allergies, gone.allergies),
    dislikes: joinWords(own.dislikes, gone.dislikes),
    isDiabetic: own.isDiabetic || gone.isDiabetic,
    needsSoftFood: own.needsSoftFood || gone.needsSoftFood,
    isHalal: own.isHalal || gone.isHalal,
  }
}

function joinCare(own: ElderCare | undefined, gone: ElderCare | undefined): ElderCare | undefined {
  if (!own || !gone) return own ?? gone
  const later = (gone.assessedOn ?? '') > (own.assessedOn ?? '') ? gone : own
  const diet = joinDiets(own.diet, gone.diet)
  return { ...gone, ...own, ...later, ...(diet ? { diet } : {}) }
}

const joinMeans = (own: ElderMeans | undefined, gone: ElderMeans | undefined): ElderMeans | undefined =>
  own && gone
    ? { ...gone, ...own, entitlements: [...new Set([...own.entitlements, ...gone.entitlements])] }
    : (own ?? gone)

/** Her own first, in their order; one number once. */
function joinContacts(
  own: readonly EmergencyContact[],
  gone: readonly EmergencyContact[],
): EmergencyContact[] {
  const byPhone = new Map([...gone, ...own].map((contact) => [contact.phone, contact]))
  const phones = new Set([...own, ...gone].map(({ phone }) => phone))
  return [...phones].flatMap((phone) => byPhone.get(phone) ?? []).slice(0, elderLimits.contacts)
}

const inOrder = <T extends { at: Date }>(...lists: readonly T[][]): T[] =>
  lists.flat().sort((a, b) => +a.at - +b.at)

/** An agreement counts against what she took back before it: the last one she gave. */
const laterOf = <T extends { at: Date }>(one: T | undefined, other: T | undefined): T | undefined =>
  one && other ? (one.at < other.at ? other : one) : (one ?? other)

async function joinSealed(kept: ElderRecord, gone: ElderRecord, deps: Deps): Promise<Partial<ElderRecord>> {
  const [own, other] = [openElder(kept, deps), openElder(gone, deps)]
  const care = joinCare(own.care, (await isHealthKept(gone)) ? other.care : undefined)
  const means = joinMeans(own.means, other.means)
  const contacts = joinContacts(own.contacts, other.contacts)
  const seal = (field: 'care' | 'means' | 'contacts', value: object) =>
    sealElderField(kept._id, field, value, deps)
  return {
    ...(care ? { care: seal('care', care) } : {}),
    ...(means ? { means: seal('means', means) } : {}),
    ...(contacts.length > 0 ? { contacts: seal('contacts', contacts) } : {}),
  }
}

async function join(kept: ElderRecord, gone: ElderRecord, deps: Deps): Promise<Partial<ElderRecord>> {
  const livesAlone = kept.livesAlone ?? gone.livesAlone
  const healthConsent = laterOf(kept.healthConsent, gone.healthConsent)
  const primaryBondId = kept.primaryBondId ?? gone.primaryBondId
  const outbox = [...kept.outbox, ...gone.outbox]
  return {
    ...(await joinSealed(kept, gone, deps)),
    ...(livesAlone === undefined ? {} : { livesAlone }),
    ...(healthConsent ? { healthConsent } : {}),
    ...(primaryBondId ? { primaryBondId } : {}),
    capacity: graver(kept.capacity, gone.capacity),
    capacityLog: inOrder(kept.capacityLog, gone.capacityLog),
    changes: inOrder(kept.changes, gone.changes),
    ...(outbox.length > 0 ? { outbox, hasOutbox: true } : {}),
    version: kept.version + 1,
  }
}

/** What is known of an elder on two records becomes one profile; what only one of them says holds. */
export async function mergeElders({ from, into, note }: PersonMove, deps: Deps): Promise<void> {
  const gone = await findElderRecord(from)
  const person = gone && (await Person.findOne({ _id: into }).lean<PersonDocument>())
  if (!gone || !person) return
  await ensureElderRecord(person)
  const kept = await findElderRecord(into)
  if (!kept) throw new AppError('request.retry')
  const joined = await join(kept, gone, deps)
  const areKnown = [kept, gone].every(({ version }) => version > 0)
  if (areKnown && kept.capacity !== gone.capacity)
    await note('能不能自己拿主意，两条登记写的不一样，按更谨慎的一条办。请看看对不对。')
  await inTransaction(async (session) => {
    const written = await Elder.updateOne({ _id: into, version: kept.version }, { $set: joined }, { session })
    const removed = await Elder.deleteOne({ _id: from, version: gone.version }, { session })
    if (written.modifiedCount + removed.deletedCount < 2) throw new AppError('request.retry')
  })
}
