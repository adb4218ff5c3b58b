import type { AreaLevel } from '../areas/areas'

/** Roles a membership can grant, and where each is held. Source: product page, "Words" and "Who uses it". */
export const roles = [
  'secretary',
  'communityWorker',
  'gridWorker',
  'buildingLeader',
  'unitStaff',
  'volunteer',
  'streetOfficer',
  'districtOfficer',
  'administrator',
] as const
export type Role = (typeof roles)[number]

/** The level of area a role is held in; `unit` means it is held in a unit. */
export const roleHeldIn: Record<Role, AreaLevel | 'unit'> = {
  secretary: 'community',
  communityWorker: 'community',
  gridWorker: 'grid',
  buildingLeader: 'building',
  unitStaff: 'unit',
  volunteer: 'community',
  streetOfficer: 'street',
  districtOfficer: 'district',
  administrator: 'district',
}

export const roleNames: Record<Role, string> = {
  secretary: '社区书记',
  communityWorker: '社区工作者',
  gridWorker: '网格员',
  buildingLeader: '楼组长',
  unitStaff: '站点人员',
  volunteer: '志愿者',
  streetOfficer: '街道工作人员',
  districtOfficer: '区级工作人员',
  administrator: '管理员',
}

/** How sure we are of a person, lowest first. Source: product page, "How sure we are of a person". */
export const userLevels = ['guest', 'joined', 'verified'] as const
export type UserLevel = (typeof userLevels)[number]
