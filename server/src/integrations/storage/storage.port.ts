/** Where uploaded files lie. Keys are made by us, never from a person's file name. */
export interface StoragePort {
  put(key: string, bytes: Buffer): Promise<void>
  /** @returns undefined when there is no such file. */
  get(key: string): Promise<Buffer | undefined>
  remove(key: string): Promise<void>
}
