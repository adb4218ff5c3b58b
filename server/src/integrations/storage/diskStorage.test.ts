import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { diskStorage } from './diskStorage'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'linli-storage-'))
})

afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

describe('files on disk', () => {
  it('keeps, replaces and removes files, and survives a new start', async () => {
    const storage = diskStorage(dir)
    await storage.put('media/ab/cd12.jpg', Buffer.from('one'))
    await storage.put('media/ab/cd12.jpg', Buffer.from('two'))
    expect(await diskStorage(dir).get('media/ab/cd12.jpg')).toEqual(Buffer.from('two'))
    expect(await readdir(path.join(dir, '.incoming'))).toEqual([])
    await storage.remove('media/ab/cd12.jpg')
    await storage.remove('media/ab/cd12.jpg')
    expect(await storage.get('media/ab/cd12.jpg')).toBeUndefined()
  })

  it.each([
    '../outside',
    'media/../../outside',
    '/etc/passwd',
    'media//a',
    'media/a/',
    '.incoming/a',
    'media\\a',
    'media/a\0.jpg',
    'Media/A',
    '',
    'a'.repeat(100),
  ])('refuses the key %j', async (key) => {
    const storage = diskStorage(dir)
    await expect(storage.put(key, Buffer.from('x'))).rejects.toThrow('not a storage key')
    await expect(storage.get(key)).rejects.toThrow('not a storage key')
    await expect(storage.remove(key)).rejects.toThrow('not a storage key')
  })

  it('leaves nothing behind when a write fails', async () => {
    await mkdir(path.join(dir, 'media', 'taken'), { recursive: true })
    const storage = diskStorage(dir)
    await expect(storage.put('media/taken', Buffer.from('x'))).rejects.toThrow()
    expect(await readdir(path.join(dir, '.incoming'))).toEqual([])
    await expect(storage.get('media/taken')).rejects.toThrow('EISDIR')
  })

  it('throws away what a crash left unfinished long ago, not what another server writes now', async () => {
    const incoming = path.join(dir, '.incoming')
    await mkdir(incoming)
    await writeFile(path.join(incoming, 'old'), 'x')
    await writeFile(path.join(incoming, 'new'), 'x')
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000)
    await utimes(path.join(incoming, 'old'), longAgo, longAgo)
    await diskStorage(dir).put('media/a', Buffer.from('x'))
    expect(await readdir(incoming)).toEqual(['new'])
  })
})
