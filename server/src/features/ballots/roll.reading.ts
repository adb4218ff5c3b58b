import type { Electorate } from '@linli/shared/ballots/ballot'
import type { Types } from 'mongoose'
import type { PersonDocument } from '../register/person.model'
import type { RollGaps } from './ballot.model'

/** One vote to be cast, as the register has it: of a person, a household, or of those who own the same homes. */
export interface VoterGroup {
  voterKey: string
  personIds: Types.ObjectId[]
  area: number
  label?: string
  rooms: string[]
}

export interface Groups {
  groups: VoterGroup[]
  gaps: RollGaps
}

/** Whom is asked, and on which day people must be of age. */
export interface Asked {
  community: string
  estate?: string | undefined
  electorate: Electorate
  day: string
}

const byNumber = new Intl.Collator('zh-CN', { numeric: true })

/** As people walk: building 2 before building 10. */
export const sortByLabel = <T extends { label?: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => byNumber.compare(a.label ?? '', b.label ?? ''))

/** What a roll asks of a person. */
export type ReadPerson = Pick<PersonDocument, '_id' | 'state' | 'birthDate' | 'birthYear' | 'householdId'>
export const personFields = { state: 1, birthDate: 1, birthYear: 1, householdId: 1 } as const
