import type { Place } from '@linli/shared/areas/areas'
import { bondRelationNames } from '@linli/shared/families/bond'
import { sosRules, type SosRung } from '@linli/shared/safety/sos'
import { toShanghaiDay } from '@linli/shared/time'
import { roleNames } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { findElderRecord, openElder } from '../elders/elder.record'
import { isInForce } from '../families/bond.access'
import { FamilyBond, type BondRecord } from '../families/bond.model'
import type { Actor } from '../users/actor'
import { listPostPeople } from '../users/postPeople.service'
import { findOnDuty } from './duty.service'
import { readUserNames, readUserPhone } from './people'

/** Whom a ladder is about, and where. */
export interface LadderTarget extends Place {
  personId?: Types.ObjectId | undefined
}

interface RungPerson {
  userId: string
  name: string
}

/** Who stands on a rung: accounts, and people of the register's list who have only a telephone. */
export interface RungPeople {
  people: RungPerson[]
  contacts: { name: string; phone: string }[]
}

const maxBonds = 20

/** The bonds in force for a person, the primary one first. Reads the database: an ended bond counts at once. */
export async function listFamilyBonds(personId: Types.ObjectId, now: Date): Promise<BondRecord[]> {
  const bonds = await FamilyBond.find({ personId, state: 'active' })
    .sort({ _id: 1 })
    .limit(maxBonds)
    .lean<BondRecord[]>()
  const day = toShanghaiDay(now)
  const inForce = bonds.filter((bond) => isInForce(bond, day))
  const primary = (await findElderRecord(personId))?.primaryBondId
  const first = inForce.find(({ _id }) => primary != null && _id.equals(primary)) ?? inForce[0]
  return first ? [first, ...inForce.filter((bond) => bond !== first)] : []
}

/** The accounts of those who are family now; of whom the register does not know, nobody's. */
export const listFamilyIds = async (personId: Types.ObjectId | undefined, now: Date): Promise<string[]> =>
  personId ? (await listFamilyBonds(personId, now)).map(({ proxyUserId }) => proxyUserId.toString()) : []

export const nameFamily = ({ relation, proxyName }: Pick<BondRecord, 'relation' | 'proxyName'>): string =>
  `${bondRelationNames[relation]} ${proxyName}`

/** Whom to call besides, as the register has it. */
async function readContacts(
  personId: Types.ObjectId | undefined,
  deps: Pick<Deps, 'crypto'>,
): Promise<{ name: string; relation: string; phone: string }[]> {
  return personId ? openElder(await findElderRecord(personId), deps).contacts : []
}

/** A contact as a call keeps her: which one of the list she was is known by her number, whatever the list is later. */
export interface CalledContact {
  name: string
  /** Blind index of the telephone; absent where an earlier release called. */
  key?: string
}

export const toCalledContacts = (
  contacts: RungPeople['contacts'],
  { crypto }: Pick<Deps, 'crypto'>,
): CalledContact[] => contacts.map(({ name, phone }) => ({ name, key: crypto.blindIndex(phone, 'phone') }))

const nameContact = ({ relation, name }: { relation: string; name: string }): string => `${relation} ${name}`

/** The telephones of those who were called, in their order; undefined for whoever has left the list since. */
export async function readPhonesOf(
  called: readonly CalledContact[],
  personId: Types.ObjectId | undefined,
  deps: Pick<Deps, 'crypto'>,
): Promise<(string | undefined)[]> {
  const listed = await readContacts(personId, deps)
  return called.map(({ name, key }) => {
    const isSame = (contact: (typeof listed)[number]): boolean =>
      key === undefined
        ? nameContact(contact) === name
        : deps.crypto.blindIndex(contact.phone, 'phone') === key
    return listed.find(isSame)?.phone
  })
}

/** Those whom a reader may ring up: not the reader. */
export async function readContactsFor(
  { userId }: Pick<Actor, 'userId'>,
  personId: Types.ObjectId | undefined,
  deps: Pick<Deps, 'crypto'>,
): Promise<{ name: string; relation: string; phone: string }[]> {
  const [contacts, own] = await Promise.all([readContacts(personId, deps), readUserPhone(userId, deps)])
  return contacts.filter(({ phone }) => phone !== own)
}

async function nameStaff(ids: readonly string[], title: string, deps: Deps): Promise<RungPerson[]> {
  const names = await readUserNames(ids, deps)
  return ids.map((userId) => ({ userId, name: `${title} ${names.get(userId) ?? ''}`.trim() }))
}

const listAt = async (
  kind: 'building' | 'grid' | 'triage',
  code: string | undefined,
  now: Date,
): Promise<string[]> => (code === undefined ? [] : listPostPeople(`${kind}:${code}`, now))

/** The grid worker on duty; where a grid has none, or none is known, the community's desk. */
async function findGridPeople({ grid, community }: Place, now: Date, deps: Deps): Promise<RungPerson[]> {
  const workers = await listAt('grid', grid, now)
  return workers.length > 0
    ? nameStaff(workers, roleNames.gridWorker, deps)
    : nameStaff(await listAt('triage', community, now), '社区', deps)
}

/**
 * The street's duty, later with its deputies; where there is nobody at all, the district's desk, which is called besides
 * once the quick rounds have brought no answer.
 */
async function findDutyPeople(place: Place, round: number, now: Date, deps: Deps): Promise<RungPerson[]> {
  const duty = place.street === undefined ? undefined : await findOnDuty(place.street, now)
  const found = duty ? [...duty.first, ...(round > 1 ? duty.behind : [])] : []
  const street = await nameStaff(found, '街道值班', deps)
  if (street.length > 0 && round <= sosRules.quickRounds) return street
  const desk = (await listAt('triage', place.district, now)).filter((id) => !found.includes(id))
  return [...street, ...(await nameStaff(desk, '区受理台', deps))]
}

async function findFamily(target: LadderTarget, isPrimary: boolean, deps: Deps): Promise<RungPeople> {
  if (!target.personId) return { people: [], contacts: [] }
  const bonds = await listFamilyBonds(target.personId, deps.clock.now())
  const chosen = isPrimary ? bonds.slice(0, 1) : bonds.slice(1)
  const people = chosen.map((bond) => ({ userId: bond.proxyUserId.toString(), name: nameFamily(bond) }))
  const contacts = isPrimary ? [] : await readContacts(target.personId, deps)
  return {
    people,
    contacts: contacts.map((contact) => ({ name: nameContact(contact), phone: contact.phone })),
  }
}

/** Who stands on one rung now. */
export async function findRungPeople(
  target: LadderTarget,
  rung: SosRung,
  round: number,
  deps: Deps,
): Promise<RungPeople> {
  const now = deps.clock.now()
  if (rung === 'primary' || rung === 'family') return findFamily(target, rung === 'primary', deps)
  if (rung === 'neighbour')
    return {
      people: await nameStaff(await listAt('building', target.building, now), roleNames.buildingLeader, deps),
      contacts: [],
    }
  const people =
    rung === 'grid' ? await findGridPeople(target, now, deps) : await findDutyPeople(target, round, now, deps)
  return { people, contacts: [] }
}
