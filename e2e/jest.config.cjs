const { base } = require('../jest.base.js')

module.exports = { ...base, displayName: 'e2e', testEnvironment: 'node', testMatch: ['<rootDir>/src/**/*.e2e.ts'] }
