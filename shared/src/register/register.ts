/** What can be imported from a sheet, in the order in which one needs the other. */
export const importKinds = ['units', 'grids', 'estates', 'buildings', 'homes', 'people'] as const
export type ImportKind = (typeof importKinds)[number]

export const importKindNames: Record<ImportKind, string> = {
  units: '单位',
  grids: '网格',
  estates: '小区',
  buildings: '楼栋',
  homes: '房屋',
  people: '居民',
}

/**
 * - `checking`: rows are being checked, nothing is written.
 * - `refused`: some rows are wrong, nothing was written.
 * - `applying`: every row is right and is being written; goes on by itself after a crash.
 * - `done`.
 */
export const importStates = ['checking', 'refused', 'applying', 'done'] as const
export type ImportState = (typeof importStates)[number]

/** How a person is now; all but `present` are set by staff with evidence. Source: product page. */
export const personStates = ['present', 'moved', 'deceased', 'hospital', 'away'] as const
export type PersonState = (typeof personStates)[number]

export const personStateNames: Record<PersonState, string> = {
  present: '在家',
  moved: '已迁出',
  deceased: '已去世',
  hospital: '住院',
  away: '外出',
}

/** Lives here no more, or no more at all. */
export const goneStates = ['moved', 'deceased'] as const satisfies PersonState[]
type GoneState = (typeof goneStates)[number]

export const isGone = (state: PersonState): state is GoneState => goneStates.some((gone) => gone === state)

/** Where a line of the register comes from. */
export const registerSources = ['import', 'counter', 'verification', 'visit'] as const
export type RegisterSource = (typeof registerSources)[number]

/** Source: issue "A neighbour's need", point 3, and architecture page, "Safety" (10 MB). */
export const importLimits = { rows: 20_000, problemsShown: 100 } as const

export const registerSourceNames: Record<RegisterSource, string> = {
  import: '表格导入',
  counter: '柜台登记',
  verification: '核实账号时登记',
  visit: '上门登记',
}
