import { sosRungs } from '@linli/shared/safety/sos'
import { sosStepTransitions, type SosStep } from '@linli/shared/safety/sos.state'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { JobDefinition } from '../../jobs/job'
import { createSignal } from '../../lib/signal'
import { Person } from '../register/person.model'
import { findRungPeople, toCalledContacts } from './ladder'
import {
  applySosChange,
  findLongestWait,
  findNextCall,
  findNextReminder,
  makeSosEntry,
  systemAuthor,
  type SosChange,
} from './sos.change'
import { SosCase, type SosAttempt, type SosRecord } from './sos.model'
import { createStallWatch } from './stallWatch'

/** Someone pressed, in this process: the first people are called at once. */
export const sosRaised = createSignal()

/** Calls the next rung that has somebody; the empty ones before it are recorded as empty. */
async function makeCall(sos: SosRecord, deps: Deps): Promise<SosChange> {
  const now = deps.clock.now()
  const attempts: Omit<SosAttempt, 'callId'>[] = []
  const dutyIds: Types.ObjectId[] = []
  let place = sos.rung
  for (; place < sosRungs.length; place += 1) {
    const rung = sosRungs[place]
    if (rung === undefined) break
    const found = await findRungPeople(sos, rung, sos.round, deps)
    // Whoever pressed knows already.
    const people = found.people.filter(({ userId }) => userId !== sos.createdBy.toString())
    attempts.push({
      id: new Types.ObjectId().toString(),
      ...{ at: now, rung, round: sos.round },
      people: people.map(({ userId, name }) => ({ userId: new Types.ObjectId(userId), name })),
      contacts: toCalledContacts(found.contacts, deps),
    })
    if (rung === 'duty') dutyIds.push(...people.map(({ userId }) => new Types.ObjectId(userId)))
    if (people.length > 0 || found.contacts.length > 0) break
  }
  const isRoundOver = place >= sosRungs.length - 1
  return {
    to: sos.state,
    attempts,
    dutyIds,
    set: {
      rung: isRoundOver ? 0 : place + 1,
      round: isRoundOver ? sos.round + 1 : sos.round,
      nextAt: findNextCall(sos.state, isRoundOver, sos.round, now),
    },
  }
}

const dueSteps = {
  raised: 'call',
  cancelledByCaller: 'call',
  acknowledged: 'noArrival',
  attended: 'remind',
} as const

/** Whether the person has died since: then everything stops in silence. */
const isDead = async ({ personId }: SosRecord): Promise<boolean> =>
  personId !== undefined && (await Person.exists({ _id: personId, state: 'deceased' })) !== null

async function planStep(sos: SosRecord, deps: Deps): Promise<[SosStep, SosChange] | undefined> {
  if (sos.state === 'closed') return undefined
  if (await isDead(sos))
    return ['personGone', { to: 'closed', isSilent: true, set: { closedAt: deps.clock.now() } }]
  const step = dueSteps[sos.state]
  if (step === 'call') return [step, await makeCall(sos, deps)]
  const to = sosStepTransitions[sos.state][step]
  if (to === undefined) return undefined
  // Whoever was on the way did not come: from the first rung again.
  if (to === 'raised') return [step, { to, unset: ['helper'], set: { rung: 0 } }]
  return [step, { to, set: { nextAt: findNextReminder(sos, deps.clock.now()) } }]
}

/** Takes the step that is due. @returns whether this server took it; of several servers one does. */
async function takeSosStep(sos: SosRecord, deps: Deps): Promise<boolean> {
  const planned = await planStep(sos, deps)
  if (!planned) return false
  const [step, change] = planned
  const entry = makeSosEntry(sos, step, change.to, systemAuthor, { at: deps.clock.now() })
  return (await applySosChange(sos, change, entry, deps)) !== undefined
}

const batchSize = 200
const ownWatch = createStallWatch<SosRecord>(findLongestWait)

/**
 * The one recurring sweep of the ladders: what is due follows from the record alone, so that a restart goes on where it
 * stopped, late steps are taken then, and none is taken twice. One whose clock was put back meanwhile goes on as well.
 */
export async function sweepSos(deps: Deps, signal?: AbortSignal, watch = ownWatch): Promise<number> {
  const now = deps.clock.now()
  const read = (nextAt: object) =>
    SosCase.find({ nextAt }).sort({ nextAt: 1 }).limit(batchSize).lean<SosRecord[]>()
  const due = [...(await read({ $lte: now })), ...watch(await read({ $gt: now }))]
  let taken = 0
  for (const sos of due) {
    if (signal?.aborted) return taken
    try {
      if (await takeSosStep(sos, deps)) taken += 1
    } catch (error) {
      deps.logger.error({ err: error, sos: sos._id.toString() }, 'a step of the ladder failed')
    }
  }
  return taken
}

/** Every second in every server, and at once after a press. */
export const sosSweepJob: JobDefinition = {
  name: 'sweepSos',
  everySeconds: 1,
  wakeOn: sosRaised.listen,
  run: async (deps, signal) => {
    await sweepSos(deps, signal)
  },
}

/** A death recorded while a ladder runs ends it, without a word to anyone. */
export async function endSosOfPerson(personId: string, deps: Deps): Promise<void> {
  const open = await SosCase.find({ personId, open: true }).limit(20).lean<SosRecord[]>()
  for (const sos of open) await takeSosStep(sos, deps)
}
