import { mkdirSync } from 'node:fs'
import path from 'node:path'
import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from '../config'

/** Where the log of a development server goes, so that the terminal stays readable. */
export const developmentLog = (config: Pick<Config, 'dataDir'>) => path.join(config.dataDir, 'server.log')

/** What an error may say beside its message: codes. Drivers also attach whole documents, with what people wrote. */
const shownFields = ['code', 'codeName', 'errcode', 'failure', 'reason', 'status'] as const

/** Drivers quote the values they could not store. */
const hideValues = (text: string): string =>
  text
    .replace(/for value "[^]*?"(?= \(type|$)/g, 'for value "…"')
    .replace(/dup key: \{[^\n]*\}/g, 'dup key: {…}')

const isErrorLike = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'

/** An error for the log: what, where and why, and nothing of what people wrote. */
function describeError(error: unknown): unknown {
  if (!isErrorLike(error)) return { type: typeof error }
  const fields = Object.fromEntries(
    shownFields.flatMap((key) => {
      const value = (error as unknown as Record<string, unknown>)[key]
      return typeof value === 'string' || typeof value === 'number' ? [[key, value]] : []
    }),
  )
  return {
    type: error.constructor.name,
    message: hideValues(error.message),
    stack: hideValues(error.stack ?? ''),
    ...fields,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/**
 * One line of JSON per event. In development into a file, with warnings in the terminal as well; everywhere
 * else to standard output, for whoever collects logs.
 */
export function createLogger(
  config: Pick<Config, 'mode' | 'logLevel' | 'dataDir'>,
  destination: DestinationStream = chooseDestination(config),
): Logger {
  return pino({ level: config.logLevel, serializers: { err: describeError } }, destination)
}

function chooseDestination({
  mode,
  logLevel: level,
  dataDir,
}: Pick<Config, 'mode' | 'logLevel' | 'dataDir'>): DestinationStream {
  if (mode !== 'development' || level === 'silent') return pino.destination(1)
  mkdirSync(dataDir, { recursive: true })
  const file = pino.destination({ dest: developmentLog({ dataDir }), sync: false })
  return pino.multistream([
    { level, stream: file },
    { level: 'warn', stream: process.stderr },
  ])
}
