import type { Role } from '@linli/shared/users/roles'

/** Whose page each one is, as the contracts say; the server decides again for each record. */
export const pageRoles = {
  verifications: ['buildingLeader', 'gridWorker', 'secretary', 'communityWorker'],
  notices: [
    'secretary',
    'communityWorker',
    'streetOfficer',
    'districtOfficer',
    'gridWorker',
    'buildingLeader',
  ],
  people: ['secretary', 'communityWorker', 'gridWorker'],
  codes: ['secretary', 'communityWorker'],
  roles: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  rules: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator'],
  categories: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator'],
  guide: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator'],
  reviews: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer'],
  areas: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  estates: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  units: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  imports: ['secretary', 'streetOfficer', 'districtOfficer', 'administrator'],
  payTasks: ['secretary', 'communityWorker', 'streetOfficer', 'districtOfficer', 'administrator'],
  payBills: ['streetOfficer', 'districtOfficer', 'administrator'],
  payees: ['streetOfficer', 'districtOfficer', 'administrator'],
  entitlements: ['streetOfficer', 'districtOfficer'],
  settlement: ['streetOfficer', 'districtOfficer'],
  programmes: ['streetOfficer', 'districtOfficer', 'secretary', 'communityWorker'],
  checkIns: ['secretary', 'communityWorker', 'gridWorker', 'buildingLeader'],
  duty: ['streetOfficer', 'administrator', 'secretary'],
  ballots: ['secretary', 'communityWorker'],
  ballotPresets: ['streetOfficer'],
  dispatchRules: ['secretary', 'streetOfficer', 'districtOfficer'],
  deadLetters: ['administrator'],
  audit: ['administrator'],
} as const satisfies Record<string, readonly Role[]>

export type PageName = keyof typeof pageRoles

/** Who may change rules, categories and the guide of the own area; others read. */
const editors: readonly Role[] = ['secretary', 'streetOfficer', 'districtOfficer', 'administrator']

export const isEditor = (role: Role): boolean => editors.includes(role)

/** Whom each rank appoints; volunteers are taken on by deciding their applications. */
export const grantableRoles: Partial<Record<Role, readonly Role[]>> = {
  secretary: ['communityWorker', 'gridWorker', 'buildingLeader', 'unitStaff'],
  streetOfficer: ['secretary', 'unitStaff'],
  districtOfficer: ['streetOfficer', 'unitStaff'],
  administrator: [
    'secretary',
    'communityWorker',
    'gridWorker',
    'buildingLeader',
    'unitStaff',
    'streetOfficer',
    'districtOfficer',
    'administrator',
  ],
}
