const { base } = require('../jest.base.js')

module.exports = { ...base, displayName: 'shared', testEnvironment: '<rootDir>/../jest.environment.js' }
