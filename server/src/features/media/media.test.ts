import { mediaContracts } from '@linli/shared/media/media.contract'
import { mediaLimits } from '@linli/shared/media/media'
import sharp from 'sharp'
import { expectError, type ApiClient } from '../../test/apiClient'
import { buildMedia, makePhoto, makeWav } from '../../test/media.factory'
import { startTestApp, type TestApp } from '../../test/testApp'
import { buildResident, buildSecretary, buildUser, type TestUser } from '../../test/users.factory'
import type { Actor } from '../users/actor'
import { attachMedia } from './media.service'
import { Media } from './media.model'
import { registerMediaAccess, type MediaAccess } from './mediaAccess'
import { removeLooseMedia } from './mediaCleanup.job'
import { makePublicMediaUrl, signMediaUrl } from './mediaLink'

const { createMedia, readMedia, readMediaThumbnail, readPublicMedia } = mediaContracts

const asActor = (user: TestUser): Actor => ({
  userId: user.id,
  sessionId: '',
  displayName: '居民',
  level: 'verified',
  memberships: [],
})

let app: TestApp
let owner: TestUser

beforeEach(async () => {
  app = startTestApp()
  owner = await buildResident()
})

const upload = async (client: ApiClient, kind: 'photo' | 'voice', bytes: Buffer, name = 'file.bin') =>
  client.call(createMedia, { body: { kind }, file: { name, bytes } })

describe('uploading', () => {
  it('keeps a photo drawn anew, with a thumbnail, under names that say nothing', async () => {
    const response = await upload(app.api(owner), 'photo', await makePhoto(), '身份证 王阿姨.jpg')
    expect(response.status).toBe(201)
    expect(response.body).toEqual({ id: expect.any(String) as string, kind: 'photo', width: 40, height: 60 })
    const { files } = app.deps.ports.storage
    expect([...files.keys()].sort()).toEqual([
      expect.stringMatching(/^media\/[0-9a-f]{2}\/[0-9a-f]{40}-small\.jpg$/),
      expect.stringMatching(/^media\/[0-9a-f]{2}\/[0-9a-f]{40}\.jpg$/),
    ])
    for (const bytes of files.values()) expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    const stored = await Media.findById(response.body.id).lean()
    expect(JSON.stringify(stored)).not.toContain('王阿姨')
    expect(stored).toMatchObject({ check: 'none', mustReview: false, storedAt: app.deps.clock.now() })
  })

  it('keeps a recording, also of a guest', async () => {
    const guest = await buildUser()
    const response = await upload(app.api(guest), 'voice', makeWav(4))
    expect(response).toMatchObject({ status: 201, body: { kind: 'voice', seconds: 4 } })
  })

  it('judges by content, whatever the name says', async () => {
    const client = app.api(owner)
    const html = Buffer.from('<!doctype html><script>alert(1)</script>')
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    expectError(await upload(client, 'photo', html, 'photo.png'), 'media.wrong_kind')
    expectError(await upload(client, 'photo', svg, 'photo.jpg'), 'media.wrong_kind')
    expectError(await upload(client, 'photo', makeWav(1), 'photo.jpg'), 'media.wrong_kind')
    expectError(await upload(client, 'voice', await makePhoto(), 'voice.mp3'), 'media.wrong_kind')
    expect(await Media.countDocuments()).toBe(0)
    expect(app.deps.ports.storage.files.size).toBe(0)
  })

  it('refuses what is missing, empty, too large, of no kind, or from nobody', async () => {
    const client = app.api(owner)
    expectError(await client.callLoose(createMedia, { body: { kind: 'photo' } }), 'request.invalid')
    expectError(await upload(client, 'photo', Buffer.alloc(0)), 'request.invalid')
    expectError(await upload(client, 'photo', Buffer.alloc(10 * 1024 * 1024 + 1)), 'request.too_large')
    const file = { name: 'a.mp4', bytes: makeWav(1) }
    expectError(await client.callLoose(createMedia, { body: { kind: 'video' }, file }), 'request.invalid')
    const stray = { kind: 'voice', owner: 'somebody' }
    expectError(await client.callLoose(createMedia, { body: stray, file }), 'request.invalid')
    expectError(await upload(app.api(), 'voice', makeWav(1)), 'session.required')
    expect(await Media.countDocuments()).toBe(0)
  })

  it('is not a store: files that are not used have a limit', async () => {
    for (let made = 0; made < mediaLimits.looseFiles; made++) await buildMedia({ ownerId: owner._id })
    expectError(await upload(app.api(owner), 'photo', await makePhoto()), 'media.too_many_unused')
  })

  it('leaves no readable file when storing fails', async () => {
    app.deps.ports.storage.put = () => Promise.reject(new Error('ENOSPC'))
    expectError(await upload(app.api(owner), 'voice', makeWav(1)), 'internal')
    const left = await Media.findOne().lean()
    const id = left?._id.toString() ?? ''
    expectError(await app.api(owner).call(readMedia, { params: { id } }), 'record.not_found')
    await expect(attachMedia(asActor(owner), [id], { kind: 'test', id: '1' }, app.deps)).rejects.toThrow(
      'media.not_usable',
    )
  })
})

describe('attaching', () => {
  it('takes own unused files, all or none, once', async () => {
    const [a, b] = [await buildMedia({ ownerId: owner._id }), await buildMedia({ ownerId: owner._id })]
    const stranger = await buildMedia({ ownerId: (await buildResident())._id })
    const target = { kind: 'test', id: 'first' }
    await expect(attachMedia(asActor(owner), [a.id, stranger.id], target, app.deps)).rejects.toThrow(
      'media.not_usable',
    )
    expect(await Media.findById(a.id).lean()).not.toHaveProperty('attachedTo')
    expect(await attachMedia(asActor(owner), [b.id, a.id, b.id], target, app.deps)).toEqual([
      { id: b.id, kind: 'photo' },
      { id: a.id, kind: 'photo' },
    ])
    expect(await attachMedia(asActor(owner), [a.id], target, app.deps)).toHaveLength(1)
    const other = { kind: 'test', id: 'second' }
    await expect(attachMedia(asActor(owner), [a.id], other, app.deps)).rejects.toThrow('media.not_usable')
    expect(await Media.findById(a.id).lean()).toMatchObject({ attachedTo: target })
  })

  it('lets a repetition of the same request use the same files', async () => {
    const { id } = await buildMedia({ ownerId: owner._id })
    const actor = asActor(owner)
    await attachMedia(actor, [id], { kind: 'test', id: 'first', requestKey: 'key-00001' }, app.deps)
    await attachMedia(actor, [id], { kind: 'test', id: 'second', requestKey: 'key-00001' }, app.deps)
    const another = { kind: 'test', id: 'third', requestKey: 'key-00002' }
    await expect(attachMedia(actor, [id], another, app.deps)).rejects.toThrow('media.not_usable')
    expect(await Media.findById(id).lean()).toMatchObject({ attachedTo: { id: 'second' } })
  })

  it('is won by one record when two want the same file', async () => {
    const { id } = await buildMedia({ ownerId: owner._id })
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        attachMedia(asActor(owner), [id], { kind: 'test', id: String(n) }, app.deps),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('files that nothing uses', () => {
  it('are removed after seven days, and cannot be used from then on', async () => {
    await upload(app.api(owner), 'photo', await makePhoto())
    const used = await upload(app.api(owner), 'voice', makeWav(1))
    await attachMedia(asActor(owner), [used.body.id], { kind: 'test', id: '1' }, app.deps)
    const loose = (await Media.findOne({ kind: 'photo' }).lean())?._id.toString() ?? ''
    app.deps.clock.advance(6, 'days')
    expect(await removeLooseMedia(app.deps)).toBe(0)
    app.deps.clock.advance(1, 'days')
    await expect(attachMedia(asActor(owner), [loose], { kind: 'test', id: '2' }, app.deps)).rejects.toThrow(
      'media.not_usable',
    )
    app.deps.clock.advance(2, 'hours')
    const removed = await Promise.all([removeLooseMedia(app.deps), removeLooseMedia(app.deps)])
    expect(removed[0] + removed[1]).toBe(1)
    expect(await Media.countDocuments()).toBe(1)
    expect(app.deps.ports.storage.files.size).toBe(1)
  })
})

describe('who may see a file', () => {
  const accessOf = new Map<string, MediaAccess>()
  registerMediaAccess('test', (actor) => Promise.resolve(accessOf.get(actor.userId) ?? 'none'))

  async function buildFile(check: 'none' | 'pending' | 'review' | 'pass' | 'hidden', kind = 'test') {
    const { id } = await buildMedia({ ownerId: owner._id, check, attachedTo: { kind, id: '1' } })
    await app.deps.ports.storage.put(`media/00/${id}.jpg`, Buffer.from('the bytes'))
    return id
  }

  const read = async (user: TestUser | undefined, id: string) =>
    (await app.api(user).call(readMedia, { params: { id } })).status

  it('the owner always, others as the record says and as the check went', async () => {
    const [full, checked, none] = [await buildSecretary(), await buildResident(), await buildResident()]
    accessOf.set(full.id, 'full').set(checked.id, 'checked').set(none.id, 'none')
    const rows = []
    for (const check of ['none', 'pending', 'review', 'pass', 'hidden'] as const) {
      const id = await buildFile(check)
      const statuses = []
      for (const user of [owner, full, checked, none, undefined]) statuses.push(await read(user, id))
      rows.push([check, ...statuses])
    }
    expect(rows).toEqual([
      ['none', 200, 200, 404, 404, 401],
      ['pending', 200, 200, 404, 404, 401],
      ['review', 200, 200, 404, 404, 401],
      ['pass', 200, 200, 200, 404, 401],
      ['hidden', 200, 200, 404, 404, 401],
    ])
  })

  it('nobody else while it is unused, or part of a record whose kind says nothing', async () => {
    const secretary = await buildSecretary()
    accessOf.set(secretary.id, 'full')
    const unused = await buildMedia({ ownerId: owner._id })
    expect(await read(secretary, unused.id)).toBe(404)
    expect(await read(secretary, await buildFile('pass', 'unknown'))).toBe(404)
    expect(await read(secretary, '0'.repeat(24))).toBe(404)
  })

  it('whoever holds a fresh link, without headers', async () => {
    const id = await buildFile('pass')
    const viewer = { userId: (await buildResident()).id, access: 'checked' as const }
    const token = signMediaUrl({ id, kind: 'photo' }, viewer, app.deps).url.split('token=')[1] ?? ''
    const open = (contract: typeof readMedia, given: string, of = id) =>
      app.api().call(contract, { params: { id: of }, query: { token: given } })
    const response = await open(readMedia, token)
    expect(response.bytes.toString()).toBe('the bytes')
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=600, immutable',
      'x-content-type-options': 'nosniff',
    })
    expectError(await open(readMedia, token, await buildFile('pass')), 'record.not_found')
    expectError(await open(readMedia, token.replace('.checked.', '.full.')), 'record.not_found')
    expectError(await open(readMedia, ''), 'record.not_found')
    await Media.updateOne({ _id: id }, { $set: { check: 'hidden' } })
    expectError(await open(readMedia, token), 'record.not_found')
    await Media.updateOne({ _id: id }, { $set: { check: 'pass' } })
    app.deps.clock.advance(16, 'minutes')
    expectError(await open(readMedia, token), 'media.link_expired')
  })

  it('the thumbnail by the same rule', async () => {
    const { body } = await upload(app.api(owner), 'photo', await makePhoto({ width: 900, height: 500 }))
    const response = await app.api(owner).call(readMediaThumbnail, { params: { id: body.id } })
    expect(await sharp(response.bytes).metadata()).toMatchObject({ format: 'jpeg', height: 400 })
    const stranger = await app
      .api(await buildResident())
      .call(readMediaThumbnail, { params: { id: body.id } })
    expectError(stranger, 'record.not_found')
    const voice = await upload(app.api(owner), 'voice', makeWav(1))
    const none = await app.api(owner).call(readMediaThumbnail, { params: { id: voice.body.id } })
    expectError(none, 'record.not_found')
  })

  it('WeChat, by an address for an hour', async () => {
    const id = await buildFile('pending')
    const token = makePublicMediaUrl(id, app.deps).split('/').at(-1) ?? ''
    const fetchFile = (given: string) => app.api().call(readPublicMedia, { params: { token: given } })
    expect((await fetchFile(token)).bytes.toString()).toBe('the bytes')
    expectError(await fetchFile(token.replace(id, '0'.repeat(24))), 'record.not_found')
    expectError(await fetchFile(`${token}x`), 'record.not_found')
    app.deps.clock.advance(61, 'minutes')
    expectError(await fetchFile(token), 'media.link_expired')
  })

  it('in parts, for players that ask so', async () => {
    const id = await buildFile('pass')
    const readPart = async (range: string) => {
      const { status, bytes, headers } = await app
        .api(owner)
        .call(readMedia, { params: { id }, headers: { range } })
      return [status, bytes.toString(), headers['content-range']]
    }
    expect(await readPart('bytes=0-2')).toEqual([206, 'the', 'bytes 0-2/9'])
    expect(await readPart('bytes=4-')).toEqual([206, 'bytes', 'bytes 4-8/9'])
    expect(await readPart('bytes=-3')).toEqual([206, 'tes', 'bytes 6-8/9'])
    expect(await readPart('bytes=90-')).toEqual([200, 'the bytes', undefined])
    expect(await readPart('bytes=-')).toEqual([200, 'the bytes', undefined])
    expect(await readPart('lines=1-2')).toEqual([200, 'the bytes', undefined])
  })
})
