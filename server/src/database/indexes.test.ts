import { Schema, type Model } from 'mongoose'
import { ensureIndexes } from './indexes'
import { mongoose } from './mongoose'

interface Place {
  name: string
  kind: string
  point?: { type: 'Point'; coordinates: number[] }
}

const pointSchema = new Schema({ type: String, coordinates: [Number] }, { _id: false })
const placeSchema = new Schema<Place>({ name: String, kind: String, point: pointSchema })
placeSchema.index({ name: 1 }, { unique: true })
placeSchema.index({ kind: 1, name: -1 }, { partialFilterExpression: { kind: { $type: 'string' } } })
placeSchema.index({ point: '2dsphere' })
const PlaceModel = mongoose.model('TestPlace', placeSchema)

const readIndexes = async () => (await PlaceModel.collection.indexes()).map(({ name }) => name).sort()

const asModel = (model: unknown) => model as Model<unknown>

describe('ensureIndexes', () => {
  it('makes all indexes, and again without an error', async () => {
    await ensureIndexes([asModel(PlaceModel)])
    const made = await readIndexes()
    await ensureIndexes([asModel(PlaceModel)])
    expect(made).toEqual(['_id_', 'kind_1_name_-1', 'name_1', 'point_2dsphere'])
    expect(await readIndexes()).toEqual(made)
  })

  it('keeps documents without a point out of the geo index but in the collection', async () => {
    await PlaceModel.create({ name: 'a', kind: 'b' })
    expect(await PlaceModel.countDocuments({ name: 'a' })).toBe(1)
  })

  it('makes an index anew whose definition has changed', async () => {
    await PlaceModel.collection.dropIndex('name_1')
    await PlaceModel.collection.createIndexes([{ key: { name: 1 }, name: 'name_1' }])
    await ensureIndexes([asModel(PlaceModel)])
    await PlaceModel.create({ name: 'a', kind: 'b' })
    await expect(PlaceModel.create({ name: 'a', kind: 'c' })).rejects.toMatchObject({ code: 11000 })
  })

  it('fails when the data do not allow a unique index', async () => {
    await PlaceModel.collection.dropIndex('name_1')
    await PlaceModel.create({ name: 'a', kind: 'b' }, { name: 'a', kind: 'c' })
    await expect(ensureIndexes([asModel(PlaceModel)])).rejects.toThrow()
    await PlaceModel.deleteMany({ name: 'a' })
    await ensureIndexes([asModel(PlaceModel)])
    expect(await readIndexes()).toContain('name_1')
  })
})
