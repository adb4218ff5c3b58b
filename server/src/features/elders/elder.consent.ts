import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { recordAudit } from '../audit/audit.service'
import { findPerson } from '../register/person.alias'
import { findPersonIdOf } from '../users/account.service'
import { registerConsent } from '../users/userHooks'
import { Elder, type ElderRecord } from './elder.model'
import { ensureElderRecord, findElderRecord, isHealthKept } from './elder.record'

/** Who changed a profile, where it was the elder herself. */
export const herself = '老人本人'

/** The profile that belongs to an account. */
export async function findOwnRecord(userId: string): Promise<ElderRecord | undefined> {
  const personId = await findPersonIdOf(userId)
  return personId === undefined ? undefined : findElderRecord(personId)
}

const toEntry = (userId: string, at: Date) => ({
  at,
  byUserId: new Types.ObjectId(userId),
  byName: herself,
})

async function recordChange(userId: string, { _id, district }: ElderRecord, deps: Deps): Promise<void> {
  const subject = { kind: 'person', id: _id.toString(), district }
  const parts = { parts: 'hasHealthConsent' }
  await recordAudit({ userId, displayName: herself }, 'elder.changed', subject, parts, deps)
}

/** One consent to keep health, whether staff wrote it down, or she gave it in her profile or her account. */
export function registerHealthConsent(): void {
  registerConsent({
    name: 'health',
    async read(userId) {
      const elder = await findOwnRecord(userId)
      const consent = elder?.healthConsent
      if (!consent || !(await isHealthKept(elder))) return undefined
      const { at, byName } = consent
      return { at, ...(byName === herself ? {} : { writtenByName: byName }) }
    },
    async give(userId, deps) {
      const personId = await findPersonIdOf(userId)
      const person = personId && (await findPerson(personId.toString()))
      if (!person || (await isHealthKept(await findElderRecord(person._id)))) return
      await ensureElderRecord(person)
      const who = toEntry(userId, deps.clock.now())
      const change = { ...who, parts: ['hasHealthConsent'] }
      await Elder.updateOne(
        { _id: person._id },
        { $set: { healthConsent: who }, $inc: { version: 1 }, $push: { changes: change } },
      )
      const elder = await findElderRecord(person._id)
      if (elder) await recordChange(userId, elder, deps)
    },
    async withdraw(userId, deps) {
      const elder = await findOwnRecord(userId)
      if (!elder || (elder.healthConsent === undefined && elder.care === undefined)) return
      const change = { ...toEntry(userId, deps.clock.now()), parts: ['hasHealthConsent'] }
      await Elder.updateOne(
        { _id: elder._id },
        { $unset: { care: 1, healthConsent: 1 }, $inc: { version: 1 }, $push: { changes: change } },
      )
      await recordChange(userId, elder, deps)
    },
  })
}
