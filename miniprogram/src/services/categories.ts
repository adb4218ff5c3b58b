import type { categoryContracts } from '@linli/shared/categories/category.contract'
import { iconNames, type IconName } from '../components/icons'
import { call } from './http'
import type { CallOutput } from './http.types'

type ListCategories = (typeof categoryContracts)['listCategories']

export type Tiles = CallOutput<ListCategories>
export type Tile = Tiles['items'][number]

/** In 长辈版 fewer stand at the front. */
export const listCategories = (area: string, isElder: boolean) =>
  call<ListCategories>('get', '/api/categories', { query: { area, isElder: String(isElder) } })

/** The picture of a category; one that this version does not know gets a plain one. */
export function iconOf(name: string): IconName {
  return iconNames.find((known) => known === name) ?? 'question'
}
