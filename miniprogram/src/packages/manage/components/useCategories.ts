import type { Definition } from '../../../services/rules'
import { listDefinitions } from '../../../services/rules'
import { useRemote } from '../../../hooks/useRemote'

/** The categories that count in an area, closed ones too; empty until they are there. */
export function useCategories(area: string): readonly Definition[] {
  return useRemote(`definitions:${area}`, () => listDefinitions(area)).data?.items ?? []
}
