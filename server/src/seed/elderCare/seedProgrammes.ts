import type { Deps } from '../../deps'
import { ProgrammeModel } from '../../features/programmes/programme.model'
import { insertRaw } from '../../lib/insertRaw'
import { defaultProgrammes } from './programmes'

/**
 * Writes the programmes that a district starts with. Repeatable: one that is there keeps what people made of it.
 * @returns how many were new.
 */
export function seedProgrammes({ clock }: Pick<Deps, 'clock'>, district: string): Promise<number> {
  const rows = defaultProgrammes.map((programme) => ({
    ...programme,
    areaCode: district,
    district,
    version: 1,
  }))
  return insertRaw(ProgrammeModel, rows, clock.now())
}
