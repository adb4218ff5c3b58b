import { isGone } from '@linli/shared/register/register'
import { isEligible, type Programme } from '@linli/shared/programmes/programme'
import { elderAge } from '@linli/shared/elders/elder'
import { toShanghaiDay } from '@linli/shared/time'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { toPlace } from '../../lib/placeFields'
import { Area } from '../areas/area.model'
import { insertMissing } from '../messages/insertMissing'
import { Person, type PersonDocument } from '../register/person.model'
import { openCircumstances, readElders } from './circumstances'
import { Entitlement, type EntitlementRecord } from './entitlement.model'
import type { ProgrammeRecord } from './programme.model'
import { readProgrammes } from './programme.service'

const batchSize = 500

/** In which year those were born at the latest who are old enough on a day. */
const lastYearOf = (day: string): number => Number(day.slice(0, 4)) - elderAge

/** People of a community who are old enough, page by page in the order of their years. */
async function* readPeople(community: string, day: string): AsyncGenerator<PersonDocument[]> {
  let page: PersonDocument[] = []
  const people = Person.find({ community, birthYear: { $lt: lastYearOf(day) + 1 } })
    .lean<PersonDocument[]>()
    .cursor({ batchSize }) as AsyncIterable<PersonDocument>
  for await (const person of people) {
    if (!isGone(person.state)) page.push(person)
    if (page.length < batchSize) continue
    yield page
    page = []
  }
  yield page
}

function makeFound(person: PersonDocument, programme: Programme, now: Date) {
  return {
    _id: new Types.ObjectId(),
    version: 1,
    key: `${person._id.toString()}:${programme.code}`,
    personId: person._id,
    code: programme.code,
    programmeName: programme.name,
    state: 'found' as const,
    isLapsed: false,
    since: now,
    history: [],
    ...toPlace(person),
    outbox: [],
    createdAt: now,
    updatedAt: now,
  }
}

type Known = Pick<EntitlementRecord, '_id' | 'key' | 'state' | 'isLapsed' | 'history'>

/**
 * What is no longer so: nobody is offered it any more, and what pays already is looked at by a person. What was refused
 * or ended stays so while nothing changes; once it did not hold and holds again, it is another matter, and found anew.
 */
async function followFacts(
  { _id, state, isLapsed, history }: Known,
  holds: boolean,
  now: Date,
): Promise<void> {
  if (isLapsed !== holds && state !== 'found') return
  if (state === 'approved' || (state !== 'found' && !holds))
    await Entitlement.updateOne({ _id, state }, { $set: { isLapsed: !holds } })
  else if (state !== 'found')
    await Entitlement.updateOne(
      { _id, state },
      { $set: { state: 'found', isLapsed: false, since: now }, $inc: { version: 1 } },
    )
  else if (!holds && history.length === 0) await Entitlement.deleteOne({ _id, state })
  else if (!holds)
    await Entitlement.updateOne(
      { _id, state },
      { $set: { state: 'ended', isLapsed: true }, $inc: { version: 1 } },
    )
}

async function markLapsed(
  people: readonly PersonDocument[],
  eligible: ReadonlySet<string>,
  now: Date,
): Promise<void> {
  const known = await Entitlement.find(
    { personId: { $in: people.map(({ _id }) => _id) } },
    { key: 1, state: 1, isLapsed: 1, history: { $slice: -1 } },
  ).lean<Known[]>()
  for (const each of known) await followFacts(each, eligible.has(each.key), now)
}

async function lookAt(
  people: readonly PersonDocument[],
  programmes: readonly ProgrammeRecord[],
  deps: Pick<Deps, 'clock' | 'crypto'>,
): Promise<number> {
  const now = deps.clock.now()
  const day = toShanghaiDay(now)
  const elders = await readElders(people)
  const found = people.flatMap((person) => {
    const circumstances = openCircumstances(person, elders.get(person._id.toString()), day, deps)
    if (!circumstances) return []
    return programmes
      .filter((programme) => isEligible(programme, circumstances))
      .map((programme) => makeFound(person, programme, now))
  })
  await markLapsed(people, new Set(found.map(({ key }) => key)), now)
  const isNew = await insertMissing(Entitlement, found)
  return isNew.filter(Boolean).length
}

/**
 * What was set right of one person counts at once: who is younger than was written down is looked at by no night any more,
 * and what pays would go on.
 */
export async function lookAtPerson(personId: string, deps: Pick<Deps, 'clock' | 'crypto'>): Promise<void> {
  const person = await Person.findOne({ _id: personId }).lean<PersonDocument>()
  if (!person || isGone(person.state)) return
  const isElder = (person.birthYear ?? Infinity) <= lastYearOf(toShanghaiDay(deps.clock.now()))
  const programmes = isElder ? [...(await readProgrammes(toPlace(person))).values()] : []
  await lookAt([person], programmes, deps)
}

/**
 * Looks through the register for those who should have a programme and do not: nobody has to ask (应享未享).
 * @returns how many were found that were not known.
 */
export async function findEntitlements(deps: Deps, signal?: AbortSignal): Promise<number> {
  const day = toShanghaiDay(deps.clock.now())
  const communities = await Area.find({ level: 'community' }, { code: 1, district: 1, street: 1 }).lean()
  let found = 0
  for (const { code } of communities) {
    const programmes = [...(await readProgrammes(placeOfCommunity(code))).values()]
    if (programmes.length === 0) continue
    for await (const people of readPeople(code, day)) {
      if (signal?.aborted) return found
      if (people.length > 0) found += await lookAt(people, programmes, deps)
      await giveWay()
    }
  }
  return found
}

const placeOfCommunity = (community: string) => ({
  district: community.slice(0, 6),
  street: community.slice(0, 9),
  community,
})

/** At three in the morning, once over all servers. */
export const entitlementJob: JobDefinition = {
  name: 'findEntitlements',
  cron: '10 3 * * *',
  run: async (deps, signal) => {
    await findEntitlements(deps, signal)
  },
}
