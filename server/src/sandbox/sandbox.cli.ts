import path from 'node:path'
import { startSandbox } from './sandbox'

/** The sandbox alone, without the product: `npx tsx server/src/sandbox/sandbox.cli.ts`. */
const sandbox = await startSandbox({
  port: Number(process.env.SANDBOX_PORT ?? 3001),
  appUrl: process.env.PUBLIC_URL ?? 'http://127.0.0.1:3000',
  // Other programs read the merchants' credentials there.
  dataDir: path.resolve(process.env.LINLI_DATA_DIR ?? '.data', 'sandbox'),
})
process.stdout.write(`WeChat sandbox: ${sandbox.url}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void sandbox.stop()
  })
