import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { AppError } from '../../lib/appError'
import { isDuplicate } from '../../lib/isDuplicate'
import { ImportLock, RegisterImport } from './import.models'

/** Longer than the time between taking the lock and writing the job it stands for. */
const orphanMilliseconds = 60_000

/** A lock whose import is over, or was never written because the process died. */
async function removeOrphan(area: string, now: Date): Promise<boolean> {
  const lock = await ImportLock.findOne({ _id: area }).lean()
  if (!lock) return true
  const job = await RegisterImport.findOne({ _id: lock.importId }, { isActive: 1 }).lean()
  if (job?.isActive ?? now.getTime() - lock.at.getTime() < orphanMilliseconds) return false
  await ImportLock.deleteOne({ _id: area, importId: lock.importId })
  return true
}

/** Whether an import of the area is not over. */
export const isAreaLocked = async (area: string, now: Date): Promise<boolean> =>
  !(await removeOrphan(area, now))

/** @throws AppError `import.running` when another import of the area is not over. */
export async function lockArea(
  area: string,
  importId: Types.ObjectId,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await ImportLock.create({ _id: area, importId, at: clock.now() })
      return
    } catch (error) {
      if (!isDuplicate(error)) throw error
      if (!(await removeOrphan(area, clock.now()))) break
    }
  }
  throw new AppError('import.running')
}

export async function unlockArea(area: string, importId: Types.ObjectId): Promise<void> {
  await ImportLock.deleteOne({ _id: area, importId })
}
