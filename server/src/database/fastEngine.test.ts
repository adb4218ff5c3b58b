import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const script = path.resolve(__dirname, '../../scripts/buildFastEngine.mjs')
let tools: string
beforeEach(async () => {
  tools = await mkdtemp(path.join(tmpdir(), 'linli-tools-'))
})
afterEach(() => rm(tools, { recursive: true, force: true }))

/** A program of that name which answers `--version`, and would betray being asked for anything else. */
async function addTool(name: string, version: string): Promise<void> {
  const file = path.join(tools, name)
  await writeFile(file, `#!/bin/sh\n[ "$1" = --version ] && echo "${version}" || echo STARTED\n`)
  await chmod(file, 0o755)
}

/** `npm run engine:fast` on a machine that has these tools and no others. */
const run = () =>
  new Promise<{ code: number; said: string }>((resolve) => {
    const env = { PATH: tools, LINLI_DATA_DIR: tools }
    execFile(process.execPath, [script], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr })
    })
  })

describe('npm run engine:fast', () => {
  it('says all that is missing at once, and that Linli runs without it', async () => {
    const { code, said } = await run()
    expect(code).toBe(1)
    for (const words of ['- rustc 1.95', '- cargo', '- a C compiler', '- cmake', 'Linli runs without it'])
      expect(said).toContain(words)
  })

  it('names only what is missing, also a rustc that is too old, and builds nothing', async () => {
    await addTool('rustc', 'rustc 1.94.1 (e408947bf 2026-03-25)')
    for (const tool of ['cargo', 'cc', 'cmake']) await addTool(tool, `${tool} 3.0`)
    const { code, said } = await run()
    expect(code).toBe(1)
    expect(said.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- rustc 1.95 or later; here is rustc 1.94.1 (e408947bf 2026-03-25) (rustup update)',
    ])
    expect(said).not.toContain('STARTED')
  })
})
