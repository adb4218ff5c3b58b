import type { Deps } from '../../deps'
import { ServiceItemModel } from '../../features/elderCare/catalogue/serviceItem.model'
import { insertRaw } from '../../lib/insertRaw'
import { careCatalogue } from './catalogue'

/**
 * Writes the 48 items for a district. Repeatable: one that is there keeps what people made of it.
 * @returns how many were new.
 */
export function seedCatalogue({ clock }: Pick<Deps, 'clock'>, district: string): Promise<number> {
  const rows = careCatalogue.map((item) => ({ ...item, areaCode: district, district, version: 1 }))
  return insertRaw(ServiceItemModel, rows, clock.now())
}
