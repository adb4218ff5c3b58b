import type { Circumstances } from '@linli/shared/programmes/programme'
import { ageOn } from '@linli/shared/time'
import type { Deps } from '../../deps'
import { Elder, type ElderRecord } from '../elders/elder.model'
import { filterHealthKept, openElder } from '../elders/elder.record'
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

/** The profiles of these people, without the health of those who took back that it is kept. */
export async function readElders(
  people: readonly Pick<PersonDocument, '_id'>[],
): Promise<Map<string, ElderRecord>> {
  const rows = await Elder.find({ _id: { $in: people.map(({ _id }) => _id) } }).lean<ElderRecord[]>()
  const kept = new Set(await filterHealthKept(rows))
  return new Map(
    rows.map((row): [string, ElderRecord] => {
      const { care, ...rest } = row
      return [row._id.toString(), kept.has(row) && care !== undefined ? { ...rest, care } : rest]
    }),
  )
}
