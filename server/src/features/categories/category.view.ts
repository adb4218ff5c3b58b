import type { Category } from '@linli/shared/categories/category'
import type { CategoryDefinition, CategoryTile } from '@linli/shared/categories/category.contract'
import { describeClock } from '@linli/shared/categories/clock.words'
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

export function viewTile(category: Category): CategoryTile {
  const { code, name, icon, group, kind, place, isPublicPlace, isDanger } = category
  const { phones, isSensitive, isComplaint, asks, clock } = category
  return {
    ...{
      code,
      name,
      icon,
      group,
      kind,
      place,
      isPublicPlace,
      isDanger,
      phones,
      isSensitive,
      isComplaint,
      asks,
    },
    promise: kind === 'consultation' ? '指南里有的马上回答，没有的由工作人员回复' : describeClock(clock),
  }
}

export function viewDefinition(
  row: CategoryFields,
  area: { code: string; definedIn: string; hasAbove: boolean },
): CategoryDefinition {
  const isOwn = row.areaCode === area.code
  const { definedIn: areaName, hasAbove } = area
  return { ...toCategory(row), areaName, isOwn, hasAbove, version: row.version }
}
