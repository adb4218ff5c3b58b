import type { startImport as StartImport } from '@linli/shared/register/register.contract'
import type { OutputOf } from '@linli/shared/contract'
import { importKindNames } from '@linli/shared/register/register'
import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { UploadedFile } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { fieldAad } from '../../lib/fieldCrypto'
import { findArea } from '../areas/area.service'
import { recordAudit } from '../audit/audit.service'
import type { Actor } from '../users/actor'
import { nameCells, type ImportRow } from './import.columns'
import { lockArea } from './import.lock'
import { ImportChunk, RegisterImport, type RegisterImportDocument } from './import.models'
import { runImport } from './import.run'
import { readSheet } from './import.sheet'
import { canImport } from './register.policy'

const rowsPerChunk = 500
const listed = 20

/** The rows at rest, encrypted, so that a restart can go on without the file. */
async function stageRows(importId: Types.ObjectId, rows: readonly ImportRow[], deps: Deps): Promise<void> {
  for (let start = 0, index = 0; start < rows.length; start += rowsPerChunk, index++) {
    const text = JSON.stringify(rows.slice(start, start + rowsPerChunk))
    const aad = fieldAad('importchunks', importId, String(index))
    await ImportChunk.create({ importId, index, rows: deps.crypto.encrypt(text, aad) })
  }
}

/**
 * Takes a sheet, answers at once, and goes on in this process; see `runImport`.
 * @throws AppError when the file cannot be read, the caller may not, or another import runs in the area.
 */
export async function startImport(
  actor: Actor,
  { kind, area, asOf }: OutputOf<typeof StartImport.body>,
  file: UploadedFile,
  deps: Deps,
): Promise<RegisterImportDocument> {
  const place = await findArea(area)
  assertThat(canImport(actor, kind, area, place), 'access.denied')
  const { header, lines } = await readSheet(file.bytes)
  const { rows, problems } = nameCells(kind, header, lines)
  const now = deps.clock.now()
  const isRefused = problems.length > 0
  const job = {
    _id: new Types.ObjectId(),
    kind,
    area,
    district: place.district,
    fileName: Array.from(file.name).slice(-100).join(''),
    state: isRefused ? ('refused' as const) : ('checking' as const),
    rows: lines.length,
    rowsChecked: 0,
    rowsWritten: 0,
    problems,
    ...(asOf === undefined ? {} : { asOf }),
    added: 0,
    updated: 0,
    createdBy: new Types.ObjectId(actor.userId),
    createdAt: now,
    isActive: !isRefused,
    ...(isRefused ? { finishedAt: now } : {}),
  }
  if (!isRefused) {
    await lockArea(area, job._id, deps)
    // Rows first: a job without them could never be finished.
    await stageRows(job._id, rows, deps)
  }
  await RegisterImport.create(job)
  const details = { kind: importKindNames[kind], area, rows: lines.length }
  await recordAudit(
    actor,
    'import.started',
    { kind: 'import', id: job._id.toString(), district: place.district },
    details,
    deps,
  )
  if (!isRefused)
    runImport(job._id, deps).catch((error: unknown) => {
      deps.logger.error({ err: error, importId: job._id.toString() }, 'an import stopped; it will be resumed')
    })
  return job
}

/** @throws AppError `record.not_found`, `access.denied`. */
export async function findImport(actor: Actor, id: string): Promise<RegisterImportDocument> {
  const job = await RegisterImport.findOne({ _id: id }).lean<RegisterImportDocument>()
  assertThat(job, 'record.not_found')
  assertThat(canImport(actor, job.kind, job.area, await findArea(job.area)), 'access.denied')
  return job
}

/** The latest imports of an area, newest first. */
export async function listImports(actor: Actor, area: string): Promise<RegisterImportDocument[]> {
  const place = await findArea(area)
  assertThat(canImport(actor, 'units', area, place), 'access.denied')
  return RegisterImport.find({ area }).sort({ createdAt: -1 }).limit(listed).lean<RegisterImportDocument[]>()
}
