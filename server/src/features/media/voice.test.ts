import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { makeMp3, makeWav } from '../../test/media.factory'
import { prepareVoice } from './voice'

const refusal = (code: string) => expect.objectContaining({ code }) as unknown

const originalPath = process.env.PATH
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'linli-ffmpeg-'))
})

afterEach(async () => {
  process.env.PATH = originalPath
  await rm(folder, { recursive: true, force: true })
})

/** A program called ffmpeg that answers with what the test wants and writes down how it was called. */
async function installFfmpeg({
  output = Buffer.alloc(0),
  exitCode = 0,
}: {
  output?: Buffer
  exitCode?: number
}): Promise<void> {
  await writeFile(path.join(folder, 'output'), output)
  const program = path.join(folder, 'ffmpeg')
  const lines = ['#!/bin/sh', `echo "$@" > ${folder}/arguments`, `cat ${folder}/output`, `exit ${exitCode}`]
  await writeFile(program, lines.join('\n'))
  await chmod(program, 0o755)
  process.env.PATH = `${folder}:${originalPath ?? ''}`
}

const countLeftovers = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('linli-voice-')).length

describe('recordings', () => {
  it('become mp3 where ffmpeg is installed, read as the format they are, never as what they say', async () => {
    await installFfmpeg({ output: makeMp3(200) })
    const before = await countLeftovers()
    const voice = await prepareVoice(makeWav(5))
    expect(voice).toMatchObject({
      contentType: 'audio/mpeg',
      extension: 'mp3',
      seconds: 5.2,
      mustReview: false,
    })
    expect(voice.bytes).toEqual(makeMp3(200))
    const called = await readFile(path.join(folder, 'arguments'), 'utf8')
    expect(called).toContain('-protocol_whitelist file -f wav -i ')
    expect(called).toContain('-map_metadata -1')
    expect(await countLeftovers()).toBe(before)
  })

  it('are kept as they came, to be listened to by a person first, where it is not', async () => {
    process.env.PATH = folder
    const voice = await prepareVoice(makeWav(5))
    expect(voice).toMatchObject({ contentType: 'audio/wav', extension: 'wav', seconds: 5, mustReview: true })
  })

  it('are refused when ffmpeg cannot read them', async () => {
    await installFfmpeg({ exitCode: 1 })
    await expect(prepareVoice(makeWav(5))).rejects.toEqual(refusal('media.unreadable'))
    await installFfmpeg({ output: Buffer.from('not a sound') })
    await expect(prepareVoice(makeWav(5))).rejects.toEqual(refusal('media.unreadable'))
  })

  it('are refused when too long, also where only the result tells', async () => {
    process.env.PATH = folder
    await expect(prepareVoice(makeWav(125))).rejects.toEqual(refusal('media.too_long'))
    await installFfmpeg({ output: makeMp3(4700) })
    await expect(prepareVoice(makeWav(5))).rejects.toEqual(refusal('media.too_long'))
  })

  it('are refused when they are something else', async () => {
    await expect(prepareVoice(Buffer.from('<html>'))).rejects.toEqual(refusal('media.wrong_kind'))
  })

  it('wait for their turn when many come at once', async () => {
    await installFfmpeg({ output: makeMp3(10) })
    const voices = await Promise.all(Array.from({ length: 6 }, () => prepareVoice(makeWav(1))))
    expect(voices.every(({ mustReview }) => !mustReview)).toBe(true)
  })
})
