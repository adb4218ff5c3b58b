import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { AppError } from '../../lib/appError'
import type { Audio, AudioFormat } from './audioFormat'

const timeoutMilliseconds = 20_000
const maxOutputBytes = 10 * 1024 * 1024
const maxRunning = 2

/** Names the reader of the format, so that a playlist in disguise is not opened. */
const demuxers: Record<AudioFormat, string> = {
  mp3: 'mp3',
  aac: 'aac',
  wav: 'wav',
  ogg: 'ogg',
  m4a: 'mov',
  webm: 'matroska',
}

let running = 0
const waiting: (() => void)[] = []

async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxRunning) await new Promise<void>((go) => waiting.push(go))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

function listArguments(file: string, format: AudioFormat, seconds: number): string[] {
  const input = ['-protocol_whitelist', 'file', '-f', demuxers[format], '-i', file]
  const output = ['-t', String(seconds), '-vn', '-map_metadata', '-1', '-ac', '1', '-ar', '16000']
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1'],
    ...input,
    ...[...output, '-b:a', '48k', '-f', 'mp3', '-protocol_whitelist', 'pipe', 'pipe:1'],
  ]
}

/** Runs ffmpeg. @returns undefined when there is none on PATH. */
function runFfmpeg(args: string[]): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      // It reads what strangers sent; it needs none of our secrets.
      env: { PATH: process.env.PATH },
      timeout: timeoutMilliseconds,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    let size = 0
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxOutputBytes) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks))
      else reject(new AppError('media.unreadable'))
    })
  })
}

/**
 * Turns a recording into plain mp3 that every phone plays, without tags, at most `seconds` long. Two at a time,
 * each with a time limit.
 * @returns undefined where ffmpeg is not installed.
 * @throws AppError `media.unreadable` when ffmpeg cannot read it.
 */
export function convertToMp3(audio: Audio, seconds: number): Promise<Buffer | undefined> {
  return takeTurn(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'linli-voice-'))
    try {
      // A file and not a pipe: mp4 keeps its index at the end.
      const file = path.join(folder, `recording.${audio.format}`)
      await writeFile(file, audio.bytes, { mode: 0o600 })
      return await runFfmpeg(listArguments(file, audio.format, seconds))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}
