import { z } from 'zod'
import { defineContract } from '../contract'
import { limits } from '../limits'
import { day, id, idParams, instant, phone, text } from '../schemas'
import { homeLinkKinds } from '../users/homeLinks'
import { personStates } from './register'
import { personView } from './register.contract'

const serving = ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader'] as const
const readers = [...serving, 'streetOfficer', 'districtOfficer', 'administrator'] as const

/** One line of the history of a person's state; lines are added, never changed. */
const personStateEntry = z.object({
  id,
  at: instant,
  from: z.enum(personStates),
  to: z.enum(personStates),
  byName: z.string(),
  /** The evidence, for whoever may set the state; absent for others. */
  note: z.string().optional(),
  photoId: id.optional(),
})

/** Work that is open for a person; no words of theirs. */
const personWork = z.object({
  id,
  kind: z.enum(['need']),
  label: z.string(),
  since: instant,
})
export type PersonWork = z.output<typeof personWork>

const correctedFields = ['name', 'phone', 'birthDate', 'home', 'merged'] as const
export type CorrectedField = (typeof correctedFields)[number]

/** What staff set right by hand; what stood there before and the reason are for whoever may set it right. */
const personCorrection = z.object({
  id,
  at: instant,
  byName: z.string(),
  fields: z.array(z.enum(correctedFields)),
  reason: z.string().optional(),
  /** 「手机号：199****0001 → 199****0002」. */
  changes: z.array(z.string()).optional(),
})

const personRecord = z.object({
  ...personView.shape,
  /** Of what can be corrected: another one means that somebody has changed it meanwhile. */
  version: z.string(),
  /** The latest, the newest first. */
  corrections: z.array(personCorrection),
  states: z.array(personStateEntry),
  /** What is open and needs somebody to decide about it when the person is gone. */
  openWork: z.array(personWork),
  /** A merge with another record waits for a colleague, or is being done. */
  mergeId: id.optional(),
  /** What the caller may do here. */
  actions: z.array(z.enum(['unmask', 'setState', 'correct'])),
})
export type PersonRecord = z.output<typeof personRecord>

/** One person, masked. With rank only, the record is opened with a reason first (`openRecord`). */
export const getPerson = defineContract({
  method: 'get',
  path: '/api/register/people/:id',
  summary: '一位居民的登记信息',
  access: readers,
  params: idParams,
  response: personRecord,
  success: 200,
  errors: ['record.not_found', 'access.reason_required'],
})

export const unmaskPerson = defineContract({
  method: 'post',
  path: '/api/register/people/:id/unmask',
  summary: '写明原因，查看姓名、手机号和生日',
  access: readers,
  params: idParams,
  body: z.strictObject({ reason: text(limits.reasonText, 4) }),
  response: z.object({ name: z.string(), phone: z.string().optional(), birthDate: z.string().optional() }),
  success: 200,
  errors: ['record.not_found'],
  perMinute: 20,
})

/** Sets how a person is. From then on no automatic message goes to whoever died or moved away. */
export const setPersonState = defineContract({
  method: 'post',
  path: '/api/register/people/:id/state',
  summary: '写明依据，登记居民的状态（在住、迁出、去世、住院、外出）',
  access: ['secretary', 'communityWorker'],
  params: idParams,
  body: z.strictObject({
    /** The state the caller saw; another one meanwhile is a conflict. */
    from: z.enum(personStates),
    to: z.enum(personStates),
    note: text(limits.reasonText, 4),
    photoId: id.optional(),
  }),
  response: personRecord,
  success: 200,
  errors: ['record.not_found', 'person.state_changed', 'person.state_same', 'media.not_usable'],
})

/** Whoever comes to the counter and is in no sheet. Somebody who is there already gets the home besides. */
export const addPerson = defineContract({
  method: 'post',
  path: '/api/register/people',
  summary: '登记一位居民：姓名、住址，生日或手机号',
  access: ['secretary', 'communityWorker'],
  body: z
    .strictObject({
      homeId: id,
      kind: z.enum(homeLinkKinds),
      name: text(limits.nameText),
      phone: phone.optional(),
      birthDate: day.optional(),
      /** The home has somebody of this name who may be the same, and whoever asks says that it is another. */
      isAnother: z.boolean().optional(),
    })
    .refine(({ phone: number, birthDate }) => number !== undefined || birthDate !== undefined, {
      path: ['birthDate'],
      message: '请写生日或手机号，同名的人才分得清',
    }),
  response: personRecord,
  success: 201,
  errors: ['record.not_found', 'person.gone', 'person.namesake'],
})

/**
 * Sets right what the register has of a person. Absent: as it is. A number that somebody else has too is taken only
 * when the caller says that they share it; two records of one person are never made.
 */
export const correctPerson = defineContract({
  method: 'post',
  path: '/api/register/people/:id/corrections',
  summary: '写明原因，改正居民的姓名、手机号、生日或住址',
  access: ['secretary', 'communityWorker'],
  params: idParams,
  body: z.strictObject({
    version: z.string().max(64),
    reason: text(limits.reasonText, 4),
    name: text(limits.nameText).optional(),
    /** `null`: there is none any more. */
    phone: phone.nullable().optional(),
    birthDate: day.optional(),
    /** Lives there, or belongs to it, from now on. */
    home: z.strictObject({ homeId: id, kind: z.enum(homeLinkKinds) }).optional(),
    /** Belongs to it no more. */
    endedHomeId: id.optional(),
    isPhoneShared: z.boolean().default(false),
  }),
  response: personRecord,
  success: 201,
  errors: [
    'record.not_found',
    'person.corrected_meanwhile',
    'person.nothing_to_correct',
    'person.phone_known',
    'person.already_registered',
  ],
})

export const personContracts = { getPerson, unmaskPerson, setPersonState, addPerson, correctPerson }
