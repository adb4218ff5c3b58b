import type { Category } from '@linli/shared/categories/category'
import type { CategoryFields } from './category.model'

/** A category as it is stored, without what belongs to the database. */
export function toCategory(row: CategoryFields): Category {
  return {
    code: row.code,
    areaCode: row.areaCode,
    name: row.name,
    icon: row.icon,
    group: row.group,
    order: row.order,
    kind: row.kind,
    isTile: row.isTile,
    place: row.place,
    isPublicPlace: row.isPublicPlace,
    isDanger: row.isDanger,
    phones: row.phones,
    isSensitive: row.isSensitive,
    isComplaint: row.isComplaint,
    isVolunteerSuitable: row.isVolunteerSuitable,
    priority: row.priority,
    asks: row.asks,
    clock: row.clock,
    isClosed: row.isClosed,
  }
}
