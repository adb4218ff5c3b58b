import { rm } from 'node:fs/promises'
import './globalSetup'

/** The data are thrown away, so the engine need not close them. */
export default async function globalTeardown(): Promise<void> {
  const started = globalThis.linliTestEngine
  if (started === undefined) return
  await started.engine.kill()
  await rm(started.dataDir, { recursive: true, force: true })
}
