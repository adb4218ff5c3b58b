const { base } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'e2e',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.e2e.ts'],
  globalSetup: '<rootDir>/jest.globalSetup.cjs',
  testTimeout: 60_000,
  // Each file runs a server, an engine and perhaps a browser of its own.
  maxWorkers: 1,
}
