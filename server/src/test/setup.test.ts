import { request } from 'node:http'
import { Schema } from 'mongoose'
import { mongoose } from '../database/mongoose'
import { takeOutgoingCalls } from './outgoingCalls'

const Pebble = mongoose.model('TestPebble', new Schema({ name: { type: String, unique: true } }))

describe('a test file with a model', () => {
  it('has a connected database with the indexes of its models', async () => {
    await Pebble.create({ name: 'a' })
    await expect(Pebble.create({ name: 'a' })).rejects.toMatchObject({ code: 11000 })
  })

  it('starts each test with empty collections', async () => {
    expect(await Pebble.countDocuments()).toBe(0)
  })

  it('refuses unknown fields in documents, filters and updates', async () => {
    const unknown: Record<string, unknown> = { nmae: 'b' }
    await expect(Pebble.create(unknown)).rejects.toThrow('nmae')
    await expect(Pebble.find(unknown).exec()).rejects.toThrow('nmae')
    await expect(Pebble.updateOne({ name: 'a' }, { $set: unknown }).exec()).rejects.toThrow('nmae')
  })
})

describe('calls that leave this machine', () => {
  it('are refused and noted, by fetch and by node:http', async () => {
    await expect(fetch('http://192.0.2.1/')).rejects.toThrow()
    const failed = new Promise((resolve) => request('http://linli.example/').once('error', resolve).end())
    expect(await failed).toMatchObject({ code: 'ECONNREFUSED' })
    expect(takeOutgoingCalls()).toEqual(['192.0.2.1', 'linli.example'])
  })
})
