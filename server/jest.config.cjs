const { base, transformPackages } = require('../jest.base.js')

module.exports = {
  ...base,
  displayName: 'server',
  testEnvironment: 'node',
  globalSetup: '<rootDir>/src/test/globalSetup.ts',
  globalTeardown: '<rootDir>/src/test/globalTeardown.ts',
  setupFilesAfterEnv: ['<rootDir>/src/test/setup.ts'],
  transformIgnorePatterns: transformPackages('agenda', '@agendajs', 'jose'),
}
