import mongoose from 'mongoose'
import type { Deps } from '../deps'
import { elderSecretFields } from '../features/elders/elder.model'
import { bondSecretFields } from '../features/families/bond.store'
import { personSecretFields } from '../features/register/person.crypto'
import { sosSecretFields } from '../features/safety/sos.model'
import { encryptedUserFields } from '../features/users/user.model'
import { rotateFields, type SecretField } from '../lib/fieldRotation'
import type { JobDefinition } from './job'

/** Every encrypted field at rest, by collection. A test looks through the code for one that is missing here. */
export const secretFields: Record<string, readonly SecretField[]> = {
  people: personSecretFields,
  personevidence: ['note'],
  personcorrections: ['details'],
  personmerges: ['details'],
  payouts: ['names'],
  payoutaccounts: ['number'],
  users: encryptedUserFields,
  elders: elderSecretFields,
  familybonds: bondSecretFields,
  bondevidence: ['words'],
  paymentconsents: ['note'],
  careorders: ['code', 'record.details', 'said'],
  carefollowups: ['note'],
  checkins: ['note'],
  soscases: sosSecretFields,
  needs: ['contact.name', 'contact.phone'],
  contentchecks: ['texts', { path: 'appeal.text', aad: 'appeal' }],
  ballotvoternamings: ['contestText', 'settledText'],
  ballotpapers: ['typed'],
  ballotpaperreturns: ['text'],
  requestrecords: ['answer'],
}

/** Rows of a sheet that is being imported: gone within minutes. */
export const passingSecrets = ['importchunks']

/**
 * Writes everything anew with the newest key as long as an older one is configured, so that the older can be taken out
 * after a night in which nothing was left to write. Repeatable, and harmless beside the running program.
 */
export async function rotateKeys({ crypto, config, logger }: Deps, signal?: AbortSignal): Promise<number> {
  if (config.fieldKeys.length < 2) return 0
  let rewritten = 0
  for (const [name, fields] of Object.entries(secretFields)) {
    if (signal?.aborted) return rewritten
    const result = await rotateFields(mongoose.connection.collection(name), fields, crypto)
    rewritten += result.rewritten
  }
  const keys = config.fieldKeys.map(({ id }) => id).join(' ')
  logger.info({ rewritten, keys }, 'fields were rewritten with the newest key')
  return rewritten
}

/** At twenty past four in the morning, once over all servers. */
export const rotateKeysJob: JobDefinition = {
  name: 'rotateKeys',
  cron: '20 4 * * *',
  run: async (deps, signal) => {
    await rotateKeys(deps, signal)
  },
}
