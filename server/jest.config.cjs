const { base, transformPackages } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'server',
  testEnvironment: '<rootDir>/../jest.environment.js',
  globalSetup: '<rootDir>/src/test/globalSetup.ts',
  globalTeardown: '<rootDir>/src/test/globalTeardown.ts',
  setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
  transformIgnorePatterns: transformPackages(
    'agenda',
    '@agendajs',
    'jose',
    // Its `import('os')` fails in jest, and the driver then sends no metadata, which secantusd-rs refuses.
    'mongodb/lib(?=/runtime_adapters)',
  ),
}
