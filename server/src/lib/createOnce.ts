import type { Model } from 'mongoose'
import { isDuplicate } from './isDuplicate'

interface Made {
  exists(filter: { _id: string }): Promise<unknown>
  create(fields: object): Promise<unknown>
}

/**
 * Makes a document under an id that was given to the request (`newId` of a call). When an earlier try of the same
 * request made it already, it stays as it is, `make` is not asked, and the caller goes on from there.
 * @throws what `make` throws, and the engine's error when another unique key is taken; see `isDuplicate`.
 */
export async function createOnce<T>(
  model: Model<T>,
  id: string,
  make: () => Promise<object> | object,
): Promise<void> {
  const documents = model as unknown as Made
  if (await documents.exists({ _id: id })) return
  try {
    await documents.create({ _id: id, ...(await make()) })
  } catch (error) {
    if (isDuplicate(error) && (await documents.exists({ _id: id }))) return
    throw error
  }
}
