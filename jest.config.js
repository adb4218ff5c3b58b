/** @type {import('jest').Config} */
module.exports = {
  projects: ['<rootDir>/shared', '<rootDir>/server', '<rootDir>/miniprogram'],
  collectCoverageFrom: [
    '{shared,server}/src/**/*.ts',
    '!**/*.{test,config}.*',
    '!**/*.d.ts',
    '!server/src/test/**',
  ],
  coverageProvider: 'v8',
  coverageThreshold: { global: { lines: 90 } },
  coverageReporters: ['text-summary', 'json-summary'],
}
