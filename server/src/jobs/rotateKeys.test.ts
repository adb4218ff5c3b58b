import '../database/mongoose'
import mongoose from 'mongoose'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createFieldCrypto, fieldAad } from '../lib/fieldCrypto'
import { startTestApp } from '../test/testApp'
import { passingSecrets, rotateKeys, secretFields } from './rotateKeys'

const { deps } = startTestApp()

it('knows every collection that keeps something encrypted', () => {
  const root = path.resolve(__dirname, '..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const used = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(/fieldAad\(\s*'(\w+)'/g)].map(
      ([, name]) => name,
    ),
  )
  expect(used.length).toBeGreaterThan(20)
  expect([...new Set(used)].sort()).toEqual([...Object.keys(secretFields), ...passingSecrets].sort())
})

it('rewrites each field wherever it lies, so that the old key can be taken out', async () => {
  const { fieldKeys, indexKey } = deps.config
  const newest = { id: 'newest', key: Buffer.alloc(32, 5).toString('base64') }
  const crypto = createFieldCrypto({ keys: [newest, ...fieldKeys], indexKey })
  const rotating = { ...deps, crypto, config: { ...deps.config, fieldKeys: [newest, ...fieldKeys] } }
  const _id = new mongoose.Types.ObjectId()
  const all = Object.entries(secretFields).flatMap(([name, fields]) =>
    fields.map((field) =>
      typeof field === 'string' ? { name, at: field, aad: field } : { name, at: field.path, aad: field.aad },
    ),
  )
  for (const { name, at, aad } of all)
    await mongoose.connection
      .collection(name)
      .updateOne(
        { _id },
        { $set: { [at]: deps.crypto.encrypt(at, fieldAad(name, _id, aad)) } },
        { upsert: true },
      )
  expect(await rotateKeys(deps)).toBe(0)
  expect(await rotateKeys(rotating)).toBe(Object.keys(secretFields).length)
  expect(await rotateKeys(rotating)).toBe(0)
  const only = createFieldCrypto({ keys: [newest], indexKey })
  for (const { name, at, aad } of all) {
    const row: unknown = await mongoose.connection.collection(name).findOne({ _id })
    const blob = at.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], row)
    expect(only.decrypt(String(blob), fieldAad(name, _id, aad))).toBe(at)
  }
})
