const swc = (tsx) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: true,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx },
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'commonjs' },
  },
]

/** @type {(...names: string[]) => string[]} Packages that swc must turn into CommonJS. */
const transformPackages = (...names) => [`/node_modules/(?!(?:.*/node_modules/)?(?:${names.join('|')})/)`]

module.exports = {
  transformPackages,
  base: {
    transform: { '^.+\\.m?[jt]s$': swc(false), '^.+\\.[jt]sx$': swc(true) },
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  },
}
