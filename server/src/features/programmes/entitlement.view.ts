import { availableEntitlementActions } from '@linli/shared/programmes/entitlement.state'
import type { EntitlementView } from '@linli/shared/programmes/programme.contract'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Area } from '../areas/area.model'
import { openPerson } from '../register/person.crypto'
import { Person, type PersonDocument } from '../register/person.model'
import { isOwnMatter, type Actor } from '../users/actor'
import { openCircumstances, readElders } from './circumstances'
import type { EntitlementRecord } from './entitlement.model'
import { readProgrammes } from './programme.service'
import { describeCircumstances } from './programme.words'

/** Rows for the official who decides: each person's name and only those facts that the programme asks for. */
export async function viewEntitlements(
  rows: readonly EntitlementRecord[],
  actor: Actor,
  deps: Deps,
): Promise<EntitlementView[]> {
  const people = await Person.find({ _id: { $in: rows.map(({ personId }) => personId) } }).lean<
    PersonDocument[]
  >()
  const elders = await readElders(people)
  const day = toShanghaiDay(deps.clock.now())
  const known = new Map(people.map((person) => [person._id.toString(), person]))
  const places = new Map(rows.map((row) => [row.community ?? row.district, row]))
  const rules = new Map(
    await Promise.all([...places].map(async ([code, row]) => [code, await readProgrammes(row)] as const)),
  )
  const areas = await Area.find({ code: { $in: [...places.keys()] } }, { code: 1, name: 1 }).lean()
  const nameOf = new Map(areas.map(({ code, name }) => [code, name]))
  return rows.map((row) => {
    const person = known.get(row.personId.toString())
    const area = row.community ?? row.district
    const programme = rules.get(area)?.get(row.code)
    const facts = person && openCircumstances(person, elders.get(person._id.toString()), day, deps)
    const last = row.history.findLast(({ isOfDouble }) => isOfDouble !== true)
    return {
      id: row._id.toString(),
      version: row.version,
      state: row.state,
      programme: { code: row.code, name: programme?.name ?? row.programmeName },
      isCash: programme?.pays.kind === 'cash',
      personId: row.personId.toString(),
      personName: person ? openPerson(person, deps.crypto).name : '已经不在登记册',
      communityName: nameOf.get(area) ?? '',
      why: facts && programme ? describeCircumstances(programme, facts) : '登记的情况有变化，请核实。',
      isLapsed: row.isLapsed,
      since: row.since.toISOString(),
      ...(last ? { decided: { at: last.at.toISOString(), by: last.byName, reason: last.reason } } : {}),
      actions: isOwnMatter(actor, row.personId) ? [] : availableEntitlementActions(row.state),
    }
  })
}
