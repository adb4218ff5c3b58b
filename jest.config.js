/** @type {import('jest').Config} */
module.exports = {
  projects: ['<rootDir>/shared', '<rootDir>/server', '<rootDir>/miniprogram'],
  collectCoverageFrom: [
    '{shared,server}/src/**/*.ts',
    '!**/*.{test,config}.*',
    '!**/*.d.ts',
    '!server/src/test/**',
  ],
  // One worker by itself on two cores, and v8's coverage makes it grow.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'json-summary'],
}
