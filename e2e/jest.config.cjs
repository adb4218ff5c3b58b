const { base, transformPackages } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'e2e',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  globalSetup: '<rootDir>/jest.globalSetup.cjs',
  // Its `import('os')` fails in jest, and the driver then sends no metadata, which secantusd-rs refuses.
  transformIgnorePatterns: transformPackages('mongodb/lib(?=/runtime_adapters)'),
  testTimeout: 60_000,
  // Each file runs a server, an engine and perhaps a browser of its own: three at once on two cores, and what a person
  // would do in time comes late.
  maxWorkers: 2,
}
