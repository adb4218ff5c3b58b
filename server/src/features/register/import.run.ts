import { randomUUID } from 'node:crypto'
import { placeOf } from '@linli/shared/areas/areas'
import type { ImportKind } from '@linli/shared/register/register'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { fieldAad } from '../../lib/fieldCrypto'
import { applyPlan, type Applied } from './import.apply'
import type { ImportRow } from './import.columns'
import { touchRouting } from '../routing/routing.stamp'
import { kickOutbox } from '../messages/outbox'
import { unlockArea } from './import.lock'
import { ImportChunk, RegisterImport, type RegisterImportDocument } from './import.models'
import type { Plan, PlanContext } from './import.plan'
import { planHomes } from './import.planHomes'
import { planPeople } from './import.planPeople'
import { planBuildings, planEstates, planGrids } from './import.planPlaces'
import { planUnits } from './import.planUnits'
import { Person } from './person.model'

/** Renewed after each chunk; a process that died is taken over after this. */
const leaseMilliseconds = 60_000
/** How often a plan is made anew because somebody else wrote the same record meanwhile. */
const maxPlans = 3
/** Lines of the report of one import. */
const mostKept = 5000

const planners: Record<ImportKind, (rows: readonly ImportRow[], context: PlanContext) => Promise<Plan>> = {
  units: planUnits,
  grids: planGrids,
  estates: planEstates,
  buildings: planBuildings,
  homes: planHomes,
  people: planPeople,
}

/** Another process works on it, or it is over. */
class LeaseLost extends Error {}

interface Run {
  job: RegisterImportDocument
  owner: string
  deps: Deps
}

const toLease = (owner: string, deps: Deps) => ({
  owner,
  until: new Date(deps.clock.now().getTime() + leaseMilliseconds),
})

async function takeLease(importId: Types.ObjectId, deps: Deps): Promise<Run | undefined> {
  const owner = randomUUID()
  const now = deps.clock.now()
  const free = [{ lease: { $exists: false } }, { 'lease.until': { $lte: now } }]
  const { modifiedCount } = await RegisterImport.updateOne(
    { _id: importId, isActive: true, $or: free },
    { $set: { lease: toLease(owner, deps) } },
  )
  if (modifiedCount === 0) return undefined
  const job = await RegisterImport.findOne({ _id: importId }).lean<RegisterImportDocument>()
  return job ? { job, owner, deps } : undefined
}

/** Writes progress and renews the lease in one; stops the run when the lease is gone. */
async function update({ job, owner, deps }: Run, fields: Partial<RegisterImportDocument>): Promise<void> {
  const lease = fields.isActive === false ? {} : { lease: toLease(owner, deps) }
  const { matchedCount } = await RegisterImport.updateOne(
    { _id: job._id, 'lease.owner': owner },
    { $set: { ...fields, ...lease } },
  )
  if (matchedCount === 0) throw new LeaseLost()
  Object.assign(job, fields)
  deps.publish({
    name: 'import.changed',
    rooms: [`user:${job.createdBy.toString()}`],
    data: { id: job._id.toString(), done: job.rowsChecked + job.rowsWritten, total: 2 * job.rows },
  })
}

async function readRows({ job, deps }: Run): Promise<ImportRow[]> {
  const chunks = await ImportChunk.find({ importId: job._id }).sort({ index: 1 }).lean()
  return chunks.flatMap(({ index, rows }) => {
    const aad = fieldAad('importchunks', job._id, String(index))
    return JSON.parse(deps.crypto.decrypt(rows, aad)) as ImportRow[]
  })
}

const finish = async (run: Run, fields: Partial<RegisterImportDocument>): Promise<void> => {
  await update(run, { ...fields, isActive: false, finishedAt: run.deps.clock.now() })
  await ImportChunk.deleteMany({ importId: run.job._id })
  await unlockArea(run.job.area, run.job._id)
}

function makePlan(run: Run, rows: readonly ImportRow[]): Promise<Plan> {
  const { job, deps } = run
  const report = (done: number): Promise<void> => update(run, { rowsChecked: done })
  return planners[job.kind](rows, { area: job.area, place: placeOf(job.area), asOf: job.asOf, deps, report })
}

async function writePlan(run: Run, plan: Plan): Promise<Applied> {
  const { job, deps } = run
  const before = { added: job.added, updated: job.updated }
  const total = plan.steps.reduce((sum, { changes }) => sum + changes.length, 0)
  return applyPlan(plan.steps, deps.clock.now(), ({ done, added, updated }) =>
    update(run, {
      rowsWritten: Math.floor((done / total) * job.rows),
      added: before.added + added,
      updated: before.updated + updated,
    }),
  )
}

/** True when the plan is carried out; false when it must wait for a person. */
async function writeAll(run: Run, rows: readonly ImportRow[]): Promise<boolean> {
  for (let made = 1; made <= maxPlans; made++) {
    const plan = await makePlan(run, rows)
    if (plan.problems.length > 0) {
      await update(run, { problems: plan.problems })
      return false
    }
    await update(run, { state: 'applying', problems: [], kept: (plan.kept ?? []).slice(0, mostKept) })
    const { hasCollisions } = await writePlan(run, plan)
    if (!hasCollisions) return true
  }
  return false
}

async function carryOut(run: Run): Promise<void> {
  const isWritten = await writeAll(run, await readRows(run))
  if (isWritten) {
    kickOutbox(Person)
    await touchRouting(run.job.area) // units, estates and grids of the sheet count from now on
    await finish(run, { state: 'done', rowsWritten: run.job.rows })
  }
  // Once writing has begun the sheet is never given up: it goes on when the problem is gone, a name changed back.
  else if (run.job.state === 'checking') await finish(run, { state: 'refused' })
}

/**
 * Checks every row of a sheet, then writes all of them or none. The rows are kept until the end, so a run that dies
 * goes on: what it wrote is found by its natural key and left alone, the rest is written. Writing has only begun
 * once every row was right, so it always ends with the whole sheet.
 */
export async function runImport(importId: Types.ObjectId, deps: Deps): Promise<void> {
  const run = await takeLease(importId, deps)
  if (!run) return
  try {
    await carryOut(run)
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error
  }
}

/** Goes on with every import whose process died; called at start and every minute. */
export async function resumeImports(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const open = await RegisterImport.find({ isActive: true }, { _id: 1, lease: 1 }).lean()
  const stale = open.filter(({ lease }) => !lease || lease.until <= now)
  for (const { _id } of stale) await runImport(_id, deps)
  return stale.length
}
