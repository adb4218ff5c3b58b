import type { Circumstances } from '@linli/shared/programmes/programme'
import { ageOn } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Elder, type ElderRecord } from '../elders/elder.model'
import { openElder } from '../elders/elder.record'
import { openPerson } from '../register/person.crypto'
import type { PersonDocument } from '../register/person.model'

/** What decides about programmes, opened for this computation only; people whose age is not known have none. */
export function openCircumstances(
  person: PersonDocument,
  elder: ElderRecord | undefined,
  day: string,
  deps: Pick<Deps, 'crypto'>,
): Circumstances | undefined {
  const { birthDate } = openPerson(person, deps.crypto)
  if (birthDate === undefined) return undefined
  const { care, means } = openElder(elder, deps)
  return {
    age: ageOn(birthDate, day),
    grade: care?.abilityGrade,
    income: means?.incomeClass,
    entitlements: means?.entitlements ?? [],
    hukou: means?.hukou,
    livesAlone: elder?.livesAlone === true,
  }
}

/** The profiles of these people in one query. */
export async function readElders(
  people: readonly Pick<PersonDocument, '_id'>[],
): Promise<Map<string, ElderRecord>> {
  const rows = await Elder.find({ _id: { $in: people.map(({ _id }) => _id) } }).lean<ElderRecord[]>()
  return new Map(rows.map((row) => [row._id.toString(), row]))
}
