import { mkdirSync } from 'node:fs'
import path from 'node:path'
import pino, { type Logger } from 'pino'
import type { Config } from '../config'

/** Where the log of a development server goes, so that the terminal stays readable. */
export const developmentLog = (config: Pick<Config, 'dataDir'>) => path.join(config.dataDir, 'server.log')

/**
 * One line of JSON per event. In development into a file, with warnings in the terminal as well; everywhere
 * else to standard output, for whoever collects logs.
 */
export function createLogger(config: Pick<Config, 'mode' | 'logLevel' | 'dataDir'>): Logger {
  const { mode, logLevel: level } = config
  if (mode !== 'development' || level === 'silent') return pino({ level })
  mkdirSync(config.dataDir, { recursive: true })
  const file = pino.destination({ dest: developmentLog(config), sync: false })
  return pino(
    { level },
    pino.multistream([
      { level, stream: file },
      { level: 'warn', stream: process.stderr },
    ]),
  )
}
