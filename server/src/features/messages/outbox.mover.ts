import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import type { SweepJob } from '../../jobs/job'
import { giveWay } from '../../lib/giveWay'
import { inParts } from '../../lib/inParts'
import { Delivery } from './delivery.model'
import { deliveriesStored } from './delivery.service'
import { planDeliveries, readRecipients, type KeyedMessage } from './delivery.plan'
import { countUnread } from './inbox.service'
import { InboxMessage } from './inboxMessage.model'
import { insertMissing } from './insertMissing'
import { listOutboxSources, type RegisteredSource, type WaitingDocument } from './outbox'

/** Finding them costs what waits, so many are found at a time, and read and told of in parts. */
const foundAtOnce = 2000
const toldAtOnce = 100

/**
 * Turns every waiting outbox entry of a source into deliveries. Several servers may do it at once and any of them may
 * die anywhere: the keys make each delivery exist once, and an entry is taken out only after its deliveries are in.
 */
async function moveSource(source: RegisteredSource, deps: Deps, signal?: AbortSignal): Promise<void> {
  let found: Types.ObjectId[]
  let moved: number
  do {
    found = await source.findWaiting(foundAtOnce)
    moved = 0
    for (const part of inParts(found, toldAtOnce)) {
      if (signal?.aborted) return
      moved += await moveDocuments(source, await source.readWaiting(part), deps)
      if (found.length > toldAtOnce) await giveWay()
    }
  } while (found.length === foundAtOnce && moved > 0)
}

/** Turns the waiting entries of all sources into deliveries, for tests and scripts; a server runs `listOutboxJobs`. */
export async function moveOutbox(deps: Deps): Promise<void> {
  for (const source of listOutboxSources()) await moveSource(source, deps)
}

/** Each source has a job of its own: a call for help never waits behind a notice to thousands. */
export const listOutboxJobs = (): SweepJob[] =>
  listOutboxSources().map((source) => ({
    name: `moveOutbox.${source.name}`,
    everySeconds: 3,
    wakeOn: source.filled.listen,
    run: (deps, signal) => moveSource(source, deps, signal),
  }))

/** @returns how many documents were told of. */
async function moveDocuments(
  source: RegisteredSource,
  documents: readonly WaitingDocument[],
  deps: Deps,
): Promise<number> {
  const told: { id: WaitingDocument['id']; entryIds: string[] }[] = []
  const messages: KeyedMessage[] = []
  const expanded = await Promise.all(documents.map((document) => expandDocument(source.name, document, deps)))
  for (const [index, { id, entries }] of documents.entries()) {
    const own = expanded[index]
    if (!own) continue
    messages.push(...own)
    told.push({ id, entryIds: entries.map((entry) => entry.id) })
  }
  await storeDeliveries(messages, deps)
  await source.clear(told)
  return told.length
}

/** @returns undefined when a document cannot be told of now: it stays, and the others go on. */
async function expandDocument(
  source: string,
  document: WaitingDocument,
  deps: Deps,
): Promise<KeyedMessage[] | undefined> {
  try {
    const messages: KeyedMessage[] = []
    for (const entry of document.entries) {
      const cause = `${source}:${document.id.toString()}:${entry.id}`
      for (const message of await document.expand(entry, deps)) messages.push({ cause, message })
      await document.apply(entry, deps)
    }
    return messages
  } catch (error) {
    deps.logger.error({ err: error, source, id: document.id.toString() }, 'outbox entry cannot be expanded')
    return undefined
  }
}

/** Stores what people are told and shows it to those who are there. Safe to repeat. */
export async function storeDeliveries(messages: readonly KeyedMessage[], deps: Deps): Promise<void> {
  if (messages.length === 0) return
  const recipients = await readRecipients(
    messages.map(({ message }) => message.userId),
    deps,
  )
  const plan = planDeliveries(messages, recipients, deps)
  const isNew = await insertMissing(InboxMessage, plan.inbox)
  await insertMissing(Delivery, plan.deliveries)
  if (plan.deliveries.some(({ isOpen }) => isOpen === true)) deliveriesStored.send()
  const reached = plan.inbox.filter((_, i) => isNew[i]).map(({ userId }) => userId.toString())
  await publishUnread([...new Set(reached)], deps)
}

const countedAtOnce = 16

async function publishUnread(userIds: readonly string[], deps: Deps): Promise<void> {
  for (const part of inParts(userIds, countedAtOnce)) {
    const counts = part.map(async (userId) => {
      const unread = await countUnread(userId)
      deps.publish({ name: 'inbox.changed', rooms: [`user:${userId}`], data: { unread } })
    })
    await Promise.all(counts)
  }
}
