import { build, stop } from 'esbuild'

// Everything from npm stays outside; our own source and the shared one go in.
const externalPackages = {
  name: 'external-packages',
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || path.startsWith('@linli/') ? undefined : { path, external: true },
    )
  },
}

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts', 'src/features/dispatch/plan.worker.ts'],
  outdir: 'dist',
  entryNames: '[name]',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  plugins: [externalPackages],
})
await stop()
