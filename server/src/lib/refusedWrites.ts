import { mongo } from 'mongoose'

const isBulk = (error: unknown): error is mongo.MongoBulkWriteError =>
  error instanceof mongo.MongoBulkWriteError

const refusedBy = ({ writeErrors }: mongo.MongoBulkWriteError): mongo.WriteError[] => [writeErrors].flat()

/**
 * Whether several writes broke off as a whole, with none of them refused: the driver wraps a lost connection so, and what
 * became of the writes is unknown.
 */
export const isBrokenBulk = (error: unknown): boolean => isBulk(error) && refusedBy(error).length === 0

/**
 * Which of the writes of one command the engine refused; the others are in.
 * @throws the error itself when it is no such answer, above all when the connection was lost before there was one.
 */
export function listRefused(error: unknown): mongo.WriteError[] {
  if (!isBulk(error) || isBrokenBulk(error)) throw error
  return refusedBy(error)
}
